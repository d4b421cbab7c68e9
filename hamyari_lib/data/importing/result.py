"""What an import did, for the terminal and for the page that tells of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.misfits import NOTHING
from hamyari_lib.text import Language

REJECTED, CHANGES = "rejected", "changes"
"""The folders of a room that hold the lists of each import."""

ROW = ("", "the row", "the table")
WHOLE_ROW = Bilingual(fa="کل سطر", en="the whole row")


@dataclass(frozen=True)
class ChangeCount:
    """How many cells of a column were changed in one way, with an example.

    ``what`` is a code of :data:`hamyari_lib.data.importing.notes.CHANGES`.
    """

    column: str
    what: str
    cells: int
    before: str
    after: str


@dataclass(frozen=True)
class Refused:
    """One fault of a row that was not kept: in which column or columns, what was found, and what was expected.

    ``column`` is empty, or ``the row``, where it is of the row as a whole; ``found`` is empty for a blank cell.
    """

    row: int
    column: str
    found: str | Bilingual
    expected: Bilingual

    def found_in(self, language: Language) -> str:
        """What was found, in words where it is no cell."""
        found = (self.found if self.found else NOTHING) if isinstance(self.found, str) else self.found
        return found if isinstance(found, str) else found.within(language)


@dataclass(frozen=True)
class Difference:
    """A cell that the room had otherwise: the row's key, the column, and both values."""

    key: str
    column: str
    before: str
    after: str


@dataclass
class SheetResult:
    """What came of one sheet of one file; counts are rows.

    ``headers`` has the header of each column as the file has it, and its Persian name where the file does not have it.
    Of what can be endless only the first is kept: refusals, and the rows that were passed over, of which ``passed``
    counts all, by the reason.
    """

    source: str
    table: str
    title: Bilingual
    read: int = 0
    refused: int = 0
    passed_over: list[tuple[int, Bilingual]] = field(default_factory=list)
    passed: Counter[Bilingual] = field(default_factory=Counter)
    changes: list[ChangeCount] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)
    unknown: list[tuple[str, str | None]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    notes: list[Bilingual] = field(default_factory=list)
    rejected_file: str | None = None
    changes_file: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def kept(self) -> int:
        return self.read - self.refused

    def headed(self, columns: str, language: Language = "fa") -> str:
        """The headers of one or more columns, joined by commas in a :class:`Refused`, as the file has them."""
        if columns in ROW:
            return WHOLE_ROW.within(language)
        return "، ".join(self.headers.get(one, one) for one in columns.split(", "))


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

    @property
    def is_unchanged(self) -> bool:
        return not (self.added or self.changed or self.removed)


@dataclass
class ImportResult:
    """What an import did to a room."""

    room: str
    sheets: list[SheetResult] = field(default_factory=list)
    tables: list[TableResult] = field(default_factory=list)
    unrecognised: list[tuple[str, Bilingual]] = field(default_factory=list)

    @property
    def refused(self) -> int:
        return sum(sheet.refused for sheet in self.sheets)

    def lines(self, language: Language = "en") -> Iterator[str]:
        """The summary as lines for the terminal."""
        from hamyari_lib.data.importing.telling import lines

        return lines(self, language)
