"""Damaged and hostile files: a named error or a listed refusal, never a traceback, never a gigabyte of memory."""

import csv
import datetime as dt
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people_files import NEED, NEEDS, SHEET, STRINGS, altered, lines, said, with_rows, workbook

from hamyari_lib.data.importing import cell_marks
from hamyari_lib.data.importing.circles import in_circles
from hamyari_lib.data.importing.texts import is_regular
from hamyari_lib.errors import DataError, HamyariError

pytestmark = pytest.mark.slow

STYLES = "xl/styles.xml"
DAY = dt.datetime(2024, 3, 24)  # noqa: DTZ001 - a cell has no zone


def refusals(result):
    return [(one.row, one.column, one.found) for sheet in result.sheets for one in sheet.refusals]


def named(error):
    """An error of ours says in a line each what is wrong and what to do."""
    for fault in error.faults:
        assert fault.strip()
        assert "Traceback" not in fault


# files that are not what they are called


def protected():
    """The beginning of what Excel writes for a workbook with a password, and of an .xls."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


BOOK = workbook(NEED)
NO_TABLES = [
    ("cut off", "a.xlsx", BOOK[: len(BOOK) // 2], "is cut off or damaged"),
    ("only a beginning", "a.xlsx", b"PK\x03\x04", "is cut off or damaged"),
    ("a password", "a.xlsx", protected(), "protected by a password"),
    ("Excel 97", "a.xls", protected(), "Excel 97-2003"),
    ("text called xlsx", "a.xlsx", lines(NEED), "is called .xlsx and is none"),
    ("a page called xls", "a.xls", "<html><table></table></html>", "is called .xls and is none"),
    ("text called parquet", "a.parquet", lines(NEED), "is called .parquet and is none"),
    ("a picture", "a.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "is of a kind that is not read"),
    ("a zip", "a.zip", zipped(a="b"), "is a zip, but no Excel workbook"),
    ("a document", "a.docx", zipped(**{"word/document.xml": "<a/>"}), "is a zip, but no Excel workbook"),
    ("an empty file", "a.csv", "", "the file is empty"),
    ("a lock of Excel", "~$a.xlsx", b"\x05user", "is Excel's note that the file is open, not the file; name a.xlsx"),
    ("zeros", "a.csv", bytes(5000), "is no UTF-16|zero byte"),
    ("a zero in a line", "a.csv", lines(NEED, ("N-2", "مش\0هد", *NEED[2:])), "line 3: has a zero byte"),
    (
        "a zero in UTF-16",
        "a.csv",
        lines(NEED, ("N-2", "مش\0هد", *NEED[2:])).encode("utf-16"),
        "line 3: has a zero byte",
    ),
    ("half a letter of UTF-16", "a.csv", lines(NEED).encode("utf-16")[:-1], "is no UTF-16"),
    ("Latin letters", "a.csv", "need_id,title\nN-1,café\n".encode("latin-1"), "line 2: is not UTF-8"),
    ("10,000 columns", "a.csv", ",".join(map(str, range(10_000))), "has 10,000 columns; expected at most 2,000"),
    ("a very long line", "a.csv", "x" * 300_000 + "\n" + lines(NEED), "holds no table that is known"),
    ("Parquet cut off", "a.parquet", b"PAR1" + bytes(100), "is no sound Parquet file"),
]


@pytest.mark.parametrize(
    ("name", "content", "fault"), [one[1:] for one in NO_TABLES], ids=[one[0] for one in NO_TABLES]
)
def test_what_is_no_table_is_named_and_nothing_is_made(desk, name, content, fault):
    with pytest.raises(DataError, match=fault) as refused:
        desk.take(content, name)
    assert refused.value.faults[-1] == "nothing was imported."
    assert str(desk.folder) not in "".join(refused.value.faults), "a path of this machine says nothing"
    assert list(desk.rooms.iterdir()) == []


def test_a_folder_a_missing_file_and_a_pipe_are_named(desk):
    os.mkfifo(desk.folder / "pipe.csv")
    for path, fault in (
        ("rooms", "is a folder"),
        ("no.csv", "there is no such file"),
        ("pipe.csv", "a device or a pipe"),
    ):
        with pytest.raises(DataError, match=fault):
            desk.bring(desk.folder / path)


def test_a_file_that_may_not_be_read_is_named(desk, monkeypatch):
    path = desk.put(lines(NEED))

    def locked(self, *_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(DataError, match="is open in another program or may not be read; close it in Excel"):
        desk.bring(path)


def test_a_file_that_is_open_in_excel_is_read_as_it_was_saved_and_that_is_said(desk):
    path = desk.put(BOOK, "a.xlsx")
    (path.parent / "~$a.xlsx").write_bytes(b"\x05user")
    assert "is open in Excel: what was saved last is read" in said(desk.bring(path))


# CSV whose quotes are out of place


@settings(max_examples=300)
@given(text=st.lists(st.sampled_from(['"', '"', ",", "\n", "\r\n", "a", " ", ";", 'x,"1,2",y\n']), max_size=14))
def test_content_is_regular_where_a_strict_reader_finds_no_fault(text):
    content = "".join(text)
    try:
        list(csv.reader(io.StringIO(content, newline=""), strict=True))
        is_read = True
    except csv.Error:
        is_read = False
    assert is_regular(content.encode(), "utf-8", ",") == is_read


def test_a_quote_out_of_place_costs_its_own_line_and_no_other(desk):
    content = (
        lines(NEED)
        + '"N-2,مشهد,لوله,1,1\nN-3,مشهد,شیر,1,1\nN-4,مشهد,لوله 2",1,1\nN-5,مشهد,"a"b,1,1\nN-6,مشهد,"پ",1,1\n'
    )
    result = desk.take(content)
    assert [row["need_id"] for row in desk.kept()] == ["N-1", "N-3", "N-6"]
    assert [one[0] for one in refusals(result)] == [3, 5, 6]
    assert result.sheets[0].read == 6
    assert desk.listed("rejected")[0][4:] == ['"N-2', "مشهد", "لوله", "1", "1"], "as it stands, to be corrected"


def test_an_inch_in_a_bare_cell_is_a_letter(desk):
    desk.take(lines() + 'N-1,مشهد,لوله 2" فولادی,1,1\nN-2,مشهد,"لوله 3""",1,1\n')
    assert [row["title"] for row in desk.kept()] == ['لوله 2" فولادی', 'لوله 3"']


def test_a_quote_that_is_opened_in_one_row_and_closed_in_another_does_not_mix_them(desk):
    """Together they have as many cells as one row: it would have had the last figures of the other."""
    content = lines(NEED) + 'N-2,مشهد,"LED چراغ,1,1\nN-3,مشهد,شیر,2,2\nN-4,مشهد,لوله 2",3,3\nN-5,مشهد,پ,4,4\n'
    result = desk.take(content)
    assert [(row["need_id"], row["unit_cost_rial"]) for row in desk.kept()] == [
        ("N-1", "1000"),
        ("N-3", "2"),
        ("N-5", "4"),
    ]
    assert [row for row, *_ in refusals(result)] == [3, 5]


def test_an_inch_at_the_beginning_of_a_large_file_shifts_no_row_behind_it(desk):
    """Counting quotes would cut blocks within cells of two lines, whose halves look like rows."""
    body = "".join(f'N-{number},مشهد,"خط یک\nN-{number}x,مشهد,خط دو",1,1\n' for number in range(35_000))
    result = desk.take(lines() + 'N-a,مشهد,لوله 2" فولادی,1,1\n' + body)
    assert (result.sheets[0].read, result.refused) == (35_001, 0)
    assert {row["title"] for row in desk.kept()} == {'لوله 2" فولادی'} | {
        f"خط یک N-{number}x,مشهد,خط دو" for number in range(35_000)
    }


def test_a_quote_that_is_never_closed_in_a_large_file_costs_one_line(desk):
    body = [f"N-{number},مشهد,چراغ{' دراز' * 40},1,1\n" for number in range(60_000)]
    body[500] = body[500].replace(",چراغ", ',"چراغ')
    assert sum(len(line.encode()) for line in body) > 16 * 2**20, "more than is read before a record is given up"
    result = desk.take(lines() + "".join(body))
    assert (result.sheets[0].read, refusals(result)[0][0], result.refused) == (60_000, 502, 1)


def test_a_row_that_is_too_wide_or_a_cell_that_is_too_long_is_refused(desk):
    rows = [
        NEED,
        ("N-2", *NEED[1:], "x"),
        ("N-3", "مشهد", "x" * 40_000, "1", "1"),
        ("N-4", "مشهد", "x" * 200_000, "1", "1"),
    ]
    result = desk.take(lines(*rows))
    assert [row for row, *_ in refusals(result)] == [3, 4, 5]
    assert result.sheets[0].read == 4


# workbooks


ENTITIES = b"<!DOCTYPE a [<!ENTITY b 'c'>]>"
PLACELESS = b'<row r="3"><c t="e"><v>#REF!</v></c></row>'
NOT_SOUND = [
    ("no workbook part", altered(BOOK, drop=["xl/workbook.xml"]), "no Excel workbook"),
    ("no relations", altered(BOOK, drop=["xl/_rels/workbook.xml.rels"]), "is no sound workbook"),
    ("no root relations", altered(BOOK, drop=["_rels/.rels"]), "is no sound workbook"),
    ("no sheet", altered(BOOK, drop=[SHEET]), "sheet1.xml is missing"),
    ("no strings", altered(BOOK, drop=[STRINGS]), "sharedStrings.xml is missing"),
    ("no styles", altered(BOOK, drop=[STYLES]), "styles.xml is missing"),
    ("half a sheet", altered(BOOK, {SHEET: lambda xml: xml[: len(xml) // 2]}), "is no sound workbook"),
    ("a sheet of noise", altered(BOOK, {SHEET: lambda _: b"<\xff\xfe noise"}), "is no sound workbook|holds nothing"),
    ("UTF-16", altered(BOOK, {SHEET: lambda xml: xml.decode().encode("utf-16")}), "is in UTF-16"),
    ("entities", altered(BOOK, {"xl/workbook.xml": lambda xml: ENTITIES + xml}), "a document type"),
    ("entities, late", altered(BOOK, {SHEET: lambda xml: b" " * 9000 + ENTITIES + xml}), "a document type"),
    ("no such text", altered(BOOK, {SHEET: lambda xml: xml.replace(b"<v>0<", b"<v>99<")}), "no sound workbook"),
    ("10,000 parts", altered(BOOK, more={f"xl/{i}": b"" for i in range(10_000)}), "parts; expected at most 5,000"),
    ("parts that differ in capitals", altered(BOOK, more={SHEET.upper(): b"<a/>"}), "two parts of the same name"),
    ("an encrypted package", altered(BOOK, more={"EncryptedPackage": b""}), "protected by a password"),
    ("no place", altered(BOOK, {SHEET: with_rows(PLACELESS)}), "in which column it stands"),
]  # fmt: skip


@pytest.mark.parametrize(("book", "fault"), [one[1:] for one in NOT_SOUND], ids=[one[0] for one in NOT_SOUND])
def test_a_workbook_that_is_not_sound_is_named(desk, book, fault):
    with pytest.raises(DataError, match=fault):
        desk.take(book, "a.xlsx")
    assert list(desk.rooms.iterdir()) == []


def test_a_flag_of_encryption_is_named(desk):
    book = bytearray(BOOK)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = book.find(mark)
        while at >= 0:
            book[at + offset] |= 1
            at = book.find(mark, at + 4)
    with pytest.raises(DataError, match="protected by a password"):
        desk.take(bytes(book), "a.xlsx")


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_a_workbook_with_bytes_changed_is_read_or_named(desks, dice):
    """Also where the zip's own sums still hold, because the parts were changed before they were packed."""
    broken = bytearray(BOOK)
    if dice.random() < 0.5:
        for _ in range(dice.randint(1, 5)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
    else:
        name = dice.choice([SHEET, STRINGS, STYLES, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])

        def spoil(xml):
            xml = bytearray(xml)
            at = dice.randrange(len(xml))
            xml[at : at + dice.randint(0, 9)] = dice.choice(
                [b"", b"<", b"&", b"\xff", b"]]>", b'"', b"0" * 30, b"<c/>"]
            )
            return bytes(xml)

        broken = altered(BOOK, {name: spoil})
    try:
        desks.take(bytes(broken), "a.xlsx", room=desks.new_room())
    except HamyariError as error:
        named(error)


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_a_csv_file_with_bytes_changed_is_read_or_named(desks, dice):
    content = bytearray(
        lines(NEED, ("N-2", "مشهد", "دو\nخط", "5", "6")).encode(dice.choice(["utf-8", "utf-16", "utf-8-sig"]))
    )
    for _ in range(dice.randint(1, 8)):
        content[dice.randrange(len(content))] = dice.choice([0, 10, 13, 34, 44, 59, 255, dice.randrange(256)])
    try:
        result = desks.take(bytes(content), room=(room := desks.new_room()))
    except HamyariError as error:
        named(error)
        return
    for sheet in result.sheets:
        assert sheet.read - sheet.refused == len(desks.kept(sheet.table, room))


# cells that a workbook's reader does not tell of


ROW = ["N-1", "مشهد", "چراغ"]


def with_cell(write, *, table_row=ROW):
    """A workbook whose row 2 has its last two cells written so."""
    return workbook(table_row, then=write)


def formulas(**written):
    """Write formulas into cells, each with what a spreadsheet has saved as its value."""

    def write(_, sheet):
        for place, (formula, value) in written.items():
            sheet.write_formula(place, formula, None, value)

    return write


FORMULAS = [
    ("an error", formulas(D2=("=1/0", "#DIV/0!")), "#DIV/0!"),
    ("not available", formulas(D2=("=NA()", "#N/A")), "#N/A"),
    ("a reference lost", formulas(D2=("=A1+Sheet9!#REF!", "#REF!")), "#VALUE!"),
    ("a circle", formulas(D2=("=F2+1", 0), F2=("=$D2", 0)), "#VALUE!"),
    ("itself", formulas(D2=("=SUM(C1:D9)", 0)), "#VALUE!"),
    ("in need of a circle", formulas(D2=("=F2", 0), F2=("=F2+0", 0)), "#VALUE!"),
]


@pytest.mark.parametrize(("write", "shown"), [one[1:] for one in FORMULAS], ids=[one[0] for one in FORMULAS])
def test_a_formula_without_a_value_is_refused_and_not_taken_for_unknown_or_zero(desk, write, shown):
    result = desk.take(with_cell(write), "a.xlsx")
    assert refusals(result) == [(2, "yearly_quantity", shown)]


def test_a_formula_that_no_spreadsheet_computed_is_refused(desk):
    bare = io.BytesIO()
    book = openpyxl.Workbook()
    for row in (NEEDS, [*ROW, "=2+3", 5]):
        book.active.append(row)
    book.save(bare)
    result = desk.take(bare.getvalue(), "a.xlsx")
    assert refusals(result) == [(2, "yearly_quantity", "#VALUE!")]
    assert "1 formula has no value" in said(result)


def test_a_zero_that_a_program_wrote_for_a_formula_is_no_value(desk):
    """A workbook that asks to be computed on opening has no value that a spreadsheet computed."""
    book = with_cell(lambda book, sheet: sheet.write_formula("D2", "=2+3"))
    stale = altered(book, {"xl/workbook.xml": lambda xml: xml.replace(b"<calcPr ", b'<calcPr fullCalcOnLoad="1" ')})
    assert refusals(desk.take(stale, "a.xlsx")) == [(2, "yearly_quantity", "#VALUE!")]


def test_formulas_that_were_computed_are_taken_for_their_value_and_told(desk):
    def write(book, sheet):
        sheet.write_formula("D2", "=2+3", None, 5)
        sheet.write_formula("E2", '=IF(D2="","",D2)', None, "")

    blank = {SHEET: lambda xml: xml.replace(b'<c r="E2"><f>', b'<c r="E2" t="str"><f>')}
    result = desk.take(altered(with_cell(write), blank), "a.xlsx")
    assert [(row["yearly_quantity"], row["unit_cost_rial"]) for row in desk.kept()] == [("5", "")]
    assert "2 cells are formulas: the value that Excel last computed is taken" in said(result)


def test_no_formula_macro_or_link_gets_into_a_room_or_a_list(desk):
    formulas = ["=1+1", "=cmd|'/c calc'!A1", '=HYPERLINK("http://x")', "+1-1", "@SUM(A1)", "-2+3"]
    rows = [(f"N-{number}", "مشهد", cell, "ده", "5") for number, cell in enumerate(formulas)]
    book = altered(
        workbook(*rows), more={"xl/vbaProject.bin": b"Auto_Open", "xl/externalLinks/externalLink1.xml": b"<a/>"}
    )
    result = desk.take(book, "a.xlsm")
    assert "has macros: they are not run and not kept" in said(result)
    assert "has links to other files: they are not followed" in said(result)
    assert desk.kept() == []
    for row in desk.listed("rejected"):
        assert not [cell for cell in row[4:] if cell[:1] in "=+-@"]
    assert b"Auto_Open" not in b"".join(path.read_bytes() for path in (desk.rooms / "own").rglob("*") if path.is_file())


@pytest.mark.parametrize("space", [b" ", b"\t", b"\n", b"\r\n", b" s='0' "])
def test_a_sheet_that_reaches_far_is_seen_however_its_cells_are_written(space):
    part = cell_marks.Part()
    cell_marks.look(b'<row r="1"><c r="A1"><v>1</v></c></row>', part, cell_marks.Styles())
    far = b'<row%br="1048576"><c%br="XFD1048576"><v>1</v></c></row>' % (space, space)
    cell_marks.look(far, part, cell_marks.Styles())
    assert (part.rows, part.columns) == (1_048_576, 16_384)


PER_CENT = [
    ("0%", 0.18, "18%"),
    ("0.00%", 0.185, "18.5%"),
    ('0"%"', 18, None),
    ("0\\%", 18, None),
    ("0.0", 18, None),
    ('[<1]0%;"%"0', 0.18, "18%"),
]


@pytest.mark.parametrize(("form", "value", "shown"), PER_CENT)
def test_a_cell_shown_as_per_cent_is_read_as_it_is_shown(desk, form, value, shown):
    result = desk.take(
        with_cell(lambda book, sheet: sheet.write("D2", value, book.add_format({"num_format": form}))), "a.xlsx"
    )
    assert refusals(result) == ([(2, "yearly_quantity", shown)] if shown else [])
    assert [row["yearly_quantity"] for row in desk.kept()] == ([] if shown else [str(value)])


def test_per_cent_is_seen_however_a_cell_is_written(desk):
    book = with_cell(lambda book, sheet: sheet.write("D2", 0.18, book.add_format({"num_format": "0%"})))
    for cell in (b"<c s='1' r='D2'>", b'<c t="n" s="1" r="D2">', b'<c r="D2" s="1" t="n">'):
        written = altered(book, {SHEET: lambda xml, cell=cell: xml.replace(b'<c r="D2" s="1">', cell)})
        assert refusals(desk.take(written, "a.xlsx")) == [(2, "yearly_quantity", "18%")]


def test_dates_of_either_system_are_days_and_one_before_1900_is_none(desk):
    header = ["شناسهٔ شرکت", "نام شرکت", "استان", "محصولات", "پایان مجوز"]
    rows = [[f"F-{number}", "الف", "یزد", "لوله"] for number in range(4)]

    def write(book, sheet):
        day = book.add_format({"num_format": "yyyy/mm/dd"})
        sheet.write_datetime("E2", DAY, day)
        sheet.write_number("E3", -181126, day)  # what LibreOffice makes of 1404-01-25
        sheet.write("E4", "1403/01/25", day)
        sheet.write_datetime("E5", DAY.replace(hour=10, minute=30), day)

    result = desk.take(workbook(*rows, header=header, then=write), "f.xlsx")
    assert [row["licence_until"] for row in desk.kept("kb_firms")] == ["1403/01/05", "1403/01/25"]
    assert [(row, found) for row, _, found in refusals(result)] == [(3, "#DATE!"), (5, "2024-03-24 10:30:00")]
    old = openpyxl.Workbook()
    old.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row in (header, ["F-9", "الف", "یزد", "لوله", DAY]):
        old.active.append(row)
    out = io.BytesIO()
    old.save(out)
    desk.take(out.getvalue(), "g.xlsx")
    assert desk.kept("kb_firms")[-1]["licence_until"] == "1403/01/05"


def test_a_name_merged_over_its_rows_stands_in_each_and_a_number_in_none_but_the_first(desk):
    def write(book, sheet):
        sheet.merge_range("B2:B4", "مشهد")
        sheet.merge_range("D3:D4", 50)

    rows = [["N-1", "", "چراغ", "", 5], ["N-2", "", "لوله", "", 6], ["N-3", "", "شیر", "", 7]]
    result = desk.take(workbook(*rows, then=write), "a.xlsx")
    assert [(row["need_id"], row["municipality"]) for row in desk.kept()] == [("N-1", "مشهد"), ("N-2", "مشهد")]
    assert refusals(result) == [(4, "yearly_quantity", "#MERGED!")]
    assert "merged cells (B2:B4, D3:D4)" in said(result)


def test_hidden_rows_are_read_and_hidden_sheets_are_not_and_both_are_told(desk):
    def write(book, sheet):
        sheet.set_row(1, None, None, {"hidden": True})
        hidden = book.add_worksheet("پنهان")
        hidden.write_row(0, 0, NEEDS)
        hidden.write_row(1, 0, NEED)
        hidden.hide()
        book.add_chartsheet("نمودار")

    result = desk.take(workbook(NEED, then=write), "a.xlsx")
    assert len(desk.kept()) == 1
    assert "1 row hidden in Excel: read like the others" in said(result)
    assert "hidden and so not read: پنهان" in said(result)


def test_identifiers_and_amounts_that_excel_cut_are_refused(desk):
    header = ["شناسهٔ شرکت", "نام شرکت", "استان", "محصولات", "شناسهٔ ملی"]
    rows = [
        ["F-1", "الف", "یزد", "لوله", 10380000001], ["F-2", "الف", "یزد", "لوله", "1.4E+09"],
        ["F-3", "الف", "یزد", "لوله", 1.4e17], ["F-4", "الف", "یزد", "لوله", 380000001],
    ]  # fmt: skip
    result = desk.take(workbook(*rows, header=header), "f.xlsx")
    assert [row["national_id"] for row in desk.kept("kb_firms")] == ["10380000001"]
    assert [row for row, *_ in refusals(result)] == [3, 4, 5]


def test_rows_of_errors_alone_behind_the_last_value_are_not_lost(desk):
    result = desk.take(
        workbook(NEED, then=lambda book, sheet: sheet.write_formula("A5", "=1/0", None, "#DIV/0!")), "a.xlsx"
    )
    assert (result.sheets[0].read, {row for row, *_ in refusals(result)}) == (2, {5})


# circles of formulas


CIRCLES = [
    ({(0, 0): "A1"}, {(0, 0)}),
    ({(0, 0): "$A$1+1"}, {(0, 0)}),
    ({(0, 0): "B1", (0, 1): "C1", (0, 2): "A1", (0, 3): "C1"}, {(0, 0), (0, 1), (0, 2), (0, 3)}),
    ({(0, 0): "B1", (0, 1): "C1", (0, 2): "5"}, set()),
    ({(9, 0): "SUM(A1:A9)"}, set()),
    ({(9, 0): "SUM(A1:A10)"}, {(9, 0)}),
    ({(9, 0): "SUM($A$10:B1)"}, {(9, 0)}),
    ({(0, 0): "Other!A1"}, set()),
    ({(0, 0): '"A1"'}, set()),
    ({(0, 0): "A11+LOG10(B1)+A1x"}, set()),
]


@pytest.mark.parametrize(("formulas", "found"), CIRCLES)
def test_a_circle_is_found_by_whatever_way_round(formulas, found):
    assert in_circles(formulas, {}) == found


def test_a_formula_that_is_written_once_for_many_cells_is_followed_to_each():
    down = {(1, 0): "A1+1"}
    assert in_circles(down, {(row, 0): (1, 0) for row in range(2, 50)}) == set()
    assert in_circles({(1, 0): "A3+1"}, {(2, 0): (1, 0), (3, 0): (1, 0)}) == set()
    assert in_circles({(1, 0): "$A$3+1"}, {(2, 0): (1, 0), (3, 0): (1, 0)}) == {(1, 0), (2, 0), (3, 0)}


# what unfolds to more than its size warrants


def sheet_of(count, cells):
    """More rows of equal cells: a few kilobytes when packed."""
    return with_rows(
        b"".join(b'<row r="%d">' % row + b"".join(cell % row for cell in cells) + b"</row>" for row in range(3, count))
    )


def strings(xml):
    return {STRINGS: lambda old: old.replace(b"</sst>", xml + b"</sst>")}


BOMBS = {
    "a lone cell": lambda: altered(BOOK, {SHEET: with_rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')}),
    "a cell in each of many rows": lambda: altered(BOOK, {SHEET: sheet_of(3000, [b'<c r="BZX%d"><v>1</v></c>'])}),
    "80 MB of nothing": lambda: altered(BOOK, more={"xl/media/a.bin": bytes(80 * 2**20)}),
    "80 MB of strings": lambda: altered(BOOK, strings((b"<si><t>" + b"x" * 30_000 + b"</t></si>") * 2_800)),
    "a long text in many cells": lambda: altered(
        BOOK,
        strings(b"<si><t>" + b"x" * 32_000 + b"</t></si>")
        | {SHEET: sheet_of(60_000, [b'<c r="B%d" t="s"><v>10</v></c>'])},
    ),
    "4,000,000 rows": lambda: packed("SELECT 'N-1' AS need_id, 'مشهد' AS municipality FROM range(4000000)"),
    "a long text in each row": lambda: packed(
        "SELECT 'N-'||i AS need_id, repeat('x', 30000) AS municipality FROM range(20000) t(i)"
    ),
    "a text of a megabyte": lambda: packed("SELECT 'N-1' AS need_id, repeat('x', 1000000) AS municipality"),
}
READ_WELL = {
    "a zip in a zip": lambda: altered(BOOK, more={"xl/media/a.zip": zipped(a=bytes(60 * 2**20))}),
    "10 MB of one string": lambda: altered(BOOK, strings(b"<si><t>" + b"x" * 10_000_000 + b"</t></si>")),
}


def packed(query):
    import tempfile

    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        duckdb.sql(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
        return path.read_bytes()


GIGABYTE = 2**30
IMPORTING = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (6 * 2**30, 6 * 2**30))
from pathlib import Path
from hamyari_lib.data.importing import import_files
from hamyari_lib.data.importing.prepared import About
from hamyari_lib.errors import HamyariError
for path in map(Path, sys.argv[1:]):
    try:
        result = import_files([path], room_name="own", province="یزد", about=About("real"), workers=1)
        said = "\\n".join(map(str, result.lines()))
    except HamyariError as error:
        said = "\\n".join(error.faults)
    peak = next(int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(json.dumps([path.name, said, peak]))
"""


def in_a_child(desk, *paths):
    """Import each file in one child process; what was said of each, and the most memory there was until then."""
    child = subprocess.run(
        [sys.executable, "-c", IMPORTING, *map(str, paths)],
        env=os.environ | {"HAMYARI_ROOMS": str(desk.rooms), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert child.returncode == 0, child.stderr
    return {name: (said, peak) for name, said, peak in map(json.loads, child.stdout.splitlines())}


def suffix(content):
    return ".parquet" if content.startswith(b"PAR1") else ".xlsx"


def test_what_is_no_cell_in_parquet_is_refused(desk):
    query = "SELECT 'N-'||i AS need_id, 'مشهد' AS municipality, 'چراغ' AS title, {} AS unit FROM range(2) t(i)"
    for what in ("[1, 2]", "{'a': 1}", "'a'::BLOB"):
        result = desk.take(packed(query.format(what)), "a.parquet")
        assert refusals(result) == [(2, "unit", "#VALUE!"), (3, "unit", "#VALUE!")]
    desk.take(packed(query.format("TIMESTAMPTZ '2024-03-24 00:00:00+00'")), "a.parquet")
    assert len(desk.kept()) == 2


def test_no_small_file_takes_a_gigabyte(desk):
    files = {}
    for name, make in (BOMBS | READ_WELL).items():
        content = make()
        assert len(content) < 4 * 2**20, f"{name} is not small"
        files[name] = desk.put(content, f"{name}{suffix(content)}")
    found = in_a_child(desk, *files.values())
    for name, path in files.items():
        said, peak = found[path.name]
        assert peak < GIGABYTE, name
        if name in BOMBS:
            assert "nothing was imported" in said, name
        else:
            assert "1 rows read, 0 refused" in said or "1 row read" in said, name


@pytest.mark.parametrize("name", ["a lone cell", "a cell in each of many rows", "a text of a megabyte"])
def test_what_unfolds_to_much_is_named(desk, name):
    content = BOMBS[name]()
    with pytest.raises(DataError, match="delete the empty rows and columns|as many as a cell of a spreadsheet holds"):
        desk.take(content, f"a{suffix(content)}")
