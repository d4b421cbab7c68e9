"""What buying together saves, what an offer costs over its life, and which legal path a deal of a size takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

Size = Literal["small", "medium", "large"]
SIZES: tuple[Size, ...] = get_args(Size)


@dataclass(frozen=True)
class Path:
    """The legal path of a purchase; ``None`` where the table does not say.

    ``size`` is that of the deal in ``year``, ``up_to_rial`` the largest amount of that size (``None``: no limit), and
    ``missing`` says what is not known.
    """

    size: Size | None
    year: int
    up_to_rial: int | None
    missing: Literal["amount", "thresholds"] | None = None


def legal_path(amount_rial: float | None, thresholds: pd.DataFrame, year: int) -> Path:
    """The size of a deal by the thresholds of its year: one of the year itself, never of another.

    Parameters
    ----------
    amount_rial
        The estimate of the whole deal, 0 or more; ``None`` where it is not known.
    thresholds
        ``jalali_year``, ``size`` and ``up_to_rial``, a row for each size of a year; blank for the largest: no limit. A
        year that lacks a row or another limit has no path.

    Raises
    ------
    ValueError
        The amount is negative, a year has a size twice, or its limits do not grow with the sizes.

    >>> limits = pd.DataFrame({"jalali_year": 1404, "size": ["small", "medium", "large"], "up_to_rial": [2, 20, None]})
    >>> legal_path(15, limits, 1404).size, legal_path(15, limits, 1405).missing
    ('medium', 'thresholds')
    """
    if amount_rial is None or np.isnan(amount_rial):
        return Path(None, year, None, "amount")
    if amount_rial < 0:
        raise ValueError(f"amount_rial is {amount_rial}; expected 0 or more")
    of_year = thresholds[thresholds["jalali_year"] == year].set_index("size")["up_to_rial"]
    if not of_year.index.is_unique:
        raise ValueError(f"tender_thresholds of {year} have a size more than once; keep one row of each")
    limits = of_year.reindex(list(SIZES)).astype(float)
    if not set(SIZES) <= set(of_year.index) or limits[:-1].isna().any():
        return Path(None, year, None, "thresholds")
    if not limits.fillna(np.inf).is_monotonic_increasing or limits.duplicated().any():
        raise ValueError(f"tender_thresholds of {year} do not grow from small to large; correct the table")
    for size, limit in limits.items():
        if np.isnan(limit) or amount_rial <= limit:
            return Path(size, year, None if np.isnan(limit) else int(limit))
    return Path(None, year, None, "thresholds")


def quantity_discount(
    quantities: pd.Series, *, per_doubling: float, most: float = 0.5, whole: float | None = None
) -> pd.Series:
    """The share of its price that each buyer saves by ordering together with the others, 0 to ``most``.

    A price that falls by ``per_doubling`` with each doubling of the order is (1 - per_doubling)^log2(Q/q) of what an
    order of q alone costs, for an order of Q. The rate is the reader's assumption: no source gives it for a city.

    Parameters
    ----------
    quantities
        Of each buyer, above 0, in one unit; NaN (not known) saves NaN and is not counted in the whole.
    per_doubling, most
        Fractions from 0 to below 1.
    whole
        The order of all, where others buy too; their sum where it is ``None``.

    >>> quantity_discount(pd.Series([100.0, 300.0]), per_doubling=0.1).round(4).tolist()
    [0.19, 0.0428]
    """
    for name, value in (("per_doubling", per_doubling), ("most", most)):
        if not 0 <= value < 1:
            raise ValueError(f"{name} is {value}; expected a fraction from 0 to below 1")
    if (quantities <= 0).any():
        raise ValueError(f"quantities hold {quantities[quantities <= 0].iloc[0]}; expected above 0, or blank")
    doublings = np.log2((quantities.sum() if whole is None else whole) / quantities.astype(float))
    return (1 - (1 - per_doubling) ** doublings).clip(0, most)


def life_cycle_cost(price: float, running: float, *, life: int, rate: float) -> float:
    """The present value of buying a thing and running it: price now, ``running`` at the end of each year of its life.

    In the unit of ``price``. ``rate`` is real, a fraction a year above -1, where ``running`` is at constant prices.

    >>> round(life_cycle_cost(100, 10, life=5, rate=0.1), 4)
    137.9079
    """
    return price + running * annuity(life, rate)


def break_even_premium(
    running: float, other_running: float, price: float, *, life: int, other_life: int, rate: float
) -> float:
    """How much dearer an offer may be than ``price`` for its cost a year to be no more: a fraction of the price.

    The offer runs at ``running`` a year for ``life`` years, the present thing, bought at ``price``, at
    ``other_running`` for ``other_life``. Costs a year are compared, so that lives may differ. Below 0, the offer must
    be cheaper by that much.

    >>> round(break_even_premium(5, 10, 100, life=5, other_life=5, rate=0.1), 4)
    0.1895
    """
    if price <= 0:
        raise ValueError(f"price is {price}; expected above 0")
    other = price / annuity(other_life, rate) + other_running
    return float((other - running) * annuity(life, rate) / price - 1)


def annuity(years: int, rate: float) -> float:
    """The present value of 1 at the end of each year.

    >>> annuity(3, 0.0), round(annuity(2, 0.1), 4)
    (3.0, 1.7355)
    """
    if years < 1:
        raise ValueError(f"years is {years}; expected 1 or more")
    if rate <= -1:
        raise ValueError(f"rate is {rate}; expected above -1")
    return float(years) if abs(rate) < 1e-12 else float(-np.expm1(-years * np.log1p(rate)) / rate)


def rules_in_force(rules: pd.DataFrame, month: str | None) -> pd.Series:
    """Whether each rule holds in a month: ``yes``, ``no``, or ``unchecked`` where no month is given.

    Parameters
    ----------
    rules
        ``from_month`` and ``until_month``: Jalali months such as ``"1401-11"``; a blank last month is none known yet.

    >>> rules = pd.DataFrame({"from_month": ["1401-11", "1405-01"], "until_month": [None, None]})
    >>> rules_in_force(rules, "1404-12").tolist(), rules_in_force(rules, None).tolist()
    (['yes', 'no'], ['unchecked', 'unchecked'])
    """
    if month is None:
        return pd.Series("unchecked", rules.index)
    begun = rules["from_month"] <= month  # months of one width sort as text
    ended = rules["until_month"].fillna("9999-12") < month
    return (begun & ~ended).map({True: "yes", False: "no"})
