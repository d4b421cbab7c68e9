"""Writes the made-up province: into the sample room of a checkout, or into a room of one's own."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.declared import schema
from hamyari_lib.data.illustrate.dice import Row, assumptions
from hamyari_lib.data.keeping import NewTable, entry_of, holding, make_room, put_tables, tidy
from hamyari_lib.data.published import take_published
from hamyari_lib.data.rooms import ROOM_FILE, SAMPLE, room, room_path
from hamyari_lib.errors import DataError
from hamyari_lib.files import sha256_of, write_atomically
from hamyari_lib.text import digits

MARK = "# Below is what `python -m hamyari_lib.data.illustrate` writes: the made-up province. Do not edit it here.\n"
LICENCE = Bilingual(fa="MIT، مانند خود کارگاه", en="MIT, as the workbench")


def write_sample(made: Mapping[str, Sequence[Row]], *, seed: int) -> Path:
    """Write the tables into the sample room, with their provenance behind that of the real ones; returns its folder.

    ``DataError`` where the package is installed and is no checkout that can be written.
    """
    folder = room_path(SAMPLE)
    file = folder / ROOM_FILE
    said = file.read_text(encoding="utf-8")
    if MARK not in said:
        raise DataError(f"{file}: lacks the line after which made-up tables stand; take the file from the repository.")
    try:
        for table, rows in made.items():
            write_atomically(folder / f"{table}.csv", as_csv(table, rows))
        new = [_new(table, folder / f"{table}.csv", seed) for table in made]
        write_atomically(file, said[: said.index(MARK)] + MARK + _entries(new))
    except OSError as error:
        raise DataError(f"{folder}: cannot be written ({error.strerror}); run it in a checkout of your own.") from None
    return folder


def write_room(name: str, made: Mapping[str, Sequence[Row]], *, seed: int) -> Path:
    """Make a room of one's own with the made-up tables and the sample's published ones; returns its folder.

    ``DataError`` where there is such a room, or nothing says where rooms lie.
    """
    title = Bilingual(fa=f"استان ساختگی {name}", en=f"Made-up province {name}")
    folder = make_room(name, province=room(SAMPLE).province, title=title)
    take_published(name)
    with holding(folder):
        try:
            for table, rows in made.items():
                write_atomically(folder / f".new-{table}.csv", as_csv(table, rows))
            put_tables(name, [_new(table, folder / f".new-{table}.csv", seed) for table in made])
        except OSError as error:
            raise DataError(f"{folder}: cannot be written ({error.strerror}); check its rights and space.") from None
        finally:
            tidy(folder)
    return folder


def as_csv(table: str, rows: Sequence[Row]) -> str:
    """The rows as the file of a table, with the columns of its schema."""
    written = io.StringIO()
    writer = csv.DictWriter(written, list(schema(table).columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def _new(table: str, file: Path, seed: int) -> NewTable:
    said = assumptions("tables")[table]
    source = Bilingual(
        fa=f"ساختگی؛ ساختهٔ کارگاه (hamyari_lib.data.illustrate، بذر {digits(seed, language='fa')})",
        en=f"made up by the workbench (hamyari_lib.data.illustrate, seed {seed})",
    )
    return NewTable(
        table, file, "illustrative", source, LICENCE, Bilingual(**said["as_of"]), Bilingual(**said["caveats"])
    )


def _entries(new: Sequence[NewTable]) -> str:
    import tomlkit

    document = tomlkit.document()
    tables: Any = tomlkit.table(is_super_table=True)
    for one in new:
        tables.add(one.table, entry_of(one, one.file.name, sha256_of(one.file)))
    document.add("tables", tables)
    return tomlkit.dumps(document)
