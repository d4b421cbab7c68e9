"""A table of a report as a file to take away: CSV for any program, XLSX for a spreadsheet.

Cells that a spreadsheet would run as a formula are made harmless, and the same table gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from hamyari_lib import text
from hamyari_lib.records import Column, Manifest, Table
from hamyari_lib.site.wording import word
from hamyari_lib.site.writing import clock, moment_of, plain
from hamyari_lib.units import UNITS

# Full-width forms and a mark hidden behind blanks or invisible letters start a formula in some programs too.
_FORMULA = re.compile("^[\\s\u200b-\u200f\u2060-\u2069\ufeff]*[=+\\-@＝＋－＠]|^[\t\r\n]")
_CELL_LIMIT = 32_767


def harmless(value: str) -> str:
    """``value``, with an apostrophe before it where a spreadsheet would take it for a formula.

    >>> harmless("=1+1")
    "'=1+1"
    """
    return f"'{value}" if _FORMULA.search(value) else value


def _header(column: Column, language: text.Language) -> str:
    unit = UNITS[column.unit].name(language)
    return plain(f"{column.label} ({unit})" if unit else column.label)


def _empty(column: Column) -> str:
    """What a missing value is in a file: the reason where the column gives one, else nothing."""
    return "" if column.empty.strip() == "—" else column.empty


def to_csv(table: Table, *, language: text.Language) -> bytes:
    """The table with raw values (a fraction as a fraction), label and unit in the header; UTF-8 with BOM for Excel."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([harmless(_header(column, language)) for column in table.columns])
    for row in table.rows:
        cells = [_empty(column) if cell is None else cell for column, cell in zip(table.columns, row, strict=True)]
        writer.writerow([harmless(plain(cell)) if isinstance(cell, str) else cell for cell in cells])
    return buffer.getvalue().encode("utf-8-sig")


def number_format(column: Column) -> str:
    """The spreadsheet format of a column's numbers, as the page shows them."""
    if column.unit == "year":
        return "0"
    decimals = UNITS[column.unit].decimals if column.decimals is None else column.decimals
    decimals += 2 if column.unit == "point/year" else 0  # a file holds the fraction, of which the page shows hundredths
    body = "0" if column.unit.startswith("fraction") or column.unit in ("ratio", "index", "point/year") else "#,##0"
    body += "." + "0" * decimals if decimals else ""
    body += "%" if column.unit.startswith("fraction") else ""
    return f"+{body};-{body};{body}" if column.sign else body


def to_xlsx(
    table: Table, *, manifest: Manifest, parameters: Sequence[tuple[str, str]], language: text.Language
) -> bytes:
    """The table as a workbook: numbers in their unit's format, and a second sheet that says where it comes from."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties(
            {"title": plain(table.title), "created": moment_of(manifest.started).replace(tzinfo=None)}
        )
        _write_table(workbook, table, language)
        _write_about(workbook, table, manifest, parameters, language)
    return buffer.getvalue()


def _write_table(workbook, table: Table, language: text.Language) -> None:
    sheet = workbook.add_worksheet(word("table_sheet", language))
    if language == "fa":
        sheet.right_to_left()
    heading = workbook.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF0"}
    )
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, _header(column, language), heading)
        style = workbook.add_format({"num_format": number_format(column)})
        longest = 12
        for line, row in enumerate(table.rows, start=1):
            cell = _empty(column) if row[place] is None else row[place]
            if cell == "":
                continue
            if isinstance(cell, str):
                sheet.write_string(line, place, plain(cell)[:_CELL_LIMIT])
                longest = max(longest, len(cell))
            else:
                sheet.write_number(line, place, cell, style)
        sheet.set_column(place, place, min(longest + 2, 48))
    sheet.freeze_panes(1, 1)


def _write_about(
    workbook,
    table: Table,
    manifest: Manifest,
    parameters: Sequence[tuple[str, str]],
    language: text.Language,
) -> None:
    sheet = workbook.add_worksheet(word("about_sheet", language))
    if language == "fa":
        sheet.right_to_left()
    bold = workbook.add_format({"bold": True, "valign": "top"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    lines = [
        (word("title", language), table.title),
        (word("report", language), manifest.title),
        (word("source", language).rstrip(":"), table.source),
        (word("note", language).rstrip(":"), table.note),
        (word("started", language), clock(manifest.started, language)),
        (word("run", language), manifest.run),
    ]
    if manifest.is_illustrative:
        lines.append((text.term("illustrative", language=language), _illustrative_tables(manifest, language)))
    lines += [("", ""), (word("parameters", language), ""), *parameters]
    for row, (label, value) in enumerate(lines):
        sheet.write_string(row, 0, plain(label), bold)
        sheet.write_string(row, 1, plain(value)[:_CELL_LIMIT], wrapped)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 70)


def _illustrative_tables(manifest: Manifest, language: text.Language) -> str:
    names = [line.table for line in manifest.ledger if line.kind == "illustrative"]
    return text.listing(names, language=language)
