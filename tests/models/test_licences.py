"""Licences: the days on which one holds, its end before the delivery, and what is not known."""

import pandas as pd
import pytest

from hamyari_lib.jalali import JalaliDate
from hamyari_lib.models.licences import USABLE, licence_states


def state(begins, ends, on="1404/06/31", months=0):
    firms = pd.DataFrame({"firm_id": ["f"], "licence_from": [begins], "licence_until": [ends]})
    return licence_states(firms, None if on is None else JalaliDate.parse(on), delivery_months=months)["f"]


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        ("1403/01/01", "1404/06/31", "valid"),  # its last day
        ("1403/01/01", "1404/06/30", "expired"),
        ("1404/06/31", "1405/06/31", "valid"),  # its first day
        ("1404/07/01", "1405/06/31", "not_begun"),
        (None, "1405/06/31", "valid"),
        ("1403/01/01", None, "undated"),
        ("1403/01/01", " ", "undated"),
        ("۱۴۰۳/۱/۱", "۱۴۰۵/۱/۱", "valid"),
    ],
)
def test_a_licence_on_a_day(begins, ends, said):
    assert state(begins, ends) == said


def test_a_licence_must_hold_until_the_delivery():
    assert state(None, "1404/07/30", months=1) == "valid", "six months of 31 days, then of 30: the last day of Mehr"
    assert state(None, "1404/07/29", months=1) == "ends_before_delivery"
    assert state(None, "1405/12/29", on="1404/12/29", months=12) == "valid"


def test_without_a_day_nothing_is_taken_for_valid():
    assert state("1403/01/01", "1450/01/01", on=None) == "unchecked"
    assert state(None, None, on=None) == "undated"
    assert not {"unchecked", "undated", "expired", "not_begun"} & set(USABLE)


@pytest.mark.parametrize(
    ("change", "options", "said"),
    [
        (lambda firms: firms.drop(columns="licence_until"), {}, "firms has no column licence_until"),
        (lambda firms: firms.assign(licence_until="1404/12/30"), {}, "licence_until of f is 1404/12/30: 1404 is not a"),
        (lambda firms: firms, {"delivery_months": -1}, "delivery_months is -1"),
    ],
)
def test_bad_tables_are_refused(change, options, said):
    firms = pd.DataFrame({"firm_id": ["f"], "licence_from": [None], "licence_until": ["1405/01/01"]})
    with pytest.raises(ValueError, match=said):
        licence_states(change(firms), JalaliDate(1404, 1, 1), **options)


def test_no_firms_no_states():
    assert licence_states(pd.DataFrame(columns=["firm_id", "licence_from", "licence_until"]), None).empty
