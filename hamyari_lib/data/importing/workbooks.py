"""Opens Excel workbooks: looked through as what they are, a zip of XML, before a reader gets them.

The reader (calamine) lays a sheet out from its first to its last cell, takes a formula's last value, and does not say
which cells are shown as per cent; a small file can also unfold to any size. So each part is unfolded once here, within
limits, and what the reader would not tell is noted.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.importing import notes as noted
from hamyari_lib.data.importing.headers import LOOKED_AT
from hamyari_lib.data.importing.sources import BLOCK_ROWS, MOST_COLUMNS, Row, Rows, Sheet
from hamyari_lib.data.parquet import as_text
from hamyari_lib.errors import DataError

LEAST_UNFOLDED, TIMES_UNFOLDED, MOST_UNFOLDED = 64 * 2**20, 20, 2 * 2**30
MOST_PARTS = 5_000
SPARE_CELLS, TIMES_CELLS = 2_000_000, 4
NO_VALUE = "#VALUE!"
_REMEDY = "open it in Excel, save it as a new .xlsx and send that"
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,9})"')
_COLUMN = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,4})\d')
_BARE_FORMULA = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*>\s*'
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_STYLED = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*?\bs="(\d+)"')
_OVERLAP = 4096


@dataclass
class Part:
    """What a sheet's XML says that the reader does not: its extent, formulas without a value, cells in per cent."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    formulas: int = 0
    without_value: set[tuple[int, int]] = field(default_factory=set)
    in_per_cent: set[tuple[int, int]] = field(default_factory=set)


def open_workbook(path: Path, notes: tuple[Bilingual, ...]) -> list[Sheet]:
    """The visible sheets of a workbook that hold anything.

    Raises
    ------
    DataError
        It is damaged, cut off, protected by a password, or unfolds to more than its size warrants.
    """
    import python_calamine

    where = path.name
    parts: dict[str, Part] = {}
    if zipfile.is_zipfile(path):
        parts, more = _looked_through(path)
        notes = (*notes, *more)
    elif _begins_as_zip(path):
        raise DataError(f"{where}: is cut off or damaged: it is no whole zip; {_REMEDY}.")
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
    except python_calamine.PasswordError:
        raise DataError(f"{where}: is protected by a password; save a copy without one.") from None
    except BaseException as error:
        raise _damaged(where, error) from None
    sheets = []
    for sheet in book.sheets_metadata:
        if sheet.visible == python_calamine.SheetVisibleEnum.Visible:
            sheets += _sheet(path, book, sheet.name, parts.get(sheet.name), notes)
    return sheets


def _begins_as_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def _sheet(path: Path, book: object, name: str, part: Part | None, notes: tuple[Bilingual, ...]) -> list[Sheet]:
    where = f"{path.name} [{name}]"
    try:
        found = book.get_sheet_by_name(name)  # type: ignore[attr-defined]
        if not found.total_width:
            return []
        if found.total_width > MOST_COLUMNS:
            raise DataError(
                f"{where}: has {found.total_width:,} columns; expected at most {MOST_COLUMNS:,}; remove the others."
            )
        rows = _cells(found.iter_rows(), found.start, part)
        head = [row for row, _ in zip(rows, range(LOOKED_AT), strict=False)]
    except DataError:
        raise
    except BaseException as error:
        raise _damaged(where, error) from None
    if part and part.formulas:
        notes = (*notes, noted.formulas(part.formulas))
    if part and part.without_value:
        notes = (*notes, noted.without_value(len(part.without_value)))
    return [Sheet(path.name, name, head, _blocks(head, rows), notes, size=part.cells * 40 if part else 0)]


def _cells(rows: Iterator[list[object]], start: tuple[int, int] | None, part: Part | None) -> Iterator[Row]:
    """The rows as text, from the sheet's first row on, and each from the column where the data begin."""
    left = (start or (0, 0))[1]
    odd = (part.without_value | part.in_per_cent) if part else set()
    for number, row in enumerate(rows):
        cells = [as_text(value) for value in row]
        for place in range(len(cells)) if odd else ():
            at = (number, left + place)
            if part and at in part.without_value:
                cells[place] = NO_VALUE
            elif at in odd and isinstance(row[place], float | int) and not isinstance(row[place], bool):
                cells[place] = f"{(Decimal(repr(row[place])) * 100).normalize():f}%"
        yield number + 1, cells


def _blocks(head: list[Row], rows: Iterator[Row]) -> Iterator[Rows]:
    block: list[Row] = list(head)
    for row in rows:
        block.append(row)
        if len(block) == BLOCK_ROWS:
            yield Rows(block[0][0], [cells for _, cells in block])
            block = []
    if block:
        yield Rows(block[0][0], [cells for _, cells in block])


def _looked_through(path: Path) -> tuple[dict[str, Part], list[Bilingual]]:
    """Each sheet's part by the sheet's name, and what a reader of the file should know."""
    where, notes = path.name, []
    most = min(MOST_UNFOLDED, max(LEAST_UNFOLDED, TIMES_UNFOLDED * path.stat().st_size))
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if len(names) > MOST_PARTS:
                raise DataError(f"{where}: has {len(names):,} parts; expected at most {MOST_PARTS:,}; {_REMEDY}.")
            if any(name.endswith("vbaProject.bin") for name in names):
                notes.append(noted.HAS_MACROS)
            if any("externalLinks/" in name for name in names):
                notes.append(noted.HAS_LINKS)
            if "EncryptedPackage" in names:
                raise DataError(f"{where}: is protected by a password; save a copy without one.")
            percent = _percent_styles(archive)
            parts, unfolded = {}, 0
            for name in names:
                is_sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
                part = Part() if is_sheet else None
                unfolded += _unfold(archive, name, part, percent, most - unfolded, where)
                if part:
                    parts[name] = part
                    if part.rows * part.columns > SPARE_CELLS + TIMES_CELLS * part.cells:
                        raise DataError(
                            f"{where}: a sheet reaches to row {part.rows:,} and column {part.columns:,} with only "
                            f"{part.cells:,} cells; delete the empty rows and columns behind the data and save it."
                        )
            return {sheet: parts[file] for sheet, file in _sheet_files(archive).items() if file in parts}, notes
    except (zipfile.BadZipFile, zlib.error, EOFError, ElementTree.ParseError, NotImplementedError, OSError) as error:
        raise _damaged(where, error) from None
    except RuntimeError:  # an encrypted part of a zip
        raise DataError(f"{where}: is protected by a password; save a copy without one.") from None


def _unfold(
    archive: zipfile.ZipFile, name: str, part: Part | None, percent: frozenset[bytes], most: int, where: str
) -> int:
    """Unfold one part of the zip to nothing, counting its bytes and looking at a sheet's cells on the way."""
    count, tail = 0, b""
    with archive.open(name) as file:
        while content := file.read(2**20):
            count += len(content)
            if count > most:
                raise DataError(f"{where}: unfolds to far more than its size warrants (a zip bomb?); {_REMEDY}.")
            if count == len(content) and b"<!DOCTYPE" in content[:4096]:
                raise DataError(f"{where}: {name} defines a document type, which a workbook does not; {_REMEDY}.")
            if part:
                _look(tail + content, part, percent, len(tail))
                tail = (tail + content)[-_OVERLAP:]
    return count


def _look(content: bytes, part: Part, percent: frozenset[bytes], old: int) -> None:
    part.rows = max(part.rows, max(map(int, _ROW.findall(content)), default=0))
    part.columns = max(part.columns, max(map(_number, set(_COLUMN.findall(content))), default=0))
    part.cells += len(re.findall(rb"<(?:\w+:)?c[ >]", content[max(0, old - 2) :]))
    if b"<f" in content or b":f" in content:
        part.formulas += content.count(b"</f>", max(0, old - 3)) + content.count(b":f>", max(0, old - 2))
        part.without_value |= {(int(row) - 1, _number(column) - 1) for column, row in _BARE_FORMULA.findall(content)}
    if percent:
        part.in_per_cent |= {
            (int(row) - 1, _number(column) - 1) for column, row, style in _STYLED.findall(content) if style in percent
        }


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[bytes]:
    """The numbers of the cell styles that show a fraction as per cent."""
    if "xl/styles.xml" not in archive.namelist() or archive.getinfo("xl/styles.xml").file_size > 32 * 2**20:
        return frozenset()
    content = archive.read("xl/styles.xml")
    formats = re.findall(rb'<(?:\w+:)?numFmt\b[^>]*?numFmtId="(\d+)"[^>]*?formatCode="([^"]*)"', content)
    percent = {b"9", b"10"} | {number for number, code in formats if b"%" in code}
    cells = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", content, re.DOTALL)
    styles = re.findall(rb"<(?:\w+:)?xf\b[^>]*", cells[0]) if cells else []
    numbers = [re.search(rb'numFmtId="(\d+)"', style) for style in styles]
    return frozenset(str(place).encode() for place, found in enumerate(numbers) if found and found[1] in percent)


def _sheet_files(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of the zip that each sheet's name stands for."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): (one.get("Target") or "").lstrip("/").removeprefix("xl/") for one in relations}
    sheets = {}
    for one in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if one.tag.endswith("}sheet"):
            reference = next((value for key, value in one.attrib.items() if key.endswith("}id")), None)
            sheets[one.get("name") or ""] = f"xl/{targets.get(reference, '')}"
    return sheets


def _damaged(where: str, error: BaseException) -> DataError:
    if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
        raise error
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    return DataError(f"{where}: is no sound workbook ({said}); {_REMEDY}.")
