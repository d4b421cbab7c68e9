"""Complexity: its definitions written out, its invariances, what has no answer, and what a survey can carry."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from hamyari_lib.models.complexity import complexity, surveyed_complexity
from hamyari_lib.models.complexity.indices import densities
from hamyari_lib.models.complexity.surveyed import aligned_scores


def table(seed, rows=12, columns=20, spread=1.5):
    values = np.random.default_rng(seed).lognormal(0, spread, (rows, columns))
    return pd.DataFrame(values, [f"r{row}" for row in range(rows)], [f"s{column}" for column in range(columns)])


TABLES = arrays.arrays(float, (6, 8), elements=st.sampled_from([0.0, 0.0, 1.0, 2.0, 5.0, 20.0])).map(
    lambda values: pd.DataFrame(values, list("abcdef"), list("stuvwxyz"))
)


def test_a_result_prints_itself_in_a_few_lines(surveyed):
    for found in (complexity(table(1)), surveyed[2]):
        lines = repr(found).splitlines()
        assert lines[0].startswith("Complexity of ")
        assert 5 < len(lines) < 20


@pytest.mark.parametrize("seed", range(5))
def test_each_measure_is_what_its_definition_says(seed):
    activity = table(seed)
    found = complexity(activity)
    rca = activity.div(activity.sum(axis=1), axis=0) / (activity.sum() / activity.sum().sum())
    assert np.allclose(found.rca, rca)
    here = (rca >= 1).astype(float)
    assert (found.present == (here > 0)).all(axis=None)
    both = here.T @ here
    larger = pd.DataFrame(np.maximum.outer(*[here.sum().to_numpy()] * 2), both.index, both.columns)
    assert np.allclose(found.proximity, both / larger)
    assert np.allclose(found.density, here @ found.proximity / found.proximity.sum())
    assert np.allclose((here * found.pci).sum(axis=1) / here.sum(axis=1), found.eci), "the mean PCI of its sectors"
    assert (found.eci.mean(), found.eci.std(ddof=0)) == pytest.approx((0, 1), abs=1e-12)
    assert np.corrcoef(found.eci, found.diversity)[0, 1] >= 0
    step = (here / here.sum()) @ here.T
    step = step.div(here.sum(axis=1), axis=0)
    values = np.sort(np.linalg.eigvals(step.to_numpy()).real)
    assert found.eigengap == pytest.approx(values[-2] - values[-3], abs=1e-9)


def test_a_gain_is_what_taking_a_sector_up_opens_and_the_sector_itself():
    found = complexity(table(3))
    proximity, pci = found.proximity.to_numpy(), found.pci.to_numpy()

    def value(present):
        return (densities(present, proximity) * ~present) @ pci

    before = value(found.present.to_numpy())
    assert np.allclose(before, found.opportunity_value)
    for row, column in np.argwhere(~found.present.to_numpy()):
        taken = found.present.to_numpy().copy()
        taken[row, column] = True
        itself = pci[column] / proximity[column].sum()
        assert value(taken)[row] - before[row] + itself == pytest.approx(found.opportunity_gain.iloc[row, column])
    assert (found.opportunity_gain.to_numpy()[found.present] == 0).all()


@settings(max_examples=100)
@given(TABLES)
def test_any_table_has_scores_or_a_reason(activity):
    try:
        found = complexity(activity)
    except ValueError as error:
        assume(not re.search("0 everywhere|no two regions|same sectors", str(error)))
        raise
    scored = found.eci.notna(), found.pci.notna()
    assert scored[0].sum() >= 2
    out = {*activity.index[~scored[0]], *activity.columns[~scored[1]]}
    assert set(found.left_out) == out
    assert np.isclose(found.eci.mean(), 0)
    assert found.proximity.to_numpy().min() >= 0
    assert found.proximity.to_numpy().max() <= 1
    assert found.density.fillna(0).to_numpy().max() <= 1 + 1e-12
    assert found.rca.notna().all(axis=None)
    for region in activity.index[activity.sum(axis=1) == 0]:
        assert found.diversity[region] == 0
        assert region in found.left_out


@settings(max_examples=50)
@given(TABLES, st.permutations(list("abcdef")), st.permutations(list("stuvwxyz")))
def test_order_and_scale_do_not_matter(activity, rows, columns):
    try:
        found = complexity(activity)
    except ValueError:
        assume(False)
    assume(found.eigengap > 1e-6)
    assume(abs(np.dot(found.diversity - found.diversity.mean(), found.eci.fillna(0))) > 1e-6)
    assume(not found.left_out)
    other = complexity(activity.loc[rows, columns] * 1000)
    assert np.allclose(other.eci[found.eci.index], found.eci)
    assert np.allclose(other.pci[found.pci.index], found.pci)
    assert np.allclose(other.opportunity_gain.loc[activity.index, activity.columns], found.opportunity_gain)


def test_a_region_without_tie_to_the_others_is_left_out_and_named():
    jobs = pd.DataFrame(
        [[9, 1, 0, 0], [1, 9, 3, 0], [4, 0, 5, 0], [0, 0, 0, 7], [0, 0, 0, 0]],
        ["north", "south", "east", "island", "desert"], list("wxyz"),
    )  # fmt: skip
    found = complexity(jobs)
    assert set(found.left_out) == {"island", "z", "desert"}
    assert found.eci[["north", "south", "east"]].notna().all()
    assert found.opportunity_value.notna().all()


@pytest.mark.parametrize(
    ("activity", "said"),
    [
        (pd.DataFrame([[1.0, 2.0]], ["a"], ["x", "y"]), "no two regions"),
        (pd.DataFrame(0.0, ["a", "b"], ["x", "y"]), "0 everywhere"),
        (pd.DataFrame([[1, -1], [2, 3]], ["a", "b"], ["x", "y"]), "a, y is -1.0"),
        (pd.DataFrame([[1, np.nan], [2, 3]], ["a", "b"], ["x", "y"]), "a, y is nan"),
        (pd.DataFrame([[1, 1], [2, 3]], ["a", "a"], ["x", "y"]), "repeats the rows a"),
        (pd.DataFrame([["1", 1], [2, 3]], ["a", "b"], ["x", "y"]), "no numbers in x"),
        (pd.DataFrame([[1, 1], [1, 1]], ["a", "b"], ["x", "y"]), "same sectors"),
    ],
)
def test_what_has_no_answer_is_refused_with_its_place(activity, said):
    with pytest.raises(ValueError, match=said):
        complexity(activity)


def test_a_threshold_is_above_0():
    with pytest.raises(ValueError, match="threshold is 0; expected above 0"):
        complexity(table(1), threshold=0)


# from a survey


@pytest.fixture(scope="module")
def surveyed():
    jobs = table(8, 15, 30, 1.0) * 1000
    sample = np.maximum((jobs / jobs.sum(axis=1).mean() * 800).round(), 1).astype(int)
    return jobs, sample, surveyed_complexity(jobs, sample, seed=4, draws=300)


def test_the_same_seed_gives_the_same_limits(surveyed):
    jobs, sample, found = surveyed
    again = surveyed_complexity(jobs, sample, seed=4, draws=300)
    assert again.eci_low.equals(found.eci_low)
    assert not surveyed_complexity(jobs, sample, seed=5, draws=300).eci_low.equals(found.eci_low)


def test_limits_hold_their_middle_and_ranks_their_rank(surveyed):
    *_, found = surveyed
    for name in ("eci", "pci", "density"):
        middle, low, high = (getattr(found, f"{name}{end}") for end in ("", "_low", "_high"))
        assert (low <= middle).all(axis=None)
        assert (middle <= high).all(axis=None)
    assert (found.ranks.low <= found.ranks.rank).all()
    assert (found.ranks.rank <= found.ranks.high).all()


def test_nearness_and_complexity_are_told_within_each_draw(surveyed):
    jobs, sample, _ = surveyed
    large = surveyed_complexity(jobs, sample * 100_000, seed=4, draws=100)
    present, density = large.plain.present, large.plain.density
    usual = density.mask(present).median(axis=1)
    apart = abs(density.sub(usual, axis=0)) > 0.02
    assert ((large.is_near > 0.5) == density.ge(usual, axis=0))[apart].fillna(True).all(axis=None)
    gap = np.subtract.outer(large.plain.pci.to_numpy(), large.plain.eci.to_numpy()).T
    assert ((large.is_complex.to_numpy() > 0.5) == (gap >= 0))[abs(gap) > 0.3].all()


def test_a_large_sample_gives_the_plain_scores_and_a_small_one_no_ranking(surveyed):
    jobs, sample, found = surveyed
    large = surveyed_complexity(jobs, sample * 10_000, seed=4, draws=300)
    assert np.allclose(large.eci, large.plain.eci, atol=0.15)
    assert (large.eci_high - large.eci_low).mean() < 0.3 * (found.eci_high - found.eci_low).mean()
    assert np.allclose(large.advantage, large.plain.rca, rtol=0.01)
    tiny = surveyed_complexity(jobs, (sample / 40).clip(lower=1).astype(int), seed=4, draws=300)
    assert tiny.ranks.carried.sum() <= found.ranks.carried.sum() <= large.ranks.carried.sum()


def test_a_thin_cell_is_drawn_to_the_nation(surveyed):
    jobs, sample, found = surveyed
    thin = surveyed_complexity(jobs, (sample / 20).clip(lower=1).astype(int), seed=4, draws=300)
    away = abs(found.advantage - 1), abs(thin.advantage - 1), abs(found.plain.rca - 1)
    assert (away[0] <= away[2] + 1e-9).all(axis=None)
    assert away[1].mean().mean() < away[0].mean().mean()
    sure = found.is_specialised.where(found.plain.rca > 3).stack()
    assert sure.min() > 0.5


def test_more_clustering_widens_the_limits(surveyed):
    jobs, sample, found = surveyed
    wider = surveyed_complexity(jobs, sample, seed=4, draws=300, design_effect=6.0)
    assert (wider.eci_high - wider.eci_low).mean() > (found.eci_high - found.eci_low).mean()


@pytest.mark.parametrize(
    ("options", "said"), [({"draws": 20}, "draws is 20"), ({"confidence": 1.0}, "confidence is 1")]
)
def test_options_out_of_bounds_are_refused(surveyed, options, said):
    jobs, sample, _ = surveyed
    with pytest.raises(ValueError, match=said):
        surveyed_complexity(jobs, sample, seed=1, **options)


def test_jobs_need_a_sample_behind_them(surveyed):
    jobs, sample, _ = surveyed
    with pytest.raises(ValueError, match="survey jobs behind every estimate"):
        surveyed_complexity(jobs, sample * 0, seed=1)


def population(rng, regions=31, sectors=86):
    """Jobs of regions whose true advantages are lognormal, with one common axis: not the model that is assumed."""
    axis = np.outer(rng.normal(0, 1, regions), rng.normal(0, 1, sectors))
    shares = rng.dirichlet(np.full(sectors, 0.4)) * np.exp(0.3 * axis + rng.normal(0, 0.8, axis.shape))
    return shares / shares.sum(axis=1, keepdims=True) * rng.lognormal(0, 0.7, (regions, 1)) * 7e5


def clustered_sample(truth, rng, cluster=10, alike=60.0, spread=0.4):
    """A sample in clusters of alike jobs with unequal weights; its design effect is about 1.35."""
    jobs, count = np.zeros(truth.shape), np.zeros(truth.shape, dtype=int)
    for row, cells in enumerate(truth):
        for _ in range(int(rng.integers(60, 300))):
            mix = rng.dirichlet(np.maximum(cells / cells.sum() * alike, 1e-9))
            drawn = rng.multinomial(cluster, mix)
            np.add.at(jobs[row], np.repeat(np.arange(len(cells)), drawn), rng.lognormal(0, spread, cluster))
            count[row] += drawn
        jobs[row] *= cells.sum() / jobs[row].sum()
    return pd.DataFrame(jobs), pd.DataFrame(count)


@pytest.mark.slow
def test_limits_hold_the_truth_of_clustered_samples_as_often_as_the_docstring_says():
    rng = np.random.default_rng(7)
    held = []
    for seed in range(8):
        truth = population(rng)
        jobs, count = clustered_sample(truth, rng)
        met = count.sum(axis=0) > 0
        exact = complexity(pd.DataFrame(truth))
        found = surveyed_complexity(jobs.loc[:, met], count.loc[:, met], seed=seed, design_effect=1.35, draws=300)
        sign = np.sign(np.dot(exact.eci, found.eci))
        ranks = (-sign * exact.eci).rank()
        within = {
            "eci": (found.eci_low <= sign * exact.eci) & (sign * exact.eci <= found.eci_high),
            "rank": (found.ranks.low <= ranks) & (ranks <= found.ranks.high),
            "pci": (found.pci_low <= sign * exact.pci[met]) & (sign * exact.pci[met] <= found.pci_high),
            "density": ((found.density_low <= exact.density.loc[:, met])
                        & (exact.density.loc[:, met] <= found.density_high)).stack(),
        }  # fmt: skip
        held.append({name: one.mean() for name, one in within.items()})
    share = pd.DataFrame(held).mean()
    assert share["eci"] > 0.93
    assert share["rank"] > 0.95
    assert share["pci"] > 0.93
    assert share["density"] > 0.85


def test_a_region_without_a_speciality_in_a_draw_moves_no_other_score():
    """Its zero is no score: the others have mean 0 and standard deviation 1 without it."""
    rng = np.random.default_rng(3)
    present = rng.random((4, 9, 12)) < 0.4
    present[:, 5] = False
    present[:, :, 0] = np.arange(9) != 5  # one sector ties all others together
    reference = rng.normal(size=9)
    eci, _, _ = aligned_scores(present, reference)
    others = np.delete(eci, 5, axis=1)
    assert np.isnan(eci[:, 5]).all()
    assert np.allclose(others.mean(axis=1), 0)
    assert np.allclose(others.std(axis=1), 1)
    without, _, _ = aligned_scores(np.delete(present, 5, axis=1), np.delete(reference, 5))
    assert np.allclose(others, without), "as if it were not there"
