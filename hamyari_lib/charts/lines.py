"""A few lines over one axis, each named where it ends, and the places where they cross."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import permutations, product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hamyari_lib.charts.frames import numbers, require
from hamyari_lib.charts.labels import SMALL, fit, size, spread, ticks, width, wrapped, write
from hamyari_lib.charts.page import (
    EDGE,
    INSIDE,
    add_panel,
    axis_height,
    heading,
    make_page,
    number_axis,
)
from hamyari_lib.charts.style import FAINT, NEUTRAL, SERIES, WIDTH_INCHES, inked, style
from hamyari_lib.errors import HamyariError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_HIGH = 2.3  # inches of the panel
_NAMES = 1.15  # the widest column of names
_MARK = 1.8  # the widest text of a mark: on either side of any line there is room
_SEARCHED = 4  # marks of which every order is tried
_SHADES, _FILLED = (0.14, 0.2), (True, False)  # of bands, the widest first; of points
_END = WIDTH_INCHES - EDGE
_DASHES = ("-", (0, (5, 1.6)), (0, (1.6, 1.2)), (0, (6, 1.6, 1.4, 1.6)), (0, (9, 2)), (0, (3, 3)))


def lines(
    frame: pd.DataFrame,
    *,
    show: Callable[[float], str],
    show_x: Callable[[float], str],
    x_label: str,
    axis_label: str,
    marks: Sequence[tuple[float, str]] = (),
    bands: Sequence[pd.DataFrame] = (),
    points: Sequence[pd.Series] = (),
) -> Figure:
    """A line for each column of ``frame`` over its index.

    Parameters
    ----------
    frame
        Index: the values of the horizontal axis (floats, increasing). Columns: the lines, named as the figure names
        them, at most six; NaN leaves a gap. The name stands beside the last value that is known.
    show, show_x
        Write a value of the vertical and of the horizontal axis as text.
    marks
        Places on the horizontal axis with what to say of them, such as where two lines cross.
    bands
        Behind the lines, the widest first: ``low`` and ``high`` by place on the horizontal axis, as the intervals of a
        forecast.
    points
        Single values by place on the horizontal axis: full circles, and of a second series empty ones.

    Raises
    ------
    HamyariError
        The frame has no rows or no columns, more than six of them, an infinite value or a line without any value, or
        its index does not increase; more than two series of points; a band or point that is no number.
    """
    require(frame, "lines", ())
    if not 1 <= frame.shape[1] <= len(SERIES):
        raise HamyariError(f"lines: {frame.shape[1]} lines; expected 1 to {len(SERIES)}; draw fewer in one figure.")
    x = np.asarray(frame.index, dtype=float)
    if not np.isfinite(x).all() or (np.diff(x) <= 0).any():
        raise HamyariError("lines: the index does not increase or is not known; expected numbers; sort and clean it.")
    values = [numbers(frame, "lines", column) for column in frame.columns]
    bare = [str(name) for name, line in zip(frame.columns, values, strict=True) if np.isnan(line).all()]
    if bare:
        raise HamyariError(f"lines: no value of {', '.join(bare)} is known; expected at least one; leave it out.")
    beside = [_around(band.index, band[["low", "high"]].to_numpy()) for band in bands]
    beside += [_around(one.index, one.to_numpy()) for one in points]
    if len(points) > len(_FILLED):
        raise HamyariError(f"lines: {len(points)} series of points; expected at most {len(_FILLED)}.")
    with style():
        names = [wrapped(str(one), _NAMES) for one in frame.columns]
        heights = [size(one)[1] + 0.05 for one in names]
        column = max(width(one) for one in names)
        high = max(_HIGH, sum(heights) + 0.1)
        ends = np.array([np.flatnonzero(~np.isnan(line))[-1] for line in values])
        known = np.concatenate([line[~np.isnan(line)] for line in values] + [high.ravel() for _, high in beside])
        floor, ceiling = fit(known, np.full(known.size, 0.08), np.full(known.size, 0.08), high)
        at_y, words_y = ticks(floor, ceiling, high, show, room=(0.05, 0.05), is_upright=True)
        scale = max((width(one) for one in words_y), default=0.0) + 0.1
        title = wrapped(axis_label, INSIDE)
        notes = [wrapped(words, _MARK) for _, words in marks]
        left, wide = EDGE + scale, INSIDE - scale - column - 0.16
        places = [one for one, _ in marks]
        across = np.concatenate([x, places, *(at for at, _ in beside)])
        low, end = fit(across, np.full(across.size, 0.02), np.zeros(across.size), wide)
        poles = [left + (one - low) / (end - low) * wide for one in places]
        laid, strip = _lay_marks(poles, notes)
        top = 0.04 + size(title)[1] + 0.1 + strip
        fig, page = make_page(top + high + axis_height(x_label))
        ax = add_panel(fig, left, top, wide, high)
        ax.set(xlim=(low, end), ylim=(floor, ceiling))
        ax.set_yticks(at_y, words_y, fontsize=SMALL)
        ax.tick_params(axis="y", length=0, pad=3)
        if floor < 0 < ceiling:
            ax.axhline(0, color=NEUTRAL, linewidth=0.9, zorder=1)

        for place, (at, bounds) in enumerate(beside[: len(bands)]):
            ax.fill_between(at, *bounds.T, color=SERIES[0], alpha=_SHADES[min(place, 1)], linewidth=0, zorder=1)
        for (at, value), filled in zip(beside[len(bands) :], _FILLED, strict=False):
            fill = SERIES[0] if filled else "white"
            ax.plot(at, value, "o", color=SERIES[0], markerfacecolor=fill, markersize=4, clip_on=False, zorder=4)

        def down(value: float) -> float:
            return top + (ceiling - value) / (ceiling - floor) * high

        wanted = [down(line[one]) for line, one in zip(values, ends, strict=True)]
        centres = spread(wanted, heights, top - 0.06, top + high + 0.06)
        right = left + wide
        for place, (line, last) in enumerate(zip(values, ends, strict=True)):
            colour = SERIES[place]
            has = ~np.isnan(line)
            alone = has & ~np.append(False, has[:-1]) & ~np.append(has[1:], False)  # no neighbour to draw a line to
            ax.plot(x, line, color=colour, linewidth=1.8, linestyle=_DASHES[place], clip_on=False, zorder=3)
            ax.plot(x[alone], line[alone], "o", color=colour, markersize=4.5, clip_on=False, zorder=3)
            start = left + (x[last] - low) / (end - low) * wide
            page.plot([start, right + 0.1], [wanted[place], centres[place]], color=colour, linewidth=1)
            write(page, right + 0.13, centres[place], names[place], color=inked(colour))
        for (pole, base, side), words in zip(laid, notes, strict=True):
            upper = top - base - size(words)[1]
            page.plot([pole, pole], [upper, top + high], color=NEUTRAL, linewidth=0.9, zorder=1)
            beside = pole + (0.05 if side == "left" else -0.05)
            write(page, beside, upper, words, va="top", ha=side)
        heading(page, 0.04, title, color=NEUTRAL)
        ax.spines["bottom"].set_color(FAINT)
        number_axis(ax, page, show_x, x_label)
    return fig


def _around(places: Iterable[float], values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places and what stands there, all numbers."""
    at, given = np.asarray(list(places), dtype=float), np.asarray(values, dtype=float)
    if not np.isfinite(at).all() or not np.isfinite(given).all():
        raise HamyariError("lines: a band or a point is no number; leave out what is not known.")
    return at, given


def _lay_marks(places: Sequence[float], notes: Sequence[str]) -> tuple[list[tuple[float, float, str]], float]:
    """Each mark's words as a flag at its line: its edge at the line, its base over the panel, its side; their height.

    ``places`` in inches on the page. Of all ways to turn and stack the flags, one in which no line runs through
    another's words, and of these the lowest.
    """
    sizes = [size(one) for one in notes]
    sides = [
        [
            side
            for side in ("left", "right")
            if _span(place, wide, side)[0] >= EDGE and _span(place, wide, side)[1] <= _END
        ]
        for place, (wide, _) in zip(places, sizes, strict=True)
    ]
    orders = permutations(range(len(places))) if len(places) <= _SEARCHED else [range(len(places))]
    best = None
    for order, turned in product(list(orders), product(*sides)):
        spans = [_span(place, wide, side) for place, (wide, _), side in zip(places, sizes, turned, strict=True)]
        bases = [0.0] * len(places)
        for step, one in enumerate(order):
            bases[one] = 0.09
            for other in order[:step]:
                if spans[one][0] < spans[other][1] and spans[one][1] > spans[other][0]:
                    bases[one] = max(bases[one], bases[other] + sizes[other][1] + 0.06)
        struck = sum(
            spans[low][0] < places[high] < spans[low][1]
            for low in order
            for high in order
            if low != high and bases[low] < bases[high] + sizes[high][1]
        )
        strip = max((base + tall for base, (_, tall) in zip(bases, sizes, strict=True)), default=0.0)
        score = (struck, strip, turned.count("right"))
        if best is None or score < best[0]:
            best = score, list(zip(places, bases, turned, strict=True)), strip
    return best[1], best[2]


def _span(place: float, wide: float, side: str) -> tuple[float, float]:
    """What a flag that stands with its ``side`` at the line takes of the page."""
    return (place, place + wide + 0.06) if side == "left" else (place - wide - 0.06, place)
