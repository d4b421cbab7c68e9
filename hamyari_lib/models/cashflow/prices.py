"""Price levels by Jalali year: general inflation, the dollar, and tariffs, each from its growth a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hamyari_lib.errors import DataError
from hamyari_lib.models.cashflow.timeline import Timeline
from hamyari_lib.models.magnitudes import HIGHEST_INFLATION

Floats = NDArray[np.float64]
Growth = float | Sequence[float]

KINDS = ("fixed", "inflation", "dollar", "tariff")


@dataclass(frozen=True)
class Prices:
    """Levels of prices by Jalali year (rows) and what they are of (columns ``KINDS``), 1 in the base year.

    A level is of a year's average prices; a month has its year's.
    """

    levels: pd.DataFrame

    @property
    def base_year(self) -> int:
        return int(self.levels.index[0])

    def by_period(self, timeline: Timeline) -> pd.DataFrame:
        """The levels of each period of a project; ``DataError`` for years that are not known."""
        shares = timeline.shares
        absent = [int(year) for year in shares.columns if year not in self.levels.index]
        if absent and absent[0] < self.base_year:
            raise DataError(
                f"the project begins in {absent[0]}, before the prices of {self.base_year} that its amounts are in; "
                f"state them in prices of {absent[0]} or earlier, or leave out what is past."
            )
        if absent:
            raise DataError(
                f"prices are known from {self.base_year} to {int(self.levels.index[-1])}; the project needs "
                f"{_span(absent)}; give the growth of those years too, or one growth for all years."
            )
        return shares @ self.levels.loc[shares.columns]

    def of_year(self, kind: str, year: int) -> float:
        """A level in one year; ``DataError`` where it is not known."""
        if year not in self.levels.index:
            raise DataError(
                f"an amount is in prices of {year}; levels are known from {self.base_year} to "
                f"{int(self.levels.index[-1])}; begin the growth earlier."
            )
        return float(self.levels.at[year, kind])


def prices(base_year: int, last_year: int, *, inflation: Growth, dollar: Growth, tariff: Growth) -> Prices:
    """Price levels from growth a year, in fractions; 0.35 for 35 %.

    One number holds for every year after ``base_year`` to ``last_year``; a list has the growth of ``base_year + 1``
    first, and where it is shorter the later years are not known (and refused when they are asked for).

    Raises
    ------
    DataError
        A growth outside -0.9 to 3, or no growth.

    >>> found = prices(1404, 1406, inflation=[0.4, 0.3], dollar=0.5, tariff=0.0)
    >>> found.levels["inflation"].round(2).tolist(), found.levels["dollar"].tolist()
    ([1.0, 1.4, 1.82], [1.0, 1.5, 2.25])
    """
    growths: Mapping[str, Growth] = {"inflation": inflation, "dollar": dollar, "tariff": tariff}
    paths = {
        kind: np.full(max(last_year - base_year, 0), float(growth)) if np.ndim(growth) == 0
        else np.asarray(growth, dtype=float)
        for kind, growth in growths.items()
    }  # fmt: skip
    faults = [
        f"growth of {kind} is {value:g}; expected a fraction a year from -0.9 to {HIGHEST_INFLATION:g}; "
        f"write {value / 100:g} for {value:g} %."
        for kind, path in paths.items()
        for value in path
        if not -0.9 <= value <= HIGHEST_INFLATION
    ]
    if faults:
        raise DataError(faults)
    known = min(len(path) for path in paths.values())
    levels = pd.DataFrame(
        {kind: np.concatenate([[1.0], np.cumprod(1 + path[:known])]) for kind, path in paths.items()},
        index=pd.RangeIndex(base_year, base_year + known + 1, name="year"),
    )
    levels.insert(0, "fixed", 1.0)
    return Prices(levels)


def _span(years: Sequence[int]) -> str:
    return f"{years[0]}" if len(years) == 1 else f"{years[0]} to {years[-1]}"
