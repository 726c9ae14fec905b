// Warnings that are kept with a reason, and taken back again.

import { element } from './dom.js';
import { explain } from './explain.js';
import { fill } from './report.js';

/** The form for the reason, below a finding; `opener` gets the focus back, then `closed` is called. */
export function waiveForm(group, opener, closed) {
  const name = `reason-${group.rule}`;
  const input = element('input', { id: name, maxLength: 200, autocomplete: 'off' });
  const problem = element('p', { className: 'error', id: `${name}-problem` });
  problem.setAttribute('role', 'alert');
  input.setAttribute('aria-describedby', problem.id);
  const cancel = element('button', { type: 'button' }, '取消');
  const form = element('form', { className: 'waive', noValidate: true },
    element('label', { htmlFor: name }, `为什么可以不改（${group.rule} 的警告在这份报告里都不再提出）`), input, problem,
    element('p', { className: 'actions' }, element('button', {}, '豁免'), cancel));
  opener.disabled = true;
  const close = () => {
    form.remove();
    opener.disabled = false;
    opener.focus();
    closed();
  };
  cancel.addEventListener('click', close);
  form.addEventListener('keydown', event => { if (event.key === 'Escape') { event.stopPropagation(); close(); } });
  form.addEventListener('submit', event => {
    event.preventDefault();
    const reason = input.value.trim();
    problem.textContent = reason ? '' : '写上理由，例如“该数为全市汇总数”。没有理由不能豁免。';
    input.setAttribute('aria-invalid', String(!reason));
    if (!reason) {
      input.focus();
      return;
    }
    close();
    fill([{ kind: 'waivers', key: group.rule, value: reason }]);
  });
  setTimeout(() => input.focus());
  return form;
}

/** A rule that is waived: why, what it would say, and the way back. */
export function waiverEntry(waiver) {
  const places = waiver.findings.reduce((sum, group) => sum + group.places.length, 0);
  const back = element('button', { type: 'button' }, '取消豁免');
  back.dataset.id = `${waiver.rule} back`;
  back.addEventListener('click', () => fill([{ kind: 'waivers', key: waiver.rule, value: '' }]));
  const rule = element('button', { type: 'button' }, `规则 ${waiver.rule}`);
  rule.dataset.id = `${waiver.rule} rule`;
  rule.addEventListener('click', () => explain(waiver.rule));
  const messages = waiver.findings.map(group => element('li', {}, `${group.message}（${group.places.map(place => place.words).join('；')}）`));
  return element('li', { className: 'finding' }, element('p', {}, element('b', {}, `${waiver.title} `), `理由：${waiver.reason}`),
    places > 0 ? element('ul', { className: 'notes' }, ...messages) : element('p', { className: 'help' }, '现在没有这样的问题，可以取消。'),
    element('p', { className: 'actions' }, back, rule));
}
