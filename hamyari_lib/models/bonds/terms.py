"""The contract of bonds as it was given: read, put in arrays and refused with all its faults at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hamyari_lib.errors import ParameterError
from hamyari_lib.models.bonds.options import CHOICES, amortisation_of, check_choice, weekend_of, year_days_faults
from hamyari_lib.models.bonds.schedules import Schedule
from hamyari_lib.models.calendars import Calendar, Days, Whole, calendar_of, days, written
from hamyari_lib.models.magnitudes import HIGHEST_NOMINAL, per_cent_fault

_NO_NUMBERS = {type(None), str, np.str_, bytes, np.bytes_, bool, np.bool_}
INTERVALS = (0, 1, 2, 3, 4, 6, 12)


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
    face = read("face", lambda value: np.atleast_1d(_numbers(value)), given["face"])
    holidays = read("holidays", _holidays, given["holidays"])
    calendar = given["calendar"]
    if calendar is None:
        calendar = _calendar(given["issue"], given["maturity"], faults)
    else:
        faults += check_choice("calendar", calendar)
    for name in ("accrual", "stub", "roll", "grace_profit"):
        faults += check_choice(name, given[name])
    faults += year_days_faults(given["year_days"])
    weekend = weekend_of(given["weekend"], faults)
    amortisation = amortisation_of(given["amortisation"], faults)
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
    highest, lowest = terms.coupon.max(axis=1), terms.coupon.min(axis=1)  # NaN where one of them is
    is_finite = np.isfinite(highest)
    refuse(is_finite & (highest > HIGHEST_NOMINAL), lambda at: per_cent_fault("coupon", highest[at], HIGHEST_NOMINAL))
    refuse(is_finite & (lowest < 0), lambda at: f"coupon is {lowest[at]:g}; expected a fraction a year from 0 to 2.")
    refuse(
        ~is_finite,
        lambda at: f"coupon is {highest[at]:g}; expected a fraction a year; give every rate, such as 0.18 for 18 %.",
    )
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
    coupon = _numbers(value)
    if coupon.ndim > 2 or coupon.size == 0:
        raise ValueError("expected a fraction a year, one a bond, or bonds x periods.")
    return coupon if coupon.ndim == 2 else coupon.reshape(-1, 1)


def _numbers(value: Any) -> NDArray[np.float64]:
    """Numbers as an array; text, truth values and what is missing are none, though numpy would read them as such."""
    parts = value.ravel() if isinstance(value, np.ndarray) else np.asarray(value, dtype=object).ravel()
    if parts.dtype.kind not in "iuf" and (wrong := set(map(type, parts)) & _NO_NUMBERS):
        part = next(part for part in parts if type(part) in wrong)
        raise ValueError(f"found {part!r}; expected a number.")
    return np.asarray(value, dtype=float)


def _whole(value: Any) -> Whole:
    number = np.atleast_1d(_numbers(value))
    if not (np.isfinite(number) & (number == np.round(number))).all():
        raise ValueError(f"found {value!r}; expected whole months.")
    return number.astype(np.int64)


def _holidays(value: Any) -> Days:
    if isinstance(value, str):
        raise ValueError(f'found the text "{value}"; expected a list of dates.')
    if not isinstance(value, Iterable):
        raise ValueError(f"found {value!r}; expected a list of dates, or () for none.")
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


def refuse_misfits(terms: Terms, schedule: Schedule, is_paying: NDArray[np.bool_]) -> None:
    """Faults that show only beside the schedule: grace, fractions, rates and rolled periods that do not fit it."""
    faults = []
    count = schedule.count
    paying = count if is_paying is schedule.is_live else is_paying.sum(axis=1)
    barren = paying == 0
    if barren.any():
        faults.append(
            f"{terms.name(barren)}grace_months is {terms.grace_months[barren.argmax()]}; no payment is left after it "
            f"to repay principal by {terms.written(terms.maturity, barren)}; give a shorter grace."
        )
    if isinstance(terms.amortisation, tuple):
        misfit = (paying != len(terms.amortisation)) & ~barren
        if misfit.any():
            faults.append(
                f"{terms.name(misfit)}amortisation has {len(terms.amortisation)} fractions for "
                f"{paying[misfit.argmax()]} payments of principal; give one for each."
            )
    rates = terms.coupon.shape[1]
    surplus = rates > count
    if rates > 1 and not terms.is_many and surplus.any():
        faults.append(f"coupon has {rates} rates for {count[0]} payment periods; give at most one for each.")
    if schedule.end is not schedule.nominal_end and (empty := (schedule.end <= schedule.start).any(axis=1)).any():
        faults.append(
            f"{terms.name(empty)}a period is empty after its days are rolled; give another stub, roll or issue date."
        )
    if faults:
        raise ParameterError(faults)
