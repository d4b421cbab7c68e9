"""A survey's jobs as regions x sectors: years pooled, sectors grouped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd


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
        A year that the table does not have, with the years it has.

    >>> table = pd.DataFrame({"year": [1, 2], "region": "r", "sector": "s", "jobs": [10, 30], "sample_n": [1, 2]})
    >>> pooled = pool_years(table, [1, 2], region="region", sector="sector")
    >>> float(pooled.jobs.loc["r", "s"]), int(pooled.sample_n.loc["r", "s"])
    (20.0, 3)
    """
    present = sorted(jobs["year"].unique())
    missing = [year for year in years if year not in present]
    if missing or not years:
        raise ValueError(
            f"years {list(missing)} are not in the table of jobs; it has {present[0]} to {present[-1]}; choose of these."
        )
    chosen = jobs[jobs["year"].isin(list(years))]
    rows = sorted(jobs[region].unique())

    def spread(value: str) -> pd.DataFrame:
        table = chosen.pivot_table(index=region, columns=sector, values=value, aggfunc="sum", fill_value=0)
        return table.reindex(index=rows, fill_value=0)

    return PooledSurvey(spread("jobs") / len(years), spread("sample_n"), tuple(years))


def in_both(base: PooledSurvey, final: PooledSurvey) -> tuple[PooledSurvey, PooledSurvey, tuple[str, ...]]:
    """Both spans with the sectors that each of them met, and the sectors left out because one did not.

    Raises ``ValueError`` when the spans share a year or stand in the wrong order: they must be independent samples.
    """
    if base.years[-1] >= final.years[0]:
        raise ValueError(
            f"years {base.years[0]}-{base.years[-1]} and {final.years[0]}-{final.years[-1]} overlap or are in the "
            "wrong order; the base years must end before the final years begin."
        )
    shared = [sector for sector in base.jobs.columns if sector in final.jobs.columns]
    left_out = sorted(set(base.jobs.columns) ^ set(final.jobs.columns))
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
