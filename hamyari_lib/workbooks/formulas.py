"""Rows of formulas written once: as the text that a spreadsheet recomputes, and as the values that it shows before.

A formula is written as ``prev_cash + cfads - debt_service``: names of rows mean the same column, ``prev_`` and
``next_`` the columns beside it, names of assumptions one cell; functions are in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_NAME = re.compile(r"\b(prev_|next_)?([a-z][a-z0-9_]*)\b")


def _divided(over: float, under: float) -> float:
    return over / under if under else 0.0


FUNCTIONS: dict[str, Callable] = {
    "MAX": max, "MIN": min, "INT": np.floor, "MOD": lambda a, b: a % b,
    "IF": lambda test, yes, no: yes if test else no,
    "ROUND": round, "AND": lambda *tests: all(tests), "OR": lambda *tests: any(tests), "DIV": _divided,
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row of the model: its key, its formula, and how it is shown.

    ``block`` rows are computed together, column by column, so that they may name each other's previous column. ``kind``
    is ``money``, ``rate``, ``number``, ``date`` or ``flag``. ``text``, where given, writes the formula of a column
    itself (with the cells of :class:`Grid`), and ``values`` are then its values.
    """

    key: str
    formula: str = ""
    kind: str = "money"
    text: Callable[[Grid, int], str] | None = None
    values: Callable[[Grid], Floats] | None = None


@dataclass
class Grid:
    """Where each row and assumption stands, and what its cells are worth.

    ``assumptions`` are values by name, ``cells`` their absolute addresses; ``places`` the spreadsheet's row (from 1) of
    each row of the model, whose first period stands in the column ``first`` (from 0).
    """

    assumptions: Mapping[str, float]
    cells: Mapping[str, str]
    periods: int
    first: int
    places: dict[str, int] = field(default_factory=dict)
    values: dict[str, Floats] = field(default_factory=dict)

    def cell(self, key: str, period: int) -> str:
        return f"{column_name(self.first + period)}{self.places[key]}"

    def span(self, key: str, start: int = 0, stop: int | None = None) -> str:
        """The cells of a row from one period to before another, fixed in place."""
        last = (self.periods if stop is None else stop) - 1
        row, ends = self.places[key], (column_name(self.first + one) for one in (start, last))
        return ":".join(f"${end}${row}" for end in ends)

    def text(self, row: Row, period: int) -> str:
        """The formula of a cell."""
        if row.text is not None:
            return row.text(self, period)

        def cell(found: re.Match[str]) -> str:
            beside, name = found[1], found[2]
            if not beside and name in self.cells:
                return self.cells[name]
            at = period + {"prev_": -1, "next_": 1}.get(beside, 0)
            return self.cell(name, at) if 0 <= at < self.periods else "0"

        written = _NAME.sub(cell, row.formula).replace("**", "^").replace("==", "=")
        return "=" + _without_div(written)

    def compute(self, blocks: Sequence[Sequence[Row]]) -> None:
        """The values of all rows, block by block."""
        for block in blocks:
            for row in block:
                self.values[row.key] = row.values(self) if row.values is not None else np.zeros(self.periods)
            written = [(row.key, compile(row.formula, row.key, "eval")) for row in block if row.formula]
            for period in range(self.periods):
                for key, formula in written:
                    self.values[key][period] = eval(formula, {"__builtins__": {}}, _Cells(self, period))


class _Cells(dict):
    """The names of a formula in one period."""

    def __init__(self, grid: Grid, period: int) -> None:
        super().__init__(FUNCTIONS)
        self.grid, self.period = grid, period

    def __missing__(self, name: str) -> float:
        if name in self.grid.assumptions:
            return self.grid.assumptions[name]
        at = self.period
        for beside, step in (("prev_", -1), ("next_", 1)):
            if name.startswith(beside):
                name, at = name.removeprefix(beside), at + step
        return float(self.grid.values[name][at]) if 0 <= at < self.grid.periods else 0.0


def _without_div(written: str) -> str:
    """``DIV(a, b)``, which no spreadsheet has, as ``IF(b=0,0,a/b)``."""
    while (start := written.find("DIV(")) >= 0:
        depth, comma, at = 0, 0, start + 4
        while True:
            sign = written[at]
            if sign == ")" and not depth:
                break
            depth += (sign == "(") - (sign == ")")
            comma = at if sign == "," and not depth else comma
            at += 1
        over, under = written[start + 4 : comma].strip(), written[comma + 1 : at].strip()
        written = f"{written[:start]}IF(({under})=0,0,({over})/({under})){written[at + 1 :]}"
    return written


def column_name(number: int) -> str:
    """The letters of a column, counted from 0.

    >>> column_name(0), column_name(25), column_name(26), column_name(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
