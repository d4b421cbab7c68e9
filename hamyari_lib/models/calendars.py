"""Days of the Jalali and the Gregorian calendar as arrays: months to and fro, ends of months, holidays.

All dates inside models are ``datetime64[D]``. Both calendars are one table of the first days of their months, so that
arithmetic over many dates is two look-ups. The Jalali table is made once, from the Nowruz days of ``persiantools``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hamyari_lib import text
from hamyari_lib.errors import ParameterError
from hamyari_lib.jalali import JalaliDate
from hamyari_lib.units import FIRST_YEAR, LAST_YEAR

Calendar = Literal["jalali", "gregorian"]
Roll = Literal["unadjusted", "following", "modified_following", "preceding"]
Days = NDArray[np.datetime64]
Whole = NDArray[np.int64]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GREGORIAN_YEARS = 1800, 2200
_MARGIN = 15  # years around those that may be named: a period may begin before the first or end after the last
_WRITTEN = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})")


@dataclass(frozen=True)
class _Months:
    """First and last days (since 1970) of a calendar's months, and the month of each day.

    Month 0 is the first of ``first_year``.
    """

    first_year: int
    starts: Whole
    lengths: Whole
    ends: Whole
    of_day: Whole

    def split(self, dates: Whole) -> tuple[Whole, Whole]:
        """Each day as the index of its month and its day in the month, from 0."""
        since = dates - self.starts[0]
        if dates.size and (since.min() < 0 or since.max() >= len(self.of_day)):
            raise self._outside()
        index = self.of_day.take(since)
        return index, dates - self.starts.take(index)

    def join(self, index: Whole, day: Whole) -> Whole:
        """The day of month ``index``, or the month's last day where it is shorter."""
        if index.size and (index.min() < 0 or index.max() >= len(self.lengths)):
            raise self._outside()
        found = np.asarray(self.starts.take(index))  # taking is quicker than indexing, and nothing is copied twice
        found += day
        return np.minimum(found, self.ends.take(index), out=found)

    def _outside(self) -> ParameterError:
        last = self.first_year + len(self.lengths) // 12 - 1
        return ParameterError(f"a date falls outside the years {self.first_year} to {last}; give dates within.")


@cache
def _months(calendar: Calendar) -> _Months:
    if calendar == "gregorian":
        first, last = _GREGORIAN_YEARS[0] - _MARGIN, _GREGORIAN_YEARS[1] + _MARGIN
        starts = np.arange(f"{first}-01", f"{last + 1}-02", dtype="M8[M]").astype("M8[D]").astype(np.int64)
    else:
        import persiantools.jdatetime as persian

        first, last = FIRST_YEAR - _MARGIN, LAST_YEAR + _MARGIN
        nowruz = [np.datetime64(persian.JalaliDate(year, 1, 1).to_gregorian(), "D") for year in range(first, last + 2)]
        month = np.arange(12)
        into_year = np.minimum(month, 6) * 31 + np.maximum(month - 6, 0) * 30
        starts = (np.array(nowruz).astype(np.int64)[:, None] + into_year).ravel()[: (last - first + 1) * 12 + 1]
    lengths = np.diff(starts)
    return _Months(first, starts[:-1], lengths, starts[1:] - 1, np.repeat(np.arange(len(lengths)), lengths))


def day(value: Any) -> np.datetime64:
    """One date, as ``datetime64[D]``.

    Parameters
    ----------
    value
        A ``JalaliDate``, a ``date``, a ``datetime64``, or text: years 1300 to 1500 are Jalali, 1800 to 2200 Gregorian.

    Raises
    ------
    ParameterError
        What is no date, in one line.

    >>> day("1397/04/12"), day("2004-11-15")
    (np.datetime64('2018-07-03'), np.datetime64('2004-11-15'))
    """
    if isinstance(value, JalaliDate):
        return np.datetime64(value.gregorian, "D")
    if not isinstance(value, str):
        found = None
        # a number of days since 1970 is no date here, and pandas' NaT is not equal to itself
        if (hasattr(value, "year") and value == value) or isinstance(value, np.datetime64):
            found = np.datetime64(value).astype("M8[D]")
        if found is None or np.isnat(found):
            raise ParameterError(f'{value!r} is no date; write "1397/04/12" or "2018-07-03".')
        return found
    plain = text.latin_digits(value).strip()
    written = _WRITTEN.fullmatch(plain)
    if written is None:
        raise ParameterError(f'"{value}" is no date; write "1397/04/12" or "2018-07-03".')
    try:
        if calendar_of(value) == "jalali":
            return np.datetime64(JalaliDate.parse(plain).gregorian, "D")
        if _GREGORIAN_YEARS[0] <= int(written[1]) <= _GREGORIAN_YEARS[1]:
            return np.datetime64(f"{written[1]}-{int(written[3]):02}-{int(written[4]):02}", "D")
    except ValueError as fault:
        raise ParameterError(f'"{value}" is no date: {fault}') from None
    raise ParameterError(
        f'"{value}" has a year that is neither Jalali ({FIRST_YEAR} to {LAST_YEAR}) nor Gregorian '
        f'({_GREGORIAN_YEARS[0]} to {_GREGORIAN_YEARS[1]}); write "1397/04/12" or "2018-07-03".'
    )


def calendar_of(value: Any) -> Calendar:
    """The calendar in which a date is written: text of a year 1300 to 1500 and ``JalaliDate`` are Jalali.

    >>> calendar_of("۱۳۹۷/۰۴/۱۲"), calendar_of(np.datetime64("2018-07-03"))
    ('jalali', 'gregorian')
    """
    if isinstance(value, str):
        year = re.match(r"\d{4}", text.latin_digits(value).strip())
        return "jalali" if year and FIRST_YEAR <= int(year[0]) <= LAST_YEAR else "gregorian"
    return "jalali" if isinstance(value, JalaliDate) else "gregorian"


def days(values: Any) -> Days:
    """Dates of any of the forms of :func:`day`, as one array; an array of ``datetime64`` passes at once.

    >>> days(["1397/04/12", "1397/07/12"])
    array(['2018-07-03', '2018-10-04'], dtype='datetime64[D]')
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        return np.asarray(day(values))
    given = np.asarray(values)
    if given.dtype.kind == "M":
        found = given.astype("M8[D]")
        if np.isnat(found).any():
            raise ParameterError("a date is missing (NaT); give every date.")
        return found
    return np.array([day(value) for value in values], dtype="M8[D]")


def written(date: np.datetime64, calendar: Calendar) -> str:
    """The date as a message shows it.

    >>> written(np.datetime64("2018-07-03"), "jalali")
    '1397/04/12'
    """
    if calendar == "gregorian":
        return str(date)
    year, month, day_of_month = (int(part) for part in jalali(date))
    return f"{year}/{month:02}/{day_of_month:02}"


def jalali(dates: ArrayLike) -> tuple[Whole, Whole, Whole]:
    """Jalali year, month and day of each date, in the shape given.

    >>> [int(part) for part in jalali(np.datetime64("2018-07-03"))]
    [1397, 4, 12]
    """
    table = _months("jalali")
    index, into = table.split(_numbers(dates))
    return table.first_year + index // 12, index % 12 + 1, into + 1


def from_jalali(year: ArrayLike, month: ArrayLike, day_of_month: ArrayLike) -> Days:
    """The dates of Jalali years, months and days (broadcast); ``ParameterError`` names the first that does not exist.

    >>> from_jalali(1397, [4, 7], 12)
    array(['2018-07-03', '2018-10-04'], dtype='datetime64[D]')
    """
    table = _months("jalali")
    years, months, into = (np.asarray(part, dtype=np.int64) for part in np.broadcast_arrays(year, month, day_of_month))
    wrong = (years < FIRST_YEAR) | (years > LAST_YEAR) | (months < 1) | (months > 12) | (into < 1)
    index = np.where(wrong, 0, (years - table.first_year) * 12 + months - 1)
    wrong |= into > table.lengths[index]
    if wrong.any():
        first = np.unravel_index(int(wrong.argmax()), wrong.shape)
        raise ParameterError(
            f"{years[first]}/{months[first]}/{into[first]} is no Jalali date of {FIRST_YEAR} to {LAST_YEAR}; "
            "give a day that its month has."
        )
    return (table.starts[index] + into - 1).view("M8[D]")


def add_months(
    dates: ArrayLike, months: ArrayLike, calendar: Calendar = "jalali", *, end_of_month: bool = False
) -> Days:
    """Each date so many months later (earlier where negative), clipped to the end of a shorter month; broadcast.

    With ``end_of_month`` a date that is its month's last day stays the last day.

    >>> add_months(from_jalali(1397, 6, 31), [1, 6], "jalali")
    array(['2018-10-22', '2019-03-20'], dtype='datetime64[D]')
    """
    table = _months(calendar)
    index, into = table.split(_numbers(dates))
    if end_of_month:
        into = np.where(into == table.lengths[index] - 1, 31, into)
    return np.asarray(table.join(index + np.asarray(months, dtype=np.int64), into)).view("M8[D]")


def months_between(start: ArrayLike, end: ArrayLike, calendar: Calendar) -> Whole:
    """How many months the month of ``end`` lies after that of ``start``, whatever the days."""
    table = _months(calendar)
    return table.split(_numbers(end))[0] - table.split(_numbers(start))[0]


def year_position(dates: ArrayLike, calendar: Calendar) -> NDArray[np.float64]:
    """Year and the part of it that has passed: a difference of two is the years between, each day by its own year."""
    table = _months(calendar)
    number = _numbers(dates)
    year = table.split(number)[0] // 12
    length = table.lengths.reshape(-1, 12).sum(axis=1)[year]
    return table.first_year + year + (number - table.starts[year * 12]) / length


def roll_dates(dates: Days, roll: Roll, calendar: Calendar, weekend: Sequence[str], holidays: Days) -> Days:
    """Dates moved off weekends and holidays. ``modified_following`` keeps to the month of ``calendar``.

    ``weekend`` holds names of :data:`WEEKDAYS`. NaT stays NaT.
    """
    if roll == "unadjusted":
        return dates
    free = {"weekmask": [name not in weekend for name in WEEKDAYS], "holidays": holidays}
    gap = np.isnat(dates)
    whole = np.where(gap, np.datetime64(0, "D"), dates)
    rolled = np.busday_offset(whole, 0, roll="backward" if roll == "preceding" else "forward", **free)
    if roll == "modified_following":
        left = months_between(whole, rolled, calendar) != 0
        rolled = np.where(left, np.busday_offset(whole, 0, roll="backward", **free), rolled)
    return np.where(gap, dates, rolled)


def _numbers(dates: ArrayLike) -> Whole:
    return days(dates).astype(np.int64)
