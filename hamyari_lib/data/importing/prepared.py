"""Opens all files of an import and decides what each sheet is, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.importing import notes as noted
from hamyari_lib.data.importing.cells import fold
from hamyari_lib.data.importing.dates import jalali_date
from hamyari_lib.data.importing.headers import (
    LOOKED_AT,
    Header,
    money_note,
    other_units,
    ours_in,
    recognise,
    suggestions,
)
from hamyari_lib.data.importing.numerals import Unreadable
from hamyari_lib.data.importing.sources import Sheet, open_source
from hamyari_lib.data.ledger_line import Kind
from hamyari_lib.data.template_marks import (
    ABOUT_HEADERS,
    GUIDE_SHEET,
    KIND_LABELS,
    LISTS_SHEET,
    MARK_HEADER,
    is_no_data,
    sheet_name,
)  # fmt: skip
from hamyari_lib.errors import DataError


@dataclass(frozen=True)
class About:
    """What a workbook's guide, or the command, says of a table; ``None`` where it says nothing."""

    kind: Kind | None = None
    source: str | None = None
    licence: str | None = None
    as_of: str | None = None


@dataclass(frozen=True)
class Prepared:
    """A sheet whose table and columns are known.

    ``made_key`` is the key that the file does not have. The first ``ours`` columns are those that a file of refused
    rows has before its source's.
    """

    sheet: Sheet
    header: Header
    cells: tuple[str, ...]
    made_key: str | None
    marks: int | None
    notes: tuple[Bilingual, ...]
    unknown: tuple[tuple[str, str | None], ...]
    about: About
    ours: int = 0


def prepare(
    files: Sequence[Path], schemas: dict[str, Any], *, table: str | None, rials: int | None
) -> tuple[list[Prepared], list[tuple[str, Bilingual]]]:
    """The sheets that hold a table, and of each that holds none where it is and why.

    ``table`` is what all files hold, where the caller says so; ``rials`` is the unit of amounts without one.

    Raises
    ------
    DataError
        All faults of all files: those that cannot be opened, and sheets that lack a column which must be there.
    """
    faults: list[str] = []
    prepared: list[Prepared] = []
    passed: list[tuple[str, Bilingual]] = []
    known = schemas if table is None else {table: schemas[table]}
    for path in files:
        try:
            sheets = open_source(path.absolute())
        except DataError as error:
            faults += error.faults
            continue
        about = next((_about(sheet, schemas) for sheet in sheets if sheet.name == GUIDE_SHEET), {})
        found_one = False
        for sheet in sheets:
            if sheet.name in (GUIDE_SHEET, LISTS_SHEET):
                continue
            head = [row for _, row in sheet.head]
            header = recognise(head, known, titles=(sheet.name or "", path.stem))
            if header is None:
                written = next((row for row in head if sum(map(bool, map(str.strip, row))) > 1), [])
                shown = ", ".join(cell.strip() for cell in written if cell.strip())[:120]
                passed.append((sheet.where, noted.no_table(shown)))
                continue
            found_one = True
            if len(sheet.head) < LOOKED_AT and not _has_rows(sheet, header):
                if MARK_HEADER not in sheet.head[header.rows - 1][1]:  # the template has many that stay empty
                    passed.append((sheet.where, noted.no_rows(header.table, schemas[header.table].metadata["fa"])))
                continue
            faults += _missing(sheet, header, schemas[header.table])
            faults += _in_other_units(sheet, header, schemas[header.table])
            prepared.append(_prepared(sheet, header, schemas[header.table], about.get(header.table, About()), rials))
            faults += _without_unit(prepared[-1], schemas[header.table])
        if not found_one:
            faults += [f"{where}: {why.en}" for where, why in passed if where.startswith(path.name)] or [
                f"{path.name}: holds nothing."
            ]
    if faults:
        raise DataError([*faults, "nothing was imported."])
    return prepared, passed


def _has_rows(sheet: Sheet, header: Header) -> bool:
    places = header.places.values()
    return any(
        any(place < len(row) and row[place].strip() for place in places) and not is_no_data(row[0])
        for _, row in sheet.head[header.rows :]
    )


def _prepared(sheet: Sheet, header: Header, schema: Any, about: About, rials: int | None) -> Prepared:
    cells = tuple(cell.strip() for cell in sheet.head[header.rows - 1][1])
    notes = list(sheet.notes)
    above = [number for number, row in sheet.head[: header.rows - 1] if any(map(str.strip, row))]
    if above and MARK_HEADER not in cells:
        notes.append(noted.above_the_header(above[0], above[-1]))
    made = _makeable(header, schema)
    if made:
        notes.append(noted.made_key(made, schema.columns[made].metadata["name_fa"]))
    header, of_units = _units(header, schema, money_note([row for _, row in sheet.head[: header.rows]]), rials)
    notes += of_units
    marks = cells.index(MARK_HEADER) if MARK_HEADER in cells else None
    return Prepared(
        sheet, header, cells, made, marks, tuple(notes), tuple(suggestions(header, schema)), about, ours_in(cells)
    )  # fmt: skip


def _units(header: Header, schema: Any, titled: int | None, rials: int | None) -> tuple[Header, list[Bilingual]]:
    """The header with a unit for each column of money: its own, else its title's, else the command's."""
    money = [name for name, column in schema.columns.items() if column.metadata["kind"] == "money"]
    unstated = [name for name in money if name in header.places and name not in header.rials]
    said = [([name], one, noted.BY_HEADER) for name, one in header.rials.items() if one != 1]
    by = (titled, noted.BY_TITLE) if titled is not None else (rials, noted.BY_COMMAND)
    if by[0] is not None and unstated:
        header = replace(header, rials={**dict.fromkeys(unstated, by[0]), **header.rials})
        said.insert(0, (unstated, *by))
    names = {name: schema.columns[name].metadata["name_fa"] for name in money}
    return header, [noted.unit_said(of, [names[one] for one in of], one, where) for of, one, where in said]


def _makeable(header: Header, schema: Any) -> str | None:
    """The key that can be made where a file has none: a single code that only tells rows from each other."""
    (key, *more) = schema.metadata["key"]
    column = schema.columns[key]
    alone = not more and column.unique and column.metadata["unit"] == "code" and column.metadata["kind"] == "words"
    return key if alone and key in header.missing and not column.checks else None


def _missing(sheet: Sheet, header: Header, schema: Any) -> Iterator[str]:
    for name in header.missing:
        if not schema.columns[name].nullable and name != _makeable(header, schema):
            fa = schema.columns[name].metadata["name_fa"]
            near = next((written for written, meant in suggestions(header, schema) if meant == fa), None)
            remedy = f"rename {near!r} to it" if near else "add it"
            yield f"{sheet.where}: looks like table {header.table}, but has no column {name} («{fa}»); {remedy}."
    for name in dict.fromkeys(header.twice):
        yield f"{sheet.where}: two columns are headed as {name}; expected one; remove or rename the other."


def _in_other_units(sheet: Sheet, header: Header, schema: Any) -> Iterator[str]:
    titled = money_note([row for _, row in sheet.head[: header.rows]])
    for cell, name, unit in other_units(header, schema, titled):
        if schema.columns[name].metadata["kind"] == "money":
            yield f"{sheet.where}: column {cell!r} ({name}) names no currency; write for example (میلیون ریال)."
        else:
            yield (
                f"{sheet.where}: column {cell!r} ({name}) or the sheet's title names another unit than {unit}; write "
                f"its numbers in {unit}, and so in the header."
            )


def _without_unit(prepared: Prepared, schema: Any) -> Iterator[str]:
    """Money columns whose unit nobody states: whole tables have been ten times too large because of it."""
    for name, place in prepared.header.places.items():
        if schema.columns[name].metadata["kind"] != "money" or name in prepared.header.rials:
            continue
        yield (
            f"{prepared.sheet.where}: column {prepared.cells[place]!r} ({name}) does not say its unit; write (ریال) or "
            "(تومان) behind its name, or give --money rial or --money toman."
        )


def _about(sheet: Sheet, schemas: dict[str, Any]) -> dict[str, About]:
    """What the guide of our template says of each table."""
    tables = {fold(sheet_name(schema)): name for name, schema in schemas.items()}
    found: dict[str, About] = {}
    places: dict[str, int] = {}
    rows = [row for block in sheet.blocks for _, row in block.rows()]
    for row in rows:
        stripped = [cell.strip() for cell in row]
        if not places:
            if all(one in stripped for one in ABOUT_HEADERS.values()):
                places = {key: stripped.index(one) for key, one in ABOUT_HEADERS.items()}
            continue
        said = {key: stripped[place] if place < len(stripped) else "" for key, place in places.items()}
        if name := tables.get(fold(said["table"])):
            kinds = {label: kind for kind, label in KIND_LABELS.items()}
            source = "، ".join(one for one in (said["source"], said["filled_in_by"]) if one)
            found[name] = About(kinds.get(said["kind"]), source or None, None, _day(said["as_of"]))
    return found


def _day(written: str) -> str | None:
    try:
        return jalali_date(written) if written else None
    except Unreadable:
        return written
