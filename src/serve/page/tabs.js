// The two ways to fill in a report: the form, and the file itself.

import { byId } from './dom.js';

export function choose(id) {
  for (const tab of byId('tabs').children) {
    const chosen = tab.id === id;
    tab.setAttribute('aria-selected', chosen);
    tab.tabIndex = chosen ? 0 : -1;
    byId(tab.getAttribute('aria-controls')).hidden = !chosen;
  }
}

export function startTabs() {
  const tabs = Array.from(byId('tabs').children);
  tabs.forEach((tab, i) => {
    tab.addEventListener('click', () => choose(tab.id));
    tab.addEventListener('keydown', event => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      const other = tabs[(i + step + tabs.length) % tabs.length];
      choose(other.id);
      other.focus();
    });
  });
}
