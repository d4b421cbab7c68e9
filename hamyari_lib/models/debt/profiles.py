"""How one unit of debt is repaid: as an annuity, in equal parts, or at its end, with or without a sinking fund."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from hamyari_lib.errors import DataError

Floats = NDArray[np.float64]

Repayment = Literal["sculpted", "annuity", "equal_principal", "bullet", "sinking_fund"]
REPAYMENTS: tuple[Repayment, ...] = get_args(Repayment)


def schedule(
    amount: float, repayment: Repayment, *, rates: ArrayLike, fund_rates: ArrayLike = 0.0, periods: int | None = None
) -> pd.DataFrame:
    """Repayment of a debt over as many periods as there are ``rates``, drawn just before the first.

    Parameters
    ----------
    amount
        The debt, in any unit of money.
    repayment
        ``annuity`` (one payment throughout, where the rate is one), ``equal_principal``, ``bullet`` (all of the
        principal at the end) or ``sinking_fund`` (a bullet for which equal amounts are put by, the first at the end of
        the first period).
    rates
        Interest of each period, fractions of 0 or more; one rate needs ``periods``.
    fund_rates
        What the sinking fund earns a period; one or one for each.

    Returns
    -------
    A row for each period from 1: ``opening``, ``interest``, ``principal``, ``closing``, ``fund_deposit`` (money put
    into the sinking fund), ``fund`` (its balance at the end, before it repays the debt) and ``debt_service``, the cash
    that the project pays: interest, principal and deposits, less what the fund pays of the principal.

    Raises
    ------
    DataError
        A negative amount or rate, or a repayment that is none of these.

    >>> schedule(100, "annuity", rates=0.1, periods=2)["debt_service"].round(4).tolist()
    [57.619, 57.619]
    >>> schedule(100, "sinking_fund", rates=0.2, fund_rates=0.1, periods=2)["fund_deposit"].round(4).tolist()
    [47.619, 47.619]
    """
    each = _rates(rates, periods)
    n = len(each)
    if not amount >= 0:
        raise DataError(f"debt is {amount}; expected 0 or more.")
    grows = np.concatenate([np.cumprod((1 + each)[::-1])[::-1][1:], [1.0]])  # of what is paid, to the end
    if repayment == "annuity":
        payment = amount * grows[0] * (1 + each[0]) / grows.sum()
        closing = np.empty(n)
        last = amount
        for period in range(n):
            closing[period] = last = last * (1 + each[period]) - payment
        closing[-1] = 0.0  # but for rounding
    elif repayment == "equal_principal":
        closing = amount * (1 - np.arange(1, n + 1) / n)
    elif repayment in ("bullet", "sinking_fund"):
        closing = np.append(np.full(n - 1, float(amount)), 0.0)
    else:
        raise DataError(f"repayment is {repayment!r}; expected one of: {', '.join(REPAYMENTS)}.")
    opening = np.concatenate([[float(amount)], closing[:-1]])
    deposit, fund, paid_by_fund = np.zeros(n), np.zeros(n), np.zeros(n)
    if repayment == "sinking_fund":
        earns = _rates(fund_rates, n)
        grown = np.concatenate([np.cumprod((1 + earns)[::-1])[::-1][1:], [1.0]])
        deposit[:] = amount / grown.sum()
        balance = 0.0
        for period in range(n):
            fund[period] = balance = balance * (1 + earns[period]) + deposit[period]
        paid_by_fund[-1] = amount
    interest, principal = opening * each, opening - closing
    return pd.DataFrame(
        {
            "opening": opening, "interest": interest, "principal": principal, "closing": closing,
            "fund_deposit": deposit, "fund": fund, "debt_service": interest + principal + deposit - paid_by_fund,
        },
        index=pd.RangeIndex(1, n + 1, name="period"),
    )  # fmt: skip


def _rates(rates: ArrayLike, periods: int | None) -> Floats:
    each = np.asarray(rates, dtype=float)
    if not each.ndim:
        if not periods or periods < 1:
            raise DataError("periods: expected 1 or more for one rate; say how many.")
        each = np.full(periods, float(each))
    if not len(each) or not ((each >= 0) & (each < 5)).all():
        raise DataError(f"rate is {rates}; expected fractions a period from 0 to 5, such as 0.23 for 23 %.")
    return each
