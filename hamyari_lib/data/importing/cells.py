"""From cells as a person wrote them to cells as a room keeps them; what cannot be understood is said, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from hamyari_lib import text
from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.importing.dates import jalali_date, jalali_month
from hamyari_lib.data.importing.numerals import Unreadable, amount_of_rials, real_number, whole_number

NOTHING = frozenset(
    {"", "-", "–", "—", "ـ", ".", "?", "؟", "نامعلوم", "نامشخص", "ندارد", "n/a", "na", "null", "none", "#n/a"}
)
SEPARATOR = "\x1e"
_ERRORS = re.compile(r"#(?:ref|value|div/0|name\?|num|null|n/a|spill|calc)!?\Z", re.IGNORECASE)
_JOINERS = re.compile("\u200c{2,}")
EDGES = re.compile("\u200c+(?=[\\s\x1e،؛.,)»\\]]|$)|(?<=[\\s\x1e(«\\[])\u200c+|^\u200c+")
_FOLDED = str.maketrans(
    {"\u200c": None, " ": None, "ٔ": None, "أ": "ا", "إ": "ا", "آ": "ا", "ؤ": "و", "ة": "ه", "ئ": "ی"}
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_INVISIBLE = re.compile("[\u200b\u200d-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_MARKS = re.compile(r"[\s_\-–—.,،؛;:/\\*«»\"'!؟?ـ]+")
_NO_FORMULA = Bilingual(fa="مقدار، نه فرمول", en="a value, not a formula")
_NO_ERROR = Bilingual(
    fa="مقدار؛ اکسل به جای آن خطا نشان می‌دهد", en="a value; the spreadsheet shows an error in its place"
)
MERGED, EARLY = (
    "#MERGED!",
    "#DATE!",
)  # what a workbook's reader puts in the place of a cell that has no value of its own
_NO_VALUE = {
    MERGED: Bilingual(
        fa="مقداری برای همین سطر؛ این سلول با سلول‌های بالای خود ادغام شده است، ادغام را بردارید و هر سطر را پر کنید",
        en="a value of its own; the cell is merged with those above it: unmerge them and fill in each row",
    ),
    EARLY: Bilingual(
        fa="تاریخی که به صورت متن نوشته شده باشد؛ برنامه آن را روزی پیش از سال ۱۹۰۰ میلادی دانسته است",
        en="a date that is written as text; the spreadsheet took this one for a day before 1900",
    ),
}


@dataclass(frozen=True)
class Reading:
    """How the cells of one column are read.

    ``kind``, ``unit`` and ``labels`` are the schema's. ``rials`` is how many rials one unit of the file's column is,
    for money; ``None`` where the file does not say. ``known`` maps folded spellings of a reference to the value meant,
    and ``of_known`` says what then is expected.
    """

    name: str
    kind: str
    unit: str
    labels: Mapping[str, str] = field(default_factory=dict)
    among: tuple[object, ...] = ()
    rials: int | None = None
    known: Mapping[str, str] | None = None
    of_known: Bilingual | None = None


@dataclass(frozen=True)
class Read:
    """One cell that was read: ``value`` as a room keeps it, or ``""`` and in ``expected`` what was expected."""

    value: str
    expected: Bilingual | None = None


@lru_cache(maxsize=16_384)
def fold(written: str) -> str:
    """A spelling without what people vary: spaces, joiners, hamza, punctuation, digits' script, capital letters.

    >>> fold("خليل آباد") == fold("خلیل‌آباد")
    True
    """
    plain = text.latin_digits(text.normalise(written)).translate(_FOLDED).lower()
    return _MARKS.sub("", plain)


def read_cells(cells: Iterable[str], reading: Reading) -> dict[str, Read]:
    """Every distinct cell of a column, read once."""
    read_one = _READERS.get(reading.kind, _words)
    same: dict[Bilingual, Bilingual] = {}  # what is expected of many cells is one object, which is then pickled once
    return {cell: _read(cell, reading, read_one, same) for cell in dict.fromkeys(cells)}


def _read(
    cell: str, reading: Reading, read_one: Callable[[str, Reading], str], same: dict[Bilingual, Bilingual]
) -> Read:
    stripped = _INVISIBLE.sub("", cell).strip()
    if not stripped.strip("\u200c"):
        return Read("")
    if stripped.startswith("="):
        return Read("", _NO_FORMULA)
    if stripped in _NO_VALUE:
        return Read("", _NO_VALUE[stripped])
    if _ERRORS.match(stripped):
        return Read("", _NO_ERROR)
    try:
        if stripped.lower() in NOTHING and not (reading.among and fold(stripped) in _labels(reading)):
            return Read("")
        return Read(read_one(stripped, reading))
    except Unreadable as error:
        return Read("", same.setdefault(error.expected, error.expected))


def _words(cell: str, reading: Reading) -> str:
    if _CONTROL.search(cell):
        raise Unreadable(fa="متنی بدون نویسه‌های کنترلی", en="a text without control characters")
    value = text.normalise(cell)
    if "\u200c" in value:
        value = text.normalise(_JOINERS.sub("\u200c", EDGES.sub("", value)))
    if reading.unit == "code":
        value = _code(value)
    if reading.among:
        return _label(value, reading)
    if reading.known is not None and (meant := reading.known.get(fold(value))) is None:
        raise _unlike_known(reading)
    return value if reading.known is None else str(meant)


def _unlike_known(reading: Reading) -> Unreadable:
    said = reading.of_known or Bilingual(fa="مقداری از جدول دیگر", en="a value that the other table has")
    return Unreadable(fa=said.fa, en=said.en)


def _code(value: str) -> str:
    latin = text.latin_digits(value)
    if re.fullmatch(r"\d+(?:\.\d+)?[eE]\+\d+", latin):
        raise Unreadable(
            fa="کد کامل؛ اکسل رقم‌های آن را کوتاه کرده است، قالب ستون را «متن» کنید و کد را دوباره بنویسید",
            en="the whole code: a spreadsheet cut its digits; format the column as text and write it again",
        )
    return latin


def _label(value: str, reading: Reading) -> str:
    labels = _labels(reading)
    if (code := labels.get(fold(value))) is not None:
        return code
    choices = [reading.labels.get(str(code), str(code)) for code in reading.among]
    raise Unreadable(fa=f"یکی از: {'، '.join(choices)}", en=f"one of: {', '.join(choices)}")


def _labels(reading: Reading) -> dict[str, str]:
    """The codes of a column by every folded spelling of them."""
    codes = {str(code): str(code) for code in reading.among}
    return {fold(code): code for code in codes} | {fold(label): code for code, label in reading.labels.items()}


def _whole(cell: str, reading: Reading) -> str:
    if reading.known is not None and (meant := reading.known.get(fold(cell))) is not None:
        return meant
    value = whole_number(cell)
    if reading.known is not None and value not in reading.known.values():
        raise _unlike_known(reading)
    return value


def _money(cell: str, reading: Reading) -> str:
    return amount_of_rials(cell, reading.rials)


def _real(cell: str, reading: Reading) -> str:
    return real_number(cell, unit=reading.unit)


def _date(cell: str, _: Reading) -> str:
    return jalali_date(cell)


def _month(cell: str, _: Reading) -> str:
    return jalali_month(cell)


_READERS: dict[str, Callable[[str, Reading], str]] = {
    "whole": _whole, "money": _money, "real": _real, "date": _date, "month": _month, "words": _words,
}  # fmt: skip


def what_changed(before: str, after: str, reading: Reading) -> str:
    """What was done to a cell, in a word: ``number``, ``unit``, ``date``, ``label``, ``spelling`` or ``blank``; empty
    where nothing but the edges was.

    >>> what_changed("۱٬۲۰۰", "1200", Reading("jobs", "whole", "jobs"))
    'number'
    """
    bare = before.strip()
    if bare == after:
        return ""
    if not after:
        return "blank"
    return change_of(reading) or ("unit" if any(map(str.isalpha, bare)) else "number")


def change_of(reading: Reading) -> str:
    """What is done to every cell of a column that is changed and not blank; empty for amounts whose unit is ours."""
    if reading.kind == "money":
        return "unit" if reading.rials != 1 else ""
    if reading.kind in ("whole", "real"):
        return "number"
    if reading.kind in ("date", "month"):
        return "date"
    return "label" if reading.among else "spelling"


def reading_of(
    name: str, column: Any, *, rials: int | None = None, known: Mapping[str, str] | None = None, known_in: str = ""
) -> Reading:
    """How cells of a schema's column are read."""
    from hamyari_lib.data.declared import title

    about = column.metadata
    of_known = None
    if known is not None:
        of_known = Bilingual(
            fa=f"«{about['name_fa']}» به صورتی که در جدول «{title(known_in).fa}» آمده است",
            en=f"a {name} that table {known_in} has",
        )
    return Reading(
        name, about["kind"], about["unit"], about["labels"], about["among"] if about["kind"] != "whole" else (), rials,
        known, of_known,
    )  # fmt: skip
