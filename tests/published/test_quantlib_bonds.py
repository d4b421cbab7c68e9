"""QuantLib as the oracle: its own published bond, and random bonds priced by both, to 1e-8."""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import persiantools.jdatetime as persian
import pytest

from hamyari_lib.models import bonds, calendars

with warnings.catch_warnings():  # its wrapper warns at import from Python 3.12 on
    warnings.simplefilter("ignore", DeprecationWarning)
    import QuantLib as ql

BY_PERIODS = ql.ActualActual(ql.ActualActual.ISMA)
ACTUAL_365 = ql.Actual365Fixed()
ROLLS = {
    "unadjusted": ql.Unadjusted,
    "following": ql.Following,
    "modified_following": ql.ModifiedFollowing,
    "preceding": ql.Preceding,
}
NO_HOLIDAYS = ql.NullCalendar()


def ql_date(day: np.datetime64) -> ql.Date:
    return ql.Date(int(day.astype(int)) + 25569, )  # QuantLib counts days as spreadsheets do  # fmt: skip


def days_of(dates: Any) -> list[str]:
    return [date.ISO() for date in dates]


@dataclass
class Case:
    ours: bonds.Bond
    theirs: ql.Bond
    settlement: np.datetime64


def fixed_bond(schedule, coupons, counter, parts, payment_roll, calendar) -> ql.Bond:
    """Their bond, of which ``parts`` are repaid at each payment."""
    if parts is None:
        return ql.FixedRateBond(
            0, 100.0, schedule, coupons, counter, payment_roll, 100.0, schedule[0], calendar
        )  # fmt: skip
    owed = [100.0 * (1 - sum(parts[:paid])) for paid in range(len(parts))]
    return ql.AmortizingFixedRateBond(0, owed, schedule, coupons, counter, payment_roll, schedule[0])


def draw_parts(rng: np.random.Generator, payments: int) -> list[float] | None:
    if rng.random() < 0.5:
        return None
    parts = np.append(rng.integers(0, 5, payments - 1), 3)  # some payments repay nothing
    return (parts / parts.sum()).tolist()


def day_within(rng: np.random.Generator, bond: bonds.Bond) -> np.datetime64:
    """A day of the bond's life, but none between the end of a period and its later payment: see the test of that."""
    frame = bond.cash_flows()
    first, last = bond.issue, frame[["end", "date"]].iloc[-1].min().to_datetime64().astype("M8[D]")
    while True:
        day = first + int(rng.integers(0, (last - first).astype(int)))
        stamp = np.datetime64(day, "s")
        waits = (frame["end"] <= stamp) & (frame["date"] > stamp)
        early = (frame["date"] <= stamp) & (frame["end"] > stamp)
        if not (waits | early).any():
            return day


def gregorian_case(seed: int) -> Case:
    rng = np.random.default_rng(seed)
    interval = int(rng.choice([1, 2, 3, 4, 6, 12]))
    accrual, year_days, counter = [
        ("equal", 365, BY_PERIODS), ("by_day", 365, ACTUAL_365),
        ("by_day", "actual", ql.ActualActual(ql.ActualActual.ISDA)), ("by_day", 360, ql.Actual360()),
    ][rng.integers(4)]  # fmt: skip
    has_stub, rolls_periods = rng.random() < 0.6, rng.random() < 0.25
    if rolls_periods and accrual == "equal":
        has_stub = False  # QuantLib then measures the stub against its rolled end
    day = int(rng.integers(1, 29 if accrual == "equal" and has_stub else 32))  # it clips a stub's regular period twice
    issue = calendars.day(f"{rng.integers(2000, 2030)}-01-01")
    issue = calendars.add_months(issue, int(rng.integers(0, 12)), "gregorian") + day - 1
    if has_stub:
        maturity = issue + int(rng.integers(32, 3700))
        if accrual == "equal" and int(str(maturity)[-2:]) > 28:
            maturity -= 3
    else:
        maturity = calendars.add_months(issue, interval * int(rng.integers(1, 21)), "gregorian")
    stub = str(rng.choice(["short_first", "long_first", "short_last", "long_last"]))
    end_of_month = bool(rng.random() < 0.3) and not rolls_periods
    roll = str(rng.choice(list(ROLLS)))
    holidays = issue + rng.integers(0, 3700, 150)
    busy = ql.BespokeCalendar(f"holidays of {seed}")
    for weekday in (ql.Saturday, ql.Sunday):
        busy.addWeekend(weekday)
    for holiday in holidays:
        busy.addHoliday(ql_date(holiday))
    if rolls_periods and not busy.isBusinessDay(ql_date(issue)):
        return gregorian_case(seed + 100_000)  # QuantLib rolls the issue date too

    rule = ql.DateGeneration.Backward if stub.endswith("first") else ql.DateGeneration.Forward
    calendar, convention = NO_HOLIDAYS if end_of_month else busy, ROLLS[roll] if rolls_periods else ql.Unadjusted
    given = ql_date(issue), ql_date(maturity), ql.Period(interval, ql.Months)
    plain = ql.Schedule(*given, NO_HOLIDAYS, ql.Unadjusted, ql.Unadjusted, rule, end_of_month)
    fixed = [ql.Date(), ql.Date()]
    if stub.startswith("long") and len(plain) > 2:
        if stub == "long_first" and not plain.isRegular(1):
            fixed[0] = plain[2]
        if stub == "long_last" and not plain.isRegular(len(plain) - 1):
            fixed[1] = plain[len(plain) - 3]
        if fixed[0] == ql_date(maturity) or fixed[1] == ql_date(issue):
            return gregorian_case(seed + 100_000)  # one long period only, which QuantLib does not draw
    schedule = ql.Schedule(*given, calendar, convention, convention, rule, end_of_month, *fixed)
    payments = len(schedule) - 1
    if payments == 1 and has_stub and stub.endswith("last"):
        return gregorian_case(seed + 100_000)  # QuantLib measures an only period from its end, whatever the stub
    coupons = rng.uniform(0, 0.4, int(rng.integers(1, payments + 1))).tolist()
    # payments of their amortising bond roll by the schedule's calendar, whose ends of months would be working days
    parts = None if end_of_month else draw_parts(rng, payments)
    ours = bonds.Bond(
        issue, maturity, coupons, interval_months=interval, accrual=accrual, year_days=year_days, stub=stub,
        end_of_month=end_of_month, roll=roll, weekend=("saturday", "sunday"), holidays=holidays,
        rolls_periods=rolls_periods, amortisation=parts or "bullet",
    )  # fmt: skip
    return Case(ours, fixed_bond(schedule, coupons, counter, parts, ROLLS[roll], busy), day_within(rng, ours))


def jalali_case(seed: int) -> Case:
    """Whole Jalali intervals; QuantLib is handed their dates, made here month by month."""
    rng = np.random.default_rng(seed)
    interval, payments = int(rng.choice([1, 2, 3, 4, 6, 12])), int(rng.integers(1, 25))
    year, month, day = int(rng.integers(1380, 1420)), int(rng.integers(1, 13)), int(rng.integers(1, 32))
    dates = []
    for months in range(0, interval * payments + 1, interval):
        years, into = divmod(month - 1 + months, 12)
        length = persian.JalaliDate.days_in_month(into + 1, year + years)
        dates.append(persian.JalaliDate(year + years, into + 1, min(day, length)).to_gregorian())
    issue = persian.JalaliDate(dates[0])
    if issue.day != day:
        return jalali_case(seed + 100_000)
    schedule = ql.Schedule(
        [ql.Date.from_date(date) for date in dates], NO_HOLIDAYS, ql.Unadjusted, ql.Unadjusted,
        ql.Period(interval, ql.Months), ql.DateGeneration.Forward, False, [True] * payments,
    )  # fmt: skip
    accrual, counter = [("equal", BY_PERIODS), ("by_day", ACTUAL_365)][rng.integers(2)]
    coupons = rng.uniform(0, 0.4, int(rng.integers(1, payments + 1))).tolist()
    parts = draw_parts(rng, payments)
    ours = bonds.Bond(
        f"{issue.year}/{issue.month}/{issue.day}", calendars.JalaliDate.from_gregorian(dates[-1]), coupons,
        interval_months=interval, accrual=accrual, stub="short_last", amortisation=parts or "bullet",
    )  # fmt: skip
    return Case(ours, fixed_bond(schedule, coupons, counter, parts, ql.Unadjusted, NO_HOLIDAYS), day_within(rng, ours))


def assert_same_flows(case: Case) -> None:
    frame = case.ours.cash_flows()
    coupons = [ql.as_coupon(flow) for flow in case.theirs.cashflows() if ql.as_coupon(flow)]
    assert frame["start"].dt.strftime("%Y-%m-%d").tolist() == days_of(one.accrualStartDate() for one in coupons)
    assert frame["end"].dt.strftime("%Y-%m-%d").tolist() == days_of(one.accrualEndDate() for one in coupons)
    assert frame["date"].dt.strftime("%Y-%m-%d").tolist() == days_of(one.date() for one in coupons)
    assert frame["profit"].tolist() == pytest.approx([one.amount() for one in coupons], abs=1e-8)
    paid = {}
    for flow in case.theirs.cashflows():
        paid[flow.date().ISO()] = paid.get(flow.date().ISO(), 0) + flow.amount()
    ours = frame.groupby(frame["date"].dt.strftime("%Y-%m-%d"))["payment"].sum()
    assert ours.to_dict() == pytest.approx(paid, abs=1e-8)


def assert_same_values(case: Case, time: str, counter: ql.DayCounter, seed: int) -> None:
    at = {"settlement": case.settlement, "time": time}
    day = ql_date(case.settlement)
    ql.Settings.instance().evaluationDate = day
    annual = ql.Compounded, ql.Annual
    for effective in (0.0, 0.225, 0.0001 + 0.9 * np.random.default_rng(seed).random()):
        clean = case.theirs.cleanPrice(effective, counter, *annual, day)
        assert case.ours.price(effective, **at) == pytest.approx(clean, abs=1e-8)
        dirty = case.theirs.dirtyPrice(effective, counter, *annual, day)
        assert case.ours.price(effective, clean=False, **at) == pytest.approx(dirty, abs=1e-8)
        rate = ql.InterestRate(effective, counter, *annual)
        for kind, theirs in (("macaulay", ql.Duration.Macaulay), ("modified", ql.Duration.Modified)):
            expected = ql.BondFunctions.duration(case.theirs, rate, theirs, day)
            assert case.ours.duration(effective, kind=kind, **at) == pytest.approx(expected, abs=1e-8)
        expected = ql.BondFunctions.convexity(case.theirs, rate, day)
        assert case.ours.convexity(effective, **at) == pytest.approx(expected, abs=1e-8)
        price = ql.BondPrice(clean, ql.BondPrice.Clean)
        if clean > 0 and dirty > 0:
            found = ql.BondFunctions.bondYield(case.theirs, price, counter, *annual, day, 1e-12, 100, 0.15)
            assert case.ours.yield_to_maturity(clean, **at) == pytest.approx(found, abs=1e-8)
    assert case.ours.accrued(case.settlement) == pytest.approx(case.theirs.accruedAmount(day), abs=1e-8)


def some_quick(count: int, quick: int) -> list:
    """So many seeds, of which all but the first few are slow."""
    return [pytest.param(seed, marks=[pytest.mark.slow] if seed >= quick else []) for seed in range(count)]


@pytest.mark.parametrize("seed", some_quick(250, 100))
def test_gregorian_bonds_are_those_of_quantlib(seed):
    case = gregorian_case(seed)
    assert_same_flows(case)
    assert_same_values(case, "actual/365", ACTUAL_365, seed)


@pytest.mark.parametrize("seed", some_quick(100, 40))
def test_jalali_bonds_are_those_of_quantlib_on_the_same_dates(seed):
    case = jalali_case(seed)
    assert_same_flows(case)
    assert_same_values(case, "actual/365", ACTUAL_365, seed)
    assert_same_values(case, "periods", BY_PERIODS, seed)


def test_zero_coupon_bond_is_that_of_quantlib():
    ours = bonds.Bond(
        "2024-02-15", "2026-08-22", 0, interval_months=0, roll="following", weekend=["saturday", "sunday"]
    )
    theirs = ql.ZeroCouponBond(
        0, ql.WeekendsOnly(), 100.0, ql.Date(22, 8, 2026), ql.Following, 100.0, ql.Date(15, 2, 2024)
    )  # fmt: skip
    assert_same_values(Case(ours, theirs, calendars.day("2025-01-07")), "actual/365", ACTUAL_365, 1)


def test_cached_bond_of_quantlibs_own_tests():
    # bonds.cpp, testCached: evaluated on 22 November 2004, settled one day later; yields compounded twice a year
    bond = bonds.Bond("2004-11-15", "2009-11-15", 0.035, interval_months=6)
    at = {"settlement": "2004-11-23", "time": "periods"}
    assert bond.price(bonds.effective_annual(0.03569, 2), **at) == pytest.approx(99.687192, abs=1e-6)
    assert bonds.nominal_annual(bond.yield_to_maturity(99.6875, **at), 2) == pytest.approx(0.035689, abs=1e-6)
