"""Estimates with their intervals, one a row, grouped by what the intervals let us say."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING

from hamyari_lib import text
from hamyari_lib.charts.style import ABOVE, BELOW, FAINT, INK, NEUTRAL, WIDTH_INCHES, style, written

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_COLOURS = {"above": ABOVE, "uncertain": NEUTRAL, "below": BELOW}
_ROW_INCHES = 0.25
_GAP = 0.3  # rows of space above the heading of a group
_LINE = 0.75  # rows of space for each further line of a label
_LINE_LETTERS = 30  # longer labels are broken, so that they leave room for the intervals


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
    lines = frame["label"].map(_wrapped).tolist()
    extra = _LINE * sum(line.count("\n") for line in lines) + _GAP * max(len(order) - 1, 0)
    height = len(frame) + len(order) + extra
    is_persian = text.language() == "fa"
    with style():
        fig, ax = plt.subplots(figsize=(WIDTH_INCHES, _ROW_INCHES * height + 0.75))
        shown = frame[frame["verdict"] != "suppressed"]
        low, high = _limits(shown, reference, log_scale=log_scale)
        ax.set_xscale("log" if log_scale else "linear")
        ax.set_xlim(low, high)
        ax.set_ylim(height - 0.4, -0.6)
        ax.axvline(reference, color=INK, linewidth=1, zorder=1)
        # The words stand at the edge, on white: struck through by the line or beside it they would read as a value.
        words = {
            "x": 1 if is_persian else 0, "ha": "right" if is_persian else "left", "va": "center",
            "transform": ax.get_yaxis_transform(),
            "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 3},
        }  # fmt: skip
        labels, places, y = [], [], 0.0
        for verdict in order:
            ax.text(y=y, s=groups[verdict], weight="bold", color=_COLOURS.get(verdict, NEUTRAL), fontsize=8.5, **words)
            y += 1
            for row in frame[frame["verdict"] == verdict].itertuples():
                label = _wrapped(row.label)
                half = _LINE * label.count("\n") / 2
                y += half
                if verdict == "suppressed":
                    ax.text(y=y, s=suppressed_label, color=NEUTRAL, fontsize=8, **words)
                else:
                    colour = _COLOURS[verdict]
                    ax.plot([row.low, row.high], [y, y], color=colour, linewidth=2, solid_capstyle="butt")
                    ax.plot([row.estimate], [y], "o", color=colour, markersize=5)
                labels.append(label)
                places.append(y)
                y += 1 + half
            y += _GAP
        ax.set_yticks(places, labels, va="center", linespacing=1.0)
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


def _wrapped(label: str) -> str:
    return "\n".join(textwrap.wrap(label, _LINE_LETTERS, break_long_words=False)) or label
