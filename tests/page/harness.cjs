// What the tests of the page share: the program on a temporary folder, the page in headless Chromium, axe-core.
//
//   const { open } = require('./harness.cjs');
//   test('a sum that is broken is said', async t => {
//     const { page, cell } = await open(t, { report: '2024.yaml' });
//     await cell('依申请公开.本年新收.自然人').fill('7');
//     await page.waitForSelector('#findings li');
//   });
//
// PROGRAM names the program; everything ends with the test.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const { spawn } = require('child_process');
const { chromium } = require('playwright-core');

const program = path.resolve(process.env.PROGRAM || 'target/debug/nianbao');
const example = path.resolve(__dirname, '../../examples/jiyuan-2024.yaml');
const shots = path.resolve(process.env.SHOTS || 'target/check-html/shots');
const axeSource = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
/** The browser prints these for answers that the page expects and shows to the user. */
const EXPECTED = /\b(40[349]|422|503)\b|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE/;

/** A folder with files, by name: text, bytes, or null for the example report. Gone after the test. */
function folderOf(t, files) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'page-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content === null ? fs.readFileSync(example) : content);
  }
  return folder;
}

/** Where the programs of these tests keep what is not saved, and not where the user's own does. */
const state = fs.mkdtempSync(path.join(os.tmpdir(), 'page-state-'));
process.on('exit', () => fs.rmSync(state, { recursive: true, force: true }));

/** The drafts that are kept, as the files say. */
function drafts() {
  const folder = path.join(state, 'nianbao/drafts');
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).filter(name => name.endsWith('.json')) : [];
  return names.map(name => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')));
}

/** Starts the program on a folder: `{ address, process }`. */
async function serve(t, folder, ...args) {
  const env = { ...process.env, XDG_STATE_HOME: state };
  const server = spawn(program, ['serve', folder, ...(args.includes('--port') ? [] : ['--port', '0']), ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  t.after(() => { server.kill('SIGKILL'); });
  const address = await new Promise((found, failed) => {
    let said = '';
    server.stderr.on('data', data => {
      said += data;
      const address = /http:\/\/\S+/.exec(said);
      if (address) found(address[0]);
    });
    server.once('exit', code => failed(new Error(`serve ended with ${code}: ${said}`)));
  });
  return { address, process: server };
}

let browser = null;
/** One browser for all tests of a file. */
async function launch() {
  browser = browser || await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: flags });
  return browser;
}
/** To be called in an `after` of each file: a browser that is left keeps the tests from ending. */
async function close() {
  if (browser) await browser.close();
  browser = null;
}

/** A new window, in which an error of the script and a request to elsewhere fail the test. */
async function windowOf(t, address, options) {
  const context = await (await launch()).newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on('console', m => { if (m.type() === 'error' && !EXPECTED.test(m.text())) faults.push(`console: ${m.text()}`); });
  page.on('pageerror', e => faults.push(`script: ${e.message}`));
  page.on('request', r => { if (!/^(data|blob):/.test(r.url()) && new URL(r.url()).host !== new URL(address).host) faults.push(`asks elsewhere: ${r.url()}`); });
  t.after(async () => {
    await context.close();
    if (faults.length) throw new Error(faults.join('\n'));
  });
  return { context, page };
}

/**
 * The program on a folder and the page in a window. `files` is as in `folderOf`, the example as 2024.yaml by default; `report` is the file to
 * open, none for the home page; `viewport` its size.
 */
async function open(t, { files = { '2024.yaml': null }, report = null, args = [], ...options } = {}) {
  const folder = folderOf(t, files);
  const server = await serve(t, folder, ...args);
  const { context, page } = await windowOf(t, server.address, options);
  await page.goto(report ? `${server.address}?file=${encodeURIComponent(report)}` : server.address);
  if (report) await page.waitForSelector('td[data-path] input');
  return {
    folder, server, context, page, address: server.address,
    disk: name => fs.readFileSync(path.join(folder, name || report), 'utf8'),
    cell: name => page.locator(`td[data-path="${name}"] input`),
    area: name => page.locator(`[data-part="${name}"]`),
    /** Waits until the program has the file as the page shows it. */
    saved: () => page.waitForFunction(() => document.getElementById('state').textContent === '已保存'),
  };
}

/** What axe-core finds on a page, as sentences. The page's own policy forbids foreign scripts, so axe comes in by the debugger. */
async function axe(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(() => window.axe.run(document));
  return found.violations.map(v => `${v.id} (${v.impact}): ${v.help}: ${v.nodes[0].html.slice(0, 160)}`);
}

/** A picture of a page for people to look at. */
async function shot(page, name) {
  fs.mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: path.join(shots, `serve-${name}.png`) });
}

module.exports = { axe, close, drafts, example, folderOf, launch, open, program, serve, shot, windowOf };
