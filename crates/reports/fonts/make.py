"""Makes the three font files beside this one. The build does not need it; run it to change or to check them.

    pip install fonttools==4.68.0
    apt-get install fonts-morisawa-bizud-gothic=1.05* fonts-noto-cjk
    python3 make.py OUTPUT_FOLDER
"""
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

OUT = pathlib.Path(sys.argv[1])
BIZ = "/usr/share/fonts/truetype/bizud-gothic/BIZUDPGothic-%s.ttf"
NOTO = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"


def cut(source, target, unicodes=None, number=-1):
    """Write `source` without hinting, with every name and feature kept, holding `unicodes` only (all when None)."""
    options = subset.Options(hinting=False, layout_features=["*"], name_IDs=["*"], font_number=number)
    font = subset.load_font(source, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=unicodes or font.getBestCmap().keys())
    cutter.subset(font)
    subset.save_font(font, OUT / target, options)


def japanese():
    """Every character of JIS X 0213:2004 and JIS X 0212 that is one code point."""
    found = set()
    for row in range(0xA1, 0xFF):
        for cell in range(0xA1, 0xFF):
            for plane in (b"", b"\x8f"):
                for codec in ("euc_jis_2004", "euc_jp"):
                    try:
                        text = (plane + bytes([row, cell])).decode(codec)
                    except UnicodeDecodeError:
                        continue
                    if len(text) == 1:
                        found.add(ord(text))
    return found


for weight in ("Regular", "Bold"):
    cut(BIZ % weight, f"BIZUDPGothic-{weight}.ttf")
covered = set(TTFont(BIZ % "Regular").getBestCmap())
# 𠮷 is in no JIS set and in many names; the blocks are arrows, technical signs, enclosed letters, dingbats, enclosed CJK
wanted = japanese() | {ord("𠮷")}
for first, last in ((0x2190, 0x23FF), (0x2460, 0x24FF), (0x25A0, 0x27BF), (0x2B00, 0x2BFF), (0x3200, 0x33FF)):
    wanted.update(range(first, last + 1))
names = [font["name"].getDebugName(1) for font in TTCollection(NOTO).fonts]
cut(NOTO, "NotoSansCJKjp-Fallback.otf", sorted(wanted - covered), names.index("Noto Sans CJK JP"))
