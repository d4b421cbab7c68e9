"""QuantLib as the oracle of fitted curves: at the quotes' tenors both agree within a basis point."""

import warnings

import numpy as np
import pytest

from hamyari_lib.models.curve import fit_bonds, fit_curve

with warnings.catch_warnings():  # its wrapper warns at import from Python 3.12 on
    warnings.simplefilter("ignore", DeprecationWarning)
    import QuantLib as ql

TODAY = ql.Date(20, 3, 2026)
ACTUAL_365 = ql.Actual365Fixed()
BASIS_POINT = 1e-4
METHODS = {"nelson-siegel": ql.NelsonSiegelFitting, "svensson": ql.SvenssonFitting}


def loading(x):
    return -np.expm1(-x) / x


def random_curve(rng, model, years):
    """Continuously compounded zero rates of a random curve of the model, none of them negative, and a start for
    QuantLib's search, which finds the best only from near to it: each parameter up to a tenth off."""
    while True:
        level, slope, *bends = rng.uniform((0.1, -0.1, -0.15, -0.15), (0.4, 0.1, 0.15, 0.15))
        taus = rng.uniform((0.3, 2.0), (2.0, 4.0))
        rates = level + slope * loading(years / taus[0])
        for bend, tau in zip(bends[: 1 if model == "nelson-siegel" else 2], taus, strict=False):
            rates = rates + bend * (loading(years / tau) - np.exp(-years / tau))
        if (rates > 0.02).all():
            used = (bends[:1], taus[:1]) if model == "nelson-siegel" else (bends, taus)
            true = np.array([level, slope, *used[0], *(1 / np.array(used[1]))])
            return rates, true * rng.uniform(0.9, 1.1, len(true))


def theirs(model, papers, start):
    """QuantLib's curve through (bond, clean price)."""
    ql.Settings.instance().evaluationDate = TODAY
    helpers = [ql.BondHelper(ql.QuoteHandle(ql.SimpleQuote(price)), bond) for bond, price in papers]
    return ql.FittedBondDiscountCurve(
        0, ql.NullCalendar(), helpers, ACTUAL_365, METHODS[model](), 1e-15, 100_000, ql.Array(start.tolist()), 0.01
    )  # fmt: skip


def bill(days):
    return ql.ZeroCouponBond(0, ql.NullCalendar(), 100.0, TODAY + int(days), ql.Unadjusted, 100.0, TODAY)


def zero(curve, years):
    return np.array([curve.zeroRate(float(one), ql.Compounded, ql.Annual).rate() for one in years])


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("model", ["nelson-siegel", "svensson"])
def test_bills_on_a_random_curve(model, seed):
    rng = np.random.default_rng(seed)
    days = np.sort(rng.choice(np.arange(40, 5 * 365), rng.integers(8, 20), replace=False))
    years = days / 365
    rates, start = random_curve(rng, model, years)
    ours = fit_curve(years, np.expm1(rates), model=model)
    assert ours.model == model
    assert np.abs(ours.zero(years) - np.expm1(rates)).max() < BASIS_POINT
    other = theirs(
        model, [(bill(one), 100 * np.exp(-rate * one / 365)) for one, rate in zip(days, rates, strict=True)], start
    )
    assert np.abs(ours.zero(years) - zero(other, years)).max() < BASIS_POINT


@pytest.mark.slow
def test_noisy_bills_are_fitted_to_the_same_errors():
    """The two weigh errors alike, so that they agree where no curve meets all quotes; and where theirs may go beyond
    our bounds (a rate far below 0 at either end, a hump of years beyond the quotes), ours is nearly as near."""
    met = 0
    for seed in range(100, 112):
        rng = np.random.default_rng(seed)
        days = np.sort(rng.choice(np.arange(60, 3 * 365), 12, replace=False))
        years = days / 365
        rates, start = random_curve(rng, "nelson-siegel", years)
        rates = rates + rng.normal(0, 0.003, len(years))
        ours = fit_curve(years, np.expm1(rates))
        other = theirs(
            "nelson-siegel",
            [(bill(one), 100 * np.exp(-rate * one / 365)) for one, rate in zip(days, rates, strict=True)],
            start,
        )
        errors = [
            float(((((1 + found) ** -years - np.exp(-rates * years)) * np.exp(rates) / years) ** 2).sum())
            for found in (ours.zero(years), zero(other, years))
        ]
        level, slope, _, speed = other.fitResults().solution()
        if level > 0 and level + slope > -0.3 and 1 / speed < 2 * years[-1]:
            assert errors[0] <= errors[1] * (1 + 1e-6)
            if errors[1] <= errors[0] * (1 + 1e-4):  # where their search has not stopped early
                met += 1
                assert np.abs(ours.zero(years) - zero(other, years)).max() < BASIS_POINT
        else:
            assert errors[0] <= errors[1] * 1.5
    assert met >= 5


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_coupon_bonds_on_a_random_curve(seed):
    rng = np.random.default_rng(200 + seed)
    papers, flows, prices = [], [], []
    fine = np.arange(1, 6 * 365) / 365
    rates, start = random_curve(rng, "nelson-siegel", fine)
    discount = np.exp(-rates * fine)
    for days in (90, 200, 330, 480):
        papers.append((bill(days), 100 * discount[days - 1]))
        flows.append(([days / 365], [100.0]))
        prices.append(100 * discount[days - 1])
    for years, coupon in ((2, 0.18), (3, 0.2), (4, 0.23), (5, 0.21)):
        schedule = ql.Schedule(
            TODAY, ql.Date(20, 3, 2026 + years), ql.Period(6, ql.Months), ql.NullCalendar(), ql.Unadjusted,
            ql.Unadjusted, ql.DateGeneration.Backward, False,
        )  # fmt: skip
        bond = ql.FixedRateBond(0, 100.0, schedule, [coupon], ACTUAL_365)
        paid = [(one.date() - TODAY, one.amount()) for one in bond.cashflows() if one.date() > TODAY]
        price = sum(amount * discount[days - 1] for days, amount in paid)
        papers.append((bond, price - bond.accruedAmount()))
        flows.append(([days / 365 for days, _ in paid], [amount for _, amount in paid]))
        prices.append(price)
    ours = fit_bonds(flows, prices)
    nodes = np.array([0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0])
    assert np.abs(ours.residuals).max() < BASIS_POINT
    assert np.abs(ours.zero(nodes) - zero(theirs("nelson-siegel", papers, start), nodes)).max() < BASIS_POINT
