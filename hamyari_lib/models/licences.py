"""Whether a firm's knowledge-based licence holds on a day, and until an order is delivered."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from hamyari_lib.jalali import JalaliDate
from hamyari_lib.models.calendars import add_months

State = Literal["valid", "ends_before_delivery", "expired", "not_begun", "undated", "unchecked"]
USABLE: tuple[State, ...] = ("valid", "ends_before_delivery")


def licence_states(firms: pd.DataFrame, on: JalaliDate | None, *, delivery_months: int = 0) -> pd.Series:
    """The state of each firm's licence: danesh-bonyan is a licence of a firm with dates, not a kind of industry.

    ``valid`` on the day and until an order of that day is delivered, ``ends_before_delivery``, ``expired`` before the
    day, ``not_begun``, ``undated`` where its last day is not known, and ``unchecked`` where no day is given to hold it
    against. A licence holds on its first and its last day. A licence of unknown beginning
    is taken to have begun; one of unknown end is never taken for valid.

    Parameters
    ----------
    firms
        ``firm_id``, ``licence_from`` and ``licence_until``: Jalali dates such as ``"1404/02/20"``, blank where unknown.
    on
        The day; ``None`` where none is given.
    delivery_months
        Months from the order to its delivery, 0 or more.

    Raises
    ------
    ValueError
        A column is missing, a date is no day of the calendar, or the months are below 0.

    >>> first, last = ["1403/01/01", "1402/01/01", None], ["1405/01/01", "1404/01/01", None]
    >>> firms = pd.DataFrame({"firm_id": ["a", "b", "c"], "licence_from": first, "licence_until": last})
    >>> licence_states(firms, JalaliDate(1404, 6, 1)).tolist()
    ['valid', 'expired', 'undated']
    """
    for column in ("firm_id", "licence_from", "licence_until"):
        if column not in firms:
            raise ValueError(f"firms has no column {column}; it has {', '.join(map(str, firms.columns))}; add it")
    if delivery_months < 0:
        raise ValueError(f"delivery_months is {delivery_months}; expected 0 or more")
    delivered = None if on is None else add_months(np.datetime64(on.gregorian, "D"), delivery_months)
    states = [
        _state(*row, on, delivered)
        for row in firms[["firm_id", "licence_from", "licence_until"]].itertuples(index=False, name=None)
    ]
    return pd.Series(states, pd.Index(firms["firm_id"], name="firm_id"), name="licence")


def _state(firm: object, first: object, last: object, on: JalaliDate | None, delivered: np.ndarray | None) -> State:
    begins, ends = _day(firm, "licence_from", first), _day(firm, "licence_until", last)
    if ends is None:
        return "undated"
    if on is None or delivered is None:
        return "unchecked"
    if ends < on:
        return "expired"
    if begins is not None and begins > on:
        return "not_begun"
    return "valid" if np.datetime64(ends.gregorian, "D") >= delivered else "ends_before_delivery"


def _day(firm: object, column: str, written: object) -> JalaliDate | None:
    if pd.isna(written) or not str(written).strip():
        return None
    try:
        return JalaliDate.parse(str(written))
    except ValueError as error:
        raise ValueError(f"{column} of {firm} is {written}: {error}") from None
