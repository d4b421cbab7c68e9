"""Rows of flows that change their sign more than once: whether one rate describes them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hamyari_lib.models.cashflow.newton import newton
from hamyari_lib.models.returns import has_one_rate_above_zero, internal_rates

Floats = NDArray[np.float64]

GRID = np.linspace(-3, 3, 49)  # of log(1 + rate)
NEAR = 1e-3  # a present value this small, as a share of its terms, may be a root that touches 0
_LONGEST = 200.0  # periods, beyond which powers would overflow on the grid


def scanned(rows: Floats, times: Floats) -> tuple[Floats, NDArray[np.str_]]:
    """The rate of each row and what was found: ``only``, ``above_zero``, ``several`` or ``none``; see ``irr_many``."""
    rate, found = np.full(len(rows), np.nan), np.full(len(rows), "unsure", dtype="<U10")
    when = times - times[0]
    if when[-1] <= _LONGEST:
        powers = np.exp(-np.outer(when, GRID))
        value = rows @ powers
        is_above = value > 0
        turns = is_above[:, 1:] != is_above[:, :-1]
        is_sure = _is_sure(rows, value, turns, when, powers)
        number = turns.sum(axis=1)
        found[is_sure & (number == 0)] = "none"
        found[is_sure & (number > 1)] = "several"
        found[is_sure & (number == 1)] = "only"
        found[is_sure & (number > 1) & one_above_zero(rows)] = "above_zero"
        some = np.flatnonzero((found == "only") | (found == "above_zero"))
        if len(some):
            last = turns.shape[1] - 1 - np.argmax(turns[some, ::-1], axis=1)
            x = newton(rows[some], times, _between(value[some], last))
            is_in = (x >= GRID[last]) & (x <= GRID[last + 1])
            rate[some] = np.where(is_in, np.expm1(x), np.nan)
            found[some[~is_in]] = "unsure"
    for row in np.flatnonzero(found == "unsure"):
        rate[row], found[row] = looked_into(rows[row], times)
    return rate, found


def _is_sure(rows: Floats, value: Floats, turns: NDArray[np.bool_], when: Floats, powers: Floats) -> NDArray[np.bool_]:
    """Rows without a rate beyond the grid, and without a turn between two places that might touch 0."""
    first, last = (np.sign(_first_filled(one)) for one in (rows, rows[:, ::-1]))
    is_sure = (np.sign(value[:, -1]) == first) & (np.sign(value[:, 0]) == last) & (value != 0).all(axis=1)
    is_sure &= _most_above(rows, powers[:, -1]) + _most_below(rows, powers[:, 0]) == 0
    # three roots or more may hide in one step: only there are as many changes of sign
    some = np.flatnonzero(is_sure & (turns.sum(axis=1) == 1) & (sign_changes(rows) > 2))
    at = turns[some].argmax(axis=1)
    most = np.minimum(_most_above(rows[some], powers.T[at]), _most_below(rows[some], powers.T[at + 1]))
    is_sure[some[most > 1]] = False
    slope = (rows * -when) @ powers
    is_rising = slope > 0
    dips = (is_rising[:, :-1] != is_rising[:, 1:]) & ~turns
    dips &= is_rising[:, 1:] == (value[:, 1:] > 0)  # towards 0, then away from it
    row, place = np.nonzero(dips)
    side, step = np.sign(value[row, place]), GRID[1] - GRID[0]
    # between the two places the value is about no nearer to 0 than where their tangents meet
    left, right, down, up = value[row, place], value[row, place + 1], slope[row, place], slope[row, place + 1]
    lowest = left + down * (right - left - up * step) / (down - up)
    gross = (np.abs(rows[row]) * np.maximum(powers[:, place], powers[:, place + 1]).T).sum(axis=1)
    is_sure[row[side * lowest < NEAR * gross]] = False
    return is_sure


def _most_above(rows: Floats, powers: Floats) -> NDArray[np.int64]:
    """The most rates that may lie above the one whose discount factors are ``powers``, by the changes of sign of the
    running sums of present values (Norstrøm's criterion, carried to another rate than 0)."""
    return sign_changes(np.cumsum(rows * powers, axis=1))


def _most_below(rows: Floats, powers: Floats) -> NDArray[np.int64]:
    """The same below it, by the sums that run from the end."""
    return sign_changes(np.cumsum((rows * powers)[:, ::-1], axis=1))


def one_above_zero(rows: Floats) -> NDArray[np.bool_]:
    """Rows of which exactly one rate is above 0, by Norstrøm's criterion: the running sum changes its sign once."""
    sums = np.cumsum(rows, axis=1)
    sums[np.abs(sums) <= 1e-14 * np.abs(rows).sum(axis=1, keepdims=True)] = 0
    return (sign_changes(sums) == 1) & (sums[:, -1] != 0)


def _between(value: Floats, place: NDArray[np.int64]) -> Floats:
    """Where a straight line from one place to the next is 0."""
    row = np.arange(len(value))
    left, right = value[row, place], value[row, place + 1]
    return GRID[place] + (GRID[place + 1] - GRID[place]) * left / (left - right)


def _first_filled(rows: Floats) -> Floats:
    return rows[np.arange(len(rows)), np.argmax(rows != 0, axis=1)]


def sign_changes(rows: Floats) -> NDArray[np.int64]:
    """How often each row changes its sign, zeros passed over."""
    is_above = rows > 0
    if np.all(rows):
        return np.count_nonzero(is_above[:, 1:] != is_above[:, :-1], axis=1)
    signs = np.sign(rows)
    last, found = signs[:, 0].copy(), np.zeros(len(rows), dtype=np.int64)
    for period in range(1, rows.shape[1]):
        now = signs[:, period]
        found += now * last < 0
        last = np.where(now == 0, last, now)
    return found


def looked_into(row: Floats, times: Floats) -> tuple[float, str]:
    """The same of one row, by all its rates."""
    rates = internal_rates(times, row)
    if len(rates) == 1:
        return float(rates[0]), "only"
    if not len(rates):
        return float("nan"), "none"
    if rates[-1] > 0 and has_one_rate_above_zero(row[row != 0]):
        return float(rates[-1]), "above_zero"
    return float("nan"), "several"
