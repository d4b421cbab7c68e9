"""The ledger: which tables were read, from where, and how they looked when they were read.

A line is shown as an output of the cell that read the table, so the executed notebook carries its own ledger; the
same lines are kept in the process, for code that runs outside a kernel.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Literal

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.display import display

LEDGER_MIME = "application/vnd.hamyari.ledger+json"

Kind = Literal["real", "illustrative"]


@dataclass(frozen=True)
class LedgerLine:
    """One reading of one table.

    Parameters
    ----------
    table, room
        What was read; no folder is named, so the line may be published.
    kind
        ``real``, or ``illustrative`` for figures that were made up.
    rows
        Rows read, without the header.
    sha256
        Of the file's bytes, in hexadecimal; where columns were withheld, of the others alone.
    source, licence, as_of, caveats
        As the room's ``room.toml`` states them. A plain ``licence``, as older ledgers have it, is kept as the same text
        in both languages.
    title
        The table's, as its schema declares it; its name in a ledger that does not say.
    withheld
        Columns that the reader may not see and did not get; none in a ledger that does not say.
    """

    table: str
    room: str
    kind: Kind
    rows: int
    sha256: str
    source: Bilingual
    licence: Bilingual | str
    as_of: Bilingual
    caveats: Bilingual
    title: Bilingual = field(default=None, kw_only=True)  # type: ignore[assignment]
    withheld: tuple[str, ...] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        if self.title is None:
            object.__setattr__(self, "title", Bilingual(fa=self.table, en=self.table))
        if isinstance(self.licence, str):
            object.__setattr__(self, "licence", Bilingual(fa=self.licence, en=self.licence))

    def __str__(self) -> str:
        kept_back = f"; withheld: {', '.join(self.withheld)}" if self.withheld else ""
        return f"{self.table}: {self.rows} rows, {self.kind}, as of {self.as_of.en}{kept_back}"

    def to_json(self) -> dict[str, Any]:
        """The line as plain JSON values, ``withheld`` only where something was; :meth:`from_json` reads it back."""
        values = {one.name: getattr(self, one.name) for one in fields(self)} | {"withheld": list(self.withheld)}
        if not self.withheld:
            del values["withheld"]
        return {name: value.to_json() if isinstance(value, Bilingual) else value for name, value in values.items()}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> LedgerLine:
        """A line from what :meth:`to_json` wrote; ``KeyError`` when a field is absent that every ledger has.

        >>> both = Bilingual(fa="۱۳۹۹", en="1399")
        >>> line = LedgerLine("jobs", "sample", "real", 2, "00", both, "as stated", both, both)
        >>> LedgerLine.from_json(line.to_json()) == line
        True
        """
        later = ("title", "withheld")
        read = {one.name: values[one.name] for one in fields(cls) if one.name not in later or one.name in values}
        read |= {"withheld": tuple(read["withheld"])} if "withheld" in read else {}
        return cls(**{name: Bilingual(**value) if isinstance(value, dict) else value for name, value in read.items()})


_lines: list[LedgerLine] = []


def ledger() -> tuple[LedgerLine, ...]:
    """The lines written so far in this process, oldest first; one a reading, so a table may occur twice."""
    return tuple(_lines)


def record(line: LedgerLine) -> None:
    """Write one line: kept in the process, and shown in the running cell if there is one."""
    _lines.append(line)
    display({LEDGER_MIME: line.to_json(), "text/plain": str(line)})
