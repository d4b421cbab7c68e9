"""The types that a notebook's form may use: each with its bounds, its message and how a page shows it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from hamyari_lib import text
from hamyari_lib.errors import nearest
from hamyari_lib.units import JalaliSpan

Choices = Mapping[str, str]
"""Every accepted spelling of a value, and the one that is meant."""


@dataclass(frozen=True)
class FromRoom:
    """Values that the data room decides: those of a table's column.

    ``names`` are the columns that name each value in Persian and in English, if there are such; a page shows these,
    and a case may write them.
    """

    table: str
    column: str
    names: dict[text.Language, str]


@dataclass(frozen=True)
class Meaning:
    """What a parameter means: how its value is checked and shown.

    ``check`` takes the value as given and returns it as the notebook uses it; it raises ``ValueError`` that says
    what was expected and what to write. A value that ``follows_a_span`` begins after the span of years that the form
    declares before it.
    """

    name: str
    check: Callable[[Any], Any]
    from_room: FromRoom | None = None
    show: Callable[[Any, text.Language], str] = lambda value, language: text.digits(value, language=language)
    follows_a_span: bool = False


def _word(expected: str) -> Callable[[Any], str]:
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


def _number(value: Any, expected: str) -> float:
    if isinstance(value, str):
        plain = text.latin_digits(value).replace("٫", ".").replace("٬", "").replace(",", "").strip()
        try:
            remedy = f"; write {float(plain)!r} without quotes" if math.isfinite(float(plain)) else ""
        except ValueError:
            remedy = ""
        raise ValueError(f"expected {expected}{remedy}")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"expected {expected}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"expected {expected}")
    return number


def _fraction(low: float, high: float) -> Callable[[Any], float]:
    expected = f"a fraction from {low:g} to {high:g}"

    def check(value: Any) -> float:
        given = _number(value, expected)
        if not low <= given <= high:
            remedy = f"; write {given / 100:g} for {given:g} %" if high < given and low <= given / 100 <= high else ""
            raise ValueError(f"expected {expected}{remedy}")
        return given

    return check


def _bounded(low: float, high: float, what: str) -> Callable[[Any], float]:
    expected = f"{what} from {low:g} to {high:g}"

    def check(value: Any) -> float:
        given = _number(value, expected)
        if not low <= given <= high:
            raise ValueError(f"expected {expected}")
        return given

    return check


def _one_of(*accepted: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in accepted:
            near = nearest(value, accepted) if isinstance(value, str) else None
            raise ValueError(f"expected one of {', '.join(accepted)}" + (f"; nearest is {near}" if near else ""))
        return value

    return check


def _year_span(value: Any) -> JalaliSpan:
    if isinstance(value, JalaliSpan):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError('expected Jalali years such as "1397-1399" or "1399"')
    return JalaliSpan.parse(value)


def _show_span(value: JalaliSpan, language: text.Language) -> str:
    return value.label(language)


def _show_number(value: float, language: text.Language) -> str:
    decimals = next((places for places in range(5) if round(value, places) == value), 4)
    return text.number(value, decimals, language=language)


def _show_fraction(value: float, language: text.Language) -> str:
    decimals = next((places for places in range(5) if round(value * 100, places) == round(value * 100, 8)), 4)
    return text.percent(value, decimals, language=language)


def _show_language(value: str, language: text.Language) -> str:
    return {"fa": text.t(fa="فارسی", en="Persian", language=language),
            "en": text.t(fa="انگلیسی", en="English", language=language)}[value]  # fmt: skip


def _show_room(value: str, language: text.Language) -> str:
    return text.t(fa="نمونه", en="sample", language=language) if value == "sample" else value


Province = Annotated[
    str,
    Meaning(
        "Province", _word("a province's name"),
        FromRoom("provinces", "province_fa", {"fa": "province_fa", "en": "province"}),
    ),
]  # fmt: skip
Sector = Annotated[
    str,
    Meaning(
        "Sector", _word('an ISIC Rev.4 section such as "J"'),
        FromRoom("sector_labels", "section", {"fa": "label_fa", "en": "label_en"}),
    ),
]  # fmt: skip
YearSpan = Annotated[JalaliSpan, Meaning("YearSpan", _year_span, FromRoom("jobs", "year", {}), show=_show_span)]
LaterYearSpan = Annotated[
    JalaliSpan,
    Meaning("LaterYearSpan", _year_span, FromRoom("jobs", "year", {}), show=_show_span, follows_a_span=True),
]
Confidence = Annotated[float, Meaning("Confidence", _fraction(0.5, 0.999), show=_show_fraction)]
DesignEffect = Annotated[float, Meaning("DesignEffect", _bounded(1, 20, "a variance ratio"), show=_show_number)]
Observations = Annotated[
    float, Meaning("Observations", _bounded(1, 1000, "a number of observations"), show=_show_number)
]
Language = Annotated[str, Meaning("Language", _one_of(*text.LANGUAGES), show=_show_language)]
DataRoom = Annotated[str, Meaning("DataRoom", _word("a data room's name"), show=_show_room)]

TYPES: dict[str, Meaning] = {
    name: value.__metadata__[0]
    for name, value in list(globals().items())
    if getattr(value, "__metadata__", None) and isinstance(value.__metadata__[0], Meaning)
}
