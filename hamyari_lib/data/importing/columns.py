"""Reads a whole column of cells at once: what is plain in one sweep over all of them, the rest cell by cell.

A million rows have some ten million cells; most need no mending, or the same one. Each sweep gives what
:func:`hamyari_lib.data.importing.cells.read_cells` gives, which a test holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import compress
from operator import not_

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.importing.cells import EDGES, NOTHING, SEPARATOR, Read, Reading, read_cells

_LETTERS = (("ي", "ی"), ("ى", "ی"), ("ك", "ک"), ("ۀ", "هٔ"), ("ـ", ""), ("\u00a0", " "))
_INVISIBLE = re.compile("[\u200b\u200d-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ODD = re.compile("[\x00-\x08\x0e-\x1b\x7f\x0b\x0c\x1c\x1d\x1f\x85\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_BEFORE, _BEHIND = frozenset(["", *" \x1e(«["]), frozenset(["", *" \x1e،؛.,)»]"])  # texts are without odd spaces
_DIGITS = tuple(zip("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789", strict=True))
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+\Z")
_ALL_PLAIN = re.compile(rf"(?:\d{{1,3}}+(?:,\d{{3}}+)++|\d*+)(?:{SEPARATOR}(?:\d{{1,3}}+(?:,\d{{3}}+)++|\d*+))*+\Z")
_SPECIAL = frozenset(form for one in NOTHING - {""} for form in (one, one.upper(), one.title(), one.capitalize()))
_MOST_DIGITS = 15


@dataclass(frozen=True)
class Column:
    """A column that was read: ``values`` as a room keeps them, and for each unreadable cell what was expected."""

    values: list[str]
    unread: dict[str, Bilingual]


def read_column(cells: list[str], reading: Reading) -> Column:
    """The values of a column's cells."""
    if reading.kind == "words" and not reading.among and reading.known is None:
        swept = _swept_words(cells, with_digits=reading.unit == "code")
    elif reading.kind == "real":
        swept = _swept_numbers(cells, times=None)
    elif reading.kind == "whole" and reading.known is None:
        swept = _swept_numbers(cells, times=1)
    elif reading.kind == "money" and reading.rials is not None:
        swept = _swept_numbers(cells, times=reading.rials)
    else:
        swept = None
    if swept is None:
        read = read_cells(cells, reading)
        return Column([read[cell].value for cell in cells], _unread(read))
    values, left = swept
    if not left:
        return Column(values, {})
    read = read_cells([cells[place] for place in left], reading)
    for place in left:
        values[place] = read[cells[place]].value
    return Column(values, _unread(read))


def _unread(read: dict[str, Read]) -> dict[str, Bilingual]:
    return {cell: one.expected for cell, one in read.items() if one.expected is not None}


def _swept_words(cells: list[str], *, with_digits: bool) -> tuple[list[str], list[int]] | None:
    """The texts with their letters and spaces mended, and the places of those that must be looked at one by one."""
    joined = SEPARATOR.join(cells)
    if joined.count(SEPARATOR) != len(cells) - 1 or _ODD.search(joined):
        return None
    mended = joined
    for old, new in (*_LETTERS, *(_DIGITS if with_digits and not joined.isascii() else ())):
        if old in mended:
            mended = mended.replace(old, new)
    if _INVISIBLE.search(mended):
        mended = _INVISIBLE.sub("", mended)
    for space in "\t\r\n":
        if space in mended:
            mended = mended.replace(space, " ")
    if _has_edges(mended.split("\u200c")):
        mended = EDGES.sub("", mended)
        while "\u200c\u200c" in mended:
            mended = mended.replace("\u200c\u200c", "\u200c")
    while "  " in mended:
        mended = mended.replace("  ", " ")
    mended = mended.replace(f" {SEPARATOR}", SEPARATOR).replace(f"{SEPARATOR} ", SEPARATOR).strip(" ")
    values = list(cells) if mended == joined else mended.split(SEPARATOR)
    odd = set(values) & _SPECIAL
    if "#" in mended or "=" in mended or (with_digits and ("E+" in mended or "e+" in mended)):
        odd |= {value for value in set(values) if value[:1] in "#=" or "+" in value}
    return values, [place for place, value in enumerate(values) if value in odd] if odd else []


def _swept_numbers(cells: list[str], *, times: int | None) -> tuple[list[str], list[int]] | None:
    """The numbers in digits alone or in groups of three, and the places of the cells that are written otherwise.

    Whole ones are taken ``times`` as much; with ``None`` they need not be whole, and are left as they are.
    """
    joined = SEPARATOR.join(cells)
    if joined.count(SEPARATOR) != len(cells) - 1:
        return None
    if not joined.isascii():
        for old, new in (*_DIGITS, ("٬", ",")):
            joined = joined.replace(old, new)
    left: set[int] = set()
    if _ALL_PLAIN.match(joined):
        joined = joined.replace(",", "")
        values = joined.split(SEPARATOR)
    else:
        values = joined.split(SEPARATOR)
        for place in compress(range(len(values)), map(not_, map(str.isdigit, values))):
            if (value := values[place]) and _THOUSANDS.match(value):
                values[place] = value.replace(",", "")
            elif value:
                left.add(place)
    longest = max(map(len, values), default=0)
    if not joined.isascii() or longest > _MOST_DIGITS:
        left.update(place for place, value in enumerate(values) if len(value) > _MOST_DIGITS or not value.isascii())
    for place in left if times is not None else ():
        values[place] = ""
    if times is None or (times == 1 and longest < _MOST_DIGITS and not _zero_in_front(joined)):
        return values, sorted(left)
    if times == 10 and longest < _MOST_DIGITS and not _zero_in_front(joined):
        return [f"{value}0" if value else "" for value in values], sorted(left)
    most = (2**53 - 1) // times
    numbers = [int(value) if value else None for value in values]
    left.update(place for place, number in enumerate(numbers) if number is not None and number > most)
    return ["" if number is None else str(number * times) for number in numbers], sorted(left)


def _has_edges(between: list[str]) -> bool:
    """Whether a joiner may stand at the edge of a word, by the texts between the joiners."""
    return len(between) > 1 and not (
        _BEFORE.isdisjoint({text[-1:] for text in between[:-1]})
        and _BEHIND.isdisjoint({text[:1] for text in between[1:]})
    )


def _zero_in_front(joined: str) -> bool:
    return joined.startswith("0") or f"{SEPARATOR}0" in joined
