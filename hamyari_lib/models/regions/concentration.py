"""Concentration: the Herfindahl-Hirschman index, plain and corrected for a sample, with its interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hamyari_lib.models.regions.inputs import checked, checked_pair, totals_of
from hamyari_lib.models.sampling import Floats, effective_sample_size, normal_quantile, suppressed


@dataclass(frozen=True)
class Herfindahls:
    """Series by region, from 1/sectors (even) to 1 (a single sector). ``plain`` is the index of the sample.

    ``estimate`` is corrected for the sample's upward bias, with limits ``low`` and ``high``. ``effective_n`` is the
    region's survey jobs over the design effect and ``suppressed`` is true where that is under the minimum.
    """

    plain: pd.Series
    estimate: pd.Series
    low: pd.Series
    high: pd.Series
    effective_n: pd.Series
    suppressed: pd.Series


def herfindahl(activity: pd.DataFrame) -> pd.Series:
    """Herfindahl-Hirschman index of each region: the sum of its sectors' squared shares, from 1/sectors to 1.

    Regions x sectors, 0 or more, to a series by region. On a sample it is biased upward: see :func:`herfindahls`.
    A region without activity, NaN and negatives raise ``ValueError``.

    >>> herfindahl(pd.DataFrame({"farms": [50, 90], "shops": [50, 10]}, index=["north", "south"])).round(2).to_dict()
    {'north': 0.5, 'south': 0.82}
    """
    cells = checked("activity", activity)
    shares = cells.div(totals_of("activity", cells, None, "totals"), axis=0)
    return (shares**2).sum(axis=1)


def herfindahls(
    jobs: pd.DataFrame,
    sample_n: pd.DataFrame,
    *,
    design_effect: float = 2.0,
    confidence: float = 0.95,
    minimum_effective_n: float = 10.0,
) -> Herfindahls:
    """Herfindahl-Hirschman index of each region of a survey, corrected for bias, with an interval.

    A sample of effective size n has E[H] = H + (1 - H) / n, so the estimate is (H - 1/n) / (1 - 1/n), which is
    Simpson's (1949, Nature 163:688) unbiased one. The limits are the indices that a test at Simpson's variance would
    not reject, the variance being that **at the limit**: taken at the sample it is itself biased. They are wide for
    nearly even shares. Both are kept within 1/sectors and 1. A region with an effective size under 3 says nothing: its
    estimate is the plain index, its interval the whole range. One design effect serves all sectors of a region. Frames,
    options and errors are those of :func:`location_quotients`.

    >>> jobs = pd.DataFrame({"farms": [50, 90], "shops": [50, 10]}, index=["north", "south"])
    >>> found = herfindahls(jobs * 1000, jobs)
    >>> found.plain.round(3).tolist(), found.estimate.round(3).tolist()
    ([0.5, 0.82], [0.5, 0.816])
    >>> found.low.round(3).tolist(), found.high.round(3).tolist()
    ([0.5, 0.682], [0.62, 0.919])
    """
    cells, sample = checked_pair(jobs, sample_n)
    plain = herfindahl(cells)
    sampled = sample.sum(axis=1)
    n = pd.Series(effective_sample_size(sampled, design_effect=design_effect), cells.index)
    shares = cells.div(cells.sum(axis=1), axis=0)
    floor = 1 / cells.shape[1]
    enough = n >= 3
    size = n.where(enough, 3.0)
    estimate = ((plain - 1 / size) / (1 - 1 / size)).clip(floor, 1.0).where(enough, plain)
    low, high = _herfindahl_limits(shares.to_numpy(), size.to_numpy(), estimate.to_numpy(), confidence=confidence)
    thin = suppressed(sampled, design_effect=design_effect, minimum_effective_n=minimum_effective_n)
    return Herfindahls(
        plain=plain,
        estimate=estimate,
        low=pd.Series(low, cells.index).where(enough, floor),
        high=pd.Series(high, cells.index).where(enough, 1.0),
        effective_n=n,
        suppressed=pd.Series(thin, cells.index),
    )


def _herfindahl_limits(
    shares: Floats, effective_n: Floats, estimate: Floats, *, confidence: float
) -> tuple[Floats, Floats]:
    """Score limits of the index; shares regions x sectors, size and estimate by region.

    Simpson's variance needs the sum of cubed shares too. It is taken along the line from even shares through the
    observed ones, where it follows from the index and the skewness of the shares.
    """
    z, floor = normal_quantile(confidence), 1 / shares.shape[1]
    apart = shares - floor
    square = (apart**2).sum(axis=1)
    skewness = (apart**3).sum(axis=1) / np.where(square > 0, square, 1.0) ** 1.5

    def kept(index: Floats) -> np.ndarray:
        gap = np.maximum(index - floor, 0.0)
        first = np.maximum(gap * floor + skewness * gap**1.5 - gap**2, 0.0)  # sum of cubes less the squared index
        variance = 4 * (effective_n - 2) * first + 2 * index * (1 - index)
        return (estimate - index) ** 2 <= z**2 * variance / (effective_n * (effective_n - 1))

    limits = []
    for end in (floor, 1.0):
        inside, outside = estimate.copy(), np.full_like(estimate, end)
        for _ in range(50):  # bisection
            middle = (inside + outside) / 2
            held = kept(middle)
            inside, outside = np.where(held, middle, inside), np.where(held, outside, middle)
        limits.append(np.where(kept(np.full_like(estimate, end)), end, inside))
    return limits[0], limits[1]
