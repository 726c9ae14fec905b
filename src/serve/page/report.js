// The open report: what the program said of it last, and what was filled in since.
//
// The page has no report of its own. What is filled in is sent together with the text of the last answer, and the next answer has the new text,
// the values as the program read them and the findings:
//
//   fill([{ kind: 'figures', key: '依申请公开.本年新收.自然人', value: '4' }])
//     → emits 'filled' with the edits, each with the value `before` it: the history takes them, the form shows those that nobody typed
//     → sent to `api/look`; while an answer is awaited, what comes meanwhile is kept and sent after it
//     → emits 'viewed' with the answer: the form, the findings and the preview show it

import { ask, of } from './api.js';
import { byId, replaceChildren } from './dom.js';

/** The kinds of values that are filled in: by the names that the program has for them. */
export const KINDS = ['fields', 'prose', 'figures', 'waivers'];

export const report = {
  /** Its file in the folder. */
  file: null,
  /** What the program said last. */
  view: null,
  /** The text of the file on the disk, and its hash. */
  saved: { text: '', version: '' },
};

/** What was filled in and not yet sent; `text` is the whole file where that was edited. */
let pending = null;
/** What was sent and has no answer yet. */
let sent = null;
/** True while an answer is awaited. */
let waiting = false;
/** What was filled in and is not in the text, each with why: by kind and key. */
const refused = new Map();
const idOf = ({ kind, key }) => `${kind} ${key}`;

const listeners = {};

/** Calls `action` at each event: 'filled', 'viewed', 'opened', 'status'. */
export function on(event, action) {
  (listeners[event] = listeners[event] || []).push(action);
}

function emit(event, detail) {
  for (const action of listeners[event] || []) action(detail);
}

/** Whether the page has what the file has not, or may have: what was sent and not answered is not in it yet. */
export const isDirty = () => isUnanswered() || Boolean(report.view) && report.view.text !== report.saved.text;
/** True while something is filled in that has not been sent: the answer that came last does not know it. */
export const isPending = () => Boolean(pending);
/** True while something is filled in of which no answer has come. */
export const isUnanswered = () => Boolean(pending) || waiting;

/** What was filled in and is not in the text: `{ kind, key, value, message, suggestion }`. */
export const refusals = () => Array.from(refused.values());
/** Whether closing the page would lose something. */
export const isUnsaved = () => isDirty() || refused.size > 0;

/** What was filled in and has not been sent, as edits. */
export function pendingEdits() {
  const edits = kind => Object.keys(pending ? pending[kind] : {}).map(key => ({ kind, key, value: pending[kind][key] }));
  return [].concat(...KINDS.map(edits));
}

/** A message above the form, with an element to act on it; none takes it away. */
export function notice(message, action) {
  byId('notice').hidden = !message;
  replaceChildren(byId('notice'), message || '', ...(action ? [action] : []));
}

function changes() {
  pending = pending || KINDS.reduce((none, kind) => Object.assign(none, { [kind]: {} }), {});
  return pending;
}

/** The value that is shown for a figure, field or section: what was filled in, else what the program said. */
export function valueOf(kind, key) {
  for (const since of [pending, sent]) if (since && key in since[kind]) return since[kind][key];
  const kept = refused.get(idOf({ kind, key }));
  if (kept) return kept.value;
  if (kind === 'waivers') return (report.view.waivers.find(waiver => waiver.rule === key) || { reason: '' }).reason;
  const form = report.view && report.view.form;
  if (!form) return '';
  if (kind === 'figures') return (form.figures[key] || { text: '' }).text;
  if (kind === 'fields') return (form.fields.find(field => field.key === key) || { value: '' }).value;
  return (form.parts.find(part => part.key === key) || { text: '' }).text || '';
}

/**
 * Fills in values. `typing` says that the user types in the element that shows it, so that nothing is put there;
 * anything else in `origin` is handed on to those who listen.
 */
export function fill(edits, origin) {
  const filled = edits.map(edit => Object.assign({ before: valueOf(edit.kind, edit.key) }, edit));
  for (const { kind, key, value } of edits) changes()[kind][key] = value;
  emit('filled', { edits: filled, origin: origin || {} });
  emit('status');
  sendSoon();
}

/** The whole file was edited. */
export function rewrite(text) {
  changes().text = text;
  pending.fromSource = true;
  emit('status');
  sendSoon();
}

/** What the form of a view is made of, as the program names it. */
const shapeOf = view => view && view.form ? view.form.shape : null;

/** An answer with the tables of the form, which the program sends only where they are others than before. */
function withTables(view) {
  if (view.form && view.form.article === null) view.form.article = report.view.form.article;
  return view;
}

/** The whole report becomes this text with these edits, as a draft or a merged file has them. */
export function adopt(text, edits) {
  pending = null;
  refused.clear();
  changes().text = text;
  for (const { kind, key, value } of edits || []) pending[kind][key] = value;
  emit('status');
  return settled();
}

/** What of an answer's changes is not in its text. */
function takeRefusals(sent, view) {
  for (const kind of KINDS) for (const key of Object.keys(sent[kind] || {})) refused.delete(idOf({ kind, key }));
  for (const change of view.refused || []) refused.set(idOf(change), change);
}

/** What could not be sent is sent again, under what was filled in since. */
function keep(unsent) {
  const since = changes();
  for (const kind of KINDS) since[kind] = Object.assign({}, unsent[kind], since[kind]);
  if (since.text === undefined && unsent.text !== undefined) Object.assign(since, { text: unsent.text, fromSource: unsent.fromSource });
}

/** Sends what is pending, one request after another. False if the program could not be asked; what is pending stays. */
export async function send() {
  if (waiting) return true;
  waiting = true;
  let asked = true;
  while (pending && asked) {
    sent = pending;
    pending = null;
    const { text, fromSource, ...filled } = sent;
    try {
      report.view = withTables(await ask('look', {
        file: report.file, text: text === undefined ? report.view.text : text, changes: filled, shape: shapeOf(report.view),
      }));
      sent = null;
      takeRefusals(filled, report.view);
      notice(report.view.notice);
      emit('viewed', { fromSource: Boolean(fromSource) });
    } catch (error) {
      notice(error.message);
      asked = error.status === 422;
      if (error.status === 503) setTimeout(send, 2000);
      if (!asked && sent) keep(sent);
      sent = null;
    }
  }
  waiting = false;
  emit('status');
  return asked;
}

/** Sends what is filled in at the same moment together, and at once: while an answer is awaited, the newest waits for it. */
const sendSoon = () => { Promise.resolve().then(send); };

/** Waits until everything that was filled in has its answer. False if the program could not be asked. */
export async function settled() {
  while (isUnanswered()) {
    if (!await send()) return false;
    await new Promise(done => setTimeout(done, 20));
  }
  return true;
}

/** Reads the file from the disk; what was filled in and not saved is given up. */
export async function open() {
  report.view = await ask(of('report', report.file));
  report.saved = { text: report.view.text, version: report.view.version };
  pending = null;
  refused.clear();
  notice(report.view.notice);
  emit('opened');
  emit('viewed', { fromSource: false });
  emit('status');
}

/** The file on the disk has this text now; no version where there is no file. */
export function markSaved(text, version) {
  report.saved = { text, version };
  emit('status');
}
