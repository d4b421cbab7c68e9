"""Bonds without dates: a rate, payments a year and a tenor. Conveniences over given flows; arrays broadcast."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hamyari_lib.errors import ParameterError
from hamyari_lib.models.bonds.valuation import price_flows, yield_of_flows
from hamyari_lib.models.magnitudes import (
    HIGHEST_EFFECTIVE,
    HIGHEST_NOMINAL,
    SHORT,
    price_as_fraction,
    refuse_per_cent,
)


def effective_annual(nominal_rate: ArrayLike, periods_per_year: ArrayLike) -> Any:
    """The effective annual rate of a nominal one paid so many times a year: (1 + c/m)^m - 1.

    Raises ``ParameterError`` for periods below 1, rates that lose all in a period, and rates above 2 (per cent).

    >>> round(effective_annual(0.18, 4), 6)
    0.192519
    """
    rate, periods = _rates(nominal_rate, periods_per_year)
    refuse_per_cent("the nominal rate", rate, HIGHEST_NOMINAL)
    _refuse(~(rate > -periods), "the nominal rate is {}; expected more than -1 a period.", rate)
    return _plain(np.expm1(periods * np.log1p(rate / periods)))


def nominal_annual(effective_rate: ArrayLike, periods_per_year: ArrayLike) -> Any:
    """The nominal rate, paid so many times a year, whose effective annual rate this is.

    Raises ``ParameterError`` for rates above 3 (per cent), or above what a nominal rate of 2 comes to where that is
    more.

    >>> round(nominal_annual(0.1925186, 4), 6)
    0.18
    """
    rate, periods = _rates(effective_rate, periods_per_year)
    whole = np.expm1(periods * np.log1p(HIGHEST_NOMINAL / periods)) * (1 + 1e-9)
    refuse_per_cent("the effective rate", rate, HIGHEST_EFFECTIVE, rate > whole)
    _refuse(~(rate > -1), "the effective rate is {}; expected a fraction a year above -1.", rate)
    return _plain(periods * np.expm1(np.log1p(rate) / periods))


def price(
    coupon_rate: ArrayLike, periods_per_year: ArrayLike, tenor_years: ArrayLike, *, effective_yield: ArrayLike
) -> Any:
    """Price per 100 of face on the day of issue.

    Parameters
    ----------
    coupon_rate
        Nominal, a fraction a year from 0 to 2.
    periods_per_year
        Whole; 0 pays all profit (simple) at maturity.
    tenor_years
        Above 0; where it is no whole number of periods the first period is short and its coupon pro rata.
    effective_yield
        Effective annual, a fraction above -1; up to 3 where the tenor is a quarter of a year or more.

    >>> round(price(0.18, 4, 4, effective_yield=0.225), 2), round(price(0.18, 4, 4, effective_yield=0.38), 2)
    (92.48, 66.44)
    """
    coupon, periods, tenor, yields = np.broadcast_arrays(
        *(np.asarray(one, dtype=float) for one in (coupon_rate, periods_per_year, tenor_years, effective_yield))
    )
    times, amounts = _flows(coupon.ravel(), periods.ravel(), tenor.ravel())
    refuse_per_cent("effective_yield", yields, HIGHEST_EFFECTIVE, tenor >= SHORT)
    return _plain(price_flows(times, amounts, yields.ravel()).reshape(coupon.shape))


def yield_to_maturity(
    price: ArrayLike, coupon_rate: ArrayLike, periods_per_year: ArrayLike, tenor_years: ArrayLike
) -> Any:
    """Effective annual yield of a bond bought at issue for ``price`` per 100 of face; see :func:`price`.

    >>> round(yield_to_maturity(100, 0.18, 4, 4), 4), round(yield_to_maturity(97, 0.18, 4, 4), 4)
    (0.1925, 0.205)
    """
    paid, coupon, periods, tenor = np.broadcast_arrays(
        *(np.asarray(one, dtype=float) for one in (price, coupon_rate, periods_per_year, tenor_years))
    )
    _refuse(~(np.isfinite(paid) & (paid > 0)), "the price is {}; expected a price above 0, per 100 of face.", paid)
    times, amounts = _flows(coupon.ravel(), periods.ravel(), tenor.ravel())
    found = yield_of_flows(times, amounts, paid.ravel()).reshape(coupon.shape)
    if fault := price_as_fraction(paid, coupon, found)[1]:
        raise ParameterError(fault)
    return _plain(found)


def _flows(
    coupon: NDArray[np.float64], periods: NDArray[np.float64], tenor: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Times and amounts per 100 of face (n x k), padded with zeros."""
    refuse_per_cent("coupon_rate", coupon, HIGHEST_NOMINAL)
    _refuse(~(coupon >= 0), "coupon_rate is {}; expected a fraction a year from 0 to 2.", coupon)
    _refuse(~((periods >= 0) & (periods % 1 == 0)), "periods_per_year is {}; expected 0, 1, 2, 3 ….", periods)
    _refuse(~(np.isfinite(tenor) & (tenor > 0)), "tenor_years is {}; expected years above 0.", tenor)
    # a tenor such as 1/3 is a whole number of periods but for its last bit
    count = np.where(periods == 0, 1, np.maximum(np.ceil(tenor * periods - 1e-9), 1))
    ordinal = np.arange(1, int(count.max()) + 1)
    is_live = ordinal <= count[:, None]
    per_year = np.where(periods == 0, 1 / tenor, periods)[:, None]
    times = np.where(is_live, tenor[:, None] - (count[:, None] - ordinal) / per_year, 0.0)
    paid = np.where(is_live, 100 * coupon[:, None] / per_year, 0.0)
    paid[:, 0] *= (times[:, :1] * per_year)[:, 0]
    paid[np.arange(len(count)), count.astype(int) - 1] += 100
    return times, paid


def _rates(rate: ArrayLike, periods: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rates, counts = np.broadcast_arrays(np.asarray(rate, dtype=float), np.asarray(periods, dtype=float))
    _refuse(~((counts >= 1) & np.isfinite(counts)), "periods_per_year is {}; expected 1 or more.", counts)
    return rates, counts


def _refuse(wrong: NDArray[np.bool_], line: str, values: NDArray[np.float64]) -> None:
    if np.any(wrong):
        raise ParameterError(line.format(f"{np.atleast_1d(values)[np.atleast_1d(wrong)][0]:g}"))


def _plain(values: NDArray[np.float64]) -> Any:
    return float(values) if values.ndim == 0 else values
