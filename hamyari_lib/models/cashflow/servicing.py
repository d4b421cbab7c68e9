"""What a debt draws, owes and pays in each period, in every draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hamyari_lib.models.cashflow.contract import Contract, rates_of
from hamyari_lib.models.cashflow.scenarios import Scenarios
from hamyari_lib.models.cashflow.timeline import Timeline

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Servicing:
    """Draws (or 1) x periods, rial.

    ``interest`` is profit and yearly fees, ``added`` the part of it that is added to the debt; ``service`` the cash
    that the project owes while it runs; ``reserve_due`` what the reserve should hold at each period's end;
    ``waiting`` proceeds that are not spent yet, and ``earned`` the rate that they, the fund and the reserve earn.
    """

    drawn: Floats
    released: Floats
    fees: Floats
    interest: Floats
    added: Floats
    principal: Floats
    deposit: Floats
    fund: Floats
    paid_by_fund: Floats
    closing: Floats
    service: Floats
    reserve_due: Floats
    waiting: Floats
    earned: Floats

    @property
    def to_lenders(self) -> Floats:
        """What the lenders get, less what they lend: fees, profit that is paid, and principal."""
        return self.fees + self.interest - self.added + self.principal - self.drawn


def servicing(contract: Contract | None, timeline: Timeline, draws: Scenarios) -> Servicing:
    """A contract's flows at the rates and for the part sold of each draw; all 0 without a contract."""
    if contract is None:
        return Servicing(*[np.zeros((1, timeline.periods))] * 13, earned=np.zeros(timeline.periods))
    terms, built = contract.terms, timeline.construction_months
    rates = rates_of(terms, timeline, draws.profit_rate)
    amount = (contract.amount * (1 - draws.unsold))[:, None]
    drawn, released = amount * contract.drawn, amount * contract.released
    closing = np.repeat(amount * contract.closing, len(rates) if len(amount) == 1 else 1, axis=0)
    added = np.zeros(closing.shape)
    scale = np.ones((len(closing), 1))
    if terms.construction_profit == "capitalised":
        owed, planned = np.zeros(len(closing)), closing[:, built - 1].copy()
        for period in range(built):
            added[:, period] = owed * rates[:, period]
            closing[:, period] = owed = owed + added[:, period] + drawn[:, period]
        scale = np.divide(owed, planned, out=np.ones(len(owed)), where=planned > 0)[:, None]
        closing[:, built:] *= scale
    if terms.capitalisation:
        _without_lending(closing, rates, built)
    opening = np.concatenate([np.zeros((len(closing), 1)), closing[:, :-1]], axis=1)
    interest = opening * rates
    principal = np.where(timeline.is_operation, opening - closing, 0.0)
    deposit, fund, paid = (amount * scale * part for part in (contract.deposit, contract.fund, contract.paid_by_fund))
    service = np.where(timeline.is_operation, interest, 0.0) + principal + deposit - paid
    return Servicing(
        drawn=drawn, released=released, fees=drawn * terms.charges[0], interest=interest, added=added,
        principal=principal, deposit=deposit, fund=fund, paid_by_fund=paid, closing=closing, service=service,
        reserve_due=_reserve_due(contract, service, interest, built),
        waiting=np.cumsum(drawn - released, axis=1), earned=timeline.rates(terms.deposit_rate),
    )  # fmt: skip


def _without_lending(closing: Floats, rates: Floats, built: int) -> None:
    """Where profit turns out lower than planned, no more of it is added to the debt than there is; what is owed later
    is then repaid sooner. Changes ``closing``."""
    planned = -np.diff(closing, axis=1)
    for period in range(max(built, 1), closing.shape[1]):
        owed = closing[:, period - 1]
        principal = np.clip(planned[:, period - 1], -owed * rates[:, period], owed)
        closing[:, period] = owed - principal


def _reserve_due(contract: Contract, service: Floats, interest: Floats, built: int) -> Floats:
    """Months of the next period's service; of a bullet, of its profit alone."""
    covered = interest if contract.terms.repayment == "bullet" else service
    due = np.zeros(covered.shape)
    due[:, built - 1 : -1] = np.clip(covered[:, built:], 0, None) * contract.terms.reserve_months / 12
    return due
