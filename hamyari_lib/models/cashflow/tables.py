"""The statement of a project as tables: sources and uses, the years, the balance sheet and the cover ratios."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hamyari_lib.models.cashflow.contract import rates_of
from hamyari_lib.models.cashflow.running import NOTHING, Flows
from hamyari_lib.models.cashflow.sizing import Financed
from hamyari_lib.models.debt import cover_ratios

USES = ("capital_cost", "contingency", "fees", "interest", "reserve")
SOURCES = ("debt", "paid_in", "income")
YEARLY = (
    "revenue", "operating_cost", "working_capital", "capital_cost", "residual", "tax", "cfads", "drawn", "fees",
    "interest", "principal", "fund_deposit", "debt_service", "income", "paid_in", "support", "distribution",
    "depreciation", "net_income", "project", "equity", "charges", "saved",
)  # fmt: skip
BALANCES = ("assets", "receivables", "waiting", "reserve", "fund", "cash", "debt", "payables", "owners")


def sources_and_uses(found: Financed) -> pd.DataFrame:
    """What a project's building costs and who pays it, rial in the money of each month.

    Rows by ``side`` (``uses``, ``sources``) and ``item``: capital cost, contingency, fees, profit while it is built
    (``interest``), the first reserve; debt, with the profit that was added to it, the owner's money, and what waiting
    proceeds earned. Cash that is left when it is built, if any, is a use of its own. Both sides are equal.
    """
    flows, built = found.flows, found.lines.timeline.construction_months
    debt, part = flows.debt, slice(0, built)
    spent = float(flows.plan.capital_cost[0, part].sum())
    planned = spent / (1 + found.operating.contingency)
    amounts = {
        ("uses", "capital_cost"): planned,
        ("uses", "contingency"): spent - planned,
        ("uses", "fees"): debt.fees[0, part].sum(),
        ("uses", "interest"): debt.interest[0, part].sum(),
        ("uses", "reserve"): flows.reserve[0, built - 1] if built else 0.0,
        ("uses", "cash"): flows.cash[0, built - 1] if built else 0.0,
        ("sources", "debt"): (debt.drawn + debt.added)[0, part].sum(),
        ("sources", "paid_in"): flows.paid_in[0, part].sum(),
        ("sources", "income"): flows.income[0, part].sum(),
    }
    index = pd.MultiIndex.from_tuples(amounts, names=["side", "item"])
    table = pd.DataFrame({"amount": [float(one) for one in amounts.values()]}, index)
    return table[table["amount"].abs() > 1e-9 * max(spent, 1.0)]


def by_year(flows: Flows, draw: int = 0) -> pd.DataFrame:
    """The statement by year: months of construction added up by Jalali year, then the years of operation.

    Index: the year's label. Columns ``YEARLY`` in rials of the period (costs positive), ``level`` (general prices, 1 in
    the base year; the months' mean), ``dscr``, ``date`` (the middle of the year) and ``is_operation``; and each of
    ``YEARLY`` in base-year prices, its name ending in ``_real``. ``charges`` are profit and fees while it is built,
    ``saved`` is what reserve, cash and waiting proceeds grow by beyond what these earn then; so that in every year
    ``cfads + drawn + paid_in + support`` is ``capital_cost`` (of building) ``+ charges + debt_service + saved +
    distribution``.
    """
    times, plan, debt = flows.timeline, flows.plan, flows.debt
    run = times.is_operation
    kept = np.diff(flows.reserve + flows.cash + debt.waiting, axis=1, prepend=0)
    each = {
        "revenue": plan.revenue, "operating_cost": plan.operating_cost, "capital_cost": plan.capital_cost,
        "working_capital": np.diff(flows.receivables - flows.payables, axis=1, prepend=0), "tax": flows.tax,
        "residual": np.eye(times.periods)[-1] * plan.residual, "cfads": flows.cfads,
        "drawn": debt.drawn + debt.added, "fees": debt.fees,
        "interest": debt.interest, "principal": debt.principal, "fund_deposit": debt.deposit,
        "debt_service": debt.service, "income": flows.income, "paid_in": flows.paid_in, "support": flows.support,
        "distribution": flows.distribution, "depreciation": flows.depreciation, "net_income": flows.net_income,
        "project": flows.project, "equity": flows.equity,
        "charges": np.where(run, 0.0, debt.fees + debt.interest), "saved": kept - np.where(run, 0.0, flows.income),
    }  # fmt: skip
    columns = {name: np.broadcast_to(values, (max(len(values), 1), times.periods)) for name, values in each.items()}
    table = pd.DataFrame({name: values[min(draw, len(values) - 1)] for name, values in columns.items()})[list(YEARLY)]
    level = plan.level[min(draw, len(plan.level) - 1)]
    labels = pd.Index([one if ran else one[:4] for one, ran in zip(times.labels, run, strict=True)], name="year")
    real = table.div(level, axis=0)
    summed, constant = (one.groupby(labels, sort=False).sum() for one in (table, real))
    summed["level"] = pd.Series(level).groupby(labels, sort=False).mean()
    summed["dscr"] = (summed["cfads"] / summed["debt_service"]).where(
        summed["debt_service"] > NOTHING * max(summed["debt_service"].max(), 0.0)
    )
    begins, ends = times.ends - (times.days - 1).astype("timedelta64[D]"), times.ends
    first, last = (pd.Series(one).groupby(labels, sort=False) for one in (begins, ends))
    summed["date"] = first.min() + (last.max() - first.min()) / 2
    summed["is_operation"] = pd.Series(run).groupby(labels, sort=False).max()
    return summed.join(constant.add_suffix("_real"))


def balance_sheet(flows: Flows, draw: int = 0) -> pd.DataFrame:
    """Assets, debt and owners' money at the end of each period, rial; ``check`` is what they differ by, 0."""
    rows = {
        "assets": flows.assets, "receivables": flows.receivables, "waiting": flows.debt.waiting,
        "reserve": flows.reserve, "fund": flows.debt.fund, "cash": flows.cash, "debt": flows.debt.closing,
        "payables": flows.payables,
        "owners": np.cumsum(flows.paid_in + flows.support + flows.net_income - flows.distribution, axis=1),
        "check": flows.balance,
    }  # fmt: skip
    index = pd.Index(flows.timeline.labels, name="period")
    return pd.DataFrame({name: values[min(draw, len(values) - 1)] for name, values in rows.items()}, index)


def covers(found: Financed) -> pd.DataFrame:
    """DSCR, LLCR and PLCR by year of operation, blank where there is no debt; see :func:`debt.cover_ratios`."""
    times, flows = found.lines.timeline, found.flows
    built = times.construction_months
    labels = pd.Index(times.labels[built:], name="year")
    if found.contract is None:
        return pd.DataFrame(np.nan, labels, ["dscr", "llcr", "plcr"])
    closing = flows.debt.closing[0]
    table = pd.DataFrame({"opening": closing[built - 1 : -1], "debt_service": flows.debt.service[0, built:]})
    return cover_ratios(flows.cfads[0, built:], table, rates=rates_of(found.contract.terms, times)[built:]).set_index(
        labels
    )
