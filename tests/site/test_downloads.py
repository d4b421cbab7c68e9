"""Tables as files: harmless in a spreadsheet, faithful, and the same bytes each time."""

import csv
import io

import openpyxl
import pytest
from site_samples import PARAMETERS, line, manifest, table

from hamyari_lib.records import Column, Table
from hamyari_lib.site.downloads import harmless, number_format, to_csv, to_xlsx

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\u00a0=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "\u200b=1",
    "\ufeff=1",
    "\n=1",
    '=HYPERLINK("http://example.com")',
]


def sheet_of(made: Table, **changes):
    content = to_xlsx(made, manifest=manifest(**changes), parameters=PARAMETERS, language="fa")
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("cell", FORMULAS)
def test_formulas_are_made_harmless_in_csv(cell):
    made = Table("k", "t", (Column("a", cell),), ((cell,),), source="s")
    header, row = csv.reader(io.StringIO(to_csv(made, language="fa").decode("utf-8-sig"), newline=""))
    assert header[0].startswith("'")
    assert row[0].startswith("'")


@pytest.mark.parametrize("cell", FORMULAS)
def test_formulas_are_plain_text_in_xlsx(cell):
    made = Table("k", cell, (Column("a", cell),), ((cell,),), source=cell, note=cell)
    book = sheet_of(made)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert all(found.data_type in ("s", "n") for found in row)
            assert all(found.hyperlink is None for found in row)


def test_ordinary_words_and_numbers_are_left_alone():
    assert harmless("شیمی - پتروشیمی") == "شیمی - پتروشیمی"
    text = to_csv(table(3), language="fa").decode("utf-8-sig").splitlines()
    assert text[0] == "رشته‌فعالیت,ضریب مکانی (نسبت),تغییر سهم (کسر),شاغلان (شغل),دستمزد ماهانه (ریال)"
    assert text[1].split(",")[1:3] == ["0.4", "-0.08"]
    assert text[1].split(",")[3] == ""


def test_a_missing_value_says_why_where_its_column_does():
    columns = (
        Column("a", "a", "jobs"),
        Column("b", "b", "jobs", empty="too few observations"),
        Column("c", "c", empty="=x"),
    )
    made = Table("k", "t", columns, ((None, None, None), (1, 2, "z")), source="s")
    assert to_csv(made, language="en").decode("utf-8-sig").splitlines()[1:] == [",too few observations,'=x", "1,2,z"]
    sheet = sheet_of(made).worksheets[0]
    assert [cell.value for cell in sheet[2]] == [None, "too few observations", "=x"]
    assert [cell.data_type for cell in sheet[2]][1:] == ["s", "s"]


def test_csv_starts_with_a_byte_order_mark():
    assert to_csv(table(1), language="fa").startswith(b"\xef\xbb\xbf")


def test_xlsx_reads_back():
    book = sheet_of(table(20), ledger=(line(), line("market", "illustrative")))
    sheet, about = book.worksheets
    assert sheet.sheet_view.rightToLeft
    assert sheet.freeze_panes == "B2"
    assert sheet.max_row == 21
    assert sheet["C2"].value == pytest.approx(-0.08)
    assert sheet["C2"].number_format == "+0.0%;-0.0%;0.0%"
    assert sheet["E2"].number_format == "#,##0"
    words = {row[0].value: row[1].value for row in about.iter_rows()}
    assert words["شناسهٔ اجرا"] == "20261122T105517Z-ab12cd"
    assert words["استان"] == "خراسان رضوی"
    assert words["داده‌های ساختگی"] == "market"
    assert "۱ آذر ۱۴۰۵" in words["زمان شروع"]


def test_files_are_the_same_bytes_each_time():
    def made() -> tuple[bytes, bytes]:
        as_xlsx = to_xlsx(table(), manifest=manifest(), parameters=PARAMETERS, language="fa")
        return to_csv(table(), language="fa"), as_xlsx

    assert made() == made()


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (Column("a", "a", "ratio"), "0.00"),
        (Column("a", "a", "fraction/year", decimals=0), "0%"),
        (Column("a", "a", "year"), "0"),
        (Column("a", "a", "jobs"), "#,##0"),
    ],
)
def test_number_formats_follow_the_unit(column, expected):
    assert number_format(column) == expected
