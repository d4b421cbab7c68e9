"""The template that people fill in: what its sheets say, what their cells take, and which files it leaves alone."""

import io
import re

import openpyxl
import pytest

from hamyari_lib import cli, text
from hamyari_lib.alphabet import sort_key
from hamyari_lib.data import in_words
from hamyari_lib.data import template_entry as entry
from hamyari_lib.data import template_marks as marks
from hamyari_lib.data.schemas import SCHEMAS
from hamyari_lib.data.template import FILLED_IN, template, write_template
from hamyari_lib.errors import DataError
from hamyari_lib.glossary import forbidden_in

GUIDE, EXAMPLE, HEADER, FIRST = 1, 2, 3, 4  # rows as Excel counts them
COLUMNS = [(table, name) for table in SCHEMAS for name in SCHEMAS[table].columns]


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def book():
    return opened(template())


def sheet_of(book, table):
    return book[marks.sheet_name(SCHEMAS[table])]


def placed(table, name):
    """The place of a column, as Excel counts it: marks stand in the first."""
    return 2 + list(SCHEMAS[table].columns).index(name)


def rule_of(sheet, place):
    """The one rule of the cells of a column that a person fills in."""
    (found,) = [
        one for one in sheet.data_validations.dataValidation if sheet.cell(FIRST, place).coordinate in one.sqref
    ]
    return found


def offered(book, rule):
    """The values of the range that a drop-down names."""
    assert rule.formula1 in book.defined_names, "a drop-down names a range: a written list may have 255 characters only"
    ((title, area),) = book.defined_names[rule.formula1].destinations
    return [cell.value for (cell,) in book[title][area]]


# sheets


def test_the_guide_comes_first_then_a_sheet_for_each_table_and_the_hidden_lists_last(book):
    titles = [marks.sheet_name(SCHEMAS[table]) for table in FILLED_IN]
    assert book.sheetnames == [marks.GUIDE_SHEET, *titles, marks.LISTS_SHEET]
    assert [sheet.title for sheet in book if sheet.sheet_state == "hidden"] == [marks.LISTS_SHEET]
    assert all(sheet.sheet_view.rightToLeft for sheet in book)


def test_sheets_of_all_tables_have_names_that_excel_takes_and_that_differ():
    names = [marks.sheet_name(schema) for schema in SCHEMAS.values()]
    assert len(set(names)) == len(SCHEMAS)
    assert not {marks.GUIDE_SHEET, marks.LISTS_SHEET} & set(names)
    for name in names:
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\'")


def test_every_table_can_have_a_sheet():
    book = opened(template(tuple(SCHEMAS)))
    for table, schema in SCHEMAS.items():
        sheet = sheet_of(book, table)
        assert [cell.value for cell in sheet[HEADER]] == [
            marks.MARK_HEADER, *(marks.header(column) for column in schema.columns.values()),
        ]  # fmt: skip
        assert len({cell.value for cell in sheet[HEADER]}) == len(schema.columns) + 1, "no header stands for two"


@pytest.mark.parametrize("table", FILLED_IN)
def test_guidance_and_example_are_marked_and_locked_and_what_is_below_is_free(book, table):
    sheet = sheet_of(book, table)
    assert [sheet.cell(row, 1).value for row in (GUIDE, EXAMPLE, HEADER)] == [
        marks.GUIDE_MARK, marks.EXAMPLE_MARK, marks.MARK_HEADER,
    ]  # fmt: skip
    assert sheet.max_row == HEADER, "no cell below is written: an untouched row is empty"
    assert (sheet.freeze_panes, sheet.auto_filter.ref.split(":")[0]) == ("C4", "A3")
    for place in range(1, sheet.max_column + 1):
        assert all(sheet.cell(row, place).protection.locked for row in (GUIDE, EXAMPLE, HEADER))
        letter = openpyxl.utils.get_column_letter(place)
        assert sheet.column_dimensions[letter].protection.locked is False
    assert all(sheet.cell(GUIDE, place).value for place in range(1, sheet.max_column + 1))


def test_protection_has_no_password_and_leaves_what_people_need(book):
    for sheet in book:
        found = sheet.protection
        assert (found.sheet, found.password) == (True, None)
    found = sheet_of(book, "needs").protection  # False: the protection does not cover it
    assert not any((found.formatColumns, found.sort, found.autoFilter, found.insertRows, found.deleteRows))
    assert found.formatCells
    assert found.insertColumns


def test_the_rule_and_the_look_of_the_column_of_marks_keep_people_from_losing_a_row(book):
    sheet = sheet_of(book, "needs")
    assert (rule_of(sheet, 1).formula1, rule_of(sheet, 1).errorStyle) == ("FALSE", None), "nothing may be typed there"
    ((area, (greyed,)),) = [(str(one.sqref), one.rules) for one in sheet.conditional_formatting]
    assert area.startswith("A4:N")
    assert greyed.formula == ['$A4<>""']
    assert marks.is_no_data(f" {marks.EXAMPLE_MARK}")
    assert not any(marks.is_no_data(one) for one in (None, "", 4, "نمونهٔ برتر", marks.MARK_HEADER))


# columns


@pytest.mark.parametrize("table", FILLED_IN)
def test_an_example_is_as_a_person_would_fill_it_in(book, table):
    sheet = sheet_of(book, table)
    for name, column in SCHEMAS[table].columns.items():
        cell = sheet.cell(EXAMPLE, placed(table, name))
        is_number = column.metadata["kind"] in ("whole", "money", "real")
        assert isinstance(cell.value, int | float if is_number else str), f"{table}.{name}"
        assert cell.font.italic
        if labels := in_words.labels_of(column):
            assert cell.value in labels.values()


@pytest.mark.parametrize(("table", "name"), COLUMNS)
def test_words_are_cells_of_text_and_money_has_separators(table, name):
    column = SCHEMAS[table].columns[name]
    found = entry.number_format(column)
    assert (found == "@") == (column.metadata["kind"] in ("words", "date", "month"))
    if column.metadata["kind"] == "money":
        assert found == "#,##0"
        assert marks.header(column).endswith(" (ریال)")


def test_a_column_has_the_format_and_the_width_of_what_it_holds(book):
    sheet = sheet_of(book, "kb_firms")
    for name, wanted in (("national_id", "@"), ("licence_from", "@"), ("revenue_rial", "#,##0")):
        letter = openpyxl.utils.get_column_letter(placed("kb_firms", name))
        assert sheet.column_dimensions[letter].number_format == wanted
    for table in FILLED_IN:
        for name in SCHEMAS[table].columns:
            shown = sheet_of(book, table).cell(EXAMPLE, placed(table, name)).value
            letter = openpyxl.utils.get_column_letter(placed(table, name))
            width = sheet_of(book, table).column_dimensions[letter].width
            assert 15 <= width <= 35
            assert width >= min(len(f"{shown:,}" if isinstance(shown, int) else str(shown)), 30)


def test_a_required_column_can_be_told_from_an_optional_one(book):
    sheet = sheet_of(book, "needs")
    needed, free = (sheet.cell(HEADER, placed("needs", name)).fill.fgColor.rgb for name in ("title", "description"))
    assert needed != free
    assert sheet.cell(GUIDE, placed("needs", "title")).value.startswith("ضروری")
    assert sheet.cell(GUIDE, placed("needs", "description")).value.startswith("اختیاری؛ خالی = گفته نشده")


# drop-downs and rules


@pytest.mark.parametrize("table", FILLED_IN)
def test_a_column_of_few_values_offers_their_persian_labels_and_nothing_else(book, table):
    sheet = sheet_of(book, table)
    for name, column in SCHEMAS[table].columns.items():
        if column.metadata["among"]:
            rule = rule_of(sheet, placed(table, name))
            assert (rule.type, rule.errorStyle) == ("list", None), "None is Excel's word for stop"
            assert [str(one) for one in offered(book, rule)] == list(in_words.labels_of(column).values())


def test_a_reference_offers_the_sample_s_values_and_lets_others_pass(book):
    rule = rule_of(sheet_of(book, "needs"), placed("needs", "municipality"))
    values = offered(book, rule)
    assert {"مشهد", "نیشابور"} <= set(values)
    assert values == sorted(values, key=sort_key)
    assert sum(map(len, values)) > 255
    assert rule.errorStyle == "warning"
    assert len(offered(book, rule_of(sheet_of(book, "kb_firms"), placed("kb_firms", "province")))) == 31


def test_a_reference_to_what_no_room_has_offers_what_is_filled_in_beside(book):
    rule = rule_of(sheet_of(book, "project_cashflow"), placed("project_cashflow", "project_id"))
    named = book.defined_names[rule.formula1].attr_text
    title = marks.sheet_name(SCHEMAS["projects"])
    assert named == f"'{title}'!$B$4:INDEX('{title}'!$B$4:$B$10000,MAX(1,COUNTA('{title}'!$B$4:$B$10000)))"
    assert sheet_of(book, "projects")["B3"].value == marks.header(SCHEMAS["projects"].columns["project_id"])
    alone = opened(template(["project_cashflow"]))
    assert rule_of(alone.worksheets[1], placed("project_cashflow", "project_id")).type is None


def test_numbers_have_their_bounds_but_other_spellings_are_only_asked_about(book):
    sheet = sheet_of(book, "instruments")
    for name, bounds in (("profit_pct", ("decimal", "0", "200")), ("interval_months", ("whole", "0", "12"))):
        rule = rule_of(sheet, placed("instruments", name))
        assert (rule.type, rule.formula1, rule.formula2) == bounds
        assert rule.errorStyle == "warning", "Excel takes ۱۸ for text, which the importer reads"
    rule = rule_of(sheet, placed("instruments", "face_rial"))
    assert (rule.formula1, int(rule.formula2)) == ("0", 2**53)


def test_a_type_of_instrument_is_offered_by_its_persian_name(book):
    sheet, place = sheet_of(book, "instruments"), placed("instruments", "instrument")
    name = rule_of(sheet, place).formula1
    title, cells = book.defined_names[name].attr_text.replace("$", "").split("!")
    offered = [cell.value for (cell,) in book[title.strip("'")][cells]]
    assert "اوراق مشارکت شهرداری" in offered
    assert not [one for one in offered if one.isascii()]
    assert sheet["C2"].value == "اوراق مشارکت شهرداری"


def test_a_date_is_looked_at_as_text(book):
    rule = rule_of(sheet_of(book, "instruments"), placed("instruments", "issue_date"))
    assert (rule.type, rule.errorStyle) == ("custom", "warning")
    assert rule.formula1 == (
        'AND(LEN(F4)-LEN(SUBSTITUTE(SUBSTITUTE(F4,"/",""),"-",""))=2,LEN(F4)>=8,LEN(F4)<=10)'
    )  # fmt: skip
    assert "1405/03/01" in rule.error


@pytest.mark.parametrize(("table", "name"), COLUMNS)
def test_what_excel_says_of_a_cell_is_persian_and_not_cut_off(table, name):
    rule = entry.rule(SCHEMAS[table].columns[name], cell="C4")
    said = [rule[key] for key in rule if key.endswith(("_title", "_message"))]
    assert len(said) >= 2
    for one in said:
        assert len(one) <= (32 if one == rule["input_title"] else 255)
        assert forbidden_in(one) == []
        assert not set(one) & set("\u2066\u2069")
    own_name = re.escape(rule["input_title"])  # some schemas name an English column in it
    bare = re.sub(rf"{own_name}|مانند .*|ISIC", "", " ".join(said))
    assert not re.search("[A-Za-z]{2,}", bare), bare


def test_guidance_says_nothing_twice_and_no_english():
    columns = SCHEMAS["project_cashflow"].columns
    assert entry.guidance(columns["period"]) == "ضروری\nکد یا شناسه، سال یا ماه، مانند 1405 یا 1405-03"
    assert entry.guidance(columns["amount"]) == "ضروری\nعدد، به واحد پول همان سطر، ۰ یا بیشتر"
    assert entry.guidance(SCHEMAS["kb_firms"].columns["national_id"]) == "اختیاری؛ خالی = نامعلوم\nکد یا شناسه، ۱۱ رقم"


# the guide


def about_of(book):
    """The row of the guide's table that has its headers, and their places."""
    for row in book[marks.GUIDE_SHEET].iter_rows():
        values = [cell.value for cell in row]
        if all(one in values for one in marks.ABOUT_HEADERS.values()):
            return row[0].row, {name: values.index(one) + 1 for name, one in marks.ABOUT_HEADERS.items()}
    raise AssertionError("the guide has no table of sources")


def test_the_guide_has_ten_lines_and_a_row_for_each_table(book):
    sheet = book[marks.GUIDE_SHEET]
    lines = [sheet.cell(row, 2).value for row in range(2, 12)]
    assert [sheet.cell(row, 1).value for row in range(2, 12)] == [text.digits(n, language="fa") for n in range(1, 11)]
    assert all(lines)
    assert not any(forbidden_in(line) for line in lines)
    row, places = about_of(book)
    tables = [sheet.cell(row + 1 + n, places["table"]).value for n in range(len(FILLED_IN))]
    assert tables == [marks.sheet_name(SCHEMAS[table]) for table in FILLED_IN]
    assert sheet.cell(row, places["kind"]).protection.locked
    for name in ("source", "as_of", "kind", "filled_in_by"):
        assert not sheet.cell(row + 1, places[name]).protection.locked
        assert sheet.cell(row + 1, places[name]).value is None, "nobody has said it yet"
    kinds = [one for one in sheet.data_validations.dataValidation if one.type == "list"]
    assert [offered(book, one) for one in kinds] == [["واقعی", "ساختگی"]]


# rooms and files


def test_a_room_of_its_own_offers_its_own_names_and_they_are_never_formulas(spoil):
    spoil("municipalities.csv", "بار,نیشابور", '"=HYPERLINK(""x"")",نیشابور')
    book = opened(template(["needs", "kb_firms"], room="own"))
    assert offered(book, rule_of(sheet_of(book, "needs"), placed("needs", "municipality"))) == [
        "مشهد", '=HYPERLINK("x")',
    ]  # fmt: skip
    column = book.defined_names["list_municipalities_municipality"].attr_text.split("$")[1]
    assert book[marks.LISTS_SHEET][f"{column}3"].data_type == "s"
    assert offered(book, rule_of(sheet_of(book, "kb_firms"), placed("kb_firms", "province"))) == ["خراسان رضوی", "یزد"]


def test_a_room_of_another_province_is_not_offered_the_sample_s_cities(own, spoil):
    spoil("room.toml", "خراسان رضوی", "یزد")
    content = (own / "room.toml").read_text(encoding="utf-8")
    without = content[: content.index("[tables.municipalities]")]
    (own / "room.toml").write_text(without, encoding="utf-8")
    alone = opened(template(["needs"], room="own"))
    assert rule_of(alone.worksheets[1], placed("needs", "municipality")).type is None


def test_what_may_hold_people_s_work_is_never_overwritten(tmp_path):
    path = tmp_path / "filled.xlsx"
    write_template(path, ["needs"])
    before = path.read_bytes()
    with pytest.raises(DataError, match=r"filled\.xlsx: is there already, and may hold what people filled in"):
        write_template(path, ["needs"])
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["filled.xlsx"]


def test_all_mistakes_are_told_at_once_and_nothing_is_written(tmp_path):
    with pytest.raises(DataError) as refused:
        write_template(tmp_path / "t.xls", ["nedes", "needs", "prjects"])
    assert ["did you mean needs?" in refused.value.faults[0], "did you mean projects?" in refused.value.faults[1]] == [
        True, True,
    ]  # fmt: skip
    assert refused.value.faults[2].endswith("t.xls: expected the name of an Excel workbook; let it end in .xlsx.")
    with pytest.raises(DataError, match="room is 'nowhere'"):
        write_template(tmp_path / "t.xlsx", room="nowhere")
    assert list(tmp_path.iterdir()) == []


def test_the_command_makes_the_tables_that_it_is_told(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["data", "template", "--tables", "needs، kb_firms,needs", "-o", "فرم.xlsx"]) == 0
    assert capsys.readouterr().out == "فرم.xlsx: 2 tables to fill in; the first sheet says how.\n"
    assert len(openpyxl.load_workbook(tmp_path / "فرم.xlsx").sheetnames) == 4
    assert cli.main(["data", "template", "--tables", " , ", "--room", "sample"]) == cli.EXIT_REFUSED
    assert "--tables names no table" in capsys.readouterr().err
