#!/usr/bin/python3
"""Makes the clipboard payloads of this folder: see README.md.

    record.py source.html       (the page of source.yaml: nianbao build source.yaml --to html --draft)

LibreOffice's are recorded: the tables are put into a sheet or a document of a headless LibreOffice, a range is selected, and what LibreOffice
would put on the clipboard is asked of it. Excel's, WPS's and Word's are written in the structure that these programs give to browsers.
"""
import html.parser
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent


class Tables(html.parser.HTMLParser):
    """The tables of a page: rows of (text, colspan, rowspan)."""

    def __init__(self):
        super().__init__()
        self.tables, self.cell = [], None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == 'table':
            self.tables.append([])
        elif tag == 'tr':
            self.tables[-1].append([])
        elif tag in ('td', 'th'):
            self.cell = ['', int(attributes.get('colspan', 1)), int(attributes.get('rowspan', 1))]

    def handle_data(self, data):
        if self.cell is not None:
            self.cell[0] += data.strip()

    def handle_endtag(self, tag):
        if tag in ('td', 'th'):
            self.tables[-1][-1].append(tuple(self.cell))
            self.cell = None


def placed(table):
    """Cells with their row and column: (row, column, text, colspan, rowspan)."""
    taken, cells = set(), []
    for r, row in enumerate(table):
        c = 0
        for text, colspan, rowspan in row:
            while (r, c) in taken:
                c += 1
            cells.append((r, c, text, colspan, rowspan))
            taken.update((r + i, c + j) for i in range(rowspan) for j in range(colspan))
            c += colspan
    return cells


def is_number(text):
    return text != '' and all(c in '0123456789.' for c in text)


def grouped(text):
    return f'{int(text):,}' if text.isdigit() else text


def sheet_text(cells, top=0, left=0):
    """text/plain as spreadsheets write it: a merged cell is its text and blank cells."""
    cells = [c for c in cells if c[0] >= top and c[1] >= left]
    rows = max(r + h for r, _, _, _, h in cells)
    columns = max(c + w for _, c, _, w, _ in cells)
    grid = [[''] * (columns - left) for _ in range(rows - top)]
    for r, c, text, _, _ in cells:
        grid[r - top][c - left] = grouped(text) if is_number(text) else text
    return ''.join('\t'.join(row) + '\r\n' for row in grid)


def rows_of(cells):
    """Lists of cells by row, with the rows in which no cell begins."""
    last = max(r + h for r, _, _, _, h in cells)
    return [[cell for cell in cells if cell[0] == r] for r in range(min(c[0] for c in cells), last)]


def spans(colspan, rowspan):
    return (f' colspan={colspan}' if colspan > 1 else '') + (f' rowspan={rowspan}' if rowspan > 1 else '')


def excel(cells):
    """As Excel 2016 gives a range to Chromium, which cuts the head of CF_HTML off."""
    out = ['<html xmlns:v="urn:schemas-microsoft-com:vml"\r\nxmlns:o="urn:schemas-microsoft-com:office:office"\r\n'
           'xmlns:x="urn:schemas-microsoft-com:office:excel"\r\nxmlns="http://www.w3.org/TR/REC-html40">\r\n\r\n<head>\r\n'
           '<meta http-equiv=Content-Type content="text/html; charset=utf-8">\r\n<meta name=ProgId content=Excel.Sheet>\r\n'
           '<meta name=Generator content="Microsoft Excel 15">\r\n<style>\r\n<!--table\r\n\t{mso-displayed-decimal-separator:"\\.";\r\n'
           '\tmso-displayed-thousand-separator:"\\,";}\r\ntd\r\n\t{padding-top:1px;\r\n\tmso-ignore:padding;\r\n\tcolor:black;\r\n'
           '\tmso-number-format:General;\r\n\twhite-space:nowrap;\r\n\tmso-rotate:0;}\r\n.xl65\r\n\t{mso-number-format:"\\#\\,\\#\\#0";\r\n'
           '\ttext-align:center;}\r\n.xl66\r\n\t{border:.5pt solid windowtext;\r\n\twhite-space:normal;}\r\n-->\r\n</style>\r\n</head>\r\n\r\n'
           '<body link="#0563C1" vlink="#954F72">\r\n\r\n'
           '<table border=0 cellpadding=0 cellspacing=0 width=720 style=\'border-collapse:\r\n collapse;width:540pt\'>\r\n'
           '<!--StartFragment-->\r\n <col width=72 style=\'width:54pt\'>\r\n']
    for row in rows_of(cells):
        out.append(" <tr height=19 style='height:14.25pt'>\r\n")
        for _, _, text, w, h in row:
            if is_number(text):
                out.append(f"  <td{spans(w, h)} height=19 class=xl65 align=right style='height:14.25pt'>{grouped(text)}</td>\r\n")
            else:
                words = text.replace('（', '（<br>\r\n    ', 1) if len(text) > 20 else text
                out.append(f"  <td{spans(w, h)} class=xl66 width=72 style='width:54pt'>{words}</td>\r\n")
        out.append(' </tr>\r\n')
    out.append('<!--EndFragment-->\r\n</table>\r\n\r\n</body>\r\n\r\n</html>\r\n')
    return ''.join(out)


def wps_sheet(cells):
    """As WPS 表格 gives a range."""
    out = ['<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
           'xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns="http://www.w3.org/TR/REC-html40"><head>'
           '<meta http-equiv="Content-Type" content="text/html; charset=utf-8"/><meta name="ProgId" content="Excel.Sheet"/>'
           '<meta name="Generator" content="WPS Office ET"/><style><!-- @page{margin:1.00in 0.75in;} tr{mso-height-source:auto;} '
           '.font0{font-size:12.0pt;font-family:"宋体";} td{mso-style-parent:style0;white-space:nowrap;vertical-align:middle;} '
           '.et2{text-align:center;} --></style></head><body link="blue" vlink="purple">'
           '<table width="720.00" border="0" cellpadding="0" cellspacing="0" style=\'width:540.00pt;border-collapse:collapse;'
           'table-layout:fixed;\'><!--StartFragment--><col width="72" style=\'width:54.00pt;\'/>']
    for row in rows_of(cells):
        out.append('<tr height="19" style=\'height:14.25pt;\'>')
        for _, _, text, w, h in row:
            kind = f'x:num="{text}"' if is_number(text) else 'x:str'
            shown = grouped(text) if is_number(text) else text
            shown = f'&nbsp;{shown}&nbsp;' if is_number(text) else shown
            spanned = spans(w, h).replace('=', '="').replace(' rowspan', '" rowspan') + ('"' if w > 1 or h > 1 else '')
            if w == 1 and h > 1:
                spanned = f' rowspan="{h}"'
            out.append(f'<td class="et2" height="19"{spanned} style=\'height:14.25pt;\' {kind}>{shown}</td>')
        out.append('</tr>')
    out.append('<!--EndFragment--></table></body></html>')
    return ''.join(out)


def word(cells):
    """As Word 2016 gives a table; full-width digits as in reports that were typed with a Chinese keyboard."""
    wide = str.maketrans('0123456789', '０１２３４５６７８９')
    out = ['<html xmlns:v="urn:schemas-microsoft-com:vml"\r\nxmlns:o="urn:schemas-microsoft-com:office:office"\r\n'
           'xmlns:w="urn:schemas-microsoft-com:office:word"\r\nxmlns:m="http://schemas.microsoft.com/office/2004/12/omml"\r\n'
           'xmlns="http://www.w3.org/TR/REC-html40">\r\n\r\n<head>\r\n<meta http-equiv=Content-Type content="text/html; charset=utf-8">\r\n'
           '<meta name=ProgId content=Word.Document>\r\n<meta name=Generator content="Microsoft Word 15">\r\n<!--[if gte mso 9]><xml>\r\n'
           ' <w:WordDocument>\r\n  <w:View>Normal</w:View>\r\n </w:WordDocument>\r\n</xml><![endif]-->\r\n<style>\r\n<!--\r\n'
           ' p.MsoNormal, li.MsoNormal, div.MsoNormal\r\n\t{mso-style-unhide:no;\r\n\ttext-align:justify;\r\n\tfont-family:等线;}\r\n-->\r\n'
           "</style>\r\n</head>\r\n\r\n<body lang=ZH-CN style='tab-interval:21.0pt;text-justify-trim:punctuation'>\r\n<!--StartFragment-->\r\n\r\n"
           '<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0\r\n style=\'border-collapse:collapse;border:none;'
           'mso-border-alt:solid windowtext .5pt;\r\n mso-yfti-tbllook:1184\'>\r\n']
    for i, row in enumerate(rows_of(cells)):
        out.append(f" <tr style='mso-yfti-irow:{i}'>\r\n")
        for _, _, text, w, h in row:
            run = f'<span lang=EN-US>{text.translate(wide)}<o:p></o:p></span>' if is_number(text) else \
                f"<span style='font-family:宋体'>{text}</span><span lang=EN-US><o:p></o:p></span>"
            out.append(f"  <td width=80{spans(w, h)} style='width:60.0pt;border:solid windowtext 1.0pt'>\r\n"
                       f"  <p class=MsoNormal align=center style='text-align:center'>{run}</p>\r\n  </td>\r\n")
        out.append(' </tr>\r\n')
    out.append('</table>\r\n\r\n<!--EndFragment-->\r\n</body>\r\n\r\n</html>\r\n')
    return ''.join(out)


def word_text(cells):
    """text/plain as Word writes a table: the cells that there are, without blanks for merged ones."""
    wide = str.maketrans('0123456789', '０１２３４５６７８９')
    line = lambda row: '\t'.join(text.translate(wide) if is_number(text) else text for _, _, text, _, _ in row)
    return ''.join(line(row) + '\r\n' for row in rows_of(cells))


def save(name, flavours):
    for ending, text in flavours.items():
        (HERE / f'{name}.{ending}').write_bytes(text.encode())
        print(f'{name}.{ending}: {len(text)} characters')


# ---- LibreOffice, asked over UNO.

def office():
    """A headless LibreOffice and its desktop."""
    import uno
    profile = tempfile.mkdtemp()
    pipe = f'clipboard{int(time.time())}'
    process = subprocess.Popen(['soffice', '--headless', '--norestore', '--nologo', f'-env:UserInstallation=file://{profile}',
                                f'--accept=pipe,name={pipe};urp;'])
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext('com.sun.star.bridge.UnoUrlResolver', local)
    for _ in range(120):
        try:
            context = resolver.resolve(f'uno:pipe,name={pipe};urp;StarOffice.ComponentContext')
            break
        except Exception:
            time.sleep(0.5)
    return process, context.ServiceManager.createInstanceWithContext('com.sun.star.frame.Desktop', context)


def flavours(controller):
    """What a selection gives to the clipboard."""
    transferable = controller.getTransferable()
    out = {}
    for flavour in transferable.getTransferDataFlavors():
        kind = flavour.MimeType.split(';')[0]
        if kind == 'text/html' and 'html' not in out:
            out['html'] = bytes(transferable.getTransferData(flavour).value).decode('utf-8')
        elif flavour.MimeType == 'text/plain;charset=utf-16':
            out['txt'] = transferable.getTransferData(flavour)
    return out


def calc(desktop, tables):
    """A sheet for each table, with merged cells and numbers in groups."""
    import uno
    from com.sun.star.beans import PropertyValue
    hidden = PropertyValue(Name='Hidden', Value=True)
    document = desktop.loadComponentFromURL('private:factory/scalc', '_blank', 0, (hidden,))
    locale = uno.createUnoStruct('com.sun.star.lang.Locale')
    formats = document.NumberFormats
    key = formats.queryKey('#,##0', locale, False)
    key = formats.addNew('#,##0', locale) if key < 0 else key
    for number, table in enumerate(tables):
        document.Sheets.insertNewByName(f'表{number}', number)
        sheet = document.Sheets.getByIndex(number)
        for r, c, text, w, h in placed(table):
            cell = sheet.getCellByPosition(c, r)
            if is_number(text):
                cell.Value = float(text)
                if text.isdigit():
                    cell.NumberFormat = key
            else:
                cell.String = text
            if w > 1 or h > 1:
                sheet.getCellRangeByPosition(c, r, c + w - 1, r + h - 1).merge(True)
    return document


def copied(document, number, area):
    sheet = document.Sheets.getByIndex(number)
    document.CurrentController.setActiveSheet(sheet)
    document.CurrentController.select(sheet.getCellRangeByPosition(*area))
    return flavours(document.CurrentController)


def writer(desktop, page):
    """A page opened in Writer; its first table selected as a whole."""
    from com.sun.star.beans import PropertyValue
    hidden = PropertyValue(Name='Hidden', Value=True)
    kind = PropertyValue(Name='FilterName', Value='HTML (StarWriter)')
    document = desktop.loadComponentFromURL(page.resolve().as_uri(), '_blank', 0, (hidden, kind))
    table = document.TextTables.getByIndex(1)
    controller = document.CurrentController
    names = table.getCellNames()
    cursor = table.createCursorByCellName(names[0])
    cursor.gotoCellByName(names[-1], True)
    controller.select(cursor)
    return flavours(controller)


def size(table):
    cells = placed(table)
    return max(c + w for _, c, _, w, _ in cells) - 1, max(r + h for r, _, _, _, h in cells) - 1


def main():
    page = pathlib.Path(sys.argv[1])
    tables = Tables()
    tables.feed(page.read_text())
    two, three, four = tables.tables[:3]
    cells = [placed(table) for table in (two, three, four)]
    save('excel-table3', {'html': excel(cells[1]), 'txt': sheet_text(cells[1])})
    numbers = [c for c in cells[1] if c[0] >= 3 and c[1] >= 3]
    save('excel-numbers3', {'html': excel(numbers), 'txt': sheet_text(cells[1], 3, 3)})
    save('wps-table2', {'html': wps_sheet(cells[0]), 'txt': sheet_text(cells[0])})
    save('word-table4', {'html': word(cells[2]), 'txt': word_text(cells[2])})
    process, desktop = office()
    try:
        document = calc(desktop, [two, three, four])
        for number, name in ((0, 'calc-table2'), (1, 'calc-table3')):
            save(name, copied(document, number, (0, 0, *size(tables.tables[number]))))
        right, bottom = size(three)
        save('calc-numbers3', copied(document, 1, (3, 3, right, bottom)))
        # The label column of a few rows, and one column of figures.
        right, bottom = size(four)
        save('calc-numbers4', copied(document, 2, (0, bottom, right, bottom)))
        document.close(False)
        save('writer-table3', writer(desktop, page))
    finally:
        try:
            desktop.terminate()
        except Exception:
            pass
        process.wait(20)


main()
