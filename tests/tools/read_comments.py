#!/usr/bin/env python3
"""Comments of a Word file: `read_comments.py FILE.docx` prints a JSON list of {author, text, on}, `on` being the text between the marks of a comment.

Only those of 年报核对. Also fails where one has not exactly one start, one end and one reference, in this order.
"""
import json, sys, zipfile
import xml.etree.ElementTree as ET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
package = zipfile.ZipFile(sys.argv[1])
assert package.testzip() is None
comments = []
if "word/comments.xml" in package.namelist():
    for c in ET.fromstring(package.read("word/comments.xml")).findall(W + "comment"):
        lines = ["".join(t.text or "" for t in p.iter(W + "t")) for p in c.findall(W + "p")]
        comments.append({"id": c.get(W + "id"), "author": c.get(W + "author"), "text": "\n".join(lines), "on": "", "marks": ""})
by_id = {c["id"]: c for c in comments}
assert len(by_id) == len(comments), "numbers of comments are unique"
open_ids = set()
for e in ET.fromstring(package.read("word/document.xml")).iter():
    if e.tag in (W + "commentRangeStart", W + "commentRangeEnd", W + "commentReference"):
        id = e.get(W + "id")
        by_id[id]["marks"] += "S" if e.tag.endswith("Start") else "E" if e.tag.endswith("End") else "R"
        (open_ids.add if e.tag.endswith("Start") else open_ids.discard)(id)
    elif e.tag == W + "t":
        for id in open_ids:
            by_id[id]["on"] += e.text or ""
comments = [c for c in comments if c["author"] == "年报核对"]
for c in comments:
    assert c.pop("marks") == "SER", c
    c.pop("id")
print(json.dumps(comments, ensure_ascii=False))
