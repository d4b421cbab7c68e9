"""Curves, forecasts and instruments of the market, beside QuantLib and statsmodels in a loop.

Run it from the project's folder with ``python benchmarks/market.py``. Each ratio is of two times of the same run.
QuantLib is optional (``pip install -e .[test]``); how far both curves lie off the quotes is printed beside.
"""

from __future__ import annotations

import sys
import time
import warnings
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # also where the package is not installed
from timing import best

from hamyari_lib import data
from hamyari_lib.models import curve, instruments, macro
from hamyari_lib.models.macro.forecasting import _made

DAYS = np.array([30, 61, 91, 152, 183, 274, 365, 456, 548, 730, 913, 1095, 1460, 1825])
STEPS, FIRST, SAMPLE = 12, 60, 8


def curves() -> None:
    """A Svensson curve through noisy bills."""
    years, rng = DAYS / 365, np.random.default_rng(1404)
    rates = 0.32 + 0.05 * np.exp(-years) - 0.03 * years * np.exp(-years / 2) + rng.normal(0, 0.001, len(years))
    ours = best(lambda: curve.fit_curve(years, rates, model="svensson"))
    print(f"Svensson curve through {len(years)} quotes, seconds:")
    print(f"  ours                               {ours:8.4f}   (reach 0.05)")
    try:
        import QuantLib as ql
    except ImportError:
        print("  QuantLib is not installed: no ratio.")
        return
    today = ql.Date(1, 1, 2026)
    ql.Settings.instance().evaluationDate = today

    def fit() -> ql.FittedBondDiscountCurve:
        helpers = [
            ql.BondHelper(
                ql.QuoteHandle(ql.SimpleQuote(100 * (1 + rate) ** -(int(day) / 365))),
                ql.ZeroCouponBond(0, ql.NullCalendar(), 100.0, today + int(day), ql.Unadjusted, 100.0, today),
            )
            for day, rate in zip(DAYS, rates, strict=True)
        ]
        found = ql.FittedBondDiscountCurve(today, helpers, ql.Actual365Fixed(), ql.SvenssonFitting(), 1e-10, 10_000)
        found.discount(1.0)
        return found

    mine, theirs = curve.fit_curve(years, rates, model="svensson"), fit()
    at = np.array([theirs.zeroRate(float(one), ql.Compounded, ql.Annual).rate() for one in years])
    print(f"  QuantLib                           {(spent := best(fit)):8.4f}   {spent / ours:6.1f} times ours")
    off = (1e4 * float(np.sqrt(np.mean((one - rates) ** 2))) for one in (mine.zero(years), at))
    print("  root mean square off the quotes: ours {:.1f}, QuantLib's {:.1f} basis points".format(*off))


def forecasts() -> None:
    """The monthly dollar from every past month by six models, and as it would be fitted anew each time."""
    level = macro.monthly(data.load("market", room="sample"), "usd_irr_free_mean").since_break
    values = np.log(level.to_numpy())
    models = ("naive", "drift", "ets", "local_level", "local_trend", "ar_of_changes")
    ours = best(lambda: macro.rolling_origin(values, steps=STEPS, first=FIRST, models=models, refit=12), 1)
    print(f"rolling origins of {len(values)} months, {len(models)} models, {STEPS} steps, seconds:")
    print(f"  ours, fitted anew each year        {ours:8.2f}   (reach 30)")
    origins = np.linspace(FIRST, len(values) - 1, SAMPLE).astype(int)
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for origin in origins:
            found = _made(values[:origin], "local_trend", 0, None).fit(disp=False)
            found.get_forecast(STEPS)
    each = (time.perf_counter() - start) / SAMPLE * (len(values) - FIRST)
    alone = best(lambda: macro.rolling_origin(values, steps=STEPS, first=FIRST, models=("local_trend",), refit=12), 1)
    print(f"  one model alone, ours              {alone:8.2f}")
    print(f"  the same fitted at each month      {each:8.2f}   {each / alone:6.1f} times ours (from {SAMPLE} months)")


def compared() -> None:
    """The cost of fifteen instruments for all payers."""
    fees = instruments.Fees(underwriting=0.01, market_making=0.005, guarantee=0.015, trustee=0.001)
    offers = {}
    for place in range(15):
        kind = ("musharaka_municipal", "ijara", "murabaha", "manfaa")[place % 4]
        terms = instruments.offer(kind, 1000.0, "1404/07/01", 36 + 3 * place, 0.2 + 0.002 * place, market_yield=0.3)
        offers[f"{kind} {place}"] = lambda terms=terms, kind=kind: (terms, fees.of(kind))
    spent = best(lambda: instruments.compare(offers, "all"))
    print("fifteen instruments compared, seconds:")
    print(f"  ours                               {spent:8.4f}   (reach 0.1)")


if __name__ == "__main__":
    curves()
    forecasts()
    compared()
