"""One table's sheet of the template: guidance, an example and the headers, and the cells below to be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from hamyari_lib.alphabet import sort_key
from hamyari_lib.data import template_entry as entry
from hamyari_lib.data.in_words import labels_of
from hamyari_lib.data.known_as import PERSIAN_NAMES
from hamyari_lib.data.published import published_for
from hamyari_lib.data.reading import choices, names
from hamyari_lib.data.rooms import SAMPLE, tables
from hamyari_lib.data.rooms import room as room_named
from hamyari_lib.data.template_marks import EXAMPLE_MARK, GUIDE_MARK, LISTS_SHEET, MARK_HEADER, header, sheet_name

if TYPE_CHECKING:
    import pandera.pandas as pa
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

# Guidance and example stand above the headers: a spreadsheet sorts and filters what is right below them, and refuses to
# sort where locked cells are among it.
GUIDE_ROW, EXAMPLE_ROW, HEADER_ROW, FIRST_ROW = 0, 1, 2, 3
LAST_ROW = 1_048_575

FONT = {"font_name": "Tahoma", "font_size": 10, "valign": "vcenter"}
INK, PALE, GREY, RULE, ACCENT, SOFT = "#17212B", "#F4F6F7", "#5B6670", "#C3CBD1", "#0B4F62", "#D5E3E7"
RIGHT_TO_LEFT = 2  # as Excel counts reading orders

PROTECTION = {
    "format_columns": True, "format_rows": True, "insert_rows": True, "delete_rows": True, "sort": True,
    "autofilter": True,
}  # fmt: skip
"""What a person may do in a protected sheet beside filling it in. There is no password: it guards against slips."""


def known_values(table: str, column: str, room: str) -> list[str]:
    """The values of a table's column by the Persian alphabet, codes by their Persian names: the room's, or the sample's
    where the room has no such table; none where neither has.

    >>> known_values("provinces", "province_fa", "sample")[:2]
    ['آذربایجان شرقی', 'آذربایجان غربی']
    """
    for one in _rooms_of(table, room):
        called = _persian_names(table, column, one)
        return sorted((called.get(value, value) for value in _distinct(table, column, one)), key=sort_key)
    return []


def _persian_names(table: str, column: str, room: str) -> dict[str, str]:
    name = PERSIAN_NAMES.get((table, column))
    return names(table, column, name, room=room) if name else {}


def _rooms_of(table: str, room: str) -> Iterator[str]:
    """The room, and then the sample where it has the table published: nobody fills in by what was made up."""
    if room != SAMPLE and table in tables(room):
        yield room
    if any(entry.table == table for entry in published_for(room_named(room))):
        yield SAMPLE


def example_of(schema: pa.DataFrameSchema, name: str) -> str:
    """A cell as a person would fill it in: the schema's example, or the sample's first where it gives none."""
    if written := schema.columns[name].metadata["example"]:
        referred_to = schema.metadata["references"].get(name)
        return _persian_names(*referred_to, SAMPLE).get(written, written) if referred_to in PERSIAN_NAMES else written
    for one in _rooms_of(schema.name, SAMPLE):  # never an organisation's own figures
        return next(iter(_distinct(schema.name, name, one)), "")
    return ""


def _distinct(table: str, column: str, room: str) -> list[str]:
    return list(dict.fromkeys(choices(table, column, room=room, aliases=()).values()))


@dataclass
class Lists:
    """The ranges that drop-downs offer, each of a name of its own; their values go to one hidden sheet."""

    workbook: Workbook
    values: dict[str, Sequence[str | float]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)

    def of_values(self, name: str, values: Sequence[str | float]) -> str:
        """The name of the range with these values."""
        if name not in self.values:
            column = xl_col_to_name(len(self.values))
            self.workbook.define_name(name, f"='{LISTS_SHEET}'!${column}$2:${column}${len(values) + 1}")
            self.values[name] = values
        return name

    def of_sheet(self, name: str, sheet: str, column: str) -> str:
        """The name of the range of what a person has filled in so far in a column of another sheet."""
        if name not in self.named:
            first, every = (f"'{sheet}'!${column}${FIRST_ROW + 1}", f"${column}${entry.COUNTED_ROWS}")
            self.workbook.define_name(name, f"={first}:INDEX({first}:{every},MAX(1,COUNTA({first}:{every})))")
            self.named.add(name)
        return name

    def write(self) -> None:
        """Add the hidden sheet of all values, each list under its name."""
        sheet = self.workbook.add_worksheet(LISTS_SHEET)
        sheet.right_to_left()
        style = self.workbook.add_format({**FONT, "num_format": entry.TEXT_FORMAT})
        for place, (name, values) in enumerate(self.values.items()):
            sheet.write_column(0, place, [name, *values], style)
            sheet.set_column(place, place, 24)
        sheet.protect()
        sheet.hide()


def write_sheet(
    workbook: Workbook, schema: pa.DataFrameSchema, *, lists: Lists, room: str, beside: dict[str, pa.DataFrameSchema]
) -> Worksheet:
    """Add the sheet of one table.

    Parameters
    ----------
    room
        Whose values the drop-downs of references offer.
    beside
        The tables that have a sheet in the same workbook, by name: where the room has no such table, a reference to it
        offers what is filled in there.
    """
    sheet = workbook.add_worksheet(sheet_name(schema))
    sheet.right_to_left()
    styles = _styles(workbook)
    for row, mark in ((GUIDE_ROW, GUIDE_MARK), (EXAMPLE_ROW, EXAMPLE_MARK), (HEADER_ROW, MARK_HEADER)):
        sheet.write_string(row, 0, mark, styles["mark"])
    sheet.set_column(0, 0, 8, styles["unmarked"])
    lines = 1
    for place, (name, column) in enumerate(schema.columns.items(), start=1):
        shown, called = example_of(schema, name), header(column)
        offered = _source(schema, name, lists=lists, room=room, beside=beside)
        guide = entry.guidance(column, is_listed=bool(offered))
        if place == 1 and _is_whole_or_blank(schema.name, room, beside):
            guide += f"\n{_WHOLE_OR_BLANK}"
        width = entry.width(column, called, [shown, *labels_of(column).values()])
        # Guidance is set smaller than the digits that widths are counted in.
        lines = max(lines, sum(-(-len(line) // int(1.15 * width)) for line in guide.split("\n")))
        number_format = entry.number_format(column)
        body = {**FONT, **_reading(column), "num_format": number_format}
        unlocked = workbook.add_format({**body, "locked": False})
        sheet.set_column(place, place, width, unlocked)
        sheet.write_string(GUIDE_ROW, place, guide, styles["guide"])
        example = workbook.add_format({**body, **_EXAMPLE, "text_wrap": True})
        sheet.write(EXAMPLE_ROW, place, entry.as_cell(column, shown), example)
        sheet.write_string(HEADER_ROW, place, called, styles["optional" if column.nullable else "required"])
        cell = xl_rowcol_to_cell(FIRST_ROW, place)
        is_reference = name in schema.metadata["references"]
        rule = entry.rule(column, cell=cell, source=offered, is_reference=is_reference)
        sheet.data_validation(FIRST_ROW, place, LAST_ROW, place, rule)
    sheet.set_row(GUIDE_ROW, 13.0 * lines + 6)
    sheet.set_row(EXAMPLE_ROW, 32)
    sheet.set_row(HEADER_ROW, 34)
    _guard_marks(sheet, len(schema.columns), styles)
    sheet.autofilter(HEADER_ROW, 0, LAST_ROW, len(schema.columns))
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.protect("", PROTECTION)
    on_paper(sheet)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_selection(FIRST_ROW, 1, FIRST_ROW, 1)
    return sheet


_WHOLE_OR_BLANK = "این برگه را یا خالی بگذارید یا کامل پر کنید: برگه‌های دیگر تنها نام‌هایی را می‌پذیرند که در آن است."


def _is_whole_or_blank(table: str, room: str, beside: dict[str, pa.DataFrameSchema]) -> bool:
    """Whether other sheets offer the sample's rows of a table, which a room with a table of its own does not know."""
    referred_to = {other for one in beside.values() for other, _ in one.metadata["references"].values()}
    return table in referred_to and next(_rooms_of(table, room), None) == SAMPLE


def on_paper(sheet: Worksheet) -> None:
    """Let a sheet be printed on A4, lying, at the width of one page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _source(
    schema: pa.DataFrameSchema, name: str, *, lists: Lists, room: str, beside: dict[str, pa.DataFrameSchema]
) -> str:
    """The name of the range that a column's drop-down offers; empty where it has none."""
    column = schema.columns[name]
    if labels := labels_of(column):
        return lists.of_values(f"list_{schema.name}_{name}", [entry.as_cell(column, one) for one in labels.values()])
    if name not in schema.metadata["references"]:
        return ""
    table, key = schema.metadata["references"][name]
    if values := known_values(table, key, room):
        return lists.of_values(f"list_{table}_{key}", [entry.as_cell(column, one) for one in values])
    if table in beside and table != schema.name:
        place = xl_col_to_name(1 + list(beside[table].columns).index(key))
        return lists.of_sheet(f"list_{table}_{key}", sheet_name(beside[table]), place)
    return ""


def _guard_marks(sheet: Worksheet, columns: int, styles: dict[str, Any]) -> None:
    """Keep the column of marks blank below the headers, and show greyed what a mark takes out of the data."""
    first = xl_rowcol_to_cell(FIRST_ROW, 0, col_abs=True)
    message = f"این ستون خالی می‌ماند: ردیفی که نشانهٔ «{EXAMPLE_MARK}» یا «{GUIDE_MARK}» دارد خوانده نمی‌شود."
    sheet.data_validation(
        FIRST_ROW, 0, LAST_ROW, 0,
        {"validate": "custom", "value": "=FALSE", "error_title": "این خانه خالی می‌ماند", "error_message": message},
    )  # fmt: skip
    sheet.conditional_format(
        FIRST_ROW, 0, LAST_ROW, columns, {"type": "formula", "criteria": f'={first}<>""', "format": styles["taken_out"]}
    )


_EXAMPLE = {"italic": True, "font_color": GREY, "bg_color": PALE, "border": 1, "border_color": RULE}


def _reading(column: pa.Column) -> dict[str, Any]:
    """Sentences read from the right, also where a Latin word begins them; codes and dates stand amid their column."""
    about = column.metadata
    if about["kind"] == "words" and about["unit"] == "text":
        return {"reading_order": RIGHT_TO_LEFT}
    return {} if about["kind"] in ("whole", "money", "real") else {"align": "center"}


def _styles(workbook: Workbook) -> dict[str, Any]:
    """The formats that all columns of a sheet share; locked where they do not say otherwise."""
    framed = {**FONT, "border": 1, "border_color": RULE, "text_wrap": True, "reading_order": RIGHT_TO_LEFT}
    heading = framed | {"bold": True, "align": "center", "border_color": "#FFFFFF"}
    styles = {
        "mark": framed | {"font_size": 9, "font_color": GREY, "bg_color": PALE, "align": "center"},
        "unmarked": {**FONT, "font_size": 9, "font_color": GREY, "locked": False, "num_format": entry.TEXT_FORMAT},
        "guide": framed | {"font_size": 9, "font_color": INK, "bg_color": PALE, "valign": "top"},
        "required": {**heading, "font_color": "#FFFFFF", "bg_color": ACCENT},
        "optional": {**heading, "font_color": INK, "bg_color": SOFT},
        "taken_out": {"italic": True, "font_color": GREY},
    }
    return {name: workbook.add_format(style) for name, style in styles.items()}
