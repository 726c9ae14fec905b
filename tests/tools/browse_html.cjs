// Opens an HTML report in headless Chromium on a phone and on a screen: axe-core, overflow, keyboard, pictures, and the printed page.
'use strict';
const fs = require('fs');
const path = require('path');
const { chromium } = require('playwright-core');
const axeSource = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const [file, shots] = process.argv.slice(2);
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: flags });
  const faults = [];
  for (const width of [360, 768, 1280]) {
    const page = await (await browser.newContext({ viewport: { width, height: 800 } })).newPage();
    const requests = [];
    page.on('request', r => requests.push(r.url()));
    await page.goto('file://' + path.resolve(file));
    if (requests.length !== 1) faults.push(`${width}px: the page asks for ${requests.slice(1)}`);
    await page.evaluate(axeSource);
    const axe = await page.evaluate(() => window.axe.run(document));
    for (const v of axe.violations) faults.push(`${width}px: axe ${v.id} (${v.impact}): ${v.help}: ${v.nodes[0].html.slice(0, 200)}`);
    const unsure = axe.incomplete.map(i => `${i.id} (${i.nodes.length})`).join(', ') || 'nothing';
    const found = await page.evaluate(() => ({
      overflow: document.documentElement.scrollWidth - window.innerWidth,
      smallest: Math.min(...[...document.querySelectorAll('td, th, p, h1, h2, h3, li')].map(e => parseFloat(getComputedStyle(e).fontSize))),
      boxes: document.querySelectorAll('[tabindex="0"]').length,
      torn: [...document.querySelectorAll('td[data-path]')].filter(e => /^[0-9.]+$/.test(e.textContent) && e.textContent.length < 7
        && e.getClientRects().length && e.scrollWidth > e.clientWidth + 1).map(e => e.dataset.path),
    }));
    // Scrolled to the end, the labels of a wide table stand where they stood, and nothing shows through them.
    const labels = await page.evaluate(() => {
      const faults = [];
      let still = 0;
      for (const box of document.querySelectorAll('.scroll.wide')) {
        const cells = [...box.querySelectorAll('th')].filter(e => getComputedStyle(e).position === 'sticky');
        const before = cells.map(e => e.getBoundingClientRect().left);
        box.scrollLeft = box.scrollWidth;
        cells.forEach((e, i) => {
          e.scrollIntoView({ block: 'center', inline: 'nearest' });
          const r = e.getBoundingClientRect();
          const top = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
          if (Math.abs(r.left - before[i]) > 1) faults.push(`${e.textContent} moves by ${r.left - before[i]}px`);
          else if (!e.contains(top)) faults.push(`${e.textContent} is covered`);
          else still++;
          if (getComputedStyle(e).backgroundColor === 'rgba(0, 0, 0, 0)') faults.push(`${e.textContent} is transparent`);
        });
        box.scrollLeft = 0;
      }
      for (const line of document.querySelectorAll('th > span')) {
        const cell = line.parentElement.getBoundingClientRect();
        const range = document.createRange();
        range.selectNodeContents(line);
        const text = range.getBoundingClientRect();
        if (text.left < cell.left || text.right > cell.right) faults.push(`${line.textContent} is wider than its cell`);
      }
      window.scrollTo(0, 0);
      return { faults, still };
    });
    for (const fault of labels.faults) faults.push(`${width}px: ${fault}`);
    if (found.overflow > 0) faults.push(`${width}px: the page is ${found.overflow}px too wide`);
    if (found.smallest < 12) faults.push(`${width}px: text of ${found.smallest}px`);
    if (found.torn.length) faults.push(`${width}px: figures wider than their cells: ${found.torn.slice(0, 5)}`);
    // Every box is reached by Tab, and the arrow keys move what is wider than it.
    let moved = 0;
    for (let i = 0; i < found.boxes; i++) {
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowRight');
      await page.waitForTimeout(250);
      const box = await page.evaluate(() => {
        const e = document.activeElement;
        return { label: e.getAttribute('aria-label'), wide: e.scrollWidth > e.clientWidth + 1, at: e.scrollLeft };
      });
      if (!box.label) faults.push(`${width}px: box ${i + 1} is not reached by Tab or has no label`);
      if (box.wide && box.at === 0) faults.push(`${width}px: ${box.label} does not move by key`);
      if (box.wide) moved++;
    }
    await page.evaluate(() => { document.activeElement.blur(); document.querySelectorAll('[tabindex]').forEach(e => { e.scrollLeft = 0; }); });
    await page.screenshot({ path: `${shots}-${width}.png`, fullPage: true });
    console.log(`${width}px: axe-core ${axe.testEngine.version}: ${axe.violations.length} violations, ${axe.passes.length} rules passed, ` +
      `left to judgement: ${unsure}; no overflow; smallest text ${found.smallest}px; ${found.boxes} table boxes reached by Tab, ${moved} of them scroll by key; ${labels.still} labels stand still`);
    await page.context().close();
  }
  const page = await browser.newPage();
  await page.goto('file://' + path.resolve(file));
  await page.pdf({ path: `${shots}-print.pdf`, preferCSSPageSize: true, printBackground: true });
  await browser.close();
  console.log(`pictures: ${shots}-360.png, ${shots}-768.png, ${shots}-1280.png, printed page: ${shots}-print.pdf`);
  for (const fault of faults) console.error(`FAULT ${fault}`);
  process.exit(faults.length ? 1 : 0);
})().catch(error => { console.error(error); process.exit(2); });
