// What was filled in and is not in the file: it stays where it was typed, with why, until it is mended.

import { byId, element } from './dom.js';
import { inputOf } from './form.js';
import { fill, on, refusals } from './report.js';

/** The messages that stand beside their fields. */
let shown = [];

function clear() {
  for (const { input, message } of shown) {
    input.classList.remove('refused');
    input.removeAttribute('aria-invalid');
    input.removeAttribute('aria-describedby');
    message.remove();
  }
  shown = [];
}

/** What may be meant, to be taken by one click. */
function answer(refusal) {
  const button = element('button', { type: 'button' }, '是');
  button.addEventListener('click', () => fill([{ kind: refusal.kind, key: refusal.key, value: refusal.suggestion }]));
  return button;
}

function show(refusal, i) {
  const input = inputOf(refusal.kind, refusal.key);
  if (!input) return;
  const message = element('p', { className: 'refused-note', id: `refused-${i}` }, `没有写进文件：${refusal.message}`,
    refusal.suggestion === null ? null : answer(refusal));
  const beside = input.closest('.prose') || input.closest('table') || input;
  beside.after(message);
  input.classList.add('refused');
  input.setAttribute('aria-invalid', 'true');
  input.setAttribute('aria-describedby', message.id);
  shown.push({ input, message });
}

/** Goes to the first value that is not in the file. */
export function toRefused() {
  const first = shown[0];
  if (!first) return;
  first.input.scrollIntoView({ block: 'center' });
  first.input.focus();
}

export function startRefused() {
  on('viewed', () => {
    clear();
    refusals().forEach(show);
    byId('form').classList.toggle('has-refused', shown.length > 0);
  });
}
