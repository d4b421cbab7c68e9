"""The linear programme of a ladder: what is bought today is common, what is sold early is each scenario's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hamyari_lib.errors import DataError

Floats = NDArray[np.float64]

_PENALTY, _FASTER = 1e3, 3.0  # of a unit that is lacking, more the earlier: no paper trebles in a year


def solved(
    cash: float, prices: Floats, mosts: Sequence[float | None], times: Floats, paid: Floats, sale: Floats,
    needed: Floats, came: Mapping[str, Floats], fund_rate: float,
) -> tuple[Floats, dict[str, tuple[Floats, Floats]]]:  # fmt: skip
    """Faces bought, and by scenario what is sold (papers x times) and what is lacking (times).

    ``paid`` and ``sale`` have papers x times: what a face of 1 pays, and what it brings where it is sold early or left
    at the end. ``DataError`` where HiGHS finds no plan.
    """
    from scipy.optimize import linprog
    from scipy.sparse import lil_matrix

    n, steps, scenarios = len(prices), len(times), list(came)
    grown = np.append(1.0, (1 + fund_rate) ** np.diff(times))
    # of each scenario: sold (papers x times), the fund (times) and what is lacking (times)
    size = n * steps + 2 * steps
    total = n + size * len(scenarios)
    rows, sides = lil_matrix((steps * len(scenarios), total)), []
    held = lil_matrix((n * len(scenarios), total))
    goal = np.zeros(total)
    for place, name in enumerate(scenarios):
        start = n + size * place
        fund, lack = start + n * steps, start + n * steps + steps
        for step in range(steps):
            row = steps * place + step
            rows[row, fund + step] = 1.0
            rows[row, lack + step] = -1.0
            if step:
                rows[row, fund + step - 1] = -grown[step]
            for one in range(n):
                rows[row, one] = prices[one] if step == 0 else -paid[one, step]
                rows[row, start + one * steps + step] = -sale[one, step]
                if paid[one, step]:  # what was sold before is not paid
                    for before in range(step):
                        rows[row, start + one * steps + before] += paid[one, step]
            sides.append((cash if step == 0 else 0.0) + came[name][step] - needed[step])
        for one in range(n):
            held[n * place + one, one] = -1.0
            held[n * place + one, start + one * steps : start + (one + 1) * steps] = 1.0
            goal[one] -= sale[one, -1] / len(scenarios)
            goal[start + one * steps : start + (one + 1) * steps] += sale[one, -1] / len(scenarios)
        goal[fund + steps - 1] = -1.0 / len(scenarios)
        goal[lack : lack + steps] = _PENALTY * _FASTER ** (times[-1] - times) / len(scenarios)
    bounds = [(0.0, most) for most in mosts] + [(0.0, None)] * (total - n)
    for place in range(len(scenarios)):  # nothing is sold today, nor what cannot be
        for one in range(n):
            for step in range(steps):
                if step == 0 or sale[one, step] <= 0:
                    bounds[n + size * place + one * steps + step] = (0.0, 0.0)
    found = linprog(
        goal,
        A_ub=held.tocsr(),
        b_ub=np.zeros(n * len(scenarios)),
        A_eq=rows.tocsr(),
        b_eq=sides,
        bounds=bounds,
        method="highs",
    )
    if found.status != 0:
        raise DataError(f"ladder: no plan was found ({found.message}); check the amounts and rates.")
    parts = {}
    for place, name in enumerate(scenarios):
        start = n + size * place
        sold = found.x[start : start + n * steps].reshape(n, steps)
        parts[name] = sold, found.x[start + n * steps + steps : start + size]
    return found.x[:n], parts
