"""What a clustered, weighted sample can carry: effective sizes, suppression, intervals of proportions and of ranks.

A survey that draws households in clusters and weighs them unequally knows less than its number of observations
suggests. The design effect says how much less: the effective sample size is the number of observations over it (Kish
1965), and the formulas of a simple random sample are then used with that fractional size.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class RankIntervals:
    """Ranks with intervals that hold jointly; each field is a series by item, 1 is the largest item.

    ``rank`` is that of the estimates, ties sharing the best one. ``low`` (best) and ``high`` (worst) bound the true
    ranks of all items at once. ``carried`` is false where the interval holds half of the items or more, that is, where
    the sample does not carry a ranking; a rank that is known exactly is always carried. There is no NaN.
    """

    rank: pd.Series
    low: pd.Series
    high: pd.Series
    carried: pd.Series


def effective_sample_size(sample_n: ArrayLike, *, design_effect: ArrayLike = 2.0) -> Floats:
    """Observations over the design effect (Kish 1965), any shape, not rounded; one effect, or one for each column.

    Raises ``ValueError`` where ``sample_n`` is negative, NaN or infinite, or ``design_effect`` is not above 0.

    >>> effective_sample_size([6, 167]).tolist()
    [3.0, 83.5]
    """
    n = _within("sample_n", sample_n, 0.0, np.inf)
    effect = np.asarray(design_effect, dtype=float)
    if not (np.isfinite(effect) & (effect > 0)).all():
        raise ValueError(f"design_effect is {design_effect}; expected a finite number above 0; 1 is a simple sample")
    return n / effect


def suppressed(
    sample_n: ArrayLike, *, design_effect: ArrayLike = 2.0, minimum_effective_n: float = 10.0
) -> NDArray[np.bool_]:
    """True where a cell's effective sample size is under the minimum, so that its estimate should not be shown.

    Same shape as ``sample_n``; errors as in :func:`effective_sample_size`.

    >>> suppressed([6, 19, 20, 167]).tolist()
    [True, True, False, False]
    """
    if not minimum_effective_n >= 0:
        raise ValueError(f"minimum_effective_n is {minimum_effective_n}; expected 0 or more; 0 suppresses nothing")
    return effective_sample_size(sample_n, design_effect=design_effect) < minimum_effective_n


def normal_quantile(confidence: float) -> float:
    """The z of a two-sided interval: 1.96 for a confidence of 0.95.

    >>> round(normal_quantile(0.95), 3)
    1.96
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}; expected a fraction between 0 and 1; write 0.95 for 95 %")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson_interval(
    proportion: ArrayLike, effective_n: ArrayLike, *, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Wilson's (1927) score interval of a proportion, with an effective sample size that may be fractional.

    The arguments broadcast against each other; low and high have the shape of the result, are fractions, and contain
    the proportion. A size of 0 gives 0 to 1. A NaN or a proportion outside 0 to 1 raises ``ValueError``.

    >>> low, high = wilson_interval([0.0, 0.5], [10, 10])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 0.237], [0.278, 0.763])
    """
    p, n = _within("proportion", proportion, 0.0, 1.0), _within("effective_n", effective_n, 0.0, np.inf)
    z = normal_quantile(confidence)
    middle = n * p + z**2 / 2
    half = z * np.sqrt(n * p * (1 - p) + z**2 / 4)
    # exact at the ends, where rounding would leave 1e-17 or put the proportion itself outside
    low = np.where(p == 0, 0.0, np.minimum((middle - half) / (n + z**2), p))
    high = np.where(p == 1, 1.0, np.maximum((middle + half) / (n + z**2), p))
    return np.maximum(low, 0.0), np.minimum(high, 1.0)


def ratio_interval(
    numerator: ArrayLike,
    numerator_n: ArrayLike,
    denominator: ArrayLike,
    denominator_n: ArrayLike,
    *,
    confidence: float = 0.95,
) -> tuple[Floats, Floats]:
    """Interval of the ratio of two independent proportions, from their Wilson limits (MOVER).

    Donner and Zou (2012), "Closed-form confidence intervals for functions of the normal mean and standard deviation",
    equation for ratios, written so that it has no pole where an upper limit is twice its estimate. The arguments
    broadcast; the sizes are effective ones. Low is finite; high is infinite where the denominator's lower limit is 0.
    A ratio of 0 has the low 0. NaN raises ``ValueError``.

    >>> low, high = ratio_interval([0.2, 0.0], 100, [0.1, 0.1], 1000)
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([1.29, 0.0], [3.03, 0.38])
    """
    p, q = _within("numerator", numerator, 0.0, 1.0), _within("denominator", denominator, 0.0, 1.0)
    p_low, p_high = wilson_interval(p, numerator_n, confidence=confidence)
    q_low, q_high = wilson_interval(q, denominator_n, confidence=confidence)
    lower, upper = p_low * (2 * p - p_low), q_low * (2 * q - q_low)  # both are 0 or more
    below = p * q + np.sqrt(np.maximum((p * q) ** 2 - lower * q_high * (2 * q - q_high), 0.0))
    above = p * q + np.sqrt(np.maximum((p * q) ** 2 - upper * p_high * (2 * p - p_high), 0.0))
    low = np.divide(lower, below, out=np.zeros(np.broadcast(lower, below).shape), where=below > 0)
    high = np.divide(above, upper, out=np.full(np.broadcast(above, upper).shape, np.inf), where=upper > 0)
    return low, high


def simultaneous_confidence(confidence: float, count: int) -> float:
    """The confidence that each of ``count`` independent intervals needs for all to hold at ``confidence`` (Sidak 1967).

    >>> round(simultaneous_confidence(0.95, 31), 5)
    0.99835
    """
    normal_quantile(confidence)
    if count < 1:
        raise ValueError(f"count is {count}; expected 1 or more intervals")
    return float(confidence ** (1 / count))


def rank_intervals(estimate: pd.Series, low: pd.Series, high: pd.Series) -> RankIntervals:
    """Joint intervals of ranks from simultaneous intervals of the items (Klein, Wright and Wieczorek 2020).

    An item's best rank is 1 and the number of items whose intervals lie wholly above its own; its worst is the number
    of items less those that lie wholly below. All true ranks are inside together whenever all true values are inside
    their intervals, so ``low`` and ``high`` must hold **jointly**: make each at :func:`simultaneous_confidence`.
    The three series carry the same labels. NaN, or an estimate outside its interval, raises ``ValueError``.

    >>> items = list("abc")
    >>> found = rank_intervals(pd.Series([9, 5, 4], items), pd.Series([8, 3, 2], items), pd.Series([10, 7, 6], items))
    >>> found.low.tolist(), found.high.tolist(), found.carried.tolist()
    ([1, 2, 2], [1, 3, 3], [True, False, False])
    """
    if estimate.empty or not estimate.index.is_unique:
        raise ValueError(f"estimate has {len(estimate)} items with repeats or none; expected each item once")
    for name, limits in {"low": low, "high": high}.items():
        if not limits.index.equals(estimate.index):
            raise ValueError(f"{name} has other items than estimate; expected the same labels in the same order")
    middle, bottom, top = (np.asarray(values, dtype=float) for values in (estimate, low, high))
    outside = ~((bottom <= middle) & (middle <= top))
    if outside.any():
        names = ", ".join(map(str, estimate.index[outside]))
        raise ValueError(f"estimate of {names} is NaN or outside its interval; expected low <= estimate <= high")
    count = len(estimate)
    best = 1 + (bottom[None, :] > top[:, None]).sum(axis=1)
    worst = count - (top[None, :] < bottom[:, None]).sum(axis=1)
    held = worst - best + 1
    fields = {
        "rank": 1 + (middle[None, :] > middle[:, None]).sum(axis=1),
        "low": best,
        "high": worst,
        "carried": (held == 1) | (2 * held < count),
    }
    return RankIntervals(**{name: pd.Series(values, estimate.index, name=name) for name, values in fields.items()})


def proportion_ranks(proportion: pd.Series, effective_n: pd.Series, *, confidence: float = 0.95) -> RankIntervals:
    """Ranks of independent proportions, the largest first, with joint intervals at ``confidence``.

    Wilson limits widened by Sidak's rule, then :func:`rank_intervals`. For the location quotients of one sector rank
    the regions' shares: the order is the same, since all are divided by one national share, and shares of different
    regions are independent while their quotients are not.

    >>> shares = pd.Series({"a": 0.50, "b": 0.20, "c": 0.05})
    >>> proportion_ranks(shares, pd.Series({"a": 400, "b": 400, "c": 400})).carried.tolist()
    [True, True, True]
    """
    if not proportion.index.equals(effective_n.index):
        raise ValueError("effective_n has other items than proportion; expected the same labels in the same order")
    each = simultaneous_confidence(confidence, max(len(proportion), 1))
    low, high = wilson_interval(proportion, effective_n, confidence=each)
    return rank_intervals(proportion, pd.Series(low, proportion.index), pd.Series(high, proportion.index))


def _within(name: str, values: ArrayLike, low: float, high: float) -> Floats:
    """The values as finite floats from low to high, or a ValueError that quotes the first one that is not."""
    found = np.asarray(values, dtype=float)
    wrong = ~(np.isfinite(found) & (found >= low) & (found <= high))
    if wrong.any():
        span = f"{low:g} or more" if high == np.inf else f"from {low:g} to {high:g}"
        raise ValueError(f"{name} holds {found[wrong].flat[0]} ({wrong.sum()} such values); expected finite, {span}")
    return found
