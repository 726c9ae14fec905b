// A file that is dropped on the home page or chosen there: read by the program, shown with what could not be placed, kept as last year's data
// or as a report to go on with. The program keeps nothing meanwhile: the file is sent to be read, and again to be kept.

import { ask, upload } from './api.js';
import { byId, counted, element, replaceChildren, worst } from './dom.js';

/** The most bytes that the program takes. */
const MOST = 32 << 20;

/** The file that is shown, and what the program read in it. */
let shown = null;
/** Called when the folder has more files. */
let changed = () => {};

const panel = () => byId('handed-in');

function say(message, isError) {
  const line = byId('hand-in-said');
  line.className = isError ? 'error' : '';
  line.textContent = message;
}

/** A list under a heading; none where it has no entries. */
function listOf(heading, entries, kind) {
  return entries.length > 0 && element('div', { className: kind },
    element('h3', {}, heading), element('ul', {}, ...entries.map(entry => element('li', {}, ...[].concat(entry)))));
}

const address = file => '?file=' + encodeURIComponent(file);

/** What reading has left to say. */
function remarks(read) {
  return [
    listOf('没有找到的部分，对照原件看一看', read.unread, 'unread'),
    listOf(`下列 ${read.unplaced.length} 处文字没有找到位置，没有读进来，请逐一核对`,
      read.unplaced.map(({ place, text }) => [element('strong', {}, place), `：${text}`]), 'unplaced'),
    listOf('读的时候', read.notes, 'notes'),
  ];
}

/** A field with its label. */
function field(label, properties) {
  const input = element('input', properties);
  return { input, label: element('label', {}, `${label} `, input) };
}

/** What is sent of a report: which it is, and what the user has said of it. */
function query(report, fields) {
  return { name: shown.file.name, index: shown.read.reports.indexOf(report), as: fields.name.value,
    agency: fields.agency.value.trim(), year: /^\d{4}$/.test(fields.year.value) ? fields.year.value : '' };
}

/** Agency and year of a report: as it says them, else as the user does. */
function identity(report, fields) {
  const year = report.year || (/^\d{4}$/.test(fields.year.value) ? Number(fields.year.value) : null);
  return { agency: report.agency || fields.agency.value.trim(), year };
}

/** Does something with the buttons off; what goes wrong is said. */
async function attempt(action) {
  const buttons = Array.from(byId('hand-in').querySelectorAll('button'));
  buttons.forEach(button => { button.disabled = true; });
  say('');
  try {
    await action();
  } catch (error) {
    say(error.message, true);
  } finally {
    buttons.forEach(button => { button.disabled = false; });
  }
}

async function keep(report, fields) {
  const { agency, year } = identity(report, fields);
  if (!agency || !year) throw new Error('这份文件里没有写明机关或年度，请先填上机关全称和四位数字的年度');
  return (await upload('keep', query(report, fields), shown.file)).file;
}

/** Kept as last year's data, and a new report of the year behind it. */
async function keepAsLastYear(report, fields) {
  const { agency, year } = identity(report, fields);
  const kept = await keep(report, fields);
  try {
    const made = await ask('new', { agency, year: year + 1, prose: fields.prose.checked });
    created(made, kept);
  } catch (error) {
    changed();
    throw new Error(`已存为“${kept}”，没有新建 ${year + 1} 年的报告：${error.message}`);
  }
}

/** Keeps every report of a table under the name that is proposed for it; those whose name is taken are said. */
async function keepAll() {
  const { file, read } = shown;
  const kept = [], left = [];
  for (const [index, report] of read.reports.entries()) {
    try {
      kept.push((await upload('keep', { name: file.name, index, as: report.name }, file)).file);
    } catch (error) {
      left.push(`${report.title || report.name}：${error.message}`);
    }
  }
  replaceChildren(panel(), element('h3', { tabIndex: -1 }, `存下了 ${kept.length} 份`),
    kept.length > 0 && element('ul', {}, ...kept.map(name => element('li', {}, element('a', { href: address(name) }, name)))),
    listOf(`下列 ${left.length} 份没有存`, left, 'error') || '');
  changed();
  panel().querySelector('h3').focus();
}

/** The report of a file, with what can be done with it. */
function reportOf(report) {
  const { read } = shown;
  const fields = {};
  const labels = [];
  const add = (key, label, properties) => {
    const made = field(label, properties);
    fields[key] = made.input;
    labels.push(made.label);
    return made.label;
  };
  add('agency', '机关全称', { value: report.agency || '' }).hidden = Boolean(report.agency);
  add('year', '报告年度', { value: report.year || '', inputMode: 'numeric', size: 4 }).hidden = Boolean(report.year);
  add('name', '存为', { value: report.name, className: 'name' });
  const taken = element('p', { className: 'warning', hidden: !report.is_taken }, '文件夹里已经有这个名字的文件，不会覆盖它，请改一个名字。');
  fields.name.addEventListener('input', () => { taken.hidden = !report.is_taken || fields.name.value !== report.name; });
  const prose = field('', { type: 'checkbox', id: 'hand-in-prose' });
  fields.prose = prose.input;
  const lastYear = element('button', { className: 'main' });
  const label = () => {
    const { year } = identity(report, fields);
    lastYear.textContent = year ? `作为 ${year} 年的数据存下，新建 ${year + 1} 年的报告` : '作为上年数据存下，新建下一年的报告';
  };
  label();
  fields.year.addEventListener('input', label);
  lastYear.addEventListener('click', () => attempt(() => keepAsLastYear(report, fields)));
  const goOn = element('button', {}, '存下，接着填这一份');
  goOn.addEventListener('click', () => attempt(async () => { location.search = address(await keep(report, fields)); }));
  const leave = element('button', {}, '不存');
  leave.addEventListener('click', () => { clear(); byId('hand-in-choose').focus(); });
  const carried = element('label', { className: 'check' }, prose.input, ' 新报告用上年的正文，能与表格对上的数取自表格');
  return element('div', {},
    element('p', { className: worst(report) }, `核对：${counted(report)}${report.pictures ? `；图片 ${report.pictures} 幅，存在它旁边` : ''}`),
    element('div', { className: 'fields' }, ...labels), taken, carried,
    element('div', { className: 'buttons' }, lastYear, goOn, leave),
    read.article && contentOf(read.article));
}

/** What was read, as the report that it is. */
function contentOf(article) {
  const content = element('div', { className: 'content', tabIndex: 0 });
  content.setAttribute('role', 'region');
  content.setAttribute('aria-label', '读出的内容');
  content.innerHTML = article;
  // Headings below those of this page.
  for (const heading of content.querySelectorAll('h1, h2')) {
    heading.replaceWith(element('p', { className: 'heading' }, heading.textContent));
  }
  return element('details', {}, element('summary', {}, '看读出的内容，与原件对照'), content);
}

/** The choice of a report among those of a table. */
function choiceOf(reports, chosen) {
  const options = reports.map((report, index) => {
    const radio = element('input', { type: 'radio', name: 'hand-in-report', checked: index === 0 });
    radio.addEventListener('change', () => chosen(report));
    return element('li', {}, element('label', {}, radio, ` ${report.title || report.name} `,
      element('span', { className: worst(report) }, counted(report))));
  });
  const all = element('button', {}, `${reports.length} 份全部存下`);
  all.addEventListener('click', () => attempt(keepAll));
  return element('fieldset', {}, element('legend', {}, '这个表格里的报告'), element('ol', {}, ...options), all);
}

function show(read) {
  const { file } = shown;
  const { reports, count } = read;
  const body = element('div', {});
  const choose = report => replaceChildren(body, reportOf(report));
  const title = reports.length === 1 ? reports[0].title || '（没有写明机关或年度）' : `${count} 份报告`;
  const more = count > reports.length
    && element('p', { className: 'warning' }, `页面只列前 ${reports.length} 份；这么多的，用 nianbao import 一次读完。`);
  replaceChildren(panel(), element('h3', { tabIndex: -1 }, `读好了“${file.name}”：${title}`),
    ...remarks(read).map(part => part || ''), more || '', reports.length > 1 ? choiceOf(reports, choose) : '', body);
  choose(reports[0]);
  panel().hidden = false;
  panel().querySelector('h3').focus();
}

function clear() {
  shown = null;
  panel().hidden = true;
  replaceChildren(panel());
  say('');
}

async function take(file) {
  clear();
  if (file.size > MOST) {
    say(`“${file.name}”超过 ${MOST >> 20} MB，没有读。图片多的，删去图片另存一份再试。`, true);
    return;
  }
  say(`正在读“${file.name}”…`);
  try {
    const read = await upload('read', { name: file.name }, file);
    shown = { file, read };
    say('');
    show(read);
  } catch (error) {
    say(`“${file.name}”没有读成：${error.message}`, true);
  }
}

/** The file of a drop; none where there is none to be read, which is said. */
function dropped(transfer) {
  const entries = Array.from(transfer.items || []).map(item => item.webkitGetAsEntry && item.webkitGetAsEntry());
  if (entries.some(entry => entry && entry.isDirectory)) {
    say('拖进来的是文件夹，请拖一个文件。', true);
    return null;
  }
  if (transfer.files.length > 1) {
    say(`一次读一个文件，拖进来的有 ${transfer.files.length} 个。`, true);
    return null;
  }
  return transfer.files[0] || null;
}

const hasFiles = event => Array.from((event.dataTransfer || { types: [] }).types).includes('Files');

/** Files that are dropped anywhere on the page go to `action`; the browser would open them in its place. */
function takeDrops(action) {
  document.addEventListener('dragover', event => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  });
  document.addEventListener('drop', event => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    action(event);
  });
}

/** On the page of a report a dropped file is refused with a sentence. */
export function refuseDrops(notice) {
  takeDrops(() => notice('要读入文件，请回到“全部报告”，拖到那里。'));
}

/** A new report is there: opened at once, or behind what is to be said of its prose. */
export function created(made, kept) {
  if (made.notes.length === 0 && made.to_check.length === 0) {
    location.search = address(made.file);
    return;
  }
  const open = element('a', { href: address(made.file), className: 'button' }, '打开填报');
  replaceChildren(panel(), element('h3', { tabIndex: -1 }, `已新建“${made.file}”`),
    kept ? element('p', {}, `上年的数据存为“${kept}”。`) : '',
    ...made.notes.map(note => element('p', {}, `${note}${note.endsWith('。') ? '' : '。'}`)),
    made.to_check.length > 0 ? element('ol', { className: 'to-check' }, ...made.to_check.map(text => element('li', {}, text))) : '',
    element('p', {}, open));
  changed();
  panel().hidden = false;
  panel().querySelector('h3').focus();
}

/** Puts the part of the home page into its place; `onChanged` is called when the folder has more files. */
export function startLastYear(onChanged) {
  changed = onChanged || changed;
  const input = element('input', { type: 'file', hidden: true, id: 'hand-in-file',
    accept: '.docx,.pdf,.html,.htm,.shtml,.mht,.mhtml,.txt,.md,.yaml,.yml,.xlsx,.xlsm,.ods,.csv' });
  const choose = element('button', { id: 'hand-in-choose', type: 'button' }, '选择文件…');
  choose.addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    const [file] = input.files;
    input.value = '';
    if (file) take(file);
  });
  const said = element('p', { id: 'hand-in-said' });
  said.setAttribute('role', 'status');
  replaceChildren(byId('hand-in'), element('h2', {}, '读入上年的报告'),
    element('div', { className: 'drop' }, element('p', {}, '把文件拖到这一页上，或者 ', choose, input),
      element('p', { className: 'kinds' }, '能读：Word（.docx）、PDF、网页（.html、.mht）、文本（.txt、.md）、数据文件（.yaml），'
        + '表格（.xlsx、.ods、.csv，限填报工作簿和每个机关一行的表）。先读出来给您看，存不存由您定；原来的文件不动。')),
    said, element('div', { id: 'handed-in', hidden: true }));
  takeDrops(event => {
    const file = dropped(event.dataTransfer);
    if (file) take(file);
  });
}
