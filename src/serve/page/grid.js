// The tables filled in as in Excel: a cell is selected, and keys move from cell to cell; or it is edited (F2, double click), and keys move in its
// text. What is typed into a selected cell replaces it. A block is selected from the active cell, which has the focus, to `head`.

import { byId, element } from './dom.js';
import { fill, on } from './report.js';
import { block, cellOf, cellsOf, columnOf, columnsOf, isComputed, line } from './table_map.js';

/** The cell that has the focus. */
let active = null;
/** The corners of the selected block: where it was begun, and the end that moves. The active cell is in it. */
let corner = null;
let head = null;
/** True while keys move in the text of the active cell. */
let editing = false;
/** True once something was typed into the selected cell. */
let typed = false;
/** The text of the active cell when it was entered. */
let original = '';
/** The column that is followed upwards and downwards, through wide cells too. */
let column = 0;
/** The column from which Tab went to the right: Enter returns to it. */
let run = null;
/** What the next cell that gets the focus leaves as it is: the selected block, the column that is followed. */
let keep = {};
let dragging = false;

const DIRECTIONS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const isFocused = () => active !== null && document.activeElement === active.input;
const rows = () => block(corner, head);
const selected = () => rows().reduce((all, row) => all.concat(row), []);
const hasBlock = () => corner !== head;

/** The selected figures as rows, while a table has the focus and nothing is edited; else null. */
export const selection = () => (isFocused() && !editing ? rows() : null);

/** The cell with the focus, and whether keys move in its text. */
export const activeCell = () => (isFocused() ? { cell: active, editing } : null);

function paint() {
  for (const td of byId('form').querySelectorAll('td.selected')) td.classList.remove('selected');
  for (const td of byId('form').querySelectorAll('td.editing')) td.classList.remove('editing');
  byId('selection').textContent = '';
  if (!isFocused()) return;
  active.td.classList.toggle('editing', editing);
  if (!hasBlock()) return;
  const chosen = rows();
  for (const cell of selected()) cell.td.classList.add('selected');
  byId('selection').textContent = `已选 ${chosen.length} 行 ${Math.max(...chosen.map(row => row.length))} 列`;
}

function enter(cell) {
  if (!keep.block) [corner, head] = [cell, cell];
  if (!keep.column) column = cell.column;
  [active, editing, typed, original] = [cell, false, false, cell.input.value];
  cell.input.select();
  paint();
}

/** Selects a cell. */
export function select(cell, kept) {
  keep = kept || {};
  if (document.activeElement === cell.input) enter(cell);
  else cell.input.focus();
  keep = {};
}

function selectIn(cell) {
  run = null;
  select(cell);
}

/** Selects the block between two cells; the first gets the focus. */
export function selectBlock(first, last) {
  selectIn(first);
  extend(last);
}

function extend(cell) {
  head = cell;
  cell.td.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  paint();
}

function edit() {
  if (isComputed(active)) return;
  editing = true;
  [corner, head] = [active, active];
  const end = active.input.value.length;
  active.input.setSelectionRange(end, end);
  paint();
}

function change(cells, value, origin) {
  fill(cells.map(cell => ({ kind: 'figures', key: cell.path, value })), origin);
}

/** Empties the selected cells; totals are computed anyway. */
export function empty() {
  const cells = selected().filter(cell => !isComputed(cell) && cell.input.value !== '');
  if (cells.length) change(cells, '');
  typed = false;
  active.input.select();
}

function restore() {
  if (active.input.value !== original) change([active], original, { restored: true });
  enter(active);
}

/** The cell that Ctrl and an arrow lead to: the end of the filled cells, the next filled one, or the edge. */
function jump(cells, from) {
  const isFilled = cell => cell.input.value !== '';
  if (!cells.length) return null;
  if (isFilled(from) && isFilled(cells[0])) {
    const blank = cells.findIndex(cell => !isFilled(cell));
    return cells[blank < 0 ? cells.length - 1 : blank - 1];
  }
  return cells.find(isFilled) || cells[cells.length - 1];
}

function arrow(event) {
  const [down, right] = DIRECTIONS[event.key];
  const from = event.shiftKey ? head : active;
  const cells = line(from, down, right, column).filter(cell => event.shiftKey || !isComputed(cell));
  const to = event.ctrlKey || event.metaKey ? jump(cells, from) : cells[0];
  run = null;
  if (!to) return;
  if (event.shiftKey) {
    if (right) column = to.column;
    return extend(to);
  }
  select(to, { column: !right });
}

/** The first or last figure of the row, with Ctrl of the table. */
function edge(event) {
  const from = event.shiftKey ? head : active;
  const all = cellsOf(active.table).filter(cell => !isComputed(cell) && (event.ctrlKey || event.metaKey || cell.row === from.row));
  const to = event.key === 'Home' ? all[0] : all[all.length - 1];
  if (!to) return;
  if (event.shiftKey) return extend(to);
  selectIn(to);
}

/** Inside a selected block keys go round in it, by columns or by rows. */
function cycle(byColumn, step) {
  const cells = selected().filter(cell => !isComputed(cell));
  if (byColumn) cells.sort((a, b) => a.column - b.column || a.row - b.row);
  const next = cells[(cells.indexOf(active) + step + cells.length) % cells.length];
  if (next) select(next, { block: true });
}

/** Down the column, or up; at its end on to the next column, and behind the last to what follows the table. */
function enterKey(event) {
  const step = event.shiftKey ? -1 : 1;
  if (run !== null) column = run;
  run = null;
  const cells = line(active, step, 0, column).filter(cell => !isComputed(cell));
  if (cells[0]) return select(cells[0], { column: true });
  const columns = columnsOf(active.table);
  const at = columns.findIndex(start => start > column);
  const beside = step > 0 ? (at < 0 ? [] : columns.slice(at)) : columns.filter(start => start < column).reverse();
  for (const start of beside) {
    const own = columnOf(active.table, start).filter(cell => !isComputed(cell));
    if (own.length) return selectIn(own[step > 0 ? 0 : own.length - 1]);
  }
  const fields = Array.from(byId('form').querySelectorAll('input, textarea')).filter(field => field.tabIndex >= 0);
  const inTable = cellsOf(active.table).map(cell => cell.input);
  const outside = fields.filter(field => !inTable.includes(field));
  const side = step > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const there = outside.filter(field => active.table.compareDocumentPosition(field) & side);
  const field = step > 0 ? there[0] : there[there.length - 1];
  if (field) field.focus();
}

function keysWhileEditing(event) {
  if (event.key === 'Enter') return enterKey(event), true;
  if (event.key === 'Escape') return restore(), true;
  return false;
}

function keysWhileSelected(event) {
  const control = event.ctrlKey || event.metaKey;
  if (event.key in DIRECTIONS) return arrow(event), true;
  if (event.key === 'Enter') return (hasBlock() ? cycle(true, event.shiftKey ? -1 : 1) : enterKey(event)), true;
  if (event.key === 'Home' || event.key === 'End') return edge(event), true;
  if (event.key === 'F2') return edit(), true;
  if (event.key === 'Escape') return restore(), true;
  if ((event.key === 'Delete' || event.key === 'Backspace') && !typed) return empty(), true;
  if (control && event.key.toLowerCase() === 'a') {
    const cells = cellsOf(active.table);
    return selectBlock(cells[0], cells[cells.length - 1]), true;
  }
  return false;
}

function pressed(event) {
  const cell = cellOf(event.target);
  if (!cell || event.altKey) return;
  if (event.isComposing || event.keyCode === 229) {
    // An input method begins: what it writes replaces the cell as any typing does.
    if (!editing && !typed) cell.input.select();
    return;
  }
  if (event.key === 'Tab') {
    if (hasBlock()) {
      event.preventDefault();
      return cycle(false, event.shiftKey ? -1 : 1);
    }
    run = run === null ? active.column : run;
    return;
  }
  if (editing ? keysWhileEditing(event) : keysWhileSelected(event)) event.preventDefault();
  else if (!editing && !typed && event.key.length === 1 && !event.ctrlKey && !event.metaKey) cell.input.select();
}

function mouseDown(event) {
  const cell = event.button === 0 && cellOf(event.target);
  if (!cell || editing && cell === active) return;
  event.preventDefault();
  if (event.shiftKey && isFocused() && cell.table === active.table) return extend(cell);
  selectIn(cell);
  dragging = true;
}

function mouseOver(event) {
  const cell = dragging && cellOf(event.target);
  if (cell && isFocused() && cell.table === active.table && cell !== head) extend(cell);
}

/** Says above the first table which keys there are. */
function hint() {
  const table = byId('form').querySelector('.scroll');
  if (!table || byId('keys')) return;
  const key = name => element('kbd', {}, name);
  table.before(element('p', { id: 'keys' }, '表格里按 ', key('Enter'), ' 向下，', key('Tab'), ' 向右，', key('F2'), ' 修改，', key('Ctrl+Z'),
    ' 撤销；从 Excel、WPS、Word 复制的表格（带不带栏目名称都可以）用 ', key('Ctrl+V'), ' 粘贴。'));
}

export function startGrid() {
  const form = byId('form');
  on('viewed', hint);
  form.addEventListener('focusin', event => {
    const cell = cellOf(event.target);
    if (!cell) return;
    enter(cell);
  });
  form.addEventListener('focusout', () => {
    editing = false;
    // The document says only afterwards where the focus went.
    setTimeout(paint);
  });
  form.addEventListener('keydown', pressed);
  form.addEventListener('input', event => { if (cellOf(event.target)) typed = true; });
  form.addEventListener('mousedown', mouseDown);
  form.addEventListener('mouseover', mouseOver);
  document.addEventListener('mouseup', () => { dragging = false; });
  form.addEventListener('dblclick', event => { if (cellOf(event.target) && isFocused()) edit(); });
}
