"""Worked examples of the documentation of Excel's NPV, IRR and MIRR (Microsoft, support.microsoft.com)."""

import pytest

from hamyari_lib.models.cashflow import irr, mirr, npv


def test_npv_where_the_cost_falls_at_the_start():
    assert npv(0.08, [-40_000, 8_000, 9_200, 10_000, 12_000, 14_500]) == pytest.approx(1_922.06, abs=0.005)
    assert npv(0.08, [-40_000, 8_000, 9_200, 10_000, 12_000, 14_500, -9_000]) == pytest.approx(-3_749.47, abs=0.005)


def test_irr():
    flows = [-70_000, 12_000, 15_000, 18_000, 21_000, 26_000]
    assert irr(flows[:5]) == pytest.approx([-0.021], abs=5e-4)
    assert irr(flows) == pytest.approx([0.087], abs=5e-4)


def test_mirr():
    flows = [-120_000, 39_000, 30_000, 21_000, 37_000, 46_000]
    assert mirr(flows, finance_rate=0.10, reinvest_rate=0.12) == pytest.approx(0.1261, abs=5e-5)
    assert mirr(flows[:4], finance_rate=0.10, reinvest_rate=0.12) == pytest.approx(-0.0480, abs=5e-5)
    assert mirr(flows, finance_rate=0.10, reinvest_rate=0.14) == pytest.approx(0.1348, abs=5e-5)
