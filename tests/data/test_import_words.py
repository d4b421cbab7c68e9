"""What an import says of a person's file, it says in Persian and in English; its lists are for Persian readers."""

import csv
import pickle
import re

import pytest

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.importing import import_files
from hamyari_lib.data.importing.cells import Reading, read_cells, what_changed
from hamyari_lib.data.importing.headers import OURS, Header
from hamyari_lib.data.importing.notes import CHANGES
from hamyari_lib.data.importing.numerals import Unreadable, amount_of_rials, whole_number
from hamyari_lib.data.importing.rows import Work, harmless, read_block
from hamyari_lib.data.importing.sources import Rows
from hamyari_lib.data.schemas import SCHEMAS

PROVINCE = "خراسان رضوی"
HEADER = "شناسهٔ نیاز,نام شهرداری,عنوان نیاز,واحد شمارش,بهای واحد (تومان),فوریت"
PERSIAN = re.compile("[آ-ی]")


@pytest.fixture
def room(tmp_path, monkeypatch):
    """Import a CSV file of these lines; returns its only sheet's result and the folder of the room."""
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path / "rooms"))
    (tmp_path / "rooms").mkdir()

    def run(*lines, name="needs.csv", encoding="utf-8", **options):
        path = tmp_path / name
        path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
        return import_files([path], room_name="own", **{"province": PROVINCE, **options})

    run.folder = tmp_path / "rooms" / "own"
    return run


def real(room, *lines, **options):
    from hamyari_lib.data.importing.prepared import About

    return room(*lines, about=About("real"), **options)


def listed(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


# what was expected of a cell


WHOLE, MONEY = Reading("n", "whole", "jobs"), Reading("cost", "money", "rial", rials=1)
DATE, MONTH = Reading("on", "date", "Jalali date"), Reading("in", "month", "Jalali month")
CODE = Reading("id", "words", "code")
URGENCY = Reading("urgency", "words", "text", {"high": "زیاد", "low": "کم"}, ("high", "low"))
KNOWN = Reading("city", "words", "text", known={}, of_known=Bilingual(fa="شهری از جدول", en="a city of the table"))


@pytest.mark.parametrize(
    ("reading", "cell", "fa", "en"),
    [
        (WHOLE, "دوازده", "عدد", "a number"),
        (WHOLE, "1.5", "عدد صحیح", "a whole number"),
        (WHOLE, "1.4E+09", "اکسل رقم‌های این عدد را کوتاه کرده است", "a spreadsheet cut this one"),
        (WHOLE, "12/5", "12.5 بنویسید", "write 12.5 if that is meant"),
        (WHOLE, "12,5", "12.5 بنویسید، یا بدون ویرگول", "write 12.5 or without a comma"),
        (WHOLE, "99999999999999999", "کمتر از ۹٬۰۰۷٬۱۹۹٬۲۵۴٬۷۴۰٬۹۹۲", "below 9,007,199,254,740,992"),
        (WHOLE, "=1+1", "مقدار، نه فرمول", "a value, not a formula"),
        (WHOLE, "#REF!", "اکسل به جای آن خطا نشان می‌دهد", "the spreadsheet shows an error in its place"),
        (DATE, "دیروز", "تاریخ شمسی مانند 1403/01/25", "a Jalali date such as 1403/01/25"),
        (DATE, "1/2/3", "با سال چهاررقمی", "its year of four digits"),
        (DATE, "03/04/2024", "روشن نیست از 03 و 04 کدام ماه است", "which of 03 and 04 is the month is not sure"),
        (DATE, "1402/12/30", "1402/12/30 در تقویم نیست", "a day of the calendar (1402 is not a leap year"),
        (MONTH, "1403-13", "ماه شمسی مانند 1403-01", "a Jalali month such as 1403-01"),
        (CODE, "1.4E+10", "کد کامل", "the whole code"),
        (URGENCY, "فوری", "یکی از: زیاد، کم", "one of: زیاد, کم"),
        (KNOWN, "ناکجا", "شهری از جدول", "a city of the table"),
    ],
)
def test_what_was_expected_of_a_cell_is_said_in_both_languages(reading, cell, fa, en):
    expected = read_cells([cell], reading)[cell].expected
    assert fa in expected.fa
    assert en in expected.en


def test_an_amount_without_a_unit_says_what_to_write():
    with pytest.raises(Unreadable, match="an amount with its unit") as raised:
        amount_of_rials("5", None)
    assert raised.value.expected.fa.startswith("مبلغ با واحد آن")
    assert str(raised.value) == raised.value.expected.en
    assert whole_number("5", times=2) == "10"


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_column_says_in_persian_what_it_expects(name):
    for column in SCHEMAS[name].columns.values():
        about = column.metadata
        assert PERSIAN.search(about["expected_fa"])
        for label in about["labels"].values():
            assert label in about["expected_fa"]
        if "or more" in about["expected"]:
            assert about["expected_fa"].endswith("یا بیشتر")
        if "such as" in about["expected"]:
            assert "مانند" in about["expected_fa"]


@pytest.mark.parametrize(
    ("table", "column", "said"),
    [
        ("needs", "unit_cost_rial", "عدد صحیح (ریال)، ۰ یا بیشتر"),
        ("needs", "isic", "حرف A تا U، یا کدی مانند 28 یا 2813"),
        ("holidays", "date", "تاریخ شمسی مانند 1399/01/31"),
        ("price_index", "jalali_month", "ماه شمسی مانند 1399-01"),
        ("kb_firms", "national_id", "کد یا شناسه، ۱۱ رقم"),
        ("instruments", "profit_pct", "عدد (درصد در سال)، ۰ تا ۲۰۰"),
        ("bond_terms", "coupon_interval_months", "عدد صحیح (ماه)، یکی از: ۰، ۱، ۲، ۳، ۴، ۶، ۱۲"),
        ("jobs", "province_code", "عدد صحیح، کد، ۰ تا ۹۹"),
        ("needs", "title", "متن"),
    ],
)  # fmt: skip
def test_the_persian_is_made_of_the_declaration(table, column, said):
    assert SCHEMAS[table].columns[column].metadata["expected_fa"] == said


@pytest.mark.parametrize("name", [name for name, schema in SCHEMAS.items() if schema.checks])
def test_a_check_of_the_row_says_in_persian_what_it_expects(name):
    for check in SCHEMAS[name].checks:
        assert PERSIAN.search(check.description)


# many refusals


def work(reading):
    """A sheet of one column, which is table ``needs``' urgency."""
    header = Header("needs", 1, {"urgency": 0})
    return Work("needs", "x.csv", header, ("فوریت",), {"urgency": reading}, ("urgency",))


def test_refused_rows_share_what_was_expected_so_that_they_are_light_between_processes(monkeypatch):
    monkeypatch.setattr("hamyari_lib.data.importing.rows._check", lambda *_: None)
    rows = [["فوریت"], *([f"بد {number}"] for number in range(5_000))]
    part = read_block(Rows(1, rows), work(URGENCY))
    packed = pickle.dumps(part)
    faults = [fault for one in pickle.loads(packed).refused for fault in one.faults]
    assert len(faults) == 5_000
    assert len({id(expected) for _, _, expected in faults}) == 1
    assert len(packed) < 5_000 * 110, "a row, a cell and a fault of each"


# kinds of change


@pytest.mark.parametrize(
    ("reading", "before", "after", "kind"),
    [
        (WHOLE, "۱٬۲۰۰", "1200", "number"),
        (MONEY, "۵ تومان", "50", "unit"),
        (DATE, "1403-1-5", "1403/01/05", "date"),
        (URGENCY, "زیاد", "high", "label"),
        (CODE, "كد", "کد", "spelling"),
        (CODE, "-", "", "blank"),
    ],
)
def test_each_kind_of_change_is_a_code_with_a_name_in_both_languages(reading, before, after, kind):
    assert what_changed(before, after, reading) == kind
    assert PERSIAN.search(CHANGES[kind].fa)
    assert CHANGES[kind].en.isascii()


# notes


def test_an_encoding_and_what_stands_above_a_header_are_noted_in_both_languages(room):
    written = ["صورت نيازها (مبالغ به ميليون ريال)", "شناسه نياز,نام شهرداري,عنوان نياز,بهاي واحد", "N-1,مشهد,پمپ,5"]
    (sheet,) = real(room, *written, encoding="cp1256").sheets
    said = [(one.fa, one.en) for one in sheet.notes]
    assert said == [
        (
            "با کدگذاری عربی ویندوز (CP1256) نوشته شده بود؛ حروف آن به همین صورت خوانده شد",
            "was written in Windows Arabic (CP1256); its letters were read as such",
        ),
        ("سطر ۱ بالای عنوان ستون‌هاست و داده نیست", "row 1 stands above the header and is no data"),
        (
            "«بهای واحد»: هر واحد ۱٬۰۰۰٬۰۰۰ ریال است، بنا بر عنوان برگه",
            "unit_cost_rial: one is 1,000,000 rial, as the sheet's title says",
        ),
    ]


def test_a_key_that_is_made_and_a_file_that_is_open_are_noted(room, tmp_path):
    (tmp_path / "~$needs.csv").write_bytes(b"x")
    _, *header = HEADER.split(",")
    (sheet,) = real(room, ",".join(header), "مشهد,پمپ,عدد,۵,زیاد").sheets
    said = {one.fa: one.en for one in sheet.notes}
    assert said["در اکسل باز است؛ آخرین نسخهٔ ذخیره‌شدهٔ آن خوانده شد"] == "is open in Excel: what was saved last is read"
    (made,) = [fa for fa in said if fa.startswith("«شناسهٔ نیاز» در فایل نیست")]
    assert said[made].startswith("need_id is not in the file")


# the lists


def test_refused_rows_are_listed_for_a_persian_reader_with_the_file_s_own_headers(room):
    (sheet,) = real(room, HEADER, "N-1,مشهد,پمپ,عدد,12/5,فوری", "N-2,,پمپ,عدد,5,کم").sheets
    header, first, second = listed(room.folder / "rejected" / sheet.rejected_file)
    assert header == [*OURS, *HEADER.split(",")]
    assert first[:2] == ["2", "بهای واحد (تومان) | فوریت"]
    assert first[2] == "12/5 | فوری"
    assert first[3].endswith("12.5 بنویسید | یکی از: زیاد، متوسط، کم")
    assert first[4:] == ["N-1", "مشهد", "پمپ", "عدد", "12/5", "فوری"]
    assert second[:4] == ["3", "نام شهرداری", "خالی", "متن"]


def test_changes_are_listed_for_a_persian_reader(room):
    (sheet,) = real(room, HEADER, "N-1,مشهد,پمپ,عدد,۵,زیاد").sheets
    header, *lines = listed(room.folder / "changes" / sheet.changes_file)
    assert header == ["ستون", "نوع تغییر", "مقدار پیشین", "مقدار تازه", "شمار سلول‌ها", "نخستین سطر"]
    assert ["بهای واحد (تومان)", "تبدیل به ریال", "۵", "50", "1", "2"] in lines


@pytest.mark.parametrize("ours", [OURS, ("row", "column", "found", "expected")])
def test_a_corrected_list_of_refused_rows_goes_in(room, ours):
    """Also a text that was kept from being a formula, and a list that is refused again."""
    sound = "N-9,مشهد,پمپ,عدد,5,کم"
    (sheet,) = real(room, HEADER, sound, "N-1,مشهد,+پمپ,عدد,بیست,کم", "N-2,مشهد,پمپ,عدد,سی,کم").sheets
    _, *rows = listed(room.folder / "rejected" / sheet.rejected_file)
    assert rows[0][6] == harmless("+پمپ") == "'+پمپ"
    rows[0][8] = "20"
    lines = [",".join(row) for row in ([*ours, *HEADER.split(",")], *rows)]
    result = room(*lines, name="corrected.csv")
    (again,) = result.sheets
    assert (again.read, again.refused, again.unknown) == (2, 1, [])
    assert (result.tables[0].added, result.tables[0].kept) == (1, 1)
    kept = next(room.folder.glob("needs.*.csv")).read_text(encoding="utf-8")
    assert "N-1,مشهد,+پمپ," in kept
    header, left = listed(room.folder / "rejected" / again.rejected_file)
    assert header == [*OURS, *HEADER.split(",")], "not ours twice"
    assert left[4:] == rows[1][4:]


def test_a_refused_row_is_no_total_though_its_column_is_called_so(room):
    lines = [",".join([*OURS, *HEADER.split(",")]), "7,جمع,x,عدد,N-1,مشهد,پمپ,عدد,5,کم"]
    (sheet,) = real(room, *lines).sheets
    assert (sheet.read, sheet.refused, sheet.passed.total()) == (1, 0, 0)


def test_rows_that_are_no_data_are_counted_by_their_reason(room):
    (sheet,) = real(room, HEADER, "N-1,مشهد,پمپ,عدد,5,کم", HEADER, "جمع,,,,5,", "جمع کل,,,,5,").sheets
    assert {why.fa: count for why, count in sheet.passed.items()} == {"تکرار عنوان ستون‌ها": 1, "سطر جمع": 2}
    assert [(row, why.en) for row, why in sheet.passed_over] == [
        (3, "the header again"),
        (4, "a total"),
        (5, "a total"),
    ]


# the terminal


def test_the_summary_is_said_in_either_language(room):
    result = real(room, HEADER + ",کد آیزیک", "N-1,مشهد,پمپ,عدد,۵,زیاد,1", "N-1,مشهد,پمپ,عدد,5,کم,1", "جمع,,,,,,")
    english, persian = (list(result.lines(language)) for language in ("en", "fa"))
    assert len(english) == len(persian)
    assert english == list(result.lines()), "English where nothing else is asked for"
    assert english[0] == "needs.csv -> needs: 2 rows read, 1 refused"
    assert persian[0] == "needs.csv، جدول «نیازهای شهرداری‌ها»: ۲ سطر خوانده شد، ۱ سطر رد شد"
    assert "  passed over, a total: row 4" in english
    assert "  کنار گذاشته شد (سطر جمع): سطر ۴" in persian
    assert "  changed unit_cost_rial (unit): 2 cells, such as '۵' to '50'" in english
    assert "  تغییر در «بهای واحد (تومان)» (تبدیل به ریال): ۲ سلول، مانند «۵» به «50»" in persian
    assert "  refused row 3, column need_id: found 'N-1'; expected each only once" in english
    assert "  رد شد: سطر ۳، ستون «شناسهٔ نیاز»: مقدار یافت‌شده: N-1؛ مقدار مورد انتظار: هر کدام تنها یک بار" in persian
    assert english[-1] == "own/needs: 1 added"
    assert persian[-1] == "own، جدول «نیازهای شهرداری‌ها»: ۱ سطر افزوده شد"


def test_a_difference_and_a_sheet_that_holds_no_table_are_said_in_either_language(room, tmp_path):
    real(room, HEADER, "N-1,مشهد,پمپ,عدد,5,کم")
    (tmp_path / "x.csv").write_text("الف,ب\nج,د\n", encoding="utf-8")
    again = room(HEADER, "N-1,مشهد,پمپ,عدد,6,کم", name="again.csv")
    again.unrecognised.append(("x.csv", Bilingual(fa="چیزی نیست", en="is nothing")))
    assert list(again.lines("en"))[-1] == "  N-1, unit_cost_rial: '50' to '60'"
    assert list(again.lines("fa"))[-1] == "  N-1، «بهای واحد»: «50» شد «60»"
    assert "x.csv: چیزی نیست" in again.lines("fa")


def test_a_persian_summary_has_no_english_words_but_names(room):
    result = real(room, HEADER, "N-1,مشهد,پمپ,عدد,۵,فوری", "جمع,,,,,", "N-2,مشهد,پمپ,عدد,5,کم")
    words = set(re.findall("[A-Za-z]{2,}", "\n".join(result.lines("fa"))))
    assert words == {"needs", "csv", "own", "rejected", "ISIC", "low"}
