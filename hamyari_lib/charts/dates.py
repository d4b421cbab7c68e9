"""As of when each of several things is: a mark a row on an axis of Jalali years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hamyari_lib.charts.frames import require
from hamyari_lib.charts.labels import SMALL, unknown, width, write
from hamyari_lib.charts.page import (
    add_panel,
    axis_height,
    below,
    draw_key,
    draw_rows,
    is_rtl,
    lay_key,
    lay_rows,
    make_page,
)
from hamyari_lib.charts.style import ABOVE, FAINT, INK, NEUTRAL, WIDTH_INCHES, style
from hamyari_lib.charts.time_axis import day_of, year_ticks
from hamyari_lib.errors import HamyariError
from hamyari_lib.jalali import JalaliDate

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_YEAR = 365.25
_ROOM = 0.09  # inches between a mark and its words


def dates(
    frame: pd.DataFrame, *, axis_label: str, mark_label: str, day: JalaliDate | None = None, day_label: str = "",
    unknown_label: str = "",
) -> Figure:  # fmt: skip
    """A row for each line of ``frame`` with a mark at its day, and a line at ``day`` if one is given.

    Parameters
    ----------
    frame
        Columns ``label`` (text), ``date`` (a ``JalaliDate``; None: not known, said in words) and ``said`` (what stands
        beside the mark). Rows keep their order.
    mark_label, day, day_label
        What a mark is; a day that every row is held against, and what that is.

    Raises
    ------
    HamyariError
        The frame has no rows, lacks a column, or knows no date at all.
    """
    require(frame, "dates", ("label", "date", "said"))
    days = np.array([np.nan if one is None else day_of(one) for one in frame["date"]], dtype=float)
    known = days[~np.isnan(days)]
    if not known.size:
        raise HamyariError("dates: no row has a date; say so in words instead of a figure.")
    with style():
        rows = lay_rows(list(frame["label"]), least=0.26)
        line = [("line", INK, day_label)] if day is not None and day_label else []
        key = lay_key([("o", ABOVE, mark_label), *line])
        top = key.height + 0.12
        fig, page = make_page(top + rows.height + axis_height(axis_label))
        left, wide = rows.panel
        ax = add_panel(fig, left, top, wide, rows.height)
        at = [*known, *([day_of(day)] if day is not None else [])]
        low, high = _limits(min(at), max(at))
        ax.set(xlim=(low, high), ylim=(rows.height, 0), yticks=[])
        if day is not None:
            ax.axvline(day_of(day), color=INK, linewidth=1, zorder=1)
        unit = (high - low) / wide
        for y, value, said in zip(rows.centres, days, frame["said"], strict=True):
            if np.isnan(value):
                side = ("right", 1 - 0.02 / wide) if is_rtl() else ("left", 0.02 / wide)
                write(ax, side[1], y, said or unknown(unknown_label), ha=side[0], color=NEUTRAL, clear=True,
                      transform=ax.get_yaxis_transform())  # fmt: skip
                continue
            ax.plot([value], [y], "o", color=ABOVE, markersize=5, zorder=3)
            # Words stand on the side of the mark that has room for them.
            needs = (width(said) + _ROOM + 0.03) * unit
            is_left = value - needs >= low and (value + needs > high or _crosses(day, value, needs))
            write(
                ax,
                value + (-_ROOM if is_left else _ROOM) * unit,
                y,
                said,
                ha="right" if is_left else "left",
                clear=True,
            )
        for above, under in zip(rows.centres, rows.centres[1:], strict=False):
            ax.axhline((above + under) / 2, color=FAINT, linewidth=0.5, zorder=0)
        draw_key(page, key, 0.04)
        draw_rows(page, rows, top)
        ticks, words = year_ticks(low, high, wide, room=(left - 0.02, WIDTH_INCHES - left - wide - 0.02))
        ax.set_xticks(ticks, words, fontsize=SMALL)
        ax.tick_params(axis="x", length=3, pad=2, color=FAINT)
        ax.spines["bottom"].set_color(FAINT)
        write(page, below(axis_label, left, wide), top + rows.height + 0.24, axis_label, va="top", ha="center")
    return fig


def _limits(first: float, last: float) -> tuple[float, float]:
    """At least three years, with a margin on either side."""
    missing = max(0.0, 3 * _YEAR - (last - first)) / 2
    margin = 0.06 * (last - first + 2 * missing)
    return first - missing - margin, last + missing + margin


def _crosses(day: JalaliDate | None, value: float, needs: float) -> bool:
    """Whether words to the right of a mark would stand on the line of the day."""
    return day is not None and value < day_of(day) < value + needs
