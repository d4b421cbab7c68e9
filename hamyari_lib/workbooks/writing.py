"""Writes a project's workbook: a summary first, then assumptions in blue, prices and the model, all in view."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from hamyari_lib import text
from hamyari_lib.models.cashflow import Financed
from hamyari_lib.text import t
from hamyari_lib.workbooks.assumed import STRUCTURE
from hamyari_lib.workbooks.formulas import column_name
from hamyari_lib.workbooks.labels import ITEMS, KINDS, LABELS, SECTIONS, said
from hamyari_lib.workbooks.project import FIRST, SCALARS_FROM, Layout, lay_out
from hamyari_lib.workbooks.summary import summary_rows

FORMATS = {
    "money": "#,##0.0,,,", "rate": "0.00%", "number": "#,##0.00", "year": "0", "date": "yyyy-mm-dd", "flag": "0",
    "rate_level": "0.0000", "rial": "#,##0.00",
}  # fmt: skip
BLUE, PALE, GREY = "#0000FF", "#FFF9E5", "#E7E6E6"
WIDEST = 3  # pages side by side in print


def workbook(found: Financed, *, title: str, source: str, real_rate: float, covenant: float | None = None) -> bytes:
    """The XLSX of a project in the language in force, right to left in Persian.

    Every number that is typed stands on the sheet of assumptions, in blue; all others are formulas, whose values the
    workbook holds too. Money is in rials and shown in billions. ``title`` and ``source`` head the summary.
    """
    import xlsxwriter

    from hamyari_lib.workbooks.sheet import PlainSheet

    names = {
        "summary": t(fa="خلاصه", en="Summary"), "assumptions": t(fa="فرض‌ها", en="Assumptions"),
        "prices": t(fa="قیمت‌ها", en="Prices"), "model": t(fa="محاسبه", en="Model"),
    }  # fmt: skip
    sheets = {key: f"'{name}'" for key, name in names.items()}
    layout = lay_out(found, sheets, real_rate=real_rate, covenant=covenant)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        # the day is part of the file: the same project gives the same bytes
        book.set_properties({"title": title, "created": found.lines.timeline.before.astype("datetime64[s]").item()})
        book.set_calc_mode("auto")
        writer = _Writer(book, layout)
        pages = {key: book.add_worksheet(name, PlainSheet) for key, name in names.items()}
        for page in pages.values():
            page.set_landscape()
            page.set_paper(8)  # A3
            page.fit_to_pages(WIDEST, 0)
            if text.language() == "fa":
                page.right_to_left()
        pages["summary"].set_paper(9)  # A4
        pages["summary"].fit_to_pages(1, 0)
        pages["prices"].fit_to_pages(1, 0)
        _assumptions(pages["assumptions"], writer)
        _prices(pages["prices"], writer, sheets["assumptions"])
        _model(pages["model"], writer)
        _summary(pages["summary"], writer, sheets["model"], title, source)
    return buffer.getvalue()


class _Writer:
    """Formats, and cells that are typed or computed."""

    def __init__(self, book: Any, layout: Layout) -> None:
        self.layout = layout
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        direction = 2 if text.language() == "fa" else 1
        self.plain = book.add_format({"text_wrap": True, "valign": "top", "reading_order": direction})
        self.typed = {
            kind: book.add_format({"num_format": form, "font_color": BLUE, "bg_color": PALE, "border": 4})
            for kind, form in FORMATS.items()
        }
        typed_money = {"num_format": "#,##0", "font_color": BLUE, "bg_color": PALE, "border": 4}
        self.typed["money"] = book.add_format(typed_money)  # in rials, as it is typed
        self.fixed = {
            kind: book.add_format({"num_format": form, "font_color": BLUE, "bg_color": GREY, "border": 4})
            for kind, form in FORMATS.items()
        }
        self.computed = {kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()}

    def number(self, page: Any, row: int, column: int, value: float, kind: str) -> None:
        """A typed number, in blue."""
        page.write_number(row, column, value, self.typed[kind])

    def fixed_number(self, page: Any, row: int, column: int, value: float, kind: str) -> None:
        """A typed number that the columns hang on, and that refuses another."""
        page.write_number(row, column, value, self.fixed[kind])
        message = t(
            fa="زمان‌بندی از جدول پروژه می‌آید؛ آن را تغییر دهید و کاربرگ تازه بسازید.",
            en="The timeline comes from the project's table: change that and make a new workbook.",
        )
        self._refuse(page, (row, column, row, column), {"criteria": "==", "value": value}, message)

    def limit(self, page: Any, cells: tuple[int, int, int, int], kind: str) -> None:
        """Refuse in some cells (first row and column, last row and column) what cannot be."""
        low, high = {"rate": (-0.95, 5), "flag": (0, 1)}.get(kind, (0, 10**18))
        message = t(fa=f"عددی از {low} تا {high} بنویسید.", en=f"Write a number from {low} to {high}.")
        self._refuse(page, cells, {"criteria": "between", "minimum": low, "maximum": high}, message)

    def _refuse(self, page: Any, cells: tuple[int, int, int, int], rule: dict[str, Any], message: str) -> None:
        title = t(fa="عدد پذیرفتنی نیست", en="This number cannot be")
        page.data_validation(*cells, rule | {"validate": "decimal", "error_title": title, "error_message": message})

    def formula(self, page: Any, row: int, column: int, written: str, kind: str, value: float) -> None:
        shown = "" if np.isnan(value) else float(value)
        page.write_formula(row, column, written, self.computed[kind], shown)


def _assumptions(page: Any, writer: _Writer) -> None:
    layout = writer.layout
    page.set_column(0, 0, 46)
    page.set_column(1, 2, 18)
    page.set_column(FIRST, FIRST + len(layout.labels), 21)
    can_change = t(
        fa="فرض‌ها: عددهای آبی را می‌توان تغییر داد، جز خانه‌های خاکستری که از جدول پروژه می‌آید. پول به ریال است.",
        en="Assumptions: blue numbers can be changed, but those on grey ground, which are the project's table's. "
        "Money is in rials.",
    )
    page.write_string(0, 0, can_change, writer.title)
    for column, name in enumerate((t(fa="فرض", en="assumption"), t(fa="مقدار", en="value"), t(fa="توضیح", en="note"))):
        page.write_string(1, column, name, writer.head)
    for place, one in enumerate(layout.assumptions):
        row = SCALARS_FROM - 1 + place
        page.write_string(row, 0, one.label)
        if one.key in STRUCTURE:
            writer.fixed_number(page, row, 1, one.value, one.kind)
        else:
            writer.number(page, row, 1, one.value, one.kind)
            writer.limit(page, (row, 1, row, 1), one.kind)
        page.write_string(row, 2, one.note)
    top = layout.growths_from - 2
    kinds = [said(KINDS[kind]) for kind in layout.growths.columns]
    for column, name in enumerate((t(fa="رشد سالانهٔ قیمت‌ها در سال", en="growth of prices in the year"), *kinds)):
        page.write_string(top, column, name, writer.head)
    for place, (year, row) in enumerate(layout.growths.iterrows()):
        writer.fixed_number(page, top + 1 + place, 0, int(year), "year")
        for column, value in enumerate(row):
            writer.number(page, top + 1 + place, 1 + column, float(value), "rate")
    writer.limit(page, (top + 1, 1, top + len(layout.growths), 3), "rate")
    top = layout.amounts_from - 2
    heads = (t(fa="سرفصل، ریال به قیمت سال پایه", en="line, rials in base-year prices"),
             t(fa="نوع", en="item"), t(fa="تعدیل با", en="grows with"))  # fmt: skip
    for column, name in enumerate((*heads, *layout.labels)):
        page.write_string(top, column, name, writer.head)
    for place, ((item, line, kind), row) in enumerate(layout.amounts.iterrows()):
        for column, name in enumerate((line, said(ITEMS[item]), said(KINDS[kind]))):
            page.write_string(top + 1 + place, column, name)
        for period, value in enumerate(row):
            writer.number(page, top + 1 + place, FIRST + period, float(value), "money")
    last = FIRST + len(layout.labels) - 1
    writer.limit(page, (top + 1, FIRST, top + len(layout.amounts), last), "money")
    top = layout.repayment_from - 2
    page.write_string(
        top, 0, t(fa="برنامهٔ بازپرداخت که بدهی بر آن توافق شده است", en="repayment as agreed"), writer.head
    )
    for period, name in enumerate(layout.labels):
        page.write_string(top, FIRST + period, name, writer.head)
    for place, key in enumerate(("owed_share", "deposit_share")):
        page.write_string(top + 1 + place, 0, said(LABELS[key]))
        for period, value in enumerate(layout.repayment[key]):
            writer.number(page, top + 1 + place, FIRST + period, float(value), "rate")
    writer.limit(page, (top + 1, FIRST, top + 2, last), "rate")
    page.repeat_columns(0, 0)
    page.freeze_panes(2, 1)


def _prices(page: Any, writer: _Writer, assumptions: str) -> None:
    """The level of each year: that of the year before, grown."""
    layout = writer.layout
    page.set_column(0, 3, 16)
    page.write_string(0, 0, t(fa="سطح قیمت‌ها؛ سال پایه = ۱", en="Price levels; base year = 1"), writer.title)
    for column, name in enumerate((t(fa="سال", en="year"), *(said(KINDS[kind]) for kind in layout.growths.columns))):
        page.write_string(1, column, name, writer.head)
    base = layout.grid.assumptions["base_year"]
    writer.formula(page, 2, 0, f"={layout.grid.cells['base_year']}", "year", base)
    levels = (1 + layout.growths).cumprod()
    for column in range(1, 4):
        writer.formula(page, 2, column, "=A3/A3", "rate_level", 1.0)
    for place, (year, row) in enumerate(levels.iterrows()):
        writer.formula(page, 3 + place, 0, f"=A{3 + place}+1", "year", float(year))
        for column, value in enumerate(row, start=1):
            name = column_name(column)
            grown = f"={name}{3 + place}*(1+{assumptions}!{name}{layout.growths_from + place})"
            writer.formula(page, 3 + place, column, grown, "rate_level", float(value))
    page.freeze_panes(2, 1)


def _model(page: Any, writer: _Writer) -> None:
    layout, grid = writer.layout, writer.layout.grid
    page.set_column(0, 0, 46)
    page.set_column(1, 1, 10)
    page.set_column(2, 2, 3)
    page.set_column(FIRST, FIRST + grid.periods, 13)
    shown = t(fa="محاسبه؛ پول به میلیارد ریال نشان داده شده است", en="Model; money is shown in billion rial")
    page.write_string(0, 0, shown, writer.title)
    units = {"money": t(fa="میلیارد ریال", en="bn rial"), "rate": "%"}
    for period, name in enumerate(layout.labels):
        page.write_string(1, FIRST + period, name, writer.head)
    for row in (one for block in layout.blocks for one in block):
        at = grid.places[row.key] - 1
        label = _label(row.key, layout)
        page.write_string(at, 0, label)
        page.write_string(at, 1, units.get(row.kind, ""))
        for period in range(grid.periods):
            writer.formula(page, at, FIRST + period, grid.text(row, period), row.kind, grid.values[row.key][period])
    page.repeat_columns(0, 1)
    page.repeat_rows(0, 1)
    page.freeze_panes(2, FIRST)


def _label(key: str, layout: Layout) -> str:
    if key.startswith("line_"):
        return str(layout.amounts.index[int(key.removeprefix("line_"))][1])
    heading = f"{said(SECTIONS[key])} | " if key in SECTIONS else ""
    return f"{heading}{said(LABELS[key])}"


def _summary(page: Any, writer: _Writer, model: str, title: str, source: str) -> None:
    units = {"money": t(fa="میلیارد ریال", en="bn rial"), "rate": t(fa="در سال", en="a year")}
    page.set_column(0, 0, 48)
    page.set_column(1, 1, 18)
    page.set_column(2, 2, 48)
    page.write_string(0, 0, title, writer.title)
    page.merge_range(1, 0, 1, 2, source, writer.plain)
    page.set_row(1, 30)
    row = 3
    for heading, lines in summary_rows(writer.layout, model):
        page.write_string(row, 0, heading, writer.head)
        page.write_blank(row, 1, None, writer.head)
        for label, formula, kind, value, note in lines:
            row += 1
            page.write_string(row, 0, label)
            writer.formula(page, row, 1, formula, kind, value)
            page.write_string(row, 2, note or units.get(kind, ""))
        row += 2
