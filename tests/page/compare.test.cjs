// 与上年比较: figures with change and growth, prose sentence by sentence, a Word file with tracked changes.
'use strict';
const fs = require('fs');
const zlib = require('zlib');
const assert = require('assert/strict');
const { after, test } = require('node:test');
const { axe, close, open, shot } = require('./harness.cjs');

after(close);

const LAST = `机关名称: 甲市教育局
年度: 2023
总体情况: |
  全年收到申请16件，均按时答复。加强培训。
  没有变的一段。
主动公开:
  行政事业性收费: 12.50
依申请公开:
  本年新收: {自然人: 16, 商业企业: 2}
  予以公开: {自然人: 15}
  结转下年度: {自然人: 1, 商业企业: 2}
落款: {署名: 甲市教育局, 日期: 2024-01-20}
`;
const THIS = `机关名称: 甲市教育局
年度: 2024
上年数据: 2023.yaml
总体情况: |
  全年收到申请20件，均按时答复。开展评议。
  没有变的一段。
主动公开:
  行政事业性收费: 10.00
依申请公开:
  本年新收: {自然人: 20}
  上年结转: {自然人: 1, 商业企业: 2}
  予以公开: {自然人: 21, 商业企业: 2}
落款: {署名: 甲市教育局, 日期: 2025-01-20}
`;
const files = { '2023.yaml': LAST, '2024.yaml': THIS };

/** A part of a ZIP file, by its directory. */
function partOf(zip, name) {
  for (let at = zip.indexOf('PK\x01\x02'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 4)) {
    const [packed, nameLength] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)];
    if (zip.toString('utf8', at + 46, at + 46 + nameLength) !== name) continue;
    const start = zip.readUInt32LE(at + 42);
    const from = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
    const bytes = zip.subarray(from, from + packed);
    return (zip.readUInt16LE(at + 10) === 8 ? zlib.inflateRawSync(bytes) : bytes).toString('utf8');
  }
  throw new Error(`no ${name}`);
}

async function compared(t, options) {
  const opened = await open(t, { files, report: '2024.yaml', ...options });
  await opened.page.click('#tab-compare');
  await opened.page.waitForSelector('#compared table');
  const rows = async () => Object.fromEntries(await opened.page.locator('#compared tbody tr').evaluateAll(rows =>
    rows.map(row => [row.cells[0].textContent, Array.from(row.cells).slice(1).map(cell => cell.textContent)])));
  return { ...opened, rows };
}

test('figures stand beside last year’s with change and growth', async t => {
  const { page, rows } = await compared(t);
  const shown = await rows();
  assert.deepEqual(shown['本年新收 · 自然人'], ['16', '20', '+4', '+25.0%']);
  assert.deepEqual(shown['本年新收 · 商业企业'], ['2', '0', '-2', '-100.0%']);
  assert.deepEqual(shown['上年结转 · 自然人'], ['0', '1', '+1', '—']);
  assert.deepEqual(shown['行政事业性收费（万元）'], ['12.50', '10.00', '-2.50', '-20.0%']);
  assert.deepEqual(shown['年度'], ['2023', '2024']);
  assert.ok(!('部分公开 · 自然人' in shown), 'only what differs');
  const heads = await page.locator('#compared table').last().locator('thead th').allTextContents();
  assert.deepEqual(heads, ['项目', '2023 年', '2024 年', '增减', '增幅']);
  assert.match(await page.locator('#compared table caption').allTextContents().then(all => all.join()), /收到和处理政府信息公开申请情况/);
});

test('prose is compared sentence by sentence', async t => {
  const { page } = await compared(t);
  const prose = page.locator('#compared section');
  assert.equal(await prose.count(), 1);
  assert.deepEqual(await prose.locator('del').allTextContents(), ['16', '加强培训']);
  assert.deepEqual(await prose.locator('ins').allTextContents(), ['20', '开展评议']);
  assert.deepEqual(await prose.locator('p.same').allTextContents(), ['没有变的一段。']);
});

test('what is filled in shows in the comparison', async t => {
  const { page, cell, rows } = await compared(t);
  await page.click('#tab-form');
  await cell('依申请公开.本年新收.自然人').fill('24');
  await page.click('#tab-compare');
  await page.waitForFunction(() => /\+50\.0%/.test(document.getElementById('compared').textContent));
  assert.deepEqual((await rows())['本年新收 · 自然人'], ['16', '24', '+8', '+50.0%']);
});

test('the changes come as a Word file with tracked changes, of what is on the page', async t => {
  const { page, cell } = await compared(t);
  await page.click('#tab-form');
  await cell('依申请公开.本年新收.自然人').fill('24');
  await page.click('#tab-compare');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#revisions')]);
  assert.equal(download.suggestedFilename(), '甲市教育局2024年政府信息公开工作年度报告（修订稿）.docx');
  const document = partOf(fs.readFileSync(await download.path()), 'word/document.xml');
  const texts = tag => Array.from(document.matchAll(new RegExp(`<w:${tag}( [^>]*)?>([^<]*)</w:${tag}>`, 'g')), m => m[2]);
  assert.ok(texts('delText').includes('16') && texts('delText').includes('加强培训'), 'what is gone is deleted');
  assert.match(document, /<w:ins [^>]*>(?:(?!<\/w:ins>).)*<w:t[^>]*>24<\/w:t>/s);
});

test('without last year’s data it says so, and another file can be chosen', async t => {
  const other = THIS.replace('上年数据: 2023.yaml\n', '').replace('甲市教育局\n年度', '甲市体育局\n年度');
  const { page } = await open(t, { files: { '2024.yaml': other, '2023.yaml': LAST }, report: '2024.yaml' });
  await page.click('#tab-compare');
  await page.waitForFunction(() => /文件夹里没有甲市体育局 2023 年的数据/.test(document.getElementById('compare-said').textContent));
  assert.ok(await page.locator('#revisions').isDisabled());
  await page.selectOption('#compare-with', '2023.yaml');
  await page.waitForSelector('#compared table');
  assert.match(await page.locator('#compare-said').innerText(), /甲市教育局 2023 年 → 甲市体育局 2024 年/);
});

test('last year’s report is found without being named', async t => {
  const { page } = await open(t, { files: { '2024.yaml': THIS.replace('上年数据: 2023.yaml\n', ''), '去年/2023.yaml': LAST }, report: '2024.yaml' });
  await page.click('#tab-compare');
  await page.waitForSelector('#compared table');
  assert.match(await page.locator('#compare-said').innerText(), /2023 年 → 甲市教育局 2024 年/);
});

for (const width of [360, 1280, 1920]) {
  test(`the comparison at ${width} px`, async t => {
    const { page } = await compared(t, { viewport: { width, height: 900 } });
    assert.deepEqual(await axe(page), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'no sideways scrolling');
    await shot(page, `compare-${width}`);
  });
}
