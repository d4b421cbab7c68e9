"""Sectors that a region could move to: how near each is to what the region does, against how complex it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from hamyari_lib.charts.frames import FrameError, check_members, flags, numbers, require
from hamyari_lib.charts.labels import SMALL, fit, size, ticks, width, wrapped, write
from hamyari_lib.charts.page import (
    EDGE,
    INSIDE,
    add_panel,
    axis_height,
    draw_key,
    heading,
    is_rtl,
    lay_key,
    make_page,
    number_axis,
)
from hamyari_lib.charts.placing import place, write_beside
from hamyari_lib.charts.style import ABOVE, BELOW, FAINT, NEUTRAL, SERIES, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CORNERS = ("upper left", "upper right", "lower left", "lower right")

_MARKS = (("o", ABOVE), ("D", BELOW), ("^", SERIES[2]), ("s", SERIES[5]))  # of groups, in their order
_NUMBERS = ("density", "density_low", "density_high", "pci", "pci_low", "pci_high")
_MOST_MARKED = 8  # labels that a phone can show
_HIGH = 3.1  # inches of the panel without the words in its corners
_MORE = 0.4  # inches that it grows at a time until every label has room
_STRICT = 2  # times that it grows for labels near their points; more only so that they find room at all
_HIDING = 0.5  # what hiding an inch of an interval costs a label
_CORNER = 1.55  # the widest line of the words in a corner
_MARGIN = 0.1  # between points and the edge of the panel
_SMALL, _LARGE = 3.4, 6.2  # points across an unmarked and a marked mark


def frontier(
    frame: pd.DataFrame,
    *,
    x_label: str,
    y_label: str,
    groups: Mapping[str, str],
    show_x: Callable[[float], str],
    show_y: Callable[[float], str],
    corners: Mapping[str, str] | None = None,
    median_label: str = "",
    interval_label: str = "",
) -> Figure:
    """A point for each sector at its relatedness and its complexity; marked ones have a label and their intervals.

    Lines at the medians of the points divide the plane. Both axes grow to the right and upwards in every language.

    Parameters
    ----------
    frame
        One row a sector: ``label`` (text), ``density``, ``density_low``, ``density_high`` (relatedness, 0 to 1),
        ``pci``, ``pci_low``, ``pci_high`` (complexity), ``group`` (a key of ``groups``) and ``is_marked`` (bool, at
        most eight). A row in which one of the six numbers is NaN is left out, of the medians too.
    groups
        What each group is, at most four; its place gives a group its shape and colour. One without a point is not
        explained.
    show_x, show_y
        Write a value of the horizontal and of the vertical axis as text.
    corners
        Words for quadrants: ``upper left``, ``upper right``, ``lower left`` or ``lower right``.
    median_label, interval_label
        What the lines through the plane and the crosses are, for the key.

    Raises
    ------
    FrameError
        A ``ValueError``: the frame has no rows, lacks a column or holds a value that it may not.
    """
    known = _checked(frame, groups)
    if strange := set(corners or {}) - set(CORNERS):
        raise ValueError(f"frontier: corners has {sorted(strange)}; expected some of {', '.join(CORNERS)}.")
    words = {corner: wrapped(said, _CORNER) for corner, said in (corners or {}).items() if said}
    marks = dict(zip(groups, _MARKS, strict=False))
    with style():
        entries = [(*marks[name], groups[name]) for name in groups if (known["group"] == name).any()]
        entries += [("+", NEUTRAL, interval_label)] if interval_label and known["is_marked"].any() else []
        entries += [("line", FAINT, median_label)] if median_label else []
        key, title = lay_key(entries), wrapped(y_label, INSIDE)
        over = 0.04 + key.height + 0.1
        top = over + size(title)[1] + 0.08
        plane = _lay(known, words, show_y, top)
        fig, page = make_page(top + plane.high + axis_height(x_label))
        ax = add_panel(fig, plane.left, top, plane.wide, plane.high)
        ax.set(xlim=plane.x_limits, ylim=plane.y_limits)
        ax.set_yticks(*plane.y_ticks, fontsize=SMALL)
        ax.tick_params(axis="y", length=0, pad=3)
        if is_rtl():
            ax.yaxis.tick_right()
        ax.grid(visible=False)
        for x, y in plane.medians:
            page.plot(x, y, color=FAINT, linewidth=1, zorder=0)
        _draw_points(ax, known, marks)
        draw_key(page, key, 0.04)
        heading(page, over, title, color=NEUTRAL)
        _write_corners(page, words, plane, top)
        write_beside(page, plane.discs, plane.placed)
        number_axis(ax, page, show_x, x_label)
    return fig


def _checked(frame: pd.DataFrame, groups: Mapping[str, str]) -> pd.DataFrame:
    """The rows of which all six numbers are known, the marked ones first."""
    require(frame, "frontier", ("label", *_NUMBERS, "group", "is_marked"))
    values = {one: numbers(frame, "frontier", one, most=1 if one in _NUMBERS[:3] else None) for one in _NUMBERS}
    check_members(frame, "frontier", "group", groups, len(_MARKS))
    is_marked = flags(frame, "frontier", "is_marked")
    for one in ("density", "pci"):
        low, middle, high = (values[f"{one}{end}"] for end in ("_low", "", "_high"))
        for row in np.flatnonzero((low > middle) | (middle > high)):
            raise FrameError(
                f"frontier: '{one}_low', {one!r}, '{one}_high' in row {row} are {low[row]}, {middle[row]}, "
                f"{high[row]}; expected them in this order; mend the row."
            )
    is_known = ~np.isnan(list(values.values())).any(axis=0)
    if not is_known.any():
        raise FrameError(f"frontier: no row has {', '.join(_NUMBERS)}; expected at least one; say so in words instead.")
    if (found := int((is_known & is_marked).sum())) > _MOST_MARKED:
        raise FrameError(f"frontier: 'is_marked' holds in {found} rows; expected at most {_MOST_MARKED}; mark fewer.")
    known = frame.assign(**values, is_marked=is_marked)[is_known]
    return known.sort_values("is_marked", ascending=False, kind="stable")


@dataclass(frozen=True)
class _Plane:
    """The panel, in inches of the page, the limits of its axes, and what has a place on it."""

    left: float
    wide: float
    high: float
    x_limits: tuple[float, float]
    y_limits: tuple[float, float]
    y_ticks: tuple[list[float], list[str]]
    medians: list[tuple[list[float], list[float]]]
    discs: np.ndarray
    placed: list[tuple[str, np.ndarray]]  # labels and their boxes


def _lay(known: pd.DataFrame, corners: Mapping[str, str], show_y: Callable[[float], str], top: float) -> _Plane:
    """The plane, taller where labels would find no room: in the end there is a free strip for each."""
    marked = known[known["is_marked"]]
    labels = list(map(str, marked["label"]))
    upper, lower = (
        max((size(said)[1] + 0.1 for corner, said in corners.items() if corner.startswith(side)), default=0.0)
        for side in ("upper", "lower")
    )
    xs, ys = (np.concatenate([known[one], marked[f"{one}_low"], marked[f"{one}_high"]]) for one in ("density", "pci"))
    margins = np.full(len(xs), _MARGIN)
    for step in count():
        spare = step * _MORE
        high = _HIGH + upper + lower + spare
        y_limits = fit(ys, margins + lower + spare / 2, margins + upper + spare / 2, high)
        y_ticks = ticks(*y_limits, high, show_y, room=(0.05, 0.05), is_upright=True)
        column = max(map(width, y_ticks[1]), default=0.0) + 0.08
        left, wide = EDGE if is_rtl() else EDGE + column, INSIDE - column
        x_limits = fit(xs, margins, margins, wide)
        x_scale, y_scale = wide / (x_limits[1] - x_limits[0]), high / (y_limits[1] - y_limits[0])
        across = {one: left + (known[one] - x_limits[0]) * x_scale for one in _NUMBERS[:3]}
        down = {one: top + (y_limits[1] - known[one]) * y_scale for one in _NUMBERS[3:]}
        radius = np.where(known["is_marked"], _LARGE, _SMALL) / 72 * 0.7  # of a diamond's corner
        discs = np.column_stack([across["density"], down["pci"], radius])
        x, y = np.median(discs[:, :2], axis=0)
        medians = [([x, x], [top + upper, top + high - lower]), ([left, left + wide], [y, y])]
        crosses = np.vstack([
            np.column_stack([across["density_low"], down["pci"], across["density_high"], down["pci"]]),
            np.column_stack([across["density"], down["pci_low"], across["density"], down["pci_high"]]),
        ])[np.tile(known["is_marked"], 2)]  # fmt: skip
        lines = np.vstack([crosses, *[[one[0], other[0], one[1], other[1]] for one, other in medians]])
        bounds = (left + 0.03, top + upper, left + wide - 0.03, top + high - lower - 0.03)
        placed = place(discs, labels, [bounds] * len(labels), lines, hiding=_HIDING, strict=step < _STRICT)
        if placed is not None:
            return _Plane(left, wide, high, x_limits, y_limits, y_ticks, medians, discs, placed)


def _draw_points(ax: Axes, known: pd.DataFrame, marks: Mapping[str, tuple[str, str]]) -> None:
    """Small pale marks, then the large ones over their crosses."""
    for name, (marker, colour) in marks.items():
        rest = known[(known["group"] == name) & ~known["is_marked"]]
        ax.plot(rest["density"], rest["pci"], marker, color=colour, markersize=_SMALL, alpha=0.45, markeredgewidth=0,
                linestyle="", zorder=2)  # fmt: skip
        chosen = known[(known["group"] == name) & known["is_marked"]]
        thin = {"color": colour, "linewidth": 0.6, "alpha": 0.6, "zorder": 3}
        ax.hlines(chosen["pci"], chosen["density_low"], chosen["density_high"], **thin)
        ax.vlines(chosen["density"], chosen["pci_low"], chosen["pci_high"], **thin)
        ax.plot(chosen["density"], chosen["pci"], marker, color=colour, markersize=_LARGE, markeredgecolor="white",
                linestyle="", zorder=4)  # fmt: skip


def _write_corners(page: Axes, corners: Mapping[str, str], plane: _Plane, top: float) -> None:
    for corner, said in corners.items():
        vertical, side = corner.split()
        x = plane.left + 0.03 if side == "left" else plane.left + plane.wide - 0.03
        y = top + 0.02 if vertical == "upper" else top + plane.high - 0.05
        write(page, x, y, said, ha=side, va="top" if vertical == "upper" else "bottom", color=NEUTRAL)
