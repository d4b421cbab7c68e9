"""Regional structure: location quotients, shift-share and concentration, each plain and with intervals.

The plain functions (singular) take what they are given as exact. The plural ones take a survey's weighted estimate of
jobs with the number of survey jobs behind each cell, and return intervals and a mask of cells too thin to show. Frames
are regions x sectors, and the nation is the sum of the regions. What has no answer is refused with a ``ValueError``
that names the region or sector; no result holds NaN.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd

from hamyari_lib.models.sampling import (
    Floats,
    effective_sample_size,
    normal_quantile,
    ratio_interval,
    suppressed,
)

Data = TypeVar("Data", pd.DataFrame, pd.Series)


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


@dataclass(frozen=True)
class ShiftShares:
    """One region's change of jobs. ``estimate``, ``low``, ``high``: sectors x (national, mix, local, change), in jobs.

    ``total_*`` are the same four for the sum over sectors. ``suppressed`` (by sector) is true where either span's cell
    is under the minimum effective size. Limits of one effect hold one at a time, not jointly.
    """

    estimate: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    suppressed: pd.Series
    total_estimate: pd.Series
    total_low: pd.Series
    total_high: pd.Series


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
    cells = _checked("activity", activity)
    total = _totals("activity", cells, totals, "totals")
    _refuse(cells.columns[cells.sum() == 0], "sector", "none in the whole nation, so no location quotient")
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
    cells, sample = _checked_pair(jobs, sample_n)
    if (totals is None) != (sample_totals is None):
        raise ValueError("only one of totals and sample_totals is given; expected both, over all sectors, or neither")
    total = _totals("jobs", cells, totals, "totals")
    sampled = _totals("sample_n", sample, sample_totals, "sample_totals")
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


def shift_share(
    base: pd.Series, final: pd.Series, reference_base: pd.Series, reference_final: pd.Series
) -> pd.DataFrame:
    """A region's change of jobs by sector, split in three (Dunn 1960).

    With G the growth of all reference jobs and g that of the sector, ``national`` = base G, ``mix`` = base (g - G) and
    ``local`` = final - base (1 + g); they sum to final - base. Local keeps what Esteban-Marquillas splits off it.

    Parameters
    ----------
    base, final
        The region's jobs by sector at the start and at the end.
    reference_base, reference_final
        The same for the reference, the nation **with** the region. All four carry the same sectors, in any order.

    Returns
    -------
    Sectors x (national, mix, local) in jobs, in the order of ``base``. A sector that is new in the region is all local.

    Raises
    ------
    ValueError
        A sector without reference jobs at the start has no growth rate (merge it with another or leave it out); a
        region exceeds its reference; a sector is missing from one series (write 0 if it had no jobs); a value is NaN,
        infinite or negative.

    >>> sectors = ["farms", "shops"]
    >>> shift_share(
    ...     pd.Series([100, 50], sectors), pd.Series([120, 55], sectors),
    ...     pd.Series([500, 500], sectors), pd.Series([550, 650], sectors),
    ... ).round(6).to_dict("index")
    {'farms': {'national': 20.0, 'mix': -10.0, 'local': 10.0}, 'shops': {'national': 10.0, 'mix': 5.0, 'local': -10.0}}
    """
    given = {"base": base, "final": final, "reference_base": reference_base, "reference_final": reference_final}
    columns = {name: _checked(name, series.to_frame(name))[name] for name, series in given.items()}
    table = pd.DataFrame({name: _aligned(name, series, base.index) for name, series in columns.items()})
    _refuse(table.index[table["reference_base"] == 0], "sector", "no reference jobs at the start, so no growth rate")
    for part, whole in (("base", "reference_base"), ("final", "reference_final")):
        over = table[part] > table[whole] * (1 + 1e-9)
        _refuse(table.index[over], "sector", f"more jobs in {part} than in {whole}, which must include the region")
    growth = table["reference_final"] / table["reference_base"] - 1
    overall = table["reference_final"].sum() / table["reference_base"].sum() - 1
    return pd.DataFrame(
        {
            "national": table["base"] * overall,
            "mix": table["base"] * (growth - overall),
            "local": table["final"] - table["base"] * (1 + growth),
        }
    )


def shift_shares(
    base_jobs: pd.DataFrame,
    final_jobs: pd.DataFrame,
    base_n: pd.DataFrame,
    final_n: pd.DataFrame,
    *,
    region: object,
    design_effect: float = 2.0,
    confidence: float = 0.95,
    minimum_effective_n: float = 10.0,
) -> ShiftShares:
    """Shift-share of one region between two spans of a survey, with intervals.

    **Levels are estimated, totals too**: no total of jobs is taken as known. A cell's effective size counts like a
    Poisson variable (relative variance design_effect / sample_n), independent of other cells and of the other span.
    That is slightly wide where a sector holds much of its region or weights are calibrated to known totals, and too
    narrow for ``national`` and ``total_*`` where all sectors of a region err together (weights that vary by cluster and
    are not calibrated): read those at the design effect of the region's total.

    Each effect is linearised in the region's cells and in those of the **rest** of the nation, so the region's part in
    its own reference is carried. Distances to the limits come from each level's score limits and add up by their
    squares (MOVER: Zou and Donner 2008): asymmetric for thin cells and never zero for empty ones.

    Parameters
    ----------
    base_jobs, final_jobs
        Regions x sectors, the same labels in all four frames: weighted jobs. For spans of several years give **yearly
        means** here, so that spans of unequal length compare.
    base_n, final_n
        Survey jobs behind them, **summed** over the years of the span.
    region
        Label of the row to decompose; the reference is the sum of all rows. If it is the only row, local is 0 for sure.

    Raises
    ------
    ValueError
        As :func:`shift_share`; an unknown region; a region without jobs in a span; jobs without survey jobs.

    >>> base = pd.DataFrame({"farms": [200, 300], "shops": [150, 350]}, index=["north", "south"])
    >>> final = pd.DataFrame({"farms": [150, 300], "shops": [250, 400]}, index=["north", "south"])
    >>> found = shift_shares(base * 1000, final * 1000, base, final, region="north")
    >>> found.estimate.round().loc["farms"].to_dict()
    {'national': 20000.0, 'mix': -40000.0, 'local': -30000.0, 'change': -50000.0}
    >>> [frame.loc["farms", "local"].round(-3).item() for frame in (found.low, found.high)]
    [-70000.0, 9000.0]
    """
    start, start_n = _checked_pair(base_jobs, base_n, "base")
    end, end_n = _checked_pair(final_jobs, final_n, "final")
    end, end_n = (_aligned("final_jobs", frame, start.index, start.columns) for frame in (end, end_n))
    if region not in start.index:
        raise ValueError(f"region is {region!r}; expected one of the rows: {_names(start.index)}")
    for name, frame in {"base_jobs": start, "final_jobs": end}.items():
        _refuse([region] if frame.loc[region].sum() == 0 else [], "region", f"no jobs in {name}")
    parts = shift_share(start.loc[region], end.loc[region], start.sum(), end.sum())
    estimate = parts.assign(change=end.loc[region] - start.loc[region])
    distances = [
        _level_distances(jobs, n / design_effect, start.index == region, confidence=confidence)
        for jobs, n in ((start, start_n), (end, end_n))
    ]
    below, above = (np.concatenate([span[side] for span in distances]) for side in (0, 1))
    slopes = _shift_slopes(start.loc[region], start.sum(), end.sum())
    slopes = np.concatenate([slopes, slopes.sum(axis=1, keepdims=True)], axis=1)  # effects x (sectors, all) x levels
    rising, falling = np.maximum(slopes, 0) ** 2, np.minimum(slopes, 0) ** 2
    down = np.sqrt(rising @ below**2 + falling @ above**2).T
    up = np.sqrt(rising @ above**2 + falling @ below**2).T
    low, high = estimate - down[:-1], estimate + up[:-1]
    thin = suppressed(
        np.minimum(start_n.loc[region], end_n.loc[region]),
        design_effect=design_effect,
        minimum_effective_n=minimum_effective_n,
    )
    total = estimate.sum()
    return ShiftShares(
        estimate=estimate,
        low=low,
        high=high,
        suppressed=pd.Series(thin, estimate.index),
        total_estimate=total,
        total_low=total - down[-1],
        total_high=total + up[-1],
    )


def herfindahl(activity: pd.DataFrame) -> pd.Series:
    """Herfindahl-Hirschman index of each region: the sum of its sectors' squared shares, from 1/sectors to 1.

    Regions x sectors, 0 or more, to a series by region. On a sample it is biased upward: see :func:`herfindahls`.
    A region without activity, NaN and negatives raise ``ValueError``.

    >>> herfindahl(pd.DataFrame({"farms": [50, 90], "shops": [50, 10]}, index=["north", "south"])).round(2).to_dict()
    {'north': 0.5, 'south': 0.82}
    """
    cells = _checked("activity", activity)
    shares = cells.div(_totals("activity", cells, None, "totals"), axis=0)
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
    Simpson's (1949, Nature 163:688) unbiased one; the variance is his exact one with the fractional n. Estimate and
    limits are kept within 1/sectors and 1. A region with an effective size under 3 says nothing: its
    estimate is the plain index, its interval the whole range. Frames, options and errors: :func:`location_quotients`.

    >>> jobs = pd.DataFrame({"farms": [50, 90], "shops": [50, 10]}, index=["north", "south"])
    >>> found = herfindahls(jobs * 1000, jobs)
    >>> found.plain.round(3).tolist(), found.estimate.round(3).tolist()
    ([0.5, 0.82], [0.5, 0.816])
    >>> found.low.round(3).tolist(), found.high.round(3).tolist()
    ([0.5, 0.683], [0.528, 0.95])
    """
    cells, sample = _checked_pair(jobs, sample_n)
    plain = herfindahl(cells)
    sampled = sample.sum(axis=1)
    n = pd.Series(effective_sample_size(sampled, design_effect=design_effect), cells.index)
    shares = cells.div(cells.sum(axis=1), axis=0)
    floor = 1 / cells.shape[1]
    enough = n >= 3
    size = n.where(enough, 3.0)
    estimate = ((plain - 1 / size) / (1 - 1 / size)).clip(floor, 1.0).where(enough, plain)
    cubes = (shares**3).sum(axis=1)
    spread = 4 * (size - 2) * cubes + 2 * plain - 2 * (2 * size - 3) * plain**2
    error = np.sqrt((spread / (size * (size - 1))).clip(lower=0)) * normal_quantile(confidence)
    thin = suppressed(sampled, design_effect=design_effect, minimum_effective_n=minimum_effective_n)
    return Herfindahls(
        plain=plain,
        estimate=estimate,
        low=(estimate - error).clip(lower=floor).where(enough, floor),
        high=(estimate + error).clip(upper=1.0).where(enough, 1.0),
        effective_n=n,
        suppressed=pd.Series(thin, cells.index),
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


def _level_distances(
    jobs: pd.DataFrame, effective_n: pd.DataFrame, own: np.ndarray, *, confidence: float
) -> tuple[Floats, Floats]:
    """From estimated levels down and up to their limits: the region's cells, then the rest of the nation's by sector.

    A level is a count of effective observations times the jobs that one stands for, and the count has the score
    limits of a Poisson mean. An empty cell takes its region's jobs an effective observation.
    """
    z = normal_quantile(confidence)
    cells, n = jobs.to_numpy(), effective_n.to_numpy()
    usual = np.broadcast_to((cells.sum(axis=1) / np.maximum(n.sum(axis=1), 1e-12))[:, None], cells.shape)
    unit = np.where(cells > 0, cells / np.where(n > 0, n, 1.0), usual)
    variance, level = cells * unit, cells[~own].sum(axis=0)
    rest_variance = variance[~own].sum(axis=0)
    rest_usual = usual[~own].mean(axis=0) if (~own).any() else np.zeros_like(level)
    rest_unit = np.where(level > 0, rest_variance / np.where(level > 0, level, 1.0), rest_usual)
    scale = np.concatenate([unit[own][0], rest_unit])
    count = np.divide(np.concatenate([cells[own][0], level]), scale, out=np.zeros_like(scale), where=scale > 0)
    half = z * np.sqrt(count + z**2 / 4)
    return scale * (half - z**2 / 2), scale * (half + z**2 / 2)


def _shift_slopes(own_base: pd.Series, base: pd.Series, final: pd.Series) -> Floats:
    """Derivatives of (national, mix, local, change) by sector: by the region's base, the rest's, and both finals.

    ``base`` and ``final`` are the reference's; the region is part of it, so its own cells move the growth rates too.
    """
    e, reference, ended = own_base.to_numpy(), base.to_numpy(), final.to_numpy()
    count, unit, none = len(e), np.eye(len(e)), np.zeros((len(e), len(e)))
    overall, growth = ended.sum() / reference.sum(), ended / reference
    to_base = np.repeat(e[:, None] * -overall / reference.sum(), count, axis=1)  # of base x overall growth factor
    to_final = np.repeat(e[:, None] / reference.sum(), count, axis=1)
    own_to_base, own_to_final = unit * (-e * growth / reference), unit * (e / reference)  # of base x sector's factor
    national = [to_base + unit * (overall - 1), to_base, to_final, to_final]
    mix = [own_to_base - to_base + unit * (growth - overall), own_to_base - to_base, *[own_to_final - to_final] * 2]
    local = [-own_to_base - unit * growth, -own_to_base, unit - own_to_final, -own_to_final]
    change = [-unit, none, unit, none]
    return np.stack([np.concatenate(blocks, axis=1) for blocks in (national, mix, local, change)])


def _checked(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as floats, or a ValueError that names its first faulty cell."""
    if frame.empty:
        raise ValueError(f"{name} is empty ({frame.shape[0]} x {frame.shape[1]}); expected a row and a column at least")
    for kind, labels in {"rows": frame.index, "columns": frame.columns}.items():
        if not labels.is_unique:
            raise ValueError(f"{name} repeats the {kind} {_names(labels[labels.duplicated()])}; expected each once")
    strange = [str(column) for column, kind in frame.dtypes.items() if kind.kind not in "iuf"]
    if strange:
        raise ValueError(f"{name} holds no numbers in {', '.join(strange[:5])}; expected integers or floats")
    values = frame.to_numpy(dtype=float, na_value=np.nan)
    wrong = np.argwhere(~(np.isfinite(values) & (values >= 0)))
    if len(wrong):
        row, column = wrong[0]
        where = f"{frame.index[row]}, {frame.columns[column]}"
        raise ValueError(
            f"{name} at {where} is {values[row, column]} ({len(wrong)} such cells); "
            "expected finite, 0 or more; write 0 where there is none"
        )
    return pd.DataFrame(values, frame.index, frame.columns)


def _checked_pair(jobs: pd.DataFrame, sample_n: pd.DataFrame, span: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both frames as floats with the labels of the first, or a ValueError."""
    name, sample_name = (f"{span}_jobs", f"{span}_n") if span else ("jobs", "sample_n")
    cells = _checked(name, jobs)
    sample = _aligned(sample_name, _checked(sample_name, sample_n), cells.index, cells.columns)
    lost = np.argwhere(((cells > 0) & (sample == 0)).to_numpy())
    if len(lost):
        row, column = lost[0]
        raise ValueError(
            f"{sample_name} at {cells.index[row]}, {cells.columns[column]} is 0 but {name} is "
            f"{cells.iloc[row, column]:g} ({len(lost)} such cells); expected survey jobs behind every estimate"
        )
    return cells, sample


def _aligned(name: str, data: Data, index: pd.Index, columns: pd.Index | None = None) -> Data:
    """The data in the order of the labels, or a ValueError that names the labels on one side only."""
    pairs = [(data.index, index)] + ([] if columns is None else [(data.columns, columns)])
    for found, expected in pairs:
        apart = found.symmetric_difference(expected, sort=False)
        if len(apart):
            raise ValueError(f"{name} and its partner differ in {_names(apart)}; expected the same labels, 0 for none")
    return data.reindex(index) if columns is None else data.reindex(index=index, columns=columns)


def _totals(name: str, cells: pd.DataFrame, totals: pd.Series | None, called: str) -> pd.Series:
    """Each region's total: the given one, checked, or the sum of its row; never 0."""
    total = cells.sum(axis=1)
    if totals is not None:
        total = _aligned(called, _checked(called, totals.to_frame(called))[called], cells.index)
        short = cells.max(axis=1) > total * (1 + 1e-9)
        _refuse(cells.index[short], "region", f"a total in {called} below one of its cells")
    _refuse(cells.index[total == 0], "region", f"a total of 0 in {name}, so no shares")
    return total


def _refuse(labels: object, kind: str, fault: str) -> None:
    """Raise a ValueError with all the labels that have the fault, if there are any."""
    if len(labels):
        raise ValueError(f"{kind} {_names(labels)} has {fault}; leave it out or merge it with another")


def _names(labels: object) -> str:
    shown = ", ".join(map(str, list(labels)[:5]))
    return shown + (f" and {len(labels) - 5} more" if len(labels) > 5 else "")
