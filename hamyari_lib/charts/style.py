"""How figures look: one font with Persian letters, colours that the colour-blind can tell apart, numbers as text.

Matplotlib 3.11 shapes and orders Persian by itself; nothing reshapes here, and no label holds ``$``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager

WIDTH_INCHES = 3.9  # about 375 CSS pixels: letters keep their size on a phone

ABOVE, BELOW, NEUTRAL, FAINT = "#0b5fa5", "#b4420a", "#5b6470", "#c3c8cf"
INK, GRID = "#1b2430", "#e3e6ea"


@lru_cache(maxsize=1)
def _font() -> str:
    for path in sorted((Path(__file__).parent / "fonts").glob("*.ttf")):
        font_manager.fontManager.addfont(str(path))
    return "Vazirmatn"


@contextmanager
def style() -> Iterator[None]:
    """The look of every figure of the workbench."""
    settings = {
        "font.family": [_font(), "DejaVu Sans"],
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
        "text.parse_math": False,
        "axes.unicode_minus": True,
        "figure.constrained_layout.use": True,
        "figure.facecolor": "white",
    }
    with mpl.rc_context(settings):
        yield


def written(show: Callable[[float], str]) -> Callable[[float, object], str]:
    """A tick formatter that writes numbers as the page does."""
    return lambda value, position: show(float(value))
