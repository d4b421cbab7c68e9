"""What an import says of a file, in both languages: notes on it, why a row is no data, what was done to a cell.

Each is made once and shared: hundreds of thousands of rows may be passed over for the same reason.
"""

from __future__ import annotations

from collections.abc import Sequence

from hamyari_lib import text
from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.jalali import JalaliDate

# of files
IS_OPEN = Bilingual(
    fa="در اکسل باز است؛ آخرین نسخهٔ ذخیره‌شدهٔ آن خوانده شد", en="is open in Excel: what was saved last is read"
)
WAS_CP1256 = Bilingual(
    fa="با کدگذاری عربی ویندوز (CP1256) نوشته شده بود؛ حروف آن به همین صورت خوانده شد",
    en="was written in Windows Arabic (CP1256); its letters were read as such",
)
WAS_UTF16 = Bilingual(fa="با کدگذاری UTF-16 نوشته شده بود", en="was written in UTF-16")
HAS_MACROS = Bilingual(fa="ماکرو دارد؛ ماکروها اجرا و نگهداری نمی‌شود", en="has macros: they are not run and not kept")
HAS_LINKS = Bilingual(
    fa="به فایل‌های دیگر پیوند دارد؛ پیوندها دنبال نمی‌شود و آخرین مقدارِ ذخیره‌شده ملاک است",
    en="has links to other files: they are not followed, the values last seen are taken",
)

# of rows that are no data
OF_THE_TEMPLATE = Bilingual(fa="نمونه یا راهنمای کارپوشه", en="an example or a note of the template")
HEADER_AGAIN = Bilingual(fa="تکرار عنوان ستون‌ها", en="the header again")
A_TOTAL = Bilingual(fa="سطر جمع", en="a total")
NOTHING_READ = Bilingual(fa="در ستون‌هایی که خوانده می‌شود چیزی ندارد", en="nothing in a column that is read")

CHANGES = {
    "number": Bilingual(fa="رقم‌ها و جداکننده‌ها", en="number"),
    "unit": Bilingual(fa="تبدیل به ریال", en="unit"),
    "date": Bilingual(fa="شکل تاریخ", en="date"),
    "label": Bilingual(fa="کد به جای گزینه", en="label"),
    "spelling": Bilingual(fa="املا و فاصله‌ها", en="spelling"),
    "blank": Bilingual(fa="خالی به شمار آمد", en="blank"),
}
"""The kinds of change of a cell, by the code that :func:`hamyari_lib.data.importing.cells.what_changed` gives."""


def formulas(count: int) -> Bilingual:
    """Some cells of a sheet are formulas."""
    cells = f"{count:,} cells are formulas" if count > 1 else "1 cell is a formula"
    return Bilingual(
        fa=f"{text.number(count, language='fa')} سلول فرمول است؛ آخرین مقداری که اکسل حساب کرده خوانده شد",
        en=f"{cells}: the value that Excel last computed is taken",
    )


def without_value(count: int) -> Bilingual:
    """Some formulas were never computed."""
    return Bilingual(
        fa=f"{text.number(count, language='fa')} فرمول مقداری ندارد؛ فایل را در اکسل باز و ذخیره کنید",
        en=f"{count:,} formula{'s have' if count > 1 else ' has'} no value; open the file in Excel and save it",
    )


def above_the_header(first: int, last: int) -> Bilingual:
    """Rows of titles stand above the header."""
    if first == last:
        fa, en = f"سطر {first} بالای عنوان ستون‌هاست و داده نیست", f"row {first} stands above the header and is no data"
    else:
        fa = f"سطرهای {first} تا {last} بالای عنوان ستون‌هاست و داده نیست"
        en = f"rows {first} to {last} stand above the header and are no data"
    return Bilingual(fa=text.digits(fa, language="fa"), en=en)


def made_key(column: str, name_fa: str) -> Bilingual:
    """The file has no key, so that one is made."""
    return Bilingual(
        fa=f"«{name_fa}» در فایل نیست و از متن هر سطر ساخته شد تا همان سطر بار دیگر همان شناسه را بگیرد",
        en=f"{column} is not in the file: made from the words of each row, so that the same row keeps it",
    )


def unit_said(columns: Sequence[str], names_fa: Sequence[str], rials: int, by: Bilingual) -> Bilingual:
    """Where the unit of amounts was taken from."""
    names = text.listing([f"«{one}»" for one in names_fa], is_quoted=False, language="fa")
    return Bilingual(
        fa=f"{names}: هر واحد {text.number(rials, language='fa')} ریال است، بنا بر {by.fa}",
        en=f"{', '.join(columns)}: one is {rials:,} rial, as {by.en} says",
    )


BY_TITLE = Bilingual(fa="عنوان برگه", en="the sheet's title")
BY_COMMAND = Bilingual(fa="فرمان", en="the command")
BY_HEADER = Bilingual(fa="عنوان ستون", en="its header")


def no_table(first_row: str) -> Bilingual:
    """A sheet whose header names no table."""
    return Bilingual(
        fa=f"جدول شناخته‌شده‌ای در آن نیست؛ نخستین سطر آن: {first_row or 'خالی'}",
        en=f"holds no table that is known; its first row is: {first_row or 'blank'}.",
    )


def no_rows(table: str, title_fa: str) -> Bilingual:
    """A sheet that has a header and nothing below it."""
    return Bilingual(
        fa=f"تنها عنوان ستون‌های جدول «{title_fa}» را دارد، بدون هیچ سطری",
        en=f"has the header of table {table} and no rows.",
    )


def unheaded(places: Sequence[int]) -> Bilingual:
    """Columns that have cells and no header, counted from 0, are not read."""
    fa = text.listing([text.digits(place + 1, language="fa") for place in places], is_quoted=False, language="fa")
    return Bilingual(
        fa=f"ستون {fa} عنوان ندارد و خوانده نشد، با آنکه سلول‌های پر دارد",
        en=f"column {', '.join(str(place + 1) for place in places)} has cells but no header: it is not read",
    )


def without_zeros(count: int) -> Bilingual:
    """Codes of three digits in a column in which none begins with 0: a spreadsheet may have made 111 of 0111."""
    return Bilingual(
        fa=f"{text.number(count, language='fa')} کد ISIC سه رقم دارد و هیچ کدی با صفر آغاز نمی‌شود؛ اگر برنامه صفر نخست "
        "را انداخته است (111 به جای 0111)، قالب ستون را «متن» کنید، کدها را درست کنید و پرونده را دوباره وارد کنید",
        en=f"{count:,} ISIC code{'s have' if count > 1 else ' has'} three digits, and none begins with 0: if a "
        "spreadsheet dropped it (111 for 0111), format the column as text, correct the codes and import again",
    )


def licences_ended(count: int, day: JalaliDate) -> Bilingual:
    """Firms whose licence has ended are kept, for what they could supply until then."""
    return Bilingual(
        fa=f"مجوز {text.number(count, language='fa')} شرکت تا {day.label('fa')} پایان یافته است؛ سطر آن‌ها نگه داشته شد",
        en=f"{count:,} licence{'s' if count > 1 else ''} had ended by {day}: the rows are kept",
    )
