#!/usr/bin/env python3
"""How well pages are set, and whether Word breaks lines where the PDF does.

    check_layout.py PDFS DRAFTS [--holes] [--base-lines]

PDFS is a folder of reports as the program set them, DRAFTS one of their Word drafts as LibreOffice set them, under the same names.
For each report a line of figures is printed, then every fault with its page and its line. Ends with 1 if a limit is missed. With --holes,
pages that are over a third empty miss one too, and with --base-lines, base lines of Word that stand elsewhere than those of the PDF;
without, they are only printed.

What is read is what stands on the pages: the characters, their places and faces, and nothing else. "Lines" are those of running
text, with headings and signature: whatever is set in 三号. An em is the advance of a character, 156 mm / 28.
"""
import difflib
import re
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pdfplumber

MM = 72 / 25.4
# GB/T 9704-2012 5.2: the 版心, its lines and characters; 三号 is 16 pt.
LEFT, TOP, WIDTH, HEIGHT = 28 * MM, 37 * MM, 156 * MM, 225 * MM
EM = WIDTH / 28
BODY_SIZES = (15, 17.5)

# The limits. Shares are of all lines together; one report alone may be below: word processors do not break web addresses as the PDF does,
# and prose that is made of them (torture-numbers) differs until the paragraph ends.
AGREE_TEXT, AGREE_PAGE, AGREE_ONE = 0.95, 0.93, 0.80
MOST_STRETCH = 1.12
MOST_SQUEEZED = 0.11
MOST_EMPTY = 1 / 3
MOST_BASELINE_MM = 1.0

HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
# Marks that do not count as a character of a last line.
CLOSING = re.compile("[，。、；：！？”’）》…—]")
# A part of a line that may not be broken, with the marks around it: Latin letters and digits up to a mark inside an address, but a number
# whole. In Word only up to a stroke, a question mark or a hyphen, as word processors break addresses nowhere else.
WORDS = {
    "PDF": re.compile(r"[“‘（《]*[!-~]+?(?=[/@_?&=-]|[.:](?!\d)|[^!-~]|$)[，。、；：！？”’）》]*"),
    "Word": re.compile(r"[“‘（《]*[!-~]+?(?=[/?-]|[^!-~]|$)[，。、；：！？”’）》]*"),
}


MARK = re.compile("[，。、；：！？“”‘’（）《》]")
# What stands between a Chinese character and a Latin letter or digit.
SCRIPT_GAP = 0.2 * EM


def natural_width(c):
    """The natural advance of a character."""
    width = c["x1"] - c["x0"]
    return EM if width > 0.9 * EM else width


def gaps(text):
    """How many gaps between scripts a text has."""
    return len(re.findall(r"(?<=[\u4e00-\u9fff])[A-Za-z0-9]|[A-Za-z0-9](?=[\u4e00-\u9fff])", text))


@dataclass
class Line:
    """A line of running text."""
    page: int
    base: float  # from the upper edge of the sheet
    chars: list  # from left to right, without spaces
    spaces: list  # those between them

    def __post_init__(self):
        self.text = "".join(c["text"] for c in self.chars)
        self.left, self.right = self.chars[0]["x0"], self.chars[-1]["x1"]

    def is_full(self):
        """Whether it ends at the right edge, so that it may have been stretched."""
        return self.right > LEFT + WIDTH - 1.5 * EM

    def natural(self):
        """Its natural advance: that of its characters, less where marks meet or end the line, with the gaps between scripts."""
        advances = [b["x0"] - a["x0"] for a, b in zip(self.chars, self.chars[1:])]
        sizes = [natural_width(c) for c in self.chars]
        closer = [min(size, advance) if MARK.match(c["text"]) else size for c, size, advance in zip(self.chars, sizes, advances)]
        # A space that is written stands in the place of a gap.
        between = SCRIPT_GAP * max(0, gaps(self.text) - len(self.spaces)) + sum(c["x1"] - c["x0"] for c in self.spaces)
        return sum(closer) + (EM / 2 if MARK.match(self.text[-1]) else sizes[-1]) + between

    def width(self):
        """What a full line of its indent is wide."""
        return LEFT + WIDTH - self.left

    def stretch(self):
        """How much wider it is set than its natural advance: 1 is not at all."""
        return self.width() / self.natural()

    def is_heading(self):
        """Whether all of its Chinese characters are in a face of headings, or it is a short 1. without a sentence."""
        faces = {c["fontname"] for c in self.chars if HAN.match(c["text"])}
        by_face = faces and all("Hei" in face or "Kai" in face for face in faces)
        by_number = re.match(r"\d+\.", self.text) and self.right < LEFT + WIDTH - 2 * EM and not re.search("[。；：！？]", self.text)
        return bool(by_face or by_number)


@dataclass
class Pages:
    """A file as it was read."""
    lines: list = field(default_factory=list)
    empty: list = field(default_factory=list)  # the share of each page's 版心 below the last thing on it
    ends_in_heading: list = field(default_factory=list)  # the line, or none, for each page
    invisible_breaks: int = 0


def read(path):
    pages = Pages()
    with pdfplumber.open(path) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            lines = body_lines(page, number)
            marks = [c for c in page.chars if c["text"].strip() and c["top"] < TOP + HEIGHT and c["size"] < 100]
            lowest = max([c["bottom"] for c in marks], default=TOP)
            others = [r for r in page.rects + page.lines + page.curves + page.images if r["bottom"] < TOP + HEIGHT + 2 * MM]
            lowest = max([lowest, *(r["bottom"] for r in others)])
            pages.empty.append(max(0.0, (TOP + HEIGHT - lowest) / HEIGHT))
            last = lines[-1] if lines else None
            at_foot = last and last.is_heading() and lowest < last.base + EM
            pages.ends_in_heading.append(last if at_foot else None)
            pages.invisible_breaks += sum(c["text"].count("\u200b") for c in page.chars)
            pages.lines += lines
    return pages


def body_lines(page, number):
    """The lines of running text of a page. A line are the characters whose base lines are less than 3 pt apart."""
    rows = []
    for c in page.chars:
        if BODY_SIZES[0] < c["size"] < BODY_SIZES[1]:
            base = page.height - c["matrix"][5]
            row = next((row for row in rows if abs(row[0] - base) < 3), None)
            if row is None:
                rows.append((base, [c]))
            else:
                row[1].append(c)
    rows.sort(key=lambda row: row[0])
    is_space = lambda c: not c["text"].strip(" \u00a0\u200b\u3000")
    lines = []
    for base, chars in rows:
        chars.sort(key=lambda c: c["x0"])
        visible = [c for c in chars if not is_space(c)]
        if visible:
            inside = [c for c in chars if is_space(c) and visible[0]["x0"] < c["x0"] < visible[-1]["x0"]]
            lines.append(Line(number, base, visible, inside))
    return lines


def faults(pages, where):
    """Every fault of a file by itself, as (page, what, the line)."""
    lines = pages.lines
    for before, line, following in zip([None, *lines[:-1]], lines, [*lines[1:], None]):
        if line.is_full() and line.stretch() > MOST_STRETCH and not is_forced(line, following, WORDS[where]):
            yield line.page, f"{where}: stretched to {line.stretch():.2f}", line.text
        ends = following is None or following.left > LEFT + 1.2 * EM
        alone = line.left < LEFT + 0.5 * EM and ends and len(CLOSING.sub("", line.text)) == 1
        # The line before may give a character to it, unless it would be stretched too wide itself. A point is left to rounding.
        if alone and before.width() <= MOST_STRETCH * (before.natural() - EM) - 1:
            yield line.page, f"{where}: last line of a single character", line.text
    for line in filter(None, pages.ends_in_heading):
        yield line.page, f"{where}: a heading alone at the foot of a page", line.text
    if pages.invisible_breaks:
        yield 1, f"{where}: U+200B in the text, {pages.invisible_breaks} times", ""


def holes(pages, where):
    """Pages that are over a third empty. The last page may be."""
    for number, share in enumerate(pages.empty[:-1], 1):
        if share > MOST_EMPTY:
            yield number, f"{where}: {100 * share:.0f} % of the page are empty", ""


def is_forced(line, following, word):
    """Whether the word that follows is so long that it cannot stand in this line."""
    word = following and word.match(following.text)
    if not word:
        return False
    text = line.text + following.text[: word.end()]
    chars = line.chars + following.chars[: word.end()]
    return sum(map(natural_width, chars)) + SCRIPT_GAP * gaps(text) > line.width()


def squeezed(lines):
    """How many of the marks ，。、；： before a character have less room than four fifths of an em, and how many there are. Where two marks
    meet, half an em goes by rule."""
    pairs = [pair for line in lines for pair in zip(line.chars, line.chars[1:])]
    marks = [b["matrix"][4] - a["matrix"][4] for a, b in pairs if a["text"] in "，。、；：" and b["text"].isalnum()]
    return sum(1 for advance in marks if advance < 0.8 * EM), len(marks)


def agreeing(ours, theirs):
    """The pairs of lines of two files that have the same text, in their order."""
    a, b = ([line.text for line in lines] for lines in (ours, theirs))
    blocks = difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return [(ours[block.a + i], theirs[block.b + i]) for block in blocks for i in range(block.size)]


def compare(pdf, draft):
    """The lines that break otherwise in Word."""
    pairs = {id(ours) for ours, _ in agreeing(pdf.lines, draft.lines)}
    for line in pdf.lines:
        if id(line) not in pairs:
            yield line.page, "breaks otherwise in Word", line.text


class Sums:
    """What is counted over all reports."""
    lines = text = page = squeezed = marks = 0
    baselines = []


def check(name, pdf_path, draft_path, sums, count_holes):
    """Prints the figures of one report and its faults. Says how many limits are missed."""
    pdf, draft = read(pdf_path), read(draft_path)
    pairs = agreeing(pdf.lines, draft.lines)
    text, total = len(pairs), max(1, len(pdf.lines))
    together = [(a, b) for a, b in pairs if a.page == b.page]
    offsets = [(b.base - a.base) / MM for a, b in together] or [0.0]
    count, marks = squeezed(pdf.lines)
    sums.lines, sums.text, sums.page = sums.lines + total, sums.text + text, sums.page + len(together)
    sums.squeezed, sums.marks = sums.squeezed + count, sums.marks + marks
    sums.baselines += offsets

    missed = [*faults(pdf, "PDF"), *faults(draft, "Word")]
    noted = [*compare(pdf, draft)]
    (missed if count_holes else noted).extend([*holes(pdf, "PDF"), *holes(draft, "Word")])
    if len(pdf.empty) != len(draft.empty):
        missed.append((1, f"{len(pdf.empty)} pages, in Word {len(draft.empty)}", ""))
    if text < AGREE_ONE * total:
        missed.append((1, f"only {100 * text / total:.1f} % of lines agree", ""))
    empty = " ".join(f"{100 * share:.0f}" for share in pdf.empty)
    print(
        f"{name}: {total} lines, agree in text {100 * text / total:.1f} %, in text and page {100 * len(together) / total:.1f} %; "
        f"pages {len(pdf.empty)}, in Word {len(draft.empty)}; empty {empty} %; squeezed {count} of {marks}; "
        f"Word's base lines {statistics.median(offsets):+.2f} mm ({min(offsets):+.2f} to {max(offsets):+.2f})"
    )
    for page, what, line, sign in sorted([(*note, " ") for note in noted] + [(*fault, "!") for fault in missed], key=lambda f: f[0]):
        print(f"{sign} page {page}: {what}" + (f": {line}" if line else ""))
    return len(missed)


def main(pdfs, drafts, *options):
    sums, missed = Sums(), 0
    for pdf in sorted(Path(pdfs).glob("*.pdf")):
        missed += check(pdf.stem, pdf, Path(drafts) / pdf.name, sums, "--holes" in options)
    shares = [
        ("agree in text", sums.text / sums.lines, AGREE_TEXT),
        ("agree in text and page", sums.page / sums.lines, AGREE_PAGE),
        ("marks are not squeezed", 1 - sums.squeezed / max(1, sums.marks), 1 - MOST_SQUEEZED),
    ]
    for what, share, least in shares:
        print(f"all {sums.lines} lines: {100 * share:.1f} % {what}, {100 * least:.0f} % are asked for")
        missed += share < least
    offset = statistics.median(sums.baselines)
    print(f"Word's base lines stand {offset:+.2f} mm from the PDF's, {MOST_BASELINE_MM} mm is allowed")
    missed += "--base-lines" in options and abs(offset) > MOST_BASELINE_MM
    print(f"{missed} limits missed" if missed else "all limits kept")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
