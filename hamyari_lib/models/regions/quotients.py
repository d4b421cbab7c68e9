"""Location quotients, plain and with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hamyari_lib.models.regions.inputs import checked, checked_pair, refuse, totals_of
from hamyari_lib.models.sampling import Floats, effective_sample_size, ratio_interval, suppressed


@dataclass(frozen=True)
class LocationQuotients:
    """Frames regions x sectors. ``estimate``, ``low`` and ``high`` are ratios (1 = the nation's share).

    ``effective_n`` is the cell's survey jobs over the design effect; ``suppressed`` is true where that is under the
    minimum. Estimates and limits are there for suppressed cells too, to compute with and not to show.
    """

    estimate: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    effective_n: pd.DataFrame
    suppressed: pd.DataFrame


def location_quotient(activity: pd.DataFrame, *, totals: pd.Series | None = None) -> pd.DataFrame:
    """A sector's share of the region's activity over its share of the nation's (Florence 1939; Isard 1960).

    Parameters
    ----------
    activity
        Regions x sectors, 0 or more, in any one unit (jobs, sales). The nation is the sum of the rows.
    totals
        Activity of each region over **all** sectors, by region. Give it when the columns are not a full partition:
        groups of sectors that overlap or leave some out. By default a region's total is the sum of its row.

    Returns
    -------
    A frame of the same shape; 0 where the region has none of the sector.

    Raises
    ------
    ValueError
        A region has no activity, or a sector has none in the whole nation (it has no quotient: leave it out); a value
        is NaN, infinite or negative; a label repeats; the frame is empty; a total is less than one of its cells.

    >>> jobs = pd.DataFrame({"farms": [20, 20], "shops": [20, 140]}, index=["north", "south"])
    >>> location_quotient(jobs).to_dict("index")
    {'north': {'farms': 2.5, 'shops': 0.625}, 'south': {'farms': 0.625, 'shops': 1.09375}}
    >>> location_quotient(jobs[["farms"]], totals=jobs.sum(axis=1))["farms"].tolist()
    [2.5, 0.625]
    """
    cells = checked("activity", activity)
    total = totals_of("activity", cells, totals, "totals")
    refuse(cells.columns[cells.sum() == 0], "sector", "none in the whole nation, so no location quotient")
    return cells.div(total, axis=0).div(cells.sum() / total.sum(), axis=1)


def location_quotients(
    jobs: pd.DataFrame,
    sample_n: pd.DataFrame,
    *,
    totals: pd.Series | None = None,
    sample_totals: pd.Series | None = None,
    design_effect: float = 2.0,
    confidence: float = 0.95,
    minimum_effective_n: float = 10.0,
) -> LocationQuotients:
    """Location quotients of a survey, with intervals that are right at zero and for large shares.

    A region is part of its nation, so its share is not independent of the nation's. With w the region's part of all
    jobs, the quotient is LQ = 1 / (w + (1 - w) / r), which rises with r, the region's share over that of the **rest**
    of the nation. Those two are independent: r gets the interval of :func:`~.sampling.ratio_interval`, which is mapped.
    The rest's effective size is that of its stratified variance, sum W^2 x (1 - x) deff / n over the other regions,
    as regions are sampled at different rates. The regions' parts of all jobs (w, W) are taken as known.

    Parameters
    ----------
    jobs, sample_n
        Regions x sectors with the same labels in any order: weighted jobs, and the survey jobs behind them.
    totals, sample_totals
        Both, by region over all sectors, when the columns are groups that overlap or leave sectors out.
    design_effect, confidence, minimum_effective_n
        See :mod:`~.sampling`. With a single region every quotient is 1, from 1 to 1.

    Raises
    ------
    ValueError
        As :func:`location_quotient`; labels that differ; jobs without survey jobs; only one of the two totals.

    >>> jobs = pd.DataFrame({"farms": [20, 20], "shops": [20, 140]}, index=["north", "south"])
    >>> found = location_quotients(jobs * 1000, jobs)
    >>> [frame.loc["north", "farms"].round(2).item() for frame in (found.low, found.estimate, found.high)]
    [1.61, 2.5, 3.31]
    >>> found.suppressed.loc["north"].to_dict()
    {'farms': False, 'shops': False}
    """
    cells, sample = checked_pair(jobs, sample_n)
    if (totals is None) != (sample_totals is None):
        raise ValueError("only one of totals and sample_totals is given; expected both, over all sectors, or neither")
    total = totals_of("jobs", cells, totals, "totals")
    sampled = totals_of("sample_n", sample, sample_totals, "sample_totals")
    estimate = location_quotient(cells, totals=total)
    limits = _quotient_limits(
        cells.to_numpy(),
        total.to_numpy(),
        effective_sample_size(sampled, design_effect=design_effect),
        confidence=confidence,
    )
    low, high = (pd.DataFrame(values, cells.index, cells.columns) for values in limits)
    effective_n = pd.DataFrame(effective_sample_size(sample, design_effect=design_effect), cells.index, cells.columns)
    thin = suppressed(sample, design_effect=design_effect, minimum_effective_n=minimum_effective_n)
    return LocationQuotients(
        estimate=estimate,
        low=low.where(low < estimate, estimate),  # equal up to rounding where w is 1
        high=high.where(high > estimate, estimate),
        effective_n=effective_n,
        suppressed=pd.DataFrame(thin, cells.index, cells.columns),
    )


def _quotient_limits(jobs: Floats, total: Floats, effective_n: Floats, *, confidence: float) -> tuple[Floats, Floats]:
    """Limits of location quotients: jobs regions x sectors, total and effective size by region."""
    if len(total) == 1:
        return np.ones_like(jobs), np.ones_like(jobs)
    others = 1.0 - np.eye(len(total))  # sums over the other regions, without the rounding of a difference
    shares = jobs / total[:, None]
    rest_total = (others @ total)[:, None]
    rest = (others @ jobs) / rest_total
    variance = others @ ((total**2 / effective_n)[:, None] * shares * (1 - shares)) / rest_total**2
    unit_variance = (others @ (total**2 / effective_n))[:, None] / rest_total**2  # where every share is 0 or 1
    rest_n = np.where(variance > 0, rest * (1 - rest) / np.where(variance > 0, variance, 1.0), 1 / unit_variance)
    limits = ratio_interval(shares, effective_n[:, None], rest, rest_n, confidence=confidence)
    weight = (total / total.sum())[:, None]
    with np.errstate(divide="ignore"):  # a ratio of 0 gives a quotient of 0
        low, high = (1 / (weight + (1 - weight) / ratio) for ratio in limits)
    return low, high
