"""From the rows of a project's table to what it spends and earns in each period."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hamyari_lib.errors import DataError
from hamyari_lib.models.cashflow.prices import KINDS, Prices
from hamyari_lib.models.cashflow.timeline import Timeline

Floats = NDArray[np.float64]

ITEMS = ("revenue", "operating_cost", "capital_cost")
RIALS = {"rial": 1.0, "toman": 10.0, "new_rial": 10_000.0}
COLUMNS = ("item", "line", "period", "amount", "currency", "price_year", "indexation")


@dataclass(frozen=True)
class Lines:
    """What a project spends and earns. ``late_capital`` is the share of its capital cost that falls once it runs.

    ``amounts`` has a row for each line and price year, with ``item``, ``line`` and ``indexation`` as its index, and a
    column for each period: rials in the prices of the base year of ``prices``, positive for costs too.
    """

    timeline: Timeline
    prices: Prices
    amounts: pd.DataFrame

    def real(self, item: str) -> pd.DataFrame:
        """Amounts of an item by indexation (rows ``KINDS``) and period, in base-year prices."""
        if item not in self._real:
            some = self.amounts[self.amounts.index.get_level_values("item") == item]
            self._real[item] = some.groupby("indexation").sum().reindex(list(KINDS), fill_value=0.0)
        return self._real[item]

    @property
    def late_capital(self) -> float:
        spent = self.constant("capital_cost").to_numpy().sum(axis=0)
        return float(spent[self.timeline.construction_months :].sum() / spent.sum()) if spent.any() else 0.0

    @cached_property
    def _real(self) -> dict[str, pd.DataFrame]:
        return {}

    def constant(self, item: str) -> pd.DataFrame:
        """The same with money that does not grow (``fixed``) brought to base-year prices by general inflation."""
        real, level = self.real(item).copy(), self.prices.by_period(self.timeline)["inflation"].to_numpy()
        real.loc["fixed"] /= level
        return real

    def nominal(self) -> pd.DataFrame:
        """Amounts of each line in the money of each period, as a statement shows them."""
        levels = self.prices.by_period(self.timeline).T
        grown = self.amounts * levels.loc[self.amounts.index.get_level_values("indexation")].to_numpy()
        return grown.groupby(["item", "line"], sort=False).sum()


LIKELY = (0.03, 1.0)
_PERIOD = re.compile(r"1[34]\d\d(-(0[1-9]|1[0-2]))?")


def magnitude(lines: Lines) -> float | None:
    """Revenue of the median year of operation over capital cost, both in base-year prices; None without one of them.

    Outside :data:`LIKELY` one of the two is probably in another unit of money: ten or ten thousand times as much.
    """
    built = lines.timeline.construction_months
    revenue = float(np.median(lines.constant("revenue").to_numpy().sum(axis=0)[built:]))
    capital = float(lines.constant("capital_cost").to_numpy().sum())
    return revenue / capital if revenue > 0 and capital > 0 else None


def timeline_of(rows: pd.DataFrame) -> Timeline:
    """The periods of a project: it is built until the first month in which it earns or runs.

    ``rows`` are of the table ``project_cashflow``. ``DataError`` without revenue and operating cost.
    """
    _check(rows)
    return _timeline(rows)


def _timeline(rows: pd.DataFrame) -> Timeline:
    runs = rows[(rows["item"] != "capital_cost") & (rows["amount"] > 0)]
    if runs.empty:
        raise DataError("the project neither earns nor costs anything to run; give its revenue by year.")
    starts, ends = zip(*map(_months, rows.loc[rows["amount"] > 0, "period"]), strict=True)
    begins = min(_months(one)[0] for one in runs["period"])
    first, last = min(min(starts), begins), max(ends)
    years = -((begins - last - 1) // 12)
    return Timeline(first // 12, first % 12 + 1, begins - first, years, last + 1 - begins - 12 * (years - 1))


def stated(rows: pd.DataFrame) -> pd.DataFrame:
    """What the rows of a project say before any assumption on prices or rates of exchange, in the order of the rows.

    A row for each item, line, currency and price year: ``first`` and ``last`` of its periods, its ``amount`` over all
    of them, ``currency`` (``rial``, ``usd`` or ``eur``) and ``price_year`` (missing: the money of each period). Raises
    as :func:`lines_of` does for rows that cannot be read.
    """
    _check(rows)
    rials = rows["currency"].map(RIALS)
    known = rows.assign(
        amount=rows["amount"] * rials.fillna(1.0), currency=rows["currency"].where(rials.isna(), "rial")
    )
    found = known.groupby(["item", "line", "currency", "price_year"], sort=False, dropna=False, observed=True).agg(
        first=("period", "min"), last=("period", "max"), amount=("amount", "sum")
    )
    return found.reset_index()[["item", "line", "first", "last", "amount", "currency", "price_year"]]


def wanting(
    rows: pd.DataFrame, prices: Prices, *, dollar_rate: float | None = None, euro_rate: float | None = None
) -> tuple[str, ...]:
    """What is not known and :func:`lines_of` needs: ``usd`` or ``eur``, a rate of exchange; ``prices``, the growth of
    prices to the project's last year. Raises as it does for rows that cannot be read."""
    is_short = timeline_of(rows).shares.columns.max() > prices.levels.index[-1]
    found = _without_rate(rows, {"usd": dollar_rate, "eur": euro_rate})
    return (*found, "prices") if is_short else found


def _without_rate(rows: pd.DataFrame, rates: Mapping[str, float | None]) -> tuple[str, ...]:
    """The foreign moneys of the rows whose rate is not known."""
    used = set(rows["currency"])
    return tuple(one for one, rate in rates.items() if one in used and rate is None)


def lines_of(
    rows: pd.DataFrame, prices: Prices, *, dollar_rate: float | None = None, euro_rate: float | None = None
) -> Lines:
    """Amounts by period, in rials of the base year, from rows of the table ``project_cashflow``.

    An amount of a Jalali year is spread evenly over its months; capital cost over those of construction alone, where
    the year has such. Dollars and euros are turned into rials at the rates of
    their price year (rial each); an amount without a price year is in the money of its own period.

    Raises
    ------
    DataError
        A column is missing; an amount is negative or unknown; an item, a currency, an indexation or a period is none
        that the table has; a rate of exchange is needed and not given; years of prices are missing. One line a fault.
    """
    _check(rows)
    rates = RIALS | {"usd": dollar_rate, "eur": euro_rate}
    timeline = _timeline(rows)
    if needed := _without_rate(rows, rates):
        raise DataError(
            f"the project has amounts in {' and '.join(needed)}, and no rate of exchange is given; give rials for one "
            f"{' and one '.join(needed)} in the price year."
        )
    levels = prices.by_period(timeline)
    spread = np.zeros((len(rows), timeline.periods))
    for place, row in enumerate(rows.itertuples(index=False)):
        share = _spread(row.period, row.item, timeline)
        amount = row.amount * float(rates[row.currency])
        if pd.isna(row.price_year):
            spread[place] = amount * share / levels[row.indexation].to_numpy()
        else:
            spread[place] = amount * share / prices.of_year(row.indexation, int(row.price_year))
    index = pd.MultiIndex.from_frame(rows[["item", "line", "indexation"]])
    amounts = pd.DataFrame(spread, index, list(timeline.labels)).groupby(level=[0, 1, 2], sort=False).sum()
    return Lines(timeline, prices, amounts)


def _spread(period: str, item: str, timeline: Timeline) -> Floats:
    """The share of an amount that falls in each period of the project."""
    first, last = _months(period)
    months = np.arange(first, last + 1)
    place = np.searchsorted(timeline.first_month, months, side="right") - 1
    built = place < timeline.construction_months
    if item == "capital_cost" and built.any():
        place = place[built]
    share = np.zeros(timeline.periods)
    np.add.at(share, place, 1 / len(place))
    return share


def _months(period: str) -> tuple[int, int]:
    """First and last month of ``1405`` or ``1405-03``, numbered 12 x year + month - 1."""
    year, _, month = str(period).partition("-")
    first = 12 * int(year) + (int(month) - 1 if month else 0)
    return first, first if month else first + 11


def _check(rows: pd.DataFrame) -> None:
    absent = [column for column in COLUMNS if column not in rows]
    if absent:
        raise DataError(
            f"project_cashflow has no column {', '.join(absent)}; it has {', '.join(map(str, rows.columns))}."
        )
    if rows.empty:
        raise DataError("the project has no row in project_cashflow; give its costs and revenues by year.")
    allowed: Mapping[str, tuple[str, ...]] = {
        "item": ITEMS, "currency": (*RIALS, "usd", "eur"), "indexation": KINDS,
    }  # fmt: skip
    faults = [
        f"{row.item} «{row.line}», {row.period}: {column} is {getattr(row, column)}; "
        f"expected one of {', '.join(known)}."
        for row in rows.itertuples()
        for column, known in allowed.items()
        if getattr(row, column) not in known
    ]
    faults += [
        f"{row.item} «{row.line}»: period is {row.period}; expected a Jalali year or month, such as 1405 or 1405-03."
        for row in rows.itertuples()
        if not _PERIOD.fullmatch(str(row.period))
    ]
    faults += [
        f"{row.item} «{row.line}», {row.period}: amount is {row.amount}; expected 0 or more; a cost is positive too."
        for row in rows.itertuples()
        if not row.amount >= 0 or not np.isfinite(row.amount)
    ]
    if faults:
        raise DataError(faults[:20])
