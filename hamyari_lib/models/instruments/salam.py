"""The standard parallel salam (سلف موازی استاندارد): a commodity's price, held between two options."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from hamyari_lib.errors import ParameterError


def salam_payoff(spot: ArrayLike, *, call: float, put: float) -> Any:
    """What a salam pays at delivery: min(call, max(put, spot)).

    The producer may buy back at ``call``, the holder may sell back at ``put``. Both are terms of the issue, without
    defaults: the electricity salam of 1396 had 1.18 and 1.175 (sena.ir, 2018-03-04).

    Parameters
    ----------
    spot
        The commodity's price at delivery over its base price, of any shape (a float gives a float).
    call, put
        In the same measure, ``put`` not above ``call``.

    Raises
    ------
    ParameterError
        A price that is negative or NaN; ``put`` above ``call``.

    >>> salam_payoff([0.9, 1.178, 2.0], call=1.18, put=1.175).tolist()
    [1.175, 1.178, 1.18]
    """
    prices = np.asarray(spot, dtype=float)
    faults = []
    if not (prices >= 0).all():  # NaN fails too
        faults.append("spot has a price that is negative or no number; expected the price over its base price.")
    if not 0 <= put <= call:
        faults.append(f"put is {put} and call {call}; expected 0 <= put <= call; exchange them if they are swapped.")
    if faults:
        raise ParameterError(faults)
    paid = np.minimum(call, np.maximum(put, prices))
    return float(paid) if prices.ndim == 0 else paid
