// A total shows its new sum while its parts are typed; the program's answer, a moment later, says the same. Which figures a total adds up comes
// from the program (`sums`: numbers of figures in reading order, inner totals before outer ones).

import { byId } from './dom.js';
import { on, report } from './report.js';

/** The number in a cell; none if only the program can say which it is (`1,016`, decimals, a remark). */
function numberIn(input) {
  const text = input.value.trim();
  if (text === '') return 0;
  return /^-?[0-9]{1,12}$/.test(text) ? Number(text) : null;
}

function addUp() {
  const form = report.view && report.view.form;
  if (!form || !form.sums) return;
  const inputs = Array.from(byId('form').querySelectorAll('td[data-path] input'));
  for (const { total, parts } of form.sums) {
    const numbers = parts.map(part => numberIn(inputs[part]));
    if (numbers.includes(null)) continue;
    const sum = String(numbers.reduce((a, b) => a + b, 0));
    if (inputs[total].value !== sum) inputs[total].value = sum;
  }
}

export function startTotals() {
  // Of what was filled in since the answer knows nothing.
  on('viewed', addUp);
  on('filled', ({ edits }) => { if (edits.some(edit => edit.kind === 'figures')) addUp(); });
}
