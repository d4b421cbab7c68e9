"""Papers by what they pay and cost, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from hamyari_lib.errors import DataError
from hamyari_lib.models.curve.curves import Curve, Floats

_HIGHEST_YIELD = 3.0


@dataclass(frozen=True)
class Quotes:
    """Papers by what they pay: ``matrix`` (papers x ``times``) and ``prices``; their durations and yields."""

    times: Floats
    matrix: Floats
    prices: Floats
    tenors: Floats
    yields: Floats

    def some(self, which: NDArray[np.bool_]) -> Quotes:
        return Quotes(self.times, self.matrix[which], self.prices[which], self.tenors[which], self.yields[which])

    @property
    def weights(self) -> Floats:
        """1 over modified duration."""
        return (1 + self.yields) / self.tenors

    @property
    def last(self) -> float:
        return float(self.times[(self.matrix != 0).any(axis=0)].max())

    def residuals(self, curve: Curve) -> Floats:
        """Yield of each paper at its price on the curve, less its own."""
        worth = self.matrix @ curve.discount(self.times, beyond=True)
        return np.array(
            [yield_of(self.times, row / one) for row, one in zip(self.matrix, worth, strict=True)]
        ) - self.yields  # fmt: skip


def check(tenors: Floats, yields: Floats) -> None:
    if not len(tenors):
        raise DataError("curve: there is no quote; give one tenor and its yield at least.")
    faults = [
        f"quote {place}: tenor is {tenor:g} years; expected more than 0; leave out what has fallen due."
        for place, tenor in enumerate(tenors, start=1)
        if not (tenor > 0 and np.isfinite(tenor))
    ]
    faults += [
        f"quote {place}: yield is {rate:g}; expected a fraction above -1 and up to {_HIGHEST_YIELD:g}; write 0.25 for "
        "25 %, and look whether the price is in another unit of money than the face."
        for place, rate in enumerate(yields, start=1)
        if not -1 < rate <= _HIGHEST_YIELD
    ]
    if faults:
        raise DataError(faults)


def fault_of(times: Floats, amounts: Floats, price: float) -> str:
    if times.shape != amounts.shape or not len(times):
        return f"{times.size} times and {amounts.size} amounts; expected as many of each, one at least."
    if not (np.isfinite(times) & (times > 0)).all():
        return "a time is not above 0 years; leave out what has been paid."
    if not np.isfinite(amounts).all() or (amounts < 0).any() or not amounts.any():
        return "an amount is negative or no number; give what the paper pays."
    if not (price > 0 and np.isfinite(price)):
        return f"price is {price:g}; expected more than 0."
    return ""


def yield_of(times: Floats, row: Floats) -> float:
    """Effective annual yield at which what a paper pays, over its price, is worth 1."""
    paid = row != 0
    when, amounts = times[paid], row[paid]
    if len(when) == 1:
        return float(amounts[0] ** (1 / when[0]) - 1)
    low, high = -20.0, 50.0
    return float(np.expm1(brentq(lambda rate: amounts @ np.exp(-rate * when) - 1, low, high, xtol=1e-14)))
