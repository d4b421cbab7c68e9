"""Pooling years and grouping sectors lose no job and no observation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamyari_lib.models import survey
from hamyari_lib.models.survey import group_sectors, in_both, pool_years

pytestmark = pytest.mark.slow

ROWS = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from("xyz"), st.sampled_from("ABC"), st.integers(0, 99), st.integers(0, 9)),
    min_size=1,
    max_size=12,
)


def table(rows):
    """The rows, and a row without jobs for every region and year, since a survey reaches each region each year."""
    reached = [(year, region, "A", 0, 0) for year in {row[0] for row in rows} for region in {row[1] for row in rows}]
    return pd.DataFrame(list(rows) + reached, columns=["year", "region", "sector", "jobs", "sample_n"])


def pool(jobs, *years):
    return pool_years(jobs, years, region="region", sector="sector")


SMALL = table(
    [(1, "x", "A", 10, 1), (1, "x", "A", 5, 1), (1, "y", "B", 20, 2), (2, "x", "A", 30, 3), (3, "z", "C", 8, 4)]
)


def test_jobs_are_the_mean_of_the_years_and_observations_their_sum():
    pooled = pool(SMALL, 1, 2)
    assert pooled.years == (1, 2)
    assert pooled.jobs.loc["x", "A"] == 22.5
    assert pooled.sample_n.loc["x", "A"] == 5
    assert pooled.jobs.loc["y", "B"] == 10


def test_every_region_is_a_row_and_a_sector_that_was_not_met_is_no_column():
    pooled = pool(SMALL, 1)
    assert list(pooled.jobs.index) == ["x", "y", "z"]
    assert list(pooled.jobs.columns) == ["A", "B"]
    assert pooled.jobs.loc["z"].tolist() == [0, 0]
    assert not pooled.jobs.isna().any(axis=None)


@settings(max_examples=25)
@given(ROWS)
def test_pooling_loses_nothing(rows):
    jobs = table(rows)
    years = sorted(jobs["year"].unique())
    pooled = pool(jobs, *years)
    np.testing.assert_allclose(pooled.jobs.to_numpy().sum() * len(years), jobs["jobs"].sum())
    assert pooled.sample_n.to_numpy().sum() == jobs["sample_n"].sum()
    single = [pool(jobs, year).sample_n for year in years]
    total = sum(one.reindex(columns=pooled.sample_n.columns, fill_value=0) for one in single)
    pd.testing.assert_frame_equal(total, pooled.sample_n, check_dtype=False)


@pytest.mark.parametrize(("years", "named"), [((4,), r"\[4\]"), ((0, 1, 9), r"\[0, 9\]"), ((), r"\[\]")])
def test_years_that_the_table_does_not_have_are_told(years, named):
    with pytest.raises(ValueError, match=f"does not have years {named}; it has 1 to 3; choose of these"):
        pool(SMALL, *years)


def test_a_region_that_a_year_did_not_reach_is_told():
    with pytest.raises(ValueError, match=r"region y in 2 has no jobs in the table; leave the region or the year out"):
        pool(pd.DataFrame([(1, "x", "A", 1, 1), (1, "y", "A", 1, 1), (2, "x", "A", 1, 1)], columns=SMALL.columns), 1, 2)


def test_both_spans_keep_what_each_met_and_name_the_rest():
    base, final, left_out = in_both(pool(SMALL, 1), pool(SMALL, 2, 3))
    assert list(base.jobs.columns) == list(final.jobs.columns) == list(final.sample_n.columns) == ["A"]
    assert left_out == ("B", "C")


def test_a_sector_with_too_few_observations_in_all_regions_is_left_out():
    base, final, left_out = in_both(pool(SMALL, 1), pool(SMALL, 2, 3), minimum_n=3)
    assert list(base.jobs.columns) == []
    assert left_out == ("A", "B", "C")
    assert in_both(pool(SMALL, 1), pool(SMALL, 2, 3), minimum_n=2)[2] == ("B", "C")


@pytest.mark.parametrize(("base", "final"), [((1, 2), (2, 3)), ((3,), (1,)), ((1,), (1,))])
def test_spans_that_overlap_or_stand_in_the_wrong_order_are_refused(base, final):
    with pytest.raises(ValueError, match="overlap or are in the wrong order; the base years must end before"):
        in_both(pool(SMALL, *base), pool(SMALL, *final))


def test_groups_may_overlap_and_name_sectors_that_were_not_met():
    groups = pd.DataFrame(
        [("all", "B"), ("all", "A"), ("one", "A"), ("none", "Q")], columns=["group", "division"]
    )  # fmt: skip
    grouped = group_sectors(pool(SMALL, 1), groups)
    assert list(grouped.jobs.columns) == ["all", "one", "none"]
    assert grouped.jobs.loc["x"].tolist() == [15, 15, 0]
    assert grouped.sample_n.loc["y"].tolist() == [2, 0, 0]
    assert grouped.years == (1,)


@settings(max_examples=25)
@given(ROWS)
def test_groups_that_cover_each_sector_once_keep_the_totals(rows):
    pooled = pool(table(rows), rows[0][0])
    groups = pd.DataFrame({"group": ["g", "h", "g"], "division": list("ABC")})
    grouped = group_sectors(pooled, groups)
    pd.testing.assert_series_equal(grouped.jobs.sum(axis=1), pooled.jobs.sum(axis=1))
    pd.testing.assert_series_equal(grouped.sample_n.sum(axis=1), pooled.sample_n.sum(axis=1), check_dtype=False)


def _years_of_samples(observations_each, seed=3):
    """Twelve years of four regions: 1 000 survey jobs a region and year, each drawn case counted several times over."""
    rng = np.random.default_rng(seed)
    rows = []
    for year in range(1380, 1392):
        for region in range(4):
            drawn = rng.multinomial(1000 // observations_each, [0.5, 0.3, 0.2]) * observations_each
            rows += [(year, region, sector, count * 50, count) for sector, count in zip("abc", drawn, strict=True)]
    return pd.DataFrame(rows, columns=["year", "region", "sector", "jobs", "sample_n"])


@pytest.mark.parametrize("design_effect", [1, 2, 4])
def test_year_to_year_movement_finds_the_design_effect(design_effect):
    found, by_sector = survey.year_to_year_design_effect(
        _years_of_samples(design_effect), region="region", sector="sector"
    )
    assert found == pytest.approx(design_effect, rel=0.35)
    assert by_sector["pairs"].tolist() == [44, 44, 44]


def test_year_to_year_movement_of_totals_is_that_of_counts():
    rng = np.random.default_rng(5)
    counts = rng.poisson(400, (30, 20)) * 2  # every case counted twice: a ratio of 2
    rows = [(1380 + y, r, "a", n * 10, n) for y, row in enumerate(counts) for r, n in enumerate(row)]
    table = pd.DataFrame(rows, columns=["year", "region", "sector", "jobs", "sample_n"])
    assert survey.year_to_year_of_totals(table, region="region") == pytest.approx(2, rel=0.15)
    of_levels, _ = survey.year_to_year_design_effect(table, region="region", sector="sector", of="level")
    assert of_levels == pytest.approx(2, rel=0.35)


def test_year_to_year_needs_two_years_with_enough_observations():
    single = _years_of_samples(1).query("year == 1380")
    with pytest.raises(ValueError, match="two consecutive years"):
        survey.year_to_year_of_totals(single, region="region")
    with pytest.raises(ValueError, match="20 survey jobs in two consecutive years"):
        survey.year_to_year_design_effect(single, region="region", sector="sector")
