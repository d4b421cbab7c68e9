"""The tables ``quotes`` and ``market`` through fima: which series are asked for, and what is said of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from hamyari_lib import text
from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.sources import quoting
from hamyari_lib.data.sources.asking_fima import Answer, Call, Fima, FimaMissing
from hamyari_lib.data.sources.fetched import Fetched, Origin, checked
from hamyari_lib.data.sources.patience import Limits
from hamyari_lib.errors import DataError
from hamyari_lib.jalali import JalaliDate

YEARS_OF_DOLLAR = 5
INFLATION = "cbi_inflation_12m"
POLICY_RATES = {
    "InterbankRate": "cbi_interbank", "RepoCutoffRate": "cbi_repo_cutoff",
    "StandingLendingRate": "cbi_standing_lending", "StandingDepositRate": "cbi_standing_deposit",
}  # fmt: skip
_IFB = "فرابورس ایران، صفحهٔ بازده اوراق، با fima"
_CBI = "بانک مرکزی ایران، با fima"
_BOND_COLUMNS = ("Ticker", "LastPrice", "LastTradeJalaliDate", "MaturityJalaliDate", "YTM")

NOT_FETCHED = (
    "price_index: not fetched: fima gives the Central Bank's twelve-month inflation rate (in quotes, "
    f"{INFLATION}) and no index, and one cannot be had from the other; bring it in with `hamyari data import`.",
    "market.risk_free_annual_mean: not fetched: fima gives the yields of one day, not the mean of a month.",
)


@dataclass(frozen=True)
class Series:
    """One call of fima, what it fills, and how its answer becomes rows of the table."""

    name: str
    table: str
    call: Call
    rows: Callable[[Answer], quoting.Rows]


@dataclass(frozen=True)
class MarketFetched:
    """The series that came, and a line for each that did not. A series that failed changes nothing in the room."""

    tables: tuple[Fetched, ...]
    faults: tuple[str, ...]


def market(*, today: dt.date, limits: Limits | None = None) -> MarketFetched:
    """Ask fima for every series, one after the other; the limits hold for each.

    Raises
    ------
    FimaMissing
        The extra ``market`` is not installed.
    """
    limits = limits or Limits(tries=3)
    origins = {"quotes": _quotes_origin(today), "market": _market_origin(today)}
    tables: list[Fetched] = []
    faults: list[str] = []
    with Fima(limits=limits) as fima:
        for series in all_series(today):
            try:
                answer = fima.ask(series.call)
                frame = checked(series.table, series.rows(answer), where=f"{series.call.where}: {series.name}")
            except FimaMissing:
                raise
            except DataError as error:
                faults += error.faults
            else:
                tables.append(Fetched(origins[series.table], frame))
    return MarketFetched(tuple(tables), tuple(faults))


def all_series(today: dt.date) -> tuple[Series, ...]:
    """What is asked for, in the order of asking."""
    month = JalaliDate.from_gregorian(today)
    since = JalaliDate(month.year - YEARS_OF_DOLLAR, month.month, 1)
    dollar = {
        "instrument": "دلار", "category": "ارز", "start_date": since.gregorian.isoformat(),
        "end_date": today.isoformat(),
    }  # fmt: skip
    return (
        Series(
            "bonds without coupons", "quotes", Call("get_all_bonds_without_coupons", _BOND_COLUMNS),
            lambda answer: quoting.bonds(answer, today=today, source=_IFB),
        ),
        Series(
            "bonds with coupons", "quotes", Call("get_all_bonds_with_coupons", _BOND_COLUMNS),
            lambda answer: quoting.bonds(answer, today=today, source=_IFB),
        ),
        Series(
            "policy rates", "quotes", Call("get_cbi_policy_rates", ("JalaliDate", *POLICY_RATES)),
            lambda answer: quoting.rates(answer, POLICY_RATES, kind="policy", source=_CBI, today=today),
        ),
        Series(
            "inflation", "quotes", Call("get_cbi_inflation_rates", ("JalaliMonth", "InflationRate")),
            lambda answer: quoting.rates(
                answer, {"InflationRate": INFLATION}, kind="other", source=_CBI, today=today
            ),
        ),
        Series(
            "free-market dollar", "market", Call("get_tgju_history", ("JalaliDate", "ClosingPrice"), dollar),
            lambda answer: quoting.dollar_by_month(answer, today=today),
        ),
        Series(
            "overall index", "market",
            Call("get_index_historical_data", ("JalaliDate", "IndexValue"), {"index": "شاخص کل"}),
            lambda answer: quoting.index_by_month(answer, today=today),
        ),
    )  # fmt: skip


def _quotes_origin(today: dt.date) -> Origin:
    def as_of(frame: pd.DataFrame) -> Bilingual:
        spans = [
            ("اوراق", "papers", frame["kind"].isin(["treasury_bill", "bond"])),
            ("نرخ‌های سیاستی", "policy rates", frame["kind"] == "policy"),
            ("تورم", "inflation", frame["symbol"] == INFLATION),
        ]
        return _dates([(fa, en, max(frame.loc[rows, "date"], default=None)) for fa, en, rows in spans], today)

    return Origin(
        table="quotes",
        source=Bilingual(
            fa="فرابورس ایران (اوراق) و بانک مرکزی ایران (نرخ‌های سیاستی و تورم)، با بستهٔ fima",
            en="Iran Fara Bourse (papers) and Central Bank of Iran (policy rates and inflation), through fima",
        ),
        licence=Bilingual(fa="اطلاعات منتشرشده", en="facts as published"),
        caveats=Bilingual(
            fa="قیمت اوراق قیمت آخرین معامله است و نه قیمت پایانی، و تاریخ هر سطر روز همان معامله است که شاید "
            "مدت‌ها پیش بوده باشد. بازده تا سررسید را فرابورس حساب کرده است؛ در هفتهٔ آخر پیش از سررسید، "
            "بازده خارج از محدوده خالی است. تورم نرخ دوازده‌ماههٔ منتهی به همان ماه است، نه شاخص و نه تغییر "
            "ماهانه، و در آخرین روز ماه نوشته شده است.",
            en="The price of a paper is that of its last trade, not a closing price, and the row's date is the day of "
            "that trade, which may be long ago. The exchange computed the yields to maturity; within a week of "
            "maturity one out of bounds is blank. Inflation is the twelve-month rate ending in the month, neither an "
            "index nor a monthly change, and stands at the month's last day.",
        ),
        as_of=as_of,
    )


def _market_origin(today: dt.date) -> Origin:
    columns = {
        "tedpix_month_end": ("شاخص", "index"), "usd_irr_free_mean": ("دلار", "dollar"),
        "risk_free_annual_mean": ("نرخ بدون ریسک", "risk-free rate"),
    }  # fmt: skip

    def as_of(frame: pd.DataFrame) -> Bilingual:
        last = {name: max(frame.loc[frame[name].notna(), "jalali_month"], default=None) for name in columns}
        return _dates([(fa, en, last[name]) for name, (fa, en) in columns.items()], today)

    return Origin(
        table="market",
        source=Bilingual(
            fa="شرکت مدیریت فناوری بورس تهران (شاخص) و tgju.org (دلار)، با بستهٔ fima؛ تجمیع ماهانه از خود ماست",
            en="TSETMC (index) and tgju.org (dollar), through fima; month aggregates computed here",
        ),
        licence=Bilingual(fa="اطلاعات منتشرشده", en="facts as published"),
        caveats=Bilingual(
            fa=f"تنها ماه‌های پایان‌یافته آمده است. دلار میانگین قیمت‌های پایانی ماه در بازار آزاد است و ماهی که کمتر از "
            f"{text.digits(quoting.FEWEST_DAYS, language='fa')} روز قیمت دارد خالی است؛ شاخص عدد آخرین روز معاملاتی "
            "ماه است. نرخ بدون ریسک از این راه به دست نمی‌آید.",
            en="Months that have ended only. The dollar is the mean of a month's closing prices in the free market, "
            f"blank with fewer than {quoting.FEWEST_DAYS} days; the index is that of the month's last trading day. The "
            "risk-free rate cannot be had this way.",
        ),
        as_of=as_of,
    )


def _dates(spans: list[tuple[str, str, str | None]], today: dt.date) -> Bilingual:
    """To which day or month each part goes, and when it was retrieved; a part that is absent is not named."""
    there = [(fa, en, last) for fa, en, last in spans if last]
    fa = "، ".join(f"{name} تا {text.digits(last, language='fa')}" for name, _, last in there)
    en = ", ".join(f"{name} to {last}" for _, name, last in there)
    retrieved = JalaliDate.from_gregorian(today)
    return Bilingual(fa=f"{fa}؛ دریافت: {retrieved.label('fa')}", en=f"{en}; retrieved {today} ({retrieved})")
