"""What a rule of consistency is, and how rules are held against a room's tables."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

Frames = Mapping[str, pd.DataFrame]
Severity = Literal["error", "doubt"]
"""An ``error`` cannot be right; a ``doubt`` can, and is to be looked at."""
State = Literal["holds", "broken", "nothing to compare", "not checked"]
Relation = Literal[
    "equals", "about", "at most", "at least", "after", "not before", "between", "once", "as spelt", "listed", "present"
]

COLUMNS = ("table", "row", "column", "found", "relation", "expected", "is_broken")


@dataclass(frozen=True)
class Settings:
    """What the rules need to know besides the tables.

    ``province`` is the Persian name of the room's province; ``day`` a Jalali date such as ``1405/04/31``, empty where
    none is stated (nothing is held against a clock); ``cost_gap`` by how much, as a fraction, a need's quantity times
    its unit cost may differ from what it costs; ``threshold`` the modified z-score from which a value is an outlier.
    """

    province: str = ""
    day: str = ""
    cost_gap: float = 0.5
    threshold: float = 3.5


@dataclass(frozen=True)
class Rule:
    """One rule: what must hold, in both languages, the columns that it reads by table, and its check.

    ``check`` returns a row for each thing that was compared, with ``COLUMNS``.
    """

    key: str
    fa: str
    en: str
    severity: Severity
    reads: Mapping[str, tuple[str, ...]]
    check: Callable[[Frames, Settings], pd.DataFrame]
    needs_day: bool = False


@dataclass(frozen=True)
class Checked:
    """What the rules found.

    ``outcomes``: a row for each rule with ``rule``, ``severity``, ``state``, ``compared`` and ``broken`` (counts),
    ``why`` (why it was not checked: ``table``, ``withheld``, ``day``, else nothing) and ``lacks`` (the tables, or
    ``table.column``, that were wanting). ``findings``: a row for each thing that breaks one, with ``rule``,
    ``severity`` and ``COLUMNS`` but the last.
    """

    outcomes: pd.DataFrame
    findings: pd.DataFrame


def check_frames(
    frames: Frames,
    rules: Iterable[Rule],
    settings: Settings | None = None,
    *,
    withheld: Mapping[str, Collection[str]] | None = None,
) -> Checked:
    """Hold every rule against the tables that there are.

    A rule whose table is missing, or whose column the reader may not see (``withheld``, by table), is not checked, so
    that neither its findings nor their number tells of what is withheld. ``KeyError`` for a column that is simply not
    there: the tables are to be as their schemas say.
    """
    settings, withheld = settings or Settings(), withheld or {}
    outcomes: list[tuple[Any, ...]] = []
    found: list[pd.DataFrame] = []
    for rule in rules:
        why, lacks = _obstacle(rule, frames, settings, withheld)
        compared = rule.check(frames, settings) if not why else made([])
        broken = compared[compared["is_broken"].astype(bool)]
        state: State = (
            "not checked" if why else "broken" if len(broken) else "holds" if len(compared) else "nothing to compare"
        )
        outcomes.append((rule.key, rule.severity, state, len(compared), len(broken), why, lacks))
        if len(broken):
            about = broken.drop(columns="is_broken")
            about.insert(0, "rule", rule.key)
            about.insert(1, "severity", rule.severity)
            found.append(about)
    names = ["rule", "severity", "state", "compared", "broken", "why", "lacks"]
    findings = pd.concat(found, ignore_index=True) if found else made([]).drop(columns="is_broken")
    if not found:
        findings.insert(0, "rule", "")
        findings.insert(1, "severity", "")
    return Checked(pd.DataFrame(outcomes, columns=names), findings)


def _obstacle(
    rule: Rule, frames: Frames, settings: Settings, withheld: Mapping[str, Collection[str]]
) -> tuple[str, tuple[str, ...]]:
    missing = tuple(table for table in rule.reads if table not in frames)
    if missing:
        return "table", missing
    hidden = tuple(
        f"{table}.{column}"
        for table, columns in rule.reads.items()
        for column in columns
        if column in withheld.get(table, ())
    )
    if hidden:
        return "withheld", hidden
    return ("day", ()) if rule.needs_day and not settings.day else ("", ())


def made(rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    """Rows of ``COLUMNS``; numbers and texts stand beside one another, so every column is of objects."""
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS), dtype=object)
    return frame.astype({"is_broken": bool})


def row_keys(frame: pd.DataFrame, columns: Collection[str]) -> list[str]:
    """How each row is named: its key columns with a slash between.

    >>> row_keys(pd.DataFrame({"municipality": ["نیشابور"], "jalali_year": [1404]}), ("municipality", "jalali_year"))
    ['نیشابور / 1404']
    """
    parts = [frame[column].astype(object) for column in columns]
    return [" / ".join(str(one) for one in row if not pd.isna(one)) for row in zip(*parts, strict=True)]


def compared(
    table: str, rows: Iterable[str], column: str, found: Iterable[Any], relation: Relation, expected: Iterable[Any],
    is_broken: Iterable[bool],
) -> pd.DataFrame:  # fmt: skip
    """A row of ``COLUMNS`` for each thing that was compared."""
    return made(
        (table, row, column, plain(one), relation, plain(other), bool(broken))
        for row, one, other, broken in zip(rows, found, expected, is_broken, strict=True)
    )


def plain(value: Any) -> Any:
    """A value as Python has it; numbers of a pair too."""
    if isinstance(value, tuple):
        return tuple(plain(one) for one in value)
    return value.item() if hasattr(value, "item") else value


@dataclass(frozen=True)
class Reference:
    """That every value of a column is in a table's column."""

    table: str
    column: str
    other: str
    key: str
    row: tuple[str, ...] = field(default=())

    def check(self, frames: Frames, _: Settings) -> pd.DataFrame:
        """Every known value, and whether it is there."""
        known = frames[self.table].dropna(subset=[self.column])
        named = row_keys(known, [one for one in self.row if one in known] or [self.column])
        there = known[self.column].isin(frames[self.other][self.key])
        return compared(self.table, named, self.column, known[self.column], "listed", [self.other] * len(known), ~there)
