"""Text in two languages: Persian letters and digits, numbers and dates as a page shows them, and the terms.

Persian is the first language. The language in force is set once, by ``params.checked`` in a notebook or by the
page that is being made; every function also takes ``language`` for a text of its own.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Literal, get_args

from hamyari_lib.glossary import GLOSSARY

Language = Literal["fa", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_language: Language = "fa"  # not a ContextVar: a kernel runs each cell in a context of its own, and would forget it
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_LATIN_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_PERSIAN_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ۀ": "هٔ", "ـ": None})
_INVISIBLE = re.compile("[\u200b\u200d-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_TO_MEND = re.compile(f"[{''.join(map(chr, _PERSIAN_LETTERS))}\u00a0\t\r\n]|{_INVISIBLE.pattern}")
_LTR_ISOLATE, _POP_ISOLATE = "\u2066", "\u2069"

UNKNOWN = {"fa": "نامعلوم", "en": "unknown"}
NOT_COMPUTED = {"fa": "محاسبه نشد", "en": "not computed"}
JALALI_MONTHS = {
    "fa": ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
    "en": ("Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar", "Mehr", "Aban", "Azar", "Dey",
           "Bahman", "Esfand"),
}  # fmt: skip


def use_language(language: Language) -> None:
    """Set the language of everything that is written from here on in this process."""
    global _language
    _language = _known(language)


def language() -> Language:
    """The language in force: ``"fa"`` until another is set."""
    return _language


def _known(chosen: str | None) -> Language:
    if chosen is None:
        return _language
    if chosen not in LANGUAGES:
        raise ValueError(f"language is {chosen!r}; expected one of {', '.join(LANGUAGES)}")
    return chosen  # type: ignore[return-value]


def t(*, fa: str, en: str, language: Language | None = None) -> str:
    """The text of the language in force.

    >>> t(fa="استان", en="province", language="en")
    'province'
    """
    return fa if _known(language) == "fa" else en


def term(key: str, *, language: Language | None = None) -> str:
    """A term of ``hamyari_lib.glossary``; ``KeyError`` when the glossary does not have it.

    >>> term("profit", language="fa")
    'سود'
    """
    return GLOSSARY[key][_known(language)]


def normalise(value: str) -> str:
    """Persian letters for Arabic ones, no invisible marks, single spaces; the zero-width non-joiner stays.

    >>> normalise("  كرمان  و يزد ")
    'کرمان و یزد'
    """
    if _TO_MEND.search(value) or "  " in value or value != value.strip():
        cleaned = _INVISIBLE.sub("", value.translate(_PERSIAN_LETTERS)).replace("\u00a0", " ")
        value = re.sub(r"[ \t\r\n]+", " ", cleaned).strip()
    return value


def latin_digits(value: str) -> str:
    """Persian and Arabic digits as 0-9.

    >>> latin_digits("۱۳۹۹")
    '1399'
    """
    return value.translate(_LATIN_DIGITS)


def digits(value: object, *, language: Language | None = None) -> str:
    """``str(value)`` with the digits of the language.

    >>> digits(1399, language="fa")
    '۱۳۹۹'
    """
    text = str(value)
    return text.translate(_PERSIAN_DIGITS) if _known(language) == "fa" else text


def left_to_right(value: str) -> str:
    """``value`` isolated so that a sign before its digits stays on the left in right-to-left text."""
    return f"{_LTR_ISOLATE}{value}{_POP_ISOLATE}"


def number(
    value: float | None, decimals: int | None = 0, *, sign: bool = False, language: Language | None = None
) -> str:
    """A number with thousands separators and a true minus sign; ``None`` and NaN are said to be unknown.

    ``decimals=None`` writes those that it has, at most four; ``sign=True`` the plus of a change too. Infinity is an
    error: no page shows one.

    >>> number(1234.5, 1, language="en")
    '1,234.5'
    >>> number(1234.5, 1, language="fa")
    '۱٬۲۳۴٫۵'
    """
    chosen = _known(language)
    if value is None or math.isnan(value):
        return UNKNOWN[chosen]
    if math.isinf(value):
        raise ValueError("an infinite number has no text; say what it means instead")
    if decimals is None:
        decimals = next((one for one in range(4) if math.isclose(round(value, one), value, abs_tol=1e-9)), 4)
    text = f"{abs(value):,.{decimals}f}"
    is_zero = not any(character in "123456789" for character in text)
    mark = "" if is_zero else "−" if value < 0 else "+" if sign else ""
    if chosen == "fa":
        text = text.translate(_PERSIAN_DIGITS).replace(",", "٬").replace(".", "٫")
    return left_to_right(mark + text) if mark else text


def percent(
    value: float | None, decimals: int | None = 0, *, sign: bool = False, language: Language | None = None
) -> str:
    """A fraction as per cent, written as :func:`number` writes it.

    >>> percent(0.0825, 1, language="en")
    '8.2%'
    >>> percent(0.25, language="fa")
    '۲۵٪'
    """
    chosen = _known(language)
    text = number(None if value is None else value * 100, decimals, sign=sign, language=chosen)
    if text == UNKNOWN[chosen]:
        return text
    mark = "٪" if chosen == "fa" else "%"
    return text[:-1] + mark + _POP_ISOLATE if text.endswith(_POP_ISOLATE) else text + mark


def points(value: float | None, decimals: int = 1, *, sign: bool = False, language: Language | None = None) -> str:
    """A difference of two fractions in percentage points.

    >>> points(0.029, language="en"), points(-0.012, language="fa")
    ('2.9 points', '\u2066−۱٫۲\u2069 واحد درصد')
    """
    shown = number(None if value is None else value * 100, decimals, sign=sign, language=language)
    return shown if value is None else f"{shown} {t(fa='واحد درصد', en='points', language=language)}"


def bounded(shown: str, bound: str, *, language: Language | None = None) -> str:
    """A figure, already written out, with what its bound makes of it: ``exact``, ``at least``, ``at most``,
    ``either way`` (what is not known could raise or lower it), ``unknown`` or ``not computed``. Below zero "at least"
    would be misread.

    >>> bounded("20.5%", "at least", language="en"), bounded("−15.0%", "at least", language="en")
    ('at least 20.5%', '−15.0% or higher')
    """
    if bound in ("unknown", "not computed"):
        return (UNKNOWN if bound == "unknown" else NOT_COMPUTED)[_known(language)]
    if bound == "at least" and is_below_zero(shown):
        return shown + t(fa=" یا بالاتر", en=" or higher", language=language)
    if bound == "at most":
        return shown + t(fa=" یا کمتر", en=" or lower", language=language)
    if bound == "at least":
        return t(fa="دست‌کم ", en="at least ", language=language) + shown
    if bound == "either way":
        return shown + t(fa=" (بدون ارقام نامعلوم)", en=" (without what is unknown)", language=language)
    return shown


def is_below_zero(shown: str) -> bool:
    """Whether a figure, already written out, has a minus: what rounds to zero has none."""
    return shown.lstrip(_LTR_ISOLATE).startswith("−")


def interval(low: str, high: str, *, language: Language | None = None) -> str:
    """Two bounds, already written out, as one range.

    >>> interval("۱٫۰۲", "۱٫۱۷", language="fa")
    '۱٫۰۲ تا ۱٫۱۷'
    """
    return f"{low} تا {high}" if _known(language) == "fa" else f"{low} to {high}"


def listing(
    items: list[str], *, is_quoted: bool | None = None, most: int | None = None, language: Language | None = None
) -> str:
    """Items as a list within a sentence: in Persian in quotation marks, in English with one more comma, where a name
    holds an "and"; ``is_quoted`` decides on the quotation marks whatever the names. Of more than ``most`` + 1 items the
    rest are only counted.

    >>> listing(["آب", "برق", "گاز"], language="fa")
    'آب، برق و گاز'
    >>> listing(["آب و پسماند", "برق"], language="fa")
    '«آب و پسماند» و «برق»'
    >>> listing(["آب", "برق", "گاز", "پسماند"], most=2, language="fa")
    'آب، برق و ۲ مورد دیگر'
    """
    chosen = _known(language)
    joint, last = ("، ", " و ") if chosen == "fa" else (", ", " and ")
    is_ambiguous = any(last in item for item in items)
    if chosen == "fa" and (is_ambiguous if is_quoted is None else is_quoted):
        items = [f"«{item}»" for item in items]
    elif chosen == "en" and is_ambiguous:
        last = ", and "
    if most is not None and len(items) > most + 1:
        rest = number(len(items) - most, language=chosen)
        items = [*items[:most], t(fa=f"{rest} مورد دیگر", en=f"{rest} more", language=chosen)]
    if len(items) < 2:
        return "".join(items)
    return joint.join(items[:-1]) + last + items[-1]


def named(items: list[str], *, some: str, none: str, language: Language | None = None) -> str:
    """A clause that names ``items`` in place of ``{}``, or the clause for when there is none.

    >>> named(["آب", "برق"], some="در {} قوی است", none="در هیچ‌یک قوی نیست", language="fa")
    'در «آب» و «برق» قوی است'
    """
    return some.replace("{}", listing(items, is_quoted=True, language=language)) if items else none


def date(value: dt.date | dt.datetime, *, language: Language | None = None) -> str:
    """A date as a page shows it: Jalali and in words in Persian, ISO in English.

    >>> date(dt.date(2026, 11, 22), language="fa")
    '۱ آذر ۱۴۰۵'
    """
    if _known(language) == "en":
        return value.strftime("%Y-%m-%d")
    from persiantools.jdatetime import JalaliDate

    jalali = JalaliDate(value.date() if isinstance(value, dt.datetime) else value)
    return digits(f"{jalali.day} {JALALI_MONTHS['fa'][jalali.month - 1]} {jalali.year}", language="fa")
