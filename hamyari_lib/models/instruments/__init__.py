"""Debt-like instruments: dated flows by payer, the all-in effective annual cost, and what could change it.

What is not known is ``None`` and stays visible: it is named as missing in flows and costs, and never counts as nothing
in silence. Flows are signed to the payer (received positive, paid negative) and dated; rates are effective annual
fractions by actual/365.
"""

from hamyari_lib.models.instruments.answers import REASONS, Bound, Cost, EffectiveCost
from hamyari_lib.models.instruments.break_even import BreakEven, break_even, break_even_rate, loan_break_even
from hamyari_lib.models.instruments.combining import at_discount, combined, sinking_fund, sold_in_part, step_up
from hamyari_lib.models.instruments.comparison import compare
from hamyari_lib.models.instruments.costs import all_in_cost, cost, real_cost
from hamyari_lib.models.instruments.eligibility import Asked, doors, most_allowed, screen
from hamyari_lib.models.instruments.equity import EQUITY_INSTRUMENTS, EquityDeal, EquityFees, equity_deal
from hamyari_lib.models.instruments.flows import PAYERS, CashFlows, Payer, cash_flows
from hamyari_lib.models.instruments.offers import (
    MARKET_FEES,
    PARTS,
    alternatives,
    loan_beside,
    maturity_of,
    offer,
    payment_plan,
    with_state,
)
from hamyari_lib.models.instruments.questions import order_changes, sensitivity, yields_to_try
from hamyari_lib.models.instruments.salam import SalamCost, salam_cost, salam_payoff
from hamyari_lib.models.instruments.steps import TRIALS, cost_steps, unknown_effects
from hamyari_lib.models.instruments.terms import FEES_OF, INSTRUMENTS, Fees, Instrument, StateShare, Terms
from hamyari_lib.models.instruments.turning import turning_points

__all__ = [
    "EQUITY_INSTRUMENTS",
    "FEES_OF",
    "INSTRUMENTS",
    "MARKET_FEES",
    "PARTS",
    "PAYERS",
    "REASONS",
    "TRIALS",
    "Asked",
    "Bound",
    "BreakEven",
    "CashFlows",
    "Cost",
    "EffectiveCost",
    "EquityDeal",
    "EquityFees",
    "Fees",
    "Instrument",
    "Payer",
    "SalamCost",
    "StateShare",
    "Terms",
    "all_in_cost",
    "alternatives",
    "at_discount",
    "break_even",
    "break_even_rate",
    "cash_flows",
    "combined",
    "compare",
    "cost",
    "cost_steps",
    "doors",
    "equity_deal",
    "loan_beside",
    "loan_break_even",
    "maturity_of",
    "most_allowed",
    "offer",
    "order_changes",
    "payment_plan",
    "real_cost",
    "salam_cost",
    "salam_payoff",
    "screen",
    "sensitivity",
    "sinking_fund",
    "sold_in_part",
    "step_up",
    "turning_points",
    "unknown_effects",
    "with_state",
    "yields_to_try",
]
