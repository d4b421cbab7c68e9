"""Reads the file of a room's table, CSV, Parquet or XLSX, as rows of text with the line of each."""

from __future__ import annotations

import hashlib
from pathlib import Path

from hamyari_lib.data.files import Raw, cut, read_bytes
from hamyari_lib.data.rooms import ROOM_FILE, Provenance, room_path
from hamyari_lib.errors import DataError

SUFFIXES = (".csv", ".parquet", ".xlsx")


def raw_of(entry: Provenance) -> tuple[Raw, str]:
    """The rows of a table's file as text, and the SHA-256 of its bytes.

    Raises
    ------
    DataError
        The file is missing, damaged, or of another kind.
    """
    content, digest = content_of(entry)
    where, path = f"{entry.room}/{entry.file}", room_path(entry.room) / entry.file
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return _parquet(path, where), digest
    if suffix == ".xlsx":
        return _workbook(path, where), digest
    return cut(content, where), digest


def content_of(entry: Provenance) -> tuple[bytes, str]:
    """The bytes of a table's file, and their SHA-256."""
    missing = f"put it back, or correct 'file' of [tables.{entry.table}] in {entry.room}/{ROOM_FILE}"
    content = read_bytes(room_path(entry.room) / entry.file, f"{entry.room}/{entry.file}", missing=missing)
    return content, hashlib.sha256(content).hexdigest()


def _parquet(path: Path, where: str) -> Raw:
    from hamyari_lib.data.parquet import read_parquet

    columns, batches = read_parquet(path)
    rows = [row for batch in batches for row in batch]
    return Raw(where, tuple(columns), rows, list(range(2, len(rows) + 2)))


def _workbook(path: Path, where: str) -> Raw:
    """The rows of a workbook's only sheet, whose first row names the columns as the schema does."""
    from hamyari_lib.data.importing.sources import open_source

    sheets = open_source(path)
    if len(sheets) != 1:
        names = ", ".join(sheet.name or "" for sheet in sheets) or "none"
        raise DataError(f"{where}: has the sheets {names}; expected one, with the table; remove the others.")
    rows = [(number, row) for block in sheets[0].blocks for number, row in block.rows() if any(map(str.strip, row))]
    if not rows:
        raise DataError(f"{where}: the sheet is empty; expected a header and rows; put the table back.")
    (_, header), *body = rows
    return Raw(
        where, tuple(name.strip() for name in header), [row for _, row in body], [number for number, _ in body]
    )  # fmt: skip
