"""Krumme, University of Washington, 350/ssexcel: a worked location quotient and shift-share of four sectors."""

import pandas as pd
import pytest

from hamyari_lib.models import regions

SECTORS = ["1", "2", "3", "4"]
BASE = pd.Series([500, 100, 200, 200], SECTORS)
FINAL = pd.Series([1000, 100, 250, 280], SECTORS)
# the reference whose sectors grow 10/20/30/40 % and that gives both 29 % in all and the printed quotients
REFERENCE_BASE = pd.Series([1000, 2000, 4000, 3000], SECTORS)
REFERENCE_FINAL = pd.Series([1100, 2400, 5200, 4200], SECTORS)


def test_reference_grows_as_printed():
    assert REFERENCE_FINAL.sum() / REFERENCE_BASE.sum() - 1 == pytest.approx(0.29)


def test_location_quotients_as_printed():
    nation = pd.DataFrame([BASE, REFERENCE_BASE - BASE], index=["region", "rest"])
    found = regions.location_quotient(nation).loc["region"]
    assert found.tolist() == pytest.approx([5, 0.5, 0.5, 0.667], abs=0.0005)


def test_shift_share_as_printed():
    found = regions.shift_share(BASE, FINAL, REFERENCE_BASE, REFERENCE_FINAL).sum()
    assert found.to_dict() == pytest.approx({"national": 290, "mix": -80, "local": 420}, abs=0.5)
    assert found.sum() == pytest.approx(630, abs=0.5)
