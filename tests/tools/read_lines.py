"""The lines of a PDF as pdfplumber sees them: for each page a list of {base, left, right, size, text}, places in mm from the upper left."""

import json
import sys

import pdfplumber

MM = 72 / 25.4
pages = []
with pdfplumber.open(sys.argv[1]) as pdf:
    for page in pdf.pages:
        lines = {}
        for char in page.chars:
            base = float(page.height) - char["matrix"][5]
            lines.setdefault(round(base, 1), []).append((base, char))
        pages.append([
            {
                "base": line[0][0] / MM,
                "left": min(c["x0"] for _, c in line) / MM,
                "right": max(c["x1"] for _, c in line) / MM,
                "size": max(c["size"] for _, c in line),
                "text": "".join(c["text"] for _, c in sorted(line, key=lambda item: item[1]["x0"])),
            }
            for _, line in sorted(lines.items())
        ])
json.dump(pages, sys.stdout, ensure_ascii=False)
