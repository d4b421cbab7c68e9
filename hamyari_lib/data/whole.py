"""A whole room at once: every table that it has, each read by ``load``, and what the schemas say of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hamyari_lib.data.audience import audience
from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.confidential import withheld
from hamyari_lib.data.declared import title
from hamyari_lib.data.needed import MEASURING
from hamyari_lib.data.reading import load
from hamyari_lib.data.room_line import look, record_room
from hamyari_lib.data.rooms import Provenance, room
from hamyari_lib.errors import DataError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class WholeRoom:
    """A room as it could be read.

    ``frames`` are the tables that fit their schemas; ``faults`` has, for each other one, what is wrong with it, a line
    each. ``entries`` is the provenance of all of them, ``absent`` the tables that reports need and the room lacks,
    and ``withheld`` the columns of each table that the audience in force may not see.
    """

    name: str
    province: str
    title: Bilingual
    entries: dict[str, Provenance]
    frames: dict[str, pd.DataFrame]
    faults: dict[str, tuple[str, ...]]
    absent: tuple[str, ...]
    withheld: dict[str, tuple[str, ...]]


def load_room(name: str) -> WholeRoom:
    """Read every table of a room, one line in the ledger for each; one that cannot be read does not stop the others.

    A line of its own says which tables there were: a report on the room is made again when one is added or mended.

    ``DataError`` when there is no such room or its ``room.toml`` is damaged.

    >>> whole = load_room("sample")
    >>> len(whole.frames), whole.faults, "needs" in whole.absent
    (39, {}, False)
    """
    about = room(name)
    frames: dict[str, pd.DataFrame] = {}
    faults: dict[str, tuple[str, ...]] = {}
    for entry in about.tables:
        try:
            frames[entry.table] = load(entry.table, room=name)
        except DataError as error:
            faults[entry.table] = tuple(error.faults)
    record_room(look(about, tuple(faults)))
    entries = {entry.table: entry for entry in about.tables}
    names = table_names()
    return WholeRoom(
        name=name,
        province=about.province,
        title=about.title,
        entries=entries,
        frames=frames,
        faults=faults,
        absent=tuple(table for table in names if table not in entries and table not in MEASURING),
        withheld={table: withheld(table, audience()) for table in names},
    )


def table_names() -> tuple[str, ...]:
    """The tables that the schemas declare, in their order."""
    from hamyari_lib.data.schemas import SCHEMAS

    return tuple(SCHEMAS)


def titles() -> dict[str, Bilingual]:
    """What each table is called.

    >>> titles()["needs"].en
    'What municipalities want to buy'
    """
    return {table: title(table) for table in table_names()}


def column_names() -> dict[tuple[str, str], Bilingual]:
    """What each column of each table is called.

    >>> column_names()["needs", "municipality"].en
    'municipality'
    """
    from hamyari_lib.data.schemas import SCHEMAS

    return {
        (table, name): Bilingual(fa=column.metadata["name_fa"], en=column.metadata["name_en"])
        for table, declared in SCHEMAS.items()
        for name, column in declared.columns.items()
    }


def may_be_blank() -> dict[str, dict[str, bool]]:
    """Whether a cell of each column of each table may be unknown.

    >>> may_be_blank()["municipalities"]["county"], may_be_blank()["municipalities"]["population_1395"]
    (False, True)
    """
    from hamyari_lib.data.schemas import SCHEMAS

    return {
        table: {name: bool(column.nullable) for name, column in declared.columns.items()}
        for table, declared in SCHEMAS.items()
    }


def references() -> dict[str, dict[str, tuple[str, str]]]:
    """The columns of each table that refer to another: its table and its column.

    >>> references()["needs"]
    {'municipality': ('municipalities', 'municipality')}
    """
    from hamyari_lib.data.schemas import SCHEMAS

    return {table: dict(declared.metadata["references"]) for table, declared in SCHEMAS.items()}


def keys() -> dict[str, tuple[str, ...]]:
    """The columns that name a row of each table."""
    from hamyari_lib.data.schemas import SCHEMAS

    return {table: tuple(declared.metadata["key"]) for table, declared in SCHEMAS.items()}
