"""Forecasts of inflation and the dollar: models, how well they foretold, and intervals that hold what came."""

from hamyari_lib.models.macro.evaluation import LEVELS, Evaluation, Outlook, fan, outlook, rolling_origin
from hamyari_lib.models.macro.forecasting import MODELS, Path, expected
from hamyari_lib.models.macro.series import Monthly, month_at, month_of, monthly, number_of, position_of

__all__ = [
    "LEVELS",
    "MODELS",
    "Evaluation",
    "Monthly",
    "Outlook",
    "Path",
    "expected",
    "fan",
    "month_at",
    "month_of",
    "monthly",
    "number_of",
    "outlook",
    "position_of",
    "rolling_origin",
]
