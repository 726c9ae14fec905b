// Fills in a report at the page of `nianbao serve` as the handbook asks clerks to, and takes its pictures. Ends with 2 if a step does not lead
// where the handbook says.
//
//   node docs/handbook-pictures.cjs PROGRAM FOLDER PICTURES        FOLDER holds last year's 2024.yaml and gets this year's
'use strict';
const path = require('path');
const { spawn } = require('child_process');
const { chromium } = require('playwright-core');

const [program, folder, pictures] = process.argv.slice(2);
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

// What is typed: figures by their names, prose by its section.
const FIGURES = {
  '主动公开.行政规范性文件.本年制发件数': '12', '主动公开.行政规范性文件.本年废止件数': '3', '主动公开.行政规范性文件.现行有效件数': '255',
  '依申请公开.本年新收.自然人': '20', '依申请公开.本年新收.商业企业': '2',
  '依申请公开.予以公开.自然人': '9', '依申请公开.予以公开.商业企业': '1', '依申请公开.部分公开.自然人': '2',
  '依申请公开.不予公开.属于四类过程性信息.自然人': '1', '依申请公开.不予公开.保护第三方合法权益.商业企业': '1',
  '依申请公开.无法提供.本机关不掌握相关政府信息.自然人': '6', '依申请公开.不予处理.重复申请.自然人': '1',
  '依申请公开.结转下年度.自然人': '2', '复议诉讼.行政复议.结果维持': '1',
};
// What stands in the place of each 待补充, in order.
const PROSE = {
  总体情况: [
    '通过政府网站主动公开信息9860条，制发行政规范性文件12件，发布政策解读82篇。召开新闻发布会6场，回应公众关切35次，办理网民留言412条，均在规定时限内答复。',
    '修订政务公开目录，落实信息发布“三审三校”制度。清理失效文件，更新现行有效的规范性文件目录，按季度检查公开属性的认定。',
    '优化政府网站检索和无障碍浏览，完成政府信息公开栏目改版。',
    '把政务公开纳入年度考核，开展社会评议，组织业务培训2次。未发生责任追究情形。',
  ],
  问题与改进: [
    '存在的主要问题：一是部分政策解读形式单一；二是个别栏目更新不够及时。',
    '改进情况：一是增加图解和视频解读；二是建立栏目更新台账，每月检查一次。',
  ],
};

(async () => {
  const server = spawn(program, ['serve', folder, '--port', '0', '--no-system-fonts'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const address = await new Promise((found, failed) => {
    server.stderr.once('data', line => found(/http:\S+/.exec(line)[0]));
    server.once('exit', code => failed(new Error(`serve ended with ${code}`)));
  });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: flags });
  const context = await browser.newContext({ viewport: { width: 1280, height: 760 }, acceptDownloads: true });
  const page = await context.newPage();
  const shot = (name, options) => page.screenshot({ path: path.join(pictures, `${name}.png`), ...options });
  const must = (what, holds) => { if (!holds) throw new Error(`not so: ${what}`); };
  const cell = name => page.locator(`td[data-path="${name}"] input`);
  // What stands above the findings, or in one of them.
  const reported = words => page.waitForFunction(words => document.querySelector('aside').innerText.includes(words), words, { timeout: 15000 })
    .catch(async () => { throw new Error(`not reported: ${words}, but: ${await page.locator('aside').innerText()}`); });
  // Pages are drawn when they are looked at.
  const laidOut = () => page.waitForFunction(() => /^共 \d+ 页/.test(document.getElementById('pages-note').textContent)
    && document.querySelectorAll('#pages img').length > 0 && [...document.images].every(i => !i.src || i.complete && i.naturalWidth));
  // Nothing has been asked of the program for a while, and nothing is awaited: the pages are those of what was filled in.
  let awaited = 0;
  const asked = change => request => { if (/\/api\/(look|pages?)/.test(request.url())) awaited += change; };
  page.on('request', asked(1));
  page.on('requestfinished', asked(-1));
  page.on('requestfailed', asked(-1));
  const settled = async () => {
    for (let [quiet, tries] = [0, 0]; quiet < 5; tries++) {
      if (tries > 200) throw new Error('the page does not come to rest');
      await page.waitForTimeout(300);
      quiet = awaited === 0 ? quiet + 1 : 0;
    }
    await laidOut();
  };

  // The folder, and a new report in it.
  await page.goto(address);
  await page.waitForSelector('#files .fine');
  await page.fill('#new [name=agency]', '济源市人民政府办公室');
  await page.fill('#new [name=year]', '2025');
  await shot('全部报告', { clip: { x: 0, y: 0, width: 1280, height: 420 } });
  await page.click('#new button');
  await page.waitForSelector('#findings li');
  await settled();
  await shot('新建');
  must('last year is carried over', await cell('依申请公开.上年结转.自然人').inputValue() === '1'
    && await cell('主动公开.行政规范性文件.现行有效件数').inputValue() === '246');
  await cell('依申请公开.本年新收.自然人').scrollIntoViewIfNeeded();
  await page.evaluate(() => document.querySelector('td[data-path="依申请公开.本年新收.自然人"]').closest('section').scrollIntoView());
  await settled();
  await shot('带入上年');

  // Filled in, with one figure wrong.
  for (const [name, value] of Object.entries(FIGURES)) await cell(name).fill(value);
  await settled();
  for (const [name, lines] of Object.entries(PROSE)) {
    const area = page.locator(`textarea[data-part="${name}"]`);
    const text = await area.inputValue();
    await area.fill(lines.reduce((all, line) => all.replace(/^待补充.*$/m, line), text));
  }
  await reported('没有发现问题');
  await settled();
  await page.evaluate(() => document.querySelector('textarea[data-part="总体情况"]').closest('section').scrollIntoView());
  await shot('填正文');
  await cell('依申请公开.予以公开.自然人').fill('8');
  await reported('N101');
  await settled();
  await page.locator('#findings button').first().click();
  await page.waitForTimeout(500);
  await shot('核对错误');
  await cell('依申请公开.予以公开.自然人').fill('9');
  await reported('没有发现问题');

  // A sentence that disagrees with the table: its figure is taken from the table again, in the source.
  const area = page.locator('textarea[data-part="总体情况"]');
  const text = await area.inputValue();
  must('the text shows the figures of the table', text.includes('新收政府信息公开申请22件'));
  await area.fill(text.replace('新收政府信息公开申请22件', '新收政府信息公开申请21件'));
  await reported('N201');
  await settled();
  await page.evaluate(() => document.querySelector('textarea[data-part="总体情况"]').closest('section').scrollIntoView());
  await shot('正文与表格不一致');
  await page.click('#tab-source');
  const source = page.locator('#source');
  const yaml = await source.inputValue();
  must('the rest is still taken from the table', yaml.includes('上年结转{{依申请公开.上年结转.总计}}件'));
  await source.fill(yaml.replace('申请21件', '申请{{依申请公开.本年新收.总计}}件'));
  await reported('没有发现问题');
  await settled();
  await page.evaluate(() => { document.getElementById('source').scrollTop = 300; });
  await shot('源文件');
  await page.click('#tab-form');
  await page.keyboard.press('Control+s');
  await page.waitForFunction(() => document.getElementById('state').textContent === '已保存');
  await page.evaluate(() => scrollTo(0, 0));
  await shot('填好');
  for (const format of ['pdf', 'ofd', 'docx', 'html']) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(`#outputs a[data-format="${format}"]`)]);
    must('it is downloaded under its name', download.suggestedFilename() === `济源市人民政府办公室2025年政府信息公开工作年度报告.${format}`);
    await download.saveAs(path.join(pictures, `report.${format}`));
  }

  // The web page, on a screen and on a phone.
  await page.goto('file://' + path.join(pictures, 'report.html'));
  await page.waitForTimeout(300);
  await shot('成品-网页');
  await browser.close();
  server.kill();
})().catch(error => { console.error(error.message); process.exit(2); });
