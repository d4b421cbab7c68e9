"""What a column's declaration says, in words for people: its type, bounds, meaning, and what a blank cell means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hamyari_lib import text
from hamyari_lib.data.audience import Audience
from hamyari_lib.data.bilingual import Bilingual

if TYPE_CHECKING:
    import pandera.pandas as pa

AUDIENCE_NAMES: dict[Audience, Bilingual] = {
    "public": Bilingual(fa="همگان", en="everyone"),
    "committee": Bilingual(fa="اعضای کمیته و کارکنان سازمان", en="the committee and the organisation's own staff"),
    "internal": Bilingual(fa="کارکنان سازمان", en="the organisation's own staff"),
}

_KINDS = {
    "whole": Bilingual(fa="عدد صحیح", en="whole number"),
    "money": Bilingual(fa="مبلغ به ریال، بدون اعشار", en="amount in whole rials"),
    "real": Bilingual(fa="عدد", en="number"),
    "date": Bilingual(fa="تاریخ شمسی", en="Jalali date"),
    "month": Bilingual(fa="ماه شمسی", en="Jalali month"),
    "among": Bilingual(fa="یکی از گزینه‌ها", en="one of a list"),
    "code": Bilingual(fa="کد یا شناسه", en="code"),
    "text": Bilingual(fa="متن", en="text"),
}
_SAID_BY_TYPE = frozenset({"text", "code", "Jalali date", "Jalali month"})

# What a blank cell means is the last clause of a declaration: "0 = none, blank = unknown", "blank where that is".
_BLANK = {
    "fa": re.compile(r"\s*[؛،]?\s*خالی (?:= )?([^؛،]+)$"),
    "en": re.compile(r"\s*[;,]?\s*blank (?:= )?(.+)$"),
}
_EXAMPLE = re.compile(r"such as ([^\s,]+(?: or (?!an? )[^\s,]+)?)")
_LETTERS = re.compile(r"\b([A-Z]) to ([A-Z])\b")
_DIGITS = re.compile(r"of (\d+) digits")


def type_of(column: pa.Column) -> Bilingual:
    """The type of a column's cells; codes and texts are told apart by their unit.

    >>> from hamyari_lib.data import schema
    >>> type_of(schema("needs").columns["urgency"]).en, type_of(schema("needs").columns["need_id"]).en
    ('one of a list', 'code')
    """
    about = column.metadata
    if about["among"]:
        return _KINDS["among"]
    return _KINDS[about["kind"] if about["kind"] != "words" else "code" if about["unit"] == "code" else "text"]


def form_of(column: pa.Column) -> Bilingual:
    """What a code, a date or a month looks like; empty where any text will do.

    >>> from hamyari_lib.data import schema
    >>> form_of(schema("kb_firms").columns["isic"]).fa
    'حرف A تا U، یا کدی مانند 28 یا 2813'
    """
    about = column.metadata
    if about["kind"] not in ("words", "date", "month") or about["among"]:
        return Bilingual(fa="", en="")
    said = about["expected"].removeprefix("a text").strip()
    examples = " یا ".join(_EXAMPLE.findall(said)).replace(" or ", " یا ")
    persian = [f"حرف {first} تا {last}" for first, last in _LETTERS.findall(said)]
    persian += [f"{text.digits(count, language='fa')} رقم" for count in _DIGITS.findall(said)]
    persian += [f"یا کدی مانند {examples}" if persian else f"مانند {examples}"] if examples else []
    return Bilingual(fa="، ".join(persian) or ("تنها رقم" if "digits only" in said else ""), en=said)


def unit_of(column: pa.Column) -> Bilingual:
    """A column's unit; empty where its type says it already."""
    about = column.metadata
    if about["unit"] in _SAID_BY_TYPE or about["kind"] == "money":
        return Bilingual(fa="", en="")
    return Bilingual(fa=about["unit_fa"], en=about["unit"])


def bounds_of(column: pa.Column) -> tuple[float | None, float | None]:
    """The least and the greatest value that a column may have, ``None`` where there is none."""
    low = high = None
    for check in column.checks:
        low = check.statistics.get("min_value", low)
        high = check.statistics.get("max_value", high)
    return low, high


def range_of(column: pa.Column) -> Bilingual:
    """The bounds of a column in words; empty where it has none.

    >>> from hamyari_lib.data import schema
    >>> range_of(schema("experts").columns["weight"]).en, range_of(schema("experts").columns["name"]).en
    ('0 to 1', '')
    """
    low, high = bounds_of(column)
    said = {language: _range(low, high, language) for language in text.LANGUAGES}
    return Bilingual(**said)


def expected_in_persian(column: pa.Column) -> str:
    """What is expected of a cell, as a fault says it to a Persian reader.

    >>> from hamyari_lib.data import schema
    >>> [schema("needs").columns[name].metadata["expected_fa"] for name in ("unit_cost_rial", "urgency")]
    ['عدد صحیح (ریال)، ۰ یا بیشتر', 'یکی از: زیاد، متوسط، کم']
    """
    about = column.metadata
    if about["kind"] in ("date", "month"):
        return f"{type_of(column).fa} {form_of(column).fa}"
    if about["kind"] == "words":
        return f"یکی از: {'، '.join(labels_of(column).values())}" if about["among"] else _code_expected(column)
    of = "، کد" if about["unit"] == "code" else f" ({about['unit_fa']})"
    said = [_KINDS["real" if about["kind"] == "real" else "whole"].fa + of]
    said += [f"یکی از: {text.digits('، '.join(map(str, about['among'])), language='fa')}"] if about["among"] else []
    return "، ".join([*said, *filter(None, [range_of(column).fa])])


def _code_expected(column: pa.Column) -> str:
    unit, form = column.metadata["unit"], form_of(column).fa
    kind = type_of(column).fa if unit in ("text", "code") else column.metadata["unit_fa"]
    return kind if not form else form if form.startswith("حرف") else f"{kind}، {form}"


def meaning_of(column: pa.Column) -> Bilingual:
    """What a column's declaration says beyond its name and the meaning of a blank cell; empty where it says no more.

    >>> from hamyari_lib.data import schema
    >>> meaning_of(schema("quotes").columns["yield_pct"]).fa
    'درصد در سال'
    """
    return Bilingual(fa=_rest(column, "fa"), en=_rest(column, "en"))


def details_of(column: pa.Column, language: text.Language) -> list[str]:
    """Form, unit and bounds of a column, without what its type or its meaning says already.

    >>> from hamyari_lib.data import schema
    >>> details_of(schema("instruments").columns["profit_pct"], "en")
    ['per cent a year', '0 to 200']
    >>> details_of(schema("instruments").columns["profit_pct"], "fa")
    ['۰ تا ۲۰۰']
    """
    meaning = getattr(meaning_of(column), language)
    said = [getattr(type_of(column), language), meaning]
    parts = [getattr(part(column), language) for part in (form_of, unit_of, range_of)]
    if meaning and column.metadata["unit"] == "units of the row":
        del parts[1]  # the meaning says of which unit
    return [part for part in parts if part and not any(part in one for one in said)]


def blank_of(column: pa.Column) -> Bilingual | None:
    """What a blank cell means, ``None`` where a cell may not be blank.

    >>> from hamyari_lib.data import schema
    >>> blank_of(schema("tender_thresholds").columns["up_to_rial"]).en
    'no limit'
    """
    if not column.nullable:
        return None
    found = {language: _BLANK[language].search(column.metadata[language]) for language in text.LANGUAGES}
    said = {language: match[1].strip() if match else text.UNKNOWN[language] for language, match in found.items()}
    return Bilingual(**said)


def labels_of(column: pa.Column) -> dict[str, str]:
    """The values that a column may have, each with its Persian label, or with itself where it has none.

    >>> from hamyari_lib.data import schema
    >>> labels_of(schema("needs").columns["urgency"])
    {'high': 'زیاد', 'medium': 'متوسط', 'low': 'کم'}
    """
    about = column.metadata
    return {str(one): about["labels"].get(one, str(one)) for one in about["among"]}


def _range(low: float | None, high: float | None, language: text.Language) -> str:
    shown = [None if one is None else _plain(one, language) for one in (low, high)]
    if shown[0] is not None and shown[1] is not None:
        return text.interval(shown[0], shown[1], language=language)
    if shown[0] is not None:
        return f"{shown[0]} {text.t(fa='یا بیشتر', en='or more', language=language)}"
    return "" if shown[1] is None else text.t(fa=f"حداکثر {shown[1]}", en=f"at most {shown[1]}", language=language)


def _plain(value: float, language: text.Language) -> str:
    """A bound, with few decimals and no separators: years are among them."""
    if value == int(value):
        shown = text.digits(abs(int(value)), language=language)
    elif 0 < value < 1 and abs(1 / value - round(1 / value)) < 1e-6:  # the scale of judgements begins at 1/9
        shown = text.digits(f"1/{round(1 / value)}", language=language)
    else:
        shown = text.number(abs(value), 2, language=language)
    return text.left_to_right(f"−{shown}") if value < 0 else shown


def _rest(column: pa.Column, language: text.Language) -> str:
    about = column.metadata
    rest = about[language].removeprefix(about[f"name_{language}"])
    return _BLANK[language].sub("", rest).strip(" ؛،;,=:")
