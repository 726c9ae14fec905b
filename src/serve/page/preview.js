// The pages as they will be printed.

import { ask } from './api.js';
import { byId, later, replaceChildren } from './dom.js';
import { on, report } from './report.js';

/** The request for pages that is under way. A newer one ends it: only the pages of the newest text are laid out. */
let drawing = null;

async function draw() {
  if (drawing) drawing.abort();
  drawing = new AbortController();
  const { signal } = drawing;
  try {
    const { id, count } = await ask('pages', { file: report.file, text: report.view.text }, signal);
    if (signal.aborted) return;
    const old = byId('pages').children;
    const images = Array.from({ length: count }, (_, i) =>
      Object.assign(old[i] || new Image(), { src: `api/page/${id}/${i}`, alt: `第 ${i + 1} 页，共 ${count} 页` }));
    replaceChildren(byId('pages'), ...images);
    byId('pages-note').textContent = `共 ${count} 页${report.view.errors ? '；有错误时带“草稿”水印' : ''}`;
  } catch (error) {
    if (signal.aborted) return;
    replaceChildren(byId('pages'));
    byId('pages-note').textContent = error.message;
    if (error.status === 503) setTimeout(drawSoon, 2000);
  }
}

const drawSoon = later(500, draw);

export function startPreview() {
  on('viewed', drawSoon);
}
