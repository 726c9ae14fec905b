// Unsaved work that outlives the browser and the program.
//
// The program keeps it in the user's own folder, a moment after each answer. While the program cannot be reached, the browser keeps it instead:
//
//   typed ─▶ api/look answered ─▶ api/draft           kept by the program
//         └▶ no answer         ─▶ localStorage        kept by the browser, until the program has it
//
// When the file is opened again, what is kept is offered: nothing new is kept over it until somebody has decided.

import { ask, of } from './api.js';
import { byId, element, replaceChildren } from './dom.js';
import { merge } from './merge.js';
import { adopt, isUnsaved, notice, on, pendingEdits, refusals, report } from './report.js';

/** How long it takes until something new is kept, and until it is tried again, in milliseconds. */
const SOON = 300;
const AGAIN = 2000;

/** The draft that is offered and not decided on. */
let offered = null;
/** What the program has; null for nothing. */
let kept = null;
/** True while the program is asked to keep something. */
let keeping = false;

const local = () => `nianbao-draft ${report.file}`;

function store(draft) {
  try {
    if (draft) localStorage.setItem(local(), JSON.stringify(draft));
    else localStorage.removeItem(local());
  } catch (_) { /* Without storage, or where it is full, the program's draft is all there is. */ }
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(local()));
  } catch (_) {
    return null;
  }
}

const values = edits => edits.map(({ kind, key, value }) => ({ kind, key, value }));

/** The work as it is now: the text, and what is not in it (yet). */
function current() {
  return { base: report.saved.text, text: report.view.text, refused: values(refusals().concat(pendingEdits())) };
}

async function keep() {
  if (offered || keeping || !report.view) return;
  if (!isUnsaved()) {
    store(null);
    if (kept === null) return;
  }
  const draft = isUnsaved() ? current() : null;
  const content = draft && JSON.stringify(draft);
  if (content === kept) return;
  keeping = true;
  let wait = SOON;
  try {
    if (draft) await ask('draft', { file: report.file, draft });
    else await ask('draft/discard', { file: report.file });
    kept = content;
    store(null);
  } catch (error) {
    if (draft) store(Object.assign(draft, { kept: Date.now() }));
    if (error.status !== 0) notice(error.message);
    wait = AGAIN;
  }
  keeping = false;
  keepSoon(wait);
}

let timer = null;

/** Who goes on typing is not waited for. */
function keepSoon(wait) {
  if (timer === null) timer = setTimeout(() => { timer = null; keep(); }, wait);
}

function button(words, action) {
  const made = element('button', { type: 'button' }, words);
  made.addEventListener('click', () => { Promise.resolve(action()).catch(error => notice(error.message)); });
  return made;
}

function decided() {
  offered = null;
  replaceChildren(byId('draft'));
  byId('draft').hidden = true;
}

async function restore() {
  const { base, text, refused } = offered;
  decided();
  if (base === report.saved.text) await adopt(text, refused);
  else await merge({ base, mine: text, edits: refused });
  keepSoon(SOON);
}

async function discard() {
  await ask('draft/discard', { file: report.file });
  store(null);
  kept = null;
  decided();
}

function offer(draft) {
  offered = draft;
  const when = draft.kept ? `（${new Date(draft.kept).toLocaleString('zh-CN', { hour12: false })}）` : '';
  const changed = draft.base === report.saved.text ? '' : '文件在那以后又改动过，恢复时逐项合并。';
  replaceChildren(byId('draft'), `上次有没保存的修改${when}，已经替你留着。${changed}`, button('恢复', restore), button('放弃', discard));
  byId('draft').hidden = false;
}

/** What is kept for the file that was opened: the newer of what the program and the browser have. */
function look() {
  decided();
  const byProgram = report.view.draft;
  const byBrowser = stored();
  kept = byProgram ? 'as opened' : null;
  // Another folder may have a file of this name: the browser's draft is of this one if it began with a text that we know.
  const isOurs = byBrowser && (byBrowser.base === report.saved.text || byProgram && byBrowser.base === byProgram.base);
  const newest = isOurs && !(byProgram && byProgram.kept > byBrowser.kept) ? byBrowser : byProgram;
  if (newest && (newest.text !== report.saved.text || newest.refused.length > 0)) offer(newest);
}

export function startDrafts() {
  on('opened', look);
  on('viewed', () => keepSoon(SOON));
  on('status', () => keepSoon(SOON));
}
