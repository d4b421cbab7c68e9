"""Two values of each of several things beside one another: dumbbells, one row a thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from hamyari_lib import text
from hamyari_lib.charts.frames import numbers, require
from hamyari_lib.charts.labels import fit, unknown, width, write
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
from hamyari_lib.charts.style import ABOVE, BELOW, FAINT, INK, NEUTRAL, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLOURS, _MARKERS = (ABOVE, BELOW), ("o", "D")
_DOT = 0.05  # inches: half of a mark
_PAD = 0.09
_ARROW = 0.27  # a whole open-ended arrow, from the middle of its mark
_LEAST_ARROW = 0.2
_ASIDE = 0.05  # between the reference line and words that stand beyond it
_APART = 0.085  # how far the marks of a crowded row move off its middle


def pairs(
    frame: pd.DataFrame,
    *,
    show: Callable[[float], str],
    axis_label: str,
    names: tuple[str, str],
    reference: float | None = None,
    reference_label: str = "",
    unknown_label: str = "",
) -> Figure:
    """A row for each line of ``frame`` with its ``first`` and its ``second`` value, joined by a line.

    Parameters
    ----------
    frame
        Columns ``label`` (text), ``first`` and ``second`` (floats in one unit; NaN: not known, said in words). It may
        also have ``note`` (text, small below the label) and ``first_is_bound``, ``second_is_bound`` (bool): the value
        is a lower bound, drawn hollow with an open-ended arrow to the right; and ``first_is_partial``,
        ``second_is_partial`` (bool): the value leaves out what could raise or lower it, drawn hollow.
    show
        Writes a value as text.
    names
        What ``first`` and ``second`` are.
    reference, reference_label
        A value that every row is held against, as a line, and what it is.

    Raises
    ------
    HamyariError
        The frame has no rows, lacks a column or holds an infinite value.
    """
    require(frame, "pairs", ("label", "first", "second"))
    values = np.column_stack([numbers(frame, "pairs", one) for one in ("first", "second")])
    none = np.zeros(len(frame), dtype=bool)
    bounds, partial = (
        np.column_stack([frame.get(f"{one}_is_{what}", none) for one in ("first", "second")]).astype(bool)
        for what in ("bound", "partial")
    )
    known = ~np.isnan(values)
    missing = unknown(unknown_label)
    with style():
        rows = lay_rows(list(frame["label"]), _notes(frame, known, names, missing), least=0.36)
        entries = [(_MARKERS[side], _COLOURS[side], names[side]) for side in (0, 1)]
        if reference is not None and reference_label:
            entries.append(("line", INK, reference_label))
        key = lay_key(entries)
        top, has_ticks = key.height + 0.12, bool(known.any()) or reference is not None
        fig, page = make_page(top + rows.height + axis_height(axis_label, has_ticks=has_ticks))
        left, wide = rows.panel
        ax = add_panel(fig, left, top, wide, rows.height)
        low, high = _limits(values, known, bounds, show, reference, wide)
        ax.set(xlim=(low, high), ylim=(rows.height, 0), yticks=[])
        if reference is not None:
            ax.axvline(reference, color=INK, linewidth=1, zorder=1)
        for row, y in enumerate(rows.centres):
            if known[row].any():
                _draw_row(ax, y, values[row], bounds[row], partial[row], show, (high - low) / wide, reference)
            else:
                side = ("right", 1 - 0.02 / wide) if text.language() == "fa" else ("left", 0.02 / wide)
                write(ax, side[1], y, missing, ha=side[0], color=NEUTRAL, clear=True,
                      transform=ax.get_yaxis_transform())  # fmt: skip
        for above, below in zip(rows.centres, rows.centres[1:], strict=False):
            ax.axhline((above + below) / 2, color=FAINT, linewidth=0.5, zorder=0)
        draw_key(page, key, 0.04)
        draw_rows(page, rows, top)
        number_axis(ax, page, show, axis_label, has_ticks=has_ticks)
    return fig


def _notes(frame: pd.DataFrame, known: np.ndarray, names: tuple[str, str], missing: str) -> list[str]:
    """The row's own note, and which of two values is not known; where both are not, the row itself says so."""
    own = [str(one) if isinstance(one, str) else "" for one in frame.get("note", [""] * len(frame))]
    joint = "؛ " if text.language() == "fa" else "; "
    notes = []
    for note, has in zip(own, known, strict=True):
        lacks = [f"{names[side]}: {missing}" for side in (0, 1) if has.any() and not has[side]]
        notes.append(joint.join([*([note] if note else []), *lacks]))
    return notes


def _needs(values: np.ndarray, known: np.ndarray, bounds: np.ndarray, show: Callable[[float], str]) -> tuple:
    """The values with the inches that their words and arrows need on either side."""
    at, before, after = [], [], []
    for row, has, is_bound in zip(values, known, bounds, strict=True):
        for side in np.flatnonzero(has):
            is_left = has.all() and side == np.argmin(row)
            beside = width(show(row[side])) + _PAD + 0.02
            arrow = _ARROW if is_bound[side] else 0.0
            at.append(row[side])
            before.append(beside if is_left else _PAD)
            after.append(max(arrow, _PAD) if is_left else arrow + beside)
    return at, before, after


def _limits(
    values: np.ndarray,
    known: np.ndarray,
    bounds: np.ndarray,
    show: Callable[[float], str],
    reference: float | None,
    wide: float,
) -> tuple[float, float]:
    """Limits of the axis that hold every mark with its words, also words that stand beyond the reference line."""
    at, before, after = _needs(values, known, bounds, show)
    if reference is None:
        return fit(at or [0.0], before or [0.02], after or [0.02], wide)
    room = [0.02, 0.02]
    while True:
        low, high = fit([*at, reference], [*before, room[0]], [*after, room[1]], wide)
        needed, unit = list(room), (high - low) / wide
        for row, has, is_bound in zip(values, known, bounds, strict=True):
            for side in np.flatnonzero(has):
                is_left, words = bool(has.all() and side == np.argmin(row)), width(show(row[side]))
                start = row[side] + (-_PAD if is_left else _ARROW + 0.04 if is_bound[side] else _PAD) * unit
                if _clear_of(reference, start, words * unit, is_left, unit) != start:
                    needed[not is_left] = max(needed[not is_left], words + _ASIDE)
        if needed == room:
            return low, high
        room = needed


def _clear_of(reference: float | None, start: float, wide: float, is_left: bool, unit: float) -> float:
    """Where words from ``start``, so wide, begin: outwards of the reference line where they would hide it."""
    if reference is None:
        return start
    aside, end = _ASIDE * unit, start - wide if is_left else start + wide
    if min(start, end) >= reference + aside / 2 or max(start, end) <= reference - aside / 2:
        return start
    return reference - aside if is_left else reference + aside


def _draw_row(
    ax: Axes,
    y: float,
    row: np.ndarray,
    is_bound: np.ndarray,
    is_partial: np.ndarray,
    show: Callable[[float], str],
    unit: float,
    reference: float | None,
) -> None:
    """The marks of one row; ``unit`` is what an inch is worth on the axis."""
    sides = [int(side) for side in np.argsort(row, kind="stable") if not np.isnan(row[side])]
    arrows = dict.fromkeys(sides, _ARROW)
    places = dict.fromkeys(sides, y)
    if len(sides) == 2:
        gap = abs(row[1] - row[0]) / unit
        room = gap - 2 * _DOT
        if gap < 2.4 * _DOT or (is_bound[sides[0]] and room < _LEAST_ARROW):  # crowded: one above the other
            places = {sides[0]: y - _APART, sides[1]: y + _APART}
        else:
            arrows[sides[0]] = min(_ARROW, room)
        ax.plot([row[side] for side in sides], [places[side] for side in sides], color=FAINT, linewidth=2, zorder=2)
    for side in sides:
        colour, x, at = _COLOURS[side], row[side], places[side]
        end = _PAD
        if is_bound[side]:
            end = arrows[side] + 0.04
            ax.annotate(
                "", (x + arrows[side] * unit, at), (x, at), zorder=3,
                arrowprops={"arrowstyle": "->", "color": colour, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0},
            )  # fmt: skip
        ax.plot(
            [x], [at], _MARKERS[side], color=colour, markersize=6.4 - side, markeredgewidth=1.5, zorder=4,
            markerfacecolor="white" if is_bound[side] or is_partial[side] else colour,
        )  # fmt: skip
        is_left = len(sides) == 2 and side == sides[0]
        beside = _clear_of(
            reference, x - _PAD * unit if is_left else x + end * unit, width(show(x)) * unit, is_left, unit
        )
        write(ax, beside, at, show(x), clear=True, zorder=2.5, color=colour, ha="right" if is_left else "left")
