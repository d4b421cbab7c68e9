"""Reads a file's bytes and cuts them into rows of text, with the line of each row; no table is known here.

Everything is text at this stage, so a fault can name the line and show what stands there.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from hamyari_lib.errors import DataError

SHOWN = 20
_REMEDY = "save it as 'CSV UTF-8 (comma delimited)'."


@dataclass(frozen=True)
class Raw:
    """A CSV file as text: ``rows[i]`` begins on line ``lines[i]`` of the file and has one text a column.

    ``faults`` holds (line, text) of rows that were left out because they are not regular. ``is_mended`` says that the
    cells are written as a room keeps them: numbers in Latin digits, texts normalised. Where ``columns`` are given, they
    hold the cells, and ``rows`` none.
    """

    where: str
    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]
    faults: list[tuple[int, str]] = field(default_factory=list)
    is_mended: bool = False
    columns: list[list[str]] | None = None

    def column(self, place: int) -> list[str]:
        """The cells of the column at ``place``."""
        return [row[place] for row in self.rows] if self.columns is None else self.columns[place]

    def by_line(self, wanted: Collection[int]) -> dict[int, Sequence[str]]:
        """The cells of the rows on the lines that are ``wanted``."""
        places = [place for place, line in enumerate(self.lines) if line in wanted]
        if self.columns is None:
            return {self.lines[place]: self.rows[place] for place in places}
        return {self.lines[place]: [cells[place] for cells in self.columns] for place in places}


def limited(faults: Iterable[str]) -> list[str]:
    """The first faults, and how many more there are.

    >>> limited(str(i) for i in range(22))[-2:]
    ['19', 'and 2 more faults.']
    """
    every = list(faults)
    more = len(every) - SHOWN
    return every if more <= 0 else [*every[:SHOWN], f"and {more} more fault{'s' if more > 1 else ''}."]


def read_bytes(path: Path, where: str, *, missing: str) -> bytes:
    """A file's bytes; ``DataError`` that says what to do when it is missing, locked or not a file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DataError(f"{where}: the file is missing; {missing}.") from None
    except PermissionError:
        raise DataError(
            f"{where}: the file is locked or may not be read; close it in Excel, or ask for the right to read it, "
            "and run again."
        ) from None
    except OSError as error:
        raise DataError(f"{where}: the file cannot be read ({error.strerror}); mend that and run again.") from None


def cut(content: bytes, where: str) -> Raw:
    """The rows of a CSV file with a header.

    Rows that are blank throughout are skipped, as spreadsheets leave them at the end. A row with more or fewer values
    than the header is left out and noted in ``faults``.

    Raises
    ------
    DataError
        The file is empty, is no UTF-8 text or no comma-separated table.
    """
    decoded = _decoded(content, where)
    if (regular := _regular(decoded, where)) is not None:
        return regular
    reader = csv.reader(io.StringIO(decoded, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    faults: list[tuple[int, str]] = []
    header: tuple[str, ...] = ()
    begins = 1
    try:
        for row in reader:
            if not any(map(str.strip, row)):
                pass
            elif not header:
                header = tuple(name.strip() for name in row)
            elif len(row) == len(header):
                rows.append(row)
                lines.append(begins)
            else:
                expected = f"expected {len(header)}, one for each column"
                remedy = "put a value that has a comma in it between double quotes" if len(row) > len(header) else ""
                faults.append((begins, f"found {len(row)} values; {expected}; {remedy or 'complete the row'}."))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise DataError(
            f"{where}: line {begins}: is not regular CSV ({error}); expected values between commas, with every double "
            "quote closed; correct the row."
        ) from None
    if not header:
        raise DataError(f"{where}: the file is empty; expected a header and rows; put the table back.")
    if len(header) == 1 and (mark := next((mark for mark in ";\t|" if mark in header[0]), None)):
        raise DataError(f"{where}: line 1: the columns are separated by {mark!r}; expected commas; {_REMEDY}")
    return Raw(where=where, header=header, rows=rows, lines=lines, faults=faults)


def _regular(decoded: str, where: str) -> Raw | None:
    """The rows where each stands on a line of its own, begins with a value and has as many as the header."""
    reader = csv.reader(io.StringIO(decoded, newline=""), strict=True)
    try:
        header, *rows = reader
    except (csv.Error, ValueError):
        return None
    wide = len(header)
    if wide < 2 or reader.line_num != len(rows) + 1 or not all(len(row) == wide and row[0].strip() for row in rows):
        return None
    if not header[0].strip():
        return None
    return Raw(where, tuple(name.strip() for name in header), rows, list(range(2, len(rows) + 2)))


def _decoded(content: bytes, where: str) -> str:
    if content.startswith(b"PK\x03\x04"):
        raise DataError(f"{where}: is an Excel workbook; expected a CSV file; {_REMEDY}")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DataError(f"{where}: is in UTF-16; expected UTF-8; {_REMEDY}")
    try:
        decoded = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        likely = "; it looks like Windows Arabic (CP1256)" if looks_like_cp1256(content) else ""
        found = f"line {line}: byte {error.start + 1} (0x{content[error.start]:02X}) is not UTF-8{likely}"
        raise DataError(f"{where}: {found}; {_REMEDY}") from None
    if "\0" in decoded:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise DataError(f"{where}: line {line}: has a zero byte and is no text; expected UTF-8; {_REMEDY}")
    return decoded


def looks_like_cp1256(content: bytes) -> bool:
    """Whether most letters beyond ASCII would be Arabic or Persian ones if the file were in CP1256."""
    high = bytes(islice((byte for byte in content if byte >= 0x80), 2000))
    letters = high.decode("cp1256", errors="replace")
    return sum("\u0600" <= letter <= "\u06ff" or letter == "\u200c" for letter in letters) > 0.8 * len(letters)
