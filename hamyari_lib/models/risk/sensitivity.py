"""Which uncertain thing moves a result: one at a time, and as parts of its variance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import brentq

from hamyari_lib.errors import DataError

Floats = NDArray[np.float64]
Result = Callable[[Mapping[str, Floats]], Floats]


def tornado(result: Result, distributions: Mapping[str, Any], *, low: float = 0.1, high: float = 0.9) -> pd.DataFrame:
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
    result: Result, middles: Mapping[str, float], name: str, *, low: float, high: float, steps: int = 41
) -> float | None:
    """The value of one thing, nearest to its middle, at which the result is 0; None where it does not turn.

    The others stay at their ``middles``. The result is tried at ``steps`` values from ``low`` to ``high``; between two
    of opposite sign the value is searched for, to 1e-9 of the distance.

    >>> break_even(lambda x: x["a"] * x["b"] - 6, {"a": 1.0, "b": 2.0}, "a", low=0, high=10)
    3.0
    """
    if not low < high:
        raise DataError(f"{name}: bounds are {low:g} and {high:g}; expected two, the lower first.")

    def at(values: Floats) -> Floats:
        tried = {one: np.full(len(values), middle) for one, middle in middles.items()} | {name: values}
        return np.asarray(result(tried), dtype=float)

    places = np.unique(np.append(np.linspace(low, high, steps), np.clip(middles[name], low, high)))
    values = at(places)
    exact = places[values == 0]
    turns = np.flatnonzero(values[:-1] * values[1:] < 0)
    found = list(exact)
    for turn in turns:
        found.append(brentq(lambda one: at(np.array([one]))[0], places[turn], places[turn + 1], xtol=1e-12, rtol=1e-9))
    return float(min(found, key=lambda one: abs(one - middles[name]))) if found else None


def sobol(
    result: Result,
    distributions: Mapping[str, Any],
    *,
    n: int,
    rng: np.random.Generator,
    confidence: float | None = 0.9,
) -> pd.DataFrame:
    """First-order and total Sobol indices: the share of the variance that a thing explains alone, and with others.

    By Saltelli's design of ``n`` (2 + things) runs on a scrambled Sobol sequence, estimated as Saltelli et al. (2010)
    propose, with bootstrap intervals. The things are taken as independent: with correlated ones there is no such
    decomposition.

    Parameters
    ----------
    n
        A power of 2.
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

    def of(rows: Floats) -> Floats:
        tried = dict(zip(names, rows, strict=True)) | {name: np.full(rows.shape[1], at) for name, at in fixed.items()}
        return np.asarray(result(tried), dtype=float)[None, :]

    dists = [distributions[name] for name in names]
    levels = rng.uniform(size=(len(names), 64))
    if not np.ptp(of(np.array([dist.ppf(level) for dist, level in zip(dists, levels, strict=True)]))):
        return table  # nothing moves it, and there is no variance to share out
    found = stats.sobol_indices(func=of, n=n, dists=dists, rng=rng)
    table.loc[names, "first"], table.loc[names, "total"] = np.ravel(found.first_order), np.ravel(found.total_order)
    if confidence is not None:
        intervals = found.bootstrap(confidence_level=confidence, n_resamples=200)
        for kind, interval in (("first", intervals.first_order), ("total", intervals.total_order)):
            limits = interval.confidence_interval
            table.loc[names, f"{kind}_low"], table.loc[names, f"{kind}_high"] = map(np.ravel, (limits.low, limits.high))
    return table.sort_values("total", ascending=False, kind="stable")
