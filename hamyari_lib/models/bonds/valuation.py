"""Value of given flows at an effective annual yield, and back: rows of times and amounts, padded with zeros.

All functions take n x k arrays (a single row may be 1-D, and gives a float): ``times_years`` from the day of valuation
and ``amounts`` that are not negative. An amount of 0 counts for nothing, whatever its time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hamyari_lib.errors import DataError
from hamyari_lib.models.magnitudes import HIGHEST_EFFECTIVE, SHORT, refuse_per_cent

Amounts = NDArray[np.float64]
_MOST_STEPS = 200
_LARGEST_EXPONENT = 700.0
_BLOCK = 512  # rows solved together: few enough to stay in the processor's cache


def price_flows(times_years: ArrayLike, amounts: ArrayLike, effective_yield: ArrayLike) -> Any:
    """Present value of each row, in the unit of the amounts: sum of amount / (1 + yield)^time.

    ``effective_yield`` is a fraction a year above -1, one or one a row. Raises ``DataError`` for other yields, times
    that are negative where something is paid, and what is not finite.

    >>> price_flows([1.0, 2.0], [10.0, 110.0], 0.1)
    100.0
    """
    times, flows, is_row = _rows(times_years, amounts, signed=True)
    return _shaped(_weights(times, flows, _log_yield(effective_yield, len(times))).sum(axis=1), is_row)


def macaulay_of_flows(times_years: ArrayLike, amounts: ArrayLike, effective_yield: ArrayLike) -> Any:
    """Macaulay duration in years: the mean time of the payments, each weighted by its present value.

    >>> macaulay_of_flows([2.0], [100.0], 0.2)
    2.0
    """
    times, flows, is_row = _rows(times_years, amounts)
    weights = _weights(times, flows, _log_yield(effective_yield, len(times)))
    return _shaped((weights * times).sum(axis=1) / weights.sum(axis=1), is_row)


def convexity_of_flows(times_years: ArrayLike, amounts: ArrayLike, effective_yield: ArrayLike) -> Any:
    """Second derivative of the price by the effective annual yield over the price: t(t+1)/(1+y)^2, so weighted.

    This is what QuantLib gives for yearly compounding.
    """
    times, flows, is_row = _rows(times_years, amounts)
    log_yield = _log_yield(effective_yield, len(times))
    weights = _weights(times, flows, log_yield)
    total = (weights * times * (times + 1)).sum(axis=1) / weights.sum(axis=1)
    return _shaped(total / np.exp(2 * log_yield), is_row)


def yield_of_flows(times_years: ArrayLike, amounts: ArrayLike, price: ArrayLike) -> Any:
    """The effective annual yield at which each row's present value is its price (n or one), to machine precision.

    In u = ln(1 + yield) the logarithm of the present value is convex and falls, so Newton's method reaches its only
    root from anywhere; no bracket is guessed. Close to the root its second derivative is used too (Euler's method).

    Raises
    ------
    DataError
        A price that is not positive; amounts below 0; a row that pays nothing; a payment at time 0 or before: rows by
        number (from 0), all faults at once.

    >>> round(yield_of_flows([1.0, 2.0], [10.0, 110.0], 100.0), 12)
    0.1
    """
    times, flows, is_row = _rows(times_years, amounts)
    prices = np.broadcast_to(np.asarray(price, dtype=float), (len(times),))
    is_paid = flows > 0
    wrong = ~(np.isfinite(prices) & (prices > 0))
    faults = [f"the price{_row(wrong, is_row)} is {prices[wrong][0]:g}; give a price above 0."] if wrong.any() else []
    empty = ~is_paid.any(axis=1)
    if empty.any():
        faults.append(f"the flows{_row(empty, is_row)} pay nothing after the day of valuation; there is no yield.")
    at_once = (is_paid & (times <= 0)).any(axis=1)
    if at_once.any():
        faults.append(f"a payment{_row(at_once, is_row)} falls on the day of valuation or before; leave it out.")
    if faults:
        raise DataError(faults)

    found = np.empty(len(times))
    width = is_paid.shape[1] - is_paid[:, ::-1].argmax(axis=1)  # up to the last payment
    order = np.argsort(width, kind="stable")  # rows of like length together, so that little padding is worked on
    for rows in (order[start : start + _BLOCK] for start in range(0, len(times), _BLOCK)):
        widest = width[rows[-1]]
        found[rows] = _solved(*(one[rows, :widest] for one in (times, flows)), prices[rows], is_paid[rows, :widest])
    return _shaped(np.expm1(found), is_row)


def checked_yields(effective_yield: ArrayLike, times: Amounts) -> Amounts:
    """One yield a row of ``times``; ``ParameterError`` for one written as per cent."""
    yields = np.broadcast_to(np.asarray(effective_yield, dtype=float), (len(times),))
    refuse_per_cent("the yield", yields, HIGHEST_EFFECTIVE, times.max(axis=1) >= SHORT)
    return yields


def _solved(times: Amounts, flows: Amounts, prices: Amounts, is_paid: NDArray[np.bool_]) -> Amounts:
    """ln(1 + yield) of each row."""
    times, flows, is_paid = (np.ascontiguousarray(one.T) for one in (times, flows, is_paid))  # sums go quicker so
    latest = np.where(is_paid, times, 0).max(axis=0)
    earliest = np.where(is_paid, times, np.inf).min(axis=0)
    # a start from the curve's first two derivatives at 0, where they have a root; any start will do
    total = flows.sum(axis=0)
    weights = flows * times
    mean = weights.sum(axis=0) / total
    weights *= times
    spread = weights.sum(axis=0) / total - mean**2
    gain = np.log(total / prices)
    log_yield = 2 * gain / (mean + np.sqrt(np.maximum(mean**2 - 2 * spread * gain, 0)))
    times = np.where(is_paid, times, latest)  # with an exponent that stays in bounds where nothing is paid
    is_near = False
    for _ in range(_MOST_STEPS):
        # taken out of the sum, the largest exponent neither overflows nor leaves a row of zeros
        base = np.where(log_yield > 0, earliest, latest)
        np.subtract(base, times, out=weights)
        weights *= log_yield
        np.exp(weights, out=weights)
        weights *= flows
        worth = weights.sum(axis=0)
        weights *= times
        mean = weights.sum(axis=0) / worth
        weights *= times
        spread = weights.sum(axis=0) / worth - mean**2
        gap = np.log(worth / prices) - log_yield * base
        newton = gap / mean
        # close to the root the second derivative helps; bounded so, a step's error is below a hundredth of the step
        root = mean**2 - 2 * spread * gap
        is_close = (latest * np.abs(newton) <= 1) & (root >= mean**2 / 2)
        step = np.where(is_close, 2 * gap / (mean + np.sqrt(np.maximum(root, 0))), newton)
        log_yield = log_yield + step
        largest = (latest * np.abs(step)).max()
        if is_near or largest <= 3e-6:
            break
        is_near = largest <= 1e-3  # each step cubes the error
    return log_yield


def _rows(times_years: ArrayLike, amounts: ArrayLike, *, signed: bool = False) -> tuple[Amounts, Amounts, bool]:
    times, flows = np.broadcast_arrays(np.asarray(times_years, dtype=float), np.asarray(amounts, dtype=float))
    if times.ndim not in (1, 2):
        raise DataError(f"times and amounts have {times.ndim} dimensions; give rows of flows, or one row.")
    is_row = times.ndim == 1
    times, flows = np.atleast_2d(times), np.atleast_2d(flows)
    # one pass over each array tells that all is well; a fault is looked for only where there is one
    if times.size and np.isfinite(times.sum() + flows.sum()) and times.min() >= 0 and (signed or flows.min() >= 0):
        return times, flows, is_row
    faults = []
    broken = ~(np.isfinite(times) & np.isfinite(flows)).all(axis=1)
    if broken.any():
        faults.append(f"times or amounts{_row(broken, is_row)} are not finite; pad with zeros.")
    early = ((times < 0) & (flows != 0)).any(axis=1)
    if early.any():
        faults.append(f"a payment{_row(early, is_row)} has a negative time; leave out what is paid before valuation.")
    below = (flows < 0).any(axis=1)
    if below.any() and not signed:
        faults.append(
            f"amounts{_row(below, is_row)} are negative; these have no single yield: see models.returns.internal_rates."
        )
    if faults:
        raise DataError(faults)
    return times, flows, is_row


def _row(mask: NDArray[np.bool_], is_row: bool) -> str:
    return "" if is_row else f" of row {int(mask.argmax())}"


def _log_yield(effective_yield: ArrayLike, rows: int) -> Amounts:
    given = np.broadcast_to(np.asarray(effective_yield, dtype=float), (rows,))
    wrong = ~(np.isfinite(given) & (given > -1))
    if wrong.any():
        raise DataError(f"the yield is {given[wrong][0]:g}; give a fraction a year above -1, 0.18 for 18 %.")
    return np.log1p(given)


def _weights(times: Amounts, flows: Amounts, log_yield: Amounts) -> Amounts:
    weights = times * -log_yield[:, None]
    if weights.size and weights.max() > _LARGEST_EXPONENT:  # a padded time must not overflow
        np.copyto(weights, 0, where=flows == 0)
    np.exp(weights, out=weights)
    weights *= flows
    return weights


def _shaped(values: Amounts, is_row: bool) -> Any:
    return float(values[0]) if is_row else values
