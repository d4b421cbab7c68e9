"""Who pays what on which day: the dated flows of an instrument, signed to issuer, investors, city, state or all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from hamyari_lib.errors import ParameterError, nearest
from hamyari_lib.models.instruments.items import DEPOSIT, contract_items, fee_items, unit_deposit
from hamyari_lib.models.instruments.terms import FEES_OF, Fees, Terms

Payer = Literal["issuer", "investor", "municipality", "state", "all"]
PAYERS: tuple[Payer, ...] = get_args(Payer)

CONTRACT = ("face", "discount", "profit", "final_profit", "principal")
_SHARE_OF = {"profit": "profit", "final_profit": "profit", "principal": "principal", "guarantee": "guarantee"}


@dataclass(frozen=True)
class CashFlows:
    """The flows of one payer.

    ``frame`` has ``date`` (datetime64), ``item`` (a key: face, discount, profit, final_profit, principal, the fees,
    blocked_deposit, deposit_return) and ``amount`` in the unit of the face: received is positive, paid negative. Items
    of the same day are apart; rows of 0 are left out. ``missing`` names the items that belong here and are not known,
    so that ``frame`` holds nothing for them.

    Where the deposit is among the missing, ``unit_deposit`` is what a deposit of 1 pays and brings at most, by date: at
    its own return where that is known, else at the contract's own yield to investors (:func:`cash_flows` says how).
    Without it a cost that lacks the deposit bounds nothing.
    """

    payer: Payer
    frame: pd.DataFrame
    missing: tuple[str, ...]
    unit_deposit: pd.Series | None = None

    def by_date(self) -> pd.Series:
        """The net amount of each day, in order."""
        return self.frame.groupby("date")["amount"].sum()

    def total(self, item: str) -> float:
        """The sum of one item over all days; 0 where it does not occur."""
        return float(self.frame.loc[self.frame["item"] == item, "amount"].sum())


def cash_flows(terms: Terms, fees: Fees, payer: Payer = "all") -> CashFlows:
    """The dated flows of an instrument as one payer sees them.

    Parameters
    ----------
    terms, fees
        What is agreed; fees that do not apply to the instrument are refused (``Fees.of`` drops them).
    payer
        ``"issuer"`` the contract alone: what the sale brings, profit and principal; ``"investor"`` its mirror;
        ``"all"`` everyone who pays: the contract, fees and deposit; ``"state"`` the state's shares of profit, principal
        and guarantee; ``"municipality"`` all the rest, so that these two add up to ``"all"`` on every day. The
        municipality keeps the whole proceeds and bears every discount.

    Returns
    -------
    :class:`CashFlows`. What is not known is in ``missing`` and never 0 in silence:

    - an unknown price counts as sold at par (``"discount"`` is missing);
    - a deposit is left out as long as its size (``"blocked_deposit"``) or its return (``"deposit_return"``) is unknown;
      an unknown return is taken to be, effectively, at most what the contract yields to its investors at its price (at
      par where that is unknown; for a loan its own rate), since a bank pays no more on a deposit than it lends at;
    - with an unknown share of the guarantee (``"state_guarantee"``) the state's flows hold the whole fee, and the
      municipality's none of it.

    Raises
    ------
    ParameterError
        What are no terms or no fees; a payer that does not exist; a fee that does not apply; the municipality's or the
        state's flows where the state's share of profit or principal is not known: these cannot be drawn up at all.

    >>> from hamyari_lib.models.bonds import Bond
    >>> bond = Bond("1397/04/12", "1398/04/12", 0.2, interval_months=6)
    >>> flows = cash_flows(Terms("ijara", bond, price=0.9), Fees(spv=0.01))
    >>> flows.by_date().round(6).tolist(), flows.missing[:2]
    ([89.0, -10.0, -110.0], ('underwriting', 'market_making'))
    """
    check_offer(terms, fees, payer)
    if unknown := unknown_shares(terms, payer):
        raise ParameterError(
            f"{name} is not known, so neither the municipality's nor the state's own flows are; give a share "
            'from 0 to 1, or ask for payer="all".'
            for name in unknown
        )
    items = contract_items(terms)
    if payer not in ("issuer", "investor"):
        items += fee_items(terms, fees)
    rows = [(item, share_of(item.key, terms, payer)) for item in items]
    columns = {
        "date": np.concatenate([item.dates for item, _ in rows]),
        "item": np.concatenate([np.full(len(item.dates), item.key, dtype=object) for item, _ in rows]),
        "amount": np.concatenate([item.amounts * share for item, share in rows]),
    }
    frame = pd.DataFrame(columns).astype({"item": str})
    frame = frame[frame["amount"] != 0].sort_values("date", kind="stable", ignore_index=True)
    missing = missing_items(terms, fees, payer)
    return CashFlows(payer, frame, missing, unit_deposit(terms, fees) if set(DEPOSIT) & set(missing) else None)


def missing_items(terms: Terms, fees: Fees, payer: Payer) -> tuple[str, ...]:
    """The items that bear on a payer and are not known, in the order of the cost steps."""
    is_musharaka = terms.instrument == "musharaka_municipal"
    names = ["final_profit"] if is_musharaka and terms.final_profit is None else []
    if terms.instrument != "bank_loan" and terms.price is None and terms.market_yield is None:
        names.append("discount")
    if payer not in ("issuer", "investor"):
        names += fees.missing(terms.instrument)
    if payer not in ("municipality", "state"):
        return tuple(names)
    is_open = terms.state.guarantee is None and fees.guarantee != 0  # whatever the fee, part of it may be this payer's
    names = [name for name in names if share_of(name, terms, payer) != 0 or (name == "guarantee" and is_open)]
    names += unknown_shares(terms, payer)
    return (*names, "state_guarantee") if is_open and "guarantee" in FEES_OF[terms.instrument] else tuple(names)


def unknown_shares(terms: Terms, payer: Payer) -> tuple[str, ...]:
    """The state's shares without which this payer's flows cannot be drawn up."""
    if payer not in ("municipality", "state"):
        return ()
    has_profit = terms.final_profit != 0 and terms.instrument == "musharaka_municipal"
    has_profit = has_profit or bool(np.any(np.asarray(terms.bond.coupon, dtype=float)))
    names = ("state_profit",) if terms.state.profit is None and has_profit else ()
    return (*names, "state_principal") if terms.state.principal is None else names


def share_of(key: str, terms: Terms, payer: Payer) -> float:
    """The factor that turns an item of all payers into this payer's."""
    if payer in ("issuer", "investor", "all"):
        return -1.0 if payer == "investor" else 1.0
    purpose = _SHARE_OF.get(key)
    known = None if purpose is None else getattr(terms.state, purpose)
    state = 0.0 if purpose is None else known
    if known is None and purpose is not None:
        state = 1.0  # only of what is then 0, or of the guarantee, which is named as missing
    return state if payer == "state" else 1.0 - state


def check_payer(payer: str, among: tuple[str, ...] = PAYERS) -> None:
    """``ParameterError`` unless ``payer`` is one of ``among``."""
    if payer not in among:
        near = nearest(str(payer), among)
        hint = f'did you mean "{near}"?' if near else "choose one of these."
        raise ParameterError(f"payer is {payer!r}; expected one of {', '.join(among)}; {hint}")


def check_offer(terms: Terms, fees: Fees, payer: Payer = "all") -> None:
    """``ParameterError`` for what are no terms and fees, a payer that does not exist, a fee that does not apply."""
    if isinstance(terms, Fees) and isinstance(fees, Terms):
        raise ParameterError("the fees stand in the place of the terms; give the terms first, then the fees.")
    wrong = [
        f"{name} is a {type(value).__name__}; expected {form.__name__}(…); give terms first, then fees."
        for name, value, form in (("terms", terms, Terms), ("fees", fees, Fees))
        if not isinstance(value, form)
    ]
    if wrong:
        raise ParameterError(wrong)
    check_payer(payer)
    fees.check(terms.instrument)
