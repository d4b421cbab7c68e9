"""What an import did, for the terminal and for the page that tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from hamyari_lib.data.bilingual import Bilingual

SHOWN = 5


@dataclass(frozen=True)
class ChangeCount:
    """How many cells of a column were changed in one way, with an example."""

    column: str
    what: str
    cells: int
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """A cell that the room had otherwise: the row's key, the column, and both values."""

    key: str
    column: str
    before: str
    after: str


@dataclass
class SheetResult:
    """What came of one sheet of one file; counts are rows."""

    source: str
    table: str
    title: Bilingual
    read: int = 0
    refused: int = 0
    passed_over: list[tuple[int, str]] = field(default_factory=list)
    changes: list[ChangeCount] = field(default_factory=list)
    refusals: list[tuple[int, str, str, str]] = field(default_factory=list)
    unknown: list[tuple[str, str | None]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    notes: list[Bilingual] = field(default_factory=list)
    rejected_file: str | None = None
    changes_file: str | None = None


@dataclass
class TableResult:
    """What became of a table of the room; counts are rows."""

    table: str
    title: Bilingual
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    removed: int = 0
    differences: list[Difference] = field(default_factory=list)
    is_new: bool = False

    @property
    def is_unchanged(self) -> bool:
        return not (self.added or self.changed or self.removed)


@dataclass
class ImportResult:
    """What an import did to a room."""

    room: str
    sheets: list[SheetResult] = field(default_factory=list)
    tables: list[TableResult] = field(default_factory=list)
    unrecognised: list[str] = field(default_factory=list)

    @property
    def refused(self) -> int:
        return sum(sheet.refused for sheet in self.sheets)

    def lines(self) -> Iterator[str]:
        """The summary as lines for the terminal."""
        for sheet in self.sheets:
            yield f"{sheet.source} -> {sheet.table}: {sheet.read:,} rows read, {sheet.refused:,} refused"
            yield from (f"  note: {note.en}" for note in sheet.notes)
            if sheet.missing:
                yield f"  not in the file, so unknown in every row: {', '.join(sheet.missing)}"
            for written, near in sheet.unknown:
                yield f"  column {written!r} is not read" + (f"; is {near!r} meant?" if near else "")
            for why in dict.fromkeys(why for _, why in sheet.passed_over):
                rows = [number for number, said in sheet.passed_over if said == why]
                yield f"  passed over, {why}: row{'s' if len(rows) > 1 else ''} {_numbers(rows)}"
            for change in sheet.changes:
                yield (
                    f"  changed {change.column} ({change.what}): {change.cells:,} cells, such as "
                    f"{change.before!r} to {change.after!r}"
                )
            for row, column, found, expected in sheet.refusals[:SHOWN]:
                place = f"row {row}, column {column}" if column else f"row {row}"
                yield f"  refused {place}: found {found!r}; expected {expected}"
            if sheet.rejected_file:
                yield f"  all refused rows: {sheet.rejected_file} (correct them there and import that file)"
        yield from self.unrecognised
        for table in self.tables:
            if table.is_unchanged:
                yield f"{self.room}/{table.table}: nothing changed ({table.unchanged + table.kept:,} rows)"
                continue
            counts = [(table.added, "added"), (table.changed, "changed"), (table.unchanged, "unchanged"),
                      (table.kept, "kept that these files do not have"), (table.removed, "removed")]  # fmt: skip
            yield f"{self.room}/{table.table}: " + ", ".join(f"{n:,} {what}" for n, what in counts if n)
            for one in table.differences[:SHOWN]:
                yield f"  {one.key}, {one.column}: {one.before!r} to {one.after!r}"


def _numbers(rows: list[int]) -> str:
    shown = ", ".join(f"{row:,}" for row in rows[:SHOWN])
    return shown + (f" and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else "")
