"""Jalali periods and values in their units."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib import text
from hamyari_lib.units import FIRST_YEAR, LAST_YEAR, JalaliSpan, quantity

YEARS = st.integers(FIRST_YEAR, LAST_YEAR)
SPANS = st.tuples(YEARS, YEARS).map(lambda pair: JalaliSpan(*sorted(pair)))


@given(SPANS)
def test_a_span_round_trips_through_its_text_and_its_label(span):
    assert JalaliSpan.parse(str(span)) == span
    assert JalaliSpan.parse(span.label("fa")) == JalaliSpan.parse(span.label("en")) == span


@pytest.mark.parametrize("written", [1399, "1399", "۱۳۹۹", "١٣٩٩", " 1399 "])
def test_one_year_is_a_span(written):
    assert JalaliSpan.parse(written).years == (1399,)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1399-1397", 'write "1397-1399"'),
        ("2018-2020", "from 1300 to 1500; a Gregorian year is 621 or 622 more"),
        (98, 'such as "1397-1399" or "1399"'),
        ("", 'such as "1397-1399" or "1399"'),
        ("1397-98", 'such as "1397-1399" or "1399"'),
        (1399.0, 'such as "1397-1399" or "1399"'),
        ("1397,1398", 'such as "1397-1399" or "1399"'),
    ],
)
def test_a_span_that_cannot_be_read_says_why(written, said):
    with pytest.raises(ValueError, match=said):
        JalaliSpan.parse(written)


@given(st.text())
def test_any_text_is_a_span_or_a_value_error(written):
    with contextlib.suppress(ValueError):
        assert JalaliSpan.parse(written).years


@pytest.mark.parametrize(
    ("value", "unit", "fa", "en"),
    [
        (1234.5, "jobs", "۱٬۲۳۴", "1,234"),
        (12.34, "thousand jobs", "۱۲٫۳", "12.3"),
        (0.25, "fraction/year", "۲۵٫۰٪", "25.0%"),
        (1399, "year", "۱۳۹۹", "1399"),
        (0.12345, "index", "۰٫۱۲۳", "0.123"),
        (None, "year", "نامعلوم", "unknown"),
        (None, "rial", "نامعلوم", "unknown"),
        ("a word", "text", "a word", "a word"),
    ],
)
def test_a_quantity_is_written_in_its_unit(value, unit, fa, en):
    assert quantity(value, unit, language="fa") == fa
    assert quantity(value, unit, language="en") == en


def test_decimals_and_sign_of_a_quantity():
    assert text.latin_digits(quantity(0.5, "ratio", decimals=0, language="en")) == "0"
    assert quantity(0.051, "fraction", decimals=0, sign=True, language="en") == "\u2066+5%\u2069"
