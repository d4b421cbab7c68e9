"""The municipalities of the made-up province: real names and populations, and a guess where none is published."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from hamyari_lib.data.illustrate.dice import dice, rounded
from hamyari_lib.data.reading import load
from hamyari_lib.data.rooms import SAMPLE

UNPUBLISHED = (2_500, 9_000)  # inhabitants; the smallest city whose population is published has 9 176
LARGEST = 3_001_184  # Mashhad in 1395


@dataclass(frozen=True)
class City:
    """A municipality with its inhabitants, of the census of 1395 or guessed."""

    name: str
    people: int

    @property
    def size(self) -> float:
        """From 0 for the smallest city to 1 for the largest, in logarithms."""
        return math.log(self.people / UNPUBLISHED[0]) / math.log(LARGEST / UNPUBLISHED[0])


def cities(seed: int) -> list[City]:
    """The municipalities of the sample room, the largest first."""
    die = dice(seed, "people")
    table = load("municipalities", room=SAMPLE)
    published = dict(zip(table["municipality"], table["population_1395"].fillna(0), strict=True))
    found = [City(name, int(people) or rounded(die.uniform(*UNPUBLISHED))) for name, people in published.items()]
    return sorted(found, key=lambda city: (-city.people, city.name))


def larger_first(die: random.Random, cities: Sequence[City]) -> list[City]:
    """The cities in an order of chance in which a larger one more often comes early, by the root of its size."""
    keys = {city: die.random() ** (1 / math.sqrt(city.people)) for city in cities}
    return sorted(keys, key=lambda city: -keys[city])
