// Making and finding elements, in words that browsers of 2019 understand.

export const byId = id => document.getElementById(id);

/** A new element with these properties and children; a child that is null or false is left out. */
export function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter(child => child !== null && child !== undefined && child !== false));
  return made;
}

/** Puts these children into an element in place of those that are there. */
export function replaceChildren(parent, ...children) {
  while (parent.firstChild) parent.removeChild(parent.firstChild);
  parent.append(...children);
}

/** A function that acts once it has not been called for so many milliseconds. */
export function later(wait, action) {
  let timer;
  return () => { clearTimeout(timer); timer = setTimeout(action, wait); };
}

/** What of a report is to be mended, in words. */
export const counted = ({ errors, warnings }) =>
  [errors && `${errors} 个错误`, warnings && `${warnings} 个警告`].filter(Boolean).join('，') || '没有发现问题';

export const worst = ({ errors, warnings }) => (errors ? 'error' : warnings ? 'warning' : '');
