"""Writes rooms: makes one, puts tables into one, and brings one of an older schema version up to date.

A table's file carries the beginning of its SHA-256 in its name, and a room changes when its ``room.toml`` is replaced:
whoever is killed on the way, or reads at the same time, has the old tables or the new ones, never some of both.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.ledger_line import Kind
from hamyari_lib.data.rooms import ROOM_FILE, ROOMS_VARIABLE, SAMPLE, checked_name, room_path, rooms_folder
from hamyari_lib.errors import DataError
from hamyari_lib.files import sha256_of, write_atomically

LOCK = ".lock"
WAIT_SECONDS = 60.0
_LEFT = re.compile(r"(?:.+\.[0-9a-f]{8}\.(?:csv|parquet|xlsx)|\.new-.+|\.room\.toml\..+)\Z")


@dataclass(frozen=True)
class NewTable:
    """A table to put into a room: its file, which is moved there, and where it comes from.

    ``file`` lies in the room's folder already, under a name that begins with ``.new-``.
    """

    table: str
    file: Path
    kind: Kind
    source: Bilingual
    licence: Bilingual
    as_of: Bilingual
    caveats: Bilingual


def make_room(name: str, *, province: str, title: Bilingual | None = None, as_of: Bilingual | None = None) -> Path:
    """Make an empty room under the folder of own rooms, and return its folder.

    A room that nothing was put into yet has no tables and can be read by nothing else.

    Raises
    ------
    DataError
        The name is no bare name, the room is there already, or nothing says where own rooms lie.
    """
    checked_name(name)
    root = rooms_folder()
    if root is None:
        raise DataError(f"nothing says where your rooms lie; set {ROOMS_VARIABLE} to a folder, or run in the project.")
    if name == SAMPLE or (root / name / ROOM_FILE).exists():
        raise DataError(f"room {name} is there already; choose another name.")
    folder = root / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.chmod(folder, 0o700)  # it may hold what is not for everybody
    except OSError as error:
        raise DataError(f"{folder}: the room cannot be made ({error.strerror}); check the folder's rights.") from None
    title = title or Bilingual(fa=f"اتاق دادهٔ {name}", en=f"Data room {name}")
    as_of = as_of or Bilingual(fa="جدول به جدول", en="table by table")
    write_atomically(folder / ROOM_FILE, _new_room(name, province, title, as_of))
    return folder


def _new_room(name: str, province: str, title: Bilingual, as_of: Bilingual) -> str:
    import tomlkit

    from hamyari_lib.data.roomfile import CURRENCY, SCHEMA_VERSION

    document = tomlkit.document()
    document.add("schema_version", tomlkit.item(SCHEMA_VERSION))
    document.add("name", tomlkit.item(name))
    document.add("province", tomlkit.item(province))
    document.add("currency", tomlkit.item(CURRENCY))
    document.add("title", _both(title))
    document.add("as_of", _both(as_of))
    return tomlkit.dumps(document)


def own_room(name: str) -> Path:
    """The folder of a room that may be written; ``DataError`` for the sample, and where there is none."""
    if name == SAMPLE:
        raise DataError(f"room {SAMPLE} comes with the package and is not written; name a room of your own.")
    return room_path(name)


@contextlib.contextmanager
def holding(folder: Path) -> Iterator[None]:
    """Keep every other writer out of a room; ``DataError`` when one does not end within a minute."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK, timeout=WAIT_SECONDS)
    try:
        lock.acquire()
    except Timeout:
        raise DataError(f"{folder.name}: another program is writing this room; wait for its end.") from None
    except OSError as error:
        raise DataError(
            f"{folder}: the room cannot be written ({error.strerror}); check the folder's rights."
        ) from None
    try:
        yield
    except PermissionError:
        raise DataError(f"{folder}: the room cannot be written; check the folder's rights.") from None
    finally:
        lock.release()


def put_tables(name: str, new: Sequence[NewTable]) -> None:
    """Put tables into a room, all or none; one of the same name is replaced.

    Call it within :func:`holding`. Files of tables that no entry names any more are removed.
    """
    import tomlkit

    folder = own_room(name)
    document = tomlkit.parse((folder / ROOM_FILE).read_text(encoding="utf-8-sig"))
    entries = document.setdefault("tables", tomlkit.table(is_super_table=True))
    try:
        for table in new:
            digest = sha256_of(table.file)
            final = folder / f"{table.table}.{digest[:8]}{table.file.suffix}"
            with table.file.open("rb+") as file:
                os.fsync(file.fileno())  # room.toml must not name what a power cut has lost
            os.replace(table.file, final)
            entries[table.table] = entry_of(table, final.name, digest)
        write_atomically(folder / ROOM_FILE, tomlkit.dumps(document))
    except OSError as error:
        raise DataError(f"{name}: the tables cannot be written ({error.strerror}); nothing was changed.") from None
    finally:
        tidy(folder)


def tidy(folder: Path) -> None:
    """Remove table files that ``room.toml`` does not name: what was replaced, and what a killed writer left."""
    import tomllib

    entries = tomllib.loads((folder / ROOM_FILE).read_text(encoding="utf-8-sig")).get("tables", {})
    named = {entry.get("file") for entry in entries.values()}
    for path in folder.iterdir():
        if path.name not in named and _LEFT.match(path.name):
            with contextlib.suppress(OSError):  # a reader on Windows may hold it; the next writer removes it
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def entry_of(table: NewTable, file: str, digest: str) -> Any:
    import tomlkit

    entry = tomlkit.table()
    entry.add("file", file)
    entry.add("kind", table.kind)
    for key in ("source", "licence", "as_of", "caveats"):
        entry.add(key, _both(getattr(table, key)))
    entry.add("sha256", digest)
    return entry


def _both(text: Bilingual) -> Any:
    import tomlkit

    both = tomlkit.inline_table()
    both.update({"fa": text.fa, "en": text.en})
    return both
