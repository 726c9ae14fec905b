// The page of `nianbao serve`. Which fields there are, how they are laid out and what is wrong with them comes from the program; this file
// only shows it and sends back what was filled in.

const $ = id => document.getElementById(id);
const file = new URLSearchParams(location.search).get('file');

async function ask(path, body, signal) {
  const options = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal };
  let response;
  try {
    response = await fetch('api/' + path, options);
  } catch {
    throw Object.assign(new Error('连不上程序：nianbao serve 可能已经结束'), { status: 0 });
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(answer.message ?? `程序没有接受（${response.status}）`), { status: response.status });
  return answer;
}

const of = (path, name) => `${path}?file=${encodeURIComponent(name)}`;

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function later(wait, action) {
  let timer;
  return () => { clearTimeout(timer); timer = setTimeout(action, wait); };
}

const counted = ({ errors, warnings }) =>
  [errors && `${errors} 个错误`, warnings && `${warnings} 个警告`].filter(Boolean).join('，') || '没有发现问题';
const worst = ({ errors, warnings }) => (errors ? 'error' : warnings ? 'warning' : '');

// ---- The folder.

async function folder() {
  $('folder').hidden = false;
  const files = await ask('files');
  $('files').tBodies[0].append(...files.map(f => element('tr', {},
    element('td', {}, f.refused ? '（没有打开）' : element('a', { href: '?file=' + encodeURIComponent(f.file) }, f.title ?? '（还不是报告）')),
    element('td', {}, f.file), element('td', { className: worst(f) }, f.refused ?? counted(f)))));
  $('files').hidden = files.length === 0;
  $('new').addEventListener('submit', async event => {
    event.preventDefault();
    const { agency, year } = Object.fromEntries(new FormData(event.target));
    try {
      const made = await ask('new', { agency, year: Number(year) });
      location.search = '?file=' + encodeURIComponent(made.file);
    } catch (error) {
      alert(error.message);
    }
  });
}

// ---- One report.

/** What the program said last. */
let view;
/** The text of the file on the disk, and its hash. */
let saved = { text: '', version: '' };
/** What was filled in and not yet sent; `text` is the whole file where that was edited. */
let pending = null;
/** True while an answer is awaited: what is filled in meanwhile is sent after it. */
let waiting = false;
/** True while the file is being written. */
let saving = false;

const changes = () => (pending ??= { fields: {}, prose: {}, figures: {} });
const isDirty = () => Boolean(pending) || view?.text !== saved.text;

function notice(message, action) {
  $('notice').hidden = !message;
  $('notice').replaceChildren(message ?? '', ...(action ? [action] : []));
}

function status() {
  $('state').textContent = isDirty() ? '有未保存的修改' : '已保存';
  $('save').disabled = !isDirty();
}

/** Sends what is pending, one request after another. False if the program could not be asked; what is pending stays. */
async function send() {
  if (waiting) return true;
  waiting = true;
  let asked = true;
  while (pending && asked) {
    const sent = pending;
    pending = null;
    const { text, ...filled } = sent;
    try {
      view = await ask('look', { file, text: text ?? view.text, changes: filled });
      notice(view.notice);
      show(text !== undefined);
      drawPages();
    } catch (error) {
      notice(error.message);
      asked = error.status === 422;
      if (error.status === 503) setTimeout(send, 2000);
      if (!asked) {
        const since = changes();
        for (const kind of ['fields', 'prose', 'figures']) since[kind] = { ...sent[kind], ...since[kind] };
        since.text ??= text;
      }
    }
  }
  waiting = false;
  status();
  return asked;
}

const sendSoon = later(250, send);

function filled(kind, key, value) {
  changes()[kind][key] = value;
  status();
  sendSoon();
}

/** Shows the answer. What the user is typing in is left alone. */
function show(fromSource) {
  const form = view.form;
  $('title').textContent = form?.title ?? file;
  document.title = `${form?.title ?? file} - 填报`;
  if (!fromSource) $('source').value = view.text;
  if (!form) {
    $('form').replaceChildren(element('p', {}, '源文件有误，还不能填表。请在“源文件”里改正。'));
    delete $('form').dataset.shape;
  } else if ($('form').dataset.shape !== shape(form)) {
    layOut(form);
  }
  if (form) fill(form);
  list();
  status();
}

/** What the form is made of: another official format has other figures. */
const shape = form => Object.keys(form.figures).join();

/** Makes the form: fields, and the sections in their order, tables as on the official form. */
function layOut(form) {
  const fields = element('div', { className: 'fields' });
  form.fields.forEach((field, i) => {
    const input = element('input', { id: `field-${i}`, title: field.description });
    input.dataset.field = field.key;
    input.addEventListener('input', () => filled('fields', field.key, input.value));
    fields.append(element('label', { htmlFor: input.id }, field.key), input);
  });
  const article = element('template', { innerHTML: form.article });
  const tables = [...article.content.querySelectorAll('.scroll')];
  const parts = form.parts.map(part => {
    const section = element('section', { className: 'part' }, element('h2', {}, part.heading));
    if (part.text === null) {
      section.append(tables.shift() ?? '');
    } else {
      const area = element('textarea', { rows: 3 });
      area.setAttribute('aria-label', part.heading);
      area.dataset.part = part.key;
      area.addEventListener('input', () => filled('prose', part.key, area.value));
      section.append(area);
    }
    return section;
  });
  $('form').replaceChildren(fields, ...parts);
  $('form').dataset.shape = shape(form);
  for (const cell of $('form').querySelectorAll('td[data-path]')) {
    const path = cell.dataset.path;
    const input = element('input', { value: '', inputMode: 'decimal' });
    input.setAttribute('aria-label', path.replaceAll('.', '·'));
    input.addEventListener('input', () => filled('figures', path, input.value));
    input.addEventListener('focus', () => input.select());
    cell.replaceChildren(input);
  }
}

function fill(form) {
  const set = (input, value) => { if (input && input !== document.activeElement && input.value !== value) input.value = value; };
  for (const field of form.fields) set($('form').querySelector(`[data-field="${CSS.escape(field.key)}"]`), field.value);
  for (const part of form.parts) {
    if (part.text === null) continue;
    const area = $('form').querySelector(`[data-part="${CSS.escape(part.key)}"]`);
    set(area, part.text);
    const lines = area.value.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 36)), 0);
    area.rows = Math.min(30, Math.max(2, lines));
  }
  for (const cell of $('form').querySelectorAll('td[data-path]')) {
    const figure = form.figures[cell.dataset.path];
    const input = cell.querySelector('input');
    input.readOnly = figure.computed;
    cell.classList.toggle('computed', figure.computed);
    cell.title = figure.computed ? '合计由程序计算' : '';
    set(input, figure.text);
  }
}

/** Where a finding can be mended on the form: the figure, the field, the section; null if nowhere. */
function place(finding) {
  const at = path => $('form').querySelector(['td[data-path="X"] input', '[data-field="X"]', '[data-part="X"]'].join().replaceAll('X', CSS.escape(path)));
  const part = view.form?.parts.find(p => p.lines && p.lines[0] <= finding.line && finding.line <= p.lines[1]);
  return (finding.path && at(finding.path)) ?? (part ? at(part.key) : null);
}

function list() {
  for (const marked of $('form').querySelectorAll('.error, .warning')) marked.classList.remove('error', 'warning');
  $('summary').textContent = `核对结果：${counted(view)}`;
  $('summary').className = worst(view);
  $('findings').replaceChildren(...view.findings.map(finding => {
    const input = place(finding);
    const target = input?.closest('td') ?? input;
    if (target && !target.classList.contains('error')) target.classList.add(finding.severity);
    const word = finding.severity === 'error' ? '错误' : '警告';
    const button = element('button', {}, element('span', { className: finding.severity }, `${word} ${finding.rule}`), ` ${finding.message}`,
      element('small', {}, `第 ${finding.line} 行${finding.help ? `；${finding.help}` : ''}`));
    button.addEventListener('click', () => (input ? toForm(input) : toSource(finding)));
    return element('li', {}, button);
  }));
}

function toForm(input) {
  choose('tab-form');
  input.scrollIntoView({ block: 'center' });
  input.focus();
}

/** Selects the place in the source file. Lines and columns count from 1; a column is a character. */
function toSource(finding) {
  choose('tab-source');
  const area = $('source');
  const lines = area.value.split('\n');
  const offset = (line, column) =>
    lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + [...(lines[line - 1] ?? '')].slice(0, column - 1).join('').length;
  area.focus();
  area.setSelectionRange(offset(finding.line, finding.column), offset(finding.end_line, finding.end_column));
  area.scrollTop = Math.max(0, (finding.line - 5) * parseFloat(getComputedStyle(area).lineHeight));
}

function choose(id) {
  for (const tab of $('tabs').children) {
    const chosen = tab.id === id;
    tab.setAttribute('aria-selected', chosen);
    tab.tabIndex = chosen ? 0 : -1;
    $(tab.getAttribute('aria-controls')).hidden = !chosen;
  }
}

/** The request for pages that is under way. A newer one ends it: only the pages of the newest text are laid out. */
let drawing;

const drawPages = later(500, async () => {
  drawing?.abort();
  const { signal } = drawing = new AbortController();
  try {
    const { id, count } = await ask('pages', { file, text: view.text }, signal);
    if (signal.aborted) return;
    const old = $('pages').children;
    const images = Array.from({ length: count }, (_, i) =>
      Object.assign(old[i] ?? new Image(), { src: `api/page/${id}/${i}`, alt: `第 ${i + 1} 页，共 ${count} 页` }));
    $('pages').replaceChildren(...images);
    $('pages-note').textContent = `共 ${count} 页${view.errors ? '；有错误时带“草稿”水印' : ''}`;
  } catch (error) {
    if (signal.aborted) return;
    $('pages').replaceChildren();
    $('pages-note').textContent = error.message;
    if (error.status === 503) setTimeout(drawPages, 2000);
  }
});

async function open() {
  view = await ask(of('report', file));
  saved = { text: view.text, version: view.version };
  pending = null;
  notice(view.notice);
  delete $('form').dataset.shape;
  show(false);
  if (!view.form) choose('tab-source');
  drawPages();
}

const again = () => {
  const button = element('button', {}, '重新读入（放弃这里的修改）');
  button.addEventListener('click', () => open().catch(error => notice(error.message)));
  return button;
};

async function save() {
  while (pending || waiting) {
    if (!await send()) return;
    await new Promise(done => setTimeout(done, 20));
  }
  const { text } = view;
  saving = true;
  try {
    const { version } = await ask('save', { file, text, version: saved.version });
    saved = { text, version };
    status();
  } catch (error) {
    notice(error.message, error.status === 409 ? again() : undefined);
  } finally {
    saving = false;
  }
}

/** Another program may write the file as well. */
async function follow() {
  if (saving) return;
  const known = saved;
  try {
    const { version } = await ask(of('version', file));
    if (saving || saved !== known || version === saved.version) return;
    if (isDirty()) notice('数据文件在别处改动过。', again());
    else await open();
  } catch (error) {
    notice(error.message);
  }
}

async function reportPage() {
  $('report-page').hidden = false;
  await open();
  $('source').addEventListener('input', () => {
    // A text area has LF for every line break; a file with CR LF keeps these.
    const text = saved.text.includes('\r\n') ? $('source').value.replaceAll('\n', '\r\n') : $('source').value;
    changes().text = text;
    status();
    sendSoon();
  });
  $('save').addEventListener('click', save);
  document.addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && event.key === 's') {
      event.preventDefault();
      if (isDirty()) save();
    }
    const input = event.target.closest?.('td[data-path] input');
    if (event.key === 'Enter' && input) {
      const inputs = [...$('form').querySelectorAll('td[data-path] input:not([readonly])')];
      inputs[inputs.indexOf(input) + 1]?.focus();
    }
  });
  for (const tab of $('tabs').children) {
    tab.addEventListener('click', () => choose(tab.id));
    tab.addEventListener('keydown', event => {
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
      const other = [...$('tabs').children].find(t => t !== tab);
      choose(other.id);
      other.focus();
    });
  }
  for (const link of $('outputs').querySelectorAll('a')) {
    link.href = of('api/output', file) + '&format=' + link.dataset.format;
    link.addEventListener('click', event => {
      const reason = isDirty() ? '请先保存。' : view.errors ? `有 ${view.errors} 个错误，改正并保存后才能生成。` : null;
      if (reason) event.preventDefault();
      notice(reason);
    });
  }
  addEventListener('beforeunload', event => { if (isDirty()) event.preventDefault(); });
  // When a field is left, it shows the value as the program read it (full-width digits become half-width).
  $('form').addEventListener('focusout', () => { if (!pending && !waiting && view.form) setTimeout(() => fill(view.form)); });
  setInterval(follow, 2000);
}

(file === null ? folder() : reportPage()).catch(error => {
  $('report-page').hidden = false;
  notice(error.message);
});
