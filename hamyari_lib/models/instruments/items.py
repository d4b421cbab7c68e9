"""The payments of an instrument, kind by kind: those of the contract, the fees, the deposit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hamyari_lib.models import calendars
from hamyari_lib.models.calendars import Days
from hamyari_lib.models.instruments.terms import FEES_OF, Fees, Terms
from hamyari_lib.models.returns import Floats, NoRateError, internal_rate

DAYS_A_YEAR = 365.0  # actual/365, from the first flow
DEPOSIT = ("blocked_deposit", "deposit_return")
_YEARLY = ("market_making", "guarantee", "trustee", "spv")
_ON_FACE = ("trustee", "spv")  # of the yearly fees; the others fall with the principal


@dataclass(frozen=True)
class Item:
    """One kind of payment: its dates and its amounts, signed to the payers together."""

    key: str
    dates: Days
    amounts: np.ndarray


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


def unit_deposit(terms: Terms, fees: Fees) -> pd.Series | None:
    """What a deposit of 1 pays and brings, by date, where the deposit is open: the most that it can bring.

    A return that is known is taken as it is. One that is not is taken as the highest at which the deposit yields no
    more (effectively) than the contract yields to its investors, at its price, or at par where that is unknown;
    ``None`` where the contract has no such yield.
    """
    table = terms.bond.cash_flows()
    issue, last = calendars.days([terms.bond.issue]), table["date"].to_numpy().astype("M8[D]")[-1:]
    starts, parts = _years(terms)
    dates = np.concatenate([starts[1:], last])
    rate = fees.deposit_return
    if rate is None:
        contract = contract_items(terms)
        try:
            own = internal_rate(
                years_since(issue[0], np.concatenate([item.dates for item in contract])),
                np.concatenate([item.amounts for item in contract]),
            )
        except NoRateError:
            return None
        worth = (1 + own) ** -years_since(issue[0], dates)
        rate = max((1 - worth[-1]) / float(parts @ worth), 0.0)
    paid = pd.Series(float(rate) * parts, pd.DatetimeIndex(dates))
    paid.iloc[-1] += 1.0
    return pd.concat([pd.Series([-1.0], pd.DatetimeIndex(issue)), paid])


def years_since(first: np.datetime64, dates: Days) -> Floats:
    """Days over 365 from the first day on."""
    return (dates - first).astype(float) / DAYS_A_YEAR


def terms_fees(terms: Terms) -> tuple[str, ...]:
    """The fees of an instrument without its deposit, in the order of the cost steps."""
    return tuple(name for name in FEES_OF[terms.instrument] if name not in DEPOSIT)


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
