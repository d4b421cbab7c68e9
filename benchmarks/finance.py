"""Prices and yields of many Jalali coupon bonds, and the same work by QuantLib in a loop; before it ``project.py``.

Run it from the project's folder with ``python benchmarks/finance.py [bonds]`` (10 000 bonds where no number is given).
QuantLib is optional (``pip install -e .[test]`` brings it); without it only our own times are shown. Each time is the
best of twenty runs, and each ratio is of two times of the same run of this script. The results of both are compared
before any ratio is printed. QuantLib prices a sample of the bonds, and its times are scaled to all of them. It has no
Jalali months, so that its construction is handed dates from ``persiantools``, which are part of that time.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # also where the package is not installed
from timing import best

from hamyari_lib.models import bonds, calendars

SAMPLE = 1000  # bonds that QuantLib works on
RUNS = 20


def main(count: int) -> None:
    rng = np.random.default_rng(1404)
    years, months, days = rng.integers(1395, 1404, count), rng.integers(1, 13, count), rng.integers(1, 30, count)
    issue = calendars.from_jalali(years, months, days)
    last_month = rng.integers(24, 61, count)
    maturity = calendars.add_months(issue, last_month)
    coupon, yields = rng.uniform(0.15, 0.25, count), rng.uniform(0.18, 0.4, count)

    def build() -> bonds.Bonds:
        return bonds.Bonds(issue, maturity, coupon, calendar="jalali", accrual="by_day")

    ours = build()
    prices = ours.price(yields)
    flows = ours.flows()
    is_paid = flows.payment > 0
    times = np.where(is_paid, (flows.date - issue[:, None]).astype(int), 0) / 365

    def from_dates() -> None:
        built = build()
        built.yield_to_maturity(built.price(yields))

    def from_flows() -> None:
        bonds.yield_of_flows(times, flows.payment, bonds.price_flows(times, flows.payment, yields))

    whole, given = best(from_dates, RUNS), best(from_flows, RUNS)
    built = best(lambda: ours.yield_to_maturity(ours.price(yields)), RUNS)
    print(f"{count} quarterly Jalali bonds of 2 to 5 years, price and yield of each, seconds:")
    print(f"  ours, with their schedules      {whole:8.3f}   (reach 0.5 for 10 000)")
    print(f"  ours, from given flows          {given:8.3f}   (reach 0.1 for 10 000)")
    try:
        import persiantools.jdatetime as persian
        import QuantLib as ql
    except ImportError:
        print("  QuantLib is not installed: no ratios. `pip install QuantLib` to see them.")
        return

    annual = ql.Actual365Fixed(), ql.Compounded, ql.Annual
    sample = min(SAMPLE, count)
    start_days = [ql.Date(int(day) + 25569) for day in issue[:sample].astype(int)]
    counts = is_paid.sum(axis=1)

    def schedule(row: int) -> ql.Schedule:
        # QuantLib has no Jalali months: its dates are made as one would without our package, month by month
        dates, day = [], int(days[row])
        for later in range(0, 3 * int(counts[row]) + 1, 3):
            year, month = divmod(int(months[row]) - 1 + last_month[row] - 3 * int(counts[row]) + later, 12)
            year += int(years[row])
            length = persian.JalaliDate.days_in_month(month + 1, year)
            dates.append(ql.Date.from_date(persian.JalaliDate(year, month + 1, min(day, length)).to_gregorian()))
        dates[0] = start_days[row]
        return ql.Schedule(dates)

    def build_theirs() -> list[ql.Bond]:
        return [
            ql.FixedRateBond(0, 100.0, schedule(row), [float(coupon[row])], annual[0], ql.Unadjusted)
            for row in range(sample)
        ]

    theirs = build_theirs()

    def value(many: list[ql.Bond]) -> tuple[list[float], list[float]]:
        found_prices, found_yields = [], []
        for row, bond in enumerate(many):
            found = ql.BondFunctions.cleanPrice(bond, float(yields[row]), *annual, start_days[row])
            price = ql.BondPrice(found, ql.BondPrice.Clean)
            found_prices.append(found)
            found_yields.append(ql.BondFunctions.bondYield(bond, price, *annual, start_days[row], 1e-10, 100, 0.2))
        return found_prices, found_yields

    their_prices, their_yields = value(theirs)
    gap = max(np.abs(prices[:sample] - their_prices).max(), np.abs(yields[:sample] - their_yields).max())
    if gap > 1e-8:
        sys.exit(f"prices or yields differ by {gap:g}; the times of different work say nothing.")
    scale = count / sample
    loop, with_building = best(lambda: value(theirs), RUNS) * scale, best(lambda: value(build_theirs()), RUNS) * scale
    print(f"  QuantLib in a loop, bonds built {loop:8.3f}   {loop / built:6.1f} times ours (reach 10)")
    print(
        f"  QuantLib with construction      {with_building:8.3f}   {with_building / whole:6.1f} times ours (reach 40)"
    )
    print(f"  results agree within {gap:.1e}")


if __name__ == "__main__":
    import project

    project.main()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
