"""A monthly series as it was published, and what may be made of it: gaps, changes of base and splices are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hamyari_lib.errors import DataError
from hamyari_lib.models.macro.forecasting import Floats

_UNLIKELY = 0.5  # a growth of the logarithm in one month, apart from the usual one
_SPREADS = 8.0  # and this many times as far as the usual distance


@dataclass(frozen=True)
class Monthly:
    """A series of levels by Jalali month, without a hole in its index.

    Parameters
    ----------
    level
        As published, by month (``"1404-06"``); NaN where a month is missing.
    growth
        The growth of the logarithm in each month; NaN in the first, and wherever it cannot be known: a month that is
        missing and the one after it, the first of another base, and a month whose level does not follow from the one
        before it.
    missing, rebased, jumps
        The months that are missing, that are the first of another base, and that are out of line (a splice, or another
        unit).
    """

    level: pd.Series
    growth: pd.Series
    missing: tuple[str, ...]
    rebased: tuple[str, ...]
    jumps: tuple[str, ...]

    @property
    def last(self) -> str:
        """The last month that is known."""
        return str(self.level.last_valid_index())

    @property
    def since_break(self) -> pd.Series:
        """The level from the last change of base or splice on, 100 in the last month; before it, and where a month is
        missing, NaN."""
        part = self._part
        return (100 * self.level / self.level[self.last]).where(part == part.iloc[-1])

    def over_year(self) -> pd.Series:
        """The growth of each month over the same month of the year before, as a fraction; NaN where it is not known.

        It is that of the levels where both are of one base, whatever is missing between them.
        """
        return (self.level / self.level.shift(12) - 1).where(self._part.shift(12) == self._part)

    @property
    def _part(self) -> pd.Series:
        """How many changes of base and splices there were up to each month."""
        return self.level.index.to_series().isin([*self.rebased, *self.jumps]).cumsum()

    def age_months(self, month: str) -> int:
        """How many months lie between the last that is known and ``month``."""
        return number_of(month) - number_of(self.last)


def number_of(month: str) -> int:
    """A Jalali month as a number that counts on from year to year.

    >>> number_of("1404-01") - number_of("1403-11")
    2
    """
    year, _, rest = month.partition("-")
    return 12 * int(year) + int(rest) - 1


def month_of(number: int) -> str:
    """The Jalali month of a number.

    >>> month_of(number_of("1403-12") + 1)
    '1404-01'
    """
    return f"{number // 12}-{number % 12 + 1:02d}"


def position_of(month: str) -> float:
    """A Jalali month's beginning as a year and its part, to draw by.

    >>> position_of("1404-07")
    1404.5
    """
    return number_of(month) / 12


def month_at(position: float) -> str:
    """The month nearest to a year and its part, in words; the first of a year by the year alone.

    >>> [month_at(1404.5), month_at(1404.0)]
    ['1404/07', '1404']
    """
    return month_of(round(12 * position)).replace("-", "/").removesuffix("/01")


def monthly(frame: pd.DataFrame, value: str, *, month: str = "jalali_month", base: str | None = None) -> Monthly:
    """A series from rows by month.

    Parameters
    ----------
    frame
        Rows in any order, at most one a month; a row without a value counts as missing.
    value, month, base
        Its columns: the level (above 0), the Jalali month (``"1404-06"``), and the name of the base that the level is
        in, if there is one. Where it changes the series is not chained, for no month is known in both: the growth into
        the first month of the new base is unknown.

    Raises
    ------
    DataError
        A column is missing, a month twice, no value at all, or one that is not above 0.

    >>> rows = pd.DataFrame({"jalali_month": ["1403-11", "1403-12", "1404-02"], "index": [100.0, 102.0, 106.0]})
    >>> found = monthly(rows, "index")
    >>> found.missing, found.growth.round(4).tolist()
    (('1404-01',), [nan, 0.0198, nan, nan])
    """
    absent = [one for one in (value, month, base) if one is not None and one not in frame]
    if absent:
        raise DataError(f"series: no column {', '.join(absent)}; the table has {', '.join(map(str, frame.columns))}.")
    known = frame.dropna(subset=[value]).sort_values(month)
    if known.empty:
        raise DataError(f"series: no value of {value} is known; give one month at least.")
    twice = known[month][known[month].duplicated()].tolist()
    if twice:
        raise DataError(f"series: {value} of {twice[0]} is given twice; expected one row a month.")
    odd = known[~(known[value] > 0)]
    if len(odd):
        raise DataError(f"series: {value} of {odd[month].iloc[0]} is {odd[value].iloc[0]:g}; expected more than 0.")
    places = [number_of(one) for one in known[month]]
    every = range(places[0], places[-1] + 1)
    months = pd.Index([month_of(one) for one in every], name=month)
    level = pd.Series(known[value].to_numpy(dtype=float), places).reindex(every).set_axis(months)
    growth = np.log(level).diff()
    rebased: tuple[str, ...] = ()
    if base is not None:
        named = known.set_index(month)[base]
        rebased = tuple(str(one) for one in named.index[named.ne(named.shift())][1:])
        growth = growth.mask(growth.index.isin(rebased))
    since = np.log(known[value].to_numpy(dtype=float))
    is_out = out_of_line(np.diff(since), np.diff(places))
    jumps = tuple(one for one in map(str, known[month].to_numpy()[1:][is_out]) if one not in rebased)
    return Monthly(
        level, growth.mask(growth.index.isin(jumps)), tuple(map(str, months[level.isna()])), rebased, jumps
    )  # fmt: skip


def out_of_line(growth: Floats, months: Any) -> NDArray[np.bool_]:
    """Which growths of so many months are so unlike the others that the level must have been spliced there, or stated
    in another unit: more than 50 log points, and 8 times the usual distance (1.4826 x the median), off the usual one.
    """
    if not len(growth):
        return np.zeros(0, dtype=bool)
    months = np.asarray(months, dtype=float)
    middle = float(np.median(growth / months))
    off = np.abs(growth - middle * months)
    usual = 1.4826 * float(np.median(off / np.sqrt(months)))
    return off > np.maximum(_UNLIKELY, _SPREADS * usual * np.sqrt(months))
