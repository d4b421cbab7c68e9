"""The statement of a project in every draw at once: what is spent, earned, taxed, served and paid out by period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hamyari_lib.models.cashflow.contract import Contract
from hamyari_lib.models.cashflow.lines import Lines
from hamyari_lib.models.cashflow.planned import Planned, planned
from hamyari_lib.models.cashflow.scenarios import Scenarios
from hamyari_lib.models.cashflow.servicing import Servicing, servicing
from hamyari_lib.models.cashflow.terms import Operating, Tax
from hamyari_lib.models.cashflow.timeline import Timeline

Floats = NDArray[np.float64]

NOTHING = 1e-9
"""Of the largest debt service, or of a cover ratio: what is smaller is rounding."""


@dataclass(frozen=True)
class Flows:
    """What each draw (rows) has in each period (columns), in rials of the period; costs are positive too.

    Parameters
    ----------
    plan, debt
        Revenues and costs before tax and debt; the debt's draws and service.
    depreciation, disposal
        Of the assets; what is left of them after the last period less what they fetch.
    receivables, payables
        At the end of each period.
    tax, project_tax
        On the profit after interest; on that of the project without debt.
    income
        What waiting proceeds, the reserve and the sinking fund earn.
    cfads
        Cash flow available for debt service: revenue less operating cost, growth of working capital, renewal and tax,
        with what the reserve earns and what the assets fetch. 0 while the project is built.
    paid_in, support
        What the owner pays while it is built, and later because cash and reserve do not pay what is due.
    distribution
        What the owner gets.
    reserve, cash, assets
        At the end of each period; assets are what was spent, less depreciation.
    net_income
        Profit after tax.
    project
        The flow of the project without debt, spent negative.
    """

    timeline: Timeline
    plan: Planned
    debt: Servicing
    depreciation: Floats
    disposal: Floats
    receivables: Floats
    payables: Floats
    tax: Floats
    project_tax: Floats
    income: Floats
    cfads: Floats
    paid_in: Floats
    support: Floats
    distribution: Floats
    reserve: Floats
    cash: Floats
    assets: Floats
    net_income: Floats
    project: Floats

    @property
    def equity(self) -> Floats:
        """The owner's flow: what is paid out less what is paid in."""
        return self.distribution - self.paid_in - self.support

    @property
    def dscr(self) -> Floats:
        """Cash flow available for debt service over debt service; NaN where nothing is due (but for rounding)."""
        due = np.broadcast_to(self.debt.service, self.cfads.shape)
        is_due = due > NOTHING * due.max(axis=1, keepdims=True)
        return np.divide(self.cfads, due, out=np.full(self.cfads.shape, np.nan), where=is_due & (due > 0))

    @property
    def balance(self) -> Floats:
        """Assets less liabilities less equity at the end of each period: 0, whatever the terms."""
        owned = self.assets + self.receivables + self.reserve + self.debt.fund + self.debt.waiting + self.cash
        owners = np.cumsum(self.paid_in + self.support + self.net_income - self.distribution, axis=1)
        return owned - self.debt.closing - self.payables - owners


def run(
    lines: Lines, operating: Operating, contract: Contract | None = None, draws: Scenarios | None = None, *,
    plan: Planned | None = None,
) -> Flows:  # fmt: skip
    """The statement of a project, with or without its debt, in each draw.

    While it is built, debt is drawn as the contract says and the owner pays the rest of what is due. While it runs, the
    cash flow available for debt service pays profit and fees, principal and the sinking fund; what it does not pay is
    taken from cash, from the reserve, and then from the owner (``support``); what is left fills the reserve and is paid
    out, unless the lock-up forbids it. A flow falls on the last day of its period. ``plan`` is that of an earlier run
    of the same project in the same draws, which need not be made again.
    """
    draws = draws or Scenarios()
    times, n = lines.timeline, len(draws)
    plan, debt = plan or planned(lines, operating, draws), servicing(contract, times, draws)
    built, shape = times.construction_months, (n, times.periods)
    income, paid_in, cash, reserve = (np.zeros(shape) for _ in range(4))
    left = np.zeros(n)
    for period in range(built):
        income[:, period] = debt.waiting[:, period - 1] * debt.earned[period] if period else 0.0
        reserve[:, period] = debt.reserve_due[:, period]
        due = plan.capital_cost[:, period] + debt.fees[:, period] + debt.interest[:, period] - debt.added[:, period]
        due = due + reserve[:, period] - income[:, period] - debt.released[:, period] - left
        paid_in[:, period] = np.clip(due, 0, None)
        cash[:, period] = left = np.clip(-due, 0, None)
    first = plan.capital_cost[:, :built] + debt.fees[:, :built] + debt.interest[:, :built] - income[:, :built]
    depreciation, assets, disposal = _assets(first, plan, operating, times, n)
    project_own = _assets(plan.capital_cost[:, :built], plan, operating, times, n)
    trade = [
        np.where(times.is_operation, amounts * days / times.days, 0.0)
        for amounts, days in ((plan.revenue, operating.receivable_days), (plan.operating_cost, operating.payable_days))
    ]
    for owed in trade:
        owed[:, -1] = 0.0  # settled with the project's end
    growth = np.diff(trade[0] - trade[1], axis=1, prepend=0)
    earnings = np.where(times.is_operation, plan.revenue - plan.operating_cost, 0.0)
    renewal = np.where(times.is_operation, plan.capital_cost, 0.0)
    before_tax = np.broadcast_to(earnings - growth - renewal, shape).copy()
    before_tax[:, -1:] += plan.residual
    relief = _reliefs(operating.tax, times, draws.delay_months / 12)
    project_tax = _taxed(earnings - project_own[0] - project_own[2], operating.tax, relief, times)
    own = earnings - depreciation - disposal
    tax, cfads, support, distribution = _operated(
        contract, debt, operating.tax, relief, times, before_tax, own, left, reserve, cash, income
    )
    profit = own - np.where(times.is_operation, debt.interest - income, 0.0) - tax
    project = np.where(times.is_operation, before_tax - project_tax, -plan.capital_cost)
    return Flows(
        times, plan, debt, depreciation, disposal, *trade, tax, project_tax, income, cfads, paid_in, support,
        distribution, reserve, cash, assets, profit, project,
    )  # fmt: skip


def _assets(
    first: Floats, plan: Planned, operating: Operating, times: Timeline, n: int
) -> tuple[Floats, Floats, Floats]:
    """Depreciation, what is left of the assets, and the loss at the end when they fetch less than that."""
    built, years = times.construction_months, times.operation_years
    renewed = np.broadcast_to(plan.capital_cost[:, built:], (len(first), years))
    added = np.concatenate([first.sum(axis=1, keepdims=True), renewed], axis=1)
    # what is there at the start falls from the first year on, a renewal from the year after its own
    begun = np.arange(years + 1)[:, None]
    life = np.full((years + 1, 1), operating.depreciation_years) if operating.depreciation_years else years - begun
    year = np.arange(years)
    falls = ((year >= begun) & (year < begun + life)) / np.maximum(life, 1)
    depreciation, assets, disposal = (np.zeros((n, times.periods)) for _ in range(3))
    depreciation[:, built:] = added @ falls
    assets[:, :built] = np.cumsum(first, axis=1)
    kept = added[:, :1] + np.cumsum(added[:, 1:], axis=1) - np.cumsum(depreciation[:, built:], axis=1)
    disposal[:, -1:] = kept[:, -1:] - plan.residual
    kept[:, -1] = 0.0
    assets[:, built:] = kept
    return depreciation, assets, disposal


def _reliefs(tax: Tax, times: Timeline, delay_years: Floats) -> Floats:
    """The part of each year's profit that is exempt: draws (or 1) x years, by when operation really begins."""
    begins, year = delay_years[:, None], np.arange(times.operation_years)
    runs = np.maximum(year, begins)
    within = np.clip(np.minimum(year + 1, begins + tax.exempt_years) - runs, 0, None)
    return (tax.exempt_share or 0.0) * np.divide(
        within, year + 1 - runs, out=np.zeros(within.shape), where=year + 1 > runs
    )


def _taxed(profit: Floats, tax: Tax, relief: Floats, times: Timeline) -> Floats:
    """Tax of each period on a profit that is known beforehand."""
    paid, losses = np.zeros(profit.shape), np.zeros(len(profit))
    for period in range(times.construction_months, times.periods):
        exempt = relief[:, period - times.construction_months]
        paid[:, period], losses = tax_of(profit[:, period], losses, tax, exempt)
    return paid


def tax_of(profit: Floats, losses: Floats, tax: Tax, exempt: Floats) -> tuple[Floats, Floats]:
    """Tax on a year's profit, the losses of years before taken off, and the losses that are left."""
    rate = (tax.rate or 0.0) * (1 - exempt)
    taxed = np.clip(profit - losses, 0, None)
    left = np.clip(losses - profit, 0, None) if tax.carries_losses else losses
    return rate * taxed, left


def _operated(
    contract: Contract | None, debt: Servicing, tax: Tax, relief: Floats, times: Timeline, before_tax: Floats,
    profit: Floats, left: Floats, reserve: Floats, cash: Floats, income: Floats,
) -> tuple[Floats, Floats, Floats, Floats]:  # fmt: skip
    """Tax, CFADS, support and what is paid out; fills ``reserve``, ``cash`` and ``income`` while it runs."""
    shape, lockup = before_tax.shape, contract.terms.lockup if contract else None
    paid, cfads, support, distribution = (np.zeros(shape) for _ in range(4))
    losses, built = np.zeros(shape[0]), times.construction_months
    held = reserve[:, built - 1].copy() if built else np.zeros(shape[0])
    fund = np.zeros(shape[0])
    for period in range(built, times.periods):
        of_reserve = held * debt.earned[period]
        income[:, period] = of_reserve + fund * debt.earned[period]
        taxable = profit[:, period] - debt.interest[:, period] + income[:, period]
        paid[:, period], losses = tax_of(taxable, losses, tax, relief[:, period - built])
        cfads[:, period] = able = before_tax[:, period] + of_reserve - paid[:, period]
        due = debt.service[:, period]
        rest = left + able - due
        from_reserve = np.clip(np.minimum(-rest, held), 0, None)
        support[:, period] = short = np.clip(-rest - from_reserve, 0, None)
        rest, held = rest + from_reserve + short, held - from_reserve
        moved = np.minimum(debt.reserve_due[:, period] - held, rest)  # negative where the reserve is let go
        held, rest = held + moved, rest - moved
        is_open = _is_open(able, due, lockup) if lockup is not None and period < times.periods - 1 else np.True_
        distribution[:, period] = np.where(is_open, rest, 0.0)
        cash[:, period] = left = rest - distribution[:, period]
        reserve[:, period] = held
        fund = debt.fund[:, period]
    return paid, cfads, support, distribution


def _is_open(able: Floats, due: Floats, lockup: float) -> NDArray[np.bool_]:
    """Whether the cover ratio, to eight decimals, lets something be paid out to the owner."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return (due <= 0) | (np.round(able / due - lockup, 8) >= 0)
