"""Makes up budgets of the municipalities, price indices and thresholds of tenders, around published anchors."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hamyari_lib.data.illustrate.cities import City
from hamyari_lib.data.illustrate.dice import MILLION_RIAL, Row, assumptions, dice, perhaps, rounded
from hamyari_lib.data.reading import load
from hamyari_lib.data.rooms import SAMPLE

YEARS = (1402, 1403, 1404)
MIDDLING = 90_000  # inhabitants from which a city borrows
INDEXED = range(1396, 1405)
BASE = 1400
GREGORIAN = 621  # a Jalali year begins in the Gregorian year so much later
SMALL_1382_RIAL = 20_000_000
TO_MEDIUM = 10
MADE_UP = "ساختگی"


def budgets(cities: Sequence[City], seed: int) -> list[Row]:
    """The table ``municipal_budget``: more than in proportion to the inhabitants of the large cities."""
    die = dice(seed, "municipal_budget")
    assumed = assumptions("anchors")["budget"]
    rows = []
    for city in cities:
        share = max(1, city.people / assumed["large"]) ** assumed["power"] * die.lognormvariate(0, 0.15)
        whole = assumed["of_a_person"] * share * city.people + assumed["of_a_city"]
        own, guarantees = die.uniform(*assumed["own"]), die.uniform(*assumed["guarantees"])
        debt = die.uniform(*assumed["debt"]["large" if city.people >= MIDDLING else "small"])
        for year in YEARS:
            total = whole * assumed["growth"] ** (year - YEARS[0]) * die.uniform(0.93, 1.07)
            rows.append({
                "municipality": city.name, "jalali_year": year,
                "own_revenue_rial": rounded(total * own, 3) * MILLION_RIAL,
                "total_budget_rial": rounded(total, 3) * MILLION_RIAL,
                "debt_service_rial": perhaps(die, 0.9, rounded(total * debt) * MILLION_RIAL),
                "guarantees_rial": perhaps(die, 0.85, rounded(total * guarantees) * MILLION_RIAL),
                "source": f"{MADE_UP}؛ سطح از جمعیت و دو بودجهٔ منتشرشده، بدهی و تضمین به‌کلی ساختگی",
            })  # fmt: skip
    return rows


def price_indices(seed: int) -> list[Row]:
    """The table ``price_index``: months between the yearly inflation as published, and as guessed after it."""
    die = dice(seed, "price_index")
    series = {"cpi": 0.0, "construction": 0.0}
    months: dict[str, list[tuple[str, float]]] = {name: [] for name in series}
    for year in INDEXED:
        monthly = math.log1p(_inflation(year)) / 12
        for month in range(1, 13):
            shock = die.gauss(0, 0.004)
            for name, noise in (("cpi", 0.0), ("construction", 0.006)):
                series[name] += monthly + shock + die.gauss(0, noise)
                months[name].append((f"{year}-{month:02d}", math.exp(series[name])))
    rows = []
    for name, found in months.items():
        base = sum(index for month, index in found if month.startswith(str(BASE))) / 12
        rows += [
            {
                "series": name, "jalali_month": month, "index": round(100 * index / base, 1), "base": f"{BASE}=100",
                "source": f"{MADE_UP}؛ ماه‌ها میان تورم‌های سالانه",
            }
            for month, index in found
        ]  # fmt: skip
    return rows


def thresholds() -> list[Row]:
    """The table ``tender_thresholds``: the law's amount of 1382 with the inflation since then."""
    rows: list[Row] = []
    small = float(SMALL_1382_RIAL)
    for year in range(1383, 1405):
        small *= 1 + _inflation(year)
        limit = rounded(small)
        for size, up_to in (("small", limit), ("medium", TO_MEDIUM * limit), ("large", "")) if year >= BASE else ():
            rows.append({
                "jalali_year": year, "size": size, "up_to_rial": up_to,
                "source": f"{MADE_UP}؛ رقم ۱۳۸۲ قانون برگزاری مناقصات با تورم",
            })  # fmt: skip
    return rows


def _inflation(year: int) -> float:
    """A fraction a year, published or guessed."""
    guessed = assumptions("anchors")["inflation"]
    if str(year) in guessed:
        return guessed[str(year)] / 100
    macro = load("macro", room=SAMPLE).set_index("year")
    return float(macro.loc[year + GREGORIAN, "inflation_pct"]) / 100
