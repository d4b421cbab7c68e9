"""A debt as it is agreed: drawn while the project is built, served while it runs, in parts of its amount."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hamyari_lib.models.cashflow.terms import DebtTerms
from hamyari_lib.models.cashflow.timeline import Timeline
from hamyari_lib.models.debt import schedule, sculpted_debt

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Contract:
    """What is drawn, owed and put by at the end of each period, as parts of ``amount`` (rial drawn in all).

    ``drawn``, ``released`` (spent, and not waiting in the account) and ``closing`` are of all periods; ``deposit`` and
    ``fund`` (of a sinking fund) and ``paid_by_fund`` are 0 while the project is built.
    """

    terms: DebtTerms
    amount: float
    drawn: Floats
    released: Floats
    closing: Floats
    deposit: Floats
    fund: Floats
    paid_by_fund: Floats
    last: int = field(default=-1)

    @property
    def opening(self) -> Floats:
        return np.concatenate([[0.0], self.closing[:-1]])


def rates_of(terms: DebtTerms, timeline: Timeline, shift: Floats | float = 0.0) -> Floats:
    """Profit and yearly fee of each period as a fraction of the balance: (periods,), or (draws, periods) by a shift."""
    yearly = np.maximum(terms.rate + np.asarray(shift, dtype=float), 0.0)
    grown = (1 + yearly[..., None]) ** (timeline.days / 365) - 1
    return grown + terms.charges[1] * timeline.months / 12


def periods_of_debt(terms: DebtTerms, timeline: Timeline) -> int:
    """Years of operation that end within the tenor."""
    if terms.tenor_months is None:
        return timeline.operation_years
    return int((np.cumsum(timeline.months)[timeline.construction_months :] <= terms.tenor_months).sum())


def contract_of(
    terms: DebtTerms, timeline: Timeline, capital: Floats, cfads: Floats, *, amount: float = 1.0
) -> Contract | None:
    """A contract whose repayment follows ``cfads``; None where the debt would fall due before the project earns.

    ``capital`` is the capital cost by period of construction, which the debt is drawn by.
    """
    built, years = timeline.construction_months, periods_of_debt(terms, timeline)
    if not built or not years or not capital.sum() > 0:
        return None
    spent = np.zeros(timeline.periods)
    spent[:built] = capital[:built] / capital[:built].sum()
    drawn = spent if terms.draw == "pro_rata" else np.eye(1, timeline.periods)[0]
    rates, earned = rates_of(terms, timeline), timeline.rates(terms.deposit_rate)
    closing = np.zeros(timeline.periods)
    owed = 0.0
    for period in range(built):
        grown = 1 + rates[period] if terms.construction_profit == "capitalised" else 1.0
        closing[period] = owed = owed * grown + drawn[period]
    served = slice(built, built + years)
    deposit, fund, paid = (np.zeros(timeline.periods) for _ in range(3))
    if terms.repayment == "sculpted":
        able = np.clip(cfads[served], 0, None)
        found = sculpted_debt(able, dscr=1.0, rate=rates[served], capitalisation=terms.capitalisation)
        if not found.amount > 0:
            return None
        closing[served] = found.schedule["closing"] * (owed / found.amount)
    else:
        plan = schedule(owed, terms.repayment, rates=rates[served], fund_rates=earned[served])
        closing[served], deposit[served], fund[served] = plan["closing"], plan["fund_deposit"], plan["fund"]
        if terms.repayment == "sinking_fund":
            paid[built + years - 1], fund[built + years - 1] = owed, 0.0
    return Contract(terms, amount, drawn, spent, closing, deposit, fund, paid, built + years - 1)
