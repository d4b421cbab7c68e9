"""Forecasts of inflation and the dollar: models, how well they foretold, and intervals that hold what came."""

from hamyari_lib.models.macro.evaluation import LEVELS, Evaluation, fan, rolling_origin
from hamyari_lib.models.macro.forecasting import MODELS, Path, expected

__all__ = ["LEVELS", "MODELS", "Evaluation", "Path", "expected", "fan", "rolling_origin"]
