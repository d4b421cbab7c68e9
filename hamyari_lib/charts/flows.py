"""What goes from one side to the other: bands between two columns of bars, as wide as what they carry (Sankey)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hamyari_lib.charts.frames import FrameError, numbers, require
from hamyari_lib.charts.labels import NORMAL, size, wrapped, write
from hamyari_lib.charts.page import EDGE, INSIDE, add_panel, is_rtl, make_page
from hamyari_lib.charts.style import ABOVE, BELOW, NEUTRAL, WIDTH_INCHES, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST = 12  # bars of a side that a phone can show
_LABELS = 1.16  # inches: the widest label
_BAR, _BESIDE = 0.09, 0.06  # a bar, and what stands between it and its label
_GAP = 0.09  # between two bars
_TALL = 3.4  # of all bars of the fuller side together
_SHADES = {False: (ABOVE, 0.3), True: (BELOW, 0.5)}


@dataclass(frozen=True)
class _Column:
    """The bars of a side: names, where each begins from the top and how high it is, its label, and the whole height."""

    names: tuple[str, ...]
    tops: tuple[float, ...]
    heights: tuple[float, ...]
    labels: tuple[str, ...]
    height: float


def flows(
    frame: pd.DataFrame,
    *,
    show: Callable[[float], str],
    headings: tuple[str, str],
    marked: Collection[str] = (),
) -> Figure:
    """Bands from each ``source`` to each ``target``, as wide as their ``value``; reading begins at the sources.

    Parameters
    ----------
    frame
        Columns ``source`` and ``target`` (text, at most 12 each) and ``value`` (0 or more, in one unit). Bars stand in
        the order in which their names come first; values of one pair are added.
    show
        Writes the sum of a bar.
    headings
        What the sources and the targets are, with their unit.
    marked
        Targets in another colour, with the bands that lead there.

    Raises
    ------
    FrameError
        A column is missing, nothing flows, a value is negative, unknown or infinite, or there are too many bars.
    """
    require(frame, "flows", ("source", "target", "value"))
    values = numbers(frame, "flows", "value", needs_all=True, most=np.inf)
    table = (
        frame.assign(value=values)
        .groupby(["source", "target"], sort=False)["value"]
        .sum()
        .unstack(fill_value=0.0)
        .reindex(index=frame["source"].unique(), columns=frame["target"].unique())
    )
    table = table.loc[table.sum(axis=1) > 0, table.sum(axis=0) > 0]
    if table.empty:
        raise FrameError("flows: every value is 0; expected one above it; say so in words instead of a figure.")
    if max(table.shape) > _MOST:
        raise FrameError(f"flows: {table.shape[0]} sources and {table.shape[1]} targets; at most {_MOST}; join some.")
    with style():
        heads = [wrapped(one, INSIDE / 2 - 0.1) for one in headings]
        top = 0.04 + max(size(one)[1] for one in heads) + 0.12
        scale = _TALL / float(table.to_numpy().sum())
        sides = [_lay(table.sum(axis=axis), scale, show) for axis in (1, 0)]
        fig, page = make_page(top + max(one.height for one in sides) + EDGE)
        inner = _LABELS + _BESIDE
        wide = INSIDE - 2 * inner
        high = max(one.height for one in sides)
        ax = add_panel(fig, EDGE + inner, top, wide, high)
        ax.set(xlim=(0, wide), ylim=(high, 0))
        ax.axis("off")
        starts = (wide - _BAR, 0.0) if is_rtl() else (0.0, wide - _BAR)
        _bands(ax, table, sides, starts, scale, marked)
        for place, (side, x, head) in enumerate(zip(sides, starts, heads, strict=True)):
            is_right = is_rtl() == (place == 0)
            _bars(ax, side, x, marked if place else ())
            _words(page, side, top, is_right)
            edge = WIDTH_INCHES - EDGE if is_right else EDGE
            write(page, edge, 0.04, head, va="top", ha="right" if is_right else "left", color=NEUTRAL)
    return fig


def _lay(sums: pd.Series, scale: float, show: Callable[[float], str]) -> _Column:
    """Each bar in the middle of a strip that is as high as its label at least, so that labels stand at their bars."""
    labels = [wrapped(f"{name} ({show(float(value))})", _LABELS, NORMAL) for name, value in sums.items()]
    heights = [float(value) * scale for value in sums]
    tops, at = [], 0.0
    for label, height in zip(labels, heights, strict=True):
        strip = max(height, size(label, NORMAL)[1]) + _GAP
        tops.append(at + (strip - height) / 2)
        at += strip
    return _Column(tuple(map(str, sums.index)), tuple(tops), tuple(heights), tuple(labels), at)


def _bands(
    ax: Axes, table: pd.DataFrame, sides: Sequence[_Column], starts: tuple[float, float], scale: float,
    marked: Collection[str],
) -> None:  # fmt: skip
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    left, right = list(sides[0].tops), list(sides[1].tops)
    begin = starts[0] + (_BAR if starts[0] < starts[1] else 0.0)
    end = starts[1] + (0.0 if starts[0] < starts[1] else _BAR)
    middle = (begin + end) / 2
    curve = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    for row, _ in enumerate(table.index):
        for column, target in enumerate(table.columns):
            high = float(table.iat[row, column]) * scale
            if not high:
                continue
            one, other = left[row], right[column]
            left[row] += high
            right[column] += high
            points = [
                (begin, one), (middle, one), (middle, other), (end, other), (end, other + high),
                (middle, other + high), (middle, one + high), (begin, one + high), (begin, one),
            ]  # fmt: skip
            colour, shade = _SHADES[target in marked]
            ax.add_patch(PathPatch(Path(points, curve), facecolor=colour, alpha=shade, linewidth=0))


def _bars(ax: Axes, side: _Column, x: float, marked: Collection[str]) -> None:
    from matplotlib.patches import Rectangle

    for name, top, height in zip(side.names, side.tops, side.heights, strict=True):
        ax.add_patch(Rectangle((x, top), _BAR, height, facecolor=_SHADES[name in marked][0], linewidth=0))


def _words(page: Axes, side: _Column, top: float, is_right: bool) -> None:
    """Labels beside their bars."""
    x = WIDTH_INCHES - EDGE - _LABELS if is_right else EDGE + _LABELS
    for label, begin, height in zip(side.labels, side.tops, side.heights, strict=True):
        write(page, x, top + begin + height / 2, label, points=NORMAL, ha="left" if is_right else "right")
