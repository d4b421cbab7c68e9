"""Reports with little to compute: what one costs beyond its cells, how time, memory and disk grow with their number,
and what the same costs with Papermill in a pool."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import equal_outputs
from baselines import by_pool, executed
from bench import PLAN, Cells, Done, Wanted, cores, count_runs, hamyari, latest, overhead_ms, write_plan

NOTEBOOK = "trivial"
TRIVIAL_CELLS = (
    "from hamyari_lib import params, report\nfrom hamyari_lib.params import Language, Observations",
    'report.title("عنوان")\nreport.headline("amount", p.amount, unit="count", label="مقدار")',
)
LIGHT_CELLS = (
    "import matplotlib.pyplot as plt\n\nfrom hamyari_lib import data, params, report\n"
    "from hamyari_lib.params import Language, Observations",
    'provinces = data.load("provinces").nlargest(int(p.amount), "population_1395")\nreport.title("عنوان")',
    "fig, ax = plt.subplots(figsize=(4, 3))\n"
    'ax.barh(provinces["province"], provinces["population_1395"] / 1e6)\n'
    'report.figure(fig, key="population", title="جمعیت", alt="جمعیت استان‌ها", source="سرشماری")',
    'report.table(provinces, key="provinces", title="استان‌ها", source="سرشماری",\n'
    '             columns={"province_fa": "استان", "population_1395": report.column("جمعیت", "count")})',
)
"""Imports, a table read, a figure, a table shown: the least that anyone would call a report."""
_LOOK_SECONDS = 0.1


@dataclass
class Watched:
    """The most that a process was seen to hold, itself alone, and what it wrote to files and pipes."""

    rss: int = 0
    uss: int = 0
    written: int = 0
    looks: int = field(default=0, repr=False)

    def watch(self, process: subprocess.Popen) -> None:
        """Look at a process until it ends."""
        import psutil

        seen = psutil.Process(process.pid)
        while True:
            try:
                memory = seen.memory_full_info()
                self.rss, self.uss = max(self.rss, memory.rss), max(self.uss, memory.uss)
                if psutil.LINUX:
                    self.written = max(self.written, seen.io_counters().write_chars)
                self.looks += 1
            except psutil.Error:  # it has ended
                return
            try:
                process.wait(_LOOK_SECONDS)
                return
            except subprocess.TimeoutExpired:
                continue


@dataclass(frozen=True)
class Grown:
    """A run of some trivial reports."""

    count: int
    done: Done
    watched: Watched
    bytes_below_reports: int
    overhead_ms: float
    cell_seconds: float


def some(count: int) -> list[Wanted]:
    """The reports of ``make_trivial``."""
    return [Wanted(NOTEBOOK, f"case_{number:04}", "fa") for number in range(1, count + 1)]


def make_trivial(folder: Path, count: int, *, light: bool = False) -> Path:
    """A project of one notebook with a form of two parameters, and as many cases; all are in one plan."""
    wanted = some(count)
    (folder / "notebooks").mkdir(parents=True)
    cases = folder / "params" / NOTEBOOK
    cases.mkdir(parents=True)
    content = json.dumps(_notebook(LIGHT_CELLS if light else TRIVIAL_CELLS), ensure_ascii=False, indent=1) + "\n"
    (folder / "notebooks" / f"{NOTEBOOK}.ipynb").write_text(content, encoding="utf-8")
    for number, one in enumerate(wanted, 1):
        (cases / f"{one.case}.yaml").write_text(f"amount: {number}\n", encoding="utf-8")
    write_plan(folder, PLAN, wanted)
    write_plan(folder, "one", wanted[:1])
    return folder


def grow(folder: Path, count: int) -> Grown:
    """Make a project of trivial reports and run it from cold."""
    project, watched = make_trivial(folder, count), Watched()
    done = hamyari(project, "run", PLAN, watch=watched.watch)
    names = sorted(path.stem for path in (project / "params" / NOTEBOOK).glob("*.yaml"))
    cells = [Cells.of(latest(project, Wanted(NOTEBOOK, name, "fa")) / "notebook.ipynb") for name in names]
    overhead, mean = overhead_ms(cells, done.ended, cores())
    size = sum(path.stat().st_size for path in (project / "reports").rglob("*") if path.is_file())
    return Grown(count, done, watched, size, overhead, mean)


def print_overhead(folder: Path, count: int) -> None:
    """A report's cost beyond its cells."""
    grown = grow(folder, count)
    print(
        f"  {count} trivial reports in {grown.done.seconds:.2f} s: {grown.overhead_ms:.0f} ms a report beyond its cells"
        f" ({1000 * grown.cell_seconds:.0f} ms)"
    )


def print_growth(folder: Path, counts: Sequence[int]) -> None:
    """Runs of ever more reports, and the last of them again, unchanged."""
    print("  reports  seconds  ms a report  beyond cells   runner's peak RSS / USS   below reports/   written by it")
    for count in counts:
        project = folder / str(count)
        grown = grow(project, count)
        watched, seconds = grown.watched, grown.done.seconds
        print(
            f"  {count:7}  {seconds:7.2f}  {1000 * seconds / count:11.0f}  {grown.overhead_ms:9.0f} ms"
            f"   {_mb(watched.rss)} / {_mb(watched.uss)}     {_mb(grown.bytes_below_reports)}"
            f"     {_mb(watched.written)}",
            flush=True,
        )
    print_unchanged(folder, project, counts[-1])


def print_unchanged(folder: Path, project: Path, count: int) -> None:
    """The time of a start is that of the same command, on an unchanged plan of one report in a project of its own."""
    alone = make_trivial(folder / "alone", 1)
    hamyari(alone, "run", PLAN)
    watched, before = Watched(), count_runs(project)
    again = hamyari(project, "run", PLAN, watch=watched.watch)
    executed = count_runs(project) - before
    among = hamyari(project, "run", "one")
    start = min(hamyari(alone, "run", PLAN).seconds for _ in range(3))
    print(
        f"  {count} unchanged again: {again.seconds:.2f} s, {executed} executed, {_mb(watched.rss)} RSS;"
        f" start-up {start:.2f} s (best of 3): {1000 * (again.seconds - start) / count:.2f} ms a report beyond it\n"
        f"  one unchanged report where {count} are kept: {among.seconds:.2f} s"
    )


def _mb(count: int) -> str:
    return f"{count / 1e6:7.1f} MB"


def print_light(folder: Path, count: int) -> None:
    """Papermill in a pool against ours, where the reports have next to nothing to compute."""
    for name, is_light in (("trivial", False), ("light", True)):
        below, wanted = folder / name, some(count)
        sources = make_trivial(below / "sources", count, light=is_light)
        project = make_trivial(below / "ours", count, light=is_light)
        (below / "pool").mkdir()
        pool = by_pool(below / "pool", sources, wanted)
        ours = hamyari(project, "run", PLAN)
        cells = [Cells.of(latest(project, one) / "notebook.ipynb").seconds for one in wanted]
        times, in_cells = pool.done.seconds / ours.seconds, 1000 * sum(cells) / count
        print(
            f"  {count} {name} reports: (b) {pool.done.seconds:.2f} s, (c) {ours.seconds:.2f} s, {times:.2f} times;"
            f" in (c) {in_cells:.0f} ms in the cells of one"
        )
        equal_outputs.print_equality(
            wanted,
            [latest(project, one) / "notebook.ipynb" for one in wanted],
            [executed(below / "pool", one) for one in wanted],
        )


def _notebook(given: Sequence[str]) -> dict:
    """Title and form, and the cells that are given: the first, which imports, and those after the check."""

    def markdown(source: str, tag: str) -> dict:
        return {"cell_type": "markdown", "metadata": {"tags": [tag]}, "source": source}

    def code(source: str, *tags: str) -> dict:
        made = {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": source}
        return made | {"execution_count": None, "outputs": []}

    cells = [
        markdown("# پرسش کوچک", "fa"),
        markdown("# A small question", "en"),
        code(given[0]),
        code(
            'amount: Observations = 10  # مقدار | amount\nlanguage: Language = "fa"  # زبان | language\n', "parameters"
        ),
        code("p = params.checked(globals())"),
        *map(code, given[1:]),
    ]
    return {
        "cells": [cell | {"id": f"cell-{place}"} for place, cell in enumerate(cells)],
        "metadata": {
            "hamyari": {"theme": "opportunities"},
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
