"""Rates and worths of flows: several rates, none, rows at once, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamyari_lib.errors import DataError
from hamyari_lib.models.cashflow import irr, irr_many, mirr, npv, payback, unit_cost

AMOUNTS = st.lists(st.integers(-1000, 1000).filter(lambda value: abs(value) >= 5), min_size=2, max_size=9)


def test_present_value_of_one_rate_and_of_a_rate_for_each_flow():
    assert npv(0.1, [-100, 60, 60]) == pytest.approx(-100 + 60 / 1.1 + 60 / 1.21)
    assert npv([0.1, 0.1, 0.2], [-100, 60, 60]) == pytest.approx(-100 + 60 / 1.1 + 60 / 1.44)
    assert npv(0.1, [[-100, 110], [0, 11]]).tolist() == pytest.approx([0, 10])
    assert npv(0.21, [-100, 110], times_years=[0, 0.5]) == pytest.approx(0)


@settings(deadline=None, max_examples=200)
@given(AMOUNTS)
def test_at_each_rate_the_present_value_is_nothing(flows):
    for rate in irr(flows):
        terms = np.abs(np.array(flows) * (1 + rate) ** -np.arange(len(flows))).sum()
        assert abs(npv(rate, flows)) <= 1e-9 * terms


def test_all_rates_one_touching_and_none():
    assert irr([-100, 230, -132]) == pytest.approx([0.1, 0.2])
    assert irr([-100, 220, -121]) == pytest.approx([0.1], abs=1e-6)
    assert irr([100, -150, 100]).size == irr([5, 5]).size == irr([0, 0]).size == 0
    assert irr([-1, 6, -11, 6]) == pytest.approx([0, 1, 2])


def test_a_modified_rate_by_hand_and_its_refusals():
    assert mirr([-100, 50, 70], finance_rate=0.1, reinvest_rate=0.2) == pytest.approx(1.3**0.5 - 1)
    assert mirr([-100, -50, 200], finance_rate=0.25, reinvest_rate=0) == pytest.approx((200 / 140) ** 0.5 - 1)
    with pytest.raises(DataError, match="no receipts"):
        mirr([-1, -2], finance_rate=0.1, reinvest_rate=0.1)
    with pytest.raises(DataError, match="no payments"):
        mirr([1, 2], finance_rate=0.1, reinvest_rate=0.1)


def test_pay_back_of_money_that_is_owed_again():
    assert payback([-100, 150, -100, 200]) == pytest.approx(2.25)
    assert payback([-100, 110], rate=0.1) == pytest.approx(1)
    assert payback([-100, 109], rate=0.1) is None
    assert payback([10, 20]) == 0


def test_a_unit_cost_pays_all_costs():
    costs, made = np.array([1000, 50, 60, 70]), np.array([0, 90, 100, 80])
    price = unit_cost(costs, made, rate=0.12)
    assert npv(0.12, price * made - costs) == pytest.approx(0, abs=1e-9)
    with pytest.raises(DataError, match="not all 0"):
        unit_cost([1, 1], [0, 0], rate=0.1)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: npv(0.1, []), "there is none"),
        (lambda: npv(0.1, [1, np.nan]), "number 2 is no number"),
        (lambda: npv(-1, [1, 2]), "rate is -1; expected a fraction above -1"),
        (lambda: npv([0.1, 0.1], [1, 2, 3]), "2 rates for 3 flows"),
        (lambda: irr([[1, 2]]), "use irr_many"),
        (lambda: irr_many([[1, 2], [1]]), "expected numbers, as many in each row"),
        (lambda: npv(0.1, [1, "x"]), "expected numbers"),
        (lambda: irr_many([1, 2]), "expected rows by periods"),
        (lambda: irr_many([[1, 2]], times_years=[1, 0]), "expected in order"),
        (lambda: irr_many([[1, 2]], times_years=[1]), "1 times for 2 flows"),
    ],
)
def test_bad_flows_are_refused(call, said):
    with pytest.raises(DataError, match=said):
        call()


# many rows


def test_rows_read_as_an_array_and_are_flagged():
    found = irr_many([[-100, 60, 60], [-100, 230, -132], [5, 5, 5], [0, 0, 0], [50, 0, -60]])
    assert np.asarray(found)[0] == found[0] == pytest.approx(irr([-100, 60, 60])[0])
    assert found.status.tolist() == ["one", "changes", "one_way", "one_way", "one"]
    assert found.is_flagged.tolist() == [False, True, True, True, False]
    assert found[4] == pytest.approx(1.2**0.5 - 1)
    assert len(found) == 5


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(st.integers(-100, 100), min_size=6, max_size=6), min_size=1, max_size=20),
    st.sampled_from([None, [0, 0.1, 0.2, 1, 2, 3], [0.5, 1, 1.5, 2, 2.5, 7]]),
)
def test_rows_have_the_rates_of_each_alone(rows, times):
    found = irr_many(rows, times_years=times, scan=True)
    for row, rate, status in zip(rows, found.rate, found.status, strict=True):
        each = irr(row, times_years=times)
        expected = {"one": "one", "only": "one", "one_way": "none", "none": "none"}.get(status, "several")
        assert expected == ("none", "one", "several")[min(len(each), 2)]
        if status in ("one", "only", "above_zero"):
            assert np.abs(each - rate).min() <= 1e-9 * (1 + abs(rate))
            assert status != "above_zero" or (each > 0).sum() == 1
        else:
            assert np.isnan(rate)


def test_extreme_rows_are_solved_too():
    rows = [[-1, *[0] * 29, 1e12], [-1e9, *[0] * 29, 1], [-1, 1e6, *[0] * 29], [-100, *[0] * 29, 100.000001]]
    found = irr_many(rows)
    assert found.rate == pytest.approx([irr(row)[0] for row in rows], rel=1e-9, abs=1e-12)


def test_several_rates_and_one_that_touches():
    found = irr_many([[-100, 230, -132], [-100, 220, -121], [100, -150, 100], [-100, 130, -5]], scan=True)
    assert found.status.tolist() == ["several", "only", "none", "above_zero"]
    assert found.rate[1] == pytest.approx(0.1, abs=1e-6)


def test_rates_that_hide_in_one_step_or_beyond_the_grid_are_not_called_the_only_one():
    for roots in ((1.10, 1.11, 1.12), (1.02, 1.05, 1.11), (25, 30, 1.1), (0.01, 0.02, 1.3)):
        flows = -np.poly(roots)
        found = irr_many([flows], scan=True)
        assert len(irr(flows)) == 3
        assert found.status[0] in ("several", "above_zero")
        if found.status[0] == "above_zero":
            assert (irr(flows) > 0).sum() == 1


def test_the_scan_agrees_with_all_rates_of_each_row():
    rng = np.random.default_rng(11)
    rows = rng.normal(0, 1, (1500, 6)) * 10 ** rng.uniform(-1, 2, (1500, 6))
    found = irr_many(rows, scan=True)
    for row, rate, status in zip(rows, found.rate, found.status, strict=True):
        every = irr(row)
        if status in ("only", "one"):
            assert every == pytest.approx([rate], rel=1e-6)
        elif status == "none":
            assert not len(every)
        elif status == "several":
            assert len(every) > 1
        elif status == "above_zero":
            assert every[every > 0] == pytest.approx([rate], rel=1e-6)


def test_times_that_are_equal_and_rates_beyond_a_number():
    for times in ([0, 0, 1], [1, 1, 1], [0, 2, 1]):
        with pytest.raises(DataError, match="add up what falls at once"):
            irr_many([[-100, 100, 5]], times_years=times)
    found = irr_many([[-1, 10], [-100, 110]], times_years=[0, 0.001])
    assert found.status[0] == "too_high"
    assert found.is_flagged.tolist() == [True, False]
    assert np.isnan(found.rate[0])


def test_rates_of_pay_back_and_of_a_modified_rate_that_cannot_be():
    for call in (lambda: payback([-100, 60, 60], rate=-1), lambda: payback([-1, 2, 3], times_years=[0, 2, 1])):
        with pytest.raises(DataError, match="expected a fraction above -1, and times in order"):
            call()
    for finance, reinvest in ((-1, 0.1), (0.1, -1.5), (np.nan, 0.1)):
        with pytest.raises(DataError, match="expected fractions above -1"):
            mirr([-100, 50, 80], finance_rate=finance, reinvest_rate=reinvest)
