// The findings beside the form: each leads to the place where it can be mended.

import { byId, counted, element, replaceChildren, worst } from './dom.js';
import { inputOf } from './form.js';
import { on, report } from './report.js';
import { toSource } from './source.js';
import { choose } from './tabs.js';

/** Where a finding can be mended on the form: the figure, the field, the section; null if nowhere. */
function place(finding) {
  const form = report.view.form;
  const at = path => inputOf('figures', path) || inputOf('fields', path) || inputOf('prose', path);
  const part = form && form.parts.find(p => p.lines && p.lines[0] <= finding.line && finding.line <= p.lines[1]);
  return finding.path && at(finding.path) || (part ? at(part.key) : null);
}

function toForm(input) {
  choose('tab-form');
  input.scrollIntoView({ block: 'center' });
  input.focus();
}

function entry(finding) {
  const input = place(finding);
  const target = input && (input.closest('td') || input);
  if (target && !target.classList.contains('error')) target.classList.add(finding.severity);
  const word = finding.severity === 'error' ? '错误' : '警告';
  const button = element('button', {}, element('span', { className: finding.severity }, `${word} ${finding.rule}`), ` ${finding.message}`,
    element('small', {}, `第 ${finding.line} 行${finding.help ? `；${finding.help}` : ''}`));
  button.addEventListener('click', () => (input ? toForm(input) : toSource(finding)));
  return element('li', {}, button);
}

function showFindings() {
  for (const marked of byId('form').querySelectorAll('.error, .warning')) marked.classList.remove('error', 'warning');
  byId('summary').textContent = `核对结果：${counted(report.view)}`;
  byId('summary').className = worst(report.view);
  replaceChildren(byId('findings'), ...report.view.findings.map(entry));
}

export function startFindings() {
  on('viewed', showFindings);
}
