// What a rule asks, its source and an example, in a window above the page.

import { ask } from './api.js';
import { byId, element, replaceChildren } from './dom.js';

function dialog() {
  const there = byId('explain');
  if (there) return there;
  const made = element('dialog', { id: 'explain' });
  made.setAttribute('aria-labelledby', 'explain-title');
  // A click beside it closes it, as Escape does.
  made.addEventListener('click', event => { if (event.target === made) made.close(); });
  document.body.append(made);
  return made;
}

const partOf = ({ heading, text }) => [element('h3', {}, heading), element('p', { className: 'text' }, text)];

/** Opens the window for the rule of this code. */
export async function explain(code) {
  const opener = document.activeElement;
  const window = dialog();
  const close = element('button', { type: 'button' }, '关闭');
  close.addEventListener('click', () => window.close());
  const show = (title, ...parts) => replaceChildren(window,
    element('div', {}, element('h2', { id: 'explain-title', tabIndex: -1 }, title), ...parts, element('p', { className: 'actions' }, close)));
  try {
    const { rule, word, title, parts } = await ask(`explain?rule=${encodeURIComponent(code)}`);
    show(`${rule}（${word}）：${title}`, ...parts.reduce((all, part) => all.concat(partOf(part)), []));
  } catch (error) {
    show(`规则 ${code}`, element('p', {}, error.message));
  }
  window.addEventListener('close', () => { if (opener && opener.focus) opener.focus(); }, { once: true });
  if (!window.open) window.showModal();
  close.focus();
}
