// The views of a report: the form to fill in, the file itself, what changed since last year.

import { byId } from './dom.js';

const listeners = {};

/** Calls `action` whenever the tab is chosen. */
export function onChosen(id, action) {
  (listeners[id] = listeners[id] || []).push(action);
}

export function choose(id) {
  for (const tab of byId('tabs').children) {
    const chosen = tab.id === id;
    tab.setAttribute('aria-selected', chosen);
    tab.tabIndex = chosen ? 0 : -1;
    byId(tab.getAttribute('aria-controls')).hidden = !chosen;
  }
  for (const action of listeners[id] || []) action();
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
