"""Forecasts: what each model is by hand, that intervals hold what they say, and that nothing of the future is used."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from hamyari_lib import data
from hamyari_lib.errors import DataError
from hamyari_lib.models.macro import MODELS, expected, fan, outlook, rolling_origin
from hamyari_lib.models.macro.forecasting import STATE_SPACE, _made, expected_from


def walk(n, seed=0, *, pull=1.0, sd=1.0):
    rng = np.random.default_rng(seed)
    values = np.zeros(n)
    for place in range(1, n):
        values[place] = pull * values[place - 1] + rng.normal(0, sd)
    return values


def test_the_plain_models_by_hand():
    values = np.array([1.0, 3, 2, 4, 3, 5, 4, 6, 5, 7, 6, 8])
    last = expected(values, "naive", 3)
    assert last.mean.tolist() == [8, 8, 8]
    changes = np.diff(values)
    assert last.sd == pytest.approx(np.sqrt((changes**2).mean() * np.array([1, 2, 3])))
    drift = expected(values, "drift", 2)
    assert drift.mean == pytest.approx([8 + 7 / 11, 8 + 14 / 11])
    assert drift.sd == pytest.approx(changes.std(ddof=1) * np.sqrt([1 + 1 / 11, 2 * (1 + 2 / 11)]))
    mean = expected(values, "mean", 1)
    assert mean.mean[0] == pytest.approx(4.5)
    assert mean.sd[0] == pytest.approx(values.std(ddof=1) * np.sqrt(1 + 1 / 12))


def test_models_find_what_made_a_series():
    ar = expected(walk(600, 1, pull=0.6), "ar", 2)
    assert ar.sd[0] == pytest.approx(1, abs=0.1)
    assert ar.sd[1] == pytest.approx(np.sqrt(1 + 0.36), abs=0.12)
    level = expected(walk(600, 2), "local_level", 4)
    assert level.sd[3] / level.sd[0] == pytest.approx(2, abs=0.15)  # a random walk: the root of the steps


@pytest.mark.parametrize("model", MODELS)
def test_every_model_passes_over_what_is_missing(model):
    values = walk(80, 3, pull=0.7) + 5
    values[[10, 40, 41]] = np.nan
    path = expected(values, model, 5)
    assert path.mean.shape == path.sd.shape == (5,)
    assert np.isfinite(path.mean).all()
    assert (np.diff(path.sd) >= -1e-9).all()


@pytest.mark.parametrize(("model", "season"), [*((model, 0) for model in STATE_SPACE), ("ar", 12), ("local_level", 12)])
def test_states_carried_on_give_what_statsmodels_forecasts(model, season):
    values = walk(90, 3, pull=0.7) + 5
    values[[10, 40]] = np.nan
    found = _made(values, model, season, None).fit(disp=False, maxiter=100)
    ahead = found.get_forecast(14)
    ours = expected(values, model, 14, season=season)
    assert ours.mean == pytest.approx(ahead.predicted_mean, rel=1e-9)
    assert ours.sd == pytest.approx(ahead.se_mean, rel=1e-9)


def test_smoothing_gives_what_statsmodels_forecasts():
    values = walk(90, 3, pull=0.9) + 5
    found = ETSModel(pd.Series(values), error="add", trend="add", damped_trend=True).fit(disp=False, maxiter=100)
    ahead = found.get_prediction(start=90, end=103)
    ours = expected(values, "ets", 14)
    assert ours.mean == pytest.approx(np.asarray(ahead.predicted_mean), rel=1e-9)
    assert ours.sd == pytest.approx(np.sqrt(np.asarray(ahead.forecast_variance)), rel=1e-9)


@pytest.mark.parametrize("model", MODELS)
def test_one_pass_gives_what_each_origin_gives_by_itself(model):
    values = walk(70, 5, pull=0.8)
    values[30] = np.nan
    together = expected_from(values, model, [40, 47, 60], 4)
    assert together[0].mean == pytest.approx(expected(values[:40], model, 4).mean, rel=1e-9)
    for origin, path in zip([47, 60], together[1:], strict=True):
        alone = expected_from(values[:origin], model, [40, origin], 4)[1]
        assert path.mean == pytest.approx(alone.mean, rel=1e-9)
        assert path.sd == pytest.approx(alone.sd, rel=1e-9)


def test_a_level_that_shifted_is_taken_to_last():
    rng = np.random.default_rng(4)
    shift = (np.arange(120) >= 60).astype(float)
    values = 1 + 4 * shift + rng.normal(0, 0.2, 120)
    with_shift = expected(values, "ar", 3, dummies=shift[:, None])
    assert with_shift.mean == pytest.approx([5, 5, 5], abs=0.2)
    assert with_shift.sd[0] == pytest.approx(0.2, abs=0.04)


@pytest.mark.slow
def test_nothing_of_the_future_is_used():
    values = walk(60, 5)
    other = values.copy()
    other[45:] += 100
    found, changed = (
        rolling_origin(one, steps=3, first=30, models=("drift", "local_level")).forecasts for one in (values, other)
    )
    known = found["origin"] < 45
    columns = ["mean", "sd", "low_80", "high_95"]
    assert known.sum() == 2 * 3 * 16
    assert np.allclose(found.loc[known, columns], changed.loc[known, columns])


@pytest.mark.parametrize("tails", ["normal", "heavy"])
def test_intervals_hold_what_they_say_on_series_that_no_model_knows(tails):
    held = {80: [], 95: []}
    for seed in range(12):
        rng = np.random.default_rng(seed)
        noise = rng.normal(size=150) if tails == "normal" else rng.standard_t(3, size=150)
        found = rolling_origin(np.cumsum(noise), steps=1, first=20, models=("naive",)).forecasts.dropna()
        late = found[found["origin"] > 40]
        for level in held:
            held[level] += list(late["actual"].between(late[f"low_{level}"], late[f"high_{level}"]))
    assert np.mean(held[80]) == pytest.approx(0.8, abs=0.03)
    assert np.mean(held[95]) == pytest.approx(0.95, abs=0.02)


def test_the_score_is_that_of_its_definition_and_chooses():
    values = walk(90, 6, pull=0.3)
    found = rolling_origin(values, steps=2, first=40, models=("naive", "mean"), refit=10)
    assert found.best == "mean"
    own = found.forecasts[found.forecasts["model"] == "mean"].dropna()
    score = 0.5 * own["error"].abs()
    for level, name in ((0.8, 80), (0.95, 95)):
        below, above = own[f"low_{name}"] - own["actual"], own["actual"] - own[f"high_{name}"]
        width = own[f"high_{name}"] - own[f"low_{name}"]
        score += (1 - level) / 2 * (width + 2 / (1 - level) * (np.maximum(below, 0) + np.maximum(above, 0)))
    assert found.scores.loc["mean", "wis"] == pytest.approx((score / 2.5).mean())
    assert found.scores.loc["mean", "rmse"] == pytest.approx(np.sqrt((own["error"] ** 2).mean()))
    assert found.coverage("mean")["n"].tolist() == [50, 49]


def test_a_fan_is_as_wide_as_the_errors_were():
    values = walk(90, 7)
    found = rolling_origin(values, steps=4, first=30, models=("naive",))
    rows = fan(values, "naive", found, steps=4)
    assert rows.index.tolist() == [1, 2, 3, 4]
    assert (rows["low_95"] <= rows["low_80"]).all()
    assert (rows["mean"] == values[-1]).all()
    own = found.forecasts[found.forecasts["step"] == 1].dropna()
    ratio = np.sort(own["error"].abs() / own["sd"])
    wide = ratio[int(np.ceil(0.8 * (len(ratio) + 1))) - 1]
    assert rows.loc[1, "high_80"] == pytest.approx(rows.loc[1, "mean"] + wide * rows.loc[1, "sd"])
    with pytest.raises(DataError, match="was not evaluated 9 steps ahead"):
        fan(values, "naive", found, steps=9)


def test_a_series_that_does_not_move_is_expected_to_stay():
    found = rolling_origin(np.full(40, 2.0), steps=2, first=20, models=("naive", "drift", "mean"))
    assert (found.forecasts.dropna()["error"] == 0).all()
    rows = fan(np.full(40, 2.0), "naive", found, steps=2)
    assert rows[["low_95", "mean", "high_95"]].to_numpy().tolist() == [[2.0] * 3] * 2


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: expected(walk(30), "arima", 1), "model is 'arima'; expected one of: naive"),
        (lambda: expected(walk(8), "naive", 1), "8 known values and 1 steps; expected 12 values or more"),
        (lambda: expected(walk(30), "naive", 0), "and 0 steps"),
        (lambda: rolling_origin(walk(30), steps=1, first=30), "first is 30"),
        (lambda: rolling_origin(walk(30), steps=0, first=20), "steps is 0"),
    ],
)
def test_questions_that_cannot_be_are_refused(call, said):
    with pytest.raises(DataError, match=said):
        call()


@pytest.mark.slow
def test_the_intervals_hold_on_the_nations_inflation_and_the_dollar():
    yearly = data.load("macro", room="sample").set_index("year")["inflation_pct"].dropna()
    dollars = data.load("market", room="sample")["usd_irr_free_mean"].dropna()
    inflation = rolling_origin(np.log1p(yearly.to_numpy() / 100), steps=3, first=24, refit=2)
    dollar = rolling_origin(np.diff(np.log(dollars.to_numpy())), steps=6, first=48, refit=12)
    for found, models in ((inflation, ("naive", "drift", "ets")), (dollar, ("naive", "drift", "ets"))):
        best = found.scores.loc[found.best]
        assert best["wis"] <= found.scores.loc[list(models), "wis"].min()
        # some forty years and a hundred months, one after the other: a few points to either side
        assert 0.7 <= best["coverage_80"] <= 0.9
        assert 0.88 <= best["coverage_95"] <= 0.99


def test_an_outlook_is_the_best_models_fan_with_how_often_it_held():
    values = walk(90, 6, pull=0.5)
    found = outlook(values, steps=3, models=("naive", "mean", "ar"))
    assert found.model == found.evaluation.best
    assert found.model in ("mean", "ar")
    assert found.ahead.equals(fan(values, found.model, found.evaluation, steps=3))
    assert found.held[0.8] == found.evaluation.scores.loc[found.model, "coverage_80"]
    assert found.tried == found.evaluation.scores.loc[found.model, "n"]
    assert found.evaluation.forecasts["origin"].min() == 35  # after two fifths


def test_there_is_no_outlook_on_a_series_that_is_too_short():
    assert outlook(walk(36), steps=3) is None
    assert outlook(walk(39), steps=3, models=("naive",)) is not None
    assert outlook(np.append(np.full(30, np.nan), walk(30)), steps=3) is None
