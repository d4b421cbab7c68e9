"""The effective annual rates that discount dated flows to nothing: all of them, not the first that a search meets."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hamyari_lib.errors import DataError, HamyariError

Floats = NDArray[np.float64]

Kind = Literal["nothing", "one_way", "no_rate", "several", "nothing_received"]

_PARTS = 32  # that an interval is cut into at a time
_NARROW = 1e-14  # of log rates: no root is told nearer
_TOUCHES = 1e-13  # a present value this small, as a share of its terms, is zero up to rounding
_CANCELS = 1e-14  # what is left of a day's receipts and payments that cancel, as a share of them
_SAME_TIME = 1e-7  # years, three seconds: flows are dated by days
_HIGHEST = 690.0  # the logarithm of the highest rate that is reported: beyond it a float overflows


class NoRateError(HamyariError):
    """Flows that no one rate describes. ``kind`` says why: there are none (``nothing``), all go one way (``one_way``),
    no rate solves them (``no_rate``), ``several`` do, or a borrower gets no money in hand (``nothing_received``)."""

    def __init__(self, fault: str, kind: Kind) -> None:
        super().__init__(fault)
        self.kind = kind


def internal_rates(times_years: ArrayLike, amounts: ArrayLike) -> Floats:
    """All real internal rates of return of dated flows.

    With x = log(1 + rate), the present value is an exponential sum: sum of a_i exp(-x t_i). Multiplied by exp(x s),
    with s between the times of two flows of opposite sign, its derivative is again such a sum, with one change of sign
    less (the argument behind Descartes' rule of signs). Its roots therefore split the line into stretches that hold at
    most one rate each, and the search ends where no sign changes. Nothing is scanned, so no rate is overlooked.

    Parameters
    ----------
    times_years
        When each amount falls, in years from any start, in any order; amounts of the same time (to
        1e-7 of a year) are netted.
    amounts
        As many, in one unit of money; received is positive, paid negative.

    Returns
    -------
    Effective annual rates above -1 as fractions, sorted; empty where there is none (also where every amount is 0 and
    any rate would do). A present value that touches zero gives its rate once; two rates closer than about 1e-6 of each
    other cannot be told from one. A rate too near to -1 for a float is returned as -1.

    Raises
    ------
    DataError
        Times and amounts of unequal number; a time or an amount that is NaN or infinite; a rate too high for a float
        (flows within a day or so that grow manifold).

    >>> internal_rates([0, 1, 2], [-100, 230, -132]).round(10).tolist()
    [0.1, 0.2]
    """
    times, net = _netted(times_years, amounts)
    if len(net) < 2:
        return np.empty(0)
    logs = np.unique(_roots(times - times[0], net))
    if len(logs) and logs[-1] > _HIGHEST:
        raise DataError("flows: their rate is beyond any number; expected flows months or years apart; check the dates")
    return np.expm1(logs)


def internal_rate(
    times_years: ArrayLike, amounts: ArrayLike, what: str = "flows", *, nominal: ArrayLike | None = None
) -> float:
    """The one internal rate of return of dated flows, as an effective annual fraction.

    A loan with a blocked deposit ends on a receipt, so that its flows change sign twice and a second, negative rate
    solves them too. It is no cost: by the criterion of Norstrøm (1972, Journal of Financial and Quantitative Analysis),
    where the running sum of the flows changes sign once and does not end at 0, exactly one rate is above 0, and that
    is the answer.

    Parameters are those of :func:`internal_rates`; ``what`` names the flows in messages. Where the amounts are in
    constant prices, ``nominal`` gives them as they were paid: the criterion is about a rate above 0 in that money, and
    the highest rate in constant prices is the same one.

    Raises
    ------
    NoRateError
        There is no flow, no change of sign (nobody lends), no rate, or several that this criterion does not tell apart:
        the line names them all.

    >>> round(internal_rate([0, 0.5, 1], [100, -9, -109]), 6)
    0.1881
    >>> internal_rates([0, 1, 2, 3], [90, -60, -60, 10]).round(3).tolist()
    [-0.851, 0.159]
    >>> round(internal_rate([0, 1, 2, 3], [90, -60, -60, 10]), 3)
    0.159
    """
    rates = internal_rates(times_years, amounts)
    if len(rates) == 1:
        return float(rates[0])
    _, net = _netted(times_years, amounts)
    judged = net if nominal is None else _netted(times_years, nominal)[1]
    if len(rates) > 1 and has_one_rate_above_zero(judged):
        return float(rates[-1])
    kind: Kind = "several"
    if not len(net):
        kind = "nothing"
        found = "every amount is 0; expected receipts and payments; check the terms"
    elif (net > 0).all() or (net < 0).all():
        kind, way = "one_way", "receipts" if net[0] > 0 else "payments"
        found = f"nobody lends here: all are {way}; a rate needs receipts and payments; check the signs and the price"
    elif not len(rates):
        kind = "no_rate"
        found = "no rate solves these flows though both receipts and payments occur; compare present values instead"
    else:
        listed = ", ".join(f"{rate * 100:.2f} %" for rate in rates)
        found = f"{len(rates)} rates solve these flows ({listed}); none of them is the cost; compare present values"
    raise NoRateError(f"{what}: {found}.", kind)


def has_one_rate_above_zero(net: Floats) -> bool:
    """Norstrøm's criterion on net flows in the order of their times; see :func:`internal_rate`."""
    sums = np.cumsum(net)
    gross = np.abs(net).sum()
    signs = np.sign(sums[np.abs(sums) > _CANCELS * gross])
    return bool(abs(sums[-1]) > _CANCELS * gross and np.count_nonzero(np.diff(signs)) == 1)


def _netted(times_years: ArrayLike, amounts: ArrayLike) -> tuple[Floats, Floats]:
    """The flows in the order of their times, one amount a time, zeros left out."""
    times, values = np.asarray(times_years, dtype=float).ravel(), np.asarray(amounts, dtype=float).ravel()
    if len(times) != len(values):
        raise DataError(f"flows: {len(times)} times and {len(values)} amounts; expected as many of each.")
    bad = np.flatnonzero(~(np.isfinite(times) & np.isfinite(values)))
    if len(bad):
        raise DataError(
            f"flows: amount {values[i]} at {times[i]} years (number {i + 1}); expected numbers; leave the flow out."
            for i in bad
        )
    order = np.argsort(times, kind="stable")
    times, values = times[order], values[order]
    starts = np.flatnonzero(np.diff(times, prepend=-np.inf) > _SAME_TIME)
    if not len(starts):
        return times, values
    net, gross = np.add.reduceat(values, starts), np.add.reduceat(np.abs(values), starts)
    kept = np.abs(net) > _CANCELS * gross
    return times[starts][kept], net[kept]


def _present(x: float, times: Floats, amounts: Floats) -> float:
    """The sign of the present value at log rate ``x``, as a share of its gross terms: between -1 and 1."""
    exponents = -x * times
    terms = amounts * np.exp(exponents - exponents.max())  # no overflow, whatever x
    return float(terms.sum() / np.abs(terms).sum())


def _sign(x: float, times: Floats, amounts: Floats) -> int:
    value = _present(x, times, amounts)
    return 0 if abs(value) <= _TOUCHES else 1 if value > 0 else -1


def _roots(times: Floats, amounts: Floats) -> list[float]:
    """Where the exponential sum is zero, in order; ``times`` ascend."""
    is_left = amounts != 0  # a number too small to be held vanishes in a split
    times, amounts = times[is_left], amounts[is_left]
    changes = np.flatnonzero(np.sign(amounts[1:]) != np.sign(amounts[:-1]))
    if not len(changes):
        return []
    middle = changes[len(changes) // 2]
    pivot = (times[middle] + times[middle + 1]) / 2
    turns = _roots(times, amounts * (pivot - times)) or [0.0]  # a split that is not needed does no harm
    signs = [_sign(x, times, amounts) for x in turns]
    found = [x for x, sign in zip(turns, signs, strict=True) if sign == 0]
    low, high = int(np.sign(amounts[-1])), int(np.sign(amounts[0]))  # which flow rules far out on either side
    if signs[0] * low < 0:
        found.append(_between(_far_out(turns[0], -1.0, low, times, amounts), turns[0], times, amounts))
    for i in range(len(turns) - 1):
        if signs[i] * signs[i + 1] < 0:
            found.append(_between(turns[i], turns[i + 1], times, amounts))
    if signs[-1] * high < 0:
        found.append(_between(turns[-1], _far_out(turns[-1], 1.0, high, times, amounts), times, amounts))
    return sorted(found)


def _far_out(start: float, step: float, sign: int, times: Floats, amounts: Floats) -> float:
    """A place beyond the last root on one side; it ends, for there all flows but the outermost vanish in a float."""
    while _sign(start + step, times, amounts) != sign:
        step *= 2
    return start + step


def _between(low: float, high: float, times: Floats, amounts: Floats) -> float:
    """Where the sign changes: the interval is cut into parts, and the one in which it does again, until no more can."""
    while True:
        places = np.linspace(low, high, _PARTS + 1)
        exponents = -np.outer(places, times)
        terms = amounts * np.exp(exponents - exponents.max(axis=1, keepdims=True))
        values = terms.sum(axis=1) / np.abs(terms).sum(axis=1)
        turn = int(np.argmax(np.sign(values[1:]) != np.sign(values[0])))
        narrower = float(places[turn]), float(places[turn + 1])
        if narrower[1] - narrower[0] <= _NARROW * max(abs(low), abs(high), 1.0) or narrower == (low, high):
            left, right = values[turn], values[turn + 1]
            share = left / (left - right)
            return narrower[0] + share * (narrower[1] - narrower[0])
        low, high = narrower
