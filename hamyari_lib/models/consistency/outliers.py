"""Values that stand far from others that should be like them, and values that look ten times off."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from hamyari_lib.models.consistency.rules import Frames, Rule, Settings, compared, row_keys
from hamyari_lib.models.consistency.spelling import plain_name

FEWEST = 5  # values that must be alike before one can be called far from them
_TENS = (1.0, 3.0, 4.0)  # powers of ten by which units are mistaken: toman, thousands, the new rial
_NEAR_TEN = 0.15  # in powers of ten: between about 7 and 14 times


def modified_z(values: ArrayLike) -> NDArray[np.float64]:
    """How far each value lies from the median, in robust standard deviations.

    0.6745 (x - median) / MAD, where MAD is the median absolute deviation (Iglewicz and Hoaglin, *How to Detect and
    Handle Outliers*, ASQC 1993). Where more than half of the values are equal, so that it is 0, the mean absolute
    deviation stands in for it, (x - median) / (1.2533 mean); where all are equal every score is 0.

    >>> modified_z([2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3]).round(2).tolist()
    [-1.57, 0.67, -0.22, 0.22, -0.67, -1.57, -0.67, 0.67, 25.86, 26.31]
    """
    given = np.asarray(values, dtype=float)
    if not np.isfinite(given).all():
        raise ValueError("found a value that is missing or infinite; leave it out before")
    if not given.size:
        return given
    away = given - np.median(given)
    spread = float(np.median(np.abs(away)))
    if spread > 0:
        return 0.6745 * away / spread
    spread = float(np.abs(away).mean())
    return away / (1.253314 * spread) if spread > 0 else np.zeros_like(away)


def far_from_others(values: pd.Series, groups: Sequence[str] | pd.Series, *, threshold: float = 3.5) -> pd.DataFrame:
    """Positive values with the range, on a logarithmic scale, in which those of their group lie.

    Returns, for each value of a group of at least five, ``low``, ``high`` (the values of a modified z-score of
    ``threshold`` either way) and ``is_far``; zero, negative and missing values are left out. Logarithms, since amounts
    differ by factors and not by differences.
    """
    frame = pd.DataFrame({"value": pd.to_numeric(values).astype("float64"), "group": np.asarray(groups, dtype=object)})
    frame = frame[frame["value"] > 0]
    logs = np.log(frame["value"])
    parts = []
    for _, group in logs.groupby(frame["group"], sort=False):
        if len(group) < FEWEST:
            continue
        scores = modified_z(group)
        middle = float(np.median(group))
        away = group.to_numpy() - middle
        moved = scores != 0
        unit = float(np.median(away[moved] / scores[moved])) if moved.any() else 0.0  # what one robust deviation is
        part = pd.DataFrame(
            {"value": frame.loc[group.index, "value"], "is_far": np.abs(scores) > threshold}, index=group.index
        )
        part["low"], part["high"] = np.exp(middle - threshold * unit), np.exp(middle + threshold * unit)
        parts.append(part)
    return pd.concat(parts) if parts else pd.DataFrame(columns=["value", "is_far", "low", "high"])


def is_tenfold(ratio: ArrayLike) -> NDArray[np.bool_]:
    """Whether one value is about 10, 1 000 or 10 000 times another, or that part of it.

    >>> is_tenfold([10.4, 0.1, 2.0, 990.0]).tolist()
    [True, True, False, True]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        powers = np.abs(np.log10(np.asarray(ratio, dtype=float)))
    return np.any([np.abs(powers - ten) < _NEAR_TEN for ten in _TENS], axis=0)


def jumps(frame: pd.DataFrame, column: str, along: str, within: Sequence[str] = ()) -> pd.DataFrame:
    """Each known value above 0 with the one ``before`` it, and whether it is about ten times that or a tenth.

    A value that goes back to where its series was is not told again.
    """
    known = frame[pd.to_numeric(frame[column]).fillna(0) > 0].sort_values([*within, along], kind="stable")
    values = known[column].astype("float64")
    before = values.groupby([known[one] for one in within], sort=False).shift() if within else values.shift()
    ratio = (values / before).to_numpy()
    hit = is_tenfold(ratio)
    back = np.zeros(len(hit), dtype=bool)
    back[1:] = hit[1:] & hit[:-1] & ((ratio[1:] > 1) != (ratio[:-1] > 1))
    return known.assign(value=values, before=before, is_jump=hit & ~back)[before.notna()]


def _jump_rule(key: str, table: str, columns: Sequence[str], along: str, row: Sequence[str], within: Sequence[str],
               fa: str, en: str) -> Rule:  # fmt: skip
    def check(frames: Frames, _: Settings) -> pd.DataFrame:
        parts = []
        for column in columns:
            one = jumps(frames[table], column, along, within)
            found, before = one["value"], one["before"]
            parts.append(compared(table, row_keys(one, row), column, found, "about", before, one["is_jump"]))
        return pd.concat(parts, ignore_index=True)

    return Rule(key, fa, en, "doubt", {table: tuple(dict.fromkeys((*row, *within, *columns, along)))}, check)


def _outliers(
    table: str, rows: Sequence[str], column: str, values: pd.Series, groups: pd.Series, settings: Settings
) -> pd.DataFrame:
    named = pd.Series(rows, index=values.index)
    found = far_from_others(values, groups, threshold=settings.threshold)
    usual = list(zip(found["low"], found["high"], strict=True))
    return compared(table, named.loc[found.index], column, found["value"], "between", usual, found["is_far"])


def budget_per_head(frames: Frames, settings: Settings) -> pd.DataFrame:
    """A municipality's budget per inhabitant beside the others' in the same year."""
    people = frames["municipalities"].dropna(subset=["population_1395"])
    people = people.drop_duplicates("municipality", keep=False).set_index("municipality")["population_1395"]
    budget = frames["municipal_budget"]
    each = budget["total_budget_rial"].astype("float64") / budget["municipality"].map(people).astype("float64")
    named = row_keys(budget, ("municipality", "jalali_year"))
    return _outliers("municipal_budget", named, "budget_per_head", each, budget["jalali_year"], settings)


def unit_cost(frames: Frames, settings: Settings) -> pd.DataFrame:
    """The unit cost of a good beside what other rows say for the same good in the same unit."""
    needs = frames["needs"].dropna(subset=["unit"])
    good = needs["title"].map(plain_name) + "|" + needs["unit"].map(plain_name)
    named = row_keys(needs, ("need_id",))
    return _outliers("needs", named, "unit_cost_rial", needs["unit_cost_rial"].astype("float64"), good, settings)


def jobs_per_observation(frames: Frames, settings: Settings) -> pd.DataFrame:
    """For how many jobs a survey job of a province stands, beside the other provinces in the same year."""
    sums = frames["jobs"].groupby(["year", "province_code"], as_index=False)[["jobs", "sample_n"]].sum()
    named = row_keys(sums, ("province_code", "year"))
    return _outliers("jobs", named, "jobs_per_observation", sums["jobs"] / sums["sample_n"], sums["year"], settings)


def revenue_per_head(frames: Frames, settings: Settings) -> pd.DataFrame:
    """A firm's revenue per person of its staff beside the other firms'."""
    firms = frames["kb_firms"]
    firms = firms[firms["staff"].fillna(0) > 0]
    each = firms["revenue_rial"].astype("float64") / firms["staff"].astype("float64")
    everyone = pd.Series("firms", index=firms.index)
    return _outliers("kb_firms", row_keys(firms, ("firm_id",)), "revenue_per_head", each, everyone, settings)


def population_halved(frames: Frames, _: Settings) -> pd.DataFrame:
    """A province's population in two censuses: neither is more than twice the other."""
    provinces = frames["provinces"]
    before, after = (provinces[f"population_{year}"].astype("float64") for year in (1390, 1395))
    usual = list(zip(before / 2, before * 2, strict=True))
    is_far = (after < before / 2) | (after > before * 2)
    return compared("provinces", provinces["province_fa"], "population_1395", after, "between", usual, is_far)


def need_cost(frames: Frames, settings: Settings) -> pd.DataFrame:
    """A need's quantity times its unit cost beside what it costs today."""
    known = frames["needs"].dropna(subset=["yearly_quantity", "unit_cost_rial", "current_cost_rial"])
    known = known[known["current_cost_rial"] > 0]
    reckoned = known["yearly_quantity"].astype("float64") * known["unit_cost_rial"].astype("float64")
    cost, most = known["current_cost_rial"].astype("float64"), 1 + settings.cost_gap
    is_far = (reckoned > most * cost) | (reckoned * most < cost)
    return compared("needs", row_keys(known, ("need_id",)), "quantity_times_cost", reckoned, "about", cost, is_far)


OUTLIER_RULES: tuple[Rule, ...] = (
    Rule("population_halved", "جمعیت هیچ استانی میان دو سرشماری نصف یا دوبرابر نشده است",
         "no province's population halved or doubled between two censuses", "error",
         {"provinces": ("province_fa", "population_1390", "population_1395")}, population_halved),
    Rule("need_cost", "مقدار سالانهٔ هر نیاز ضرب در بهای واحد با هزینهٔ کنونی آن می‌خواند",
         "a need's yearly quantity times its unit cost agrees with what it costs today", "doubt",
         {"needs": ("need_id", "yearly_quantity", "unit_cost_rial", "current_cost_rial")}, need_cost),
    _jump_rule("tenfold_market", "market", ("tedpix_month_end", "usd_irr_free_mean"), "jalali_month",
               ("jalali_month",), (),
               "شاخص و نرخ دلار از ماهی به ماه بعد ده‌برابر یا یک‌دهم نشده است (اشتباه ریال و تومان)",
               "index and dollar never became ten times or a tenth from a month to the next (rial for toman)"),
    _jump_rule("tenfold_macro", "macro", ("gdp_musd", "gdp_musd_2015prices", "population"), "year", ("year",), (),
               "تولید و جمعیت کشور از سالی به سال بعد ده‌برابر یا یک‌دهم نشده است",
               "output and population never became ten times or a tenth from a year to the next"),
    _jump_rule("tenfold_index", "price_index", ("index",), "jalali_month", ("series", "jalali_month"),
               ("series", "base"),
               "هیچ شاخص قیمتی از ماهی به ماه بعد ده‌برابر یا یک‌دهم نشده است",
               "no price index became ten times or a tenth from a month to the next"),
    _jump_rule("tenfold_quotes", "quotes", ("price_rial",), "date", ("symbol", "date"), ("symbol",),
               "قیمت هیچ نمادی از یک مظنه به مظنهٔ بعد ده‌برابر یا یک‌دهم نشده است",
               "no symbol's price became ten times or a tenth from a quote to the next"),
    _jump_rule("tenfold_budget", "municipal_budget", ("own_revenue_rial", "total_budget_rial"), "jalali_year",
               ("municipality", "jalali_year"), ("municipality",),
               "بودجه و درآمد هیچ شهرداری از سالی به سال بعد ده‌برابر یا یک‌دهم نشده است (اشتباه ریال و تومان)",
               "no municipality's budget became ten times or a tenth from a year to the next (rial for toman)"),
    Rule("outlier_budget", "بودجهٔ سرانهٔ هر شهرداری از دیگر شهرداری‌های همان سال دور نیست",
         "a municipality's budget per inhabitant is not far from the others' of that year", "doubt",
         {"municipal_budget": ("municipality", "jalali_year", "total_budget_rial"),
          "municipalities": ("municipality", "population_1395")}, budget_per_head),
    Rule("outlier_unit_cost", "بهای واحد یک کالا از دیگر ردیف‌های همان کالا دور نیست",
         "the unit cost of a good is not far from that of other rows on the same good", "doubt",
         {"needs": ("need_id", "title", "unit", "unit_cost_rial")}, unit_cost),
    Rule("outlier_weights", "شمار شغلی که هر شغل نمونه نمایندهٔ آن است، در هیچ استانی از استان‌های دیگر دور نیست",
         "the jobs that a survey job stands for are, in no province, far from those of others", "doubt",
         {"jobs": ("year", "province_code", "jobs", "sample_n")}, jobs_per_observation),
    Rule("outlier_revenue", "درآمد سرانهٔ کارکنان هیچ شرکتی از شرکت‌های دیگر دور نیست",
         "no firm's revenue per person of its staff is far from the other firms'", "doubt",
         {"kb_firms": ("firm_id", "revenue_rial", "staff")}, revenue_per_head),
)  # fmt: skip
