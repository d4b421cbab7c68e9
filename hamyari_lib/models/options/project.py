"""A project as its rows tell it, and the terms on which each instrument would pay for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from hamyari_lib.errors import ParameterError
from hamyari_lib.models.cashflow import DebtTerms, Lines, lines_of, prices, wanting

_SHAPES: dict[str, dict[str, str]] = {
    **dict.fromkeys(
        ("musharaka_municipal", "ijara", "murabaha", "manfaa", "crowdfunding"),
        {"repayment": "sinking_fund", "draw": "at_once"},
    ),
    "istisna": {"repayment": "annuity", "draw": "pro_rata", "construction_profit": "capitalised"},
    "bank_loan": {"repayment": "annuity", "draw": "pro_rata"},
    "salam_parallel": {"repayment": "sinking_fund", "draw": "at_once", "construction_profit": "capitalised"},
}
"""How each debt is drawn and repaid. What is sold in the market comes in at once and is repaid at maturity, from a fund
that the project puts by for it, so that its cover counts the principal: nobody is bound to lend it again. An istisna'
pays as the work goes on; what it and a salam earn while it is built is owed."""

DEBT_LIKE: tuple[str, ...] = tuple(_SHAPES)


def terms_for(
    name: str, base: DebtTerms, rate: float, *, tenor_months: int | None, allotment: float | None = None
) -> DebtTerms:
    """The terms of a debt-like instrument at its all-in cost, within the limits of ``base`` (cover, gearing, reserve).

    ``ParameterError`` for a name that is none of :data:`DEBT_LIKE`.

    >>> terms_for("bank_loan", DebtTerms(0.3), 0.35, tenor_months=48).repayment
    'annuity'
    """
    if name not in _SHAPES:
        raise ParameterError(f"terms_for: {name} is no debt; expected one of {', '.join(DEBT_LIKE)}.")
    kept = (
        allotment if base.allotment is None else base.allotment if allotment is None else min(allotment, base.allotment)
    )
    return replace(base, rate=rate, tenor_months=tenor_months, allotment=kept, **_SHAPES[name])  # type: ignore[arg-type]


def prepared(
    rows: pd.DataFrame, *, inflation: float | Sequence[float], dollar: float | Sequence[float],
    tariff: float | Sequence[float], dollar_rate: float | None,
) -> tuple[Lines | None, tuple[str, ...]]:  # fmt: skip
    """The lines of one project from the base year of its prices on, or what is wanting for them.

    Parameters
    ----------
    rows
        Of one project, as the table ``project_cashflow`` has them. What was spent before the base year is left out.
    inflation, dollar, tariff, dollar_rate
        As ``cashflow.prices`` and ``cashflow.lines_of`` take them.
    """
    first = int(rows["price_year"].min()) if rows["price_year"].notna().any() else int(rows["period"].str[:4].min())
    kept = rows[rows["period"].str[:4].astype(int) >= first]
    levels = prices(first, int(kept["period"].str[:4].max()), inflation=inflation, dollar=dollar, tariff=tariff)
    if absent := wanting(kept, levels, dollar_rate=dollar_rate):
        return None, tuple(absent)
    return lines_of(kept, levels, dollar_rate=dollar_rate), ()
