"""Who pays what on which day: the dated flows of an instrument, signed to issuer, investors, city, state or all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from hamyari_lib.errors import ParameterError, nearest
from hamyari_lib.models import calendars
from hamyari_lib.models.calendars import Days
from hamyari_lib.models.instruments.terms import FEES_OF, Fees, Terms

Payer = Literal["issuer", "investor", "municipality", "state", "all"]
PAYERS: tuple[Payer, ...] = get_args(Payer)

CONTRACT = ("face", "discount", "profit", "final_profit", "principal")
_YEARLY = ("market_making", "guarantee", "trustee", "spv")
_ON_FACE = ("trustee", "spv")  # of the yearly fees; the others fall with the principal
_SHARE_OF = {"profit": "profit", "final_profit": "profit", "principal": "principal", "guarantee": "guarantee"}


@dataclass(frozen=True)
class CashFlows:
    """The flows of one payer.

    ``frame`` has ``date`` (datetime64), ``item`` (a key: face, discount, profit, final_profit, principal, the fees,
    blocked_deposit, deposit_return) and ``amount`` in the unit of the face: received is positive, paid negative. Items
    of the same day are apart; rows of 0 are left out. ``missing`` names the items that belong here and are not known,
    so that ``frame`` holds nothing for them.
    """

    payer: Payer
    frame: pd.DataFrame
    missing: tuple[str, ...]

    def by_date(self) -> pd.Series:
        """The net amount of each day, in order."""
        return self.frame.groupby("date")["amount"].sum()

    def total(self, item: str) -> float:
        """The sum of one item over all days; 0 where it does not occur."""
        return float(self.frame.loc[self.frame["item"] == item, "amount"].sum())


@dataclass(frozen=True)
class Item:
    """One kind of payment: its dates and its amounts, signed to the payers together."""

    key: str
    dates: Days
    amounts: np.ndarray


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
    - with an unknown share of the guarantee (``"state_guarantee"``) the state's flows hold the whole fee, and the
      municipality's none of it.

    Raises
    ------
    ParameterError
        A payer that does not exist; a fee that does not apply; the municipality's or the state's flows where the
        state's share of profit or principal is not known: these cannot be drawn up at all.

    >>> from hamyari_lib.models.bonds import Bond
    >>> bond = Bond("1397/04/12", "1398/04/12", 0.2, interval_months=6)
    >>> flows = cash_flows(Terms("ijara", bond, price=0.9), Fees(spv=0.01))
    >>> flows.by_date().round(6).tolist(), flows.missing[:2]
    ([89.0, -10.0, -110.0], ('underwriting', 'market_making'))
    """
    check_payer(payer)
    fees.check(terms.instrument)
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
    return CashFlows(payer, frame, missing_items(terms, fees, payer))


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


def contract_items(terms: Terms) -> list[Item]:
    """What passes between issuer and investors; an unknown price counts as par, an unknown final profit as none."""
    table, face = terms.bond.cash_flows(), float(terms.bond.face)
    dates = table["date"].to_numpy().astype("M8[D]")
    issue, end = calendars.days([terms.bond.issue]), dates[-1:]
    price = terms.issue_price()
    return [
        Item("face", issue, np.array([face])),
        Item("discount", issue, np.array([face * ((1.0 if price is None else price) - 1)])),
        Item("profit", dates, -table["profit"].to_numpy()),
        Item("final_profit", end, np.array([-face * (terms.final_profit or 0.0)])),
        Item("principal", dates, -table["principal"].to_numpy()),
    ]


def fee_items(terms: Terms, fees: Fees) -> list[Item]:
    """The fees that are known, and the deposit where both its size and its return are."""
    face, table = float(terms.bond.face), terms.bond.cash_flows()
    issue, last = calendars.days([terms.bond.issue]), table["date"].to_numpy().astype("M8[D]")[-1:]
    starts, parts = _years(terms)
    ends = table["end"].to_numpy().astype("M8[D]")
    owed = table["opening"].to_numpy()[np.minimum(np.searchsorted(ends, starts, side="right"), len(ends) - 1)]
    names = [name for name in terms_fees(terms) if getattr(fees, name)]
    items = []
    for name in names:
        rate = float(getattr(fees, name))
        if name in _YEARLY:
            base = np.full(len(starts), face) if name in _ON_FACE else owed
            items.append(Item(name, starts, -rate * base * parts))
        else:
            items.append(Item(name, issue, np.array([-rate * face])))
    if fees.blocked_deposit and fees.deposit_return is not None:
        deposit = face * float(fees.blocked_deposit)
        items.append(Item("blocked_deposit", np.concatenate([issue, last]), np.array([-deposit, deposit])))
        earned = deposit * float(fees.deposit_return) * parts
        items.append(Item("deposit_return", np.concatenate([starts[1:], last]), earned))
    return items


def terms_fees(terms: Terms) -> tuple[str, ...]:
    """The fees of an instrument without its deposit, in the order of the cost steps."""
    return tuple(name for name in FEES_OF[terms.instrument] if name not in ("blocked_deposit", "deposit_return"))


def _years(terms: Terms) -> tuple[Days, np.ndarray]:
    """The days on which the years of an instrument begin, by its own calendar, and how much of each it lasts."""
    bond = terms.bond
    issue, maturity = calendars.day(bond.issue), calendars.day(bond.maturity)
    calendar = bond.calendar or calendars.calendar_of(bond.issue)
    count = int((maturity - issue).astype(int)) // 354 + 2
    borders = calendars.add_months(issue, 12 * np.arange(count), calendar)
    borders = borders[: int(np.searchsorted(borders, maturity)) + 1]
    starts, ends = borders[:-1], np.minimum(borders[1:], maturity)
    return starts, (ends - starts).astype(float) / (borders[1:] - borders[:-1]).astype(float)
