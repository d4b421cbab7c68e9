"""Bonds: dated, in Jalali or Gregorian months, one or many at once; and thin calls without dates.

:class:`Bond` is one contract, :class:`Bonds` many as arrays over the same code; ``price_flows`` and ``yield_of_flows``
take given flows. Rates are fractions a year, yields effective annual, prices per 100 of the principal outstanding.
"""

from hamyari_lib.models.bonds.bond import Bond
from hamyari_lib.models.bonds.flows import Flows
from hamyari_lib.models.bonds.nominal import effective_annual, nominal_annual, price, yield_to_maturity
from hamyari_lib.models.bonds.portfolio import Bonds
from hamyari_lib.models.bonds.valuation import convexity_of_flows, macaulay_of_flows, price_flows, yield_of_flows

__all__ = [
    "Bond",
    "Bonds",
    "Flows",
    "convexity_of_flows",
    "effective_annual",
    "macaulay_of_flows",
    "nominal_annual",
    "price",
    "price_flows",
    "yield_of_flows",
    "yield_to_maturity",
]
