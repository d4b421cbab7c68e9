"""Units of measurement, as a page shows them, and Jalali periods."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from hamyari_lib import text

FIRST_YEAR, LAST_YEAR = 1300, 1500  # Jalali years that a table or a parameter may name


Unit = Literal["ratio", "fraction", "fraction/year", "jobs", "thousand jobs", "count", "rial", "index", "year", "text"]
"""What a figure is measured in. A fraction is shown as per cent; ``text`` is for a column that holds words."""


def quantity(
    value: float | str | None,
    unit: Unit,
    *,
    decimals: int | None = None,
    sign: bool = False,
    language: text.Language | None = None,
) -> str:
    """A value as a page shows it, in its unit.

    >>> quantity(0.0825, "fraction", language="en")
    '8.2%'
    >>> quantity(1.094, "ratio", language="fa")
    '۱٫۰۹'
    """
    if isinstance(value, str):
        return value
    if unit in ("fraction", "fraction/year"):
        return text.percent(value, 1 if decimals is None else decimals, sign=sign, language=language)
    if unit == "year":
        return (
            text.UNKNOWN[language or text.language()] if value is None else text.digits(int(value), language=language)
        )
    default = {"ratio": 2, "index": 3, "thousand jobs": 1}.get(unit, 0)
    return text.number(value, default if decimals is None else decimals, sign=sign, language=language)


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

    def overlaps(self, other: JalaliSpan) -> bool:
        return self.first <= other.last and other.first <= self.last

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    def label(self, language: text.Language | None = None) -> str:
        """The span as a page shows it.

        >>> JalaliSpan(1397, 1399).label("fa")
        '۱۳۹۷–۱۳۹۹'
        """
        return text.digits(str(self).replace("-", "–"), language=language)
