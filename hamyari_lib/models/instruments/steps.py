"""What a cost is made of, step by step, and what each thing that is not known could change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from hamyari_lib.errors import ParameterError
from hamyari_lib.models.instruments.costs import all_in_cost, cost
from hamyari_lib.models.instruments.flows import (
    CashFlows,
    Payer,
    cash_flows,
    check_offer,
    check_payer,
    missing_items,
    unknown_shares,
)
from hamyari_lib.models.instruments.items import terms_fees
from hamyari_lib.models.instruments.terms import Fees, StateShare, Terms
from hamyari_lib.models.returns import NoRateError

_BORROWERS = ("issuer", "investor", "all", "municipality")

TRIALS: dict[str, tuple[float, ...]] = {
    "discount": (0.05,),
    "final_profit": (0.05,),
    **dict.fromkeys(("underwriting", "placement"), (0.01,)),
    **dict.fromkeys(("guarantee", "market_making"), (0.01,)),
    **dict.fromkeys(("trustee", "spv", "rating", "appraisal", "admission", "payment_agent", "arrangement"), (0.001,)),
    "blocked_deposit": (0.1,),
    "deposit_return": (0.0,),
    "state_share": (0.0, 0.5),
    "state_guarantee": (0.0, 0.5),
}
"""Round values to try for what is not known: **not** anybody's quotes, only a measure of what each could matter."""


def cost_steps(terms: Terms, fees: Fees, payer: Payer = "all") -> pd.DataFrame:
    """The all-in cost as a waterfall: the profit alone at par, then one item after the other.

    Order: ``profit`` (with the principal, sold at par), ``final_profit``, ``discount``, then the fees in the order of
    ``FEES_OF``, ``blocked_deposit`` (with its return). For ``"municipality"`` these are the steps of all payers, and
    ``state_share`` comes last: what the state's part of profit, principal and guarantee takes off. Where the state's
    part of the guarantee is not known, so is what the city pays of it: the guarantee has no step then, and is in no
    cost. A step is the cost with the item less the cost without it, so another order would give other steps; their sum
    would be the same.

    Returns
    -------
    A frame with ``item``, ``cost`` (fraction a year after this item), ``step`` and ``known``. What is not known has
    ``known`` false and NaN as its step, and leaves the cost as it was; only an unknown ``state_share`` leaves no cost
    at all (NaN). The steps that are known sum to the all-in cost. Where no one rate describes the flows up to an item,
    its cost is NaN, and so are its step and the next.

    Raises
    ------
    ParameterError
        The state as payer: it lends and borrows nothing. Otherwise as :func:`cash_flows`.

    >>> from hamyari_lib.models.bonds import Bond
    >>> terms = Terms("ijara", Bond("1397/04/12", "1401/04/12", 0.18), price=0.95)
    >>> cost_steps(terms, replace(Fees.none(), spv=None)).query("step != 0").round(3).values.tolist()
    [['profit', 0.192, 0.192, True], ['discount', 0.213, 0.021, True], ['spv', 0.213, nan, False]]
    """
    check_offer(terms, fees)
    check_payer(payer, _BORROWERS)
    whole: Payer = "all" if payer == "municipality" else payer
    flows = cash_flows(terms, fees, whole)
    items = ["profit"]
    if terms.instrument == "musharaka_municipal":
        items.append("final_profit")
    if terms.instrument != "bank_loan":
        items.append("discount")
    if whole == "all":
        items += [*terms_fees(terms), "blocked_deposit"]
    unknown = set(flows.missing)
    if "deposit_return" in unknown:
        unknown.add("blocked_deposit")
    if payer == "municipality" and "state_guarantee" in missing_items(terms, fees, payer):
        unknown.add("guarantee")
    rows, before = [], 0.0
    for place, item in enumerate(items):
        is_known = item not in unknown
        after = _rate(_only(flows, {*items[: place + 1]} - unknown)) if is_known else before
        rows.append((item, after, after - before if is_known else np.nan, is_known))
        before = after
    if payer == "municipality":
        rows += _state_steps(terms, fees, before)
    return pd.DataFrame(rows, columns=["item", "cost", "step", "known"])


def _only(flows: CashFlows, items: set[str]) -> CashFlows:
    kept = items | {"face", "principal"} | ({"deposit_return"} if "blocked_deposit" in items else set())
    return CashFlows(flows.payer, flows.frame[flows.frame["item"].isin(kept)], ())


def _rate(flows: CashFlows) -> float:
    """The cost, or NaN where no one rate describes the flows."""
    try:
        return float(all_in_cost(flows))
    except NoRateError:
        return np.nan


def _state_steps(terms: Terms, fees: Fees, before: float) -> list[tuple[str, float, float, bool]]:
    missing = missing_items(terms, fees, "municipality")
    if unknown_shares(terms, "municipality"):
        rows = [("state_share", np.nan, np.nan, False)]
    else:
        own = _rate(cash_flows(terms, fees, "municipality"))
        rows = [("state_share", own, own - before, True)]
    return [*rows, ("state_guarantee", rows[0][1], np.nan, False)] if "state_guarantee" in missing else rows


def unknown_effects(
    terms: Terms, fees: Fees, payer: Payer = "all", trial: Mapping[str, float | tuple[float, ...]] | None = None
) -> pd.DataFrame:
    """What each thing that is not known could change, tried one at a time while the others stay unknown.

    Parameters
    ----------
    trial
        Values to try by item, in place of :data:`TRIALS`. The state's unknown shares of profit and principal are tried
        together as ``"state_share"``; a guarantee is tried as paid by the city where the state's share of it is unknown
        too. A deposit of unknown return is tried as earning nothing. ``"discount"`` is a fraction of the face.

    Returns
    -------
    A frame with ``item``, ``trial``, ``cost`` (fraction a year with this value) and ``change`` against the cost as it
    is known; NaN where either is unknown without the state's share or has no one rate. Empty when nothing is missing.

    Raises
    ------
    ParameterError
        A trial for an item that does not exist, or a value that its item cannot have; the state as payer.

    >>> from hamyari_lib.models.bonds import Bond
    >>> terms = Terms("bank_loan", Bond("1397/04/12", "1401/04/12", 0.18))
    >>> unknown_effects(terms, replace(Fees.none(), appraisal=None)).round(4).values.tolist()
    [['appraisal', 0.001, 0.1928, 0.0004]]
    """
    check_offer(terms, fees)
    check_payer(payer, _BORROWERS)
    if trial is not None and not isinstance(trial, Mapping):
        raise ParameterError(f"trial is a {type(trial).__name__}; expected values by item, such as {{'spv': 0.001}}.")
    given = dict(trial or {})
    if strange := [name for name in given if name not in TRIALS]:
        raise ParameterError(f"trial of {name}: no such item; expected one of {', '.join(TRIALS)}." for name in strange)
    base = cost(terms, fees, payer).value
    items = ["state_share" if name in ("state_profit", "state_principal") else name
             for name in missing_items(terms, fees, payer)]  # fmt: skip
    rows = []
    if "guarantee" in items and "state_guarantee" in items:
        items.remove("state_guarantee")  # a share of a fee that is unknown itself
    for item in dict.fromkeys(items):
        values = given.get(item, TRIALS[item])
        for value in values if isinstance(values, tuple) else (values,):
            found = cost(*_with(terms, fees, item, value), payer).value
            change = np.nan if found is None or base is None else found - base
            rows.append((item, float(value), np.nan if found is None else found, change))
    frame = pd.DataFrame(rows, columns=["item", "trial", "cost", "change"])
    return frame.astype({"item": str, "trial": float, "cost": float, "change": float})


def _with(terms: Terms, fees: Fees, item: str, value: float) -> tuple[Terms, Fees]:
    """The same with one unknown item known."""
    state = terms.state
    if item == "discount":
        return replace(terms, price=1 - value), fees
    if item == "final_profit":
        return replace(terms, final_profit=value), fees
    if item == "state_share":
        profit, principal = (value if share is None else share for share in (state.profit, state.principal))
        return replace(terms, state=StateShare(profit, principal, state.guarantee)), fees
    if item == "state_guarantee":
        return replace(terms, state=replace(state, guarantee=value)), fees
    if item == "guarantee" and state.guarantee is None:
        terms = replace(terms, state=replace(state, guarantee=0.0))
    if item == "blocked_deposit":
        return terms, replace(fees, blocked_deposit=value, deposit_return=fees.deposit_return or 0.0)
    return terms, replace(fees, **{item: value})
