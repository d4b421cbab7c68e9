"""Internal rates of many rows of flows at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hamyari_lib.errors import DataError
from hamyari_lib.models.cashflow.newton import newton
from hamyari_lib.models.cashflow.rates import _flows, _times
from hamyari_lib.models.cashflow.scan import scanned, sign_changes
from hamyari_lib.models.returns import internal_rates

Floats = NDArray[np.float64]

ROWS = 8192  # at a time: the flows of so many rows stay in the processor's cache


@dataclass(frozen=True)
class ManyRates:
    """The rates of rows of flows; it reads as an array of the rates.

    ``rate`` has a fraction a period (a year, where times were given) by row, and NaN where ``status`` says that there
    is no one rate: ``"one"`` of one change of sign, and so one rate; ``"too_high"`` where no number holds it;
    ``"one_way"`` without receipts or payments; ``"changes"`` of more than one change of sign, not looked into. With the
    scan, rows of several changes are ``"only"`` (one rate solves them), ``"above_zero"`` (of several rates one is above
    0, by Norstrøm's criterion), ``"several"`` or ``"none"``.
    """

    rate: Floats
    status: NDArray[np.str_]

    def __array__(self, dtype: object = None, copy: bool | None = None) -> Floats:
        return np.array(self.rate, dtype=dtype, copy=copy)

    def __len__(self) -> int:
        return len(self.rate)

    def __getitem__(self, place: object) -> object:
        return self.rate[place]

    @property
    def is_flagged(self) -> NDArray[np.bool_]:
        """Rows without one rate."""
        return np.isnan(self.rate)


def irr_many(flows: ArrayLike, *, times_years: ArrayLike | None = None, scan: bool = False) -> ManyRates:
    """The internal rate of each row of flows that changes its sign once; the other rows are flagged.

    With x = log(1 + rate), the logarithm of the present value of all receipts over that of all payments is monotone and
    nearly a straight line in x where all of one sign come first, so that Newton's method from 0 takes a few steps. Rows
    in which it does not settle are solved by :func:`irr`.

    Parameters
    ----------
    flows
        Rows by periods, received positive.
    times_years
        When each period's flow falls, in years; the same for all rows. Without it 0, 1, 2 and so on.
    scan
        Look into the rows with several changes of sign too: where the present value changes its sign between rates of
        -95 % and 1 900 %. Rows that it cannot tell (it all but touches 0, or changes beyond) are solved by :func:`irr`.

    Raises
    ------
    DataError
        Not rows by periods, or an amount that is no number.

    >>> found = irr_many([[-100, 60, 60], [-100, 230, -132], [5, 5, 5]])
    >>> found.rate.round(6).tolist(), found.status.tolist()
    ([0.130662, nan, nan], ['one', 'changes', 'one_way'])
    >>> irr_many([[-100, 60, 60, -5]], scan=True).status.tolist()
    ['above_zero']
    """
    rows = _flows(flows)
    if rows.ndim != 2:
        raise DataError(f"flows: {rows.ndim} dimensions; expected rows by periods.")
    times = _times(times_years, rows.shape[1])
    if (np.diff(times) <= 0).any():
        raise DataError(
            "times: expected in order, each after the one before; sort them, and add up what falls at once."
        )
    changes = sign_changes(rows)
    rate = np.full(len(rows), np.nan)
    status = np.where(changes == 0, "one_way", np.where(changes == 1, "one", "changes")).astype("<U10")
    single = np.flatnonzero(changes == 1)
    for start in range(0, len(single), ROWS):
        some = single[start : start + ROWS]
        with np.errstate(over="ignore"):
            rate[some] = np.expm1(newton(rows[some], times, np.zeros(len(some))))
    for row in single[~np.isfinite(rate[single])]:
        rate[row], status[row] = _one_of(times, rows[row])
    several = np.flatnonzero(changes > 1) if scan else changes[:0]
    for start in range(0, len(several), ROWS):
        some = several[start : start + ROWS]
        rate[some], status[some] = scanned(rows[some], times)
    return ManyRates(rate, status)


def _one_of(times: Floats, row: Floats) -> tuple[float, str]:
    try:
        return float(internal_rates(times, row)[0]), "one"
    except DataError:  # beyond what a number holds
        return float("nan"), "too_high"
