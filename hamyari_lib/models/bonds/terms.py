"""The contract of bonds as it was given: read, put in arrays and refused with all its faults at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from hamyari_lib.errors import ParameterError, nearest
from hamyari_lib.models.bonds.flows import Accrual
from hamyari_lib.models.bonds.schedules import Stub
from hamyari_lib.models.calendars import WEEKDAYS, Calendar, Days, Roll, Whole, calendar_of, days, written

INTERVALS = (0, 1, 2, 3, 4, 6, 12)
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
_HIGHEST_COUPON = 2.0  # a fraction a year; 18 would be 18 per cent written as such


@dataclass(frozen=True)
class Terms:
    """What n bonds agree on: arrays of n (``coupon`` n x rates), and what they all share."""

    issue: Days
    maturity: Days
    coupon: NDArray[np.float64]
    interval_months: Whole
    face: NDArray[np.float64]
    grace_months: Whole
    calendar: Calendar
    holidays: Days
    weekend: tuple[str, ...]
    amortisation: str | tuple[float, ...]
    is_many: bool

    def name(self, mask: NDArray[np.bool_]) -> str:
        """Which bond a fault is in; nothing where there is only one."""
        return f"bond {int(mask.argmax())}: " if self.is_many else ""

    def written(self, dates: Days, mask: NDArray[np.bool_]) -> str:
        return written(dates[int(mask.argmax())], self.calendar)


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


def terms_of(given: dict[str, Any]) -> Terms:
    """The terms in arrays, or ``ParameterError`` with a line for every fault found."""
    faults: list[str] = []

    def read(name: str, form: Callable[[Any], Any], value: Any) -> Any:
        try:
            return form(value)
        except (ParameterError, ValueError, TypeError) as fault:
            faults.append(f"{name}: {fault}")
            return None

    issue = read("issue", lambda value: np.atleast_1d(days(value)), given["issue"])
    maturity = read("maturity", lambda value: np.atleast_1d(days(value)), given["maturity"])
    coupon = read("coupon", _coupons, given["coupon"])
    interval = read("interval_months", _whole, given["interval_months"])
    grace = read("grace_months", _whole, given["grace_months"])
    face = read("face", lambda value: np.atleast_1d(np.asarray(value, dtype=float)), given["face"])
    holidays = read("holidays", _holidays, given["holidays"])
    calendar = given["calendar"]
    if calendar is None:
        calendar = _calendar(given["issue"], given["maturity"], faults)
    else:
        faults += check_choice("calendar", calendar)
    for name in ("accrual", "stub", "roll", "grace_profit"):
        faults += check_choice(name, given[name])
    faults += _year_days(given["year_days"])
    weekend = _weekend(given["weekend"], faults)
    amortisation = _amortisation(given["amortisation"], faults)
    for name in ("end_of_month", "rolls_periods"):
        if not isinstance(given[name], bool | np.bool_):
            faults.append(f"{name} is {given[name]!r}; expected True or False.")

    arrays = [issue, maturity, coupon, interval, grace, face]
    if any(array is None for array in arrays):
        raise ParameterError(faults)
    rows = max(len(array) for array in arrays)
    if any(len(array) not in (1, rows) for array in arrays):
        counts = sorted({len(array) for array in arrays} - {1})
        faults.append(f"the terms are for {counts} bonds; give one value for all, or one each.")
        raise ParameterError(faults)
    issue, maturity, coupon, interval, grace, face = (
        np.broadcast_to(array, (rows, *array.shape[1:])) for array in arrays
    )
    shown = calendar if calendar in CHOICES["calendar"] else "gregorian"
    terms = Terms(
        issue, maturity, coupon, interval, face, grace, shown, holidays, weekend, amortisation, rows > 1
    )  # fmt: skip
    faults += _faults_of_values(terms)
    if faults:
        raise ParameterError(faults)
    return terms


def _faults_of_values(terms: Terms) -> list[str]:
    faults = []

    def refuse(mask: NDArray[np.bool_], line: Callable[[int], str]) -> None:
        if mask.any():
            faults.append(terms.name(mask) + line(int(mask.argmax())))

    late = terms.maturity <= terms.issue
    refuse(
        late,
        lambda at: (
            f"maturity is {terms.written(terms.maturity, late)}, not after the issue on "
            f"{terms.written(terms.issue, late)}; give a later maturity."
        ),
    )
    extreme = np.where(np.isfinite(terms.coupon), terms.coupon, np.inf).max(axis=1)
    lowest = terms.coupon.min(axis=1)
    refuse(
        extreme > _HIGHEST_COUPON,
        lambda at: (
            f"coupon is {extreme[at]:g}; expected a fraction a year from 0 to 2; "
            f"write {extreme[at] / 100:g} for {extreme[at]:g} %."
        ),
    )
    refuse(lowest < 0, lambda at: f"coupon is {lowest[at]:g}; expected a fraction a year from 0 to 2.")
    refuse(
        ~np.isin(terms.interval_months, INTERVALS),
        lambda at: (
            f"interval_months is {terms.interval_months[at]}; expected 1, 2, 3, 4, 6 or 12, "
            "or 0 where nothing is paid before maturity."
        ),
    )
    refuse(
        ~(np.isfinite(terms.face) & (terms.face > 0)),
        lambda at: f"face is {terms.face[at]:g}; expected an amount above 0.",
    )
    refuse(
        terms.grace_months < 0,
        lambda at: f"grace_months is {terms.grace_months[at]}; expected 0 or more months.",
    )
    return faults


def _coupons(value: Any) -> NDArray[np.float64]:
    coupon = np.asarray(value, dtype=float)
    if coupon.ndim > 2 or coupon.size == 0:
        raise ValueError("expected a fraction a year, one a bond, or bonds x periods.")
    return coupon if coupon.ndim == 2 else coupon.reshape(-1, 1)


def _whole(value: Any) -> Whole:
    number = np.atleast_1d(np.asarray(value, dtype=float))
    if not (np.isfinite(number) & (number == np.round(number))).all():
        raise ValueError(f"found {value!r}; expected whole months.")
    return number.astype(np.int64)


def _holidays(value: Any) -> Days:
    if isinstance(value, str):
        raise ValueError(f'found the text "{value}"; expected a list of dates.')
    given = value if isinstance(value, np.ndarray) else list(value)
    return days(given) if len(given) else np.array([], dtype="M8[D]")


def _calendar(issue: Any, maturity: Any, faults: list[str]) -> Calendar:
    found = {}
    for name, value in (("issue", issue), ("maturity", maturity)):
        is_one = isinstance(value, str) or not isinstance(value, Iterable)
        if not is_one and np.asarray(value).dtype.kind == "M":
            found["gregorian"] = f"{name} {np.asarray(value).ravel()[0]}"
        else:
            found |= {calendar_of(one): f"{name} {one}" for one in ([value] if is_one else value)}
    if len(found) > 1:
        faults.append(
            f"{found['jalali']} is written in the Jalali calendar and {found['gregorian']} in the Gregorian; "
            'write both in one, or give calendar="jalali" or "gregorian".'
        )
    return "jalali" if "jalali" in found else "gregorian"


def _year_days(value: Any) -> list[str]:
    if value == "actual" or (isinstance(value, int) and 360 <= value <= 366):
        return []
    return [f'year_days is {value!r}; expected 365 (or another whole number from 360 to 366) or "actual".']


def _weekend(value: Any, faults: list[str]) -> tuple[str, ...]:
    given = (value,) if isinstance(value, str) else tuple(value)
    for name in given:
        if name not in WEEKDAYS:
            near = nearest(str(name), WEEKDAYS)
            faults.append(f"weekend has {name!r}; expected names of weekdays such as {near or 'friday'!r}.")
    if set(given) == set(WEEKDAYS):
        faults.append("weekend holds all seven days; leave at least one working day.")
    return given


def _amortisation(value: Any, faults: list[str]) -> str | tuple[float, ...]:
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
