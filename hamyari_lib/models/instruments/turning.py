"""Where the order of one instrument and each of the others changes: at which yield, fee or profit rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Literal

import numpy as np
import pandas as pd

from hamyari_lib.errors import HamyariError, ParameterError, nearest
from hamyari_lib.models.instruments.break_even import break_even
from hamyari_lib.models.instruments.comparison import Offer, check_offers, made
from hamyari_lib.models.instruments.costs import all_in_cost
from hamyari_lib.models.instruments.flows import cash_flows, check_offer
from hamyari_lib.models.instruments.questions import cost_of_net, crossings, is_number, sensitivity
from hamyari_lib.models.instruments.terms import Fees, Terms
from hamyari_lib.models.returns import Floats

By = Literal["market_yield", "extra_fee", "profit_rate"]
Costs = Callable[[Floats], Floats]

_PLACES = 41
_EQUAL = 1e-9  # costs nearer than this are the same


def turning_points(
    offers: Mapping[str, Offer | Callable[[], Offer]], first: str, *, yields: tuple[float, float], highest_fee: float
) -> pd.DataFrame:
    """Where the order of the offer ``first`` and each other one changes, in the cost to all payers.

    Both costs are computed at 41 even places of the range, and a change between two of them is refined to machine
    precision. Two changes within one fortieth of the range cancel and are not seen. Places where either cost has no one
    rate (a discount and fees that take all that is received) are left out.

    Parameters
    ----------
    offers
        As :func:`alternatives` gives them; one that cannot be computed is left out, and so is a comparison that cannot
        be made while the other ones of the same offer stay.
    first
        The name of one that is sold in a market: no bank loan.
    yields
        Lowest and highest market yield (effective annual) that is tried, for both at once; a loan keeps its cost.
    highest_fee
        Highest further up-front fee (fraction of the face, above 0) of ``first`` that is tried.

    Returns
    -------
    A frame with a row for every change, or one that says there is none: ``other``; ``by``, what varies
    (``market_yield``, ``extra_fee`` of ``first``, or ``profit_rate`` of a bank loan, from 0 to 2); ``place``, where the
    order changes (NaN: nowhere in the range); ``cheaper_at_low``, which of the two is cheaper at the low end of the
    range, or "" where both cost the same; and ``is_exact``: nothing is unknown of either. Otherwise the unknown figures
    of both are left aside, and the order is only that of what is known.

    Raises
    ------
    ParameterError
        Offers without names; a ``first`` that is not among them, is refused or is a bank loan; a range that is none.
    """
    terms, fees = _first(offers, first)
    _check_ranges(yields, highest_fee)
    rows: list[tuple[str, By, float, str, bool]] = []
    ours_is_exact = not cash_flows(terms, fees, "all").missing
    for other, offer in offers.items():
        if other == first:
            continue
        try:
            theirs = made(offer)
            is_exact = ours_is_exact and not cash_flows(*theirs, "all").missing
        except HamyariError:
            continue
        with suppress(HamyariError):
            own, its = _by_yield(terms, fees), _by_yield(*theirs)
            rows += ((*row, is_exact) for row in _rows(other, "market_yield", first, *yields, own, its))
        with suppress(HamyariError):
            own, its = _by_fee(terms, fees), _constant(*theirs)
            rows += ((*row, is_exact) for row in _rows(other, "extra_fee", first, 0.0, highest_fee, own, its))
        if theirs[0].instrument == "bank_loan":
            with suppress(HamyariError):
                rows.append((*_by_loan_rate(other, first, theirs, (terms, fees)), is_exact))
    columns = ["other", "by", "place", "cheaper_at_low", "is_exact"]
    return pd.DataFrame(rows, columns=columns).astype({"place": float, "is_exact": bool})


def _first(offers: Mapping[str, Offer | Callable[[], Offer]], first: str) -> Offer:
    check_offers(offers)
    if first not in offers:
        near = nearest(str(first), offers)
        hint = f'did you mean "{near}"?' if near else "choose one of these."
        raise ParameterError(f"first is {first!r}; expected one of {', '.join(offers)}; {hint}")
    terms, fees = made(offers[first])
    check_offer(terms, fees)
    if terms.instrument == "bank_loan":
        raise ParameterError(
            f"first is {first}, a bank_loan: no market yield and no fee of an issue moves its cost; give an instrument "
            "that is sold in a market, and the loan among the others."
        )
    return terms, fees


def _check_ranges(yields: tuple[float, float], highest_fee: float) -> None:
    faults = []
    is_pair = isinstance(yields, tuple | list) and len(yields) == 2 and all(map(is_number, yields))
    if not is_pair or not -0.9 <= yields[0] < yields[1] <= 2:
        faults.append(f"yields is {yields!r}; expected the lowest and then the highest, fractions a year up to 2.")
    if not is_number(highest_fee) or not 0 < highest_fee <= 1:
        faults.append(f"highest_fee is {highest_fee!r}; expected a fraction of the face above 0, up to 1.")
    if faults:
        raise ParameterError(faults)


def _rows(
    other: str, by: By, first: str, low: float, high: float, ours: Costs, theirs: Costs
) -> Iterator[tuple[str, By, float, str]]:
    def gap(x: Floats) -> Floats:
        return ours(x) - theirs(x)

    places = np.linspace(low, high, _PLACES)
    gaps = gap(places)
    if not (is_known := np.isfinite(gaps)).any():
        return
    first_known = int(is_known.argmax())
    known = slice(first_known, first_known + int(np.append(is_known[first_known:], False).argmin()))
    places, gaps = places[known], gaps[known]
    gaps = np.where(np.abs(gaps) <= _EQUAL, 0, gaps)
    cheaper = "" if gaps[0] == 0 else first if gaps[0] < 0 else other
    found = crossings(places, gaps, lambda x: float(gap(np.array([x]))[0]))
    for place in found or (np.nan,):
        yield other, by, place, cheaper


def _by_loan_rate(other: str, first: str, loan: Offer, ours: Offer) -> tuple[str, By, float, str]:
    found = break_even(*loan, "all", float(all_in_cost(cash_flows(*ours, "all"))))
    cheaper = first if found.always == "dearer" else other
    return other, "profit_rate", np.nan if found.rate is None else found.rate, cheaper


def _constant(terms: Terms, fees: Fees) -> Costs:
    found = float(all_in_cost(cash_flows(terms, fees, "all")))
    return lambda places: np.full(len(places), found)


def _by_yield(terms: Terms, fees: Fees) -> Costs:
    if terms.instrument == "bank_loan":
        return _constant(terms, fees)
    return lambda places: sensitivity(terms, fees, "all", places, [0.0]).to_numpy()[0]


def _by_fee(terms: Terms, fees: Fees) -> Costs:
    net, face = cash_flows(terms, fees, "all").by_date(), float(terms.bond.face)
    return lambda places: np.array([cost_of_net(net, -fee * face, "all") for fee in places])
