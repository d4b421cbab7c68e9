"""The plan of cash as the ladder takes it: what falls due, in years from a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from hamyari_lib.errors import ParameterError
from hamyari_lib.models import calendars


def due(
    plan: pd.DataFrame, direction: str, *, day: Any, until: Any, late: int | Mapping[str, int] = 0
) -> dict[float, float]:
    """Amounts in billion rial by years from ``day`` (actual days over 365), from that day to ``until``.

    Parameters
    ----------
    plan
        Rows of the table ``cash_plan``.
    direction
        ``need`` or ``receipt``.
    late
        Jalali months by which it comes later: all of it, or the items that are named. What then falls after ``until``
        is left out.

    Raises
    ------
    ParameterError
        An item that the plan does not have, or a delay below 0.

    >>> rows = [("R-1", "1405/01/31", "receipt", 5e9), ("N-2", "1405/02/31", "need", 7e9)]
    >>> plan = pd.DataFrame(rows, columns=["item", "date", "direction", "amount_rial"])
    >>> due(plan, "receipt", day="1404/12/25", until="1405/12/25", late=1)
    {0.18082191780821918: 5.0}
    """
    if isinstance(late, Mapping) and (absent := [item for item in late if item not in set(plan["item"])]):
        raise ParameterError(f"late: {absent[0]} is no item of the plan of cash.")
    own = plan[plan["direction"] == direction]
    months = [late.get(item, 0) if isinstance(late, Mapping) else late for item in own["item"]]
    if any(month < 0 for month in months):
        raise ParameterError("late: expected months of 0 or more.")
    start, end = calendars.day(day), calendars.day(until)
    found: dict[float, float] = {}
    for date, month, amount in zip(calendars.days(own["date"]), months, own["amount_rial"], strict=True):
        at = calendars.add_months(date, month, "jalali") if month else date
        if start <= date and at <= end:  # what was due before is past, however late it may be
            years = float((np.datetime64(at, "D") - start).astype(int) / 365)
            found[years] = found.get(years, 0.0) + float(amount) / 1e9
    return dict(sorted(found.items()))
