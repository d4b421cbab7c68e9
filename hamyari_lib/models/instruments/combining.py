"""Instruments put together, and what may go wrong with their sale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from hamyari_lib.errors import ParameterError
from hamyari_lib.models.instruments.comparison import Offer
from hamyari_lib.models.instruments.flows import CashFlows, Payer, cash_flows
from hamyari_lib.models.instruments.terms import Fees, Terms

_ONCE = ("underwriting", "admission", "placement", "payment_agent", "arrangement", "rating", "appraisal")


def step_up(first: float, last: float, *, tenor_months: int, interval_months: int = 3) -> tuple[float, ...]:
    """Profit rates of each payment that rise by equal steps from the first year to the last, for a ``Bond``'s coupon.

    Parameters
    ----------
    first, last
        Fractions a year.
    tenor_months, interval_months
        The tenor is a whole number of intervals, and an interval divides a year.

    >>> step_up(0.2, 0.22, tenor_months=24, interval_months=6)
    (0.2, 0.2, 0.22, 0.22)
    """
    if interval_months < 1 or 12 % interval_months or tenor_months % interval_months or tenor_months < 1:
        raise ParameterError(
            f"tenor is {tenor_months} and interval {interval_months} months; expected a tenor of whole intervals, and "
            "an interval that divides a year."
        )
    count = tenor_months // interval_months
    years = np.arange(count) * interval_months // 12
    most = max(int(years[-1]), 1)
    return tuple(float(one) for one in first + (last - first) * years / most)


def combined(offers: Mapping[str, Offer], payer: Payer = "all") -> CashFlows:
    """The flows of several tranches together, as one payer sees them.

    What is not known of any is missing, named ``tranche.item``. A deposit whose return is unknown counts in the costs
    of the tranches alone, for it has no one contract to be bounded by: with one ``ParameterError``.

    >>> from hamyari_lib.models.instruments import all_in_cost, offer
    >>> part = offer("ijara", 500, "1399/07/01", 24, 0.2), Fees.none()
    >>> whole = offer("ijara", 1000, "1399/07/01", 24, 0.2), Fees.none()
    >>> both = combined({"a": part, "b": part})
    >>> abs(all_in_cost(both.by_date()) - all_in_cost(cash_flows(*whole).by_date())) < 1e-12
    True
    """
    if not offers:
        raise ParameterError("combined: no tranche is given; expected one or more.")
    each = {name: cash_flows(terms, fees, payer) for name, (terms, fees) in offers.items()}
    open_ones = [name for name, one in each.items() if one.unit_deposit is not None]
    if open_ones:
        raise ParameterError(
            f"{name}: its deposit's size or return is not known, so that it cannot be put together with others; give "
            "both, or leave the deposit out (0)."
            for name in open_ones
        )
    frame = pd.concat([one.frame for one in each.values()], ignore_index=True)
    frame = frame.sort_values("date", kind="stable", ignore_index=True)
    return CashFlows(payer, frame, tuple(f"{name}.{item}" for name, one in each.items() for item in one.missing), None)


def sinking_fund(terms: Terms, earned: float) -> pd.Series:
    """What the issuer pays into a fund by equal deposits on each day of payment, and has back at maturity.

    Parameters
    ----------
    terms
        Of an instrument whose principal is repaid at maturity.
    earned
        What the fund earns, effective a year.

    Returns
    -------
    By date, deposits negative and the whole principal positive at the end: to be added to the issuer's flows, whose
    cost then counts what is lost where the fund earns less than the instrument costs.

    >>> from hamyari_lib.models.instruments import offer
    >>> sinking_fund(offer("ijara", 100, "1399/07/01", 12, 0.2, interval_months=6), 0.0).tolist()
    [-50.0, 50.0]
    """
    if terms.bond.amortisation != "bullet":
        raise ParameterError("sinking_fund: the principal is repaid in parts; a fund is for one repaid at maturity.")
    if not earned > -1:
        raise ParameterError(f"sinking_fund: it earns {earned}; expected an effective fraction a year above -1.")
    table = terms.bond.cash_flows()
    dates = table["date"].to_numpy().astype("M8[D]")
    years = (dates[-1] - dates).astype(float) / 365
    deposit = float(terms.bond.face) / float(((1 + earned) ** years).sum())
    paid = pd.Series(-deposit, pd.DatetimeIndex(dates, name="date"))
    paid.iloc[-1] += float(terms.bond.face)
    return paid


def sold_in_part(terms: Terms, fees: Fees, sold: float) -> tuple[Terms, Fees]:
    """An issue of which only a share is sold, where no underwriter takes the rest.

    The amount shrinks to what is sold; fees that are paid once were agreed on the whole, and so weigh more.

    >>> from hamyari_lib.models.instruments import offer
    >>> less, fees = sold_in_part(offer("ijara", 1000, "1399/07/01", 24, 0.2), Fees(underwriting=0.01, spv=0.002), 0.5)
    >>> less.bond.face, fees.underwriting, fees.spv
    (500.0, 0.02, 0.002)
    """
    if not 0 < sold <= 1:
        raise ParameterError(f"sold is {sold}; expected a share above 0, up to 1.")
    grown = {name: min(getattr(fees, name) / sold, 1.0) for name in _ONCE if getattr(fees, name) is not None}
    return replace(terms, bond=replace(terms.bond, face=float(terms.bond.face) * sold)), replace(fees, **grown)


def at_discount(terms: Terms, discount: float) -> Terms:
    """The same terms sold under their price by what a market maker asks to take them, a fraction of the price.

    ``ParameterError`` where the price is not known, or for a discount of less than 0 or of 1 and more.
    """
    if not 0 <= discount < 1:
        raise ParameterError(f"discount is {discount}; expected a fraction of the price, from 0 to under 1.")
    price = terms.issue_price()
    if price is None or terms.instrument == "bank_loan":
        raise ParameterError("discount: the price is not known; give the price, or the yield that buyers ask.")
    return replace(terms, price=price * (1 - discount))
