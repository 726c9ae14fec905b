"""Writes the reports that the readers of OFD are tried with, each as PDF and as OFD.

    reports.py PROGRAM FOLDER       FOLDER/NAME.pdf, FOLDER/NAME.ofd, and the figures as FOLDER/NAME.json; prints the names

The forms of 2021 and 2019, bars, the draft's watermark, rare characters, characters beyond U+FFFF, marks that are markup elsewhere, pictures of
each kind, an office's own layout with red head and logo, long prose, and a report summed from others. The figures are made up.
"""

import math
import random
import re
import subprocess
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "examples/jiyuan-2024.yaml"
RARE = "镕堃喆淼垚赟昇玥珺翀䶮㛃"
# Text in a drawing is drawn as outlines in OFD, and as text in the PDF (read_ofd.py knows it).
DRAWN = "网站微信微博"
MARKS = r"""#[]$*_@<>&\{}'"`~^|/ <b>&lt;&amp;</b> #set text(red) $x^2$ *粗* _斜_ @名 \u{41} --- ……"“‘三层’”" %s ${x}"""

program, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
sources = folder / "data"


def run(*arguments):
    subprocess.run([program, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


def filled(name, form, agency, prose="有序开展。"):
    """A data file as `init` writes it, with lines of prose in the first place that is to be filled in."""
    path = sources / f"{name}.yaml"
    path.unlink(missing_ok=True)
    run("init", "--quiet", "--format", form, "--year", 2020, "--agency", agency, "-o", path)
    text = path.read_text(encoding="utf-8").replace("  待补充\n", "  " + prose.replace("\n", "\n  ") + "\n", 1)
    path.write_text(text.replace("待补充", "有序开展。"), encoding="utf-8")
    return path


def build(name, data, *options):
    """The report in both formats, and its figures by their paths."""
    for ending in ["pdf", "ofd"]:
        run("build", "--quiet", data, "--no-system-fonts", "--to", ending, "-o", folder / f"{name}.{ending}", *options)
    figures = folder / f"{name}.json"
    figures.unlink(missing_ok=True)
    run("export", "--quiet", data, "-o", figures)
    print(name)


def pictures():
    """A picture of each kind in the folder of the data: see-through, a photograph, drawn."""
    chess = Image.new("RGBA", (240, 120))
    chess.putdata([(200, 40, 40, 255 if (x // 20 + y // 20) % 2 else 70) for y in range(120) for x in range(240)])
    chess.save(sources / "a.png")
    photograph = Image.new("RGB", (320, 160))
    photograph.putdata([(x * 255 // 320, y * 255 // 160, 120 + int(100 * math.sin(x / 15))) for y in range(160) for x in range(320)])
    photograph.save(sources / "b.jpg", quality=92)
    (sources / "c.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="130"><rect x="20" y="20" width="36" height="90" fill="#1f4e79"/>'
        '<rect x="80" y="50" width="36" height="60" fill="#c00000"/><rect x="140" y="80" width="36" height="30" fill="none" stroke="#333"/>'
        '<path d="M10 110H220" stroke="#000" stroke-width="2"/><circle cx="200" cy="40" r="20" fill="#70ad47" fill-opacity="0.5"/>'
        f'<text x="20" y="125" font-size="11">{DRAWN}</text></svg>',
        encoding="utf-8",
    )
    (sources / "d.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="60"><defs><linearGradient id="g"><stop offset="0" stop-color="#1f4e79"/>'
        '<stop offset="1" stop-color="#fff"/></linearGradient></defs><rect width="240" height="60" fill="url(#g)"/></svg>',
        encoding="utf-8",
    )


def own_layout():
    """The office's layout: the built-in one with a red head, blue headings and a logo."""
    layout = folder / "layout"
    if not layout.exists():
        run("template", "export", "--quiet", layout)
    path = layout / "layout.yaml"
    text = path.read_text(encoding="utf-8")
    if "\nhead:" not in text:
        text += (
            'head: {color: "FF0000", size_pt: 42, above_mm: 0, line_gap_mm: 4, line_pt: 2, space_after_lines: 2}\n'
            'headings: {color: "1F4E79"}\nlogo: {file: logo.png, alt: 标志, height_mm: 18, align: center, space_after_mm: 3}\n'
        )
        path.write_text(text, encoding="utf-8")
    Image.open(sources / "a.png").save(layout / "logo.png")
    return layout


def summed():
    """Two bureaus with figures, and the district that adds them up."""
    parts = []
    for number, agency in enumerate(["甲市教育局", "甲市民政局"]):
        path = filled(f"part{number}", "2021", agency)
        figures = random.Random(number)
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"(本年新收|予以公开): \{自然人: 0", lambda m: f"{m[1]}: {{自然人: {17 + 8 * number}", text)
        text = re.sub(r"行政(许可|处罚): 0", lambda m: f"行政{m[1]}: {figures.randint(100, 90000)}", text)
        path.write_text(text, encoding="utf-8")
        parts.append(path)
    path = sources / "summed.yaml"
    path.unlink(missing_ok=True)
    run("merge", "--quiet", *parts, "--agency", "甲市人民政府", "-o", path)
    path.write_text(path.read_text(encoding="utf-8").replace("待补充", "有序开展。"), encoding="utf-8")
    return path


def main():
    sources.mkdir(parents=True, exist_ok=True)
    build("jiyuan", EXAMPLE)
    build("trial", filled("trial", "2019", "甲市2019局"))
    build("chart", EXAMPLE, "--chart")
    build("draft", EXAMPLE, "--draft")
    names = "\n".join(f"工作由{name}同志负责，{name}、{RARE}同志协助。" for name in RARE)
    build("rare", filled("rare", "2021", f"甲市{RARE}局", names))
    build("beyond", filled("beyond", "2021", "甲市𬭎局", "𬭎𬭎与𬭎，由𬭎（𬭎）负责：𬭎a𬭎1𬭎。"))
    build("marks", filled("marks", "2021", "甲市&乙<局>", MARKS))
    pictures()
    shown = "\n".join(f"![图 {name}]({name})" for name in ["a.png", "b.jpg", "c.svg", "d.svg"])
    build("pictures", filled("pictures", "2021", "甲市民政局", f"见图。\n{shown}"))
    build("layout", EXAMPLE, "--template", own_layout())
    build("long", ROOT / "tests/layout/reports/torture-ends.yaml")
    build("summed", summed())


if __name__ == "__main__":
    main()
