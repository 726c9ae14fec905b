// How the program starts and ends: one for each folder, the token handed on and shown nowhere, 退出 in the page.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const assert = require('assert/strict');
const { once } = require('node:events');
const { spawn } = require('child_process');
const { after, test } = require('node:test');
const { close, folderOf, open, program, serve, shot, windowOf } = require('./harness.cjs');

after(close);
const TOKEN = /[0-9a-f]{32}/;

/** Starts the program to its end, with what it would open written down by a stand-in for the desktop. */
async function start(t, folder, args = []) {
  const desktop = fs.mkdtempSync(path.join(os.tmpdir(), 'desktop-'));
  t.after(() => fs.rmSync(desktop, { recursive: true, force: true }));
  fs.writeFileSync(path.join(desktop, 'xdg-open'), `#!/bin/sh\ncp "$1" "${desktop}/opened.part"\nmv "${desktop}/opened.part" "${desktop}/opened"\n`, { mode: 0o755 });
  const child = spawn(program, ['serve', folder, ...args], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, PATH: `${desktop}:${process.env.PATH}` } });
  t.after(() => child.kill('SIGKILL'));
  const run = { child, said: '' };
  child.stderr.on('data', data => { run.said += data; });
  run.opened = async () => {
    while (!fs.existsSync(path.join(desktop, 'opened'))) await new Promise(done => setTimeout(done, 20));
    return /url=(http:[^"]+)/.exec(fs.readFileSync(path.join(desktop, 'opened'), 'utf8'))[1];
  };
  return run;
}

test('the token is gone from the address once the page is there, and reloading, links and new windows work', async t => {
  const { page, context, address } = await open(t);
  await page.waitForSelector('#files a');
  assert.match(address, TOKEN);
  assert.doesNotMatch(page.url(), TOKEN);
  await page.reload();
  await page.waitForSelector('#files a');
  await page.click('#files a');
  await page.waitForSelector('td[data-path] input');
  assert.doesNotMatch(page.url(), TOKEN);
  assert.doesNotMatch(await page.title(), TOKEN);
  const links = await page.evaluate(() => Array.from(document.querySelectorAll('#back'), a => a.href).join());
  assert.doesNotMatch(links, TOKEN);
  const other = await context.newPage();
  await other.goto(page.url());
  await other.waitForSelector('td[data-path] input');
});

test('a browser that was never given the token sees words and nothing of the folder', async t => {
  const { address } = await open(t);
  const { page } = await windowOf(t, address);
  await page.goto(new URL('/', address).href);
  await page.waitForSelector('#notice:not([hidden])');
  assert.match(await page.locator('#notice').innerText(), /没有权限/);
  assert.equal(await page.locator('#files a').count(), 0);
});

test('a second start for the folder opens the page of the first; another folder has its own', async t => {
  const folder = folderOf(t, { '2024.yaml': null });
  const first = await start(t, folder, ['--open']);
  const address = await first.opened();
  const second = await start(t, folder, ['--open']);
  const [code] = await once(second.child, 'exit');
  assert.equal(code, 0);
  assert.equal(await second.opened(), address);
  const other = await start(t, folderOf(t, { '2024.yaml': null }), ['--open']);
  const elsewhere = await other.opened();
  assert.notEqual(new URL(elsewhere).port, new URL(address).port);
  // With a browser that was given the address, nothing that is printed holds it.
  for (const run of [first, second, other]) assert.doesNotMatch(run.said, TOKEN);
  const { page } = await windowOf(t, address);
  await page.goto(address);
  await page.waitForSelector('#files a');
});

test('after a program that was killed another one starts', async t => {
  const folder = folderOf(t, { '2024.yaml': null });
  const first = await serve(t, folder);
  first.process.kill('SIGKILL');
  await once(first.process, 'exit');
  const second = await serve(t, folder);
  assert.notEqual(second.address, first.address);
});

test('退出 ends the program, asking where something is not saved', async t => {
  const { page, server, cell } = await open(t, { report: '2024.yaml' });
  await cell('依申请公开.本年新收.自然人').fill('3');
  await page.waitForFunction(() => document.getElementById('state').textContent !== '已保存');
  const asked = [];
  page.once('dialog', dialog => { asked.push(dialog.message()); dialog.dismiss(); });
  await page.click('#report-page .quit');
  assert.match(asked[0], /没有保存/);
  assert.equal(server.process.exitCode, null);
  page.once('dialog', dialog => dialog.accept());
  const ended = once(server.process, 'exit');
  await page.click('#report-page .quit');
  await page.waitForSelector('#gone');
  const [code] = await ended;
  assert.equal(code, 0);
  assert.match(await page.locator('#gone').innerText(), /可以关闭/);
  await shot(page, 'gone');
});

test('退出 on the home page asks nothing', async t => {
  const { page, server } = await open(t);
  await page.waitForSelector('#files a');
  const ended = once(server.process, 'exit');
  await page.click('#folder .quit');
  await page.waitForSelector('#gone');
  assert.equal((await ended)[0], 0);
});
