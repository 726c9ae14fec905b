// The reports of the folder by year, and a new one. Names are shown at once; how each report stands is asked for in batches, those in sight first.

import { ask } from './api.js';
import { byId, counted, element, replaceChildren, worst } from './dom.js';
import { filterReports } from './filter.js';
import { created, startLastYear } from './last_year.js';

/** So many files are asked for at once; the program checks no more for one request. */
const BATCH = 16;

/** Rows by the name of their file. */
const rows = new Map();
/** Sorts by pinyin, and numbers by their value. */
const order = new Intl.Collator('zh', { numeric: true });
/** Told by the filter; takes the tables when rows have come or changed. */
let read = null;
/** Counts the lists that were begun: an older one ends when a newer one begins. */
let lists = 0;

const yearOf = ({ file, state }) => (state ? state.year : Number((/(?:19|20)\d\d/.exec(file.split('/').pop()) || [])[0]) || null);

/** How a report stands, for the filter. */
const standing = ({ refused, state }) =>
  (refused ? 'failed' : !state ? 'waiting' : worst(state) === 'error' ? 'failed' : worst(state) ? 'attention' : 'fine');

const day = new Intl.DateTimeFormat('zh-CN', { year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' });

const WORDS = { failed: '有错误', attention: '只有警告', fine: '没有问题', waiting: '正在核对' };

function nameOf({ file, refused, state }) {
  if (refused) return element('span', {}, file);
  return element('a', { href: '?file=' + encodeURIComponent(file) }, state && state.agency ? state.agency : file);
}

/** Puts into a row what is known of its file. */
function fillRow(row, entry) {
  const { file, modified, refused, state } = entry;
  const known = state && state.agency;
  const name = element('th', { scope: 'row' }, nameOf(entry), known && element('small', {}, file));
  name.dataset.value = state ? state.sort : entry.sort;
  const stands = standing(entry);
  const result = refused || (state ? counted(state) : '正在核对…');
  const cell = element('td', {}, element('span', { className: stands }, state && !state.title ? `还不是报告（${result}）` : result));
  cell.dataset.value = state ? String(state.errors * 10000 + state.warnings) : '';
  const changed = element('td', {}, modified === null ? '' : element('time', { dateTime: new Date(modified).toISOString() }, day.format(modified)));
  changed.dataset.value = modified === null ? '' : String(modified);
  const focused = row.contains(document.activeElement);
  replaceChildren(row, name, cell, changed);
  row.dataset.state = stands;
  row.dataset.year = yearOf(entry) || 'none';
  if (focused && row.querySelector('a')) row.querySelector('a').focus();
}

function head(text) {
  const made = element('th', { scope: 'col' }, text);
  made.dataset.sort = '';
  return made;
}

/** The table of a year, made where there is none; years stand from the newest down, what has none last. */
function tableOf(year) {
  const id = `year-${year || 'none'}`;
  if (byId(id)) return byId(id);
  const heads = ['机关', '核对结果', '最后修改'].map(head);
  const made = element('section', { className: 'part', id }, element('h2', {}, year ? `${year} 年度` : '不知道年度的'),
    element('table', {}, element('thead', {}, element('tr', {}, ...heads)), element('tbody', {})));
  made.dataset.year = String(year || 0);
  const next = Array.from(byId('files').children).find(other => Number(other.dataset.year) < Number(made.dataset.year));
  byId('files').insertBefore(made, next || null);
  return made;
}

/** Puts every row into the table of its year, sorted as people count. */
function arrange() {
  const all = Array.from(rows.values());
  const key = ({ entry }) => (entry.state ? entry.state.sort : entry.sort);
  all.sort((a, b) => order.compare(key(a), key(b)) || order.compare(a.entry.file, b.entry.file));
  const focused = document.activeElement;
  for (const { row, entry } of all) tableOf(yearOf(entry)).querySelector('tbody').append(row);
  if (focused && focused !== document.activeElement && document.contains(focused)) focused.focus();
  for (const section of Array.from(byId('files').children)) if (!section.querySelector('tbody tr')) section.remove();
  fillYears();
  read = read || filterReports(byId('filter'), []);
  read(byId('files').children);
}

/** The years to choose from. */
function fillYears() {
  const select = byId('filter').elements.year;
  const chosen = select.value;
  const years = Array.from(byId('files').children).map(section => section.dataset.year);
  const option = year => element('option', { value: year === '0' ? 'none' : year }, year === '0' ? '不知道年度的' : year);
  replaceChildren(select, element('option', { value: '' }, '全部'), ...years.map(option));
  select.value = chosen;
  if (select.selectedIndex < 0) select.value = '';
}

/** `共 24 份报告：3 份有错误，…`; while some are being checked, how many are left. */
function summarise() {
  const counts = {};
  for (const { entry } of rows.values()) counts[standing(entry)] = (counts[standing(entry)] || 0) + 1;
  const parts = ['failed', 'attention', 'fine'].filter(state => counts[state]).map(state => `${counts[state]} 份${WORDS[state]}`);
  const left = counts.waiting ? `还有 ${counts.waiting} 份正在核对` : '';
  byId('folder-note').textContent = rows.size ? `共 ${rows.size} 份：${parts.concat(left || []).join('，')}` : '';
}

/** The files of which it is to be asked how they stand: those in sight first. */
function nextBatch(asked) {
  const waiting = Array.from(rows.values()).filter(({ entry }) => !entry.refused && !asked.has(entry.file));
  const isInSight = ({ row }) => !row.hidden && row.getBoundingClientRect().top < innerHeight;
  const first = waiting.filter(isInSight);
  return (first.length ? first : waiting).slice(0, BATCH).map(({ entry }) => entry.file);
}

async function askStates(list) {
  const asked = new Set();
  for (let files = nextBatch(asked); files.length && list === lists; files = nextBatch(asked)) {
    let states;
    try {
      states = await ask('status', { files });
    } catch (error) {
      if (error.status !== 503) throw error;
      await new Promise(done => setTimeout(done, 1000));
      continue;
    }
    if (list !== lists) return;
    files.forEach(file => asked.add(file));
    for (const state of states) {
      const known = rows.get(state.file);
      known.entry.state = state;
      fillRow(known.row, known.entry);
    }
    for (const file of files) if (!states.some(state => state.file === file)) removeRow(file);
    arrange();
    summarise();
  }
}

function removeRow(file) {
  rows.get(file).row.remove();
  rows.delete(file);
}

/** Lists the folder anew. */
export async function showFiles() {
  const list = ++lists;
  const files = await ask('files');
  if (list !== lists) return;
  for (const file of Array.from(rows.keys())) if (!files.some(entry => entry.file === file)) removeRow(file);
  for (const entry of files) {
    const { row } = rows.get(entry.file) || { row: element('tr', {}) };
    rows.set(entry.file, { entry, row });
    fillRow(row, entry);
  }
  byId('empty').hidden = files.length > 0;
  byId('filter').hidden = files.length === 0;
  if (files.length) arrange();
  byId('filter').hidden = files.length === 0;
  summarise();
  await askStates(list);
}

/** Says at a field what is wrong with it, in our words; without a message takes that back. */
export function complain(input, message) {
  const id = `${input.name}-problem`;
  const said = byId(id) || element('span', { id, className: 'problem' });
  said.setAttribute('role', 'alert');
  said.textContent = message || '';
  input.closest('label').append(said);
  input.setAttribute('aria-invalid', String(Boolean(message)));
  if (message) input.setAttribute('aria-describedby', id); else input.removeAttribute('aria-describedby');
}

/** What is wrong with the fields of a new report: the first of them gets the focus. */
function isFilledIn({ agency, year }) {
  complain(agency, agency.value.trim() ? '' : '写上机关全称，例如“甲市教育局”');
  complain(year, /^\s*[0-9０-９]{4}\s*$/.test(year.value) ? '' : '写四位数字的年度，例如 2024');
  const wrong = [agency, year].find(input => input.getAttribute('aria-invalid') === 'true');
  if (wrong) wrong.focus();
  return !wrong;
}

const digits = text => text.replace(/[０-９]/g, digit => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));

async function create(event) {
  event.preventDefault();
  const { agency, year, prose } = event.target.elements;
  byId('new-problem').textContent = '';
  if (!isFilledIn({ agency, year })) return;
  try {
    created(await ask('new', { agency: agency.value, year: Number(digits(year.value.trim())), prose: prose.checked }));
  } catch (error) {
    byId('new-problem').textContent = error.message;
  }
}

export async function showHome() {
  byId('folder').hidden = false;
  byId('skip').href = '#files';
  byId('new').addEventListener('submit', create);
  startLastYear(showFiles);
  await showFiles();
}
