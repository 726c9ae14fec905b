'use strict';
// Search, filters, sorting, and no more rows at once than somebody reads. Without this script the page is a plain table.
(() => {
  const PAGE = 50;
  const form = document.getElementById('filter');
  const parts = [...document.querySelectorAll('.part')].map(element => {
    const rows = [...element.querySelectorAll('tbody tr')].map((row, number) => ({
      row, number, state: row.dataset.state, codes: row.dataset.codes.split(' '),
      text: row.textContent.toLowerCase(), cells: [...row.cells].map(cell => cell.textContent),
      notes: row.querySelectorAll('p, li').length,
    }));
    const more = document.createElement('button');
    more.type = 'button';
    more.className = 'more';
    element.querySelector('table').after(more);
    return { element, body: element.querySelector('tbody'), rows, more, shown: PAGE };
  });

  const wanted = () => {
    const words = form.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const state = form.state.value, code = form.code.value;
    return r => (!state || r.state === state) && (!code || r.codes.includes(code)) && words.every(w => r.text.includes(w));
  };

  const show = () => {
    const isWanted = wanted();
    const isFiltered = form.text.value.trim() || form.state.value || form.code.value;
    let total = 0;
    for (const part of parts) {
      let found = 0;
      for (const r of part.rows) {
        const hit = isWanted(r);
        r.row.hidden = !hit || found >= part.shown;
        if (hit) found++;
      }
      total += found;
      part.more.hidden = found <= part.shown;
      part.more.textContent = `再显示 ${Math.min(PAGE, found - part.shown)} 份（还有 ${found - part.shown} 份）`;
      if (part.element.tagName === 'DETAILS' && isFiltered) part.element.open = found > 0;
      part.element.hidden = Boolean(isFiltered) && found === 0;
    }
    form.count.value = isFiltered ? `符合的 ${total} 份` : '';
  };

  const again = () => {
    for (const part of parts) part.shown = PAGE;
    show();
  };
  form.addEventListener('input', again);
  form.addEventListener('reset', () => setTimeout(again));
  form.addEventListener('submit', event => event.preventDefault());

  for (const part of parts) {
    part.more.addEventListener('click', () => {
      const next = part.rows.filter(r => r.row.hidden).map(r => r.row);
      part.shown += PAGE;
      show();
      // The keyboard goes on with the first row that has appeared.
      const first = next.find(row => !row.hidden);
      const target = first && first.querySelector('a, summary');
      if (target) target.focus();
    });
    const heads = [...part.element.querySelectorAll('thead th')];
    heads.slice(0, 3).forEach((head, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = head.textContent;
      button.title = `按${head.textContent}排序`;
      head.replaceChildren(button);
      button.addEventListener('click', () => {
        const down = head.getAttribute('aria-sort') === 'ascending';
        heads.forEach(h => h.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        const by = column === 2 ? (a, b) => a.notes - b.notes : (a, b) => a.cells[column].localeCompare(b.cells[column], 'zh');
        part.rows.sort((a, b) => (by(a, b) || a.number - b.number) * (down ? -1 : 1));
        part.body.append(...part.rows.map(r => r.row));
        show();
      });
    });
  }
  form.hidden = false;
  show();
})();
