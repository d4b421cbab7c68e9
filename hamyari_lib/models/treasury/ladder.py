"""A ladder of bills, bonds and a fund against dated needs, the best one that holds in every scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hamyari_lib.errors import DataError, ParameterError
from hamyari_lib.models.curve import Curve
from hamyari_lib.models.returns import NoRateError, internal_rate
from hamyari_lib.models.treasury.programme import solved

Floats = NDArray[np.float64]

_SAME = 1e-9  # years
_NOTHING = 1e-7  # of the largest amount


@dataclass(frozen=True)
class Paper:
    """What can be bought today, for a face of 1.

    Parameters
    ----------
    name
        Of the paper.
    price
        With accrued profit, above 0.
    times_years, amounts
        When it pays, in years from today, and what; in order.
    early_discount
        What is lost by selling before the end, a fraction of what it is worth then.
    most
        The largest face that can be had, in the unit of the cash; ``None`` = as much as wanted.
    """

    name: str
    price: float
    times_years: Sequence[float]
    amounts: Sequence[float]
    early_discount: float = 0.0
    most: float | None = None

    def __post_init__(self) -> None:
        times, paid = np.asarray(self.times_years, dtype=float), np.asarray(self.amounts, dtype=float)
        is_whole = times.ndim == paid.ndim == 1 and len(times) == len(paid) > 0
        if not is_whole or not (times > 0).all() or (np.diff(times) <= 0).any() or not (paid > 0).all():
            raise ParameterError(f"{self.name}: expected payments above 0 at times above 0, in order, as many of each.")
        if not self.price > 0 or not 0 <= self.early_discount < 1 or (self.most is not None and not self.most >= 0):
            raise ParameterError(
                f"{self.name}: price is {self.price:g}, early_discount {self.early_discount:g}, most {self.most}; "
                "expected a price above 0, a fraction under 1, and 0 or more."
            )


@dataclass(frozen=True)
class Ladder:
    """What to buy, and what comes of it in each scenario.

    Parameters
    ----------
    bought
        Face of each paper, by name; the rest of the cash goes into the fund.
    fund
        What goes into the fund today.
    balance
        By scenario and time (years): ``fund`` after all that happens then, ``need``, ``receipt``, ``paid`` by papers,
        ``sold`` (what early sales bring), ``lost`` (by their discount) and ``lacking``.
    terminal
        By scenario, what is there at the horizon: the fund, and papers at what they would bring.
    rate
        By scenario, what the organisation's money earned a year, effective; None where no one rate describes it.
    """

    bought: pd.Series
    fund: float
    balance: pd.DataFrame
    terminal: pd.Series
    rate: pd.Series

    @property
    def lacking(self) -> pd.Series:
        """By scenario, the most that is lacking at a time; 0 where every need is met."""
        return self.balance.groupby(level="scenario", sort=False)["lacking"].max()


def ladder(
    cash: float, papers: Sequence[Paper], needs: Mapping[float, float], *, horizon: float, fund_rate: float,
    receipts: Mapping[str, Mapping[float, float]] | None = None, resale: Curve | None = None,
    bought: Mapping[str, float] | None = None,
) -> Ladder:  # fmt: skip
    """The purchase of today that meets every need in every scenario and is worth most in the mean of all at the end.

    A linear programme (HiGHS): what is bought today is the same in all scenarios, what is sold early is not. What
    papers pay goes into the fund. A paper that is sold early, or not yet due at the horizon, is worth its remaining
    payments on the forward rates of ``resale``, less its discount. Where needs cannot be met, the plan lacks as little
    as can be, and ``Ladder.lacking`` says it.

    Parameters
    ----------
    cash
        What there is today, in any unit, 0 or more.
    needs
        What must be paid, by years from today up to the horizon.
    horizon
        Years.
    fund_rate
        What the fund earns, effective a year; it can be drawn on at any time.
    receipts
        By scenario, what comes in, by years from today. Without it one scenario without receipts.
    resale
        The curve; without it papers cannot be sold early, and must be due by the horizon.
    bought
        Faces by name that have been chosen already, to see what comes of them; a paper that is not named is not bought.

    Raises
    ------
    ParameterError
        An amount below 0 or no number, a time beyond the horizon, two papers of one name; papers that are bought
        already and not known, or cost more than the cash.
    DataError
        A paper that runs beyond the horizon where there is no curve to value it by.
    """
    given = dict(receipts) if receipts else {"": {}}
    _check(cash, papers, needs, horizon, fund_rate, given)
    late = [one.name for one in papers if max(one.times_years) > horizon + _SAME]
    if late and resale is None:
        raise DataError(
            f"{late[0]} is due after the horizon; give a curve to value it by, a later horizon, or leave it."
        )
    every = [0.0, horizon, *needs, *(time for one in given.values() for time in one)]
    every += [time for one in papers for time in one.times_years if time <= horizon + _SAME]
    times = np.unique(np.round(np.minimum(every, horizon), 9))
    paid = np.array([_at(times, dict(zip(one.times_years, one.amounts, strict=True))) for one in papers])
    paid = paid.reshape(len(papers), len(times))
    fair = _fair(papers, times, resale)
    discount = np.array([one.early_discount for one in papers])
    needed, came = _at(times, needs), {name: _at(times, one) for name, one in given.items()}
    prices = np.array([one.price for one in papers])
    faces = [(0.0, one.most) for one in papers] if bought is None else _faces(bought, papers, cash)
    found = solved(cash, prices, faces, times, paid, fair * (1 - discount[:, None]), needed, came, fund_rate)
    return _told(found, cash, papers, times, paid, fair, discount, needed, came, fund_rate)


def _faces(bought: Mapping[str, float], papers: Sequence[Paper], cash: float) -> list[tuple[float, float]]:
    """The bounds of faces that are fixed."""
    chosen = dict(bought)
    if absent := [name for name in chosen if name not in {one.name for one in papers}]:
        raise ParameterError(f"bought: {absent[0]} is none of the papers.")
    faces = [float(chosen.get(one.name, 0.0)) for one in papers]
    price = sum(face * one.price for face, one in zip(faces, papers, strict=True))
    if price > cash * (1 + _SAME) or not all(face >= 0 for face in faces):
        raise ParameterError(f"bought: it costs {price:g} and the cash is {cash:g}; expected faces of 0 or more.")
    return [(face, face) for face in faces]


def _told(
    found: tuple[Floats, dict[str, tuple[Floats, Floats]]], cash: float, papers: Sequence[Paper], times: Floats,
    paid: Floats, fair: Floats, discount: Floats, needed: Floats, came: Mapping[str, Floats], fund_rate: float,
) -> Ladder:  # fmt: skip
    """The plan as it runs, computed anew from what is bought and sold."""
    bought, parts = found
    price = np.array([one.price for one in papers])
    least = _NOTHING * max(cash, 1e-300, needed.max(initial=0.0))
    frames, terminal, rates = {}, {}, {}
    for name, (sold, lacking) in parts.items():
        sold, lacking = np.where(sold > least, sold, 0.0), np.where(lacking > least, lacking, 0.0)
        before = bought[:, None] - np.cumsum(sold, axis=1) + sold
        from_papers = (before * paid).sum(axis=0)
        brought, lost = (
            (sold * fair * (1 - discount[:, None])).sum(axis=0),
            (sold * fair * discount[:, None]).sum(axis=0),
        )
        net = from_papers + brought + came[name] - needed + lacking
        fund = np.empty(len(times))
        fund[0] = cash - float(bought @ price) + net[0]
        for step in range(1, len(times)):
            fund[step] = fund[step - 1] * (1 + fund_rate) ** (times[step] - times[step - 1]) + net[step]
        left = bought - sold.sum(axis=1)
        terminal[name] = float(fund[-1] + left @ (fair[:, -1] * (1 - discount)))
        flows = needed - came[name] - lacking
        flows[0] -= cash
        flows[-1] += terminal[name]
        try:
            rates[name] = internal_rate(times, flows, "the ladder's flows")
        except NoRateError:
            rates[name] = None
        frames[name] = pd.DataFrame(
            {"fund": np.where(np.abs(fund) <= least, 0.0, fund), "need": needed, "receipt": came[name],
             "paid": from_papers, "sold": brought, "lost": lost, "lacking": lacking},
            index=pd.Index(times, name="time"),
        )  # fmt: skip
    names = pd.Index([one.name for one in papers], name="paper")
    return Ladder(
        pd.Series(np.where(bought > least, bought, 0.0), names), float(cash - bought @ price),
        pd.concat(frames, names=["scenario"]), pd.Series(terminal), pd.Series(rates, dtype=object),
    )  # fmt: skip


def _fair(papers: Sequence[Paper], times: Floats, resale: Curve | None) -> Floats:
    """What the payments after each time are worth then on the forward rates, papers x times; 0 without a curve."""
    found = np.zeros((len(papers), len(times)))
    if resale is None:
        return found
    now = np.asarray(resale.discount(times, beyond=True))
    for row, one in zip(found, papers, strict=True):
        at = np.asarray(one.times_years, dtype=float)
        worth = np.asarray(resale.discount(at, beyond=True)) * np.asarray(one.amounts, dtype=float)
        row[:] = (worth * (at > times[:, None] + _SAME)).sum(axis=1) / now
    return found


def _at(times: Floats, amounts: Mapping[float, float]) -> Floats:
    found = np.zeros(len(times))
    for time, amount in amounts.items():
        if time <= times[-1] + _SAME:
            found[int(np.abs(times - time).argmin())] += amount
    return found


def _check(
    cash: float, papers: Sequence[Paper], needs: Mapping[float, float], horizon: float, fund_rate: float,
    receipts: Mapping[str, Mapping[float, float]],
) -> None:  # fmt: skip
    faults = []
    if not (cash >= 0 and np.isfinite(cash)):
        faults.append(f"cash is {cash}; expected 0 or more.")
    if not (horizon > 0 and np.isfinite(horizon)):
        faults.append(f"horizon is {horizon}; expected years above 0.")
    if not fund_rate > -1:
        faults.append(f"fund_rate is {fund_rate}; expected an effective fraction a year above -1.")
    for what, amounts in (("need", needs), *(("receipt", one) for one in receipts.values())):
        for time, amount in amounts.items():
            if not 0 <= time <= horizon + _SAME:
                faults.append(f"{what} at {time:g} years: expected a time from today to the horizon of {horizon:g}.")
            if not (amount >= 0 and np.isfinite(amount)):
                faults.append(f"{what} at {time:g} years is {amount:g}; expected 0 or more.")
    names = [one.name for one in papers]
    faults += [
        f"{name} is given twice; expected each paper once." for name in dict.fromkeys(names) if names.count(name) > 1
    ]
    if faults:
        raise ParameterError(faults)
