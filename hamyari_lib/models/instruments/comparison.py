"""Several offers side by side, where one that cannot be computed does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from hamyari_lib.errors import HamyariError, ParameterError
from hamyari_lib.models.instruments.costs import cost_and_fault
from hamyari_lib.models.instruments.flows import Payer, check_payer
from hamyari_lib.models.instruments.terms import Fees, Terms

Offer = tuple[Terms, Fees]
_COLUMNS = ["instrument", "profit_rate", "value", "bound", "reason", "missing", "error"]


def compare(offers: Mapping[str, Offer | Callable[[], Offer]], payer: Payer = "all") -> pd.DataFrame:
    """The costs of several offers side by side; one that cannot be computed does not stop the others.

    Parameters
    ----------
    offers
        By name: terms and fees, or a function that makes them, so that terms which are refused stand in their row too.

    Returns
    -------
    A frame by name in the order given: ``instrument`` (None where its terms were refused), ``profit_rate`` (the nominal
    rate it was computed at, a fraction a year; NaN where its terms were refused or its rate changes), ``value`` (a
    fraction a year; NaN with the bounds "unknown" and "not computed"), ``bound`` and ``reason`` (as :class:`Cost`; an
    offer that was refused is "not computed" without a reason), ``missing`` (a tuple) and ``error`` (in words, or "").
    """
    check_payer(payer)
    check_offers(offers)
    rows = {}
    for name, offer in offers.items():
        instrument, profit_rate = None, np.nan
        try:
            terms, fees = made(offer)
            if isinstance(terms, Terms):
                instrument, rate = terms.instrument, terms.bond.coupon
                profit_rate = rate if isinstance(rate, float) else np.nan
            found, fault = cost_and_fault(terms, fees, payer)
        except HamyariError as refused:
            rows[name] = (instrument, profit_rate, np.nan, "not computed", "", (), str(refused))
        else:
            value = np.nan if found.value is None else found.value
            rows[name] = (instrument, profit_rate, value, found.bound, found.reason, found.missing, fault)
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=_COLUMNS) if rows else pd.DataFrame(columns=_COLUMNS)
    return frame.astype({"value": float, "profit_rate": float}).rename_axis("offer")


def made(offer: Offer | Callable[[], Offer]) -> Offer:
    """The terms and fees of an offer; ``ParameterError`` for what is none."""
    found: Any = offer() if callable(offer) else offer
    if not isinstance(found, tuple) or len(found) != 2:
        raise ParameterError(f"an offer is a {type(found).__name__}; expected its terms and its fees, (terms, fees).")
    return found


def check_offers(offers: Any) -> None:
    """``ParameterError`` unless offers come by name."""
    if not isinstance(offers, Mapping):
        raise ParameterError(
            f"offers is a {type(offers).__name__}; expected offers by name, such as {{'ijara': (terms, fees)}}."
        )
