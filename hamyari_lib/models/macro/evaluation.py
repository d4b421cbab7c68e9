"""How well models foretold a series from each of its past days: rolling-origin evaluation, and intervals that hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from hamyari_lib.errors import DataError
from hamyari_lib.models.macro.forecasting import LEAST_VALUES, MODELS, Floats, expected, expected_from

LEVELS = (0.8, 0.95)
_LEAST_SD = 1e-12  # of a series that does not move
_LEAST_FIRST, _FIRST_SHARE = 24, 0.4  # values before the first forecast of the past
_LEAST_ERRORS = 12  # of a horizon, before intervals are widened or narrowed by them


@dataclass(frozen=True)
class Evaluation:
    """Forecasts from each origin, and what came.

    ``forecasts`` has a row for each model, origin (the place of the last value that was known) and step: ``mean``,
    ``sd``, ``actual``, ``error`` (actual less mean) and, by level (``low_80`` …), an interval from what was known at
    the origin alone. ``scores`` has a row for each model: ``mae``, ``rmse``, ``wis`` (weighted interval score of the
    median and both intervals, the less the better) and ``coverage_80``, ``coverage_95``.
    """

    forecasts: pd.DataFrame
    scores: pd.DataFrame

    @property
    def best(self) -> str:
        """The model of the least weighted interval score."""
        return str(self.scores["wis"].idxmin())

    def coverage(self, model: str) -> pd.DataFrame:
        """By step: the share of origins whose interval held what came, and how many there were."""
        own = self.forecasts[self.forecasts["model"] == model].dropna(subset="actual")
        held = {
            f"coverage_{round(100 * level)}": own["actual"].between(*_names(own, level)).groupby(own["step"]).mean()
            for level in LEVELS
        }
        return pd.DataFrame(held).assign(n=own.groupby("step").size())


def _names(frame: pd.DataFrame, level: float) -> tuple[pd.Series, pd.Series]:
    name = round(100 * level)
    return frame[f"low_{name}"], frame[f"high_{name}"]


def rolling_origin(
    values: Sequence[float] | Floats,
    *,
    steps: int,
    first: int,
    models: Sequence[str] = MODELS,
    season: int = 0,
    dummies: Floats | None = None,
    refit: int = 1,
) -> Evaluation:
    """Forecast a series from each origin by each model, and hold it against what came.

    The interval of a step is the model's own until 12 errors of that step are known; from then on its half width is the
    quantile of the earlier errors over the sd foretold then (split conformal prediction, with what was known at the
    origin alone), so that its coverage can be believed.

    Parameters
    ----------
    values
        Equally spaced; NaN where a value is missing: it is no actual, and no origin.
    steps
        How far ahead.
    first
        Values that are known at the first origin.
    refit
        Origins after which a model is fitted anew; between them its parameters stand and only its states move on.

    Raises
    ------
    DataError
        Fewer than 12 known values at the first origin, or no origin left.
    """
    known = np.asarray(values, dtype=float)
    if not 1 <= first < len(known):
        raise DataError(
            f"first is {first}; expected 12 or more known values, and fewer than the {len(known)} there are."
        )
    if not steps >= 1 or refit < 1:
        raise DataError(f"steps is {steps} and refit {refit}; expected 1 or more of both.")
    origins = [one for one in range(first, len(known)) if np.isfinite(known[one - 1])]
    rows = []
    for model in models:
        kept = {step: list[tuple[int, float]]() for step in range(1, steps + 1)}
        blocks = [origins[place : place + refit] for place in range(0, len(origins), refit)]
        paths = [
            path for block in blocks
            for path in expected_from(known, model, block, steps, season=season, dummies=dummies)
        ]  # fmt: skip
        for origin, path in zip(origins, paths, strict=True):
            for step in range(1, steps + 1):
                at = origin + step - 1
                mean, sd = path.mean[step - 1], path.sd[step - 1]
                past = [ratio for place, ratio in kept[step] if place < origin]
                actual = known[at] if at < len(known) else np.nan
                rows.append(
                    {"model": model, "origin": origin - 1, "step": step, "mean": mean, "sd": sd, "actual": actual}
                    | widths(mean, sd, past)
                )
                if np.isfinite(actual):
                    kept[step].append((at, abs(actual - mean) / max(sd, _LEAST_SD)))
    found = pd.DataFrame(rows)
    found["error"] = found["actual"] - found["mean"]
    return Evaluation(found, _scores(found, models))


def fan(
    values: Sequence[float] | Floats,
    model: str,
    evaluation: Evaluation,
    *,
    steps: int,
    season: int = 0,
    dummies: Floats | None = None,
) -> pd.DataFrame:
    """What a model expects now, with intervals as wide as its errors in an evaluation ask for.

    A row for each step, with ``mean``, ``sd`` and the bounds by level. ``DataError`` for more steps than the evaluation
    has, or another model.
    """
    own = evaluation.forecasts[evaluation.forecasts["model"] == model].dropna(subset="actual")
    if own.empty or steps > own["step"].max():
        raise DataError(f"{model} was not evaluated {steps} steps ahead; evaluate it so far first.")
    path = expected(values, model, steps, season=season, dummies=dummies)
    ratios = own["error"].abs() / own["sd"].clip(lower=_LEAST_SD)
    rows = [
        {"mean": mean, "sd": sd} | widths(mean, sd, ratios[own["step"] == step].tolist())
        for step, (mean, sd) in enumerate(zip(path.mean, path.sd, strict=True), start=1)
    ]
    return pd.DataFrame(rows, index=pd.RangeIndex(1, steps + 1, name="step"))


@dataclass(frozen=True)
class Outlook:
    """What is expected of a series and how far such forecasts could be believed.

    ``ahead`` is the :func:`fan` of ``model``, the best of the ``evaluation``; ``held`` is the share of the past in
    which its intervals held what came, by level, over all steps, and ``tried`` the forecasts that it rests on.
    """

    model: str
    ahead: pd.DataFrame
    evaluation: Evaluation
    held: dict[float, float]
    tried: int

    def growth(self, base: float = 1.0) -> pd.DataFrame:
        """What is expected of a series of logarithms, as growth over a level ``base``, a fraction: by step, its median
        (``mean``) and the bounds by level. With 1, that of a series of growths itself."""
        return np.expm1(self.ahead.drop(columns="sd") - np.log(base))


def outlook(
    values: Sequence[float] | Floats, *, steps: int, models: Sequence[str] = MODELS, season: int = 0,
    dummies: Floats | None = None, refit: int = 12,
) -> Outlook | None:  # fmt: skip
    """The best of some models on a series, and what it expects; None where it is too short to try them.

    The first origin is after two fifths of the series, and no earlier than after 24 values; at least 12 must come after
    the steps of the first forecast. The rest is as in :func:`rolling_origin`.
    """
    known = np.asarray(values, dtype=float)
    first = max(_LEAST_FIRST, int(len(known) * _FIRST_SHARE))
    if np.isfinite(known[:first]).sum() < LEAST_VALUES or np.isfinite(known[first + steps - 1 :]).sum() < _LEAST_ERRORS:
        return None
    found = rolling_origin(
        known, steps=steps, first=first, models=models, season=season, dummies=dummies, refit=refit
    )  # fmt: skip
    best = found.scores.loc[found.best]
    ahead = fan(known, found.best, found, steps=steps, season=season, dummies=dummies)
    held = {level: float(best[f"coverage_{round(100 * level)}"]) for level in LEVELS}
    return Outlook(found.best, ahead, found, held, int(best["n"]))


def widths(mean: float, sd: float, past: Sequence[float]) -> dict[str, float]:
    """The bounds of the intervals of :data:`LEVELS` around a mean, by earlier absolute errors over their sd."""
    found = {}
    for level in LEVELS:
        wide = float(ndtri(0.5 + level / 2))
        if len(past) >= _LEAST_ERRORS:
            place = int(np.ceil(level * (len(past) + 1)))
            ordered = np.sort(past)
            # beyond the largest error of the past nothing is known: its distance grows as a normal one's would
            wide = ordered[place - 1] if place <= len(past) else max(ordered[-1], wide)
        name = round(100 * level)
        found |= {f"low_{name}": mean - wide * sd, f"high_{name}": mean + wide * sd}
    return found


def _scores(forecasts: pd.DataFrame, models: Sequence[str]) -> pd.DataFrame:
    known = forecasts.dropna(subset="actual")
    score = 0.5 * known["error"].abs()
    held = {}
    for level in LEVELS:
        low, high = _names(known, level)
        beyond = (low - known["actual"]).clip(lower=0) + (known["actual"] - high).clip(lower=0)
        score = score + (1 - level) / 2 * ((high - low) + 2 / (1 - level) * beyond)
        held[f"coverage_{round(100 * level)}"] = known["actual"].between(low, high)
    table = known.assign(wis=score / (len(LEVELS) + 0.5), square=known["error"] ** 2, mae=known["error"].abs(), **held)
    by = table.groupby("model")
    found = by[["mae", "wis", *held]].mean().assign(rmse=np.sqrt(by["square"].mean()), n=by.size())
    return found.reindex(list(models))[["mae", "rmse", "wis", *held, "n"]]
