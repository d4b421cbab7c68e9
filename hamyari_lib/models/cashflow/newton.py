"""Newton's method for the rates of many rows of flows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Present = Callable[[Floats], tuple[Floats, Floats]]

STEPS = 60
CLOSE = 1e-7  # of log(1 + rate): a step after which the error, of its square, is that of rounding


def newton(rows: Floats, times: Floats, x: Floats) -> Floats:
    """log(1 + rate) of each row, by steps from ``x``; NaN where they do not settle.

    The logarithm of the present value of all receipts over that of all payments is 0 at a rate. Where all flows of one
    sign come first, it is monotone in x = log(1 + rate) and nearly a straight line.
    """
    x = x.copy()
    received, paid = np.clip(rows, 0, None), np.clip(-rows, 0, None)
    is_even = bool((np.diff(times) == 1).all())
    of_gains, of_losses = (_even(one) if is_even else _uneven(one, times - times[0]) for one in (received, paid))
    with np.errstate(all="ignore"):
        for _ in range(STEPS):
            (gained, gains), (lost, losses) = of_gains(x), of_losses(x)
            step = np.log(gained / lost) / (gains / gained - losses / lost)
            x += step
            if np.abs(step).max() < CLOSE:
                break
        x[~(np.abs(step) < CLOSE)] = np.nan
        return x


def _even(amounts: Floats) -> Present:
    """Present value in x and its mean time times the value, by Horner's scheme over the columns that are not empty."""
    columns = np.ascontiguousarray(amounts.T)
    filled = np.flatnonzero(columns.any(axis=1))
    first, last = int(filled[0]), int(filled[-1])

    def each(x: Floats) -> tuple[Floats, Floats]:
        v = np.exp(-x)
        value, slope = columns[last].copy(), np.zeros_like(v)
        for column in columns[first:last][::-1]:
            slope *= v
            slope += value
            value *= v
            value += column
        slope *= v
        if first:
            slope += first * value
            factor = v**first
            return value * factor, slope * factor
        return value, slope

    return each


def _uneven(amounts: Floats, times: Floats) -> Present:
    filled = amounts.any(axis=0)
    some, when = amounts[:, filled], times[filled]

    def each(x: Floats) -> tuple[Floats, Floats]:
        present = some * np.exp(-x[:, None] * when)
        return present.sum(axis=1), present @ when

    return each
