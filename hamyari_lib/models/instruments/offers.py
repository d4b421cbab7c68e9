"""Offers as an officer states them: an instrument by amount, day of issue and tenor, others beside it, its payments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from hamyari_lib.errors import ParameterError
from hamyari_lib.models import calendars
from hamyari_lib.models.bonds import Bond
from hamyari_lib.models.instruments.comparison import Offer
from hamyari_lib.models.instruments.flows import cash_flows, check_offer, unknown_shares
from hamyari_lib.models.instruments.terms import FEES_OF, INSTRUMENTS, Fees, Instrument, StateShare, Terms

MARKET_FEES: tuple[str, ...] = tuple(dict.fromkeys(FEES_OF["musharaka_municipal"] + FEES_OF["ijara"]))
"""The fees that an instrument sold in the market may have, whichever it is."""

LOAN_INTERVAL_MONTHS = 1  # level instalments of a bank loan fall every month
PARTS = ("proceeds", "profit", "principal", "fees")
_PART_OF = {"face": "proceeds", "discount": "proceeds", "profit": "profit", "final_profit": "profit"}
_PART_OF |= {"principal": "principal"}


def offer(
    instrument: Instrument,
    amount: float,
    issue: Any,
    tenor_months: int,
    profit_rate: float,
    *,
    interval_months: int = 3,
    accrual: str = "equal",
    market_yield: float | None = None,
    price: float | None = None,
    final_profit: float | None = None,
    state: StateShare | None = None,
) -> Terms:
    """The terms of an instrument that starts on a Jalali day and ends whole Jalali months later.

    Payments are counted forward from the day of issue, so that every period is a full one even where a month is shorter
    (issue on 31 Shahrivar); only a tenor that is no whole number of intervals ends on an odd one. ``tenor_months`` is
    whole, from 1 on.

    Principal is repaid at maturity; a bank loan is repaid in level monthly instalments, is not sold in a market and
    ignores ``interval_months``, ``market_yield`` and ``price``. ``final_profit`` belongs to a participation bond and is
    ignored for the others. ``amount`` is in any unit of money, in which all flows then come. ``state=None``: the state
    pays nothing of it. Raises ``ParameterError`` for another tenor, and as :class:`Terms` and ``Bond`` do.

    >>> terms = offer("manfaa", 2000, "1399/07/01", 48, 0.175)
    >>> str(maturity_of(terms)), len(terms.bond.cash_flows())
    ('2024-09-22', 16)
    """
    is_loan = instrument == "bank_loan"
    is_number = isinstance(tenor_months, int | float | np.integer | np.floating) and not isinstance(tenor_months, bool)
    if not is_number or not tenor_months >= 1 or tenor_months % 1:
        raise ParameterError(f"tenor_months is {tenor_months!r}; expected a whole number of months, 1 or more.")
    maturity = calendars.add_months(calendars.day(issue), int(tenor_months), "jalali")
    bond = Bond(
        calendars.day(issue), maturity, profit_rate,
        interval_months=LOAN_INTERVAL_MONTHS if is_loan else interval_months, accrual=accrual, face=amount,
        calendar="jalali", stub="short_last", amortisation="annuity" if is_loan else "bullet",
    )  # fmt: skip
    return Terms(
        instrument, bond,
        market_yield=None if is_loan else market_yield,
        price=None if is_loan else price,
        final_profit=final_profit if instrument == "musharaka_municipal" else None,
        state=StateShare.none() if state is None else state,
    )  # fmt: skip


def maturity_of(terms: Terms) -> np.datetime64:
    """The day of the last payment."""
    return calendars.day(terms.bond.maturity)


def with_state(terms: Terms, share: float | None) -> Terms:
    """The same terms with the state paying this share of profit and principal; at 0 it pays no guarantee either."""
    return replace(terms, state=StateShare(share, share, 0.0 if share == 0 else terms.state.guarantee))


def alternatives(
    terms: Terms, fees: Fees, *, sukuk_rate: float | None, loan_rate: float | None, loan_fees: Fees
) -> dict[str, Callable[[], Offer]]:
    """The case's own instrument and what could stand in its place: same amount, days and market yield.

    Where the case is sold at a given price, the others are sold at the market yield which that price means for the
    on-account profit of the case: buyers who ask for the same, and not the same price of another profit rate.

    Parameters
    ----------
    fees
        All fees of the market, also those that the case's own instrument does not have: each offer keeps its own.
    sukuk_rate
        Profit rate assumed for the other market instruments; ``None`` leaves them out.
    loan_rate, loan_fees
        The bank loan's; without a rate it is left out.

    Returns
    -------
    By instrument, a function that makes its terms and fees, as :func:`compare` takes them. The state's share belongs to
    the case's own instrument: of another participation bond it is not known, and sukuk and loans have none.

    >>> case = offer("ijara", 1000, "1399/07/01", 24, 0.18)
    >>> list(alternatives(case, Fees.none(), sukuk_rate=None, loan_rate=0.2, loan_fees=Fees.none()))
    ['ijara', 'bank_loan']
    """
    check_offer(terms, fees.of(terms.instrument) if isinstance(fees, Fees) and isinstance(terms, Terms) else fees)
    offers: dict[str, Callable[[], Offer]] = {terms.instrument: lambda: (terms, fees.of(terms.instrument))}
    for other in INSTRUMENTS:
        if other == "bank_loan" or other == terms.instrument or sukuk_rate is None:
            continue
        offers[other] = lambda other=other: (_beside(terms, other, sukuk_rate), fees.of(other))
    if loan_rate is not None:
        offers["bank_loan"] = lambda: (_beside(terms, "bank_loan", loan_rate), loan_fees.of("bank_loan"))
    return offers


def loan_beside(terms: Terms, profit_rate: float) -> Terms:
    """A bank loan of the same amount, day and tenor, repaid in level monthly instalments."""
    return _beside(terms, "bank_loan", profit_rate)


def _beside(terms: Terms, instrument: Instrument, profit_rate: float) -> Terms:
    is_loan, is_participation = instrument == "bank_loan", instrument == "musharaka_municipal"
    bond = replace(terms.bond, coupon=profit_rate)
    if is_loan:
        bond = replace(bond, interval_months=LOAN_INTERVAL_MONTHS, amortisation="annuity")
    asked = terms.market_yield
    if terms.price is not None and not is_loan:
        asked = terms.bond.yield_to_maturity(100 * terms.price)
    return Terms(
        instrument, bond,
        market_yield=None if is_loan else asked,
        state=StateShare(None, None, None) if is_participation else StateShare.none(),
    )  # fmt: skip


def payment_plan(terms: Terms, fees: Fees) -> pd.DataFrame:
    """What is received and paid on each day, for all payers together and for the municipality.

    Returns a frame in the order of ``date`` (datetime64) with ``proceeds`` (after the discount), ``profit``,
    ``principal``, ``fees`` (with the deposit), their sum ``total``, and ``own``, the municipality's part of it, which
    is NaN where the state's share is not known. Received is positive, paid negative, in the unit of the amount; what is
    unknown is left out here (``cash_flows(...).missing`` names it).

    >>> plan = payment_plan(offer("ijara", 100, "1399/07/01", 6, 0.2), Fees(underwriting=0.01))
    >>> plan[["proceeds", "profit", "principal", "fees", "total", "own"]].to_numpy().round(6).tolist()
    [[100.0, 0.0, 0.0, -1.0, 99.0, 99.0], [0.0, -5.0, 0.0, 0.0, -5.0, -5.0], [0.0, -5.0, -100.0, 0.0, -105.0, -105.0]]
    """
    frame = cash_flows(terms, fees, "all").frame
    part = frame["item"].map(_PART_OF).fillna("fees")
    plan = frame["amount"].groupby([frame["date"], part]).sum().unstack(fill_value=0.0)
    plan = plan.reindex(columns=list(PARTS), fill_value=0.0)
    plan["total"] = plan.sum(axis="columns")
    if unknown_shares(terms, "municipality"):
        plan["own"] = np.nan
    else:
        plan["own"] = cash_flows(terms, fees, "municipality").by_date().reindex(plan.index, fill_value=0.0)
    return plan.rename_axis(columns=None).reset_index()
