"""How a column is declared: its type, bounds, unit and meaning, in one line and in both languages.

The words a fault uses ("expected a whole number of jobs, 0 or more") are made from the same declaration.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import pandera.pandas as pa

# unit: its name in Persian, for the codebook
UNITS = {
    "jobs": "شغل",
    "survey jobs": "شغلِ نمونه",
    "persons": "نفر",
    "rial": "ریال",
    "billion rial": "میلیارد ریال",
    "million US$": "میلیون دلار آمریکا",
    "million US$ of 2015": "میلیون دلار به قیمت ۲۰۱۵",
    "rial per US$": "ریال برای هر دلار",
    "per cent": "درصد",
    "per cent a year": "درصد در سال",
    "fraction": "کسر",
    "fraction a year": "کسر در سال",
    "index points": "واحد شاخص",
    "months": "ماه",
    "years": "سال",
    "Jalali year": "سال هجری شمسی",
    "Gregorian year": "سال میلادی",
    "Jalali month": "ماه هجری شمسی",
    "Jalali date": "تاریخ هجری شمسی",
    "grade": "درجه",
    "code": "کد",
    "text": "متن",
}

# [0-9] and not \d, which also takes Persian digits: codes and dates are compared as text
JALALI_MONTH = "1[34][0-9][0-9]-(?:0[1-9]|1[0-2])"
JALALI_DATE = (
    "1[34][0-9][0-9]/(?:0[1-6]/(?:0[1-9]|[12][0-9]|3[01])"  # the first six months have 31 days
    "|(?:0[7-9]|1[0-2])/(?:0[1-9]|[12][0-9]|30))"
)


def whole(
    en: str, fa: str, *, unit: str, low: int | None = None, high: int | None = None,
    blank: bool = False, among: Sequence[int] = (), unique: bool = False,
) -> pa.Column:  # fmt: skip
    """A column of whole numbers: ``int64``, or ``Int64`` with ``NA`` for unknown where ``blank`` is allowed."""
    checks = [pa.Check.isin(list(among))] if among else _bounds(low, high)
    expected = f"a whole number{_of(unit)}{_range(low, high)}{_among(among)}"
    dtype = "Int64" if blank else "int64"
    return pa.Column(dtype, checks, nullable=blank, unique=unique, metadata=_about(en, fa, unit, expected, "whole"))


def real(
    en: str, fa: str, *, unit: str, low: float | None = None, high: float | None = None, blank: bool = False
) -> pa.Column:
    """A column of numbers: ``float64``, with NaN for unknown where ``blank`` is allowed."""
    expected = f"a number{_of(unit)}{_range(low, high)}"
    return pa.Column("float64", _bounds(low, high), nullable=blank, metadata=_about(en, fa, unit, expected, "real"))


def words(
    en: str, fa: str, *, unit: str = "text", pattern: str | None = None, like: str | None = None,
    among: Sequence[str] = (), blank: bool = False, unique: bool = False,
) -> pa.Column:  # fmt: skip
    """A column of text, with NaN for unknown where ``blank`` is allowed.

    A ``pattern`` must match the whole text; ``like`` then says it in words with an example.
    """
    checks = [pa.Check.isin(list(among))] if among else []
    if pattern:
        checks.append(pa.Check(_matching(pattern), name="pattern"))
    expected = like or ("a text" + _among(among))
    return pa.Column(str, checks, nullable=blank, unique=unique, metadata=_about(en, fa, unit, expected, "words"))


def _matching(pattern: str) -> Callable[[pd.Series], pd.Series]:
    """A check that looks once at cells that are alike."""
    matches = re.compile(rf"(?:{pattern})\Z").match

    def check(column: pd.Series) -> pd.Series:
        return column.isin([one for one in column.unique() if matches(one)])

    return check


def month(en: str, fa: str) -> pa.Column:
    """A column of Jalali months as text."""
    return words(en, fa, unit="Jalali month", pattern=JALALI_MONTH, like="a Jalali month such as 1399-01")


def date(en: str, fa: str, *, blank: bool = False) -> pa.Column:
    """A column of Jalali dates as text, with NaN for unknown where ``blank`` is allowed."""
    return words(en, fa, unit="Jalali date", pattern=JALALI_DATE, like="a Jalali date such as 1399/01/31", blank=blank)


def table(
    name: str, columns: dict[str, pa.Column], *, key: Sequence[str], en: str, fa: str,
    references: dict[str, tuple[str, str]] | None = None, checks: Sequence[pa.Check] = (),
) -> pa.DataFrameSchema:  # fmt: skip
    """A table: its columns, the ``key`` that no two rows share, and ``references``: column to (table, column)."""
    about: dict[str, Any] = {"en": en, "fa": fa, "key": tuple(key), "references": references or {}}
    return pa.DataFrameSchema(
        columns, name=name, title=en, description=fa, unique=list(key), strict=True, checks=list(checks), metadata=about
    )


def _about(en: str, fa: str, unit: str, expected: str, kind: str) -> dict[str, str]:
    return {"en": en, "fa": fa, "unit": unit, "unit_fa": UNITS[unit], "expected": expected, "kind": kind}


def _bounds(low: float | None, high: float | None) -> list[pa.Check]:
    least = [] if low is None else [pa.Check.ge(low)]
    return least + ([] if high is None else [pa.Check.le(high)])


def _of(unit: str) -> str:
    return ", a code" if unit == "code" else f" of {unit}" if unit.endswith("s") else f" ({unit})"


def _range(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "" if low is None and high is None else f", {low:,} or more" if high is None else f", at most {high:,}"
    return f", {low} to {high}"


def _among(among: Sequence[object]) -> str:
    return f", one of: {', '.join(map(str, among))}" if among else ""
