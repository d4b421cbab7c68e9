"""Shift-share, plain and with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hamyari_lib.models.regions.inputs import aligned, checked, checked_pair, names_of, refuse
from hamyari_lib.models.sampling import Floats, normal_quantile, suppressed


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
    columns = {name: checked(name, series.to_frame(name))[name] for name, series in given.items()}
    table = pd.DataFrame({name: aligned(name, series, base.index) for name, series in columns.items()})
    refuse(table.index[table["reference_base"] == 0], "sector", "no reference jobs at the start, so no growth rate")
    for part, whole in (("base", "reference_base"), ("final", "reference_final")):
        over = table[part] > table[whole] * (1 + 1e-9)
        refuse(table.index[over], "sector", f"more jobs in {part} than in {whole}, which must include the region")
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
    design_effect: float | pd.Series = 2.0,
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
    design_effect
        Of levels, that is of numbers of jobs: one for all cells, or a series that holds every sector's.

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
    start, start_n = checked_pair(base_jobs, base_n, "base")
    end, end_n = checked_pair(final_jobs, final_n, "final")
    end, end_n = (aligned("final_jobs", frame, start.index, start.columns) for frame in (end, end_n))
    if region not in start.index:
        raise ValueError(f"region is {region!r}; expected one of the rows: {names_of(start.index)}")
    for name, frame in {"base_jobs": start, "final_jobs": end}.items():
        refuse([region] if frame.loc[region].sum() == 0 else [], "region", f"no jobs in {name}")
    effects = pd.Series(design_effect, start.columns) if np.isscalar(design_effect) else design_effect
    effect = aligned("design_effect", effects, start.columns).to_numpy(dtype=float)
    parts = shift_share(start.loc[region], end.loc[region], start.sum(), end.sum())
    estimate = parts.assign(change=end.loc[region] - start.loc[region])
    distances = [
        _level_distances(jobs, n / effect, start.index == region, confidence=confidence)
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
        design_effect=effect,
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
