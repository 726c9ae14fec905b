// The list from which a figure is put into prose: searched by its words or its number, or chosen by a click on it in a table.

import { byId, element, replaceChildren } from './dom.js';

/** So many are shown; a search finds the others. */
const MOST = 200;

/** Closes the list that is open. */
let close = () => {};

const labelOf = name => name.split('.').join('·');

/** The names that have all words of a search, in any order. */
function found(names, search) {
  const words = search.split(/\s+/).filter(Boolean);
  return names.filter(({ name, value }) => words.every(word => labelOf(name).includes(word) || value === word));
}

/**
 * Opens the list above `tools`. `names` gives what there is to choose from; `choose` is called with the name; the focus goes back to `back`,
 * and `closed` is called before.
 */
export function openPicker({ tools, names, choose, back, closed }) {
  close();
  const input = element('input', { type: 'text', id: 'picker-search', placeholder: '输入名称里的字或数，例如 本年新收 总计' });
  const list = element('ul', { id: 'picker-list' });
  const note = element('p', {});
  const picker = element('div', { className: 'picker' }, element('label', { htmlFor: input.id }, '插入哪个数据？'), input, note, list);
  for (const [name, value] of [['role', 'combobox'], ['aria-expanded', 'true'], ['aria-controls', list.id], ['aria-autocomplete', 'list']]) input.setAttribute(name, value);
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', '数据');
  let all = [];
  let chosen = 0;

  const leave = () => {
    picker.remove();
    byId('form').classList.remove('picking');
    byId('form').removeEventListener('mousedown', clicked, true);
    document.removeEventListener('mousedown', outside, true);
    close = () => {};
    back.focus();
    closed();
  };
  const take = name => {
    leave();
    choose(name);
  };
  const clicked = event => {
    const cell = event.target.closest('td[data-path]');
    if (!cell) return;
    event.preventDefault();
    event.stopPropagation();
    take(cell.dataset.path);
  };
  const outside = event => { if (!picker.contains(event.target) && !event.target.closest('td[data-path]')) leave(); };
  const mark = at => {
    const options = list.children;
    chosen = Math.max(0, Math.min(options.length - 1, at));
    Array.from(options).forEach((option, i) => option.setAttribute('aria-selected', i === chosen));
    if (options[chosen]) {
      input.setAttribute('aria-activedescendant', options[chosen].id);
      options[chosen].scrollIntoView({ block: 'nearest' });
    } else input.removeAttribute('aria-activedescendant');
  };
  const show = () => {
    const matching = found(all, input.value);
    replaceChildren(list, ...matching.slice(0, MOST).map(({ name, value }, i) => {
      const option = element('li', { id: `picker-${i}` }, element('span', {}, labelOf(name)), element('span', {}, value));
      option.setAttribute('role', 'option');
      option.dataset.name = name;
      option.addEventListener('mousedown', event => { event.preventDefault(); take(name); });
      return option;
    }));
    const more = matching.length > MOST ? `有 ${matching.length} 个，先列 ${MOST} 个；再输入几个字` : matching.length ? `${matching.length} 个` : '没有这样的数据';
    note.textContent = `${more}。也可以直接点表里的数。`;
    mark(0);
  };
  input.addEventListener('input', show);
  input.addEventListener('keydown', event => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (step) mark(chosen + step);
    else if (event.key === 'Enter' && list.children[chosen]) take(list.children[chosen].dataset.name);
    else if (event.key === 'Escape') leave(); else if (event.key === 'Tab') leave(); else return;
    event.preventDefault();
    event.stopPropagation();
  });
  byId('form').classList.add('picking');
  byId('form').addEventListener('mousedown', clicked, true);
  document.addEventListener('mousedown', outside, true);
  close = leave;
  tools.before(picker);
  input.focus();
  note.textContent = '……';
  names().then(known => { all = known; show(); picker.scrollIntoView({ block: 'nearest' }); }, error => { note.textContent = error.message; });
}
