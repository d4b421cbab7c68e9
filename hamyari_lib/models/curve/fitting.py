"""Fitting a curve to quotes by least squares of price errors over duration, as central banks do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hamyari_lib.errors import DataError
from hamyari_lib.models.curve.curves import LEAST_QUOTES, Curve, Model
from hamyari_lib.models.curve.least_squares import parameters_of
from hamyari_lib.models.curve.papers import Quotes, check, fault_of, yield_of

_SAME_TENOR = 1e-6  # years
_OUTLIER_SDS, _OUTLIER_LEAST, _OUTLIERS_AT_MOST, _AT_AN_END = 5.0, 0.005, 0.2, 4.0


def fit_curve(
    tenors_years: ArrayLike, zero_yields: ArrayLike, *, model: Model = "nelson-siegel", outliers: bool = False
) -> Curve:
    """A curve through zero-coupon quotes.

    The errors of prices, each over its modified duration, are made least (Gurkaynak, Sack and Wright, Journal of
    Monetary Economics 54, 2007; QuantLib weighs alike). Nelson and Siegel (1987) take 4 quotes of different tenors,
    Svensson (1994) 6; with fewer the curve is of the next simpler kind, and below 4 it is interpolated with constant
    forward rates from quote to quote (``Curve.model`` says which).

    Parameters
    ----------
    tenors_years
        Years to maturity, above 0, in any order.
    zero_yields
        As many effective annual yields, fractions; they may be negative.
    outliers
        Whether to leave out quotes that lie far off the Nelson-Siegel curve of the others: by more than 50 basis points
        and 5 times the others' usual distance (1.4826 x the median), the shortest and the longest, which that curve
        does not reach, by four times as much; at most one in five, the farthest first.

    Raises
    ------
    DataError
        No quote, unequal numbers, a tenor not above 0, a yield that is no number, not above -100 % or above 300 %.

    >>> curve = fit_curve([1, 2], [0.2257, 0.2263])
    >>> curve.model, round(float(curve.forward(1, 2)), 4)
    ('interpolated', 0.2269)
    """
    tenors, yields = (np.atleast_1d(np.asarray(one, dtype=float)) for one in (tenors_years, zero_yields))
    if tenors.ndim != 1 or tenors.shape != yields.shape:
        raise DataError(f"curve: {tenors.size} tenors and {yields.size} yields; expected one yield for each tenor.")
    check(tenors, yields)
    prices = np.exp(-np.log1p(yields) * tenors)
    return _fit(Quotes(tenors, np.eye(len(tenors)), prices, tenors, yields), model, outliers)


def fit_bonds(
    flows: Sequence[tuple[ArrayLike, ArrayLike]],
    prices: ArrayLike,
    *,
    model: Model = "nelson-siegel",
    outliers: bool = False,
) -> Curve:
    """A curve through the prices of bills and coupon bonds.

    Parameters
    ----------
    flows
        Of each paper: years from today, above 0, and amounts.
    prices
        As many prices with accrued profit, in the unit of the amounts.

    The rest is as in :func:`fit_curve`. ``Curve.tenors`` are the papers' durations; where the curve is interpolated
    their yields to maturity count as zero-coupon yields at those.
    """
    papers = [tuple(np.atleast_1d(np.asarray(one, dtype=float)) for one in pair) for pair in flows]
    asked = np.atleast_1d(np.asarray(prices, dtype=float))
    if len(papers) != len(asked):
        raise DataError(f"curve: {len(papers)} papers and {len(asked)} prices; expected one price for each paper.")
    if not len(papers):
        raise DataError("curve: there is no quote; give one paper at least.")
    faults = [
        f"paper {place}: {fault}"
        for place, ((times, amounts), price) in enumerate(zip(papers, asked, strict=True), start=1)
        if (fault := fault_of(times, amounts, price))
    ]
    if faults:
        raise DataError(faults)
    times = np.unique(np.concatenate([one for one, _ in papers]))
    matrix = np.zeros((len(papers), len(times)))
    for row, (own, amounts) in zip(matrix, papers, strict=True):
        np.add.at(row, np.searchsorted(times, own), amounts)
    matrix, scaled = matrix / asked[:, None], np.ones(len(asked))
    yields = np.array([yield_of(times, row) for row in matrix])
    growth = np.exp(-np.log1p(yields)[:, None] * times)
    durations = (matrix * growth * times).sum(axis=1)
    check(durations, yields)
    return _fit(Quotes(times, matrix, scaled, durations, yields), model, outliers)


def _fit(quotes: Quotes, asked: Model, outliers: bool) -> Curve:
    if asked not in LEAST_QUOTES:
        raise DataError(f"model is {asked!r}; expected one of: {', '.join(sorted(LEAST_QUOTES))}.")
    used = np.ones(len(quotes.tenors), dtype=bool)
    while outliers and (~used).sum() + 1 <= _OUTLIERS_AT_MOST * len(used) and (worst := _farthest(quotes, used)) >= 0:
        used[worst] = False
    return _through(quotes, used, asked)


def _farthest(quotes: Quotes, used: NDArray[np.bool_]) -> int:
    """The quote that lies farthest off the Nelson-Siegel curve of the others, if too far; else -1.

    The curve of the others ends before the shortest and the longest quote, which may lie four times as far.
    """
    places = np.flatnonzero(used)
    off = np.zeros(len(used))
    usual = np.zeros(len(used))
    for place in places:
        others = used.copy()
        others[place] = False
        left = np.abs(_through(quotes, others, "nelson-siegel").residuals)
        off[place], usual[place] = left[place], 1.4826 * float(np.median(left[others]))
    beyond = np.isin(quotes.tenors, [quotes.tenors[used].min(), quotes.tenors[used].max()])
    ratio = off / (np.maximum(_OUTLIER_LEAST, _OUTLIER_SDS * usual) * np.where(beyond, _AT_AN_END, 1.0))
    worst = int(ratio.argmax())
    return worst if ratio[worst] > 1 else -1


def _through(quotes: Quotes, used: NDArray[np.bool_], asked: Model) -> Curve:
    """The curve fitted to the ``used`` quotes, with the residuals of all."""
    own = quotes.some(used)
    apart = 1 + int((np.diff(np.sort(own.tenors)) > _SAME_TENOR).sum())
    order: list[Model] = ["svensson", "nelson-siegel", "interpolated"]
    model = next(one for one in order[order.index(asked) :] if apart >= LEAST_QUOTES[one])
    parameters, knots = ({}, _knots(own)) if model == "interpolated" else (parameters_of(own, model), ((), ()))
    last = float(own.tenors.max()) if model == "interpolated" else own.last
    bare = Curve(
        model, asked, parameters, quotes.tenors, quotes.yields, np.zeros(len(used)), used,
        float(own.tenors.min()), last, knots,
    )  # fmt: skip
    return Curve(**{**bare.__dict__, "residuals": quotes.residuals(bare)})


def _knots(quotes: Quotes) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Tenors and logarithms of discount factors; quotes of one tenor are averaged."""
    order = np.argsort(quotes.tenors, kind="stable")
    tenors, rates = quotes.tenors[order], np.log1p(quotes.yields[order])
    groups = np.concatenate([[0], np.cumsum(np.diff(tenors) > _SAME_TENOR)])
    counts = np.bincount(groups)
    years = np.bincount(groups, tenors) / counts
    return tuple(years), tuple(-years * np.bincount(groups, rates) / counts)
