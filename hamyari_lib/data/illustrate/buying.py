"""Makes up what municipalities want to buy, and the knowledge-based firms that could supply some of it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import count, islice, product
from typing import Any

from hamyari_lib.data.illustrate.cities import City, larger_first
from hamyari_lib.data.illustrate.dice import MILLION_RIAL, Row, assumptions, between, dice, perhaps, rounded
from hamyari_lib.jalali import JalaliDate
from hamyari_lib.text import digits

PARTS = ("needs_streets", "needs_city", "needs_offices")
URGENCIES = ("high", "medium", "medium", "low", "")
CLASSES = (("فناور", 0.85), ("نوآور", 0.65), ("نوپا", -1.0))
SUPPLIERS = 40
SPREAD = 0.35  # standard deviation of the logarithm of a quantity around what the city's size gives
REVENUE_OF_A_PERSON = (2_500, 9_000)  # million rial a year at the prices of 1404


def needs(cities: Sequence[City], *, number: int, seed: int) -> list[Row]:
    """The table ``needs``: each kind about as often as any other, in the cities that are large enough for it."""
    kinds = {name: kind for part in PARTS for name, kind in assumptions(part).items()}
    rows = [
        _need(kinds[name], name, city, again, seed) for name, city, again in islice(_drawn(kinds, cities, seed), number)
    ]
    order = {city.name: place for place, city in enumerate(cities)}
    rows.sort(key=lambda row: (order[str(row["municipality"])], str(row["budget_line"]), str(row["title"])))
    return [{"need_id": f"N-{place:03d}"} | row for place, row in enumerate(rows, start=1)]


def _drawn(kinds: dict[str, Any], cities: Sequence[City], seed: int) -> Iterator[tuple[str, City, int]]:
    """A kind of need and a city that wants it, without end; no pair again until all have been."""
    for again in count():
        wanting = {
            name: larger_first(
                dice(seed, f"needs/{name}/{again}"), [one for one in cities if one.people >= kind.get("people", 0)]
            )
            for name, kind in kinds.items()
        }
        names = dice(seed, f"needs/{again}").sample(sorted(kinds), len(kinds))
        for place in range(len(cities)):
            yield from ((name, wanting[name][place], again) for name in names if place < len(wanting[name]))


def _need(kind: dict[str, Any], name: str, city: City, again: int, seed: int) -> Row:
    """A need with dice of its own, so that a change of one kind moves no other."""
    die = dice(seed, f"needs/{name}/{city.name}/{again}")
    title = die.choice(kind["titles"])
    kind = kind | kind.get("of", {}).get(title, {})
    of_a_city = kind.get("each") or kind["per_thousand"] * city.people / 1_000
    quantity = rounded(of_a_city * die.lognormvariate(0, 0 if "each" in kind else SPREAD))
    quantity = max(quantity, kind.get("at_least", 1))
    place = die.random()
    if "each" in kind:  # a system for a large city costs more than one for a small one
        place = (place + 3 * city.size) / 4
    cost = rounded(between(die, kind["cost"], place) * MILLION_RIAL)
    is_supplied = die.random() < 0.55
    now = rounded(quantity * cost * die.uniform(0.9, 1.3), 3)
    supplier = digits(die.randint(1, SUPPLIERS), language="fa")
    return {
        "municipality": city.name,
        "title": title,
        "description": perhaps(die, 0.85, die.choice(kind["specs"])),
        "category": perhaps(die, 0.9, die.choice(kind["categories"])),
        "isic": perhaps(die, 0.7, die.choice((kind["isic"], kind["isic"], kind["isic"][:2]))),
        "yearly_quantity": perhaps(die, 0.93, quantity),
        "unit": kind["unit"],
        "unit_cost_rial": perhaps(die, 0.92, cost),
        "urgency": die.choice(URGENCIES),
        "budget_line": perhaps(die, 0.85, kind["budget"]),
        "current_supplier": f"تأمین‌کنندهٔ ساختگی {supplier}" if is_supplied else "",
        "current_cost_rial": now if is_supplied else "",
    }


def trades(number: int, seed: int) -> list[str]:
    """The trade of each firm: each by its share, in an order that says nothing."""
    declared = [name for name, trade in assumptions("firms").items() for _ in range(trade["firms"])]
    chosen = [name for start in range(0, number, len(declared)) for name in declared[: number - start]]
    dice(seed, "kb_firms").shuffle(chosen)
    return chosen


def firms(*, number: int, seed: int) -> list[Row]:
    """The table ``kb_firms``: larger firms have more capacity, more revenue and more often a higher class."""
    assumed, named = assumptions("firms"), names(dice(seed, "names"))
    return [
        _firm(assumed[trade], place, next(named), seed) for place, trade in enumerate(trades(number, seed), start=1)
    ]


def _firm(trade: dict[str, Any], number: int, name: str, seed: int) -> Row:
    die = dice(seed, f"kb_firms/{number}")
    size = die.random()
    staff = rounded(between(die, trade["staff"], size))
    capacity = rounded(between(die, trade["capacity"], 0.7 * size + 0.3 * die.random()))
    rank = size + die.gauss(0, 0.12)
    begins = JalaliDate(die.randint(1402, 1404), die.randint(1, 12), die.randint(6, 29))
    ends = JalaliDate(begins.year + die.choice((2, 3)), begins.month, begins.day)
    products = die.sample(trade["products"], min(len(trade["products"]), die.choice((2, 2, 3))))
    has_licence = die.random() < 0.93
    provinces = assumptions("names")["provinces"]
    return {
        "firm_id": f"F-{number:03d}",
        "name": name,
        "national_id": f"99{number:09d}",  # no company's begins so
        "province": die.choices(list(provinces), list(provinces.values()))[0],
        "licence_class": next(one for one, least in CLASSES if rank > least) if has_licence else "",
        "licence_from": str(begins) if has_licence else "",
        "licence_until": str(ends) if has_licence else "",
        "technology_field": trade["field"],
        "isic": perhaps(die, 0.85, trade["isic"]),
        "products": "، ".join(products),
        "yearly_capacity": perhaps(die, 0.85, capacity),
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
    for again in count(1):
        for name in made:
            yield f"{name} (ساختگی)" if again == 1 else f"{name} {digits(again, language='fa')} (ساختگی)"
