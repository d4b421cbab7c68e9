"""Points that fill a cube evenly: the Sobol sequence, shifted at random.

Written out, for the package that has it takes longer to import than most reports take to compute.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hamyari_lib.errors import DataError

_BITS = 32

# From the second dimension on: a primitive polynomial over two elements, its coefficients as the digits of a binary
# number, and the first direction numbers (Joe and Kuo 2008, "new-joe-kuo-6").
_NUMBERS = (
    (3, 1), (7, 1, 3), (11, 1, 3, 1), (13, 1, 1, 1), (19, 1, 1, 3, 3), (25, 1, 3, 5, 13), (37, 1, 1, 5, 5, 17),
    (41, 1, 1, 5, 5, 5), (47, 1, 1, 7, 11, 19), (55, 1, 1, 5, 1, 1), (59, 1, 1, 1, 3, 11), (61, 1, 3, 5, 5, 31),
    (67, 1, 3, 3, 9, 7, 49), (91, 1, 1, 1, 15, 21, 21), (97, 1, 3, 1, 13, 27, 49), (103, 1, 1, 1, 15, 7, 5),
    (109, 1, 3, 1, 15, 13, 25), (115, 1, 1, 5, 5, 19, 61), (131, 1, 3, 7, 11, 23, 15, 103),
    (137, 1, 3, 7, 13, 13, 15, 69), (143, 1, 1, 3, 13, 7, 35, 63), (145, 1, 3, 5, 9, 1, 25, 53),
    (157, 1, 3, 1, 13, 9, 35, 107), (167, 1, 3, 1, 5, 27, 61, 31), (171, 1, 1, 5, 11, 19, 41, 61),
    (185, 1, 3, 5, 3, 3, 13, 69), (191, 1, 1, 7, 13, 1, 19, 1), (193, 1, 3, 7, 5, 13, 19, 59),
    (203, 1, 1, 3, 9, 25, 29, 41), (211, 1, 3, 5, 13, 23, 1, 55), (213, 1, 3, 7, 3, 13, 59, 17),
    (229, 1, 3, 1, 3, 5, 53, 69), (239, 1, 1, 5, 5, 23, 33, 13), (241, 1, 1, 7, 7, 1, 61, 123),
    (247, 1, 1, 7, 9, 13, 61, 49), (253, 1, 3, 3, 5, 3, 55, 33), (285, 1, 3, 1, 15, 31, 13, 49, 245),
    (299, 1, 3, 5, 15, 31, 59, 63, 97), (301, 1, 3, 1, 11, 11, 11, 77, 249),
)  # fmt: skip

MOST_DIMENSIONS = len(_NUMBERS) + 1


def sobol_points(n: int, dimensions: int, *, rng: np.random.Generator | None = None) -> NDArray[np.float64]:
    """The first ``n`` points, ``n`` by ``dimensions``, each from 0 to below 1.

    With ``rng`` their binary digits are shifted at random, one shift a dimension, so that an average over them is
    unbiased (Cranley and Patterson 1976; Owen 1995, section 4). ``DataError`` beyond 40 dimensions.

    >>> sobol_points(4, 2).tolist()
    [[0.0, 0.0], [0.5, 0.5], [0.75, 0.25], [0.25, 0.75]]
    """
    if not 1 <= dimensions <= MOST_DIMENSIONS:
        raise DataError(f"dimensions are {dimensions}; expected 1 to {MOST_DIMENSIONS}.")
    order = np.arange(n, dtype=np.uint64)
    order ^= order >> np.uint64(1)  # Gray's code: each point differs from the one before by one direction
    directions = np.array([_directions(dimension) for dimension in range(dimensions)], dtype=np.uint64)
    points = np.zeros((n, dimensions), dtype=np.uint64)
    for bit in range(max(n - 1, 0).bit_length()):
        points ^= (order >> np.uint64(bit) & np.uint64(1))[:, None] * directions[:, bit]
    if rng is not None:
        points ^= rng.integers(0, 1 << _BITS, dimensions, dtype=np.uint64)
    return points / 2.0**_BITS


def _directions(dimension: int) -> list[int]:
    """Bratley and Fox (1988): each number follows from as many before it as the polynomial has degrees."""
    if dimension == 0:
        numbers = [1] * _BITS
    else:
        polynomial, *numbers = _NUMBERS[dimension - 1]
        degree = len(numbers)
        for place in range(degree, _BITS):
            first = numbers[place - degree]
            number = first ^ (first << degree)
            for back in range(1, degree):
                number ^= (polynomial >> (degree - back) & 1) * (numbers[place - back] << back)
            numbers.append(number)
    return [number << (_BITS - 1 - place) for place, number in enumerate(numbers)]
