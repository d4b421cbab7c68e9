"""What must be the same on every machine that makes reports of a plan: versions, code, notebooks and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

from hamyari_lib import data
from hamyari_lib.errors import DataError
from hamyari_lib.files import sha256_of
from hamyari_lib.run.plan import Report
from hamyari_lib.run.project import Project, package_sha256, package_versions

Fingerprint = dict[str, str]
"""Versions and hashes by what they are of, as a message names it; plain text, so that any version can read it."""

CODE = "the code of hamyari_lib"
_ABSENT = ""
_NOTEBOOK, _ROOM, _ROOM_FILE = "notebooks/", "room ", "room.toml"
_SHOWN = 12  # characters of a hash that are enough to tell it


def of_machine() -> Fingerprint:
    """The versions of Python and of all packages that make reports, and the hash of our own code."""
    return package_versions() | {"distributed": metadata.version("distributed"), CODE: package_sha256()}


def of_files(project: Project, notebooks: Iterable[str], rooms: Iterable[str]) -> Fingerprint:
    """The hashes of notebooks, and of rooms with all their tables, as they are now."""
    found = {f"{_NOTEBOOK}{name}.ipynb": _sha256(project.notebook(name)) for name in notebooks}
    for room in rooms:
        found |= {f"{_ROOM}{room}: {file}": sha256 for file, sha256 in _of_room(room)}
    return found


def room_of(report: Report) -> str:
    """The room that a report reads."""
    return str(report.checked.get("data_room", "sample"))


def differences(worker: str, there: Fingerprint, here: Fingerprint) -> list[str]:
    """One line for each difference, which names both sides; of a room whose description differs, no more than that."""
    names = [name for name in sorted(there | here) if there.get(name, _ABSENT) != here.get(name, _ABSENT)]
    rooms = tuple(name.removesuffix(_ROOM_FILE) for name in names if name.endswith(f": {_ROOM_FILE}"))
    return [
        f"worker {worker}: {name} is {_shown(there, name)}, here {_shown(here, name)}; {_remedy(name)}."
        for name in names
        if not name.startswith(rooms) or name.endswith(_ROOM_FILE)
    ]


def _of_room(name: str) -> Iterator[tuple[str, str]]:
    try:
        folder, tables = data.room_path(name), data.room(name).tables
    except DataError:
        yield _ROOM_FILE, _ABSENT
        return
    for file in (_ROOM_FILE, *(entry.file for entry in tables)):
        yield file, _sha256(folder / file)


def _sha256(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError:
        return _ABSENT


def _is_version(name: str) -> bool:
    return name != CODE and not name.startswith((_NOTEBOOK, _ROOM))


def _shown(fingerprint: Fingerprint, name: str) -> str:
    value = fingerprint.get(name, _ABSENT)
    if value == _ABSENT:
        return "not there"
    return value if _is_version(name) else value[:_SHOWN]


def _remedy(name: str) -> str:
    if _is_version(name):
        return "install the same there"
    if name == CODE:
        return "install the same code there and start the worker again"
    if name.startswith(_NOTEBOOK):
        return "copy the same notebook there"
    return "copy the same room there, and name the folder above it in the worker's HAMYARI_ROOMS"
