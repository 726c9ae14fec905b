// The home page: reports by year, sorted as people count, found with the filter of the index page; an empty folder; what is wrong with a new
// report in our words.
'use strict';
const fs = require('fs');
const assert = require('assert/strict');
const { after, test } = require('node:test');
const { axe, close, open, shot } = require('./harness.cjs');

after(close);
const report = (agency, year, rest = '') => `机关名称: ${agency}\n年度: ${year}\n${rest}`;
const WRONG = '依申请公开:\n  本年新收: {自然人: 3}\n';
const some = {
  'a/第10局.yaml': report('甲市第10局', 2024), 'a/第2局.yaml': report('甲市第2局', 2024, WRONG), 'b.yaml': report('甲市第二局', 2023),
  'c.yaml': report('甲市第十局', 2023), 'd.yaml': report('甲市第三局', 2023), 'e.yaml': '不是报告\n',
};
const checked = page => page.waitForFunction(() => document.querySelector('#files tr[data-state]')
  && !document.querySelector('#files tr[data-state="waiting"]'));
const names = page => page.$$eval('#files tbody tr:not([hidden]) a', all => all.map(one => one.textContent));

test('reports stand by year, sorted as people count, each with how it stands', async t => {
  const { page } = await open(t, { files: some });
  await checked(page);
  assert.deepEqual(await page.$$eval('#files h2', all => all.map(one => one.textContent)), ['2024 年度', '2023 年度', '不知道年度的']);
  assert.deepEqual(await names(page), ['甲市第2局', '甲市第10局', '甲市第二局', '甲市第三局', '甲市第十局', 'e.yaml']);
  assert.match(await page.locator('tr', { hasText: '甲市第2局' }).innerText(), /\d+ 个错误/);
  assert.match(await page.locator('tr', { hasText: 'e.yaml' }).innerText(), /还不是报告/);
  assert.match(await page.locator('#folder-note').innerText(), /共 6 份：.*有错误/);
  assert.equal(await page.locator('#files time').count(), 6);
  await shot(page, 'home');
});

test('hundreds are named at once and found', async t => {
  const files = {};
  for (let n = 1; n <= 300; n++) files[`${n}.yaml`] = report(`甲市第${n}局`, 2020 + n % 5, n % 50 ? '' : WRONG);
  const { page } = await open(t, { files });
  await page.waitForFunction(() => document.querySelectorAll('#files tbody tr').length === 300);
  await page.fill('#filter [name=text]', '第77局');
  await page.waitForFunction(() => document.querySelector('#filter output').textContent === '符合的 1 份');
  assert.deepEqual(await names(page), ['甲市第77局']);
  await page.click('#filter button[type=reset]');
  await checked(page);
  await page.selectOption('#filter [name=state]', 'failed');
  await page.selectOption('#filter [name=year]', '2020');
  assert.ok((await names(page)).includes('甲市第50局'));
  assert.equal(await page.locator('#files section:not([hidden])').count(), 1);
  await page.click('#filter button[type=reset]');
  // No more rows at once than somebody reads, and the next ones by a button.
  const shown = () => page.locator('#year-2024 tbody tr:not([hidden])').count();
  await page.waitForFunction(() => document.querySelectorAll('#year-2024 tbody tr:not([hidden])').length === 50);
  await page.locator('#year-2024 .more').click();
  assert.equal(await shown(), 60);
  assert.ok(await page.evaluate(() => document.activeElement.matches('#year-2024 a')), 'the keyboard goes on with the first of them');
});

test('a head sorts, and again the other way', async t => {
  const { page } = await open(t, { files: some });
  await checked(page);
  const head = page.locator('#year-2023 thead button', { hasText: '机关' });
  await head.click();
  await head.click();
  assert.deepEqual((await names(page)).slice(2, 5), ['甲市第十局', '甲市第三局', '甲市第二局']);
  assert.equal(await page.locator('#year-2023 th[aria-sort="descending"]').count(), 1);
});

test('an empty folder says what to do', async t => {
  const { page } = await open(t, { files: {} });
  await page.waitForSelector('#empty:not([hidden])');
  assert.match(await page.locator('#empty').innerText(), /还没有报告[^]*新建/);
  assert.ok(!await page.locator('#filter').isVisible());
  assert.deepEqual(await axe(page), []);
  await shot(page, 'home-empty');
});

test('what is wrong with a new report is said in our words', async t => {
  const { page, folder } = await open(t, { files: {} });
  await page.click('#new button:text-is("新建")');
  assert.match(await page.locator('#agency-problem').innerText(), /写上机关全称/);
  assert.match(await page.locator('#year-problem').innerText(), /四位数字/);
  assert.equal(await page.evaluate(() => document.activeElement.name), 'agency');
  assert.deepEqual(await axe(page), []);
  await shot(page, 'home-problems');
  await page.keyboard.type('甲市教育局');
  await page.keyboard.press('Tab');
  await page.keyboard.type('24');
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('#agency-problem').innerText(), '');
  assert.equal(await page.evaluate(() => document.activeElement.name), 'year');
  await page.fill('#new [name=year]', '２０２４');
  await page.keyboard.press('Enter');
  await page.waitForSelector('td[data-path] input');
  assert.ok(fs.readdirSync(folder).some(name => name.includes('2024')), 'it is made');
  await page.goBack();
  await page.waitForSelector('#files a');
  await page.fill('#new [name=agency]', '甲市教育局');
  await page.fill('#new [name=year]', '2024');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.getElementById('new-problem').textContent.includes('已经有了'));
});

test('the keyboard alone gets everywhere', async t => {
  const { page } = await open(t, { files: some });
  await checked(page);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'skip');
  const reached = new Set();
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    reached.add(await page.evaluate(() => document.activeElement.name || document.activeElement.textContent.trim()));
  }
  for (const wanted of ['text', 'year', 'state', '甲市第2局', 'agency', '新建']) assert.ok(reached.has(wanted), wanted);
});

for (const width of [360, 1280, 1920]) {
  test(`the home page can be used at ${width}`, async t => {
    const { page } = await open(t, { files: some, viewport: { width, height: 900 } });
    await checked(page);
    assert.deepEqual(await axe(page), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} px wider than the window`);
    const small = await page.$$eval('#folder *', all => all.filter(one => parseFloat(getComputedStyle(one).fontSize) < 14).length);
    assert.equal(small, 0, 'text of less than 14 px');
    await shot(page, `home-${width}`);
  });
}
