// The tables as in Excel: moving, typing, editing, blocks, sums, undo.
'use strict';
const assert = require('assert/strict');
const { after, test } = require('node:test');
const { axe, close, open, shot } = require('./harness.cjs');
const { copy, pasted } = require('./clipboard.cjs');

after(close);
const EMPTY = '机关名称: 甲市教育局\n年度: 2024\n';
const blank = t => open(t, { files: { '甲.yaml': EMPTY }, report: '甲.yaml' });
const example = t => open(t, { report: '2024.yaml' });

/** The path of the figure that has the focus. */
const at = page => page.evaluate(() => {
  const td = document.activeElement.closest('td');
  return td ? td.dataset.path : document.activeElement.dataset.part || document.activeElement.dataset.field || document.activeElement.tagName;
});
const selected = page => page.evaluate(() => [...document.querySelectorAll('td.selected')].map(td => td.dataset.path));
async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}
/** Waits until the program has answered everything, and the page shows it. */
const answered = (page, path, value) => page.waitForFunction(
  ([path, value]) => document.querySelector(`td[data-path="${path}"] input`).value === value, [path, value]);
const row = name => `依申请公开.${name}`;

test('Enter goes down the column past the total, Shift and Enter up, at the end to the next column', async t => {
  const { page, cell } = await blank(t);
  await cell(row('本年新收.商业企业')).click();
  const visited = [];
  for (let i = 0; i < 25; i += 1) {
    visited.push(await at(page));
    await page.keyboard.press('Enter');
  }
  assert.equal(visited.length, new Set(visited).size);
  assert.ok(visited.slice(0, 24).every(path => path.endsWith('.商业企业')), visited.join());
  assert.ok(!visited.includes(row('总计.商业企业')));
  assert.equal(visited[22], row('其他处理.其他.商业企业'));
  assert.equal(visited[23], row('结转下年度.商业企业'));
  assert.equal(visited[24], row('本年新收.科研机构'));
  await press(page, 'Shift+Enter', 'Shift+Enter');
  assert.equal(await at(page), row('结转下年度.商业企业'));
});

test('arrows and Tab pass totals by; a wide cell does not turn the way down aside', async t => {
  const { page, cell } = await blank(t);
  await cell(row('本年新收.其他')).click();
  await press(page, 'ArrowRight');
  assert.equal(await at(page), row('本年新收.其他'), 'behind it is only the total');
  await press(page, 'Tab');
  assert.equal(await at(page), row('上年结转.自然人'));
  await press(page, 'Shift+Tab');
  assert.equal(await at(page), row('本年新收.其他'));
  await cell('主动公开.规章.现行有效件数').click();
  await press(page, 'ArrowDown', 'ArrowDown', 'ArrowDown');
  assert.equal(await at(page), '主动公开.行政处罚');
  await press(page, 'ArrowUp', 'ArrowUp');
  assert.equal(await at(page), '主动公开.行政规范性文件.现行有效件数');
  // Tab, Tab, Enter: back to the column from which Tab set out, one row down.
  await cell(row('本年新收.自然人')).click();
  await press(page, 'Tab', 'Tab', 'Enter');
  assert.equal(await at(page), row('上年结转.自然人'));
  await cell('复议诉讼.行政复议.尚未审结').click();
  await press(page, 'ArrowRight');
  assert.equal(await at(page), '复议诉讼.未经复议直接起诉.结果维持');
  // Behind the last figure of a table Enter goes on to what follows.
  await cell('复议诉讼.复议后起诉.尚未审结').click();
  await press(page, 'Enter');
  assert.equal(await at(page), '问题与改进');
});

test('Home, End and Control with arrows go as in Excel', async t => {
  const { page, cell } = await blank(t);
  await cell(row('予以公开.科研机构')).click();
  await press(page, 'End');
  assert.equal(await at(page), row('予以公开.其他'));
  await press(page, 'Home');
  assert.equal(await at(page), row('予以公开.自然人'));
  await press(page, 'Control+End');
  assert.equal(await at(page), row('结转下年度.其他'));
  await press(page, 'Control+Home');
  assert.equal(await at(page), row('本年新收.自然人'));
  await press(page, 'Control+ArrowDown');
  assert.equal(await at(page), row('结转下年度.自然人'));
  await press(page, 'Control+ArrowRight');
  assert.equal(await at(page), row('结转下年度.其他'));
});

test('what is typed into a selected cell replaces it: 03 after a click is 3', async t => {
  const { page, cell, disk } = await example(t);
  const received = cell(row('本年新收.自然人'));
  await received.click();
  await page.keyboard.type('03');
  await page.keyboard.press('Enter');
  await answered(page, row('本年新收.自然人'), '3');
  assert.equal(await at(page), row('上年结转.自然人'));
  await page.keyboard.type('1,016');
  await page.keyboard.press('Enter');
  await answered(page, row('上年结转.自然人'), '1016');
  await page.keyboard.type('１２');
  await page.keyboard.press('Enter');
  await answered(page, row('予以公开.自然人'), '12');
  await page.keyboard.press('Control+s');
  await page.waitForFunction(() => document.getElementById('state').textContent === '已保存');
  assert.match(disk(), /上年结转: *\{自然人: 1016/);
});

test('F2 and a double click edit: arrows move in the text; Escape restores', async t => {
  const { page, cell } = await example(t);
  const fee = cell('主动公开.行政事业性收费');
  await fee.click();
  const before = await fee.inputValue();
  await press(page, 'F2', 'ArrowLeft', 'Backspace');
  assert.equal(await at(page), '主动公开.行政事业性收费');
  assert.equal(await fee.inputValue(), before.slice(0, -2) + before.slice(-1));
  await press(page, 'Home', '9');
  assert.equal((await fee.inputValue())[0], '9');
  await press(page, 'Escape');
  assert.equal(await fee.inputValue(), before);
  // Selected again: what is typed replaces, Escape gives it back.
  await press(page, '5');
  assert.equal(await fee.inputValue(), '5');
  await press(page, 'Escape');
  assert.equal(await fee.inputValue(), before);
  await fee.dblclick();
  await press(page, 'End', '1');
  assert.equal(await fee.inputValue(), `${before}1`);
  await press(page, 'Escape', 'Delete');
  assert.equal(await fee.inputValue(), '');
  await press(page, 'Control+z');
  assert.equal(await fee.inputValue(), before);
});

test('a block is selected by keys and by the mouse, emptied, copied, cut and pasted; each is one step to undo', async t => {
  const { page, cell } = await blank(t);
  const value = name => cell(row(name)).inputValue();
  await cell(row('本年新收.自然人')).click();
  for (const keys of ['1', 'Tab', '2', 'Enter', '3', 'Tab', '4', 'Enter']) await press(page, keys);
  await cell(row('本年新收.自然人')).click();
  await press(page, 'Shift+ArrowDown', 'Shift+ArrowRight');
  assert.deepEqual(await selected(page), ['本年新收.自然人', '本年新收.商业企业', '上年结转.自然人', '上年结转.商业企业'].map(row));
  assert.equal(await page.locator('#selection').innerText(), '已选 2 行 2 列');
  await shot(page, 'block');
  await press(page, 'Control+c');
  assert.equal((await pasted(page)).text.replace(/\r/g, ''), '1\t2\n3\t4');
  await cell(row('予以公开.科研机构')).click();
  await press(page, 'Control+v');
  await answered(page, row('部分公开.社会公益组织'), '4');
  assert.deepEqual([await value('予以公开.科研机构'), await value('予以公开.社会公益组织')], ['1', '2']);
  assert.equal(await value('予以公开.总计'), '3');
  await press(page, 'Control+z');
  assert.deepEqual([await value('予以公开.科研机构'), await value('部分公开.社会公益组织')], ['0', '0']);
  await press(page, 'Control+y');
  assert.equal(await value('部分公开.社会公益组织'), '4');

  // With the mouse from the last cell to the first; Enter goes round in the block.
  await cell(row('上年结转.商业企业')).hover();
  await page.mouse.down();
  await cell(row('上年结转.自然人')).hover();
  await cell(row('本年新收.自然人')).hover();
  await page.mouse.up();
  assert.equal((await selected(page)).length, 4);
  await press(page, 'Enter');
  assert.equal(await at(page), row('本年新收.自然人'));
  assert.equal((await selected(page)).length, 4);
  await press(page, 'Control+x');
  // Blank is 0: the program says so a moment later.
  assert.match(await value('上年结转.商业企业'), /^0?$/);
  await press(page, 'Control+Shift+z', 'Control+z');
  assert.equal(await value('上年结转.商业企业'), '4');
  // One number into a block fills it.
  await copy(page, { text: '7\r\n' });
  await cell(row('本年新收.自然人')).click();
  await cell(row('上年结转.商业企业')).click({ modifiers: ['Shift'] });
  await press(page, 'Control+v');
  await answered(page, row('上年结转.商业企业'), '7');
  assert.equal(await value('本年新收.总计'), '14');
  await press(page, 'Delete');
  assert.equal(await value('本年新收.自然人'), '');
  await press(page, 'Control+z', 'Control+z');
  assert.equal(await value('本年新收.自然人'), '1');
});

test('a total shows its sum before the program has answered', async t => {
  const { page, cell } = await blank(t);
  let answer;
  const held = new Promise(done => { answer = done; });
  await page.route('**/api/look', async route => { await held; await route.continue(); });
  await cell(row('予以公开.自然人')).click();
  await page.keyboard.type('12');
  const values = () => Promise.all(['予以公开.总计', '总计.自然人', '总计.总计'].map(name => cell(row(name)).inputValue()));
  assert.deepEqual(await values(), ['12', '12', '12']);
  await press(page, 'Tab', '3', 'Enter');
  assert.deepEqual(await values(), ['15', '12', '15']);
  answer();
  await page.waitForFunction(() => /有未保存/.test(document.getElementById('state').textContent));
  await page.unroute('**/api/look');
  assert.deepEqual(await values(), ['15', '12', '15']);
});

test('undo and redo go over figures, fields and prose in the order in which they were filled in', async t => {
  const { page, cell, area } = await blank(t);
  const field = page.locator('[data-field="落款.署名"]');
  const prose = area('其他事项');
  await cell('主动公开.行政许可').click();
  await page.keyboard.type('12');
  await field.click();
  await page.keyboard.type('甲市教育局');
  const before = await prose.inputValue();
  await prose.click();
  await press(page, 'Control+End');
  await page.keyboard.type('没有收费。');
  await cell('主动公开.行政处罚').click();
  await page.keyboard.type('5');
  const values = async () => [await cell('主动公开.行政许可').inputValue(), await field.inputValue(), await prose.inputValue(),
    await cell('主动公开.行政处罚').inputValue()];
  assert.deepEqual(await values(), ['12', '甲市教育局', `${before}没有收费。`, '5']);
  await press(page, 'Control+z');
  assert.deepEqual(await values(), ['12', '甲市教育局', `${before}没有收费。`, '0']);
  assert.equal(await at(page), '主动公开.行政处罚');
  await press(page, 'Control+z');
  assert.deepEqual(await values(), ['12', '甲市教育局', before, '0']);
  assert.equal(await at(page), '其他事项');
  await page.click('#undo');
  assert.deepEqual(await values(), ['12', '', before, '0']);
  await press(page, 'Control+z');
  assert.deepEqual(await values(), ['0', '', before, '0']);
  assert.ok(await page.locator('#undo').isDisabled());
  for (let i = 0; i < 4; i += 1) await press(page, 'Control+y');
  assert.deepEqual(await values(), ['12', '甲市教育局', `${before}没有收费。`, '5']);
});

test('the tables stay tables, and axe-core finds nothing in a block, an edited cell and a message', async t => {
  const { page, cell } = await example(t);
  await cell(row('本年新收.自然人')).click();
  await press(page, 'Shift+ArrowDown', 'Shift+ArrowRight');
  assert.deepEqual(await axe(page), []);
  await press(page, 'F2');
  assert.deepEqual(await axe(page), []);
  assert.equal(await page.locator('#form table th[scope]').count() > 40, true);
  assert.equal(await page.locator('#form td[data-path] > input').count(), 200);
});
