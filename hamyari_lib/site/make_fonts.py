"""Makes the fonts that pages and figures carry. Run by hand, when the source font changes; nothing imports it.

The source is the npm package ``vazirmatn`` (Vazirmatn by Saber Rastikerdar, SIL Open Font License 1.1)::

    npm pack vazirmatn && tar xzf vazirmatn-*.tgz
    python -m venv fonttools-venv && fonttools-venv/bin/pip install fonttools brotli
    fonttools-venv/bin/python hamyari_lib/site/make_fonts.py package

It writes woff2 files for the site to ``site/assets/fonts`` and TTF files for matplotlib to ``charts/fonts``,
both cut down to the letters that reports use, with all layout features (joining, ligatures, marks, tabular
digits) kept, and the licence text beside them.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

WEIGHTS = ("Regular", "Bold")

_PERSIAN_AND_ARABIC = [
    0x060C, 0x061B, 0x061F, *range(0x0621, 0x063B), *range(0x0640, 0x0656), *range(0x0660, 0x066E), 0x0670, 0x0671,
    0x067E, 0x0686, 0x0698, 0x06A9, 0x06AF, 0x06C0, 0x06C1, 0x06CC, 0x06D5, *range(0x06F0, 0x06FA),
    *range(0xFE70, 0xFE75), *range(0xFE76, 0xFEFD),
]  # fmt: skip
_LATIN = [*range(0x20, 0x7F), 0xA0, 0xA7, 0xA9, 0xAB, 0xB0, 0xB1, 0xB2, 0xB3, 0xB7, 0xBB, 0xBD, 0xD7, 0xE9, 0xF7]
_PUNCTUATION = [ord(character) for character in "‐‑–—‘’“”•…‹›€−≈≠≤≥→←↑↓∑Δ√∞﷼"]
_INVISIBLE = [0x200B, 0x200C, 0x200D, 0x200E, 0x200F, *range(0x2066, 0x206A), 0x202F, 0x2009]

LETTERS = sorted({*_PERSIAN_AND_ARABIC, *_LATIN, *_PUNCTUATION, *_INVISIBLE})


def subset(source: Path, target: Path, *, flavor: str | None) -> list[int]:
    """Cut ``source`` down to ``LETTERS`` and write it to ``target``; returns the letters that the font lacks."""
    from fontTools import subset as fonttools_subset
    from fontTools.ttLib import TTFont

    options = fonttools_subset.Options(
        flavor=flavor, layout_features=["*"], hinting=flavor is None, notdef_outline=True, name_IDs=["*"]
    )
    font = TTFont(source, recalcTimestamp=False)
    _draw_invisible_as_nothing(font)
    missing = sorted(set(LETTERS) - set(font.getBestCmap()))
    worker = fonttools_subset.Subsetter(options)
    worker.populate(unicodes=LETTERS)
    worker.subset(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    fonttools_subset.save_font(font, target, options)
    return missing


def _draw_invisible_as_nothing(font) -> None:
    """Map isolates and marks that the font lacks to an empty glyph: matplotlib draws a box for a missing letter."""
    cmap = font.getBestCmap()
    empty = cmap.get(0x200C)
    if empty is None:
        raise SystemExit("the source font has no zero-width non-joiner; is it Vazirmatn?")
    for table in font["cmap"].tables:
        if not table.isUnicode():
            continue
        for letter in (0x200B, 0x200D, 0x200E, 0x200F, *range(0x2066, 0x206A)):
            table.cmap.setdefault(letter, empty)


def main(package: Path) -> None:
    """Write the fonts and their licence from the unpacked npm package."""
    library = Path(__file__).resolve().parents[1]
    web, charts = library / "site" / "assets" / "fonts", library / "charts" / "fonts"
    for weight in WEIGHTS:
        source = package / "fonts" / "ttf" / f"Vazirmatn-{weight}.ttf"
        for target, flavor in (
            (web / f"Vazirmatn-{weight}.woff2", "woff2"),
            (charts / f"Vazirmatn-{weight}.ttf", None),
        ):
            missing = subset(source, target, flavor=flavor)
            print(f"{target.relative_to(library)}: {target.stat().st_size / 1024:.0f} KB")
            if missing:
                print("  the source lacks", " ".join(f"U+{letter:04X}" for letter in missing))
    for folder in (web, charts):
        shutil.copyfile(package / "OFL.txt", folder / "OFL.txt")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
