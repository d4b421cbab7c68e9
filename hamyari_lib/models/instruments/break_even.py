"""The profit rate at which an instrument costs as much as another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.optimize import brentq

from hamyari_lib.errors import HamyariError, ParameterError
from hamyari_lib.models.instruments.costs import cost_and_fault
from hamyari_lib.models.instruments.flows import Payer, cash_flows, check_offer, check_payer, unknown_shares
from hamyari_lib.models.instruments.items import years_since
from hamyari_lib.models.instruments.questions import is_number
from hamyari_lib.models.instruments.terms import Fees, Terms
from hamyari_lib.models.returns import NoRateError

_LOWEST, _HIGHEST = 0.0, 2.0  # profit rates between which a break-even is looked for
_SAME = 1e-6  # costs nearer than this are the same


@dataclass(frozen=True)
class BreakEven:
    """The profit rate at which two costs are equal, or on which side the instrument stays at every rate from 0 to 2.

    ``rate`` is a fraction a year and ``always`` "", or ``rate`` is ``None`` and the instrument ``always`` "dearer" (for
    an investor: it brings more) or "cheaper" than the other.
    """

    rate: float | None
    always: Literal["", "dearer", "cheaper"]


def break_even(terms: Terms, fees: Fees, payer: Payer, other_cost: float) -> BreakEven:
    """The instrument's own profit rate (one rate throughout) at which its cost equals another's, or that there is none.

    The search runs over rates from 0 to 2. While part of the cost is not known the answer is an upper limit: with
    more costs, a lower rate breaks even. At a given ``market_yield`` the profit rate hardly moves the cost (a lower
    rate is paid by a lower price); give a price to ask what rate to offer. At a given price every higher rate costs
    more, so there is one answer at most.

    Raises
    ------
    ParameterError
        What are no terms and fees; the state as payer; a cost that is unknown, of this instrument or of the other.
    NoRateError
        Whatever the profit rate, the flows have no cost: for instance where fees take all that is received.
    HamyariError
        The other's cost is one of several rates that solve the flows, and not their cost.

    >>> from hamyari_lib.models.bonds import Bond
    >>> terms = Terms("manfaa", Bond("1397/04/12", "1401/04/12", 0.18, interval_months=12), price=1.0)
    >>> break_even(terms, Fees.none(), "all", -0.5)
    BreakEven(rate=None, always='dearer')
    """
    check_offer(terms, fees)
    check_payer(payer, ("issuer", "investor", "municipality", "all"))
    if not is_number(other_cost) or not -1 < other_cost < np.inf:
        raise ParameterError(f"other_cost is {other_cost!r}; expected an effective annual fraction above -1.")

    def at(rate: float) -> Terms:
        return replace(terms, bond=replace(terms.bond, coupon=rate))

    if unknown_shares(at(_HIGHEST), payer):
        found, _ = cost_and_fault(at(_HIGHEST), fees, payer)
        raise ParameterError(f"the cost is {found}; give what is not known, or ask for another payer.")

    def excess(rate: float) -> float:
        """How much more is paid at this profit rate than at the other's cost: nothing where the two are equal."""
        net = cash_flows(at(rate), fees, payer).by_date()
        dates = net.index.to_numpy().astype("M8[D]")
        worth = float(net.to_numpy() @ (1 + other_cost) ** -years_since(dates[0], dates))
        return worth if payer == "investor" else -worth

    low, high = excess(_LOWEST), excess(_HIGHEST)
    if low * high <= 0:
        rate = float(brentq(excess, _LOWEST, _HIGHEST, xtol=1e-14, rtol=1e-14))
        _require(terms, at(rate), fees, payer, other_cost, 0)
        return BreakEven(rate, "")
    _require(terms, at(_HIGHEST), fees, payer, other_cost, 1 if low > 0 else -1)
    return BreakEven(None, "dearer" if low > 0 else "cheaper")


def loan_break_even(loan_terms: Terms, loan_fees: Fees, other_cost: float | None) -> BreakEven | None:
    """The profit rate of a loan at which it costs all payers as much as the other; see :func:`break_even`.

    ``None`` where there is nothing to compare: the other has no cost (``None``), or the loan has none at any rate, for
    its fees and deposit take all that it brings.

    >>> from hamyari_lib.models.bonds import Bond
    >>> loan = Terms("bank_loan", Bond("1397/04/12", "1401/04/12", 0.18, interval_months=12))
    >>> round(loan_break_even(loan, Fees.none(), 0.2).rate, 3)
    0.2
    """
    if other_cost is None:
        return None
    try:
        return break_even(loan_terms, loan_fees, "all", other_cost)
    except NoRateError:
        return None


def break_even_rate(terms: Terms, fees: Fees, payer: Payer, other_cost: float) -> float:
    """The rate of :func:`break_even`; ``HamyariError`` where no rate from 0 to 2 does it.

    >>> from hamyari_lib.models.bonds import Bond
    >>> terms = Terms("manfaa", Bond("1397/04/12", "1401/04/12", 0.18, interval_months=12), price=1.0)
    >>> round(break_even_rate(terms, Fees.none(), "all", 0.2), 3)
    0.2
    """
    found = break_even(terms, fees, payer, other_cost)
    if found.rate is None:
        raise HamyariError(
            f"no profit rate from {_LOWEST:g} to {_HIGHEST:g} makes {terms.instrument} cost {other_cost * 100:.2f} % a "
            f"year: it always costs {'more' if found.always == 'dearer' else 'less'}; compare with another cost."
        )
    return found.rate


def _require(terms: Terms, tried: Terms, fees: Fees, payer: Payer, other_cost: float, side: int) -> None:
    """That the cost itself, and not only the present value, lies on this side of the other's (0: is equal)."""
    found, fault = cost_and_fault(tried, fees, payer)
    if found.value is None:
        raise NoRateError(fault, found.reason or "no_rate")
    gap = found.value - other_cost
    if abs(gap) > _SAME and np.sign(gap) != side:
        raise HamyariError(
            f"at a cost of {other_cost * 100:.2f} % a year more than one rate solves the flows of {terms.instrument}; "
            "compare with another cost."
        )
