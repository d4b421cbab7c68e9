"""What would change the answer: the market's yield, a fee, the profit rate, and where the order of two costs turns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from hamyari_lib.errors import HamyariError, ParameterError
from hamyari_lib.models.instruments.costs import DAYS_A_YEAR, Cost, cost
from hamyari_lib.models.instruments.flows import Payer, cash_flows, check_payer, unknown_shares
from hamyari_lib.models.instruments.terms import Fees, Terms
from hamyari_lib.models.returns import internal_rate

CostAt = Callable[[float], "float | Cost"]

_POINTS = 400
_LOWEST_RATE, _HIGHEST_RATE = 0.0, 2.0  # profit rates between which a break-even is looked for


def sensitivity(
    terms: Terms, fees: Fees, payer: Payer, market_yields: Sequence[float], extra_fees: Sequence[float]
) -> pd.DataFrame:
    """The all-in cost for every market yield (columns) and every further fee at issue (rows, fractions of the face).

    The yields take the place of the terms' own price; all else stays. What is not known of the fees stays left out, so
    the cells are bounds as ``cost`` of the same terms is.

    Returns
    -------
    Effective annual costs: index ``extra_fee``, columns ``market_yield``, in the order given.

    Raises
    ------
    ParameterError
        A payer other than ``"all"`` and ``"municipality"`` (only these pay fees); a bank loan, which has no market
        yield; a yield or a fee out of bounds; a state's share that is not known (see :func:`cash_flows`).
    HamyariError
        A cell without one rate, named by its yield and fee.

    >>> from hamyari_lib.models.bonds import Bond
    >>> terms = Terms("ijara", Bond("1397/04/12", "1401/04/12", 0.18))
    >>> sensitivity(terms, Fees.none(), "all", [0.2, 0.25], [0.0, 0.03]).round(3).values.tolist()
    [[0.2, 0.25], [0.213, 0.265]]
    """
    check_payer(payer, ("all", "municipality"))
    if terms.instrument == "bank_loan":
        raise ParameterError("a bank_loan is not sold in a market, so its cost does not depend on a market yield.")
    faults = [f"extra fee is {fee}; expected a fraction of the face from 0 to 1." for fee in extra_fees
              if not 0 <= fee <= 1]  # fmt: skip
    if faults:
        raise ParameterError(faults)
    prices = [replace(terms, price=None, market_yield=rate).issue_price() or 1.0 for rate in market_yields]
    net = cash_flows(replace(terms, price=1.0), fees, payer).by_date()
    dates = net.index.to_numpy().astype("M8[D]")
    times = (dates - dates[0]).astype(float) / DAYS_A_YEAR
    at_par, face = net.to_numpy(dtype=float), float(terms.bond.face)
    costs = np.empty((len(extra_fees), len(prices)))
    for row, fee in enumerate(extra_fees):
        for column, price in enumerate(prices):
            amounts = at_par.copy()
            amounts[0] += face * (price - 1 - fee)
            what = f"flows of payer {payer} at a market yield of {market_yields[column]} and a further fee of {fee}"
            costs[row, column] = internal_rate(times, amounts, what)
    index = pd.Index(extra_fees, name="extra_fee", dtype=float)
    return pd.DataFrame(costs, index, pd.Index(market_yields, name="market_yield", dtype=float))


def order_changes(
    cost_a: CostAt, cost_b: CostAt, low: float, high: float, *, points: int = _POINTS
) -> tuple[float, ...]:
    """Where the order of two costs turns, as what they depend on (a yield, a fee, an amount) goes from low to high.

    Both are computed at ``points`` even places; between two places with another order the crossing is refined to
    machine precision. Two crossings within one such stretch, (high - low) / (points - 1) wide, are not seen. A touching
    after which the order is as before is no change, nor is one at an end; where the costs are equal over a stretch of
    places and the order is another behind it, the change is put in its middle.

    Where either cost is only "at least", so is the order: it may turn elsewhere once the rest is known.

    Returns
    -------
    The places in order; empty when the order never turns.

    Raises
    ------
    ParameterError
        ``low`` not below ``high``, fewer than 2 points; a cost that is unknown or no number at some place.

    >>> [round(x, 9) for x in order_changes(lambda x: x**2, lambda x: 0.25, -1, 1)]
    [-0.5, 0.5]
    """
    if not low < high or points < 2:
        raise ParameterError(f"low is {low}, high {high}, points {points}; expected low < high and 2 points or more.")

    def difference(x: float) -> float:
        a, b = _number(cost_a(x), x), _number(cost_b(x), x)
        return a - b

    places = np.linspace(low, high, points)
    gaps = np.array([difference(float(x)) for x in places])
    apart = np.flatnonzero(gaps)
    found = []
    for here, there in zip(apart[:-1], apart[1:], strict=True):
        if gaps[here] * gaps[there] > 0:
            continue
        if there == here + 1:
            found.append(float(brentq(difference, places[here], places[there], xtol=1e-14, rtol=1e-14)))
        else:
            found.append(float((places[here + 1] + places[there - 1]) / 2))
    return tuple(found)


def break_even_rate(terms: Terms, fees: Fees, payer: Payer, other_cost: float) -> float:
    """The instrument's own profit rate (one rate throughout, a fraction a year) at which its cost equals another's.

    The search runs over rates from 0 to 2. While part of the cost is not known the answer is an upper limit: with
    more costs, a lower rate breaks even. At a given ``market_yield`` the profit rate hardly moves the cost (a lower
    rate is paid by a lower price); give a price to ask what rate to offer. At a given price every higher rate costs
    more, so there is one answer at most.

    Raises
    ------
    HamyariError
        No rate from 0 to 2 does it; the cost is unknown.

    >>> from hamyari_lib.models.bonds import Bond
    >>> terms = Terms("manfaa", Bond("1397/04/12", "1401/04/12", 0.18, interval_months=12), price=1.0)
    >>> round(break_even_rate(terms, Fees.none(), "all", 0.2), 3)
    0.2
    """

    if unknown_shares(terms, payer):
        found = cost(terms, fees, payer)
        raise ParameterError(f"the cost is {found}; give what is not known, or ask for another payer.")
    if other_cost <= -1:
        raise ParameterError(f"other_cost is {other_cost}; expected an effective annual fraction above -1.")

    def worth(rate: float) -> float:
        """What the flows at this profit rate are worth at the other's cost: nothing where the two costs are equal."""
        net = cash_flows(replace(terms, bond=replace(terms.bond, coupon=rate)), fees, payer).by_date()
        years = (net.index - net.index[0]).days.to_numpy() / DAYS_A_YEAR
        return float(net.to_numpy() @ (1 + other_cost) ** -years)

    low, high = worth(_LOWEST_RATE), worth(_HIGHEST_RATE)
    if low * high <= 0:
        return float(brentq(worth, _LOWEST_RATE, _HIGHEST_RATE, xtol=1e-14, rtol=1e-14))
    side = "more" if (low < 0) == (payer != "investor") else "less"
    raise HamyariError(
        f"no profit rate from {_LOWEST_RATE:g} to {_HIGHEST_RATE:g} makes {terms.instrument} cost "
        f"{other_cost * 100:.2f} % a year: it always costs {side}; compare with another cost."
    )


def _number(found: float | Cost, place: float) -> float:
    value = found.value if isinstance(found, Cost) else float(found)
    if value is None:
        raise ParameterError(f"the cost at {place:g} is {found}; give what is not known, or ask for another payer.")
    if not np.isfinite(value):
        raise ParameterError(f"the cost at {place:g} is {value}; expected a number; choose another range.")
    return value
