// Blocks of figures copied, cut and pasted. Which cell becomes which figure is found by the program (`api/paste`): it knows the labels of the form,
// reads merged cells and numbers as people write them, and says what has no place.

import { ask } from './api.js';
import { byId, element, replaceChildren } from './dom.js';
import { inputOf } from './form.js';
import { activeCell, empty, selectBlock, selection } from './grid.js';
import { fill, notice, on, report, settled } from './report.js';
import { cellOf, isComputed } from './table_map.js';

/** A selected block as spreadsheets take it: rows of tabs, and a table of HTML. */
function flavours(rows) {
  const columns = Array.from(new Set(rows.reduce((all, row) => all.concat(row.map(cell => cell.column)), []))).sort((a, b) => a - b);
  const lines = rows.map(row => columns.map(column => row.find(cell => cell.column === column)));
  const text = lines.map(line => line.map(cell => (cell ? cell.input.value : '')).join('\t')).join('\r\n');
  const table = element('table', {}, ...rows.map(row => element('tr', {},
    ...row.map(cell => element('td', { colSpan: columns.filter(c => cell.column <= c && c < cell.end).length, textContent: cell.input.value })))));
  return { text, html: table.outerHTML };
}

function copy(event) {
  const rows = selection();
  if (!rows) return;
  event.preventDefault();
  const { text, html } = flavours(rows);
  event.clipboardData.setData('text/plain', text);
  event.clipboardData.setData('text/html', html);
  if (event.type === 'cut') empty();
}

const line = text => element('li', {}, text);

/** What became of a block, in words; it stays until it is closed, if something is to be looked at. */
function showResult({ figures, totals, notes, unplaced }) {
  const count = figures.length ? `已填入 ${figures.length} 格（Ctrl+Z 撤销）` : '没有可以填入的数';
  const skipped = totals ? `；合计 ${totals} 格由程序相加，没有填入` : '';
  const lost = unplaced.length ? `；有 ${unplaced.length} 处没有放下，列在下面` : '';
  const close = element('button', { textContent: '知道了' });
  close.addEventListener('click', () => { byId('pasted').hidden = true; });
  const texts = notes.concat(unplaced.map(({ place, text }) => `没有放下（${place}）：${text.split('\t').join('　')}`));
  const list = texts.length ? [element('ul', {}, ...texts.map(line))] : [];
  replaceChildren(byId('pasted'), element('p', {}, `${count}${skipped}${lost}。`, close), ...list);
  byId('pasted').hidden = false;
  byId('pasted').dataset.stays = texts.length ? 'yes' : '';
}

/** Shows where the figures went. */
function selectFilled(figures) {
  const cells = figures.map(figure => cellOf(inputOf('figures', figure.path))).filter(Boolean);
  if (!cells.length) return;
  const own = cells.filter(cell => cell.table === cells[0].table);
  selectBlock(own[0], own[own.length - 1]);
}

async function paste(event) {
  const at = activeCell();
  if (!at) return;
  const text = event.clipboardData.getData('text/plain');
  const html = event.clipboardData.getData('text/html');
  const isOne = text !== '' && !/[\t\r\n]/.test(text.replace(/[\r\n]+$/, ''));
  if (at.editing && isOne) return;
  event.preventDefault();
  const targets = selection();
  try {
    // Sums are compared with what was typed just now.
    if (!await settled()) return;
    const answer = await ask('paste', { file: report.file, text: report.view.text, at: at.cell.path, clipboard: { text, html } });
    const repeated = targets && isOne && answer.figures.length === 1 && answer.figures[0].path === at.cell.path;
    if (repeated) answer.figures = everywhere(targets, answer.figures[0].text);
    if (answer.figures.length) fill(answer.figures.map(({ path, text }) => ({ kind: 'figures', key: path, value: text })), { pasted: true });
    if (!repeated) selectFilled(answer.figures);
    else selectBlock(targets[0][0], lastOf(targets));
    if (isOne && !answer.notes.length && !answer.unplaced.length) return;
    showResult(answer);
  } catch (error) {
    notice(error.message);
  }
}

const lastOf = rows => {
  const row = rows[rows.length - 1];
  return row[row.length - 1];
};

/** One number pasted into a block fills every cell of it. */
function everywhere(rows, text) {
  const cells = rows.reduce((all, row) => all.concat(row), []).filter(cell => !isComputed(cell));
  return cells.map(cell => ({ path: cell.path, text }));
}

export function startClipboard() {
  document.addEventListener('copy', copy);
  document.addEventListener('cut', copy);
  document.addEventListener('paste', paste);
  on('filled', ({ origin }) => { if (!origin.pasted && !byId('pasted').dataset.stays) byId('pasted').hidden = true; });
  on('opened', () => { byId('pasted').hidden = true; });
}
