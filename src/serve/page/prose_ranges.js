// Ranges of a text while the text changes: pure functions, without the page.

/** What was changed from one text to another: `old` from `start` to `oldEnd` has become `text` from `start` to `newEnd`. */
export function change(old, text) {
  const most = Math.min(old.length, text.length);
  let start = 0;
  while (start < most && old[start] === text[start]) start += 1;
  let same = 0;
  while (same < most - start && old[old.length - 1 - same] === text[text.length - 1 - same]) same += 1;
  return { start, oldEnd: old.length - same, newEnd: text.length - same };
}

/** The ranges that a change leaves whole, where they are behind it. */
export function moved(ranges, { start, oldEnd, newEnd }) {
  const by = newEnd - oldEnd;
  return ranges
    .filter(range => range.end <= start || range.start >= oldEnd)
    .map(range => (range.end <= start ? range : Object.assign({}, range, { start: range.start + by, end: range.end + by })));
}

const isDigit = c => c !== undefined && /[0-9０-９]/.test(c);

/**
 * The range that a change overtypes: it changes part of it, puts other text in its place, or a digit beside it. A change that takes away more
 * than the range is no overtyping.
 */
export function overtyped(ranges, text, { start, oldEnd, newEnd }) {
  return ranges.find(range => {
    const within = range.start <= start && oldEnd <= range.end;
    if (!within) return start < range.end && range.start < oldEnd && !(start <= range.start && range.end <= oldEnd);
    if (start === range.start && oldEnd === range.end) return newEnd > start;
    if (oldEnd === start && start === range.end) return isDigit(text[start]);
    if (oldEnd === start && start === range.start) return newEnd > start && isDigit(text[newEnd - 1]);
    return true;
  }) || null;
}

const isSpace = c => /\s/.test(c);

/**
 * Ranges of the program's text in the text as it is typed. The program takes blank lines and blanks at the ends of lines away; where only these
 * differ, every character has its counterpart, else the two are taken for one change.
 */
export function inTyped(ranges, text, typed) {
  if (text === typed || ranges.length === 0) return ranges;
  const places = [];
  for (let i = 0; i < typed.length; i += 1) if (!isSpace(typed[i])) places.push(i);
  const before = [0];
  for (let i = 0; i < text.length; i += 1) before.push(before[i] + (isSpace(text[i]) ? 0 : 1));
  const words = value => value.replace(/\s+/g, '');
  if (words(text) !== words(typed)) return moved(ranges, change(text, typed));
  return ranges.map(range => Object.assign({}, range, {
    start: places[before[range.start]], end: places[before[range.end] - 1] + 1,
  }));
}

/** Text from elsewhere as prose: a paragraph a line, and nothing but text. */
export function asProse(text) {
  return text
    .replace(/\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g, '\n')
    // Bullets of Word are private characters of a symbol face.
    .replace(/[\uf000-\uf0ff][ \t\u00a0]*/g, '')
    .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffc]/g, '')
    .replace(/[\t\u00a0]/g, ' ')
    .replace(/[\u0000-\u0009\u000e-\u001f\u007f]/g, '')
    .replace(/ {2,}/g, ' ')
    .replace(/[ \u3000]*\n[ \u3000\n]*/g, '\n');
}

/** The text of a piece of HTML, a paragraph a line. */
export function textOf(html) {
  const content = new DOMParser().parseFromString(html, 'text/html').body;
  for (const left of content.querySelectorAll('script, style, head, title')) left.remove();
  let text = '';
  const walk = node => {
    if (node.nodeType === 3) text += node.data.replace(/\s+/g, ' ');
    const isBlock = /^(P|DIV|LI|TR|H[1-6]|BR|TABLE|UL|OL|BLOCKQUOTE)$/.test(node.nodeName);
    for (const child of node.childNodes) walk(child);
    if (isBlock) text += '\n';
  };
  walk(content);
  return text.trim();
}
