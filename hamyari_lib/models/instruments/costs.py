"""What borrowing costs a year, all in, exactly or "at least", and never as if the unknown were nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from hamyari_lib.errors import DataError, HamyariError
from hamyari_lib.models import calendars
from hamyari_lib.models.inflation import real_amounts
from hamyari_lib.models.instruments.flows import (
    CashFlows,
    Payer,
    cash_flows,
    check_payer,
    missing_items,
    unknown_shares,
)
from hamyari_lib.models.instruments.terms import Fees, Terms
from hamyari_lib.models.returns import Floats, has_one_rate_above_zero, internal_rate

Bound = Literal["exact", "at least", "either way", "unknown"]
Flows = CashFlows | pd.Series | pd.DataFrame

DAYS_A_YEAR = 365.0  # actual/365, from the first flow
_DEPOSIT = {"blocked_deposit", "deposit_return"}


class EffectiveCost(float):
    """An effective annual cost: a fraction a year that carries what it leaves out.

    ``missing`` names the items that are not known; with ``is_lower_bound`` the cost is at least this. Text always says
    so; arithmetic gives plain floats.

    >>> EffectiveCost(0.205, ("guarantee", "trustee"), is_lower_bound=True)
    at least 20.50 % a year, without guarantee, trustee
    """

    missing: tuple[str, ...]
    is_lower_bound: bool

    def __new__(cls, value: float, missing: tuple[str, ...] = (), *, is_lower_bound: bool = False) -> EffectiveCost:
        cost = super().__new__(cls, value)
        cost.missing, cost.is_lower_bound = tuple(missing), is_lower_bound
        return cost

    @property
    def bound(self) -> Bound:
        """``"exact"``, ``"at least"``, or ``"either way"`` where the missing may also lower it."""
        return "exact" if not self.missing else "at least" if self.is_lower_bound else "either way"

    def __str__(self) -> str:
        text = f"{self * 100:.2f} % a year"
        if not self.missing:
            return text
        without = f"without {', '.join(self.missing)}"
        return (
            f"at least {text}, {without}" if self.is_lower_bound else f"{text} {without}, which may raise or lower it"
        )

    __repr__ = __str__


@dataclass(frozen=True)
class Cost:
    """A cost that may be unknown: ``value`` is ``None`` only with the bound ``"unknown"``.

    ``"exact"``: nothing is missing. ``"at least"``: what is ``missing`` can only raise it. ``"either way"``: ``value``
    is of what is known, and what is missing may also lower it. ``"unknown"``: without it there is no figure at all.
    """

    value: float | None
    missing: tuple[str, ...]
    bound: Bound

    def __str__(self) -> str:
        if self.value is None:
            return f"unknown, without {', '.join(self.missing)}"
        return str(EffectiveCost(self.value, self.missing, is_lower_bound=self.bound == "at least"))


def all_in_cost(flows: Flows) -> EffectiveCost:
    """The all-in effective annual cost: the rate that discounts everything received and paid to nothing.

    Time is actual/365 from the first flow. For an investor the same rate is the return.

    **When it is a lower bound.** Say the known flows begin with a receipt, and r is the one rate that solves them, or
    the one above 0 (see :func:`internal_rate`); their present value is then positive at every higher rate. Each missing
    payment lowers it, so that at r it is negative, and the highest rate of the complete flows lies above r. This holds
    for fees, a discount (a sale **above** par would lower the cost; an unknown price is taken as par or less), a final
    profit, and the city's part of the guarantee. A blocked deposit moves money both ways: left out, r is a lower bound
    provided that the deposit earns no more than the loan costs. Even a deposit that earns nothing breaks that where r
    is negative (the state pays so much that the city pays back less than it got): then ``is_lower_bound`` is false, and
    the text says that the missing may raise or lower the cost.

    Parameters
    ----------
    flows
        :class:`CashFlows`; or a series of amounts by date, or a frame with ``date`` and ``amount`` (then nothing is
        known to be missing), in any order.

    Raises
    ------
    DataError
        A frame without these columns; an amount or a date that is missing or no number, by date.
    HamyariError
        No flows, no change of sign (nobody lends), no rate, or more than one rate.

    >>> flows = pd.Series([100.0, -9.0, -109.0], pd.DatetimeIndex(["2021-01-01", "2021-07-02", "2022-01-01"]))
    >>> all_in_cost(flows)
    18.81 % a year
    """
    what, dates, amounts, missing = _read(flows)
    return _cost(what, dates, amounts, missing, locked=1.0)


def real_cost(flows: Flows, level: pd.Series) -> EffectiveCost:
    """The all-in cost in the money of the first flow's day.

    With constant inflation p and a nominal cost i it is (1 + i) / (1 + p) - 1, up to the count of leap days. What is
    missing lowers or raises it as it does the nominal cost, since the price level is positive.

    Parameters
    ----------
    level
        The price level by date, with the date of every flow (``inflation.price_level(rates, flows.by_date().index)``).

    Raises
    ------
    As :func:`all_in_cost`, and ``DataError`` for dates without a price level.
    """
    what, dates, amounts, missing = _read(flows)
    if not len(dates):
        return _cost(what, dates, amounts, missing, locked=1.0)
    first, last = dates.min(), dates.max()
    locked = float(real_amounts([1.0], [last], level, first)[0])
    return _cost(f"{what} in constant prices", dates, real_amounts(amounts, dates, level, first), missing, locked)


def cost(terms: Terms, fees: Fees, payer: Payer = "all", *, level: pd.Series | None = None) -> Cost:
    """The all-in cost with its bound; in constant prices where a price ``level`` is given (see :func:`real_cost`).

    What is unknown is an answer here, never an exception.

    Where the state's share of profit or principal is unknown, the cost of the municipality is unknown: neither the
    whole nor the part. Faults and flows without one rate raise as in :func:`cash_flows` and :func:`all_in_cost`.

    >>> from hamyari_lib.models.bonds import Bond
    >>> from hamyari_lib.models.instruments.terms import StateShare
    >>> bond = Bond("1397/04/12", "1401/04/12", 0.18)
    >>> print(cost(Terms("manfaa", bond, price=1.0, state=StateShare(None, 0.5, 0.0)), Fees.none(), "municipality"))
    unknown, without state_profit
    """
    check_payer(payer)
    fees.check(terms.instrument)
    if unknown_shares(terms, payer):
        return Cost(None, missing_items(terms, fees, payer), "unknown")
    flows = cash_flows(terms, fees, payer)
    found = all_in_cost(flows) if level is None else real_cost(flows, level)
    return Cost(float(found), found.missing, found.bound)


def compare(
    offers: Mapping[str, tuple[Terms, Fees] | Callable[[], tuple[Terms, Fees]]], payer: Payer = "all"
) -> pd.DataFrame:
    """The costs of several offers side by side; one that cannot be computed does not stop the others.

    Parameters
    ----------
    offers
        By name: terms and fees, or a function that makes them, so that terms which are refused stand in their row too.

    Returns
    -------
    A frame by name in the order given: ``instrument`` (None where its terms were refused), ``value`` (fraction a year;
    NaN with the bounds "unknown" and "not computed"), ``bound`` (as :class:`Cost`, or "not computed"), ``missing`` (a
    tuple) and ``error`` (the reason in words, or "").
    """
    check_payer(payer)
    rows = {}
    for name, offer in offers.items():
        instrument = None
        try:
            terms, fees = offer() if callable(offer) else offer
            instrument = terms.instrument
            found = cost(terms, fees, payer)
        except HamyariError as fault:
            rows[name] = (instrument, np.nan, "not computed", (), str(fault))
        else:
            rows[name] = (instrument, np.nan if found.value is None else found.value, found.bound, found.missing, "")
    columns = ["instrument", "value", "bound", "missing", "error"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns) if rows else pd.DataFrame(columns=columns)
    return frame.astype({"value": float}).rename_axis("offer")


def _read(flows: Flows) -> tuple[str, calendars.Days, Floats, tuple[str, ...]]:
    """What the flows are called, their dates, their amounts and what is missing of them."""
    what, missing = "flows", ()
    if isinstance(flows, CashFlows):
        what, missing, flows = f"flows of payer {flows.payer}", flows.missing, flows.frame
    if isinstance(flows, pd.DataFrame):
        if lost := [name for name in ("date", "amount") if name not in flows]:
            raise DataError(f"{what}: the frame has no column {', '.join(lost)}; expected date and amount.")
        dates, values = flows["date"], flows["amount"]
    else:
        dates, values = flows.index.to_series(), flows
    if lost := int(pd.isna(dates).sum()):
        raise DataError(f"{what}: {lost} amounts have no date; give every date, or leave the amounts out.")
    when, amounts = calendars.days(dates.to_numpy()), pd.to_numeric(values, errors="coerce").to_numpy(dtype=float)
    if not np.isfinite(amounts).all():
        bad = sorted({str(date) for date in when[~np.isfinite(amounts)]})
        raise DataError(f"{what}: the amount of {date} is no number; give it, or leave the date out." for date in bad)
    return what, when.astype("M8[D]"), amounts, missing


def _cost(what: str, dates: calendars.Days, amounts: Floats, missing: tuple[str, ...], locked: float) -> EffectiveCost:
    """The rate of the flows; ``locked`` is what a unit held from the first day to the last is then worth."""
    first = dates.min() if len(dates) else np.datetime64(0, "D")
    times = (dates - first).astype(float) / DAYS_A_YEAR
    rate = internal_rate(times, amounts, what)
    net = pd.Series(amounts).groupby(times).sum()
    ends = float(net.iloc[0]) * float(net.iloc[-1])
    is_highest = ends < 0 or (ends > 0 and has_one_rate_above_zero(net.to_numpy()))
    deposit_costs = locked * (1 + rate) ** -times.max() <= 1 or not _DEPOSIT & set(missing)
    return EffectiveCost(rate, missing, is_lower_bound=bool(missing) and deposit_costs and is_highest)
