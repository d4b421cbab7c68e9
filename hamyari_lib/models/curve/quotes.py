"""Which quotes a curve may rest on, why others may not, and how old each is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from hamyari_lib.errors import DataError
from hamyari_lib.models import calendars

COLUMNS = ("symbol", "date", "kind", "price_rial", "yield_pct", "maturity_date")

VERDICTS = (
    "used", "later", "matured", "no_maturity", "old", "earlier_quote", "nothing_quoted", "other_unit", "unlikely",
    "needs_terms", "no_paper", "outlier",
)  # fmt: skip
"""What may be said of a quote: ``used``; or why it is not: dated ``later`` than the day; its paper ``matured`` or
without a known maturity; too ``old``; an ``earlier_quote`` of a paper; neither price nor yield; a price in another unit
of money than the face, or otherwise ``unlikely``; a coupon bond without known coupons (``needs_terms``); a rate of what
has no maturity, as a deposit's (``no_paper``); or an ``outlier`` of the curve that was fitted."""

_APART = 0.01  # a yield that is quoted and one that follows from the price, a fraction a year
_LIKELY = -0.2, 2.0  # yields, fractions a year
_UNITS = 10.0, 0.1, 10_000.0, 1e-4


def screened(
    quotes: pd.DataFrame, *, day: Any, face_rial: float, within_days: int, coupons: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Quotes as they were on a day, with what each is good for.

    Parameters
    ----------
    quotes
        Rows of the table ``quotes``.
    day
        The day of the curve, as a date or in Jalali words; later quotes are not looked at.
    face_rial
        What a treasury bill pays at maturity.
    within_days
        How old a quote may be.
    coupons
        Terms of coupon bonds (rows of ``bond_terms``: ``symbol``, ``par_rial``, ``coupon_pct``,
        ``coupon_interval_months``, ``issue_jdate``, ``maturity_jdate``).

    Returns
    -------
    The rows with ``age_days`` (from quote to ``day``), ``tenor_years`` (from quote to maturity, days over 365; NaN
    where unknown), ``rate`` (effective annual, from the price of a bill where there is one; NaN), ``differs`` (a quoted
    yield is more than a point away from that of the price) and ``verdict``, one of :data:`VERDICTS`. Of two quotes of a
    paper the later stands.

    Raises
    ------
    DataError
        A column is missing; ``face_rial`` is not above 0, or ``within_days`` below it.
    """
    absent = [column for column in COLUMNS if column not in quotes]
    if absent:
        raise DataError(f"quotes have no column {', '.join(absent)}; they have {', '.join(map(str, quotes.columns))}.")
    if not (face_rial > 0 and within_days >= 0):
        raise DataError(
            f"face is {face_rial:g} rial, age at most {within_days:g} days; expected a face above 0 and an age of 0 or "
            "more."
        )
    at = calendars.day(day)
    found = quotes.reset_index(drop=True).copy()
    dated = calendars.days(found["date"])
    due = np.full(len(found), np.datetime64("NaT", "D"))
    has_end = found["maturity_date"].notna().to_numpy()
    due[has_end] = calendars.days(found.loc[has_end, "maturity_date"])
    found["age_days"] = (at - dated).astype(int)
    tenor = np.where(has_end, (due - dated).astype("timedelta64[D]").astype(float) / 365, np.nan)
    found["tenor_years"] = tenor
    quoted = found["yield_pct"].to_numpy(dtype=float) / 100
    price = found["price_rial"].to_numpy(dtype=float)
    is_bill = (found["kind"] == "treasury_bill").to_numpy()
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        of_price = np.where(is_bill & (tenor > 0) & (price > 0), (face_rial / price) ** (1 / tenor) - 1, np.nan)
        of_units = [(face_rial / (price * unit)) ** (1 / tenor) - 1 for unit in _UNITS]
    found["rate"] = np.where(np.isnan(of_price), quoted, of_price)
    found["differs"] = np.abs(of_price - quoted) > _APART
    is_unit = [found["differs"] & (np.abs(one - quoted) <= _APART) for one in of_units]
    is_unit += [np.isnan(quoted) & ~_is_likely(of_price) & ~np.isnan(of_price) & _is_likely(one) for one in of_units]
    known = set() if coupons is None else set(coupons["symbol"])
    has_terms = found["symbol"].isin(known).to_numpy() & ~np.isnan(price)
    latest = found[found["age_days"] >= 0].groupby("symbol")["age_days"].transform("min").reindex(found.index)
    reasons = {
        "later": found["age_days"] < 0,
        "earlier_quote": found["age_days"] > latest,
        "no_paper": ~found["kind"].isin(("treasury_bill", "bond")),
        "no_maturity": ~has_end,
        "matured": tenor <= 0,
        "old": found["age_days"] > within_days,
        "nothing_quoted": found["rate"].isna() & ~has_terms,
        "other_unit": np.any(is_unit, axis=0),
        "unlikely": ~_is_likely(found["rate"].to_numpy()) & ~has_terms,
        "needs_terms": ~is_bill & ~has_terms,
    }
    found["verdict"] = np.select([np.asarray(one) for one in reasons.values()], list(reasons), default="used")
    return found


def _is_likely(rate: Any) -> Any:
    return (rate >= _LIKELY[0]) & (rate <= _LIKELY[1])
