"""What borrowing costs a year, all in, exactly or "at least", and never as if the unknown were nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hamyari_lib.errors import DataError
from hamyari_lib.models import calendars
from hamyari_lib.models.inflation import real_amounts
from hamyari_lib.models.instruments.answers import Cost, EffectiveCost, Reason
from hamyari_lib.models.instruments.flows import (
    CashFlows,
    Payer,
    cash_flows,
    check_offer,
    missing_items,
    unknown_shares,
)
from hamyari_lib.models.instruments.items import DEPOSIT, years_since
from hamyari_lib.models.instruments.terms import Fees, Terms
from hamyari_lib.models.returns import Floats, NoRateError, has_one_rate_above_zero, internal_rate

Flows = CashFlows | pd.Series | pd.DataFrame

_TAKES_MONEY = {"all": 1, "municipality": 1, "issuer": 1, "investor": -1}  # the sign of the first day's net amount
_NOTHING = 1e-12  # a net amount this small, as a share of what it nets, is nothing
_ROUNDING = 1e-9  # of a deposit of 1


def all_in_cost(flows: Flows) -> EffectiveCost:
    """The all-in effective annual cost: the rate that discounts everything received and paid to nothing.

    Time is actual/365 from the first flow. For an investor the same rate is the return.

    **When it is a lower bound.** Say that money is received on the first day, and r is the one rate that solves the
    known flows, or the one above 0 (see :func:`internal_rate`). Each missing payment lowers their present value, so
    that at r it is negative, while at rates without end it is what the first day leaves; where that is still above 0
    (or else there is no cost), the highest rate of the complete flows lies above r. This holds for fees, a discount (a
    sale **above** par would lower the cost; an unknown price is taken as par or less), a final profit, and the city's
    part of the guarantee. A blocked deposit moves money both ways. It only adds to the cost where it is worth nothing
    or less at r itself: where it earns no more than this payer's money costs. A return that is not known is taken to be
    at most what the contract yields to investors. Those who pay the whole cost bear more than that; but a city whose
    state pays half may borrow below what its deposit earns: then ``is_lower_bound`` is false, and the text says that
    the missing may raise or lower the cost.

    Parameters
    ----------
    flows
        :class:`CashFlows`; or a series of amounts by date, or a frame with ``date`` and ``amount`` (then nothing is
        known to be missing), in any order.

    Raises
    ------
    DataError
        Flows in another form; a frame without these columns; an amount or a date that is missing or no number, by date.
    NoRateError
        No flows, no change of sign (nobody lends), no rate, or more than one; or a borrower who gets no money in hand
        on the first day, since fees, deposit and discount take all of it (an investor who pays none).

    >>> flows = pd.Series([100.0, -9.0, -109.0], pd.DatetimeIndex(["2021-01-01", "2021-07-02", "2022-01-01"]))
    >>> all_in_cost(flows)
    18.81 % a year
    """
    return _cost(_read(flows), None)


def real_cost(flows: Flows, level: pd.Series) -> EffectiveCost:
    """The all-in cost in the money of the first flow's day.

    With constant inflation p and a nominal cost i it is (1 + i) / (1 + p) - 1, up to the count of leap days. What is
    missing lowers or raises it as it does the nominal cost, since the price level is positive. Where two rates solve
    the flows, it is the real counterpart of the one that the nominal flows have above 0.

    Parameters
    ----------
    level
        The price level by date, with the date of every flow (``inflation.price_level(rates, flows.by_date().index)``).
        Where it lacks a day on which an open deposit would pay, the cost bounds nothing.

    Raises
    ------
    As :func:`all_in_cost`, and ``DataError`` for dates without a price level.
    """
    return _cost(_read(flows), level)


def cost(terms: Terms, fees: Fees, payer: Payer = "all", *, level: pd.Series | None = None) -> Cost:
    """The all-in cost with its bound; in constant prices where a price ``level`` is given (see :func:`real_cost`).

    What is unknown is an answer here, never an exception, and so are flows without one rate: their bound is
    ``"not computed"``, with the reason. Where the state's share of profit or principal is unknown, the cost of the
    municipality is unknown: neither the whole nor the part. Faults raise as in :func:`cash_flows`.

    >>> from hamyari_lib.models.bonds import Bond
    >>> from hamyari_lib.models.instruments.terms import StateShare
    >>> bond = Bond("1397/04/12", "1401/04/12", 0.18)
    >>> print(cost(Terms("manfaa", bond, price=1.0, state=StateShare(None, 0.5, 0.0)), Fees.none(), "municipality"))
    unknown, without state_profit
    >>> print(cost(Terms("manfaa", bond, price=1.0, state=StateShare(1.0, 1.0, 0.0)), Fees.none(), "municipality"))
    not computed (this payer pays nothing back)
    """
    return cost_and_fault(terms, fees, payer, level)[0]


def cost_and_fault(terms: Terms, fees: Fees, payer: Payer, level: pd.Series | None = None) -> tuple[Cost, str]:
    """:func:`cost`, and in one line why it was not computed, or ""."""
    check_offer(terms, fees, payer)
    if unknown_shares(terms, payer):
        return Cost(None, missing_items(terms, fees, payer), "unknown"), ""
    flows = cash_flows(terms, fees, payer)
    try:
        found = _cost(_read(flows), level)
    except NoRateError as fault:
        given = (flows.frame["amount"] < 0) & (flows.frame["item"] != "discount")
        pays = payer == "investor" or bool(given.any())
        reason: Reason = fault.kind if pays else "pays_nothing"
        return Cost(None, flows.missing, "not computed", reason), str(fault)
    return Cost(float(found), found.missing, found.bound), ""


@dataclass(frozen=True)
class _Read:
    """Flows as arrays: what they are called, whose they are (the sign of the first day), what is missing of them."""

    what: str
    dates: calendars.Days
    amounts: Floats
    side: int = 0
    missing: tuple[str, ...] = ()
    deposit: pd.Series | None = None


def _read(flows: Flows) -> _Read:
    what, rest = "flows", {}
    if isinstance(flows, CashFlows):
        what, rest = f"flows of payer {flows.payer}", {"side": _TAKES_MONEY.get(flows.payer, 0)}
        rest |= {"missing": flows.missing, "deposit": flows.unit_deposit}
        flows = flows.frame
    if isinstance(flows, pd.DataFrame):
        if lost := [name for name in ("date", "amount") if name not in flows]:
            raise DataError(f"{what}: the frame has no column {', '.join(lost)}; expected date and amount.")
        dates, values = flows["date"], flows["amount"]
    elif isinstance(flows, pd.Series):
        dates, values = flows.index.to_series(), flows
    else:
        raise DataError(
            f"flows: found a {type(flows).__name__}; expected CashFlows, a series of amounts by date, or a frame with "
            "date and amount."
        )
    if lost := int(pd.isna(dates).sum()):
        raise DataError(f"{what}: {lost} amounts have no date; give every date, or leave the amounts out.")
    when, amounts = calendars.days(dates.to_numpy()), pd.to_numeric(values, errors="coerce").to_numpy(dtype=float)
    if not np.isfinite(amounts).all():
        bad = sorted({str(date) for date in when[~np.isfinite(amounts)]})
        raise DataError(f"{what}: the amount of {date} is no number; give it, or leave the date out." for date in bad)
    return _Read(what, when.astype("M8[D]"), amounts, **rest)


def _cost(flows: _Read, level: pd.Series | None) -> EffectiveCost:
    """The rate of the flows, nominal or (with a price level) real, and whether what is missing can only raise it."""
    dates, amounts, what = flows.dates, flows.amounts, flows.what
    first = dates.min() if len(dates) else np.datetime64(0, "D")
    times = years_since(first, dates)
    if len(dates) and flows.side:
        require_money_in_hand(amounts[times == 0], flows.side, what)
    if level is None or not len(dates):
        rate = internal_rate(times, amounts, what)
    else:
        real = real_amounts(amounts, dates, level, first)
        rate = internal_rate(times, real, f"{what} in constant prices", nominal=amounts)
    is_bound = bool(flows.missing) and _is_highest(times, amounts) and _deposit_costs(flows, rate, first, level)
    return EffectiveCost(rate, flows.missing, is_lower_bound=is_bound)


def require_money_in_hand(first_day: Floats, side: int, what: str) -> None:
    """``NoRateError`` where a borrower (side 1) receives nothing on the first day, or a lender (-1) pays nothing."""
    if side * first_day.sum() > _NOTHING * np.abs(first_day).sum():
        return
    way = "received" if side > 0 else "paid"
    raise NoRateError(
        f"{what}: nothing is {way} at issue: fees, deposit and discount take all of it; lower them, or check their "
        "units.",
        "nothing_received",
    )


def _is_highest(times: Floats, amounts: Floats) -> bool:
    """Whether the present value stays on one side at all rates above the one that is found."""
    net = np.bincount(np.unique(times, return_inverse=True)[1], amounts)
    ends = net[0] * net[-1]
    return bool(ends < 0 or (ends > 0 and has_one_rate_above_zero(net)))


def _deposit_costs(flows: _Read, rate: float, first: np.datetime64, level: pd.Series | None) -> bool:
    """Whether a deposit, if it is open, is worth nothing or less at the rate found: leaving it out lowers the cost."""
    if not set(DEPOSIT) & set(flows.missing):
        return True
    if flows.deposit is None:
        return False
    dates, amounts = calendars.days(flows.deposit.index), flows.deposit.to_numpy(dtype=float)
    if level is not None:
        if not np.isin(dates, calendars.days(level.index)).all():
            return False
        amounts = real_amounts(amounts, dates, level, first)
    return bool(amounts @ (1 + rate) ** -years_since(first, dates) <= _ROUNDING)
