"""Takes the published tables of the sample into a room of one's own, which most reports need beside its own tables."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from hamyari_lib.data.keeping import NewTable, holding, own_room, put_tables, tidy
from hamyari_lib.data.rooms import SAMPLE, Provenance, Room, room, room_path
from hamyari_lib.errors import DataError, nearest
from hamyari_lib.files import sha256_of

OF_ONE_PROVINCE = frozenset({"municipalities"})  # the sample's holds those of its own province alone


def published_for(here: Room) -> list[Provenance]:
    """The sample's tables that another room can have: real ones, and those of a province only in that province.

    >>> [entry.table for entry in published_for(room("sample"))][:2]
    ['jobs', 'provinces']
    """
    sample = room(SAMPLE)
    is_same_province = here.province == sample.province
    return [
        entry
        for entry in sample.tables
        if entry.kind == "real" and (is_same_province or entry.table not in OF_ONE_PROVINCE)
    ]


def take_published(name: str, chosen: Sequence[str] | None = None) -> list[str]:
    """Take tables of the sample into a room, each with its source, licence, date and caveats; returns their names.

    Parameters
    ----------
    chosen
        The tables to take, in the place of what the room has of them; all that the room lacks where it is ``None``.

    Raises
    ------
    DataError
        There is no such room or it is the sample, or a chosen table is none that it can have. The room is as it was.
    """
    folder = own_room(name)
    with holding(folder):
        here = room(name)
        there = {entry.table: entry for entry in published_for(here)}
        if unknown := [table for table in chosen or () if table not in there]:
            raise DataError([_unknown(table, list(there)) for table in unknown])
        has = {entry.table for entry in here.tables}
        wanted = [table for table in there if table not in has] if chosen is None else list(dict.fromkeys(chosen))
        try:
            new = [_copied(there[table], folder) for table in wanted]
            if new:
                put_tables(name, new)
        except OSError as error:
            raise DataError(f"{folder}: cannot be written ({error.strerror}); check its rights and space.") from None
        finally:
            tidy(folder)
    return wanted


def _copied(entry: Provenance, folder: Path) -> NewTable:
    file = folder / f".new-{entry.table}.csv"
    shutil.copyfile(room_path(SAMPLE) / entry.file, file)
    if sha256_of(file) != entry.sha256:
        raise DataError(f"{SAMPLE}/{entry.file}: is not the published file any more; install the package again.")
    return NewTable(entry.table, file, entry.kind, entry.source, entry.licence, entry.as_of, entry.caveats)


def _unknown(table: str, known: Sequence[str]) -> str:
    near = nearest(table, known)
    hint = f"did you mean {near}?" if near else f"name some of: {', '.join(known)}."
    return f"--tables has {table!r}; the sample has no such published table for this room; {hint}"
