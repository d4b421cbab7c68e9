"""``hamyari data adopt``, ``backup``, ``restore`` and ``migrate``: what is done with a room as a whole."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import Any


def add_keeping(actions: Any) -> None:
    """Add the commands that keep rooms."""
    adopt = actions.add_parser("adopt", help="take the sample's published tables into a room, with their sources")
    adopt.add_argument("room", metavar="ROOM", help="the room's name")
    adopt.add_argument(
        "--tables", default=None, metavar="T1,T2,…", help="tables to take anew (default: all that the room lacks)"
    )
    backup = actions.add_parser("backup", help="write a whole room into one zip file")
    backup.add_argument("room", metavar="ROOM", help="the room's name")
    backup.add_argument(
        "-o", "--output", type=Path, default=None, metavar="FILE.zip", help="the new file (default: ROOM-DATE.zip here)"
    )
    restore = actions.add_parser("restore", help="put a room back from its backup")
    restore.add_argument("backup", type=Path, metavar="FILE.zip", help="what `hamyari data backup` wrote")
    restore.add_argument("--room", default=None, metavar="NAME", help="another name for the room")
    migrate = actions.add_parser("migrate", help="bring a room of an older schema version up to date")
    migrate.add_argument("room", metavar="ROOM", help="the room's name")
    migrate.add_argument("--province", default=None, metavar="PROVINCE", help="Persian name of the room's province")


def adopt(options: argparse.Namespace) -> int:
    """Take published tables into a room."""
    from hamyari_lib.data.published import take_published

    chosen = None if options.tables is None else [one.strip() for one in options.tables.split(",") if one.strip()]
    taken = take_published(options.room, chosen)
    said = f"took {', '.join(taken)} from the sample" if taken else "has all of them already"
    print(f"{options.room}: {said}.")
    return 0


def backup(options: argparse.Namespace) -> int:
    """Back a room up."""
    from hamyari_lib.data.backup import back_up
    from hamyari_lib.jalali import JalaliDate

    today = str(JalaliDate.from_gregorian(dt.date.today())).replace("/", "-")  # noqa: DTZ011 - the user's own day
    to = options.output or Path(f"{options.room}-{today}.zip")
    count = back_up(options.room, to)
    print(f"{to}: {count} files of room {options.room}, read again and found whole.")
    return 0


def restore(options: argparse.Namespace) -> int:
    """Put a room back."""
    from hamyari_lib.data.backup import restore as put_back

    name, count = put_back(options.backup, name=options.room)
    print(f"room {name} is back with {count} files; `hamyari data check {name}` reads them all.")
    return 0


def migrate(options: argparse.Namespace) -> int:
    """Bring a room up to date."""
    from hamyari_lib.data.migrating import migrate as bring_up_to_date

    before, after = bring_up_to_date(options.room, province=options.province)
    changed = f"from schema version {before} to {after}; the old file is kept as room.v{before}.toml"
    print(f"{options.room}: " + (changed if before != after else f"is of schema version {after} already."))
    return 0
