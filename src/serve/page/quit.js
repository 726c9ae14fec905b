// The end of the program, from its page.

import { ask } from './api.js';
import { byId, element } from './dom.js';
import { isDirty } from './report.js';

/** True once the program has been asked to end: nothing is asked of the user any more. */
let gone = false;

addEventListener('beforeunload', event => { if (gone) event.stopImmediatePropagation(); }, true);

function sayGoodbye() {
  gone = true;
  for (const id of ['folder', 'report-page']) byId(id).hidden = true;
  document.title = '已退出 - 年度报告填报';
  const words = element('p', { id: 'gone', tabIndex: -1 }, '程序已经退出，这个页面可以关闭了。要再填报，从桌面或命令行重新打开。');
  document.body.append(element('main', {}, element('h1', {}, '已退出'), words));
  words.focus();
}

async function quit() {
  if (isDirty() && !confirm('有修改还没有保存，退出以后就没有了。仍要退出吗？')) return;
  try {
    await ask('quit', {});
  } catch (error) {
    // No answer: it has ended already.
    if (error.status) {
      alert(error.message);
      return;
    }
  }
  sayGoodbye();
}

export function startQuit() {
  for (const button of document.querySelectorAll('button.quit')) button.addEventListener('click', quit);
}
