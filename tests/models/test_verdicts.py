"""What an interval lets us say; a suppressed item has no number to be shown by mistake."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib.models import regions, verdicts

BOUNDS = st.tuples(*[st.floats(0, 3) for _ in range(3)], st.booleans()).map(
    lambda item: (*sorted(item[:3]), item[3])
)  # fmt: skip


def compare(items, reference=1.0):
    low, estimate, high, suppressed = (pd.Series(list(column)) for column in zip(*items, strict=True))
    labels = pd.Series([f"s{place}" for place in range(len(items))])
    return verdicts.compared(estimate, low, high, suppressed.astype(bool), reference=reference, labels=labels)


@given(st.lists(BOUNDS, min_size=1), st.floats(0, 3))
def test_each_item_has_the_verdict_that_its_interval_carries(items, reference):
    frame = compare(items, reference)
    for (low, estimate, high, suppressed), row in zip(items, frame.itertuples(), strict=True):
        if suppressed:
            assert row.verdict == "suppressed"
            assert np.isnan([row.estimate, row.low, row.high]).all()
        else:
            assert (row.low, row.estimate, row.high) == (low, estimate, high)
            assert (row.verdict == "above") == (low > reference)
            assert (row.verdict == "below") == (high < reference)
    assert frame["verdict"].isin(verdicts.VERDICTS).all()


def test_an_interval_that_touches_the_reference_is_uncertain():
    assert list(compare([(1, 1.5, 2, False), (0, 0.5, 1, False), (1, 1, 1, False)])["verdict"]) == ["uncertain"] * 3


@given(st.lists(BOUNDS, min_size=1))
def test_every_label_stands_under_one_verdict_in_order(items):
    frame = compare(items)
    found = verdicts.labels_by(frame)
    assert list(found) == list(verdicts.VERDICTS)
    assert sorted(sum(found.values(), [])) == sorted(frame["label"])
    assert all(labels == sorted(labels, key=lambda label: int(label[1:])) for labels in found.values())


def test_labels_follow_the_items_not_the_order_of_the_names():
    one = [pd.Series([value, value], index=["B", "A"]) for value in (1.2, 1.1, 1.3, False)]
    frame = verdicts.compared(*one, reference=1, labels=pd.Series({"A": "first", "B": "second", "C": "third"}))
    assert list(frame["label"]) == ["second", "first"]


@pytest.fixture
def quotients():
    jobs = pd.DataFrame({"A": [900, 100], "B": [100, 900], "C": [1, 1]}, index=["x", "y"])
    return regions.location_quotients(
        jobs, jobs, design_effect=1.0, confidence=0.95, minimum_effective_n=10
    )  # fmt: skip


LABELS = pd.Series({"A": "agriculture", "B": "mining", "C": "crafts"})


def test_a_region_by_sector_and_a_sector_by_region_agree(quotients):
    region = verdicts.of_region(quotients, "x", labels=LABELS)
    assert region["verdict"].to_dict() == {"A": "above", "B": "below", "C": "suppressed"}
    assert list(region.columns) == ["label", "estimate", "low", "high", "verdict", "effective_n"]
    sector = verdicts.of_sector(quotients, "A", labels=pd.Series({"x": "X", "y": "Y"}))
    assert sector["verdict"].to_dict() == {"x": "above", "y": "below"}
    assert sector.loc["x", "estimate"] == region.loc["A", "estimate"]


def test_of_a_sector_that_was_not_met_nothing_is_said(quotients):
    frame = verdicts.of_sector(quotients, "Q", labels=LABELS)
    assert set(frame["verdict"]) == {"suppressed"}
    assert frame[["estimate", "low", "high"]].isna().all(axis=None)


def test_a_region_without_jobs_is_told(quotients):
    with pytest.raises(ValueError, match="region nowhere has no jobs in these years"):
        verdicts.of_region(quotients, "nowhere", labels=LABELS)


def test_an_effect_is_compared_with_zero():
    base = pd.DataFrame({"A": [500, 500], "B": [500, 500]}, index=["x", "y"])
    final = pd.DataFrame({"A": [900, 500], "B": [500, 900]}, index=["x", "y"])
    shifts = regions.shift_shares(
        base, final, base, final, region="x", design_effect=1.0, confidence=0.95, minimum_effective_n=10
    )
    frame = verdicts.of_effect(shifts, "local", labels=LABELS)
    assert frame["verdict"].to_dict() == {"A": "above", "B": "below"}
