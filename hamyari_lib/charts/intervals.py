"""Estimates with their intervals, one a row, grouped by what the intervals let us say."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hamyari_lib import text
from hamyari_lib.charts.style import ABOVE, BELOW, FAINT, INK, NEUTRAL, WIDTH_INCHES, style, written

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_COLOURS = {"above": ABOVE, "uncertain": NEUTRAL, "below": BELOW}
_ROW_INCHES = 0.25


def intervals(
    frame: pd.DataFrame,
    *,
    reference: float,
    axis_label: str,
    show: Callable[[float], str],
    groups: dict[str, str],
    suppressed_label: str,
    log_scale: bool = False,
) -> Figure:
    """A row for each line of ``frame``: a point, its interval, and a line at ``reference``.

    Parameters
    ----------
    frame
        Columns ``label`` (text), ``estimate``, ``low``, ``high`` (floats in one unit) and ``verdict``: ``above``,
        ``uncertain`` or ``below`` the reference, or ``suppressed``, which shows no value. Rows are grouped by
        verdict and keep their order within it, so that the picture ranks nothing that the intervals do not carry.
    show
        Writes a value of the axis as text.
    groups
        The heading of each verdict, in the language of the figure.
    suppressed_label
        What stands in place of a suppressed value.
    """
    import matplotlib.pyplot as plt
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

    order = [verdict for verdict in (*_COLOURS, "suppressed") if (frame["verdict"] == verdict).any()]
    rows = len(frame) + len(order)
    is_persian = text.language() == "fa"
    with style():
        fig, ax = plt.subplots(figsize=(WIDTH_INCHES, _ROW_INCHES * rows + 0.75))
        shown = frame[frame["verdict"] != "suppressed"]
        low, high = _limits(shown, reference, log_scale=log_scale)
        ax.set_xscale("log" if log_scale else "linear")
        ax.set_xlim(low, high)
        ax.set_ylim(rows - 0.4, -0.6)
        ax.axvline(reference, color=INK, linewidth=1, zorder=1)
        labels, places, y = [], [], 0
        edge = {"transform": ax.get_yaxis_transform(), "va": "center"}
        for verdict in order:
            ax.text(1 if is_persian else 0, y, groups[verdict], ha="right" if is_persian else "left", weight="bold",
                    color=_COLOURS.get(verdict, NEUTRAL), fontsize=8.5, clip_on=False, **edge)  # fmt: skip
            y += 1
            for row in frame[frame["verdict"] == verdict].itertuples():
                if verdict == "suppressed":
                    ax.text(0.5, y, suppressed_label, ha="center", color=NEUTRAL, fontsize=8, **edge)
                else:
                    colour = _COLOURS[verdict]
                    ax.plot([row.low, row.high], [y, y], color=colour, linewidth=2, solid_capstyle="butt")
                    ax.plot([row.estimate], [y], "o", color=colour, markersize=5)
                labels.append(row.label)
                places.append(y)
                y += 1
        ax.set_yticks(places, labels)
        ax.tick_params(axis="y", length=0)
        if is_persian:
            ax.yaxis.tick_right()
        ax.grid(visible=False, axis="y")
        if log_scale:
            ticks = [tick for tick in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if low <= tick <= high]
            ax.xaxis.set_major_locator(FixedLocator(ticks))
            ax.xaxis.set_minor_locator(NullLocator())
        else:
            ax.xaxis.set_major_locator(MaxNLocator(nbins=5))
        ax.xaxis.set_major_formatter(FuncFormatter(written(show)))
        ax.spines["bottom"].set_color(FAINT)
        ax.set_xlabel(axis_label)
    return fig


def _limits(shown: pd.DataFrame, reference: float, *, log_scale: bool) -> tuple[float, float]:
    low = min([reference, *shown["low"]])
    high = max([reference, *shown["high"]])
    if log_scale:
        floor = min(value for value in (reference / 2, *shown["estimate"]) if value > 0) / 2
        return max(low, floor) / 1.15, high * 1.15
    margin = 0.06 * (high - low or 1)
    return low - margin, high + margin
