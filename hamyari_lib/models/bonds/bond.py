"""One dated bond: a single row of :class:`~hamyari_lib.models.bonds.portfolio.Bonds`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY, dataclass, field, fields
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from hamyari_lib.errors import ParameterError
from hamyari_lib.models.bonds.flows import Accrual
from hamyari_lib.models.bonds.portfolio import Bonds, Time
from hamyari_lib.models.bonds.schedules import Stub
from hamyari_lib.models.calendars import Calendar, Roll

_ONE_EACH = ("issue", "maturity", "face", "interval_months", "grace_months")


@dataclass(frozen=True)
class Bond:
    """A bond with dated payments of profit and principal.

    Parameters
    ----------
    issue, maturity
        A ``JalaliDate``, ``date``, ``datetime64`` or text: ``"1397/04/12"`` or ``"2018-07-03"``.
    coupon
        Nominal profit rate, a fraction a year (0 to 2), or one for each payment period in order; the last one holds on.
    interval_months
        1, 2, 3, 4, 6 or 12; 0 pays nothing before maturity, when all profit (simple, not compounded) falls due.
    accrual
        ``"equal"``: the year's coupon over the payments of a year, whatever the days of a period; a stub pro rata by
        days of the regular (quasi-coupon) periods that it touches (ICMA rule 251). ``"by_day"``: coupon x days /
        ``year_days``, where ``"actual"`` counts each day by its own year of ``calendar`` (ISDA's actual/actual where
        Gregorian).
    face
        Principal at issue, in any unit; the flows are in the same.
    calendar
        Whose months are counted: ``"jalali"`` or ``"gregorian"``; ``None``: the one in which the dates are written.
    stub
        Where the odd period lies if the life is no whole number of intervals. Dates are counted back from maturity with
        ``"…_first"``, forward from issue with ``"…_last"``; ``"long_…"`` joins the odd part to its neighbour.
    end_of_month
        Dates stay at the end of months where the day that they are counted from is the last of its month.
    roll, weekend, holidays
        Where a payment goes that falls on a weekend (names of weekdays) or a holiday (dates); profit is not changed by
        it, unless ``rolls_periods`` moves the periods' ends as well. The issue date never moves.
    amortisation
        ``"bullet"``; ``"equal"`` principal; ``"annuity"``: equal payments under each period's own profit; or fractions
        of the principal, one for each payment after the grace.
    grace_months, grace_profit
        No principal is repaid up to and including this many months after issue; its profit is ``"paid"``, or
        ``"capitalised"`` to be repaid with the principal.

    Raises
    ------
    ParameterError
        Every fault of the contract, one line each.

    Prices are per 100 of the principal outstanding at settlement, after what is paid on that day; yields are effective
    annual. Time runs in days over 365, or with ``time="periods"`` in payment periods over periods a year (ICMA).

    >>> bond = Bond("1397/04/12", "1401/04/12", 0.18)
    >>> round(bond.yield_to_maturity(100), 4), round(bond.yield_to_maturity(100, time="periods"), 4)
    (0.1924, 0.1925)
    >>> bond.cash_flows()[["date", "profit", "principal"]].tail(1).to_string(header=False)
    '15 2022-07-03  4.5  100.0'
    """

    issue: Any
    maturity: Any
    coupon: float | Sequence[float]
    _: KW_ONLY
    interval_months: int = 3
    accrual: Accrual = "equal"
    face: float = 100.0
    calendar: Calendar | None = None
    year_days: int | Literal["actual"] = 365
    stub: Stub = "short_first"
    end_of_month: bool = False
    roll: Roll = "unadjusted"
    weekend: Sequence[str] = ()
    holidays: Any = field(default=(), repr=False)
    rolls_periods: bool = False
    amortisation: str | Sequence[float] = "bullet"
    grace_months: int = 0
    grace_profit: Literal["paid", "capitalised"] = "paid"
    _row: Bonds = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        given = {one.name: getattr(self, one.name) for one in fields(self) if one.init}
        faults = [
            f"{name} is {given[name]!r}; a Bond is one contract and has one; for many bonds see bonds.Bonds."
            for name in _ONE_EACH
            if isinstance(given[name], Iterable) and not isinstance(given[name], str) and np.ndim(given[name])
        ]
        if faults:
            raise ParameterError(faults)
        row = Bonds(**given | {"coupon": given["coupon"] if np.ndim(given["coupon"]) == 0 else [given["coupon"]]})
        terms = row.terms
        plain = {
            "issue": terms.issue[0],
            "maturity": terms.maturity[0],
            "calendar": terms.calendar,
            "coupon": float(terms.coupon[0, 0]) if terms.coupon.shape[1] == 1 else tuple(terms.coupon[0].tolist()),
            "holidays": tuple(terms.holidays),
            "weekend": terms.weekend,
            "amortisation": terms.amortisation,
            "_row": row,
        }  # so that equal bonds are equal, whatever form their terms were given in
        for name, value in plain.items():
            object.__setattr__(self, name, value)

    def cash_flows(self) -> pd.DataFrame:
        """All payments from issue on, a row each: ``date`` (of payment), ``start`` and ``end`` of the period,
        ``opening`` principal, ``profit``, ``principal`` and ``payment``, in the unit of the face.

        A period whose profit is capitalised has a payment of 0 and a negative principal.
        """
        return self._flows.copy()

    @cached_property
    def _flows(self) -> pd.DataFrame:
        flows = self._row.flows()
        names = ("date", "start", "end", "opening", "profit", "principal", "payment")
        return pd.DataFrame({name: getattr(flows, name)[0] for name in names})

    def price(self, effective_yield: float, *, settlement: Any = None, clean: bool = True,
              time: Time = "actual/365") -> float:  # fmt: skip
        """Price per 100 of the principal outstanding, without accrued profit unless ``clean`` is ``False``.

        ``settlement`` is a day of the bond's life (issue where ``None``); what is paid on it belongs to the seller.

        >>> round(Bond("1397/04/12", "1401/04/12", 0.18).price(0.225, time="periods"), 2)
        92.48
        """
        return float(self._row.price(effective_yield, settlement=settlement, clean=clean, time=time)[0])

    def yield_to_maturity(self, price: float, *, settlement: Any = None, clean: bool = True,
                          time: Time = "actual/365") -> float:  # fmt: skip
        """Effective annual yield at which :meth:`price` is ``price``; ``ParameterError`` for one of 0 or below."""
        return float(self._row.yield_to_maturity(price, settlement=settlement, clean=clean, time=time)[0])

    def accrued(self, settlement: Any) -> float:
        """Profit earned and not yet paid at ``settlement``, per 100 of the principal outstanding.

        Where a payment waits for a holiday to pass, its profit and that of the days since are both in it.
        """
        return float(self._row.accrued(settlement)[0])

    def duration(self, effective_yield: float, *, kind: Literal["macaulay", "modified"] = "macaulay",
                 settlement: Any = None, time: Time = "actual/365") -> float:  # fmt: skip
        """Years: Macaulay's mean time of the payments by present value, or ``"modified"`` = Macaulay / (1 + yield).

        >>> Bond("1397/04/12", "1399/04/12", 0.0, interval_months=0).duration(0.25, time="periods")
        2.0
        """
        return float(self._row.duration(effective_yield, kind=kind, settlement=settlement, time=time)[0])

    def convexity(self, effective_yield: float, *, settlement: Any = None, time: Time = "actual/365") -> float:
        """Second derivative of the dirty price by the effective annual yield, over the dirty price: the mean of
        t(t+1)/(1+y)^2 by present value."""
        return float(self._row.convexity(effective_yield, settlement=settlement, time=time)[0])
