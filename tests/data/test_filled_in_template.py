"""What a person fills in the template, as a person writes it, goes into a room without a complaint."""

import io

import openpyxl
import pytest

from hamyari_lib import data, text
from hamyari_lib.data import template_marks as marks
from hamyari_lib.data.importing import import_files
from hamyari_lib.data.schemas import SCHEMAS
from hamyari_lib.data.template import FILLED_IN, template

pytestmark = pytest.mark.slow

FIRST = 4  # the row below the headers, as Excel counts
PROVINCE = "خراسان رضوی"
NUMBERS = ("whole", "money", "real")

OTHER_ROWS = {
    "municipalities": {"municipality": "نیشابور", "county": "نیشابور", "population_1395": "۲۶۴٬۳۷۵"},
    "needs": {"need_id": "N-002", "isic": "۲۸۱۳", "unit_cost_rial": "۲۵ میلیون تومان", "urgency": "كم"},
    "kb_firms": {"firm_id": "F-002", "national_id": "00123456789", "licence_until": "۱۴۰۶/۲/۱"},
    "synonyms": {"word": "پروژكتور"},
    "projects": {"project_id": "P-02", "land": "اجاره ای", "phases": "۲"},
    "project_cashflow": {"line": "نصب پنل", "period": "1405-03", "amount": "۱۲۰٬۰۰۰"},
    "tax_rules": {"vehicle": "شهرداری", "rate": "۰", "from_month": "۱۳۸۱/۰۱", "exempt_share": ""},
    "experts": {"expert_id": "E-2", "weight": "۰٫۲"},
    "judgements": {"right": "زمان", "value": "۵", "judged_on": "۱۰ خرداد ۱۴۰۵"},
    "scores": {"criterion": "ریسک", "score": "۶٫۵"},
    "instruments": {"instrument_id": "مشهد43", "profit_pct": "۱۸٪", "face_rial": "۳۰٬۰۰۰٬۰۰۰"},
    "quotes": {"date": "1405/6/16", "yield_pct": "۳۴٫۲"},
    "price_index": {"jalali_month": "۱۴۰۴/۰۷", "index": "۳۱۵٫۱"},
    "share_prices": {"jalali_month": "۱۴۰۴/۰۷", "price_rial": "۴٬۹۵۰"},
    "cash_plan": {"item": "R-08", "direction": "دریافت", "date": "۱۴۰۵/۵/۱", "amount_rial": "۱۲۰٬۰۰۰٬۰۰۰٬۰۰۰"},
    "holidays": {"date": "۱۴۰۵/۱/۱۲", "name": "روز جمهوری اسلامی"},
    "tender_thresholds": {"size": "متوسط", "up_to_rial": ""},
    "purchase_rules": {
        "rule": "leap_law_1_b",
        "label_fa": "بند «ب»",
        "label_en": "clause b",
        "from_month": "۱۴۰۱/۰۳",
        "up_to_rial": "",
    },
    "municipal_budget": {"jalali_year": "۱۴۰۳", "guarantees_rial": ""},
    "events": {"event_id": "S-02", "kind": "نشست", "place": ""},
    "attendance": {"participant": "شرکت‌کنندهٔ دیگر", "contact": "00989150000000"},
    "decisions": {"decision_id": "D-002", "project_id": "", "due_date": ""},
}
"""A second row of each table, where it differs from the example, in the spellings that people use."""


def places(sheet, table):
    """The place of each column by its header, as a person finds it."""
    headers = {cell.value: cell.column for cell in sheet[FIRST - 1]}
    return {name: headers[marks.header(column)] for name, column in SCHEMAS[table].columns.items()}


def fill(book, table, *changes):
    """A row for each of ``changes``: the sheet's example, otherwise where they say so."""
    sheet = book[marks.sheet_name(SCHEMAS[table])]
    for row, changed in enumerate(changes, start=FIRST):
        for name, place in places(sheet, table).items():
            sheet.cell(row, place).value = changed.get(name, sheet.cell(FIRST - 2, place).value) or None


def say_where_from(book, tables, *, kind="واقعی"):
    """Fill in the guide's table of sources."""
    sheet = book[marks.GUIDE_SHEET]
    (headers,) = [row for row in sheet.iter_rows() if row[1].value == marks.ABOUT_HEADERS["table"]]
    place = {
        name: next(cell.column for cell in headers if cell.value == one) for name, one in marks.ABOUT_HEADERS.items()
    }
    for table in tables:
        (row,) = [cell.row for cell in sheet["B"][headers[0].row :] if cell.value == marks.sheet_name(SCHEMAS[table])]
        said = {"source": "دفتر فنی", "as_of": "۱۴۰۵/۰۳/۰۱", "kind": kind, "filled_in_by": "رابط نمونه"}
        for name, value in said.items():
            sheet.cell(row, place[name]).value = value


@pytest.fixture
def imported(tmp_path, monkeypatch):
    """Fill in a template, save it as Excel would, and import it into a new room."""
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path / "rooms"))
    (tmp_path / "rooms").mkdir()

    def run(rows, *, kind="واقعی", tables=None):
        filled = tmp_path / "filled.xlsx"
        book = openpyxl.load_workbook(io.BytesIO(template(tables or tuple(rows))))
        for table, changes in rows.items():
            fill(book, table, *changes)
        say_where_from(book, rows, kind=kind)
        book.save(filled)
        return import_files([filled], room_name="own", province=PROVINCE)

    return run


def complaints(result):
    """All that an import says against what was filled in."""
    said = list(result.unrecognised)
    for sheet in result.sheets:
        said += [f"{sheet.table} refused {one}" for one in sheet.refusals]
        said += [f"{sheet.table} unknown {one}" for one in sheet.unknown]
        said += [f"{sheet.table} missing {one}" for one in sheet.missing]
        said += [f"{sheet.table} passed over {one}" for one in sheet.passed_over]
    return said


def test_every_table_filled_in_as_people_write_goes_in_without_a_complaint(imported):
    result = imported({table: ({}, OTHER_ROWS[table]) for table in FILLED_IN})
    assert complaints(result) == []
    assert {one.table: one.added for one in result.tables} == dict.fromkeys(FILLED_IN, 2)
    assert data.check_room("own") == dict.fromkeys(FILLED_IN, 2)


def test_what_was_written_is_what_the_room_has(imported, monkeypatch):
    monkeypatch.setattr("hamyari_lib.data.audience._audience", "internal")
    tables = ("municipalities", "needs", "kb_firms", "events", "attendance")
    imported({table: ({}, OTHER_ROWS[table]) for table in tables})
    second = {table: data.load(table, room="own").iloc[1] for table in tables}
    assert second["needs"]["unit_cost_rial"] == 250_000_000
    assert (second["needs"]["isic"], second["needs"]["urgency"]) == ("2813", "low")
    assert second["kb_firms"]["national_id"] == "00123456789", "no zero is lost"
    assert second["kb_firms"]["licence_until"] == "1406/02/01"
    assert second["municipalities"]["population_1395"] == 264_375
    assert second["attendance"]["contact"] == "00989150000000"


def test_sheets_that_are_left_empty_are_passed_over_in_silence(imported):
    result = imported({"holidays": ({},)}, kind="ساختگی", tables=FILLED_IN)
    assert [one.table for one in result.tables] == ["holidays"]
    assert complaints(result) == []
    assert data.provenance("own", "holidays").kind == "illustrative"


def test_the_guide_says_where_a_table_comes_from(imported):
    imported({"holidays": ({},)})
    entry = data.provenance("own", "holidays")
    assert entry.kind == "real"
    assert "دفتر فنی" in entry.source.fa
    assert text.digits("1405", language="fa") in entry.as_of.fa


def test_each_choice_of_a_list_means_what_it_says(imported):
    """Also «ندارد», which elsewhere is a blank cell."""
    labels = SCHEMAS["projects"].columns["land"].metadata["labels"]
    rows = [{"project_id": f"P-{number}", "land": label} for number, label in enumerate(labels.values())]
    imported({"projects": rows})
    assert list(data.load("projects", room="own")["land"]) == list(labels)


def test_a_copied_example_that_kept_its_mark_is_no_data(imported, tmp_path):
    imported({"holidays": ({}, {"date": "1405/01/12"})})
    book = openpyxl.load_workbook(tmp_path / "filled.xlsx")
    book[marks.sheet_name(SCHEMAS["holidays"])].cell(FIRST + 1, 1).value = marks.EXAMPLE_MARK
    book.save(tmp_path / "again.xlsx")
    (sheet,) = import_files([tmp_path / "again.xlsx"], room_name="own").sheets
    assert (sheet.read, sheet.refused) == (1, 0)
    assert [row for row, _ in sheet.passed_over] == [FIRST + 1], "it is told"
