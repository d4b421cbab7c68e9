"""What the statement of a project comes to, in the money of each period and in constant prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from hamyari_lib.models.cashflow.lines import ITEMS, Lines
from hamyari_lib.models.cashflow.many import ManyRates, irr_many
from hamyari_lib.models.cashflow.prices import KINDS
from hamyari_lib.models.cashflow.rates import irr, npv, payback
from hamyari_lib.models.cashflow.running import Flows, run
from hamyari_lib.models.cashflow.scenarios import Scenarios
from hamyari_lib.models.cashflow.sizing import Financed

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Worth:
    """What one row of flows is worth.

    ``npv`` is in rials of base-year prices, of the day before construction; ``real_rates`` and ``nominal_rates`` are
    all internal rates, effective a year; ``payback_years`` is of the flows in constant prices, not discounted, from the
    beginning of construction (None: never).
    """

    npv: float
    real_rates: Floats
    nominal_rates: Floats
    payback_years: float | None


def worth(flows: Floats, level: Floats, years: Floats, *, real_rate: float) -> Worth:
    """One row of flows by period, with the price level and the time in years of each.

    >>> found = worth(np.array([-100.0, 77, 77]), np.array([1, 1.4, 1.96]), np.array([0.0, 1, 2]), real_rate=0.05)
    >>> round(found.npv, 4), found.nominal_rates.round(4).tolist(), found.real_rates.round(4).tolist()
    (-11.9857, [0.3432], [-0.0405])
    """
    constant = flows / level
    return Worth(
        float(npv(real_rate, constant, times_years=years)),
        irr(constant, times_years=years),
        irr(flows, times_years=years),
        payback(constant, times_years=years),
    )


def economic_npv(
    lines: Lines,
    factors: Mapping[str, Mapping[str, float]],
    *,
    social_rate: float,
    contingency: float = 0.0,
    residual: float | None = None,
) -> float:
    """Present value to society, rial of base-year prices: quantities at shadow prices, without tax and debt.

    ``factors`` has, by item (``revenue``, ``operating_cost``, ``capital_cost``) and indexation, what a rial of it at
    base-year market prices is worth to society; what is not named counts as it stands (Squire and van der Tak 1975).
    Tariffs that are to fall behind inflation count as those of the base year; money that does not grow at all is
    brought to base-year prices. ``residual`` is what the assets are worth at the end, a share of the cost of building;
    None = not known, counted as nothing.
    """
    signs = {"revenue": 1.0, "operating_cost": -1.0, "capital_cost": -(1 + contingency)}
    total, times = np.zeros(lines.timeline.periods), lines.timeline
    for item in ITEMS:
        weights = np.array([factors.get(item, {}).get(kind, 1.0) for kind in KINDS])
        valued = signs[item] * (weights @ lines.constant(item).to_numpy())
        total += valued
        if item == "capital_cost":
            total[-1] -= (residual or 0.0) * valued[: times.construction_months].sum()
    return float(npv(social_rate, total, times_years=lines.timeline.years))


@dataclass(frozen=True)
class Drawn:
    """What each draw comes to; NaN where a draw has no one rate, or nothing to cover.

    ``npv`` and ``equity_npv`` are in rials of base-year prices; ``real_rate`` and ``nominal_rate`` are of the project
    without debt; ``status`` says of each what :func:`irr_many` found; ``dscr`` is by period, ``least_dscr`` its least.
    """

    npv: Floats
    equity_npv: Floats
    real_rate: Floats
    status: NDArray[np.str_]
    dscr: Floats
    support: Floats

    @property
    def least_dscr(self) -> Floats:
        covered = np.where(np.isnan(self.dscr), np.inf, self.dscr).min(axis=1)
        return np.where(np.isinf(covered), np.nan, covered)


def drawn(
    found: Financed,
    draws: Scenarios | Mapping[str, NDArray[np.float64]],
    *,
    real_rate: float,
    rows: int = 4096,
    with_rates: bool = True,
) -> Drawn:
    """What a project with its debt comes to in each draw, ``rows`` of them at a time.

    ``draws`` are scenarios, or arrays of one length by the names of their fields. Internal rates take a good part of
    the time; without them ``real_rate`` is NaN and ``status`` blank.

    Raises
    ------
    DataError
        A draw that cannot be; see :class:`Scenarios`.
    """
    tried = draws if isinstance(draws, Scenarios) else Scenarios(**dict(draws))
    parts = []
    for start in range(0, len(tried), rows):
        flows = run(found.lines, found.operating, found.contract, tried.part(start, start + rows))
        parts.append(answers(flows, real_rate=real_rate, with_rates=with_rates))
    return Drawn(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Drawn)))


@dataclass(frozen=True)
class Outlook:
    """A project as a function of what is uncertain: called with arrays by name it gives the owner's NPV of each draw.

    ``tariff_follows`` is the share of inflation beyond the assumed that tariffs follow; the names are those of
    :class:`Scenarios`; what tariffs do by themselves (``tariff``) comes on top.
    """

    found: Financed
    real_rate: float
    tariff_follows: float = 0.0

    def drawn(self, tried: Mapping[str, NDArray[np.float64]], *, with_rates: bool = True) -> Drawn:
        """What each draw comes to."""
        arrays = {name: np.asarray(tried[name], dtype=float) for name in tried}
        if "inflation" in arrays:
            arrays["tariff"] = arrays.get("tariff", 0.0) + self.tariff_follows * arrays["inflation"]
        return drawn(self.found, arrays, real_rate=self.real_rate, with_rates=with_rates)

    def __call__(self, tried: Mapping[str, NDArray[np.float64]]) -> Floats:
        return self.drawn(tried, with_rates=False).equity_npv


def answers(flows: Flows, *, real_rate: float, with_rates: bool = True) -> Drawn:
    """NPV, internal rate and cover of every draw."""
    years, level = flows.timeline.years, flows.plan.level
    constant = flows.project / level
    n = len(flows.cfads)
    found = ManyRates(np.full(n, np.nan), np.full(n, ""))
    if with_rates:
        found = irr_many(constant, times_years=years, scan=True)
    return Drawn(
        np.atleast_1d(npv(real_rate, constant, times_years=years)),
        np.atleast_1d(npv(real_rate, flows.equity / level, times_years=years)),
        found.rate,
        found.status,
        flows.dscr[:, flows.timeline.is_operation],
        (flows.support / level).sum(axis=1),
    )
