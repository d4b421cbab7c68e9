"""What many bonds pay in each period: profit by their way of accrual, principal by their amortisation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hamyari_lib.models.bonds.schedules import Schedule
from hamyari_lib.models.calendars import Calendar, Days, year_position

Accrual = Literal["equal", "by_day"]
YearDays = Literal[360, 364, 365, 366, "actual"]
Amounts = NDArray[np.float64]


@dataclass(frozen=True)
class Flows:
    """Payments of n bonds, padded to the k of the longest with NaT and 0. Amounts are in the unit of the face.

    ``opening`` is the principal owed when a period starts, ``profit`` what it earns, ``principal`` what is repaid at
    its end (negative where profit is capitalised) and ``payment`` their sum.
    """

    date: Days
    start: Days
    end: Days
    opening: Amounts
    profit: Amounts
    principal: Amounts

    @cached_property
    def payment(self) -> Amounts:
        return self.profit + self.principal


def period_factors(
    schedule: Schedule, coupon: Amounts, accrual: Accrual, year_days: float | str, calendar: Calendar
) -> Amounts:
    """Profit of each period per unit of principal (n x k). ``coupon`` is n x (1 or more): the last one holds on.

    ``equal``: the year's coupon over the periods of a year, whatever a period's days; a stub pro rata. ``by_day``: the
    year's coupon times days over ``year_days``, or over the days of the calendar's own year in which each day falls.
    """
    period = np.minimum(np.arange(schedule.date.shape[1]), coupon.shape[1] - 1)
    if accrual == "equal":
        years = (schedule.last - schedule.first) / schedule.per_year[:, None]
    else:
        years = years_by_day(schedule.start, schedule.end, year_days, calendar)
    years *= coupon[:, period]
    years *= schedule.is_live
    return years


def years_by_day(start: Days, end: Days, year_days: float | str, calendar: Calendar) -> Amounts:
    """Years from ``start`` to ``end``, counted in days; any number where either is NaT."""
    if year_days != "actual":
        return (end - start).view(np.int64) / float(year_days)
    gap = np.isnat(start) | np.isnat(end)
    if gap.any():
        start, end = np.where(gap, np.datetime64(0, "D"), start), np.where(gap, np.datetime64(0, "D"), end)
    return year_position(end, calendar) - year_position(start, calendar)


def amortise(
    schedule: Schedule,
    face: Amounts,
    factors: Amounts,
    amortisation: str | tuple[float, ...],
    is_paying: NDArray[np.bool_],
    *,
    capitalises: bool,
) -> Flows:
    """The flows of bonds of ``face`` (n) whose periods earn ``factors`` (n x k).

    ``is_paying`` (n x k) marks the periods whose end may repay principal, those after the grace; before, profit is
    paid, or added to the principal with ``capitalises``. The balance after the last payment is exactly 0.
    """
    if amortisation == "bullet" and not capitalises:  # the most common, and quicker so
        opening = face[:, None] * schedule.is_live
        principal = np.zeros(opening.shape)
        principal[np.arange(len(face)), schedule.count - 1] = face
        return Flows(schedule.date, schedule.start, schedule.end, opening, opening * factors, principal)
    is_added = schedule.is_live & ~is_paying & capitalises
    closing = _remaining(schedule.is_live, factors, amortisation, is_paying)
    closing *= face[:, None]
    if is_added.any():
        closing *= np.cumprod(np.where(is_added, 1 + factors, 1.0), axis=1)
    opening = np.concatenate([face[:, None], closing[:, :-1]], axis=1)
    profit = opening * factors
    principal = opening - closing
    np.copyto(principal, -profit if is_added.any() else 0.0, where=is_added)
    return Flows(schedule.date, schedule.start, schedule.end, opening, profit, principal)


def _remaining(
    is_live: NDArray[np.bool_], factors: Amounts, amortisation: str | tuple[float, ...], is_paying: NDArray[np.bool_]
) -> Amounts:
    """The part of the principal at the end of the grace that is still owed after each period (n x k)."""
    if amortisation == "bullet":
        return np.concatenate([is_live[:, 1:], np.zeros((len(is_live), 1))], axis=1)
    paid = np.cumsum(is_paying, axis=1)
    left = paid[:, -1:] - paid
    if amortisation == "equal":
        return left / paid[:, -1:]
    if amortisation == "annuity":
        # value of the payments left, by each period's own profit: from the last payment back, so that it ends at 0
        worth = np.zeros((len(left), left.shape[1] + 1))
        for period in range(left.shape[1] - 1, -1, -1):
            discounted = (worth[:, period + 1] + 1) / (1 + factors[:, period])
            worth[:, period] = np.where(is_paying[:, period], discounted, worth[:, period + 1])
        return worth[:, 1:] / worth[:, :1]
    parts = np.concatenate([[0.0], np.asarray(amortisation, dtype=float)])
    owed = np.maximum(1 - np.cumsum(parts), 0.0)
    owed[-1] = 0.0
    return owed[np.minimum(paid, len(parts) - 1)] * (is_live | (left > 0))
