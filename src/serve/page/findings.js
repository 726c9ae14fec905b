// The findings beside the form, as the program has put them together: each place leads to the very cell or the very words, each rule to what it
// asks, and a warning can be kept with a reason.

import { byId, counted, element, later, replaceChildren, worst } from './dom.js';
import { explain } from './explain.js';
import { inputOf } from './form.js';
import { on, report } from './report.js';
import { toSource } from './source.js';
import { choose } from './tabs.js';
import { waiveForm, waiverEntry } from './waivers.js';

/** The words of findings in the prose of a section: `[{ range: [from, to], severity, message }]`, in UTF-16 units of the text that the program sent. */
export function targets(key) {
  const found = [];
  for (const group of report.view ? report.view.findings : []) {
    for (const { target } of group.places) {
      if (target && target.kind === 'prose' && target.key === key && target.range) {
        found.push({ range: target.range, severity: group.severity, message: group.message });
      }
    }
  }
  return found;
}

/** The element in which a target is mended; null where the form has none. */
function elementOf(target) {
  if (!target || target.kind === 'source') return null;
  if (target.kind !== 'section') return inputOf(target.kind, target.key);
  const parts = report.view.form ? report.view.form.parts : [];
  const section = byId('form').querySelectorAll('.part')[parts.findIndex(part => part.key === target.key)];
  return section ? section.querySelector('input') : null;
}

/** Selects the words of a target; those that were moved by what was typed since are looked for nearby. */
function selectWords(area, { range, key }, excerpt) {
  const shown = report.view.form.parts.find(part => part.key === key).text;
  let [from, to] = range;
  if (area.value !== shown && excerpt) {
    const at = area.value.indexOf(excerpt, Math.max(0, from - 40));
    if (at >= 0) [from, to] = [at, at + excerpt.length];
  }
  area.setSelectionRange(from, to);
}

/** Shows where a finding is mended: the form with the cell or the words selected, or the source file. */
function go({ target, excerpt }) {
  if (target.kind === 'source') {
    toSource(target);
    return;
  }
  const input = elementOf(target);
  if (!input) return;
  choose('tab-form');
  input.scrollIntoView({ block: 'center' });
  input.focus();
  if (target.kind === 'prose' && target.range) selectWords(input, target, excerpt);
  else if (input.select) input.select();
}

/** Marks cells, fields and texts in which something is to be mended; an error outdoes a warning. */
function mark() {
  for (const marked of byId('form').querySelectorAll('.error, .warning')) marked.classList.remove('error', 'warning');
  for (const { severity, places } of report.view.findings) {
    for (const { target } of places) {
      const input = target && target.kind !== 'section' && elementOf(target);
      const marked = input && (input.closest('td') || input);
      if (marked && !marked.classList.contains('error')) {
        marked.classList.remove('warning');
        marked.classList.add(severity);
      }
    }
  }
}

/** A button that has the focus again after the list was made anew. */
function button(id, label, action, ...children) {
  const made = element('button', { type: 'button' }, label, ...children);
  made.dataset.id = id;
  made.addEventListener('click', action);
  return made;
}

const quoted = place => (place.excerpt ? `${place.words} “${place.excerpt}”` : place.words);

function noteOf(note, id) {
  const text = note.text ? `${note.words}：${note.text}` : note.words;
  return element('li', {}, note.target ? button(id, text, () => go(note)) : text);
}

function notesOf(places, id) {
  const notes = places.reduce((all, place) => all.concat(place.notes), []);
  return notes.length > 0 && element('ul', { className: 'notes' }, ...notes.map((note, i) => noteOf(note, `${id} note ${i}`)));
}

/** What is wrong: a button that leads there, or a sentence above the buttons of its places. */
function headOf(group, id) {
  const word = element('b', { className: group.severity }, `${group.word} `);
  const [first] = group.places;
  if (group.places.length > 1) {
    const places = group.places.map((place, i) => element('li', {},
      place.target ? button(`${id} ${i}`, quoted(place), () => go(place)) : quoted(place)));
    return [element('p', {}, word, `${group.message}（${group.places.length} 处）`), element('ol', { className: 'places' }, ...places)];
  }
  const where = element('small', {}, first.words);
  if (!first.target) return [element('p', {}, word, group.message, where)];
  return [button(`${id} 0`, word, () => go(first), group.message, where)];
}

function entry(group) {
  const id = `${group.rule} ${group.message}`;
  const item = element('li', { className: `finding ${group.severity}` }, ...headOf(group, id),
    group.help && element('p', { className: 'help' }, group.help), notesOf(group.places, id));
  const rule = button(`${id} rule`, `规则 ${group.rule}`, () => explain(group.rule));
  rule.title = '这条规则要求什么，依据是什么';
  const actions = element('p', { className: 'actions' }, rule);
  if (group.waivable) {
    const waive = button(`${id} waive`, '豁免', () => item.append(waiveForm(group, waive, showFindings)));
    waive.title = '写明理由，不再提出';
    actions.append(waive);
  }
  item.append(actions);
  return item;
}

/** Puts the list anew, with the focus where it was. */
function replaceList(list, items) {
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  replaceChildren(list, ...items);
  const again = focused && Array.from(list.querySelectorAll('[data-id]')).find(one => one.dataset.id === focused);
  if (again) again.focus();
}

function showWaivers() {
  const { waivers } = report.view;
  byId('waived').hidden = waivers.length === 0;
  byId('waived').firstElementChild.textContent = `已豁免 ${waivers.length} 条规则`;
  replaceList(byId('waivers'), waivers.map(waiverEntry));
}

/** How many are left, said once typing pauses. */
const announce = later(1200, () => { byId('left').textContent = byId('summary').textContent; });

/** What the list shows: it is made anew only for something else. */
let shown = '';

function showFindings() {
  const { findings, waivers } = report.view;
  mark();
  const summary = `核对结果：${counted(report.view)}`;
  if (byId('summary').textContent !== summary) announce();
  byId('summary').textContent = summary;
  byId('summary').className = worst(report.view);
  const list = JSON.stringify([findings, waivers]);
  // Nor is a reason lost that is being typed.
  if (list === shown || byId('findings').querySelector('form')) return;
  shown = list;
  replaceList(byId('findings'), findings.map(entry));
  showWaivers();
}

export function startFindings() {
  on('viewed', showFindings);
}
