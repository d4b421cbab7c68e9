"""Where the order of one instrument and each of the others changes: at which yield, fee or profit rate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd

from hamyari_lib.errors import HamyariError
from hamyari_lib.models.instruments.costs import all_in_cost
from hamyari_lib.models.instruments.flows import cash_flows
from hamyari_lib.models.instruments.offers import Offer
from hamyari_lib.models.instruments.questions import break_even_rate, order_changes, sensitivity
from hamyari_lib.models.instruments.terms import Fees, Terms

By = Literal["market_yield", "extra_fee", "profit_rate"]

_PLACES = 41  # both costs rise steadily in a yield or a fee, so that a coarse scan misses no crossing
_EQUAL = 1e-9  # costs nearer than this are the same


def turning_points(
    offers: Mapping[str, Callable[[], Offer]], first: str, *, yields: tuple[float, float], highest_fee: float
) -> pd.DataFrame:
    """Where the order of the offer ``first`` and each other one changes, in the cost to all payers.

    Parameters
    ----------
    offers
        As :func:`alternatives` gives them; one that cannot be computed is left out.
    yields
        Lowest and highest market yield (effective annual) that is tried, for both at once; a loan keeps its cost.
    highest_fee
        Highest further up-front fee (fraction of the face) of ``first`` that is tried.

    Returns
    -------
    A frame with a row for every change, or one that says there is none: ``other``; ``by``, what varies
    (``market_yield``, ``extra_fee`` of ``first``, or ``profit_rate`` of a bank loan); ``place``, where the order
    changes (NaN: nowhere in the range); ``cheaper_at_low``, which of the two is cheaper at the low end of the range, or
    "" where both cost the same; and ``is_exact``: nothing is unknown of either. Otherwise the unknown figures of both
    are left aside, and the order is only that of what is known.
    """
    terms, fees = offers[first]()
    rows: list[tuple[str, By, float, str, bool]] = []
    ours_is_exact = not cash_flows(terms, fees, "all").missing
    for other, make in offers.items():
        if other == first:
            continue
        found: list[tuple[str, By, float, str]] = []
        try:
            theirs = make()
            other_cost = _known(*theirs)
            found += _rows(other, "market_yield", first, *yields, _by_yield(terms, fees), _by_yield(*theirs))
            fee_cost = _by_fee(terms, fees)
            found += _rows(other, "extra_fee", first, 0.0, highest_fee, fee_cost, lambda _, cost=other_cost: cost)
            if other == "bank_loan":
                found.append((other, "profit_rate", break_even_rate(*theirs, "all", _known(terms, fees)), other))
        except HamyariError:
            continue
        is_exact = ours_is_exact and not cash_flows(*theirs, "all").missing
        rows += [(*row, is_exact) for row in found]
    columns = ["other", "by", "place", "cheaper_at_low", "is_exact"]
    return pd.DataFrame(rows, columns=columns).astype({"place": float, "is_exact": bool})


def _rows(
    other: str, by: By, first: str, low: float, high: float,
    ours: Callable[[float], float], theirs: Callable[[float], float],
) -> list[tuple[str, By, float, str]]:  # fmt: skip
    gap = ours(low) - theirs(low)
    cheaper = "" if abs(gap) <= _EQUAL else first if gap < 0 else other
    if not cheaper and abs(ours(high) - theirs(high)) <= _EQUAL:
        return [(other, by, np.nan, "")]
    places = order_changes(ours, theirs, low, high, points=_PLACES)
    return [(other, by, place, cheaper) for place in places] or [(other, by, np.nan, cheaper)]


def _known(terms: Terms, fees: Fees) -> float:
    """The cost to all payers of what is known, which there always is."""
    return float(all_in_cost(cash_flows(terms, fees, "all")))


def _by_yield(terms: Terms, fees: Fees) -> Callable[[float], float]:
    if terms.instrument == "bank_loan":
        found = _known(terms, fees)
        return lambda _: found
    return lambda rate: float(sensitivity(terms, fees, "all", [rate], [0.0]).iloc[0, 0])


def _by_fee(terms: Terms, fees: Fees) -> Callable[[float], float]:
    return lambda fee: _known(terms, replace(fees, underwriting=(fees.underwriting or 0.0) + fee))
