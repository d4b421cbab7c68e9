"""Where the refused rows and the changes of each sheet are listed.

Cities send files of the same name. So a room remembers which file each of its lists is of: another file of the name
gets a list of its own, and the same file, brought again, replaces its lists.
"""

from __future__ import annotations

import filecmp
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from hamyari_lib.data.importing.prepared import Prepared
from hamyari_lib.data.importing.result import CHANGES, REJECTED
from hamyari_lib.files import write_atomically

KINDS = (REJECTED, CHANGES)
OWNERS = ".lists.json"


@dataclass(frozen=True)
class Lists:
    """Where the refused rows and the changes of one sheet are listed for now; ``source`` is the path of its file."""

    rejected: Path
    changes: Path
    source: str

    @property
    def name(self) -> str:
        return self.rejected.name


def lists_of(folder: Path, prepared: Sequence[Prepared]) -> list[Lists]:
    """The lists of each sheet, in files that no other sheet of this import, and no other file that is there, has."""
    owners, taken, found = _owners(folder), set[str](), []
    for one in prepared:
        path = one.sheet.path
        parts = (Path(one.sheet.file).stem, one.sheet.name, one.header.table)
        stem = "".join("-" if letter in '\\/:*?"<>|\0' else letter for letter in ".".join(filter(None, parts)))[:112]
        names = (f"{stem}.{number}.csv" if number > 1 else f"{stem}.csv" for number in count(1))
        owned = ((name, _owner(owners.get(name.casefold()), path)) for name in names if name.casefold() not in taken)
        name, source = next((name, source) for name, source in owned if source)
        taken.add(name.casefold())
        found.append(Lists(*(folder / f".new-{kind}" / name for kind in KINDS), source))
    return found


def publish_lists(folder: Path, listed: Sequence[Lists]) -> None:
    """Put the lists of this import in the place of those that the same files had before."""
    owners = _owners(folder) | {lists.name.casefold(): lists.source for lists in listed}
    for kind in KINDS:
        (folder / kind).mkdir(exist_ok=True)
        for lists in listed:
            made = lists.rejected if kind == REJECTED else lists.changes
            final = folder / kind / made.name
            if not made.exists():
                final.unlink(missing_ok=True)
            elif not (final.exists() and filecmp.cmp(made, final, shallow=False)):
                os.replace(made, final)
        shutil.rmtree(folder / f".new-{kind}", ignore_errors=True)
    there = {path.name.casefold() for kind in KINDS for path in (folder / kind).iterdir()}
    kept = {name: source for name, source in sorted(owners.items()) if name in there}
    if kept != _owners(folder):
        write_atomically(folder / OWNERS, json.dumps(kept, ensure_ascii=False, indent=1) + "\n")


def _owner(owner: str | None, path: Path) -> str:
    """Whose a list is once it is of the file at ``path``; empty where it is of another file that is still there.

    A file that was copied or moved is the same one.
    """
    if owner is None or not os.path.exists(owner):
        return str(path)
    return owner if owner == str(path) or filecmp.cmp(owner, path, shallow=False) else ""


def _owners(folder: Path) -> dict[str, str]:
    """The file that each list is of; a list that none is known of may be replaced."""
    try:
        read = json.loads((folder / OWNERS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: source for name, source in read.items() if isinstance(source, str)} if isinstance(read, dict) else {}
