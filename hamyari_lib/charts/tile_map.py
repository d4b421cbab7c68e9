"""A tile-grid map of Iran: one square a province, about where it lies, so that small provinces are read too."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hamyari_lib import text
from hamyari_lib.charts.style import ABOVE, BELOW, INK, NEUTRAL, WIDTH_INCHES, style

if TYPE_CHECKING:
    import pandas as pd
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
    from matplotlib.patches import Rectangle

    missing = sorted({code for row in GRID for code in row if code is not None} - set(frame.index))
    if missing:
        raise ValueError(f"the map needs every province; missing survey codes {missing}; give each a row.")
    with style():
        fig, ax = plt.subplots(figsize=(WIDTH_INCHES, WIDTH_INCHES * (len(GRID) + 0.62) / len(GRID[0])))
        for y, row in enumerate(GRID):
            for x, code in enumerate(row):
                if code is None:
                    continue
                tile = frame.loc[code]
                verdict = tile["verdict"]
                ax.add_patch(
                    Rectangle(
                        (x + 0.03, y + 0.03), 0.94, 0.94, facecolor=_FILLS[verdict], edgecolor="#aab1ba", linewidth=0.6
                    )
                )
                ink = _INKS[verdict]
                ax.text(x + 0.5, y + 0.36, _two_lines(tile["label"]), ha="center", va="center", color=ink, fontsize=5.8,
                        linespacing=1.15)  # fmt: skip
                value = suppressed_label if verdict == "suppressed" else show(float(tile["estimate"]))
                ax.text(x + 0.5, y + 0.79, value, ha="center", va="center", color=ink,
                        fontsize=5.2 if verdict == "suppressed" else 7.5, weight="normal" if verdict == "suppressed" else "bold")  # fmt: skip
                if code == marked:
                    ax.add_patch(Rectangle((x + 0.03, y + 0.03), 0.94, 0.94, fill=False, edgecolor=INK, linewidth=2.2))
        _legend(ax, legend)
        ax.set_xlim(0, len(GRID[0]))
        ax.set_ylim(len(GRID) + 0.62, 0)
        ax.set_aspect("equal")
        ax.axis("off")
    return fig


def _legend(ax: object, legend: dict[str, str]) -> None:
    from matplotlib.patches import Rectangle

    shown = [verdict for verdict in _FILLS if verdict in legend]
    is_persian = text.language() == "fa"
    for index, verdict in enumerate(shown):
        column, row = index % 2, index // 2
        y = len(GRID) + 0.12 + 0.3 * row
        x = 7 - 3.5 * column - 0.25 if is_persian else 3.5 * column + 0.05
        ax.add_patch(Rectangle((x, y), 0.2, 0.2, facecolor=_FILLS[verdict], edgecolor="#aab1ba", linewidth=0.6))
        ax.text(x - 0.08 if is_persian else x + 0.28, y + 0.1, legend[verdict], fontsize=7, color=INK, va="center",
                ha="right" if is_persian else "left")  # fmt: skip


def _two_lines(name: str) -> str:
    """A name broken at the space that makes its two lines most alike in length; one word stays whole."""
    words = name.split(" ")
    if len(words) == 1:
        return name
    breaks = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return "\n".join(min(breaks, key=lambda pair: abs(len(pair[0]) - len(pair[1]))))
