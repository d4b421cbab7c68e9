"""The table ``macro`` from the World Bank's public API: inflation, GDP and population of Iran by year."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from hamyari_lib import text
from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.sources.fetched import Fetched, Origin, checked
from hamyari_lib.data.sources.fetching import Client
from hamyari_lib.data.sources.patience import Limits
from hamyari_lib.errors import DataError

BASE = "https://api.worldbank.org/v2"
COUNTRY = "IRN"
_ROWS_A_PAGE = 1000
_MOST_PAGES = 20
_CHANGED = "the API may have changed: update hamyari, or bring the table in with `hamyari data import`."


@dataclass(frozen=True)
class Indicator:
    """An indicator of the World Bank and how the table has it: its value times ``scale``, to so many decimals."""

    code: str
    scale: Decimal = Decimal(1)
    decimals: int = 0


_MILLION = Decimal("1e-6")  # the World Bank gives US$, the table has million US$
INDICATORS = {
    "inflation_pct": Indicator("FP.CPI.TOTL.ZG", decimals=4),
    "gdp_musd": Indicator("NY.GDP.MKTP.CD", _MILLION, decimals=1),
    "gdp_musd_2015prices": Indicator("NY.GDP.MKTP.KD", _MILLION, decimals=1),
    "population": Indicator("SP.POP.TOTL"),
}


def macro(*, today: dt.date, base: str = BASE, limits: Limits | None = None) -> Fetched:
    """The table ``macro`` as the World Bank gives it on ``today``; a year without any figure is left out.

    Figures are rounded as in the sample: inflation to four decimals, million US$ to one. ``null`` is blank.

    Raises
    ------
    DataError
        One line: which indicator, what was found, what was expected and what to do.
    """
    service = f"World Bank ({urlsplit(base).hostname})"
    years: dict[str, dict[str, str]] = {}
    updates: set[dt.date] = set()
    with Client(service, limits=limits or Limits()) as client:
        for column, indicator in INDICATORS.items():
            series, updated = _series(client, base, indicator)
            updates.add(updated)
            for year, value in series.items():
                years.setdefault(year, {"year": year})[column] = value
    rows = [years[year] for year in sorted(years)]
    return Fetched(_origin(max(updates), today), checked("macro", rows, where=service))


def _series(client: Client, base: str, indicator: Indicator) -> tuple[dict[str, str], dt.date]:
    """The figures of an indicator by year, as the table writes them, and the day of the World Bank's last update."""
    where = f"{client.service}, {indicator.code}"
    url = f"{base}/country/{COUNTRY}/indicator/{indicator.code}"
    found: dict[str, str] = {}
    seen = page = 0
    pages = 1
    while page < pages:
        page += 1
        params = {"format": "json", "per_page": str(_ROWS_A_PAGE), "page": str(page)}
        head, rows = _halves(client.json(url, params, what=indicator.code), where)
        pages, total = _whole(head, "pages", where), _whole(head, "total", where)
        if _whole(head, "page", where) != page or not 1 <= pages <= _MOST_PAGES:
            shown = f"page {head['page']!r} of {pages}"
            raise DataError(f"{where}: found {shown}; expected page {page} of at most {_MOST_PAGES}; {_CHANGED}")
        for row in rows:
            seen += 1
            year, value = _figure(row, indicator, where)
            if year in found:
                raise DataError(f"{where}: found the year {year} twice; expected it once; {_CHANGED}")
            if value:
                found[year] = value
    if seen != total:
        raise DataError(f"{where}: found {seen} rows; expected {total}, as the answer itself says; {_CHANGED}")
    if not found:
        raise DataError(f"{where}: found no figure for {COUNTRY} in {seen} rows; expected at least one; {_CHANGED}")
    return found, _day(head, where)


def _halves(answer: Any, where: str) -> tuple[dict[str, Any], list[Any]]:
    """The head of an answer and its rows; a refusal of the API comes as a list with a message in it."""
    if isinstance(answer, list) and answer and isinstance(answer[0], dict):
        head = answer[0]
        if message := head.get("message"):
            first = message[0] if isinstance(message, list) and message and isinstance(message[0], dict) else {}
            said = " ".join(str(first.get(part, "")) for part in ("id", "key", "value")).strip() or str(message)[:120]
            raise DataError(f"{where}: the API refuses: {said}; expected figures of {COUNTRY}; {_CHANGED}")
        if len(answer) == 2 and isinstance(answer[1], list) and answer[1]:
            return head, answer[1]
    raise DataError(f"{where}: found {_shape(answer)}; expected a list of a head and rows; {_CHANGED}")


def _figure(row: Any, indicator: Indicator, where: str) -> tuple[str, str]:
    """The year and the figure of a row; ``""`` for ``null``."""
    if not isinstance(row, dict):
        raise DataError(f"{where}: found the row {_shape(row)}; expected an object; {_CHANGED}")
    if missing := [name for name in ("indicator", "countryiso3code", "date", "value") if name not in row]:
        raise DataError(
            f"{where}: a row has no {', '.join(missing)}; found {', '.join(map(str, row))[:160]}; expected indicator, "
            f"countryiso3code, date and value; {_CHANGED}"
        )
    code = row["indicator"].get("id") if isinstance(row["indicator"], dict) else row["indicator"]
    for name, got, wanted in (("indicator", code, indicator.code), ("country", row["countryiso3code"], COUNTRY)):
        if got != wanted:
            raise DataError(f"{where}: found the {name} {got!r}; expected {wanted}; {_CHANGED}")
    year, value = row["date"], row["value"]
    if not isinstance(year, str) or not re.fullmatch("[12][0-9]{3}", year):
        raise DataError(f"{where}: found the date {year!r}; expected a year of four digits; {_CHANGED}")
    if value is None:
        return year, ""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise DataError(f"{where}: {year}: found {value!r}; expected a number or null; {_CHANGED}")
    try:
        scaled = (Decimal(value) * indicator.scale).quantize(Decimal(1).scaleb(-indicator.decimals))
    except ArithmeticError:  # more digits than any figure of a country has
        raise DataError(
            f"{where}: {year}: found {str(value)[:40]}; expected a figure of a country; {_CHANGED}"
        ) from None
    return year, f"{scaled:f}"


def _whole(head: dict[str, Any], name: str, where: str) -> int:
    value = head.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        found = f"{name} {value!r}" if name in head else f"no {name} in the head"
        raise DataError(f"{where}: found {found}; expected a whole number; {_CHANGED}")
    return value


def _day(head: dict[str, Any], where: str) -> dt.date:
    try:
        return dt.date.fromisoformat(str(head.get("lastupdated")))
    except ValueError:
        found = f"lastupdated {head['lastupdated']!r}" if "lastupdated" in head else "no lastupdated in the head"
        raise DataError(f"{where}: found {found}; expected a date such as 2026-07-01; {_CHANGED}") from None


def _shape(value: Any) -> str:
    if isinstance(value, list):
        return f"a list of {len(value)}" + (f" with {_shape(value[1])} second" if len(value) == 2 else "")
    if isinstance(value, dict):
        return f"an object with {', '.join(list(value)[:6]) or 'nothing in it'}"[:160]
    return "null" if value is None else repr(value)[:80]


def _origin(updated: dt.date, today: dt.date) -> Origin:
    def as_of(frame: pd.DataFrame) -> Bilingual:
        last = text.digits(int(frame["year"].max()), language="fa")
        updated_fa, today_fa = (text.date(day, language="fa") for day in (updated, today))
        return Bilingual(
            fa=f"داده تا سال {last} میلادی؛ به‌روزرسانی بانک جهانی: {updated_fa}؛ دریافت: {today_fa}",
            en=f"data to {frame['year'].max()}; World Bank's update of {updated}; retrieved {today}",
        )

    return Origin(
        table="macro",
        source=Bilingual(fa="بانک جهانی، شاخص‌های توسعهٔ جهانی", en="World Bank, World Development Indicators"),
        licence=Bilingual(fa="CC BY 4.0", en="CC BY 4.0"),
        caveats=Bilingual(
            fa="سال‌ها میلادی است؛ شغل و بازار به سال هجری شمسی است. تولید به دلار به نرخ ارزی بستگی دارد که بانک جهانی "
            "برگزیده است. بانک جهانی رقم سال‌های گذشته را بازنگری می‌کند؛ رقمی که دیگر نمی‌دهد به حال خود می‌ماند.",
            en="Gregorian years; jobs and market months are Jalali. GDP in US$ depends on the exchange rate the World "
            "Bank took. The World Bank revises earlier years; a figure that it no longer gives stays as it was.",
        ),
        as_of=as_of,
    )
