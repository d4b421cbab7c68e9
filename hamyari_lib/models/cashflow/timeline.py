"""The periods of a project: months while it is built, Jalali years while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hamyari_lib.errors import DataError
from hamyari_lib.models import calendars

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Timeline:
    """Months of construction from the first on, and years of operation after them; flows fall on a period's last day.

    Parameters
    ----------
    year, month
        The Jalali month in which construction begins.
    construction_months
        0 or more.
    operation_years
        1 or more, of twelve months each but the last, which has ``last_months``.

    >>> times = Timeline(1405, 7, 6, 2)
    >>> times.labels
    ('1405-07', '1405-08', '1405-09', '1405-10', '1405-11', '1405-12', '1406', '1407')
    >>> times.years[-2:].round(4).tolist()
    [1.4904, 2.4904]
    """

    year: int
    month: int
    construction_months: int
    operation_years: int
    last_months: int = 12

    def __post_init__(self) -> None:
        if not (1300 <= self.year <= 1500 and 1 <= self.month <= 12):
            raise DataError(
                f"construction begins in {self.year}-{self.month}; expected a Jalali month such as 1405-01."
            )
        if not 0 <= self.construction_months <= 240 or not 1 <= self.operation_years <= 99:
            raise DataError(
                f"{self.construction_months} months of construction and {self.operation_years} years of operation; "
                "expected 0 to 240 months and 1 to 99 years."
            )
        if not 1 <= self.last_months <= 12:
            raise DataError(f"the last year of operation has {self.last_months} months; expected 1 to 12.")

    @property
    def periods(self) -> int:
        return self.construction_months + self.operation_years

    @cached_property
    def months(self) -> Whole:
        """Length of each period in months."""
        counted = np.repeat([1, 12], [self.construction_months, self.operation_years])
        counted[-1] = self.last_months
        return counted

    @cached_property
    def first_month(self) -> Whole:
        """Each period's first month, numbered 12 x year + month - 1."""
        return 12 * self.year + self.month - 1 + np.concatenate([[0], np.cumsum(self.months)[:-1]])

    @cached_property
    def days(self) -> Floats:
        """Length of each period in days."""
        return np.diff(self._edges)

    @cached_property
    def years(self) -> Floats:
        """End of each period in years of 365 days since the day before construction begins."""
        return (self._edges[1:] - self._edges[0]) / 365

    @cached_property
    def ends(self) -> NDArray[np.datetime64]:
        """The last day of each period."""
        return np.datetime64("1970-01-01") + (self._edges[1:] - 1).astype("timedelta64[D]")

    @property
    def before(self) -> np.datetime64:
        """The day before construction begins: the day of present values."""
        return np.datetime64("1970-01-01") + np.timedelta64(int(self._edges[0]) - 1, "D")

    @cached_property
    def _edges(self) -> Floats:
        edges = np.append(self.first_month, self.first_month[-1] + self.months[-1])
        begins = calendars.from_jalali(edges // 12, edges % 12 + 1, np.ones_like(edges))
        return (begins - np.datetime64("1970-01-01")).astype("timedelta64[D]").astype(float)

    @cached_property
    def is_operation(self) -> NDArray[np.bool_]:
        return np.arange(self.periods) >= self.construction_months

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """``1405-07`` for a month; ``1407`` for a Jalali year, ``1407-07`` for twelve months from its seventh."""
        whole = self.is_operation & (self.first_month % 12 == 0)
        return tuple(
            f"{first // 12}" if is_year else f"{first // 12}-{first % 12 + 1:02}"
            for first, is_year in zip(self.first_month, whole, strict=True)
        )

    @cached_property
    def shares(self) -> pd.DataFrame:
        """What part of each period's months lies in each Jalali year: periods x years."""
        month = np.concatenate(
            [np.arange(first, first + n) for first, n in zip(self.first_month, self.months, strict=True)]
        )
        period = np.repeat(np.arange(self.periods), self.months)
        years = np.arange(month[0] // 12, month[-1] // 12 + 1)
        counted = np.zeros((self.periods, len(years)))
        np.add.at(counted, (period, month // 12 - years[0]), 1)
        columns = pd.Index(years, name="year")
        return pd.DataFrame(counted / self.months[:, None], pd.RangeIndex(self.periods, name="period"), columns)

    def rates(self, yearly: float) -> Floats:
        """An effective annual rate for each period, by its days."""
        return (1 + yearly) ** (self.days / 365) - 1
