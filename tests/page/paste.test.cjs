// Tables pasted from other programs: LibreOffice's clipboards as recorded, Excel's, WPS's and Word's as they are built (clipboard/README.md), and a web
// page copied in the browser itself.
'use strict';
const assert = require('assert/strict');
const { spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { after, test } = require('node:test');
const { axe, close, open, program, shot } = require('./harness.cjs');
const { copy, fixture, folder } = require('./clipboard.cjs');

after(close);
const EMPTY = '机关名称: 甲市教育局\n年度: 2024\n';
const blank = t => open(t, { files: { '甲.yaml': EMPTY }, report: '甲.yaml' });
const source = path.join(folder, 'source.yaml');

/** The figures of a section of the report that the fixtures were copied from, by path, as its own web page prints them. */
function expected(section) {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'page-'));
  try {
    // Its sums do not agree from row to row: a draft, and a status that says so.
    spawnSync(program, ['build', source, '--to', 'html', '--draft', '-o', out], { stdio: 'ignore' });
    const html = fs.readFileSync(path.join(out, fs.readdirSync(out).find(name => name.endsWith('.html'))), 'utf8');
    const cells = [...html.matchAll(/<td data-path="([^"]*)"[^>]*>([^<]*)</g)].map(([, name, text]) => [name, text.trim()]);
    return { html, figures: Object.fromEntries(cells.filter(([name]) => name.startsWith(`${section}.`))) };
  } finally {
    fs.rmSync(out, { recursive: true });
  }
}
const shown = (page, section) => page.evaluate(prefix => Object.fromEntries([...document.querySelectorAll('td[data-path]')]
  .filter(td => td.dataset.path.startsWith(prefix)).map(td => [td.dataset.path, td.querySelector('input').value])), `${section}.`);
/** Waits until what was pasted has come, and the program has answered. */
const message = page => page.waitForSelector('#pasted:not([hidden])').then(found => found.innerText());

for (const [name, section, at] of [
  ['excel-table3', '依申请公开', '依申请公开.本年新收.自然人'],
  ['excel-numbers3', '依申请公开', '依申请公开.本年新收.自然人'],
  ['wps-table2', '主动公开', '主动公开.规章.本年制发件数'],
  ['word-table4', '复议诉讼', '复议诉讼.行政复议.结果维持'],
  ['calc-table2', '主动公开', '主动公开.行政许可'],
  ['calc-table3', '依申请公开', '依申请公开.予以公开.其他'],
  ['calc-numbers3', '依申请公开', '依申请公开.本年新收.自然人'],
  ['calc-numbers4', '复议诉讼', '复议诉讼.行政复议.结果维持'],
  ['writer-table3', '依申请公开', '主动公开.规章.本年制发件数'],
]) {
  test(`${name} fills ${section}, totals are added up, one step undoes it`, async t => {
    const { page, cell } = await blank(t);
    const before = await shown(page, section);
    await copy(page, fixture(name));
    await cell(at).click();
    await page.keyboard.press('Control+v');
    assert.match(await message(page), /已填入/);
    const wanted = expected(section).figures;
    await page.waitForFunction(([name, value]) => document.querySelector(`td[data-path="${name}"] input`).value === value,
      Object.entries(wanted).pop());
    assert.deepEqual(await shown(page, section), wanted);
    await page.keyboard.press('Control+z');
    assert.deepEqual(await shown(page, section), before);
    await page.keyboard.press('Control+y');
    assert.deepEqual(await shown(page, section), wanted);
  });
}

test('a table copied from a web page in the browser', async t => {
  const { context, page, cell } = await blank(t);
  const { html, figures } = expected('依申请公开');
  const file = path.join(os.tmpdir(), `page-${process.pid}.html`);
  fs.writeFileSync(file, html);
  t.after(() => fs.rmSync(file));
  const other = await context.newPage();
  // Under the address of the program, as the test lets no window ask elsewhere.
  await other.setContent(html);
  await other.evaluate(() => {
    const table = [...document.querySelectorAll('table')].find(table => table.querySelector('[data-path^="依申请公开."]'));
    const range = document.createRange();
    range.selectNode(table);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  });
  await other.keyboard.press('Control+c');
  await other.close();
  await page.bringToFront();
  await cell('依申请公开.本年新收.自然人').click();
  await page.keyboard.press('Control+v');
  await message(page);
  assert.deepEqual(await shown(page, '依申请公开'), figures);
});

test('what has no place is said and stays to be read; what is no number is put in to be mended', async t => {
  const { page, cell } = await blank(t);
  await copy(page, { text: '规章\t1,016\t/\t十六\r\n党内文件\t7\t8\t9\r\n' });
  await cell('主动公开.规章.本年制发件数').click();
  await page.keyboard.press('Control+v');
  const said = await message(page);
  assert.match(said, /已填入 3 格/);
  assert.match(said, /没有放下（二、主动公开政府信息情况）：党内文件　7　8　9/);
  assert.match(said, /“十六”不是规范的数字/);
  assert.equal(await cell('主动公开.规章.本年制发件数').inputValue(), '1016');
  assert.equal(await cell('主动公开.规章.本年废止件数').inputValue(), '0');
  assert.deepEqual(await axe(page), []);
  await shot(page, 'pasted');
  await page.click('#pasted button');
  await page.waitForSelector('#pasted', { state: 'hidden' });
  // A total in the block that is not the sum.
  await copy(page, { text: '1\t2\t3\t4\t5\t6\t99' });
  await cell('依申请公开.本年新收.自然人').click();
  await page.keyboard.press('Control+v');
  assert.match(await message(page), /粘贴的是“99”，各项相加是 21/);
});

test('text pasted into an edited cell goes to the caret; prose takes text as ever', async t => {
  const { page, cell, area } = await blank(t);
  await copy(page, { text: '23' });
  await cell('主动公开.行政许可').click();
  await page.keyboard.type('1');
  await page.keyboard.press('F2');
  await page.keyboard.press('Control+v');
  await page.waitForFunction(() => document.activeElement.value === '123');
  await copy(page, { text: '本年度未收取。' });
  await area('其他事项').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Control+v');
  await page.waitForFunction(() => document.activeElement.value.endsWith('本年度未收取。'));
});
