"""Kian, capital market reports of 2018 and 2019: yields of coupon bonds at par; and the bond of 18 % a quarter."""

import numpy as np
import pytest

from hamyari_lib.models import bonds, calendars

PRINTED = [  # nominal rate, payments a year, effective annual yield in per cent
    pytest.param(0.19, 2, 19.9, id="ssic_semiannual_19"),
    pytest.param(0.16, 4, 17.0, id="pgpic_quarterly_16"),
    pytest.param(0.15, 4, 15.9, id="sabanaft_quarterly_15"),
]


@pytest.mark.parametrize(("rate", "payments", "printed"), PRINTED)
def test_yield_at_par_as_printed(rate, payments, printed):
    assert 100 * bonds.effective_annual(rate, payments) == pytest.approx(printed, abs=0.05)
    assert 100 * bonds.yield_to_maturity(100, rate, payments, 4) == pytest.approx(printed, abs=0.05)
    dated = bonds.Bond("1397/12/25", "1401/12/25", rate, interval_months=12 // payments)
    assert 100 * dated.yield_to_maturity(100, time="periods") == pytest.approx(printed, abs=0.05)


def test_quarterly_18_of_4_years_by_periods():
    assert 100 * bonds.yield_to_maturity(100, 0.18, 4, 4) == pytest.approx(19.25, abs=0.005)
    assert bonds.price(0.18, 4, 4, effective_yield=0.225) == pytest.approx(92.48, abs=0.005)
    assert bonds.price(0.18, 4, 4, effective_yield=0.38) == pytest.approx(66.44, abs=0.005)
    dated = bonds.Bond("1397/04/12", "1401/04/12", 0.18)
    assert dated.price(0.225, time="periods") == pytest.approx(92.48, abs=0.005)
    assert dated.price(0.38, time="periods") == pytest.approx(66.44, abs=0.005)


def test_quarterly_18_at_par_over_unequal_quarters():
    issue = calendars.from_jalali(1397, np.arange(1, 13), 12)  # two years of 365 days each
    two_years = bonds.Bonds(issue, calendars.add_months(issue, 24), 0.18, calendar="jalali")
    yields = 100 * two_years.yield_to_maturity(100)
    assert yields.min() == pytest.approx(19.23, abs=0.005)
    assert yields.max() == pytest.approx(19.27, abs=0.005)


def test_a_leap_day_among_four_years_lowers_the_yield_by_a_hundredth_of_a_point():
    issue = calendars.from_jalali(1397, np.arange(1, 13), 12)
    yields = [
        100 * bonds.Bonds(issue, calendars.add_months(issue, months), 0.18, calendar="jalali").yield_to_maturity(100)
        for months in (24, 48)
    ]
    assert yields[0].mean() - yields[1].mean() == pytest.approx(0.01, abs=0.005)
