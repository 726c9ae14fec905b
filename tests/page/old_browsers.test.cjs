// The main path in the browsers of offices that are behind: Chromium 79, the last that many have on Windows 7, and Firefox ESR. Open a report, fill in
// a figure, paste a block, see a finding, save, download. A browser that could not be downloaded is said to be left out.
'use strict';
const assert = require('assert/strict');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { test } = require('node:test');
const { pathToFileURL } = require('url');
const { folderOf, serve } = require('./harness.cjs');

const { OLD_CHROMIUM, OLD_PUPPETEER, FIREFOX } = process.env;
const sources = path.resolve(__dirname, '../../src/serve/page');
const row = name => `依申请公开.${name}`;

async function oldChromium(downloads) {
  const browser = await require(OLD_PUPPETEER).launch({
    executablePath: OLD_CHROMIUM,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-zygote', '--single-process'],
    defaultViewport: { width: 1280, height: 900 },
  });
  assert.match(await browser.version(), /Chrome\/79\./);
  const page = await browser.newPage();
  await page._client.send('Page.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads });
  return { browser, page };
}

async function firefox(downloads) {
  // An ES module: by its address, as those are not looked for under NODE_PATH.
  const puppeteer = (await import(pathToFileURL(require.resolve('puppeteer-core')).href)).default;
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: FIREFOX,
    headless: true,
    defaultViewport: { width: 1280, height: 900 },
    extraPrefsFirefox: {
      'browser.download.folderList': 2,
      'browser.download.dir': downloads,
      'browser.download.useDownloadDir': true,
      'browser.download.always_ask_before_handling_new_types': false,
      'browser.helperApps.neverAsk.saveToDisk': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    },
  });
  return { browser, page: await browser.newPage() };
}

const value = (page, name) => page.evaluate(name => document.querySelector(`td[data-path="${name}"] input`).value, name);
const until = (page, name, wanted) => page.waitForFunction(
  (name, wanted) => document.querySelector(`td[data-path="${name}"] input`).value === wanted, { timeout: 60000 }, name, wanted);
const clickOn = (page, name) => page.click(`td[data-path="${name}"] input`);

async function control(page, key) {
  await page.keyboard.down('Control');
  await page.keyboard.press(key);
  await page.keyboard.up('Control');
}

/** Puts a block on the clipboard: written into the prose, cut from there. */
async function copyText(page, text) {
  const area = '[data-part="其他事项"]';
  await page.focus(area);
  await page.evaluate((area, text) => {
    const catching = event => {
      event.preventDefault();
      event.stopImmediatePropagation();
      event.clipboardData.setData('text/plain', text);
      removeEventListener('copy', catching, true);
    };
    addEventListener('copy', catching, true);
    document.querySelector(area).select();
  }, area, text);
  await control(page, 'c');
}

async function mainPath(t, launch) {
  const folder = folderOf(t, { '2024.yaml': null });
  const downloads = fs.mkdtempSync(path.join(os.tmpdir(), 'page-'));
  t.after(() => fs.rmSync(downloads, { recursive: true, force: true }));
  const { address } = await serve(t, folder);
  const { browser, page } = await launch(downloads);
  t.after(() => browser.close());
  const faults = [];
  page.on('pageerror', error => faults.push(error.message));

  // Open.
  await page.goto(address);
  // The rows are drawn anew when the reports have been checked.
  await page.waitForSelector('#files .fine');
  await page.click('#folder a[href*="2024.yaml"]');
  await page.waitForSelector('td[data-path] input');

  // Fill in: what is typed replaces, the total follows, Enter goes down, the broken sum is said.
  const received = row('本年新收.自然人');
  const [before, total] = [await value(page, received), await value(page, row('本年新收.总计'))];
  await clickOn(page, received);
  await page.keyboard.type('03');
  assert.equal(await value(page, row('本年新收.总计')), String(Number(total) - Number(before) + 3));
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.closest('td').dataset.path), row('上年结转.自然人'));
  await until(page, received, '3');
  await page.waitForSelector('#findings .error');
  await page.waitForSelector('td.error');
  await control(page, 'z');
  await until(page, received, before);
  await page.waitForFunction(() => !document.querySelector('#findings .error'), { timeout: 60000 });

  // Paste a block, with a label and a number in groups.
  await copyText(page, '规章\t1,016\t/\t1203\n行政规范性文件\t3\t1\t12\n');
  await clickOn(page, '主动公开.规章.本年制发件数');
  await control(page, 'v');
  await until(page, '主动公开.行政规范性文件.现行有效件数', '12');
  assert.equal(await value(page, '主动公开.规章.本年制发件数'), '1016');
  assert.equal(await value(page, '主动公开.规章.本年废止件数'), '0');

  // Save.
  await control(page, 's');
  await page.waitForFunction(() => document.getElementById('state').textContent === '已保存', { timeout: 60000 });
  assert.match(fs.readFileSync(path.join(folder, '2024.yaml'), 'utf8'), /1016/);

  // The pages are drawn.
  await page.waitForFunction(() => Array.from(document.querySelectorAll('#pages img')).some(image => image.complete && image.naturalWidth > 100),
    { timeout: 60000 });

  // Download.
  await page.click('#outputs a[data-format="docx"]');
  const name = '济源市人民政府办公室2024年政府信息公开工作年度报告.docx';
  for (let tries = 0; !fs.existsSync(path.join(downloads, name)) || !fs.statSync(path.join(downloads, name)).size; tries += 1) {
    assert.ok(tries < 600, `downloaded: ${fs.readdirSync(downloads)}`);
    await new Promise(done => setTimeout(done, 100));
  }
  assert.deepEqual(faults, []);
}

test('the main path in Chromium 79', { skip: !OLD_CHROMIUM && 'Chromium 79 could not be downloaded: not tried' }, t => mainPath(t, oldChromium));

test('the main path in Firefox ESR', { skip: !FIREFOX && 'Firefox ESR could not be installed: not tried' }, t => mainPath(t, firefox));

/** The rules of a style sheet: `{ line, selector, declarations }`, those in @media too. */
function rulesOf(css) {
  const text = css.replace(/\/\*[\s\S]*?\*\//g, comment => comment.replace(/[^\n]/g, ' '));
  const rules = [];
  for (const match of text.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const selector = match[1].trim();
    if (/^@(font-face|page|keyframes)/.test(selector) || /^(from|to|\d+%)$/.test(selector)) continue;
    const declarations = match[2].split(';').map(part => part.trim()).filter(Boolean).map(part => {
      const at = part.indexOf(':');
      return [part.slice(0, at).trim(), part.slice(at + 1).replace(/!important\s*$/, '').trim()];
    });
    rules.push({ line: text.slice(0, match.index + match[1].search(/\S/)).split('\n').length, selector, declarations });
  }
  return rules;
}

test('every rule of the style sheets is one that Chromium 79 understands', {
  skip: !OLD_CHROMIUM && 'Chromium 79 could not be downloaded: not tried',
}, async t => {
  const { browser, page } = await oldChromium(os.tmpdir());
  t.after(() => browser.close());
  const faults = [];
  for (const name of fs.readdirSync(sources).filter(name => name.endsWith('.css'))) {
    const rules = rulesOf(fs.readFileSync(path.join(sources, name), 'utf8'));
    const unknown = await page.evaluate(rules => {
      const understood = selector => {
        try {
          document.querySelector(selector);
          return true;
        } catch (_) {
          return false;
        }
      };
      const out = [];
      for (const { line, selector, declarations } of rules) {
        // A rule that is for younger browsers alone: the older one has another that stands for itself.
        if (/:focus-visible|::-moz|::-webkit/.test(selector)) continue;
        if (!understood(selector)) out.push([line, selector]);
        for (const [property, value] of declarations) {
          const isFlexGap = /^(row-|column-)?gap$/.test(property) && declarations.some(([p, v]) => p === 'display' && /flex/.test(v));
          if (isFlexGap) out.push([line, `${property} in a flex box`]);
          if (!property.startsWith('--') && !/var\(/.test(value) && !CSS.supports(property, value)) out.push([line, `${property}: ${value}`]);
        }
      }
      return out;
    }, rules);
    faults.push(...unknown.map(([line, what]) => `${name}:${line}: ${what}`));
  }
  assert.deepEqual(faults, []);
});
