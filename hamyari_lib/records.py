"""The three things a run leaves: result records, the ledger of tables read, and the manifest.

Running and publishing meet here and nowhere else: ``report`` and ``data`` write records into the executed
notebook, ``run`` writes the manifest beside it, and ``site``, the index and the tests read both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from hamyari_lib import text
from hamyari_lib.data import LEDGER_MIME, LedgerLine
from hamyari_lib.units import Unit, quantity

RESULT_MIME = "application/vnd.hamyari.result+json"

State = Literal["succeeded", "failed", "timed_out", "kernel_died", "cancelled", "invalid"]
STATES: tuple[State, ...] = ("succeeded", "failed", "timed_out", "kernel_died", "cancelled", "invalid")


class _ShownOnce:
    """A record is shown by the call that makes it; as the last value of a cell it is silent."""

    def _ipython_display_(self) -> None:
        """Nothing more to show."""


@dataclass(frozen=True)
class Headline(_ShownOnce):
    """One figure of the first screen, with its interval where it has one.

    ``value`` is ``None`` when it is not known; ``missing`` then names what would be needed.
    ``low`` and ``high`` bound the interval at ``confidence`` (a fraction).
    """

    key: str
    label: str
    value: float | None
    unit: Unit
    low: float | None = None
    high: float | None = None
    confidence: float | None = None
    missing: tuple[str, ...] = ()
    decimals: int | None = None
    sign: bool = False
    kind: Literal["headline"] = "headline"

    def value_text(self, language: text.Language | None = None) -> str:
        return quantity(self.value, self.unit, decimals=self.decimals, sign=self.sign, language=language)

    def interval_text(self, language: text.Language | None = None) -> str | None:
        """The interval as ``a to b``, or ``None`` when there is none."""
        if self.low is None or self.high is None:
            return None
        low, high = (
            quantity(bound, self.unit, decimals=self.decimals, sign=self.sign, language=language)
            for bound in (self.low, self.high)
        )
        return text.interval(low, high, language=language)


@dataclass(frozen=True)
class Column:
    """A column of a table: its label, its unit, and what an empty cell says (``empty``)."""

    key: str
    label: str
    unit: Unit = "text"
    decimals: int | None = None
    sign: bool = False
    empty: str = "—"

    def cell_text(self, value: float | str | None, language: text.Language | None = None) -> str:
        if value is None:
            return self.empty
        return quantity(value, self.unit, decimals=self.decimals, sign=self.sign, language=language)


@dataclass(frozen=True)
class Table(_ShownOnce):
    """A table that can be downloaded. ``rows`` holds plain numbers and words, ``None`` for an empty cell."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[float | str | None, ...], ...]
    source: str
    note: str = ""
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Figure(_ShownOnce):
    """A picture. Its title states the finding, ``alt`` tells it in words to who cannot see it.

    The picture itself stands in the same output as ``image/svg+xml`` or ``image/png`` (``image_type``).
    """

    key: str
    title: str
    alt: str
    source: str
    image_type: Literal["image/svg+xml", "image/png"]
    width_px: int
    height_px: int
    note: str = ""
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True)
class Statement:
    """One sentence of a note and, where it makes a claim, how sure we are of it."""

    text: str
    certainty: str = ""


@dataclass(frozen=True)
class Note(_ShownOnce):
    """Sentences made from the results. ``role`` says where on the page they belong and how they look."""

    role: Literal["summary", "finding", "warning", "limits"]
    statements: tuple[Statement, ...]
    kind: Literal["note"] = "note"


@dataclass(frozen=True)
class Title(_ShownOnce):
    """What this report is called: the page's heading and its name in the index."""

    text: str
    kind: Literal["title"] = "title"


Record = Title | Headline | Table | Figure | Note


def record_to_json(record: Record) -> dict[str, Any]:
    """A record as plain JSON values (tuples become lists)."""
    return json.loads(json.dumps(asdict(record), ensure_ascii=False, allow_nan=False))


def record_from_json(payload: dict[str, Any]) -> Record:
    """The record that ``record_to_json`` wrote; ``ValueError`` when it is none of ours."""
    fields = {key: value for key, value in payload.items() if key != "kind"}
    kind = payload.get("kind")
    try:
        if kind == "title":
            return Title(**fields)
        if kind == "headline":
            return Headline(**fields | {"missing": tuple(fields.get("missing", ()))})
        if kind == "table":
            columns = tuple(Column(**column) for column in fields["columns"])
            return Table(**fields | {"columns": columns, "rows": tuple(tuple(row) for row in fields["rows"])})
        if kind == "figure":
            return Figure(**fields)
        if kind == "note":
            return Note(**fields | {"statements": tuple(Statement(**one) for one in fields["statements"])})
    except (KeyError, TypeError) as error:
        raise ValueError(f"a {kind} record cannot be read: {error}; run the report again") from None
    raise ValueError(f"a record of kind {kind!r} is not known; expected title, headline, table, figure or note")


def _outputs(notebook: dict[str, Any], mime: str) -> Iterator[dict[str, Any]]:
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            if mime in output.get("data", {}):
                yield output["data"][mime]


def results(notebook: dict[str, Any]) -> list[Record]:
    """The result records of an executed notebook, in its order."""
    return [record_from_json(payload) for payload in _outputs(notebook, RESULT_MIME)]


def ledger(notebook: dict[str, Any]) -> list[LedgerLine]:
    """The tables that an executed notebook read, each once, in the order of reading."""
    lines = {(line.room, line.table): line for line in map(LedgerLine.from_json, _outputs(notebook, LEDGER_MIME))}
    return list(lines.values())


@dataclass(frozen=True)
class Failure:
    """Why a run did not succeed: one line for people, the cell (counted from 1) and the section that it stands in."""

    message: str
    cell: int | None = None
    section: str = ""


@dataclass(frozen=True)
class Manifest:
    """All that is known of one run. Times are ISO 8601 in UTC, paths relative to the project."""

    report: str
    """``<notebook>/<case>.<language>``"""
    notebook: str
    case: str
    language: text.Language
    run: str
    title: str
    """What the report is called, in its language; the case's name where the run did not come to say."""
    state: State
    started: str
    duration_seconds: float
    parameters: dict[str, Any]
    question: str = ""
    """The notebook's own title in the report's language; the index groups by it."""
    ledger: tuple[LedgerLine, ...] = ()
    headlines: tuple[Headline, ...] = ()
    failure: Failure | None = None
    code_version: str = ""
    code_dirty: bool | None = None
    notebook_sha256: str = ""
    packages: dict[str, str] = field(default_factory=dict)
    seed: int | None = None

    def to_json(self) -> str:
        payload = asdict(self) | {"ledger": [line.to_json() for line in self.ledger]}
        return json.dumps(payload, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, payload: str) -> Manifest:
        fields = json.loads(payload)
        return cls(
            **fields
            | {
                "ledger": tuple(LedgerLine.from_json(line) for line in fields["ledger"]),
                "headlines": tuple(record_from_json(headline) for headline in fields["headlines"]),
                "failure": Failure(**fields["failure"]) if fields["failure"] else None,
            }
        )

    @classmethod
    def read(cls, path: Path) -> Manifest:
        return cls.from_json(path.read_text(encoding="utf-8"))

    @property
    def is_illustrative(self) -> bool:
        """Whether the run read a table that is made up."""
        return any(line.kind == "illustrative" for line in self.ledger)
