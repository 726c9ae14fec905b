// 与上年比较: the figures that differ with change and growth, the prose sentence by sentence, and the same as tracked changes in a Word file.
// The program compares; this shows it. It is asked when the tab is looked at, and again while it is, when the report has changed.

import { ask, download } from './api.js';
import { byId, element, later, replaceChildren } from './dom.js';
import { on, report, settled } from './report.js';
import { onChosen } from './tabs.js';

/** The file that is compared with; none for last year's. */
let against = null;
/** The answer that is shown. */
let shown = null;
/** Counts the questions: an answer to an older one is not shown. */
let asked = 0;

const isShown = () => !byId('compare-panel').hidden;
const signed = text => (text.startsWith('-') || text === '0' ? text : `+${text}`);

/** The headings of the columns of the two reports. */
function sides({ a, b }) {
  if (a.year !== b.year) return [`${a.year} 年`, `${b.year} 年`];
  return ['那一份', '这一份'];
}

function tableOf(caption, heads, rows) {
  const head = element('tr', {}, ...heads.map(text => element('th', { scope: 'col' }, text)));
  return element('table', {}, element('caption', {}, caption), element('thead', {}, head), element('tbody', {}, ...rows));
}

function figureRow(change) {
  const keys = change.path.split('.');
  const label = keys.slice(1).join(' · ') + (change.unit ? `（${change.unit}）` : '');
  const side = text => element('td', {}, text === null ? '无此项' : text);
  const isChanged = change.difference !== null && change.difference !== '0';
  return element('tr', {}, element('th', { scope: 'row' }, label), side(change.a), side(change.b),
    element('td', {}, change.difference === null ? '—' : signed(change.difference)),
    element('td', {}, isChanged && change.growth !== null ? `${signed(change.growth)}%` : '—'));
}

/** The figures, a table for each section that has some. */
function figures(comparison) {
  const { figures: changes, same_figures: same } = comparison;
  const said = changes.length === 0 ? `${same} 个数全部相同。` : `${changes.length} 个数不同，${same} 个相同。`;
  const headings = new Map(((report.view.form || {}).parts || []).map(part => [part.key, part.heading]));
  const sections = new Map();
  for (const change of changes) {
    const key = change.path.split('.')[0];
    sections.set(key, (sections.get(key) || []).concat(change));
  }
  const tables = Array.from(sections, ([key, own]) =>
    tableOf(headings.get(key) || key, ['项目', ...sides(comparison), '增减', '增幅'], own.map(figureRow)));
  return [element('h2', {}, '数据'), element('p', {}, said), ...tables];
}

function general(comparison) {
  if (comparison.general.length === 0) return [];
  const shownText = text => text || '（无）';
  const rows = comparison.general.map(({ key, a, b }) =>
    element('tr', {}, element('th', { scope: 'row' }, key), element('td', {}, shownText(a)), element('td', {}, shownText(b))));
  const table = tableOf('不同的各项', ['项目', ...sides(comparison)], rows);
  table.className = 'words';
  return [element('h2', {}, '基本情况'), table];
}

const TAGS = { removed: 'del', added: 'ins' };

function paragraph({ state, pieces }) {
  const made = element('p', { className: state }, ...pieces.map(piece =>
    (TAGS[piece.state] ? element(TAGS[piece.state], {}, piece.text) : piece.text)));
  return made;
}

function prose(comparison) {
  if (comparison.prose.length === 0) return [element('h2', {}, '正文'), element('p', {}, '各部分的文字全部相同。')];
  const legend = element('p', {}, '删去的', element('del', {}, '这样'), '，新写的', element('ins', {}, '这样'), '，没有变的颜色浅。');
  const parts = comparison.prose.map(change =>
    element('section', {}, element('h3', {}, change.title), ...change.paragraphs.map(paragraph)));
  return [element('h2', {}, '正文'), legend, ...parts];
}

/** What could not be compared, as one of the files is a document that was read. */
function unread({ unread: sections, a }) {
  const reading = a.reading || { notes: [], unplaced: [] };
  const entries = sections.map(section => `${section.title}：没有读到，没有比较`)
    .concat(reading.unplaced.map(text => `没有找到位置：${text}`), reading.notes);
  return entries.length === 0 ? [] : [element('h2', {}, '没有比较的'), element('ul', {}, ...entries.map(text => element('li', {}, text)))];
}

function show({ why_not: why, comparison }) {
  byId('revisions').disabled = !comparison;
  if (!comparison) {
    byId('compare-said').textContent = `${why}。`;
    replaceChildren(byId('compared'));
    return;
  }
  const { a, b } = comparison;
  byId('compare-said').textContent = `${a.agency} ${a.year} 年 → ${b.agency} ${b.year} 年`;
  replaceChildren(byId('compared'), ...general(comparison), ...figures(comparison), ...prose(comparison), ...unread(comparison));
}

async function look() {
  if (!isShown()) return;
  const own = ++asked;
  try {
    if (!await settled()) return;
    if (own !== asked) return;
    const question = JSON.stringify({ file: report.file, text: report.view.text, with: against });
    if (shown === question) return;
    const answer = await ask('compare', JSON.parse(question));
    if (own !== asked) return;
    shown = question;
    show(answer);
  } catch (error) {
    if (own !== asked) return;
    shown = null;
    byId('compare-said').textContent = error.message;
    if (error.status === 503) setTimeout(look, 2000);
  }
}

/** The reports of the folder that can be compared with. */
async function fillChoice(select) {
  const files = await ask('files');
  const names = files.filter(file => !file.refused && file.file !== report.file).map(file => file.file);
  const options = names.map(name => element('option', { value: name }, name));
  replaceChildren(select, element('option', { value: '' }, '上年的数据'), ...options);
  select.value = against || '';
}

async function save() {
  try {
    if (!await settled()) return;
    const title = (report.view.form || { title: report.file }).title;
    await download('revisions', { file: report.file, text: report.view.text, with: against }, `${title}（修订稿）.docx`);
  } catch (error) {
    byId('compare-said').textContent = error.message;
  }
}

export function startCompare() {
  const select = element('select', { id: 'compare-with' });
  const revisions = element('button', { id: 'revisions', disabled: true }, '下载 Word 修订稿');
  const said = element('p', { id: 'compare-said' });
  said.setAttribute('role', 'status');
  replaceChildren(byId('compare-panel'),
    element('p', { className: 'tools' }, element('label', { htmlFor: 'compare-with' }, '与哪一份比较 '), select, ' ', revisions),
    said, element('div', { id: 'compared' }));
  select.append(element('option', { value: '' }, '上年的数据'));
  select.addEventListener('change', () => {
    against = select.value || null;
    look();
  });
  revisions.addEventListener('click', save);
  onChosen('tab-compare', () => {
    fillChoice(select).catch(() => {});
    look();
  });
  on('viewed', later(400, look));
}
