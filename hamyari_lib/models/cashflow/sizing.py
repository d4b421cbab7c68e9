"""How much a project can borrow: the least of what cover, gearing, allotment and its own cost allow."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hamyari_lib.errors import DataError
from hamyari_lib.models.cashflow.contract import Contract, contract_of, periods_of_debt, rates_of
from hamyari_lib.models.cashflow.lines import Lines
from hamyari_lib.models.cashflow.running import Flows, run
from hamyari_lib.models.cashflow.scenarios import Scenarios
from hamyari_lib.models.cashflow.servicing import servicing
from hamyari_lib.models.cashflow.terms import DebtTerms, Operating
from hamyari_lib.models.debt import sculpted_debt

Floats = NDArray[np.float64]

_ROUNDS = 300
_SETTLED = 1e-13  # of the amount, and of the largest cash flow


@dataclass(frozen=True)
class Financed:
    """A project with its debt, as planned.

    ``limits`` has the amount in rial that each limit allows, of ``dscr`` (as if it were the only one), ``gearing``,
    ``allotment`` and ``capital_cost``; ``binding`` names the least of them, or says why there is no debt: ``tenor`` (it
    would fall due before the project earns), ``cfads`` (a year of its life has no cash for it), ``no_construction`` or
    ``none_asked``. ``contract`` is None without debt.
    """

    lines: Lines
    operating: Operating
    terms: DebtTerms | None
    contract: Contract | None
    limits: dict[str, float]
    binding: str
    flows: Flows

    @property
    def amount(self) -> float:
        """What is borrowed, rial."""
        return self.contract.amount if self.contract else 0.0

    @property
    def refinancing_gap(self) -> float:
        """What of a principal that falls due at maturity neither cash nor reserves pay, rial: to be refinanced, or paid
        by the owner. A loss of that year's operation is none of it, nor is what instalments lack."""
        if self.contract is None or self.contract.terms.repayment not in ("bullet", "sinking_fund"):
            return 0.0
        flows, last = self.flows, self.contract.last
        lost = max(-float(flows.cfads[0, last] + flows.cash[0, last - 1]), 0.0)
        return min(max(float(flows.support[0, last]) - lost, 0.0), float(flows.debt.principal[0, last]))


def financed(lines: Lines, operating: Operating, terms: DebtTerms | None) -> Financed:
    """A project with the most debt that its terms allow.

    Profit and fees while it is built, and the reserve, are in proportion to the debt as it is drawn, so that the amount
    that gearing allows is exact: share x capital cost / (1 - share x what each rial of debt adds to the uses). Tax
    hangs on profit and so on the debt itself; the amount, its repayment and the tax are found together, round by
    round until the amount and the cash move by less than 1e-13 of themselves.

    Raises
    ------
    DataError
        The rounds do not settle.
    """
    flows = run(lines, operating)
    capital = flows.plan.capital_cost[0]
    if terms is None or (why := _why_none(terms, lines, capital)):
        return Financed(lines, operating, terms, None, {}, "none_asked" if terms is None else why, flows)
    found = _settled(lines, operating, terms, flows)
    if found.contract is not None and "dscr" in found.limits and found.binding != "dscr":
        alone = _settled(lines, operating, terms, found.flows, only="dscr")
        found.limits["dscr"] = alone.limits["dscr"]
    return found


def _settled(lines: Lines, operating: Operating, terms: DebtTerms, flows: Flows, *, only: str = "") -> Financed:
    """The debt, round by round from the cash of ``flows``, under all limits or one."""
    capital, last = flows.plan.capital_cost[0], np.inf
    for _ in range(_ROUNDS):
        cash = flows.cfads[0]
        unit = contract_of(terms, lines.timeline, capital, cash)
        if unit is None:
            return Financed(
                lines, operating, terms, None, {"dscr": 0.0}, "cfads", run(lines, operating, plan=flows.plan)
            )
        limits = {name: most for name, most in _limits(unit, lines, capital, cash).items() if not only or name == only}
        binding = min(limits, key=limits.__getitem__)
        amount = limits[binding]
        if np.isinf(amount):  # nothing falls due that would have to be covered
            return Financed(lines, operating, terms, None, limits, binding, flows)
        if not amount > 0:
            why = "cfads" if binding == "dscr" else binding
            return Financed(lines, operating, terms, None, limits, why, run(lines, operating, plan=flows.plan))
        contract = replace(unit, amount=amount)
        flows = run(lines, operating, contract, plan=flows.plan)
        moved = np.abs(flows.cfads[0] - cash).max()
        if abs(amount - last) <= _SETTLED * amount and moved <= _SETTLED * np.abs(cash).max():
            return Financed(lines, operating, terms, contract, limits, binding, flows)
        last = amount
    raise DataError(
        f"debt: its amount does not settle after {_ROUNDS} rounds (last {last / 1e9:,.3f} billion rial); tax and debt "
        "hang on each other too strongly; lower the tax rate or set an allotment."
    )


def _why_none(terms: DebtTerms, lines: Lines, capital: Floats) -> str:
    if not lines.timeline.construction_months or not capital[: lines.timeline.construction_months].any():
        return "no_construction"
    return "" if periods_of_debt(terms, lines.timeline) else "tenor"


def _limits(unit: Contract, lines: Lines, capital: Floats, cfads: Floats) -> dict[str, float]:
    """What each limit allows, by a contract of one rial."""
    terms, times = unit.terms, lines.timeline
    built, flows = times.construction_months, servicing(unit, times, Scenarios())
    cost = float(capital[:built].sum())
    limits = {"capital_cost": cost}
    if terms.dscr is not None:
        limits["dscr"] = _by_cover(unit, flows.service[0], flows.interest[0], cfads, built, rates_of(terms, times))
    if terms.gearing is not None:
        earned = float((flows.waiting[0, : built - 1] * flows.earned[1:built]).sum())
        adds = float(flows.fees.sum() + flows.interest[0, :built].sum() + flows.reserve_due[0, built - 1]) - earned
        # what is owed at the end, with profit added to it, is the debt that pays for the uses
        owed = 1 + float(flows.added.sum())
        left = owed - terms.gearing * adds
        limits["gearing"] = terms.gearing * cost / left if left > 0 else np.inf
    if terms.allotment is not None:
        limits["allotment"] = terms.allotment
    return limits


def _by_cover(unit: Contract, service: Floats, interest: Floats, cfads: Floats, built: int, rates: Floats) -> float:
    terms, served = unit.terms, slice(built, unit.last + 1)
    if terms.repayment == "sculpted":
        found = sculpted_debt(
            cfads[served], dscr=float(terms.dscr), rate=rates[served], capitalisation=terms.capitalisation
        )
        return found.amount / unit.closing[built - 1]
    due = service[served].copy()
    if terms.repayment == "bullet":
        due[-1] = interest[unit.last]  # the principal is for refinancing
    owed = due > 0
    return float(np.min(np.clip(cfads[served][owed], 0, None) / (float(terms.dscr) * due[owed]), initial=np.inf))
