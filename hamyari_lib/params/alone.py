"""Checks of a value alone: each returns the value as a notebook uses it, or says what was expected and the remedy."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from typing import Any

from hamyari_lib import text
from hamyari_lib.errors import nearest
from hamyari_lib.jalali import FIRST_YEAR, LAST_YEAR, JalaliDate
from hamyari_lib.units import JalaliSpan, Money

PAYMENT_INTERVALS = (0, 1, 2, 3, 4, 6, 12)
LARGEST_RIAL = 1e18  # some times the yearly output of the whole economy

_DATE = 'expected a Jalali date such as "1397/04/12", in quotes'
_MONTH = 'expected a Jalali month such as "1404-01", in quotes'


def word(expected: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if isinstance(value, bool):
            raise ValueError(
                f"expected {expected}; YAML reads a bare yes, no, on or off as true or false: put it in quotes"
            )
        if isinstance(value, int | float):
            raise ValueError(f'expected {expected}; put it in quotes: "{value}"')
        if not isinstance(value, str) or not text.normalise(value):
            raise ValueError(f"expected {expected}")
        return text.normalise(value)

    return check


_PER_CENT = re.compile(r"(?:%|per ?cent|درصد)")
_DECIMAL_COMMA = re.compile(r"[-+]?(0,[0-9]+|[0-9]+,([0-9]{1,2}|[0-9]{4,}))")  # 1,000 has a comma between thousands


def number(value: Any, expected: str, remedy_for: Callable[[str], str] | None = None) -> float:
    """A finite number, given as one. ``remedy_for`` says what to write instead of a text."""
    if isinstance(value, str):
        remedy = (remedy_for or unquoted)(value)
        raise ValueError(f"expected {expected}{f'; {remedy}' if remedy else ''}")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"expected {expected}")
    try:
        found = float(value)
    except OverflowError:
        found = math.inf
    if not math.isfinite(found):
        raise ValueError(f"expected {expected}")
    return found


def _written(value: str) -> float | None:
    """The number that a text writes, whatever its digits and separators."""
    plain = text.latin_digits(value).replace("٫", ".").replace("٬", "").strip()
    plain = plain.replace(",", "." if _DECIMAL_COMMA.fullmatch(plain) else "")
    try:
        found = float(plain)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def unquoted(value: str) -> str:
    """What to write instead of a number in quotes, or with a comma for its point."""
    found = _written(value)
    if found is None:
        return ""
    is_comma = _DECIMAL_COMMA.fullmatch(text.latin_digits(value).strip())
    return f"write {found:.15g}, with a point" if is_comma else f"write {found:.15g} without quotes"


def fraction(low: float, high: float, what: str = "a fraction", *, per_cent_from: float = 2) -> Callable[[Any], float]:
    """A number out of bounds is taken for a per cent, in the remedy, from ``per_cent_from`` on: 1.5 may be either."""
    expected = f"{what} from {low:g} to {high:g}"

    def per_cent(given: float) -> str:
        return f"write {given / 100:.12g} for {given:.12g} %" if low <= given / 100 <= high else ""

    def remedy_for(value: str) -> str:
        if _PER_CENT.search(plain := text.latin_digits(value).replace("٪", "%")):
            found = _written(_PER_CENT.sub("", plain))
            return "" if found is None else per_cent(found)
        found = _written(value)
        if found is None or low <= found <= high:
            return unquoted(value)
        return per_cent(found) if abs(found) >= per_cent_from else ""

    def check(value: Any) -> float:
        given = number(value, expected, remedy_for)
        if not low <= given <= high:
            remedy = per_cent(given) if abs(given) >= per_cent_from else ""
            raise ValueError(f"expected {expected}{f'; {remedy}' if remedy else ''}")
        return given

    return check


def bounded(low: float, high: float, what: str) -> Callable[[Any], float]:
    expected = f"{what} from {low:g} to {high:g}"

    def check(value: Any) -> float:
        given = number(value, expected)
        if not low <= given <= high:
            raise ValueError(f"expected {expected}")
        return given

    return check


def whole(low: int, high: int, what: str) -> Callable[[Any], int]:
    within = bounded(low, high, f"a whole number of {what}")

    def check(value: Any) -> int:
        if (given := within(value)) != int(given):
            raise ValueError(f"expected a whole number of {what} from {low} to {high}")
        return int(given)

    return check


def growth_path(value: Any) -> float | tuple[float, ...]:
    """One growth a year for all years, or a list of the years' growths from the first on."""
    check = fraction(-0.9, 3, "a fraction a year, or a list of such by year,")
    if not isinstance(value, list | tuple):
        return check(value)
    if not 1 <= len(value) <= 60:
        raise ValueError("expected a growth for each year, 1 to 60 of them, such as [0.4, 0.35, 0.3]")
    return tuple(check(one) for one in value)


def reach(low: float, high: float, what: str) -> Callable[[Any], tuple[float, float, float]]:
    """The lowest, the likeliest and the highest value of something."""
    expected = f"three {what} from {low:g} to {high:g}: the lowest, the likeliest, the highest, such as"
    example = "[0.9, 1, 1.5]" if high <= 10 else "[0, 6, 24]"

    def check(value: Any) -> tuple[float, float, float]:
        if not isinstance(value, list | tuple) or len(value) != 3:
            raise ValueError(f"expected {expected} {example}")
        found = tuple(number(one, f"{expected} {example}") for one in value)
        if not low <= found[0] <= found[1] <= found[2] <= high:
            raise ValueError(f"expected {expected} {example}")
        return found

    return check


def payment_interval(value: Any) -> int:
    expected = "months between payments: 1, 2, 3, 4, 6 or 12, or 0 for nothing before maturity"
    given = number(value, expected)
    if given not in PAYMENT_INTERVALS:
        raise ValueError(f"expected {expected}")
    return int(given)


def one_of(*accepted: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in accepted:
            near = nearest(value, accepted) if isinstance(value, str) else None
            raise ValueError(f"expected one of {', '.join(accepted)}" + (f"; nearest is {near}" if near else ""))
        return value

    return check


def names(value: Any) -> str:
    """Names of parameters, written with commas between; empty for none."""
    if not isinstance(value, str):
        raise ValueError('expected names of parameters with commas between, such as "amount, guarantee"')
    written = [text.normalise(one) for one in value.replace("،", ",").split(",")]
    return ", ".join(dict.fromkeys(one for one in written if one))


def some_of(*accepted: str) -> Callable[[Any], str]:
    """Some of the words that there are, written with commas between."""

    def check(value: Any) -> str:
        written = names(value) if isinstance(value, str) else ""
        odd = [one for one in written.split(", ") if one not in accepted]
        if not written or odd:
            raise ValueError(f'expected some of {", ".join(accepted)}, with commas between, such as "{accepted[0]}"')
        return written

    return check


def year_span(value: Any) -> JalaliSpan:
    if isinstance(value, JalaliSpan):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError('expected Jalali years such as "1397-1399" or "1399"')
    return JalaliSpan.parse(value)


def jalali_date(value: Any) -> JalaliDate:
    if isinstance(value, JalaliDate):
        return value
    if isinstance(value, dt.date):  # what YAML makes of a bare 1397-04-12, where no check of ours stood before
        value = f"{value:%Y-%m-%d}"
    if not isinstance(value, str):
        raise ValueError(_DATE)
    return JalaliDate.parse(value)


def jalali_month(value: Any) -> str:
    """A Jalali month as plain text, ``"1404-01"``."""
    plain = text.latin_digits(text.normalise(value)) if isinstance(value, str) else ""
    written = re.fullmatch(r"([0-9]{4})[-/]([0-9]{1,2})", plain)
    if not written:
        raise ValueError(_MONTH)
    year, month = int(written[1]), int(written[2])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"{_MONTH}, from {FIRST_YEAR} to {LAST_YEAR}; a Gregorian year is 621 or 622 more")
    if not 1 <= month <= 12:
        raise ValueError(f"{_MONTH}; a month is from 01 to 12")
    return f"{year}-{month:02}"


def money(value: Any) -> Money:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError(
            'expected an amount with its unit; write its unit, in quotes: "3000 billion rial" or "300 میلیارد تومان"'
        )
    if not isinstance(value, str | Money):
        raise ValueError('expected an amount with its unit, such as "3000 billion rial" or "300 میلیارد تومان"')
    found = value if isinstance(value, Money) else Money.parse(value)
    if not 0 < found.rial <= LARGEST_RIAL:
        raise ValueError(f"expected an amount above 0 and up to {LARGEST_RIAL / 1e9:.0f} billion rial")
    return found
