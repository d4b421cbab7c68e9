"""Debt that is sized and repaid by the cash that a project earns: sculpted to a debt service cover ratio."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from hamyari_lib.errors import DataError

Floats = NDArray[np.float64]

COLUMNS = ("opening", "interest", "principal", "debt_service", "closing")


@dataclass(frozen=True)
class SculptedDebt:
    """The largest debt that a row of cash flows carries.

    ``amount`` is in the unit of the cash flows; ``schedule`` has a row for each period, with ``opening``, ``interest``,
    ``principal``, ``debt_service`` and ``closing``. ``unconstrained`` is what the amount would be if unpaid interest
    could be added to it, ``peak`` the largest balance over the amount, and ``binding`` the periods (numbered from 1) in
    which the cash pays the interest and no more, so that they and not the ratio alone set the amount.
    """

    amount: float
    schedule: pd.DataFrame
    unconstrained: float
    binding: tuple[int, ...]

    @property
    def peak(self) -> float:
        """The largest balance, as a multiple of the amount; 1 where it only falls, 0 without debt."""
        return float(self.schedule["opening"].max() / self.amount) if self.amount else 0.0


def sculpted_debt(cfads: ArrayLike, *, dscr: ArrayLike, rate: ArrayLike, capitalisation: bool = False) -> SculptedDebt:
    """The debt whose service is the cash flow available for it over the cover ratio, period by period.

    Its amount is the sum of CFADS/DSCR, each discounted at the rates of its period and those before. Where cash grows
    faster than interest, the first periods would not pay their interest and the balance would rise above the amount.
    Unless the contract adds unpaid interest to it (``capitalisation``), the principal of no period may be negative:
    then the largest debt is found backwards, M_t = min((M_t+1 + c_t) / (1 + r_t), c_t / r_t) with c the cash over the
    ratio, and it is repaid as late as the ratio allows.

    Parameters
    ----------
    cfads
        Cash flow available for debt service by period, from the first after the debt is drawn.
    dscr
        The cover ratio asked for, 1 or more: one for all periods or one for each.
    rate
        Interest a period, a fraction of 0 or more: one or one for each.
    capitalisation
        Whether unpaid interest may be added to the debt.

    Raises
    ------
    DataError
        No period, an amount that is no number, a ratio below 1, a rate below 0, or numbers of periods that differ.

    >>> found = sculpted_debt([150, 150], dscr=1.5, rate=0.1)
    >>> round(found.amount, 4), found.schedule["principal"].round(4).tolist()
    (173.5537, [82.6446, 90.9091])
    >>> sculpted_debt([10, 100], dscr=1, rate=0.2).amount  # interest of the first period is 10, so no more than 50
    50.0
    """
    cash, covers, rates = _checked(cfads, dscr, rate)
    able = np.clip(cash, 0, None) / covers
    most = np.zeros(len(able) + 1)
    free = 0.0
    for period in range(len(able) - 1, -1, -1):
        free = (free + able[period]) / (1 + rates[period])
        most[period] = (most[period + 1] + able[period]) / (1 + rates[period])
        if not capitalisation and able[period] < rates[period] * most[period + 1]:
            most[period] = able[period] / rates[period]
    closing, last = np.empty(len(able)), most[0]
    for period in range(len(able)):
        closing[period] = last = most[period + 1] if capitalisation else min(last, most[period + 1])
    opening = np.concatenate([[most[0]], closing[:-1]])
    interest = opening * rates
    schedule = pd.DataFrame(
        {
            "opening": opening, "interest": interest, "principal": opening - closing,
            "debt_service": interest + opening - closing, "closing": closing,
        },
        index=pd.RangeIndex(1, len(able) + 1, name="period"),
    )  # fmt: skip
    tight = most[:-1] < (most[1:] + able) / (1 + rates)
    return SculptedDebt(float(most[0]), schedule, float(free), tuple(int(one) + 1 for one in np.flatnonzero(tight)))


def _checked(cfads: ArrayLike, dscr: ArrayLike, rate: ArrayLike) -> tuple[Floats, Floats, Floats]:
    cash = np.asarray(cfads, dtype=float)
    if cash.ndim != 1 or not len(cash) or not np.isfinite(cash).all():
        raise DataError("cfads: expected one row of numbers, an amount for each period; leave unknown periods out.")
    covers, rates = np.asarray(dscr, dtype=float), np.asarray(rate, dtype=float)
    for name, values in (("dscr", covers), ("rate", rates)):
        if values.ndim and values.shape != cash.shape:
            raise DataError(f"{name}: {values.size} values for {len(cash)} periods; give one, or one for each period.")
    faults = []
    if not (covers >= 1).all():
        lowest = float(np.min(covers))
        faults.append(f"dscr is {lowest:g}; expected 1 or more: below 1 the cash does not pay the debt service.")
    if not ((rates >= 0) & (rates < 5)).all():
        faults.append(f"rate is {rate}; expected a fraction a period from 0 to 5, such as 0.23 for 23 %.")
    if faults:
        raise DataError(faults)
    return cash, np.broadcast_to(covers, cash.shape), np.broadcast_to(rates, cash.shape)
