// See `run`. Latencies are taken in the page: from the event of a key to the frame after which what it changed can be seen. A key is pressed when
// the page has come to rest after the one before. Memory is what the kernel says of the program (VmRSS, VmHWM), so Linux only.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const { spawn, execFileSync } = require('child_process');
const { chromium } = require('playwright-core');

const program = process.env.PROGRAM;
const example = path.resolve(__dirname, '../../examples/jiyuan-2024.yaml');
const handbook = path.resolve(__dirname, '../../docs/performance.md');
const KEYS = 50;
const CHANGES = 2000;
const PREVIEWS = 500;
const LONG = 300000;
/** A figure that a sum hangs on: each key breaks or mends it. */
const FIGURE = '依申请公开.本年新收.自然人';
const SECTION = '总体情况';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const pause = ms => new Promise(done => setTimeout(done, ms));

/** Starts the program on a folder with this report. */
async function serve(text) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-page-'));
  fs.writeFileSync(path.join(folder, 'a.yaml'), text);
  const child = spawn(program, ['serve', folder, '--port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const address = await new Promise((found, failed) => {
    let said = '';
    child.stderr.on('data', data => { said += data; const at = /http:\/\/\S+/.exec(said); if (at) found(at[0]); });
    child.once('exit', code => failed(new Error(`serve ended with ${code}: ${said}`)));
  });
  const memory = () => {
    const status = fs.readFileSync(`/proc/${child.pid}/status`, 'utf8');
    const mb = name => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024);
    return { now: mb('VmRSS'), peak: mb('VmHWM') };
  };
  const ask = async (what, body) => {
    const answer = await fetch(`${address}api/${what}`, body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const stop = () => { child.removeAllListeners('exit'); child.kill('SIGKILL'); fs.rmSync(folder, { recursive: true, force: true }); };
  return { address, memory, ask, stop };
}

/** In the page: notes when the findings and the page in the frame have changed since the last key. */
function watch() {
  const seen = window.seen = { key: 0, finding: 0, page: 0 };
  const findings = document.getElementById('findings');
  let words = '';
  addEventListener('keydown', () => { Object.assign(seen, { key: performance.now(), finding: 0, page: 0 }); words = findings.innerText; }, true);
  const shown = name => requestAnimationFrame(() => { if (seen.key && !seen[name]) seen[name] = performance.now(); });
  new MutationObserver(() => { if (findings.innerText !== words) shown('finding'); }).observe(findings, { childList: true, subtree: true, characterData: true });
  document.getElementById('pages').addEventListener('load', event => {
    if (event.target.parentNode.querySelector('.here')) event.target.decode().then(() => shown('page'), () => {});
  }, true);
}

/** Presses keys one by one: how long each took, in milliseconds, to what is awaited. */
async function press(page, keys, awaited) {
  const times = { finding: [], page: [] };
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.waitForFunction(names => names.every(name => window.seen[name] > 0), awaited, { polling: 20 });
    const seen = await page.evaluate(() => ({ ...window.seen }));
    for (const name of awaited) times[name].push(seen[name] - seen.key);
    // To rest: the other pages in sight are drawn too.
    await page.waitForFunction(() => Array.from(document.querySelectorAll('#pages img[src]')).every(image => image.complete));
    await pause(150);
  }
  return times;
}

async function latencies() {
  const server = await serve(fs.readFileSync(example, 'utf8'));
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: FLAGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.address}?file=a.yaml`);
    await page.waitForSelector('#pages img[src]');
    await page.evaluate(watch);
    const cell = page.locator(`td[data-path="${FIGURE}"] input`);
    await cell.click();
    await cell.press('End');
    await pause(1000);
    const digits = Array.from({ length: KEYS + 4 }, (_, i) => (i % 2 ? 'Backspace' : String(1 + i / 2 % 9)));
    const figure = await press(page, digits, ['finding', 'page']);
    await page.locator(`[data-part="${SECTION}"]`).click();
    await page.keyboard.press('Control+Home');
    await pause(1000);
    const letters = Array.from({ length: KEYS + 4 }, (_, i) => (i % 2 ? 'Backspace' : 'a'));
    const prose = await press(page, letters, ['page']);
    // The first of each warm up.
    const warm = times => times.slice(4);
    return { rows: [
      ['a figure, key → finding', warm(figure.finding), 120],
      ['a figure, key → changed page', warm(figure.page), 350],
      ['prose, key → changed page', warm(prose.page), 350],
    ], browser: browser.version() };
  } finally {
    await browser.close();
    server.stop();
  }
}

/** Draws the pages that a browser would: these, of which it does not have the picture. */
async function draw(server, pages, wanted, known) {
  for (const { id } of wanted.map(at => pages[at]).filter(Boolean)) {
    if (known.has(id)) continue;
    known.add(id);
    await (await server.ask(`page/${id}/930`)).arrayBuffer();
  }
}

async function manyChanges() {
  let text = fs.readFileSync(example, 'utf8');
  const server = await serve(text);
  try {
    const known = new Set();
    const first = await (await server.ask('look', { file: 'a.yaml', text, changes: {} })).json();
    const { shape } = first.form;
    const prose = first.form.parts.find(part => part.key === SECTION).text;
    for (let i = 1; i <= CHANGES; i++) {
      // A figure and prose by turns.
      const changes = i % 2 ? { figures: { [FIGURE]: String(16 + i % 100) } } : { prose: { [SECTION]: `${prose}第${i}次修改。` } };
      text = (await (await server.ask('look', { file: 'a.yaml', text, changes, shape })).json()).text;
      if (i % (CHANGES / PREVIEWS)) continue;
      const { pages } = await (await server.ask('pages', { file: 'a.yaml', text })).json();
      await draw(server, pages, [0, 1, 2], known);
    }
    return server.memory();
  } finally {
    server.stop();
  }
}

async function longProse() {
  const sentence = '本机关认真做好政府信息公开各项工作，不断提高公开质量，及时回应社会关切，全年主动公开各类信息若干条，办理依申请公开若干件，群众满意度有所提高。';
  const paragraphs = [];
  for (let length = 0; length < LONG; length += paragraphs[paragraphs.length - 1].length) paragraphs.push(`第${paragraphs.length + 1}项，${sentence.repeat(2)}`);
  let text = `机关名称: 甲市教育局\n年度: 2024\n${SECTION}: |\n${paragraphs.map(line => `  ${line}\n`).join('')}`;
  const server = await serve(text);
  try {
    const known = new Set();
    let count = 0;
    let slowest = 0;
    for (let i = 0; i < 10; i++) {
      text = text.replace(/第(\d+)项，本机关/, `第$1项，本机关${i}`);
      await (await server.ask('look', { file: 'a.yaml', text, changes: {} })).json();
      const start = performance.now();
      const { pages } = await (await server.ask('pages', { file: 'a.yaml', text })).json();
      slowest = Math.max(slowest, performance.now() - start);
      count = pages.length;
      await draw(server, pages, [0, 1, i * 50, i * 50 + 1, count - 1], known);
    }
    return { ...server.memory(), count, slowest };
  } finally {
    server.stop();
  }
}

const sorted = times => [...times].sort((a, b) => a - b);
const median = times => sorted(times)[Math.floor(times.length / 2)];

async function main() {
  const keys = await latencies();
  const changes = await manyChanges();
  const long = await longProse();
  const cpu = os.cpus();
  const version = execFileSync(program, ['--version'], { encoding: 'utf8' }).trim();
  const lines = [
    '| after a key | keys | median ms | worst ms | target |',
    '|---|---:|---:|---:|---:|',
    ...keys.rows.map(([name, times, target]) => `| ${name} | ${times.length} | ${median(times).toFixed(0)} | ${Math.max(...times).toFixed(0)} | ≤ ${target} |`),
    '',
    '| memory of the program | MB at the end | peak MB | target |',
    '|---|---:|---:|---:|',
    `| after ${CHANGES} changes and ${PREVIEWS} previews of the example | ${changes.now} | ${changes.peak} | < 300 |`,
    `| prose of ${LONG} characters, ${long.count} pages, 10 changes, each with its preview | ${long.now} | ${long.peak} | < 300 |`,
    '',
    `The pages of the long prose were laid out in ${(long.slowest / 1000).toFixed(1)} s at the most.`,
    '',
    `Machine: ${cpu.length} cores of ${cpu[0].model.trim()}; Linux ${os.release()}; ${version}; Chromium ${keys.browser}, headless, 1440 × 900.`,
  ];
  console.log(lines.join('\n'));
  if (!process.argv.includes('--write')) return;
  const page = fs.readFileSync(handbook, 'utf8');
  const [begin, end] = ['<!-- page: begin -->', '<!-- page: end -->'];
  const [from, to] = [page.indexOf(begin) + begin.length, page.indexOf(end)];
  if (to < from) throw new Error(`no ${begin} … ${end} in ${handbook}`);
  fs.writeFileSync(handbook, `${page.slice(0, from)}\n${lines.join('\n')}\n${page.slice(to)}`);
}

main().catch(error => { console.error(error); process.exit(1); });
