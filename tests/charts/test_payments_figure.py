"""Dated payments: bars at their days, a panel of its own for what would be dwarfed, Jalali years, amounts in words."""

import datetime as dt

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from hamyari_lib import charts, text
from hamyari_lib.charts.time_axis import day_of, jalali_of, year_ticks
from hamyari_lib.errors import HamyariError
from hamyari_lib.jalali import JalaliDate
from hamyari_lib.text import digits, number, t

pytestmark = pytest.mark.slow

AMOUNT = 3000.0  # billion rial
ISSUE = JalaliDate(1401, 8, 10)


def bond(*, months=3, count=16, rate=0.18, price=0.982, part=0.0):
    """The flows of a bond to its issuer; ``part`` of the principal is paid with each profit."""
    rows, left = [(ISSUE.gregorian, "proceeds", AMOUNT * price)], AMOUNT
    for period in range(1, count + 1):
        year, month = divmod(ISSUE.month - 1 + months * period, 12)
        day = JalaliDate(ISSUE.year + year, month + 1, ISSUE.day).gregorian
        rows.append((day, "profit", -left * rate * months / 12))
        paid = left if period == count else part * AMOUNT
        rows.append((day, "principal", -paid))
        left -= paid
    frame = pd.DataFrame(rows, columns=["date", "part", "amount"])
    return frame[frame["amount"] != 0].assign(date=lambda table: pd.to_datetime(table["date"]))


def draw(frame, **options):
    parts = {
        "proceeds": t(fa="وجوه دریافتی", en="Proceeds"),
        "principal": t(fa="اصل", en="Principal"),
        "profit": t(fa="سود علی‌الحساب", en="On-account profit"),
    }
    label = t(fa="میلیارد ریال؛ بالای خط دریافت، زیر خط پرداخت", en="billion rial; above the line received, below paid")
    return charts.payments(frame, **{"show": number, "axis_label": label, "parts": parts} | options)


def panels(fig):
    return [ax for ax in fig.axes if ax.axison]


def heights(ax):
    return [round(bar.get_height(), 6) for bar in ax.patches]


@pytest.mark.usefixtures("language")
def test_profit_has_a_scale_of_its_own_beside_the_principal(words_of, assert_clean):
    fig = draw(bond())
    large, small = panels(fig)
    assert sorted(heights(large)) == [-3000, 2946]
    assert heights(small) == [-135] * 16
    assert large.get_xlim() == small.get_xlim()
    assert abs(small.get_ylim()[0]) < 250 < 3000 < abs(large.get_ylim()[0])
    shown = words_of(fig)
    assert {number(2946), number(-3000), f"{digits(16)} × {number(-135)}"} <= set(shown)
    assert_clean(fig)


@pytest.mark.usefixtures("language")
def test_bars_stand_at_their_true_days():
    fig = draw(bond())
    days = sorted(bar.get_x() + bar.get_width() / 2 for bar in panels(fig)[1].patches)
    expected = bond().query("part == 'profit'")["date"].to_numpy("datetime64[D]").astype(float)
    np.testing.assert_allclose(days, expected)
    assert round(days[0]) == day_of(JalaliDate(1401, 11, 10))
    assert len(set(np.diff(days).round())) > 1  # months differ in length


@pytest.mark.usefixtures("language")
def test_each_nowruz_has_its_jalali_year():
    fig = draw(bond())
    expected = [day_of(JalaliDate(year, 1, 1)) for year in range(1402, 1406)]
    assert all(list(ax.get_xticks()) == expected for ax in panels(fig))
    shown = [one.get_text() for one in panels(fig)[0].get_xticklabels()]
    assert shown == [digits(year) for year in range(1402, 1406)]


@pytest.mark.usefixtures("language")
def test_each_new_year_has_its_gregorian_year_where_asked_for(assert_clean):
    fig = draw(bond(), calendar="gregorian")
    expected = [float(np.datetime64(f"{year}-01-01").astype(int)) for year in range(2023, 2027)]
    assert all(list(ax.get_xticks())[:4] == expected for ax in panels(fig))  # 2027 where it has room
    shown = [one.get_text() for one in panels(fig)[0].get_xticklabels()[:4]]
    assert shown == [digits(year) for year in range(2023, 2027)]
    assert_clean(fig)


@pytest.mark.usefixtures("language")
def test_parts_of_one_day_are_stacked_outwards():
    fig = draw(bond(part=1 / 16))
    large, small = panels(fig)
    assert heights(large) == [2946]
    principal, profit = small.patches[:16], small.patches[16:]
    for inner, outer in zip(principal, profit, strict=True):
        assert inner.get_y() == 0
        assert outer.get_y() == pytest.approx(inner.get_height())
        assert inner.get_facecolor() != outer.get_facecolor()


@pytest.mark.usefixtures("language")
def test_a_part_received_and_paid_on_one_day_stands_on_both_sides():
    day = np.datetime64("2024-05-01", "s")
    frame = pd.DataFrame({"date": [day] * 3, "part": "profit", "amount": [5.0, -3.0, 1.0]})
    assert sorted(heights(panels(draw(frame))[0])) == [-3, 6]


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize(
    "frame",
    [
        bond(months=1, count=48),
        bond(months=1, count=60),
        bond(months=1, count=60, part=1 / 60),
        bond(count=4),
        bond(count=1),
        bond(months=6, count=60),
        bond(part=1 / 16),
        bond().iloc[:1],
        bond().iloc[1:2],
        bond(price=1e-4),
        bond().assign(amount=lambda table: -table["amount"]),
        bond().assign(amount=lambda table: table["amount"] * 1e4),
        bond().assign(amount=lambda table: table["amount"] * np.linspace(1, 2, len(table))),
        bond().assign(date=lambda table: table["date"].iloc[0] + pd.to_timedelta(range(len(table)), unit="D")),
    ],
    ids=["48 months", "60 months", "60 parts", "a year", "a quarter", "30 years", "parts", "one", "one paid", "tiny",
         "investor", "long numbers", "step-up", "day by day"],
)  # fmt: skip
def test_payments_are_clean(frame, assert_clean):
    assert_clean(draw(frame))


@pytest.mark.usefixtures("language")
def test_long_names_are_broken(assert_clean):
    long = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlung and its profit on account " * 2
    assert_clean(draw(bond(), axis_label=long, parts=dict.fromkeys(("proceeds", "principal", "profit"), long)))


def test_all_faults_are_told_at_once():
    frame = pd.DataFrame({"date": [pd.NaT] * 7, "part": list("abcdefg"), "amount": 1.0})
    with pytest.raises(HamyariError) as refusal:
        draw(frame)
    assert len(refusal.value.faults) == 3
    assert "7 parts; expected at most 6" in refusal.value.faults[2]


@pytest.mark.parametrize(
    ("frame", "fault"),
    [
        (bond().iloc[:0], "payments: the frame has no rows"),
        (bond().assign(amount=0.0), "payments: every amount is zero"),
        (bond().assign(amount=np.nan), "payments: 'amount' in row 0 is nan; expected a number; mend the row"),
        (bond().assign(part="fee"), "payments: part 'fee' has no name; add it to `parts`"),
        (bond().assign(date=pd.NaT), "payments: the date in row 0 is not known; expected a date"),
    ],
)
def test_wrong_payments_are_refused_in_a_line(frame, fault):
    with pytest.raises(HamyariError, match=fault):
        draw(frame)
    assert not plt.get_fignums()


def test_an_unknown_calendar_is_refused():
    with pytest.raises(HamyariError, match="calendar is 'julian'; expected jalali or gregorian"):
        draw(bond(), calendar="julian")
    assert not plt.get_fignums()


def test_days_count_as_numpy_counts_them():
    assert day_of(JalaliDate(1348, 10, 11)) == 0  # 1970-01-01
    assert jalali_of(0.9) == JalaliDate(1348, 10, 11)
    assert jalali_of(day_of(ISSUE)) == ISSUE
    assert np.datetime64(dt.date(2022, 11, 1)).astype(int) == day_of(ISSUE)


@pytest.mark.parametrize(
    ("calendar", "years", "expected"),
    [
        ("jalali", 1.2, ["1401/07", "1401/10", "1402/01"]),
        ("jalali", 4, ["1402", "1403"]),
        ("jalali", 30, ["1405", "1410"]),
        ("jalali", 90, ["1410", "1420"]),
        ("gregorian", 1.2, ["2022-10", "2023-01", "2023-04"]),
        ("gregorian", 4, ["2023", "2024"]),
        ("gregorian", 30, ["2025", "2030"]),
        ("gregorian", 90, ["2030", "2040"]),
    ],
)
def test_ticks_are_fewer_on_a_longer_axis(calendar, years, expected):
    text.use_language("en")
    start = day_of(JalaliDate(1401, 5, 1))
    assert year_ticks(start, start + 365.25 * years, 3, calendar=calendar)[1][: len(expected)] == expected
    text.use_language("fa")
