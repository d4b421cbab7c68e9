"""The cost of equity by regression, with its standard errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from hamyari_lib.errors import DataError

_LEAST = 24  # returns


@dataclass(frozen=True)
class CostOfEquity:
    """What owners may ask of a share by the capital asset pricing model (Sharpe 1964), effective a year.

    Parameters
    ----------
    cost, cost_se
        Risk-free rate and beta times the market's premium; its standard error by the delta method, the risk-free rate
        taken as known and the estimates of beta and premium as independent.
    beta, beta_se, alpha, alpha_se
        Of the excess returns on the market's; alpha a fraction a year. Standard errors hold with changing variance and
        serial correlation (Newey and West 1987).
    r2
        Share of the variance that the market explains.
    premium, premium_se
        The market's excess return, a fraction a year.
    n
        Returns that the regression rests on.
    """

    cost: float
    cost_se: float
    beta: float
    beta_se: float
    alpha: float
    alpha_se: float
    r2: float
    premium: float
    premium_se: float
    n: int


def cost_of_equity(
    returns: ArrayLike, market: ArrayLike, risk_free: ArrayLike, *, rate: float,
    premium_given: tuple[float, float] | None = None, per_year: int = 12,
) -> CostOfEquity:  # fmt: skip
    """The cost of equity of a share at a risk-free ``rate`` of now.

    Parameters
    ----------
    returns, market, risk_free
        Of the same periods, simple returns of one period each (the risk-free one too); a period in which any is not
        known (NaN) is left out.
    rate
        Risk-free rate of now, effective a year.
    premium_given
        The market's premium and its standard error, fractions a year, where they come from elsewhere; else those of
        :func:`premium` on the same periods.

    Raises
    ------
    DataError
        Unequal numbers, fewer than 24 periods, or a market that did not move.
    """
    own, whole, free = _together(returns, market, risk_free)
    if np.ptp(whole - free) == 0:
        raise DataError("regression: the market's excess return never changes; give the returns of a market.")
    found = _fitted(own - free, np.column_stack([np.ones(len(own)), whole - free]))
    (alpha, beta), (alpha_se, beta_se) = np.asarray(found.params), np.asarray(found.bse)
    more, more_se = premium_given or premium(whole, free, per_year=per_year)
    return CostOfEquity(
        cost=rate + beta * more, cost_se=float(np.hypot(beta_se * more, beta * more_se)),
        beta=float(beta), beta_se=float(beta_se), alpha=float(alpha * per_year), alpha_se=float(alpha_se * per_year),
        r2=float(found.rsquared), premium=float(more), premium_se=float(more_se), n=len(own),
    )  # fmt: skip


def premium(market: ArrayLike, risk_free: ArrayLike, *, per_year: int = 12) -> tuple[float, float]:
    """A market's mean excess return and its standard error, fractions a year (the periods' mean times their number).

    Parameters and errors are those of :func:`cost_of_equity`.
    """
    whole, free = _together(market, risk_free)
    found = _fitted(whole - free, np.ones((len(whole), 1)))
    return float(found.params[0] * per_year), float(found.bse[0] * per_year)


def _together(*given: ArrayLike) -> list[Any]:
    series = [np.asarray(one, dtype=float).ravel() for one in given]
    if len({len(one) for one in series}) > 1:
        raise DataError(
            f"regression: {' and '.join(str(len(one)) for one in series)} returns; expected as many of each."
        )
    is_known = np.isfinite(series).all(axis=0)
    if is_known.sum() < _LEAST:
        raise DataError(f"regression: {is_known.sum()} periods are known in all; expected {_LEAST} or more.")
    return [one[is_known] for one in series]


def _fitted(values: Any, regressors: Any) -> Any:
    from statsmodels.regression.linear_model import OLS

    lags = int(np.floor(4 * (len(values) / 100) ** (2 / 9)))  # Newey and West (1994)
    return OLS(values, regressors).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True})
