// The pages as they will be printed, beside the form.
//
// The program lays out a text and names its pages by what is on them; a picture is asked for by that name when somebody looks at the page:
//
//   pages 1a2b, 3c4d, 5e6f        page 2 in view       a figure on page 2 changes
//   sheets 1  2  3 (paper)   →    GET page/3c4d   →    pages 1a2b, 77aa, 5e6f   →   GET page/77aa, nothing else
//
// What is edited is scrolled to and framed; a click in a page leads to where it is filled in.

import { address, ask } from './api.js';
import { byId, element } from './dom.js';
import { inputOf } from './form.js';
import { on, report } from './report.js';
import { choose } from './tabs.js';

/** The widths in which the program draws pages. */
const WIDTHS = [620, 930, 1240, 1860, 2480];

/** With more pages than this, those that are out of sight give up their pictures. */
const MANY = 40;

/** How long to wait when the program has too much to do. */
const PAUSE = 1500;

/** For each page its paper, with the name of what belongs on it. */
const sheets = [];
/** What stands where on the pages, in points: `{ kind, key, start, at: [left, top, width, height] }`. */
let places = [];
let placesId = null;
/** What is filled in: `{ kind, key, start }`. */
let wanted = null;
let waiting = false;
let again = false;
let observer = null;

/** The name and size of the picture that a sheet should have. */
function source(sheet) {
  const width = sheet.paper.clientWidth * (window.devicePixelRatio || 1);
  const step = WIDTHS.find(step => step >= width) || WIDTHS[WIDTHS.length - 1];
  return address(`page/${sheet.id}/${step}`);
}

/** Asks for the picture of a page that is looked at. */
function drawSheet(sheet) {
  if (!sheet.inSight) return;
  const picture = source(sheet);
  if (sheet.image.getAttribute('src') !== picture) sheet.image.setAttribute('src', picture);
}

function seen(entries) {
  for (const entry of entries) {
    const sheet = sheets.find(sheet => sheet.paper === entry.target);
    if (!sheet) continue;
    sheet.inSight = entry.isIntersecting;
    if (sheet.inSight) drawSheet(sheet);
    else if (sheets.length > MANY) sheet.image.removeAttribute('src');
  }
}

function newSheet() {
  const image = element('img', { alt: '' });
  const paper = element('div', { className: 'sheet' }, image);
  const sheet = { paper, image, id: '', size: [1, 1], inSight: false };
  // A page that the program keeps no longer is laid out again.
  image.addEventListener('error', () => { if (image.hasAttribute('src')) { image.removeAttribute('src'); setTimeout(layOut, PAUSE); } });
  paper.addEventListener('click', event => lead(sheet, event));
  byId('sheets').append(paper);
  observer.observe(paper);
  return sheet;
}

/** Asks for the pictures of all pages, to be printed; fails where they are too many or one cannot be had. */
export async function drawAll() {
  if (sheets.length === 0 || sheets.length > MANY) throw new Error('没有全部画出');
  await Promise.all(sheets.map(sheet => {
    const picture = source(sheet);
    if (sheet.image.getAttribute('src') !== picture) sheet.image.setAttribute('src', picture);
    return sheet.image.decode();
  }));
}

/** Lays the sheets out for these pages, and draws the one that is edited before the others. */
function showPages(pages) {
  while (sheets.length > pages.length) {
    const { paper } = sheets.pop();
    observer.unobserve(paper);
    paper.remove();
  }
  while (sheets.length < pages.length) sheets.push(newSheet());
  pages.forEach((page, i) => {
    const sheet = sheets[i];
    sheet.id = page.id;
    sheet.size = [page.width, page.height];
    sheet.paper.style.paddingBottom = `${100 * page.height / page.width}%`;
    sheet.image.alt = `第 ${i + 1} 页，共 ${pages.length} 页`;
  });
  const found = reveal();
  if (found) drawSheet(sheets[found.page]);
  sheets.forEach(drawSheet);
}

/** The page and place of what is wanted; null if it stands nowhere. */
function find() {
  if (!wanted) return null;
  const { kind, key, start } = wanted;
  const is = [
    place => place.kind === kind && place.key === key && (kind !== 'prose' || place.start === start),
    place => place.key === key,
  ];
  for (const fits of is) {
    for (let page = 0; page < places.length && page < sheets.length; page++) {
      const place = places[page].find(fits);
      if (place) return { page, place };
    }
  }
  return null;
}

/** Frames what is wanted, and scrolls to it where the pages have an area of their own to scroll in. */
function reveal() {
  const old = document.querySelector('#pages .here');
  if (old) old.remove();
  const found = find();
  if (!found) return null;
  const { paper, size } = sheets[found.page];
  const [left, top, width, height] = found.place.at;
  const mark = element('div', { className: 'here' });
  const percent = (length, of) => `${100 * length / of}%`;
  Object.assign(mark.style, {
    left: percent(left, size[0]), top: percent(top, size[1]), width: percent(width, size[0]), height: percent(height, size[1]),
  });
  paper.append(mark);
  const area = byId('pages');
  if (getComputedStyle(area).overflowY === 'visible') return found;
  const scale = paper.clientHeight / size[1];
  const above = paper.offsetTop + top * scale;
  const below = above + Math.min(height * scale, area.clientHeight / 2);
  if (above < area.scrollTop || below > area.scrollTop + area.clientHeight) area.scrollTop = Math.max(0, above - area.clientHeight / 3);
  const across = size[0] && paper.clientWidth / size[0];
  if (paper.clientWidth > area.clientWidth) area.scrollLeft = Math.max(0, left * across - area.clientWidth / 3);
  return found;
}

/** Lays out the newest text: one request at a time, and then another one if there is a newer text by then. */
async function layOut() {
  again = true;
  if (waiting) return;
  waiting = true;
  while (again) {
    again = false;
    const { file, view } = report;
    try {
      const answer = await ask('pages', { file, text: view.text, places: placesId });
      if (answer.places) places = answer.places;
      placesId = answer.places_id;
      showPages(answer.pages);
      say(`共 ${answer.pages.length} 页${view.errors ? '；有错误时带“草稿”水印' : ''}`, false);
    } catch (error) {
      // The last pages stay, as what they are.
      say(`${error.message}${sheets.length ? '；下面是改动以前的版面' : ''}`, sheets.length > 0);
      if (error.status === 503) setTimeout(layOut, PAUSE);
    }
  }
  waiting = false;
}

function say(words, older) {
  if (byId('pages-note').textContent !== words) byId('pages-note').textContent = words;
  byId('pages').classList.toggle('older', older);
}

/** A text without white space, as the program compares the beginnings of paragraphs. */
const withoutBlanks = text => text.replace(/\s+/g, '');

/** The beginning of the paragraph in which the caret stands. */
function paragraphAt(area) {
  const { value, selectionStart } = area;
  const from = value.lastIndexOf('\n', selectionStart - 1) + 1;
  const to = value.indexOf('\n', selectionStart);
  return Array.from(withoutBlanks(value.slice(from, to < 0 ? value.length : to))).slice(0, 24).join('');
}

/** What an element of the form fills in; null if nothing. */
function targetOf(input) {
  const cell = input.closest && input.closest('td[data-path]');
  if (cell) return { kind: 'figures', key: cell.dataset.path };
  if (!input.dataset) return null;
  if (input.dataset.field) return { kind: 'fields', key: input.dataset.field };
  if (input.dataset.part) return { kind: 'prose', key: input.dataset.part, start: paragraphAt(input) };
  return null;
}

function follow(target) {
  if (!target) return;
  wanted = target;
  reveal();
}

/** From a point of a page to where it is filled in. */
function lead(sheet, event) {
  const frame = sheet.paper.getBoundingClientRect();
  const x = (event.clientX - frame.left) / frame.width * sheet.size[0];
  const y = (event.clientY - frame.top) / frame.height * sheet.size[1];
  const inside = ({ at: [left, top, width, height] }) => x >= left && x <= left + width && y >= top && y <= top + height;
  // A cell comes after its table.
  const place = (places[sheets.indexOf(sheet)] || []).filter(inside).pop();
  if (!place || !report.view.form) return;
  choose('tab-form');
  if (place.kind === 'section') {
    const parts = report.view.form.parts.map(part => part.key);
    const section = document.querySelectorAll('#form .part')[parts.indexOf(place.key)];
    if (section) section.scrollIntoView({ block: 'start' });
    return;
  }
  const input = inputOf(place.kind, place.key);
  if (!input) return;
  input.scrollIntoView({ block: 'center' });
  if (place.start && input.setSelectionRange) {
    let at = 0;
    for (const line of input.value.split('\n')) {
      if (withoutBlanks(line).startsWith(place.start)) { input.setSelectionRange(at, at); break; }
      at += line.length + 1;
    }
  }
  input.focus();
}

function zoom() {
  const { value } = byId('zoom');
  byId('pages').style.setProperty('--zoom', value);
  sheets.forEach(drawSheet);
  reveal();
}

export function startPreview() {
  observer = new IntersectionObserver(seen, { root: null, rootMargin: '200px 0px' });
  on('opened', () => { wanted = null; });
  on('viewed', layOut);
  on('filled', ({ edits }) => {
    const { kind, key } = edits[edits.length - 1];
    const input = inputOf(kind, key);
    wanted = input && targetOf(input) || { kind, key };
  });
  byId('form').addEventListener('focusin', event => follow(targetOf(event.target)));
  byId('zoom').addEventListener('change', zoom);
  addEventListener('resize', () => sheets.forEach(drawSheet));
}
