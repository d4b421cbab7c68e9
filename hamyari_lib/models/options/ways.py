"""One project paid for in several ways: what each carries, and what it leaves to the owner."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from hamyari_lib.errors import DataError, ParameterError
from hamyari_lib.models.cashflow import (
    DebtTerms,
    Financed,
    Flows,
    Lines,
    Operating,
    Timeline,
    covers,
    financed,
    irr,
    worth,
)
from hamyari_lib.models.instruments import EquityFees, equity_deal
from hamyari_lib.models.returns import Floats

_NOTHING = 1e-9  # of what building takes: rounding


@dataclass(frozen=True)
class Way:
    """A project paid for by one instrument, with the owner's money for the rest.

    Parameters
    ----------
    name
        Code of the instrument.
    rate
        What its money costs, effective a year, nominal; None where no one rate describes it, and of a share that nobody
        buys.
    raised, wanted
        What it brings, and all that building takes with the cost of the money meanwhile, rial of their time.
    npv
        What the project is then worth to its owner, rial of base-year prices.
    cover
        Least debt service cover ratio; None without debt.
    binding
        What limits the amount, as ``Financed.binding``; empty of equity.
    given_up
        The investors' share of what the project pays out, from 0 to 1.
    support
        What the owner has to pay in once it runs, rial of its time.
    why
        Why it carries nothing, in words; empty where it does. The rest is then that of the owner's own money alone.
    found
        The project's flows.
    """

    name: str
    rate: float | None
    raised: float
    wanted: float
    npv: float
    cover: float | None
    binding: str
    given_up: float
    support: float
    why: str
    found: Financed

    @property
    def short(self) -> float:
        """What the owner has to bring while it is built, rial of its time."""
        return max(self.wanted - self.raised, 0.0)

    @property
    def months(self) -> int | None:
        """When its last debt service falls due, in months from the beginning of construction; None without debt."""
        contract = self.found.contract
        return None if contract is None else int(self.found.lines.timeline.months[: contract.last + 1].sum())


def debt_way(name: str, lines: Lines, operating: Operating, terms: DebtTerms | None, *, real_rate: float) -> Way:
    """The project with as much of a debt as it carries on ``terms``; None = the owner's own money alone.

    Parameters
    ----------
    terms
        ``rate`` is the all-in cost of the instrument, so that its fees and discount are in it and need not be given.
    real_rate
        What the owner asks, a fraction a year above inflation.

    Raises
    ------
    DataError
        As ``cashflow.financed``.
    """
    found = financed(lines, operating, terms)
    flows, built = found.flows, lines.timeline.construction_months
    raised = float(flows.debt.drawn.sum()) if found.amount else 0.0
    wanted = raised + float(flows.paid_in[0, :built].sum())
    level = flows.plan.level[0]
    return Way(
        name, None if terms is None else terms.rate, raised, wanted,
        worth(flows.equity[0], level, lines.timeline.years, real_rate=real_rate).npv,
        float(covers(found)["dscr"].min()) if found.amount else None,
        found.binding, 0.0, float(flows.support.sum()), "" if found.amount or terms is None else found.binding, found,
    )  # fmt: skip


def equity_way(
    name: str, lines: Lines, operating: Operating, *, target_return: float, fees: EquityFees, real_rate: float,
    debt: DebtTerms | None = None, deposit_rate: float = 0.0,
) -> Way:  # fmt: skip
    """The project paid for by investors who ask ``target_return`` (effective a year, nominal) of a share of it.

    All that building takes beyond the ``debt``, if there is one, is raised at the end of the first month, when a debt
    that comes at once does, with the fee of the underwriter on top; until it is spent it earns ``deposit_rate``, so
    that less is raised than is spent. The owner brings the project, and keeps what the investors do not ask for. Where
    even the whole project does not give it to them, or nothing is left for them to pay (``debt_pays``), the way brings
    nothing, and ``why`` says it. The rate is that of all the money together.
    """
    base = debt_way(name, lines, operating, debt, real_rate=real_rate)
    flows, times = base.found.flows, lines.timeline
    paid, since = np.maximum(flows.distribution[0], 0.0), times.years - times.years[0]
    needed = _raised_at_once(flows.paid_in[0], times, deposit_rate)
    nothing = base if debt is None else replace(debt_way(name, lines, operating, None, real_rate=real_rate), binding="")
    if not needed > _NOTHING * base.wanted:
        why = "debt_pays" if base.raised else "no_construction"
        return replace(nothing, binding=why, why=why)
    if (kept := 1 - (fees.underwriting or 0.0)) <= 0:
        raise ParameterError("equity: the underwriter's fee is all that is raised; check its unit.")
    raised = needed / kept
    try:
        deal = equity_deal(paid[1:], times_years=since[1:], raised=raised, target_return=target_return, fees=fees)
    except DataError as error:
        return replace(nothing, binding="investors", why=str(error))
    own = (1 - deal.share) * paid - flows.support[0]
    return replace(
        base, rate=rate_of_money(flows, deal.share, needed), raised=base.raised + needed, wanted=base.raised + needed,
        given_up=deal.share, npv=worth(own, flows.plan.level[0], times.years, real_rate=real_rate).npv,
    )  # fmt: skip


def rate_of_money(flows: Flows, share: float, needed: float) -> float | None:
    """What lenders' money and that of investors cost together, effective a year; ``None`` where no one rate does.

    Parameters
    ----------
    flows
        Of one draw.
    share, needed
        The investors' part of what is paid out, and what of their money reaches the project at the end of the first
        month, rial. Their share of what is paid out is theirs before the fund's own fees are taken from it.
    """
    received = share * np.maximum(flows.distribution[0], 0.0) + flows.debt.to_lenders[0]
    received[0] -= needed
    rates = irr(received, times_years=flows.timeline.years - flows.timeline.years[0])
    return float(rates[0]) if len(rates) == 1 else None


def _raised_at_once(paid_in: Floats, times: Timeline, deposit_rate: float) -> float:
    """What pays for all if it comes at the end of the first month and earns ``deposit_rate`` until it is spent."""
    grown = np.cumprod(1 + times.rates(deposit_rate)[: times.construction_months])
    return float((paid_in[: times.construction_months] / grown).sum() * grown[0]) if len(grown) else 0.0
