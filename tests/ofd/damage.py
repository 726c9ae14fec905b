"""Copies of an OFD file, each with one thing broken, for a check that must notice.

    damage.py FILE.ofd FOLDER       FOLDER/glyph.ofd, …; prints those that look wrong with the page that does: glyph=3
"""

import re
import sys
import zipfile
from pathlib import Path


def middle(pattern, text):
    """The match in the middle of a page, away from what repeats on every page."""
    found = list(re.finditer(pattern, text))
    return found[len(found) // 2]


def glyph(page):
    """The second letter of a line is drawn as its first: a wrong glyph of the same face."""
    match = middle(r"<ofd:Glyphs>(\d+) (?!\1\b)(\d+)", page)
    return page[: match.start(2)] + match[1] + page[match.end(2) :]


def moved(page):
    """One text object stands 0.3 mm to the right."""
    match = middle(r'<ofd:TextObject [^>]*Boundary="([\d.]+) ', page)
    return page[: match.start(1)] + f"{float(match[1]) + 0.3:.3f}" + page[match.end(1) :]


def lost(page):
    """One text object is gone."""
    match = middle(r"<ofd:TextObject .*?</ofd:TextObject>", page)
    return page[: match.start()] + page[match.end() :]


def line(page):
    """One line or ground of a table is gone."""
    match = middle(r"<ofd:PathObject .*?</ofd:PathObject>", page)
    return page[: match.start()] + page[match.end() :]


def letter(page):
    """One character reads otherwise than it is drawn."""
    match = middle(r">([\u4e00-\u9fff]{2,})</ofd:TextCode>", page)
    return page[: match.start(1)] + "囧" + page[match.start(1) + 1 :]


def write(source, target, part, change):
    """A copy in which one part is changed, or left out."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            data = source.read(name)
            if name == part and change is None:
                continue
            if name == part:
                changed = change(data.decode()).encode()
                assert changed != data, f"{target}: nothing was changed"
                data = changed
            out.writestr(name, data)


def main():
    source, folder = zipfile.ZipFile(sys.argv[1]), Path(sys.argv[2])
    pages = sorted(name for name in source.namelist() if re.search(r"/Pages/Page_\d+/Content\.xml$", name))
    table = max(pages, key=lambda name: source.read(name).count(b"<ofd:PathObject "))
    number = int(re.search(r"Page_(\d+)/", table)[1]) + 1
    for change in [glyph, moved, lost, line, letter]:
        write(source, folder / f"{change.__name__}.ofd", table, change)
        if change != letter:
            print(f"{change.__name__}={number}")
    # A face that is gone: a reader without it draws in another or not at all.
    face = next(name for name in source.namelist() if name.endswith(".ttf"))
    write(source, folder / "face.ofd", face, None)


if __name__ == "__main__":
    main()
