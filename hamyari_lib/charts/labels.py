"""Words on a figure measured before they are drawn, so that none overlaps another or leaves the page.

All lengths are inches, all letter sizes points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from hamyari_lib import text
from hamyari_lib.charts.style import INK, family

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.font_manager import FontProperties
    from matplotlib.text import Text

LINE_SPACING = 0.9  # our font's own lines are far apart
SMALL, NORMAL = 7.6, 8.5
_DPI = 192


@lru_cache(maxsize=4096)
def size(words: str, points: float = SMALL, weight: str = "normal") -> tuple[float, float]:
    """Width and height of ``words`` as drawn."""
    canvas = _canvas()
    drawn = canvas.figure.text(
        0, 0, words, fontsize=points, weight=weight, family=family(), linespacing=LINE_SPACING, parse_math=False
    )
    high = drawn.get_window_extent(canvas.get_renderer()).height / _DPI
    drawn.remove()
    return width(words, points, weight), high


@lru_cache(maxsize=1)
def _canvas() -> FigureCanvasAgg:
    """Something to measure on."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    return FigureCanvasAgg(Figure(dpi=_DPI))


def width(words: str, points: float = SMALL, weight: str = "normal") -> float:
    """Width of ``words`` as drawn, that of their widest line."""
    return max(_line_width(line, points, weight) for line in words.split("\n"))


@lru_cache(maxsize=4096)
def _line_width(line: str, points: float, weight: str) -> float:
    """Letters are drawn without hinting, so it is the same at every resolution."""
    from matplotlib.textpath import text_to_path

    wide, _, _ = text_to_path.get_text_width_height_descent(line, _letters(tuple(family()), points, weight), False)
    return wide / 72


@lru_cache
def _letters(fonts: tuple[str, ...], points: float, weight: str) -> FontProperties:
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=list(fonts), size=points, weight=weight)


def wrapped(words: str, inches: float, points: float = SMALL, weight: str = "normal") -> str:
    """``words`` broken into lines no wider than ``inches`` and about alike; a word that is wider is broken too."""
    lines = _lines(words, inches, points, weight)
    for share in (0.9, 0.8, 0.7, 0.6, 0.5):
        if len(lines) < 2 or len(narrower := _lines(words, share * inches, points, weight)) > len(lines):
            break
        if "".join(narrower).count(" ") == "".join(lines).count(" "):  # else a word would be broken for looks only
            lines = narrower
    return "\n".join(lines)


def _lines(words: str, inches: float, points: float, weight: str) -> list[str]:
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, points, weight) <= inches:
            lines[-1] = longer
            continue
        while len(word) > 1 and width(word, points, weight) > inches:
            kept = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or width(word[:n], points, weight) <= inches)
            lines.append(word[:kept])
            word = word[kept:]
        lines.append(word)
    return lines


def write(ax: Axes, x: float, y: float, words: str, *, points: float = SMALL, clear: bool = False, **options) -> Text:
    """``words`` at a place of ``ax``, as ``size`` measures them; ``clear`` hides the lines behind them."""
    if clear:
        options["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    settings = {"fontsize": points, "linespacing": LINE_SPACING, "color": INK, "va": "center"}
    # Lines of one text stand flush with its anchor, not with its left.
    return ax.text(x, y, words, **settings | {"multialignment": options.get("ha", "left")} | options)


def fit(at: Sequence[float], before: Sequence[float], after: Sequence[float], inches: float) -> tuple[float, float]:
    """Limits of an axis ``inches`` long that hold, at each value, so many inches before and after it.

    Where all values are equal they stand for half of the axis, or for one unit where they are zero.

    >>> [round(limit, 6) for limit in fit([0, 10], [0, 0], [0, 1], 3)]
    [0.0, 15.0]
    """
    values, before, after = (np.asarray(one, dtype=float) for one in (at, before, after))
    origin, span = values.min(), float(np.ptp(values))
    moved = values - origin

    def needed(scale: float) -> float:
        return float((moved * scale + after).max() - (moved * scale - before).min())

    if needed(0) > 0.95 * inches:
        raise ValueError(f"labels need {needed(0):.1f} of {inches:.1f} inches; write the numbers shorter in `show`.")
    if span == 0:
        scale = inches / (2 * abs(origin) or 1)
        spare = inches - needed(0)
        low = origin - (before.max() + spare / 2) / scale
        return float(low), float(low + inches / scale)
    least, most = 0.0, inches / span
    for _ in range(60):
        middle = (least + most) / 2
        least, most = (middle, most) if needed(middle) <= inches else (least, middle)
    scale = most
    low = float(origin + (moved - before / scale).min())
    return low, low + inches / scale


def ticks(
    low: float,
    high: float,
    inches: float,
    show: Callable[[float], str],
    *,
    room: tuple[float, float],
    is_upright: bool = False,
) -> tuple[list[float], list[str]]:
    """Round values of an axis with their texts, none beside the next, twice the same or beyond ``room`` at an end."""
    from matplotlib.ticker import MaxNLocator

    scale = inches / (high - low)
    for bins in range(5, 0, -1):
        at = [float(one) for one in MaxNLocator(bins, steps=[1, 2, 5, 10]).tick_values(low, high) if low <= one <= high]
        at = [0.0 if abs(one) < 1e-9 * (high - low) else one for one in at]
        words = [show(one) for one in at]
        halves = [size(one)[is_upright] / 2 for one in words]
        kept = [
            place
            for place, half in enumerate(halves)
            if (at[place] - low) * scale - half >= -room[0] and (at[place] - high) * scale + half <= room[1]
        ]
        gaps = [(at[b] - at[a]) * scale - halves[a] - halves[b] for a, b in zip(kept, kept[1:], strict=False)]
        if min(gaps, default=1) >= 0.08 and len({words[place] for place in kept}) == len(kept):
            return [at[place] for place in kept], [words[place] for place in kept]
    return [], []


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Centres near ``wanted`` for labels of ``heights``, in the same order, none over another, from low to high.

    >>> spread([1, 1], [0.2, 0.2], 0, 2)
    [0.9, 1.1]
    """
    order = np.argsort(np.asarray(wanted, dtype=float), kind="stable")
    # Groups of touching labels: each stands where its members on the whole wish to be.
    groups: list[tuple[list[int], float]] = []
    for place in order:
        members = [int(place)]
        while True:
            total = sum(heights[one] for one in members)
            starts = np.cumsum([0.0, *[heights[one] for one in members]])[:-1]
            wish = np.mean([wanted[m] - heights[m] / 2 - s for m, s in zip(members, starts, strict=True)])
            start = float(np.clip(wish, low, max(low, high - total)))
            if groups and groups[-1][1] + sum(heights[one] for one in groups[-1][0]) > start + 1e-9:
                members = groups.pop()[0] + members
                continue
            groups.append((members, start))
            break
    centres = [0.0] * len(order)
    for members, start in groups:
        for one in members:
            centres[one] = round(start + heights[one] / 2, 9)
            start += heights[one]
    return centres


def signed(show: Callable[[float], str], value: float) -> str:
    """A change as ``show`` writes its size, with its sign; what is shown as zero has none."""
    size_of = show(abs(value))
    return size_of if size_of == show(0.0) else text.left_to_right(("+" if value > 0 else "−") + size_of)


def unknown(label: str) -> str:
    """What stands in place of a value that is not known: ``label``, or the word of the language."""
    return label or text.UNKNOWN[text.language()]
