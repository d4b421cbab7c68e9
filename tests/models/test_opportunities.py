"""Opportunities of a region: groups by their definitions, growth by hand, and nothing said of thin sectors."""

import numpy as np
import pandas as pd
import pytest

from hamyari_lib.models.complexity import surveyed_complexity
from hamyari_lib.models.opportunities import GROUPS, national_growth, opportunities, shortlist
from hamyari_lib.models.survey import PooledSurvey


@pytest.fixture(scope="module")
def survey():
    rng = np.random.default_rng(3)
    jobs = pd.DataFrame(rng.lognormal(0, 1.0, (12, 25)) * 1000, [f"r{row}" for row in range(12)],
                        [f"s{column}" for column in range(25)])  # fmt: skip
    sample = (jobs / jobs.sum(axis=1).mean() * 900).round().clip(lower=1).astype(int)
    jobs["s24"], sample["s24"] = 3.0, 1  # thin in the whole nation
    return jobs, sample


@pytest.fixture(scope="module")
def found(survey):
    return surveyed_complexity(*survey, seed=1, draws=200)


@pytest.fixture(scope="module")
def growth(survey):
    jobs, sample = survey
    grown = jobs * np.linspace(0.8, 1.6, 25)
    return national_growth(PooledSurvey(jobs, sample, (1, 2)), PooledSurvey(grown, sample, (4, 5)))


def test_groups_are_what_they_say(survey, found, growth):
    frame = opportunities(found, "r4", growth, survey[1])
    assert set(frame["group"]) <= set(GROUPS)
    assert frame.loc["s24", "group"] == "thin"
    lacking = frame[~frame["group"].isin(["present", "thin"])]
    usual, own = lacking["density"].median(), found.eci["r4"]
    assert (frame.loc[frame["group"] == "present", "is_specialised"] >= 0.5).all()
    assert (lacking["is_specialised"] < 0.5).all()
    for name, near, elaborate in (("near_and_complex", True, True), ("near", True, False), ("complex", False, True),
                                  ("far", False, False)):  # fmt: skip
        of = lacking[lacking["group"] == name]
        assert ((of["density"] >= usual) == near).all()
        assert ((of["pci"] >= own) == elaborate).all()
    for name, share in (("near_is_sure", found.is_near), ("complex_is_sure", found.is_complex)):
        assert (share.loc["r4", frame.index[frame[name]]] >= 0.9).all()
        assert frame[name].any()
    assert (frame.loc[frame["growth_is_sure"], "growth_low"] > growth.loc["", "estimate"]).all()


def test_of_a_thin_sector_nothing_is_said(survey, found, growth):
    row = opportunities(found, "r0", growth, survey[1]).loc["s24"]
    assert row.drop(["group", "effective_n", "near_is_sure", "complex_is_sure", "growth_is_sure"]).isna().all()
    assert not row[["near_is_sure", "complex_is_sure", "growth_is_sure"]].any()


def test_growth_is_that_of_the_jobs_and_narrower_for_more(survey, growth):
    assert growth.loc["s0", "estimate"] == pytest.approx(0.8 ** (1 / 3) - 1)
    assert ((growth["low"] < growth["estimate"]) & (growth["estimate"] < growth["high"])).all()
    wide = growth["high"] - growth["low"]
    assert wide[""] < wide.drop("").min()


def test_a_sector_of_one_span_only_has_no_growth(survey):
    jobs, sample = survey
    early = PooledSurvey(jobs.drop(columns="s3"), sample.drop(columns="s3"), (1,))
    found = national_growth(early, PooledSurvey(jobs, sample, (2,)))
    assert found.loc["s3"].isna().all()
    with pytest.raises(ValueError, match="do not come before"):
        national_growth(PooledSurvey(jobs, sample, (2,)), early)


def test_an_unknown_region_is_named(survey, found, growth):
    with pytest.raises(ValueError, match="region r99 is not in the table"):
        opportunities(found, "r99", growth, survey[1])


def test_the_shortlist_is_that_of_the_frame(survey, found, growth):
    frame = opportunities(found, "r4", growth, survey[1])
    listed = shortlist(PooledSurvey(*survey, (5,)), "r4", growth, seed=1, draws=200, confidence=0.95)
    assert set(listed) == set(frame.index[frame["group"] == "near_and_complex"])
    assert len(listed)
