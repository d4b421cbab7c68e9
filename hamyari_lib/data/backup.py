"""Keeps a whole room in one file, and puts it back: every byte is checked on the way in and on the way out."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import Any

from hamyari_lib.data.keeping import LOCK, holding, own_room
from hamyari_lib.data.kept import FOLDER as KEPT
from hamyari_lib.data.roomfile import read_room
from hamyari_lib.data.rooms import ROOM_FILE, ROOMS_VARIABLE, checked_name, rooms, rooms_folder
from hamyari_lib.errors import DataError
from hamyari_lib.files import sha256_of, write_atomically

LIST = "backup.json"
FORM = 1
MOST_BYTES = 64 * 2**30


def back_up(name: str, to: Path) -> int:
    """Write a room with all that lies in it into one new zip file; returns how many files it holds.

    Raises
    ------
    DataError
        The room does not exist, a table is not the one that ``room.toml`` records, or ``to`` is there already or cannot
        be written. What was written is read again before it gets its name.
    """
    folder = own_room(name)
    if to.exists():
        raise DataError(f"{to}: is there already; name a new file, a backup is never overwritten.")
    with holding(folder):
        for entry in read_room(folder, name).tables:
            if entry.sha256 is not None and sha256_of(folder / entry.file) != entry.sha256:
                raise DataError(f"{name}/{entry.file}: is not the recorded file; run `hamyari data check {name}`.")
        files = sorted(path for path in folder.rglob("*") if path.is_file() and _is_kept(path.relative_to(folder)))
        to.parent.mkdir(parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=to.parent, prefix=f".{to.name}.")
        os.close(handle)  # mkstemp lets only its owner read: so does the backup
        try:
            with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
                listed = {}
                for path in files:
                    inside = path.relative_to(folder).as_posix()
                    archive.write(path, inside)
                    listed[inside] = sha256_of(path)
                archive.writestr(LIST, json.dumps({"form": FORM, "room": name, "files": listed}, indent=1))
            _checked(Path(written), to.name)
            with open(written, "rb+") as file:
                os.fsync(file.fileno())
            os.replace(written, to)
        except OSError as error:
            raise DataError(
                f"{to}: cannot be written ({error.strerror}); check the folder's rights and space."
            ) from None
        finally:
            Path(written).unlink(missing_ok=True)
    return len(files)


def restore(backup: Path, *, name: str | None = None) -> tuple[str, int]:
    """Put a room back under its own or another name; returns the name and how many files it holds.

    Raises
    ------
    DataError
        The file is no backup, is damaged or cut off, or a room of the name is there already.
    """
    listed = _checked(backup, backup.name)
    name = name or listed["room"]
    checked_name(name)
    root = rooms_folder()
    if root is None:
        raise DataError(f"nothing says where your rooms lie; set {ROOMS_VARIABLE} to a folder, or run in the project.")
    if name in (rooms() if root.exists() else ("sample",)) or (root / name).exists():
        raise DataError(f"room {name} is there already; give --room with another name, or move it away.")
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=".restore-") as made:
        folder = Path(made) / name
        folder.mkdir(mode=0o700)
        with zipfile.ZipFile(backup) as archive:
            for inside in listed["files"]:
                target = folder / inside
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(inside) as source, target.open("wb") as out:
                    shutil.copyfileobj(source, out)
        if name != listed["room"]:
            _rename(folder / ROOM_FILE, name)
        read_room(folder, name)
        os.replace(folder, root / name)
    return name, len(listed["files"])


def _is_kept(inside: Path) -> bool:
    return not any(part in (LOCK, KEPT) or part.startswith(".new-") for part in inside.parts)


def _checked(backup: Path, where: str) -> dict[str, Any]:
    """What a backup says of itself, after each of its files was unfolded and found to be as listed."""
    not_one = "is no backup of a room, or was cut off; take another copy"
    try:
        with zipfile.ZipFile(backup) as archive:
            listed = json.loads(archive.read(LIST))
            if listed.get("form") != FORM or not isinstance(listed.get("files"), dict):
                raise DataError(f"{where}: was written by another version; update hamyari.")
            if sum(one.file_size for one in archive.infolist()) > MOST_BYTES:
                raise DataError(f"{where}: unfolds to more than {MOST_BYTES >> 30} GiB; {not_one}.")
            for inside, digest in listed["files"].items():
                parts = Path(inside).parts
                if Path(inside).is_absolute() or ".." in parts or len(parts) > 2 or "\\" in inside or ":" in inside:
                    raise DataError(f"{where}: holds {inside!r}, which leads out of a room; {not_one}.")
                with archive.open(inside) as file:
                    if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                        raise DataError(f"{where}: {inside} is not as it was when it was backed up; {not_one}.")
            if ROOM_FILE not in listed["files"]:
                raise DataError(f"{where}: holds no {ROOM_FILE}; {not_one}.")
            return listed
    except FileNotFoundError:
        raise DataError(f"{backup}: there is no such file; correct the path.") from None
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, AttributeError) as error:
        said = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise DataError(f"{where}: {not_one} ({said}).") from None


def _rename(file: Path, name: str) -> None:
    import tomlkit

    document = tomlkit.parse(file.read_text(encoding="utf-8-sig"))
    document["name"] = name
    write_atomically(file, tomlkit.dumps(document))
