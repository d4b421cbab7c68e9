"""The curve of a market's quotes: bills and coupon bonds together, each with its distance from the curve."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from hamyari_lib.models import calendars
from hamyari_lib.models.bonds import Bond
from hamyari_lib.models.curve.curves import Curve, Floats, Model
from hamyari_lib.models.curve.fitting import fit_bonds, fit_curve

_EXACT = 1e-6  # a yield that is nearer to its quote than this meets it
_LIKELY = 0.2, 3.0  # the price of a coupon bond over its par value


def fit_quotes(
    quotes: pd.DataFrame, *, model: Model | Literal["best"] = "nelson-siegel", coupons: pd.DataFrame | None = None,
    clean: bool = True,
) -> tuple[Curve | None, pd.DataFrame]:  # fmt: skip
    """A curve through the quotes that can be used, outliers left out as in :func:`fit_curve`.

    Parameters
    ----------
    quotes
        As :func:`screened` returns them; those of the verdict ``used`` are looked at.
    model
        As for :func:`fit_curve`; ``"best"`` takes Svensson's two further parameters only where the quotes ask for them:
        where its corrected criterion of Akaike (Hurvich and Tsai 1989) is below that of Nelson and Siegel. On noisy
        quotes they swing otherwise, and the forward rates more.
    coupons
        Terms of coupon bonds, as for :func:`screened`: rows of ``bond_terms``.
    clean
        Whether the price of a coupon bond is quoted without the profit that has accrued.

    Returns
    -------
    The curve (``None`` where no quote can be used), and all quotes with ``yield_now`` (effective annual, to maturity),
    ``duration`` (years), ``residual`` (yield on the curve less ``yield_now``), NaN where not used, and the verdict
    ``outlier`` of those that were left out, or ``other_unit`` of a coupon bond priced under a fifth or over three times
    its par value. Times are counted from each quote's own day.
    """
    if model == "best":
        plain, seen = fit_quotes(quotes, model="nelson-siegel", coupons=coupons, clean=clean)
        if plain is None or plain.model != "nelson-siegel":
            return plain, seen
        richer = fit_quotes(quotes, model="svensson", coupons=coupons, clean=clean)
        return richer if richer[0] is not None and _criterion(richer[0]) < _criterion(plain) else (plain, seen)
    found = quotes.assign(yield_now=np.nan, duration=np.nan, residual=np.nan)
    rows = found.index[found["verdict"] == "used"]
    terms = pd.DataFrame() if coupons is None else coupons.set_index("symbol")
    is_coupon = found.loc[rows, "symbol"].isin(terms.index) & (found.loc[rows, "kind"] != "treasury_bill")
    if is_coupon.any():
        share = found.loc[rows, "price_rial"] / found.loc[rows, "symbol"].map(terms["par_rial"])
        is_odd = is_coupon & ~share.between(*_LIKELY)
        found.loc[rows[is_odd], "verdict"] = "other_unit"
        rows = rows[~is_odd]
    if not len(rows):
        return None, found
    if is_coupon[rows].any():
        papers = [
            _coupon_bond(found.loc[row], terms.loc[found.at[row, "symbol"]], clean)
            if is_coupon[row]
            else (np.array([found.at[row, "tenor_years"]]), np.ones(1), _discount(found.loc[row]))
            for row in rows
        ]
        curve = fit_bonds([one[:2] for one in papers], [one[2] for one in papers], model=model, outliers=True)
    else:
        curve = fit_curve(found.loc[rows, "tenor_years"], found.loc[rows, "rate"], model=model, outliers=True)
    found.loc[rows, "yield_now"], found.loc[rows, "duration"] = curve.yields, curve.tenors
    found.loc[rows, "residual"] = curve.residuals
    found.loc[rows[~curve.used], "verdict"] = "outlier"
    return curve, found


def coupon_terms(bond_terms: pd.DataFrame, instruments: pd.DataFrame, *, par_rial: float) -> pd.DataFrame:
    """The terms of coupon bonds from both tables that may hold them, as ``screened`` and ``fit_quotes`` take them.

    Parameters
    ----------
    bond_terms, instruments
        Rows of the tables of these names; of a symbol that is in both, the first stands.
    par_rial
        Of one paper, which ``instruments`` does not state.

    Returns
    -------
    ``symbol``, ``par_rial``, ``issue_jdate``, ``maturity_jdate``, ``coupon_pct`` and ``coupon_interval_months``, of the
    bonds that pay a profit in periods and lack none of these.
    """
    names = {"instrument_id": "symbol", "issue_date": "issue_jdate", "maturity_date": "maturity_jdate",
             "profit_pct": "coupon_pct", "interval_months": "coupon_interval_months"}  # fmt: skip
    own = instruments.rename(columns=names).assign(par_rial=par_rial)
    columns = ["symbol", "par_rial", "issue_jdate", "maturity_jdate", "coupon_pct", "coupon_interval_months"]
    both = pd.concat([bond_terms[columns], own[columns]], ignore_index=True).dropna()
    both = both[(both["coupon_pct"] > 0) & (both["coupon_interval_months"] > 0)]
    return both.drop_duplicates("symbol", ignore_index=True)


def _criterion(curve: Curve) -> float:
    """Akaike's, corrected for few quotes; infinite where there are too few for the parameters."""
    residuals = curve.residuals[curve.used]
    n, k = len(residuals), len(curve.parameters) + 1  # and the variance
    if n - k - 1 <= 0 or curve.model == "interpolated":
        return np.inf
    mean = max(float((residuals**2).mean()), _EXACT**2)
    return n * np.log(mean) + 2 * k + 2 * k * (k + 1) / (n - k - 1)


def _discount(quote: pd.Series) -> float:
    return float((1 + quote["rate"]) ** -quote["tenor_years"])


def _coupon_bond(quote: pd.Series, terms: pd.Series, clean: bool) -> tuple[Floats, Floats, float]:
    """Times, amounts and price with accrued profit, all for a face of 1."""
    bond = Bond(
        terms["issue_jdate"], terms["maturity_jdate"], float(terms["coupon_pct"]) / 100, face=1.0,
        interval_months=int(terms["coupon_interval_months"]), calendar="jalali",
    )  # fmt: skip
    day = calendars.day(quote["date"])
    flows = bond.cash_flows()
    later = flows[(flows["date"].to_numpy().astype("datetime64[D]") > day) & (flows["payment"] != 0)]
    times = (later["date"].to_numpy().astype("datetime64[D]") - day).astype(int) / 365
    price = float(quote["price_rial"]) / float(terms["par_rial"])
    return times, later["payment"].to_numpy(dtype=float), price + (bond.accrued(day) / 100 if clean else 0.0)
