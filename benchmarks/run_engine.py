"""How long reports take: by commands, by the best that Papermill makes in a page of code, and by ``hamyari run``.

Run it from the project's folder with ``python benchmarks/run_engine.py [--only a,b,c] [--reports N] [--quick]``, in the
environment with all its packages (``pip install -e .[test,cluster]``). All is measured in one run, on the same machine,
the same reports and the same setting of BLAS, in a temporary folder; each ratio is of two times of the same run. Other
work on the machine disturbs the seconds more than the CPU seconds, so both are shown, with the load before each
measure. The outputs of the ways are compared too. Nothing is asserted: a time is no test.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import baselines
import bench
import cluster
import equal_outputs
import growth
import kernel_memory
from baselines import Measured, cell_parts, print_parts
from bench import (
    PLAN,
    RFC,
    Cells,
    Failed,
    Wanted,
    cores,
    count_runs,
    hamyari,
    has_rfc,
    latest,
    overhead_ms,
    pages,
    print_machine,
    span,
)


@dataclass
class Bench:
    """What is measured, where, and what has been found."""

    folder: Path
    wanted: list[Wanted]
    is_quick: bool
    found: dict[str, Measured] = field(default_factory=dict)

    def below(self, name: str) -> Path:
        made = self.folder / name
        made.mkdir()
        return made

    @property
    def project(self) -> Path:
        """Ours, which (d) and (e) go on with."""
        return self.folder / "ours"

    @property
    def sources(self) -> Path:
        """A copy of notebooks and cases for the baselines."""
        folder = self.folder / "sources"
        return folder if folder.exists() else bench.make_project(folder, self.wanted)


def measure_commands(run: Bench) -> None:
    run.found["a"] = baselines.by_commands(run.below("commands"), run.sources, run.wanted)
    print_parts(run.found["a"], len(run.wanted))


def measure_pool(run: Bench) -> None:
    has = "has" if has_rfc() else "does not have"
    print(f"  this environment {has} {RFC}, which jsonschema then imports")
    run.found["b"] = baselines.by_pool(run.below("pool"), run.sources, run.wanted)
    print_parts(run.found["b"], len(run.wanted))


def measure_freed_pool(run: Bench) -> None:
    print(f"  the pool's processes do not have {RFC}; the kernels that they start are as they were")
    run.found["b'"] = baselines.by_pool(run.below("freed_pool"), run.sources, run.wanted, without=[RFC])
    print_parts(run.found["b'"], len(run.wanted))


def measure_ours(run: Bench) -> None:
    bench.make_project(run.project, run.wanted)
    began = dt.datetime.now(dt.UTC).timestamp()
    done = hamyari(run.project, "run", PLAN)
    for line in done.output.strip().splitlines()[:-1]:  # a kernel that was not forked, a report tried again
        print(f"  the command said: {line}")
    folders = [latest(run.project, one) for one in run.wanted]
    cells = [Cells.of(one / "notebook.ipynb") for one in folders]
    spans = [span(one) for one in folders]
    begun, ended = min(first for first, _ in spans), max(last for _, last in spans)
    lasted, in_cells = sum(last - first for first, last in spans), sum(one.seconds for one in cells)
    parts = {
        "command's start, to the first report (all workers)": (begun - began) * cores(),
        "first report's start to first cell (all workers)": (min(one.first for one in cells) - begun) * cores(),
        **cell_parts(cells),
        "reports beyond cells, after that": lasted - in_cells - (min(one.first for one in cells) - begun) * cores(),
        "workers without a report, meanwhile": (ended - begun) * cores() - lasted,
        "last report's end to command's end (all workers)": (done.ended - ended) * cores(),
    }
    run.found["c"] = Measured(done, parts, cells)
    print_parts(run.found["c"], len(run.wanted))
    copy = run.folder / "copy"
    shutil.copytree(run.project, copy)
    site = hamyari(copy, "site")
    print(f"  beside it: `hamyari site` makes all its pages again in {site.seconds:.2f} s, with its start")


def measure_unchanged(run: Bench) -> None:
    _again(run, "d")


def measure_edited(run: Bench) -> None:
    for name in {one.notebook for one in run.wanted}:
        path = run.project / "notebooks" / f"{name}.ipynb"
        notebook = bench.read(path)
        told = [one for one in notebook["cells"] if one["cell_type"] == "markdown" and "fa" in one["metadata"]["tags"]]
        source = told[-2]["source"]
        told[-2]["source"] = (source if isinstance(source, str) else "".join(source)) + "\n\nجمله‌ای افزوده شد."
        path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _again(run, "e")


def _again(run: Bench, letter: str) -> None:
    """The same plan on the same project; says what was done, so that a time is not taken for another work's."""
    runs, before = count_runs(run.project), pages(run.project)
    done = hamyari(run.project, "run", PLAN)
    after = pages(run.project)
    written = sum(before.get(path, (0, b""))[0] != time for path, (time, _) in after.items())
    changed = sum(before.get(path, (0, b""))[1] != content for path, (_, content) in after.items())
    run.found[letter] = Measured(done, {}, [])
    print(
        f"  {done.seconds:.2f} s ({done.cpu_seconds:.2f} CPU s): {count_runs(run.project) - runs} runs added,"
        f" {written} pages written, {changed} with another content"
    )
    print(f"  the command said: {done.output.strip().splitlines()[-1]}")


def measure_overhead(run: Bench) -> None:
    print(
        "  time from the first cell of all to the command's end, times workers, over reports, minus cells; this leaves"
    )
    print("  out the command's start, its imports and the template's start, and counts pages, links and index")
    growth.print_overhead(run.folder / "overhead", 20 if run.is_quick else 200)
    for letter in sorted(run.found.keys() & {"a", "b", "b'", "c"}):
        measured = run.found[letter]
        workers = 1 if letter == "a" else cores()
        overhead, mean = overhead_ms(measured.cells, measured.done.ended, workers)
        print(
            f"  ({letter}) {len(run.wanted)} reports: {overhead:.0f} ms a report beyond its cells"
            f" ({1000 * mean:.0f} ms)"
        )


def measure_growth(run: Bench) -> None:
    growth.print_growth(run.below("growth"), (5, 20, 50) if run.is_quick else (10, 100, 1000))


def measure_memory(run: Bench) -> None:
    kernel_memory.print_memory(run.below("memory"))


def measure_light(run: Bench) -> None:
    growth.print_light(run.below("light"), 4 if run.is_quick else 24)


def measure_dask(run: Bench) -> None:
    cluster.print_cluster(run.below("cluster"), 10 if run.is_quick else 96, 1 if run.is_quick else 3)


MEASURES: dict[str, tuple[str, Callable[[Bench], None]]] = {
    "a": ("papermill and jupyter nbconvert, a command each, one report after the other", measure_commands),
    "b": ("papermill.execute_notebook in a pool of processes, exporters kept alive", measure_pool),
    "b'": (f"the same without {RFC}", measure_freed_pool),
    "c": ("hamyari run, from cold", measure_ours),
    "d": ("hamyari run again, nothing changed", measure_unchanged),
    "e": ("hamyari run again, a markdown cell of each notebook edited", measure_edited),
    "f": ("what a report costs beyond its cells", measure_overhead),
    "j": ("reports with little to compute: (b) against (c)", measure_light),
    "g": ("growth: trivial reports", measure_growth),
    "h": ("memory of forked and cold kernels", measure_memory),
    "i": ("two workers of a cluster on this machine against two local ones", measure_dask),
}
NEEDS = {"d": "c", "e": "c"}


def print_table(run: Bench) -> None:
    ours = run.found.get("c")
    print("\n                                                              seconds   CPU s   ms a report   times (c)")
    for letter, measured in sorted(run.found.items()):
        done, times = measured.done, f"{measured.done.seconds / ours.done.seconds:9.2f}" if ours else ""
        name = f"({letter}) {MEASURES[letter][0]}"[:60]
        each = 1000 * done.seconds / len(run.wanted)
        print(f"{name:60} {done.seconds:9.2f} {done.cpu_seconds:8.2f} {each:12.0f}   {times}")


def print_equality(run: Bench) -> None:
    """Ours against the cold kernels of the pool. (e) adds no run unless it had to execute, so the first one is read."""
    runs = run.project / "reports" / "runs"
    ours = [min((runs / one.name).glob("[!.]*")) / "notebook.ipynb" for one in run.wanted]
    pool = run.folder / ("pool" if "b" in run.found else "freed_pool")
    print(f"\nExecuted notebooks of (c) and of ({'b' if 'b' in run.found else 'b' + chr(39)}):")
    equal_outputs.print_equality(run.wanted, ours, [baselines.executed(pool, one) for one in run.wanted])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default=",".join(MEASURES), help=f"measures, of {','.join(MEASURES)} (default: all)")
    parser.add_argument("--reports", type=int, default=None, metavar="N", help="reports to make (default: 24)")
    parser.add_argument("--quick", action="store_true", help="4 reports and little growth: to try this script")
    parser.add_argument("--keep", action="store_true", help="keep the temporary folder, and say where it is")
    options = parser.parse_args()
    asked = [letter.strip() for letter in options.only.split(",")]
    if unknown := [letter for letter in asked if letter not in MEASURES]:
        parser.error(f"{', '.join(unknown)}: there are {', '.join(MEASURES)}")
    asked += [NEEDS[letter] for letter in asked if letter in NEEDS]
    count = options.reports or (4 if options.quick else 24)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that the command that runs is stopped too
    folder = Path(tempfile.mkdtemp(prefix="hamyari-bench-"))
    run, is_well = Bench(folder, bench.choose(count), options.quick), True
    try:
        print_machine(run.wanted)
        for letter in (one for one in MEASURES if one in asked):
            load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load not known"
            print(f"\n({letter}) {MEASURES[letter][0]} ({load}):", flush=True)
            try:
                MEASURES[letter][1](run)
            except Failed as failed:  # the other measures say what they can
                print(f"  FAILED: {failed}")
                is_well = False
        if run.found:
            print_table(run)
        if "c" in run.found and {"b", "b'"} & set(run.found):
            print_equality(run)
    finally:
        if options.keep:
            print(f"\nkept in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
