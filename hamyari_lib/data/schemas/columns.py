"""How a column is declared: its type, bounds, unit and meaning, in one line and in both languages.

The words a fault uses ("expected a whole number of jobs, 0 or more") are made from the same declaration.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import pandera.pandas as pa

from hamyari_lib.data import in_words
from hamyari_lib.data.audience import Audience
from hamyari_lib.jalali import JalaliDate

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
    "fraction": "کسری از یک",
    "fraction a year": "کسری از یک در سال",
    "index points": "واحد شاخص",
    "months": "ماه",
    "years": "سال",
    "Jalali year": "سال هجری شمسی",
    "Gregorian year": "سال میلادی",
    "Jalali month": "ماه هجری شمسی",
    "Jalali date": "تاریخ هجری شمسی",
    "grade": "درجه",
    "ratio": "نسبت",
    "phases": "فاز",
    "units of the row": "واحد همان سطر",
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
    blank: bool = False, among: Sequence[int] = (), unique: bool = False, **about: Any,
) -> pa.Column:  # fmt: skip
    """A column of whole numbers: ``int64``, or ``Int64`` with ``NA`` for unknown where ``blank`` is allowed."""
    checks = [pa.Check.isin(list(among))] if among else _bounds(low, high)
    expected = f"a whole number{_of(unit)}{_range(low, high)}{_among(among)}"
    dtype = "Int64" if blank else "int64"
    meta = _about(en, fa, unit, expected, "whole", among=among, **about)
    return pa.Column(dtype, checks, nullable=blank, unique=unique, metadata=meta)


def money(en: str, fa: str, *, low: int = 0, blank: bool = False, **about: Any) -> pa.Column:
    """A column of whole rials, whose name ends in ``_rial``; a person may write toman, and say so in the header."""
    column = whole(en, fa, unit="rial", low=low, blank=blank, **about)
    column.metadata["kind"] = "money"
    return column


def real(
    en: str, fa: str, *, unit: str, low: float | None = None, high: float | None = None, blank: bool = False,
    **about: Any,
) -> pa.Column:  # fmt: skip
    """A column of numbers: ``float64``, with NaN for unknown where ``blank`` is allowed."""
    expected = f"a number{_of(unit)}{_range(low, high)}"
    meta = _about(en, fa, unit, expected, "real", **about)
    return pa.Column("float64", _bounds(low, high), nullable=blank, metadata=meta)


def words(
    en: str, fa: str, *, unit: str = "text", pattern: str | None = None, like: str | None = None,
    among: Sequence[str] | Mapping[str, str] = (), blank: bool = False, unique: bool = False, kind: str = "words",
    **about: Any,
) -> pa.Column:  # fmt: skip
    """A column of text, with NaN for unknown where ``blank`` is allowed.

    A ``pattern`` must match the whole text; ``like`` then says it in words with an example. ``among`` lists what the
    text may be, or maps each such code to its Persian label, which a person may write in its place.
    """
    checks = [pa.Check.isin(list(among))] if among else []
    if pattern:
        checks.append(pa.Check(_matching(pattern), name="pattern"))
    if kind == "date":
        checks.append(pa.Check(_in_calendar, name="calendar"))
    expected = like or ("a text" + _among(among))
    meta = _about(en, fa, unit, expected, kind, among=among, **about)
    return pa.Column(str, checks, nullable=blank, unique=unique, metadata=meta)


def _matching(pattern: str) -> Callable[[pd.Series], pd.Series]:
    """A check that looks once at cells that are alike."""
    matches = re.compile(rf"(?:{pattern})\Z").match

    def check(column: pd.Series) -> pd.Series:
        return column.isin([one for one in column.unique() if matches(one)])

    return check


def _in_calendar(column: pd.Series) -> pd.Series:
    """Whether the calendar has such a day: 1402/12/30 it has not."""
    return ~column.isin([one for one in column.unique() if not _is_day(one)])


def _is_day(written: str) -> bool:
    try:
        JalaliDate(*map(int, written.split("/")))
    except (ValueError, TypeError):
        return False
    return True


def month(en: str, fa: str, **about: Any) -> pa.Column:
    """A column of Jalali months as text."""
    like = "a Jalali month such as 1399-01"
    return words(en, fa, unit="Jalali month", pattern=JALALI_MONTH, like=like, kind="month", **about)


def date(en: str, fa: str, *, blank: bool = False, **about: Any) -> pa.Column:
    """A column of Jalali dates as text, with NaN for unknown where ``blank`` is allowed."""
    like = "a Jalali date such as 1399/01/31"
    return words(en, fa, unit="Jalali date", pattern=JALALI_DATE, like=like, blank=blank, kind="date", **about)


def table(
    name: str, columns: dict[str, pa.Column], *, key: Sequence[str], en: str, fa: str,
    references: dict[str, tuple[str, str]] | None = None, checks: Sequence[pa.Check] = (), aliases: Sequence[str] = (),
) -> pa.DataFrameSchema:  # fmt: skip
    """A table: its columns, the ``key`` that no two rows share, ``references`` (column to (table, column)), and other
    names by which a file or a sheet may call it, in ``aliases``."""
    about: dict[str, Any] = {
        "en": en, "fa": fa, "key": tuple(key), "references": references or {}, "aliases": tuple(aliases),
    }  # fmt: skip
    for column in columns.values():
        column.metadata["expected_fa"] = in_words.expected_in_persian(column)
    return pa.DataFrameSchema(
        columns, name=name, title=en, description=fa, unique=list(key), strict=True, checks=list(checks), metadata=about
    )


def _about(
    en: str, fa: str, unit: str, expected: str, kind: str, *, among: Sequence[object] | Mapping[str, str] = (),
    aliases: Sequence[str] = (), seen_by: Audience = "public", example: str = "",
) -> dict[str, Any]:  # fmt: skip
    """What a column says of itself. What stands before the first ``;`` or ``؛`` of ``en`` and ``fa`` is its name in
    that language, by which a header may call it; ``aliases`` are further such names. ``seen_by`` is the widest audience
    that may see it, and ``example`` a cell as a person would fill it in."""
    labels = dict(among) if isinstance(among, Mapping) else {}
    return {
        "en": en, "fa": fa, "name_en": re.split("[;=:]", en)[0].strip(), "name_fa": re.split("[؛=:]", fa)[0].strip(),
        "aliases": tuple(aliases), "unit": unit, "unit_fa": UNITS[unit], "expected": expected, "kind": kind,
        "among": tuple(among), "labels": labels, "seen_by": seen_by, "example": example,
    }  # fmt: skip


def _bounds(low: float | None, high: float | None) -> list[pa.Check]:
    least = [] if low is None else [pa.Check.ge(low)]
    return least + ([] if high is None else [pa.Check.le(high)])


def _of(unit: str) -> str:
    return ", a code" if unit == "code" else f" of {unit}" if unit.endswith("s") else f" ({unit})"


def _range(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "" if low is None and high is None else f", {low:,} or more" if high is None else f", at most {high:,}"
    return f", {low} to {high}"


def _among(among: Sequence[object] | Mapping[str, str]) -> str:
    return f", one of: {', '.join(map(str, among))}" if among else ""
