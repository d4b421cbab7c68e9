"""The dates of many bonds at once: quasi-coupon dates, payment periods with stubs, and payment days.

The grid of a bond is its regular dates, drawn back from maturity (a stub at the beginning) or forward from issue (a
stub at the end) until they enclose its life. Payment periods are made of steps of the grid: one each; two where a stub
is joined to its neighbour; all of them where nothing is paid before maturity. A date's *position* counts steps since
the grid began, pro rata by days within a step (ICMA, rule 251): equal coupons, accrued profit and time in coupon
periods are all differences of positions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hamyari_lib.models.calendars import Calendar, Days, Roll, Whole, add_months, months_between, roll_dates

Stub = Literal["short_first", "long_first", "short_last", "long_last"]


@dataclass(frozen=True)
class Schedule:
    """Periods of n bonds, padded to the k of the longest; NaT and ``False`` where a bond has no more of them.

    ``start``, ``end`` and ``date`` (the payment day) are n x k; ``nominal_end`` is ``end`` before any roll; ``grid``
    holds the quasi-coupon dates as days since 1970, the last one repeated. Of each bond (n): ``issued`` and ``ended``
    are the positions at which its life begins and ends, ``shift`` is 1 where its first period has two steps, ``count``
    the number of its periods and ``steps`` that of the grid's steps, and ``per_year`` says how many make a year.
    """

    start: Days
    end: Days
    date: Days
    nominal_end: Days
    is_live: NDArray[np.bool_]
    grid: Whole
    issued: NDArray[np.float64]
    ended: NDArray[np.float64]
    shift: Whole
    count: Whole
    steps: Whole
    per_year: NDArray[np.float64]

    @cached_property
    def first(self) -> NDArray[np.float64]:
        """The position of each ``start`` (n x k), 0 where there is none."""
        found = (np.arange(self.is_live.shape[1]) + self.shift[:, None]) * self.is_live.astype(float)
        found[:, 0] = self.issued
        return found

    @cached_property
    def last(self) -> NDArray[np.float64]:
        """The position of each ``end`` (n x k), 0 where there is none."""
        found = (np.arange(1, self.is_live.shape[1] + 1) + self.shift[:, None]) * self.is_live.astype(float)
        found[np.arange(len(found)), self.count - 1] = self.ended
        return found

    @property
    def final_date(self) -> Days:
        """The last payment day of each bond."""
        return self.date[np.arange(len(self.count)), self.count - 1]

    def position(self, dates: Days) -> NDArray[np.float64]:
        """Positions of one date a bond (n), held within the bond's life."""
        days = dates.astype(np.int64)
        row = np.arange(len(days))
        step = np.clip((self.grid <= days[:, None]).sum(axis=1) - 1, 0, self.steps - 1)
        before, after = self.grid[row, step], self.grid[row, step + 1]
        return np.clip(step + (days - before) / (after - before), self.issued, self.ended)


def draw(
    issue: Days,
    maturity: Days,
    interval_months: Whole,
    *,
    calendar: Calendar,
    stub: Stub = "short_first",
    end_of_month: bool = False,
    roll: Roll = "unadjusted",
    weekend: Sequence[str] = (),
    holidays: Days | None = None,
    rolls_periods: bool = False,
) -> Schedule:
    """The schedules of bonds whose issue, maturity and interval (months; 0 = one payment at maturity) are given (n).

    The grid of a bond that pays only at maturity has yearly steps.
    """
    step_months = np.where(interval_months == 0, 12, interval_months)
    is_backward = stub.endswith("first")
    anchor = maturity if is_backward else issue
    sign = -1 if is_backward else 1

    def outer(steps: Whole) -> Days:
        """The grid's end that is not the anchor."""
        return add_months(anchor, sign * steps * step_months, calendar, end_of_month=end_of_month)

    steps = -(-months_between(issue, maturity, calendar) // step_months)
    steps = steps + (outer(steps) > issue if is_backward else outer(steps) < maturity)
    # where the grid's ends are issue and maturity there is no stub, whatever a roll does to the dates
    has_stub = outer(steps) < issue if is_backward else outer(steps) > maturity
    is_single = interval_months == 0
    is_joined = has_stub & stub.startswith("long") & (steps > 1) & ~is_single
    count = np.where(is_single, 1, steps - is_joined)

    def roll_all(dates: Days) -> Days:
        none = np.array([], dtype="M8[D]")
        return roll_dates(dates, roll, calendar, weekend, none if holidays is None else holidays)

    column, period = np.arange(int(steps.max()) + 1), np.arange(int(count.max()))
    away = np.minimum(column, steps[:, None])
    if is_backward:
        away -= steps[:, None]
    away *= step_months[:, None]
    nominal = add_months(anchor[:, None], away, calendar, end_of_month=end_of_month)
    plan = issue, maturity, period, steps, count, has_stub, is_joined, stub
    arrays = _periods(nominal, *plan, roll_all if roll != "unadjusted" else None, rolls_periods)
    return Schedule(*arrays, (is_joined & (stub == "long_first")).astype(int), count, steps, 12 / step_months)


def _periods(
    nominal: Days,
    issue: Days,
    maturity: Days,
    period: Whole,
    steps: Whole,
    count: Whole,
    has_stub: NDArray[np.bool_],
    is_joined: NDArray[np.bool_],
    stub: Stub,
    roll_all: Callable[[Days], Days] | None,
    rolls_periods: bool,
) -> tuple[NDArray[np.generic], ...]:
    """The arrays of :class:`Schedule` up to ``grid`` for bonds whose regular dates are ``nominal``."""
    row = np.arange(len(steps))
    is_live = period < count[:, None]
    is_plain = bool((count == steps).all())

    def between(dates: Days) -> tuple[Days, Days]:
        """Where the periods begin and end when the grid's dates are these."""
        bounds = dates.copy()
        bounds[:, 0] = issue
        bounds[row, steps] = maturity
        if is_plain:
            return bounds[:, : len(period)], bounds[:, 1 : len(period) + 1]
        skipped = (is_joined & (stub == "long_first"))[:, None]
        first_step = np.where(is_live, period + (skipped & (period > 0)), 0)
        last_step = np.where(period == count[:, None] - 1, steps[:, None], np.where(is_live, period + 1 + skipped, 1))
        return np.take_along_axis(bounds, first_step, axis=1), np.take_along_axis(bounds, last_step, axis=1)

    start, nominal_end = between(nominal)
    date = end = nominal_end
    grid = nominal
    if roll_all is not None:
        date = roll_all(nominal_end)
        if rolls_periods:
            grid = roll_all(nominal)
            grid[:, 0] = np.where(nominal[:, 0] == issue, issue, grid[:, 0])
            start, end = between(grid)[0], date

    numbers = grid.view(np.int64)
    issued, ended = np.zeros(len(steps)), steps.astype(float)
    if stub.endswith("first"):
        issued = (issue.astype(np.int64) - numbers[:, 0]) / (numbers[:, 1] - numbers[:, 0])
    else:
        begins, ends = numbers[row, steps - 1], numbers[row, steps]
        part = (end[row, count - 1].astype(np.int64) - begins) / (ends - begins)
        ended = steps - 1 + np.where(has_stub, part, 1.0)
    never = np.datetime64("NaT")
    start, nominal_end = np.where(is_live, start, never), np.where(is_live, nominal_end, never)
    date = nominal_end if roll_all is None else np.where(is_live, date, never)
    return start, date if rolls_periods else nominal_end, date, nominal_end, is_live, numbers, issued, ended
