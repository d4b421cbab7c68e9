"""The rows of a project's model, each as one formula."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hamyari_lib.workbooks.formulas import Floats, Grid, Row, column_name


def _name(grid: Grid, period: int) -> str:
    return column_name(grid.first + period)


def _depreciation(grid: Grid, period: int, cost: str) -> str:
    """Of what was built, over its life from the first year; of each renewal from the year after, over its own life or
    to the project's end."""
    year, life = grid.cell("op_year", period), grid.cells["life"]
    built = f"IF(AND({year}>0,{year}<={life}),SUM({grid.span(cost)})/{life},0)"
    if not period:
        return f"={built}"
    before = grid.span("op_year", 0, period).replace("$", "")
    years, to_end, every = grid.span("op_year", 0, period), grid.cells["to_end"], grid.cells["operation_years"]
    own = f"({to_end}*({every}-{years})+(1-{to_end})*{life})"
    renewed = f"SUMPRODUCT({grid.span('renewal', 0, period)}*({year}-{years}<={own})/{own})"
    return f"={built}+IF({year}>0,{renewed},0)" if before else f"={built}"


def _depreciated(grid: Grid, cost: str) -> Floats:
    life, years, renewal = grid.assumptions["life"], grid.values["op_year"], grid.values["renewal"]
    total = (grid.values["is_built"] * grid.values[cost]).sum()
    found = np.zeros(grid.periods)
    for period, year in enumerate(years):
        if year > 0:
            every, to_end = grid.assumptions["operation_years"], grid.assumptions["to_end"]
            own = every - years[:period] if to_end else np.full(period, life)
            before = renewal[:period] * (year - years[:period] <= own) / own
            found[period] = (total / life if year <= life else 0.0) + before.sum()
    return found


def _cover(grid: Grid, period: int) -> str:
    due = grid.cell("debt_service", period)
    return f'=IF({due}>0,{grid.cell("cfads", period)}/{due},"")'


def _covers(grid: Grid) -> Floats:
    due, cash = grid.values["debt_service"], grid.values["cfads"]
    return np.divide(cash, due, out=np.full(grid.periods, np.nan), where=due > 0)


def _allowed_text(grid: Grid, period: int) -> str:
    able, rate = grid.cell("able", period), grid.cell("rate", period)
    after = grid.cell("allowed", period + 1) if period + 1 < grid.periods else "0"
    return f"=IF({rate}=0,{after}+{able},MIN(({after}+{able})/(1+{rate}),{able}/{rate}))"


def _allowed(grid: Grid) -> Floats:
    able, rate, found = grid.values["able"], grid.values["rate"], np.zeros(grid.periods)
    after = 0.0
    for period in range(grid.periods - 1, -1, -1):
        both = (after + able[period]) / (1 + rate[period])
        found[period] = after = min(both, able[period] / rate[period]) if rate[period] else both
    return found


KINDS = ("inflation", "dollar", "tariff")
TIMES = [
    Row("index", kind="year", text=lambda grid, period: f"=COLUMNS(${_name(grid, 0)}:{_name(grid, period)})",
        values=lambda grid: np.arange(1.0, grid.periods + 1)),
    Row("is_built", "IF(index <= construction_months, 1, 0)", "flag"),
    Row("is_last", "IF(index == construction_months + operation_years, 1, 0)", "flag"),
    Row("months", "IF(is_built == 1, 1, IF(is_last == 1, last_months, 12))", "year"),
    Row("first_month", "IF(index == 1, start_year * 12 + start_month - 1, prev_first_month + prev_months)", "year"),
    Row("year", "INT(first_month / 12)", "year"),
    Row("month", "MOD(first_month, 12) + 1", "year"),
    Row("is_leap", "IF(MOD(25 * year + 11, 33) < 8, 1, 0)", "flag"),
    Row("days_before", "31 * (month - 1) - MAX(month - 7, 0)", "year"),
    Row("month_after", "MOD(month + months - 1, 12) + 1", "year"),
    Row("days", "IF(month + months > 12, 365 + is_leap, 0) + 31 * (month_after - 1) - MAX(month_after - 7, 0)"
        " - days_before", "year"),
    Row("passed", "prev_passed + days", "number"),
    Row("day", "day_before + passed", "date"),
    Row("years", "passed / 365", "number"),
    Row("runs", "1 - is_built", "flag"),
    Row("op_year", "IF(runs == 1, index - construction_months, 0)", "year"),
]  # fmt: skip
DEBT = [
    Row("spent_share", "DIV(building, built_cost)", "rate"),
    Row("drawn", "debt_amount * is_built * IF(is_at_once == 1, IF(index == 1, 1, 0), spent_share)"),
    Row("released", "debt_amount * spent_share"),
    Row("fees", "drawn * upfront_fee"),
    Row("rate", "(1 + debt_rate) ** (days / 365) - 1 + yearly_fee * months / 12", "rate"),
    Row("earned", "(1 + deposit_rate) ** (days / 365) - 1", "rate"),
    Row("interest", "prev_debt * rate"),
    Row("added", "is_built * is_capitalised * interest"),
    Row("debt_at_start", "prev_debt_at_start + is_built * (drawn + added)"),
    Row("debt", "IF(is_built == 1, debt_at_start, debt_at_start * owed_share)"),
    Row("principal", "runs * (prev_debt - debt)"),
    Row("deposit", "debt_at_start * deposit_share"),
    Row("paid_by_fund", "is_sinking * principal"),
    Row("fund", "prev_fund * (1 + earned) + deposit - paid_by_fund"),
    Row("debt_service", "runs * interest + principal + deposit - paid_by_fund"),
    Row("waiting", "prev_waiting + drawn - released"),
    Row("covered", "IF(is_bullet == 1, interest, debt_service)"),
]
RESERVE = [Row("reserve_due", "IF(index >= construction_months, reserve_months / 12 * next_covered, 0)")]
TRADE = [
    Row("receivables", "IF(is_last == 1, 0, runs * revenue * receivable_days / days)"),
    Row("payables", "IF(is_last == 1, 0, runs * operating_cost * payable_days / days)"),
    Row("working_capital", "receivables - payables - prev_receivables + prev_payables"),
    Row("earnings", "runs * (revenue - operating_cost)"),
    Row("renewal", "runs * capital_cost"),
    Row("residual", "IF(is_last == 1, residual_share * real_built_cost * level_inflation, 0)"),
    Row("before_tax", "earnings - working_capital - renewal + residual"),
]
BUILDING = [
    Row("waiting_income", "is_built * prev_waiting * earned"),
    Row(
        "due",
        "is_built * (capital_cost + fees + interest - added + reserve_due - waiting_income - released - prev_left)",
    ),
    Row("paid_in", "MAX(due, 0)"),
    Row("left", "is_built * MAX(-due, 0)"),
    Row("first_cost", "is_built * (capital_cost + fees + interest - waiting_income)"),
]


def assets(cost: str, prefix: str) -> list[Row]:
    """Depreciation of what was built and renewed, and what is left at the end less what it fetches."""
    return [
        Row(f"{prefix}depreciation", text=lambda grid, period: _depreciation(grid, period, cost),
            values=lambda grid: _depreciated(grid, cost)),
        Row(f"{prefix}assets_before", f"prev_{prefix}assets + is_built * {cost} + renewal - {prefix}depreciation"),
        Row(f"{prefix}assets", f"IF(is_last == 1, 0, {prefix}assets_before)"),
        Row(f"{prefix}disposal", f"IF(is_last == 1, {prefix}assets_before - residual, 0)"),
    ]  # fmt: skip


def tax(profit: str, prefix: str) -> list[Row]:
    """Tax on a profit, the losses of years before taken off."""
    relief = "(1 - exempt_share * IF(op_year <= exempt_years, 1, 0))"
    return [
        Row(f"{prefix}profit", profit),
        Row(f"{prefix}tax", f"runs * tax_rate * {relief} * MAX({prefix}profit - prev_{prefix}losses, 0)"),
        Row(f"{prefix}losses", f"runs * carries_losses * MAX(prev_{prefix}losses - {prefix}profit, 0)"),
    ]


OPERATING = [
    Row("reserve_income", "runs * prev_reserve * earned"),
    Row("fund_income", "runs * prev_fund * earned"),
    *tax("runs * (earnings - depreciation - disposal - interest + reserve_income + fund_income)", ""),
    Row("cfads", "runs * (before_tax + reserve_income - tax)"),
    Row("rest", "runs * (prev_cash + cfads - debt_service)"),
    Row("from_reserve", "MAX(MIN(-rest, runs * prev_reserve), 0)"),
    Row("support", "MAX(-rest - from_reserve, 0)"),
    Row("free", "rest + from_reserve + support"),
    Row("held", "runs * (prev_reserve - from_reserve)"),
    Row("moved", "runs * MIN(reserve_due - held, free)"),
    Row("reserve", "IF(is_built == 1, reserve_due, held + moved)"),
    Row(
        "can_pay",
        "IF(OR(is_last == 1, debt_service <= 0), 1, IF(ROUND(DIV(cfads, debt_service) - lockup, 8) >= 0, 1, 0))",
        "flag",
    ),
    Row("distribution", "runs * can_pay * (free - moved)"),
    Row("cash", "IF(is_built == 1, left, free - moved - distribution)"),
]
ANSWERS = [
    Row("net_income", "runs * (profit - tax)"),
    Row("equity", "distribution - paid_in - support"),
    Row("owners", "prev_owners + paid_in + support + net_income - distribution"),
    Row("check", "assets + receivables + reserve + fund + waiting + cash - debt - payables - owners"),
    Row("dscr", kind="number", text=_cover, values=_covers),
    *tax("runs * (earnings - project_depreciation - project_disposal)", "project_"),
    Row("project", "IF(is_built == 1, -capital_cost, before_tax - project_tax)"),
    Row("project_real", "project / level_inflation"),
    Row("equity_real", "equity / level_inflation"),
    Row("discount", "(1 + real_rate) ** (-years)", "rate"),
]  # fmt: skip
ALLOWED = [
    Row("able", "DIV(MAX(cfads, 0) * IF(prev_debt > 0, runs, 0), cover_asked)"),
    Row("allowed", text=_allowed_text, values=_allowed),
]
"""What the cover ratio allows, backwards: no more than its interest can be paid on, nor than the cash repays."""


def blocks(lines: Sequence[Sequence[Row]], *, is_sculpted: bool) -> list[list[Row]]:
    """All rows in the order of computing; ``lines`` are the price levels, the lines of the project and their sums."""
    own, project = assets("first_cost", ""), assets("building", "project_")
    whole = [TIMES, *map(list, lines), DEBT, RESERVE, TRADE, BUILDING, own[:1], own[1:], project[:1], project[1:]]
    return [*whole, OPERATING, ANSWERS, *([[ALLOWED[0]], [ALLOWED[1]]] if is_sculpted else [])]
