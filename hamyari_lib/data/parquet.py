"""Reads Parquet files as rows of text, which are then checked as those of every other file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hamyari_lib.errors import DataError

BATCH = 20_000


def read_parquet(path: Path) -> tuple[list[str], Iterator[list[list[str]]]]:
    """The names of a Parquet file's columns, and its rows as text, in batches.

    Null is an empty text, a date is written ``2024-03-24``, and a nested value is refused.

    Raises
    ------
    DataError
        The file is damaged or cut off.
    """
    import duckdb

    connection = duckdb.connect(config={"threads": 2, "enable_external_access": True})
    try:
        found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        columns = [column[0] for column in found.description]
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise DataError(f"{path.name}: is no sound Parquet file ({first}); write it again.") from None
    return columns, _batches(path, connection)


def _batches(path: Path, connection: Any) -> Iterator[list[list[str]]]:
    import duckdb

    try:
        while rows := connection.fetchmany(BATCH):
            yield [[as_text(value) for value in row] for row in rows]
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise DataError(f"{path.name}: is no sound Parquet file ({first}); write it again.") from None
    finally:
        connection.close()


def as_text(value: object) -> str:
    """A value of a spreadsheet or of Parquet as a person would have written it.

    A number of 15 digits or more is written with an exponent: a spreadsheet has cut it already.

    >>> as_text(1200.0), as_text(0.5), as_text(None), as_text(dt.datetime(2024, 3, 24)), as_text(1.4e17)
    ('1200', '0.5', '', '2024-03-24', '1.400E+17')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if value != value:
            return ""
        if abs(value) >= 1e15:
            return f"{value:.3E}" if abs(value) < float("inf") else "#NUM!"
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, list | dict | tuple | bytes):
        return "#VALUE!"
    return str(value)
