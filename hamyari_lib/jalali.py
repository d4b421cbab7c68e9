"""Dates of the Jalali (Solar Hijri) calendar, and their Gregorian days."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from hamyari_lib import text

FIRST_YEAR, LAST_YEAR = 1300, 1500  # Jalali years that a table, a parameter or a date may name

_NOWRUZ_1300 = dt.date(1921, 3, 21).toordinal()


def is_leap(year: int) -> bool:
    """Whether Esfand has 30 days, by the cycle of 33 years with 8 leap years.

    The calendar of Iran follows the March equinox; from 1300 to 1500 the cycle gives the same years.

    >>> [year for year in range(1395, 1410) if is_leap(year)]
    [1395, 1399, 1403, 1408]
    """
    return (25 * year + 11) % 33 < 8


def month_length(year: int, month: int) -> int:
    """Days of a Jalali month.

    >>> month_length(1397, 6), month_length(1397, 7), month_length(1397, 12), month_length(1399, 12)
    (31, 30, 29, 30)
    """
    if not 1 <= month <= 12:
        raise ValueError(f"month is {month}; expected 1 to 12")
    if month == 12:
        return 30 if is_leap(year) else 29
    return 31 if month <= 6 else 30


# The ordinal of each year's first day; one entry more than there are years, so that the last year has an end.
_NEW_YEARS = list(accumulate((365 + is_leap(year) for year in range(FIRST_YEAR, LAST_YEAR + 1)), initial=_NOWRUZ_1300))


@dataclass(frozen=True, order=True)
class JalaliDate:
    """A day of the Jalali calendar; ``ValueError`` for a day that the calendar does not have.

    >>> JalaliDate(1397, 4, 12).gregorian
    datetime.date(2018, 7, 3)
    >>> str(JalaliDate.from_gregorian(dt.date(2018, 7, 3)))
    '1397/04/12'
    """

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(f"expected a Jalali year from {FIRST_YEAR} to {LAST_YEAR}; found {self.year}")
        if not 1 <= self.month <= 12:
            raise ValueError(f"expected a month from 1 to 12; found {self.month}")
        length = month_length(self.year, self.month)
        if not 1 <= self.day <= length:
            name = text.JALALI_MONTHS["en"][self.month - 1]
            why = "is not a leap year: its " if self.month == 12 and self.day == 30 else ""
            raise ValueError(f'{self.year} {why}{name} has {length} days; write "{self.year}/{self.month:02}/{length}"')

    @classmethod
    def parse(cls, value: str) -> JalaliDate:
        """Read ``"1397/04/12"`` or ``"1397-4-12"``, in Persian digits too; ``ValueError`` says what to write.

        >>> JalaliDate.parse("۱۳۹۷/۴/۱۲")
        JalaliDate(year=1397, month=4, day=12)
        """
        plain = text.latin_digits(text.normalise(value))
        written = re.fullmatch(r"(\d{4})(?:\s*([-/])\s*)(\d{1,2})\s*\2\s*(\d{1,2})", plain)
        if not written:
            raise ValueError('expected a Jalali date such as "1397/04/12", its year first')
        year, month, day = int(written[1]), int(written[3]), int(written[4])
        if 1800 <= year <= 2200:
            raise ValueError(f"expected a Jalali date{_instead_of(year, month, day)}")
        return cls(year, month, day)

    @classmethod
    def from_gregorian(cls, value: dt.date) -> JalaliDate:
        """The Jalali date of a Gregorian day; ``ValueError`` for a day outside the years that are known."""
        ordinal = value.toordinal()
        if not _NEW_YEARS[0] <= ordinal < _NEW_YEARS[-1]:
            raise ValueError(
                f"expected a day within the Jalali years {FIRST_YEAR} to {LAST_YEAR}; found {value:%Y-%m-%d}"
            )
        index = bisect_right(_NEW_YEARS, ordinal) - 1
        passed = ordinal - _NEW_YEARS[index]
        month, day = divmod(passed, 31) if passed < 186 else divmod(passed - 186, 30)
        return cls(FIRST_YEAR + index, month + (1 if passed < 186 else 7), day + 1)

    @property
    def gregorian(self) -> dt.date:
        """The Gregorian day."""
        before = 31 * (self.month - 1) - max(0, self.month - 7)
        return dt.date.fromordinal(_NEW_YEARS[self.year - FIRST_YEAR] + before + self.day - 1)

    def __str__(self) -> str:
        return f"{self.year}/{self.month:02}/{self.day:02}"

    def label(self, language: text.Language | None = None) -> str:
        """The date as a page shows it: in words in Persian, in digits in English.

        >>> JalaliDate(1397, 4, 12).label("fa")
        '۱۲ تیر ۱۳۹۷'
        """
        month = text.JALALI_MONTHS["fa"][self.month - 1]
        return text.t(fa=text.digits(f"{self.day} {month} {self.year}", language="fa"), en=str(self), language=language)


def _instead_of(year: int, month: int, day: int) -> str:
    """What to write for a Gregorian date that was given."""
    try:
        return f'; write "{JalaliDate.from_gregorian(dt.date(year, month, day))}"'
    except ValueError:
        return ' such as "1397/04/12"; the year found is Gregorian'
