// Undo and redo over the whole form: figures, fields and prose, in the order in which they were filled in. What is typed into one place without a
// break is one step, and so is everything that was filled in at once (a pasted block, an emptied one).

import { byId } from './dom.js';
import { inputOf } from './form.js';
import { cellOf } from './table_map.js';
import { select } from './grid.js';
import { fill, on } from './report.js';
import { choose } from './tabs.js';

/** Steps that are kept. */
const MAX_STEPS = 500;
/** A pause in typing prose that ends a step, in milliseconds. */
const PAUSE = 1000;

let done = [];
let undone = [];
/** The step that goes on with what is typed next, and when it was last typed at. */
let typing = null;
let typedAt = 0;

function showState() {
  byId('undo').disabled = done.length === 0;
  byId('redo').disabled = undone.length === 0;
}

/** Whether an edit goes on with the step before it. */
function continues(edit, origin) {
  if (!typing || done[done.length - 1] !== typing || !(origin.typing || origin.restored)) return false;
  const [begun] = typing;
  if (begun.kind !== edit.kind || begun.key !== edit.key) return false;
  const isPaused = edit.kind !== 'figures' && (Date.now() - typedAt > PAUSE || /[。；！？\n]$/.test(begun.value) && edit.value.length > begun.value.length);
  return !isPaused;
}

function take({ edits, origin }) {
  if (origin.history) return;
  const changed = edits.filter(edit => edit.before !== edit.value);
  if (!changed.length) return;
  undone = [];
  if (changed.length === 1 && continues(changed[0], origin)) {
    typing[0].value = changed[0].value;
    // Typed and taken back: nothing to undo.
    if (typing[0].value === typing[0].before) done.pop();
  } else {
    const step = changed.map(({ kind, key, before, value }) => ({ kind, key, before, value }));
    done = done.concat([step]).slice(-MAX_STEPS);
    typing = origin.typing ? step : null;
  }
  typedAt = Date.now();
  showState();
}

/** Behind the place where two texts differ, in the second. */
function changedEnd(before, after) {
  let common = 0;
  const longest = Math.min(before.length, after.length);
  while (common < longest && before[before.length - 1 - common] === after[after.length - 1 - common]) common += 1;
  return after.length - common;
}

/** Puts the values of a step back or in again, and shows the place. */
function put(step, from, to) {
  typing = null;
  fill(step.map(edit => ({ kind: edit.kind, key: edit.key, value: edit[to] })), { history: true });
  const [first] = step;
  const input = inputOf(first.kind, first.key);
  if (!input) return;
  choose('tab-form');
  const cell = cellOf(input);
  if (cell) return select(cell);
  input.focus();
  if (input.setSelectionRange) {
    const end = changedEnd(first[from], first[to]);
    input.setSelectionRange(end, end);
  }
}

function undo() {
  const step = done.pop();
  if (!step) return;
  undone.push(step);
  put(step, 'value', 'before');
  showState();
}

function redo() {
  const step = undone.pop();
  if (!step) return;
  done.push(step);
  put(step, 'before', 'value');
  showState();
}

/** Other fields than those of the form (a search, the source file) have the browser's own undo. */
function isOurs(target) {
  return byId('form').contains(target) || !(target.closest && target.closest('input, textarea, select, [contenteditable]'));
}

function pressed(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing || !isOurs(event.target)) return;
  const key = event.key.toLowerCase();
  if (key !== 'z' && key !== 'y') return;
  event.preventDefault();
  if (key === 'y' || event.shiftKey) redo();
  else undo();
}

export function startHistory() {
  on('filled', take);
  on('opened', () => {
    [done, undone, typing] = [[], [], null];
    showState();
  });
  byId('form').addEventListener('focusout', () => { typing = null; });
  // The browser's menu has an undo of its own, which knows one field only.
  byId('form').addEventListener('beforeinput', event => {
    if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return;
    event.preventDefault();
    if (event.inputType === 'historyUndo') undo();
    else redo();
  });
  document.addEventListener('keydown', pressed);
  byId('undo').addEventListener('click', undo);
  byId('redo').addEventListener('click', redo);
}
