"""What draws of a result say: quantiles, the mean of the worst, and how often a covenant is broken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from hamyari_lib.errors import DataError


@dataclass(frozen=True)
class Spread:
    """A result over its draws. ``p90`` is what nine draws of ten exceed, as lenders write it, ``p10`` one of ten;
    ``cvar`` is the mean of the worst tenth; ``below`` the share of draws below the mark."""

    mean: float
    p90: float
    p50: float
    p10: float
    cvar: float
    below: float
    n: int


def spread(values: ArrayLike, *, mark: float = 0.0, tail: float = 0.1) -> Spread:
    """Quantiles of a result of which more is better; ``tail`` is the share that ``cvar`` is the mean of.

    ``DataError`` for values that are no numbers: a draw without an answer has to be counted by itself.

    >>> found = spread(np.arange(1, 101), mark=11)
    >>> found.p50, found.cvar, found.below
    (50.5, 5.5, 0.1)
    """
    found = np.sort(np.asarray(values, dtype=float).ravel())
    if not len(found) or not np.isfinite(found).all():
        raise DataError("draws: expected numbers; count the draws without an answer by themselves.")
    if not (np.isfinite(mark) and 0 < tail <= 1):
        raise DataError(f"mark is {mark:g} and tail {tail:g}; expected a number, and a share above 0 and up to 1.")
    worst = max(int(np.ceil(tail * len(found))), 1)
    p90, p50, p10 = np.quantile(found, [0.1, 0.5, 0.9])
    return Spread(
        float(found.mean()), float(p90), float(p50), float(p10), float(found[:worst].mean()),
        float((found < mark).mean()), len(found),
    )  # fmt: skip


def breach_by_period(ratios: ArrayLike, covenant: float) -> pd.DataFrame:
    """How often a cover ratio is below a covenant, by period: draws x periods, NaN where nothing is due.

    ``share`` of the draws in which something is due, with ``due`` of all; the last row of ``ever`` is the share of
    draws in which it was broken by then.

    >>> breach_by_period([[1.4, 1.0], [1.2, 1.5]], 1.1)["share"].tolist()
    [0.0, 0.5]
    """
    if not np.isfinite(covenant):
        raise DataError(f"covenant is {covenant:g}; expected a cover ratio, such as 1.1.")
    found = np.atleast_2d(np.asarray(ratios, dtype=float))
    due = ~np.isnan(found)
    broken = due & (found < covenant - 1e-9)
    counted = due.sum(axis=0)
    share = np.divide(broken.sum(axis=0), counted, out=np.full(found.shape[1], np.nan), where=counted > 0)
    return pd.DataFrame(
        {"share": share, "ever": np.logical_or.accumulate(broken, axis=1).mean(axis=0), "due": due.mean(axis=0)},
        index=pd.RangeIndex(1, found.shape[1] + 1, name="period"),
    )
