"""NREL's System Advisor Model (PySAM, Single Owner): the same debt, the same balances, the same returns.

How its conventions were met. It knows whole years and sizes its debt on cash before tax: so here all periods of a year
count alike (``Even``), construction is one month whose flows fall at once, amounts are in the money of their years, the
debt is compared without tax and tax without debt. Its depreciation is set to a straight line, and its fees, reserves,
insurance, property tax, credits and incentives to nothing. Its results are of single precision in places.
"""

from dataclasses import dataclass, replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import PySAM.Singleowner as single_owner
import pytest

from hamyari_lib.models.cashflow import DebtTerms, Operating, Tax, Timeline, covers, financed, irr, lines_of, prices

PRICE = 0.1  # dollars a kWh in the first year
NOTHING = (
    "inflation_rate", "property_tax_rate", "insurance_rate", "prop_tax_cost_assessed_percent", "salvage_percentage",
    "construction_financing_cost", "cost_debt_closing", "cost_debt_fee", "cost_other_financing", "loan_moratorium",
    "dscr_limit_debt_fraction", "dscr_reserve_months", "months_working_reserve", "months_receivables_reserve",
    "equip1_reserve_cost", "equip2_reserve_cost", "equip3_reserve_cost", "reserves_interest", "payment_option",
)  # fmt: skip


@dataclass(frozen=True)
class Even(Timeline):
    """Periods whose months are all of one length."""

    @property
    def days(self):
        return self.months * 365 / 12

    @property
    def years(self):
        return np.cumsum(self.months) / 12


@dataclass(frozen=True)
class Case:
    capital: float
    revenue: float
    cost: float
    rises: float
    costs_rise: float
    years: int
    rate: float = 0.0
    dscr: float = 0.0
    tenor: int = 0
    tax: float = 0.0


def by_pysam(case):
    model = single_owner.default("CustomGenerationProfileSingleOwner")
    energy, finance, decline = case.revenue / PRICE, model.FinancialParameters, model.Depreciation
    model.SystemOutput.gen = [energy / 8760] * 8760
    model.SystemOutput.system_pre_curtailment_kwac = [energy / 8760] * 8760
    model.SystemOutput.annual_energy_pre_curtailment_ac = energy
    costs = {"om_fixed": [case.cost], "om_fixed_escal": case.costs_rise * 100, "total_installed_cost": case.capital}
    for name, value in (costs | dict.fromkeys(("om_fuel_cost", "om_capacity", "om_production"), [0])).items():
        setattr(model.SystemCosts, name, value)
    sold = {
        "ppa_soln_mode": 1,
        "ppa_price_input": [PRICE],
        "ppa_escalation": case.rises * 100,
        "ppa_multiplier_model": 0,
    }
    for name, value in sold.items():
        setattr(model.Revenue, name, value)
    for name in NOTHING:
        setattr(finance, name, 0)
    finance.analysis_period, finance.federal_tax_rate, finance.state_tax_rate = case.years, [case.tax * 100], [0]
    finance.debt_option, finance.debt_percent = (1, 0) if case.dscr else (0, 0)
    finance.dscr, finance.term_tenor, finance.term_int_rate = case.dscr or 1.3, case.tenor or 1, case.rate * 100
    for group in (model.TaxCreditIncentives, model.PaymentIncentives):
        for name, value in group.export().items():
            setattr(group, name, [0] * len(value) if isinstance(value, list | tuple) else 0)
    for name in decline.export():
        if name.startswith("depr_alloc_") and name.endswith("_percent") or "bonus" in name:
            setattr(decline, name, 0)
    decline.depr_custom_schedule, decline.depr_alloc_custom_percent = [100 / case.years] * case.years, 100
    model.execute(0)
    return SimpleNamespace(**model.Outputs.export())  # its outputs do not outlive the model


def by_us(case):
    rows = [("capital_cost", "1404-12", case.capital)]
    for year in range(case.years):
        rows.append(("revenue", f"{1405 + year}", case.revenue * (1 + case.rises) ** year))
        rows.append(("operating_cost", f"{1405 + year}", case.cost * (1 + case.costs_rise) ** year))
    table = pd.DataFrame(rows, columns=["item", "period", "amount"]).assign(
        line="all", currency="rial", price_year=None, indexation="fixed"
    )
    lines = lines_of(table, prices(1404, 1450, inflation=0.0, dollar=0.0, tariff=0.0))
    times = lines.timeline
    even = Even(times.year, times.month, times.construction_months, times.operation_years)
    terms = DebtTerms(case.rate, dscr=case.dscr, tenor_months=1 + 12 * case.tenor) if case.dscr else None
    return financed(replace(lines, timeline=even), Operating(Tax(case.tax)), terms)


WITH_DEBT = [
    Case(1e6, 1.8e5, 4e4, 0.0, 0.0, 25, rate=0.09, dscr=1.8, tenor=15),
    Case(1e6, 1.5e5, 3e4, 0.02, 0.03, 20, rate=0.07, dscr=1.4, tenor=12),
    Case(5e6, 9e5, 2e5, -0.01, 0.01, 30, rate=0.12, dscr=1.3, tenor=18),
]


@pytest.mark.parametrize("case", WITH_DEBT)
def test_the_debt_its_balances_and_the_owners_return(case):
    theirs, ours = by_pysam(case), by_us(case)
    assert ours.binding == "dscr"
    assert ours.amount == pytest.approx(theirs.size_of_debt, rel=1e-9)
    balances = np.array(theirs.cf_debt_balance)[: case.tenor + 1]
    assert ours.flows.debt.closing[0, : case.tenor + 1] == pytest.approx(balances, abs=1e-3)
    assert covers(ours)["dscr"].dropna().to_numpy() == pytest.approx(case.dscr)
    flows = np.array(theirs.cf_project_return_pretax)
    assert ours.flows.equity[0] == pytest.approx(flows, abs=1e-3)
    own = irr(ours.flows.equity[0], times_years=ours.lines.timeline.years)
    assert own == pytest.approx([theirs.cf_project_return_pretax_irr[-1] / 100], abs=1e-6)


@pytest.mark.parametrize("case", [replace(one, rate=0.0, dscr=0.0, tenor=0, tax=0.25) for one in WITH_DEBT])
def test_the_return_after_tax(case):
    theirs, ours = by_pysam(case), by_us(case)
    assert ours.flows.tax[0] == pytest.approx(-np.array(theirs.cf_fedtax), abs=1e-3)
    own = irr(ours.flows.project[0], times_years=ours.lines.timeline.years)
    assert own == pytest.approx([theirs.cf_project_return_aftertax_irr[-1] / 100], abs=1e-6)
