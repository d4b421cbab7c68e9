"""Opens what people send: CSV in any usual encoding, Excel workbooks and Parquet, as sheets of text rows in blocks."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Protocol

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.importing import notes as noted
from hamyari_lib.data.importing.encodings import SAVE, encoding_of
from hamyari_lib.data.importing.headers import LOOKED_AT
from hamyari_lib.data.importing.texts import Row, Text, blocks, delimiter_of, usual_width
from hamyari_lib.errors import DataError

BLOCK_ROWS = 20_000
MOST_COLUMNS = 2_000
EXCEL = (".xlsx", ".xlsm")
TEXT = (".csv", ".txt", ".tsv")
KINDS = (*TEXT, *EXCEL, ".parquet")


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
class Sheet:
    """One table of a file: ``head`` holds its first rows, ``notes`` what its reader should know.

    ``name`` is the sheet's in a workbook, ``path`` that of its file. ``blocks`` can be asked for once.
    """

    path: Path
    name: str | None
    head: Sequence[Row]
    blocks: Iterator[Block]
    notes: tuple[Bilingual, ...] = ()
    size: int = field(default=0, kw_only=True)

    @property
    def file(self) -> str:
        return self.path.name

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
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise DataError(f"{where}: is no file but a device or a pipe; name a file.")
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
    if begin.startswith(b"\xd0\xcf\x11\xe0"):
        raise DataError(
            f"{where}: is a workbook of Excel 97-2003 (.xls), or protected by a password; open it in Excel and save "
            "it as an Excel workbook (.xlsx) without a password."
        )
    if begin.startswith(b"PK"):
        from hamyari_lib.data.importing.workbooks import open_workbook

        return open_workbook(path, notes)
    if begin.startswith(b"PAR1"):
        return [_parquet(path, notes)]
    if path.suffix.lower() in (*EXCEL, ".xls", ".parquet"):
        raise DataError(f"{where}: is called {path.suffix} and is none; it may have been cut off: send it again.")
    if path.suffix.lower() not in TEXT:
        raise DataError(f"{where}: is of a kind that is not read; expected {', '.join(KINDS)}; {SAVE}.")
    return [_csv(path, size, notes)]


def _csv(path: Path, size: int, notes: tuple[Bilingual, ...]) -> Sheet:
    encoding, skipped = encoding_of(path)
    if encoding != "utf-8":
        notes = (*notes, noted.WAS_CP1256 if encoding == "cp1256" else noted.WAS_UTF16)
    opened = _opener(path, encoding, skipped)
    encoding = "utf-8" if encoding.startswith("utf-16") else encoding
    with opened() as content:
        start = content.read(2**18)
    end = len(start) if len(start) < 2**18 else start.rfind(b"\n") + 1
    delimiter = delimiter_of(start.decode(encoding, errors="ignore"), lines=LOOKED_AT)
    width = usual_width(islice(Text(1, start[:end], encoding, delimiter).rows(), LOOKED_AT))
    head = list(islice(Text(1, start[:end], encoding, delimiter, width).rows(), LOOKED_AT))
    if len(head) < LOOKED_AT and end < len(start):  # a line that is very long: what it holds is found out later
        head.append((start.count(b"\n") + 1, start[end:].decode(encoding, errors="ignore").split(delimiter)))
    if (widest := max((len(cells) for _, cells in head), default=0)) > MOST_COLUMNS:
        raise DataError(f"{path.name}: has {widest:,} columns; expected at most {MOST_COLUMNS:,}; remove the others.")
    return Sheet(path, None, head, blocks(opened, path.name, encoding, delimiter, width), notes, size=size)


def _opener(path: Path, encoding: str, skipped: int) -> Callable[[], BinaryIO]:
    """What opens a file at its first character; UTF-16 as UTF-8, because its line ends are not one byte."""

    def at_the_first_character() -> BinaryIO:
        file = path.open("rb")
        file.seek(skipped)
        return file

    if not encoding.startswith("utf-16"):
        return at_the_first_character
    try:
        decoded = path.read_bytes().decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name}: byte {error.start + 1} is no UTF-16; {SAVE}.") from None
    if "\0" in decoded:
        line = decoded.count("\n", 0, decoded.index("\0")) + 1
        raise DataError(f"{path.name}: line {line}: has a zero byte and is no text; {SAVE}.")
    return partial(io.BytesIO, decoded.encode())


def _parquet(path: Path, notes: tuple[Bilingual, ...]) -> Sheet:
    from hamyari_lib.data.parquet import read_parquet

    columns, batches = read_parquet(path)
    if len(columns) > MOST_COLUMNS:
        raise DataError(f"{path.name}: has {len(columns):,} columns; expected at most {MOST_COLUMNS:,}.")
    first = next(batches, [])
    head = [(1, columns), *enumerate(first[: LOOKED_AT - 1], start=2)]
    return Sheet(path, None, head, _row_blocks(columns, chain([first], batches)), notes, size=path.stat().st_size)


def _row_blocks(head: list[str], batches: Iterator[list[list[str]]]) -> Iterator[Rows]:
    yield Rows(1, [head])
    first = 2
    for rows in batches:
        yield Rows(first, rows)
        first += len(rows)
