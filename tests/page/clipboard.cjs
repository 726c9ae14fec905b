// A clipboard for the tests: what another program would have put there is put there by a page of its own, with Ctrl+C, and pasted with Ctrl+V.
'use strict';
const fs = require('fs');
const path = require('path');

const folder = path.join(__dirname, 'clipboard');
const read = name => (fs.existsSync(path.join(folder, name)) ? fs.readFileSync(path.join(folder, name), 'utf8') : '');

/** The flavours of a fixture: `{ text, html }`. */
const fixture = name => ({ text: read(`${name}.txt`), html: read(`${name}.html`) });

/** Puts flavours on the clipboard of the browser, and leaves the page that is filled in on top. */
async function copy(page, { text = '', html = '' }) {
  const other = await page.context().newPage();
  await other.goto('data:text/html,<meta charset=utf-8><textarea autofocus>x</textarea>');
  await other.evaluate(flavours => {
    document.addEventListener('copy', event => {
      event.preventDefault();
      if (flavours.text) event.clipboardData.setData('text/plain', flavours.text);
      if (flavours.html) event.clipboardData.setData('text/html', flavours.html);
    });
    document.querySelector('textarea').select();
  }, { text, html });
  await other.keyboard.press('Control+c');
  await other.close();
  await page.bringToFront();
}

/** What is on the clipboard now. */
async function pasted(page) {
  const other = await page.context().newPage();
  await other.goto('data:text/html,<meta charset=utf-8><textarea autofocus></textarea>');
  await other.evaluate(() => {
    document.addEventListener('paste', event => {
      window.found = { text: event.clipboardData.getData('text/plain'), html: event.clipboardData.getData('text/html') };
    });
    document.querySelector('textarea').focus();
  });
  await other.keyboard.press('Control+v');
  await other.waitForFunction(() => window.found);
  const found = await other.evaluate(() => window.found);
  await other.close();
  await page.bringToFront();
  return found;
}

module.exports = { copy, fixture, folder, pasted };
