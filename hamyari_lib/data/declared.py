"""What the schemas declare, for those who ask: one table's schema, its title, and the codebook of all columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.errors import DataError, nearest

if TYPE_CHECKING:
    import pandera.pandas as pa


@dataclass(frozen=True)
class CodebookRow:
    """One column of one table; ``blank`` says whether a cell may be unknown, ``key`` whether it identifies the row."""

    table: str
    column: str
    dtype: str
    unit: Bilingual
    meaning: Bilingual
    blank: bool
    key: bool


def schema(table: str) -> pa.DataFrameSchema:
    """The pandera schema of a table; ``DataError`` with the nearest name when there is none.

    >>> list(schema("provinces").columns)[:2]
    ['province_code', 'province']
    """
    from hamyari_lib.data.schemas import SCHEMAS

    if table in SCHEMAS:
        return SCHEMAS[table]
    near = nearest(str(table), SCHEMAS)
    hint = f"did you mean {near}?" if near else "correct the name."
    raise DataError(f"table is {table!r}; expected one of: {', '.join(SCHEMAS)}; {hint}")


def title(table: str) -> Bilingual:
    """A table's title.

    >>> title("provinces").en
    'Provinces and their population'
    """
    about = schema(table).metadata
    return Bilingual(fa=about["fa"], en=about["en"])


def codebook(table: str | None = None) -> tuple[CodebookRow, ...]:
    """Every column of one table, or of all tables, in the order of the schemas.

    >>> [row.column for row in codebook("market")][0]
    'jalali_month'
    """
    from hamyari_lib.data.schemas import SCHEMAS

    chosen = [schema(table)] if table is not None else list(SCHEMAS.values())
    return tuple(
        CodebookRow(
            table=found.name,
            column=name,
            dtype=str(column.dtype),
            unit=Bilingual(fa=column.metadata["unit_fa"], en=column.metadata["unit"]),
            meaning=Bilingual(fa=column.metadata["fa"], en=column.metadata["en"]),
            blank=column.nullable,
            key=name in found.metadata["key"],
        )
        for found in chosen
        for name, column in found.columns.items()
    )
