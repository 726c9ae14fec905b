// Files that are dropped on the home page or chosen there: read, shown with what could not be placed, kept as last year's data or as a report to
// go on with. The files are real ones: made by the program from the example report, copied from the web page, or the official blank form.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const assert = require('assert/strict');
const { execFileSync } = require('child_process');
const { after, before, test } = require('node:test');
const { axe, close, example, launch, open, program, shot } = require('./harness.cjs');

const AGENCY = '济源市人民政府办公室';
const NAME = year => `${AGENCY}${year}年政府信息公开工作年度报告`;
const CARRIED = '依申请公开.上年结转.自然人';
const text = fs.readFileSync(example, 'utf8');
let made;

before(() => {
  made = fs.mkdtempSync(path.join(os.tmpdir(), 'files-'));
  execFileSync(program, ['build', example, '--to', 'docx,html,ofd,pdf', '-o', made], { stdio: 'pipe' });
  const list = path.join(made, '名单.txt');
  fs.writeFileSync(list, '甲市教育局\n甲市财政局\n');
  execFileSync(program, ['init', '--workbook', '--agencies', list, '--year', '2024', '-o', path.join(made, '填报.xlsx')], { stdio: 'pipe' });
});
after(async () => {
  fs.rmSync(made, { recursive: true, force: true });
  await close();
});
const bytesOf = ending => fs.readFileSync(path.join(made, `${NAME(2024)}${ending}`));

/** Drops files on the page, each `[name, bytes]`, as the file manager does. */
async function drop(page, ...files) {
  const sent = files.map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]);
  const transfer = await page.evaluateHandle(files => {
    const transfer = new DataTransfer();
    for (const [name, base64] of files) {
      const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    return transfer;
  }, sent);
  for (const event of ['dragover', 'drop']) await page.dispatchEvent('body', event, { dataTransfer: transfer });
}

const heading = page => page.locator('#handed-in h3').first();
const said = page => page.locator('#hand-in-said');
const button = (page, name) => page.getByRole('button', { name });

test('a Word file becomes last year’s data and a new report with its words and what it carries over', async t => {
  const { page, folder, disk } = await open(t, { files: {} });
  await drop(page, ['去年发的.docx', bytesOf('.docx')]);
  await heading(page).waitFor();
  assert.match(await heading(page).innerText(), new RegExp(NAME(2024)));
  await page.locator('#handed-in summary').click();
  assert.match(await page.locator('#handed-in .content').innerText(), /10340/);
  await page.getByLabel(/用上年的正文，能与表格/).check();
  await button(page, /作为 2024 年的数据存下，新建 2025 年/).click();
  await page.getByRole('link', { name: '打开填报' }).waitFor();
  assert.match(await page.locator('#handed-in').innerText(), /取自表格[\s\S]*10340 条/);
  const kept = disk(`${NAME(2024)}.yaml`);
  assert.match(kept, /本年新收: \{自然人: 16\}/);
  const fresh = disk(`${NAME(2025)}.yaml`);
  assert.match(fresh, new RegExp(`上年数据: ${NAME(2024)}.yaml`));
  // 16 in last year's words is a figure of this year's table now.
  assert.match(fresh, /申请 ?\{\{依申请公开\.本年新收\.总计\}\} ?件/);
  await page.getByRole('link', { name: '打开填报' }).click();
  await page.waitForSelector('td[data-path] input');
  assert.equal(await page.locator(`td[data-path="${CARRIED}"] input`).inputValue(), '1');
  assert.match(await page.locator('[data-part="总体情况"]').inputValue(), /2025 ?年.*受理政府信息公开申请 ?0 ?件/);
  assert.deepEqual(fs.readdirSync(folder).sort(), [`${NAME(2024)}.yaml`, `${NAME(2025)}.yaml`]);
});

for (const ending of ['.pdf', '.html']) {
  test(`a report as ${ending} is read and gone on with`, async t => {
    const { page, disk } = await open(t, { files: {} });
    // The name is only a hint.
    await drop(page, ['下载.bin', bytesOf(ending)]);
    await heading(page).waitFor();
    await page.getByLabel('存为').fill('接着填');
    await button(page, '存下，接着填这一份').click();
    await page.waitForSelector('td[data-path] input');
    assert.equal(await page.locator('td[data-path="依申请公开.本年新收.自然人"] input').inputValue(), '16');
    assert.match(disk('接着填.yaml'), /行政规范性文件: \{本年制发件数: 17, 现行有效件数: 246\}/);
  });
}

test('text copied from the web page is read', async t => {
  const { page } = await open(t, { files: {} });
  const copied = await (await (await launch()).newContext()).newPage();
  await copied.goto(`file://${path.join(made, `${NAME(2024)}.html`)}`);
  const words = await copied.evaluate(() => document.body.innerText);
  await copied.context().close();
  await drop(page, ['网页.txt', words]);
  await heading(page).waitFor();
  assert.match(await heading(page).innerText(), new RegExp(NAME(2024)));
});

test('a data file is kept as it is, comments and all', async t => {
  const { page, disk } = await open(t, { files: {} });
  await drop(page, ['2024.yaml', text]);
  await heading(page).waitFor();
  await button(page, '存下，接着填这一份').click();
  await page.waitForSelector('td[data-path] input');
  assert.equal(disk(`${NAME(2024)}.yaml`), text);
});

test('of a workbook each report can be kept, or all', async t => {
  const { page, folder } = await open(t, { files: {} });
  await drop(page, ['填报.xlsx', fs.readFileSync(path.join(made, '填报.xlsx'))]);
  await page.getByLabel(/甲市财政局2024年/).check();
  assert.equal(await page.getByLabel('存为').inputValue(), '甲市财政局2024年政府信息公开工作年度报告.yaml');
  await button(page, '2 份全部存下').click();
  await page.getByRole('heading', { name: '存下了 2 份' }).waitFor();
  assert.equal(fs.readdirSync(folder).length, 2);
});

test('what a document does not say is asked for', async t => {
  const { page, disk } = await open(t, { files: {} });
  await drop(page, ['空表.docx', fs.readFileSync(path.join(__dirname, '../import/blank-form-2021.docx'))]);
  await heading(page).waitFor();
  await button(page, '存下，接着填这一份').click();
  await page.waitForFunction(() => /填上机关全称和四位数字的年度/.test(document.getElementById('hand-in-said').textContent));
  await page.getByLabel('机关全称').last().fill('甲市教育局');
  await page.getByLabel('报告年度').last().fill('2024');
  await button(page, '存下，接着填这一份').click();
  await page.waitForSelector('td[data-path] input');
  assert.match(disk('空表.yaml'), /^机关名称: 甲市教育局\n年度: 2024\n/);
});

test('a file that is there is never overwritten', async t => {
  const own = '机关名称: 甲局\n年度: 2024\n';
  const { page, disk } = await open(t, { files: { [`${NAME(2024)}.yaml`]: own } });
  await drop(page, ['2024.yaml', text]);
  await page.getByText('文件夹里已经有这个名字的文件').waitFor();
  await button(page, '存下，接着填这一份').click();
  await page.waitForFunction(() => /已经有了，没有覆盖；换一个名字/.test(document.getElementById('hand-in-said').textContent));
  assert.equal(disk(`${NAME(2024)}.yaml`), own);
  await page.getByLabel('存为').fill('../外面');
  await button(page, '存下，接着填这一份').click();
  await page.waitForFunction(() => /文件名不能/.test(document.getElementById('hand-in-said').textContent));
  await page.getByLabel('存为').fill('另一份');
  await button(page, '存下，接着填这一份').click();
  await page.waitForSelector('td[data-path] input');
  assert.equal(disk('另一份.yaml'), text);
});

test('what cannot be read ends in a sentence, and the page goes on', async t => {
  const { page, folder } = await open(t, { files: {} });
  const docx = bytesOf('.docx');
  for (const [name, bytes, want] of [
    ['旧.doc', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /另存为 \.docx/],
    ['断.docx', docx.subarray(0, docx.length / 2), /没有读成：.*损坏/],
    ['假.pdf', '%PDF-1.7\n乱', /没有读成：.*PDF/],
    ['版式.ofd', bytesOf('.ofd'), /没有读成：OFD 版式文件不能直接读：请用同一份报告的 PDF 或 Word 文件/],
    ['改了名的.docx', bytesOf('.ofd'), /没有读成：OFD 版式文件不能直接读/],
    ['照片.jpg', Buffer.from('ffd8ffe0', 'hex'), /不认识“\.jpg”/],
    ['通知.txt', '关于开会的通知\n各单位：\n', /没有在文件中找到年度报告/],
    ['杂表.csv', '姓名,电话\n甲,1\n', /机关名称[\s\S]*每个机关一行/],
    ['空.html', '', /空的/],
  ]) {
    await drop(page, [name, bytes]);
    await page.waitForFunction(([name, want]) => {
      const said = document.getElementById('hand-in-said').textContent;
      return said.includes(name) && new RegExp(want).test(said);
    }, [name, want.source]);
  }
  await drop(page, ['甲.txt', '甲'], ['乙.txt', '乙']);
  assert.match(await said(page).innerText(), /一次读一个文件，拖进来的有 2 个/);
  assert.deepEqual(fs.readdirSync(folder), []);
});

test('a file is chosen by keyboard alone', async t => {
  const { page } = await open(t, { files: {} });
  // Before the key: from then on the browser hands its dialogs over.
  const chosen = page.waitForEvent('filechooser');
  await page.locator('#hand-in-choose').focus();
  await page.keyboard.press('Enter');
  await (await chosen).setFiles({ name: '2024.yaml', mimeType: '', buffer: Buffer.from(text) });
  await heading(page).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H3');
  await button(page, '不存').press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'hand-in-choose');
});

test('a file dropped on the page of a report does not take it away', async t => {
  const { page } = await open(t, { report: '2024.yaml' });
  await drop(page, ['去年.docx', bytesOf('.docx')]);
  assert.match(await page.locator('#notice').innerText(), /请回到“全部报告”/);
});

for (const width of [360, 1280, 1920]) {
  test(`what was read at ${width} px`, async t => {
    const { page } = await open(t, { viewport: { width, height: 900 } });
    await page.waitForSelector('#hand-in-choose');
    assert.deepEqual(await axe(page), []);
    await shot(page, `home-hand-in-${width}`);
    // A note between the tables has no place in the form.
    const words = bytesOf('.html').toString().replace(/<h2[^>]*>三、/, '<p>注：这一段没有位置。</p>$&');
    await drop(page, ['去年的报告.html', words]);
    await heading(page).waitFor();
    assert.match(await page.locator('#handed-in .unplaced').innerText(), /没有找到位置[\s\S]*注：这一段没有位置。/);
    await page.locator('#handed-in summary').click();
    assert.deepEqual(await axe(page), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'no sideways scrolling');
    await page.locator('#handed-in').scrollIntoViewIfNeeded();
    await shot(page, `handed-in-${width}`);
  });
}
