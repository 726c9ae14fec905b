"""Reads an HTML report back with html5lib and lxml: its figures against the data, its tables, headings and resources."""

import json
import pathlib
import re
import sys

import html5lib
import lxml.html

text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
faults = []


def figures_html5lib():
    parser = html5lib.HTMLParser(strict=True, tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    return [(e.get("data-path"), "".join(e.itertext())) for e in parser.parse(text).iter() if e.get("data-path")]


def figures_lxml():
    return [(e.get("data-path"), e.text_content()) for e in lxml.html.document_fromstring(text).iterfind(".//*[@data-path]")]


def grid(table):
    """Cells by slot; a slot covered twice or never is a fault."""
    columns = len(table.findall(".//col"))
    slots, row_number = {}, 0
    for group in table:
        if group.tag not in ("thead", "tbody"):
            continue
        rows = group.findall("tr")
        for r, row in enumerate(rows):
            column = 0
            for cell in row:
                while (row_number, column) in slots:
                    column += 1
                height, width = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
                if r + height > len(rows):
                    faults.append(f"a cell reaches out of its row group: {cell.text_content()}")
                for slot in ((row_number + y, column + x) for y in range(height) for x in range(width)):
                    if slot in slots:
                        faults.append(f"two cells in slot {slot}: {cell.text_content()}")
                    slots[slot] = cell
            row_number += 1
    if set(slots) != {(r, c) for r in range(row_number) for c in range(columns)}:
        faults.append(f"the cells do not fill the grid of {row_number} rows and {columns} columns")
    return row_number, columns


page = lxml.html.document_fromstring(text)
read = figures_html5lib()
if read != figures_lxml():
    faults.append("html5lib and lxml read different figures")
if len(dict(read)) != len(read):
    faults.append("a figure stands twice")
if len(sys.argv) > 2:
    data = json.loads(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))
    for path in sorted(set(data) | set(dict(read))):
        if data.get(path) != dict(read).get(path):
            faults.append(f"{path}: {data.get(path)!r} in the data, {dict(read).get(path)!r} in the page")
sizes = []
for table in page.iterfind(".//table"):
    sizes.append("%d×%d" % grid(table))
    if table.find("caption") is None or not table.find("caption").text_content().strip():
        faults.append("a table without a caption")
    for th in table.iterfind(".//th"):
        if th.get("scope") not in ("col", "row", "colgroup", "rowgroup") or not th.text_content().strip():
            faults.append(f"a head without scope or text: {th.text_content()}")
    for td in table.iterfind(".//td"):
        if not td.get("data-path"):
            faults.append(f"a cell that is no head and has no path: {td.text_content()}")
levels = [int(h.tag[1]) for h in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
if levels[:1] != [1] or levels.count(1) != 1 or any(b > a + 1 for a, b in zip(levels, levels[1:])):
    faults.append(f"the levels of headings are {levels}")
for bad in ("script", "iframe", "object", "embed", "link", "img", "form"):
    if page.find(f".//{bad}") is not None:
        faults.append(f"<{bad}> in the page")
if re.search(r"""(?:src|href|action|background)\s*=|url\(|@import|\son\w+\s*=""", text.replace("src: local(", "")):
    faults.append("an outside resource or an event handler")

for fault in faults:
    print(f"FAULT {fault}", file=sys.stderr)
if faults:
    sys.exit(1)
compared = "equal to the data" if len(sys.argv) > 2 else "not compared with data"
print(f"{len(read)} figures read back by html5lib (strict) and lxml, {compared}; tables {', '.join(sizes)}, all slots filled;")
print(f"{len(levels)} headings in order; every head with its scope, every table with a caption; no script, no outside resource")
