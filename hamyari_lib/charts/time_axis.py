"""The Jalali years of a time axis. Days are counted from 1970-01-01, as numpy counts them."""

from __future__ import annotations

import datetime as dt

from hamyari_lib import text
from hamyari_lib.charts.labels import width
from hamyari_lib.jalali import FIRST_YEAR, LAST_YEAR, JalaliDate

_EPOCH = dt.date(1970, 1, 1).toordinal()
_STEPS = (3, 6, 12, 24, 60, 120, 240)  # months between two ticks
_SHORT = 800  # days: on a shorter axis the quarters of the year are named too


def day_of(value: JalaliDate) -> int:
    """The number of a Jalali day."""
    return value.gregorian.toordinal() - _EPOCH


def jalali_of(day: float) -> JalaliDate:
    """The Jalali day of a number; ``ValueError`` outside the years that are known."""
    return JalaliDate.from_gregorian(dt.date.fromordinal(int(day // 1) + _EPOCH))


def year_ticks(
    low: float, high: float, inches: float, room: tuple[float, float] = (0.0, 0.0)
) -> tuple[list[float], list[str]]:
    """First days of Jalali years with their numbers, as many as stand beside one another; of quarters on short axes.

    In English too the years are Jalali ones. No word stands further than ``room`` inches beyond either end.

    >>> year_ticks(19_000, 20_000, 3)[1][-2:]
    ['۱۴۰۲', '۱۴۰۳']
    """
    first, last = jalali_of(low).year, jalali_of(high).year + 1
    for months in _STEPS:
        if months < 12 and high - low > _SHORT:
            continue
        years = [one for one in range(first, min(last, LAST_YEAR) + 1) if one % max(months // 12, 1) == 0]
        days = [
            JalaliDate(max(year, FIRST_YEAR), month, 1) for year in years for month in range(1, 13, min(months, 12))
        ]
        named = [
            (float(day_of(one)), text.digits(one.year if months >= 12 else f"{one.year}/{one.month:02}"))
            for one in days
        ]
        kept = [
            (day, words)
            for day, words in named
            if low <= day <= high
            and (day - low) * inches / (high - low) >= width(words) / 2 - room[0]
            and (high - day) * inches / (high - low) >= width(words) / 2 - room[1]
        ]
        at, words = [day for day, _ in kept], [one for _, one in kept]
        widest = max(map(width, words), default=0.0) + 0.06
        if all((b - a) / (high - low) * inches >= widest for a, b in zip(at, at[1:], strict=False)):
            return at, words
    return [], []
