"""Whole files as people send them: every row is kept, refused or passed over, and told; each change is listed."""

import os
from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people_files import NEED, NEEDS, PROVINCE, REFUSED_HEADER, lines, need, said, workbook

from hamyari_lib import data
from hamyari_lib.data.importing import import_files
from hamyari_lib.data.importing.prepared import About
from hamyari_lib.data.importing.sources import open_source
from hamyari_lib.errors import DataError

pytestmark = pytest.mark.slow


def unharmed(cell):
    """A cell of a list, without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@\t\r" else cell


# every row and every cell of a file with random dirt


@dataclass
class Written:
    """A row of a file, and what becomes of it: the values to keep, the column to refuse; else it is passed over."""

    cells: list[str]
    clean: dict[str, str] | None = None
    refused: str | None = None
    is_blank: bool = False


FIRMS = {
    "firm_id": "شناسهٔ شرکت", "name": "نام شرکت", "province": "استان", "licence_until": "پایان مجوز",
    "products": "محصولات", "yearly_capacity": "ظرفیت سالانه", "revenue_rial": "درآمد سالانه", "staff": "شمار کارکنان",
}  # fmt: skip
PROVINCES = ("خراسان رضوی", "سیستان و بلوچستان", "یزد")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC_LETTERS = str.maketrans("یک", "يك")
BLANKS = st.sampled_from(["", " ", "-", "نامعلوم", "؟", "\u200c"])
UNITS = {"ریال": 1, "تومان": 10, "میلیون ریال": 10**6}
WRONG = {
    "province": ["ناکجا", ""], "licence_until": ["1402/12/30", "1403/13/01", "دیروز"], "products": ["", "=1+1"],
    "yearly_capacity": ["-3", "ده", "12.000"], "revenue_rial": ["1,5", "12/5", "-1"], "staff": ["2.5", "1.4E+09", "-1"],
}  # fmt: skip


@st.composite
def text_cell(draw, clean):
    dirty = draw(st.sampled_from([str, lambda one: one.translate(ARABIC_LETTERS), lambda one: one.replace(" ", "  ")]))(
        clean
    )
    return draw(st.sampled_from(["", " ", "\t"])) + dirty + draw(st.sampled_from(["", " ", "\u00a0"]))


@st.composite
def number_cell(draw, clean):
    grouped = f"{int(clean):,}".replace(",", draw(st.sampled_from(["", ",", "٬", "،"])))
    return draw(st.sampled_from([str, lambda one: one.translate(PERSIAN), lambda one: f"\u200f{one} "]))(grouped)


@st.composite
def date_cell(draw, clean):
    year, month, day = map(int, clean.split("/"))
    form = draw(st.sampled_from(["{0}/{1}/{2}", "{0}-{1:02}-{2:02}", "{2}/{1}/{0}", "{0}{1:02}{2:02}", "{0}.{1}.{2}"]))
    return draw(st.sampled_from([str, lambda one: one.translate(PERSIAN)]))(form.format(year, month, day))


@st.composite
def firm(draw, number, rials):
    """A firm's clean values, and its cells."""
    clean = {
        "firm_id": f"F-{number}",
        "name": draw(st.sampled_from(["شرکت نمونه", "کیمیا یاران", "فناوران نو"])),
        "province": draw(st.sampled_from(PROVINCES)),
        "licence_until": f"14{draw(st.integers(10, 49))}/{draw(st.integers(1, 12)):02}/{draw(st.integers(1, 29)):02}",
        "products": draw(st.sampled_from(["لوله، شیر", "چراغ LED", 'لولهٔ "۲ اینچ"', "خط یک\nخط دو", "a;b|c\td"])),
        "yearly_capacity": str(draw(st.integers(0, 10**7))),
        "revenue_rial": str(draw(st.integers(0, 10**6)) * rials),
        "staff": str(draw(st.integers(0, 99_999))),
    }
    for name in ("licence_until", "yearly_capacity", "revenue_rial", "staff"):
        if draw(st.integers(0, 4)) == 0:
            clean[name] = ""
    cells = {}
    for name, value in clean.items():
        if not value:
            cells[name] = draw(BLANKS)
        elif name == "licence_until":
            cells[name] = draw(date_cell(value))
        elif name == "revenue_rial":
            cells[name] = draw(number_cell(str(int(value) // rials)))
        elif value.isdigit():
            cells[name] = draw(number_cell(value))
        else:
            cells[name] = value if name in ("firm_id", "products") else draw(text_cell(value))
    clean["products"] = " ".join(clean["products"].split())
    return clean, cells


@st.composite
def files(draw):
    """Rows of firms with all kinds of dirt, in any order of columns and any kind of file."""
    unit = draw(st.sampled_from(list(UNITS)))
    names = draw(st.permutations(list(FIRMS)))
    header = [f"{FIRMS[name]} ({unit})" if name == "revenue_rial" else FIRMS[name] for name in names]
    rows = []
    for number in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["kept", "kept", "kept", "refused", "doubled", "blank", "total", "header"]))
        if kind == "blank":
            rows.append(Written([" "] + [""] * (len(names) - 1), is_blank=True))
        elif kind == "total":
            rows.append(Written(["جمع کل:", *["5"] * (len(names) - 1)]))
        elif kind == "header":
            rows.append(Written(list(header)))
        else:
            clean, cells = draw(firm(number, UNITS[unit]))
            row = Written([], clean)
            if kind == "refused":
                row.clean, row.refused = None, draw(st.sampled_from(list(WRONG)))
                cells[row.refused] = draw(st.sampled_from(WRONG[row.refused]))
            elif kind == "doubled" and (before := [one for one in rows if one.clean]):
                row.clean, row.refused = None, "firm_id"
                cells["firm_id"] = before[0].clean["firm_id"]
            row.cells = [cells[name] for name in names]
            rows.append(row)
    titles = draw(st.sampled_from([[], [["فهرست شرکت‌ها"]], [["فهرست شرکت‌ها"], [], ["سال ۱۴۰۳"]]]))
    return (
        names,
        header,
        rows,
        titles,
        draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "xlsx"])),
        draw(st.sampled_from(",;\t|")),
    )


def content_of(header, rows, titles, form, delimiter):
    """The file, and the line or row of each of its rows."""
    if form == "xlsx":
        head, *rest = [*titles, header]
        return workbook(*rest, *[row.cells for row in rows], header=head), list(
            range(len(rest) + 2, len(rest) + 2 + len(rows))
        )
    text = lines(*[row.cells for row in rows], header=header, delimiter=delimiter)
    above = "".join(f"{''.join(title)}\n" for title in titles)
    at, numbers = above.count("\n") + lines(header=header, delimiter=delimiter).count("\n") + 1, []
    for row in rows:
        numbers.append(at)
        at += lines(row.cells, header=[], delimiter=delimiter).count("\n") - 1
    return (above + text).encode(form), numbers


def check_what_becomes_of_each_row(desks, file):
    names, header, rows, titles, form, delimiter = file
    room = desks.new_room()
    content, numbers = content_of(header, rows, titles, form, delimiter)
    kept = [row for row in rows if row.clean]
    refused = [row for row in rows if row.refused]
    passed = [row for row in rows if not (row.clean or row.refused or row.is_blank)]
    path = desks.put(content, "firms.xlsx" if form == "xlsx" else "firms.csv")
    if not kept and not refused and not passed:
        result = desks.bring(path, room=room)
        assert "has the header of table kb_firms and no rows" in said(result)
        return
    result = desks.bring(path, room=room)
    (sheet,) = result.sheets

    # the conservation of rows
    assert sheet.read == len(kept) + len(refused)
    assert sheet.refused == len(refused)
    assert [number for number, _ in sheet.passed_over] == [
        number for number, row in zip(numbers, rows, strict=True) if row in passed
    ]
    assert sum(map(len, (kept, refused, passed))) + sum(row.is_blank for row in rows) == len(rows)

    # what was kept is what was meant
    assert [{name: row[name] for name in FIRMS} for row in desks.kept("kb_firms", room)] == [row.clean for row in kept]

    # what was refused is listed where it stands, as it stood
    listed = desks.listed("rejected", room)
    assert [int(row[0]) for row in listed] == [
        number for number, row in zip(numbers, rows, strict=True) if row in refused
    ]
    for row, line in zip(refused, listed, strict=True):
        assert header[names.index(row.refused)] in line[1].split(" | ")
        assert all(line[2:REFUSED_HEADER])
        if row.refused != "firm_id":
            assert list(map(unharmed, line[REFUSED_HEADER:])) == row.cells

    # every change of a cell that was kept is listed
    changes = Counter()
    for column, _, before, after, cells, _ in desks.listed("changes", room):
        changes[column, unharmed(before), after] += int(cells)
    for row in kept:
        for name, title, cell in zip(names, header, row.cells, strict=True):
            if cell.strip() != row.clean[name]:
                assert changes[title, cell.strip(), row.clean[name]], (name, cell)

    # the same again changes nothing, and what the room now has can be loaded
    before = desks.state(room)
    again = desks.bring(path, room=room)
    assert all(table.is_unchanged for table in again.tables)
    assert desks.state(room) == before
    if kept:
        assert data.check_room(room) == {"kb_firms": len(kept)}


@settings(max_examples=6)
@given(file=files())
def test_each_row_is_kept_as_it_is_meant_or_refused_or_passed_over(desks, file):
    check_what_becomes_of_each_row(desks, file)


@settings(max_examples=10)
@given(file=files())
def test_so_is_each_row_of_many_files(desks, file):
    check_what_becomes_of_each_row(desks, file)


# encodings and delimiters


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_file_is_read_in_any_usual_encoding_with_any_usual_delimiter(desk, encoding, delimiter):
    (sheet,) = open_source(desk.put(lines(need(1), need(2), delimiter=delimiter).encode(encoding)))
    rows = [row for block in sheet.blocks for row in block.rows()]
    assert rows == sheet.head == [(1, list(NEEDS)), (2, need(1)), (3, need(2))]


def test_windows_arabic_is_read_and_noted(desk):
    written = lines(need(**{"عنوان نیاز": "لوله پلي اتيلن كم"})).replace("ٔ", "").replace("ی", "ي").replace("ک", "ك")
    result = desk.take(written.encode("cp1256"))
    assert desk.kept()[0]["title"] == "لوله پلی اتیلن کم"
    assert "CP1256" in said(result)


def test_the_mark_of_utf_8_is_no_utf_16(desk):
    assert "UTF-16" not in said(desk.take(lines(need()).encode("utf-8-sig")))


@pytest.mark.parametrize("order", [("utf-8", "cp1256"), ("cp1256", "utf-8")])
@pytest.mark.parametrize("between", [0, 3_000_000], ids=["near", "in another block"])
def test_two_encodings_in_one_file_are_refused_with_the_line(desk, order, between):
    filler = "N-9,Mashhad,x,1,1\n" * (between // 18)
    first, second = ("N-1,مشهد,چراغ,1,1\n".encode(one) for one in order)
    header = b"need_id,municipality,title,yearly_quantity,unit_cost_rial\n"
    with pytest.raises(DataError, match=r"line \d+: mixes UTF-8 and another encoding"):
        desk.take(header + first + filler.encode() + second * 3)
    assert desk.state() == {}


# headers


def test_a_title_a_column_of_numbers_and_a_total_among_the_rows_do_not_shift_anything(desk):
    book = workbook(
        ["شهرداری مشهد، سال ۱۴۰۳"], [], ["ردیف", *NEEDS], ["1", *need(1)], ["", "جمع", "", "", "10", "1000"],
        ["2", *need(2, **{"عنوان نیاز": "لوله"})], [""] * 6, ["ردیف", *NEEDS], ["3", *need(3)], header=["صورت نیازها"],
    )  # fmt: skip
    result = desk.take(book, "a.xlsx")
    assert [(row["need_id"], row["title"]) for row in desk.kept()] == [
        ("N-1", "چراغ"),
        ("N-2", "لوله"),
        ("N-3", "چراغ"),
    ]
    assert [(number, why.en) for number, why in result.sheets[0].passed_over] == [
        (6, "a total"),
        (9, "the header again"),
    ]


def test_a_header_in_row_30_is_found_and_rows_keep_their_numbers(desk):
    book = workbook(*[[]] * 28, NEEDS, need(1), need(2, **{"مقدار سالانه": "ده"}), header=["گزارش"])
    result = desk.take(book, "a.xlsx")
    assert [one.row for one in result.sheets[0].refusals] == [32]
    assert len(desk.kept()) == 1


TWO_ROWS = [
    ["شناسهٔ نیاز", "شهرداری", "عنوان نیاز", "مقدار سالانه", "هزینه", ""],
    ["", "", "", "", "سالانه (ریال)", "واحد (ریال)"],
]


def test_a_header_of_two_rows_is_joined(desk):
    rows = [["شناسهٔ نیاز", "شهرداری", "عنوان", ""], ["", "", "نیاز", "شرح"], ["N-1", "مشهد", "چراغ", "x"]]
    header, *rest = rows
    desk.take(workbook(*rest, header=header), "a.xlsx", table="needs")
    assert desk.kept()[0]["title"] == "چراغ"


def test_refused_rows_below_a_header_of_two_rows_come_in_again_once_corrected(desk):
    rows = [["N-1", "مشهد", "چراغ", "5", "x"]]
    upper, lower = ["شناسهٔ", "", "عنوان", "مقدار", "بهای"], ["نیاز", "شهرداری", "نیاز", "سالانه", "واحد (ریال)"]
    upper[1] = "نام"
    desk.take(workbook(lower, *rows, header=upper), "a.xlsx")
    (path,) = (desk.rooms / "own" / "rejected").glob("*.csv")
    corrected = path.read_text(encoding="utf-8-sig").replace(",x\n", ",700\n")
    desk.take(corrected, path.name)
    assert desk.kept()[0]["unit_cost_rial"] == "700"


def test_what_is_not_read_is_told(desk):
    header = [*NEEDS, "رنگ", ""]
    result = desk.take(lines([*need(), "آبی", "پنهان"], header=header))
    assert "column 'رنگ' is not read" in said(result)
    assert "column 7 has cells but no header" in said(result)
    assert "not in the file, so unknown where the room has none: description" in said(result)


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ([*NEEDS, "شهرداری"], "two columns are headed as municipality"),
        ([*NEEDS, *NEEDS], "two columns are headed as need_id"),
        (["شناسهٔ نیاز", "شهردار", "عنوان نیاز"], "has no column municipality .*rename 'شهردار'"),
        (["سلام", "رنگ", "بو"], "holds no table that is known; its first row is: سلام, رنگ, بو"),
        ([one.replace(" (ریال)", "") for one in NEEDS], "does not say its unit"),
        ([one.replace("(ریال)", "(دلار)") for one in NEEDS], "does not say its unit"),
        ([one.replace("(ریال)", "(میلیون)") for one in NEEDS], "names no currency"),
        ([one.replace("سالانه", "سالانه (هزار دستگاه)") for one in NEEDS], "names another unit"),
        ([one.replace("سالانه", "سالانه (درصد)") for one in NEEDS], "names another unit"),
    ],
)  # fmt: skip
def test_a_header_that_does_not_tell_enough_is_refused_and_the_room_is_not_made(desk, header, fault):
    with pytest.raises(DataError, match=fault):
        desk.take(lines([*need(), *[""] * 5][: len(header)], header=header))
    assert list(desk.rooms.iterdir()) == []


CASHFLOW = ["شناسهٔ پروژه", "سرفصل", "شرح سرفصل", "دوره", "مبلغ", "واحد پول", "شاخص تعدیل"]


@pytest.mark.parametrize(
    ("table", "header", "row", "fault"),
    [
        (
            "municipalities", ["شهرداری", "شهرستان", "جمعیت سرشماری ۱۳۹۵ (هزار نفر)"], ["مشهد", "مشهد", "3000"],
            "another unit than persons",
        ),
        ("quotes", ["نماد", "تاریخ", "بازده (کسر)"], ["a", "1403/01/01", "0.3"], "another unit than per cent"),
        (
            "project_cashflow", [*CASHFLOW[:4], "مبلغ (میلیون ریال)", *CASHFLOW[5:]],
            ["P-1", "درآمد", "a", "1405", "5", "ریال", "ثابت"], "another unit than units of the row",
        ),
    ],
)  # fmt: skip
def test_a_number_in_thousands_is_not_read_as_one(desk, table, header, row, fault):
    with pytest.raises(DataError, match=fault):
        desk.take(lines(row, header=header), table=table)


def test_a_title_in_millions_says_nothing_of_amounts_whose_unit_stands_in_each_row(desk):
    row = ["P-1", "درآمد", "a", "1405", "5", "ریال", "ثابت"]
    with pytest.raises(DataError, match="another unit"):
        desk.take("جریان نقدی,(مبالغ به میلیون ریال)\n" + lines(row, header=CASHFLOW))


# units of money


@pytest.mark.parametrize(
    ("title", "header", "command", "cell", "rials"),
    [
        ("", "بهای واحد (تومان)", None, "۱٬۰۰۰", "10000"),
        ("", "بهای واحد به میلیون ریال", None, "1.5", "1500000"),
        ("", "بهای واحد (میلیون ریال)", None, "12.5", "12500000"),
        ("(مبالغ به میلیون ریال)", "بهای واحد", None, "2", "2000000"),
        ("(مبالغ به میلیون ریال)", "بهای واحد (تومان)", None, "2", "20"),
        ("", "بهای واحد", 10, "2", "20"),
        ("(مبالغ به میلیون ریال)", "بهای واحد", 10, "2", "2000000"),
        ("", "unit_cost_rial", None, "2", "2"),
        ("", "بهای واحد (ریال)", 10, "2 میلیون تومان", "20000000"),
    ],
)
def test_an_amount_is_in_the_unit_of_its_cell_else_its_header_else_the_title_else_the_command(
    desk, title, header, command, cell, rials
):
    above = [["نیازها", title]] if title else []
    content = "".join(f"{','.join(one)}\n" for one in above) + lines([*NEED[:4], cell], header=[*NEEDS[:4], header])
    result = desk.take(content, rials=command)
    assert desk.kept()[0]["unit_cost_rial"] == rials
    if "تومان" not in cell:
        assert ("rial, as" in said(result)) == (rials != cell)


def test_a_refused_row_keeps_its_unit_when_it_comes_back(desk):
    desk.take(lines(["N-1", "مشهد", "چراغ", "x", "5"], header=[*NEEDS[:4], "بهای واحد"]), rials=10)
    (path,) = (desk.rooms / "own" / "rejected").glob("*.csv")
    desk.take(path.read_text(encoding="utf-8-sig").replace(",x,5", ",7,5"), path.name)
    assert desk.kept()[0]["unit_cost_rial"] == "50"


# several sheets, several files, references


def test_sheets_of_several_tables_and_one_of_none_come_in_together(desk):
    def more(book, _):
        municipalities = book.add_worksheet("شهرداری‌ها")
        for number, row in enumerate([["شهرداری", "شهرستان"], ["خلیل‌آباد", "خلیل‌آباد"], ["مشهد", "مشهد"]]):
            municipalities.write_row(number, 0, row)
        book.add_worksheet("یادداشت").write_row(0, 0, ["سلام", "خداحافظ"])

    result = desk.take(
        workbook(need(1, **{"شهرداری": "خليل آباد"}), need(2, **{"شهرداری": "ناکجا"}), then=more), "a.xlsx"
    )
    assert {table.table: table.added for table in result.tables} == {"municipalities": 2, "needs": 1}
    assert desk.kept()[0]["municipality"] == "خلیل‌آباد", "the spelling of the table that is referred to"
    assert [(one.row, one.column) for one in result.sheets[0].refusals + result.sheets[1].refusals] == [
        (3, "municipality")
    ]
    assert "holds no table that is known" in said(result)


def test_two_files_of_one_name_each_have_a_list_of_what_was_refused(desk):
    files = [desk.put(lines(need(number, **{"مقدار سالانه": "x"}))) for number in (1, 2)]
    result = desk.bring(*files)
    assert sorted(path.name for path in (desk.rooms / "own" / "rejected").iterdir()) == [
        "needs.needs.2.csv",
        "needs.needs.csv",
    ]
    assert result.refused == 2


def test_a_key_that_two_files_have_is_refused_the_second_time(desk):
    files = [desk.put(lines(need(1), need(2))), desk.put(lines(need(3), need(2, **{"عنوان نیاز": "دیگر"})), "b.csv")]
    result = desk.bring(*files)
    assert [row["need_id"] for row in desk.kept()] == ["N-1", "N-2", "N-3"]
    (refusal,) = result.sheets[1].refusals
    assert (refusal.row, refusal.found) == (3, "N-2")
    assert "it came before in needs.csv" in refusal.expected.en


def test_one_file_that_cannot_be_read_keeps_all_out_and_every_fault_is_told(desk):
    good, bad, none = desk.put(lines(need())), desk.put("", "b.csv"), desk.folder / "no.csv"
    with pytest.raises(DataError) as refused:
        desk.bring(good, bad, none)
    assert [fault.split(":")[0] for fault in refused.value.faults[:2]] == ["b.csv", "no.csv"]
    assert list(desk.rooms.iterdir()) == []


# what comes in again


def test_a_changed_file_shows_what_differs_and_keeps_the_other_rows(desk):
    desk.take(lines(need(1), need(2)))
    result = desk.take(lines(need(2, **{"مقدار سالانه": "99"}), need(3)))
    (table,) = result.tables
    assert (table.added, table.changed, table.unchanged, table.kept, table.removed) == (1, 1, 0, 1, 0)
    (one,) = table.differences
    assert (one.key, one.column, one.before, one.after) == ("N-2", "yearly_quantity", "10", "99")
    assert [(row["need_id"], row["yearly_quantity"]) for row in desk.kept()] == [
        ("N-1", "10"),
        ("N-2", "99"),
        ("N-3", "10"),
    ]


def test_whole_removes_what_the_files_do_not_have(desk):
    desk.take(lines(need(1), need(2)))
    result = desk.take(lines(need(2)), is_whole=True)
    assert (result.tables[0].removed, result.tables[0].unchanged) == (1, 1)
    assert [row["need_id"] for row in desk.kept()] == ["N-2"]


def test_a_column_that_a_file_does_not_have_stays_as_the_room_knows_it(desk):
    desk.take(lines(need(1), need(2)))
    result = desk.take(lines(["N-1", "مشهد", "لوله"], ["N-3", "مشهد", "شیر"], header=NEEDS[:3]))
    kept = {row["need_id"]: (row["title"], row["yearly_quantity"]) for row in desk.kept()}
    assert kept == {"N-1": ("لوله", "10"), "N-2": ("چراغ", "10"), "N-3": ("شیر", "")}
    assert [(one.column, one.before, one.after) for one in result.tables[0].differences] == [("title", "چراغ", "لوله")]
    again = desk.take(lines(["N-1", "مشهد", "لوله"], header=NEEDS[:3]))
    assert again.tables[0].is_unchanged


def test_a_blank_cell_says_unknown_where_the_column_is_there(desk):
    desk.take(lines(need(1)))
    desk.take(lines(need(1, **{"مقدار سالانه": ""})))
    assert desk.kept()[0]["yearly_quantity"] == ""


def test_a_first_day_that_a_file_does_not_have_is_not_kept_beside_a_new_last_one(desk):
    """The room's first day may lie behind the file's last one: such a row could not be read any more."""
    header = ["شناسهٔ شرکت", "نام شرکت", "استان", "محصولات", "آغاز مجوز", "پایان مجوز"]
    desk.take(lines(["F-1", "الف", "یزد", "لوله", "1403/01/01", "1404/01/01"], header=header), "f.csv")
    desk.take(lines(["F-1", "الف", "یزد", "لوله", "1402/01/01"], header=[*header[:4], header[5]]), "f.csv")
    assert data.check_room("own") == {"kb_firms": 1}


def test_refused_rows_that_are_corrected_in_their_list_come_in_and_keep_what_could_be_a_formula(desk):
    header = [*NEEDS, "راه تماس", "شرح نیاز"]
    rows = [[*need(1, **{"مقدار سالانه": "ده"}), "+98 51", "- بسیار فوری"], [*need(2), "", "@home"]]
    result = desk.take(lines(*rows, header=header))
    assert result.refused == 1
    (path,) = (desk.rooms / "own" / "rejected").glob("*.csv")
    written = path.read_text(encoding="utf-8-sig")
    assert "'- بسیار" in written
    desk.take(written.replace(",ده,", ",10,"), path.name)
    assert {row["need_id"]: row["description"] for row in desk.kept()} == {"N-1": "- بسیار فوری", "N-2": "@home"}


def test_a_room_that_was_written_by_hand_takes_an_import(own, tmp_path):
    path = tmp_path / "m.csv"
    path.write_text("شهرداری,شهرستان,جمعیت سرشماری ۱۳۹۵\nبار,نیشابور,\nمشهد,مشهد,4\n", encoding="utf-8")
    result = import_files([path], room_name="own", province=PROVINCE, about=About("illustrative"))
    assert [(one.key, one.column, one.before, one.after) for one in result.tables[0].differences] == [
        ("مشهد, مشهد", "population_1395", "3", "4")
    ]
    assert len(data.load("municipalities", room="own")) == 2


# codes that may have lost a zero


@pytest.mark.parametrize(
    ("codes", "told"),
    [(["111", "27", "161"], "2 ISIC codes have"), (["111", "0111"], ""), (["27", "2740", "432", ""], "")],
)
def test_codes_that_a_spreadsheet_may_have_cut_are_told(desk, codes, told):
    rows = [[*need(number), code] for number, code in enumerate(codes)]
    found = said(desk.take(lines(*rows, header=[*NEEDS, "کد ISIC"])))
    assert ("three digits" in found) == bool(told)
    assert told in found


# a licence that has ended


def test_licences_that_had_ended_are_kept_and_counted(desk):
    header = ["شناسهٔ شرکت", "نام شرکت", "استان", "محصولات", "پایان مجوز"]
    days = ["1399/01/01", "1450/01/01", "", "1402/05/31"]
    result = desk.take(
        lines(*[[f"F-{i}", "الف", "یزد", "لوله", day] for i, day in enumerate(days)], header=header), "f.csv"
    )
    assert "2 licences had ended by" in said(result)
    assert [row["licence_until"] for row in desk.kept("kb_firms")] == days


# Parquet


def test_parquet_is_read_as_a_file_of_rows(desk):
    import duckdb

    path = desk.folder / "needs [1].parquet"
    duckdb.sql(
        "COPY (SELECT 'N-'||i AS need_id, 'مشهد' AS municipality, 'چراغ' AS title, 0.1::FLOAT AS yearly_quantity, "
        f"(i * 1000)::BIGINT AS unit_cost_rial FROM range(1, 60) t(i)) TO '{path}' (FORMAT parquet)"
    )
    result = desk.bring(path)
    assert result.sheets[0].read == 59
    assert desk.kept()[58]["unit_cost_rial"] == "59000"
    assert desk.kept()[0]["yearly_quantity"] == "0.1", "four bytes of a fraction show no more digits than they hold"


# large files


def test_a_file_in_many_blocks_and_processes_gives_what_one_block_gives(desk):
    rows = [
        need(
            number,
            **{"عنوان نیاز": 'دو\nخط "و" نقل' + " دراز" * 15, "مقدار سالانه": "x" if number % 50_000 == 7 else "۵"},
        )
        for number in range(100_000)
    ]
    path = desk.put(lines(*rows))
    assert os.path.getsize(path) > 12 * 2**20, "large enough for processes"
    result = import_files([path], room_name="own", province=PROVINCE, about=About("real"), workers=2)
    assert (result.sheets[0].read, result.refused) == (100_000, 2)
    kept = desk.kept()
    assert len(kept) == 99_998
    assert {row["title"] for row in kept} == {'دو خط "و" نقل' + " دراز" * 15}
    assert [int(row[0]) for row in desk.listed("rejected")] == [2 + 2 * number for number in (7, 50_007)]
