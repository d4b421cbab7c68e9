"""A table of a report in words, as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from hamyari_lib import text
from hamyari_lib.records import Table
from hamyari_lib.units import suffix

COLLAPSED_ROWS = 12
"""Rows of a table that are shown before the reader asks for all."""

_LONG = 45  # letters of a cell from which its column is given the room of a few words a line


@dataclass(frozen=True)
class HeadCell:
    """A column's head: label, unit where its cells do not say it, and whether it holds numbers or sentences."""

    label: str
    suffix: str
    kind: Literal["number", "words", "sentence"]

    @property
    def style(self) -> str:
        """The class of its head and of cells that head a row."""
        return {"number": "n", "words": "", "sentence": "long"}[self.kind]

    @property
    def marked(self) -> Markup:
        """What marks its other cells: most are numbers, and go unmarked."""
        return Markup({"number": "", "words": ' class="w"', "sentence": ' class="long"'}[self.kind])


@dataclass(frozen=True)
class TableView:
    """A table in words, cut to the rows that the page has room for."""

    anchor: str
    columns: tuple[HeadCell, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int

    @property
    def collapses(self) -> bool:
        return len(self.rows) > COLLAPSED_ROWS


def table_view(table: Table, anchor: str, language: text.Language, *, row_limit: int) -> TableView:
    """The words of a table's first ``row_limit`` rows."""
    rows = tuple(
        tuple(column.cell_text(cell, language) for column, cell in zip(table.columns, row, strict=True))
        for row in table.rows[:row_limit]
    )
    columns = tuple(
        HeadCell(
            label=column.label,
            suffix=suffix(column.unit, language),
            kind="number"
            if column.unit != "text"
            else "sentence"
            if any(len(row[place]) >= _LONG for row in rows)
            else "words",
        )
        for place, column in enumerate(table.columns)
    )
    return TableView(anchor=anchor, columns=columns, rows=rows, total=len(table.rows))
