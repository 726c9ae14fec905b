// The data file itself, as text.

import { byId } from './dom.js';
import { on, report, rewrite } from './report.js';
import { choose } from './tabs.js';

/** Selects a place `{ from: [line, column], to: [line, column] }`. Lines and columns count from 1; a column is a character. */
export function toSource({ from, to }) {
  choose('tab-source');
  const area = byId('source');
  const lines = area.value.split('\n');
  const offset = ([line, column]) =>
    lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + [...(lines[line - 1] || '')].slice(0, column - 1).join('').length;
  area.focus();
  area.setSelectionRange(offset(from), offset(to));
  area.scrollTop = Math.max(0, (from[0] - 5) * parseFloat(getComputedStyle(area).lineHeight));
}

export function startSource() {
  on('opened', () => { if (!report.view.form) choose('tab-source'); });
  on('viewed', ({ fromSource }) => { if (!fromSource) byId('source').value = report.view.text; });
  byId('source').addEventListener('input', () => {
    // A text area has LF for every line break; a file with CR LF keeps these.
    const text = byId('source').value;
    rewrite(report.saved.text.includes('\r\n') ? text.split('\n').join('\r\n') : text);
  });
}
