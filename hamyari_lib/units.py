"""Units of measurement as a page shows them, amounts of money, and Jalali periods."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from hamyari_lib import text
from hamyari_lib.jalali import FIRST_YEAR, LAST_YEAR

Unit = Literal[
    "ratio", "fraction", "fraction/year", "jobs", "thousand jobs", "count", "rial", "billion rial", "index", "months",
    "point/year", "year", "text",
]  # fmt: skip
"""What a figure is measured in. A fraction is shown as per cent, a difference of rates (``point/year``, a fraction
too) as points; ``text`` is for a column that holds words."""


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
    "billion rial": Measure("میلیارد ریال", "billion rial", is_shown=True),
    "index": Measure("شاخص", "index", decimals=3),
    "months": Measure("ماه", "months", is_shown=True),
    "point/year": Measure("کسر در سال", "fraction a year", decimals=2),
    "year": Measure("سال", "year"),
    "text": Measure("", ""),
}


def suffix(unit: Unit, language: text.Language | None = None) -> str:
    """What stands behind a figure on a page where its own text does not carry the unit.

    >>> suffix("fraction/year", "en")
    'a year'
    >>> suffix("point/year", "en")
    'points'
    """
    if unit == "fraction/year":
        return text.t(fa="در سال", en="a year", language=language)
    if unit == "point/year":
        return text.t(fa="واحد درصد", en="points", language=language)
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
    >>> quantity(0.0125, "point/year", language="en")
    '1.25'
    """
    if isinstance(value, str):
        return value
    places = UNITS[unit].decimals if decimals is None else decimals
    if unit in ("fraction", "fraction/year"):
        return text.percent(value, places, sign=sign, language=language)
    if unit == "point/year" and value is not None:
        value *= 100
    if unit == "year" and value is not None:
        return text.digits(int(value), language=language)
    return text.number(value, places, sign=sign, language=language)


def plain(value: float, language: text.Language | None = None) -> str:
    """A number with the decimals that it has, at most four.

    >>> plain(2.5, "en"), plain(3000, "en")
    ('2.5', '3,000')
    """
    return text.number(value, None, language=language)


Currency = Literal["rial", "toman", "new_rial"]
RIALS: dict[Currency, int] = {"rial": 1, "toman": 10, "new_rial": 10_000}
"""Rial in each currency; the new rial is to take four zeros off."""
CURRENCIES: dict[Currency, Measure] = {
    "rial": Measure("ریال", "rial"), "toman": Measure("تومان", "toman"), "new_rial": Measure("ریال جدید", "new rial"),
}  # fmt: skip
SCALES = {
    1: Measure("", ""), 10**3: Measure("هزار", "thousand"), 10**6: Measure("میلیون", "million"),
    10**9: Measure("میلیارد", "billion"), 10**12: Measure("هزار میلیارد", "trillion"),
}  # fmt: skip
MONEY_UNITS = {f"{SCALES[scale].en} {CURRENCIES[one].en}".strip(): (scale, one) for scale in SCALES for one in RIALS}
"""Scale and currency of every unit that an amount may have, such as "billion rial"."""

_SCALE_WORDS = {word: scale for scale, one in SCALES.items() for word in (one.fa, one.en)} | {"تریلیون": 10**12}
_CURRENCY_WORDS: dict[str, Currency] = {word: key for key, one in CURRENCIES.items() for word in (one.fa, one.en)}
_AMOUNT = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?(?![0-9.,]) *(.*)")
_EXAMPLE = 'an amount with its unit, such as "3000 billion rial" or "300 میلیارد تومان"'


@dataclass(frozen=True)
class Money:
    """An amount, 0 or more, in a unit of ``MONEY_UNITS``.

    >>> Money.parse("300 میلیارد تومان").billion_rial
    3000.0
    """

    amount: float
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in MONEY_UNITS or not 0 <= self.rial < math.inf:
            raise ValueError(f"expected {_EXAMPLE}")

    @classmethod
    def parse(cls, value: str) -> Money:
        """Read ``"3000 billion rial"`` or ``"۳٬۰۰۰ میلیارد ریال"``; ``ValueError`` says what is wrong."""
        plain_digits = text.latin_digits(text.normalise(value.replace("\u200c", " ").replace("_", " "))).lower()
        written = _AMOUNT.fullmatch(plain_digits.replace("٫", ".").replace("٬", ","))
        if not written:
            raise ValueError(f"expected {_EXAMPLE}")
        words = written[3].replace("همت", "هزار میلیارد تومان").split()
        scale = 1
        while words and words[0] in _SCALE_WORDS:
            scale *= _SCALE_WORDS[words.pop(0)]
        currency = _CURRENCY_WORDS.get(" ".join(words).replace("rials", "rial").replace("tomans", "toman"))
        if currency is None:
            raise ValueError(f"expected {_EXAMPLE}; write whether it is rial, toman or new rial")
        if scale not in SCALES:
            raise ValueError(f"expected {_EXAMPLE}, at most trillion")
        unit = next(name for name, meant in MONEY_UNITS.items() if meant == (scale, currency))
        return cls(float(written[1].replace(",", "") + (written[2] or "")), unit)

    @property
    def currency(self) -> Currency:
        return MONEY_UNITS[self.unit][1]

    @property
    def rial(self) -> float:
        """The amount in (old) rial."""
        scale, currency = MONEY_UNITS[self.unit]
        return self.amount * scale * RIALS[currency]

    @property
    def billion_rial(self) -> float:
        return self.rial / 1e9

    def to(self, currency: Currency) -> Money:
        """The same amount in another currency, at the scale, up to billion, that reads best.

        >>> str(Money(300, "billion toman").to("rial"))
        '3000 billion rial'
        """
        value = self.rial / RIALS[currency]
        scale = max((one for one in SCALES if one <= min(value, 10**9)), default=1)
        return Money(float(f"{value / scale:.12g}"), f"{SCALES[scale].en} {CURRENCIES[currency].en}".strip())

    def __str__(self) -> str:
        return f"{format(Decimal(repr(float(self.amount))), 'f').removesuffix('.0')} {self.unit}"

    def label(self, language: text.Language | None = None) -> str:
        """The amount as a page shows it, in rial and in toman, since readers think in one and accounts in the other.

        >>> Money(300, "billion toman").label("fa")
        '۳٬۰۰۰ میلیارد ریال (۳۰۰ میلیارد تومان)'
        """
        shown: list[Currency] = ["rial", "toman"]
        if self.currency == "new_rial":
            shown = ["new_rial", *shown]
        first, *others = [self.to(one)._words(language) for one in shown]
        return f"{first} ({text.t(fa='، ', en=', ', language=language).join(others)})"

    def _words(self, language: text.Language | None) -> str:
        scale, currency = MONEY_UNITS[self.unit]
        words = [plain(self.amount, language), SCALES[scale].name(language), CURRENCIES[currency].name(language)]
        return " ".join(filter(None, words))


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
