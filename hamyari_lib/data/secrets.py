"""What an audience may not see, value by value, for whoever searches what is published for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hamyari_lib.data.audience import Audience
from hamyari_lib.data.confidential import withheld
from hamyari_lib.data.rooms import Provenance, provenance, room_path, tables
from hamyari_lib.data.table_file import raw_of
from hamyari_lib.files import State, state

_RIAL, _BILLION_RIAL = "_rial", "_bn_rial"


@dataclass(frozen=True)
class Secret:
    """Values that are confidential, and ``where`` they stand. Amounts of money are whole rials as text."""

    where: str
    values: tuple[str, ...]
    is_money: bool = False


def tables_with_secrets(room: str, viewer: Audience) -> tuple[str, ...]:
    """The tables of a room that have a column which ``viewer`` may not see; ``DataError`` without such a room.

    >>> tables_with_secrets("sample", "committee")
    ('kb_firms', 'projects', 'experts', 'attendance')
    """
    return tuple(table for table in tables(room) if withheld(table, viewer))


def secrets_of(room: str, table: str, viewer: Audience) -> tuple[Secret, ...]:
    """The values of the columns of a table that ``viewer`` may not see, each value once; ``DataError`` when the file
    cannot be read."""
    if not withheld(table, viewer):
        return ()
    entry = provenance(room, table)
    try:
        seen = state(room_path(room) / entry.file)
    except OSError:  # what is wrong with the file is told by reading it
        return _secrets_of.__wrapped__(entry, viewer, None)
    return _secrets_of(entry, viewer, seen)


@lru_cache(maxsize=64)
def _secrets_of(entry: Provenance, viewer: Audience, _seen: State | None) -> tuple[Secret, ...]:
    """``secrets_of`` a file as it was ``_seen``: many a report asks the same."""
    room, table = entry.room, entry.table
    hidden, columns = withheld(table, viewer), _columns(room, table)
    return tuple(
        Secret(f"table {table} of room {room}, column {name}", tuple(dict.fromkeys(columns[name])), _is_money(name))
        for name in hidden
        if name in columns
    )


def open_cells(room: str, viewer: Audience) -> Iterator[tuple[str, list[str]]]:
    """The columns of all tables of a room that ``viewer`` may see, each with its name."""
    for table in tables(room):
        hidden = withheld(table, viewer)
        yield from ((name, cells) for name, cells in _columns(room, table).items() if name not in hidden)


def cells_state(room: str) -> tuple[State, ...] | None:
    """The states of the files that :func:`open_cells` reads: what was made of them stands while these are the same.
    ``None`` where one is missing."""
    here = room_path(room)
    try:
        return tuple(state(here / provenance(room, table).file) for table in tables(room))
    except OSError:
        return None


def rial_in(column: str) -> float | None:
    """How many rials one unit of a column of money is; ``None`` for a column of anything else."""
    if column.endswith(_BILLION_RIAL):
        return 1e9
    return 1.0 if _is_money(column) else None


def _is_money(column: str) -> bool:
    return column.endswith(_RIAL) and not column.endswith(_BILLION_RIAL)


def _columns(room: str, table: str) -> dict[str, list[str]]:
    """The cells of a table as text, without the blank ones, by column."""
    raw, _ = raw_of(provenance(room, table))
    return {name: [cell for row in raw.rows if (cell := row[place].strip())] for place, name in enumerate(raw.header)}
