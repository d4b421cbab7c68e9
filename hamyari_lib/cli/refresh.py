"""The command ``hamyari data refresh``: the only one that reaches for the internet."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hamyari_lib.cli.saying import EXIT_FAILED
from hamyari_lib.data.declared import schema
from hamyari_lib.data.keeping import own_room
from hamyari_lib.data.rooms import room
from hamyari_lib.errors import HamyariError

if TYPE_CHECKING:
    from hamyari_lib.data.sources.fetched import Fetched
    from hamyari_lib.data.sources.refreshing import Refreshed

TABLES = {"macro": ("macro",), "market": ("quotes", "market")}


def refresh(options: argparse.Namespace) -> int:
    """Bring the tables of a service up to date; what does not come is told, and what the room has of it stays."""
    from hamyari_lib.data.sources.refreshing import put_fetched, snapshot

    own_room(options.room)
    room(options.room)  # a room that cannot be read is told before anything is fetched
    today = dt.datetime.now().astimezone().date()
    done: Sequence[Refreshed] = ()
    faults: Sequence[str] = ()
    try:
        fetched, faults = _macro(today) if options.what == "macro" else _market(today)
        done = put_fetched(options.room, fetched)
    except HamyariError as error:
        faults = (*faults, *error.faults)
    for one in done:
        _tell(options.room, one)
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        return 0
    if not done:
        print(f"{options.room}: nothing was changed.", file=sys.stderr)
    for table in TABLES[options.what]:
        if table not in {one.table for one in done}:
            print(f"{snapshot(options.room, table)}.", file=sys.stderr)
        else:
            print(f"{options.room}: what {table} has of the series that failed stays as it was.", file=sys.stderr)
    return EXIT_FAILED


def _macro(today: dt.date) -> tuple[Sequence[Fetched], Sequence[str]]:
    from hamyari_lib.data.sources.world_bank import macro

    return (macro(today=today),), ()


def _market(today: dt.date) -> tuple[Sequence[Fetched], Sequence[str]]:
    from hamyari_lib.data.sources.market import NOT_FETCHED, market

    found = market(today=today)
    for line in NOT_FETCHED:
        print(line)
    return found.tables, found.faults


def _tell(name: str, one: Refreshed) -> None:
    merge, key = one.merge, schema(one.table).metadata["key"]
    for change in merge.changes:
        row = ", ".join(f"{part} {value}" for part, value in zip(key, change.key, strict=True))
        print(f"{one.table}, {row}, {change.column}: {'blank' if change.old is None else change.old} -> {change.new}")
    rows = "row" if merge.added == 1 else "rows"
    counts = f"{merge.added} {rows} added, {merge.changed} changed, {merge.unchanged} unchanged"
    kept = f", {merge.kept} only in the room" if merge.kept else ""
    state = f"as of {one.as_of.en}" if merge.is_news else f"nothing is new; it stays as of {one.as_of.en}"
    print(f"{name}: {one.table}: {counts}{kept}; {state}.")
