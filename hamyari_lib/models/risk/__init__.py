"""Risk of a project: draws of what is uncertain, what they say of a result, and which of them moves it."""

from hamyari_lib.models.risk.distributions import certain, normal, pert
from hamyari_lib.models.risk.measures import Spread, breach_by_period, spread
from hamyari_lib.models.risk.sampling import draws
from hamyari_lib.models.risk.sensitivity import break_even, sobol, tornado

__all__ = [
    "Spread",
    "breach_by_period",
    "break_even",
    "certain",
    "draws",
    "normal",
    "pert",
    "sobol",
    "spread",
    "tornado",
]
