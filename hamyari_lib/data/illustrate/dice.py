"""What all made-up tables share: a seeded die for each, amounts rounded as people write them, and the assumptions."""

from __future__ import annotations

import math
import random
import tomllib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

MILLION_RIAL = 1_000_000

Row = dict[str, object]


def dice(seed: int, table: str) -> random.Random:
    """A die of its own for each table (and for the needs and the firms), so that a change of one moves no other."""
    return random.Random(f"{seed}/{table}")


def assumptions(name: str) -> dict[str, Any]:
    """The assumptions of one file of ``assumptions/``."""
    return tomllib.loads((files(__package__) / "assumptions" / f"{name}.toml").read_text(encoding="utf-8"))


def rounded(value: float, digits: int = 2) -> int:
    """A whole number with so many digits that are not 0, as people write estimates.

    >>> rounded(264_375), rounded(7.4), rounded(123_456, 3)
    (260000, 7, 123000)
    """
    if value < 10**digits:
        return round(value)
    step = 10 ** (math.floor(math.log10(value)) + 1 - digits)
    return round(value / step) * step


def between(die: random.Random, ends: Sequence[float], place: float | None = None) -> float:
    """A value between two ends, even in logarithms; ``place`` from 0 to 1 names which, a random one otherwise."""
    low, high = ends
    return low * (high / low) ** (die.random() if place is None else place)


def perhaps(die: random.Random, chance: float, value: object) -> object:
    """The value with a chance, blank otherwise: people leave cells empty."""
    return value if die.random() < chance else ""
