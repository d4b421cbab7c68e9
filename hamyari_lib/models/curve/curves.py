"""A yield curve: what money costs by tenor, and how well the quotes lie on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hamyari_lib.errors import DataError

Floats = NDArray[np.float64]
Model = Literal["nelson-siegel", "svensson", "interpolated"]

LEAST_QUOTES: dict[Model, int] = {"interpolated": 1, "nelson-siegel": 4, "svensson": 6}
"""Quotes of different tenors that each model takes at least."""

_TOLERANCE = 1e-9  # years


@dataclass(frozen=True)
class Curve:
    """Zero-coupon yields by tenor. Yields and forward rates are effective annual fractions, tenors years.

    Parameters
    ----------
    model
        What it is: fewer quotes than a model needs (:data:`LEAST_QUOTES`) give the next simpler one.
    asked
        The model that was asked for.
    parameters
        Of the continuously compounded zero rate b0 + b1 L(t/tau1) + b2 (L(t/tau1) - exp(-t/tau1)) + b3 (L(t/tau2) -
        exp(-t/tau2)), with L(x) = (1 - exp(-x))/x; without b3 for Nelson-Siegel, none where it is interpolated.
    tenors, yields
        Of the quotes: the tenor of a zero coupon's, or the duration of a bond's; and its yield to maturity.
    residuals
        Yield on the curve less the quoted one, of every quote.
    used
        Which quotes the curve was fitted to; the others were left out as outliers.
    first, last
        The tenors, in years, between which it is known.
    """

    model: Model
    asked: Model
    parameters: dict[str, float]
    tenors: Floats
    yields: Floats
    residuals: Floats
    used: NDArray[np.bool_]
    first: float
    last: float
    knots: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())

    def zero(self, tenor_years: ArrayLike, *, beyond: bool = False) -> Floats:
        """Zero-coupon yield, of the shape of ``tenor_years``. ``DataError`` for a tenor that is not above 0, or beyond
        the last quote unless ``beyond`` says that a guess is wanted. Before the first quote it is the model's, or the
        first quote's where it is interpolated."""
        return np.expm1(self._rate(self._known(tenor_years, beyond)))

    def discount(self, tenor_years: ArrayLike, *, beyond: bool = False) -> Floats:
        """What one unit of money in ``tenor_years`` is worth now; 1 at 0."""
        tenors = np.asarray(tenor_years, dtype=float)
        later = self._known(np.where(tenors == 0, self.first, tenors), beyond)
        return np.where(tenors == 0, 1.0, np.exp(-self._rate(later) * later))

    def forward(self, start_years: ArrayLike, end_years: ArrayLike, *, beyond: bool = False) -> Floats:
        """The rate a year from ``start_years`` to ``end_years`` that the curve implies today."""
        starts, ends = (np.asarray(one, dtype=float) for one in (start_years, end_years))
        if not (ends > starts).all():
            raise DataError("forward: a period ends before it begins; give its start first, both in years.")
        growth = self.discount(starts, beyond=beyond) / self.discount(ends, beyond=beyond)
        return growth ** (1 / (ends - starts)) - 1

    def price(self, times_years: ArrayLike, amounts: ArrayLike, *, beyond: bool = False) -> float:
        """What dated amounts are worth now."""
        return float(np.sum(self.discount(times_years, beyond=beyond) * np.asarray(amounts, dtype=float)))

    @property
    def rms(self) -> float:
        """Root mean square of the residuals of the quotes it was fitted to, a fraction a year."""
        return float(np.sqrt(np.mean(self.residuals[self.used] ** 2)))

    def _known(self, tenor_years: ArrayLike, beyond: bool) -> Floats:
        tenors = np.asarray(tenor_years, dtype=float)
        if not (tenors > 0).all():
            raise DataError(f"tenor is {tenors[~(tenors > 0)].flat[0]:g} years; expected more than 0.")
        if (tenors > self.last + _TOLERANCE).any() and not beyond:
            raise DataError(
                f"tenor is {tenors.max():.4g} years; the last quote is of {self.last:.4g} years. Beyond it nothing is "
                "quoted: ask within it, or say beyond=True for a guess."
            )
        return tenors

    def _rate(self, tenors: Floats) -> Floats:
        """Continuously compounded zero rate."""
        if self.model != "interpolated":
            taus = [self.parameters[name] for name in ("tau1", "tau2") if name in self.parameters]
            of_each = [self.parameters[name] for name in ("b0", "b1", "b2", "b3")[: 2 + len(taus)]]
            return (loadings(tenors.ravel(), taus) @ np.array(of_each)).reshape(tenors.shape)
        years, logs = np.array(self.knots[0]), np.array(self.knots[1])  # log discount is linear between quotes
        within = np.interp(tenors, np.concatenate([[0.0], years]), np.concatenate([[0.0], logs])) / tenors
        return -np.where(tenors > years[-1], logs[-1] / years[-1], within)


def loadings(tenors: Floats, taus: ArrayLike) -> Floats:
    """What each coefficient adds to the zero rate at each tenor.

    ``taus`` of shape (..., n), n of 1 or 2, and m ``tenors`` give (..., m, 2 + n).
    """
    ratios = tenors[:, None] / np.asarray(taus, dtype=float)[..., None, :]
    falls = np.exp(-ratios)
    levels = -np.expm1(-ratios) / ratios
    first = np.ones_like(levels[..., :1])
    return np.concatenate([first, levels[..., :1], levels - falls], axis=-1)
