// Fills in a report in headless Chromium as a clerk would, at the page of `nianbao serve`: a sum is broken and mended, prose and the source
// file are edited, another program writes the file. axe-core looks at every page.
'use strict';
const fs = require('fs');
const path = require('path');
const { spawn } = require('child_process');
const { chromium } = require('playwright-core');
const axeSource = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const [program, example, shots] = process.argv.slice(2);
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const folder = fs.mkdtempSync(path.join(require('os').tmpdir(), 'serve-'));
const file = path.join(folder, '2024.yaml');
const text = fs.readFileSync(example, 'utf8');
const disk = () => fs.readFileSync(file, 'utf8');

(async () => {
  fs.writeFileSync(file, text);
  const server = spawn(program, ['serve', folder, '--port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const address = await new Promise((found, failed) => {
    server.stderr.once('data', line => found(/http:\S+/.exec(line)[0]));
    server.once('exit', code => failed(new Error(`serve ended with ${code}`)));
  });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: flags });
  const faults = [];
  const check = (what, holds) => { if (holds) console.log(`holds: ${what}`); else faults.push(what); };
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  const page = await context.newPage();
  page.on('console', m => { if (m.type() === 'error' && !/40[49]|422|CONNECTION_REFUSED/.test(m.text())) faults.push(`console: ${m.text()}`); });
  page.on('pageerror', e => faults.push(`script: ${e.message}`));
  page.on('request', r => { if (!r.url().startsWith(address) && !r.url().startsWith('data:')) faults.push(`asks elsewhere: ${r.url()}`); });
  const axe = async where => {
    // The page's own policy forbids foreign scripts, so axe comes in by the debugger.
    await page.evaluate(axeSource);
    const found = await page.evaluate(() => window.axe.run(document));
    for (const v of found.violations) faults.push(`${where}: axe ${v.id} (${v.impact}): ${v.help}: ${v.nodes[0].html.slice(0, 160)}`);
    console.log(`${where}: axe-core ${found.testEngine.version}: ${found.violations.length} violations, ${found.passes.length} rules passed`);
  };

  const link = path.join(folder, '外面.yaml');
  fs.symlinkSync(path.resolve(example), link);
  await page.goto(address);
  await page.waitForSelector('#files td');
  check('a link out of the folder is shown and not opened', await page.locator('#files a').count() === 1
    && /在打开的文件夹以外/.test(await page.locator('#files').innerText()));
  await axe('list');
  await page.screenshot({ path: `${shots}-list.png` });
  fs.unlinkSync(link);
  await page.reload();
  await page.waitForSelector('#files td');
  check('the list can be loaded again', !/外面/.test(await page.locator('#files').innerText()));
  const refused = await context.request.get(new URL('/', address).href, { headers: { accept: 'text/html' } });
  check('without the token in the address nobody gets in', refused.status() === 403 && /启动时给出的完整地址/.test(await refused.text()));
  await page.click('#files a');
  await page.waitForSelector('td[data-path] input');
  await page.goBack();
  await page.waitForSelector('#files td');
  await page.goForward();
  await page.waitForSelector('td[data-path] input');
  await page.waitForFunction(() => document.querySelectorAll('#pages img').length >= 5 && [...document.images].every(i => i.complete && i.naturalWidth));
  check('200 figures can be seen', await page.locator('td[data-path] input').count() === 200);
  await axe('form');
  await page.screenshot({ path: `${shots}-form.png` });

  const cell = name => page.locator(`td[data-path="${name}"] input`);
  const received = cell('依申请公开.本年新收.自然人');
  const before = await received.inputValue();
  await received.fill(String(Number(before) + 1));
  await page.waitForSelector('#findings li');
  check('a broken sum is told', /N101/.test(await page.locator('#findings').innerText()));
  check('its cell is marked', await page.locator('td.error').count() > 0);
  check('the total follows', await cell('依申请公开.本年新收.总计').inputValue() !== before);
  check('nothing is written unasked', disk() === text);
  await page.locator('#outputs a').first().click();
  check('no file is made of what is not saved', /先保存/.test(await page.locator('#notice').innerText()));
  await page.locator('#findings button').first().click();
  check('a finding leads to its cell', await page.evaluate(() => document.activeElement.closest('td')?.dataset.path.startsWith('依申请公开')));
  await page.waitForTimeout(1500);
  await axe('form with findings');
  await page.screenshot({ path: `${shots}-findings.png` });
  await received.fill(before);
  await page.waitForFunction(() => !document.querySelector('#findings li'));
  check('mended, the text is as it was', await page.locator('#save').isDisabled());

  const area = page.locator('textarea[data-part]').last();
  await area.fill('本年度未收取信息处理费。新写的一段。');
  await page.keyboard.press('Control+s');
  await page.waitForFunction(() => document.getElementById('state').textContent === '已保存');
  check('prose is saved, comments stay', disk().includes('新写的一段') && text.split('\n').filter(l => l.includes('#')).every(l => disk().includes(l)));
  const saved = disk();

  await page.click('#tab-source');
  await page.locator('#source').fill(saved.replace('年度: 2024', '年度: 二〇二四'));
  await page.waitForSelector('#findings .error');
  await axe('source with an error');
  await page.locator('#findings button').first().click();
  check('a finding leads to its place in the source', await page.evaluate(() => {
    const s = document.getElementById('source');
    return s.value.slice(s.selectionStart, s.selectionEnd);
  }) === '二〇二四');
  await page.screenshot({ path: `${shots}-source.png` });
  await page.locator('#source').fill(saved);
  await page.waitForFunction(() => document.getElementById('state').textContent === '已保存');
  await page.click('#tab-form');

  // Another program writes: nothing typed here, so it is taken over; then against something typed here.
  fs.writeFileSync(file, text);
  await page.waitForFunction(() => ![...document.querySelectorAll('textarea[data-part]')].some(a => a.value.includes('新写的一段')));
  check('what another program wrote is taken over', true);
  await received.fill('99');
  fs.writeFileSync(file, saved);
  await page.waitForFunction(() => /在别处改动过/.test(document.getElementById('notice').textContent), null, { timeout: 10000 });
  await page.keyboard.press('Control+s');
  await page.waitForTimeout(500);
  check('what another program wrote is not written over', disk() === saved);
  await page.click('#notice button');
  await page.waitForFunction(() => document.getElementById('state').textContent === '已保存');

  for (const format of ['pdf', 'docx', 'html']) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(`#outputs a[data-format="${format}"]`)]);
    check(`${format} is downloaded under its name`, download.suggestedFilename() === `济源市人民政府办公室2024年政府信息公开工作年度报告.${format}`);
  }
  check('nothing else is in the folder', fs.readdirSync(folder).join() === '2024.yaml');

  const other = await context.newPage();
  await other.goto(address);
  await other.fill('#new [name=agency]', '甲市教育局');
  await other.fill('#new [name=year]', '2025');
  await other.click('#new button');
  await other.waitForSelector('#findings li');
  check('a new report is made and opened, its blanks are told', (await other.locator('#title').innerText()).startsWith('甲市教育局2025年')
    && /N208/.test(await other.locator('#findings').innerText()));
  await other.locator('#findings button').first().click();
  check('what is said of prose leads to its section', await other.evaluate(() => document.activeElement.dataset.part === '总体情况'));
  await other.screenshot({ path: `${shots}-new.png` });
  await other.close();

  for (const [name, width] of [['phone', 390], ['tablet', 820], ['desk', 1440]]) {
    const device = await browser.newContext({ viewport: { width, height: 800 } });
    const shown = await device.newPage();
    await shown.goto(`${address}?file=2024.yaml`);
    await shown.waitForSelector('td[data-path] input');
    check(`no sideways scrolling at ${width} pixels`, await shown.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    await shown.screenshot({ path: `${shots}-${name}.png` });
    await device.close();
  }

  server.kill();
  await received.fill('98');
  await page.waitForFunction(() => /连不上程序/.test(document.getElementById('notice').textContent), null, { timeout: 10000 });
  check('what is typed while the program is away stays unsaved and is said', await page.locator('#state').innerText() === '有未保存的修改');
  await browser.close();
  fs.rmSync(folder, { recursive: true });
  for (const fault of faults) console.error(`FAULT ${fault}`);
  process.exit(faults.length ? 1 : 0);
})().catch(error => { console.error(error); process.exit(2); });
