"""Money raised against a share of a project: what its investors earn and what its owners give up. No coupon is owed."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike

from hamyari_lib.errors import DataError, ParameterError
from hamyari_lib.models.returns import Floats, NoRateError, internal_rate

EQUITY_INSTRUMENTS = (
    "project_fund", "land_building_fund", "reit", "venture_fund", "private_equity_fund", "project_company_ipo",
)  # fmt: skip
"""Codes of the data room's ``instrument_types`` that promise no payments."""


@dataclass(frozen=True)
class EquityFees:
    """What raising and holding equity costs; ``None`` (the default) = not known.

    ``underwriting`` is a fraction of what is raised, paid once out of it. ``manager`` is a fraction of it a year;
    ``manager_fixed``, ``trustee`` and ``market_maker`` are amounts a year in the money of the year, and
    ``supervision`` an amount once at the start, all in the unit of the flows. Yearly ones are paid out of what the fund
    receives, or by its holders where that does not suffice.
    """

    underwriting: float | None = None
    manager: float | None = None
    manager_fixed: float | None = None
    trustee: float | None = None
    market_maker: float | None = None
    supervision: float | None = None

    def __post_init__(self) -> None:
        bad = [field.name for field in fields(self) if (one := getattr(self, field.name)) is not None and not one >= 0]
        bad += [name for name in ("underwriting", "manager") if (getattr(self, name) or 0) > 1]
        if bad:
            raise ParameterError(
                f"fees.{name} is {getattr(self, name)}; expected 0 or more"
                f"{', at most 1 (a fraction)' if name in ('underwriting', 'manager') else ''}, or None where not known."
                for name in dict.fromkeys(bad)
            )

    @classmethod
    def none(cls) -> EquityFees:
        """Every fee is known to be 0."""
        return cls(**{field.name: 0.0 for field in fields(cls)})

    @property
    def missing(self) -> tuple[str, ...]:
        """The fees that are not known."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name) is None)


@dataclass(frozen=True)
class EquityDeal:
    """What a share of a project means to both sides.

    Parameters
    ----------
    share
        The investors' part of what the project pays out, from 0 to 1: what the owners give up (dilution).
    raised, net
        What investors pay, and what of it reaches the project, in the unit of the flows.
    investor_rate, cost_rate
        What investors earn after fees, and what the money costs the owners (what reaches the project against what is
        paid out on the share, before the fund's yearly fees are taken from it), effective a year; ``None`` where no one
        rate describes it, with the reason in ``why``.
    missing
        Fees that are not known and count as nothing: the investors' rate is then at most, the cost at least, what is
        said.
    investor_flows
        To investors after fees, by period: paid negative.
    """

    share: float
    raised: float
    net: float
    investor_rate: float | None
    cost_rate: float | None
    why: str
    missing: tuple[str, ...]
    investor_flows: Floats


def equity_deal(
    distributions: ArrayLike, *, times_years: ArrayLike, raised: float, pre_money: float | None = None,
    target_return: float | None = None, fees: EquityFees | None = None,
) -> EquityDeal:  # fmt: skip
    """Equity raised against a share of what a project pays out.

    Parameters
    ----------
    distributions
        What the project pays to all its owners, by period, 0 or more, in any unit of money: nominal for nominal rates,
        in constant prices for real ones.
    times_years
        When each is paid, in years from the day on which the money is raised, in order.
    raised
        What investors pay at time 0.
    pre_money
        What the project is worth to its owners before; the share is then raised / (pre_money + raised).
    target_return
        What investors ask, effective a year; the share is then the least that gives it to them after the fees that are
        known.

    Raises
    ------
    ParameterError
        Neither or both of ``pre_money`` and ``target_return``; an amount that is not above 0.
    DataError
        Unequal numbers, times out of order, negative distributions; a target that even the whole project does not give:
        the line says what it would.

    >>> deal = equity_deal([0, 40, 40, 140], times_years=[0, 1, 2, 3], raised=50, pre_money=50, fees=EquityFees.none())
    >>> deal.share, round(deal.investor_rate, 4)
    (0.5, 0.4)
    """
    paid, times = np.asarray(distributions, dtype=float).ravel(), np.asarray(times_years, dtype=float).ravel()
    fees = fees or EquityFees()
    _check(paid, times, raised, pre_money, target_return)
    yearly = raised * (fees.manager or 0.0) + sum(
        getattr(fees, name) or 0.0 for name in ("manager_fixed", "trustee", "market_maker")
    )
    held = np.diff(times, prepend=0.0) * yearly
    start = raised + (fees.supervision or 0.0)
    if pre_money is not None:
        share = raised / (pre_money + raised)
    else:
        worth = (1 + float(target_return)) ** -times  # type: ignore[arg-type]
        whole = float(paid @ worth)
        share = (start + float(held @ worth)) / whole if whole > 0 else np.inf
        if share > 1:
            raise DataError(
                f"equity: investors ask {float(target_return):.1%} a year; at that even the whole project is worth "  # type: ignore[arg-type]
                f"{whole:,.4g} to them against {start + float(held @ worth):,.4g} with fees; raise less, or ask what a "
                "share of it would return (pre_money)."
            )
    flows = share * paid - held
    net = raised * (1 - (fees.underwriting or 0.0))
    when = np.concatenate([[0.0], times])
    rates, whys = [], []
    for first, later, what in ((-start, flows, "the investors' flows"), (-net, share * paid, "the owners' flows")):
        try:
            rates.append(internal_rate(when, np.concatenate([[first], later]), what))
        except NoRateError as error:
            rates.append(None)
            whys.append(str(error))
    return EquityDeal(
        float(share), float(raised), float(net), *rates, " ".join(whys), fees.missing,
        np.concatenate([[-start], flows]),
    )  # fmt: skip


def _check(paid: Floats, times: Floats, raised: float, pre_money: float | None, target: float | None) -> None:
    if (pre_money is None) == (target is None):
        raise ParameterError("equity: give either what the project is worth before (pre_money) or target_return.")
    if not raised > 0 or (pre_money is not None and not pre_money > 0):
        raise ParameterError(f"equity: raised is {raised}, pre_money {pre_money}; expected amounts above 0.")
    if target is not None and not target > -1:
        raise ParameterError(f"equity: target_return is {target}; expected a fraction a year above -1.")
    if len(paid) != len(times):
        raise DataError(f"equity: {len(paid)} distributions and {len(times)} times; expected as many of each.")
    if not (np.isfinite(paid).all() and np.isfinite(times).all() and (paid >= 0).all()):
        raise DataError("equity: distributions are numbers of 0 or more; what owners pay in is not one of them.")
    if not len(times) or times[0] < 0 or (np.diff(times) <= 0).any():
        raise DataError("equity: times count from the day the money is raised, in order, each after the one before.")
