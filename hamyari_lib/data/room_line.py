"""What a report saw of a room as a whole: its name, its list of tables, and those that could not be read.

A report on a room is another one when a table is added or a damaged one is mended, though no table that it read has
changed. The line is shown as an output of the cell, as a line of the ledger is.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hamyari_lib.data.rooms import Room, room, room_path
from hamyari_lib.display import display
from hamyari_lib.files import sha256_of

ROOM_MIME = "application/vnd.hamyari.room+json"


@dataclass(frozen=True)
class RoomLine:
    """One look at a room.

    Parameters
    ----------
    room
        Its name.
    sha256
        Of what its ``room.toml`` says of the room itself, of the names of its tables, and of the ``unread`` files.
    unread
        The tables that it lists and that could not be read.
    """

    room: str
    sha256: str
    unread: tuple[str, ...] = ()

    def __str__(self) -> str:
        kept = f"; not read: {', '.join(self.unread)}" if self.unread else ""
        return f"room {self.room}{kept}"


def look(about: Room, unread: tuple[str, ...]) -> RoomLine:
    """The line of a room of which the tables ``unread`` cannot be read."""
    said: dict[str, Any] = {name: value for name, value in asdict(about).items() if name != "tables"}
    said["tables"] = [entry.table for entry in about.tables]
    said["unread"] = [
        [entry.file, entry.sha256, _now(room_path(about.name) / entry.file)]
        for entry in about.tables
        if entry.table in unread
    ]
    written = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return RoomLine(about.name, hashlib.sha256(written.encode()).hexdigest(), unread)


def room_line_now(line: RoomLine) -> RoomLine:
    """What the same look would find now; ``DataError`` when the room is gone or its ``room.toml`` damaged."""
    return look(room(line.room), line.unread)


def record_room(line: RoomLine) -> None:
    """Show the line in the running cell, if there is one."""
    display({ROOM_MIME: asdict(line), "text/plain": str(line)})


def _now(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError as error:
        return type(error).__name__
