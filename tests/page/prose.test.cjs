// Prose: figures put in, bound, overtyped; text from Word; findings at their very words.
'use strict';
const fs = require('fs');
const assert = require('assert/strict');
const { after, test } = require('node:test');
const { axe, close, example, open, shot } = require('./harness.cjs');

after(close);
const text = fs.readFileSync(example, 'utf8');
const OTHER = '其他事项';
const TOTAL = '依申请公开.本年新收.总计';

/** The text of the marks of a section that have a class. */
const marked = (page, part, look) => page.evaluate(([part, look]) => {
  const layer = document.querySelector(`[data-part="${part}"]`).parentElement.querySelector('.prose-marks');
  return Array.from(layer.querySelectorAll('mark')).filter(mark => mark.classList.contains(look)).map(mark => mark.textContent);
}, [part, look]);
const waitForMark = (page, part, look, words) => page.waitForFunction(([part, look, words]) => {
  const layer = document.querySelector(`[data-part="${part}"]`).parentElement.querySelector('.prose-marks');
  return Array.from(layer.querySelectorAll(`mark.${look}`)).some(mark => mark.textContent === words);
}, [part, look, words]);
/** The lines of a section in the file. */
const section = (disk, part) => new RegExp(`^${part}:(.*(?:\n(?: .*)?)*)`, 'm').exec(disk)[1];

async function write(page, area, words) {
  await area.fill('');
  await area.focus();
  await page.keyboard.insertText(words);
}

test('bound figures look bound', async t => {
  const { page } = await open(t, { report: '2024.yaml' });
  await waitForMark(page, '总体情况', 'bound', '16');
  assert.ok((await marked(page, '总体情况', 'bound')).includes('济源市人民政府办公室'));
  // The layer has the very lines of the text area.
  const [layer, area] = await page.evaluate(() => {
    const area = document.querySelector('[data-part="总体情况"]');
    const layer = area.parentElement.querySelector('.prose-marks');
    return [[layer.clientWidth, layer.scrollHeight], [area.clientWidth, area.scrollHeight]];
  });
  assert.deepEqual(layer, area);
  assert.deepEqual(await axe(page), []);
  await shot(page, 'prose');
});

test('a figure is put in from the list, by keys alone, and follows the table', async t => {
  const { page, area, cell, disk, saved } = await open(t, { report: '2024.yaml' });
  await write(page, area(OTHER), '全年收到申请 ');
  await page.keyboard.press('Control+i');
  await page.waitForSelector('.picker [role=option]');
  assert.deepEqual(await axe(page), []);
  await shot(page, 'picker');
  await page.keyboard.insertText('本年新收 总计');
  await page.waitForFunction(() => document.querySelectorAll('.picker [role=option]').length === 1);
  await page.keyboard.press('Enter');
  await page.keyboard.insertText(' 件。');
  assert.equal(await area(OTHER).inputValue(), '全年收到申请 16 件。');
  assert.deepEqual(await marked(page, OTHER, 'bound'), ['16']);
  await page.keyboard.press('Control+s');
  await saved();
  assert.match(section(disk(), OTHER), /全年收到申请 \{\{依申请公开\.本年新收\.总计\}\} 件。/);
  await cell('依申请公开.本年新收.自然人').fill('21');
  await page.waitForFunction(part => document.querySelector(`[data-part="${part}"]`).value === '全年收到申请 21 件。', OTHER);
  assert.deepEqual(await marked(page, OTHER, 'bound'), ['21']);
});

test('a click into a table puts the figure in', async t => {
  const { page, area, cell, disk, saved } = await open(t, { report: '2024.yaml' });
  await write(page, area(OTHER), '收到 ');
  await page.locator('.prose').last().locator('button >> text=插入数据').click();
  await page.waitForSelector('.picker [role=option]');
  await cell(TOTAL).click();
  await page.keyboard.insertText(' 件，结转 ');
  await cell('依申请公开.结转下年度.总计').click({ modifiers: ['Control'] });
  await page.keyboard.insertText(' 件。');
  assert.equal(await area(OTHER).inputValue(), '收到 16 件，结转 1 件。');
  await page.keyboard.press('Control+s');
  await saved();
  assert.match(section(disk(), OTHER), /收到 \{\{依申请公开\.本年新收\.总计\}\} 件，结转 \{\{依申请公开\.结转下年度\.总计\}\} 件。/);
});

test('braces typed by hand are a figure where they name one, else text', async t => {
  const { page, area, disk, saved } = await open(t, { report: '2024.yaml' });
  await write(page, area(OTHER), '在');
  for (const key of '{{年度}}') await page.keyboard.insertText(key);
  await page.waitForFunction(part => document.querySelector(`[data-part="${part}"]`).value === '在2024', OTHER);
  await page.keyboard.insertText('年，{{没有}}。');
  await waitForMark(page, OTHER, 'unknown', '{{没有}}');
  await page.keyboard.press('Control+s');
  await saved();
  assert.ok(section(disk(), OTHER).includes('在{{年度}}年，\\{{没有}}。'), section(disk(), OTHER));
});

test('overtyping a figure asks; it is kept, or becomes text', async t => {
  const { page, area, disk, saved } = await open(t, { report: '2024.yaml' });
  await write(page, area(OTHER), '收到 {{依申请公开.本年新收.总计}} 件。');
  await page.waitForFunction(part => document.querySelector(`[data-part="${part}"]`).value === '收到 {{依申请公开.本年新收.总计}} 件。' ||
    document.querySelector(`[data-part="${part}"]`).value === '收到 16 件。', OTHER);
  await area(OTHER).blur();
  await waitForMark(page, OTHER, 'bound', '16');
  const select = (from, to) => area(OTHER).evaluate((area, [from, to]) => { area.focus(); area.setSelectionRange(from, to); }, [from, to]);
  await select(3, 5);
  await page.keyboard.type('17');
  await page.waitForSelector('.prose-ask:not([hidden])');
  assert.match(await page.locator('.prose-ask:not([hidden])').innerText(), /“16”是依申请公开·本年新收·总计，随数据变化/);
  assert.deepEqual(await axe(page), []);
  await shot(page, 'overtyped');
  await page.click('.prose-ask button >> text=保持随数据变化');
  assert.equal(await area(OTHER).inputValue(), '收到 16 件。');
  await page.keyboard.press('Control+s');
  await saved();
  assert.match(section(disk(), OTHER), /收到 \{\{依申请公开\.本年新收\.总计\}\} 件。/);
  // What was overtyped is bound again when that is undone.
  await area(OTHER).blur();
  await select(3, 5);
  await page.keyboard.type('9');
  await page.waitForFunction(() => document.getElementById('source').value.includes('收到 9 件'));
  await page.keyboard.press('Control+z');
  await page.waitForFunction(() => document.getElementById('source').value.includes('收到 {{依申请公开.本年新收.总计}} 件'));
  await waitForMark(page, OTHER, 'bound', '16');
  assert.equal(await area(OTHER).inputValue(), '收到 16 件。');
  await area(OTHER).blur();
  // A digit beside it makes another number of it.
  await select(5, 5);
  await page.keyboard.type('0');
  await page.click('.prose-ask button >> text=改成普通文字');
  await page.keyboard.press('Control+s');
  await saved();
  assert.match(section(disk(), OTHER), /收到 160 件。/);
  // A sentence that is taken away with its figure is no question.
  await select(0, 8);
  await page.keyboard.type('无。');
  assert.equal(await page.locator('.prose-ask:not([hidden])').count(), 0);
});

/** As Word 2016 puts two paragraphs, a list and a deleted blank line on the clipboard. */
const WORD = {
  'text/plain': '　　全年收到申请16件，\u00a0办结16件。\r\n\r\n\uf0b7\t主动公开\u000b及时准确；\r\n（一）\t依法答复。\r\n',
  'text/html': '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{mso-style-unhide:no}</style></head><body><!--StartFragment--><p class=MsoNormal style="text-indent:32pt"><b><span style="font-family:仿宋">全年收到申请<span lang=EN-US>16</span>件，&nbsp;办结<span lang=EN-US>16</span>件。</span></b><o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoListParagraph>主动公开<br>及时准确；</p><p class=MsoNormal>（一）依法答复。</p><!--EndFragment--></body></html>',
};

test('text from Word keeps its paragraphs and nothing else', async t => {
  const { page, context, area, disk, saved } = await open(t, { report: '2024.yaml' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(payload => navigator.clipboard.write([new ClipboardItem(
    Object.fromEntries(Object.entries(payload).map(([type, data]) => [type, new Blob([data], { type })])))]), WORD);
  await area(OTHER).fill('');
  await area(OTHER).focus();
  await page.keyboard.press('Control+v');
  const paragraphs = ['全年收到申请16件， 办结16件。', '主动公开', '及时准确；', '（一） 依法答复。'];
  await page.waitForFunction(part => document.querySelector(`[data-part="${part}"]`).value.includes('依法答复'), OTHER);
  assert.deepEqual((await area(OTHER).inputValue()).split('\n').map(line => line.trim()).filter(Boolean), paragraphs);
  await page.keyboard.press('Control+s');
  await saved();
  assert.deepEqual(section(disk(), OTHER).split('\n').map(line => line.trim()).filter(line => line && line !== '|'), paragraphs);
  // One undo takes it all away again.
  await page.keyboard.press('Control+z');
  await page.waitForFunction(part => !document.querySelector(`[data-part="${part}"]`).value.includes('依法答复'), OTHER);
});

test('what a finding doubts is marked at its very words', async t => {
  const { page, area } = await open(t, { report: '2024.yaml' });
  await write(page, area(OTHER), '𠮷祥如意。全年新收政府信息公开申请 20 件。');
  await page.waitForFunction(() => /N201/.test(document.getElementById('findings').textContent));
  const words = await page.waitForFunction(part => {
    const layer = document.querySelector(`[data-part="${part}"]`).parentElement.querySelector('.prose-marks');
    const mark = layer.querySelector('mark.doubt-warning, mark.doubt-error');
    return mark && mark.textContent;
  }, OTHER).then(handle => handle.jsonValue());
  assert.match(words, /^20(\s?件)?$/);
  await shot(page, 'doubted');
  // It moves with what is typed before it.
  await area(OTHER).evaluate(area => area.setSelectionRange(0, 0));
  await page.keyboard.insertText('今年，');
  assert.equal((await marked(page, OTHER, 'doubt-warning')).concat(await marked(page, OTHER, 'doubt-error'))[0], words);
});
