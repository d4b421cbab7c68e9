"""Jalali periods and values in their units."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib import text
from hamyari_lib.units import FIRST_YEAR, LAST_YEAR, MONEY_UNITS, UNITS, JalaliSpan, Money, Unit, quantity, suffix

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
        (0.01254, "point/year", "۱٫۲۵", "1.25"),
        (-0.0125, "point/year", "\u2066−۱٫۲۵\u2069", "\u2066−1.25\u2069"),
        (None, "point/year", "نامعلوم", "unknown"),
        (3000, "billion rial", "۳٬۰۰۰", "3,000"),
        (48, "months", "۴۸", "48"),
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


def test_every_unit_has_its_measure():
    assert tuple(UNITS) == Unit.__args__


@pytest.mark.parametrize(
    ("unit", "fa", "en"),
    [
        ("fraction/year", "در سال", "a year"),
        ("point/year", "واحد درصد", "points"),
        ("billion rial", "میلیارد ریال", "billion rial"),
        ("months", "ماه", "months"),
        ("fraction", "", ""),
    ],
)
def test_what_stands_behind_a_figure(unit, fa, en):
    assert (suffix(unit, "fa"), suffix(unit, "en")) == (fa, en)


def test_a_difference_of_rates_is_never_per_cent():
    for language in ("fa", "en"):
        shown = quantity(0.0125, "point/year", sign=True, language=language) + suffix("point/year", language)
        assert not set("%٪") & set(shown)


# money


AMOUNTS = st.floats(1e-6, 1e9) | st.integers(0, 10**9).map(float)


@given(AMOUNTS, st.sampled_from(sorted(MONEY_UNITS)))
def test_money_round_trips_through_its_text(amount, unit):
    money = Money(amount, unit)
    assert Money.parse(str(money)) == money


@given(AMOUNTS.filter(lambda amount: amount > 1e-3), st.sampled_from(sorted(MONEY_UNITS)))
def test_money_is_the_same_in_every_currency(amount, unit):
    money = Money(amount, unit)
    for currency in ("rial", "toman", "new_rial"):
        assert money.to(currency).currency == currency
        assert money.to(currency).rial == pytest.approx(money.rial, rel=1e-11)


@pytest.mark.parametrize(
    ("written", "billion_rial", "canonical"),
    [
        ("3000 billion rial", 3000, "3000 billion rial"),
        ("3,000 Billion Rials", 3000, "3000 billion rial"),
        ("۳٬۰۰۰ میلیارد ریال", 3000, "3000 billion rial"),
        ("۳٬۰۰۰\u200cميليارد ريال", 3000, "3000 billion rial"),
        ("300 میلیارد تومان", 3000, "300 billion toman"),
        ("۰٫۳ هزار میلیارد تومان", 3000, "0.3 trillion toman"),
        ("۰٫۳ همت", 3000, "0.3 trillion toman"),
        ("3 هزار میلیارد ریال", 3000, "3 trillion rial"),
        ("2 million new rial", 20, "2 million new rial"),
        ("۲ میلیون ریال جدید", 20, "2 million new rial"),
        ("2 million new_rial", 20, "2 million new rial"),
        ("1000000000 rial", 1, "1000000000 rial"),
        ("3000میلیارد ریال", 3000, "3000 billion rial"),
    ],
)
def test_money_is_read_in_every_spelling(written, billion_rial, canonical):
    money = Money.parse(written)
    assert money.billion_rial == pytest.approx(billion_rial)
    assert str(money) == canonical


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("3000", "write whether it is rial, toman or new rial"),
        ("3000 billion", "write whether it is rial, toman or new rial"),
        ("3000 billion dollars", "write whether it is rial, toman or new rial"),
        ("3000 billion rial more", "write whether it is rial, toman or new rial"),
        ("-3 billion rial", "expected an amount with its unit"),
        ("billion rial", "expected an amount with its unit"),
        ("3,5 billion rial", '"300 میلیارد تومان"'),
        ("1e3 rial", "write whether"),
        ("", "expected an amount with its unit"),
        ("3 million billion rial", "at most trillion"),
        ("9" * 400 + " rial", "expected an amount with its unit"),
    ],
)
def test_money_that_cannot_be_read_says_why(written, said):
    with pytest.raises(ValueError, match="such as") as caught:
        Money.parse(written)
    assert said in str(caught.value)


@pytest.mark.parametrize("unit", ["billion", "euro", "rial billion", ""])
def test_money_has_a_known_unit(unit):
    with pytest.raises(ValueError, match="expected an amount with its unit"):
        Money(1, unit)


@given(st.text() | st.from_regex(r"[0-9][0-9,.]{0,6} (هزار |میلیارد |billion ){0,3}(ریال|toman)", fullmatch=True))
def test_any_text_is_money_or_a_value_error(written):
    with contextlib.suppress(ValueError):
        assert Money.parse(written).rial >= 0


@pytest.mark.parametrize(
    ("written", "fa", "en"),
    [
        ("3000 billion rial", "۳٬۰۰۰ میلیارد ریال (۳۰۰ میلیارد تومان)", "3,000 billion rial (300 billion toman)"),
        ("2.5 billion toman", "۲۵ میلیارد ریال (۲٫۵ میلیارد تومان)", "25 billion rial (2.5 billion toman)"),
        ("3 trillion rial", "۳٬۰۰۰ میلیارد ریال (۳۰۰ میلیارد تومان)", "3,000 billion rial (300 billion toman)"),
        (
            "2 million new rial",
            "۲ میلیون ریال جدید (۲۰ میلیارد ریال، ۲ میلیارد تومان)",
            "2 million new rial (20 billion rial, 2 billion toman)",
        ),
        ("5 rial", "۵ ریال (۰٫۵ تومان)", "5 rial (0.5 toman)"),
    ],
)
def test_a_page_shows_money_in_rial_and_toman(written, fa, en):
    money = Money.parse(written)
    assert (money.label("fa"), money.label("en")) == (fa, en)
