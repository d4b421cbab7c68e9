"""What an interval lets us say of a value: above a reference, below it, not told apart from it, or too thin to show.

Every function returns one row an item with ``label``, ``estimate``, ``low``, ``high``, ``effective_n`` where there is
one, and ``verdict``. A suppressed row has NaN for its numbers, so that they cannot be shown by mistake.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from hamyari_lib.models.regions import LocationQuotients, ShiftShares

VERDICTS = ("above", "uncertain", "below", "suppressed")


def compared(
    estimate: pd.Series, low: pd.Series, high: pd.Series, suppressed: pd.Series, *, reference: float, labels: pd.Series
) -> pd.DataFrame:
    """Compare each interval with ``reference``; all series share one index, ``labels`` names its items.

    >>> one = [pd.Series([value]) for value in (1.2, 1.1, 1.3, False)]
    >>> compared(*one, reference=1, labels=pd.Series(["s"]))["verdict"].iloc[0]
    'above'
    """
    frame = pd.DataFrame({"label": labels.reindex(estimate.index), "estimate": estimate, "low": low, "high": high})
    frame = frame.astype({"estimate": float, "low": float, "high": float})
    frame.loc[suppressed, ["estimate", "low", "high"]] = np.nan
    said = np.select([suppressed, low > reference, high < reference], ["suppressed", "above", "below"], "uncertain")
    return frame.assign(verdict=pd.Series(said, index=estimate.index, dtype=str))


def of_region(quotients: LocationQuotients, region: object, *, labels: pd.Series) -> pd.DataFrame:
    """One region's location quotients by sector, compared with 1; ``ValueError`` when there is no such region."""
    if region not in quotients.estimate.index:
        raise ValueError(f"region {region} has no jobs in these years of the survey; choose another region or years.")
    rows = [getattr(quotients, name).loc[region] for name in ("estimate", "low", "high", "suppressed", "effective_n")]
    return compared(*rows[:4], reference=1, labels=labels).assign(effective_n=rows[4])


def of_sector(quotients: LocationQuotients, sector: object, *, labels: pd.Series) -> pd.DataFrame:
    """One sector's location quotients by region, compared with 1.

    A sector that the survey did not meet in these years is suppressed everywhere: nothing is known of it.
    """
    if sector not in quotients.estimate.columns:
        nothing = pd.Series(0.0, quotients.estimate.index)
        return compared(nothing, nothing, nothing, nothing == 0, reference=1, labels=labels).assign(effective_n=0.0)
    columns = [getattr(quotients, name)[sector] for name in ("estimate", "low", "high", "suppressed", "effective_n")]
    return compared(*columns[:4], reference=1, labels=labels).assign(effective_n=columns[4])


def of_effect(
    shifts: ShiftShares, effect: Literal["national", "mix", "local", "change"], *, labels: pd.Series
) -> pd.DataFrame:
    """One effect of the shift-share by sector (jobs), compared with 0."""
    columns = [getattr(shifts, name)[effect] for name in ("estimate", "low", "high")]
    return compared(*columns, shifts.suppressed, reference=0, labels=labels)


def labels_by(frame: pd.DataFrame) -> dict[str, list[str]]:
    """The labels under each verdict, in the frame's order."""
    return {verdict: list(frame.loc[frame["verdict"] == verdict, "label"]) for verdict in VERDICTS}
