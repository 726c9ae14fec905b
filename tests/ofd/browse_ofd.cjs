// Draws the pages of OFD files with npm's ofd.js in headless Chromium, a PNG a page.
//
//   node browse_ofd.cjs FOLDER NAME…     FOLDER/NAME.ofd, unpacked in FOLDER/parts/NAME, to FOLDER/NAME.ofd.js-1.png, …
//
// ofd.js sets each character where the file says but takes the face from the machine, by its family. So the page is given the faces of the file
// under their families: then Chromium checks them too, and refuses a face that is not well-formed, and finds the glyphs by their characters.
// A family with "Kai" in its name ofd.js asks for as 楷体 or else KaiTi, as it is called on Windows; so are they here.
//
// The pictures have 300 dots an inch: at 150 Chromium sets letters at whole dots.
'use strict';
const fs = require('fs');
const path = require('path');
const { chromium } = require('playwright-core');

const [folder, ...names] = process.argv.slice(2);
const DOTS_PER_MM = 150 / 25.4;
const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--font-render-hinting=none'];
/** What ofd.js calls every face whose family has "Kai" in it, in this order. */
const KAI = ['楷体', 'KaiTi', 'Kai'];

/** The embedded faces: [{ family, base64 }]. */
function facesOf(name) {
  const document = path.join(folder, 'parts', name, 'Doc_0');
  const resources = fs.readFileSync(path.join(document, 'PublicRes.xml'), 'utf8');
  const base = /BaseLoc="([^"]*)"/.exec(resources)[1];
  const faces = [...resources.matchAll(/<ofd:Font [^>]*FamilyName="([^"]*)"[^>]*>\s*<ofd:FontFile>([^<]*)</g)];
  if (!faces.length) throw new Error(`${name}: no embedded face`);
  const kai = [...KAI];
  return faces.map(([, family, file]) => ({
    family: /kai/i.test(family) ? kai.shift() : family,
    base64: fs.readFileSync(path.join(document, base, file)).toString('base64'),
  }));
}

async function draw(context, name, faults) {
  const page = await context.newPage();
  page.on('pageerror', error => faults.push(`${name}: script: ${error.message}`));
  page.on('console', message => { if (message.type() === 'error') faults.push(`${name}: console: ${message.text()}`); });
  page.on('request', request => { if (!/^(data|blob|about):/.test(request.url())) faults.push(`${name}: asks ${request.url()}`); });
  await page.setContent('<!doctype html><meta charset="utf-8"><body style="margin:0;background:white"></body>');
  await page.addScriptTag({ path: require.resolve('ofd.js') });
  const count = await page.evaluate(async ([faces, file, scale]) => {
    const bytes = base64 => Uint8Array.from(atob(base64), c => c.charCodeAt(0)).buffer;
    for (const { family, base64 } of faces) {
      // As the style sheet that ofd.js writes asks for it: without quotes.
      document.fonts.add(await new FontFace(family, bytes(base64)).load());
    }
    const [read] = await new Promise((done, failed) => window.ofd.parseOfdDocument(
      { ofd: bytes(file), success: done, fail: why => failed(new Error(`ofd.js: ${why}`)) }));
    window.ofd.setPageScale(scale);
    window.drawn = window.ofd.renderOfdByScale(read);
    return window.drawn.length;
  }, [facesOf(name), fs.readFileSync(path.join(folder, `${name}.ofd`)).toString('base64'), DOTS_PER_MM]);
  for (let at = 0; at < count; at++) {
    await page.evaluate(async at => {
      window.drawn[at].id = 'drawn';
      document.body.replaceChildren(window.drawn[at]);
      await document.fonts.ready;
      await Promise.all([...document.images].map(picture => picture.decode()));
    }, at);
    await page.locator('#drawn').screenshot({ path: path.join(folder, `${name}.ofd.js-${at + 1}.png`) });
  }
  await page.close();
}

async function main() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: flags });
  const context = await browser.newContext({ viewport: { width: 1300, height: 1800 }, deviceScaleFactor: 2 });
  const faults = [];
  for (const name of names) await draw(context, name, faults);
  await browser.close();
  if (faults.length) throw new Error(faults.join('\n'));
}

main().catch(error => { console.error(error.message); process.exit(1); });
