"""The marks of the template that people fill in: what is written to it and what the importer knows it by.

In each table's sheet the first column holds marks. Above the row of headers, whose mark is ``MARK_HEADER``, stand a
row of guidance and an example; a row that carries one of their marks is no data, wherever it stands. The sheets
``GUIDE_SHEET`` and ``LISTS_SHEET`` hold no table, but the first holds the one that says where each table comes from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hamyari_lib import text
from hamyari_lib.data.ledger_line import Kind

if TYPE_CHECKING:
    import pandera.pandas as pa

GUIDE_SHEET = "راهنما"
LISTS_SHEET = "فهرست‌ها"

MARK_HEADER = "نشانه"
GUIDE_MARK = "راهنما"
EXAMPLE_MARK = "نمونه"

ABOUT_TITLE = "شناسنامهٔ جدول‌ها"
ABOUT_HEADERS = {
    "table": "جدول",
    "source": "منبع",
    "as_of": "تاریخ داده‌ها",
    "kind": "واقعی یا ساختگی",
    "filled_in_by": "تکمیل‌کننده",
}
"""What the guide says of each table, by the headers of its columns, in their order; a table is named by its sheet."""

KIND_LABELS: dict[Kind, str] = {"real": "واقعی", "illustrative": "ساختگی"}

SHEET_NAME_LIMIT = 31  # Excel's
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))

# Where the header does not name the unit, people write amounts in toman, and rates as fractions.
_SHOWN_UNITS = frozenset(
    {
        "rial", "billion rial", "million US$", "million US$ of 2015", "rial per US$", "per cent", "per cent a year",
        "fraction", "fraction a year", "months", "years", "persons", "jobs", "survey jobs",
    }
)  # fmt: skip


def header(column: pa.Column) -> str:
    """The header of a column: its Persian name, with its unit in parentheses where that matters.

    >>> from hamyari_lib.data import schema
    >>> header(schema("needs").columns["unit_cost_rial"]), header(schema("needs").columns["unit"])
    ('بهای واحد (ریال)', 'واحد شمارش')
    """
    about = column.metadata
    return f"{about['name_fa']} ({about['unit_fa']})" if about["unit"] in _SHOWN_UNITS else about["name_fa"]


def sheet_name(schema: pa.DataFrameSchema) -> str:
    """The name of a table's sheet: its Persian title, or the first of its other names where that is too long for Excel.

    >>> from hamyari_lib.data import schema
    >>> sheet_name(schema("kb_firms")), sheet_name(schema("municipal_budget"))
    ('شرکت‌های دانش‌بنیان', 'بودجهٔ شهرداری‌ها')
    """
    names = [name.translate(_NOT_IN_SHEET_NAMES) for name in (schema.metadata["fa"], *schema.metadata["aliases"])]
    return next((name for name in names if len(name) <= SHEET_NAME_LIMIT), shortened(names[0], SHEET_NAME_LIMIT))


def shortened(said: str, limit: int) -> str:
    """``said`` in at most ``limit`` characters, cut after a whole word.

    >>> shortened("قیمت پایانی هر ورقه", 15)
    'قیمت پایانی هر'
    """
    if len(said) <= limit:
        return said
    return said[: limit + 1].rpartition(" ")[0].rstrip(" ،؛") or said[:limit]


def is_no_data(first_cell: object) -> bool:
    """Whether a row whose first cell, in the column of marks, is this one holds guidance or an example.

    >>> is_no_data("نمونه "), is_no_data("N-001"), is_no_data(None)
    (True, False, False)
    """
    return isinstance(first_cell, str) and text.normalise(first_cell) in (GUIDE_MARK, EXAMPLE_MARK)
