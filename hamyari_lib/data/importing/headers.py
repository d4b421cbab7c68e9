"""Finds a sheet's header, and which table and columns it names, in Persian or English and in whatever spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hamyari_lib.data.importing.cells import fold
from hamyari_lib.data.importing.numerals import rials_of
from hamyari_lib.data.template_marks import MARK_HEADER
from hamyari_lib.errors import nearest

if TYPE_CHECKING:
    import pandera.pandas as pa

LOOKED_AT = 40
OURS = ("سطر", "ستون", "مقدار یافت‌شده", "مقدار مورد انتظار")
"""What a file of refused rows has before the columns of its source."""
_OURS_BEFORE = ("row", "column", "found", "expected")
COUNTING = frozenset(map(fold, ("ردیف", "شماره ردیف", "#", "no", "no.", MARK_HEADER, *OURS, *_OURS_BEFORE)))
_IN_BRACKETS = re.compile(r"[(\[（](.*?)[)\]）]")
_BEHIND = re.compile(r"(?:به|[-–:])\s+(.+)$")
_SCALE = re.compile(r"هزار|میلیون|میلیارد|همت|thousand|million|billion|\bbn\b")
_PERCENT, _FRACTION = re.compile(r"درصد|[%٪]|per ?cent"), re.compile(r"کسر|fraction")
_OF_MONEY = re.compile(r"(?:مبالغ|ارقام|مبلغ‌ها|amounts?)\s*(?:به|بر حسب|in)?\s*[:：]?\s*(.+)", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """What a sheet's header says.

    ``rows`` is how many rows of the sheet's head end with the header, ``cells`` its names, joined where it takes two
    rows; ``places`` has the place of each column that is there; ``rials`` the unit of each money column whose header
    names one. ``unknown`` are headers that name no column, ``twice`` columns that two headers name, and ``missing``
    columns that none does.
    """

    table: str
    rows: int
    places: dict[str, int]
    rials: dict[str, int] = field(default_factory=dict)
    cells: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def names_of(schema: pa.DataFrameSchema) -> dict[str, str]:
    """Every folded spelling by which a header may name a column of the table."""
    spellings: dict[str, set[str]] = {}
    for name, column in schema.columns.items():
        about = column.metadata
        own = (name, name.removesuffix("_rial"), about["name_fa"], about["name_en"], *about["aliases"])
        for spelling in own:
            spellings.setdefault(fold(spelling), set()).add(name)
    for name, column in schema.columns.items():  # a column's own names win over another's aliases
        for spelling in (name, column.metadata["name_fa"]):
            spellings[fold(spelling)] = {name}
    return {spelling: next(iter(names)) for spelling, names in spellings.items() if len(names) == 1}


def table_named(title: str, schemas: dict[str, Any]) -> str | None:
    """The table that a sheet's or a file's name names, if it names one.

    >>> from hamyari_lib.data.schemas import SCHEMAS
    >>> table_named("نیازهای شهرداری‌ها", SCHEMAS), table_named("needs", SCHEMAS), table_named("Sheet1", SCHEMAS)
    ('needs', 'needs', None)
    """
    folded = fold(title)
    for name, schema in schemas.items():
        if folded in {
            fold(one) for one in (name, schema.metadata["fa"], schema.metadata["en"], *schema.metadata["aliases"])
        }:
            return name
    return None


def recognise(head: Sequence[Sequence[str]], schemas: dict[str, Any], *, titles: Sequence[str] = ()) -> Header | None:
    """The header among the first rows of a sheet, and the table that it fits best; ``None`` where no row is one.

    A header may take two rows, the upper one merged over several columns. ``titles`` are the names of the sheet and of
    the file, which decide between tables whose columns fit alike.
    """
    named = [table for title in titles if (table := table_named(title, schemas))]
    best: tuple[tuple[float, ...], Header] | None = None
    folded = {name: names_of(schema) for name, schema in schemas.items()}
    for end in range(1, min(len(head), LOOKED_AT) + 1):
        for cells in _candidates(head, end):
            bare = ["" if (folded_cell := _bare(cell)) in COUNTING else folded_cell for cell in cells]
            if len([one for one in bare if one]) < 2:
                continue
            for table, names in folded.items():
                found = _header(table, end, cells, bare, names, schemas[table])
                needed = [name for name, column in schemas[table].columns.items() if not column.nullable]
                has = sum(name in found.places for name in needed)
                score = (
                    has / len(needed) + len(found.places) / sum(map(bool, bare)),
                    float(table in named),
                    len(found.places),
                )  # fmt: skip
                enough = (
                    len(found.places) >= 2 and len(found.places) * 2 >= sum(map(bool, bare)) and has * 2 >= len(needed)
                )
                if (enough or (table in named and len(found.places) >= 2)) and (best is None or score > best[0]):
                    best = (score, found)
    return None if best is None else best[1]


def money_note(head: Sequence[Sequence[str]]) -> int | None:
    """How many rials the unit is that a title above the header gives for all amounts («مبالغ به میلیون ریال»).

    >>> money_note([["صورت نیازها"], ["", "(مبالغ به میلیون ریال)"]])
    1000000
    """
    for row in head:
        for cell in row:
            if (found := _OF_MONEY.search(cell.strip(" ()"))) and (rials := rials_of(found[1])) is not None:
                return rials
    return None


def ours_in(cells: Sequence[str]) -> int:
    """How many columns a header has before those of its source, as a file of refused rows does: all of them or none.

    >>> ours_in(["سطر", "ستون", "مقدار یافت شده", "مقدار مورد انتظار", "شهرداری"]), ours_in(["ردیف", "شهرداری"])
    (4, 0)
    """
    begin = [fold(cell) for cell in cells[: len(OURS)]]
    return len(OURS) if begin in ([*map(fold, OURS)], [*map(fold, _OURS_BEFORE)]) else 0


def suggestions(header: Header, schema: pa.DataFrameSchema) -> list[tuple[str, str | None]]:
    """Each header that names no column, with the Persian name of the missing column that it is most like."""
    missing = {schema.columns[name].metadata["name_fa"]: name for name in header.missing}
    return [(written, nearest(written, missing)) for written in header.unknown]


def _candidates(head: Sequence[Sequence[str]], end: int) -> list[list[str]]:
    """The row that ends the header alone, and joined with the one above, whose merged cells spread to the right."""
    row = [str(cell) for cell in head[end - 1]]
    if end < 2 or len([cell for cell in head[end - 2] if str(cell).strip()]) < 2:
        return [row]
    above, upper = "", []
    for cell in head[end - 2]:
        above = str(cell).strip() or above
        upper.append(above)
    upper += [above] * (len(row) - len(upper))
    return [row, [f"{over} {cell}".strip() if cell.strip() else over for over, cell in zip(upper, row, strict=False)]]


def _bare(cell: str) -> str:
    """A header without what stands in brackets, and without a unit of money behind it."""
    if (behind := _BEHIND.search(cell)) and rials_of(behind[1]) is not None:
        cell = cell[: behind.start()]
    return fold(_IN_BRACKETS.sub(" ", cell)) or fold(cell)


def _header(table: str, end: int, cells: list[str], bare: list[str], names: dict[str, str], schema: Any) -> Header:
    places: dict[str, int] = {}
    rials: dict[str, int] = {}
    unknown, twice = [], []
    for place, (cell, folded) in enumerate(zip(cells, bare, strict=True)):
        if not folded:
            continue
        name = names.get(fold(cell)) or names.get(folded)
        if name is None:
            if folded not in COUNTING:
                unknown.append(cell.strip())
        elif name in places:
            twice.append(name)
        else:
            places[name] = place
            if schema.columns[name].metadata["kind"] == "money" and (unit := unit_in(cell, name)) is not None:
                rials[name] = unit
    missing = tuple(name for name in schema.columns if name not in places)
    return Header(table, end, places, rials, tuple(cells), tuple(unknown), tuple(twice), missing)


def other_units(header: Header, schema: Any, titled: int | None) -> Iterator[tuple[str, str, str]]:
    """Headers of numbers that name another unit than their column has, such as thousands of persons for persons.

    Yields the header, its column, and the unit that the column has. ``titled`` is the unit that the sheet's title gives
    for amounts; it says nothing of amounts whose unit stands in each row.
    """
    for name, place in header.places.items():
        about, cell = schema.columns[name].metadata, header.cells[place]
        if about["kind"] not in ("whole", "real", "money"):
            continue
        own = {fold(about["unit"]), fold(about["unit_fa"])}
        said = [one for one in (*_IN_BRACKETS.findall(cell), *_BEHIND.findall(cell)) if fold(one) not in own]
        if about["kind"] == "money":
            is_other = name not in header.rials and any(map(_SCALE.search, said))
        else:
            is_other = any(_is_other(one, about["unit"]) for one in said)
            is_other |= titled not in (None, 1) and "currency" in schema.columns and about["unit"] == "units of the row"
        if is_other:
            yield cell.strip(), name, about["unit"]


def _is_other(said: str, unit: str) -> bool:
    rials = rials_of(said)
    if unit in ("rial", "billion rial", "rial per US$"):
        return rials is not None and rials != (10**9 if unit == "billion rial" else 1)
    if unit.startswith(("per cent", "fraction")):
        return bool((_FRACTION if unit.startswith("per cent") else _PERCENT).search(said.lower()))
    return bool(_SCALE.search(said.lower())) or bool(_PERCENT.search(said.lower())) or rials not in (None, 1)


def unit_in(cell: str, name: str) -> int | None:
    """The unit in a money column's header: in brackets, behind «به», or in the column's own English name."""
    for part in [*_IN_BRACKETS.findall(cell), *_BEHIND.findall(cell)]:
        if (rials := rials_of(part)) is not None:
            return rials
    return 1 if fold(cell) == fold(name) and name.endswith("_rial") else None
