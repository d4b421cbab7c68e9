"""What the page of an import shows of each sheet of a file and of each table of the room, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from hamyari_lib import text
from hamyari_lib.data.declared import schema
from hamyari_lib.data.importing.notes import CHANGES as KINDS
from hamyari_lib.data.importing.result import CHANGES, REJECTED, ChangeCount, SheetResult, TableResult
from hamyari_lib.data.importing.telling import short
from hamyari_lib.site.wording import word
from hamyari_lib.site.writing import bidi, plain

MOST_REFUSED, MOST_DIFFERENCES, FIRST_ROWS = 200, 100, 5
_TABLE_COUNTS = {"added": "added", "changed": "altered", "unchanged": "unchanged", "kept": "held", "removed": "removed"}
_ENDING = re.compile(r"(.*[^\x00-\x7f][^.]*)\.(.*)\Z", re.DOTALL)


@dataclass(frozen=True)
class Grid:
    """A table of the page: its heads, which of them stand over numbers, and its rows.

    ``remark`` says that there is more; ``listed`` is what stands before the link to the whole list, ``file`` its name
    and ``address`` where it is, seen from the page.
    """

    anchor: str
    title: str
    heads: Sequence[str]
    numeric: frozenset[int]
    rows: Sequence[Sequence[str]]
    remark: str = ""
    listed: str = ""
    file: Markup = Markup()
    address: str = ""


@dataclass(frozen=True)
class Section:
    """A sheet or a table: its counts of rows with their labels, what is said of its columns, and its grids."""

    anchor: str
    title: Markup
    counts: Sequence[tuple[str, str]]
    grids: Sequence[Grid]
    notes: Sequence[str] = ()
    unknown: Sequence[tuple[str, Markup]] = ()
    missing: str = ""


def sheet_section(sheet: SheetResult, anchor: str, language: text.Language) -> Section:
    """What came of a sheet: its counts, then what was refused, changed and passed over."""
    counts = {"read": sheet.read, "kept": sheet.kept, "refused": sheet.refused, "passed": sheet.passed.total()}
    grids = [
        _refused(sheet, f"{anchor}-refused", language),
        _changes(sheet, f"{anchor}-changes", language),
        _passed(sheet, f"{anchor}-passed", language),
    ]
    meant = {None: Markup()} | {near: _meant(near, language) for _, near in sheet.unknown if near}
    names = [_name(sheet.table, one, language) for one in sheet.missing]
    return Section(
        anchor=anchor,
        title=Markup(word("import_sheet", language)).format(
            source=file_name(sheet.source), table=bidi(sheet.title.within(language))
        ),
        counts=_counts(counts, language),
        grids=[one for one in grids if one.rows],
        notes=[one.within(language) for one in sheet.notes],
        unknown=[(short(written), meant[near]) for written, near in sheet.unknown],
        missing=text.listing(names, is_quoted=False, language=language),
    )


def table_section(table: TableResult, language: text.Language) -> Section:
    """What became of a table of the room, and the first values that it had otherwise."""
    counts = {label: getattr(table, name) for name, label in _TABLE_COUNTS.items()}
    shown = table.differences[:MOST_DIFFERENCES]
    rows = [
        (
            short(one.key),
            _name(table.table, one.column, language),
            _value(table.table, one.column, one.before, language),
            _value(table.table, one.column, one.after, language),
        )
        for one in shown
    ]
    remark = ""
    if len(table.differences) > len(shown):
        count = text.number(len(shown), language=language)
        remark = word("import_first_differences", language, shown=count)
    heads = _heads(("key", "column", "old", "new"), language)
    title = word("import_differences", language)
    grid = Grid(f"table-{table.table}-differences", title, heads, frozenset(), rows, remark)
    return Section(
        f"table-{table.table}", bidi(table.title.within(language)), _counts(counts, language), [grid] if rows else []
    )


def file_name(name: str) -> Markup:
    """The name of a file, and of a sheet in it, in its own direction: a Latin ending stays behind a Persian name.

    >>> file_name("نیازها ۱۴۰۵.xlsx [برگ ۱]")
    Markup('<bdi>نیازها ۱۴۰۵</bdi>.<bdi dir="ltr">xlsx</bdi> <bdi>[برگ ۱]</bdi>')
    """
    file, bracket, sheet = name.partition(" [")
    stem, latin = found.groups() if (found := _ENDING.match(file)) else ("", file)
    shown = Markup("<bdi>{}</bdi>.").format(plain(stem)) if stem else Markup()
    shown += Markup('<bdi dir="ltr">{}</bdi>').format(plain(latin))
    return shown + Markup(" <bdi>[{}</bdi>").format(plain(sheet)) if bracket else shown


def _meant(near: str, language: text.Language) -> Markup:
    return Markup(word("import_is_meant", language)).format(near=Markup("<bdi>{}</bdi>").format(near))


def _counts(counts: Mapping[str, int], language: text.Language) -> list[tuple[str, str]]:
    return [(word(f"import_{name}", language), text.number(count, language=language)) for name, count in counts.items()]


def _heads(names: Sequence[str], language: text.Language) -> list[str]:
    return [word(f"import_{name}", language) for name in names]


def _refused(sheet: SheetResult, anchor: str, language: text.Language) -> Grid:
    rows = [
        (
            text.digits(one.row, language=language),
            short(sheet.headed(one.column, language)),
            short(one.found_in(language)),
            one.expected.within(language),
        )
        for one in sheet.refusals[:MOST_REFUSED]
    ]
    is_cut = len(sheet.refusals) > MOST_REFUSED
    count = text.number(MOST_REFUSED, language=language)
    return Grid(
        anchor,
        word("import_refused_rows", language),
        _heads(("row", "column", "found", "expected"), language),
        frozenset({0}),
        rows,
        word("import_first_faults", language, shown=count) if is_cut else "",
        word("import_all_refused", language),
        *_file(REJECTED, sheet.rejected_file),
    )


def _changes(sheet: SheetResult, anchor: str, language: text.Language) -> Grid:
    rows = [
        (
            short(sheet.headed(one.column, language)),
            KINDS[one.what].within(language),
            text.number(one.cells, language=language),
            short(one.before),
            _made_of(sheet.table, one, language),
        )
        for one in sheet.changes
    ]
    return Grid(
        anchor,
        word("import_changes", language),
        _heads(("column", "kind", "cells", "before", "after"), language),
        frozenset({2}),
        rows,
        listed=word("import_all_changes", language),
        **dict(zip(("file", "address"), _file(CHANGES, sheet.changes_file), strict=True)),
    )


def _passed(sheet: SheetResult, anchor: str, language: text.Language) -> Grid:
    comma = "، " if language == "fa" else ", "
    rows = []
    for why, count in sheet.passed.items():
        numbers = [text.digits(row, language=language) for row, said in sheet.passed_over if said == why]
        more = " …" if count > FIRST_ROWS else ""
        first = comma.join(numbers[:FIRST_ROWS]) + more
        rows.append((why.within(language), text.number(count, language=language), first))
    return Grid(
        anchor,
        word("import_passed_over", language),
        _heads(("reason", "rows", "first_rows"), language),
        frozenset({1}),
        rows,
    )


def _file(folder: str, name: str | None) -> tuple[Markup, str]:
    return (file_name(name), quote(f"{folder}/{name}")) if name else (Markup(), "")


def _name(table: str, column: str, language: text.Language) -> str:
    return schema(table).columns[column].metadata[f"name_{language}"]


def _value(table: str, column: str, value: str, language: text.Language) -> str:
    """A value as the room keeps it, for a reader: amounts with their unit, choices by their label."""
    about = schema(table).columns[column].metadata
    if not value:
        return text.UNKNOWN[language]
    if about["kind"] == "money":
        unit = about["unit_fa"] if language == "fa" else about["unit"]
        return f"{text.number(int(value), language=language)} {unit}"
    return short(about["labels"].get(value, value) if language == "fa" else value)


def _made_of(table: str, change: ChangeCount, language: text.Language) -> str:
    """What a cell became: a number as it is kept, so that what was done to it is seen."""
    if change.what == "blank":
        return text.UNKNOWN[language]
    if change.what == "unit":
        return _value(table, change.column, change.after, language)
    if change.what == "label" and language == "fa":
        return f"{_value(table, change.column, change.after, language)} ({change.after})"
    return short(change.after)
