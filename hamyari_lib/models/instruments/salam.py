"""The standard parallel salam (سلف موازی استاندارد): a commodity's price, held between two options."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from hamyari_lib.errors import DataError, ParameterError
from hamyari_lib.models.returns import internal_rate


def salam_payoff(spot: ArrayLike, *, call: float, put: float) -> Any:
    """What a salam pays at delivery: min(call, max(put, spot)).

    The producer may buy back at ``call``, the holder may sell back at ``put``. Both are terms of the issue, without
    defaults: the electricity salam of 1396 had 1.18 and 1.175 (sena.ir, 2018-03-04).

    Parameters
    ----------
    spot
        The commodity's price at delivery over its base price, of any shape (a float gives a float).
    call, put
        In the same measure, ``put`` not above ``call``.

    Raises
    ------
    ParameterError
        A price that is negative or NaN; ``put`` above ``call``.

    >>> salam_payoff([0.9, 1.178, 2.0], call=1.18, put=1.175).tolist()
    [1.175, 1.178, 1.18]
    """
    prices = np.asarray(spot, dtype=float)
    faults = []
    if not (prices >= 0).all():  # NaN fails too
        faults.append("spot has a price that is negative or no number; expected the price over its base price.")
    if not 0 <= put <= call:
        faults.append(f"put is {put} and call {call}; expected 0 <= put <= call; exchange them if they are swapped.")
    if faults:
        raise ParameterError(faults)
    paid = np.minimum(call, np.maximum(put, prices))
    return float(paid) if prices.ndim == 0 else paid


@dataclass(frozen=True)
class SalamCost:
    """What a producer's salam costs, effective a year: between ``least`` (the holder's put) and ``most`` (the issuer's
    call), whatever the commodity's price does. ``missing`` names fees that are not known: both are then at least that.
    """

    least: float
    most: float
    missing: tuple[str, ...]


def salam_cost(
    amount: float, years: float, *, call: float, put: float, admission: float | None = None,
    admission_least: float | None = None, admission_most: float | None = None, market_making: float | None = None,
) -> SalamCost:  # fmt: skip
    """The cost of raising ``amount`` by a standard parallel salam that is delivered after ``years``.

    Parameters
    ----------
    amount
        The base value of what is sold, in the unit of the bounds of the fee.
    call, put
        As for :func:`salam_payoff`, over the base value.
    admission, admission_least, admission_most
        The exchange's fee at the start: a fraction of the amount, and the amounts between which it is kept; ``None`` =
        not known, or no bound.
    market_making
        A fraction of the amount a year, at the start of each.

    >>> found = salam_cost(400e9, 1.0, call=1.18, put=1.175, admission=0.0002, admission_most=300e6, market_making=0.0)
    >>> round(found.least, 4), round(found.most, 4), found.missing
    (0.1752, 0.1802, ())
    """
    if not (amount > 0 and years > 0):
        raise ParameterError(f"salam: amount is {amount:g}, delivery after {years:g} years; expected both above 0.")
    salam_payoff(0.0, call=call, put=put)  # refuses what they cannot be
    fee = (admission or 0.0) * amount
    if admission is not None:
        fee = min(max(fee, admission_least or 0.0), np.inf if admission_most is None else admission_most)
    starts = np.arange(np.ceil(years))
    parts = np.minimum(years - starts, 1.0) * (market_making or 0.0) * amount
    times = np.concatenate([[0.0], starts, [years]])
    rates = []
    for paid in (put, call):
        flows = np.concatenate([[amount - fee], -parts, [-paid * amount]])
        if flows[0] - parts[0] <= 0:
            raise DataError("salam: the fees take all that is raised; check their unit.")
        rates.append(internal_rate(times, flows, "the salam's flows"))
    missing = tuple(name for name, one in (("admission", admission), ("market_making", market_making)) if one is None)
    return SalamCost(*rates, missing)
