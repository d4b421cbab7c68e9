"""Days of both calendars as arrays, day by day against persiantools and numpy."""

import datetime as dt

import numpy as np
import pandas as pd
import persiantools.jdatetime as persian
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib.errors import ParameterError
from hamyari_lib.jalali import JalaliDate, month_length
from hamyari_lib.models import calendars

ALL_DAYS = np.arange(calendars.day("1300/01/01"), calendars.day("1500/12/29") + 1)


def test_every_day_of_1300_to_1500_is_that_of_persiantools():
    year, month, day = calendars.jalali(ALL_DAYS)
    expected = [persian.JalaliDate(date) for date in ALL_DAYS.tolist()]
    assert year.tolist() == [date.year for date in expected]
    assert month.tolist() == [date.month for date in expected]
    assert day.tolist() == [date.day for date in expected]
    assert (calendars.from_jalali(year, month, day) == ALL_DAYS).all()


def test_lengths_of_months_are_those_of_the_scalar_date():
    starts = calendars.from_jalali(*np.meshgrid(np.arange(1300, 1501), np.arange(1, 13), indexing="ij"), 1)
    lengths = (calendars.add_months(starts, 1) - starts).astype(int)
    assert lengths.tolist() == [[month_length(year, month) for month in range(1, 13)] for year in range(1300, 1501)]


@given(st.dates(dt.date(1800, 1, 1), dt.date(2190, 1, 1)), st.integers(0, 110))
def test_gregorian_months_are_those_of_pandas(date, months):
    found = calendars.add_months(np.datetime64(date), months, "gregorian")
    offset = pd.DateOffset(months=months)
    assert found == np.datetime64((pd.Timestamp(date).as_unit("s") + offset).date())


@given(st.integers(0, len(ALL_DAYS) - 1), st.integers(-60, 60))
def test_jalali_months_clip_to_the_end_of_the_month(position, months):
    start = ALL_DAYS[position]
    year, month, day = (int(part) for part in calendars.jalali(start))
    years, into = divmod(month - 1 + months, 12)
    if not 1300 <= year + years <= 1500:
        return
    length = month_length(year + years, into + 1)
    clipped = JalaliDate(year + years, into + 1, min(day, length))
    assert calendars.add_months(start, months) == np.datetime64(clipped.gregorian)
    kept = calendars.add_months(start, months, end_of_month=True)
    is_end = day == month_length(year, month)
    assert kept == np.datetime64(JalaliDate(year + years, into + 1, length if is_end else min(day, length)).gregorian)


@pytest.mark.parametrize(
    "value",
    ["1397/04/12", "1397-4-12", "۱۳۹۷/۰۴/۱۲", "2018-07-03", "2018/7/3", dt.date(2018, 7, 3), JalaliDate(1397, 4, 12),
     np.datetime64("2018-07-03"), pd.Timestamp("2018-07-03"), pd.Timestamp("2018-07-03 15:30")],
)  # fmt: skip
def test_a_date_is_read_in_every_form(value):
    assert calendars.day(value) == np.datetime64("2018-07-03")
    assert calendars.days([value]).tolist() == [dt.date(2018, 7, 3)]


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("1397/07/31", "1397/07/31"), ("1398/12/30", "1398/12/30"), ("2018-02-30", "2018-02-30"),
        ("1297/01/01", "neither Jalali (1300 to 1500) nor Gregorian (1800 to 2200)"), ("12 Tir 1397", "is no date"),
        (1397, "1397 is no date"), (None, "None is no date"), (np.datetime64("NaT"), "is no date"),
        (pd.NaT, "is no date"),
    ],
)  # fmt: skip
def test_what_is_no_date_is_named(value, fault):
    with pytest.raises(ParameterError) as found:
        calendars.day(value)
    assert fault in str(found.value)
    assert len(found.value.faults) == 1


def test_gaps_days_that_do_not_exist_and_far_years_are_refused():
    with pytest.raises(ParameterError, match="NaT"):
        calendars.days(np.array(["2020-01-01", "NaT"], dtype="M8[D]"))
    with pytest.raises(ParameterError, match="1398/12/30 is no Jalali date"):
        calendars.from_jalali([1399, 1398], 12, 30)
    with pytest.raises(ParameterError, match="outside the years"):
        calendars.add_months("1500/01/01", 12 * 20)
    with pytest.raises(ParameterError, match="outside the years"):
        calendars.jalali(np.datetime64("1800-01-01"))


def test_year_position_counts_each_day_by_its_own_year():
    start, end = calendars.days(["1398/07/01", "1400/07/01"])
    # 1398: 366 - 187 of 365 days left; 1399 whole; 1400: 186 of 365 passed
    years = calendars.year_position(end, "jalali") - calendars.year_position(start, "jalali")
    assert years == pytest.approx(179 / 365 + 1 + 186 / 365)


def test_modified_following_keeps_to_the_jalali_month():
    friday = calendars.days(["1403/07/27"])  # a Friday; with Saturday to Monday off, Aban would begin
    off = calendars.days(["1403/07/28", "1403/07/29", "1403/07/30"])
    assert str(friday[0].astype(dt.date).strftime("%A")) == "Friday"

    def rolled(roll):
        return calendars.written(calendars.roll_dates(friday, roll, "jalali", ("friday",), off)[0], "jalali")

    assert rolled("following") == "1403/08/01"
    assert rolled("modified_following") == rolled("preceding") == "1403/07/26"
    assert calendars.roll_dates(friday, "modified_following", "gregorian", ("friday",), off)[0] == friday[0] + 4
    assert rolled("unadjusted") == "1403/07/27"
