"""Revenues and costs of a project in the money of each period, in every draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hamyari_lib.errors import DataError
from hamyari_lib.models.cashflow.lines import Lines
from hamyari_lib.models.cashflow.prices import KINDS
from hamyari_lib.models.cashflow.scenarios import Scenarios
from hamyari_lib.models.cashflow.terms import Operating

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Planned:
    """Draws x periods (one row where all draws are alike), rial of the period; ``level`` is that of general prices.

    ``capital_cost`` has the contingency; ``residual`` is what the assets fetch in the last period.
    """

    level: Floats
    revenue: Floats
    operating_cost: Floats
    capital_cost: Floats
    residual: Floats


def planned(lines: Lines, operating: Operating, draws: Scenarios) -> Planned:
    """What a project spends and earns before tax and debt."""
    levels, built = _levels(lines, draws), lines.timeline.construction_months
    more = 1 + operating.contingency

    def total(item: str, delay_years: Floats) -> Floats:
        parts = [
            _delayed(amounts, delay_years, built, lines.timeline.last_months / 12) * levels[kind]
            for kind, amounts in lines.real(item).iterrows()
            if amounts.to_numpy().any()
        ]
        return sum(parts[1:], parts[0]) if parts else np.zeros((1, lines.timeline.periods))

    volume = 1 + operating.variable_cost * (draws.demand[:, None] - 1)
    delay, none = draws.delay_months / 12, np.zeros(1)
    real_capital = lines.real("capital_cost").to_numpy()[:, :built].sum() * more
    return Planned(
        level=levels["inflation"],
        revenue=total("revenue", delay) * draws.demand[:, None],
        operating_cost=total("operating_cost", delay) * volume,
        capital_cost=total("capital_cost", none) * more * draws.capital_cost[:, None],
        residual=(operating.residual or 0.0) * real_capital * levels["inflation"][:, -1:],
    )


def _levels(lines: Lines, draws: Scenarios) -> dict[str, Floats]:
    times = lines.timeline
    base = lines.prices.by_period(times)
    levels = {kind: base[kind].to_numpy()[None, :] for kind in KINDS}
    years = times.shares.columns
    known = lines.prices.levels.loc[: years.max()]
    for kind in ("inflation", "dollar", "tariff"):
        if (more := getattr(draws, kind)).any():
            growth = (known[kind] / known[kind].shift()).to_numpy()[1:] + more[:, None]
            if (growth <= 0).any():
                raise DataError(
                    f"{kind} is {more.min():g} added to {growth.min() - 1 - more.min():g}; prices would vanish."
                )
            grown = np.concatenate([np.ones((len(more), 1)), np.cumprod(growth, axis=1)], axis=1)
            levels[kind] = grown[:, known.index.get_indexer(years)] @ times.shares.to_numpy().T
    return levels


def _delayed(amounts: NDArray[np.float64], delay_years: Floats, built: int, last_year: float) -> Floats:
    """Amounts of operation that come later, those after the project's end lost: draws (or 1) x periods.

    A part of a year moves that part of each year's amount into the next; ``last_year`` is the length of the last.
    """
    values = np.asarray(amounts, dtype=float)
    if not delay_years.any():
        return values[None, :]
    years = len(values) - built
    whole = np.minimum(np.floor(delay_years).astype(int), years)
    part = (delay_years - np.floor(delay_years))[:, None]
    padded = np.concatenate([np.zeros(years + 1), values[built:]])
    padded[-1] /= last_year
    place = np.arange(years) + years + 1 - whole[:, None]
    late = np.zeros((len(delay_years), len(values)))
    late[:, :built] = values[:built]
    late[:, built:] = padded[place] * (1 - part) + padded[place - 1] * part
    late[:, -1] *= last_year
    return late
