"""Tables that tell nothing of a single unit: cells are suppressed, and others so that no total gives them away.

After Hundepool, Domingo-Ferrer, Franconi, Giessing, Schulte Nordholt, Spicer and de Wolf, *Statistical Disclosure
Control* (Wiley, 2012), chapter 4; the complementary cells are found by the linear programme of Kelly, Golden and Assad,
"Cell suppression: disclosure protection for sensitive tabular data", *Networks* 22 (1992), and what turns out not to be
needed is shown again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.optimize import linprog

Totals = Literal["both", "rows", "columns", "none"]
FEW, DOMINANCE, COMPLEMENT = "few units", "dominance", "complement"

_FAR = 1e6  # movements beyond this many times the protection are as good as without bound
_TOLERANCE = 1e-6
_WITHOUT_BOUND = 3  # as linprog says it


@dataclass(frozen=True)
class Suppressed:
    """A table as it may be shown, with the totals that were asked for as last row and column.

    ``values`` has NaN where a cell is suppressed, ``suppressed`` says where that is, and ``reasons`` why: ``few
    units``, ``dominance``, ``complement``, or nothing. These are not for publication: they say which cells are small.
    """

    values: pd.DataFrame
    suppressed: pd.DataFrame
    reasons: pd.DataFrame


def suppress(
    values: pd.DataFrame,
    counts: pd.DataFrame,
    *,
    smallest: int = 5,
    totals: Totals = "both",
    total: str = "total",
    largest: pd.DataFrame | None = None,
    most: float = 0.85,
    protection: float = 0.1,
) -> Suppressed:
    """Suppress what rests on few units or on one or two large ones, and what would give it away.

    A cell without units stays: there is nobody of whom it could tell, and that there is nobody is the reason why most
    tables have a zero. (That a zero tells something of all others in its row is not looked at.) For the same reason it
    is never a complement.

    Parameters
    ----------
    values, counts
        What is to be shown, 0 or more, and the units that each cell rests on; the same rows and columns, no totals.
        For a table of counts they are the same.
    smallest
        A cell, or a total, of fewer units is suppressed.
    totals, total
        The totals that stand beside the cells: of ``rows``, of ``columns``, ``both`` with that of all, or ``none``; and
        their label. They are added here, so that none is shown that was not reckoned with.
    largest, most
        The (n, k) rule for amounts: the sum of the n largest contributions to each cell, n being the caller's, and the
        fraction k of the cell's value above which it is suppressed.
    protection
        From all that is shown, nobody can tell a small or dominated cell more closely than by an interval this wide, as
        a fraction of its value; in a table of whole numbers also never more closely than by two of them. Whoever knows
        more than the table (a unit knows itself) may.

    Raises
    ------
    ValueError
        Tables of different shape, a value or count that is missing or below 0, or an option out of range.

    Examples
    --------
    The example of Fischetti and Salazar, *Management Science* 47 (2001), investment by activity and region:

    >>> table = pd.DataFrame([[20, 50, 10], [8, 19, 22], [17, 32, 12]], ["I", "II", "III"], ["A", "B", "C"])
    >>> units = pd.DataFrame(9, table.index, table.columns)
    >>> units.loc["II", "C"] = 2
    >>> shown = suppress(table, units)
    >>> shown.values
              A      B     C  total
    I      20.0   50.0  10.0   80.0
    II      NaN   19.0   NaN   49.0
    III     NaN   32.0   NaN   61.0
    total  45.0  101.0  44.0  190.0
    >>> low, high = feasible_intervals(shown.values)
    >>> float(low.loc["II", "C"]), float(high.loc["II", "C"])
    (5.0, 30.0)
    """
    _check(values, counts, largest, smallest=smallest, most=most, protection=protection, totals=totals)
    all_values, all_counts = (_with_totals(one.astype("float64"), totals, total) for one in (values, counts))
    reasons = pd.DataFrame("", all_values.index, all_values.columns, dtype="str")
    reasons = reasons.mask((all_counts > 0) & (all_counts < smallest), FEW)
    if largest is not None:
        dominated = (largest > most * values) & (counts > 0)
        dominated = dominated.reindex(index=all_values.index, columns=all_values.columns, fill_value=False)
        reasons = reasons.mask(dominated & (reasons == ""), DOMINANCE)
    sensitive = np.flatnonzero((reasons != "").to_numpy().ravel())
    may_move = (all_counts > 0).to_numpy().ravel()
    grid = _Grid(all_values.to_numpy().ravel(), _relations(all_values.shape, totals), may_move)
    needed = _protections(grid.values, sensitive, protection)
    for cell in np.flatnonzero(grid.complements(sensitive, needed)):
        reasons.iat[divmod(int(cell), reasons.shape[1])] = COMPLEMENT
    suppressed = reasons != ""
    return Suppressed(all_values.mask(suppressed), suppressed, reasons)


def feasible_intervals(shown: pd.DataFrame, *, totals: Totals = "both") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Between what least and what most value each cell can lie, for who sees the table and knows that none is below 0.

    ``shown`` is a table with its ``totals`` as last row and column, NaN where suppressed. A cell that is shown has its
    value as both; a cell without bound has infinity as its most. ``ValueError`` when the totals do not add up.
    """
    values, relations = shown.to_numpy(dtype="float64").ravel(), _relations(shown.shape, totals)
    hidden = np.flatnonzero(np.isnan(values))
    low, high = values.copy(), values.copy()
    low[hidden], high[hidden] = 0.0, np.inf
    scale = max(1.0, float(np.nanmax(values, initial=1.0)))
    known = -relations @ np.nan_to_num(values) / scale
    for place, cell in enumerate(hidden if len(relations) else ()):
        for bounds, sign in ((low, 1.0), (high, -1.0)):
            aim = np.zeros(len(hidden))
            aim[place] = sign
            found = linprog(aim, A_eq=relations[:, hidden], b_eq=known)
            if found.status == 0:
                bounds[cell] = sign * found.fun * scale
            elif found.status != _WITHOUT_BOUND:
                raise ValueError("no table of 0 or more has these cells and totals; the totals do not add up")
    low, high = (pd.DataFrame(one.reshape(shown.shape), shown.index, shown.columns) for one in (low, high))
    return low, high


@dataclass(frozen=True)
class _Grid:
    """A table with its totals as one vector; ``relations`` are the sums that hold, ``may_move`` what has units."""

    values: np.ndarray
    relations: np.ndarray
    may_move: np.ndarray

    def complements(self, sensitive: np.ndarray, needed: np.ndarray) -> np.ndarray:
        """Which cells must be suppressed besides the ``sensitive``, so that each has the protection that it needs."""
        hidden = np.zeros(len(self.values), dtype=bool)
        hidden[sensitive] = True
        if not len(self.relations):
            return np.zeros_like(hidden)
        for cell, width in sorted(zip(sensitive, needed, strict=True), key=lambda one: -self.values[one[0]]):
            if not self._is_protected(cell, width, hidden):
                hidden |= self._cheapest_movement(cell, width, hidden)
        added = hidden.copy()
        added[sensitive] = False
        for cell in sorted(np.flatnonzero(added), key=lambda one: -self.values[one]):
            without = hidden.copy()
            without[cell] = False
            if all(self._is_protected(one, width, without) for one, width in zip(sensitive, needed, strict=True)):
                hidden = without
        hidden[sensitive] = False
        return hidden

    def _cheapest_movement(self, cell: int, width: float, hidden: np.ndarray) -> np.ndarray:
        """The cells that move when one moves by ``width`` and every sum stays, at the least value suppressed anew."""
        free = np.flatnonzero(self.may_move)
        cost = np.where(hidden, 1e-9, 1e-6 + self.values / self.values.max())[free]
        room = np.minimum(self.values[free] / width, _FAR)
        best = None
        for direction in (1, -1):
            bounds = [*((0.0, _FAR) for _ in free), *((0.0, one) for one in room)]
            place = int(np.flatnonzero(free == cell)[0])
            up, down = (1.0, 0.0) if direction > 0 else (0.0, 1.0)
            bounds[place], bounds[place + len(free)] = (up, up), (down, down)
            if down > room[place]:
                continue
            sums = np.hstack([self.relations[:, free], -self.relations[:, free]])
            found = linprog(np.tile(cost, 2), A_eq=sums, b_eq=np.zeros(len(sums)), bounds=bounds)
            if found.status == 0 and (best is None or found.fun < best.fun):
                best = found
        assert best is not None  # the totals of the cell can always move with it
        moved = np.zeros(len(self.values), dtype=bool)
        moved[free] = (best.x[: len(free)] + best.x[len(free) :]) > _TOLERANCE
        return moved

    def _is_protected(self, cell: int, width: float, hidden: np.ndarray) -> bool:
        """Whether the cell can be told no more closely than by an interval of ``width``."""
        free = np.flatnonzero(hidden)
        bounds = [(-min(self.values[one] / width, _FAR), _FAR) for one in free]
        place = int(np.flatnonzero(free == cell)[0])
        bounds[place] = (max(bounds[place][0], -1.0), 1.0)
        aim = np.zeros(len(free))
        aim[place] = 1.0
        sums, wide = self.relations[:, free], 0.0
        for sign in (1.0, -1.0):
            found = linprog(sign * aim, A_eq=sums, b_eq=np.zeros(len(sums)), bounds=bounds)
            wide -= found.fun if found.status == 0 else 0.0
        return wide >= 1 - _TOLERANCE


def _protections(values: np.ndarray, sensitive: np.ndarray, protection: float) -> np.ndarray:
    """How wide the interval of each sensitive cell is to be: more than a point, whatever its value."""
    positive = values[values > 0]
    least = float(positive.min()) if len(positive) else 1.0
    wide = np.where(values[sensitive] > 0, values[sensitive], least) * protection
    return np.maximum(wide, 1.0) if np.array_equal(values, np.round(values)) else wide


def _with_totals(table: pd.DataFrame, totals: Totals, label: str) -> pd.DataFrame:
    if totals in ("both", "rows"):
        table = table.assign(**{label: table.sum(axis="columns")})
    if totals in ("both", "columns"):
        table = pd.concat([table, table.sum().to_frame(label).T])
    return table


def _relations(shape: tuple[int, int], totals: Totals) -> np.ndarray:
    """The sums that hold among the cells of a table with its totals, a row each: +1 for a part, -1 for the total."""
    places, found = np.arange(shape[0] * shape[1]).reshape(shape), []
    lines = [*(places if totals in ("both", "rows") else ()), *(places.T if totals in ("both", "columns") else ())]
    for line in lines:
        sums = np.zeros(places.size)
        sums[line[:-1]], sums[line[-1]] = 1.0, -1.0
        found.append(sums)
    return np.array(found).reshape(len(found), places.size)


def _check(
    values: pd.DataFrame, counts: pd.DataFrame, largest: pd.DataFrame | None, *, smallest: int, most: float,
    protection: float, totals: str,
) -> None:  # fmt: skip
    tables = {"values": values, "counts": counts} | ({} if largest is None else {"largest": largest})
    for name, table in tables.items():
        if not (table.index.equals(values.index) and table.columns.equals(values.columns)):
            raise ValueError(f"{name} has other rows or columns than values; give tables of the same shape")
        if not (table.to_numpy(dtype="float64", na_value=np.nan) >= 0).all():
            raise ValueError(f"{name} has a cell that is missing or below 0; expected 0 or more in each")
    if smallest < 1 or not 0 < most <= 1 or not 0 < protection <= 1:
        raise ValueError("expected smallest of 1 or more, and most and protection as fractions above 0 up to 1")
    if totals not in ("both", "rows", "columns", "none"):
        raise ValueError(f"totals is {totals!r}; expected both, rows, columns or none")
