// A section of prose: a text area over a layer of marks, which shows what of the text is a figure and what findings doubt.
//
//   layer      全年收到 [16] 件，〔办结 3 件〕        the same text, invisible, with coloured marks: [figure], 〔doubted〕
//   text area  全年收到  16  件， 办结 3 件           in front of it, with a clear ground
//
// The text area is the browser's own: input methods, undo and screen readers work as everywhere. What is bound is known as ranges of its text.
// They come with each answer of the program and move with what is typed. A figure that was just put in is `fresh` until the program has bound it:
// its number stands in the text area, and what is sent has `{{name}}` in its place.

import { ask } from './api.js';
import { byId, element, replaceChildren } from './dom.js';
import { openPicker } from './figure_picker.js';
import { asProse, change, inTyped, moved, overtyped, textOf } from './prose_ranges.js';
import { fill, isPending, isUnanswered, on, report, valueOf } from './report.js';

/** What is known of each text area: `{ key, area, layer, note, question, text, bound, marks, asking }`. */
const states = new Map();

/** The names that may stand in `{{ }}`, each with what it fills in; asked for when somebody comes to write prose. */
let names = [];

export async function knownNames() {
  if (report.view && report.view.form) names = await ask('names', { file: report.file, text: report.view.text });
  return names;
}

/** What a name fills in; undefined where it is none. */
function numberOf(name) {
  const figure = report.view.form && report.view.form.figures[name];
  // A figure with a remark fills in its number alone, which only the program knows.
  if (figure && /^-?[0-9.]+$/.test(figure.text)) return figure.text;
  const known = names.find(other => other.name === name);
  return known && known.value;
}

const labelOf = name => name.split('.').join('·');

// ---- What is sent, and what is shown of it.

/** The text with the names of figures that the program has not bound yet. */
const toSend = ({ text, bound }) => withNames(text, bound.filter(range => range.fresh));

/** A text with the names of these ranges in their places. */
function withNames(text, ranges) {
  let named = '';
  let at = 0;
  for (const range of ranges) {
    named += `${text.slice(at, range.start)}{{${range.name}}}`;
    at = range.end;
  }
  return named + text.slice(at);
}

/** The text before a change, for the history: with the names of figures in the lines that are changed, so that undoing it binds them again. */
function beforeChange({ text, bound }, edit) {
  const from = text.lastIndexOf('\n', edit.start - 1) + 1;
  const end = text.indexOf('\n', edit.oldEnd);
  const to = end < 0 ? text.length : end;
  return withNames(text, bound.filter(range => from <= range.start && range.end <= to && numberOf(range.name) !== undefined));
}

/** A text in which `{{name}}` of a figure is its number, with the ranges of these. */
function expanded(text) {
  const bound = [];
  let shown = '';
  let at = 0;
  const braces = /\{\{([^{}\n]+)\}\}/g;
  for (let found = braces.exec(text); found; found = braces.exec(text)) {
    const number = numberOf(found[1].trim());
    if (number === undefined) continue;
    shown += text.slice(at, found.index);
    bound.push({ start: shown.length, end: shown.length + number.length, name: found[1].trim(), fresh: true });
    shown += number;
    at = found.index + found[0].length;
  }
  return { text: shown + text.slice(at), bound };
}

/** Fits the height of a text area to its text. */
function fit({ area, layer }) {
  // While it is measured it is small, and what it stands in may not be scrolled as far.
  const main = area.closest('main');
  const top = main ? main.scrollTop : 0;
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight + 2}px`;
  if (main && main.scrollTop !== top) main.scrollTop = top;
  layer.style.width = `${area.clientWidth + 2}px`;
  layer.scrollTop = area.scrollTop;
}

/** Pieces of the text: each with the classes of all ranges that cover it. */
function pieces(text, ranges) {
  const edges = Array.from(new Set([0, text.length].concat(...ranges.map(({ start, end }) => [start, end])))).sort((a, b) => a - b);
  return edges.slice(1).map((end, i) => {
    const classes = ranges.filter(range => range.start <= edges[i] && end <= range.end).map(range => range.look);
    return { text: text.slice(edges[i], end), look: Array.from(new Set(classes)).join(' ') };
  });
}

function unknownNames(text) {
  const found = [];
  const braces = /\{\{[^{}\n]*\}\}/g;
  for (let match = braces.exec(text); match; match = braces.exec(text)) {
    found.push({ start: match.index, end: match.index + match[0].length, look: 'unknown' });
  }
  return found;
}

function paint(state) {
  const { layer, text, bound, marks } = state;
  const ranges = marks.concat(bound.map(range => Object.assign({ look: 'bound' }, range)), unknownNames(text));
  const children = ranges.length === 0 ? [] : pieces(text, ranges).map(piece =>
    (piece.look ? element('mark', { className: piece.look, textContent: piece.text }) : piece.text));
  // A line feed at the end has a line of its own only if something follows.
  replaceChildren(layer, ...children, children.length ? ' ' : '');
  fit(state);
}

/** What stands at the caret, in words. */
function describeCaret(state) {
  const { area, note, bound, marks } = state;
  if (document.activeElement !== area) { note.textContent = ''; return; }
  const at = area.selectionStart;
  const range = bound.find(other => other.start <= at && at <= other.end);
  const mark = marks.find(other => other.start <= at && at <= other.end);
  const unknown = unknownNames(state.text).length > 0;
  note.textContent = range ? `${area.value.slice(range.start, range.end)} 是${labelOf(range.name)}，随数据变化`
    : mark ? mark.message : unknown ? '{{ }} 里的名称没有对应的数据，会照样印出来；请用“插入数据”选' : '';
}

// ---- Typing.

/** Puts text in place of what is selected, so that the browser can undo it. */
function insert(area, text) {
  area.focus();
  if (!document.execCommand('insertText', false, text)) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

function send(state, before) {
  fill([{ kind: 'prose', key: state.key, value: toSend(state), before }], { typing: true });
}

function addBound(state, range) {
  state.bound = moved(state.bound, { start: range.start, oldEnd: range.end, newEnd: range.end }).concat(range).sort((a, b) => a.start - b.start);
}

/** `{{name}}` that was typed by hand becomes its figure at once. */
function bindTyped(state) {
  const at = state.area.selectionStart;
  const typed = /\{\{([^{}\n]+)\}\}$/.exec(state.text.slice(0, at));
  const name = typed && typed[1].trim();
  if (!typed || numberOf(name) === undefined) return false;
  state.area.setSelectionRange(at - typed[0].length, at);
  insertFigure(state, name);
  return true;
}

function typed(state) {
  const { area } = state;
  const edit = change(state.text, area.value);
  const lost = state.inserting ? null : overtyped(state.bound, area.value, edit);
  const number = lost && state.text.slice(lost.start, lost.end);
  state.before = beforeChange(state, edit);
  state.bound = moved(state.bound, edit).filter(range => range !== lost && !(lost && range.name === lost.name && range.start === lost.start));
  state.marks = moved(state.marks, edit);
  if (state.asking) state.asking = followed(state.asking, edit);
  state.text = area.value;
  if (lost) {
    const by = edit.newEnd - edit.oldEnd;
    askAbout(state, { name: lost.name, number, start: Math.min(lost.start, edit.start), end: Math.max(lost.end + by, edit.newEnd) });
  }
  if (state.asking && state.text.slice(state.asking.start, state.asking.end) === state.asking.number) keepBound(state);
  else showQuestion(state);
  if (!state.inserting && bindTyped(state)) return;
  paint(state);
  if (!state.inserting) send(state, state.before);
  describeCaret(state);
}

/** The range of an overtyped figure after a further change; null if that has taken it away. */
function followed(asking, { start, oldEnd, newEnd }) {
  const by = newEnd - oldEnd;
  if (oldEnd < asking.start) return Object.assign({}, asking, { start: asking.start + by, end: asking.end + by });
  if (start > asking.end) return asking;
  if (start < asking.start || oldEnd > asking.end) return null;
  return Object.assign({}, asking, { end: asking.end + by });
}

/** Puts a figure in at the caret of a text area. */
export function insertFigure(state, name) {
  const { area } = state;
  const number = numberOf(name);
  const start = area.selectionStart;
  state.inserting = true;
  insert(area, number);
  state.inserting = false;
  addBound(state, { start, end: start + number.length, name, fresh: true });
  paint(state);
  send(state, state.before);
  describeCaret(state);
}

// ---- A figure that is overtyped.

function askAbout(state, asking) {
  state.asking = asking;
}

function showQuestion(state) {
  const { question, asking } = state;
  question.hidden = !asking;
  if (!asking || question.dataset.name === asking.name && question.firstChild) {
    if (!asking) { replaceChildren(question); delete question.dataset.name; }
    return;
  }
  question.dataset.name = asking.name;
  const keep = element('button', { type: 'button' }, '保持随数据变化');
  const plain = element('button', { type: 'button' }, '改成普通文字');
  keep.addEventListener('click', () => restoreBound(state));
  plain.addEventListener('click', () => { state.asking = null; showQuestion(state); state.area.focus(); });
  replaceChildren(question, `“${asking.number}”是${labelOf(asking.name)}，随数据变化。改了以后它就是普通文字，数据再变，这里不会跟着变。`, keep, plain);
  question.scrollIntoView({ block: 'nearest' });
}

/** The number stands there again: it is the figure. */
function keepBound(state) {
  const { asking } = state;
  state.asking = null;
  showQuestion(state);
  addBound(state, { start: asking.start, end: asking.end, name: asking.name, fresh: true });
}

function restoreBound(state) {
  const { asking, area } = state;
  state.asking = null;
  showQuestion(state);
  area.focus();
  area.setSelectionRange(asking.start, asking.end);
  insertFigure(state, asking.name);
}

// ---- Answers of the program.

function look(mark) {
  const finding = report.view.findings[mark.finding];
  return Object.assign({}, mark, { look: `doubt-${finding.severity}`, message: finding.message });
}

/** The text area has this text, and the caret where it was in what is left of the old one. */
function put(area, text) {
  if (area.value === text) return;
  const edit = change(area.value, text);
  const place = at => (at <= edit.start ? at : Math.max(edit.start, at + edit.newEnd - edit.oldEnd));
  const [start, end] = [place(area.selectionStart), place(area.selectionEnd)];
  area.value = text;
  if (document.activeElement === area) area.setSelectionRange(start, end);
}

const words = text => text.replace(/\s+/g, '');

/** Shows what the program says of a section. While somebody types there, blanks and line breaks stay as they are typed. */
function take(part, state) {
  const { area } = state;
  const value = valueOf('prose', part.key);
  const { text } = value === part.text ? { text: value } : expanded(value);
  const isStale = document.activeElement === area || state.picking ? words(area.value) !== words(text) : area.value !== text;
  if (isStale && (!isPending() || area.value === '')) put(area, text);
  state.text = area.value;
  const known = inTyped(part.bound, part.text, state.text);
  const fresh = isPending() ? state.bound.filter(range => range.fresh) : [];
  const apart = fresh.filter(range => known.every(other => other.end <= range.start || range.end <= other.start));
  state.bound = known.concat(apart).sort((a, b) => a.start - b.start);
  // What is about the section as a whole marks no words of it.
  const isOfWords = mark => mark.end - mark.start < part.text.length;
  const marks = report.view.marks.filter(mark => mark.part === part.key && isOfWords(mark)).map(look);
  state.marks = inTyped(marks, part.text, state.text);
  paint(state);
  describeCaret(state);
}

function showView() {
  const form = report.view.form;
  if (!form) return;
  for (const part of form.parts) {
    const state = states.get(part.key);
    if (part.text !== null && state && state.area.isConnected) take(part, state);
  }
}

/** When a section is left, it shows the text as the program has it. */
function left(state) {
  if (document.activeElement === state.area || state.picking || isUnanswered() || !report.view.form) return;
  const part = report.view.form.parts.find(other => other.key === state.key);
  if (part && state.area.isConnected) take(part, state);
}

/** What was put in by other ways than typing: by undo, a draft, a finding. */
function takeFilled({ edits, origin }) {
  if (origin.typing) return;
  for (const { kind, key, value } of edits) {
    const state = kind === 'prose' ? states.get(key) : null;
    if (!state) continue;
    const { text, bound } = expanded(value);
    Object.assign(state, { text, bound, marks: [], asking: null });
    if (state.area.value !== text) state.area.value = text;
    showQuestion(state);
    paint(state);
  }
}

// ---- The elements.

function paste(event, state) {
  const data = event.clipboardData;
  const plain = data.getData('text/plain');
  const text = plain || textOf(data.getData('text/html'));
  if (!text) return;
  event.preventDefault();
  insert(state.area, asProse(text));
}

/** The text area in which the caret stands or stood last, for a figure that is chosen by a click into a table. */
let last = null;

/** The elements of a section of prose. */
export function proseField(part) {
  const area = element('textarea', { rows: 2, spellcheck: false });
  area.setAttribute('aria-label', part.heading);
  area.dataset.part = part.key;
  const layer = element('div', { className: 'prose-marks' });
  layer.setAttribute('aria-hidden', 'true');
  const note = element('span', { className: 'prose-note' });
  note.setAttribute('role', 'status');
  const question = element('p', { className: 'prose-ask', hidden: true });
  question.setAttribute('role', 'alert');
  const button = element('button', { type: 'button', title: 'Ctrl+I' }, '插入数据');
  const state = { key: part.key, area, layer, note, question, text: '', bound: [], marks: [], asking: null };
  states.set(part.key, state);
  const box = element('div', { className: 'prose-box' }, layer, area);
  const tools = element('div', { className: 'prose-tools' }, button, note);
  const pick = () => {
    // The caret waits where it is, and so does the blank before it.
    state.picking = true;
    openPicker({ tools, names: knownNames, choose: name => insertFigure(state, name), back: area, closed: () => { state.picking = false; left(state); } });
  };
  button.addEventListener('click', pick);
  area.addEventListener('input', () => typed(state));
  area.addEventListener('paste', event => paste(event, state));
  area.addEventListener('scroll', () => { layer.scrollTop = area.scrollTop; });
  area.addEventListener('focus', () => { last = state; knownNames().catch(() => {}); });
  area.addEventListener('blur', () => setTimeout(() => left(state)));
  area.addEventListener('keyup', () => describeCaret(state));
  area.addEventListener('mouseup', () => describeCaret(state));
  area.addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'i') {
      event.preventDefault();
      pick();
    }
  });
  return element('div', { className: 'prose' }, box, tools, question);
}

/** With Ctrl held, a click on a figure of a table puts it in where the caret stands in the text. */
function takeClicked(event) {
  const cell = event.target.closest('td[data-path]');
  if (!cell || !(event.ctrlKey || event.metaKey) || !last || document.activeElement !== last.area) return;
  event.preventDefault();
  event.stopPropagation();
  insertFigure(last, cell.dataset.path);
}

export function startProse() {
  on('opened', () => states.clear());
  on('viewed', showView);
  on('filled', takeFilled);
  byId('form').addEventListener('mousedown', takeClicked, true);
  addEventListener('resize', () => states.forEach(state => { if (state.area.isConnected) fit(state); }));
}
