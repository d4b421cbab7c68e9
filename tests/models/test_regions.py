"""Location quotients, shift-share and concentration: identities, edges, and coverage on clustered populations."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hamyari_lib.models import regions
from hamyari_lib.models.regions.quotients import _quotient_limits
from hamyari_lib.models.regions.shift_share import _shift_slopes

pytestmark = pytest.mark.slow

calm = settings(max_examples=25)  # pandas is slow on its first call
counts = arrays(int, st.tuples(st.integers(1, 6), st.integers(1, 5)), elements=st.integers(0, 400))
positive = arrays(int, st.tuples(st.integers(2, 6), st.integers(2, 5)), elements=st.integers(1, 400))
pairs = st.integers(1, 5).flatmap(
    lambda width: st.tuples(*[arrays(int, (4, width), elements=st.integers(1, 400)) for _ in range(2)])
)


def frame(values):
    values = np.asarray(values)
    return pd.DataFrame(values, [f"r{i}" for i in range(len(values))], [f"s{j}" for j in range(values.shape[1])])


def usable(values):
    return (values.sum(axis=0) > 0).all() and (values.sum(axis=1) > 0).all()


# location quotients


@calm
@given(counts.filter(usable))
def test_quotients_average_to_one_in_each_sector(values):
    jobs = frame(values)
    weights = jobs.sum(axis=1) / jobs.to_numpy().sum()
    np.testing.assert_allclose(regions.location_quotient(jobs).mul(weights, axis=0).sum(), 1)


@calm
@given(counts.filter(usable), st.floats(0.01, 1e6))
def test_quotients_ignore_scale_and_order(values, scale):
    jobs = frame(values)
    found = regions.location_quotients(jobs, jobs)
    again = regions.location_quotients(jobs.iloc[::-1, ::-1] * scale, jobs)
    for name in ("estimate", "low", "high"):
        pd.testing.assert_frame_equal(getattr(again, name).iloc[::-1, ::-1], getattr(found, name))


@calm
@given(counts.filter(usable))
def test_quotient_intervals_hold_the_estimate_and_widen(values):
    jobs = frame(values)
    found = regions.location_quotients(jobs * 500, jobs)
    assert ((found.low >= 0) & (found.low <= found.estimate) & (found.estimate <= found.high)).all(axis=None)
    assert np.isfinite(found.high).all(axis=None)
    for options in ({"design_effect": 3.0}, {"confidence": 0.99}):
        wider = regions.location_quotients(jobs * 500, jobs, **options)
        assert (wider.low <= found.low + 1e-9).all(axis=None)
        assert (wider.high >= found.high - 1e-9).all(axis=None)


def test_a_region_like_its_nation_has_quotients_of_one():
    jobs = frame([[10, 20, 30], [100, 200, 300]])
    np.testing.assert_allclose(regions.location_quotient(jobs), 1)
    alone = regions.location_quotients(jobs.iloc[:1], jobs.iloc[:1])
    assert (alone.low == 1).all(axis=None)
    assert (alone.high == 1).all(axis=None)


def test_one_sector_has_a_quotient_of_one():
    found = regions.location_quotients(frame([[30], [80]]), frame([[30], [80]]))
    assert (found.estimate == 1).all(axis=None)
    assert (found.low < 1).sum().sum() == 2  # a sample of one sector does not prove that there is no other
    assert (found.high >= 1).all(axis=None)


def test_an_empty_cell_has_zero_to_a_positive_limit_and_is_suppressed():
    jobs = frame([[0, 300], [60, 300], [60, 200]])
    found = regions.location_quotients(jobs, jobs)
    assert found.estimate.iloc[0, 0] == found.low.iloc[0, 0] == 0
    assert 0 < found.high.iloc[0, 0] < 0.5
    assert found.suppressed.iloc[0].tolist() == [True, False]


def test_a_sector_in_one_region_only_is_at_most_the_inverse_of_its_weight():
    jobs = frame([[50, 50], [0, 300]])
    found = regions.location_quotients(jobs, jobs)
    assert found.estimate.iloc[0, 0] == found.high.iloc[0, 0] == 4
    assert 3 < found.low.iloc[0, 0] < 4


@calm
@given(positive)
def test_a_group_has_the_quotient_and_interval_of_its_sum(values):
    jobs = frame(values)
    group = jobs.iloc[:, :1].sum(axis=1)
    halves = pd.DataFrame({"group": group, "other": jobs.sum(axis=1) - group})
    overlapping = pd.DataFrame({"group": group, "all": jobs.sum(axis=1)})
    total = jobs.sum(axis=1)
    split = regions.location_quotients(halves * 100, halves)
    found = regions.location_quotients(overlapping * 100, overlapping, totals=total * 100, sample_totals=total)
    for name in ("estimate", "low", "high"):
        pd.testing.assert_series_equal(getattr(found, name)["group"], getattr(split, name)["group"])
    np.testing.assert_allclose(found.estimate["all"], 1)


# shift-share


@calm
@given(pairs)
def test_three_parts_sum_to_the_change(blocks):
    base, final = map(frame, blocks)
    found = regions.shift_share(base.loc["r0"], final.loc["r0"], base.sum(), final.sum())
    np.testing.assert_allclose(found.sum(axis=1), final.loc["r0"] - base.loc["r0"], atol=1e-9)


@calm
@given(positive)
def test_the_nation_itself_has_no_mix_and_no_local(values):
    base, final = (pd.Series(row) for row in values[:2])
    found = regions.shift_share(base, final, base, final)
    np.testing.assert_allclose(found["local"], 0, atol=1e-9)
    assert found["mix"].sum() == pytest.approx(0, abs=1e-9)


def test_a_sector_new_in_the_region_is_all_local():
    base, final = pd.Series([0, 50], ["x", "y"]), pd.Series([10, 50], ["x", "y"])
    found = regions.shift_share(base, final, base + 100, final + 100)
    assert found.loc["x"].tolist() == [0, 0, 10]


def test_sectors_are_matched_by_label():
    base, final = pd.Series([5, 50], ["x", "y"]), pd.Series([60, 10], ["y", "x"])
    found = regions.shift_share(base, final, base + 100, final + 100)
    assert found.sum(axis=1).round(9).to_dict() == {"x": 5, "y": 10}


@calm
@given(pairs)
def test_shift_shares_agree_with_the_plain_split_and_hold_it(blocks):
    base, final = map(frame, blocks)
    found = regions.shift_shares(base * 100, final * 100, base, final, region="r1")
    plain = regions.shift_share(*[data.loc["r1"] * 100 for data in (base, final)], base.sum() * 100, final.sum() * 100)
    pd.testing.assert_frame_equal(found.estimate[["national", "mix", "local"]], plain)
    assert ((found.low <= found.estimate) & (found.estimate <= found.high)).all(axis=None)
    assert ((found.total_low <= found.total_estimate) & (found.total_estimate <= found.total_high)).all()
    for options in ({"design_effect": 3.0}, {"confidence": 0.99}):
        wider = regions.shift_shares(base * 100, final * 100, base, final, region="r1", **options)
        assert (wider.low <= found.low + 1e-6).all(axis=None)
        assert (wider.high >= found.high - 1e-6).all(axis=None)


@calm
@given(pairs, st.integers(0, 3), st.integers(0, 10**6))
def test_slopes_are_those_of_the_split(blocks, row, seed):
    """In a direction without symmetries, where a slope that is wrong shows whichever it is."""
    base, final = (np.asarray(block, dtype=float) for block in blocks)
    start, end = base[row], final[row]
    rest_start, rest_end = base.sum(axis=0) - start, final.sum(axis=0) - end

    def split(levels):
        own_base, other_base, own_final, other_final = map(pd.Series, np.split(levels, 4))
        parts = regions.shift_share(own_base, own_final, own_base + other_base, own_final + other_final)
        return parts.assign(change=own_final - own_base).to_numpy().T

    levels = np.concatenate([start, rest_start, end, rest_end])
    slopes = _shift_slopes(*map(pd.Series, (start, start + rest_start, end + rest_end)))
    ways = levels * np.random.default_rng(seed).uniform(0.5, 1.5, len(levels))
    expected = (split(levels + 1e-4 * ways) - split(levels - 1e-4 * ways)) / 2e-4
    np.testing.assert_allclose(slopes @ ways, expected, rtol=1e-5, atol=1e-5 * levels.max())


def test_one_region_has_no_local_effect_for_sure():
    base, final = frame([[100, 200]]), frame([[150, 210]])
    found = regions.shift_shares(base, final, base, final, region="r0")
    for limits in (found.low, found.high):
        np.testing.assert_allclose(limits["local"], 0, atol=1e-9)


def test_either_thin_span_suppresses_and_an_empty_cell_keeps_a_width():
    base, final = frame([[0, 90, 15], [300, 300, 300]]), frame([[40, 90, 50], [300, 300, 300]])
    found = regions.shift_shares(base * 10, final * 10, base, final, region="r0")
    assert found.suppressed.tolist() == [True, False, True]
    assert found.low.loc["s0", "change"] < 400 < found.high.loc["s0", "change"]
    both_empty = regions.shift_shares(*[base * 10, base * 10, base, base], region="r0")
    assert both_empty.low.loc["s0", "local"] < 0 < both_empty.high.loc["s0", "local"]


# concentration


@calm
@given(counts.filter(usable), st.floats(0.01, 1e6))
def test_concentration_stays_in_its_range(values, scale):
    jobs = frame(values)
    found = regions.herfindahls(jobs * scale, jobs)
    floor = 1 / jobs.shape[1]
    assert (found.estimate <= found.plain + 1e-12).all()
    assert ((floor <= found.low) & (found.low <= found.estimate + 1e-12)).all()
    assert ((found.estimate <= found.high + 1e-12) & (found.high <= 1)).all()
    pd.testing.assert_series_equal(found.plain, regions.herfindahl(jobs))


def test_even_and_single_sectors_are_the_ends_of_the_range():
    assert regions.herfindahl(frame([[5, 5, 5, 5], [9, 0, 0, 0]])).tolist() == [0.25, 1]


def test_a_handful_of_observations_says_nothing():
    found = regions.herfindahls(frame([[2, 1], [90, 10]]), frame([[2, 1], [90, 10]]))
    assert (found.low.iloc[0], found.high.iloc[0], found.suppressed.tolist()) == (0.5, 1, [True, False])


def test_a_sample_of_one_sector_does_not_prove_that_there_is_no_other():
    found = regions.herfindahls(frame([[80, 0, 0]]), frame([[80, 0, 0]]))
    assert found.estimate.item() == found.high.item() == 1
    assert 0.8 < found.low.item() < 0.9


# refusals

GOOD = frame([[10, 20], [30, 40]])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: regions.location_quotient(GOOD.iloc[:0]), "activity is empty"),
        (lambda: regions.location_quotient(GOOD * [1, 0]), "sector s1 has none in the whole nation"),
        (lambda: regions.location_quotient(GOOD.mul([1, 0], axis=0)), "region r1 has a total of 0"),
        (lambda: regions.location_quotient(GOOD.where(GOOD != 20)), "activity at r0, s1 is nan"),
        (lambda: regions.location_quotient(-GOOD), "activity at r0, s0 is -10.0"),
        (lambda: regions.location_quotient(GOOD.astype(str)), "no numbers in s0, s1"),
        (lambda: regions.location_quotient(GOOD.set_axis(["r", "r"])), "repeats the rows r"),
        (lambda: regions.location_quotient(GOOD, totals=GOOD["s0"]), "region r0, r1 has a total in totals below"),
        (lambda: regions.location_quotients(GOOD, GOOD, totals=GOOD.sum(axis=1)), "only one of totals"),
        (lambda: regions.location_quotients(GOOD, GOOD * [1, 0]), "sample_n at r0, s1 is 0 but jobs is 20"),
        (lambda: regions.location_quotients(GOOD, GOOD.rename(columns={"s0": "z"})), "differ in z, s0"),
        (lambda: regions.location_quotients(GOOD, GOOD, design_effect=-1), "design_effect is -1"),
        (lambda: regions.location_quotients(GOOD, GOOD, confidence=95), "write 0.95 for 95 %"),
        (lambda: regions.shift_share(*[GOOD.loc["r0"]] * 2, *[GOOD.loc["r0"] * [1, 0]] * 2), "s1 has no reference"),
        (lambda: regions.shift_share(*[GOOD.loc["r0"]] * 2, *[GOOD.loc["r0"] / 2] * 2), "must include the region"),
        (
            lambda: regions.shift_share(*[GOOD.loc["r0"]] * 3, GOOD.loc["r0"].iloc[:1]),
            "reference_final .* differ in s1",
        ),
        (lambda: regions.shift_shares(*[GOOD] * 4, region="r9"), "region is 'r9'; expected one of the rows: r0, r1"),
        (lambda: regions.shift_shares(GOOD, GOOD, GOOD, GOOD * [1, 0], region="r0"), "final_n at r0, s1 is 0"),
        (lambda: regions.herfindahls(GOOD.mul([0, 1], axis=0), GOOD), "region r0 has a total of 0"),
    ],
)
def test_errors_say_what_was_found(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# coverage, on populations that the intervals do not assume

CLUSTERS = np.array([40, 60, 90, 120, 150, 100])  # regions are sampled at very different rates
HOUSEHOLDS = np.array([300, 500, 2500, 900, 4000, 1500.0])
URBAN = np.array([0.4, 0.5, 0.8, 0.6, 0.75, 0.55])
DRAWS = 1000


def _population(seed, spread):
    """Shares of seven sectors by region and stratum (urban, rural), and the true jobs regions x sectors."""
    rng = np.random.default_rng(seed)
    stratum = np.array([[0.04, 0.22, 0.14, 0.27, 0.17, 0.10, 0.06], [0.42, 0.16, 0.15, 0.10, 0.07, 0.06, 0.04]])
    shares = stratum * np.exp(np.random.default_rng(5).normal(0, 0.35, (6, 1, 7)))
    shares = shares * np.exp(rng.normal(0, spread, (6, 1, 7)))
    shares /= shares.sum(axis=-1, keepdims=True)
    parts = HOUSEHOLDS[:, None] * np.column_stack([URBAN, 1 - URBAN])
    return shares, 1.3 * 0.7 * (parts[:, :, None] * shares).sum(axis=1)


@cache
def _survey(seed, spread=0.0):
    """Truth, and DRAWS samples (jobs, survey jobs: draws x regions x sectors).

    Clusters of 12 households share their sectors (Dirichlet) and their rate of employment (beta); earners of a
    household share its sector. Half of the clusters are rural whatever the population, so weights follow the sector;
    they vary further by non-response (log-normal by cluster) and are calibrated to the households of the stratum.
    """
    shares, truth = _population(seed, spread)
    rng = np.random.default_rng(seed + 100)
    jobs, sampled = np.zeros((2, DRAWS, 6, 7))
    for region in range(6):
        for stratum, part in enumerate((URBAN[region], 1 - URBAN[region])):
            shape = (DRAWS, CLUSTERS[region] // 2)
            mixture = rng.standard_gamma(12 * shares[region, stratum], (*shape, 7))
            earning = rng.binomial(12, rng.beta(7, 3, shape))
            found = rng.multinomial(earning, mixture / mixture.sum(axis=-1, keepdims=True))
            found = found + rng.binomial(found, 0.3)
            weight = rng.lognormal(0, 0.6, shape)
            weight *= HOUSEHOLDS[region] * part / (12 * weight.sum(axis=1, keepdims=True))
            jobs[:, region] += (found * weight[:, :, None]).sum(axis=1)
            sampled[:, region] += found.sum(axis=1)
    return truth, jobs, sampled


def _share_effects(truth, jobs, sampled):
    """Design effect of each share: its variance over the samples, over the binomial one."""
    shares = truth / truth.sum(axis=1, keepdims=True)
    binomial = shares * (1 - shares) / sampled.sum(axis=2).mean(axis=0)[:, None]
    return (jobs / jobs.sum(axis=2, keepdims=True)).var(axis=0) / binomial


def _check_coverage(held, confidence):
    """All cells together within 2 points, and each within 2 points and two errors of its own simulation."""
    held = np.asarray(held, dtype=float)
    print(f"coverage at {confidence}: {held.mean():.4f}; cells {held.mean(axis=0).round(3).tolist()}")
    assert abs(held.mean() - confidence) <= 0.02
    noise = np.sqrt(confidence * (1 - confidence) / len(held))
    assert (np.abs(held.mean(axis=0) - confidence) <= 0.02 + 2 * noise).all()


@pytest.mark.parametrize("confidence", [0.8, 0.95])
@pytest.mark.parametrize("groups", [None, [[0, 5], [3, 4, 5, 6]]], ids=["sectors", "overlapping groups"])
def test_coverage_of_location_quotients(confidence, groups):
    truth, jobs, sampled = _survey(1)
    totals = [data.sum(axis=-1) for data in (truth, jobs, sampled)]
    if groups is not None:
        truth, jobs, sampled = (
            np.stack([data[..., group].sum(axis=-1) for group in groups], axis=-1) for data in (truth, jobs, sampled)
        )
    shares = truth / totals[0][:, None]
    effects = (jobs / totals[1][..., None]).var(axis=0) * totals[2].mean(axis=0)[:, None] / (shares * (1 - shares))
    cells = [(0, 0), (5, 1), (4, 0), (2, 1)] + ([(0, 5), (1, 4), (4, 6)] if groups is None else [])
    assert all(sampled.mean(axis=0)[cell] / effects[cell] >= 10 for cell in cells)
    correct = shares / (truth.sum(axis=0) / totals[0].sum())
    held = np.zeros((DRAWS, len(cells)))
    for place, (region, sector) in enumerate(cells):
        effect = effects[region, sector]
        for draw in range(DRAWS):  # without the checks of frames, which take nearly all of the time
            columns, effective_n = jobs[draw][:, [sector]], totals[2][draw] / effect
            limits = _quotient_limits(columns, totals[1][draw], effective_n, confidence=confidence)
            low, high = (limit[region, 0] for limit in limits)
            held[draw, place] = low <= correct[region, sector] <= high
            if draw < 3:
                found = regions.location_quotients(
                    frame(columns),
                    frame(sampled[draw][:, [sector]]),
                    totals=pd.Series(totals[1][draw], [f"r{i}" for i in range(6)]),
                    sample_totals=pd.Series(totals[2][draw], [f"r{i}" for i in range(6)]),
                    design_effect=effect,
                    confidence=confidence,
                )
                assert (found.low.iat[region, 0], found.high.iat[region, 0]) == pytest.approx((low, high), rel=1e-12)
    _check_coverage(held, confidence)


@cache
def _spans():
    """Two spans between which sectors grew: their samples, and the true local effects of each region."""
    surveys = [_survey(1), _survey(2, spread=0.25)]
    truths = [frame(survey[0]) for survey in surveys]
    ends = [t.sum() for t in truths]
    return surveys, [regions.shift_share(*[t.loc[f"r{r}"] for t in truths], *ends)["local"] for r in range(6)]


def _shift_shares(surveys, draws, region, effects, confidence):
    """Of some draws at once: their sectors stand side by side, as if of one nation."""
    frames = [frame(survey[part][draws].swapaxes(0, 1).reshape(6, -1)) for part in (1, 2) for survey in surveys]
    own = pd.Series(np.resize(effects, frames[0].shape[1]), frames[0].columns)
    return regions.shift_shares(*frames, region=f"r{region}", design_effect=own, confidence=confidence)


def _local_limits(surveys, region, effects, confidence):
    """Estimate, low and high of the local effect: each draws x sectors.

    A local effect rests on the cells of its own sector alone, so that it is the same whatever sectors stand beside it
    (but for empty cells, which take the jobs an observation of their whole region).
    """
    size = 20
    found = [
        _shift_shares(surveys, slice(first, first + size), region, effects, confidence)
        for first in range(0, DRAWS, size)
    ]
    limits = [[getattr(one, name)["local"] for one in found] for name in ("estimate", "low", "high")]
    return [np.concatenate(parts).reshape(-1, 7) for parts in limits]


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_coverage_of_shift_share(confidence):
    surveys, correct = _spans()
    effect = np.mean([jobs.var(axis=0) / truth**2 * sampled.mean(axis=0) for truth, jobs, sampled in surveys], axis=0)
    cells = [(0, 0), (0, 3), (1, 4), (2, 6), (4, 0), (4, 1)]
    assert all(survey[2].mean(axis=0)[cell] / effect[cell] >= 10 for cell in cells for survey in surveys)
    held = []
    for region in (0, 1, 2, 4):
        _, low, high = _local_limits(surveys, region, effect[region], confidence)
        for draw in range(3):
            alone = _shift_shares(surveys, slice(draw, draw + 1), region, effect[region], confidence)
            np.testing.assert_allclose([low[draw], high[draw]], [alone.low["local"], alone.high["local"]], rtol=1e-9)
        holds = (low <= correct[region].to_numpy()) & (correct[region].to_numpy() <= high)
        held += [holds[:, sector] for place, sector in cells if place == region]
    _check_coverage(np.transpose(held), confidence)


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_coverage_of_the_local_effect_of_a_whole_region(confidence):
    """The distances of all sectors to their limits add up by their squares; asked of some draws by themselves."""
    surveys, correct = _spans()
    held = []
    for region in (0, 4):
        effect = np.mean(
            [
                jobs[:, region].sum(axis=1).var() / truth[region].sum() ** 2 * sampled[:, region].sum(axis=1).mean()
                for truth, jobs, sampled in surveys
            ]
        )
        estimate, low, high = _local_limits(surveys, region, effect, confidence)
        total = estimate.sum(axis=1)
        down, up = (np.sqrt(((limit - estimate) ** 2).sum(axis=1)) for limit in (low, high))
        for draw in range(10):
            alone = _shift_shares(surveys, slice(draw, draw + 1), region, effect, confidence)
            found = alone.total_low["local"], alone.total_high["local"]
            assert found == pytest.approx((total[draw] - down[draw], total[draw] + up[draw]), rel=1e-9)
        held.append((total - down <= correct[region].sum()) & (correct[region].sum() <= total + up))
    _check_coverage(np.transpose(held), confidence)


@pytest.mark.parametrize("confidence", [0.8, 0.95])
@pytest.mark.parametrize(("seed", "spread"), [(1, 0.0), (2, 0.25)])
def test_coverage_of_concentration(confidence, seed, spread):
    truth, jobs, sampled = _survey(seed, spread)
    correct = regions.herfindahl(frame(truth)).to_numpy()
    shares = truth / truth.sum(axis=1, keepdims=True)
    # one design effect for the index: that of its shares together, which is also that of its bias
    spread = (jobs / jobs.sum(axis=2, keepdims=True)).var(axis=0).sum(axis=1)
    effects = spread / (shares * (1 - shares)).sum(axis=1) * sampled.sum(axis=2).mean(axis=0)
    held, bias = [], []
    for region, effect in enumerate(effects):
        found = regions.herfindahls(
            frame(jobs[:, region]), frame(sampled[:, region]), design_effect=effect, confidence=confidence
        )
        held.append((found.low <= correct[region]) & (correct[region] <= found.high))
        bias.append(found.estimate.mean() / correct[region] - 1)
        assert found.plain.mean() > correct[region]
    assert np.abs(bias).max() < 0.01
    _check_coverage(np.transpose(held), confidence)


def test_a_design_effect_by_sector_is_that_of_each_sectors_cells():
    base, final = frame([[200, 150], [300, 350]]), frame([[150, 250], [300, 400]])
    plain = regions.shift_shares(base, final, base, final, region="r0", design_effect=2.0)
    same = regions.shift_shares(base, final, base, final, region="r0", design_effect=pd.Series(2.0, base.columns[::-1]))
    pd.testing.assert_frame_equal(same.low, plain.low)
    wilder = regions.shift_shares(
        base, final, base, final, region="r0", design_effect=pd.Series({"s0": 4.0, "s1": 2.0})
    )
    assert wilder.low.loc["s0", "local"] < plain.low.loc["s0", "local"]
    assert wilder.low.loc["s1", "change"] == pytest.approx(plain.low.loc["s1", "change"])
    with pytest.raises(ValueError, match="design_effect and its partner differ in s1"):
        regions.shift_shares(base, final, base, final, region="r0", design_effect=pd.Series({"s0": 4.0}))
