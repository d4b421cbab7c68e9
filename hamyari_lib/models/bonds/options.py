"""The options of a contract: what may be chosen, and what was given instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, get_args

import numpy as np

from hamyari_lib.errors import ParameterError, nearest
from hamyari_lib.models.bonds.flows import Accrual
from hamyari_lib.models.bonds.schedules import Stub
from hamyari_lib.models.calendars import WEEKDAYS, Calendar, Roll

AMORTISATIONS = ("bullet", "equal", "annuity")
CHOICES = {
    "accrual": get_args(Accrual),
    "calendar": get_args(Calendar),
    "stub": get_args(Stub),
    "roll": get_args(Roll),
    "amortisation": AMORTISATIONS,
    "grace_profit": ("paid", "capitalised"),
    "time": ("actual/365", "periods"),
    "kind": ("macaulay", "modified"),
}


def check_choice(name: str, value: Any) -> list[str]:
    """The fault of an option that is none of its choices, with the nearest of them."""
    choices = CHOICES[name]
    if isinstance(value, str) and value in choices:
        return []
    near = nearest(value, choices) if isinstance(value, str) else None
    hint = f'; did you mean "{near}"?' if near else "."
    return [f'{name} is {value!r}; expected one of "{_listed(choices)}"{hint}']


def require_choice(name: str, value: Any) -> None:
    """``ParameterError`` for an option that is none of its choices."""
    if faults := check_choice(name, value):
        raise ParameterError(faults)


def year_days_faults(value: Any) -> list[str]:
    if value == "actual" or (isinstance(value, int) and 360 <= value <= 366):
        return []
    return [f'year_days is {value!r}; expected 365 (or another whole number from 360 to 366) or "actual".']


def weekend_of(value: Any, faults: list[str]) -> tuple[str, ...]:
    if not isinstance(value, str | Iterable):
        faults.append(f"weekend is {value!r}; expected names of weekdays, or () for none.")
        return ()
    given = (value,) if isinstance(value, str) else tuple(value)
    for name in given:
        if name not in WEEKDAYS:
            near = nearest(str(name), WEEKDAYS)
            faults.append(f"weekend has {name!r}; expected names of weekdays such as {near or 'friday'!r}.")
    if set(given) == set(WEEKDAYS):
        faults.append("weekend holds all seven days; leave at least one working day.")
    return given


def amortisation_of(value: Any, faults: list[str]) -> str | tuple[float, ...]:
    if isinstance(value, str) or not isinstance(value, Sequence | np.ndarray):
        faults += check_choice("amortisation", value)
        return str(value)
    try:
        parts = tuple(float(part) for part in value)
    except (TypeError, ValueError):
        faults.append(f"amortisation has {value!r}; expected fractions of the face, one a payment.")
        return "bullet"
    if not all(0 <= part <= 1 for part in parts):
        faults.append(f"amortisation has {min(parts):g} to {max(parts):g}; expected fractions from 0 to 1.")
    elif abs(sum(parts) - 1) > 1e-9:
        faults.append(f"the fractions of amortisation sum to {sum(parts):.9g}; they must sum to 1.")
    return parts


def _listed(choices: Iterable[str]) -> str:
    return '", "'.join(choices)
