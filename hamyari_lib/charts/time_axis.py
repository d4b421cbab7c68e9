"""The years of a time axis, Jalali or Gregorian. Days are counted from 1970-01-01, as numpy counts them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal

from hamyari_lib import text
from hamyari_lib.charts.labels import width
from hamyari_lib.jalali import FIRST_YEAR, LAST_YEAR, JalaliDate

Calendar = Literal["jalali", "gregorian"]

_EPOCH = dt.date(1970, 1, 1).toordinal()
_STEPS = (3, 6, 12, 24, 60, 120, 240)  # months between two ticks
_SHORT = 800  # days: on a shorter axis the quarters of the year are named too


def day_of(value: JalaliDate) -> int:
    """The number of a Jalali day."""
    return value.gregorian.toordinal() - _EPOCH


def jalali_of(day: float) -> JalaliDate:
    """The Jalali day of a number; ``ValueError`` outside the years that are known."""
    return JalaliDate.from_gregorian(dt.date.fromordinal(int(day // 1) + _EPOCH))


def _firsts(low: float, high: float, months: int, calendar: Calendar) -> Iterator[tuple[float, str]]:
    """The first day of every so many months, from the year of ``low`` to the one after ``high``, and its name."""
    if calendar == "jalali":
        first, last, joint = jalali_of(low).year, min(jalali_of(high).year + 1, LAST_YEAR), "/"
    else:
        ends = (dt.date.fromordinal(int(day // 1) + _EPOCH).year for day in (low, high))
        first, last, joint = next(ends), next(ends) + 1, "-"
    for year in (one for one in range(first, last + 1) if one % max(months // 12, 1) == 0):
        for month in range(1, 13, min(months, 12)):
            day = (
                day_of(JalaliDate(max(year, FIRST_YEAR), month, 1))
                if calendar == "jalali"
                else dt.date(year, month, 1).toordinal() - _EPOCH
            )
            yield float(day), text.digits(year if months >= 12 else f"{year}{joint}{month:02}")


def year_ticks(
    low: float,
    high: float,
    inches: float,
    room: tuple[float, float] = (0.0, 0.0),
    calendar: Calendar = "jalali",
) -> tuple[list[float], list[str]]:
    """First days of years with their numbers, as many as stand beside one another; of quarters on short axes.

    No word stands further than ``room`` inches beyond either end.

    >>> year_ticks(19_000, 20_000, 3)[1][-2:]
    ['۱۴۰۲', '۱۴۰۳']
    """
    for months in _STEPS:
        if months < 12 and high - low > _SHORT:
            continue
        kept = [
            (day, words)
            for day, words in _firsts(low, high, months, calendar)
            if low <= day <= high
            and (day - low) * inches / (high - low) >= width(words) / 2 - room[0]
            and (high - day) * inches / (high - low) >= width(words) / 2 - room[1]
        ]
        at, words = [day for day, _ in kept], [one for _, one in kept]
        widest = max(map(width, words), default=0.0) + 0.06
        if all((b - a) / (high - low) * inches >= widest for a, b in zip(at, at[1:], strict=False)):
            return at, words
    return [], []
