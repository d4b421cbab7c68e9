"""Many dated bonds at once: their flows, prices, yields, accrued profit, durations and convexities as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field, fields
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hamyari_lib.errors import ParameterError
from hamyari_lib.models.bonds.flows import Accrual, Flows, amortise, period_factors, years_by_day
from hamyari_lib.models.bonds.options import require_choice
from hamyari_lib.models.bonds.schedules import Schedule, Stub, draw
from hamyari_lib.models.bonds.terms import Terms, refuse_misfits, terms_of
from hamyari_lib.models.bonds.valuation import (
    checked_yields,
    convexity_of_flows,
    macaulay_of_flows,
    price_flows,
    yield_of_flows,
)
from hamyari_lib.models.calendars import Calendar, Days, Roll, add_months, days
from hamyari_lib.models.magnitudes import price_as_fraction

Time = Literal["actual/365", "periods"]
Amounts = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Bonds:
    """n dated bonds; what :class:`~hamyari_lib.models.bonds.Bond` says of one holds for each.

    Parameters
    ----------
    issue, maturity, coupon, interval_months, face, grace_months
        One value for all, or one a bond; ``coupon`` may be n x periods for rates that change. All else is shared: bonds
        that differ in it are two portfolios.

    Raises
    ------
    ParameterError
        A line for each kind of fault, with the first bond (from 0) that has it.

    >>> two = Bonds(["1397/04/12", "1398/01/01"], "1401/04/12", 0.18)
    >>> two.flows().payment.shape, [round(float(price), 2) for price in two.price(0.225, time="periods")]
    ((2, 16), [92.48, 93.43])
    """

    issue: Any
    maturity: Any
    coupon: Any
    _: KW_ONLY
    interval_months: Any = 3
    accrual: Accrual = "equal"
    face: Any = 100.0
    calendar: Calendar | None = None
    year_days: int | Literal["actual"] = 365
    stub: Stub = "short_first"
    end_of_month: bool = False
    roll: Roll = "unadjusted"
    weekend: Sequence[str] = ()
    holidays: Any = ()
    rolls_periods: bool = False
    amortisation: str | Sequence[float] = "bullet"
    grace_months: Any = 0
    grace_profit: Literal["paid", "capitalised"] = "paid"
    terms: Terms = field(init=False, repr=False)
    schedule: Schedule = field(init=False, repr=False)
    _flows: Flows = field(init=False, repr=False)

    def __post_init__(self) -> None:
        given = {one.name: getattr(self, one.name) for one in fields(self) if one.init}
        terms = terms_of(given)
        schedule = draw(
            terms.issue, terms.maturity, terms.interval_months, calendar=terms.calendar, stub=self.stub,
            end_of_month=self.end_of_month, roll=self.roll, weekend=terms.weekend, holidays=terms.holidays,
            rolls_periods=self.rolls_periods,
        )  # fmt: skip
        # paying begins after the grace, and a payment on its last day still belongs to it
        grace_end = add_months(terms.issue, terms.grace_months, terms.calendar, end_of_month=self.end_of_month)
        is_paying = schedule.is_live
        if terms.grace_months.any():
            is_paying = is_paying & (schedule.nominal_end > grace_end[:, None])
        refuse_misfits(terms, schedule, is_paying)
        factors = period_factors(schedule, terms.coupon, self.accrual, self.year_days, terms.calendar)
        flows = amortise(
            schedule, terms.face, factors, terms.amortisation, is_paying, capitalises=self.grace_profit == "capitalised"
        )
        # only a level payment can fall short of its profit
        growing = is_paying & (flows.principal < 0) if terms.amortisation == "annuity" else np.zeros((1, 1), bool)
        if growing.any():
            row, period = np.unravel_index(int(growing.argmax()), growing.shape)
            raise ParameterError(
                f"{terms.name(growing.any(axis=1))}the level payment of the annuity does not cover the profit of "
                f'payment {period + 1}: the principal would grow; give amortisation="equal", or a rate that falls less.'
            )
        for name, value in (("terms", terms), ("schedule", schedule), ("_flows", flows)):
            object.__setattr__(self, name, value)

    def __len__(self) -> int:
        return len(self.terms.issue)

    def flows(self) -> Flows:
        """All payments from issue on, n x k, padded with NaT and 0."""
        return self._flows

    def price(self, effective_yield: ArrayLike, *, settlement: Any = None, clean: bool = True,
              time: Time = "actual/365") -> Amounts:  # fmt: skip
        """Prices (n) per 100 of the principal outstanding at ``settlement``, at yields of one or one a bond."""
        ahead = self._ahead(settlement, time)
        yields = checked_yields(effective_yield, ahead.times)
        return price_flows(ahead.times, ahead.amounts, yields) - (ahead.accrued if clean else 0)

    def yield_to_maturity(self, price: ArrayLike, *, settlement: Any = None, clean: bool = True,
                          time: Time = "actual/365") -> Amounts:  # fmt: skip
        """Effective annual yields (n) at which the prices of :meth:`price` are these."""
        prices = np.broadcast_to(np.asarray(price, dtype=float), (len(self),))
        wrong = ~(np.isfinite(prices) & (prices > 0))
        if wrong.any():
            raise ParameterError(
                f"{self.terms.name(wrong)}the price is {prices[wrong][0]:g}; expected a price above 0, per 100 of the "
                "principal outstanding."
            )
        ahead = self._ahead(settlement, time)
        dirty = prices + (ahead.accrued if clean else 0)
        if time == "actual/365":
            found = yield_of_flows(ahead.times, ahead.amounts, dirty)
        else:
            found = self._by_periods(ahead, dirty, prices)
        wrong, fault = price_as_fraction(prices, self.terms.coupon.max(axis=1), found)
        if fault:
            raise ParameterError(self.terms.name(wrong) + fault)
        return found

    def _by_periods(self, ahead: _Ahead, dirty: Amounts, prices: Amounts) -> Amounts:
        # counted in periods, a payment that only waits for a holiday to pass is due at once, at any yield
        is_later = ahead.times > 0
        left = dirty - np.where(is_later, 0, ahead.amounts).sum(axis=1)
        if (left <= 0).any():
            raise ParameterError(
                f"{self.terms.name(left <= 0)}the price is {prices[left <= 0][0]:g}, no more than what is due at once; "
                'there is no yield in periods; give a higher price, or time="actual/365".'
            )
        return yield_of_flows(ahead.times, np.where(is_later, ahead.amounts, 0), left)

    def accrued(self, settlement: Any) -> Amounts:
        """Profit earned and not yet paid at ``settlement`` (n), per 100 of the principal outstanding."""
        return self._ahead(settlement, "actual/365").accrued

    def duration(self, effective_yield: ArrayLike, *, kind: Literal["macaulay", "modified"] = "macaulay",
                 settlement: Any = None, time: Time = "actual/365") -> Amounts:  # fmt: skip
        """Years (n): Macaulay's mean time of the payments, or ``modified`` = Macaulay / (1 + yield)."""
        require_choice("kind", kind)
        ahead = self._ahead(settlement, time)
        yields = checked_yields(effective_yield, ahead.times)
        macaulay = macaulay_of_flows(ahead.times, ahead.amounts, yields)
        return macaulay if kind == "macaulay" else macaulay / (1 + yields)

    def convexity(self, effective_yield: ArrayLike, *, settlement: Any = None, time: Time = "actual/365") -> Amounts:
        """Second derivative of the dirty price by the effective annual yield, over the dirty price (n)."""
        ahead = self._ahead(settlement, time)
        return convexity_of_flows(ahead.times, ahead.amounts, checked_yields(effective_yield, ahead.times))

    def _ahead(self, settlement: Any, time: Time) -> _Ahead:
        """What is still to be paid after ``settlement`` (at issue where ``None``)."""
        if settlement is None and time == "actual/365":
            return self._at_issue
        return self._after(self.terms.issue if settlement is None else settlement, time)

    @cached_property
    def _at_issue(self) -> _Ahead:
        return self._after(self.terms.issue, "actual/365")

    def _after(self, settlement: Any, time: Time) -> _Ahead:
        require_choice("time", time)
        terms, schedule, flows = self.terms, self.schedule, self._flows
        day = np.broadcast_to(days(settlement), (len(self),))
        end = schedule.final_date if time == "actual/365" else terms.maturity
        outside = (day < terms.issue) | (day >= end)
        if outside.any():
            raise ParameterError(
                f"{terms.name(outside)}the settlement on {terms.written(day, outside)} lies outside the life from "
                f"{terms.written(terms.issue, outside)} to before {terms.written(end, outside)}; give a day within."
            )
        due = schedule.date > day[:, None]  # NaT compares as False
        row = np.arange(len(self))
        outstanding = flows.opening[row, due.argmax(axis=1)]
        scale = 100 / outstanding[:, None]
        if time == "periods":
            here = schedule.position(day)
            times = np.maximum(schedule.last - here[:, None], 0) / schedule.per_year[:, None]
        else:
            times = (schedule.date - day[:, None]).view(np.int64) / 365
        accrued = np.zeros(len(self))
        started = due & (schedule.start < day[:, None])
        if started.any():
            accrued = (flows.profit * scale * np.where(started, self._earned(day), 0)).sum(axis=1)
        amounts = flows.payment * scale
        times *= due  # in place, for these arrays are the largest
        amounts *= due
        return _Ahead(times, amounts, accrued)

    def _earned(self, day: Days) -> Amounts:
        """The part of each period's profit that is earned by ``day`` (n x k), by the contract's way of accrual."""
        schedule = self.schedule
        if self.accrual == "equal":
            length = np.where(schedule.is_live, schedule.last - schedule.first, 1)
            passed = schedule.position(day)[:, None] - schedule.first
        else:
            calendar = self.terms.calendar
            length = years_by_day(schedule.start, schedule.end, self.year_days, calendar)
            length = np.where(schedule.is_live, length, 1)
            days_here = np.broadcast_to(day[:, None], schedule.start.shape)
            passed = years_by_day(schedule.start, days_here, self.year_days, calendar)
        return np.clip(passed / length, 0, 1)


@dataclass(frozen=True)
class _Ahead:
    """Payments after a settlement: years to each, amounts and accrued profit per 100 of the principal outstanding."""

    times: Amounts
    amounts: Amounts
    accrued: Amounts
