"""A project, the ways to pay for it side by side, and what would change their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from hamyari_lib.errors import ParameterError
from hamyari_lib.models.cashflow import DebtTerms, Lines, Operating, Scenarios, covers, run, worth
from hamyari_lib.models.instruments import EquityFees, Fees, Terms, at_discount, cash_flows, cost, sold_in_part
from hamyari_lib.models.options.project import DEBT_LIKE, terms_for
from hamyari_lib.models.options.ways import Way, debt_way, equity_way, where_equal

Offer = tuple[Terms, Fees]
_SOLD = ("musharaka_municipal", "ijara", "murabaha", "manfaa")  # to buyers who ask one yield of all


@dataclass(frozen=True)
class Paying:
    """What all ways of paying for a project have in common.

    Parameters
    ----------
    lines, operating
        The project.
    limits
        The least cover, largest gearing and amount, and the reserve of any debt; its rate and tenor are each way's own.
    tenor_months
        Of a debt, from the beginning of construction; ``tenors`` has those of instruments that run for another time.
    real_rate
        What the owner asks, a fraction a year above inflation.
    most
        Largest amount that the rules of an instrument allow, rial.
    equity_fees
        Of money that is raised for a share.
    rates
        The all-in cost of each debt that a share may be raised beside.
    net
        What of a face of 1 reaches the project, by instrument (:func:`net_of`); 1 where it is not named. ``most`` and
        the allotment of ``limits`` bound the face. Money that comes before it is spent earns ``limits.deposit_rate``.
    """

    lines: Lines
    operating: Operating
    limits: DebtTerms
    tenor_months: int
    real_rate: float
    tenors: Mapping[str, int] = field(default_factory=dict)
    most: Mapping[str, float] = field(default_factory=dict)
    equity_fees: EquityFees = field(default_factory=EquityFees)
    rates: Mapping[str, float] = field(default_factory=dict)
    net: Mapping[str, float] = field(default_factory=dict)

    def way(self, name: str, rate: float, *, allotment: float | None = None) -> Way:
        """The project paid for by one instrument: by a debt at its all-in cost, or by investors who ask ``rate``; or by
        both (``"bank_loan+project_fund"``), the debt at its cost in ``rates``."""
        debt, _, share = name.rpartition("+")
        if name in DEBT_LIKE:
            debt, share = name, ""
        terms = self._terms(debt, self.rates[debt] if share else rate, allotment) if debt else None
        if not share:
            return debt_way(name, self.lines, self.operating, terms, real_rate=self.real_rate)
        return equity_way(
            name, self.lines, self.operating, target_return=rate, fees=self.equity_fees, real_rate=self.real_rate,
            debt=terms, deposit_rate=self.limits.deposit_rate,
        )  # fmt: skip

    def face(self, name: str, raised: float) -> float:
        """The face that brings ``raised`` by one instrument, rial."""
        return raised / self.net.get(name, 1.0)

    def faces(self, way: Way) -> dict[str, float]:
        """What is issued of each part of a way, rial of face; empty where it brings nothing.

        An underwriter's fee on a share is raised on top of what reaches the project.
        """
        debt, _, share = (way.name, "", "") if way.name in DEBT_LIKE else way.name.rpartition("+")
        if not way.raised > 0:
            return {}
        lent = float(way.found.flows.debt.drawn.sum()) if debt else 0.0
        kept = 1 - (self.equity_fees.underwriting or 0.0)
        parts = {debt: self.face(debt, lent)} if debt else {}
        return parts | ({share: (way.raised - lent) / kept} if share else {})

    def _less_equity(self, way: Way, unsold: float) -> Way:
        debt = way.name.rpartition("+")[0]
        base = self.way(debt, self.rates[debt]) if debt else self.alone()
        sold = 1 - unsold
        return replace(
            way, raised=base.raised + sold * (way.raised - base.raised), npv=base.npv + sold * (way.npv - base.npv),
            given_up=sold * way.given_up,
        )  # fmt: skip

    def _offered(self, way: Way, case: str, offer: Offer | None, sold: float = 1.0) -> dict[str, Way]:
        """The way where its face is offered so, and ``sold`` of it bought; empty where its cost cannot be told."""
        if offer is None:
            return {case: replace(self.alone(), name=way.name)}
        if (rate := rate_of(offer)) is None:
            return {}
        brings = net_of(offer)
        net = {**self.net, way.name: brings}
        most = self.face(way.name, way.raised) * sold * brings if sold < 1 else None
        return {case: replace(self, net=net).way(way.name, rate, allotment=most)}

    def _terms(self, name: str, rate: float, allotment: float | None) -> DebtTerms:
        faces = [one for one in (self.most.get(name), self.limits.allotment) if one is not None]
        allowed = [one * self.net.get(name, 1.0) for one in faces] + ([] if allotment is None else [allotment])
        base, tenor = replace(self.limits, allotment=None), self.tenors.get(name, self.tenor_months)
        return terms_for(name, base, rate, tenor_months=tenor, allotment=min(allowed, default=None))

    def alone(self) -> Way:
        """The project paid for by the owner's own money."""
        return debt_way("own", self.lines, self.operating, None, real_rate=self.real_rate)

    def rate_to_equal(self, first: Way, second: Way, *, asked: float, most: float = 0.5) -> float | None:
        """At what rate of its money the first way is worth no more than the second to the owner; ``None`` where it
        still is more at ``most`` above ``asked``, the rate that ``first`` was made with.

        Where the same investors pay for both, or both are sold in the market, the second's rate moves with it.
        """
        both_equity = first.name not in DEBT_LIKE and second.name not in DEBT_LIKE
        both_sold = first.name in _SOLD and second.name in _SOLD

        def worth_at(rate: float) -> float:
            one, other = first, second
            if rate != asked:
                one = self.way(first.name, rate)
                if both_equity or both_sold:
                    other = self.way(second.name, rate if both_equity else float(second.rate or 0.0) + rate - asked)
            if one.why:  # it brings nothing any more; where the other does not either, there is no order to change
                return 0.0 if other.why else -np.inf
            return one.npv - other.npv

        return where_equal(worth_at, 0.0, asked, asked + most)

    def strained(
        self, way: Way, offer: Offer | None, *, asked: float, unsold: float | None, discount: float | None,
        rise: float | None, fewer: float | None, late_months: float | None,
    ) -> pd.DataFrame:  # fmt: skip
        """What becomes of a way if something goes wrong, each by itself.

        Parameters
        ----------
        offer
            Terms and fees where it is sold in the market: what then is not sold, or only at a discount, costs more.
        asked
            The rate that the way was made with.
        unsold, discount
            Fractions of what is sold that nobody buys, and of the price that a market maker asks.
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
        ``rate``, ``raised``, ``short`` and ``support`` (rial of their time), ``npv`` (rial of base-year prices; NaN if
        nobody pays any more) and ``cover`` (NaN without debt).
        """
        cases = {"planned": way}
        if offer is not None and offer[0].issue_price() is not None and offer[0].instrument != "bank_loan":
            if unsold is not None:
                less = sold_in_part(*offer, 1 - unsold) if unsold < 1 else None
                cases |= self._offered(way, "unsold", less, 1 - unsold)
            if discount is not None:
                cases |= self._offered(way, "discount", (at_discount(offer[0], discount), offer[1]))
        if way.given_up and unsold is not None:  # what investors do not buy the owner pays for, and keeps
            cases["unsold"] = self._less_equity(way, unsold)
        if rise is not None:
            dearer = {name: rate + rise for name, rate in self.rates.items()}
            cases["rise"] = replace(self, rates=dearer).way(way.name, asked + rise)
        rows = {
            case: [one.rate, one.raised, one.short, one.support, np.nan if one.why else one.npv, one.cover]
            for case, one in cases.items()
        }
        scenarios = {"revenue": Scenarios(demand=np.array([1 - fewer]))} if fewer is not None else {}
        scenarios |= {"late": Scenarios(delay_months=np.array([float(late_months)]))} if late_months is not None else {}
        for case, scenario in scenarios.items():
            found = way.found
            flows = run(found.lines, found.operating, found.contract, scenario)
            level, years = flows.plan.level[0], found.lines.timeline.years
            own = flows.equity[0]
            if way.given_up:  # investors paid what building was planned to take
                more = flows.paid_in[0] - found.flows.paid_in[0]
                own = (1 - way.given_up) * np.maximum(flows.distribution[0], 0.0) - flows.support[0] - more
            npv = worth(own, level, years, real_rate=self.real_rate).npv
            cover = float(covers(replace(found, flows=flows))["dscr"].min()) if found.contract else None
            short = way.short + float((flows.paid_in[0] - found.flows.paid_in[0]).sum())
            rows[case] = [way.rate, way.raised, short, float(flows.support.sum()), npv, cover]
        columns = ["rate", "raised", "short", "support", "npv", "cover"]
        return pd.DataFrame.from_dict(rows, orient="index", columns=columns).astype(float).rename_axis("case")


def net_of(offer: Offer) -> float:
    """What of a face of 1 an offer brings on its first day, after its discount and the fees that are known.

    >>> from hamyari_lib.models.instruments import offer
    >>> net_of((offer("ijara", 500, "1405/01/01", 36, 0.25), Fees(underwriting=0.01)))
    0.99
    """
    terms, fees = offer
    return float(cash_flows(terms, fees, "all").by_date().iloc[0] / float(terms.bond.face))


def rate_of(offer: Offer) -> float | None:
    """The all-in cost of an offer to the municipality, or to all payers where the state's share of it is not known."""
    own = cost(*offer, "municipality").value
    return cost(*offer, "all").value if own is None else own


def yield_to_cost(offer: Offer, rate: float, *, high: float) -> float | None:
    """The yield that buyers must ask for an offer to cost ``rate`` (:func:`rate_of`); ``None`` up to ``high``."""
    terms, fees = offer
    return _reaches(lambda asked: rate_of((replace(terms, price=None, market_yield=asked), fees)), rate, high)


def fee_to_cost(offer: Offer, rate: float, *, high: float) -> float | None:
    """The further fee at the start, a fraction of the face, at which an offer costs ``rate`` (:func:`rate_of`)."""
    terms, fees = offer
    once = "appraisal" if terms.instrument == "bank_loan" else "arrangement"
    paid = getattr(fees, once) or 0.0
    return _reaches(lambda more: rate_of((terms, replace(fees, **{once: paid + more}))), rate, high)


def _reaches(cost_at: Callable[[float], float | None], rate: float, high: float) -> float | None:
    """Where a cost that grows from 0 on reaches ``rate``."""
    if cost_at(0.0) is None or cost_at(high) is None:
        return None

    def left(place: float) -> float:
        found = cost_at(place)
        return -np.inf if found is None else rate - found

    try:
        return where_equal(left, 0.0, 0.0, high)
    except ParameterError:
        return None
