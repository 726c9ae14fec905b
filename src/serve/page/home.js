// The reports of the folder, and a new one.

import { ask } from './api.js';
import { byId, counted, element, worst } from './dom.js';
import { created, startLastYear } from './last_year.js';

function row(file) {
  const title = file.refused ? '（没有打开）'
    : element('a', { href: '?file=' + encodeURIComponent(file.file) }, file.title || '（还不是报告）');
  return element('tr', {}, element('td', {}, title), element('td', {}, file.file),
    element('td', { className: worst(file) }, file.refused || counted(file)));
}

async function create(event) {
  event.preventDefault();
  const form = event.target;
  try {
    const { agency, year, prose } = form.elements;
    created(await ask('new', { agency: agency.value, year: Number(year.value), prose: prose.checked }));
  } catch (error) {
    alert(error.message);
  }
}

export async function showHome() {
  byId('folder').hidden = false;
  const files = await ask('files');
  byId('files').tBodies[0].append(...files.map(row));
  byId('files').hidden = files.length === 0;
  byId('new').addEventListener('submit', create);
  startLastYear();
}
