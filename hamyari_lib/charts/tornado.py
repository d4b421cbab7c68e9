"""How far each thing moves a result: one row a thing, a bar from its low to its high value, the widest first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from hamyari_lib import text
from hamyari_lib.charts.frames import numbers, require
from hamyari_lib.charts.labels import fit, width, write
from hamyari_lib.charts.page import (
    add_panel,
    axis_height,
    draw_key,
    draw_rows,
    lay_key,
    lay_rows,
    make_page,
    number_axis,
)
from hamyari_lib.charts.style import ABOVE, BELOW, INK, NEUTRAL, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_BAR = 0.17  # inches
_PAD = 0.05


def tornado(
    frame: pd.DataFrame,
    *,
    middle: float,
    show: Callable[[float], str],
    axis_label: str,
    low_label: str,
    high_label: str,
    zero_label: str = "",
) -> Figure:
    """A row for each line of ``frame``, in its order.

    Parameters
    ----------
    frame
        Columns ``label`` (the thing), ``low`` and ``high`` (its two values as words, which stand below the label) and
        ``result_low`` and ``result_high`` (floats: the result at each).
    middle
        The result with everything at its middle; a line stands there.
    show
        Writes a result as text.
    low_label, high_label
        What the two colours mean.
    zero_label
        What a result of 0 means; where the axis reaches 0, a line with these words stands there.

    Raises
    ------
    HamyariError
        The frame has no rows, lacks a column, or holds a result that is not a number.
    """
    require(frame, "tornado", ("label", "low", "high", "result_low", "result_high"))
    ends = [numbers(frame, "tornado", column, needs_all=True) for column in ("result_low", "result_high")]
    left_end, right_end = np.minimum(*ends), np.maximum(*ends)
    with style():
        entries = [("square", BELOW, low_label), ("square", ABOVE, high_label)]
        low, high = min(left_end.min(), middle), max(right_end.max(), middle)
        has_zero = bool(zero_label) and low - 0.15 * (high - low) <= 0 <= high + 0.15 * (high - low)
        if has_zero:
            entries.append(("line", INK, zero_label))
        key = lay_key(entries)
        notes = [text.interval(row.low, row.high) for row in frame.itertuples()]
        rows = lay_rows(list(frame["label"]), notes, least=0.36)
        top = 0.04 + key.height + 0.1
        fig, page = make_page(top + rows.height + axis_height(axis_label))
        left, wide = rows.panel
        ax = add_panel(fig, left, top, wide, rows.height)
        words = [[show(value) for value in side] for side in (left_end, right_end)]
        beside = [[width(one) + 2 * _PAD for one in side] for side in words]
        none = np.zeros(len(frame))
        places = np.concatenate([left_end, right_end, [middle], [0.0] if has_zero else []])
        more = np.full(len(places) - 2 * len(frame), 0.02)
        axis = fit(places, [*beside[0], *none, *more], [*none, *beside[1], *more], wide)
        ax.set(xlim=axis, ylim=(rows.height, 0), yticks=[])
        pad = _PAD * (axis[1] - axis[0]) / wide
        ax.axvline(middle, color=NEUTRAL, linewidth=0.9, zorder=1)
        if has_zero:
            ax.axvline(0, color=INK, linewidth=1.8, zorder=2)
        for place, y in enumerate(rows.centres):
            for end, colour in ((ends[0][place], BELOW), (ends[1][place], ABOVE)):
                ax.barh(y, end - middle, left=middle, height=_BAR, color=colour, zorder=3)
            write(ax, left_end[place] - pad, y, words[0][place], ha="right", clear=True, zorder=4)
            write(ax, right_end[place] + pad, y, words[1][place], ha="left", clear=True, zorder=4)
        draw_key(page, key, 0.04)
        draw_rows(page, rows, top)
        number_axis(ax, page, show, axis_label)
    return fig
