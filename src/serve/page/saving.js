// The file on the disk: saved, followed where another program writes it, downloaded as a finished document.

import { ask, downloadNamed, of } from './api.js';
import { byId, element } from './dom.js';
import { isAsking, isRemoved, merge, showPresent, showRemoved } from './merge.js';
import { isDirty, isUnanswered, isUnsaved, markSaved, notice, on, open, refusals, report, send, settled } from './report.js';
import { toRefused } from './refused.js';

/** True while the file is being written. */
let saving = false;

/** What of the form is not in the file, in words. */
function unwritten() {
  const left = refusals();
  if (left.length === 0) return null;
  const named = left.slice(0, 3).map(({ key }) => `“${key.split('.').join('·')}”`).join('、');
  return `${named}${left.length > 3 ? `等 ${left.length} 处` : ''}没有写进文件，请按旁边的提示改正。`;
}

function button(words, action) {
  const made = element('button', { type: 'button' }, words);
  made.addEventListener('click', action);
  return made;
}

/** Saves what can be saved. True if the file has the text of the page. */
async function save() {
  if (!await settled()) return false;
  const { text } = report.view;
  saving = true;
  try {
    const { version } = await ask('save', { file: report.file, text, version: isRemoved() ? null : report.saved.version });
    markSaved(text, version);
    showPresent();
    const left = unwritten();
    if (left) notice(`其余已保存；${left}`, button('去改正', toRefused));
    return true;
  } catch (error) {
    notice(error.message);
    if (error.status === 409) merge(null).catch(failed => notice(failed.message));
    if (error.status === 404) showRemoved(save);
    return false;
  } finally {
    saving = false;
    showStatus();
  }
}

/** Another program may write the file as well, or remove it. */
async function follow() {
  if (isUnanswered()) send();
  if (saving) return;
  const known = report.saved;
  try {
    const { version } = await ask(of('version', report.file));
    if (saving || report.saved !== known) return;
    showPresent();
    if (version === known.version || isAsking()) return;
    if (isUnsaved()) await merge(null);
    else await open();
  } catch (error) {
    if (error.status === 404) showRemoved(save);
    else notice(error.message);
  } finally {
    showStatus();
  }
}

function status() {
  const left = refusals().length;
  if (isRemoved()) return '文件已不在，没有保存';
  if (isDirty()) return '有未保存的修改';
  return left ? `已保存，但有 ${left} 处没有写进文件` : '已保存';
}

function showStatus() {
  if (byId('state').textContent !== status()) byId('state').textContent = status();
  byId('save').disabled = !isDirty() && !isRemoved();
}

async function download(format, isDraft) {
  notice('正在生成……');
  try {
    await downloadNamed(of('output', report.file) + `&format=${format}${isDraft ? '&draft=1' : ''}`);
    notice(null);
  } catch (error) {
    notice(error.message);
  }
}

/** What is downloaded is what the file has, so it is saved first; where it has errors, only a draft is to be had. */
async function saveAndDownload(format) {
  if (!await settled()) return;
  if ((isDirty() || isRemoved()) && !await save()) return;
  const { errors } = report.view;
  const reason = errors ? `有 ${errors} 个错误，改正后才能生成正式的文件。` : unwritten();
  if (reason) notice(reason, button('下载草稿（带“草稿”水印）', () => download(format, true)));
  else await download(format, false);
}

function startDownloads() {
  for (const link of byId('outputs').querySelectorAll('[data-format]')) {
    link.href = `#${link.dataset.format}`;
    link.addEventListener('click', event => {
      event.preventDefault();
      saveAndDownload(link.dataset.format);
    });
  }
}

export function startSaving() {
  on('status', showStatus);
  on('viewed', showStatus);
  byId('save').addEventListener('click', save);
  document.addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && event.key === 's') {
      event.preventDefault();
      if (isDirty() || isRemoved()) save();
    }
  });
  addEventListener('beforeunload', event => { if (isUnsaved() || isRemoved()) { event.preventDefault(); event.returnValue = ''; } });
  startDownloads();
  setInterval(follow, 2000);
}
