#!/usr/bin/env python3
"""Makes BaogaoKaiRare.ttf: the rare Chinese characters of LXGW WenKai Light that no other face of the 仿宋 and 楷体 roles has.

    pip install fonttools
    python3 fonts/cut_kai_rare.py LXGWWenKai-Light.ttf

LXGWWenKai-Light.ttf is that of Debian's fonts-lxgw-wenkai 1.250. It is a file of its own, and not more of BaogaoKaiSupplement.ttf, as the
engine hashes a face file whole: this one is opened only for a character that needs it. The same fonttools gives the same bytes.
"""
import os
import sys
from fontTools import subset
from fontTools.ttLib import TTFont

here = os.path.dirname(os.path.abspath(__file__))


def characters(path):
    return set(TTFont(path, lazy=True).getBestCmap())


def is_han(c):
    return 0x3400 <= c <= 0x9FFF or 0xF900 <= c <= 0xFAFF or 0x20000 <= c <= 0x3FFFF


source = sys.argv[1]
# A character counts as there only if both roles have it: FandolFang and FandolKai differ by a few.
fandol = [characters(os.path.join(here, f"Fandol{face}-Regular.otf")) for face in ("Fang", "Kai")]
there = (fandol[0] & fandol[1]) | characters(os.path.join(here, "BaogaoKaiSupplement.ttf"))
wanted = {c for c in characters(source) if is_han(c)} - there

options = subset.Options()
options.layout_features = []
options.name_IDs = ["*"]
options.name_languages = ["*"]
options.notdef_outline = True
options.hinting = False
options.drop_tables += ["vhea", "vmtx", "VORG", "GlyphOrder", "GSUB", "GPOS", "GDEF", "DSIG", "gasp", "meta"]
font = subset.load_font(source, options)
cutter = subset.Subsetter(options)
cutter.populate(unicodes=wanted)
cutter.subset(font)

# The licence reserves the name of the original, so this one has another.
names = font["name"]
keep = {0: names.getDebugName(0), 13: names.getDebugName(13), 14: names.getDebugName(14)}
names.names = []
for language, family in ((0x0409, "Baogao Kai Rare"), (0x0804, "报告楷 罕字")):
    for name, text in {**keep, 1: family, 2: "Regular", 3: "BaogaoKaiRare;1.0", 4: family, 5: "Version 1.0",
                       6: "BaogaoKaiRare-Regular", 10: "LXGW WenKai Light cut to rare characters and renamed"}.items():
        if text:
            names.setName(text, name, 3, 1, language)
font["OS/2"].usWeightClass = 400
font["head"].modified = font["head"].created
font.recalcTimestamp = False
out = os.path.join(here, "BaogaoKaiRare.ttf")
subset.save_font(font, out, options)
print(out, len(font.getBestCmap()), "characters,", os.path.getsize(out), "bytes")
