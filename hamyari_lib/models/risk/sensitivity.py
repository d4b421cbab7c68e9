"""Which uncertain thing moves a result: one at a time, and as parts of its variance."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hamyari_lib.errors import DataError
from hamyari_lib.models.risk.distributions import Distribution
from hamyari_lib.models.risk.evenly import sobol_points

Floats = NDArray[np.float64]
_CLOSE = 1e-9  # of the first steps of a search
_RESAMPLED = 200

Result = Callable[[Mapping[str, Floats]], Floats]


def tornado(
    result: Result, distributions: Mapping[str, Distribution], *, low: float = 0.1, high: float = 0.9
) -> pd.DataFrame:
    """A result with one thing at a time at its low and its high quantile, the others at their medians.

    Parameters
    ----------
    result
        Takes arrays by name, of one length, and gives as many results.

    Returns
    -------
    By thing, the widest first: ``low`` and ``high`` (its values there), ``result_low``, ``result_high``, and
    ``middle``, the result with all at their medians.

    >>> from hamyari_lib.models.risk import normal
    >>> found = tornado(lambda x: 2 * x["a"] + x["b"], {"a": normal(0, 1), "b": normal(0, 1)})
    >>> found.index.tolist(), (found["result_high"] - found["result_low"]).round(4).tolist()
    (['a', 'b'], [5.1262, 2.5631])
    """
    if not 0 < low < high < 1:
        raise DataError(f"quantiles are {low:g} and {high:g}; expected two between 0 and 1, the lower first.")
    names = list(distributions)
    middles = {name: float(distributions[name].ppf(0.5)) for name in names}
    ends = {name: [float(distributions[name].ppf(level)) for level in (low, high)] for name in names}
    tried = {name: np.full(2 * len(names) + 1, middles[name]) for name in names}
    for place, name in enumerate(names):
        tried[name][[2 * place, 2 * place + 1]] = ends[name]
    found = np.asarray(result(tried), dtype=float)
    table = pd.DataFrame(
        {
            "low": [ends[name][0] for name in names], "high": [ends[name][1] for name in names],
            "result_low": found[0:-1:2], "result_high": found[1:-1:2], "middle": found[-1],
        },
        index=pd.Index(names, name="thing"),
    )  # fmt: skip
    width = (table["result_high"] - table["result_low"]).abs()
    return table.loc[width.sort_values(ascending=False, kind="stable").index]


def break_even(
    result: Result, middles: Mapping[str, float], bounds: Mapping[str, tuple[float, float]], *, steps: int = 41
) -> dict[str, float | None]:
    """The value of each thing, nearest to its middle, at which the result is 0; None where it does not turn.

    The others stay at their ``middles``. A thing is tried at ``steps`` values from its lower to its upper bound, and
    between two of opposite sign again, until a step is a billionth of the bounds' distance.

    >>> break_even(lambda x: x["a"] * x["b"] - 6, {"a": 1.0, "b": 2.0}, {"a": (0, 10), "b": (0, 3)})
    {'a': 3.0, 'b': None}
    """
    for name, (low, high) in bounds.items():
        if not low < high:
            raise DataError(f"{name}: bounds are {low:g} and {high:g}; expected two, the lower first.")
    places = [np.unique(np.append(np.linspace(*bounds[name], steps), np.clip(middles[name], *bounds[name])))
              for name in bounds]  # fmt: skip
    names, found = list(bounds), {name: [] for name in bounds}
    width = 1.0
    while names:
        tried = {one: np.full(sum(map(len, places)), middle) for one, middle in middles.items()}
        starts = np.concatenate([[0], np.cumsum([len(one) for one in places])])
        for name, start, own in zip(names, starts, places, strict=False):
            tried[name][start : start + len(own)] = own
        values = np.split(np.asarray(result(tried), dtype=float), starts[1:-1])
        width, turning = width / (steps - 1), []
        for name, own, at in zip(names, places, values, strict=True):
            found[name] += list(own[at == 0])
            turning += [(name, own[turn], own[turn + 1], at[turn], at[turn + 1])
                        for turn in np.flatnonzero(at[:-1] * at[1:] < 0)]  # fmt: skip
        if width < _CLOSE:
            for name, low, high, below, above in turning:
                found[name].append(low - below * (high - low) / (above - below))
            break
        names = [name for name, *_ in turning]
        places = [np.linspace(low, high, steps) for _, low, high, *_ in turning]
    return {
        name: float(min(some, key=lambda one, name=name: abs(one - middles[name]))) if some else None
        for name, some in found.items()
    }


def sobol(
    result: Result,
    distributions: Mapping[str, Distribution],
    *,
    n: int,
    rng: np.random.Generator,
    confidence: float | None = 0.9,
) -> pd.DataFrame:
    """First-order and total Sobol indices: the share of the variance that a thing explains alone, and with others.

    By Saltelli's design of ``n`` (2 + things) runs on a Sobol sequence shifted at random, estimated as Saltelli et al.
    (2010) propose, with percentile bootstrap intervals. The things are taken as independent: with correlated ones there
    is no such decomposition.

    Parameters
    ----------
    n
        A power of 2. ``DataError`` for another, or where the result of a draw is no number.
    confidence
        Of the intervals; None = without them.

    Returns
    -------
    By thing, the largest total first: ``first`` and ``total``, with their ``_low`` and ``_high`` where asked for; all 0
    where nothing moves the result.

    >>> from hamyari_lib.models.risk import normal
    >>> things = {"a": normal(0, 2), "b": normal(0, 1)}
    >>> sobol(lambda x: x["a"] + x["b"], things, n=1024, rng=np.random.default_rng(1))["total"].round(2).tolist()
    [0.8, 0.2]
    """
    if n < 2 or n & (n - 1):
        raise DataError(f"n is {n}; expected a power of 2, such as 1024.")
    names = [name for name in distributions if distributions[name].std() > 0]
    ends = ("",) if confidence is None else ("", "_low", "_high")
    columns = [f"{kind}{end}" for kind in ("first", "total") for end in ends]
    table = pd.DataFrame(0.0, pd.Index(list(distributions), name="thing"), columns)
    fixed = {name: float(distributions[name].ppf(0.5)) for name in distributions if name not in names}
    if not names:
        return table

    count = len(names)
    points = sobol_points(n, 2 * count, rng=rng)
    values = [np.column_stack([distributions[name].ppf(points[:, half + place]) for place, name in enumerate(names)])
              for half in (0, count)]  # fmt: skip
    rows = [*values, *(np.where(np.arange(count) == place, values[1], values[0]) for place in range(count))]
    tried = dict(zip(names, np.concatenate(rows).T, strict=True))
    tried |= {name: np.full(n * (count + 2), at) for name, at in fixed.items()}
    results = np.asarray(result(tried), dtype=float).reshape(count + 2, n)
    if not np.isfinite(results).all():
        raise DataError("sobol: the result of a draw is no number; there is no variance to share out.")
    if results.min() == results.max():
        return table  # nothing moves it
    results -= results[:2].mean()
    table.loc[names, ["first", "total"]] = np.column_stack(_shares(results))
    if confidence is not None:
        again = [_shares(results[:, rng.integers(0, n, n)]) for _ in range(_RESAMPLED)]
        low, high = np.quantile(again, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
        for place, kind in enumerate(("first", "total")):
            table.loc[names, [f"{kind}_low", f"{kind}_high"]] = np.column_stack([low[place], high[place]])
    return table.sort_values("total", ascending=False, kind="stable")


def _shares(results: Floats) -> tuple[Floats, Floats]:
    """First-order and total indices from the rows of Saltelli's design: A, B, and A with one column of B each."""
    first, second, mixed = results[0], results[1], results[2:]
    variance = results[:2].var()
    if variance == 0:
        return np.zeros(len(mixed)), np.zeros(len(mixed))
    return (second * (mixed - first)).mean(axis=1) / variance, ((first - mixed) ** 2).mean(axis=1) / (2 * variance)
