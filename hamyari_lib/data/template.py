"""The template: a workbook in Persian in which people fill in an organisation's tables, made from the schemas."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from hamyari_lib.data.declared import schema
from hamyari_lib.data.rooms import SAMPLE, tables
from hamyari_lib.errors import DataError
from hamyari_lib.files import write_atomically

FILLED_IN = (
    "needs", "kb_firms", "synonyms", "projects", "project_cashflow", "tax_rules", "experts", "judgements", "scores",
    "instruments", "quotes", "price_index", "share_prices", "cash_plan", "holidays", "tender_thresholds",
    "purchase_rules", "municipal_budget", "events", "attendance", "decisions", "municipalities",
)  # fmt: skip
"""The tables that people fill in, in the order of their sheets."""


def write_template(path: Path, chosen: Sequence[str] = FILLED_IN, *, room: str = SAMPLE) -> None:
    """Write the template of the ``chosen`` tables to ``path``, which must not exist: people's work may be in it.

    Parameters
    ----------
    room
        Whose municipalities, projects and so on the drop-downs offer; the sample's where the room has no such table.

    Raises
    ------
    DataError
        A table or the room is not known, all of them at once; ``path`` is there already, or is no .xlsx.
    """
    faults: list[str] = []
    for table in chosen:
        try:
            schema(table)
        except DataError as error:
            faults += error.faults
    if not chosen:
        faults.append(f"--tables names no table; name at least one, such as {FILLED_IN[0]}.")
    if path.suffix.lower() != ".xlsx":
        faults.append(f"{path}: expected the name of an Excel workbook; let it end in .xlsx.")
    elif path.exists():
        faults.append(f"{path}: is there already, and may hold what people filled in; give another name with -o.")
    if faults:
        raise DataError(faults)
    write_atomically(path, template(chosen, room=room))


def template(chosen: Sequence[str] = FILLED_IN, *, room: str = SAMPLE) -> bytes:
    """The template of the ``chosen`` tables as the bytes of a workbook; ``DataError`` as :func:`write_template`.

    The guide comes first, then a sheet for each table, named by its Persian title. What the sheets hold beside data is
    named in :mod:`hamyari_lib.data.template_marks`.
    """
    import xlsxwriter

    from hamyari_lib.data.template_guide import write_guide
    from hamyari_lib.data.template_marks import sheet_name
    from hamyari_lib.data.template_sheet import Lists, write_sheet

    tables(room)  # an unknown room is told before anything is made
    beside = {table: schema(table) for table in chosen}
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"title": "فرم گردآوری داده‌ها", "comments": "hamyari data template"})
        lists = Lists(workbook)
        write_guide(workbook, [sheet_name(one) for one in beside.values()], lists=lists)
        for one in beside.values():
            write_sheet(workbook, one, lists=lists, room=room, beside=beside)
        lists.write()
    return buffer.getvalue()
