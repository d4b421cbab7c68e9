"""Rates of many rows of flows and draws of a project, beside numpy-financial and pyxirr in a loop.

Run it from the project's folder with ``python benchmarks/project.py`` (or as the second part of ``finance.py``). Both
libraries are optional (``pip install numpy-financial pyxirr``); without them only our own times are shown.
numpy-financial works on a sample of the rows, and its time is scaled to all. The results are compared before any ratio
is printed.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # also where the package is not installed
from timing import best

from hamyari_lib import data
from hamyari_lib.models import cashflow, risk
from hamyari_lib.workbooks import workbook

ROOT = Path(__file__).resolve().parents[1]
ROWS, SAMPLE = 100_000, 2_000
NOTEBOOK, CASE = "07_project_finance", "parking"


def rates() -> None:
    """A single root, and several changes of sign with the scan."""
    rng = np.random.default_rng(1404)
    single = np.column_stack([-rng.uniform(640, 960, ROWS), rng.uniform(50, 150, (ROWS, 30))])
    several = single.copy()
    several[:, -1] *= -1
    ours = best(lambda: cashflow.irr_many(single)), best(lambda: cashflow.irr_many(several, scan=True))
    print(f"{ROWS} x 31 flows, internal rate of each row, seconds:")
    print(f"  ours, one change of sign        {ours[0]:8.3f}")
    print(f"  ours, two changes, with scan    {ours[1]:8.3f}")
    found = cashflow.irr_many(single).rate
    try:
        import pyxirr
    except ImportError:
        print("  pyxirr is not installed: no ratio. `pip install pyxirr` to see it.")
    else:
        theirs = [pyxirr.irr(row) for row in single]
        _agree(found, theirs)
        for flows, own, reach in ((single, ours[0], "2"), (several, ours[1], "1, with the scan")):
            loop = best(lambda flows=flows: [pyxirr.irr(row) for row in flows], 2)
            print(f"  pyxirr in a loop                {loop:8.3f}   {loop / own:6.1f} times ours (reach {reach})")
    try:
        import numpy_financial
    except ImportError:
        print("  numpy-financial is not installed: no ratio. `pip install numpy-financial` to see it.")
        return
    _agree(found[:SAMPLE], [numpy_financial.irr(row) for row in single[:SAMPLE]])
    loop = best(lambda: [numpy_financial.irr(row) for row in single[:SAMPLE]], 1) * ROWS / SAMPLE
    print(f"  numpy-financial in a loop       {loop:8.3f}   {loop / ours[0]:6.1f} times ours (reach 200)")


def _agree(ours: np.ndarray, theirs: list[float]) -> None:
    gap = np.abs(ours - np.array(theirs, dtype=float)).max()
    if not gap < 1e-8:
        sys.exit(f"rates differ by {gap:g}; the times of different work say nothing.")


def project(years: int = 30) -> cashflow.Financed:
    """A project of the sample, run for ``years`` years."""
    rows = data.load("project_cashflow").query("project_id == 'P-04'")
    runs = rows[rows["item"] != "capital_cost"]
    last = runs.groupby(["item", "line"], sort=False).last().reset_index()
    first = int(runs["period"].min())
    more = [last.assign(period=str(year)) for year in range(int(runs["period"].max()) + 1, first + years)]
    import pandas as pd

    levels = cashflow.prices(1404, first + years, inflation=0.3, dollar=0.27, tariff=0.28)
    lines = cashflow.lines_of(pd.concat([rows, *more]), levels)
    terms = cashflow.DebtTerms(0.32, dscr=1.3, gearing=0.7, tenor_months=120, reserve_months=6, deposit_rate=0.1)
    return cashflow.financed(lines, cashflow.Operating(cashflow.Tax(0.25), contingency=0.1), terms)


def draws() -> None:
    """NPV, rate and least cover of many draws of a project."""
    found = project()
    things = {
        "capital_cost": risk.pert(0.95, 1.05, 1.6), "delay_months": risk.pert(0, 6, 24),
        "demand": risk.pert(0.7, 1, 1.2),
        "inflation": risk.pert(-0.08, 0, 0.12), "dollar": risk.pert(-0.08, 0, 0.15),
        "profit_rate": risk.pert(-0.05, 0, 0.08), "unsold": risk.pert(0, 0.1, 0.5),
    }  # fmt: skip
    tried = risk.draws(things, ROWS, rng=np.random.default_rng(1404))
    spent = best(lambda: cashflow.drawn(found, tried, real_rate=0.06).least_dscr, 3)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    times = found.lines.timeline
    print(f"{ROWS} draws of a project of {times.construction_months} months and {times.operation_years} years:")
    print(f"  NPV, rate and least DSCR        {spent:8.3f} s, {used:.0f} MiB in all (reach 2 s, 600 MiB)")
    book = best(lambda: workbook(found, title="P-04", source="benchmark", real_rate=0.06), 3)
    print(f"  its workbook                    {book:8.3f} s (reach 2)")


def page() -> None:
    """One project with its page, by the command, start-up and all."""
    command = [sys.executable, "-m", "hamyari_lib.cli", "run", NOTEBOOK, "--case", CASE, "--force"]

    def make() -> None:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(done.stderr or done.stdout)

    print(f"  its report and page, by command {best(make):8.3f} s (reach 5)")


def main() -> None:
    draws()  # first: memory is of the whole process
    rates()
    page()


if __name__ == "__main__":
    main()
