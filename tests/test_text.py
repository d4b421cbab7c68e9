"""Text in two languages: letters, digits, numbers, lists and dates."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib import text

LANGUAGES = st.sampled_from(text.LANGUAGES)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
DECIMALS = st.integers(0, 6)


@pytest.fixture(autouse=True)
def persian_afterwards():
    yield
    text.use_language("fa")


@given(st.text())
def test_normalise_is_idempotent(value):
    once = text.normalise(value)
    assert text.normalise(once) == once


@given(st.text(alphabet="كيىكابپ ـ\u200c\u200e\u200f\ufeff\u00a0\t\n۱١1"))
def test_normalise_leaves_no_arabic_letter_and_no_invisible_mark(value):
    found = text.normalise(value)
    assert not set(found) & set("كيىـ\u200e\u200f\ufeff\u00a0\t\n")
    assert found.count("\u200c") <= value.count("\u200c")
    assert "  " not in found
    assert found == found.strip()


def test_normalise_keeps_the_zero_width_non_joiner():
    assert text.normalise("مي\u200cخواهم") == "می\u200cخواهم"


def test_normalise_writes_heh_with_yeh_in_two_letters():
    assert text.normalise("خانۀ") == "خانهٔ"


@given(st.integers())
def test_digits_round_trip(value):
    shown = text.digits(value, language="fa")
    assert not re.search("[0-9]", shown)
    assert int(text.latin_digits(shown)) == value


def test_arabic_digits_are_read_too():
    assert text.latin_digits("١٣٩٩ و ۱۳۹۹") == "1399 و 1399"


@given(FINITE, DECIMALS, st.booleans(), LANGUAGES)
def test_number_reads_back_as_the_rounded_value(value, decimals, sign, language):
    shown = text.number(value, decimals, sign=sign, language=language)
    plain = text.latin_digits(shown).strip("\u2066\u2069").replace("−", "-").replace("٬", "").replace("٫", ".")
    assert float(plain.replace(",", "")) == float(f"{value:.{decimals}f}")


@given(st.floats(-1, 1), DECIMALS, st.booleans(), LANGUAGES)
def test_no_zero_has_a_sign(value, decimals, sign, language):
    shown = text.latin_digits(text.number(value, decimals, sign=sign, language=language))
    if not re.search("[1-9]", shown):
        assert not set(shown) & set("-−+\u2066")


@given(FINITE.filter(lambda value: abs(value) >= 1), DECIMALS, LANGUAGES)
def test_a_sign_stands_within_an_isolate_so_that_it_stays_on_the_left(value, decimals, language):
    shown = text.number(value, decimals, sign=True, language=language)
    assert shown[:2] == "\u2066" + ("−" if value < 0 else "+")
    assert shown[-1] == "\u2069"


@pytest.mark.parametrize("function", [text.number, text.percent])
@pytest.mark.parametrize(("language", "word"), [("fa", "نامعلوم"), ("en", "unknown")])
def test_what_is_not_known_is_said(function, language, word):
    assert function(None, language=language) == function(float("nan"), language=language) == word


@pytest.mark.parametrize("function", [text.number, text.percent])
@pytest.mark.parametrize("value", [float("inf"), -float("inf")])
def test_no_page_shows_infinity(function, value):
    with pytest.raises(ValueError, match="infinite"):
        function(value)


def test_percent_keeps_its_mark_within_the_isolate():
    assert text.percent(-0.05, language="fa") == "\u2066−۵٪\u2069"
    assert text.percent(0.05, sign=True, language="en") == "\u2066+5%\u2069"


@pytest.mark.parametrize(
    ("value", "bound", "fa", "en"),
    [
        (0.205, "exact", "۲۰٫۵٪", "20.5%"),
        (0.205, "at least", "دست‌کم ۲۰٫۵٪", "at least 20.5%"),
        (-0.15, "at least", "\u2066−۱۵٫۰٪\u2069 یا بالاتر", "\u2066−15.0%\u2069 or higher"),
        (-1e-6, "at least", "دست‌کم ۰٫۰٪", "at least 0.0%"),
        (
            -0.15,
            "either way",
            "\u2066−۱۵٫۰٪\u2069 (بدون ارقام نامعلوم)",
            "\u2066−15.0%\u2069 (without what is unknown)",
        ),
        (None, "unknown", "نامعلوم", "unknown"),
        (None, "not computed", "محاسبه نشد", "not computed"),
    ],
)
def test_a_figure_says_what_its_bound_makes_of_it(value, bound, fa, en):
    assert text.bounded(text.percent(value, 1, language="fa"), bound, language="fa") == fa
    assert text.bounded(text.percent(value, 1, language="en"), bound, language="en") == en


@pytest.mark.parametrize(
    ("items", "fa", "en"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a و b", "a and b"),
        (["a", "b", "c"], "a، b و c", "a, b and c"),
        (["a and d", "b", "c"], "a and d، b و c", "a and d, b, and c"),
        (["a و d"], "«a و d»", "a و d"),
    ],
)
def test_listing(items, fa, en):
    given_items = list(items)
    assert text.listing(items, language="fa") == fa
    assert text.listing(items, language="en") == en
    assert items == given_items


def test_named_says_none_where_there_is_none():
    assert text.named([], some="in {}", none="nowhere", language="en") == "nowhere"
    assert text.named(["{}"], some="in {}", none="nowhere", language="en") == "in {}"


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)))
def test_persian_dates_are_jalali_and_hold_no_latin_digit(day):
    shown = text.date(day, language="fa")
    assert not re.search("[0-9A-Za-z]", shown)
    assert int(text.latin_digits(shown.split()[2])) in (day.year - 621, day.year - 622)
    assert text.date(day, language="en") == day.isoformat()


def test_the_new_year_is_the_first_of_farvardin():
    assert text.date(dt.date(2021, 3, 20), language="fa") == "۳۰ اسفند ۱۳۹۹"
    assert text.date(dt.datetime(2021, 3, 21, 23, 59, tzinfo=dt.UTC), language="fa") == "۱ فروردین ۱۴۰۰"


def test_the_language_in_force():
    assert text.language() == "fa"
    text.use_language("en")
    assert text.t(fa="سود", en="profit") == text.term("profit") == "profit"
    assert text.digits(12) == "12"
    with pytest.raises(ValueError, match="expected one of fa, en"):
        text.use_language("de")
    with pytest.raises(ValueError, match="expected one of fa, en"):
        text.t(fa="", en="", language="de")
    assert text.language() == "en"


def test_a_term_is_taken_in_the_language_asked_for():
    assert text.term("underwriting", language="fa") == "کارمزد تعهد پذیره‌نویسی"
    assert text.term("underwriting", language="en") == "underwriting fee"
    with pytest.raises(KeyError):
        text.term("no such term")
