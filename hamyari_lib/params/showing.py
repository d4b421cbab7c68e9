"""How a page shows the values of a form, in Persian and in English."""

from __future__ import annotations

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
