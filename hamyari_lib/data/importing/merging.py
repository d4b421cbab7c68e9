"""Joins the rows of an import with those that the room has, by key: new ones are added, changed ones replaced."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from hamyari_lib.data.importing.result import Difference, TableResult
from hamyari_lib.data.importing.rows import JOINT, Part, as_csv

MOST_DIFFERENCES = 10_000


class Merge:
    """Collects a table's new rows and writes the joined table.

    Rows with a key that the room has not are written at once, behind those that it has; the rest is held.

    Parameters
    ----------
    columns
        Of the table, in the order of its schema; ``key`` are some of them.
    old
        The room's table as an iterator of rows, asked for twice; ``None`` where the room has none.
    """

    def __init__(self, columns: list[str], key: tuple[str, ...], out: TextIO, result: TableResult) -> None:
        self.columns, self.key, self.out, self.result = columns, key, out, result
        self.places = [columns.index(name) for name in key]
        self.old: dict[str, bytes] = {}
        self.replaced: dict[str, tuple[list[str], list[int]]] = {}
        self.seen: dict[str, str] = {}
        self.fresh: list[str] = []

    def has(self, rows: Iterator[list[str]]) -> None:
        """Note what the room has."""
        self.old = {self.key_of(row): _digest(row) for row in rows}

    def key_of(self, row: list[str]) -> str:
        return JOINT.join(row[place] for place in self.places)

    def add(self, part: Part, source: str, absent: Sequence[str] = ()) -> list[int]:
        """Take the rows of a block; returns the places of those whose key came before in this import.

        Of the columns that are ``absent`` from its file, a row keeps what the room has.
        """
        doubled: list[int] = []
        if not self.old and self.seen.keys().isdisjoint(part.keys):  # a block has each key once
            self.seen |= dict.fromkeys(part.keys, source)
            self.result.added += len(part.keys)
            self.fresh.append(part.text)
            self._flush()
            return doubled
        fresh = []
        unsaid = [self.columns.index(name) for name in absent]
        for place, (row, key) in enumerate(zip(part.rows(), part.keys, strict=True)):
            if key in self.seen:
                doubled.append(place)
                continue
            self.seen[key] = source
            had = self.old.get(key)
            if had is None:
                self.result.added += 1
                fresh.append(row)
            elif had == _digest(row):
                self.result.unchanged += 1
            else:
                self.replaced[key] = row, unsaid
        self.fresh.append(as_csv(fresh))
        return doubled

    def _flush(self) -> None:
        """Write new rows at once where the room has none, so that a large file never lies in memory."""
        self.out.write("".join(self.fresh))
        self.fresh = []

    def finish(self, old: Iterator[list[str]], *, is_whole: bool) -> None:
        """Write the room's rows, those that were replaced in their places, and the new ones behind them.

        ``is_whole`` says that the files hold the whole table: what they do not have is removed.
        """
        for row in old:
            key = self.key_of(row)
            if key in self.replaced:
                said, unsaid = self.replaced[key]
                for place in unsaid:
                    said[place] = row[place]
                if said == row:
                    self.result.unchanged += 1
                else:
                    self.result.changed += 1
                    self._differ(key, row, said)
                row = said
            elif key not in self.seen:
                if is_whole:
                    self.result.removed += 1
                    continue
                self.result.kept += 1
            self.out.write(as_csv([row]))
        self._flush()

    def _differ(self, key: str, before: list[str], after: list[str]) -> None:
        for name, old, new in zip(self.columns, before, after, strict=True):
            if old != new and len(self.result.differences) < MOST_DIFFERENCES:
                self.result.differences.append(Difference(key.replace(JOINT, ", "), name, old, new))


def rows_of(path: Path) -> Iterator[list[str]]:
    """The rows of a table that an import wrote, without its header."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader, None)
        yield from reader


def _digest(row: list[str]) -> bytes:
    return hashlib.blake2b(JOINT.join(row).encode(), digest_size=12).digest()
