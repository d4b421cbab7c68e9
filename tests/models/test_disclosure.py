"""Suppressed tables: what must be hidden is, nothing is told by what is shown, and no more is hidden than needed."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamyari_lib.models.disclosure import feasible_intervals, suppress

pytestmark = pytest.mark.slow

PROTECTION = 0.1


def table(rows, **options) -> pd.DataFrame:
    made = pd.DataFrame(rows, **options)
    return made.set_axis([f"r{n}" for n in range(len(made))]).set_axis([f"c{n}" for n in range(made.shape[1])], axis=1)


@st.composite
def counts_of_units(draw, most=40):
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    cell = st.one_of(st.integers(0, 6), st.integers(5, most))
    return table(draw(st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=rows, max_size=rows)))


def wide(shown, totals):
    low, high = feasible_intervals(shown, totals=totals)
    return high - low


def is_sensitive(reasons):
    return reasons.isin(["few units", "dominance"])


SIDES = st.sampled_from(["both", "rows", "columns"])


@given(counts_of_units(), SIDES)
@settings(max_examples=25)
def test_no_suppressed_cell_can_be_told_from_what_is_shown(counts, totals):
    shown = suppress(counts, counts, totals=totals)
    width = wide(shown.values, totals)
    assert (width > 0.5).where(shown.suppressed, True).all(axis=None)
    full = suppress(counts, counts, totals=totals, smallest=1).values
    needed = np.maximum(1.0, PROTECTION * full)
    assert (width >= needed - 1e-6).where(is_sensitive(shown.reasons), True).all(axis=None)


@given(counts_of_units(), SIDES)
@settings(max_examples=25)
def test_what_is_small_is_suppressed_and_zero_and_what_is_not_needed_are_shown(counts, totals):
    shown = suppress(counts, counts, totals=totals)
    full = suppress(counts, counts, totals=totals, smallest=1)
    assert not full.suppressed.any(axis=None)
    small = (full.values > 0) & (full.values < 5)
    assert (shown.reasons == "few units").equals(small)
    assert not shown.suppressed[full.values == 0].any(axis=None)
    assert shown.values.equals(full.values.mask(shown.suppressed))
    needed = np.maximum(1.0, PROTECTION * full.values)
    for row, column in zip(*np.nonzero((shown.reasons == "complement").to_numpy()), strict=True):
        without = shown.values.copy()
        without.iloc[row, column] = full.values.iloc[row, column]
        width = wide(without, totals)
        assert ((width < needed - 1e-9) & small).any(axis=None), "a complement that nothing needs"


TRIED = np.indices((15, 15, 15, 15)).reshape(4, -1)
"""Every 2 x 2 table of whole numbers up to 14."""


@given(st.lists(st.integers(0, 7), min_size=4, max_size=4))
@settings(max_examples=50)
def test_by_trying_every_table_at_least_two_values_fit_each_suppressed_cell(cells):
    """An oracle that knows no linear programme."""
    counts = table([cells[:2], cells[2:]])
    shown = suppress(counts, counts).values.to_numpy().ravel()
    a, b, c, d = TRIED
    tried = np.array([a, b, a + b, c, d, c + d, a + c, b + d, a + b + c + d])
    known = ~np.isnan(shown)
    fitting = tried[:, (tried[known] == shown[known, None]).all(axis=0)]
    assert all(len(set(values)) > 1 for values in fitting[~known])


def test_fischetti_and_salazar_2001_the_least_value_is_lost():
    """Management Science 47(7), figures 1 and 2: region C of activity II is sensitive; the attacker's interval is
    [5, 30] when the cheapest three others are suppressed with it."""
    values = pd.DataFrame([[20, 50, 10], [8, 19, 22], [17, 32, 12]], ["I", "II", "III"], ["A", "B", "C"])
    units = pd.DataFrame(9, values.index, values.columns)
    units.loc["II", "C"] = 1
    shown = suppress(values, units)
    hidden = shown.suppressed.stack()
    assert set(hidden[hidden].index) == {("II", "C"), ("II", "A"), ("III", "A"), ("III", "C")}
    low, high = feasible_intervals(shown.values)
    assert (low.loc["II", "C"], high.loc["II", "C"]) == pytest.approx((5, 30))


def test_a_cell_that_few_large_units_make_up_is_suppressed():
    values = table([[1000.0, 500.0], [400.0, 300.0]])
    units = table([[20, 20], [20, 20]])
    two_largest = table([[900.0, 100.0], [340.0, 255.0]])
    shown = suppress(values, units, largest=two_largest, totals="none")
    assert shown.reasons.to_numpy().tolist() == [["dominance", ""], ["", ""]]  # 0.85 itself is not above 0.85
    assert suppress(values, units, largest=two_largest, totals="none", most=0.9).suppressed.sum(axis=None) == 0


def test_without_totals_nothing_else_is_suppressed():
    counts = table([[3, 50], [60, 70]])
    shown = suppress(counts, counts, totals="none")
    assert shown.values.shape == (2, 2)
    assert shown.suppressed.to_numpy().tolist() == [[True, False], [False, False]]


def test_a_total_of_few_units_is_suppressed_too():
    counts = table([[1, 2], [80, 90]])
    shown = suppress(counts, counts)
    assert shown.reasons.loc["r0", "total"] == "few units"
    assert shown.reasons.loc["r1"].tolist() == ["complement"] * 3


def test_a_single_cell_takes_all_its_totals_with_it():
    shown = suppress(table([[3]]), table([[3]]))
    assert shown.suppressed.to_numpy().all()


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e12])
def test_the_unit_of_the_values_changes_nothing(scale):
    values = table([[20.5, 50.5, 10.5], [8.5, 19.5, 22.5], [17.5, 32.5, 12.5]])
    units = table([[9, 9, 9], [9, 9, 2], [9, 1, 9]])
    assert suppress(values * scale, units).suppressed.equals(suppress(values, units).suppressed)


def test_wider_protection_never_shows_more_of_the_sensitive_cell():
    values = table([[20, 50, 10], [8, 19, 22], [17, 32, 12]])
    units = table([[9, 9, 9], [9, 9, 2], [9, 9, 9]])
    for protection in (0.1, 0.5, 1.0):
        shown = suppress(values, units, protection=protection)
        assert wide(shown.values, "both").loc["r1", "c2"] >= protection * 22 - 1e-6


def test_inputs_are_left_as_they_are():
    counts = table([[3, 50], [60, 70]])
    before = counts.copy()
    suppress(counts, counts)
    pd.testing.assert_frame_equal(counts, before)


@pytest.mark.parametrize(
    ("values", "units", "options", "fault"),
    [
        ([[1, 2]], [[1], [2]], {}, "counts has other rows or columns than values"),
        ([[1, -2]], [[1, 2]], {}, "values has a cell that is missing or below 0"),
        ([[1, None]], [[1, 2]], {}, "values has a cell that is missing or below 0"),
        ([[1, 2]], [[1, 2]], {"smallest": 0}, "smallest of 1 or more"),
        ([[1, 2]], [[1, 2]], {"most": 0.0}, "most and protection as fractions"),
        ([[1, 2]], [[1, 2]], {"totals": "all"}, "totals is 'all'"),
    ],
)
def test_what_cannot_be_suppressed_is_refused(values, units, options, fault):
    with pytest.raises(ValueError, match=fault):
        suppress(table(values), table(units), **options)


def test_totals_that_do_not_add_up_are_told():
    with pytest.raises(ValueError, match="do not add up"):
        feasible_intervals(pd.DataFrame([[np.nan, 9.0, 5.0], [1.0, 1.0, 2.0], [np.nan, 10.0, 7.0]]))
