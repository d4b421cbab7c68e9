"""The linear programme of a ladder: what is bought today is common, what is sold early is each scenario's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hamyari_lib.errors import DataError

Floats = NDArray[np.float64]

_PENALTY, _FASTER = 1e3, 3.0  # of a unit that is lacking, more the earlier: no paper trebles in a year


def solved(
    cash: float, prices: Floats, faces: Sequence[tuple[float, float | None]], times: Floats, paid: Floats, sale: Floats,
    needed: Floats, came: Mapping[str, Floats], fund_rate: float,
) -> tuple[Floats, dict[str, tuple[Floats, Floats]]]:  # fmt: skip
    """Faces bought within the bounds ``faces``, and by scenario what is sold (papers x times) and lacking (times).

    ``paid`` and ``sale`` have papers x times: what a face of 1 pays, and what it brings where it is sold early or left
    at the end. ``DataError`` where HiGHS finds no plan.
    """
    from scipy import sparse
    from scipy.optimize import linprog

    n, steps, scenarios = len(prices), len(times), list(came)
    grown = (1 + fund_rate) ** np.diff(times)
    # of each scenario: sold (papers x times), the fund (times) and what is lacking (times)
    size = n * steps + 2 * steps
    before = np.tril(np.ones((steps, steps)), -1)
    buying = np.vstack([prices, -paid[:, 1:].T]) if n else np.zeros((steps, 0))
    selling = [sparse.csr_array(before * one[:, None] - np.diag(sold)) for one, sold in zip(paid, sale, strict=True)]
    keeping = sparse.eye_array(steps) - sparse.diags_array([grown], offsets=[-1], shape=(steps, steps))
    each = sparse.hstack([*selling, keeping, -sparse.eye_array(steps)])
    rows = sparse.hstack([
        sparse.csr_array(np.tile(buying, (len(scenarios), 1))), sparse.block_diag([each] * len(scenarios))
    ])  # fmt: skip
    sides = np.concatenate([came[name] - needed for name in scenarios])
    sides[::steps] += cash
    all_sold = sparse.hstack([sparse.kron(sparse.eye_array(n), np.ones((1, steps))), sparse.csr_array((n, 2 * steps))])
    held = sparse.hstack([
        sparse.csr_array(np.tile(-np.eye(n), (len(scenarios), 1))), sparse.block_diag([all_sold] * len(scenarios))
    ])  # fmt: skip
    end = np.zeros(steps)
    end[-1] = -1.0
    goal = np.concatenate([np.repeat(sale[:, -1], steps), end, _PENALTY * _FASTER ** (times[-1] - times)])
    goal = np.concatenate([-sale[:, -1], np.tile(goal, len(scenarios)) / len(scenarios)])
    cannot = sale <= 0  # nothing is sold today, nor what cannot be
    cannot[:, 0] = True
    sells = [(0.0, 0.0) if one else (0.0, None) for one in cannot.ravel()]
    bounds = [*faces, *([*sells, *[(0.0, None)] * (2 * steps)] * len(scenarios))]
    found = linprog(
        goal, A_ub=held if n else None, b_ub=np.zeros(n * len(scenarios)) if n else None, A_eq=rows, b_eq=sides,
        bounds=bounds, method="highs",
    )  # fmt: skip
    if found.status != 0:
        raise DataError(f"ladder: no plan was found ({found.message}); check the amounts and rates.")
    parts = {}
    for place, name in enumerate(scenarios):
        start = n + size * place
        sold = found.x[start : start + n * steps].reshape(n, steps)
        parts[name] = sold, found.x[start + n * steps + steps : start + size]
    return found.x[:n], parts
