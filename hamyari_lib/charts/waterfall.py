"""How a sum builds up, step by step: one row a step, floating bars, the total last."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from hamyari_lib.charts.frames import numbers, require
from hamyari_lib.charts.labels import fit, signed, unknown, width, write
from hamyari_lib.charts.page import add_panel, axis_height, draw_rows, lay_rows, make_page, number_axis
from hamyari_lib.charts.style import ABOVE, BELOW, FAINT, INK, NEUTRAL, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_BAR = 0.17  # inches
_PAD = 0.05


def waterfall(
    frame: pd.DataFrame,
    *,
    show: Callable[[float], str],
    axis_label: str,
    total_label: str,
    unknown_label: str = "",
) -> Figure:
    """A row for each step of ``frame`` from the running total before it to the one after it, and a row of the total.

    Parameters
    ----------
    frame
        Columns ``label`` (text) and ``step`` (float, signed; NaN: not known, shown in words and without a bar, and
        left out of the total). At least one row, in the order of the steps.
    show
        Writes a value of the axis as text; the sign of a step is added here.
    total_label
        The label of the last row; where a step is not known it should say what the total then is ("at least").
    unknown_label
        What stands in place of a step that is not known; the language's own word by default.

    Raises
    ------
    HamyariError
        The frame has no rows, lacks a column or holds an infinite step.
    """
    require(frame, "waterfall", ("label", "step"))
    steps = numbers(frame, "waterfall", "step")
    known = ~np.isnan(steps)
    after = np.cumsum(np.where(known, steps, 0))
    total = float(after[-1]) if known.any() else np.nan
    starts = np.append(np.where(known, after - np.where(known, steps, 0), after), 0.0)
    ends = np.append(after, 0.0 if np.isnan(total) else total)
    values = np.append(steps, total)
    last = len(steps)
    words = [
        unknown(unknown_label) if np.isnan(value) else show(value) if place in (0, last) else signed(show, value)
        for place, value in enumerate(values)
    ]
    with style():
        rows = lay_rows([*frame["label"], total_label], bold=[last], least=0.31)
        has_ticks = bool(known.any())
        fig, page = make_page(0.04 + rows.height + axis_height(axis_label, has_ticks=has_ticks))
        left, wide = rows.panel
        ax = add_panel(fig, left, 0.04, wide, rows.height)
        falls = ends < starts  # its words then stand before the bar, where the sum is going
        beside = np.array([width(one, weight="bold" if place == last else "normal") for place, one in enumerate(words)])
        beside += 2 * _PAD
        outer = np.where(falls, np.minimum(starts, ends), np.maximum(starts, ends))
        low, high = fit(
            [0.0, *outer, *starts], [width(show(0.0)) / 2, *np.where(falls, beside, 0), *np.zeros(last + 1)],
            [0.02, *np.where(falls, 0, beside), *np.zeros(last + 1)], wide,
        )  # fmt: skip
        ax.set(xlim=(low, high), ylim=(rows.height, 0), yticks=[])
        pad = _PAD * (high - low) / wide
        ax.axvline(0, color=NEUTRAL, linewidth=0.9, zorder=1)
        ax.axhline(rows.centres[last] - (rows.centres[last] - rows.centres[last - 1]) / 2, color=FAINT, linewidth=0.8)
        for place, (y, value) in enumerate(zip(rows.centres, values, strict=True)):
            is_sum = place in (0, last)
            if place < last and has_ticks:
                ax.plot([ends[place]] * 2, [y, rows.centres[place + 1]], color=NEUTRAL, linewidth=0.8, zorder=2)
            if not np.isnan(value):
                colour = NEUTRAL if is_sum else ABOVE if value >= 0 else BELOW
                ax.barh(y, ends[place] - starts[place], left=starts[place], height=_BAR, color=colour, zorder=3)
            write(
                ax, outer[place] + (-pad if falls[place] else pad), y, words[place], clear=True, zorder=4,
                ha="right" if falls[place] else "left", weight="bold" if place == last else "normal",
                color=NEUTRAL if np.isnan(value) else INK,
            )  # fmt: skip
        draw_rows(page, rows, 0.04)
        number_axis(ax, page, show, axis_label, has_ticks=has_ticks)
    return fig
