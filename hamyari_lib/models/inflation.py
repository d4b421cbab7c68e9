"""From yearly inflation to a price level for every day, and amounts in the money of one day."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from hamyari_lib.errors import DataError, ParameterError
from hamyari_lib.models import calendars

LOWEST, HIGHEST = -0.9, 10.0  # a fraction a year; beyond it a figure is per cent or a slip


def price_level(annual_inflation: pd.Series, dates: Any, *, beyond: float | None = None) -> pd.Series:
    """The price level on given days, from the inflation of yearly averages.

    The source's rate of a year (World Bank, FP.CPI.TOTL.ZG) compares the **average** price of that Gregorian year with
    that of the year before. A year's average is taken as the level of its middle, and the logarithm of the level is
    drawn straight between one middle and the next, time counted in Gregorian years. With the same rate p every year
    the level therefore grows by exactly 1 + p from any 1 January to the next; actual/365 counts a leap year as 366/365
    of a year, so a rate over several years differs in its fourth digit. Prices within a year that jumped (an exchange
    rate let go in spring) are smoothed: the level is good for years, not for single months.

    Parameters
    ----------
    annual_inflation
        Fractions a year by Gregorian year, the years without a gap; 0.18 for 18 %.
    dates
        Days in any form that :func:`hamyari_lib.models.calendars.days` reads.
    beyond
        An **assumed** inflation (fraction a year) for the years after the last; ``None`` assumes nothing.

    Returns
    -------
    A series by date, in the order given. Only ratios of its values mean something: the base is the year before the
    first of ``annual_inflation``.

    Raises
    ------
    DataError
        A year without a rate, years that repeat or leave a gap; days before the first middle or, without ``beyond``,
        after the last: the line names the years.
    ParameterError
        ``beyond`` outside -0.9 to 10.

    >>> level = price_level(pd.Series([0.2, 0.5], [2018, 2019]), ["2018-01-01", "2019-01-01"])
    >>> round(float(level.iloc[1] / level.iloc[0]), 6)  # half of a year at 20 %, half at 50 %
    1.341641
    """
    rates = _checked(annual_inflation)
    first, last = int(rates.index[0]), int(rates.index[-1])
    when = np.atleast_1d(calendars.days(dates))
    position = calendars.year_position(when, "gregorian")
    logs = np.concatenate([[0.0], np.cumsum(np.log1p(rates.to_numpy(dtype=float)))])
    middles = np.arange(first - 1, last + 1) + 0.5
    early, late = position < middles[0], position > middles[-1]
    if early.any():
        raise DataError(
            f"inflation is known from the middle of {first - 1} on; the dates begin on {when.min()}; "
            "choose later dates."
        )
    if late.any() and beyond is None:
        missing = ", ".join(str(year) for year in range(last + 1, int(position.max() + 0.5) + 1))
        raise DataError(
            f"inflation is known to the middle of {last}; the dates run to {when.max()}, so the rate of {missing} is "
            "not known; give the inflation to assume beyond it, or leave real costs out."
        )
    level = np.interp(position, middles, logs)
    if beyond is not None:
        if not LOWEST <= beyond <= HIGHEST:  # NaN fails too
            raise ParameterError(f"beyond is {beyond}; expected a fraction a year; write 0.3 for 30 %.")
        level += np.where(late, (position - middles[-1]) * np.log1p(beyond), 0)
    return pd.Series(np.exp(level), pd.DatetimeIndex(when, name="date"), name="price_level")


def known_until(annual_inflation: pd.Series) -> np.datetime64:
    """The last day whose price level the yearly rates give by themselves: the middle of the last year.

    >>> known_until(pd.Series([0.2, 0.5], [2018, 2019]))
    np.datetime64('2019-07-02')
    """
    last = int(_checked(annual_inflation).index[-1])
    return np.datetime64(f"{last}-07-02", "D")


def price_level_if_known(annual_inflation: pd.Series, dates: Any, *, beyond: float | None = None) -> pd.Series | None:
    """:func:`price_level`, or ``None`` where a date lies after the data and nothing is assumed ``beyond`` them.

    >>> rates = pd.Series([0.2, 0.5], [2018, 2019])
    >>> price_level_if_known(rates, ["2021-01-01"]) is None, price_level_if_known(rates, ["2019-01-01"]) is None
    (True, False)
    """
    if beyond is None and np.atleast_1d(calendars.days(dates)).max() > known_until(annual_inflation):
        return None
    return price_level(annual_inflation, dates, beyond=beyond)


def real_amounts(amounts: ArrayLike, dates: Any, level: pd.Series, base_date: Any) -> np.ndarray:
    """Amounts in the money of ``base_date``: each times the level of that day over the level of its own.

    Parameters
    ----------
    amounts, dates
        As many of each; amounts in any unit of money.
    level
        The price level by date (:func:`price_level`), with every one of ``dates`` and ``base_date``.

    Raises
    ------
    DataError
        Amounts and dates of unequal number; a level that is missing for a date, or not above 0.

    >>> level = pd.Series([1.0, 1.25], pd.DatetimeIndex(["2018-01-01", "2019-01-01"]))
    >>> real_amounts([100, 100], ["2018-01-01", "2019-01-01"], level, "2018-01-01").tolist()
    [100.0, 80.0]
    """
    when, values = np.atleast_1d(calendars.days(dates)), np.atleast_1d(np.asarray(amounts, dtype=float))
    if len(when) != len(values):
        raise DataError(f"{len(values)} amounts and {len(when)} dates; expected as many of each.")
    known = dict(zip(calendars.days(level.index), level.to_numpy(dtype=float), strict=True))
    base = calendars.day(base_date)
    without = sorted({date for date in (*when, base) if not known.get(date, 0) > 0})  # NaN is not above 0 either
    if without:
        raise DataError(f"no price level above 0 on {', '.join(map(str, without[:5]))}; give the level of every date.")
    return values * np.array([known[base] / known[date] for date in when])


def _checked(annual_inflation: pd.Series) -> pd.Series:
    if not len(annual_inflation):
        raise DataError("inflation: no year is given; expected fractions by Gregorian year.")
    rates = annual_inflation.sort_index()
    years = [int(year) for year in rates.index]
    faults = []
    if years != list(range(years[0], years[0] + len(years))):
        odd = sorted({year for year in years if years.count(year) > 1} | (set(range(years[0], years[-1])) - set(years)))
        faults.append(f"inflation: years {odd} are missing or repeated; expected every year once.")
    for year, rate in zip(years, rates, strict=True):
        if not LOWEST <= float(rate) <= HIGHEST:
            faults.append(f"inflation of {year} is {rate}; expected a fraction a year; write 0.18 for 18 %.")
    if faults:
        raise DataError(faults)
    return rates
