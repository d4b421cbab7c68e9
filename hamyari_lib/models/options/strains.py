"""What becomes of a way of paying if something goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from hamyari_lib.models.cashflow import Scenarios, covers, run, worth
from hamyari_lib.models.instruments import at_discount, sold_in_part
from hamyari_lib.models.options.paying import Offer, Paying, parts_of
from hamyari_lib.models.options.ways import Way, rate_of_money

COLUMNS = ["rate", "raised", "short", "support", "npv", "cover"]


def strained(
    paying: Paying, way: Way, offers: Mapping[str, Offer], *, asked: float, unsold: float | None,
    discount: float | None, rise: float | None, fewer: float | None, late_months: float | None,
) -> pd.DataFrame:  # fmt: skip
    """What becomes of a way if something goes wrong, each by itself.

    Parameters
    ----------
    paying, way
        The way as planned, and what it was made with.
    offers
        Terms and fees of debts that are sold in the market: what then is not sold, or only at a discount, costs more.
    asked
        What investors ask, or the rate of a debt: what the way was made with.
    unsold
        Fraction of what is sold that nobody buys; of a share beside a debt, of the share alone. The owner pays for it
        as it is spent, and keeps it.
    discount
        Fraction of the price that a market maker asks.
    rise
        By how much all its money costs more, a fraction a year.
    fewer
        Fraction of the revenue that does not come.
    late_months
        By which operation begins later.

        What is None is not tried.

    Returns
    -------
    By case (``planned``, ``unsold``, ``discount``, ``rise``, ``revenue``, ``late``, as far as they apply):
    ``rate`` (what its money then costs, so that of investors falls where less is paid out), ``raised``, ``short`` and
    ``support`` (rial of their time), ``npv`` (rial of base-year prices; NaN if nobody pays any more) and ``cover`` (NaN
    without debt).
    """
    debt, share = parts_of(way.name)
    offer = offers.get(debt) if debt != "bank_loan" else None
    is_priced = offer is not None and offer[0].issue_price() is not None
    cases = {"planned": way}
    if unsold is not None and share:
        cases["unsold"] = _less_share(paying, way, unsold)
    elif unsold is not None and offer is not None and is_priced:
        cases["unsold"] = _less_debt(paying, way, offer, unsold)
    if discount is not None and offer is not None and is_priced:
        taken = paying.offered(debt, (at_discount(offer[0], discount), offer[1])) if discount < 1 else None
        cases["discount"] = paying.nothing(way.name, "too_dear") if taken is None else taken.made(way.name, asked)
    if rise is not None:
        dearer = {name: rate + rise for name, rate in paying.rates.items()}
        cases["rise"] = replace(paying, rates=dearer).way(way.name, asked + rise)
    rows = {
        case: [one.rate, one.raised, one.short, one.support, np.nan if one.why else one.npv, one.cover]
        for case, one in cases.items()
    }
    scenarios = {"revenue": Scenarios(demand=np.array([1 - fewer]))} if fewer is not None else {}
    scenarios |= {"late": Scenarios(delay_months=np.array([float(late_months)]))} if late_months is not None else {}
    for case, scenario in scenarios.items():
        rows[case] = _in_scenario(paying, way, scenario)
    return pd.DataFrame.from_dict(rows, orient="index", columns=COLUMNS).astype(float).rename_axis("case")


def _less_debt(paying: Paying, way: Way, offer: Offer, unsold: float) -> Way:
    """The same face offered, and a part of it bought; fees that are paid once are those of the whole."""
    if not unsold < 1:
        return replace(paying.alone(), name=way.name)
    less = paying.offered(way.name, sold_in_part(*offer, 1 - unsold))
    face = paying.face(way.name, way.raised) * (1 - unsold)
    return less.way(way.name, less.rates[way.name], allotment=face * less.net[way.name])


def _less_share(paying: Paying, way: Way, unsold: float) -> Way:
    debt, _ = parts_of(way.name)
    base, sold = paying.way(debt, paying.rates[debt]) if debt else paying.alone(), 1 - unsold
    needed, given_up = sold * (way.raised - base.raised), sold * way.given_up
    raised = base.raised + needed
    return replace(
        way, rate=rate_of_money(way.found.flows, given_up, needed) if sold else base.rate, raised=raised,
        wanted=raised + unsold * base.short, npv=base.npv + sold * (way.npv - base.npv), given_up=given_up,
    )  # fmt: skip


def _in_scenario(paying: Paying, way: Way, scenario: Scenarios) -> list[float | None]:
    found, times = way.found, way.found.lines.timeline
    flows = run(found.lines, found.operating, found.contract, scenario)
    more = flows.paid_in[0] - found.flows.paid_in[0]
    own, rate = flows.equity[0], way.rate
    if way.given_up:  # investors paid what building was planned to take
        own = (1 - way.given_up) * np.maximum(flows.distribution[0], 0.0) - flows.support[0] - more
        lent = float(found.flows.debt.drawn.sum()) if found.contract else 0.0
        rate = rate_of_money(flows, way.given_up, way.raised - lent)
    npv = worth(own, flows.plan.level[0], times.years, real_rate=paying.real_rate).npv
    cover = float(covers(replace(found, flows=flows))["dscr"].min()) if found.contract else None
    return [rate, way.raised, way.short + float(more.sum()), float(flows.support.sum()), npv, cover]
