"""What a connector brings: rows that fit their table's schema, and where they come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.checking import typed
from hamyari_lib.data.declared import schema
from hamyari_lib.data.files import Raw
from hamyari_lib.errors import DataError


@dataclass(frozen=True)
class Origin:
    """Where the rows of a table come from.

    ``as_of`` says the dates in both languages, from the whole table as it will stand in the room: of what was fetched,
    and of what an earlier refresh left there.
    """

    table: str
    source: Bilingual
    licence: Bilingual
    caveats: Bilingual
    as_of: Callable[[pd.DataFrame], Bilingual]


@dataclass(frozen=True)
class Fetched:
    """Rows that a service gave, typed by their table's schema."""

    origin: Origin
    frame: pd.DataFrame


def checked(table: str, rows: Sequence[Mapping[str, str]], *, where: str) -> pd.DataFrame:
    """Rows of text, by column, as the frame that the table's schema wants; a column that is absent is blank.

    Raises
    ------
    DataError
        One line: the first cell that does not fit, named by the row's key, and how many more there are.
    """
    declared = schema(table)
    header = tuple(declared.columns)
    cells = [[row.get(name, "") for name in header] for row in rows]
    if not cells:
        raise DataError(f"{where}: the answer has no rows; expected at least one; run the command again later.")
    try:
        return typed(Raw(where=where, header=header, rows=cells, lines=list(range(len(cells)))), declared)
    except DataError as error:
        key = declared.metadata["key"]

        def named(match: re.Match[str]) -> str:
            return ", ".join(f"{name} {rows[int(match[1])].get(name, '')}" for name in key)

        said = re.sub(r"\bline ([0-9]+)", named, error.faults[0])
        more = f" (and {len(error.faults) - 1} more)" if len(error.faults) > 1 else ""
        found = said.rpartition("; ")[0]
        raise DataError(
            f"{found}{more}; none of it is taken over: look whether the source says so itself, and run again later."
        ) from None
