"""Opens what people send: CSV in any usual encoding, Excel workbooks and Parquet, as sheets of text rows in blocks."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.importing import notes as noted
from hamyari_lib.data.importing.encodings import BLOCK_BYTES, SAVE, encoding_of
from hamyari_lib.data.importing.headers import LOOKED_AT
from hamyari_lib.errors import DataError

BLOCK_ROWS = 20_000
LONGEST_RECORD = 16 * 2**20
MOST_COLUMNS = 2_000
EXCEL = (".xlsx", ".xlsm", ".xls")
TEXT = (".csv", ".txt", ".tsv")
KINDS = (*TEXT, *EXCEL, ".parquet")

Row = tuple[int, list[str]]


class Block(Protocol):
    """A part of a sheet, small enough for memory, that another process can be handed."""

    def rows(self) -> Iterator[Row]:
        """Each row with its number in the file, from 1."""


@dataclass(frozen=True)
class Rows:
    """Rows that are cut already; the first has the number ``first``."""

    first: int
    cells: list[list[str]]

    def rows(self) -> Iterator[Row]:
        yield from enumerate(self.cells, start=self.first)


@dataclass(frozen=True)
class Text:
    """Bytes of a CSV file from the beginning of one record to the end of another; they begin on ``line``."""

    line: int
    content: bytes
    encoding: str
    delimiter: str

    def rows(self) -> Iterator[Row]:
        begins = 0
        reader = csv.reader(io.StringIO(self.content.decode(self.encoding), newline=""), delimiter=self.delimiter)
        for cells in reader:
            yield self.line + begins, cells
            begins = reader.line_num


@dataclass(frozen=True)
class Sheet:
    """One table of a file: ``head`` holds its first rows, ``notes`` what its reader should know.

    ``name`` is the sheet's in a workbook. ``blocks`` can be asked for once.
    """

    file: str
    name: str | None
    head: Sequence[Row]
    blocks: Iterator[Block]
    notes: tuple[Bilingual, ...] = ()
    size: int = field(default=0, kw_only=True)

    @property
    def where(self) -> str:
        return self.file if self.name is None else f"{self.file} [{self.name}]"


def open_source(path: Path) -> list[Sheet]:
    """The sheets of a file.

    Raises
    ------
    DataError
        The file is missing, locked, empty, damaged, too large for what it holds, or of a kind that is not read.
    """
    where = path.name
    if path.name.startswith("~$"):
        raise DataError(f"{where}: is Excel's note that the file is open, not the file; name {path.name[2:]}.")
    try:
        with path.open("rb") as file:
            begin = file.read(8)
            size = os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        raise DataError(f"{where}: there is no such file at {path}; correct the path.") from None
    except IsADirectoryError:
        raise DataError(f"{where}: is a folder; name the files in it.") from None
    except PermissionError:
        raise DataError(
            f"{where}: is open in another program or may not be read; close it in Excel and run again."
        ) from None
    except OSError as error:
        raise DataError(f"{where}: cannot be read ({error.strerror}); mend that and run again.") from None
    if not size:
        raise DataError(f"{where}: the file is empty; expected a header and rows.")
    is_open = (path.parent / f"~${path.name}").exists()
    notes = (noted.IS_OPEN,) if is_open else ()
    if begin.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")):
        from hamyari_lib.data.importing.workbooks import open_workbook

        return open_workbook(path, notes)
    if begin.startswith(b"PAR1"):
        return [_parquet(path, notes)]
    if path.suffix.lower() in (*EXCEL, ".parquet"):
        raise DataError(f"{where}: is called {path.suffix} and is none; it may have been cut off: send it again.")
    if path.suffix.lower() not in TEXT:
        raise DataError(f"{where}: is of a kind that is not read; expected {', '.join(KINDS)}; {SAVE}.")
    return [_csv(path, size, notes)]


def _csv(path: Path, size: int, notes: tuple[Bilingual, ...]) -> Sheet:
    encoding, skipped = encoding_of(path)
    content = _content(path, encoding, skipped)
    encoding = "utf-8" if encoding.startswith("utf-16") else encoding
    start = content.read(2**18)
    content.seek(0)
    delimiter = _delimiter(start.decode(encoding, errors="ignore"))
    whole = start[: start.rfind(b"\n") + 1] if len(start) == 2**18 and b"\n" in start else start
    if encoding == "cp1256":
        notes = (*notes, noted.WAS_CP1256)
    elif content.name == "":
        notes = (*notes, noted.WAS_UTF16)
    try:
        head = [row for row, _ in zip(Text(1, whole, encoding, delimiter).rows(), range(LOOKED_AT), strict=False)]
    except csv.Error as error:
        raise DataError(f"{path.name}: is no regular CSV ({error}); {SAVE}.") from None
    if (widest := max((len(cells) for _, cells in head), default=0)) > MOST_COLUMNS:
        raise DataError(f"{path.name}: has {widest:,} columns; expected at most {MOST_COLUMNS:,}; remove the others.")
    return Sheet(path.name, None, head, _blocks(content, path.name, encoding, delimiter), notes, size=size)


class _Memory(io.BytesIO):
    name = ""


def _content(path: Path, encoding: str, skipped: int) -> io.BufferedReader | _Memory:
    """The file from its first character on; UTF-16 as UTF-8, because its line ends are not one byte."""
    if encoding.startswith("utf-16"):
        try:
            return _Memory(path.read_bytes().decode(encoding).removeprefix("\ufeff").encode())
        except UnicodeDecodeError as error:
            raise DataError(f"{path.name}: byte {error.start + 1} is no UTF-16; {SAVE}.") from None
    file = path.open("rb")
    if not skipped:
        return file
    file.seek(skipped)
    return _Memory(file.read())


def _blocks(content: io.BufferedReader | _Memory, where: str, encoding: str, delimiter: str) -> Iterator[Text]:
    line, held = 1, b""
    with content:
        while read := content.read(BLOCK_BYTES):
            held += read
            end = _end_of_record(held)
            if end:
                yield Text(line, held[:end], encoding, delimiter)
                line += held.count(b"\n", 0, end)
                held = held[end:]
            elif len(held) > LONGEST_RECORD:
                raise DataError(f"{where}: line {line}: a double quote is opened and not closed; close or remove it.")
    if held:
        yield Text(line, held, encoding, delimiter)


def _end_of_record(content: bytes) -> int:
    """Where the last whole record ends: behind a line end that is not within double quotes; 0 where there is none."""
    end = content.rfind(b"\n") + 1
    quotes = content.count(b'"', 0, end)
    while end and quotes % 2:
        before = content.rfind(b"\n", 0, end - 1) + 1
        quotes -= content.count(b'"', before, end)
        end = before
    return end


def _delimiter(start: str) -> str:
    """What separates the columns: the mark that cuts most of the first lines into the same number of parts."""
    lines = [line for line in start.splitlines()[:LOOKED_AT] if line.strip()]

    def evenness(mark: str) -> tuple[int, int]:
        parts = [len(next(csv.reader([line], delimiter=mark), [])) for line in lines]
        usual = max(set(parts), key=lambda count: (count > 1, parts.count(count)), default=1)
        return (parts.count(usual) if usual > 1 else 0), usual

    return max(",;\t|", key=evenness)


def _parquet(path: Path, notes: tuple[Bilingual, ...]) -> Sheet:
    from hamyari_lib.data.parquet import read_parquet

    columns, batches = read_parquet(path)
    return Sheet(path.name, None, [(1, columns)], _row_blocks(columns, batches), notes, size=path.stat().st_size)


def _row_blocks(head: list[str], batches: Iterator[list[list[str]]]) -> Iterator[Rows]:
    yield Rows(1, [head])
    first = 2
    for rows in batches:
        yield Rows(first, rows)
        first += len(rows)
