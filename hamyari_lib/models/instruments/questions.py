"""What would change the answer: the market's yield, a fee, and where the order of two costs turns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from hamyari_lib.errors import ParameterError
from hamyari_lib.models.instruments.answers import Cost
from hamyari_lib.models.instruments.costs import require_money_in_hand
from hamyari_lib.models.instruments.flows import Payer, cash_flows, check_offer, check_payer
from hamyari_lib.models.instruments.items import years_since
from hamyari_lib.models.instruments.terms import Fees, Terms
from hamyari_lib.models.returns import Floats, NoRateError, internal_rate

CostAt = Callable[[float], "float | Cost"]

_POINTS = 400


def yields_to_try(lowest: float, highest: float, own: float | None = None, *, count: int = 6) -> list[float]:
    """Even market yields from ``lowest`` to ``highest``, in tenths of a per cent, with the case's ``own`` among them.

    The own yield takes the place of the nearest, or stands beside them where it lies outside the range.

    >>> yields_to_try(0.2, 0.3, 0.235, count=3), yields_to_try(0.2, 0.3, 0.38, count=2)
    ([0.2, 0.235, 0.3], [0.2, 0.3, 0.38])
    """
    even = [float(rate) for rate in np.linspace(lowest, highest, count).round(3)]
    if own is None:
        return even
    if lowest <= own <= highest:
        even.remove(min(even, key=lambda rate: abs(rate - own)))
    return sorted([*even, own])


def sensitivity(
    terms: Terms, fees: Fees, payer: Payer, market_yields: Sequence[float], extra_fees: Sequence[float]
) -> pd.DataFrame:
    """The all-in cost for every market yield (columns) and every further fee at issue (rows, fractions of the face).

    The yields take the place of the terms' own price; all else stays. What is not known of the fees stays left out, so
    the cells are bounds as ``cost`` of the same terms is.

    Returns
    -------
    Effective annual costs: index ``extra_fee``, columns ``market_yield``, in the order given. A cell whose flows no one
    rate describes is NaN, for instance where discount and fees take all that is received.

    Raises
    ------
    ParameterError
        A payer other than ``"all"`` and ``"municipality"`` (only these pay fees); a bank loan, which has no market
        yield; a yield or a fee out of bounds; a state's share that is not known (see :func:`cash_flows`).

    >>> from hamyari_lib.models.bonds import Bond
    >>> terms = Terms("ijara", Bond("1397/04/12", "1401/04/12", 0.18))
    >>> sensitivity(terms, Fees.none(), "all", [0.2, 0.25], [0.0, 0.03]).round(3).values.tolist()
    [[0.2, 0.25], [0.213, 0.265]]
    """
    check_offer(terms, fees)
    check_payer(payer, ("all", "municipality"))
    if terms.instrument == "bank_loan":
        raise ParameterError("a bank_loan is not sold in a market, so its cost does not depend on a market yield.")
    for name, values in (("market_yields", market_yields), ("extra_fees", extra_fees)):
        if isinstance(values, str) or np.ndim(values) != 1:
            raise ParameterError(f"{name} is {values!r}; expected a list of fractions, such as [0.2, 0.25].")
    faults = [f"extra fee is {fee!r}; expected a fraction of the face from 0 to 1." for fee in extra_fees
              if not is_number(fee) or not 0 <= fee <= 1]  # fmt: skip
    if faults:
        raise ParameterError(faults)
    prices = [replace(terms, price=None, market_yield=rate).issue_price() or 1.0 for rate in market_yields]
    net = cash_flows(replace(terms, price=1.0), fees, payer).by_date()
    face = float(terms.bond.face)
    costs = [[cost_of_net(net, face * (price - 1 - fee), payer) for price in prices] for fee in extra_fees]
    index = pd.Index(extra_fees, name="extra_fee", dtype=float)
    columns = pd.Index(market_yields, name="market_yield", dtype=float)
    return pd.DataFrame(np.reshape(costs, (len(index), len(columns))), index, columns, dtype=float)


def cost_of_net(net: pd.Series, more: float, payer: Payer) -> float:
    """The cost of a borrower's daily net flows with so much more received on the first day; NaN without one rate."""
    dates, amounts = net.index.to_numpy().astype("M8[D]"), net.to_numpy(dtype=float).copy()
    amounts[0] += more
    try:
        require_money_in_hand(amounts[:1], 1, f"flows of payer {payer}")
        return internal_rate(years_since(dates[0], dates), amounts)
    except NoRateError:
        return np.nan


def is_number(value: object) -> bool:
    """Whether a value is a plain number: no text, no truth value."""
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


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
    if not (is_number(low) and is_number(high) and low < high) or points < 2:
        raise ParameterError(f"low is {low}, high {high}, points {points}; expected low < high and 2 points or more.")

    def difference(x: float) -> float:
        a, b = _number(cost_a(x), x), _number(cost_b(x), x)
        return a - b

    places = np.linspace(low, high, points)
    gaps = np.array([difference(float(x)) for x in places])
    return crossings(places, gaps, difference)


def crossings(places: Floats, gaps: Floats, difference: Callable[[float], float]) -> tuple[float, ...]:
    """Where a difference changes its sign, from its values (``gaps``) at places in order; see :func:`order_changes`."""
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


def _number(found: float | Cost, place: float) -> float:
    value = found.value if isinstance(found, Cost) else float(found)
    if value is None:
        raise ParameterError(f"the cost at {place:g} is {found}; give what is not known, or ask for another payer.")
    if not np.isfinite(value):
        raise ParameterError(f"the cost at {place:g} is {value}; expected a number; choose another range.")
    return value
