"""Reads the text and the figures of OFD files, without the code that wrote them, and holds them against the PDFs and the data.

    read_ofd.py FOLDER NAME…

FOLDER/NAME.ofd: a zip file whose parts are XML. The text objects of each page, in their order, must read as that page of NAME.pdf does
(pdftotext -raw; blanks are left out, as OFD says by places what PDF says by blanks). The custom tags must name an object of text for every
figure of NAME.json, which reads as the figure, and none that is not there. Each entry of the outline must lead to where its words begin, and title
and agency must be those of the PDF. Numbers of objects must be unique and not above the largest that the
document gives; what a part refers to must be in the package. Status 1 and a line for each thing that is wrong.
"""

import json
import posixpath
import re
import subprocess
import sys
import xml.etree.ElementTree as tree
import zipfile
from pathlib import Path

# Text in a drawing (reports.py) is drawn as outlines in OFD, and as text in the PDF.
DRAWN = "网站微信微博"
OFD = "{http://www.ofdspec.org/2016}"


def solid(text):
    return re.sub(r"\s", "", text)


class Package:
    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        self.names = set(self.zip.namelist())
        self.wrong = []

    def part(self, base, location):
        """The name and the XML of a part that another one, in the folder `base`, refers to."""
        name = location.lstrip("/") if location.startswith("/") else posixpath.normpath(posixpath.join(base, location))
        if name not in self.names:
            self.wrong.append(f"no part {name}")
            return name, tree.Element("none")
        return name, tree.fromstring(self.zip.read(name))


class Reading:
    """The pages' text objects, as (number, text) in their order, and the figures of the tags."""

    def __init__(self, path):
        self.package = package = Package(path)
        root = package.part("", "OFD.xml")[1]
        documents = root.findall(f"{OFD}DocBody/{OFD}DocRoot")
        if root.get("DocType") != "OFD-A" or len(documents) != 1:
            package.wrong.append("not one document of type OFD-A")
        name, document = package.part("", documents[0].text)
        base = posixpath.dirname(name)
        for resources in [*document.iter(f"{OFD}PublicRes"), *document.iter(f"{OFD}DocumentRes")]:
            name, part = package.part(base, resources.text)
            folder = posixpath.join(posixpath.dirname(name), part.get("BaseLoc", ""))
            for file in [*part.iter(f"{OFD}FontFile"), *part.iter(f"{OFD}MediaFile")]:
                if posixpath.join(folder, file.text) not in package.names:
                    package.wrong.append(f"no part {posixpath.join(folder, file.text)}")
        self.numbers, self.pages, self.texts, self.tops = [], [], {}, []
        for page in document.findall(f"{OFD}Pages/{OFD}Page"):
            self.read_page(page, package.part(base, page.get("BaseLoc"))[1])
        largest = int(document.find(f"{OFD}CommonData/{OFD}MaxUnitID").text)
        if len(set(self.numbers)) < len(self.numbers) or max(self.numbers) > largest:
            package.wrong.append("numbers of objects are not unique or above MaxUnitID")
        self.outline = [
            (solid(entry.get("Title")), entry.find(f"{OFD}Actions/{OFD}Action/{OFD}Goto/{OFD}Dest"))
            for entry in document.iter(f"{OFD}OutlineElem")
        ]
        self.information = {node.tag.removeprefix(OFD): node.text for node in root.find(f"{OFD}DocBody/{OFD}DocInfo")}
        self.figures = {}
        tags = document.find(f"{OFD}CustomTags")
        if tags is not None:
            name, part = package.part(base, tags.text)
            for location in part.iter(f"{OFD}FileLoc"):
                self.read_tags(package.part(posixpath.dirname(name), location.text)[1])

    def read_page(self, page, content):
        self.numbers.append(int(page.get("ID")))
        objects = []
        for node in content.iter():
            if node.get("ID"):
                self.numbers.append(int(node.get("ID")))
            if node.tag == f"{OFD}TextObject":
                text = "".join(code.text or "" for code in node.iter(f"{OFD}TextCode"))
                objects.append(text)
                self.texts[(page.get("ID"), node.get("ID"))] = text
                self.tops.append((page.get("ID"), float(node.get("Boundary").split()[1]), solid(text)))
        self.pages.append("".join(objects))

    def read_tags(self, tags):
        for figure in tags.iter():
            if figure.get("path"):
                texts = [self.texts.get((ref.get("PageRef"), ref.text)) for ref in figure.iter(f"{OFD}ObjectRef")]
                if None in texts:
                    self.package.wrong.append(f"the tag of {figure.get('path')} names an object that is no text of that page")
                text = "".join(text or "" for text in texts)
                if self.figures.setdefault(figure.get("path"), text) != text:
                    self.package.wrong.append(f"{figure.get('path')} is tagged twice")


    def leads(self, title, destination):
        """Whether an entry of the outline leads to words that it begins with, at most 10 mm off."""
        page, top = destination.get("PageID"), float(destination.get("Top"))
        return any(at == page and abs(y - top) < 10 and text and title.startswith(text[: len(title)]) for at, y, text in self.tops)


def information(pdf):
    lines = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True).stdout.decode().splitlines()
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}


def printed_pages(pdf):
    text = subprocess.run(["pdftotext", "-raw", pdf, "-"], check=True, capture_output=True).stdout.decode()
    return [solid(page).replace(DRAWN, "") for page in text.split("\f")[:-1]]


def difference(ours, theirs):
    """Where two texts part, with what follows in each."""
    at = next((n for n, (a, b) in enumerate(zip(ours, theirs)) if a != b), min(len(ours), len(theirs)))
    return f"“{ours[max(0, at - 5) : at + 15]}” where the PDF has “{theirs[max(0, at - 5) : at + 15]}”"


def check(folder, name):
    reading = Reading(folder / f"{name}.ofd")
    wrong = reading.package.wrong
    pages = printed_pages(folder / f"{name}.pdf")
    if len(pages) != len(reading.pages):
        wrong.append(f"{len(reading.pages)} pages, the PDF has {len(pages)}")
    for number, (ours, theirs) in enumerate(zip(reading.pages, pages), 1):
        if solid(ours) != theirs:
            wrong.append(f"page {number}: {difference(solid(ours), theirs)}")
    if not reading.outline:
        wrong.append("no outline")
    wrong += [f"the outline's {title} leads elsewhere" for title, place in reading.outline if not reading.leads(title, place)]
    of_pdf = information(folder / f"{name}.pdf")
    for key in ["Title", "Author"]:
        if reading.information.get(key) != of_pdf.get(key):
            wrong.append(f"{key} is {reading.information.get(key)}, and {of_pdf.get(key)} in the PDF")
    report = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))[0]
    figures = {path: str(value) for path, value in report.items() if path.count(".")}
    for path in sorted(figures.keys() | reading.figures.keys()):
        if solid(reading.figures.get(path, "no tag")) != figures.get(path, "no figure"):
            wrong.append(f"{path}: {reading.figures.get(path, 'no tag')}, and {figures.get(path, 'no figure')} in the data")
    if not wrong:
        print(f"{name}: {len(pages)} pages, {sum(map(len, pages))} characters in the order of the PDF, {len(figures)} figures, {len(reading.outline)} entries of the outline")
    return [f"{name}: {line}" for line in wrong]


def main():
    folder, names = Path(sys.argv[1]), sys.argv[2:]
    wrong = [line for name in names for line in check(folder, name)]
    print("\n".join(wrong), end="\n" if wrong else "")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
