"""How a page shows the values of a form, in Persian and in English."""

from __future__ import annotations

import itertools

from hamyari_lib import text
from hamyari_lib.jalali import JalaliDate
from hamyari_lib.units import CURRENCIES, JalaliSpan, Money, plain


def labelled(value: JalaliSpan | JalaliDate | Money, language: text.Language) -> str:
    return value.label(language)


def code(value: str, language: text.Language) -> str:
    """A name of the data room, which keeps its digits in every language."""
    return value


def number(value: float, language: text.Language) -> str:
    return plain(value, language)


def fraction(value: float, language: text.Language) -> str:
    return text.percent(value, None, language=language)


def rate(value: float, language: text.Language) -> str:
    """
    >>> rate(0.18, "fa"), rate(0.175, "en")
    ('۱۸٪ در سال', '17.5% a year')
    """
    return fraction(value, language) + text.t(fa=" در سال", en=" a year", language=language)


def months(value: int, language: text.Language) -> str:
    unit = text.t(fa="ماه", en="month" if value == 1 else "months", language=language)
    return f"{text.number(value, language=language)} {unit}"


def years(value: int, language: text.Language) -> str:
    """
    >>> years(1, "en"), years(8, "fa")
    ('1 year', '۸ سال')
    """
    unit = text.t(fa="سال", en="year" if value == 1 else "years", language=language)
    return f"{text.number(value, language=language)} {unit}"


def days(value: int, language: text.Language) -> str:
    unit = text.t(fa="روز", en="day" if value == 1 else "days", language=language)
    return f"{text.number(value, language=language)} {unit}"


def rials(value: float, language: text.Language) -> str:
    return f"{text.number(value, language=language)} {text.t(fa='ریال', en='rials', language=language)}"


def rates(value: float | tuple[float, ...], language: text.Language) -> str:
    """
    >>> rates(0.3, "en"), rates((0.4, 0.35), "en")
    ('30% a year', '40%, then 35% a year')
    >>> rates((0.4, 0.3, 0.2, 0.2, 0.2), "en")
    '40%, 30%, then 20% (3 years) a year'
    """
    if not isinstance(value, tuple):
        return rate(value, language)
    alike = [(one, len(list(some))) for one, some in itertools.groupby(value)]
    written = [fraction(one, language) + (f" ({years(count, language)})" if count > 1 else "") for one, count in alike]
    comma, then = text.t(fa="، ", en=", ", language=language), text.t(fa="سپس ", en="then ", language=language)
    parts = [*written[:-1], then + written[-1]] if len(written) > 1 else written
    return comma.join(parts) + text.t(fa=" در سال", en=" a year", language=language)


def reach(value: tuple[float, float, float], language: text.Language) -> str:
    """
    >>> reach((-0.1, 0.0, 0.5), "en")
    '\u2066−10%\u2069 to 50%, likeliest 0%'
    """
    return _reach([fraction(one, language) for one in value], language)


def month_reach(value: tuple[float, float, float], language: text.Language) -> str:
    """
    >>> month_reach((0, 6, 24), "en")
    '0 to 24 months, likeliest 6'
    """
    low, likely, high = (number(one, language) for one in value)
    return _reach([low, likely, f"{high} {text.t(fa='ماه', en='months', language=language)}"], language)


def _reach(written: list[str], language: text.Language) -> str:
    low, likely, high = written
    return text.t(
        fa=f"{low} تا {high}، محتمل‌ترین {likely}", en=f"{low} to {high}, likeliest {likely}", language=language
    )


_REPAYMENTS = {
    "sculpted": {"fa": "متناسب با جریان نقدی", "en": "in step with the cash flow"},
    "annuity": {"fa": "قسط برابر", "en": "equal instalments"},
    "equal_principal": {"fa": "اصل به بخش‌های برابر", "en": "equal parts of the principal"},
    "bullet": {"fa": "اصل یک‌جا در سررسید", "en": "principal at maturity"},
    "sinking_fund": {"fa": "اصل در سررسید از وجوه استهلاکی", "en": "principal at maturity from a sinking fund"},
}


def repayment(value: str, language: text.Language) -> str:
    return _REPAYMENTS[value][language]


_ISSUERS = {
    "municipality": {"fa": "شهرداری", "en": "municipality"},
    "company": {"fa": "شرکت وابسته یا سهامی", "en": "affiliated or joint-stock company"},
    "cooperative": {"fa": "تعاونی تولید", "en": "producer cooperative"},
    "hamyari": {"fa": "سازمان همیاری", "en": "Hamyari organisation"},
    "licensed_firm": {"fa": "شرکت دانش‌بنیان", "en": "knowledge-based firm"},
}
_MEANS = {
    "guarantee": {"fa": "ضامن یا وثیقه", "en": "guarantor or collateral"},
    "construction": {"fa": "ساخت به سفارش", "en": "construction to order"},
    "commodity": {"fa": "کالای بورسی", "en": "a commodity of the exchange"},
    "project": {"fa": "پروژه‌ای با جریان نقدی خود", "en": "a project with its own cash flow"},
    "land": {"fa": "زمین", "en": "land"},
    "let_property": {"fa": "ملک اجاره‌ای", "en": "let property"},
    "knowledge_based": {"fa": "شرکت دانش‌بنیان", "en": "knowledge-based firms"},
}


def issuer(value: str, language: text.Language) -> str:
    return _ISSUERS[value][language]


def means(value: str, language: text.Language) -> str:
    comma = text.t(fa="، ", en=", ", language=language)
    return comma.join(_MEANS[one][language] for one in value.split(", "))


def curve_model(value: str, language: text.Language) -> str:
    if value == "best":
        return text.t(fa="هر کدام که مظنه‌ها می‌خواهند", en="whichever the quotes ask for", language=language)
    if value == "svensson":
        return text.t(fa="سونسون", en="Svensson", language=language)
    return text.t(fa="نلسون–سیگل", en="Nelson-Siegel", language=language)


def drawdown(value: str, language: text.Language) -> str:
    if value == "pro_rata":
        return text.t(fa="به تناسب هزینه‌ها", en="as costs are paid", language=language)
    return text.t(fa="یک‌جا در آغاز", en="all at the start", language=language)


def construction_profit(value: str, language: text.Language) -> str:
    if value == "paid":
        return text.t(fa="در دورهٔ ساخت پرداخت می‌شود", en="paid while it is built", language=language)
    return text.t(fa="به اصل بدهی افزوده می‌شود", en="added to the debt", language=language)


def payment_interval(value: int, language: text.Language) -> str:
    """
    >>> [payment_interval(months, "en") for months in (0, 1, 3)]
    ['all at maturity', 'every month', 'every 3 months']
    """
    if value == 0:
        return text.t(fa="یک‌جا در سررسید", en="all at maturity", language=language)
    if value == 1:
        return text.t(fa="هر ماه", en="every month", language=language)
    return text.t(fa="هر ", en="every ", language=language) + months(value, language)


def accrual(value: str, language: text.Language) -> str:
    """
    >>> accrual("by_day", "en")
    'by the days of each period'
    """
    if value == "equal":
        return text.t(fa="سود برابر در همهٔ دوره‌ها", en="the same in every period", language=language)
    return text.t(fa="به شمار روزهای هر دوره", en="by the days of each period", language=language)


def jalali_month(value: str, language: text.Language) -> str:
    """
    >>> jalali_month("1404-01", "fa")
    'فروردین ۱۴۰۴'
    """
    year, month = value.split("-")
    name = text.JALALI_MONTHS[language][int(month) - 1]
    return f"{name} {text.digits(year, language=language)}"


def currency(value: str, language: text.Language) -> str:
    return CURRENCIES[value].name(language)  # type: ignore[index]


def names(value: str, language: text.Language) -> str:
    return value or text.t(fa="هیچ‌کدام", en="none", language=language)


def language_name(value: str, language: text.Language) -> str:
    return {"fa": text.t(fa="فارسی", en="Persian", language=language),
            "en": text.t(fa="انگلیسی", en="English", language=language)}[value]  # fmt: skip


def audience(value: str, language: text.Language) -> str:
    """
    >>> audience("committee", "en")
    'the committee'
    """
    names = {"public": ("همگان", "the public"), "committee": ("اعضای کمیته", "the committee"),
             "internal": ("کارکنان سازمان", "the organisation's staff")}  # fmt: skip
    persian, english = names[value]
    return text.t(fa=persian, en=english, language=language)


def room(value: str, language: text.Language) -> str:
    return text.t(fa="نمونه", en="sample", language=language) if value == "sample" else value
