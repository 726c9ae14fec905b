// What is printed is the report and not the page around it: the pages of the preview, or the text and tables of the report where these are not
// all drawn (the browser's own menu asks nobody beforehand).

import { byId, element, replaceChildren } from './dom.js';
import { drawAll } from './preview.js';
import { isDirty, report } from './report.js';

/** What a reader of the paper must know. */
function standing() {
  const { errors } = report.view;
  return [errors && `草稿：还有 ${errors} 个错误`, isDirty() && '有未保存的修改'].filter(Boolean).join('；');
}

function showPaper() {
  const paper = byId('paper');
  replaceChildren(paper);
  if (document.body.classList.contains('print-pages') || !report.view) return;
  const { form } = report.view;
  const said = standing();
  const article = element('div', {});
  if (form) article.innerHTML = form.article;
  else article.textContent = report.view.text;
  paper.append(...[said && element('p', { className: 'standing' }, said), article].filter(Boolean));
}

function clear() {
  document.body.classList.remove('print-pages');
  byId('print-pages').media = 'not all';
  replaceChildren(byId('paper'));
}

/** Prints the pages as the preview has them. */
async function printPages() {
  clear();
  try {
    await drawAll();
    document.body.classList.add('print-pages');
    byId('print-pages').media = 'print';
  } catch (_) { /* The text and tables are printed. */ }
  window.print();
}

export function startPrinting() {
  addEventListener('beforeprint', showPaper);
  addEventListener('afterprint', clear);
  byId('print').addEventListener('click', printPages);
  document.addEventListener('keydown', event => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== 'p') return;
    event.preventDefault();
    printPages();
  });
}
