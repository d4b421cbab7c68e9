"""What flows are worth and what they yield: present value, internal rates, modified rate, pay-back and unit cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hamyari_lib.errors import DataError
from hamyari_lib.models.returns import internal_rates

Floats = NDArray[np.float64]


def npv(rate: ArrayLike, flows: ArrayLike, *, times_years: ArrayLike | None = None) -> float | Floats:
    """Present value of flows at an effective rate a period, the first flow not discounted.

    Parameters
    ----------
    rate
        A fraction a period (a year where ``times_years`` is given), above -1: one number, or one for each flow, which
        then discounts from that flow's time to the start.
    flows
        By period, received positive; of shape (..., periods).
    times_years
        When each flow falls, in years from the day of the value; without it 0, 1, 2 and so on.

    Returns
    -------
    In the unit of the flows; a float for one row of flows, else of their leading shape.

    Raises
    ------
    DataError
        No flow, an amount that is no number, times or rates of another number, or a rate of -1 or below.

    >>> round(npv(0.1, [-100, 60, 60]), 6)
    4.132231
    """
    amounts = _flows(flows)
    times = _times(times_years, amounts.shape[-1])
    rates = np.asarray(rate, dtype=float)
    if not np.isfinite(rates).all() or (rates <= -1).any():
        raise DataError(f"rate is {rate}; expected a fraction above -1, such as 0.25 for 25 %.")
    if rates.ndim and rates.shape[-1] != amounts.shape[-1]:
        raise DataError(f"{rates.shape[-1]} rates for {amounts.shape[-1]} flows; give one rate, or one for each flow.")
    value = (amounts * (1 + rates) ** -times).sum(axis=-1)
    return float(value) if amounts.ndim == 1 else value


def irr(flows: ArrayLike, *, times_years: ArrayLike | None = None) -> Floats:
    """All real internal rates of return above -1, sorted: none, one or several; none is overlooked.

    Effective a period (a year where ``times_years`` is given), as fractions. The search splits the line of rates at the
    turns of the present value, as :func:`hamyari_lib.models.returns.internal_rates` explains. Where several rates
    solve the flows, none of them is a yield to compare: compare present values.

    Raises
    ------
    DataError
        No flow, or an amount or a time that is no number.

    >>> irr([-100, 230, -132]).round(9).tolist()
    [0.1, 0.2]
    >>> irr([100, 20]).tolist()
    []
    """
    amounts = _one_row(flows)
    return internal_rates(_times(times_years, len(amounts)), amounts)


def mirr(flows: ArrayLike, *, finance_rate: float, reinvest_rate: float, times_years: ArrayLike | None = None) -> float:
    """Modified internal rate of return: receipts grow to the end, payments are discounted to the start (Lin 1976).

    Fractions a period (a year with ``times_years``). ``DataError`` where there are no receipts or no payments.

    >>> round(mirr([-120000, 39000, 30000, 21000, 37000, 46000], finance_rate=0.1, reinvest_rate=0.12), 6)
    0.126094
    """
    amounts = _one_row(flows)
    times = _times(times_years, len(amounts))
    span = times.max() - times.min()
    received, paid = np.clip(amounts, 0, None), np.clip(-amounts, 0, None)
    if not all(np.isfinite(one) and one > -1 for one in (finance_rate, reinvest_rate)):
        raise DataError(f"rates are {finance_rate:g} and {reinvest_rate:g}; expected fractions above -1.")
    if not received.any() or not paid.any() or span == 0:
        missing = "receipts" if not received.any() else "payments" if not paid.any() else "two times"
        raise DataError(f"flows: no {missing}; a modified rate needs payments and receipts; check the signs.")
    grown = (received * (1 + reinvest_rate) ** (times.max() - times)).sum()
    spent = (paid * (1 + finance_rate) ** -(times - times.min())).sum()
    return float((grown / spent) ** (1 / span) - 1)


def payback(flows: ArrayLike, *, rate: float = 0.0, times_years: ArrayLike | None = None) -> float | None:
    """When the running sum of the flows, discounted at ``rate``, turns from below 0 to 0 or more for the last time.

    Within the period in which it turns, the sum is taken as a straight line. Years from the start (periods without
    ``times_years``); None where the flows are never paid back; 0 where nothing is ever owed.

    >>> payback([-100, 40, 40, 40])
    2.5
    >>> payback([-100, 40, 40]) is None
    True
    """
    amounts = _one_row(flows)
    times = _times(times_years, len(amounts))
    if not (np.isfinite(rate) and rate > -1) or (np.diff(times) < 0).any():
        raise DataError(f"rate is {rate:g}; expected a fraction above -1, and times in order.")
    sums = np.cumsum(amounts * (1 + rate) ** -times)
    slack = 1e-12 * np.abs(amounts).sum()
    below = np.flatnonzero(sums < -slack)
    if not len(below):
        return 0.0
    last = below[-1]
    if last == len(sums) - 1:
        return None
    part = -sums[last] / (sums[last + 1] - sums[last])
    return float(times[last] + part * (times[last + 1] - times[last]))


def unit_cost(costs: ArrayLike, quantities: ArrayLike, *, rate: float, times_years: ArrayLike | None = None) -> float:
    """The constant price of a unit that just pays all costs: costs over quantities, both discounted (LCOE of energy).

    With costs in constant prices and a real rate the price is real; it then has to grow with inflation. Costs are
    positive, in any unit of money; the answer is in that unit for each unit of quantity.

    Raises
    ------
    DataError
        Quantities that are negative or all 0, or of another number than the costs.

    >>> round(unit_cost([1000, 50, 50], [0, 100, 100], rate=0.1), 4)
    6.2619
    """
    spent, made = _one_row(costs), _one_row(quantities)
    if len(spent) != len(made):
        raise DataError(f"{len(spent)} costs and {len(made)} quantities; expected as many of each.")
    if (made < 0).any() or not made.any():
        raise DataError("quantities: expected 0 or more and not all 0; a unit has a cost only where units are made.")
    return float(npv(rate, spent, times_years=times_years) / npv(rate, made, times_years=times_years))


def _flows(flows: ArrayLike) -> Floats:
    try:
        amounts = np.asarray(flows, dtype=float)
    except (TypeError, ValueError):
        raise DataError("flows: expected numbers, as many in each row; leave texts out and fill rows with 0.") from None
    if not amounts.size or amounts.ndim == 0:
        raise DataError("flows: there is none; give an amount for each period.")
    if not np.isfinite(amounts).all():
        place = tuple(int(one) + 1 for one in np.argwhere(~np.isfinite(amounts))[0])
        raise DataError(f"flows: number {place[-1]} is no number; an unknown amount has no value; leave the flow out.")
    return amounts


def _one_row(flows: ArrayLike) -> Floats:
    amounts = _flows(flows)
    if amounts.ndim != 1:
        raise DataError(f"flows: {amounts.ndim} dimensions; expected one row; use irr_many for rows of flows.")
    return amounts


def _times(times_years: ArrayLike | None, number: int) -> Floats:
    if times_years is None:
        return np.arange(number, dtype=float)
    times = np.asarray(times_years, dtype=float)
    if times.shape != (number,) or not np.isfinite(times).all():
        raise DataError(f"{times.size} times for {number} flows; expected a number of years for each flow.")
    return times
