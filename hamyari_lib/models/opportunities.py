"""Which industries are near to what a region does, complex, and growing in the nation, and how sure that is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hamyari_lib.models.complexity import SurveyedComplexity, surveyed_complexity
from hamyari_lib.models.sampling import effective_sample_size, normal_quantile
from hamyari_lib.models.survey import PooledSurvey

PRESENT = 0.5  # the probability from which a region counts as specialised
GROUPS = ("present", "near_and_complex", "near", "complex", "far", "thin")


def national_growth(
    base: PooledSurvey, final: PooledSurvey, *, design_effect: float = 2.0, confidence: float = 0.95
) -> pd.DataFrame:
    """Growth of each sector's jobs in the nation, a fraction a year, with limits; and of all sectors together.

    The logarithm of the ratio of two independent estimates has a variance of design effect x (1/n + 1/n'), n being the
    survey jobs behind each (Poisson, by the delta method). Years count from the middle of one span to the other's.

    Returns
    -------
    By sector, and ``""`` for all of them: ``estimate``, ``low``, ``high``. NaN for a sector that one span did not meet.

    >>> from hamyari_lib.models.survey import PooledSurvey
    >>> def span(jobs, year):
    ...     return PooledSurvey(pd.DataFrame({"s": [jobs]}), pd.DataFrame({"s": [800]}), (year,))
    >>> national_growth(span(100.0, 1), span(121.0, 3)).loc["s"].round(3).tolist()
    [0.1, 0.026, 0.179]
    """
    effective_sample_size([1.0], design_effect=design_effect)
    years = np.mean(final.years) - np.mean(base.years)
    if years <= 0:
        raise ValueError(f"years {base.years} do not come before {final.years}; expected an earlier span first")
    z = normal_quantile(confidence)
    first, last = (pd.concat([one.jobs.sum(), pd.Series({"": one.jobs.to_numpy().sum()})]) for one in (base, final))
    first_n, last_n = (
        pd.concat([one.sample_n.sum(), pd.Series({"": one.sample_n.to_numpy().sum()})]) for one in (base, final)
    )
    sectors = last.index.union(first.index, sort=False)
    jobs = pd.DataFrame({"first": first, "last": last, "n": first_n, "n_last": last_n}).reindex(sectors)
    jobs = jobs.where(jobs > 0)
    change = np.log(jobs["last"] / jobs["first"])
    half = z * np.sqrt(design_effect * (1 / jobs["n"] + 1 / jobs["n_last"]))
    ends = {"estimate": change, "low": change - half, "high": change + half}
    return pd.DataFrame({name: np.expm1(value / years) for name, value in ends.items()})


def opportunities(
    found: SurveyedComplexity,
    region: object,
    growth: pd.DataFrame,
    sample_n: pd.DataFrame,
    *,
    design_effect: float = 2.0,
    minimum_effective_n: float = 10.0,
    confidence: float = 0.9,
) -> pd.DataFrame:
    """Every sector as an opportunity of one region.

    A sector is near where its density in the region is at least the median of the sectors that the region lacks, and
    complex where its PCI is at least the region's own ECI, the mean of what it does. Either is sure where it holds with
    the probability ``confidence`` in the draws, growth where its lower limit passes the growth of all sectors.

    Parameters
    ----------
    growth
        Of :func:`national_growth`.
    sample_n
        Regions x sectors: the survey jobs behind ``found``. A sector with fewer effective ones in the whole nation than
        ``minimum_effective_n``, or without a score, is ``thin``: nothing is said of it.

    Returns
    -------
    By sector: ``group`` (:data:`GROUPS`), ``is_specialised`` (probability), ``advantage``, ``density``, ``pci`` and
    ``growth`` with ``_low`` and ``_high`` each, ``gain`` (opportunity gain), ``effective_n`` of the nation, and
    ``near_is_sure``, ``complex_is_sure``, ``growth_is_sure``. The numbers of thin sectors are NaN.

    Raises
    ------
    ValueError
        There is no such region, or it has no score.
    """
    if region not in found.eci.index:
        raise ValueError(f"region {region} is not in the table; choose another")
    normal_quantile(confidence)
    own = found.eci[region]
    if np.isnan(own):
        raise ValueError(f"region {region} is specialised in nothing that others are; it has no score")
    frame = pd.DataFrame(
        {
            "is_specialised": found.is_specialised.loc[region],
            "advantage": found.advantage.loc[region],
            "gain": found.plain.opportunity_gain.loc[region],
        }
        | {f"density{end}": getattr(found, f"density{end}").loc[region] for end in ("", "_low", "_high")}
        | {f"pci{end}": getattr(found, f"pci{end}") for end in ("", "_low", "_high")}
    )
    for name, column in (("growth", "estimate"), ("growth_low", "low"), ("growth_high", "high")):
        frame[name] = growth[column].reindex(frame.index)
    nation = effective_sample_size(sample_n.reindex(columns=frame.index).sum(axis=0), design_effect=design_effect)
    frame["effective_n"] = nation
    is_thin = (nation < minimum_effective_n) | frame["pci"].isna() | frame["density"].isna()
    is_present = ~is_thin & (frame["is_specialised"] >= PRESENT)
    lacking = ~is_thin & ~is_present
    usual = frame.loc[lacking, "density"].median()
    is_near, is_complex = frame["density"] >= usual, frame["pci"] >= own
    frame["group"] = np.select(
        [is_thin, is_present, is_near & is_complex, is_near, is_complex],
        ["thin", "present", "near_and_complex", "near", "complex"],
        "far",
    )
    frame["near_is_sure"] = lacking & is_near & (found.is_near.loc[region] >= confidence)
    frame["complex_is_sure"] = lacking & is_complex & (found.is_complex.loc[region] >= confidence)
    frame["growth_is_sure"] = ~is_thin & (frame["growth_low"] > growth.loc["", "estimate"])
    numbers = frame.select_dtypes("number").columns.drop("effective_n")
    frame.loc[is_thin, numbers] = np.nan
    return frame


def shortlist(
    pooled: PooledSurvey, region: object, growth: pd.DataFrame, *, seed: int, threshold: float = 1.0, draws: int = 500,
    design_effect: float = 2.0, confidence: float = 0.9, minimum_effective_n: float = 10.0,
) -> pd.Index:  # fmt: skip
    """The sectors that are near to a region and more complex than what it does, under other choices than the report's.

    Options and errors are those of :func:`hamyari_lib.models.complexity.surveyed_complexity` and :func:`opportunities`.
    """
    options = {"design_effect": design_effect, "confidence": confidence}
    found = surveyed_complexity(pooled.jobs, pooled.sample_n, seed=seed, threshold=threshold, draws=draws, **options)
    frame = opportunities(found, region, growth, pooled.sample_n, minimum_effective_n=minimum_effective_n, **options)
    return frame.index[frame["group"] == "near_and_complex"]
