"""How far the pages that readers of OFD draw are from those of the PDF, by their pictures.

    compare.py FOLDER NAME…
    compare.py --broken FOLDER NAME=PAGE…     the other way round: status 1 if a reader's picture of that page is not found to be wrong

FOLDER holds NAME.pdf-1.png, … and, for each reader, NAME.READER-1.png, …, all of 150 dots an inch (or 300). Of a page it says how many
dots differ, and how many in the worst square of 3 mm. Two programs round a shape to dots differently, so both pages are blurred by a dot, and a dot differs only
where it is darker or lighter than the other page is anywhere within one dot (0.17 mm) of it, by more than a sixth of black. Of the same shapes
drawn by different programs no dot is left; a glyph that is missing, wrong or a box, a line that is missing or has moved, and text that has moved by
0.3 mm leave thirty and more (damage.py makes such files, and they must be found). Status 1 and the page where a limit is missed; the page is then
written as NAME.READER-1.diff.png: that of the PDF, that of the reader, and the difference in red.
"""

import multiprocessing
import re
import sys
from pathlib import Path

import numpy
from PIL import Image, ImageChops, ImageFilter

DOTS_PER_MM = 150 / 25.4
# Of 255.
THRESHOLD = 40
# A square in which the worst of a page is looked for, in dots: about 3 mm.
SQUARE = 18
# Dots that may differ in a square of a page, and in a page.
SPOT, PAGE = 12, 60
READERS = ["ofd-core", "sofd", "ofd.js"]
# What ofd.js is known to draw otherwise: pictures in the size of their dots, and characters beyond U+FFFF as two halves. It must draw as many pages.
OTHERWISE = {("ofd.js", "pictures"), ("ofd.js", "layout"), ("ofd.js", "beyond")}


def differing(one, other):
    """Where either page is darker or lighter than the other is anywhere near."""
    one, other = (page.filter(ImageFilter.GaussianBlur(1)) for page in (one, other))
    beyond = [excess(one, other), excess(other, one)]
    worst = ImageChops.lighter(*beyond)
    return numpy.asarray(worst).max(axis=2) > THRESHOLD


def excess(page, near):
    lighter = ImageChops.subtract(page, around(near, ImageChops.lighter))
    darker = ImageChops.subtract(around(near, ImageChops.darker), page)
    return ImageChops.lighter(lighter, darker)


def around(page, of_two):
    """Of each dot and the eight beside it the lightest or the darkest: along the rows, then along the columns (ImageFilter's takes ten times as
    long). At the edge comes the other edge, and both are paper."""
    for x, y in [(1, 0), (0, 1)]:
        beside = of_two(ImageChops.offset(page, x, y), ImageChops.offset(page, -x, -y))
        page = of_two(page, beside)
    return page


def worst_square(dots):
    sums = numpy.pad(dots.astype(numpy.int32), ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    squares = sums[SQUARE:, SQUARE:] - sums[:-SQUARE, SQUARE:] - sums[SQUARE:, :-SQUARE] + sums[:-SQUARE, :-SQUARE]
    at = numpy.unravel_index(squares.argmax(), squares.shape)
    return int(squares[at]), (at[1] / DOTS_PER_MM, at[0] / DOTS_PER_MM)


def load(path):
    """A page; one of 300 dots an inch is halved."""
    page = Image.open(path).convert("RGB")
    return page.reduce(2) if page.width > 2000 else page


def same_size(one, other):
    """Both cut to what they share; a dot of rounding at the edge is no difference."""
    if abs(one.width - other.width) > 2 or abs(one.height - other.height) > 2:
        return None
    box = (0, 0, min(one.width, other.width), min(one.height, other.height))
    return one.crop(box), other.crop(box)


def pages_of(folder, name, reader):
    found = {}
    for path in folder.glob(f"{name}.{reader}-*.png"):
        number = re.fullmatch(re.escape(f"{name}.{reader}-") + r"0*(\d+)\.png", path.name)
        if number:
            found[int(number[1])] = path
    return found


def show(folder, name, reader, number, ours, theirs, dots):
    marked = numpy.asarray(ours.convert("L").convert("RGB")).copy()
    marked[dots] = (255, 0, 0)
    beside = Image.new("RGB", (ours.width * 3, ours.height), "white")
    for at, picture in enumerate([ours, theirs, Image.fromarray(marked)]):
        beside.paste(picture, (at * ours.width, 0))
    path = folder / f"{name}.{reader}-{number}.diff.png"
    beside.save(path)
    return path


def compare(folder, name, reader):
    """What is wrong with a report as a reader draws it, and the worst square and page there are."""
    expected, drawn = pages_of(folder, name, "pdf"), pages_of(folder, name, reader)
    if not expected or expected.keys() != drawn.keys():
        return [f"{name}: {reader} drew pages {sorted(drawn)}, the PDF has {sorted(expected)}"], (0, 0)
    wrong, worst = [], (0, 0)
    for number in sorted(expected):
        pair = same_size(load(expected[number]), load(drawn[number]))
        if pair is None:
            wrong.append(f"{name}: {reader}, page {number}: another size of the page")
            continue
        if (reader, name) in OTHERWISE:
            continue
        dots = differing(*pair)
        total, (spot, place) = int(dots.sum()), worst_square(dots)
        worst = (max(worst[0], spot), max(worst[1], total))
        if is_wrong(spot, total):
            path = show(folder, name, reader, number, *pair, dots)
            wrong.append(
                f"{name}: {reader}, page {number}: {spot} dots differ in the square at {place[0]:.0f} mm, {place[1]:.0f} mm"
                f" (allowed: {SPOT}), {total} in the page (allowed: {PAGE}): {path}"
            )
    return wrong, worst


def is_wrong(spot, total):
    return spot > SPOT or total > PAGE


def broken(folder, changed):
    """The readers that draw a broken page as if it were whole."""
    missed = []
    for name, number in (change.split("=") for change in changed):
        for reader in ["ofd-core", "sofd"]:
            pair = same_size(*(load(pages_of(folder, name, by)[int(number)]) for by in ("pdf", reader)))
            dots = differing(*pair)
            spot, total = worst_square(dots)[0], int(dots.sum())
            print(f"{name}.ofd by {reader}: {spot} dots differ in a square, {total} in the page")
            if not is_wrong(spot, total):
                missed.append(f"{name}.ofd by {reader} is not seen to be broken")
    return missed


def main():
    if sys.argv[1] == "--broken":
        missed = broken(Path(sys.argv[2]), sys.argv[3:])
        sys.exit("\n".join(missed) if missed else 0)
    folder, names = Path(sys.argv[1]), sys.argv[2:]
    wrong = []
    for reader in READERS:
        with multiprocessing.Pool(2) as pool:
            found = pool.starmap(compare, [(folder, name, reader) for name in names], chunksize=1)
        wrong += [line for lines, _ in found for line in lines]
        spot, page = (max(worst[n] for _, worst in found) for n in (0, 1))
        print(f"{reader}: {len(names)} reports beside the PDF: at most {spot} dots differ in a square of 3 mm, {page} in a page")
    print("\n".join(wrong), end="\n" if wrong else "")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
