"""Estimates with their intervals, one a row, grouped by what the intervals let us say."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from hamyari_lib import text
from hamyari_lib.charts.labels import size, width, wrapped, write
from hamyari_lib.charts.page import EDGE, INSIDE, add_panel, below
from hamyari_lib.charts.style import ABOVE, BELOW, FAINT, INK, NEUTRAL, WIDTH_INCHES, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_COLOURS = {"above": ABOVE, "uncertain": NEUTRAL, "below": BELOW}
_ROW_INCHES = 0.25
_GAP = 0.3  # rows of space above the heading of a group
_LINE = 0.75  # rows of space for each further line of a label
_POINTS = 9  # of labels
_BESIDE = 0.1  # inches between the labels and the panel
_TO_AXIS_LABEL = 0.27  # inches from the axis, past the words of its ticks
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
    from matplotlib.ticker import MaxNLocator, NullLocator

    order = [verdict for verdict in (*_COLOURS, "suppressed") if (frame["verdict"] == verdict).any()]
    labels = frame["label"].map(_in_lines)
    extra = _LINE * sum(label.count("\n") for label in labels) + _GAP * max(len(order) - 1, 0)
    height = len(labels) + len(order) + extra
    is_persian = text.language() == "fa"
    with style():
        # Laid out in inches: Matplotlib's own layout draws everything three times.
        column = _BESIDE + max((width(label, _POINTS) for label in labels), default=0.0)
        wide, high = INSIDE - column, _ROW_INCHES * (height + 0.2)
        axis_label = wrapped(axis_label, INSIDE, _POINTS)
        foot = _TO_AXIS_LABEL + size(axis_label, _POINTS)[1] + EDGE
        fig = plt.figure(figsize=(WIDTH_INCHES, high + foot), layout="none")
        left = EDGE if is_persian else EDGE + column
        ax = add_panel(fig, left, 0, wide, high)
        shown = frame[frame["verdict"] != "suppressed"]
        low, top = _limits(shown, reference, log_scale=log_scale)
        ax.set_xscale("log" if log_scale else "linear")
        ax.set(xlim=(low, top), ylim=(height - 0.4, -0.6))
        ax.axvline(reference, color=INK, linewidth=1, zorder=1)
        # The words stand at the edge, on white: struck through by the line or beside it they would read as a value.
        where = {"ha": "right" if is_persian else "left", "va": "center", "transform": ax.get_yaxis_transform()}
        words = where | {"x": 1 if is_persian else 0, "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 3}}
        beside = where | {"x": 1 + column / wide if is_persian else -column / wide, "fontsize": _POINTS}
        y = 0.0
        for verdict in order:
            ax.text(y=y, s=groups[verdict], weight="bold", color=_COLOURS.get(verdict, NEUTRAL), fontsize=8.5, **words)
            y += 1
            for label, row in _of(verdict, frame, labels):
                half = _LINE * label.count("\n") / 2
                y += half
                if verdict == "suppressed":
                    ax.text(y=y, s=suppressed_label, color=NEUTRAL, fontsize=8, **words)
                else:
                    colour = _COLOURS[verdict]
                    ax.plot([row.low, row.high], [y, y], color=colour, linewidth=2, solid_capstyle="butt")
                    ax.plot([row.estimate], [y], "o", color=colour, markersize=5)
                ax.text(y=y, s=label, linespacing=1.0, color=INK, **beside)
                y += 1 + half
            y += _GAP
        ax.set_yticks([])
        if log_scale:
            at = [tick for tick in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if low <= tick <= top]
            ax.xaxis.set_minor_locator(NullLocator())
        else:
            at = [tick for tick in MaxNLocator(nbins=5).tick_values(low, top) if low <= tick <= top]
        ax.set_xticks(at, [show(float(tick)) for tick in at])
        ax.spines["bottom"].set_color(FAINT)
        middle = below(axis_label, left, wide, _POINTS)
        write(
            ax, (middle - left) / wide, -_TO_AXIS_LABEL / high, axis_label, points=_POINTS, va="top", ha="center",
            transform=ax.transAxes,
        )  # fmt: skip
    return fig


def _of(verdict: str, frame: pd.DataFrame, labels: pd.Series) -> Iterator[tuple[str, Any]]:
    """The rows of a verdict in their order, each with its label in lines."""
    chosen = frame["verdict"] == verdict
    return zip(labels[chosen], frame[chosen].itertuples(), strict=True)


def _limits(shown: pd.DataFrame, reference: float, *, log_scale: bool) -> tuple[float, float]:
    low = min([reference, *shown["low"]])
    high = max([reference, *shown["high"]])
    if log_scale:
        floor = min(value for value in (reference / 2, *shown["estimate"]) if value > 0) / 2
        return max(low, floor) / 1.15, high * 1.15
    margin = 0.06 * (high - low or 1)
    return low - margin, high + margin


def _in_lines(label: str) -> str:
    return "\n".join(textwrap.wrap(label, _LINE_LETTERS, break_long_words=False)) or label
