"""Makes up what municipalities want to buy, and the knowledge-based firms that could supply some of it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import count, product
from typing import Any

from hamyari_lib.data.illustrate.cities import City
from hamyari_lib.data.illustrate.dice import MILLION_RIAL, Row, assumptions, between, dice, perhaps, rounded
from hamyari_lib.jalali import JalaliDate

PARTS = ("needs_streets", "needs_city", "needs_offices")
URGENCIES = ("high", "medium", "medium", "low", "")
CLASSES = ("نوپا",) * 7 + ("نوآور",) * 2 + ("فناور",)
SUPPLIERS = 40
SPREAD = 0.35  # standard deviation of the logarithm of a quantity around what the city's size gives
REVENUE_OF_A_PERSON = (2_500, 9_000)  # million rial a year at the prices of 1404


def needs(cities: Sequence[City], *, number: int, seed: int) -> list[Row]:
    """The table ``needs``: each kind about as often as any other, in the cities that are large enough for it."""
    die = dice(seed, "needs")
    kinds = {name: kind for part in PARTS for name, kind in assumptions(part).items()}
    chosen = [next(pairs) for pairs in [_pairs(die, kinds, cities)] for _ in range(number)]
    order = {city.name: place for place, city in enumerate(cities)}
    rows = [_need(die, kinds[kind], city) for kind, city in chosen]
    rows.sort(key=lambda row: (order[str(row["municipality"])], str(row["budget_line"]), str(row["title"])))
    return [{"need_id": f"N-{place:03d}"} | row for place, row in enumerate(rows, start=1)]


def _pairs(die: random.Random, kinds: dict[str, Any], cities: Sequence[City]) -> Iterator[tuple[str, City]]:
    """A kind of need and a city that wants it, without end; no pair again until all have been."""
    while True:
        left = {
            name: [city for city in cities if kind.get("people", (0, 1e9))[0] <= city.people]
            for name, kind in kinds.items()
        }
        while left:
            for name in die.sample(sorted(left), len(left)):
                (city,) = die.choices(left[name], [one.people**0.4 for one in left[name]])
                left[name].remove(city)
                if not left[name]:
                    del left[name]
                yield name, city


def _need(die: random.Random, kind: dict[str, Any], city: City) -> Row:
    of_a_city = kind.get("each") or kind["per_thousand"] * city.people / 1_000
    quantity = max(rounded(of_a_city * die.lognormvariate(0, 0 if "each" in kind else SPREAD)), 1)
    place = die.random()
    if "each" in kind:  # a system for a large city costs more than one for a small one
        place = (place + city.size) / 2
    cost = rounded(between(die, kind["cost"], place) * MILLION_RIAL)
    is_supplied = die.random() < 0.55
    now = rounded(quantity * cost * die.uniform(0.9, 1.3), 3)
    return {
        "municipality": city.name,
        "title": die.choice(kind["titles"]),
        "description": perhaps(die, 0.85, die.choice(kind["specs"])),
        "category": perhaps(die, 0.9, die.choice(kind["categories"])),
        "isic": perhaps(die, 0.7, die.choice((kind["isic"], kind["isic"], kind["isic"][:2]))),
        "yearly_quantity": perhaps(die, 0.93, quantity),
        "unit": kind["unit"],
        "unit_cost_rial": perhaps(die, 0.92, cost),
        "urgency": die.choice(URGENCIES),
        "budget_line": perhaps(die, 0.85, kind["budget"]),
        "current_supplier": f"تأمین‌کنندهٔ ساختگی {die.randint(1, SUPPLIERS)}" if is_supplied else "",
        "current_cost_rial": now if is_supplied else "",
    }


def firms(*, number: int, seed: int) -> list[Row]:
    """The table ``kb_firms``: each trade by its share; larger firms have more capacity and more revenue."""
    die = dice(seed, "kb_firms")
    trades = [trade for trade in assumptions("firms").values() for _ in range(trade["firms"])]
    chosen = [trade for start in range(0, number, len(trades)) for trade in trades[: number - start]]
    die.shuffle(chosen)
    named = names(die)
    return [_firm(die, trade, place, next(named)) for place, trade in enumerate(chosen, start=1)]


def _firm(die: random.Random, trade: dict[str, Any], number: int, name: str) -> Row:
    size = die.random()
    staff = rounded(between(die, trade["staff"], size))
    begins = JalaliDate(die.randint(1402, 1404), die.randint(1, 12), die.randint(1, 29))
    ends = JalaliDate(begins.year + die.choice((2, 3)), begins.month, begins.day)
    products = die.sample(trade["products"], min(len(trade["products"]), die.choice((2, 2, 3))))
    has_licence = die.random() < 0.93
    return {
        "firm_id": f"F-{number:03d}",
        "name": name,
        "national_id": f"99{number:09d}",  # no company's begins so
        "province": die.choices(*zip(*assumptions("names")["provinces"].items(), strict=True))[0],
        "licence_class": die.choice(CLASSES) if has_licence else "",
        "licence_from": str(begins) if has_licence else "",
        "licence_until": str(ends) if has_licence else "",
        "technology_field": trade["field"],
        "isic": perhaps(die, 0.85, trade["isic"]),
        "products": "، ".join(products),
        "yearly_capacity": perhaps(
            die, 0.85, rounded(between(die, trade["capacity"], 0.7 * size + 0.3 * die.random()))
        ),
        "capacity_unit": trade["unit"],
        "revenue_rial": perhaps(die, 0.8, rounded(staff * between(die, REVENUE_OF_A_PERSON) * MILLION_RIAL)),
        "staff": perhaps(die, 0.95, staff),
        "contact": f"firm-{number}@example.invalid",
    }


def names(die: random.Random) -> Iterator[str]:
    """Names of firms that say themselves that they are made up; none comes twice."""
    words = assumptions("names")
    made = list(map(" ".join, product(words["roots"], words["endings"], words["places"])))
    die.shuffle(made)
    for again in count():
        for name in made:
            yield f"{name} (ساختگی)" if not again else f"{name} {again + 1} (ساختگی)"
