// Nothing that was typed is lost, and nothing false is said of the file: refused values, dates, drafts over crashes, files changed and removed
// elsewhere, downloads.
'use strict';
const fs = require('fs');
const path = require('path');
const assert = require('assert/strict');
const { after, test } = require('node:test');
const { chromium } = require('playwright-core');
const { axe, close, drafts, example, open, serve, shot, windowOf } = require('./harness.cjs');

after(close);
const text = fs.readFileSync(example, 'utf8');
const RECEIVED = '依申请公开.本年新收.自然人';
const field = (page, key) => page.locator(`[data-field="${key}"]`);
const state = (page, words) => page.waitForFunction(words => document.getElementById('state').textContent === words, words);
const said = (page, id, words) => page.waitForFunction(([id, words]) => document.getElementById(id).textContent.includes(words), [id, words]);
/** Waits until a condition of the test's own holds. */
async function until(condition) {
  while (!condition()) await new Promise(done => setTimeout(done, 50));
}

test('a date is taken in every way people write it', async t => {
  const { page, disk, saved } = await open(t, { report: '2024.yaml' });
  const date = field(page, '落款.日期');
  const ways = ['2025.1.20', '2025-1-21', '2025/1/22', '2025年1月23日', '二〇二五年一月二十四日', '２０２５．１．２５', '20250126'];
  for (const [i, typed] of ways.entries()) {
    await date.fill(typed);
    await date.press('Control+s');
    await saved();
    assert.match(disk(), new RegExp(`日期: 2025-01-${20 + i}`), typed);
    assert.equal(await page.locator('.refused-note').count(), 0, typed);
  }
  await date.blur();
  await page.waitForFunction(() => document.querySelector('[data-field="落款.日期"]').value === '2025-01-26');
});

test('a value that is refused stays, with why, until it is mended; all else is saved', async t => {
  const { page, cell, disk, saved } = await open(t, { report: '2024.yaml' });
  const date = field(page, '落款.日期');
  await date.fill('2025年1月');
  await page.waitForSelector('.refused-note');
  await cell('主动公开.行政处罚').fill('7');
  await cell('主动公开.行政许可').fill('8');
  await page.keyboard.press('Control+s');
  await state(page, '已保存，但有 1 处没有写进文件');
  assert.equal(await date.inputValue(), '2025年1月');
  assert.match(await page.locator('.refused-note').innerText(), /“2025年1月”没有写是哪一日/);
  assert.equal(await date.getAttribute('aria-invalid'), 'true');
  assert.match(await page.locator('#notice').innerText(), /“落款·日期”没有写进文件/);
  assert.match(disk(), /行政处罚: 7/);
  assert.doesNotMatch(disk(), /2025年1月$/m);
  assert.deepEqual(await axe(page), []);
  await shot(page, 'refused');
  await page.click('#notice button');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.field), '落款.日期');
  await date.fill('2025年1月20日');
  await page.keyboard.press('Control+s');
  await saved();
  assert.equal(await page.locator('.refused-note').count(), 0);
});

test('a doubtful date is asked back', async t => {
  const { page, disk, saved } = await open(t, { report: '2024.yaml' });
  for (const typed of ['25/1/20', '1月20日']) {
    await field(page, '落款.日期').fill(typed);
    await page.waitForSelector('.refused-note button');
    assert.match(await page.locator('.refused-note').innerText(), new RegExp(`“${typed}”是 2025年1月20日 吗？`));
    await page.click('.refused-note button');
    await page.waitForFunction(() => !document.querySelector('.refused-note'));
    assert.equal(await field(page, '落款.日期').inputValue(), '2025-01-20');
  }
  await page.keyboard.press('Control+s');
  await saved();
  assert.match(disk(), /日期: 2025-01-20/);
});

test('what would make the file no report any more is refused alone', async t => {
  const { page, cell, disk } = await open(t, { report: '2024.yaml' });
  await field(page, '机关名称').fill('');
  await page.waitForSelector('.refused-note');
  await cell('主动公开.行政处罚').fill('7');
  await page.keyboard.press('Control+s');
  await state(page, '已保存，但有 1 处没有写进文件');
  assert.match(disk(), /^机关名称: 济源市人民政府办公室$/m);
  assert.match(disk(), /行政处罚: 7/);
});

/** A browser of its own, which can be killed. */
async function killable(t) {
  const server = await chromium.launchServer({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  t.after(() => server.kill());
  const browser = await chromium.connect(server.wsEndpoint());
  return { page: await (await browser.newContext()).newPage(), kill: () => server.kill() };
}

test('work is offered again after the browser was killed', async t => {
  const { address, folder, disk } = await open(t);
  const { page, kill } = await killable(t);
  await page.goto(`${address}?file=2024.yaml`);
  await page.fill(`td[data-path="${RECEIVED}"] input`, '4321');
  await page.fill('[data-field="落款.日期"]', '月底');
  await until(() => drafts().some(draft => draft.text.includes('4321') && draft.refused.length === 1));
  await kill();
  assert.equal(disk('2024.yaml'), text);
  assert.deepEqual(fs.readdirSync(folder), ['2024.yaml'], 'nothing else is in the folder');
  const again = await windowOf(t, address);
  await again.page.goto(`${address}?file=2024.yaml`);
  await again.page.waitForSelector('#draft:not([hidden])');
  assert.match(await again.page.locator('#draft').innerText(), /上次有没保存的修改/);
  assert.deepEqual(await axe(again.page), []);
  await shot(again.page, 'draft');
  await again.page.click('#draft button >> text=恢复');
  await again.page.waitForFunction(path => document.querySelector(`td[data-path="${path}"] input`).value === '4321', RECEIVED);
  await again.page.waitForSelector('.refused-note');
  assert.equal(await field(again.page, '落款.日期').inputValue(), '月底');
  await field(again.page, '落款.日期').fill('2025.1.20');
  await again.page.keyboard.press('Control+s');
  await state(again.page, '已保存');
  assert.match(disk('2024.yaml'), /4321/);
  await until(() => !drafts().some(draft => draft.text.includes('4321')));
});

test('work is offered again after the program was killed, on another port too', async t => {
  const { page, cell, folder, server } = await open(t, { report: '2024.yaml' });
  await cell(RECEIVED).fill('5432');
  await until(() => drafts().some(draft => draft.text.includes('5432')));
  server.process.kill('SIGKILL');
  await new Promise(done => server.process.once('exit', done));
  const second = await serve(t, folder);
  const again = await windowOf(t, second.address);
  await again.page.goto(`${second.address}?file=2024.yaml`);
  await again.page.click('#draft button >> text=放弃');
  await until(() => !drafts().some(draft => draft.text.includes('5432')));
  await again.page.reload();
  await again.page.waitForSelector('td[data-path] input');
  assert.ok(await again.page.locator('#draft').isHidden());
  await page.close();
});

test('what was typed while the program was gone is kept by the browser', async t => {
  const { context, page, cell, folder, server, address } = await open(t, { report: '2024.yaml' });
  const port = new URL(address).port;
  server.process.kill('SIGKILL');
  await new Promise(done => server.process.once('exit', done));
  await cell(RECEIVED).fill('6543');
  await page.waitForFunction(() => Object.keys(localStorage).some(key => (localStorage.getItem(key) || '').includes('6543')));
  await page.close({ runBeforeUnload: false });
  const second = await serve(t, folder, '--port', port);
  const again = await context.newPage();
  await again.goto(`${second.address}?file=2024.yaml`);
  await again.click('#draft button >> text=恢复');
  await again.waitForFunction(path => document.querySelector(`td[data-path="${path}"] input`).value === '6543', RECEIVED);
  await again.waitForFunction(() => !Object.keys(localStorage).some(key => (localStorage.getItem(key) || '').includes('6543')));
  await until(() => drafts().some(draft => draft.text.includes('6543')));
});

test('a file changed elsewhere is merged field by field; only what clashes is asked', async t => {
  const { page, cell, folder, disk, saved } = await open(t, { report: '2024.yaml' });
  const file = path.join(folder, '2024.yaml');
  await cell(RECEIVED).fill('17');
  await cell('主动公开.行政处罚').fill('5');
  await state(page, '有未保存的修改');
  fs.writeFileSync(file, text.replace('自然人: 16', '自然人: 18').replace('行政许可: 0', '行政许可: 9'));
  await page.waitForSelector('.conflicts');
  const rows = await page.locator('.conflicts tbody tr').allInnerTexts();
  assert.equal(rows.length, 1, rows.join('\n'));
  assert.match(rows[0], /本年新收·自然人\s+16\s+17\s+18/);
  assert.deepEqual(await axe(page), []);
  await shot(page, 'conflict');
  // Typing goes on meanwhile.
  await cell('主动公开.行政强制').fill('3');
  await page.check('.conflicts input[value=theirs]');
  await page.click('#elsewhere button >> text=按上面选的合并');
  await said(page, 'elsewhere', '已与这里的修改合并');
  assert.match(disk(), /行政处罚: 0/, 'nothing is written unasked');
  await page.keyboard.press('Control+s');
  await saved();
  for (const line of [/本年新收: \{自然人: 18\}/, /行政许可: 9/, /行政处罚: 5/, /行政强制: 3/]) assert.match(disk(), line);
  for (const comment of text.split('\n').filter(line => line.startsWith('#'))) assert.ok(disk().includes(comment));
});

test('a save over a file that was just changed merges too', async t => {
  const { page, cell, folder, disk, saved } = await open(t, { report: '2024.yaml' });
  await cell(RECEIVED).fill('17');
  await state(page, '有未保存的修改');
  fs.writeFileSync(path.join(folder, '2024.yaml'), text.replace('自然人: 16', '自然人: 18'));
  await page.keyboard.press('Control+s');
  await page.click('#elsewhere button >> text=全部用我的');
  await said(page, 'elsewhere', '已与这里的修改合并');
  await page.keyboard.press('Control+s');
  await saved();
  assert.match(disk(), /本年新收: \{自然人: 17\}/);
});

test('a file that was removed is written again, with what was typed since', async t => {
  const { page, cell, folder, disk, saved } = await open(t, { report: '2024.yaml' });
  fs.rmSync(path.join(folder, '2024.yaml'));
  await state(page, '文件已不在，没有保存');
  await said(page, 'elsewhere', '数据文件已不在文件夹里');
  await cell('主动公开.行政处罚').fill('7');
  await page.waitForFunction(() => document.getElementById('source').value.includes('行政处罚: 7'));
  await page.click('#elsewhere button');
  await saved();
  assert.equal(disk(), text.replace('行政处罚: 0', '行政处罚: 7'));
});

test('a download right after a key saves first and has what was typed', async t => {
  const { page, area, disk } = await open(t, { report: '2024.yaml' });
  await area('其他事项').focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText('刚刚写下的话。');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#outputs a[data-format=html]')]);
  assert.match(fs.readFileSync(await download.path(), 'utf8'), /刚刚写下的话。/);
  assert.match(disk(), /刚刚写下的话。/);
});

test('with errors there is a draft to download, and it says so', async t => {
  const { page, cell } = await open(t, { report: '2024.yaml' });
  await cell(RECEIVED).fill('17');
  for (const format of ['docx', 'ofd']) {
    await page.click(`#outputs a[data-format=${format}]`);
    await said(page, 'notice', '改正后才能生成正式的文件');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#notice button')]);
    assert.equal(download.suggestedFilename(), `济源市人民政府办公室2024年政府信息公开工作年度报告（草稿）.${format}`);
    await page.waitForFunction(() => document.getElementById('notice').hidden);
  }
});
