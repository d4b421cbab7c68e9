"""Rooms: folders that hold a ``room.toml`` and the tables it describes.

``sample`` comes with the package. An organisation's own rooms stand as folders under one folder, which the project's
settings name (``[tool.hamyari] rooms`` in its ``pyproject.toml``), or in their place the environment variable
``HAMYARI_ROOMS``.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.ledger_line import Kind
from hamyari_lib.errors import DataError, nearest
from hamyari_lib.files import State, state

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
    """A room as its ``room.toml`` describes it; ``tables`` is in the order of the file.

    ``province`` is the Persian name of the province whose organisation keeps the room.
    """

    name: str
    province: str
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
    checked_name(name)
    if name == SAMPLE:
        return Path(__file__).parent / SAMPLE
    own = _own_rooms()
    if name in own:
        return own[name]
    near = nearest(name, rooms())
    hint = f"did you mean {near}?" if near else "correct the name."
    raise DataError(f"room is {name!r}; expected one of: {_known()}; {hint}")


def checked_name(name: str) -> None:
    """``DataError`` unless ``name`` is the bare name of a folder."""
    if not isinstance(name, str) or name != os.path.basename(name) or not name.strip(". ") or set(name) & set("\\/:\0"):
        raise DataError(
            f"room is {name!r}; expected the bare name of a room, without a path; write one of: {_known()}."
        )


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
    has = ", ".join(entries) or "no table"
    raise DataError(
        f"{room_name}/{ROOM_FILE}: has no table {table!r}; it has {has}; {_instead(room_name, table, entries)}"
    )


def _instead(room_name: str, table: str, entries: Collection[str]) -> str:
    """What to do about a table that a room does not have, and what cannot be made without it."""
    from hamyari_lib.data.needed import reports_without
    from hamyari_lib.data.published import published_for

    ruled_out = ", ".join(one.notebook for one in reports_without(table))
    if ruled_out:
        is_published = room_name != SAMPLE and table in {entry.table for entry in published_for(room(room_name))}
        way = (
            f"take the published one with `hamyari data adopt {room_name}`" if is_published
            else "bring it in with `hamyari data import`, or read another room"
        )  # fmt: skip
        return f"{way}; without it there is no {ruled_out}."
    near = nearest(str(table), entries)
    return f"did you mean {near}?" if near else f"describe it in {ROOM_FILE} or read another room."


def rooms_folder() -> Path | None:
    """The folder of an organisation's own rooms, which need not exist yet; ``None`` where nothing names one.

    The environment variable comes first; then the settings of the project that the working folder lies in, where a
    relative path counts from the project and ``~`` is the user's home. ``DataError`` where the setting is no text.
    """
    if named := os.environ.get(ROOMS_VARIABLE, ""):
        return Path(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        settings = folder / "pyproject.toml"
        try:
            written = _setting(settings, state(settings))
        except OSError:
            continue
        if written is not None:
            return folder / Path(written).expanduser()
    return None


@lru_cache(maxsize=16)
def _setting(settings: Path, _state: State) -> str | None:
    """Where the project's settings put the rooms; ``None`` in a project that is not ours, or does not say."""
    try:
        values = tomllib.loads(settings.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{settings}: is not TOML: {error}; correct that place.") from None
    written = values.get("tool", {}).get("hamyari", {}).get("rooms")
    if written is not None and (not isinstance(written, str) or not written.strip()):
        raise DataError(f"{settings}: rooms of [tool.hamyari] is {written!r}; expected the path of a folder.")
    return written


def _own_rooms() -> dict[str, Path]:
    root = rooms_folder()
    if root is None:
        return {}
    try:
        return {path.name: path for path in root.iterdir() if path.is_dir() and not path.name.startswith(".")}
    except FileNotFoundError:
        if not os.environ.get(ROOMS_VARIABLE):  # nothing was imported yet
            return {}
        raise DataError(
            f"{ROOMS_VARIABLE} is {str(root)!r}; there is no such folder; make it, correct it or unset it."
        ) from None
    except OSError as error:
        raise DataError(
            f"{root}: expected a folder of rooms ({error.strerror}); correct {ROOMS_VARIABLE} or the project's setting."
        ) from None


def _known() -> str:
    root = rooms_folder()
    own = f" (your own are looked for in {root})" if root else f" ({ROOMS_VARIABLE} names no folder of your own)"
    return ", ".join(rooms()) + own
