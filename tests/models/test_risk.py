"""Risk: draws keep their distributions and their rank correlation; measures, breaches and sensitivities."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from hamyari_lib.errors import DataError
from hamyari_lib.models.risk import breach_by_period, break_even, certain, draws, normal, pert, sobol, spread, tornado
from hamyari_lib.models.risk.evenly import MOST_DIMENSIONS, sobol_points

THINGS = {"cost": pert(0.9, 1.1, 1.9), "demand": normal(1, 0.2), "delay": pert(0, 6, 24), "fixed": certain(3)}
RANKS = pd.DataFrame(
    [[1, -0.5, 0.6], [-0.5, 1, -0.2], [0.6, -0.2, 1]], ["cost", "demand", "delay"], ["cost", "demand", "delay"]
)


def rng(seed=1):
    return np.random.default_rng(seed)


def test_pert_has_its_mean_variance_and_bounds():
    found = pert(2, 3, 10)
    assert found.mean() == pytest.approx((2 + 4 * 3 + 10) / 6)
    assert found.std() ** 2 == pytest.approx((4 - 2) * (10 - 4) / 7)
    assert found.ppf([0, 1]).tolist() == [2, 10]
    assert pert(4, 4, 4).ppf([0.1, 0.9]).tolist() == [4, 4]
    with pytest.raises(DataError, match="expected the lowest, the likeliest and the highest"):
        pert(2, 1, 3)
    with pytest.raises(DataError, match="standard deviation is -1"):
        normal(0, -1)


def test_distributions_are_those_of_scipy():
    levels = np.linspace(0.001, 0.999, 97)
    same = {"cost": stats.beta(1.8, 4.2, 0.9, 1.0), "demand": stats.norm(1, 0.2), "delay": stats.beta(2, 4, 0, 24)}
    for name, expected in same.items():
        assert THINGS[name].ppf(levels) == pytest.approx(expected.ppf(levels), rel=1e-12)
        assert (THINGS[name].mean(), THINGS[name].std()) == pytest.approx((expected.mean(), expected.std()), rel=1e-12)


def test_the_sobol_sequence_is_that_of_scipy_in_every_dimension_and_its_shift_keeps_it_even():
    most = MOST_DIMENSIONS
    assert np.array_equal(sobol_points(512, most), stats.qmc.Sobol(most, scramble=False, bits=32).random(512))
    assert sobol_points(1, 2).tolist() == [[0, 0]]
    shifted = sobol_points(256, most, rng=rng())
    assert (np.sort(np.floor(shifted * 256), axis=0) == np.arange(256)[:, None]).all()
    assert not np.array_equal(shifted, sobol_points(256, most, rng=rng(2)))
    assert np.mean([sobol_points(4, 1, rng=rng(seed)).mean() for seed in range(500)]) == pytest.approx(0.5, abs=0.01)
    with pytest.raises(DataError, match="dimensions are 41; expected 1 to 40"):
        sobol_points(8, 41)


def test_each_part_of_a_hypercube_has_one_draw_correlated_or_not():
    for correlation in (None, RANKS):
        found = draws(THINGS, 500, rng=rng(), correlation=correlation)
        for name in ("cost", "demand", "delay"):
            ends = THINGS[name].ppf(np.arange(1, 500) / 500)
            assert sorted(np.searchsorted(ends, found[name])) == list(range(500))
        assert (found["fixed"] == 3).all()


def test_the_rank_correlation_is_reached():
    found = draws(THINGS, 20_000, rng=rng(), correlation=RANKS)
    reached = found[RANKS.index].corr("spearman")
    assert np.abs(reached - RANKS).max().max() < 0.01
    alone = draws(THINGS, 20_000, rng=rng())[["cost", "demand", "delay"]].corr("spearman")
    assert np.abs(alone - np.eye(3)).max().max() < 0.03


def test_a_hypercube_varies_less_than_plain_draws_and_has_the_right_mean_and_variance():
    weights = np.array([3.0, -2.0])
    things = {"a": normal(0, 1), "b": normal(0, 1)}
    hyper = [(draws(things, 100, rng=rng(seed)) @ weights).mean() for seed in range(200)]
    plain = [(rng(seed).normal(size=(100, 2)) @ weights).mean() for seed in range(200)]
    assert np.var(hyper) < 0.1 * np.var(plain)
    pair = pd.DataFrame([[1, 0.7], [0.7, 1]], ["a", "b"], ["a", "b"])
    whole = draws(things, 50_000, rng=rng(), correlation=pair) @ weights
    pearson = 2 * np.sin(np.pi * 0.7 / 6)
    assert whole.var() == pytest.approx(9 + 4 - 2 * 6 * pearson, rel=0.02)


@pytest.mark.parametrize(
    ("correlation", "said"),
    [
        ([[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]], "not positive definite"),
        ([[1, 0.5, 0], [0.2, 1, 0], [0, 0, 1]], "cost with demand is 0.5, the other way 0.2"),
        ([[2, 0, 0], [0, 1, 0], [0, 0, 1]], "1 on the diagonal"),
    ],
)
def test_correlations_that_cannot_be_are_refused(correlation, said):
    with pytest.raises(DataError, match=said):
        draws(THINGS, 10, rng=rng(), correlation=pd.DataFrame(correlation, RANKS.index, RANKS.columns))


def test_other_refusals():
    with pytest.raises(DataError, match="correlation names wages"):
        draws(THINGS, 10, rng=rng(), correlation=pd.DataFrame([[1.0]], ["wages"], ["wages"]))
    with pytest.raises(DataError, match="draws is 1"):
        draws(THINGS, 1, rng=rng())
    with pytest.raises(DataError, match="count the draws without an answer"):
        spread([1, np.nan])
    with pytest.raises(DataError, match="n is 1000; expected a power of 2"):
        sobol(lambda x: x["a"], {"a": normal(0, 1)}, n=1000, rng=rng())
    with pytest.raises(DataError, match="quantiles are 0.9 and 0.1"):
        tornado(lambda x: x["a"], {"a": normal(0, 1)}, low=0.9, high=0.1)


def test_a_spread_is_that_of_its_distribution():
    values = stats.norm(10, 4).ppf((np.arange(100_000) + 0.5) / 100_000)
    found = spread(values, mark=10)
    assert [found.p90, found.p50, found.p10] == pytest.approx(stats.norm(10, 4).ppf([0.1, 0.5, 0.9]), abs=1e-3)
    assert found.cvar == pytest.approx(10 - 4 * stats.norm.pdf(stats.norm.ppf(0.1)) / 0.1, abs=1e-2)
    assert found.below == pytest.approx(0.5)
    assert spread([7.0]).cvar == 7


def test_breaches_by_period_and_ever():
    found = breach_by_period([[1.0, np.nan, 2], [2, np.nan, 1], [1.2, 1.0, 1.2]], 1.2)
    assert found["share"].tolist() == pytest.approx([1 / 3, 1, 1 / 3])
    assert found["ever"].tolist() == pytest.approx([1 / 3, 2 / 3, 1])
    assert found["due"].tolist() == pytest.approx([1, 1 / 3, 1])
    assert np.isnan(breach_by_period([[np.nan]], 1)["share"].iloc[0])


def test_a_tornado_moves_one_thing_at_a_time():
    found = tornado(lambda x: 10 * x["demand"] - x["delay"] / 10 + x["fixed"], THINGS)
    assert found.index[:2].tolist() == ["demand", "delay"]
    assert found.loc["fixed", ["result_low", "result_high"]].tolist() == pytest.approx([found["middle"].iloc[0]] * 2)
    ten, ninety = THINGS["demand"].ppf([0.1, 0.9])
    assert found.loc["demand", "result_high"] - found.loc["demand", "result_low"] == pytest.approx(10 * (ninety - ten))


def test_sobol_of_what_nothing_moves_is_nothing():
    found = sobol(lambda x: 0 * x["cost"], THINGS, n=64, rng=rng())
    assert (found == 0).all().all()
    assert (sobol(lambda x: x["fixed"], {"fixed": certain(1)}, n=64, rng=rng()) == 0).all().all()


def test_break_even_is_the_root_nearest_to_the_plan_for_every_thing_at_once():
    middles = {"a": 1.0, "b": 2.0, "c": 0.0, "d": 5.0}

    def result(x):
        return np.cos(x["a"]) * (x["b"] ** 3 - 10) + x["c"] * 0.1 + 0.0 * x["d"]

    found = break_even(result, middles, {"a": (-4, 4), "b": (0, 3), "c": (-20, 20), "d": (0, 10)})
    assert found["a"] == pytest.approx(np.pi / 2, abs=1e-12)  # and not -pi/2
    assert found["b"] == pytest.approx(10 ** (1 / 3), abs=1e-12)
    assert found["c"] == pytest.approx(20 * np.cos(1), abs=1e-9)
    assert found["d"] is None
    jumps = break_even(lambda x: np.where(x["a"] < 0.37, -1.0, 1.0), {"a": 0.5}, {"a": (0, 1)})
    assert jumps["a"] == pytest.approx(0.37, abs=1e-8)
    with pytest.raises(DataError, match="a: bounds are 2 and 1; expected two, the lower first"):
        break_even(result, middles, {"a": (2, 1)})


def test_sobol_judges_by_its_own_draws_and_refuses_what_is_no_number():
    two = {"a": normal(0, 1), "b": normal(0, 1)}
    for seed in range(12):  # a result that seldom moves
        found = sobol(lambda x: np.clip(x["a"] - 2, 0, None), two, n=1024, rng=rng(seed), confidence=None)
        assert found.loc["a", "total"] > 0.9
    with pytest.raises(DataError, match="the result of a draw is no number"):
        sobol(lambda x: np.where(x["a"] > 1, np.nan, x["b"]), two, n=64, rng=rng(), confidence=None)
    assert (sobol(lambda x: 0 * x["a"] + 5, two, n=64, rng=rng()) == 0).all(axis=None)


def test_marks_and_draws_that_cannot_be_are_refused():
    with pytest.raises(DataError, match="mark is nan"):
        spread([1, 2], mark=np.nan)
    with pytest.raises(DataError, match="covenant is nan"):
        breach_by_period([[1.2]], np.nan)
    with pytest.raises(DataError, match="draws is 3; expected 6 or more to correlate 4 things"):
        draws(THINGS, 3, rng=rng(), correlation=RANKS)
