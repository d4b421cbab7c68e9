"""Distributions of what is not known for sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from hamyari_lib.errors import DataError


def pert(low: float, mode: float, high: float) -> Any:
    """The PERT distribution: a beta between two bounds, of mean (low + 4 mode + high) / 6 (Malcolm et al. 1959).

    A frozen distribution of scipy; its variance is (mean - low)(high - mean) / 7 (Vose 2008). Where the bounds are
    equal it is that number. ``DataError`` unless low <= mode <= high.

    >>> found = pert(0.9, 1.1, 1.9)
    >>> round(float(found.mean()), 6), round(float(found.var()), 6)
    (1.2, 0.03)
    """
    if not low <= mode <= high:
        raise DataError(
            f"bounds are {low:g}, {mode:g} and {high:g}; expected the lowest, the likeliest and the highest."
        )
    if low == high:
        return certain(low)
    width = high - low
    return stats.beta(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, loc=low, scale=width)


@dataclass(frozen=True)
class Certain:
    """A thing that is known: one value, whatever is drawn."""

    value: float

    def ppf(self, level: ArrayLike) -> NDArray[np.float64]:
        return np.full(np.shape(level), self.value)

    def mean(self) -> float:
        return self.value

    def std(self) -> float:
        return 0.0


def certain(value: float) -> Certain:
    """A thing that is known, to stand among distributions."""
    return Certain(float(value))


def normal(mean: float, deviation: float) -> Any:
    """The normal distribution; ``DataError`` for a deviation below 0."""
    if not deviation >= 0:
        raise DataError(f"standard deviation is {deviation:g}; expected 0 or more.")
    return stats.norm(mean, deviation) if deviation else certain(mean)
