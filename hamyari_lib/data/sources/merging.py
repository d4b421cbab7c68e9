"""Puts fetched rows over the rows that a room has, cell by cell, and says what that changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

Key = tuple[object, ...]


@dataclass(frozen=True)
class Change:
    """A cell that the service gives otherwise than the room has it; ``old`` is ``None`` where that was blank."""

    key: Key
    column: str
    old: object
    new: object


@dataclass(frozen=True)
class Merged:
    """The rows of both, sorted by key. ``added``, ``unchanged`` and ``kept`` count rows: new ones, those that the
    service gives as they were, and those that it no longer gives."""

    frame: pd.DataFrame
    added: int
    changes: tuple[Change, ...]
    unchanged: int
    kept: int

    @property
    def changed(self) -> int:
        """Rows with at least one changed cell."""
        return len({change.key for change in self.changes})

    @property
    def is_news(self) -> bool:
        return bool(self.added or self.changes)


def merged(old: pd.DataFrame | None, new: pd.DataFrame, key: Sequence[str]) -> Merged:
    """``new`` over ``old``, both typed by the same schema and without two rows of one key.

    A cell that is blank in ``new`` leaves the older one as it is: a service that no longer gives a figure, or never
    gave that column, does not take it away.
    """
    rows: dict[Key, dict[str, object]] = {} if old is None else _by_key(old, key)
    before = len(rows)
    added = unchanged = 0
    changes: list[Change] = []
    for identity, row in _by_key(new, key).items():
        if identity not in rows:
            rows[identity] = row
            added += 1
            continue
        had = rows[identity]
        differing = [
            Change(identity, name, None if pd.isna(had[name]) else had[name], value)
            for name, value in row.items()
            if not pd.isna(value) and (pd.isna(had[name]) or had[name] != value)
        ]
        rows[identity] = had | {change.column: change.new for change in differing}
        changes += differing
        unchanged += not differing
    frame = pd.DataFrame([rows[one] for one in sorted(rows)], columns=list(new.columns)).astype(new.dtypes.to_dict())
    return Merged(frame, added, tuple(changes), unchanged, kept=before - (len(new) - added))


def _by_key(frame: pd.DataFrame, key: Sequence[str]) -> dict[Key, dict[str, object]]:
    return {tuple(row[name] for name in key): row for row in frame.to_dict("records")}
