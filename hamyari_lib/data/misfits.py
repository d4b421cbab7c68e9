"""What does not fit a schema, in both languages: the place, what was found there, what was expected, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from hamyari_lib.data.bilingual import Bilingual

if TYPE_CHECKING:
    import pandera.pandas as pa

NOTHING = Bilingual(fa="خالی", en="nothing")
ONCE = Bilingual(fa="هر کدام تنها یک بار", en="each only once")


@dataclass(frozen=True)
class Fault:
    """What does not fit: on which ``line``, in which column or columns (or ``the row``, ``the table``).

    What was found and expected is there in both languages, for whoever tells a person of their file.
    """

    line: int
    where: str
    found: Bilingual
    expected: Bilingual
    remedy: str

    def __str__(self) -> str:
        place = (
            self.where if self.where.startswith("the ") else f"column{'s' if ', ' in self.where else ''} {self.where}"
        )
        return f"{place}: found {self.found.en}; expected {self.expected.en}; {self.remedy}."


def expected_of(column: pa.Column) -> Bilingual:
    """What is expected of a column's cells; one object for each column, which many faults share between processes."""
    return _once(column.metadata["expected_fa"], column.metadata["expected"])


@cache
def _once(fa: str, en: str) -> Bilingual:
    return Bilingual(fa=fa, en=en)


def row_found(values: dict[str, str], schema: pa.DataFrameSchema) -> Bilingual:
    """The cells of a row that a check of the row looked at."""
    names = {key: schema.columns[key].metadata["name_fa"] for key in values}
    return Bilingual(
        fa="، ".join(f"{names[key]}: {value or NOTHING.fa}" for key, value in values.items()),
        en=", ".join(f"{key} {value!r}" for key, value in values.items()),
    )


def row_expected(check: str, schema: pa.DataFrameSchema) -> Bilingual:
    """What a check of the row says it expects; its Persian stands in its description."""
    said = next((one.description for one in schema.checks or () if one.error == check), None)
    return Bilingual(fa=said or check, en=check)
