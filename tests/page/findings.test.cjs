// Findings: in the form's words, together where they say the same, each leading to its cell or its words; rules explained; warnings kept with a reason.
'use strict';
const fs = require('fs');
const assert = require('assert/strict');
const { after, test } = require('node:test');
const { axe, close, example, open, shot } = require('./harness.cjs');

after(close);
const text = fs.readFileSync(example, 'utf8');
const RECEIVED = '依申请公开.本年新收.自然人';
const HEAD = '机关名称: 甲市教育局\n年度: 2024\n';
/** Prose with six blanks, a figure that contradicts the tables, and more issued than in force. */
const BLANKS = `${HEAD}总体情况: |
  {{年度}}年，本机关待补充。
  主动公开方面待补充，依申请公开方面待补充。
  政府信息管理方面待补充，平台建设方面待补充。
主动公开:
  行政规范性文件: [17, 0, 6]
依申请公开:
  本年新收: {自然人: 3}
存在的主要问题及改进情况: 待补充
其他事项: 全年收到政府信息公开申请12件。本年度未收取信息处理费。
`;
const blanks = { files: { '2024.yaml': BLANKS }, report: '2024.yaml' };
const group = (page, rule) => page.locator('.finding', { has: page.locator(`button:text-is("规则 ${rule}")`) }).first();
const selected = page => page.evaluate(() => {
  const area = document.activeElement;
  return { part: area.dataset.part, words: area.value.slice(area.selectionStart, area.selectionEnd) };
});

test('section, row and column, not lines and commands', async t => {
  const { page, cell } = await open(t, { report: '2024.yaml' });
  await cell(RECEIVED).fill('999');
  await page.waitForSelector('#findings .finding');
  const said = await page.locator('#findings').innerText();
  assert.match(said, /三、收到和处理政府信息公开申请情况 → “[^”]*” → “自然人”/);
  assert.doesNotMatch(said, /第 \d+ 行|--|nianbao/);
});

test('equal findings are one entry, and each of its places selects its very words', async t => {
  const { page } = await open(t, blanks);
  const entry = group(page, 'N208');
  assert.match(await entry.locator('p').first().innerText(), /待补充.*6 处/);
  const places = entry.locator('.places button');
  assert.equal(await places.count(), 6);
  for (const [at, part] of [[0, '总体情况'], [3, '总体情况'], [5, '问题与改进']]) {
    await places.nth(at).click();
    assert.deepEqual(await selected(page), { part, words: '待补充' });
  }
  // The figure that was filled in stands before the first: the words are those of the text that is shown.
  await places.nth(1).click();
  assert.equal(await page.evaluate(() => document.activeElement.value.split('待补充')[0]), '2024年，本机关');
  const first = await page.evaluate(() => document.activeElement.selectionStart);
  assert.ok(first > '2024年，本机关待补充'.length, String(first));
  assert.doesNotMatch(await entry.innerText(), /build --draft/);
  await shot(page, 'finding-places');
});

test('errors come first, and then the sections in their order', async t => {
  const { page } = await open(t, blanks);
  const kinds = await page.$$eval('#findings > .finding', all => all.map(one => (one.classList.contains('error') ? 0 : 1)));
  assert.ok(kinds.includes(0) && kinds.includes(1));
  assert.deepEqual(kinds, kinds.slice().sort());
});

test('a figure in the prose is selected by a press of Enter on its finding', async t => {
  const { page } = await open(t, blanks);
  await group(page, 'N201').locator('button').first().focus();
  await page.keyboard.press('Enter');
  assert.deepEqual((await selected(page)).part, '其他事项');
  assert.match((await selected(page)).words, /^12/);
});

test('the title and the summary say how many are left', async t => {
  const { page, cell } = await open(t, { report: '2024.yaml' });
  const before = await cell(RECEIVED).inputValue();
  assert.doesNotMatch(await page.title(), /错误/);
  await cell(RECEIVED).fill('999');
  await page.waitForFunction(() => /^（\d+ 个错误）.* - 填报$/.test(document.title));
  const errors = /\d+/.exec(await page.title())[0];
  assert.match(await page.locator('#summary').innerText(), new RegExp(`${errors} 个错误`));
  // Said to a screen reader once typing pauses.
  await page.waitForFunction(wanted => document.getElementById('left').textContent.includes(`${wanted} 个错误`), errors);
  await cell(RECEIVED).fill(before);
  await page.waitForFunction(() => !/错误/.test(document.title));
});

test('what a rule asks is one press away and leads back', async t => {
  const { page } = await open(t, blanks);
  const rule = group(page, 'N107').locator('button:text-is("规则 N107")');
  await rule.focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('#explain[open]');
  const said = await page.locator('#explain').innerText();
  for (const word of ['N107（警告）', '要求', '依据', '错例', '改法']) assert.ok(said.includes(word), word);
  assert.deepEqual(await axe(page), []);
  await shot(page, 'explain');
  await page.keyboard.press('Escape');
  await page.waitForSelector('#explain[open]', { state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement.textContent), '规则 N107');
});

test('a warning is kept with a reason and taken back', async t => {
  const { page, disk, saved } = await open(t, blanks);
  const warnings = () => page.locator('#summary').innerText().then(said => Number(/(\d+) 个警告/.exec(said)[1]));
  const before = await warnings();
  await group(page, 'N107').locator('button:text-is("豁免")').click();
  await page.waitForFunction(() => document.activeElement.id === 'reason-N107');
  await page.keyboard.press('Enter');
  assert.match(await page.locator('.waive .error').innerText(), /写上理由/);
  assert.deepEqual(await axe(page), []);
  await page.keyboard.type('上年漏报，今年补上: 见批复');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#waived:not([hidden])');
  assert.equal(await warnings(), before - 1);
  await page.click('#waived summary');
  assert.match(await page.locator('#waivers').innerText(), /理由：上年漏报，今年补上: 见批复/);
  assert.deepEqual(await axe(page), []);
  await shot(page, 'waived');
  await page.keyboard.press('Control+s');
  await saved();
  assert.ok(disk().includes('规则: N107') && disk().includes('上年漏报，今年补上: 见批复'), disk());
  await page.click('#waivers button:text-is("取消豁免")');
  await page.waitForSelector('#waived', { state: 'hidden' });
  assert.equal(await warnings(), before);
  await page.keyboard.press('Control+s');
  await saved();
  assert.equal(disk(), BLANKS);
});

test('an error cannot be kept', async t => {
  const { page } = await open(t, blanks);
  assert.equal(await page.locator('.finding.error button:text-is("豁免")').count(), 0);
  assert.ok(await page.locator('.finding.warning button:text-is("豁免")').count() > 0);
});

test('a reason that is being typed outlives other findings', async t => {
  const { page, cell } = await open(t, blanks);
  await group(page, 'N107').locator('button:text-is("豁免")').click();
  await page.fill('#reason-N107', '正在');
  await cell(RECEIVED).fill('4');
  await page.waitForFunction(() => document.getElementById('state').textContent.includes('未保存'));
  await page.locator('#reason-N107').focus();
  await page.keyboard.press('End');
  await page.keyboard.type('核实');
  assert.equal(await page.locator('#reason-N107').inputValue(), '正在核实');
  await page.keyboard.press('Escape');
  await page.waitForSelector('#reason-N107', { state: 'detached' });
});

for (const width of [360, 1280, 1920]) {
  test(`findings can be used and read at ${width}`, async t => {
    const { page } = await open(t, Object.assign({ viewport: { width, height: 900 } }, blanks));
    assert.deepEqual(await axe(page), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} px wider than the window`);
    const small = await page.$$eval('#findings *', all => all.filter(one => parseFloat(getComputedStyle(one).fontSize) < 14).length);
    assert.equal(small, 0, 'text of less than 14 px');
    await page.locator('#summary').scrollIntoViewIfNeeded();
    await shot(page, `findings-${width}`);
  });
}

test('what is printed is the report', async t => {
  const { page } = await open(t, { report: '2024.yaml' });
  await page.evaluate(() => { window.print = () => { window.printed = document.body.className; }; });
  await page.waitForFunction(() => document.querySelectorAll('#pages img').length > 2);
  await page.click('#print');
  await page.waitForFunction(() => window.printed !== undefined);
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('.sheet img').first().isVisible() && await page.locator('.sheet img').last().isVisible(), 'every page');
  assert.ok(!await page.locator('#save').isVisible() && !await page.locator('#form').isVisible(), 'no controls');
  // The browser's own menu: without drawn pages the text and tables.
  await page.evaluate(() => { dispatchEvent(new Event('afterprint')); dispatchEvent(new Event('beforeprint')); });
  assert.match(await page.locator('#paper').innerText(), /总体情况/);
  assert.ok(await page.locator('#paper table').count() >= 3);
  assert.ok(!await page.locator('#report-page').isVisible());
});

test('the findings of a text that is no report lead to the source', async t => {
  const { page } = await open(t, { report: '2024.yaml' });
  await page.click('#tab-source');
  await page.locator('#source').fill(text.replace('年度: 2024', '年度: 二〇二四'));
  await page.waitForSelector('#findings .error');
  assert.match(await page.locator('#findings').innerText(), /源文件第 \d+ 行/);
});
