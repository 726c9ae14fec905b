// The file on the disk: saved, followed where another program writes it, downloaded as a finished document.

import { address, ask, of } from './api.js';
import { byId, element } from './dom.js';
import { isDirty, markSaved, notice, on, open, report, settled } from './report.js';

/** True while the file is being written. */
let saving = false;

function again() {
  const button = element('button', {}, '重新读入（放弃这里的修改）');
  button.addEventListener('click', () => open().catch(error => notice(error.message)));
  return button;
}

async function save() {
  if (!await settled()) return;
  const { text } = report.view;
  saving = true;
  try {
    const { version } = await ask('save', { file: report.file, text, version: report.saved.version });
    markSaved(text, version);
  } catch (error) {
    notice(error.message, error.status === 409 ? again() : undefined);
  } finally {
    saving = false;
  }
}

/** Another program may write the file as well. */
async function follow() {
  if (saving) return;
  const known = report.saved;
  try {
    const { version } = await ask(of('version', report.file));
    if (saving || report.saved !== known || version === known.version) return;
    if (isDirty()) notice('数据文件在别处改动过。', again());
    else await open();
  } catch (error) {
    notice(error.message);
  }
}

function showStatus() {
  byId('state').textContent = isDirty() ? '有未保存的修改' : '已保存';
  byId('save').disabled = !isDirty();
}

function startDownloads() {
  for (const link of byId('outputs').querySelectorAll('a')) {
    link.href = address(of('output', report.file) + '&format=' + link.dataset.format);
    link.addEventListener('click', event => {
      const { errors } = report.view;
      const reason = isDirty() ? '请先保存。' : errors ? `有 ${errors} 个错误，改正并保存后才能生成。` : null;
      if (reason) event.preventDefault();
      notice(reason);
    });
  }
}

export function startSaving() {
  on('status', showStatus);
  byId('save').addEventListener('click', save);
  document.addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && event.key === 's') {
      event.preventDefault();
      if (isDirty()) save();
    }
  });
  addEventListener('beforeunload', event => { if (isDirty()) { event.preventDefault(); event.returnValue = ''; } });
  startDownloads();
  setInterval(follow, 2000);
}
