"""Fills an equal Word template with docxtpl, once for each report, in one process.

    fill.py DRAFT.docx TREES OUT

The template is made from one of our drafts: each paragraph of prose and each figure of the tables becomes a field.
"""

import json
import sys
from pathlib import Path

import docx
from docxtpl import DocxTemplate

draft, trees, out = map(Path, sys.argv[1:])
first = json.loads(sorted(trees.glob("*.json"))[0].read_text())


def texts(tree):
    return [block["text"] for block in tree["blocks"] if block["is"] == "paragraph"]


def figures(tree):
    cells = (cell for block in tree["blocks"] if block["is"] == "table" for row in block["rows"] for cell in row)
    return [cell["text"] for cell in cells if cell["kind"] == "Figure"]


def field(paragraph, name):
    runs = paragraph.runs
    runs[0].text = name
    for run in runs[1:]:
        run.text = ""


template = docx.Document(draft)
prose = {text: number for number, text in enumerate(texts(first))}
for paragraph in template.paragraphs:
    if paragraph.text in prose:
        field(paragraph, "{{ p[%d] }}" % prose[paragraph.text])
number = 0
for table in template.tables:
    for cell in (docx.table._Cell(tc, table) for tc in table._tbl.iter_tcs()):
        if cell.text.replace(".", "").isdigit():
            field(cell.paragraphs[0], "{{ f[%d] }}" % number)
            number += 1
assert number == len(figures(first)), (number, len(figures(first)))
template.save(out / "template.docx")
for path in sorted(trees.glob("*.json")):
    tree = json.loads(path.read_text())
    filled = DocxTemplate(out / "template.docx")
    filled.render({"p": texts(tree), "f": figures(tree)}, autoescape=True)
    filled.save(out / (path.stem + ".docx"))
