"""A survey's jobs as regions x sectors: years pooled, sectors grouped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

_MEDIAN_OF_CHI_SQUARE = 0.454936  # one degree of freedom


@dataclass(frozen=True)
class PooledSurvey:
    """Some years of a survey taken together. Both frames are regions x sectors and have no gap.

    ``jobs`` is the mean over the years (jobs); ``sample_n`` the survey jobs behind it in all years (a count).
    """

    jobs: pd.DataFrame
    sample_n: pd.DataFrame
    years: tuple[int, ...]


def pool_years(jobs: pd.DataFrame, years: Sequence[int], *, region: str, sector: str) -> PooledSurvey:
    """Pool years of a long table of jobs, so that thin cells rest on more observations.

    Parameters
    ----------
    jobs
        One row for each cell with columns ``year``, ``region``, ``sector`` (their names are given), ``jobs`` (weighted
        estimate) and ``sample_n`` (survey jobs). A cell without a row has no jobs in the sample. Every region of the
        table is a row of the result; a sector that the sample did not meet in these years is no column of it.
    years
        Years to pool; each must be in the table.

    Raises
    ------
    ValueError
        A year that the table does not have, with the years it has; a region without a row in one of the years.

    >>> table = pd.DataFrame({"year": [1, 2], "region": "r", "sector": "s", "jobs": [10, 30], "sample_n": [1, 2]})
    >>> pooled = pool_years(table, [1, 2], region="region", sector="sector")
    >>> float(pooled.jobs.loc["r", "s"]), int(pooled.sample_n.loc["r", "s"])
    (20.0, 3)
    """
    present = sorted(jobs["year"].unique())
    missing = [year for year in years if year not in present]
    if missing or not years:
        raise ValueError(
            f"the table of jobs does not have years {missing}; it has {present[0]} to {present[-1]}; choose of these."
        )
    chosen = jobs[jobs["year"].isin(list(years))]
    rows = sorted(jobs[region].unique())
    seen = set(zip(chosen[region], chosen["year"], strict=True))
    gaps = [f"{one} in {year}" for one in rows for year in years if (one, year) not in seen]
    if gaps:
        raise ValueError(f"{region} {', '.join(gaps[:5])} has no jobs in the table; leave the region or the year out.")

    def spread(value: str) -> pd.DataFrame:
        table = chosen.pivot_table(index=region, columns=sector, values=value, aggfunc="sum", fill_value=0)
        return table.reindex(index=rows, fill_value=0)

    return PooledSurvey(spread("jobs") / len(years), spread("sample_n"), tuple(years))


def in_both(
    base: PooledSurvey, final: PooledSurvey, *, minimum_n: float = 1
) -> tuple[PooledSurvey, PooledSurvey, tuple[str, ...]]:
    """Both spans with the sectors that each of them met, and the sectors left out because one did not.

    A sector is met where all regions together have ``minimum_n`` survey jobs in it: with fewer, its growth in the
    nation, which every region's shift-share rests on, is not known.

    Raises ``ValueError`` when the spans share a year or stand in the wrong order: they must be independent samples.
    """
    if base.years[-1] >= final.years[0]:
        raise ValueError(
            f"years {base.years[0]}-{base.years[-1]} and {final.years[0]}-{final.years[-1]} overlap or are in the "
            "wrong order; the base years must end before the final years begin."
        )
    met = [{sector for sector, n in one.sample_n.sum().items() if n >= minimum_n} for one in (base, final)]
    shared = [sector for sector in base.jobs.columns if sector in met[0] & met[1]]
    left_out = sorted({*base.jobs.columns, *final.jobs.columns} - set(shared))
    cut = [PooledSurvey(one.jobs[shared], one.sample_n[shared], one.years) for one in (base, final)]
    return cut[0], cut[1], tuple(left_out)


def group_sectors(survey: PooledSurvey, groups: pd.DataFrame) -> PooledSurvey:
    """The same survey by groups of sectors; groups may overlap and need not cover every sector.

    ``groups`` has columns ``group`` and ``division`` (a sector of the survey); a division without jobs counts nothing.
    """

    def summed(frame: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame(
            {
                group: frame[[sector for sector in members if sector in frame.columns]].sum(axis="columns")
                for group, members in groups.groupby("group", sort=False)["division"]
            }
        )

    return PooledSurvey(summed(survey.jobs), summed(survey.sample_n), survey.years)


def year_to_year_design_effect(
    jobs: pd.DataFrame, *, region: str, sector: str, of: Literal["share", "level"] = "share", minimum_n: int = 20
) -> tuple[float, pd.DataFrame]:
    """How much more cells move from year to year than those of simple random samples: all sectors, and each.

    The squared change between two consecutive years is set against its sampling variance: binomial for a ``share`` of
    the region's jobs, Poisson for a ``level`` (a number of jobs). The median of these ratios over that of a chi-square
    with one degree of freedom is robust to the few large real changes. Real change makes it too large, so it is rather
    an upper bound of the survey's design effect.

    Parameters
    ----------
    jobs
        As for :func:`pool_years`, at least two consecutive years.
    minimum_n
        Survey jobs that a cell needs in both years to be counted.

    Returns
    -------
    The ratio over all sectors, and a frame by sector with ``design_effect`` (a ratio) and ``pairs`` (how many pairs of
    years it rests on).

    Raises
    ------
    ValueError
        No cell has enough survey jobs in two consecutive years.
    """
    cells = jobs.groupby(["year", region, sector])[["jobs", "sample_n"]].sum()
    whole = cells.groupby(["year", region]).transform("sum")
    value = cells["jobs"] / whole["jobs"] if of == "share" else cells["jobs"]
    table = pd.DataFrame({"value": value, "n": cells["sample_n"], "region_n": whole["sample_n"]}).reset_index()
    pairs = table.merge(table.assign(year=table["year"] - 1), on=["year", region, sector], suffixes=("", "_next"))
    pairs = pairs[(pairs["n"] >= minimum_n) & (pairs["n_next"] >= minimum_n)]
    if pairs.empty:
        raise ValueError(f"no cell has {minimum_n} survey jobs in two consecutive years; lower minimum_n or add years.")
    middle = (pairs["value"] + pairs["value_next"]) / 2
    if of == "share":
        expected = middle * (1 - middle) * (1 / pairs["region_n"] + 1 / pairs["region_n_next"])
    else:
        expected = middle**2 * (1 / pairs["n"] + 1 / pairs["n_next"])
    ratio = (pairs["value_next"] - pairs["value"]) ** 2 / expected / _MEDIAN_OF_CHI_SQUARE
    by_sector = ratio.groupby(pairs[sector]).agg(design_effect="median", pairs="size")
    return float(ratio.median()), by_sector


def year_to_year_of_totals(jobs: pd.DataFrame, *, region: str) -> float:
    """How much more the regions' totals of jobs move from year to year than counts would: a mean ratio of variances.

    The squared change between two consecutive years is set against that of two independent Poisson counts. The mean,
    not the median: a few jumps (new weights, real change) are what a reader of levels must be told of. Columns of
    ``jobs`` are those of :func:`pool_years`; ``ValueError`` when no two consecutive years stand in the table.
    """
    totals = jobs.groupby([region, "year"])[["jobs", "sample_n"]].sum().reset_index()
    pairs = totals.merge(totals.assign(year=totals["year"] - 1), on=[region, "year"], suffixes=("", "_next"))
    if pairs.empty:
        raise ValueError("no two consecutive years stand in the table; add years.")
    middle = (pairs["jobs"] + pairs["jobs_next"]) / 2
    expected = middle**2 * (1 / pairs["sample_n"] + 1 / pairs["sample_n_next"])
    return float(((pairs["jobs_next"] - pairs["jobs"]) ** 2 / expected).mean())
