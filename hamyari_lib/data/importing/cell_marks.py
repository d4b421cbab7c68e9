"""What a sheet's XML says of its cells and a reader of them does not: per cent, errors, formulas, merged and hidden."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from hamyari_lib.data.importing.circles import MOST_FORMULAS, in_circles

PER_CENT, NO_VALUE = 0, 1
ERRORS = ("#VALUE!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#SPILL!", "#CALC!")
_FIRST_ERROR = 2

_QUOTED = rb"""["']([^"']*)["']"""
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^>]*)>")
_PLACED = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,4})\d""")
# As all programs write it, which is found many times faster; where the counts do not agree the others look again.
_PLACED_PLAINLY, _ROW_PLAINLY = re.compile(rb'<c r="([A-Z]{1,4})\d'), re.compile(rb'<row r="(\d{1,9})"')
_ODD_STARTS = [
    mark + name + space for mark in (b"<", b":") for name in (b"c", b"row") for space in (b"\t", b"\r", b"\n")
]
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["'](\d{1,9})["']""")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\bhidden=["'](?:1|true)""")
_HIDDEN_COLUMN = re.compile(rb"""<(?:\w+:)?col\s[^>]*?\bhidden=["'](?:1|true)""")
_FORMULA = re.compile(rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f[\s/>]")
_WRITTEN = re.compile(rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f((?:\s[^>]*?)?)(?:/>|>([^<]*)<)")
_SHARED = re.compile(rb"""\bsi=["'](\d+)["']""")
_BARE_FORMULA = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*"
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR = re.compile(rb"""<(?:\w+:)?c\s([^>]*\bt=["']e["'][^>]*)>(?:[^#]{0,9000}?<(?:\w+:)?v>(#[^<]{1,12})<)?""")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?\bref=["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']""")
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_STYLE = re.compile(rb"""\bs=["'](\d+)["']""")


@dataclass(frozen=True)
class Styles:
    """The numbers of the cell styles that show a fraction as per cent, and what finds cells in one of them."""

    percent: frozenset[bytes] = frozenset()
    finding: re.Pattern[bytes] | None = None


@dataclass
class Part:
    """What a sheet's XML says that the reader does not.

    ``marks`` has a number for each cell that is shown in per cent, has an error or a formula without a value: row,
    column and kind, row and column from 0. ``merges`` has four numbers for each range of merged cells that is more than
    a row high: first row and column, last row and column. ``written`` has formulas by their place, ``like`` those that
    are written as another, and ``first`` that other by the number they share; ``circular`` counts those in a circle.
    """

    rows: int = 0
    columns: int = 0
    cells: int = 0
    formulas: int = 0
    without_value: int = 0
    texts: int = 0
    hidden_rows: int = 0
    hidden_columns: int = 0
    is_stale: bool = False
    is_unplaced: bool = False
    marks: array[int] = field(default_factory=lambda: array("Q"))
    merges: array[int] = field(default_factory=lambda: array("L"))
    written: dict[tuple[int, int], str] = field(default_factory=dict)
    like: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    first: dict[bytes, tuple[int, int]] = field(default_factory=dict)
    circular: int = 0

    def marked(self) -> Iterator[tuple[int, int, int]]:
        """Row, column and kind of each mark, in the order of the rows."""
        import numpy as np

        codes = np.unique(np.frombuffer(self.marks, dtype=np.uint64)) if self.marks else np.empty(0, np.uint64)
        for first in range(0, len(codes), 10_000):
            for code in codes[first : first + 10_000].tolist():
                yield code >> 24, code >> 8 & 0xFFFF, code & 0xFF

    def merged(self) -> list[tuple[int, int, int, int]]:
        """The ranges that are more than a row high, in the order of their first rows."""
        return sorted(zip(*(self.merges[place::4] for place in range(4)), strict=True))


def look(content: bytes, part: Part, styles: Styles) -> None:
    """Note what a piece of a sheet's XML, which cuts no cell in two, says of its cells."""
    cells = content.count(b"<c ") + content.count(b":c ") + content.count(b"<c>") + content.count(b"<c/>")
    placed, rows = _PLACED_PLAINLY.findall(content), _ROW_PLAINLY.findall(content)
    is_odd = any(start in content for start in _ODD_STARTS)
    if is_odd or len(placed) != cells:
        placed = _PLACED.findall(content)
    if is_odd or len(rows) != content.count(b"<row ") + content.count(b":row "):
        rows = _ROW.findall(content)
    part.rows = max(part.rows, max(map(int, rows), default=0))
    part.columns = max(part.columns, max(map(_number, set(placed)), default=0))
    part.cells += cells
    part.texts += content.count(b't="s"') + content.count(b"t='s'")
    part.hidden_rows += len(_HIDDEN_ROW.findall(content)) if b"hidden=" in content else 0
    part.hidden_columns += len(_HIDDEN_COLUMN.findall(content)) if b"<col " in content or b":col " in content else 0
    if styles.finding is not None:
        for found in styles.finding.finditer(content):
            style = _STYLE.search(found[1])
            if (style[1] if style else b"0") in styles.percent:
                _mark(found[1], PER_CENT, part)
    if b"<f" in content or b":f" in content:
        part.formulas += len(_FORMULA.findall(content))
        if part.formulas <= MOST_FORMULAS:
            _note_formulas(content, part)
        for attributes in _FORMULA.findall(content) if part.is_stale else _BARE_FORMULA.findall(content):
            if part.is_stale or b'"str"' not in attributes:  # a formula may well give an empty text
                part.without_value += 1
                _mark(attributes, NO_VALUE, part)
    if b't="e"' in content or b"t='e'" in content:
        for attributes, error in _ERROR.findall(content):
            shown = error.decode(errors="replace")
            _mark(attributes, _FIRST_ERROR + (ERRORS.index(shown) if shown in ERRORS else 0), part)
    for left, top, right, bottom in _MERGED.findall(content) if b"mergeCell" in content else ():
        if top != bottom:
            part.merges.extend((int(top) - 1, _number(left) - 1, int(bottom) - 1, _number(right) - 1))


def _note_formulas(content: bytes, part: Part) -> None:
    for attributes, about, formula in _WRITTEN.findall(content):
        if (found := _PLACE.search(attributes)) is None:
            continue
        place = int(found[2]) - 1, _number(found[1]) - 1
        shared = _SHARED.search(about)
        if formula:
            part.written[place] = unescape(formula.decode(errors="replace"))
            if shared:
                part.first[shared[1]] = place
        elif shared and shared[1] in part.first:
            part.like[place] = part.first[shared[1]]


def mark_circles(part: Part) -> int:
    """Mark the formulas whose value is no one's: they need themselves. Returns how many there are."""
    found = in_circles(part.written, part.like)
    for row, column in found:
        part.marks.append(row << 24 | column << 8 | NO_VALUE)
    return len(found)


def _mark(attributes: bytes, kind: int, part: Part) -> None:
    if (place := _PLACE.search(attributes)) is None:
        part.is_unplaced = True
        return
    part.marks.append((int(place[2]) - 1) << 24 | (_number(place[1]) - 1) << 8 | kind)


def shown(kind: int) -> str:
    """What stands in a cell that has no value: its error."""
    return ERRORS[max(kind - _FIRST_ERROR, 0)]


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def percent_styles(content: bytes) -> Styles:
    """Which cell styles show a fraction as per cent, by a workbook's ``styles.xml``."""
    percent = {b"9", b"10"}
    for tag in re.findall(rb"<(?:\w+:)?numFmt\s[^>]*>", content):
        number, code = (re.search(rb"\b" + name + rb"=" + rb'"([^"]*)"', tag) for name in (b"numFmtId", b"formatCode"))
        if number and code and _is_percent(code[1]):
            percent.add(number[1])
        elif number:
            percent.discard(number[1])
    cells = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", content, re.DOTALL)
    styles = re.findall(rb"<(?:\w+:)?xf\b[^>]*", cells[0]) if cells else []
    numbers = [re.search(rb"""\bnumFmtId=["'](\d+)["']""", style) for style in styles]
    found = frozenset(str(place).encode() for place, one in enumerate(numbers) if one and one[1] in percent)
    if not found or b"0" in found:  # a cell that names no style has the first
        return Styles(found, _CELL if found else None)
    return Styles(
        found, re.compile(rb"""<(?:\w+:)?c(?=\s)([^>]*?\ss=["'](?:%b)["'][^>]*)>""" % b"|".join(sorted(found)))
    )


def _is_percent(code: bytes) -> bool:
    """Whether a format multiplies by a hundred: a sign between quotes or behind a backslash is only shown."""
    bare = re.sub(rb"&quot;.*?&quot;|\\.|_.|\*.", b"", code)
    return b"%" in bare
