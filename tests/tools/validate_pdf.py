#!/usr/bin/env python3
"""Validates PDFs as PDF/A-2a and PDF/UA-1, and reads their structure back: `validate_pdf.py FIGURES REPORT.pdf…`, FIGURES being
how many figures the form has; exits 1 on any failure.

page-validation reports a false GLYPH-WIDTH on fonts with CFF outlines in CID form; nothing else is passed over. It does not see a head
cell that is tagged as a data cell: that is read with `pdfinfo -struct-text`.
"""
import re, subprocess, sys
import page

def findings(path, profile):
    false_alarm = lambda f: "GLYPH-WIDTH" in f.rule_id and "CIDFontType0C" in f.message
    return [f"{f.rule_id}: {f.message}" for f in page.validate_pdf(path, profile=profile).failures if not false_alarm(f)]

def structure(path):
    """Problems of the tables' tags: the text under each TH and TD."""
    out = subprocess.run(["pdfinfo", "-struct-text", path], capture_output=True, check=True).stdout.decode(errors="replace")
    cells, open_at = [], None
    for line in out.splitlines():
        indent = len(line) - len(line.lstrip())
        # Attributes and text of an element stand deeper than its name.
        if open_at is not None and line.strip() and indent <= open_at:
            open_at = None
        tag = re.match(r"\s*(TH|TD)\b.*:$", line)
        if tag:
            cells.append([tag.group(1), ""])
            open_at = indent
        elif open_at is not None:
            cells[-1][1] += "".join(re.findall(r'^\s*"(.*)"\s*$', line))
    figure = re.compile(r"^\d+(\.\d+)?(（.*）)?$")
    bad = [f"{k}: {t[:30]}" for k, t in cells if t and (k == "TH") == bool(figure.match(t.strip()))]
    figures = sum(1 for k, t in cells if k == "TD" and figure.match(t.strip()))
    return bad, figures

def main():
    failed, wanted = False, int(sys.argv[1])
    for path in sys.argv[2:]:
        for profile in ("2a", "ua1"):
            bad = findings(path, profile)
            print(f"{path}: {profile}: {len(bad)} findings")
            for item in bad[:10]:
                print("  ", item)
            failed |= bool(bad)
        bad, figures = structure(path)
        print(f"{path}: {figures} figures under TD, {len(bad)} cells under the wrong tag")
        for item in bad[:10]:
            print("  ", item)
        failed |= bool(bad) or figures < wanted
    sys.exit(failed)

main()
