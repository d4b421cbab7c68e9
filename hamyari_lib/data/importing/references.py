"""What the columns that refer to another table may say, by every spelling that means the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hamyari_lib.data.importing.cells import fold
from hamyari_lib.data.known_as import OFFICIAL_SPELLINGS, OTHER_NAMES
from hamyari_lib.data.published import published_for
from hamyari_lib.data.rooms import SAMPLE, Room


def in_order(tables: Iterable[str], schemas: Mapping[str, Any]) -> list[str]:
    """The tables, each after those that it refers to."""
    left, ordered = list(dict.fromkeys(tables)), []
    while left:
        free = [
            table
            for table in left
            if not {other for other, _ in schemas[table].metadata["references"].values()} & set(left) - {table}
        ]
        ordered += free or left
        left = [table for table in left if table not in ordered]
    return ordered


def known_values(table: str, column: str, *, room: Room, written: Mapping[str, Path]) -> dict[str, str] | None:
    """The values of a column of another table, by folded spelling; ``None`` where nobody can say.

    Tables that this import has ``written`` come first, then the room's, then what the sample has published.
    """
    others = OTHER_NAMES.get((table, column), ())
    if table in written:
        import csv

        with written[table].open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        called = {row[other]: row[column] for other in others for row in rows}
        values = [row[column] for row in rows]
    elif any(entry.table == table for entry in room.tables):
        called, values = _called(table, column, others, room.name)
    elif any(entry.table == table for entry in published_for(room)):
        called, values = _called(table, column, others, SAMPLE)
    else:
        return None
    found = spellings(values)
    for said, meant in (*called.items(), *OFFICIAL_SPELLINGS.items()):
        if meant in values:
            found.setdefault(fold(said), meant)
    return found


def _called(table: str, column: str, others: Iterable[str], room: str) -> tuple[dict[str, str], list[str]]:
    """The values of a column by what other columns call them, and the values."""
    from hamyari_lib.data.reading import names

    values = list(names(table, column, column, room=room))
    return {name: value for other in others for name, value in names(table, other, column, room=room).items()}, values


def spellings(values: Iterable[str]) -> dict[str, str]:
    """Each value by its folded spelling; one that stands for two values stands for neither."""
    meant: dict[str, set[str]] = {}
    for value in values:
        meant.setdefault(fold(value), set()).add(value)
    return {folded: next(iter(found)) for folded, found in meant.items() if len(found) == 1}
