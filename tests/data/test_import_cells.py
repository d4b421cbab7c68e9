"""Cells as people write them: read for what they say, blank, or refused; never guessed, and never an accident."""

import math
import re
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.importing.cells import EARLY, MERGED, NOTHING, Reading, read_cells, reading_of
from hamyari_lib.data.importing.columns import read_column
from hamyari_lib.data.importing.numerals import Unreadable, amount_of_rials, rials_of, unit_of
from hamyari_lib.data.schemas import SCHEMAS
from hamyari_lib.jalali import JalaliDate

KNOWN = {"مشهد": "مشهد", "خلیلاباد": "خلیل‌آباد", "9": "9"}
OF_KNOWN = Bilingual(fa="شهری", en="a city")
READINGS = {
    "words": Reading("title", "words", "text"),
    "code": Reading("id", "words", "code"),
    "label": Reading("urgency", "words", "text", {"high": "زیاد", "low": "کم"}, ("high", "low")),
    "known": Reading("city", "words", "text", known=KNOWN, of_known=OF_KNOWN),
    "whole": Reading("jobs", "whole", "jobs"),
    "known whole": Reading("code", "whole", "code", known=KNOWN, of_known=OF_KNOWN),
    "rial": Reading("cost", "money", "rial", rials=1),
    "toman": Reading("cost", "money", "rial", rials=10),
    "million toman": Reading("cost", "money", "rial", rials=10_000_000),
    "no unit": Reading("cost", "money", "rial"),
    "real": Reading("quantity", "real", "units of the row"),
    "fraction": Reading("rate", "real", "fraction a year"),
    "per cent": Reading("rate", "real", "per cent a year"),
    "date": Reading("on", "date", "Jalali date"),
    "month": Reading("in", "month", "Jalali month"),
}
ALL_READINGS = pytest.mark.parametrize("reading", READINGS.values(), ids=READINGS)

LETTERS = "0123456789۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩²½१２یيىکكهۀةأؤـabcEe,٬،.٫/\\-−–+()[]%٪#=@'’\"؛:|"
SPACES = " \t\n\r\u00a0\u202f\u200c\u200b\u200f\ufeff\u2028\x0b\x00\x07\x1c\x1e\x1f\x85"
WORDS = (
    "ریال", "تومان", "میلیون", "هزار", "همت", "فروردین", "شنبه", "1403", "1402/12/30", "1403/13/01", "2024-03-24",
    "1.4E+09", "1e5", "#N/A", "#REF!", "TRUE", "nan", "inf", "۱۲٬۳۴۵", "1,234", "12.000", "خليل آباد", "مشهد",
    MERGED, EARLY, "زياد", "=1+1", "=cmd|'/c calc'!A1",
)  # fmt: skip
PARTS = st.sampled_from([*LETTERS, *SPACES, "\u200c\u200c", *WORDS, *sorted(NOTHING)])
CELLS = st.one_of(
    st.lists(PARTS, max_size=6).map("".join), st.text(max_size=8), st.integers().map(str), st.floats().map(repr)
)


PLAIN = st.one_of(
    st.from_regex(r"\d{0,17}(,\d{3}){0,3}", fullmatch=True),
    st.integers(0, 10**7).map("{:,}".format),
    st.sampled_from(["", "0", "00", "007", "0,123", "1,2345", ",123", "12,", "-5"]),
)


@ALL_READINGS
@settings(max_examples=20)
@given(cells=st.one_of(st.lists(CELLS, max_size=8), st.lists(PLAIN, min_size=1, max_size=8)))
def test_a_column_at_once_is_read_as_its_cells_are(reading, cells):
    """And no cell does anything but be read, be blank, or be refused with what was expected in both languages."""
    column, one_by_one = read_column(cells, reading), read_cells(cells, reading)
    assert column.values == [one_by_one[cell].value for cell in cells]
    assert column.unread == {cell: one.expected for cell, one in one_by_one.items() if one.expected}
    for expected in column.unread.values():
        assert expected.fa
        assert expected.en
    for value in column.values:
        assert "\0" not in value
        assert value == value.strip()
        assert not value.startswith("=")


@settings(max_examples=100)
@given(cell=CELLS)
@example("9" * 400)
@example("0." + "1" * 400)
def test_what_is_read_is_what_a_table_may_hold(cell):
    for name, form in (
        ("whole", r"-?\d{1,16}"),
        ("rial", r"-?\d{1,16}"),
        ("million toman", r"-?\d{1,16}"),
        ("real", r"-?\d*\.?\d*"),
        ("date", r"1[3-5]\d\d/\d\d/\d\d"),
        ("month", r"1[3-5]\d\d-\d\d"),
    ):
        (read,) = read_cells([cell], READINGS[name]).values()
        assert not read.value or re.fullmatch(form, read.value, re.ASCII), name
        if name == "real" and read.value:
            assert math.isfinite(float(read.value))
        if name == "date" and read.value:
            assert str(JalaliDate.parse(read.value)) == read.value


def read(cell, name):
    (found,) = read_cells([cell], READINGS[name]).values()
    return found.value if found.expected is None else None


# numbers


PERSIAN, ARABIC = (str.maketrans("0123456789", digits) for digits in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"))
DIGITS = st.sampled_from([str, lambda one: one.translate(PERSIAN), lambda one: one.translate(ARABIC)])
GROUPS = st.sampled_from(["", ",", "٬", "،", " ", "'", "’"])
EDGES = st.sampled_from(["", " ", "\u00a0", "\u200f", "\t"])


@st.composite
def written_whole(draw):
    number = draw(st.integers(-(2**53) + 1, 2**53 - 1))
    said = f"{abs(number):,}".replace(",", draw(GROUPS)) + draw(st.sampled_from(["", ".0"]))
    sign = draw(st.sampled_from(["-", "−", "- "])) if number < 0 else draw(st.sampled_from(["", "+"]))
    return number, draw(DIGITS)(sign + said)


@given(written=written_whole(), left=EDGES, right=EDGES)
def test_a_whole_number_is_read_from_every_form(written, left, right):
    number, cell = written
    assert read(left + cell + right, "whole") == str(number)


@given(st.decimals(-(10**12), 10**12, places=4), GROUPS, st.sampled_from([".", "٫"]), DIGITS)
def test_a_number_with_decimals_is_read_from_every_form(number, group, point, digits):
    whole, decimals = f"{number:,.4f}".split(".")
    found = read(digits(whole.replace(",", group) + point + decimals), "real")
    assert Decimal(found) == number


@given(st.integers(0, 10**9), st.sampled_from(["ریال", "تومان", "هزار ریال", "میلیون ریال", "میلیارد تومان", "همت"]))
def test_an_amount_with_its_unit_is_that_many_rials_whatever_the_header_says(number, unit):
    rials = number * rials_of(unit)
    expected = str(rials) if rials < 2**53 else None
    assert [read(f"{number} {unit}", name) for name in ("rial", "million toman", "no unit")] == [expected] * 3


@given(st.integers(1, 10**6), st.sampled_from([1, 10, 1000, 10**6, 10**7, 10**9]))
def test_a_header_in_another_unit_gives_whole_rials_also_of_decimals(tenths, unit):
    cell = f"{Decimal(tenths) / 10}"
    whole = tenths * unit % 10 == 0 and not re.fullmatch(r"[1-9]\d?\d?\.\d\d0", cell)
    try:
        found = amount_of_rials(cell, unit)
    except Unreadable:
        found = None
    assert found == (str(tenths * unit // 10) if whole else None)


def test_units_are_named_and_known_again():
    for rials in (1, 10, 1000, 10_000, 10**6, 10**7, 10**9, 10**10):
        assert rials_of(unit_of(rials)) == rials


@pytest.mark.parametrize(
    ("cell", "by_kind"),
    [
        ("(1,200)", {"whole": None, "rial": None, "real": None}),  # an accountant's minus, or a note
        ("12.000", {"whole": None, "rial": None, "real": None, "million toman": None, "per cent": "12.000"}),
        ("1.250", {"whole": None, "million toman": None, "real": None}),
        ("1.125", {"million toman": "11250000", "real": "1.125", "whole": None}),
        ("۱٫۲۵۰", {"million toman": "12500000"}),  # the Persian point is no separator of thousands
        ("1.200.000", {"whole": "1200000"}),
        ("1,2", {"whole": None, "real": None}),
        ("1,23,456", {"whole": None, "real": None}),
        ("1.234,56", {"whole": None, "real": None}),
        ("12/5", {"real": None}),
        ("18 %", {"fraction": "0.18", "per cent": "18", "real": None, "whole": None, "rial": None}),
        ("۱۸٪", {"fraction": "0.18", "per cent": "18", "real": None}),
        ("1\u00a0200", {"whole": None}),
        ("1 200", {"whole": "1200"}),
        ("1.4E+09", {"whole": None, "real": None, "rial": None, "code": None}),
        ("'5", {"whole": None}),
        ("۲۵ هزار", {"rial": None, "no unit": None}),
        ("25 تومان", {"rial": "250", "million toman": "250"}),
        ("25", {"no unit": None}),
        ("-", {"whole": "", "rial": "", "real": "", "date": "", "words": ""}),
        ("#N/A", {"whole": None, "words": None}),
        ("#DIV/0!", {"real": None, "words": None}),
        ("=A1", {"whole": None, "words": None, "code": None, "date": None}),
        (MERGED, {"whole": None, "words": None, "code": None, "date": None}),
        (EARLY, {"date": None, "words": None}),
        ("چر\x07اغ", {"words": None, "code": None}),
    ],
)
def test_a_number_that_can_be_read_in_two_ways_is_refused(cell, by_kind):
    assert {name: read(cell, name) for name in by_kind} == by_kind


# dates


DAYS = st.dates(min_value=JalaliDate(1300, 1, 1).gregorian, max_value=JalaliDate(1499, 12, 29).gregorian)
DATE_FORMS = [
    lambda day: f"{day.year}/{day.month:02}/{day.day:02}",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}-{day.month:02}-{day.day:02}",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day.day}/{day.month}/{day.year}",
    lambda day: f"{day.year}{day.month:02}{day.day:02}",
    lambda day: day.label("fa"),
    lambda day: f"شنبه، {day.label('fa')}",
    lambda day: f"{day.gregorian:%Y-%m-%d}" if 1900 <= day.gregorian.year <= 2100 else str(day),
    lambda day: f"{day.gregorian:%Y-%m-%d} 00:00:00" if 1900 <= day.gregorian.year <= 2100 else str(day),
]


@given(DAYS, st.sampled_from(DATE_FORMS), DIGITS, EDGES)
def test_a_date_is_read_from_every_form(day, form, digits, edge):
    jalali = JalaliDate.from_gregorian(day)
    assert read(edge + digits(form(jalali)) + edge, "date") == str(jalali)


@given(
    DAYS, st.sampled_from(["{0}-{1:02}", "{0}/{1}", "{0}{1:02}", "{2} {0}", "{2}‌ماه {0}", "{2} ماه سال {0}"]), DIGITS
)
def test_a_month_is_read_from_every_form(day, form, digits):
    jalali = JalaliDate.from_gregorian(day)
    name = jalali.label("fa").split()[1]
    assert read(digits(form.format(jalali.year, jalali.month, name)), "month") == f"{jalali.year}-{jalali.month:02}"


NO_DAYS = (
    "1403/13/01", "1402/12/30", "1403/00/10", "1403/7/31", "14030732", "3/4/5", "05/06/2024", "1403", "45000",
    "2024-02-30", "فروردین", "30 اسفند 1402", "1299/12/01", "1600/01/01", "1403/01/25 10:30",
)  # fmt: skip


@pytest.mark.parametrize("cell", NO_DAYS)
def test_what_is_no_day_of_the_calendar_is_refused(cell):
    assert read(cell, "date") is None


# words


@pytest.mark.parametrize(
    ("cell", "name", "expected"),
    [
        ("  كرمان \n و يزد ", "words", "کرمان و یزد"),
        ("نرم‌‌افزار‌", "words", "نرم‌افزار"),
        ("۰۰۱۲", "code", "0012"),
        ("0012", "code", "0012"),
        ("زياد", "label", "high"),
        ("HIGH", "label", "high"),
        ("خيلي زياد", "label", None),
        ("خليل آباد", "known", "خلیل‌آباد"),
        ("قم", "known", None),
        ("۹", "known whole", "9"),
        ("10", "known whole", None),
        ("ندارد", "words", ""),
    ],
)
def test_words_are_mended_and_labels_known_by_any_spelling(cell, name, expected):
    assert read(cell, name) == expected


def test_every_example_of_a_schema_is_read():
    for table, schema in SCHEMAS.items():
        for name, column in schema.columns.items():
            if example := column.metadata["example"]:
                (found,) = read_cells([example], reading_of(name, column, rials=1)).values()
                assert found.expected is None, (table, name)
                assert found.value, (table, name)
