"""Reads Parquet files as rows of text, which are then checked as those of every other file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hamyari_lib.errors import DataError

NO_TEXT = "#VALUE!"
BATCH_ROWS, BATCH_LETTERS = 20_000, 32 * 2**20
LONGEST_TEXT = 32_767  # what a cell of a spreadsheet holds
SPARE_ROWS, ROWS_OF_A_BYTE = 2_000_000, 8  # a few bytes can stand for any number of equal rows
SPARE_LETTERS, LETTERS_OF_A_BYTE = 128 * 2**20, 50
_NESTED = ("STRUCT", "MAP", "LIST", "UNION", "BLOB", "BIT", "VARIANT", "GEOMETRY")
_GLOB = str.maketrans({"[": "[[]", "*": "[*]", "?": "[?]"})


def read_parquet(path: Path) -> tuple[list[str], Iterator[list[list[str]]]]:
    """The names of a Parquet file's columns, and its rows as text, in batches.

    Null is an empty text, a date is written ``2024-03-24``, and a nested value is refused.

    Raises
    ------
    DataError
        The file is damaged, cut off, or holds more than its size warrants.
    """
    import duckdb

    connection = duckdb.connect(config={"threads": 2, "memory_limit": "512MB"})
    source, name = "FROM read_parquet(?, hive_partitioning = false)", [str(path.resolve()).translate(_GLOB)]
    try:
        described = connection.execute(f"DESCRIBE SELECT * {source}", name).fetchall()
        kinds = {column: str(kind).upper() for column, kind, *_ in described}
        (rows,) = connection.execute(f"SELECT count(*) {source}", name).fetchall()[0]
        if rows > SPARE_ROWS + ROWS_OF_A_BYTE * path.stat().st_size:
            raise DataError(f"{path.name}: unfolds to {rows:,} rows, far more than its size warrants; write it again.")
        longest = _lengths(connection, kinds, "max", source, name)
        if max(longest, default=0) > LONGEST_TEXT:
            raise DataError(
                f"{path.name}: has a text of {max(longest):,} characters; expected at most {LONGEST_TEXT:,}, as "
                "many as a cell of a spreadsheet holds; shorten it."
            )
        if (
            sum(_lengths(connection, kinds, "sum", source, name))
            > SPARE_LETTERS + LETTERS_OF_A_BYTE * path.stat().st_size
        ):
            raise DataError(f"{path.name}: unfolds to far more text than its size warrants; write it again.")
        connection.execute(f"SELECT {', '.join(_as_a_value(*one) for one in kinds.items())} {source}", name)
    except duckdb.Error as error:
        raise _unsound(path, error) from None
    return list(kinds), _batches(path, connection, max(1, min(BATCH_ROWS, BATCH_LETTERS // (1 + sum(longest)))))


def _lengths(connection: Any, kinds: dict[str, str], how: str, source: str, name: list[str]) -> tuple[int, ...]:
    texts = [f"coalesce({how}(length({_quoted(one)})), 0)" for one, kind in kinds.items() if kind == "VARCHAR"]
    return connection.execute(f"SELECT {', '.join(texts)} {source}", name).fetchall()[0] if texts else ()


def _as_a_value(column: str, kind: str) -> str:
    """A column as SQL gives it without what only looks like its value: 0.1 kept in four bytes is not 0.1000000015."""
    name = _quoted(column)
    if kind.startswith(_NESTED) or kind.endswith("]"):
        return f"CASE WHEN {name} IS NULL THEN NULL ELSE '{NO_TEXT}' END"
    if kind == "FLOAT":
        return f"CAST(CAST({name} AS VARCHAR) AS DOUBLE)"
    return f"CAST({name} AS VARCHAR)" if "TIME ZONE" in kind or kind == "INTERVAL" else name


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _batches(path: Path, connection: Any, size: int) -> Iterator[list[list[str]]]:
    import duckdb

    try:
        while rows := connection.fetchmany(size):
            yield [[as_text(value) for value in row] for row in rows]
    except duckdb.Error as error:
        raise _unsound(path, error) from None
    finally:
        connection.close()


def _unsound(path: Path, error: Exception) -> DataError:
    said = str(error).splitlines()[0].replace(str(path.resolve()), path.name)
    return DataError(f"{path.name}: is no sound Parquet file ({said}); write it again.")


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
        return NO_TEXT
    return str(value)
