"""Yield curves from quotes: Nelson-Siegel and Svensson, or interpolation where there are too few; what quotes can be
trusted; the price of dated flows on a curve."""

from hamyari_lib.models.curve.curves import Curve
from hamyari_lib.models.curve.fitting import fit_bonds, fit_curve
from hamyari_lib.models.curve.market import coupon_terms, fit_quotes
from hamyari_lib.models.curve.quotes import VERDICTS, screened

__all__ = ["VERDICTS", "Curve", "coupon_terms", "fit_bonds", "fit_curve", "fit_quotes", "screened"]
