"""A quantity over two others: a table of numbers on a ground of one colour, with the line where an order changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from hamyari_lib.charts.frames import numbers, require
from hamyari_lib.charts.labels import size, unknown, width, wrapped, write
from hamyari_lib.charts.page import EDGE, INSIDE, Key, add_panel, draw_key, heading, is_rtl, lay_key, make_page
from hamyari_lib.charts.style import BELOW, INK, NEUTRAL, WIDTH_INCHES, luminance, style
from hamyari_lib.errors import HamyariError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PALE, _DEEP = np.array([0.945, 0.965, 0.985]), np.array([0.043, 0.373, 0.647])
_ROW = 0.36  # inches
_MOST = 9  # rows and columns that a phone can show
_LINE = 2.8
_TURN = 0.215  # luminance of the ground on which white words and INK are read alike


def heat_map(
    grid: pd.DataFrame,
    *,
    show: Callable[[float], str],
    show_x: Callable[[float], str],
    show_y: Callable[[float], str],
    x_label: str,
    y_label: str,
    mark: tuple[float, float] | None = None,
    mark_label: str = "",
    boundary: pd.DataFrame | None = None,
    boundary_label: str = "",
    unknown_label: str = "—",
) -> Figure:
    """A cell for each value of ``grid``, the deeper the greater, with its number.

    Parameters
    ----------
    grid
        Index: values of the vertical axis; columns: of the horizontal one (floats). The first row stands lowest, so
        that both axes grow as axes do when both are sorted. NaN shows ``unknown_label`` on white. At most 9 x 9.
    show, show_x, show_y
        Write a cell, a column's and a row's value as text.
    mark, mark_label
        The (y, x) of a cell to frame, and what it is.
    boundary, boundary_label
        A boolean frame of the shape of ``grid``: a bold line runs where it changes from one cell to the next; the
        label says what changes there. Where nothing changes there is neither.

    Raises
    ------
    HamyariError
        The grid is empty or too large, a cell is infinite, or ``mark`` is not a cell.
    """
    require(grid, "heat_map", ())
    rows, columns = grid.shape
    if not 1 <= columns <= _MOST or rows > _MOST:
        raise HamyariError(f"heat_map: the grid has {rows} x {columns} cells; expected 1 x 1 to 9 x 9; choose fewer.")
    values = np.column_stack([numbers(grid, "heat_map", column) for column in grid.columns])
    cell = None if mark is None else _cell(grid, mark)
    changes = _changes(grid, boundary)
    with style():
        ticks_y = [show_y(float(one)) for one in grid.index]
        column = max(map(width, ticks_y)) + 0.08
        wide, high = INSIDE - column, rows * _ROW
        left = EDGE if is_rtl() else EDGE + column
        title, below = wrapped(y_label, INSIDE), wrapped(x_label, INSIDE)
        # A line that leaves the grid at its top is named there; any other one in the key.
        exits = [left + (one[0][0] / columns) * wide for one in changes if one[1][1] == rows and one[0][0] == one[1][0]]
        named = wrapped(boundary_label, INSIDE) if changes and boundary_label else ""
        entries = [("frame", BELOW, mark_label)] if cell and mark_label else []
        if named and not exits:
            entries.append(("line", INK, boundary_label))
        key = lay_key(entries) if entries else Key((), 0.0)
        strip = size(named)[1] + 0.1 if named and exits else 0.0
        top = 0.04 + size(title)[1] + 0.07 + strip
        foot = top + high + 0.22
        key_top = foot + size(below)[1] + 0.1
        fig, page = make_page((key_top + key.height if entries else foot + size(below)[1]) + EDGE)
        ax = add_panel(fig, left, top, wide, high)
        ax.set(xlim=(0, columns), ylim=(0, rows))
        ax.axis("off")
        _cells(ax, values, show, unknown_label, wide / columns)
        for start, end in changes:
            for colour, thick in (("white", _LINE + 2.4), (INK, _LINE)):
                xs, ys = zip(start, end, strict=True)
                ax.plot(xs, ys, color=colour, linewidth=thick, solid_capstyle="projecting", clip_on=False,
                        zorder=3 if colour == "white" else 3.1)  # fmt: skip
        if cell:
            _frame(ax, cell)
        side = ("left", left + wide + 0.08) if is_rtl() else ("right", left - 0.08)
        for row, words in enumerate(ticks_y):
            write(page, side[1], top + high - (row + 0.5) * _ROW, words, ha=side[0])
        _column_ticks(page, [show_x(float(one)) for one in grid.columns], left, wide, top + high + 0.05)
        heading(page, 0.04, title, color=NEUTRAL)
        half = width(below) / 2 + EDGE
        middle = min(max(left + wide / 2, half), WIDTH_INCHES - half)
        write(page, middle, foot, below, va="top", ha="center")
        if strip:
            _name_line(page, named, exits, top)
        draw_key(page, key, key_top)
    return fig


def _cell(grid: pd.DataFrame, mark: tuple[float, float]) -> tuple[int, int]:
    row = np.flatnonzero(np.isclose(np.asarray(grid.index, dtype=float), mark[0], rtol=1e-9, atol=1e-12))
    column = np.flatnonzero(np.isclose(np.asarray(grid.columns, dtype=float), mark[1], rtol=1e-9, atol=1e-12))
    if not (row.size and column.size):
        raise HamyariError(
            f"heat_map: mark is {mark}; expected a (y, x) among rows {list(map(float, grid.index))} and columns "
            f"{list(map(float, grid.columns))}; put the case's own values into the grid."
        )
    return int(row[0]), int(column[0])


def _changes(grid: pd.DataFrame, boundary: pd.DataFrame | None) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Sides, from (x, y) to (x, y), between cells that differ."""
    if boundary is None:
        return []
    if boundary.shape != grid.shape:
        raise HamyariError(f"heat_map: boundary is {boundary.shape}; expected {grid.shape}; give each cell a value.")
    is_true = boundary.to_numpy(dtype=bool)
    across = [((x + 1, y), (x + 1, y + 1)) for y, x in np.argwhere(is_true[:, 1:] != is_true[:, :-1])]
    along = [((x, y + 1), (x + 1, y + 1)) for y, x in np.argwhere(is_true[1:] != is_true[:-1])]
    return across + along


def _cells(ax: Axes, values: np.ndarray, show: Callable[[float], str], missing: str, wide: float) -> None:
    from matplotlib.patches import Rectangle

    words = [[unknown(missing) if np.isnan(one) else show(float(one)) for one in row] for row in values]
    widest = max(width(one, 8.4) for row in words for one in row)
    points = float(np.clip(8.4 * (wide - 0.06) / widest, 5, 8.4))  # one size for all, so that none seems to matter more
    known = values[~np.isnan(values)]
    low, high = known.min(initial=np.inf), known.max(initial=-np.inf)
    for y, row in enumerate(values):
        for x, value in enumerate(row):
            share = 0.35 if high == low else (value - low) / (high - low)
            colour = np.ones(3) if np.isnan(value) else _PALE + share * (_DEEP - _PALE)
            ax.add_patch(Rectangle((x, y), 1, 1, facecolor=tuple(colour), edgecolor="white", linewidth=1.2))
            write(ax, x + 0.5, y + 0.5, words[y][x], points=points, ha="center", zorder=4,
                  color="white" if luminance(tuple(colour)) < _TURN else INK)  # fmt: skip


def _frame(ax: Axes, cell: tuple[int, int]) -> None:
    from matplotlib.patches import Rectangle

    for colour, thick in (("white", 4.4), (BELOW, 2.2)):
        corner = (cell[1] + 0.05, cell[0] + 0.07)  # within the cell, so that the line beside it is seen too
        ax.add_patch(Rectangle(corner, 0.9, 0.86, fill=False, edgecolor=colour, linewidth=thick, zorder=3.5))


def _column_ticks(page: Axes, words: list[str], left: float, wide: float, top: float) -> None:
    """Values below their columns; every second one or fewer where they are too wide."""
    step = wide / len(words)
    every = int(np.ceil((max(map(width, words)) + 0.05) / step))
    for place in range(0, len(words), every):
        half = width(words[place]) / 2
        middle = min(max(left + (place + 0.5) * step, EDGE + half), WIDTH_INCHES - EDGE - half)
        write(page, middle, top, words[place], va="top", ha="center")


def _name_line(page: Axes, named: str, exits: list[float], top: float) -> None:
    """The label above the grid, and a stem from it to each place where the line leaves the grid."""
    wide = width(named)
    middle = min(max(exits[0], EDGE + wide / 2), WIDTH_INCHES - EDGE - wide / 2)
    write(page, middle, top - 0.08, named, va="bottom", ha="center", weight="normal")
    for one in exits:
        page.plot([one, one], [top - 0.06, top], color=INK, linewidth=_LINE, solid_capstyle="butt")
