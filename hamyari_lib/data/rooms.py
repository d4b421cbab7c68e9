"""Rooms: folders that hold a ``room.toml`` and the tables it describes.

``sample`` comes with the package. An organisation's own rooms stand as folders under the folder that the environment
variable ``HAMYARI_ROOMS`` names.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.ledger_line import Kind
from hamyari_lib.errors import DataError, nearest

SAMPLE = "sample"
ROOMS_VARIABLE = "HAMYARI_ROOMS"
ROOM_FILE = "room.toml"


@dataclass(frozen=True)
class Provenance:
    """Where a table of a room comes from; ``sha256`` is ``None`` when the room does not record it."""

    table: str
    room: str
    file: str
    kind: Kind
    source: Bilingual
    licence: Bilingual
    as_of: Bilingual
    caveats: Bilingual
    sha256: str | None


@dataclass(frozen=True)
class Room:
    """A room as its ``room.toml`` describes it; ``tables`` is in the order of the file."""

    name: str
    title: Bilingual
    currency: str
    as_of: Bilingual
    tables: tuple[Provenance, ...]


def rooms() -> tuple[str, ...]:
    """The names of the rooms that can be read, ``sample`` first."""
    return (SAMPLE, *sorted(name for name in _own_rooms() if name != SAMPLE))


def room_path(name: str) -> Path:
    """The folder of a room.

    Raises
    ------
    DataError
        The name has a path in it, or no room has this name; the message lists the rooms there are.

    >>> room_path("sample").name
    'sample'
    """
    if not isinstance(name, str) or name != os.path.basename(name) or not name.strip(". ") or set(name) & set("\\/:\0"):
        raise DataError(
            f"room is {name!r}; expected the bare name of a room, without a path; write one of: {_known()}."
        )
    if name == SAMPLE:
        return Path(__file__).parent / SAMPLE
    own = _own_rooms()
    if name in own:
        return own[name]
    near = nearest(name, rooms())
    hint = f"did you mean {near}?" if near else "correct the name."
    raise DataError(f"room is {name!r}; expected one of: {_known()}; {hint}")


def room(name: str) -> Room:
    """What a room says of itself, read anew from its ``room.toml``; ``DataError`` when that is missing or damaged."""
    from hamyari_lib.data.roomfile import read_room

    return read_room(room_path(name), name)


def tables(room_name: str = SAMPLE) -> tuple[str, ...]:
    """The names of a room's tables.

    >>> "jobs" in tables("sample")
    True
    """
    return tuple(entry.table for entry in room(room_name).tables)


def provenance(room_name: str, table: str) -> Provenance:
    """Where a table of a room comes from; ``DataError`` when the room has no such table.

    >>> provenance("sample", "macro").licence.en
    'CC BY 4.0'
    """
    entries = {entry.table: entry for entry in room(room_name).tables}
    if table in entries:
        return entries[table]
    near = nearest(str(table), entries)
    has = ", ".join(entries) or "no table"
    hint = f"did you mean {near}?" if near else f"describe it in {ROOM_FILE} or read another room."
    raise DataError(f"{room_name}/{ROOM_FILE}: has no table {table!r}; it has {has}; {hint}")


def _own_rooms() -> dict[str, Path]:
    root = os.environ.get(ROOMS_VARIABLE, "")
    if not root:
        return {}
    try:
        return {path.name: path for path in Path(root).iterdir() if path.is_dir() and not path.name.startswith(".")}
    except OSError as error:
        raise DataError(
            f"{ROOMS_VARIABLE} is {root!r}; expected a folder of rooms ({error.strerror}); correct or unset it."
        ) from None


def _known() -> str:
    own = (
        "" if os.environ.get(ROOMS_VARIABLE) else f" ({ROOMS_VARIABLE}, which names the folder of your own, is not set)"
    )
    return ", ".join(rooms()) + own
