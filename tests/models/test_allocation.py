"""Allocation: the best of all by brute force, capacities that hold, and what nobody can check."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamyari_lib.models.matching import allocate


def tables(quantities, capacities, units=None, firm_units=None):
    needs = pd.DataFrame({
        "need_id": [f"n{one}" for one in range(len(quantities))], "yearly_quantity": quantities,
        "unit": units or ["t"] * len(quantities),
    })  # fmt: skip
    firms = pd.DataFrame({
        "firm_id": [f"f{one}" for one in range(len(capacities))], "yearly_capacity": capacities,
        "capacity_unit": firm_units or ["t"] * len(capacities),
    })  # fmt: skip
    return needs, firms


def matched(scores):
    rows = [(f"n{row}", f"f{column}", score) for (row, column), score in np.ndenumerate(scores)]
    return pd.DataFrame(rows, columns=["need_id", "firm_id", "score"])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=2), st.lists(st.integers(0, 5), min_size=2, max_size=2),
    st.lists(st.sampled_from([0.1, 0.3, 0.5, 0.9]), min_size=4, max_size=4),
)  # fmt: skip
def test_no_division_in_units_is_worth_more(quantities, capacities, scores):
    """With equal worth a unit, the whole units of a transport problem are an optimum; all of them are tried."""
    scores = np.array(scores).reshape(2, 2)
    needs, firms = tables([float(one) for one in quantities], [float(one) for one in capacities])
    worth = scores * np.array(quantities)[:, None]  # a unit is worth the same, whichever need it is of
    found = allocate(matched(worth), needs, firms)
    got = (found.shares["score"] * found.shares["share"]).sum()
    best = 0.0
    for units in product(*[range(quantities[row] + 1) for row in (0, 0, 1, 1)]):
        given_ = np.array(units).reshape(2, 2)
        if (given_.sum(axis=1) <= quantities).all() and (given_.sum(axis=0) <= capacities).all():
            best = max(best, float((given_ * scores).sum()))
    assert got == pytest.approx(best)
    taken = found.shares.groupby("firm_id")["quantity"].sum().reindex(firms["firm_id"], fill_value=0)
    assert (taken.to_numpy() <= np.array(capacities) + 1e-9).all()
    assert found.unserved.between(0, 1).all()


def test_what_cannot_be_counted_is_taken_whole_and_says_so():
    needs, firms = tables([10.0, np.nan, 5.0], [1.0, np.nan], units=["m", "t", "t"], firm_units=["t", "t"])
    found = allocate(matched([[0.9, 0.0], [0.9, 0.0], [0.0, 0.9]]), needs, firms)
    assert found.unserved.tolist() == [0, 0, 0]
    assert not found.shares["is_checked"].any()
    assert found.used.isna().all()


@pytest.mark.parametrize("unit", [None, "", " ", np.nan])
def test_two_units_that_nobody_knows_are_not_one(unit):
    needs, firms = tables([10.0], [1.0], units=[unit], firm_units=[unit])
    found = allocate(matched([[0.9]]), needs, firms)
    assert not found.shares["is_checked"].any()
    assert found.unserved.tolist() == [0]
    spaced = allocate(matched([[0.9]]), *tables([10.0], [1.0], units=["t "], firm_units=["t"]))
    assert spaced.unserved.tolist() == pytest.approx([0.9])


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e15])
def test_the_scale_of_a_unit_does_not_matter(scale):
    found = allocate(matched([[0.9]]), *tables([1.0 * scale], [0.1 * scale]))
    assert found.unserved.tolist() == pytest.approx([0.9])


def test_a_capacity_of_0_takes_nothing_and_a_need_without_match_stays():
    needs, firms = tables([10.0, 3.0], [0.0])
    found = allocate(
        pd.DataFrame({"need_id": ["n0", "n1"], "firm_id": ["f0", None], "score": [0.9, 0.1]}), needs, firms
    )
    assert found.shares.empty
    assert found.unserved.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda needs, firms: (needs.drop(columns="unit"), firms), "needs has no column unit"),
        (lambda needs, firms: (needs, firms.assign(yearly_capacity=-1.0)), "yearly_capacity of f0 is negative"),
        (lambda needs, firms: (needs.assign(need_id="z"), firms), "need_id z more than once"),
        (lambda needs, firms: (needs, firms.head(1)), "firm_id f1, which is in no table"),
    ],
)
def test_bad_tables_are_refused(change, said):
    needs, firms = change(*tables([1.0, 2.0], [1.0, 2.0]))
    with pytest.raises(ValueError, match=said):
        allocate(matched([[0.5, 0.5], [0.5, 0.5]]), needs, firms)
