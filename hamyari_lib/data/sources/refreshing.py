"""Puts what was fetched into a room: merged with the older rows, checked, and replaced all at once."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from hamyari_lib.data import reading
from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.checking import typed
from hamyari_lib.data.declared import schema
from hamyari_lib.data.files import cut
from hamyari_lib.data.keeping import NewTable, holding, own_room, put_tables
from hamyari_lib.data.rooms import Provenance, provenance, tables
from hamyari_lib.data.sources.fetched import Fetched, Origin
from hamyari_lib.data.sources.merging import Merged, merged
from hamyari_lib.errors import DataError

_OLDER = Bilingual(fa="؛ سطرهای پیشین: ", en="; older rows: ")


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did to a table; ``as_of`` is what the room says of it now."""

    table: str
    merge: Merged
    as_of: Bilingual


def put_fetched(name: str, fetched: Sequence[Fetched]) -> tuple[Refreshed, ...]:
    """Put fetched rows over those of a room's tables, all tables or none.

    Several :class:`Fetched` may belong to one table. A table that nothing is new in is left as it is, with its file
    and its dates. Rows of a table that the room does not have yet are the fetched ones alone.

    Raises
    ------
    DataError
        The room or its table cannot be read or written, or the table is marked as made up; nothing is changed then.
    """
    folder = own_room(name)
    with holding(folder), contextlib.ExitStack() as files:
        done: list[Refreshed] = []
        new: list[NewTable] = []
        for table, (origin, frame) in _by_table(fetched).items():
            old = _entry(name, table)
            merge = merged(_rows(old), frame, schema(table).metadata["key"])
            if not merge.is_news and old is not None:
                done.append(Refreshed(table, merge, old.as_of))
                continue
            entry = _new_table(origin, merge.frame, old, files.enter_context(_written(folder, merge.frame, table)))
            new.append(entry)
            done.append(Refreshed(table, merge, entry.as_of))
        if new:
            put_tables(name, new)
    return tuple(done)


def snapshot(name: str, table: str) -> str:
    """What the room has of a table, in words: for who is told that it was not refreshed."""
    try:
        entry = _entry(name, table)
    except DataError:
        return f"{name}: {table} is as it was"
    return f"{name}: {table} stays as of {entry.as_of.en}" if entry else f"{name}: has no {table} yet"


def _by_table(fetched: Sequence[Fetched]) -> dict[str, tuple[Origin, pd.DataFrame]]:
    together: dict[str, tuple[Origin, pd.DataFrame]] = {}
    for one in fetched:
        table = one.origin.table
        before = together[table][1] if table in together else None
        together[table] = one.origin, merged(before, one.frame, schema(table).metadata["key"]).frame
    return together


def _entry(name: str, table: str) -> Provenance | None:
    return provenance(name, table) if table in tables(name) else None


def _rows(entry: Provenance | None) -> pd.DataFrame | None:
    """The older rows; ``DataError`` where they are made up, since real rows among them could not be told apart."""
    if entry is None:
        return None
    if entry.kind != "real":
        raise DataError(
            f"{entry.room}: {entry.table} is marked as {entry.kind}; expected real, because real rows would be mixed "
            f"with made-up ones; refresh another room, or take [tables.{entry.table}] out of this one."
        )
    return reading.load(entry.table, room=entry.room)


@contextlib.contextmanager
def _written(folder: Path, frame: pd.DataFrame, table: str) -> Iterator[Path]:
    """The rows as a CSV file in the room's folder, read again and checked; removed unless it was put in its place."""
    content = frame.to_csv(index=False, lineterminator="\n").encode("utf-8")
    typed(cut(content, f"{folder.name}/{table}"), schema(table))
    try:
        handle, path = tempfile.mkstemp(dir=folder, prefix=f".new-{table}-", suffix=".csv")
    except OSError as error:
        raise DataError(f"{folder}: cannot be written ({error.strerror}); check the folder's rights.") from None
    try:
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(path, 0o644)
        except OSError as error:
            raise DataError(f"{folder}: cannot be written ({error.strerror}); nothing was changed.") from None
        yield Path(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


def _new_table(origin: Origin, frame: pd.DataFrame, old: Provenance | None, file: Path) -> NewTable:
    """The entry of the merged table. What an older one says of rows that came from elsewhere is said on."""
    is_ours = old is not None and all(
        getattr(old.source, one).partition(getattr(_OLDER, one))[0] == getattr(origin.source, one)
        for one in ("fa", "en")
    )

    def with_older(new: Bilingual, before: Bilingual | None) -> Bilingual:
        if before is None:
            return new
        said = {}
        for one in ("fa", "en"):
            text, mark = getattr(before, one), getattr(_OLDER, one)
            older = text.partition(mark)[2] if is_ours or mark in text else text
            now = getattr(new, one)
            said[one] = now + mark + older if older and older != now else now
        return Bilingual(**said)

    return NewTable(
        table=origin.table,
        file=file,
        kind="real",
        source=with_older(origin.source, old and old.source),
        licence=with_older(origin.licence, old and old.licence),
        as_of=with_older(origin.as_of(frame), old and old.as_of),
        caveats=with_older(origin.caveats, old and old.caveats),
    )
