"""One bond: stubs, accrual, amortisation and grace by hand, and what must hold of every bond."""

import dataclasses
import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib.errors import DataError, HamyariError, ParameterError
from hamyari_lib.jalali import JalaliDate
from hamyari_lib.models import bonds, calendars

ISSUE = np.datetime64("2018-07-03")


def shown(dates, calendar="jalali"):
    return [calendars.written(day, calendar) for day in dates.to_numpy().astype("M8[D]")]


@st.composite
def contracts(draw):
    """A bond of any kind that the class allows, except capitalised grace, and a day of its life."""
    calendar = draw(st.sampled_from(["jalali", "gregorian"]))
    issue = ISSUE + draw(st.integers(0, 3000))
    maturity = issue + draw(st.integers(100, 2500))
    interval = draw(st.sampled_from([0, 1, 2, 3, 4, 6, 12]))
    bond = bonds.Bond(
        issue, maturity, draw(st.floats(0, 0.5)), calendar=calendar, interval_months=interval,
        accrual=draw(st.sampled_from(["equal", "by_day"])), year_days=draw(st.sampled_from([365, "actual"])),
        stub=draw(st.sampled_from(["short_first", "long_first", "short_last", "long_last"])),
        amortisation=draw(st.sampled_from(["bullet", "equal"])), grace_months=draw(st.integers(0, 2)),
        roll=draw(st.sampled_from(["unadjusted", "following", "preceding"])), weekend=["thursday", "friday"],
        end_of_month=draw(st.booleans()), face=draw(st.floats(1, 1e13)),
    )  # fmt: skip
    return bond, issue + draw(st.integers(0, int((maturity - issue).astype(int)) - 4))


@given(contracts(), st.floats(0.01, 2), st.sampled_from(["actual/365", "periods"]), st.booleans())
def test_price_at_the_yield_is_the_price_back(case, effective, time, clean):
    bond, day = case
    at = {"settlement": day, "time": time}
    price = bond.price(effective, clean=False, **at)
    found = bond.yield_to_maturity(price, clean=False, **at)
    assert bond.price(found, clean=clean, **at) == pytest.approx(bond.price(effective, clean=clean, **at), abs=1e-9)
    assert bond.price(effective + 0.01, **at) < bond.price(effective, **at)
    assert price - bond.price(effective, **at) == pytest.approx(bond.accrued(day), abs=1e-9)


@given(contracts(), st.floats(0.05, 1))
def test_duration_and_convexity_are_the_derivatives_of_the_price(case, effective):
    bond, day = case
    step = 1e-5
    low, mid, high = (
        bond.price(effective + move, settlement=day, clean=False) for move in (-step, 0, step)
    )  # fmt: skip
    slope, bend = (high - low) / (2 * step), (high - 2 * mid + low) / step**2
    modified = bond.duration(effective, kind="modified", settlement=day)
    assert modified == pytest.approx(-slope / mid, rel=1e-6, abs=1e-8)
    assert bond.duration(effective, settlement=day) == pytest.approx(modified * (1 + effective))
    assert bond.convexity(effective, settlement=day) == pytest.approx(bend / mid, rel=1e-3, abs=1e-4)


@given(contracts())
def test_periods_follow_each_other_and_repay_the_face(case):
    frame = case[0].cash_flows()
    assert frame["start"].iloc[0] == case[0].issue
    assert frame["end"].iloc[-1] == case[0].maturity
    assert (frame["start"].iloc[1:].to_numpy() == frame["end"].iloc[:-1].to_numpy()).all()
    assert (frame["start"] < frame["end"]).all()
    assert frame["principal"].sum() == pytest.approx(case[0].face, rel=1e-12)
    assert (frame["principal"] >= 0).all()
    assert frame["opening"].iloc[-1] == frame["principal"].iloc[-1]  # nothing is left
    assert frame["payment"].to_numpy() == pytest.approx((frame["profit"] + frame["principal"]).to_numpy())


@given(st.integers(1, 60), st.floats(0.001, 2))
def test_macaulay_duration_of_a_zero_coupon_is_its_maturity(months, effective):
    maturity = calendars.add_months(ISSUE, months)
    bond = bonds.Bond(ISSUE, maturity, 0, interval_months=0, calendar="jalali")
    years = (maturity - ISSUE).astype(int) / 365
    assert bond.duration(effective) == pytest.approx(years, rel=1e-12)
    assert bond.price(effective) == pytest.approx(100 * (1 + effective) ** -years, rel=1e-12)


def test_profit_due_at_maturity_is_simple():
    bond = bonds.Bond("1397/04/12", "1399/10/12", 0.2, interval_months=0)
    (flow,) = bond.cash_flows().itertuples()
    begins, middle, ends = calendars.days(["1396/10/12", "1397/04/12", "1397/10/12"]).astype(int)
    years = 2 + (ends - middle) / (ends - begins)  # two years back from maturity, and a part of a third
    assert flow.profit == pytest.approx(20 * years, rel=1e-12)
    assert (flow.principal, flow.payment) == (100, 100 + flow.profit)


@pytest.mark.parametrize(
    ("stub", "ends", "steps"),
    [
        ("short_first", ["1397/05/10", "1397/08/10", "1397/11/10"], [28 / 93, 1, 1]),
        ("long_first", ["1397/08/10", "1397/11/10"], [28 / 93 + 1, 1]),
        ("short_last", ["1397/07/13", "1397/10/13", "1397/11/10"], [1, 1, 27 / 89]),
        ("long_last", ["1397/07/13", "1397/11/10"], [1, 1 + 27 / 89]),
    ],
)
def test_stubs_are_pro_rata_of_their_regular_period(stub, ends, steps):
    frame = bonds.Bond("1397/04/13", "1397/11/10", 0.2, stub=stub).cash_flows()
    assert shown(frame["end"]) == ends
    assert frame["profit"].tolist() == pytest.approx([5 * part for part in steps], rel=1e-12)


def test_accrued_profit_of_a_long_stub_goes_by_its_regular_periods():
    bond = bonds.Bond("1397/04/13", "1397/11/10", 0.2, stub="long_first")
    assert bond.accrued("1397/05/10") == pytest.approx(5 * 28 / 93, rel=1e-12)
    days = (calendars.day("1397/06/10") - calendars.day("1397/05/10")).astype(int)
    assert bond.accrued("1397/06/10") == pytest.approx(5 * (28 / 93 + days / 92), rel=1e-12)
    assert bond.accrued("1397/04/13") == bond.accrued("1397/08/10") == 0


def test_profit_by_day_counts_over_365_or_the_jalali_year():
    given = "1399/09/30", "1400/03/30", 0.1825  # through the leap day of 1399
    days = (calendars.day(given[1]) - calendars.day(given[0])).astype(int)
    assert bonds.Bond(*given, interval_months=6, accrual="by_day").cash_flows()["profit"].tolist() == pytest.approx(
        [0.05 * days], rel=1e-12
    )
    in_1400 = (calendars.day(given[1]) - calendars.day("1400/01/01")).astype(int)
    actual = bonds.Bond(*given, interval_months=6, accrual="by_day", year_days="actual").cash_flows()["profit"]
    assert actual.tolist() == pytest.approx([18.25 * ((days - in_1400) / 366 + in_1400 / 365)], rel=1e-12)


def test_ends_of_jalali_months_are_kept():
    plain = bonds.Bond("1398/12/29", "1399/12/30", 0.2)
    assert (
        shown(plain.cash_flows()["end"]) == ["1398/12/29", "1399/03/30", "1399/06/30", "1399/09/30", "1399/12/30"][1:]
    )
    kept = bonds.Bond("1398/12/29", "1399/12/30", 0.2, end_of_month=True)
    assert shown(kept.cash_flows()["end"]) == ["1399/03/31", "1399/06/31", "1399/09/30", "1399/12/30"]


def test_annuity_pays_the_same_and_ends_at_nothing():
    bond = bonds.Bond(
        "1397/04/12", "1400/04/12", [0.18] * 4 + [0.22], accrual="by_day", amortisation="annuity", face=3e13
    )
    frame = bond.cash_flows()
    assert frame["payment"].to_numpy() == pytest.approx(frame["payment"].mean(), rel=1e-12)
    owed = 3e13
    for flow in frame.itertuples():  # forward, as a bank's clerk would
        rate = 0.18 if flow.Index < 4 else 0.22
        owed += owed * rate * (flow.end - flow.start).days / 365 - flow.payment
    assert owed == pytest.approx(0, abs=0.5)  # half a rial of 3 000 billion toman
    assert frame["principal"].sum() == pytest.approx(3e13, abs=0.5)
    yearly = bonds.Bond("1397/04/12", "1399/04/12", 0.1, interval_months=12, amortisation="annuity").cash_flows()
    assert yearly["payment"].tolist() == pytest.approx([100 / (1 / 1.1 + 1 / 1.21)] * 2)


def test_equal_principal_and_fractions():
    equal = bonds.Bond("1397/04/12", "1398/04/12", 0.2, amortisation="equal").cash_flows()
    assert equal["principal"].tolist() == [25, 25, 25, 25]
    assert equal["profit"].tolist() == pytest.approx([5, 3.75, 2.5, 1.25])
    parts = bonds.Bond("1397/04/12", "1398/04/12", 0.2, amortisation=[0, 0.5, 0, 0.5]).cash_flows()
    assert parts["principal"].tolist() == [0, 50, 0, 50]
    assert parts["opening"].tolist() == [100, 100, 50, 50]


@pytest.mark.parametrize("amortisation", ["equal", "annuity", [0.25, 0.75]])
def test_grace_pays_or_capitalises_profit(amortisation):
    given = "1397/04/12", "1398/04/12", 0.2
    options = {"amortisation": amortisation, "grace_months": 6}
    paid = bonds.Bond(*given, **options).cash_flows()
    assert paid["principal"].tolist()[:2] == [0, 0]
    assert paid["payment"].tolist()[:2] == pytest.approx([5, 5])
    added = bonds.Bond(*given, **options, grace_profit="capitalised").cash_flows()
    assert added["payment"].tolist()[:2] == [0, 0]
    assert added["opening"].tolist()[:3] == pytest.approx([100, 105, 110.25])
    assert added["payment"].tolist()[2:] == pytest.approx([1.1025 * one for one in paid["payment"][2:]])
    assert added["principal"].sum() == pytest.approx(100)
    assert paid["principal"].sum() == pytest.approx(100)


def test_prices_are_per_100_of_the_principal_outstanding():
    bond = bonds.Bond("1397/04/12", "1398/04/12", 0.2, amortisation="equal", face=4e9)
    at = {"settlement": "1397/10/12", "time": "periods"}
    assert bond.price(bonds.effective_annual(0.2, 4), **at) == pytest.approx(100, rel=1e-12)


def test_a_payment_that_waits_for_a_holiday_is_still_the_buyers():
    bond = bonds.Bond("1403/01/28", "1404/01/28", 0.2, roll="following", weekend=["thursday", "friday"])
    second = bond.cash_flows().iloc[1]
    assert (shown(bond.cash_flows()["end"])[1], shown(bond.cash_flows()["date"])[1]) == ("1403/07/28", "1403/07/28")
    later = dataclasses.replace(bond, holidays=["1403/07/28"])
    assert shown(later.cash_flows()["date"])[1] == "1403/07/29"
    period = (later.cash_flows()["end"][2] - second["end"]).days
    assert later.accrued("1403/07/28") == pytest.approx(5, rel=1e-12)  # earned to the full, not yet paid
    assert bond.accrued("1403/07/28") == 0
    assert later.accrued("1403/07/29") == pytest.approx(5 / period, rel=1e-12)
    assert later.cash_flows()["profit"].tolist() == bond.cash_flows()["profit"].tolist()
    moved = dataclasses.replace(later, rolls_periods=True, accrual="by_day").cash_flows()
    assert shown(moved["end"])[1] == shown(moved["start"])[2] == "1403/07/29"


def test_a_payment_that_waits_is_due_at_once_when_time_runs_in_periods():
    bond = bonds.Bond("1403/01/28", "1404/01/28", 0.2, roll="following", holidays=["1403/07/28"])
    at = {"settlement": "1403/07/28", "time": "periods"}
    price = bond.price(0.3, **at)
    assert price == pytest.approx(5 * 1.3**-0.25 + 105 * 1.3**-0.5, rel=1e-12)  # without the 5 that wait: accrued
    assert bond.yield_to_maturity(price, **at) == pytest.approx(0.3, rel=1e-12)
    with pytest.raises(ParameterError, match="no more than what is due at once"):
        bond.yield_to_maturity(4, clean=False, **at)


def test_equal_bonds_are_equal_however_they_are_written():
    texts = bonds.Bond("1397/04/12", "1401/04/12", 0.18)
    dates = bonds.Bond(JalaliDate(1397, 4, 12), JalaliDate(1401, 4, 12), [0.18])
    gregorian = bonds.Bond(dt.date(2018, 7, 3), "2022-07-03", 0.18, calendar="jalali")
    assert texts == dates == gregorian
    assert len({texts, dates, gregorian}) == 1
    assert bonds.Bond(dt.date(2018, 7, 3), "2022-07-03", 0.18).calendar == "gregorian"


def refused(*terms, **options):
    with pytest.raises(HamyariError) as found:
        bonds.Bond(*terms, **options)
    return found.value.faults


@pytest.mark.parametrize(
    ("terms", "options", "fault"),
    [
        (("1401/04/12", "1397/04/12", 0.18), {}, "maturity is 1397/04/12, not after the issue on 1401/04/12"),
        (("1397/04/12", "1397/04/12", 0.18), {}, "maturity is 1397/04/12, not after"),
        (("1397/04/12", "1401/04/12", 18), {}, "write 0.18 for 18 %"),
        (("1397/04/12", "1401/04/12", [0.18, 22]), {}, "write 0.22 for 22 %"),
        (("1397/04/12", "1401/04/12", -0.1), {}, "coupon is -0.1"),
        (("1397/04/12", "1401/04/12", "much"), {}, "coupon: "),
        (("1397/07/31", "1401/04/12", 0.18), {}, "issue: "),
        (("1397/04/12", "2022-07-03", 0.18), {}, "issue 1397/04/12 is written in the Jalali calendar"),
        (("1397/04/12", "1401/04/12", 0.18), {"accrual": "by_days"}, 'did you mean "by_day"'),
        (("1397/04/12", "1401/04/12", 0.18), {"stub": "long"}, "stub is 'long'"),
        (("1397/04/12", "1401/04/12", 0.18), {"roll": "folowing"}, 'did you mean "following"'),
        (("1397/04/12", "1401/04/12", 0.18), {"calendar": "persian"}, "calendar is 'persian'"),
        (("1397/04/12", "1401/04/12", 0.18), {"amortisation": "anuity"}, 'did you mean "annuity"'),
        (("1397/04/12", "1401/04/12", 0.18), {"amortisation": 4}, "amortisation is 4"),
        (("1397/04/12", "1401/04/12", 0.18), {"amortisation": [0.5, 0.6]}, "sum to 1.1; they must sum to 1"),
        (("1397/04/12", "1401/04/12", 0.18), {"amortisation": [0.5, 0.5]}, "2 fractions for 16 payments"),
        (("1397/04/12", "1401/04/12", 0.18), {"amortisation": [-0.5, 1.5]}, "fractions from 0 to 1"),
        (("1397/04/12", "1401/04/12", 0.18), {"grace_months": 48, "amortisation": "equal"}, "give a shorter grace"),
        (("1397/04/12", "1401/04/12", 0.18), {"grace_months": -3}, "grace_months is -3"),
        (("1397/04/12", "1401/04/12", 0.18), {"grace_months": 1.5}, "expected whole months"),
        (("1397/04/12", "1401/04/12", 0.18), {"interval_months": 5}, "interval_months is 5"),
        (("1397/04/12", "1401/04/12", 0.18), {"face": 0}, "face is 0"),
        (("1397/04/12", "1401/04/12", 0.18), {"year_days": 30}, "year_days is 30"),
        (("1397/04/12", "1401/04/12", 0.18), {"holidays": ["Nowruz"]}, 'holidays: "Nowruz" is no date'),
        (("1397/04/12", "1401/04/12", 0.18), {"holidays": "1397/05/05"}, "expected a list of dates"),
        (("1397/04/12", "1401/04/12", 0.18), {"holidays": [5]}, "holidays: 5 is no date"),
        (("1397/04/12", "1401/04/12", 0.18), {"weekend": ["firday"]}, "such as 'friday'"),
        (("1397/04/12", "1401/04/12", 0.18), {"weekend": calendars.WEEKDAYS}, "all seven days"),
        (("1397/04/12", "1398/04/12", [0.1] * 5), {}, "coupon has 5 rates for 4 payment periods"),
        (("1397/04/12", "1405/04/12", [1.9] * 4 + [0.0]), {"amortisation": "annuity"}, "does not cover the profit"),
    ],
)  # fmt: skip
def test_a_fault_of_the_contract_is_one_clear_line(terms, options, fault):
    (found,) = refused(*terms, **options)
    assert fault in found
    assert "\n" not in found


def test_all_faults_of_a_contract_are_told_at_once():
    found = refused(
        "1401/04/12", "1397/04/12", 18, accrual="dayly", face=-1, holidays=["x"], weekend=["friday", "sunny"]
    )
    told = ("holidays", "accrual", "weekend", "maturity", "coupon", "face")
    assert [next(name for name in told if line.startswith(name)) for line in found] == list(told)


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        (lambda bond: bond.yield_to_maturity(0), "the price is 0"),
        (lambda bond: bond.yield_to_maturity(-5), "the price is -5"),
        (lambda bond: bond.yield_to_maturity(np.nan), "the price is nan"),
        (lambda bond: bond.price(22.5), "write 0.225 for 22.5 %"),
        (lambda bond: bond.price(-1), "above -1"),
        (lambda bond: bond.price(0.2, time="days"), "time is 'days'"),
        (lambda bond: bond.duration(0.2, kind="modifed"), 'did you mean "modified"'),
        (lambda bond: bond.price(0.2, settlement="1397/04/11"), "lies outside the life from 1397/04/12"),
        (lambda bond: bond.accrued("1401/04/12"), "to before 1401/04/12"),
        (lambda bond: bond.price(0.2, settlement="soon"), "is no date"),
    ],
)
def test_a_fault_of_a_question_is_one_clear_line(call, fault):
    with pytest.raises((ParameterError, DataError)) as found:
        call(bonds.Bond("1397/04/12", "1401/04/12", 0.18))
    assert fault in str(found.value)
    assert len(found.value.faults) == 1
