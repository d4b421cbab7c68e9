"""What can be bought today, from the quotes that a curve rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hamyari_lib.errors import ParameterError
from hamyari_lib.models import calendars
from hamyari_lib.models.bonds import Bond, price_flows
from hamyari_lib.models.curve import Curve
from hamyari_lib.models.returns import NoRateError, internal_rate
from hamyari_lib.models.treasury.ladder import Paper

Days = NDArray[np.datetime64]


def papers_of(
    quotes: pd.DataFrame, *, day: Any, coupons: pd.DataFrame, early_discount: float = 0.0, most: float | None = None,
    holidays: Any = (), weekend: Sequence[str] = (),
) -> list[Paper]:  # fmt: skip
    """The papers that quotes say can be bought, by name, each for a face of 1 and in the order of their maturity.

    Parameters
    ----------
    quotes
        As ``curve.fit_quotes`` returns them; those of the verdict ``used`` are taken. A quote of an earlier day keeps
        its yield: its price is carried forward to ``day``.
    day
        Of the purchase. What is paid up to it is gone.
    coupons
        Terms of coupon bonds, as ``curve.coupon_terms`` returns them.
    early_discount
        Of every paper, as for :class:`Paper`.
    most
        The most that may be put into one paper, in the unit of the cash; ``None`` = no limit.
    holidays, weekend
        Days without payments, and names of weekdays: what falls on one is paid on the next working day.
    """
    at, free = calendars.day(day), calendars.days(list(holidays))
    terms = coupons.set_index("symbol")
    found = []
    for row in quotes[quotes["verdict"] == "used"].sort_values("maturity_date", kind="stable").to_dict("records"):
        is_bond = row["kind"] != "treasury_bill" and row["symbol"] in terms.index
        dates, amounts = _of_bond(terms.loc[row["symbol"]]) if is_bond else _of_bill(row)
        paid = calendars.roll_dates(dates, "following", "jalali", tuple(weekend), free)
        later = paid > at
        if not later.any():
            continue
        # at its own yield, on the days that the quote counts by; paid later, it is worth the same and yields less
        price = float(price_flows((dates[later] - at).astype(int) / 365, amounts[later], row["yield_now"]))
        times = (paid[later] - at).astype(int) / 365
        found.append(
            Paper(row["symbol"], price, times, amounts[later], early_discount, None if most is None else most / price)
        )
    return found


def _of_bill(row: dict) -> tuple[Days, NDArray[np.float64]]:
    return calendars.days([row["maturity_date"]]), np.ones(1)


def _of_bond(terms: pd.Series) -> tuple[Days, NDArray[np.float64]]:
    bond = Bond(
        terms["issue_jdate"], terms["maturity_jdate"], float(terms["coupon_pct"]) / 100, face=1.0,
        interval_months=int(terms["coupon_interval_months"]), calendar="jalali",
    )  # fmt: skip
    flows = bond.cash_flows()
    flows = flows[flows["payment"] != 0]
    return flows["date"].to_numpy().astype("datetime64[D]"), flows["payment"].to_numpy(dtype=float)


def sold_early(paper: Paper, years: float, resale: Curve, *, rise: float = 0.0) -> float | None:
    """What a paper earned a year, effective, if it is sold ``years`` from today.

    Parameters
    ----------
    years
        Above 0; at or after the last payment the paper is held to its end.
    resale
        Today's curve: the paper is then worth its later payments on the forward rates, less its ``early_discount``.
    rise
        By how much yields then lie above those forward rates, a fraction a year.

    >>> from hamyari_lib.models.curve import fit_curve
    >>> bill = Paper("a", 1 / 1.3**2, [2.0], [1.0], early_discount=0.01)
    >>> flat = fit_curve([1.0, 2.0], [0.3, 0.3])
    >>> round(sold_early(bill, 1.0, flat), 4), round(sold_early(bill, 1.0, flat, rise=0.05), 4)
    (0.287, 0.2393)
    """
    if not years > 0:
        raise ParameterError(f"years is {years}; expected a time after today.")
    at, amounts = np.asarray(paper.times_years, dtype=float), np.asarray(paper.amounts, dtype=float)
    is_later = at > years + 1e-9
    times, flows = at[~is_later], amounts[~is_later]
    if is_later.any():
        ahead = at[is_later] - years
        now, then = resale.discount(years, beyond=True), resale.discount(at[is_later], beyond=True)
        forward = (now / np.asarray(then)) ** (1 / ahead) - 1
        worth = float((amounts[is_later] * (1 + forward + rise) ** -ahead).sum()) * (1 - paper.early_discount)
        times, flows = np.append(times, years), np.append(flows, worth)
    try:
        return internal_rate(np.append(0.0, times), np.append(-paper.price, flows), f"flows of {paper.name}")
    except NoRateError:
        return None
