// Where the figures of a table stand: rows and columns of the printed grid, merged heads and cells counted as what they cover.
//
//   第二十条第（一）项                        no figures: no row of the map
//   规章            1      2      3         row 0, columns 1, 2, 3
//   行政许可                4                row 1, columns 1 to 3: one wide figure

/** Maps by table: the cells of a table do not move. */
const maps = new WeakMap();

function read(table) {
  const taken = [];
  const rows = [];
  const cells = [];
  Array.from(table.rows).forEach((line, r) => {
    const row = [];
    let column = 0;
    for (const td of line.cells) {
      while (taken[r] && taken[r][column]) column += 1;
      const end = column + td.colSpan;
      for (let below = r; below < r + td.rowSpan; below += 1) {
        taken[below] = taken[below] || [];
        for (let c = column; c < end; c += 1) taken[below][c] = true;
      }
      const input = td.dataset.path && td.querySelector('input');
      if (input) row.push({ table, td, input, path: td.dataset.path, row: rows.length, column, end });
      column = end;
    }
    if (row.length) rows.push(row);
    cells.push(...row);
  });
  return { rows, cells };
}

function mapOf(table) {
  if (!maps.has(table)) maps.set(table, read(table));
  return maps.get(table);
}

/** The figure of an input, with its place; null for any other element. */
export function cellOf(element) {
  const td = element && element.closest && element.closest('td[data-path]');
  const table = td && td.closest('table');
  return (table && mapOf(table).cells.find(cell => cell.td === td)) || null;
}

/** True for a total that the program computes. */
export const isComputed = cell => cell.input.readOnly;

export const cellsOf = table => mapOf(table).cells;

/** The figures from a cell on in one direction, nearest first. `column` is the column that is followed upwards and downwards. */
export function line(cell, down, right, column) {
  const { rows } = mapOf(cell.table);
  if (right) {
    const row = rows[cell.row];
    const at = row.indexOf(cell);
    return right > 0 ? row.slice(at + 1) : row.slice(0, at).reverse();
  }
  const others = down > 0 ? rows.slice(cell.row + 1) : rows.slice(0, cell.row).reverse();
  return others.map(row => row.find(other => other.column <= column && column < other.end)).filter(Boolean);
}

/** The figures of a column from top to bottom: those that begin in it. */
export const columnOf = (table, column) => mapOf(table).cells.filter(cell => cell.column === column);

/** The columns in which figures begin, from left to right. */
export const columnsOf = table => Array.from(new Set(mapOf(table).cells.map(cell => cell.column))).sort((a, b) => a - b);

/** The rectangle of figures between two cells, as rows; wide figures that it touches belong to it as a whole. */
export function block(one, other) {
  const { rows } = mapOf(one.table);
  const [top, bottom] = [Math.min(one.row, other.row), Math.max(one.row, other.row)];
  let [left, right] = [Math.min(one.column, other.column), Math.max(one.end, other.end)];
  const inside = cell => cell.column < right && left < cell.end;
  for (let wider = true; wider;) {
    wider = false;
    for (const cell of rows.slice(top, bottom + 1).reduce((all, row) => all.concat(row.filter(inside)), [])) {
      if (cell.column < left || cell.end > right) {
        [left, right] = [Math.min(left, cell.column), Math.max(right, cell.end)];
        wider = true;
      }
    }
  }
  return rows.slice(top, bottom + 1).map(row => row.filter(inside));
}
