"""Distributions of what is not known for sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, ndtri

from hamyari_lib.errors import DataError

Floats = NDArray[np.float64]


class Distribution(Protocol):
    """What a thing may be: its value below which a share ``level`` of its draws lie, its mean and its deviation."""

    def ppf(self, level: ArrayLike) -> Floats: ...

    def mean(self) -> float: ...

    def std(self) -> float: ...


@dataclass(frozen=True)
class Pert:
    """A beta distribution between two bounds; see :func:`pert`."""

    low: float
    mode: float
    high: float

    def ppf(self, level: ArrayLike) -> Floats:
        width = self.high - self.low
        below, above = 1 + 4 * (self.mode - self.low) / width, 1 + 4 * (self.high - self.mode) / width
        return self.low + width * betaincinv(below, above, np.asarray(level, dtype=float))

    def mean(self) -> float:
        return (self.low + 4 * self.mode + self.high) / 6

    def std(self) -> float:
        return float(np.sqrt((self.mean() - self.low) * (self.high - self.mean()) / 7))


@dataclass(frozen=True)
class Normal:
    """A normal distribution of a deviation above 0."""

    middle: float
    deviation: float

    def ppf(self, level: ArrayLike) -> Floats:
        return self.middle + self.deviation * ndtri(np.asarray(level, dtype=float))

    def mean(self) -> float:
        return self.middle

    def std(self) -> float:
        return self.deviation


@dataclass(frozen=True)
class Certain:
    """A thing that is known: one value, whatever is drawn."""

    value: float

    def ppf(self, level: ArrayLike) -> Floats:
        return np.full(np.shape(level), self.value)

    def mean(self) -> float:
        return self.value

    def std(self) -> float:
        return 0.0


def pert(low: float, mode: float, high: float) -> Distribution:
    """The PERT distribution: a beta between two bounds, of mean (low + 4 mode + high) / 6 (Malcolm et al. 1959).

    Its variance is (mean - low)(high - mean) / 7 (Vose 2008). Where the bounds are equal it is that number.
    ``DataError`` unless low <= mode <= high.

    >>> found = pert(0.9, 1.1, 1.9)
    >>> round(found.mean(), 6), round(found.std() ** 2, 6)
    (1.2, 0.03)
    """
    if not low <= mode <= high:
        raise DataError(
            f"bounds are {low:g}, {mode:g} and {high:g}; expected the lowest, the likeliest and the highest."
        )
    return certain(low) if low == high else Pert(float(low), float(mode), float(high))


def certain(value: float) -> Distribution:
    """A thing that is known, to stand among distributions."""
    return Certain(float(value))


def normal(mean: float, deviation: float) -> Distribution:
    """The normal distribution; ``DataError`` for a deviation below 0."""
    if not deviation >= 0:
        raise DataError(f"standard deviation is {deviation:g}; expected 0 or more.")
    return Normal(float(mean), float(deviation)) if deviation else certain(mean)
