"""Forecasts of a growth rate: state-space models of statsmodels beside what a child could do."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hamyari_lib.errors import DataError

Floats = NDArray[np.float64]

PLAIN = ("naive", "drift", "mean")
STATE_SPACE = ("local_level", "local_trend", "level_and_ar", "ar", "ar_of_changes")
MODELS = (*PLAIN, "ets", *STATE_SPACE)
"""``naive``: the last value; ``drift``: with the mean change; ``mean``: of all; ``ets``: exponential smoothing with
additive errors and a damped trend; ``local_level``, ``local_trend``, ``level_and_ar``: unobserved components; ``ar``:
SARIMAX of order 1, with a seasonal one where there is a season; ``ar_of_changes``: the same of the changes, with their
mean."""

LEAST_VALUES = 12


@dataclass(frozen=True)
class Path:
    """What a model expects of the coming steps: ``mean`` and ``sd`` of each, of the quantity that was given."""

    mean: Floats
    sd: Floats


def expected(
    values: Sequence[float] | Floats, model: str, steps: int, *, season: int = 0, dummies: Floats | None = None,
) -> Path:  # fmt: skip
    """The next ``steps`` of a series by a model.

    Parameters
    ----------
    values
        Equally spaced; NaN where one is missing, which a state-space model passes over and the others fill evenly.
    season
        Steps of a season; 0 = none.
    dummies
        Of the past (rows as ``values``): levels that shifted at known times; each is taken to last.

    Raises
    ------
    DataError
        Fewer than 12 known values, a model that is none of :data:`MODELS`, or steps below 1.
    """
    return expected_from(values, model, [len(values)], steps, season=season, dummies=dummies)[0]


def expected_from(
    values: Sequence[float] | Floats, model: str, origins: Sequence[int], steps: int, *, season: int = 0,
    dummies: Floats | None = None,
) -> list[Path]:  # fmt: skip
    """The same from several ``origins``, each the number of values that are known at it, in order.

    A model is fitted to what is known at the first; from there its parameters stand and only its states move on, so
    that one pass of the filter serves for all. Nothing after an origin is used at it.
    """
    known = np.asarray(values, dtype=float)
    count = int(np.isfinite(known[: origins[0]]).sum())
    if model not in MODELS:
        raise DataError(f"model is {model!r}; expected one of: {', '.join(MODELS)}.")
    if steps < 1 or count < LEAST_VALUES:
        raise DataError(
            f"{count} known values and {steps} steps; expected {LEAST_VALUES} values or more, and 1 step or more."
        )
    if model in PLAIN:
        return [_plain(_filled(known[:origin]), model, steps) for origin in origins]
    exog = None if dummies is None or not dummies.size else np.asarray(dummies, dtype=float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a search did not converge: what comes of it is judged by its errors
        if model == "ets":
            return _smoothed(known, origins, steps)
        return _filtered(known, model, origins, steps, season, exog)


def _plain(known: Floats, model: str, steps: int) -> Path:
    ahead, n = np.arange(1, steps + 1), len(known)
    if model == "mean":
        sd = float(known.std(ddof=1))
        return Path(np.full(steps, known.mean()), np.full(steps, sd * np.sqrt(1 + 1 / n)))
    changes = np.diff(known)
    slope = float(changes.mean()) if model == "drift" else 0.0
    sd = float(np.sqrt(((changes - slope) ** 2).sum() / (len(changes) - (model == "drift"))))
    more = ahead * (1 + ahead / (n - 1)) if model == "drift" else ahead
    return Path(known[-1] + slope * ahead, sd * np.sqrt(more))


def _smoothed(known: Floats, origins: Sequence[int], steps: int) -> list[Path]:
    """Exponential smoothing; the variance of each step as Hyndman et al. (2008, class 1) give it."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    def made(count: int) -> Any:
        return ETSModel(pd.Series(_filled(known[:count])), error="add", trend="add", damped_trend=True)

    fitted = made(origins[0]).fit(disp=False, maxiter=100).params
    found = made(origins[-1]).smooth(fitted)
    alpha, beta, phi = (float(one) for one in np.asarray(fitted)[:3])
    level, slope = np.asarray(found.level), np.asarray(found.slope)
    square = np.cumsum(np.asarray(found.resid) ** 2)
    damped = np.cumsum(phi ** np.arange(1, steps + 1))
    more = np.concatenate([[0.0], np.cumsum((alpha + beta * damped[:-1]) ** 2)])
    return [
        Path(level[one - 1] + damped * slope[one - 1], np.sqrt(square[one - 1] / one * (1 + more))) for one in origins
    ]


def _filtered(
    known: Floats, model: str, origins: Sequence[int], steps: int, season: int, exog: Floats | None
) -> list[Path]:
    """State-space models: states as filtered from the past, carried on by the transition."""

    def made(count: int) -> Any:
        return _made(known[:count], model, season, None if exog is None else exog[:count])

    fitted = made(origins[0]).fit(disp=False, maxiter=100, cov_type="none").params
    found = made(origins[-1]).filter(fitted).filter_results
    design, move, noise = found.design[0, :, -1], found.transition[..., -1], found.obs_cov[0, 0, -1]
    drift = found.state_intercept[:, -1]
    shock = found.selection[..., -1] @ found.state_cov[..., -1] @ found.selection[..., -1].T
    paths = []
    for origin in origins:
        state, spread = found.predicted_state[:, origin], found.predicted_state_cov[..., origin]
        shift = found.obs_intercept[0, min(origin, found.obs_intercept.shape[1]) - 1]
        mean, variance = np.empty(steps), np.empty(steps)
        for step in range(steps):
            mean[step], variance[step] = shift + design @ state, design @ spread @ design + noise
            state, spread = drift + move @ state, move @ spread @ move.T + shock
        paths.append(Path(mean, np.sqrt(np.maximum(variance, 0.0))))
    return paths


def _made(known: Floats, model: str, season: int, exog: Floats | None) -> Any:
    from statsmodels.tsa.statespace.sarimax import SARIMAX
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    if model in ("ar", "ar_of_changes"):
        seasonal = (1, 0, 0, season) if season else (0, 0, 0, 0)
        return SARIMAX(known, exog, order=(1, int(model != "ar"), 0), seasonal_order=seasonal, trend="c")
    kinds = {
        "local_level": {"level": "llevel"}, "local_trend": {"level": "lldtrend"},
        "level_and_ar": {"level": "rwalk", "autoregressive": 1},
    }  # fmt: skip
    seasonal = {"freq_seasonal": [{"period": season, "harmonics": 2}]} if season else {}
    return UnobservedComponents(known, exog=exog, **kinds[model], **seasonal)


def _filled(known: Floats) -> Floats:
    """Missing values by the line between their neighbours; at the ends the nearest."""
    places = np.arange(len(known))
    is_known = np.isfinite(known)
    return np.interp(places, places[is_known], known[is_known])
