// The main path of a clerk, and what must hold of every view: a sum is broken and mended, prose and the source file are edited, another program
// writes the file, documents are downloaded, a new report is made.
'use strict';
const fs = require('fs');
const path = require('path');
const assert = require('assert/strict');
const { after, test } = require('node:test');
const { axe, close, example, open, shot } = require('./harness.cjs');

after(close);
const text = fs.readFileSync(example, 'utf8');
const RECEIVED = '依申请公开.本年新收.自然人';

test('a link out of the folder is shown and not opened', async t => {
  const { page, folder } = await open(t);
  fs.symlinkSync(example, path.join(folder, '外面.yaml'));
  await page.reload();
  await page.waitForSelector('#files a');
  assert.equal(await page.locator('#files a').count(), 1);
  assert.match(await page.locator('#files').innerText(), /在打开的文件夹以外/);
});

test('without the token in the address nobody gets in', async t => {
  const { context, address } = await open(t);
  const refused = await context.request.get(new URL('/api/files', address).href, { headers: { accept: 'text/html' } });
  assert.equal(refused.status(), 403);
  assert.match(await refused.text(), /启动时给出的完整地址/);
});

test('from the list to the form, back and forward', async t => {
  const { page } = await open(t);
  await page.click('#files a');
  await page.waitForSelector('td[data-path] input');
  await page.goBack();
  await page.waitForSelector('#files a');
  await page.goForward();
  await page.waitForSelector('td[data-path] input');
  assert.equal(await page.locator('td[data-path] input').count(), 200);
});

test('a sum is broken and mended', async t => {
  const { page, cell, disk } = await open(t, { report: '2024.yaml' });
  await page.waitForFunction(() => document.querySelectorAll('#pages img').length >= 1);
  const received = cell(RECEIVED);
  const before = await received.inputValue();
  const total = await cell('依申请公开.本年新收.总计').inputValue();
  await received.fill(String(Number(before) + 1));
  await page.waitForSelector('#findings li');
  assert.match(await page.locator('#findings').innerText(), /N101/);
  assert.ok(await page.locator('td.error').count() > 0, 'its cell is marked');
  assert.notEqual(await cell('依申请公开.本年新收.总计').inputValue(), total);
  assert.equal(disk(), text, 'nothing is written unasked');
  assert.deepEqual(await axe(page), []);
  await shot(page, 'findings');
  await page.locator('#findings button').first().click();
  assert.ok(await page.evaluate(() => document.activeElement.closest('td').dataset.path.startsWith('依申请公开')));
  await received.fill(before);
  await page.waitForFunction(() => !document.querySelector('#findings li'));
  await page.waitForFunction(() => document.getElementById('save').disabled);
});

test('prose is saved, comments stay', async t => {
  const { page, disk, saved } = await open(t, { report: '2024.yaml' });
  await page.locator('[data-part]').last().fill('本年度未收取信息处理费。新写的一段。');
  await page.keyboard.press('Control+s');
  await saved();
  assert.ok(disk().includes('新写的一段'));
  for (const comment of text.split('\n').filter(line => line.includes('#'))) assert.ok(disk().includes(comment), comment);
});

test('a finding leads to its place in the source', async t => {
  const { page, saved } = await open(t, { report: '2024.yaml' });
  await page.click('#tab-source');
  await page.locator('#source').fill(text.replace('年度: 2024', '年度: 二〇二四'));
  await page.waitForSelector('#findings .error');
  assert.deepEqual(await axe(page), []);
  await page.locator('#findings button').first().click();
  assert.equal(await page.evaluate(() => {
    const s = document.getElementById('source');
    return s.value.slice(s.selectionStart, s.selectionEnd);
  }), '二〇二四');
  await page.locator('#source').fill(text);
  await saved();
});

test('what another program wrote is taken over, and not written over', async t => {
  const { page, folder, cell, disk, saved } = await open(t, { report: '2024.yaml' });
  const file = path.join(folder, '2024.yaml');
  const others = text.replace('年度: 2024', '年度: 2024 # 别处');
  fs.writeFileSync(file, others);
  await page.waitForFunction(() => document.getElementById('source').value.includes('# 别处'));
  await cell(RECEIVED).fill('99');
  fs.writeFileSync(file, text);
  await page.waitForFunction(() => /在别处改动过，已与这里的修改合并/.test(document.getElementById('elsewhere').textContent));
  assert.equal(disk(), text, 'merged, and not written unasked');
  await page.keyboard.press('Control+s');
  await saved();
  assert.equal(disk(), text.replace(/本年新收: \{自然人: \d+/, '本年新收: {自然人: 99'));
});

test('documents are downloaded under their names', async t => {
  const { page, folder } = await open(t, { report: '2024.yaml' });
  for (const format of ['pdf', 'ofd', 'docx', 'html']) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(`#outputs a[data-format="${format}"]`)]);
    assert.equal(download.suggestedFilename(), `济源市人民政府办公室2024年政府信息公开工作年度报告.${format}`);
  }
  assert.deepEqual(fs.readdirSync(folder), ['2024.yaml']);
});

test('a new report is made and opened, its blanks are said', async t => {
  const { page } = await open(t);
  await page.fill('#new [name=agency]', '甲市教育局');
  await page.fill('#new [name=year]', '2025');
  await page.click('#new button');
  await page.waitForSelector('#findings li');
  assert.match(await page.locator('#title').innerText(), /^甲市教育局2025年/);
  assert.match(await page.locator('#findings').innerText(), /N208/);
});

for (const width of [360, 820, 1280, 1920]) {
  test(`the views at ${width} pixels`, async t => {
    const { page, address } = await open(t, { viewport: { width, height: 800 } });
    for (const [view, wait, query] of [['list', '#files a', ''], ['form', 'td[data-path] input', '?file=2024.yaml']]) {
      await page.goto(address + query);
      await page.waitForSelector(wait);
      if (view === 'form') await page.waitForFunction(() => document.querySelectorAll('#pages img').length > 0);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${view}: no sideways scrolling`);
      assert.deepEqual(await axe(page), [], view);
      await shot(page, `${view}-${width}`);
    }
  });
}

test('when the program ends, the page says so and keeps what was typed', async t => {
  const { page, cell, server } = await open(t, { report: '2024.yaml' });
  const ended = new Promise(done => server.process.once('exit', done));
  server.process.kill();
  await ended;
  await cell(RECEIVED).fill('98');
  await page.waitForFunction(() => /连不上程序/.test(document.getElementById('notice').textContent));
  assert.equal(await cell(RECEIVED).inputValue(), '98');
});
