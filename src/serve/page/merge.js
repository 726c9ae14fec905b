// A file that was changed or removed elsewhere while there is unsaved work here: put together field by field, or written again.
//
// Both began with the text that was read from the disk. The program compares the three by the form's fields; only what was changed on both sides
// is asked, and until that is decided the page goes on with what is here.

import { ask } from './api.js';
import { byId, element, replaceChildren } from './dom.js';
import { inputOf } from './form.js';
import { adopt, markSaved, notice, refusals, report, settled } from './report.js';

/** The versions that were asked about, so that each is asked about once. */
let asked = null;
/** True while the file is not there. */
let removed = false;

export const isRemoved = () => removed;
export const isAsking = () => asked !== null;

function bar(...children) {
  replaceChildren(byId('elsewhere'), ...children);
  byId('elsewhere').hidden = children.length === 0;
}

function button(words, action) {
  const made = element('button', { type: 'button' }, words);
  made.addEventListener('click', () => { Promise.resolve(action()).catch(error => notice(error.message)); });
  return made;
}

/** What a difference is about, in the words of the form. */
function nameOf({ kind, key }) {
  if (kind === null) return '表以外的内容（批注、变量、豁免等）';
  const input = inputOf(kind, key);
  const part = report.view.form && report.view.form.parts.find(other => other.key === key);
  return part && kind === 'prose' ? part.heading : input && input.getAttribute('aria-label') || key.split('.').join('·');
}

const shown = text => (text === '' ? '（空）' : text.length > 400 ? text.slice(0, 400) + '……' : text);

/** A row of the table of conflicts: both values, one of them to be chosen. */
function row(conflict, i) {
  const choice = side => {
    const radio = element('input', { type: 'radio', name: `conflict-${i}`, value: side, checked: side === 'mine' });
    return element('td', {}, element('label', {}, radio, ' ', shown(conflict[side])));
  };
  return element('tr', {}, element('th', { scope: 'row' }, nameOf(conflict)), element('td', {}, shown(conflict.base)), choice('mine'), choice('theirs'));
}

function table(conflicts) {
  const heads = ['项目', '原来', '我的', '文件里的'].map(words => element('th', { scope: 'col' }, words));
  return element('table', { className: 'conflicts' }, element('thead', {}, element('tr', {}, ...heads)), element('tbody', {}, ...conflicts.map(row)));
}

/** Takes a merged text: the work goes on from it, not saved yet. */
async function take(answer, edits) {
  asked = null;
  markSaved(answer.theirs, answer.version);
  await adopt(answer.text, edits);
  const taken = answer.taken.map(nameOf);
  const list = taken.slice(0, 8).join('、') + (taken.length > 8 ? ` 等 ${taken.length} 项` : '');
  bar(element('span', {}, '数据文件在别处改动过，已与这里的修改合并，还没有保存。', taken.length ? `取自文件的：${list}。` : ''), button('知道了', () => bar()));
}

/** Asks about what was changed on both sides; `side` decides all at once. */
function askConflicts(work, answer) {
  const decide = async side => {
    const rows = Array.from(byId('elsewhere').querySelectorAll('tbody tr'));
    const choices = answer.conflicts.map(({ kind, key }, i) => ({ kind, key, side: side || rows[i].querySelector('input:checked').value }));
    const mine = work || await here();
    const merged = await ask('merge', { file: report.file, base: mine.base, mine: mine.mine, choices });
    const known = ({ kind, key }) => answer.conflicts.some(other => other.kind === kind && other.key === key);
    if (merged.conflicts.every(known)) await take(merged, mine.edits);
    else askConflicts(work, merged);
  };
  bar(element('p', {}, `数据文件在别处改动过，其中 ${answer.conflicts.length} 处和这里改的是同一项，请选定用哪一个：`), table(answer.conflicts),
    button('全部用我的', () => decide('mine')), button('全部用文件里的', () => decide('theirs')), button('按上面选的合并', () => decide(null)));
}

/** Where one of the two is no report, there are no fields: it is one text or the other. */
function askWhole(work, answer) {
  const mine = async () => {
    const { mine: text, edits } = work || await here();
    asked = null;
    markSaved(answer.theirs, answer.version);
    await adopt(text, edits);
    bar();
  };
  const theirs = async () => {
    asked = null;
    markSaved(answer.theirs, answer.version);
    await adopt(answer.theirs, []);
    bar();
  };
  bar('数据文件在别处改动过，两边的内容没有办法逐项合并（有一边不是能读的报告）。', button('用我的内容', mine), button('用文件里的（放弃这里的修改）', theirs));
}

/** The unsaved work as it is by now. */
async function here() {
  if (!await settled()) throw new Error('程序没有回答，还不能合并');
  const edits = refusals().map(({ kind, key, value }) => ({ kind, key, value }));
  return { base: report.saved.text, mine: report.view.text, edits };
}

/** Puts unsaved work together with the file: that of a draft, or what is on the page. */
export async function merge(work) {
  asked = 'now';
  try {
    const { base, mine, edits } = work || await here();
    const answer = await ask('merge', { file: report.file, base, mine });
    asked = answer.version;
    if (answer.text === null) askWhole(work, answer);
    else if (answer.conflicts.length === 0) await take(answer, edits);
    else askConflicts(work, answer);
  } catch (error) {
    asked = null;
    throw error;
  }
}

/** The file is gone: it can be written again, with what is here. */
export function showRemoved(write) {
  if (removed) return;
  removed = true;
  bar('数据文件已不在文件夹里（被删除、移走或改名）。这里的内容都还在。', button('重新写入这个文件', write));
}

/** The file is there. */
export function showPresent() {
  if (!removed) return;
  removed = false;
  bar();
}
