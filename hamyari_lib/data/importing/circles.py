"""Finds formulas that refer to themselves, by whatever way round: Excel gives them, and all that needs them, a zero."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping

MOST_FORMULAS, MOST_NEEDS = 20_000, 1_000_000
_STRING = re.compile(r'"[^"]*"')
_REFERENCE = re.compile(
    r"(?<![\w.!'\]$])(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?::(\$?)([A-Z]{1,3})(\$?)(\d{1,7}))?(?![\w.(!])"
)

Place = tuple[int, int]
"""Row and column, from 0."""


def in_circles(formulas: Mapping[Place, str], like: Mapping[Place, Place]) -> set[Place]:
    """The formulas of a sheet that need themselves, or one that does; references to other sheets are not followed.

    ``like`` names, for a formula that is written as another one is, moved to its own place, that other one. Nothing is
    found where there are more formulas, or more that they need, than is worth looking at.

    >>> sorted(in_circles({(0, 0): "B1+1", (0, 1): "A1*2", (0, 2): "SUM(A1:B1)", (0, 3): "E1+1"}, {}))
    [(0, 0), (0, 1), (0, 2)]
    """
    if len(formulas) + len(like) > MOST_FORMULAS:
        return set()
    rows = defaultdict(list)
    for row, column in sorted([*formulas, *like]):
        rows[column].append(row)
    needs = 0
    needed_by: dict[Place, list[Place]] = defaultdict(list)
    waits_for: dict[Place, int] = {}
    for place in [*formulas, *like]:
        written = like.get(place, place)
        moved = place[0] - written[0], place[1] - written[1]
        waits_for[place] = 0
        for one in set(_needed(formulas.get(written, ""), moved, rows)):
            needed_by[one].append(place)
            waits_for[place] += 1
            needs += 1
        if needs > MOST_NEEDS:
            return set()
    free = [place for place, count in waits_for.items() if not count]
    for place in free:
        for other in needed_by[place]:
            waits_for[other] -= 1
            if not waits_for[other]:
                free.append(other)
    return {place for place, count in waits_for.items() if count}


def _needed(formula: str, moved: Place, rows: Mapping[int, list[int]]) -> Iterator[Place]:
    """The formulas that a formula refers to."""
    for found in _REFERENCE.finditer(_STRING.sub("", formula)):
        corners = [found.groups()[:4], found.groups()[4:] if found[6] else found.groups()[:4]]
        left, right = sorted(_number(letters) + (0 if fixed else moved[1]) for fixed, letters, _, _ in corners)
        top, bottom = sorted(int(digits) - 1 + (0 if fixed else moved[0]) for _, _, fixed, digits in corners)
        for column in range(left, right + 1) if right - left < len(rows) else rows:
            if left <= column <= right and column in rows:
                there = rows[column]
                for row in there[bisect_left(there, top) : bisect_right(there, bottom)]:
                    yield row, column


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
