#!/usr/bin/env python3
"""Makes BaogaoShuSong.ttf, the face of the 宋体 role: BaogaoSong.ttf cut to the characters of reports.

    pip install fonttools
    python3 fonts/cut_shu_song.py

The characters are those of the other bundled subsets (GB2312, 通用规范汉字表, the symbols of reports), so every role is cut alike.
The engine hashes a face file whole, so a third of the bytes is a third of the time. The same fonttools gives the same bytes.
"""
import os
from fontTools import subset
from fontTools.ttLib import TTFont

here = os.path.dirname(os.path.abspath(__file__))
characters = set()
for name in ("BaogaoHei.ttf", "BaogaoBiaotiSong.ttf", "BaogaoKaiSupplement.ttf"):
    characters |= set(TTFont(os.path.join(here, name), lazy=True).getBestCmap())

options = subset.Options()
options.layout_features = ["ccmp", "locl", "kern", "mark", "mkmk"]
options.name_IDs = ["*"]
options.name_languages = ["*"]
options.notdef_outline = True
options.hinting = False
options.drop_tables += ["vhea", "vmtx", "VORG", "GlyphOrder"]
font = subset.load_font(os.path.join(here, "BaogaoSong.ttf"), options)
cutter = subset.Subsetter(options)
cutter.populate(unicodes=characters)
cutter.subset(font)

for record in list(font["name"].names):
    chinese = record.platformID == 3 and record.langID == 0x0804
    new = {1: "报告书宋" if chinese else "Baogao Shu Song", 3: "BaogaoShuSong;1.0", 4: "报告书宋" if chinese else "Baogao Shu Song",
           6: "BaogaoShuSong-Regular", 10: "BaogaoSong cut to the characters of reports and renamed"}.get(record.nameID)
    if new:
        font["name"].setName(new, record.nameID, record.platformID, record.platEncID, record.langID)
font["head"].modified = font["head"].created
font.recalcTimestamp = False
out = os.path.join(here, "BaogaoShuSong.ttf")
subset.save_font(font, out, options)
print(out, len(font.getBestCmap()), "characters,", os.path.getsize(out), "bytes")
