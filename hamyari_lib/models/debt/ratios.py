"""How well a debt is covered: debt service, loan life and project life cover ratios, by period."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from hamyari_lib.errors import DataError

_NOTHING = 1e-9  # of the largest debt service


def cover_ratios(cfads: ArrayLike, schedule: pd.DataFrame, *, rates: ArrayLike) -> pd.DataFrame:
    """DSCR, LLCR and PLCR by period.

    DSCR is the cash flow available for debt service over the debt service of the period. LLCR is the present value, at
    the debt's own rate and at the start of the period, of CFADS to the last period with debt, over the opening balance;
    PLCR the same to the end of the project (Yescombe 2013, Principles of Project Finance, chapter 12).

    Parameters
    ----------
    cfads
        By period, to the end of the project.
    schedule
        ``opening`` and ``debt_service`` by period, as the models of debt give them; it may end before the project.
    rates
        Interest of each period of the project: one or one for each.

    Returns
    -------
    ``dscr``, ``llcr`` and ``plcr`` by period of the project, blank (NaN) where there is no debt to cover.

    Raises
    ------
    DataError
        More periods of debt than of cash flow, or rates of another number.

    >>> schedule = pd.DataFrame({"opening": [100.0, 50.0], "debt_service": [60.0, 55.0]})
    >>> cover_ratios([90, 110, 100], schedule, rates=0.1).round(3).loc[1].tolist()
    [1.5, 1.727, 2.479]
    """
    cash = np.asarray(cfads, dtype=float)
    n, of_debt = len(cash), len(schedule)
    if of_debt > n:
        raise DataError(f"the debt runs for {of_debt} periods and the project for {n}; shorten the tenor.")
    each = np.broadcast_to(np.asarray(rates, dtype=float), n) if np.ndim(rates) == 0 else np.asarray(rates, dtype=float)
    if len(each) != n:
        raise DataError(f"{len(each)} rates for {n} periods; give one, or one for each period.")
    opening, service = np.zeros(n), np.zeros(n)
    opening[:of_debt], service[:of_debt] = schedule["opening"], schedule["debt_service"]
    is_due = service > _NOTHING * service.max()
    last = int(np.flatnonzero(opening > 0)[-1]) if (opening > 0).any() else -1
    loan_life, project_life = np.zeros(n + 1), np.zeros(n + 1)
    for period in range(n - 1, -1, -1):
        loan_life[period] = (loan_life[period + 1] + cash[period] * (period <= last)) / (1 + each[period])
        project_life[period] = (project_life[period + 1] + cash[period]) / (1 + each[period])
    with np.errstate(divide="ignore", invalid="ignore"):
        found = {
            "dscr": np.where(is_due, cash / service, np.nan),
            "llcr": np.where(opening > 0, loan_life[:-1] / opening, np.nan),
            "plcr": np.where(opening > 0, project_life[:-1] / opening, np.nan),
        }
    return pd.DataFrame(found, index=pd.RangeIndex(1, n + 1, name="period"))
