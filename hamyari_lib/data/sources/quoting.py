"""From fima's tables to rows of ``quotes`` and ``market``: dates, units and months, each stated and checked."""

from __future__ import annotations

import datetime as dt
import math
import re
import statistics
from collections.abc import Mapping
from typing import Any

from hamyari_lib.data.sources.asking_fima import Answer
from hamyari_lib.errors import DataError
from hamyari_lib.jalali import JalaliDate, month_length
from hamyari_lib.units import RIALS

BILL_PAR_RIAL = 1_000_000  # of an Islamic treasury bill
FEWEST_DAYS = 10  # with a price, for a month to have a mean
NEAR_MATURITY_DAYS = 7  # within which a yield a year says nothing: 0.5 % in a day is 516 % a year
_BILL = re.compile("اخزا|سخاب")  # as fima's own risk-free rate tells treasury bills
_YIELDS = (-50.0, 300.0)
_RIALS_IN = {"ریال": RIALS["rial"], "IRR": RIALS["rial"], "تومان": RIALS["toman"]}
_STOPPED = "update fima, or bring the table in with `hamyari data import`."

Rows = list[dict[str, str]]


def bonds(answer: Answer, *, today: dt.date, source: str) -> Rows:
    """Rows of ``quotes`` from fima's bonds with or without coupons: one a paper, of the day of its last trade.

    Prices are in rial and yields in per cent a year on both sides; that is checked on the treasury bills, whose par is
    known. A paper that was never traded, or has matured, has no quote.
    """
    rows: Rows = []
    pars: list[float] = []
    for row in answer.rows:
        symbol, day = str(row["Ticker"] or "").strip(), _day(row, "LastTradeJalaliDate", answer.where, today=today)
        maturity = _day(row, "MaturityJalaliDate", answer.where)
        if day is None or (maturity and maturity.gregorian < today):
            continue
        price, earned = _number(row, "LastPrice", answer.where), _number(row, "YTM", answer.where)
        days = (maturity.gregorian - day.gregorian).days if maturity else None
        is_bill = bool(_BILL.search(symbol))
        if earned is not None and days is not None and days <= NEAR_MATURITY_DAYS:
            earned = earned if _YIELDS[0] <= earned <= _YIELDS[1] else None
        elif is_bill and price and earned is not None and days and earned > -100:
            pars.append(price * (1 + earned / 100) ** (days / 365))
        if price is None and earned is None:
            continue
        kind = "treasury_bill" if is_bill else "bond"
        rows.append(
            {"symbol": symbol, "date": str(day), "kind": kind, "price_rial": _text(price), "yield_pct": _text(earned),
             "maturity_date": str(maturity or ""), "source": source}
        )  # fmt: skip
    if pars and not BILL_PAR_RIAL / 2 < statistics.median(pars) < BILL_PAR_RIAL * 2:
        raise DataError(
            f"{answer.where}: prices and yields of treasury bills come to {statistics.median(pars):,.0f} at maturity; "
            f"expected about {BILL_PAR_RIAL:,} rial: prices in rial and yields in per cent a year; a unit has changed: "
            + _STOPPED
        )
    return _once_each(rows)


def rates(answer: Answer, series: Mapping[str, str], *, kind: str, source: str, today: dt.date) -> Rows:
    """Rows of ``quotes`` from rates in per cent a year: ``series`` names the symbol of each column.

    A rate of a month (``JalaliMonth``) stands at the month's last day.
    """
    rows: Rows = []
    found: list[float] = []
    for row in answer.rows:
        is_month = "JalaliMonth" in row
        day = _month_end(row, answer.where) if is_month else _day(row, "JalaliDate", answer.where)
        if day is None:
            raise DataError(f"{answer.where}: found a row without a date; expected a Jalali date; {_STOPPED}")
        if (JalaliDate(day.year, day.month, 1) if is_month else day).gregorian > today:
            raise _later(answer.where, day, today)
        for column, symbol in series.items():
            if (rate := _number(row, column, answer.where)) is not None:
                found.append(rate)
                rows.append(
                    {"symbol": symbol, "date": str(day), "kind": kind, "yield_pct": _text(rate), "source": source}
                )
    if found and max(map(abs, found)) < 2:
        raise DataError(
            f"{answer.where}: the largest rate is {max(found):g}; expected per cent a year such as 24.0, and these "
            f"look like fractions; a unit has changed: {_STOPPED}"
        )
    return _once_each(rows)


def dollar_by_month(answer: Answer, *, today: dt.date) -> Rows:
    """Rows of ``market`` with the mean of a month's closing prices, rial for a US$, of months that have ended.

    A month has ended when the prices go on after it, and has a mean from ``FEWEST_DAYS`` days on.
    """
    unit = answer.about.get("CurrencyName") or answer.about.get("Currency")
    if unit not in _RIALS_IN:
        raise DataError(
            f"{answer.where}: the unit of the prices is {unit or 'not said'}; expected {', '.join(_RIALS_IN)}; "
            + _STOPPED
        )
    months = _by_month(answer, "ClosingPrice", today=today)
    return [
        {"jalali_month": month, "usd_irr_free_mean": _text(round(statistics.fmean(prices) * _RIALS_IN[unit], 1))}
        for month, prices in months.items()
        if len(prices) >= FEWEST_DAYS
    ]


def index_by_month(answer: Answer, *, today: dt.date) -> Rows:
    """Rows of ``market`` with the index of a month's last trading day, of months that have ended."""
    months = _by_month(answer, "IndexValue", today=today)
    return [
        {"jalali_month": month, "tedpix_month_end": _text(round(values[-1], 1))} for month, values in months.items()
    ]


def _by_month(answer: Answer, column: str, *, today: dt.date) -> dict[str, list[float]]:
    """The values of each month that has ended, in the order of their days."""
    days: dict[JalaliDate, float] = {}
    for row in answer.rows:
        day, value = _day(row, "JalaliDate", answer.where, today=today), _number(row, column, answer.where)
        if day is None or value is None:
            continue
        if days.setdefault(day, value) != value:
            raise DataError(
                f"{answer.where}: found {days[day]:g} and {value:g} for {day}; expected one value a day; {_STOPPED}"
            )
    months: dict[str, list[float]] = {}
    for day in sorted(days):
        months.setdefault(f"{day.year}-{day.month:02}", []).append(days[day])
    if months:
        del months[max(months)]  # it may go on
    if not months:
        raise DataError(f"{answer.where}: found no month that has ended; expected at least one; run it again later.")
    return months


def _once_each(rows: Rows) -> Rows:
    """Rows that are there twice, alike in every cell, once; others of one key are the schema's to refuse."""
    return [dict(cells) for cells in dict.fromkeys(tuple(row.items()) for row in rows)]


def _day(row: Mapping[str, Any], column: str, where: str, *, today: dt.date | None = None) -> JalaliDate | None:
    value = row[column]
    if value is None:
        return None
    try:
        day = JalaliDate.parse(str(value))
    except ValueError as error:
        raise DataError(f"{where}: {column} is {value!r}; {error}; {_STOPPED}") from None
    if today is not None and day.gregorian > today:
        raise _later(where, day, today)
    return day


def _month_end(row: Mapping[str, Any], where: str) -> JalaliDate:
    written = re.fullmatch("(1[34][0-9]{2})-(0[1-9]|1[0-2])", str(row["JalaliMonth"]))
    if not written:
        found = row["JalaliMonth"]
        raise DataError(f"{where}: JalaliMonth is {found!r}; expected a month such as 1405-06; {_STOPPED}")
    year, month = int(written[1]), int(written[2])
    return JalaliDate(year, month, month_length(year, month))


def _later(where: str, day: JalaliDate, today: dt.date) -> DataError:
    return DataError(
        f"{where}: found the date {day}; expected none after today, {JalaliDate.from_gregorian(today)}; check this "
        "machine's clock; if it is right, the source is wrong: run the command again later."
    )


def _number(row: Mapping[str, Any], column: str, where: str) -> float | None:
    value = row[column]
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise DataError(f"{where}: {column} is {value!r}; expected a number or nothing; {_STOPPED}")
    return float(value)


def _text(value: float | None) -> str:
    return "" if value is None else repr(round(value, 6))
