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
STATE_SPACE = ("local_level", "local_trend", "level_and_ar", "ar")
MODELS = (*PLAIN, "ets", *STATE_SPACE)
"""``naive``: the last value; ``drift``: with the mean change; ``mean``: of all; ``ets``: exponential smoothing with
additive errors and a damped trend; ``local_level``, ``local_trend``, ``level_and_ar``: unobserved components; ``ar``:
SARIMAX of order 1, with a seasonal one where there is a season."""

LEAST_VALUES = 12


@dataclass(frozen=True)
class Path:
    """What a model expects of the coming steps: ``mean`` and ``sd`` of each, of the quantity that was given."""

    mean: Floats
    sd: Floats


def expected(
    values: Sequence[float] | Floats, model: str, steps: int, *, season: int = 0, dummies: Floats | None = None,
    start: Any = None,
) -> tuple[Path, Any]:  # fmt: skip
    """The next ``steps`` of a series by a model, and what a later call may ``start`` from to save the fitting.

    Parameters
    ----------
    values
        Equally spaced; NaN where one is missing, which a state-space model passes over and the others fill evenly.
    season
        Steps of a season; 0 = none.
    dummies
        Of the past (rows as ``values``): levels that shifted at known times; each is taken to last.
    start
        The parameters that an earlier call returned: not fitted again.

    Raises
    ------
    DataError
        Fewer than 12 known values, a model that is none of :data:`MODELS`, or steps below 1.
    """
    known = np.asarray(values, dtype=float)
    if model not in MODELS:
        raise DataError(f"model is {model!r}; expected one of: {', '.join(MODELS)}.")
    if steps < 1 or np.isfinite(known).sum() < LEAST_VALUES:
        raise DataError(
            f"{np.isfinite(known).sum()} known values and {steps} steps; expected {LEAST_VALUES} values or more, and 1 "
            "step or more."
        )
    if model in PLAIN:
        return _plain(_filled(known), model, steps), None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a search did not converge: what comes of it is judged by its errors
        return _fitted(known, model, steps, season, dummies, start)


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


def _fitted(
    known: Floats, model: str, steps: int, season: int, dummies: Floats | None, start: Any
) -> tuple[Path, Any]:  # fmt: skip
    exog = None if dummies is None or not dummies.size else np.asarray(dummies, dtype=float)
    later = None if exog is None else np.repeat(exog[-1:], steps, axis=0)
    if model == "ets":
        known = pd.Series(_filled(known))  # it asks for an index
    made = _made(known, model, season, exog)
    found = made.fit(disp=False, maxiter=100) if start is None else made.smooth(start)
    if model == "ets":
        ahead = found.get_prediction(start=len(known), end=len(known) + steps - 1)
        return Path(np.asarray(ahead.predicted_mean), np.sqrt(np.asarray(ahead.forecast_variance))), found.params
    ahead = found.get_forecast(steps, exog=later) if later is not None else found.get_forecast(steps)
    return Path(np.asarray(ahead.predicted_mean), np.asarray(ahead.se_mean)), found.params


def _made(known: Floats, model: str, season: int, exog: Floats | None) -> Any:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel
    from statsmodels.tsa.statespace.sarimax import SARIMAX
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    if model == "ets":
        return ETSModel(known, error="add", trend="add", damped_trend=True)
    if model == "ar":
        seasonal = (1, 0, 0, season) if season else (0, 0, 0, 0)
        return SARIMAX(known, exog, order=(1, 0, 0), seasonal_order=seasonal, trend="c")
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
