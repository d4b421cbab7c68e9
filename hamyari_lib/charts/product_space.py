"""The product space: which sectors go together in the regions of a nation, and which of them one region has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from hamyari_lib.charts.frames import FrameError, check_members, flags, numbers, require
from hamyari_lib.charts.labels import size, width, wrapped, write
from hamyari_lib.charts.network import parted, places, strongest_ties
from hamyari_lib.charts.page import EDGE, INSIDE, draw_key, is_rtl, lay_key, make_page
from hamyari_lib.charts.placing import place, write_beside
from hamyari_lib.charts.style import ABOVE, BELOW, FAINT, NEUTRAL, SERIES, WIDTH_INCHES, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Of groups in their order: the mark in the key with its colour, and face, edge and width of the edge of nodes.
_LOOKS = (("o", ABOVE, ABOVE, "white", 0.6), ("ring", BELOW, "white", BELOW, 1.8), ("o", FAINT, FAINT, NEUTRAL, 0.5))
_TIE = SERIES[5]
_MOST_NAMED = 12
_MOST_TIES = 2.0  # a node, where the caller leaves it to the figure
_HIGH, _HIGHER = 0.9, 0.325  # inches of the network, and more of them by the root of the number of its nodes
_HIDING = 0.1  # what hiding an inch of a tie costs a label
_MORE = 0.4  # inches that it grows at a time until every label has room
_STRICT = 2  # times that it grows for labels near their nodes; more only so that they find room at all
_LEAST, _LARGEST = 0.04, 0.17  # radius of a node
_RIM = 0.01  # of the line around a node, beyond its radius
_BETWEEN = 0.02  # inches between nodes
_PITCH, _BELOW = 0.36, 0.3  # of nodes without a tie, in their row, and room below it for three labels


def product_space(
    proximity: pd.DataFrame,
    nodes: pd.DataFrame,
    *,
    legend: Mapping[str, str],
    size_label: str,
    show: Callable[[float], str],
    tie_label: Callable[[float], str] | None = None,
    alone_label: str = "",
    least_proximity: float | None = None,
) -> Figure:
    """A circle for each sector, tied to those with which it most often goes together.

    The maximum spanning tree of each part of the network is drawn, and all ties of at least ``least_proximity``, the
    thicker the nearer. Places follow from the ties, and circles make way for each other: regions of one nation have
    nearly the same map. Neither direction nor the axes mean anything, and the same input gives the same picture.
    Sectors without any tie stand in a row below, under a line.

    Parameters
    ----------
    proximity
        Sectors x sectors, symmetric, 0 to 1, without NaN; the diagonal is not read.
    nodes
        Index: the sectors of ``proximity`` in any order. Columns ``label`` (text), ``size`` (0 or more: the area of
        the circle; one too small to be seen is drawn larger), ``group`` (a key of ``legend``) and ``is_named`` (bool,
        at most twelve: those whose label is written).
    legend
        What each group is, at most three; its place gives a group its look: full, ringed, pale. One without a sector
        is not explained.
    size_label, show
        What the area of a circle is, and how a size is written as text.
    tie_label
        Makes the words for the ties in the key from the value at or above which all are drawn; not asked where only
        the tree is drawn.
    alone_label
        What the sectors below the line are.
    least_proximity
        ``None`` takes the lowest value that draws at most two ties a sector.

    Raises
    ------
    FrameError
        A ``ValueError``: ``proximity`` has no tie or is not symmetric, or a frame lacks or holds what it may not.
    """
    strength = _checked_proximity(proximity)
    known = _checked_nodes(nodes, proximity.index, legend)
    strength = strength[np.ix_(*[proximity.index.get_indexer(known.index)] * 2)]
    is_tied, least = strongest_ties(strength, least=least_proximity, most=_MOST_TIES)
    looks = dict(zip(legend, _LOOKS, strict=False))
    with style():
        entries = [(*looks[name][:2], legend[name]) for name in legend if (known["group"] == name).any()]
        entries += [("line", _TIE, tie_label(least))] if tie_label and np.isfinite(least) else []
        key, measure = lay_key(entries), wrapped(size_label, INSIDE / 2)
        half = max(_LARGEST, size(measure)[1] / 2)
        middle = 0.04 + key.height + 0.08 + half  # of the line that explains areas
        top = middle + half + 0.1
        space = _lay(known, is_tied, top)
        words = wrapped(alone_label, INSIDE) if space.line is not None else ""
        fig, page = make_page(space.bottom + (size(words)[1] + 0.05 if words else 0) + EDGE)
        draw_key(page, key, 0.04)
        _draw_sizes(page, known["size"].max(), measure, show, middle)
        _draw_ties(page, space.discs, is_tied, strength)
        for order, (name, look) in enumerate(looks.items()):
            chosen = space.discs[(known["group"] == name).to_numpy()] - (0, 0, _RIM)
            _circles(page, chosen, *look[2:], zorder=2 - order / 10)
        write_beside(page, space.discs[known["is_named"]], space.placed)
        if space.line is not None:
            page.plot([EDGE, WIDTH_INCHES - EDGE], [space.line] * 2, color=FAINT, linewidth=0.8, zorder=0)
            side = {"x": WIDTH_INCHES - EDGE, "ha": "right"} if is_rtl() else {"x": EDGE, "ha": "left"}
            write(page, y=space.bottom + 0.03, words=words, va="top", color=NEUTRAL, **side)
    return fig


def _checked_proximity(proximity: pd.DataFrame) -> np.ndarray:
    require(proximity, "product_space", ())
    if not proximity.index.equals(proximity.columns) or not proximity.index.is_unique:
        raise FrameError(
            f"product_space: proximity has {proximity.shape[0]} rows and {proximity.shape[1]} columns that are not the "
            "same sectors in the same order, each once; expected sectors x sectors."
        )
    values = [numbers(proximity, "product_space", one, needs_all=True, most=1) for one in proximity.columns]
    strength = np.column_stack(values)
    if not (strength * ~np.eye(len(strength), dtype=bool)).any():
        raise FrameError("product_space: proximity has no tie; expected one above 0; say so in words instead.")
    for row, column in np.argwhere(~np.isclose(strength, strength.T)):
        raise FrameError(
            f"product_space: proximity of {proximity.index[row]!r} to column {proximity.columns[column]!r} is "
            f"{strength[row, column]}, and {strength[column, row]} the other way; expected a symmetric frame."
        )
    return strength


def _checked_nodes(nodes: pd.DataFrame, sectors: pd.Index, legend: Mapping[str, str]) -> pd.DataFrame:
    """The nodes in the order of their sectors, so that one proximity gives one picture whatever stands in it."""
    require(nodes, "product_space", ("label", "size", "group", "is_named"))
    if not nodes.index.is_unique or set(nodes.index) != set(sectors):
        odd = sorted(map(repr, [*set(sectors) ^ set(nodes.index), *nodes.index[nodes.index.duplicated()]]))
        raise FrameError(
            f"product_space: the index of nodes and proximity differ in {', '.join(odd)}; expected each sector once."
        )
    sizes = numbers(nodes, "product_space", "size", needs_all=True, most=np.inf)
    check_members(nodes, "product_space", "group", legend, len(_LOOKS))
    is_named = flags(nodes, "product_space", "is_named")
    if is_named.sum() > _MOST_NAMED:
        raise FrameError(
            f"product_space: 'is_named' holds in {is_named.sum()} rows; expected at most {_MOST_NAMED}; name fewer."
        )
    return nodes.assign(size=sizes, is_named=is_named).sort_index()


@dataclass(frozen=True)
class _Space:
    """What has a place on the page, in inches: circles (x, y, radius), labels with their boxes, the lower edge."""

    discs: np.ndarray
    placed: list[tuple[str, np.ndarray]]
    line: float | None  # over the sectors without any tie
    bottom: float


def _lay(known: pd.DataFrame, is_tied: np.ndarray, top: float) -> _Space:
    """The network, taller where labels would find no room: in the end there is a free strip for each."""
    is_alone = ~is_tied.any(axis=1)
    radius = np.maximum(_LEAST, _LARGEST * np.sqrt(known["size"] / (known["size"].max() or 1))).to_numpy()
    is_named = known["is_named"].to_numpy()
    labels = list(map(str, known["label"][is_named]))
    at = places(is_tied[np.ix_(~is_alone, ~is_alone)])[:, ::-1]
    higher = _HIGH + _HIGHER * np.sqrt((~is_alone).sum())
    below = _BELOW * np.ceil((is_alone & is_named).sum() / 3)
    for step in count():
        spare = step * _MORE
        low = np.array([EDGE, top + spare / 2])
        high = np.array([WIDTH_INCHES - EDGE, low[1] + higher])
        centres = np.empty((len(known), 2))
        centres[~is_alone] = parted(low + at * (high - low), radius[~is_alone] + _BETWEEN / 2, low, high)
        floor = bottom = high[1] + spare / 2
        if is_alone.any():
            centres[is_alone], bottom = _row(is_alone.sum(), floor + 0.08)
            bottom += below * (1 + max(step - _STRICT, 0))
        discs = np.column_stack([centres, radius + _RIM])
        first, second = np.nonzero(np.triu(is_tied))
        lines = np.hstack([centres[first], centres[second]])
        bounds = [
            (EDGE, floor + 0.1 if alone else top, WIDTH_INCHES - EDGE, bottom if alone else floor)
            for alone in is_alone[is_named]
        ]
        marks = np.vstack([discs[is_named], discs[~is_named]])
        placed = place(marks, labels, bounds, lines, hiding=_HIDING, strict=step < _STRICT)
        if placed is not None:
            return _Space(discs, placed, floor + 0.04 if is_alone.any() else None, bottom)


def _row(nodes: int, top: float) -> tuple[np.ndarray, float]:
    """Places of nodes side by side from where reading begins, and the lower edge of their last row."""
    a_row = int(INSIDE / _PITCH)
    row, column = np.divmod(np.arange(nodes), a_row)
    across = EDGE + (column + 0.5) * _PITCH
    across = WIDTH_INCHES - across if is_rtl() else across
    return np.column_stack([across, top + (row + 0.5) * _PITCH]), top + (row[-1] + 1) * _PITCH


def _draw_sizes(page: Axes, greatest: float, words: str, show: Callable[[float], str], middle: float) -> None:
    """What the area of a circle is, with two circles of round sizes, from where reading begins."""
    turn = -1 if is_rtl() else 1
    x, side = (WIDTH_INCHES - EDGE, "right") if is_rtl() else (EDGE, "left")
    write(page, x, middle, words, ha=side)
    x += turn * (width(words) + 0.12)
    for value in _round_sizes(greatest, show):
        radius = max(_LEAST, _LARGEST * np.sqrt(value / greatest))
        _circles(page, np.array([[x + turn * radius, middle, radius]]), "white", NEUTRAL, 0.8, zorder=2)
        x += turn * (2 * radius + 0.05)
        write(page, x, middle, show(value), ha=side)
        x += turn * (width(show(value)) + 0.15)


def _round_sizes(greatest: float, show: Callable[[float], str]) -> list[float]:
    """A round value of at most ``greatest`` and a tenth of it, without what is written as zero."""
    unit = 10.0 ** np.floor(np.log10(greatest or 1))
    large = max((one for one in (unit, 2 * unit, 5 * unit) if one <= greatest), default=0.0)
    return [one for one in (large, large / 10) if show(one) != show(0.0)]


def _draw_ties(page: Axes, discs: np.ndarray, is_tied: np.ndarray, strength: np.ndarray) -> None:
    from matplotlib.collections import LineCollection

    first, second = np.nonzero(np.triu(is_tied))
    segments = np.stack([discs[first, :2], discs[second, :2]], axis=1)
    thick = 0.4 + 1.2 * strength[first, second] ** 2
    page.add_collection(LineCollection(segments, colors=_TIE, linewidths=thick, zorder=1), autolim=False)


def _circles(page: Axes, discs: np.ndarray, face: str, edge: str, thick: float, zorder: float) -> None:
    page.scatter(
        discs[:, 0], discs[:, 1], s=(144 * discs[:, 2]) ** 2, facecolor=face, edgecolor=edge, linewidth=thick,
        zorder=zorder,
    )  # fmt: skip
