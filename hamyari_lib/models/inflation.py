"""From yearly inflation to a price level for every day, and amounts in the money of one day."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from hamyari_lib.errors import DataError, ParameterError
from hamyari_lib.models import calendars
from hamyari_lib.models.magnitudes import HIGHEST_INFLATION, per_cent_fault

LOWEST = -0.9  # a fraction a year; what is lower, or above the highest, is per cent or a slip
_JALALI_YEARS, _YEARS = (1300, 1500), (1800, 2200)


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
        What is no series of numbers by Gregorian year; a year without a rate, a rate outside -0.9 to 3, years that
        repeat or leave a gap; days before the first middle or, without ``beyond``,
        after the last: the line names the years.
    ParameterError
        ``beyond`` that is no number from -0.9 to 3.

    >>> level = price_level(pd.Series([0.2, 0.5], [2018, 2019]), ["2018-01-01", "2019-01-01"])
    >>> round(float(level.iloc[1] / level.iloc[0]), 6)  # half of a year at 20 %, half at 50 %
    1.341641
    """
    rates = _checked(annual_inflation)
    if beyond is not None and (fault := _fault("beyond", beyond)):
        raise ParameterError(fault)
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
    """:func:`price_level`, or ``None`` where a date lies before the data, or after them with nothing assumed
    ``beyond``.

    >>> rates = pd.Series([0.2, 0.5], [2018, 2019])
    >>> [price_level_if_known(rates, [date]) is None for date in ("2017-01-01", "2019-01-01", "2021-01-01")]
    [True, False, True]
    """
    years = _checked(annual_inflation).index
    position = calendars.year_position(np.atleast_1d(calendars.days(dates)), "gregorian")
    if position.min() < years[0] - 0.5 or (beyond is None and position.max() > years[-1] + 0.5):
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
    if not isinstance(level, pd.Series):
        raise DataError(f"level is a {type(level).__name__}; expected a series of price levels by date (price_level).")
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
    if not isinstance(annual_inflation, pd.Series):
        raise DataError(
            f"inflation is a {type(annual_inflation).__name__}; expected a series of fractions by Gregorian year."
        )
    if not len(annual_inflation):
        raise DataError("inflation: no year is given; expected fractions by Gregorian year.")
    for year in annual_inflation.index:
        if not isinstance(year, int | np.integer) or not _YEARS[0] <= year <= _YEARS[1]:
            is_jalali = isinstance(year, int | np.integer) and _JALALI_YEARS[0] <= year <= _JALALI_YEARS[1]
            remedy = "these look like Jalali years; give Gregorian" if is_jalali else "give its rates by year"
            raise DataError(f"inflation: its index holds {year!r}; expected Gregorian years such as 2018; {remedy}.")
    rates = annual_inflation.sort_index()
    years = [int(year) for year in rates.index]
    faults = []
    if years != list(range(years[0], years[0] + len(years))):
        odd = sorted({year for year in years if years.count(year) > 1} | (set(range(years[0], years[-1])) - set(years)))
        faults.append(f"inflation: years {odd} are missing or repeated; expected every year once.")
    faults += filter(None, (_fault(f"inflation of {year}", rate) for year, rate in zip(years, rates, strict=True)))
    if faults:
        raise DataError(faults)
    return rates.astype(float)


def _fault(what: str, rate: Any) -> str:
    """The line on a rate of inflation that is no number or out of bounds, or ""."""
    if isinstance(rate, str | bool) or not isinstance(rate, int | float | np.integer | np.floating):
        return f"{what} is {rate!r}; expected a number, a fraction a year such as 0.3 for 30 %."
    if LOWEST <= rate <= HIGHEST_INFLATION:
        return ""
    expected = f"{what} is {rate}; expected a fraction a year from {LOWEST:g} to {HIGHEST_INFLATION:g}"
    return per_cent_fault(what, rate, HIGHEST_INFLATION) or f"{expected}, such as 0.3 for 30 %."  # NaN too
