"""Per cent given for a fraction, a fraction for a price per 100, and what stays allowed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib.errors import ParameterError
from hamyari_lib.models import bonds

BOND = bonds.Bond("1397/04/12", "1401/04/12", 0.18)
MANY = bonds.Bonds(["1397/04/12", "1398/01/01"], "1401/04/12", 0.18)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: bonds.effective_annual(18, 4), "the nominal rate is 18; .* write 0.18 for 18 %"),
        (lambda: bonds.effective_annual([0.2, 2.5], 4), "write 0.025 for 2.5 %"),
        (lambda: bonds.nominal_annual(22.5, 4), "the effective rate is 22.5; .* write 0.225 for 22.5 %"),
        (lambda: bonds.nominal_annual(3.5, 1), "write 0.035 for 3.5 %"),
        (lambda: bonds.price(0.18, 4, 4, effective_yield=22.5), "effective_yield is 22.5; .* write 0.225 for 22.5 %"),
        (lambda: bonds.price(18, 4, 4, effective_yield=0.2), "coupon_rate is 18; .* write 0.18 for 18 %"),
        (lambda: bonds.yield_to_maturity(0.9248, 0.18, 4, 4), "prices are per 100: write 92.48"),
        (lambda: BOND.price(22.5), "the yield is 22.5; .* write 0.225 for 22.5 %"),
        (lambda: BOND.price(3.5), "write 0.035 for 3.5 %"),
        (lambda: BOND.duration(22.5), "write 0.225 for 22.5 %"),
        (lambda: BOND.convexity(22.5), "write 0.225 for 22.5 %"),
        (lambda: BOND.yield_to_maturity(0.9248), "prices are per 100: write 92.48"),
        (lambda: BOND.yield_to_maturity(1.02, time="periods"), "prices are per 100: write 102"),
        (lambda: MANY.price([0.2, 22.5]), "write 0.225 for 22.5 %"),
        (lambda: MANY.yield_to_maturity([92.48, 0.9248]), "bond 1: the price is 0.9248; prices are per 100"),
        (lambda: bonds.Bond("1397/04/12", "1401/04/12", 18), "coupon is 18; .* write 0.18 for 18 %"),
    ],
)
def test_per_cent_and_fractions_are_told_apart_in_one_line(ask, said):
    with pytest.raises(ParameterError, match=said) as caught:
        ask()
    assert len(caught.value.faults) == 1


@given(st.floats(0, 2), st.sampled_from([1, 2, 3, 4, 6, 12]))
def test_every_nominal_rate_goes_there_and_back(rate, periods):
    assert bonds.nominal_annual(bonds.effective_annual(rate, periods), periods) == pytest.approx(rate, abs=1e-12)


@given(st.floats(0, 0.5), st.sampled_from([1, 4, 12]), st.integers(1, 30), st.floats(0, 3))
def test_every_yield_that_is_priced_is_found_again(coupon, periods, tenor, effective):
    price = bonds.price(coupon, periods, tenor, effective_yield=effective)
    assert bonds.yield_to_maturity(price, coupon, periods, tenor) == pytest.approx(effective, abs=1e-9)


def test_what_is_due_within_a_quarter_may_yield_anything_a_year():
    late = np.datetime64("2022-06-23")  # ten days before the end
    found = BOND.yield_to_maturity(90, settlement=late)
    assert found > 3
    assert BOND.price(found, settlement=late) == pytest.approx(90)
    assert bonds.price(0.18, 4, 0.2, effective_yield=5.0) > 0


def test_a_bond_that_pays_nothing_before_its_end_may_be_nearly_worthless():
    zero = bonds.Bond("1397/04/12", "1427/04/12", 0.0, interval_months=0)
    assert zero.price(zero.yield_to_maturity(0.5)) == pytest.approx(0.5)
    late = bonds.Bond("1397/04/12", "1427/04/12", 0.18, interval_months=0)
    assert late.price(late.yield_to_maturity(0.3)) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("given_terms", "said"),
    [
        ({"issue": ["1397/04/12"]}, "issue is .* a Bond is one contract and has one; for many bonds see bonds.Bonds"),
        ({"maturity": np.array(["2022-07-03"], dtype="M8[D]")}, "maturity is .* see bonds.Bonds"),
        ({"face": [100, 200]}, r"face is \[100, 200\]; a Bond is one contract"),
        ({"interval_months": (3, 6)}, "interval_months is .* see bonds.Bonds"),
        ({"grace_months": [0]}, "grace_months is .* see bonds.Bonds"),
        ({"coupon": float("nan")}, "coupon is nan; expected a fraction a year; give every rate"),
        ({"coupon": [0.18, float("nan")]}, "coupon is nan; expected a fraction a year; give every rate"),
        ({"coupon": float("inf")}, "coupon is inf; expected a fraction a year"),
        ({"coupon": None}, "coupon: found None; expected a number"),
        ({"coupon": "0.18"}, "coupon: found '0.18'; expected a number"),
        ({"coupon": True}, "coupon: found True; expected a number"),
        ({"coupon": [0.18, "0.2"]}, "coupon: found '0.2'; expected a number"),
        ({"face": "100"}, "face: found '100'; expected a number"),
        ({"face": True}, "face: found True; expected a number"),
        ({"interval_months": True}, "interval_months: found True; expected a number"),
        ({"interval_months": "3"}, "interval_months: found '3'; expected a number"),
        ({"grace_months": None}, "grace_months: found None; expected a number"),
        ({"weekend": None}, r"weekend is None; expected names of weekdays, or \(\) for none"),
        ({"holidays": None}, r"holidays: found None; expected a list of dates, or \(\) for none"),
    ],
)
def test_terms_of_one_bond_that_are_none_are_refused_in_one_line(given_terms, said):
    with pytest.raises(ParameterError, match=said) as caught:
        bonds.Bond(**{"issue": "1397/04/12", "maturity": "1401/04/12", "coupon": 0.18} | given_terms)
    assert len(caught.value.faults) == 1


@pytest.mark.parametrize("face", [["100", "200"], np.array(["100", "200"]), [True, False], np.array([True, False])])
def test_many_bonds_take_numbers_only_too(face):
    with pytest.raises(ParameterError, match="face: found .*; expected a number"):
        bonds.Bonds("1397/04/12", "1401/04/12", 0.18, face=face)
