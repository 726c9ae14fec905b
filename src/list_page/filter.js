// Search, filters, sorting, and no more rows at once than somebody reads: of any page that lists reports.
//
//   <form id="filter"> a field `text`, selects, an output `count`
//   <section class="part"> or <details class="part"> with a table: rows with `data-NAME` for each select NAME (several values divided by spaces),
//     cells sorted by `data-value` or by their text, heads with `data-sort` to sort by

const PAGE = 50;
const order = new Intl.Collator('zh', { numeric: true });

const valueOf = cell => (cell.dataset.value === undefined ? cell.textContent : cell.dataset.value);

function readRows(body) {
  return Array.from(body.rows).map((row, number) => ({
    row, number, text: row.textContent.toLowerCase(), values: Array.from(row.cells).map(valueOf),
  }));
}

/** What is looked for: whether a row has all words and the value of every select; and whether that leaves any out. */
function wanted(form) {
  const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
  const selects = Array.from(form.querySelectorAll('select')).filter(select => select.value);
  const has = (row, { name, value }) => (row.dataset[name] || '').split(' ').includes(value);
  return {
    isFiltered: words.length > 0 || selects.length > 0,
    isWanted: r => words.every(word => r.text.includes(word)) && selects.every(select => has(r.row, select)),
  };
}

function sort(part) {
  const { column, down } = part.sorted;
  const by = (a, b) => order.compare(a.values[column] || '', b.values[column] || '');
  part.rows.sort((a, b) => (by(a, b) || a.number - b.number) * (down ? -1 : 1));
  part.body.append(...part.rows.map(r => r.row));
}

/** Makes heads into buttons that sort by their column. */
function makeSortable(part, show) {
  const heads = Array.from(part.element.querySelectorAll('thead th'));
  heads.forEach((head, column) => {
    if (head.dataset.sort === undefined) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    button.title = `按${head.textContent}排序`;
    head.textContent = '';
    head.append(button);
    button.addEventListener('click', () => {
      part.sorted = { column, down: head.getAttribute('aria-sort') === 'ascending' };
      heads.forEach(h => h.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', part.sorted.down ? 'descending' : 'ascending');
      sort(part);
      show();
    });
  });
}

function makePart(element, show) {
  const more = document.createElement('button');
  more.type = 'button';
  more.className = 'more';
  const table = element.querySelector('table');
  table.parentNode.insertBefore(more, table.nextSibling);
  const part = { element, body: table.tBodies[0], rows: [], more, shown: PAGE, sorted: null };
  more.addEventListener('click', () => {
    const next = part.rows.filter(r => r.row.hidden).map(r => r.row);
    part.shown += PAGE;
    show();
    // The keyboard goes on with the first row that has appeared.
    const first = next.find(row => !row.hidden);
    const target = first && first.querySelector('a, summary');
    if (target) target.focus();
  });
  makeSortable(part, show);
  return part;
}

function showPart(part, { isFiltered, isWanted }) {
  let found = 0;
  for (const r of part.rows) {
    const hit = isWanted(r);
    r.row.hidden = !hit || found >= part.shown;
    if (hit) found++;
  }
  part.more.hidden = found <= part.shown;
  part.more.textContent = `再显示 ${Math.min(PAGE, found - part.shown)} 份（还有 ${found - part.shown} 份）`;
  if (part.element.tagName === 'DETAILS' && isFiltered) part.element.open = found > 0;
  part.element.hidden = isFiltered && found === 0;
  return found;
}

/** Makes a form filter the tables of elements. Returns a function to be called, with the elements, when rows have come or changed. */
export function filterReports(form, elements) {
  let parts = [];
  const show = () => {
    const looked = wanted(form);
    const total = parts.reduce((sum, part) => sum + showPart(part, looked), 0);
    form.elements.count.value = looked.isFiltered ? `符合的 ${total} 份` : '';
  };
  const again = () => {
    for (const part of parts) part.shown = PAGE;
    show();
  };
  const read = now => {
    parts = Array.from(now).map(element => parts.find(part => part.element === element) || makePart(element, show));
    for (const part of parts) {
      part.rows = readRows(part.body);
      if (part.sorted) sort(part);
    }
    show();
  };
  form.addEventListener('input', again);
  form.addEventListener('reset', () => setTimeout(again));
  form.addEventListener('submit', event => event.preventDefault());
  form.hidden = false;
  read(elements);
  return read;
}
