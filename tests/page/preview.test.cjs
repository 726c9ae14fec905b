// The pages beside the form: drawn when they are looked at, only those that changed; followed to what is edited; a click leads to the field.
'use strict';
const fs = require('fs');
const assert = require('assert/strict');
const { after, test } = require('node:test');
const { close, example, open, shot } = require('./harness.cjs');

after(close);
const RECEIVED = '依申请公开.本年新收.自然人';
const text = fs.readFileSync(example, 'utf8');

/** The names of the pages, and which pictures were asked for from now on. */
function watch(page) {
  const asked = [];
  page.on('request', request => { const found = /\/api\/page\/([0-9a-f]+)\//.exec(request.url()); if (found) asked.push(found[1]); });
  return asked;
}
const pages = page => page.evaluate(() => Array.from(document.querySelectorAll('#pages img'), image => (image.getAttribute('src') || '').split('/')[4] || null));
const drawn = (page, number) => page.waitForFunction(n => {
  const image = document.querySelectorAll('#pages img')[n];
  return image && image.hasAttribute('src') && image.complete && image.naturalWidth > 0;
}, number);
/** Waits until what the page says of the pages is of the newest text. */
const laidOut = (page, act) => Promise.all([page.waitForResponse(r => r.url().endsWith('/api/pages') && r.ok()), act()]);

test('only pages that are looked at are drawn, and of these only what changed', async t => {
  const { page, cell } = await open(t, { report: '2024.yaml', viewport: { width: 1280, height: 720 } });
  await drawn(page, 0);
  const before = await pages(page);
  assert.ok(before.length > 4, `${before.length} pages`);
  assert.equal(before[before.length - 1], null, 'the last page is out of sight');
  const sizes = await page.evaluate(() => Array.from(document.querySelectorAll('.sheet'), s => [s.clientWidth, s.clientHeight]));
  for (const [width, height] of sizes) assert.ok(Math.abs(height / width - 297 / 210) < 0.01, 'paper without a picture has its size');
  // Down to the table of the figure.
  await cell(RECEIVED).focus();
  await page.waitForSelector('.sheet .here');
  const shown = await page.evaluate(() => Array.from(document.querySelectorAll('.sheet')).findIndex(s => s.querySelector('.here')));
  assert.ok(shown > 0);
  await drawn(page, shown);
  await page.waitForTimeout(300);
  const asked = watch(page);
  const known = await pages(page);
  const value = Number(await cell(RECEIVED).inputValue());
  await laidOut(page, () => cell(RECEIVED).fill(String(value + 1)));
  await page.waitForFunction(([n, old]) => (document.querySelectorAll('#pages img')[n].getAttribute('src') || '').split('/')[4] !== old, [shown, known[shown]]);
  await drawn(page, shown);
  const now = await pages(page);
  // A broken sum puts 草稿 on every page: all are others. Mended again, all are what they were, and the browser or the program has them.
  assert.notEqual(now[shown], known[shown]);
  await laidOut(page, () => cell(RECEIVED).fill(String(value)));
  await page.waitForFunction(([n, old]) => (document.querySelectorAll('#pages img')[n].getAttribute('src') || '').split('/')[4] === old, [shown, known[shown]]);
  assert.ok(!asked.includes(known[0]) || shown === 0, 'what did not change is not asked for');
});

test('a change on one page leaves the other pages what they are', async t => {
  const { page, area } = await open(t, { report: '2024.yaml', viewport: { width: 1280, height: 720 } });
  const parts = await page.locator('[data-part]').evaluateAll(areas => areas.map(area => area.dataset.part));
  const last = area(parts[parts.length - 1]);
  await last.focus();
  await page.waitForSelector('.sheet .here');
  const names = async () => (await (await page.waitForResponse(r => r.url().endsWith('/api/pages') && r.ok())).json()).pages.map(p => p.id);
  const [before] = await Promise.all([names(), last.fill(`${await last.inputValue()}甲`)]);
  const [now] = await Promise.all([names(), last.fill(`${await last.inputValue()}乙`)]);
  assert.equal(now.length, before.length);
  assert.equal(now.filter((id, i) => id !== before[i]).length, 1);
});

test('the preview goes to what is edited, and a click in it to the field', async t => {
  const { page, cell, area } = await open(t, { report: '2024.yaml', viewport: { width: 1280, height: 720 } });
  await drawn(page, 0);
  await cell(RECEIVED).focus();
  await page.waitForSelector('.sheet .here');
  const inSight = () => page.evaluate(() => {
    const here = document.querySelector('.sheet .here').getBoundingClientRect();
    const frame = document.getElementById('pages').getBoundingClientRect();
    return here.top >= frame.top - 1 && here.bottom <= frame.bottom + 1;
  });
  assert.ok(await inSight());
  await drawn(page, await page.evaluate(() => Array.from(document.querySelectorAll('.sheet')).findIndex(s => s.querySelector('.here'))));
  await shot(page, 'preview-figure');
  // The frame lies on the cell: clicking into it leads back to the very figure.
  const box = await page.locator('.sheet .here').boundingBox();
  await area('总体情况').focus();
  assert.ok(await inSight());
  await cell(RECEIVED).focus();
  await page.mouse.click(box.x + box.width / 2, (await page.locator('.sheet .here').boundingBox()).y + 3);
  assert.equal(await page.evaluate(() => document.activeElement.closest('td').dataset.path), RECEIVED);
  // Into the second paragraph of the first section.
  await area('总体情况').focus();
  const paragraphs = (await area('总体情况').inputValue()).split('\n');
  await area('总体情况').evaluate((a, at) => { a.setSelectionRange(at, at); a.blur(); a.focus(); }, paragraphs[0].length + 3);
  await page.waitForSelector('.sheet .here');
  const second = await page.locator('.sheet .here').boundingBox();
  await page.locator('[data-field]').first().focus();
  await page.evaluate(() => { document.getElementById('pages').scrollTop += 0; });
  await page.mouse.click(second.x + 40, second.y + Math.min(second.height, 30) / 2);
  const caret = await page.evaluate(() => [document.activeElement.dataset.part, document.activeElement.selectionStart]);
  assert.deepEqual(caret, ['总体情况', paragraphs[0].length + 1]);
});

test('a text that cannot be laid out leaves the last pages, marked as older', async t => {
  const { page } = await open(t, { report: '2024.yaml' });
  await drawn(page, 0);
  const count = (await pages(page)).length;
  await page.click('#tab-source');
  await page.fill('#source', '机关名称: [\n');
  await page.waitForSelector('#pages.older');
  assert.match(await page.locator('#pages-note').innerText(), /改动以前/);
  assert.equal((await pages(page)).length, count);
  await page.fill('#source', text);
  await page.waitForSelector('#pages:not(.older)');
});

test('zoom makes the pages wider than their frame', async t => {
  const { page } = await open(t, { report: '2024.yaml' });
  await drawn(page, 0);
  const width = () => page.evaluate(() => document.querySelector('.sheet').clientWidth / document.getElementById('pages').clientWidth);
  assert.ok(await width() <= 1);
  await page.selectOption('#zoom', '2');
  await page.waitForFunction(() => document.querySelector('.sheet').clientWidth > 1.9 * document.getElementById('pages').clientWidth);
  await drawn(page, 0);
  await page.selectOption('#zoom', '1');
  await page.waitForFunction(() => document.querySelector('.sheet').clientWidth <= document.getElementById('pages').clientWidth);
});

test('the tables of the form are sent once', async t => {
  const { page, cell } = await open(t, { report: '2024.yaml' });
  const [answer] = await Promise.all([page.waitForResponse(r => r.url().endsWith('/api/look')), cell(RECEIVED).fill('3')]);
  const { form } = await answer.json();
  assert.equal(form.article, null);
  assert.equal(await page.locator('td[data-path] input').count(), 200);
});

test('fast typing has one request under way, and the last key arrives', async t => {
  const { page, area } = await open(t, { report: '2024.yaml' });
  let underWay = 0;
  let most = 0;
  const count = step => request => { if (request.url().endsWith('/api/look')) { underWay += step; most = Math.max(most, underWay); } };
  page.on('request', count(1));
  page.on('requestfinished', count(-1));
  await area('总体情况').focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('甲乙丙丁戊己庚辛壬癸'.repeat(4));
  await page.waitForFunction(() => document.getElementById('source').value.includes('甲乙丙丁戊己庚辛壬癸'.repeat(4)));
  assert.equal(most, 1);
});
