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
    if (np.diff(times) == 1).all():
        columns = np.ascontiguousarray(rows.T)
        of_gains, of_losses = _even(columns), _even(-columns)
    else:
        of_gains, of_losses = (_uneven(np.clip(one, 0, None), times - times[0]) for one in (rows, -rows))
    with np.errstate(all="ignore"):
        for _ in range(STEPS):
            (gained, gains), (lost, losses) = of_gains(x), of_losses(x)
            step = np.log(gained / lost) / (gains / gained - losses / lost)
            x += step
            if np.abs(step).max() < CLOSE:
                break
        x[~(np.abs(step) < CLOSE)] = np.nan
        return x


def _even(columns: Floats) -> Present:
    """Present value in x of what is above 0, and its mean time times the value, by Horner's scheme over the periods."""
    lows, highs = columns.min(axis=1), columns.max(axis=1)
    filled = np.flatnonzero(highs > 0)
    first, last = int(filled[0]), int(filled[-1])
    kept = [
        None if high <= 0 else column if low >= 0 else np.clip(column, 0, None)
        for column, low, high in zip(columns[first : last + 1], lows[first:], highs[first:], strict=False)
    ]

    def each(x: Floats) -> tuple[Floats, Floats]:
        v = np.exp(-x)
        value, slope = kept[-1].copy(), np.zeros_like(v)
        for column in kept[-2::-1]:
            slope *= v
            slope += value
            value *= v
            if column is not None:
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
