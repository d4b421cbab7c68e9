"""The parameters of a curve by least squares of price errors over duration."""

from __future__ import annotations

import numpy as np
from scipy.optimize import OptimizeResult, least_squares

from hamyari_lib.models.curve.curves import Floats, Model, loadings
from hamyari_lib.models.curve.papers import Quotes

_HIGHEST = 1.5  # of the rate at tenor 0 and far away, continuously compounded
_BELOW = (0.02, 0.3)  # how far these, far away and at tenor 0, may be below 0 or the lowest quote
_HUMPS = (-3.0, 3.0)  # of b2 and b3
_TAUS = (0.05, 30.0)  # years
_GRID = {1: 24, 2: 12}  # values of each tau that are tried first
_ZOOMS, _KEPT, _STARTS = 5, 6, 3
_FIRST_STEPS, _LAST_STEPS = 10, 60


def parameters_of(quotes: Quotes, model: Model) -> dict[str, float]:
    """Coefficients and taus of least error: taus by a grid that narrows around the best, the coefficients of each
    being a linear problem; then all together."""
    n = 2 if model == "svensson" else 1
    bounds = _bounds(n, quotes)
    taus = _taus_of(quotes, n, bounds)
    starts = [np.concatenate([_coefficients(quotes, one), one]) for one in taus]
    tried = [_settled(quotes, start, bounds, n, _FIRST_STEPS) for start in starts]
    best = _settled(quotes, min(tried, key=lambda found: found.cost).x, bounds, n, _LAST_STEPS).x
    best[1] -= best[0]
    names = ["b0", "b1", "b2", "b3"][: 2 + n]
    found = {f"tau{place}": float(np.exp(one)) for place, one in enumerate(best[2 + n :], start=1)}
    return dict(zip(names, map(float, best[: 2 + n]), strict=True)) | found


def _settled(quotes: Quotes, start: Floats, bounds: tuple[Floats, Floats], n: int, steps: int) -> OptimizeResult:
    return least_squares(
        _errors, np.clip(start, *bounds), jac=_slopes, bounds=bounds, args=(quotes, n), x_scale="jac", xtol=1e-10,
        ftol=1e-12, gtol=1e-15, max_nfev=steps,
    )  # fmt: skip


def _bounds(n: int, quotes: Quotes) -> tuple[Floats, Floats]:
    """Least and largest rate far away and at tenor 0, then b2 and b3, then the logarithms of the taus."""
    taus = np.log(_TAUS[0]), np.log(min(_TAUS[1], max(2 * quotes.last, 1.0)))
    lowest = min(0.0, float(np.log1p(quotes.yields).min()))
    ends = [
        np.array([lowest - _BELOW[0], lowest - _BELOW[1], *[_HUMPS[0]] * n, *[taus[0]] * n]),
        np.array([_HIGHEST, _HIGHEST, *[_HUMPS[1]] * n, *[taus[1]] * n]),
    ]
    return ends[0], ends[1]


def _taus_of(quotes: Quotes, n: int, bounds: tuple[Floats, Floats]) -> list[Floats]:
    """Logarithms of the taus that leave least, a few of them."""
    low, high = bounds[0][-n:], bounds[1][-n:]
    axis = np.linspace(low[0], high[0], _GRID[n])
    tried = np.array([[one, other] for one in axis for other in axis if one != other]) if n == 2 else axis[:, None]
    step = axis[1] - axis[0]
    near = np.stack(np.meshgrid(*[np.linspace(-1, 1, 5)] * n), axis=-1).reshape(-1, n)
    for _ in range(_ZOOMS):
        best = tried[np.argsort(_left(quotes, tried), kind="stable")]
        kept = _apart(best, step)
        step = step / 2
        tried = np.concatenate([np.clip(one + near * step, low, high) for one in kept])
    best = tried[np.argsort(_left(quotes, tried), kind="stable")]
    return _apart(best, 4 * step)[:_STARTS]


def _apart(points: Floats, distance: float) -> list[Floats]:
    """The first few of the points of which each is as far as that from those before it."""
    kept = [points[0]]
    for one in points[1:60]:
        if len(kept) < _KEPT and min(np.abs(one - other).max() for other in kept) > distance:
            kept.append(one)
    return kept


def _first_order(quotes: Quotes, log_taus: Floats) -> tuple[Floats, Floats]:
    """Errors to first order, by coefficient, and what they are to make up; ``log_taus`` of any shape x 1 or 2."""
    worth = quotes.matrix * np.exp(-np.log1p(quotes.yields)[:, None] * quotes.times) * quotes.times
    by_rate = worth * quotes.weights[:, None]
    slopes = by_rate @ _by(quotes.times, np.exp(log_taus))
    return slopes, np.log1p(quotes.yields) * by_rate.sum(axis=1)


def _left(quotes: Quotes, log_taus: Floats) -> Floats:
    """The sum of squared errors that the best coefficients leave, for each pair of taus."""
    slopes, target = _first_order(quotes, log_taus)
    basis, _ = np.linalg.qr(slopes)
    return ((target - np.einsum("pqc,pc->pq", basis, np.einsum("pqc,q->pc", basis, target))) ** 2).sum(axis=1)


def _coefficients(quotes: Quotes, log_taus: Floats) -> Floats:
    slopes, target = _first_order(quotes, log_taus)
    return np.linalg.lstsq(slopes, target, rcond=1e-10)[0]


def _by(tenors: Floats, taus: Floats) -> Floats:
    """As :func:`loadings`, with the rate at tenor 0, b0 + b1, in place of b1: bounds mean something for it."""
    each = loadings(tenors, taus)
    each[..., 0] -= each[..., 1]
    return each


def _errors(parameters: Floats, quotes: Quotes, n: int) -> Floats:
    rates = _by(quotes.times, np.exp(parameters[2 + n :])) @ parameters[: 2 + n]
    return (quotes.matrix @ np.exp(-rates * quotes.times) - quotes.prices) * quotes.weights


def _slopes(parameters: Floats, quotes: Quotes, n: int) -> Floats:
    taus, times = np.exp(parameters[2 + n :]), quotes.times
    by = _by(times, taus)
    rates = by @ parameters[: 2 + n]
    columns = [by]
    for place, tau in enumerate(taus):
        ratio = times / tau
        hump = -np.expm1(-ratio) / ratio - np.exp(-ratio)  # also the slope of L by the logarithm of tau
        bend = hump - ratio * np.exp(-ratio)
        moved = (parameters[1] - parameters[0]) * hump + parameters[2] * bend if place == 0 else parameters[3] * bend
        columns.append(moved[:, None])
    return (quotes.matrix * (-times * np.exp(-rates * times))) @ np.hstack(columns) * quotes.weights[:, None]
