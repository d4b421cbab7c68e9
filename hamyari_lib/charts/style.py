"""How figures look: one font with Persian letters, colours that the colour-blind can tell apart, numbers as text.

Matplotlib 3.11 shapes and orders Persian by itself; nothing reshapes here, and no label holds ``$``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager

WIDTH_INCHES = 3.9  # about 375 CSS pixels: letters keep their size on a phone

ABOVE, BELOW, NEUTRAL, FAINT = "#0b5fa5", "#b4420a", "#5b6470", "#c3c8cf"
INK, GRID = "#1b2430", "#e3e6ea"
# Lines and parts of a bar: neighbours differ in lightness, so that they differ without their hue too.
SERIES = (ABOVE, "#d9923f", "#47505c", "#7fb2dc", BELOW, "#a3abb5")


SAVING = {
    "svg.fonttype": "path",
    "svg.hashsalt": "hamyari",
    "text.hinting": "none",  # a word is as wide in every format, and as wide as it was measured
    "figure.constrained_layout.use": False,
    "figure.autolayout": False,
}
"""How a figure is turned into a file."""


@lru_cache(maxsize=1)
def _font() -> str:
    for path in sorted((Path(__file__).parent / "fonts").glob("*.ttf")):
        font_manager.fontManager.addfont(str(path))
    return "Vazirmatn"


def family() -> list[str]:
    """The fonts of every figure, the first that has a letter draws it."""
    return [_font(), "DejaVu Sans"]


@contextmanager
def style() -> Iterator[None]:
    """The look of every figure of the workbench."""
    settings = {
        "font.family": family(),
        "font.size": 9,
        "text.color": INK,
        "axes.labelcolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "axes.edgecolor": FAINT,
        "axes.spines.top": False,
        "axes.spines.left": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": GRID,
        "text.hinting": SAVING["text.hinting"],
        "text.parse_math": False,
        "axes.unicode_minus": True,
        "figure.constrained_layout.use": True,
        "figure.facecolor": "white",
    }
    with mpl.rc_context(settings):
        yield


def luminance(colour: tuple[float, float, float]) -> float:
    """Relative luminance of WCAG 2, from 0 (black) to 1 (white).

    >>> luminance((1, 1, 1))
    1.0
    """
    parts = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in colour]
    return round(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2], 12)


def inked(colour: str) -> tuple[float, float, float]:
    """``colour``, darkened until words in it are read on white (a contrast of 4.5 to 1)."""
    from matplotlib.colors import to_rgb

    shade = to_rgb(colour)
    while luminance(shade) > 1.05 / 4.5 - 0.05:
        shade = tuple(0.95 * one for one in shade)
    return shade
