"""Many bonds at once equal each alone; given flows; and the thin calls without dates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib.errors import DataError, ParameterError
from hamyari_lib.models import bonds, calendars

pytestmark = pytest.mark.slow

OPTIONS = [
    {},
    {"accrual": "by_day", "year_days": "actual", "stub": "long_first"},
    {"stub": "long_last", "amortisation": "equal"},
    {"stub": "short_last", "amortisation": "annuity", "accrual": "by_day"},
    {"roll": "modified_following", "weekend": ["thursday", "friday"], "rolls_periods": True, "accrual": "by_day"},
    {"roll": "following", "weekend": ["friday"], "grace_profit": "capitalised", "amortisation": "equal"},
]


@pytest.mark.parametrize("options", OPTIONS, ids=range(len(OPTIONS)))
@pytest.mark.parametrize("calendar", ["jalali", "gregorian"])
def test_a_portfolio_is_its_bonds(options, calendar):
    rng = np.random.default_rng(8)
    count = 60
    issue = np.datetime64("2018-07-07") + rng.integers(0, 2000, count)
    maturity = issue + rng.integers(500, 2500, count)
    coupon = rng.uniform(0, 0.3, (count, 3))
    interval, face, grace = rng.choice([0, 1, 3, 6, 12], count), rng.uniform(1, 1e6, count), rng.integers(0, 4, count)
    if options.get("amortisation") == "annuity":
        coupon = coupon[:, :1]  # a falling rate may leave less than the profit
    interval = np.where((interval == 0) & (coupon.shape[1] > 1), 6, interval)
    settlement = issue + rng.integers(0, 480, count)
    yields = rng.uniform(0, 0.6, count)
    shared = {"calendar": calendar, **options}
    many = bonds.Bonds(issue, maturity, coupon, interval_months=interval, face=face, grace_months=grace, **shared)
    at = {"settlement": settlement}
    flows, prices, accrued = many.flows(), many.price(yields, **at), many.accrued(settlement)
    back = many.yield_to_maturity(prices, **at)
    durations = many.duration(yields, kind="modified", time="periods", **at)
    convexities = many.convexity(yields, **at)
    payments = many.schedule.is_live.sum(axis=1)
    assert len(many) == count
    assert back == pytest.approx(yields, abs=1e-11)
    for row in range(count):
        one = bonds.Bond(
            issue[row], maturity[row], coupon[row, : payments[row]], interval_months=int(interval[row]), face=face[row],
            grace_months=int(grace[row]), **shared,
        )  # fmt: skip
        alone = {"settlement": settlement[row]}
        frame = one.cash_flows()
        for name in frame.columns:
            padded = getattr(flows, name)[row]
            assert (padded[: len(frame)] == frame[name].to_numpy()).all(), name
            rest = padded[len(frame) :]
            assert np.isnat(rest).all() if padded.dtype.kind == "M" else not rest.any(), name
        assert one.price(yields[row], **alone) == pytest.approx(prices[row], rel=1e-13)
        assert one.accrued(settlement[row]) == pytest.approx(accrued[row], rel=1e-13, abs=1e-13)
        assert one.duration(yields[row], kind="modified", time="periods", **alone) == pytest.approx(durations[row])
        assert one.convexity(yields[row], **alone) == pytest.approx(convexities[row])


def test_a_fault_names_the_first_bond_that_has_it():
    issue = calendars.from_jalali(1397, [4, 5, 6], 12)
    with pytest.raises(ParameterError) as found:
        bonds.Bonds(issue, issue[::-1] + 1, [0.18, 0.2, 18], calendar="jalali")
    assert [line.split(" is ")[0] for line in found.value.faults] == ["bond 2: maturity", "bond 2: coupon"]
    with pytest.raises(ParameterError, match=r"\[2, 3\] bonds; give one value for all, or one each"):
        bonds.Bonds(issue, issue[-1] + 1000, [0.18, 0.2], calendar="jalali")
    many = bonds.Bonds(issue, issue[-1] + 1000, 0.18, calendar="jalali")
    with pytest.raises(ParameterError, match="bond 1: the price is -3"):
        many.yield_to_maturity([99, -3, 98])
    with pytest.raises(ParameterError, match="bond 2: the settlement on 1397/06/11 lies outside"):
        many.price(0.2, settlement=issue[2] - 1)


# given flows


@given(
    st.lists(st.tuples(st.floats(0.003, 40), st.floats(1e-6, 1e9)), min_size=1, max_size=30),
    st.floats(-0.9, 50),
)
def test_any_positive_flows_give_their_yield_back(flows, effective):
    times, amounts = (np.array(part) for part in zip(*flows, strict=True))
    price = bonds.price_flows(times, amounts, effective)
    if not 0 < price < np.inf:
        return
    found = bonds.yield_of_flows(times, amounts, price)
    # a price knows the yield to its own last bit only
    duration = bonds.macaulay_of_flows(times, amounts, effective)
    assert np.log1p(found) == pytest.approx(np.log1p(effective), abs=1e-13 / duration + 1e-13)


@given(st.floats(1 / 365, 30), st.floats(1e-9, 1e12))
def test_a_single_flow_has_its_yield_in_closed_form(years, price):
    exponent = np.log(100 / price) / years
    if exponent < 700:  # beyond, the yield itself is no number
        assert 1 + bonds.yield_of_flows([years], [100.0], price) == pytest.approx(
            np.exp(exponent), rel=1e-11, abs=1e-15
        )


def test_rows_and_padding():
    times = np.array([[1.0, 2.0, 0.0], [0.5, 1.0, 1.5]])
    amounts = np.array([[10.0, 110.0, 0.0], [5.0, 5.0, 105.0]])
    found = bonds.yield_of_flows(times, amounts, bonds.price_flows(times, amounts, [0.1, 0.3]))
    assert found == pytest.approx([0.1, 0.3], rel=1e-14)
    assert bonds.price_flows([0.0, 1.0], [-100.0, 110.0], 0.1) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("times", "amounts", "price", "fault"),
    [
        ([1, 2], [10, 110], 0, "the price is 0"),
        ([[1, 2], [1, 2]], [[10, 110], [10, 110]], [100, -1], "the price of row 1 is -1"),
        ([1, 2], [-10, 110], 100, "amounts are negative"),
        ([1, 2], [0, 0], 100, "pay nothing"),
        ([0, 2], [10, 110], 100, "on the day of valuation"),
        ([-1, 2], [10, 110], 100, "negative time"),
        ([np.nan, 2], [10, 110], 100, "not finite"),
        (1.0, 110, 100, "0 dimensions"),
    ],
)
def test_flows_without_a_yield_are_refused(times, amounts, price, fault):
    with pytest.raises(DataError, match=fault):
        bonds.yield_of_flows(times, amounts, price)


# thin calls


@given(st.floats(0, 0.5), st.sampled_from([1, 2, 4, 12]), st.integers(1, 60), st.floats(0.001, 1))
def test_thin_calls_are_the_dated_bond_by_periods(coupon, periods, count, effective):
    tenor = count / periods
    maturity = calendars.add_months(np.datetime64("2018-07-03"), 12 // periods * count)
    dated = bonds.Bond("2018-07-03", maturity, coupon, interval_months=12 // periods, calendar="jalali")
    price = bonds.price(coupon, periods, tenor, effective_yield=effective)
    assert price == pytest.approx(dated.price(effective, time="periods"), rel=1e-9)
    assert bonds.yield_to_maturity(price, coupon, periods, tenor) == pytest.approx(effective, abs=1e-9)
    nominal = bonds.nominal_annual(effective, periods)
    assert bonds.effective_annual(nominal, periods) == pytest.approx(effective)
    assert bonds.price(nominal, periods, tenor, effective_yield=effective) == pytest.approx(100)


def test_thin_calls_take_arrays_stubs_and_zero_coupons():
    assert bonds.price([0.18, 0], [4, 0], [4, 2], effective_yield=[0.225, 0.2]) == pytest.approx(
        [92.4754, 100 / 1.44], abs=1e-4
    )
    stub = bonds.price(0.2, 1, 1.5, effective_yield=0.1)
    assert stub == pytest.approx(10 * 1.1**-0.5 + 120 * 1.1**-1.5)
    assert bonds.price(0.1, 0, 2, effective_yield=0.2) == pytest.approx(120 / 1.44)


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        (lambda: bonds.price(18, 4, 4, effective_yield=0.2), "coupon_rate is 18; .*write 0.18 for 18 %"),
        (lambda: bonds.price(0.18, 4, 0, effective_yield=0.2), "tenor_years is 0"),
        (lambda: bonds.price(0.18, 1.5, 4, effective_yield=0.2), "periods_per_year is 1.5"),
        (lambda: bonds.price(-0.1, 4, 4, effective_yield=0.2), "coupon_rate is -0.1"),
        (lambda: bonds.yield_to_maturity(0, 0.18, 4, 4), "the price is 0"),
        (lambda: bonds.effective_annual(0.18, 0), "periods_per_year is 0"),
        (lambda: bonds.nominal_annual(-1, 4), "the effective rate is -1"),
    ],
)
def test_thin_calls_refuse_in_one_line(call, fault):
    with pytest.raises(ParameterError, match=fault):
        call()
