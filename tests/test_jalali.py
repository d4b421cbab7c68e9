"""Jalali dates: against the calendar of persiantools on every day, and what is said of a date that is none."""

import contextlib
import datetime as dt

import persiantools.jdatetime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib.jalali import FIRST_YEAR, LAST_YEAR, JalaliDate, month_length

FIRST_DAY, LAST_DAY = JalaliDate(FIRST_YEAR, 1, 1).gregorian, JalaliDate(LAST_YEAR, 12, 29).gregorian
DAYS = st.dates(FIRST_DAY, LAST_DAY)


def test_every_day_is_that_of_another_program():
    wrong = []
    for ordinal in range(FIRST_DAY.toordinal(), LAST_DAY.toordinal() + 1):
        day = dt.date.fromordinal(ordinal)
        found, other = JalaliDate.from_gregorian(day), persiantools.jdatetime.JalaliDate(day)
        if (found.year, found.month, found.day) != (other.year, other.month, other.day) or found.gregorian != day:
            wrong.append(day)
    assert wrong == []


def test_the_days_before_and_after_the_known_years_are_refused():
    for day in (FIRST_DAY - dt.timedelta(1), LAST_DAY + dt.timedelta(1)):
        with pytest.raises(ValueError, match="within the Jalali years 1300 to 1500; found"):
            JalaliDate.from_gregorian(day)


@given(DAYS)
def test_a_date_round_trips_through_its_text(day):
    date = JalaliDate.from_gregorian(day)
    assert JalaliDate.parse(str(date)) == JalaliDate.parse(date.label("en")) == date
    assert date.gregorian == day


@given(DAYS, DAYS)
def test_dates_are_in_the_order_of_their_days(one, other):
    assert (JalaliDate.from_gregorian(one) < JalaliDate.from_gregorian(other)) == (one < other)


def test_the_months_of_a_year_fill_it():
    for year in range(FIRST_YEAR, LAST_YEAR):
        length = (JalaliDate(year + 1, 1, 1).gregorian - JalaliDate(year, 1, 1).gregorian).days
        assert sum(month_length(year, month) for month in range(1, 13)) == length
    with pytest.raises(ValueError, match="month is 13; expected 1 to 12"):
        month_length(1400, 13)


@pytest.mark.parametrize(
    "written", ["1397/04/12", "1397-4-12", "۱۳۹۷/۰۴/۱۲", "۱۳۹۷-۴-۱۲", " 1397 / 4 / 12 ", "\u200f1397/04/12"]
)
def test_a_date_is_known_in_every_form(written):
    assert JalaliDate.parse(written) == JalaliDate(1397, 4, 12)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2018-07-03", 'expected a Jalali date; write "1397/04/12"'),
        ("2018/02/30", 'such as "1397/04/12"; the year found is Gregorian'),
        ("1850-01-01", "the year found is Gregorian"),
        ("1397/07/31", '1397 Mehr has 30 days; write "1397/07/30"'),
        ("1397/04/00", '1397 Tir has 31 days; write "1397/04/31"'),
        ("1398/12/30", '1398 is not a leap year: its Esfand has 29 days; write "1398/12/29"'),
        ("1397/13/01", "expected a month from 1 to 12; found 13"),
        ("1299/12/29", "expected a Jalali year from 1300 to 1500; found 1299"),
        ("97/04/12", 'such as "1397/04/12", its year first'),
        ("12/04/1397", "its year first"),
        ("1397/04-12", "its year first"),
        ("1397/04", "its year first"),
        ("13970412", "its year first"),
        ("", "its year first"),
    ],
)
def test_a_date_that_cannot_be_read_says_why(written, said):
    with pytest.raises(ValueError, match="expected|write") as caught:
        JalaliDate.parse(written)
    assert said in str(caught.value)


@given(st.text() | st.from_regex(r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}", fullmatch=True))
def test_any_text_is_a_date_or_a_value_error(written):
    with contextlib.suppress(ValueError):
        assert FIRST_DAY <= JalaliDate.parse(written).gregorian <= LAST_DAY


def test_a_page_writes_a_date_in_words():
    assert JalaliDate(1401, 8, 10).label("fa") == "۱۰ آبان ۱۴۰۱"
    assert JalaliDate(1401, 8, 10).label("en") == "1401/08/10"
