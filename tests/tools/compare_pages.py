#!/usr/bin/env python3
"""Compares the pages that LibreOffice makes of a Word draft with the pages of the PDF of the same report.

    pip install pdfplumber
    python3 compare_pages.py DRAFT.pdf REPORT.pdf     exits 1 if the number of pages differs, or if a page begins more than one line
                                                      of text earlier or later than its twin
"""
import re, sys
import pdfplumber

LINE = 28  # characters

def pages(path):
    """The running text of every page, without tables and page numbers: what is set in 16 points or more."""
    with pdfplumber.open(path) as f:
        big = [p.filter(lambda o: o["object_type"] != "char" or o["size"] > 15) for p in f.pages]
        return [re.sub(r"\s+", "", p.extract_text(y_tolerance=6) or "") for p in big]

def main():
    draft, report = pages(sys.argv[1]), pages(sys.argv[2])
    print(f"{len(draft)} and {len(report)} pages")
    bad = len(draft) != len(report)
    at = [0, 0]
    for n, (a, b) in enumerate(zip(draft, report), 1):
        off = at[0] - at[1]
        print(f"page {n}: draft begins {off:+} characters from the report: {a[:12]} | {b[:12]}")
        bad |= abs(off) > LINE
        at = [at[0] + len(a), at[1] + len(b)]
    return bad

if __name__ == "__main__":
    sys.exit(main())
