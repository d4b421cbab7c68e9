"""Reads a whole room for whoever keeps it: every table against its schema, and the references between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hamyari_lib.data.declared import schema
from hamyari_lib.data.files import limited
from hamyari_lib.data.published import published_for
from hamyari_lib.data.reading import read_table
from hamyari_lib.data.rooms import ROOM_FILE, SAMPLE, provenance, tables
from hamyari_lib.data.rooms import room as named_room
from hamyari_lib.data.table_file import raw_of
from hamyari_lib.errors import DataError

if TYPE_CHECKING:
    import pandas as pd


def check_room(room: str = SAMPLE) -> dict[str, int]:
    """Read every table of a room and follow the references between them; nothing is written in the ledger.

    A reference to a table that the room does not have is checked against the sample's, if that has one; a blank one
    refers to nothing.

    Returns
    -------
    dict
        Rows of each table.

    Raises
    ------
    DataError
        The faults of all files, at most 20 of each.

    >>> check_room("sample")["provinces"]
    31
    """
    frames: dict[str, pd.DataFrame] = {}
    faults: list[str] = []
    for table in tables(room):
        try:
            schema(table)
        except DataError as error:
            faults += [f"{room}/{ROOM_FILE}: {fault}" for fault in error.faults]
            continue
        try:
            frames[table] = read_table(provenance(room, table))[0]
        except DataError as error:
            faults += error.faults
    for table in frames:
        faults += limited(_dangling(room, table, frames))
    if faults:
        raise DataError(faults)
    return {table: len(frame) for table, frame in frames.items()}


def _dangling(room: str, table: str, frames: dict[str, pd.DataFrame]) -> list[str]:
    faults: list[str] = []
    published = {entry.table for entry in published_for(named_room(room))}
    for column, (other, key) in schema(table).metadata["references"].items():
        if other in frames:
            known = frames[other][key]
        elif other in tables(room) or other not in published:
            continue  # its own faults are told already, or nobody has the table
        else:
            known = read_table(provenance(SAMPLE, other))[0][key]
        missing = frames[table][column].notna() & ~frames[table][column].isin(known)
        if missing.any():
            raw, _ = raw_of(provenance(room, table))
            for line, value in zip(
                [raw.lines[i] for i in missing.to_numpy().nonzero()[0]], frames[table][column][missing], strict=True
            ):
                said = f"found {value!r}; expected a {key} of table {other}"
                faults.append(f"{raw.where}: line {line}, column {column}: {said}; correct the cell or add it there.")
    return faults
