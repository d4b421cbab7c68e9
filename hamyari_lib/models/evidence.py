"""What a figure rests on: published, changed by the case, assumed, or not known; and how old a quote is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

Basis = Literal["published", "differs", "assumed", "unknown"]

_SAME = 1e-9  # relative difference of figures that are the same but for their writing


def basis(given: Any, published: Any) -> Basis:
    """What a term of a case rests on, given its value and the published one; None and NaN are not known.

    >>> basis(0.18, 0.18), basis(0.20, 0.18), basis(0.18, None), basis(None, 0.18)
    ('published', 'differs', 'assumed', 'unknown')
    """
    if _is_unknown(given):
        return "unknown"
    if _is_unknown(published):
        return "assumed"
    if isinstance(given, str) or isinstance(published, str):
        return "published" if given == published else "differs"
    return "published" if math.isclose(given, published, rel_tol=_SAME, abs_tol=_SAME) else "differs"


def compared(given: Mapping[str, Any], published: Mapping[str, Any]) -> pd.DataFrame:
    """The terms of a case beside the published ones.

    Returns a frame in the order of ``given`` with the columns ``term``, ``given``, ``published`` (None where nothing is
    published) and ``basis``. Numbers are compared as numbers, all else as text; both sides in the same unit.

    >>> compared({"profit_rate": 0.18, "guarantee": None}, {"profit_rate": 0.18})["basis"].tolist()
    ['published', 'unknown']
    """
    rows = [
        (term, value, None if _is_unknown(published.get(term)) else published[term], basis(value, published.get(term)))
        for term, value in given.items()
    ]
    return pd.DataFrame(rows, columns=["term", "given", "published", "basis"], dtype=object)


def published_terms(precedent: pd.Series) -> dict[str, Any]:
    """The terms that a row of the room's ``instrument_precedents`` publishes, in the units of a case.

    ``amount`` in billion rial, ``issue_year`` Jalali, ``tenor`` and ``payment_interval`` in months, ``profit_rate`` a
    fraction a year; None where the row is blank.

    >>> row = pd.Series({"instrument": "ijara", "amount_bn_rial": 400.0, "coupon_pct": None, "coupon_months": pd.NA,
    ...                  "tenor_years": 4.0, "year_jalali": 1399})
    >>> published_terms(row)
    {'instrument': 'ijara', 'amount': 400.0, 'issue_year': 1399, 'tenor': 48.0, 'profit_rate': None, \
'payment_interval': None}
    """

    def known(column: str, factor: float = 1) -> Any:
        return None if _is_unknown(precedent[column]) else precedent[column] * factor

    return {
        "instrument": precedent["instrument"], "amount": known("amount_bn_rial"), "issue_year": known("year_jalali"),
        "tenor": known("tenor_years", 12), "profit_rate": known("coupon_pct", 0.01),
        "payment_interval": known("coupon_months"),
    }  # fmt: skip


def quotes_near(quotes: pd.DataFrame, when: np.datetime64, *, within_days: int) -> pd.DataFrame:
    """The dated quotes at most ``within_days`` before or after a day, the nearest first.

    ``quotes`` has a column ``date`` (datetime64; a quote without a date is NaT and never near). The result has one
    more column, ``days_after``: days from ``when`` to the quote, negative for an earlier one. A quote of another day
    is never that day's: whoever shows it shows its date.

    >>> frame = pd.DataFrame({"date": pd.to_datetime(["2021-05-12", None, "2019-03-16"]), "value": [0.2257, 0.38, 0.2]})
    >>> quotes_near(frame, np.datetime64("2021-05-01"), within_days=365)[["value", "days_after"]].values.tolist()
    [[0.2257, 11.0]]
    """
    days_after = (quotes["date"] - pd.Timestamp(when)).dt.days
    near = quotes.assign(days_after=days_after)[days_after.abs() <= within_days]
    order = near["days_after"].abs().sort_values(kind="stable").index
    return near.loc[order].astype({"days_after": int})


def _is_unknown(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value)) or str(value) in ("<NA>", "NaT")
