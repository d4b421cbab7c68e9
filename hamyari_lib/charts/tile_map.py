"""A tile-grid map of Iran: one square a province, about where it lies, so that small provinces are read too."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from hamyari_lib import text
from hamyari_lib.charts.style import ABOVE, BELOW, INK, NEUTRAL, WIDTH_INCHES, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Columns from west to east, rows from north to south; provinces by the survey's codes.
GRID: tuple[tuple[int | None, ...], ...] = (
    (4, 3, 24, 1, 2, 27, 28),
    (12, 19, 26, 30, 23, 20, 9),
    (5, 13, 0, 25, 10, 21, 29),
    (16, 15, 14, 17, 7, 8, 11),
    (None, 6, None, 18, None, 22, None),
)

_FILLS = {"above": ABOVE, "below": BELOW, "uncertain": "#e3e6ea", "suppressed": "#ffffff"}
_TILE_LETTERS = 13  # what a line in a tile holds
_INKS = {"above": "white", "below": "white", "uncertain": INK, "suppressed": NEUTRAL}


def tile_map(
    frame: pd.DataFrame, *, show: Callable[[float], str], legend: dict[str, str], suppressed_label: str, marked: int
) -> Figure:
    """The provinces as squares, coloured by what their interval lets us say.

    Parameters
    ----------
    frame
        One row for each province of ``GRID``: index its survey code; columns ``label`` (text), ``estimate`` (float)
        and ``verdict`` (``above``, ``uncertain``, ``below`` the reference, or ``suppressed``, shown without value).
    show
        Writes a value as text.
    legend
        The meaning of each verdict, in the language of the figure.
    marked
        The survey code of the province that the report is about; it gets a frame.
    """
    import matplotlib.pyplot as plt

    missing = sorted({code for row in GRID for code in row if code is not None} - set(frame.index))
    if missing:
        raise ValueError(f"the map needs every province; missing survey codes {missing}; give each a row.")
    with style():
        rows, columns = len(GRID) + _legend_height(legend), len(GRID[0])
        fig = plt.figure(figsize=(WIDTH_INCHES, WIDTH_INCHES * rows / columns), layout="none")
        ax = fig.add_axes((0, 0, 1, 1), xlim=(0, columns), ylim=(rows, 0))
        ax.axis("off")
        for y, row in enumerate(GRID):
            for x, code in enumerate(row):
                if code is not None:
                    _tile(ax, x, y, frame.loc[code], show, suppressed_label, is_marked=code == marked)
        _legend(ax, legend)
    return fig


def _tile(
    ax: Axes,
    x: int,
    y: int,
    tile: pd.Series,
    show: Callable[[float], str],
    suppressed_label: str,
    *,
    is_marked: bool,
) -> None:
    from matplotlib.patches import Rectangle

    verdict, ink = tile["verdict"], _INKS[tile["verdict"]]
    edge = {"edgecolor": INK, "linewidth": 2.4} if is_marked else {"edgecolor": "#aab1ba", "linewidth": 0.6}
    margin = 0.03 if is_marked else 0.015  # the thicker frame must not touch its neighbours
    side = 1 - 2 * margin
    ax.add_patch(Rectangle((x + margin, y + margin), side, side, facecolor=_FILLS[verdict], **edge))
    words = {"ha": "center", "va": "center", "color": ink, "linespacing": 0.95}
    # Arabic script is lower than Latin at the same size, and its names are shorter.
    ax.text(x + 0.5, y + 0.35, _broken(tile["label"]), fontsize=7.4 if text.language() == "fa" else 6.6, **words)
    if verdict == "suppressed":
        ax.text(x + 0.5, y + 0.82, _broken(suppressed_label), fontsize=6, **words)
    else:
        ax.text(x + 0.5, y + 0.82, show(float(tile["estimate"])), fontsize=8.4, weight="bold", **words)


def _legend_height(legend: dict[str, str]) -> float:
    return 0.12 + 0.36 * -(-len(legend) // 2)


def _legend(ax: Axes, legend: dict[str, str]) -> None:
    from matplotlib.patches import Rectangle

    shown = [verdict for verdict in _FILLS if verdict in legend]
    is_persian = text.language() == "fa"
    half = len(GRID[0]) / 2
    for index, verdict in enumerate(shown):
        column, row = index % 2, index // 2
        y = len(GRID) + 0.12 + 0.36 * row
        x = 2 * half - half * column - 0.25 if is_persian else half * column + 0.05
        ax.add_patch(Rectangle((x, y), 0.2, 0.2, facecolor=_FILLS[verdict], edgecolor="#aab1ba", linewidth=0.6))
        ax.text(x - 0.08 if is_persian else x + 0.28, y + 0.1, legend[verdict], fontsize=8, color=INK, va="center",
                ha="right" if is_persian else "left")  # fmt: skip


def _broken(name: str) -> str:
    """A name broken in two where its lines are most alike in length, in three where two are too wide for a tile."""
    words = name.split(" ")
    for lines in (2, 3):
        breaks = [
            [" ".join(words[start:end]) for start, end in pairwise((0, *places, len(words)))]
            for places in combinations(range(1, len(words)), lines - 1)
        ]
        if not breaks:
            break
        name = "\n".join(min(breaks, key=lambda parts: max(map(len, parts)) - min(map(len, parts))))
        if max(map(len, name.split("\n"))) <= _TILE_LETTERS:
            break
    return name
