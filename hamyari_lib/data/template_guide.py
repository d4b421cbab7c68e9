"""The first sheet of the template: how to fill it in, and the table that says where each table comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hamyari_lib import text
from hamyari_lib.data import template_marks as marks
from hamyari_lib.data.template_sheet import ACCENT, FIRST_ROW, FONT, GREY, PROTECTION, SOFT, Lists, on_paper

if TYPE_CHECKING:
    from xlsxwriter import Workbook

TITLE = "فرم گردآوری داده‌های سازمان همیاری شهرداری‌ها"

_FIRST = text.digits(FIRST_ROW + 1, language="fa")

LINES = (
    "هر برگه یک جدول است. جدولی را که داده‌ای برای آن ندارید خالی بگذارید؛ لازم نیست برگه را پاک کنید.",
    f"داده‌ها را زیر سرستون‌ها، از ردیف {_FIRST}، بنویسید: هر مورد در یک ردیف، بدون ردیف جمع و بدون ادغام خانه‌ها.",
    f"دو ردیف «{marks.GUIDE_MARK}» و «{marks.EXAMPLE_MARK}» در بالای هر برگه برای آشنایی است؛ قفل است و خوانده نمی‌شود.",
    "ستون با سرستون تیره باید در همهٔ ردیف‌ها پر شود؛ ستون با سرستون روشن اختیاری است.",
    "آنچه را نمی‌دانید خالی بگذارید و به جای آن صفر ننویسید: صفر یعنی می‌دانیم که مقدار آن صفر است.",
    "مبلغ‌ها را به ریال و کامل بنویسید (۶۵ میلیون ریال: 65000000)، مگر در جدولی که ستون «واحد پول» دارد.",
    "تاریخ‌ها شمسی است: روز به شکل 1405/03/01 و ماه به شکل 1405-03. رقم فارسی و لاتین هر دو پذیرفته می‌شود.",
    "در خانه‌ای که فهرست دارد از همان انتخاب کنید. نامی را که در فهرست نیست بنویسید و به جدول خودش هم بیفزایید.",
    "شناسه‌ها را خودتان می‌گذارید (مانند P-01): هر مورد شناسهٔ خودش را دارد و در برگه‌های دیگر با همان شناسه می‌آید.",
    f"پیش از ارسال، «{marks.ABOUT_TITLE}» را در پایین همین برگه برای هر جدولی که پر کرده‌اید کامل کنید.",
)

_WIDTHS = (34.0, 34.0, 18.0, 18.0, 24.0)
_ABOUT_HINTS = {
    "source": "سند، سامانه یا واحدی که داده از آن گرفته شده است",
    "as_of": "روز، ماه یا سالی که داده‌ها مربوط به آن است؛ مانند 1405/03/01",
    "kind": "دادهٔ ساختگی آن است که برای نمونه یا آزمایش نوشته شده باشد؛ گزارش‌ها آن را جداگانه نشان می‌دهند.",
    "filled_in_by": "نام و سمت کسی که می‌توان دربارهٔ این جدول از او پرسید",
}


def write_guide(workbook: Workbook, tables: Sequence[str], *, lists: Lists) -> None:
    """Add the guide, with a row of ``tables`` (the names of their sheets) each in the table of sources."""
    sheet = workbook.add_worksheet(marks.GUIDE_SHEET)
    sheet.right_to_left()
    sheet.hide_gridlines(2)
    last = len(_WIDTHS)
    sheet.set_column(0, 0, 5)
    for place, width in enumerate(_WIDTHS, start=1):
        sheet.set_column(place, place, width)
    title = workbook.add_format({**FONT, "font_size": 16, "bold": True, "font_color": ACCENT})
    number = workbook.add_format({**FONT, "font_color": GREY, "align": "center", "valign": "top"})
    line = workbook.add_format({**FONT, "text_wrap": True, "valign": "top", "reading_order": 2})
    sheet.set_row(0, 34)
    sheet.write_string(0, 1, TITLE, title)
    for row, said in enumerate(LINES, start=1):
        sheet.set_row(row, 20)
        sheet.write_string(row, 0, text.digits(row, language="fa"), number)
        sheet.merge_range(row, 1, row, last, said, line)
    _write_about(workbook, tables, lists=lists, row=len(LINES) + 2)
    sheet.protect("", PROTECTION)
    on_paper(sheet)
    sheet.activate()


def _write_about(workbook: Workbook, tables: Sequence[str], *, lists: Lists, row: int) -> None:
    """The table of sources, its title in ``row``."""
    sheet = workbook.get_worksheet_by_name(marks.GUIDE_SHEET)
    border = {"border": 1, "border_color": "#9AA5AE"}
    heading = workbook.add_format({**FONT, **border, "bold": True, "bg_color": ACCENT, "font_color": "#FFFFFF"})
    named = workbook.add_format({**FONT, **border, "bg_color": SOFT})
    entry = workbook.add_format({**FONT, **border, "num_format": "@", "locked": False, "text_wrap": True})
    title = workbook.add_format({**FONT, "font_size": 12, "bold": True, "font_color": ACCENT})
    sheet.set_row(row, 26)
    sheet.write_string(row, 1, marks.ABOUT_TITLE, title)
    sheet.set_row(row + 1, 24)
    first, last = row + 2, row + 1 + len(tables)
    kinds = lists.of_values("list_kind", list(marks.KIND_LABELS.values()))
    for place, (name, called) in enumerate(marks.ABOUT_HEADERS.items(), start=1):
        sheet.write_string(row + 1, place, called, heading)
        if name not in _ABOUT_HINTS:
            continue
        said = {"input_title": called, "input_message": _ABOUT_HINTS[name]}
        wrong = {"error_title": "واقعی یا ساختگی", "error_message": "یکی از این دو را از فهرست انتخاب کنید."}
        rule = {"validate": "list", "source": f"={kinds}", **wrong} if name == "kind" else {"validate": "any"}
        sheet.data_validation(first, place, last, place, said | rule)
    for line, table in enumerate(tables, start=first):
        sheet.set_row(line, 20)
        sheet.write_string(line, 1, table, named)
        for place in range(2, len(marks.ABOUT_HEADERS) + 1):
            sheet.write_blank(line, place, None, entry)
