// The form: fields, sections in their order, tables as on the official form; prose shows itself. Which there are and how they are laid out comes from the program.

import { byId, element, replaceChildren } from './dom.js';
import { proseField } from './prose.js';
import { fill, on, report, valueOf } from './report.js';

/** What the form is made of: another official format has other figures. */
const shapeOf = form => form.shape;

/** The element that shows a figure, a field or the prose of a section; null if none does. */
export function inputOf(kind, key) {
  const attribute = { figures: 'td[data-path="X"] input', fields: '[data-field="X"]', prose: '[data-part="X"]' }[kind];
  return attribute ? byId('form').querySelector(attribute.replace('X', CSS.escape(key))) : null;
}

function fieldsOf(form) {
  const fields = element('div', { className: 'fields' });
  form.fields.forEach((field, i) => {
    const input = element('input', { id: `field-${i}`, title: field.description });
    input.dataset.field = field.key;
    input.addEventListener('input', () => fill([{ kind: 'fields', key: field.key, value: input.value }], { typing: true }));
    fields.append(element('label', { htmlFor: input.id }, field.key), input);
  });
  return fields;
}

function makeFigures() {
  for (const cell of byId('form').querySelectorAll('td[data-path]')) {
    const path = cell.dataset.path;
    const input = element('input', { value: '', inputMode: 'decimal' });
    input.setAttribute('aria-label', path.split('.').join('·'));
    input.addEventListener('input', () => fill([{ kind: 'figures', key: path, value: input.value }], { typing: true }));
    replaceChildren(cell, input);
  }
}

function layOut(form) {
  const article = element('template', { innerHTML: form.article });
  const tables = Array.from(article.content.querySelectorAll('.scroll'));
  const parts = form.parts.map(part => element('section', { className: 'part' }, element('h2', {}, part.heading),
    part.text === null ? tables.shift() : proseField(part)));
  replaceChildren(byId('form'), fieldsOf(form), ...parts);
  byId('form').dataset.shape = shapeOf(form);
  makeFigures();
}

/** Shows the values, those first that were filled in since; what the user is typing in is left alone. */
function show(form) {
  const set = (input, value) => { if (input && input !== document.activeElement && input.value !== value) input.value = value; };
  for (const field of form.fields) set(inputOf('fields', field.key), valueOf('fields', field.key));
  for (const cell of byId('form').querySelectorAll('td[data-path]')) {
    const figure = form.figures[cell.dataset.path];
    const input = cell.querySelector('input');
    input.readOnly = figure.computed;
    // Tab passes totals by; arrows with Shift and the mouse select them.
    input.tabIndex = figure.computed ? -1 : 0;
    cell.classList.toggle('computed', figure.computed);
    cell.title = figure.computed ? '合计由程序计算' : '';
    set(input, valueOf('figures', cell.dataset.path));
  }
}

function showView() {
  const form = report.view.form;
  if (!form) {
    replaceChildren(byId('form'), element('p', {}, '源文件有误，还不能填表。请在“源文件”里改正。'));
    delete byId('form').dataset.shape;
    return;
  }
  if (byId('form').dataset.shape !== shapeOf(form)) layOut(form);
  show(form);
}

export function startForm(isUnanswered) {
  on('opened', () => { delete byId('form').dataset.shape; });
  on('viewed', showView);
  on('filled', ({ edits, origin }) => {
    if (origin.typing) return;
    for (const { kind, key, value } of edits) {
      const input = kind === 'prose' ? null : inputOf(kind, key);
      if (input) input.value = value;
    }
  });
  // When a field is left, it shows the value as the program read it (full-width digits become half-width).
  byId('form').addEventListener('focusout', () => {
    if (!isUnanswered() && report.view.form) setTimeout(() => { if (!isUnanswered() && report.view.form) show(report.view.form); });
  });
}
