"""Units of measurement, as a page shows them, and Jalali periods."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from hamyari_lib import text

FIRST_YEAR, LAST_YEAR = 1300, 1500  # Jalali years that a table or a parameter may name


Unit = Literal["ratio", "fraction", "fraction/year", "jobs", "thousand jobs", "count", "rial", "index", "year", "text"]
"""What a figure is measured in. A fraction is shown as per cent; ``text`` is for a column that holds words."""


@dataclass(frozen=True)
class Measure:
    """A unit's name in both languages, the decimals that a page shows, and whether the name stands behind a figure."""

    fa: str
    en: str
    decimals: int = 0
    is_shown: bool = False

    def name(self, language: text.Language | None = None) -> str:
        return text.t(fa=self.fa, en=self.en, language=language)


UNITS: dict[Unit, Measure] = {
    "ratio": Measure("نسبت", "ratio", decimals=2),
    "fraction": Measure("کسر", "fraction", decimals=1),
    "fraction/year": Measure("کسر در سال", "fraction a year", decimals=1),
    "jobs": Measure("شغل", "jobs", is_shown=True),
    "thousand jobs": Measure("هزار شغل", "thousand jobs", decimals=1, is_shown=True),
    "count": Measure("تعداد", "count"),
    "rial": Measure("ریال", "rial", is_shown=True),
    "index": Measure("شاخص", "index", decimals=3),
    "year": Measure("سال", "year"),
    "text": Measure("", ""),
}


def suffix(unit: Unit, language: text.Language | None = None) -> str:
    """What stands behind a figure on a page where its own text does not carry the unit.

    >>> suffix("fraction/year", "en")
    'a year'
    """
    if unit == "fraction/year":
        return text.t(fa="در سال", en="a year", language=language)
    return UNITS[unit].name(language) if UNITS[unit].is_shown else ""


def quantity(
    value: float | str | None,
    unit: Unit,
    *,
    decimals: int | None = None,
    sign: bool = False,
    language: text.Language | None = None,
) -> str:
    """A value as a page shows it, in its unit; ``decimals`` other than the unit's own when given.

    >>> quantity(0.0825, "fraction", language="en")
    '8.2%'
    >>> quantity(1.094, "ratio", language="fa")
    '۱٫۰۹'
    """
    if isinstance(value, str):
        return value
    places = UNITS[unit].decimals if decimals is None else decimals
    if unit in ("fraction", "fraction/year"):
        return text.percent(value, places, sign=sign, language=language)
    if unit == "year" and value is not None:
        return text.digits(int(value), language=language)
    return text.number(value, places, sign=sign, language=language)


@dataclass(frozen=True, order=True)
class JalaliSpan:
    """Whole Jalali years from ``first`` to ``last``, both within.

    >>> JalaliSpan.parse("1397-1399").years
    (1397, 1398, 1399)
    """

    first: int
    last: int

    @classmethod
    def parse(cls, value: str | int) -> JalaliSpan:
        """Read ``"1397-1399"``, ``"1399"`` or ``1399``, in Persian digits too; ``ValueError`` says what is wrong."""
        written = re.fullmatch(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?", text.latin_digits(str(value)).strip())
        if not written:
            raise ValueError('expected Jalali years such as "1397-1399" or "1399"')
        first, last = int(written[1]), int(written[2] or written[1])
        if not FIRST_YEAR <= first <= LAST_YEAR or not FIRST_YEAR <= last <= LAST_YEAR:
            raise ValueError(
                f"expected Jalali years from {FIRST_YEAR} to {LAST_YEAR}; a Gregorian year is 621 or 622 more"
            )
        if last < first:
            raise ValueError(f'the first year comes after the last; write "{last}-{first}"')
        return cls(first, last)

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(range(self.first, self.last + 1))

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    def label(self, language: text.Language | None = None) -> str:
        """The span as a page shows it.

        >>> JalaliSpan(1397, 1399).label("fa")
        '۱۳۹۷–۱۳۹۹'
        """
        return text.digits(str(self).replace("-", "–"), language=language)
