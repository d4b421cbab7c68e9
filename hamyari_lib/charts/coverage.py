"""What is there and what is not: a row for each table, a cell for each thing that matters, its words on its ground."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from hamyari_lib.charts.frames import require
from hamyari_lib.charts.labels import size, width, wrapped, write
from hamyari_lib.charts.page import EDGE, add_panel, draw_key, draw_rows, is_rtl, lay_key, lay_rows, make_page
from hamyari_lib.charts.style import ABOVE, FAINT, INK, NEUTRAL, style
from hamyari_lib.errors import HamyariError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# The better the deeper; what is poor differs in hue and in lightness, what is not known is white.
FILLS = {"good": ABOVE, "fair": "#bcd5ec", "poor": "#e9a25f", "unknown": "#ffffff", "plain": "#eef1f4"}
_INKS = {"good": "white", "fair": INK, "poor": INK, "unknown": NEUTRAL, "plain": INK}
_MOST = 6  # columns that a phone can show
_GAP = 0.025  # between two cells, inches
_POINTS, _LEAST_POINTS = 8.0, 5.5


def coverage(
    grades: pd.DataFrame, words: pd.DataFrame, *, labels: list[str], headings: list[str], legend: Mapping[str, str]
) -> Figure:
    """A cell for each row and column, coloured by its grade, with its words.

    Parameters
    ----------
    grades, words
        Frames of the same shape, at most 6 columns: of each cell its grade, ``good``, ``fair``, ``poor``, ``unknown``
        (white) or ``plain`` (said without being judged), and what is written in it.
    labels, headings
        What each row and each column is called; the first column stands where reading begins.
    legend
        What each grade means, in the order in which it is told; those that do not occur are left out.

    Raises
    ------
    HamyariError
        There is no row, there are too many columns, or a grade is none of these.
    """
    require(grades, "coverage", ())
    rows, columns = grades.shape
    if words.shape != grades.shape or len(labels) != rows or len(headings) != columns or not 1 <= columns <= _MOST:
        raise HamyariError(
            f"coverage: {rows} x {columns} grades, {words.shape[0]} x {words.shape[1]} words, {len(labels)} labels and "
            f"{len(headings)} headings; expected as many of each, and at most {_MOST} columns."
        )
    wrong = sorted({str(one) for one in np.unique(grades.to_numpy().astype(str))} - set(FILLS))
    if wrong:
        raise HamyariError(f"coverage: grade is {wrong[0]!r}; expected one of {', '.join(FILLS)}; correct the cell.")
    with style():
        laid = lay_rows(labels, least=0.3)
        left, wide = laid.panel
        step = wide / columns
        told = [wrapped(one, step - 0.04) for one in headings]
        head = max(size(one)[1] for one in told) + 0.08
        occurring = set(grades.to_numpy().ravel())
        entries = [(grade, said) for grade, said in legend.items() if grade in occurring]
        key = lay_key(
            [("frame", FAINT, said) if one == "unknown" else ("square", FILLS[one], said) for one, said in entries]
        )
        top = 0.04 + head
        fig, page = make_page(top + laid.height + 0.12 + key.height + EDGE)
        ax = add_panel(fig, left, top, wide, laid.height)
        ax.set(xlim=(0, wide), ylim=(laid.height, 0))
        ax.axis("off")
        points = _size_of_words(words, step)
        for column in range(columns):
            place = columns - 1 - column if is_rtl() else column
            write(page, left + (place + 0.5) * step, top - 0.05, told[column], va="bottom", ha="center", color=NEUTRAL)
            for row, (centre, high) in enumerate(zip(laid.centres, _heights(laid.centres, laid.height), strict=True)):
                grade, said = grades.iat[row, column], str(words.iat[row, column])
                _cell(ax, place * step, centre - high / 2, step, high, grade)
                write(ax, (place + 0.5) * step, centre, said, points=points, ha="center", color=_INKS[grade])
        draw_rows(page, laid, top)
        draw_key(page, key, top + laid.height + 0.12)
    return fig


def _cell(ax: Axes, x: float, y: float, wide: float, high: float, grade: str) -> None:
    from matplotlib.patches import Rectangle

    edge = {"edgecolor": FAINT, "linewidth": 0.6} if grade == "unknown" else {"linewidth": 0}
    ax.add_patch(Rectangle((x + _GAP, y + _GAP), wide - 2 * _GAP, high - 2 * _GAP, facecolor=FILLS[grade], **edge))


def _heights(centres: tuple[float, ...], total: float) -> list[float]:
    """The height of each row: its centre lies in its middle."""
    heights, top = [], 0.0
    for centre in centres:
        heights.append(2 * (centre - top))
        top += heights[-1]
    assert not centres or abs(top - total) < 1e-6
    return heights


def _size_of_words(words: pd.DataFrame, step: float) -> float:
    """One size of letters for all cells, so that none seems to matter more."""
    widest = max(width(str(one), _POINTS) for one in words.to_numpy().ravel())
    return float(np.clip(_POINTS * (step - 2 * _GAP - 0.06) / max(widest, 0.01), _LEAST_POINTS, _POINTS))
