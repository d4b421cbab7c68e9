"""What all ways of paying for a project have in common, and one way of it: by a debt, by a share, or by both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from hamyari_lib.models.cashflow import DebtTerms, Lines, Operating
from hamyari_lib.models.instruments import EquityFees, Fees, Terms, cash_flows, cost
from hamyari_lib.models.options.project import DEBT_LIKE, terms_for
from hamyari_lib.models.options.ways import Way, debt_way, equity_way

Offer = tuple[Terms, Fees]

MOST_RATE = 3.0
"""All-in costs above this, 300 % a year, are not put into a plan: such money is not raised."""


def parts_of(name: str) -> tuple[str, str]:
    """The debt and the share of a way's name, each "" where it has none.

    >>> parts_of("ijara"), parts_of("reit"), parts_of("ijara+reit")
    (('ijara', ''), ('', 'reit'), ('ijara', 'reit'))
    """
    debt, _, share = name.rpartition("+")
    return (name, "") if name in DEBT_LIKE else (debt, share)


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
        both (``"bank_loan+project_fund"``), the debt at its cost in ``rates``.

        A cost below zero, where the state pays more than the profit, counts as none in the plan, so that the way is
        worth at least what is said.
        """
        debt, share = parts_of(name)
        at = self.rates[debt] if debt and share else rate
        if debt and (at > MOST_RATE or self.net.get(debt, 1.0) <= 0):
            return self.nothing(name, "too_dear")
        terms = self._terms(debt, max(at, 0.0), allotment) if debt else None
        if share:
            return equity_way(
                name, self.lines, self.operating, target_return=rate, fees=self.equity_fees, real_rate=self.real_rate,
                debt=terms, deposit_rate=self.limits.deposit_rate,
            )  # fmt: skip
        found = debt_way(name, self.lines, self.operating, terms, real_rate=self.real_rate)
        return found if at >= 0 else replace(found, rate=at)

    def made(self, name: str, asked: float) -> Way:
        """The way at what its debt costs in ``rates``, and investors who ask ``asked``."""
        return self.way(name, asked if parts_of(name)[1] else self.rates[name])

    def offered(self, name: str, offer: Offer) -> Paying:
        """The same, where a debt is offered so: its cost, and what of its face reaches the project. One whose cost
        cannot be told, because nothing or too little comes in, is one that nobody can raise."""
        rate = rate_of(offer)
        rates = {**self.rates, name: np.inf if rate is None else rate}
        return replace(self, rates=rates, net={**self.net, name: net_of(offer)})

    def nothing(self, name: str, why: str) -> Way:
        """A way that brings nothing: all is the owner's own money."""
        return replace(self.alone(), name=name, binding=why, why=why)

    def face(self, name: str, raised: float) -> float:
        """The face that brings ``raised`` by one instrument, rial."""
        return raised / self.net.get(name, 1.0)

    def faces(self, way: Way) -> dict[str, float]:
        """What is issued of each part of a way, rial of face; empty where it brings nothing.

        An underwriter's fee on a share is raised on top of what reaches the project.
        """
        debt, share = parts_of(way.name)
        if not way.raised > 0:
            return {}
        lent = float(way.found.flows.debt.drawn.sum()) if debt else 0.0
        kept = 1 - (self.equity_fees.underwriting or 0.0)
        parts = {debt: self.face(debt, lent)} if debt else {}
        return parts | ({share: (way.raised - lent) / kept} if share else {})

    def _terms(self, name: str, rate: float, allotment: float | None) -> DebtTerms:
        faces = [one for one in (self.most.get(name), self.limits.allotment) if one is not None]
        allowed = [one * self.net.get(name, 1.0) for one in faces] + ([] if allotment is None else [allotment])
        base, tenor = replace(self.limits, allotment=None), self.tenors.get(name, self.tenor_months)
        return terms_for(name, base, rate, tenor_months=tenor, allotment=min(allowed, default=None))

    def alone(self) -> Way:
        """The project paid for by the owner's own money."""
        return debt_way("own", self.lines, self.operating, None, real_rate=self.real_rate)


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
