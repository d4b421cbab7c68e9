"""Per cent where a fraction is expected, and fractions where a price per 100 is: found by their size."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hamyari_lib.errors import ParameterError

HIGHEST_NOMINAL = 2.0  # a fraction a year
HIGHEST_EFFECTIVE = 3.0
HIGHEST_INFLATION = 3.0
HIGHEST_AS_FRACTION = 2.0  # a price per 100 that pays a coupon is above it
SHORT = 0.25  # years: what is due sooner may yield anything a year


def per_cent_fault(what: str, rates: ArrayLike, highest: float, where: ArrayLike = True) -> str:
    """The line on the first rate above ``highest`` (of those in ``where``), or "" where there is none.

    >>> per_cent_fault("the yield", [0.2, 22.5], HIGHEST_EFFECTIVE)
    'the yield is 22.5; expected a fraction a year up to 3; write 0.225 for 22.5 %.'
    """
    found = np.asarray(rates, dtype=float)
    above = np.broadcast_to((found > highest) & np.asarray(where), np.broadcast_shapes(found.shape, np.shape(where)))
    if not above.any():
        return ""
    rate = np.broadcast_to(found, above.shape)[above][0]
    return f"{what} is {rate:g}; expected a fraction a year up to {highest:g}; write {rate / 100:g} for {rate:g} %."


def refuse_per_cent(what: str, rates: ArrayLike, highest: float, where: ArrayLike = True) -> None:
    """``ParameterError`` with the line of :func:`per_cent_fault`, if there is one."""
    if fault := per_cent_fault(what, rates, highest, where):
        raise ParameterError(fault)


def price_as_fraction(prices: ArrayLike, coupons: ArrayLike, yields: ArrayLike) -> tuple[NDArray[np.bool_], str]:
    """Which prices per 100 must be fractions of the face: 2 or below where a coupon is paid, and so low that the yield
    would be refused as well (a price of any yield up to 3 stays). Second, the line on the first of them.

    >>> price_as_fraction([92.48, 0.9248], 0.18, [0.225, 60.0])
    (array([False,  True]), 'the price is 0.9248; prices are per 100: write 92.48.')
    """
    found, coupon, rate = (np.asarray(one, dtype=float) for one in (prices, coupons, yields))
    wrong = np.atleast_1d((found <= HIGHEST_AS_FRACTION) & (coupon > 0) & (rate > HIGHEST_EFFECTIVE * (1 + 1e-9)))
    if not wrong.any():
        return wrong, ""
    price = np.broadcast_to(found, wrong.shape)[wrong][0]
    return wrong, f"the price is {price:g}; prices are per 100: write {price * 100:g}."
