"""What an index returned, how much it swung and how far it fell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hamyari_lib.errors import DataError


@dataclass(frozen=True)
class Performance:
    """Of an index over a span.

    Parameters
    ----------
    first, last
        The labels of the span's first and last level.
    n
        Returns in it.
    annual_return
        Geometric mean, a fraction a year.
    volatility
        Standard deviation of the logarithmic returns, a fraction a year (times the root of the periods of a year).
    worst_fall
        The deepest fall from a peak, a fraction of it, 0 or below; from ``peak`` to ``trough``; ``recovered`` is the
        first label at which the peak was reached again, ``None`` where it was not.
    """

    first: str
    last: str
    n: int
    annual_return: float
    volatility: float
    worst_fall: float
    peak: str
    trough: str
    recovered: str | None


def performance(level: pd.Series, *, per_year: int = 12) -> Performance:
    """How an index did from its first to its last level.

    Parameters
    ----------
    level
        Above 0 and equally spaced, without a gap, by labels in order; in any money: divided by prices it is real, by
        the dollar's rate it is in dollars.
    per_year
        Levels of a year.

    Raises
    ------
    DataError
        Fewer than 3 levels, or one that is not a number above 0.

    >>> found = performance(pd.Series([100.0, 150.0, 75.0, 121.0], ["a", "b", "c", "d"]), per_year=1)
    >>> round(found.annual_return, 4), found.worst_fall, found.peak, found.trough, found.recovered
    (0.0656, -0.5, 'b', 'c', None)
    """
    values = level.to_numpy(dtype=float)
    if len(values) < 3:
        raise DataError(f"performance: {len(values)} levels; expected 3 or more.")
    if not ((values > 0) & np.isfinite(values)).all():
        at = level.index[~((values > 0) & np.isfinite(values))][0]
        raise DataError(f"performance: the level at {at} is no number above 0; give a span without a gap.")
    returns = np.diff(np.log(values))
    falls = drawdown(level)
    trough = int(np.argmin(falls.to_numpy()))
    peak = int(np.argmax(values[: trough + 1]))
    again = np.flatnonzero(values[trough:] >= values[peak])
    return Performance(
        first=str(level.index[0]), last=str(level.index[-1]), n=len(returns),
        annual_return=float(np.expm1(returns.mean() * per_year)),
        volatility=float(returns.std(ddof=1) * np.sqrt(per_year)),
        worst_fall=float(falls.iloc[trough]), peak=str(level.index[peak]), trough=str(level.index[trough]),
        recovered=str(level.index[trough + again[0]]) if len(again) else None,
    )  # fmt: skip


def drawdown(level: pd.Series) -> pd.Series:
    """How far each level lies below the highest before it, a fraction, 0 or below.

    >>> drawdown(pd.Series([1.0, 2.0, 1.5])).tolist()
    [0.0, 0.0, -0.25]
    """
    return level / level.cummax() - 1
