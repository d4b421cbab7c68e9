"""Forecasts of inflation and the dollar: models, how well they foretold, and intervals that hold what came."""

from hamyari_lib.models.macro.evaluation import LEVELS, Evaluation, fan, rolling_origin
from hamyari_lib.models.macro.forecasting import MODELS, Path, expected
from hamyari_lib.models.macro.series import Monthly, month_of, monthly, number_of

__all__ = [
    "LEVELS",
    "MODELS",
    "Evaluation",
    "Monthly",
    "Path",
    "expected",
    "fan",
    "month_of",
    "monthly",
    "number_of",
    "rolling_origin",
]
