"""Opens Excel workbooks as sheets of text rows: what their reader gives, mended by what their XML tells besides."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.importing import notes as noted
from hamyari_lib.data.importing import workbook_notes
from hamyari_lib.data.importing.cell_marks import PER_CENT, Part, shown
from hamyari_lib.data.importing.cells import EARLY, MERGED
from hamyari_lib.data.importing.headers import LOOKED_AT
from hamyari_lib.data.importing.looking import REMEDY, damaged, look_through
from hamyari_lib.data.importing.sources import BLOCK_ROWS, MOST_COLUMNS, Rows, Sheet
from hamyari_lib.data.importing.texts import Row
from hamyari_lib.data.parquet import as_text
from hamyari_lib.data.template_marks import GUIDE_SHEET, LISTS_SHEET
from hamyari_lib.errors import DataError

BLOCK_CELLS = 200_000


def open_workbook(path: Path, notes: tuple[Bilingual, ...]) -> list[Sheet]:
    """The visible sheets of a workbook that hold anything.

    Raises
    ------
    DataError
        It is damaged, cut off, protected by a password, or unfolds to more than its size warrants.
    """
    import python_calamine

    where = path.name
    if not zipfile.is_zipfile(path):
        raise DataError(f"{where}: is cut off or damaged: it is no whole zip; {REMEDY}.")
    looked = look_through(path)
    hidden = [name for name in looked.hidden if name not in (GUIDE_SHEET, LISTS_SHEET)]
    notes = (*notes, *looked.notes, *([workbook_notes.hidden_sheets(hidden)] if hidden else []))
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        names = [one.name for one in book.sheets_metadata if one.name not in looked.hidden]
    except python_calamine.PasswordError:
        raise DataError(f"{where}: is protected by a password; save a copy without one.") from None
    except BaseException as error:
        raise damaged(where, error) from None
    sheets = []
    for name in names:
        if name not in looked.parts:
            continue  # a chart
        sheets += _sheet(path, book, name, looked.parts[name])
    return [replace(sheet, notes=(*notes, *sheet.notes)) for sheet in sheets]


def _sheet(path: Path, book: object, name: str, part: Part) -> list[Sheet]:
    where = f"{path.name} [{name}]"
    try:
        found = book.get_sheet_by_name(name)  # type: ignore[attr-defined]
        if not found.total_width:
            return []
        if found.total_width > MOST_COLUMNS:
            raise DataError(
                f"{where}: has {found.total_width:,} columns; expected at most {MOST_COLUMNS:,}; remove the others."
            )
        left = (found.start or (0, 0))[1]
        rows = _cells(found.iter_rows(), left, part)
        head = list(islice(rows, LOOKED_AT))
    except DataError:
        raise
    except BaseException as error:
        raise damaged(where, error) from None
    notes = []
    if (computed := part.formulas - part.without_value - part.circular) > 0:
        notes.append(noted.formulas(computed))
    if part.without_value:
        notes.append(noted.without_value(part.without_value))
    if part.circular:
        notes.append(workbook_notes.circular(part.circular))
    if part.hidden_rows or part.hidden_columns:
        notes.append(workbook_notes.hidden_cells(part.hidden_rows, part.hidden_columns))
    if merged := part.merged():
        notes.append(workbook_notes.merged([_range(*one) for one in merged]))
    blocks = _blocks(_spread(chain(head, rows), left, merged), found.total_width)
    return [Sheet(path, name, head, blocks, tuple(notes), size=part.cells * 40)]


def _cells(rows: Iterator[list[object]], left: int, part: Part) -> Iterator[Row]:
    """The rows as text, from the sheet's first row on, and each from the column where the data begin."""
    marks = part.marked()
    at = next(marks, None)
    number, cells = -1, []
    for number, row in enumerate(rows):
        cells = [_EARLY.get(value) or as_text(value) if type(value) in _TIMES else as_text(value) for value in row]
        while at is not None and at[0] <= number:
            _, column, kind = at
            at, place = next(marks, None), column - left
            if not 0 <= place < len(cells):
                continue
            if kind != PER_CENT:
                cells[place] = shown(kind)
            elif isinstance(row[place], float | int) and not isinstance(row[place], bool):
                cells[place] = f"{(Decimal(repr(row[place])) * 100).normalize():f}%"
        yield number + 1, cells
    while at is not None:  # below the last value there may be rows of errors alone
        number, cells = number + 1, [""] * len(cells)
        while at is not None and at[0] <= number:
            _, column, kind = at
            at = next(marks, None)
            if kind != PER_CENT and 0 <= column - left < len(cells):
                cells[column - left] = shown(kind)
        yield number + 1, cells


_TIMES = (dt.time, dt.timedelta)
_EARLY = {dt.time(0): EARLY}  # how the reader gives the day of a number below zero


def _spread(rows: Iterator[Row], left: int, merged: list[tuple[int, int, int, int]]) -> Iterator[Row]:
    """The rows, where a name that is merged over several stands in each of them; what may be an amount does not."""
    waiting = deque(merged)
    over: dict[int, tuple[int, str]] = {}
    for number, cells in rows:
        if over:
            over = {place: one for place, one in over.items() if one[0] >= number}
            cells = [over[place][1] if place in over and not cell else cell for place, cell in enumerate(cells)]
        while waiting and waiting[0][0] < number:
            first, column, last, _ = waiting.popleft()
            place = column - left
            if first == number - 1 and 0 <= place < len(cells) and (value := cells[place].strip()):
                over[place] = (last + 1, value if value[0].isalpha() else MERGED)
        yield number, cells


def _range(first: int, left: int, last: int, right: int) -> str:
    return f"{_letters(left)}{first + 1}:{_letters(right)}{last + 1}"


def _letters(column: int) -> str:
    """The letters of a column, counted from 0.

    >>> _letters(0), _letters(25), _letters(26), _letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _blocks(rows: Iterator[Row], width: int) -> Iterator[Rows]:
    size = max(1, min(BLOCK_ROWS, BLOCK_CELLS // width))
    while block := list(islice(rows, size)):
        yield Rows(block[0][0], [cells for _, cells in block])
