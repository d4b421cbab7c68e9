"""Brings files of an organisation's own tables into a room: recognised, mended where it is sure, refused where not.

:func:`import_files` is all that others need. Nothing is lost: each row of a file is kept, refused into ``rejected/``
with what was found and expected, or passed over with a reason; each change of a cell is listed in ``changes/``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.importing.filling import fill, header_line, title_of
from hamyari_lib.data.importing.lists import lists_of, publish_lists
from hamyari_lib.data.importing.merging import Merge, rows_of
from hamyari_lib.data.importing.origin import origin_of
from hamyari_lib.data.importing.prepared import About, Prepared, prepare
from hamyari_lib.data.importing.references import in_order, known_values
from hamyari_lib.data.importing.result import ImportResult, TableResult
from hamyari_lib.data.keeping import NewTable, holding, make_room, own_room, put_tables, tidy
from hamyari_lib.data.provinces import province_named
from hamyari_lib.data.rooms import SAMPLE, Room, room, rooms
from hamyari_lib.errors import DataError
from hamyari_lib.files import sha256_of


def import_files(
    files: Sequence[Path | str], *, room_name: str, about: About | None = None, province: str | None = None,
    table: str | None = None, rials: int | None = None, is_whole: bool = False, workers: int | None = None,
) -> ImportResult:  # fmt: skip
    """Import files into a room of one's own; all of them, or none where one cannot be read.

    Parameters
    ----------
    about
        Where the figures come from, for all tables; what a template's own guide says comes before it.
    province
        Persian name of the province, for a room that is made by this import.
    table
        The table that all files hold, where their headers do not tell.
    rials
        How many rials one unit is in money columns whose header names none.
    is_whole
        The files hold the whole of their tables: rows of the room that they do not have are removed.
    workers
        Processes for large files; as many as there are cores otherwise.

    Raises
    ------
    DataError
        A file cannot be read or holds no table that is known, a column that must be there is not, an amount has no
        unit, or a new table's kind (real or illustrative) is not said. The room is then as it was.
    """
    from hamyari_lib.data.declared import schema as schema_of
    from hamyari_lib.data.schemas import SCHEMAS

    if table is not None:
        schema_of(table)
    prepared, passed = prepare([Path(one) for one in files], SCHEMAS, table=table, rials=rials)
    is_made = False
    if room_name not in rooms():
        if province is None:
            raise DataError(
                f"room {room_name} is not there yet; give --province with the Persian name of its province to make it, "
                f"or name one of: {', '.join(name for name in rooms() if name != SAMPLE) or 'none is there'}."
            )
        make_room(room_name, province=province_named(province))
        is_made = True
    folder = own_room(room_name)
    with holding(folder):
        try:
            result = _imported(
                folder, prepared, passed, SCHEMAS, about or About(), is_whole, workers or os.cpu_count() or 1
            )
            is_made = False  # it stays, if only with the list of what was refused
            return result
        except OSError as error:
            raise DataError(f"{folder}: cannot be written ({error.strerror}); check its rights and space.") from None
        finally:
            tidy(folder)
            if is_made:
                shutil.rmtree(folder)


def _imported(
    folder: Path, prepared: list[Prepared], passed: list[tuple[str, Bilingual]], schemas: Mapping[str, Any],
    about: About, is_whole: bool, workers: int,
) -> ImportResult:  # fmt: skip
    here = room(folder.name)
    result = ImportResult(here.name, unrecognised=passed)
    sheets_of = {
        table: [one for one in prepared if one.header.table == table]
        for table in in_order((one.header.table for one in prepared), schemas)
    }
    for table, sheets in sheets_of.items():
        origin_of(here, table, sheets, about)  # what is not said is refused before anything is read
    written: dict[str, Path] = {}
    new: list[NewTable] = []
    listed = lists_of(folder, prepared)
    for table, sheets in sheets_of.items():
        schema = schemas[table]
        known = {}
        for column, (other, key) in schema.metadata["references"].items():
            values = known_values(other, key, room=here, written=written) if other != table else None
            if values is not None:
                known[column] = (values, other)
        counts = TableResult(table, title_of(schema))
        path = folder / f".new-{table}.csv"
        columns = list(schema.columns)
        with path.open("w", encoding="utf-8", newline="") as out:
            out.write(header_line(columns))
            merge = Merge(columns, schema.metadata["key"], out, counts)
            merge.has(_old_rows(here, table, folder))
            lists = [one for one, of in zip(listed, prepared, strict=True) if of.header.table == table]
            filled = list(fill(sheets, schema, known, merge, lists, workers=workers))
            merge.finish(_old_rows(here, table, folder), is_whole=is_whole)
        result.sheets += filled
        result.tables.append(counts)
        brought = [of for one, of in zip(filled, sheets, strict=True) if one.kept]
        if not brought:  # every row was refused: the room has what it had
            counts.kept, counts.removed = counts.kept + counts.removed, 0
            continue
        written[table] = path
        origin = origin_of(here, table, brought, about)
        if not (counts.is_unchanged and origin.is_unchanged):
            new.append(NewTable(table, path, *origin.words()))
    publish_lists(folder, listed)
    if new:
        put_tables(here.name, new)
    return result


def _old_rows(here: Room, table: str, folder: Path) -> Iterator[list[str]]:
    """The rows of the room's table as an import writes them; none where the room has no such table."""
    entry = next((one for one in here.tables if one.table == table), None)
    if entry is None:
        return
    path = folder / entry.file
    if path.suffix == ".csv" and entry.sha256 is not None and path.is_file() and sha256_of(path) == entry.sha256:
        yield from rows_of(path)
        return
    from hamyari_lib.data.parquet import as_text
    from hamyari_lib.data.reading import read_table

    frame = read_table(entry)[0].astype(object)
    for row in frame.where(frame.notna(), "").itertuples(index=False):
        yield [as_text(value) for value in row]
