"""What ``run_engine.py`` compares with: Papermill and nbconvert by commands, and the best of both in a page of code.

Run as a script (``python benchmarks/baselines.py JOB.json``) it is that page of code: a pool of processes, each with
Papermill and an HTML exporter kept alive. Nothing of ours is imported here. (Papermill itself loads the entry points
of every engine that is installed, ours too: a few hundredths of a second a process.)
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import BIN, Cells, Done, Wanted, cores, read, run


@dataclass(frozen=True)
class Measured:
    """A way of making all reports: seconds, and where they went (name: seconds summed over the reports)."""

    done: Done
    parts: dict[str, float]
    cells: list[Cells]


def by_commands(folder: Path, project: Path, wanted: Sequence[Wanted]) -> Measured:
    """``papermill`` and then ``jupyter nbconvert`` for each report, one after the other, as people do it."""
    papermill = nbconvert = cpu = 0.0
    for one in wanted:
        made = executed(folder, one)
        made.parent.mkdir(parents=True, exist_ok=True)
        language = [] if one.language == "fa" else ["-p", "language", one.language]
        source, case = project / "notebooks" / f"{one.notebook}.ipynb", project / "params" / one.notebook / one.case
        words = [BIN / "papermill", source, made, "-f", f"{case}.yaml", *language, "--cwd", project / "notebooks"]
        first, second = (
            run(words, folder=folder),
            run([BIN / "jupyter", "nbconvert", "--to", "html", made], folder=folder),
        )
        papermill, nbconvert = papermill + first.seconds, nbconvert + second.seconds
        cpu += first.cpu_seconds + second.cpu_seconds
        print(".", end="", flush=True)
    print()
    cells = [Cells.of(executed(folder, one)) for one in wanted]
    in_cells = sum(one.seconds for one in cells)
    parts = {**cell_parts(cells), "papermill beyond cells": papermill - in_cells, "nbconvert": nbconvert}
    return Measured(Done(papermill + nbconvert, cpu, second.ended, ""), parts, cells)


def by_pool(folder: Path, project: Path, wanted: Sequence[Wanted], *, without: Sequence[str] = ()) -> Measured:
    """The page of code below, as a command of its own; ``without`` are modules that its processes do not get."""
    job = {
        "reports": [
            {
                "source": str(project / "notebooks" / f"{one.notebook}.ipynb"),
                "case": str(project / "params" / one.notebook / f"{one.case}.yaml"),
                "language": one.language,
                "made": str(executed(folder, one)),
            }
            for one in wanted
        ],
        "folder": str(project / "notebooks"),
        "workers": cores(),
        "without": list(without),
        "told": str(folder / "told.json"),
    }
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
    done = run([sys.executable, __file__, folder / "job.json"], folder=folder)
    told = read(folder / "told.json")
    cells = [Cells.of(executed(folder, one)) for one in wanted]
    in_cells = sum(one.seconds for one in cells)
    parts = {
        "imports, of all processes": sum(told["begun"].values()),
        **cell_parts(cells),
        "papermill beyond cells": sum(one["execute"] for one in told["reports"]) - in_cells,
        "rendering": sum(one["render"] for one in told["reports"]),
        "writing": sum(one["write"] for one in told["reports"]),
    }
    return Measured(done, parts, cells)


def cell_parts(cells: Sequence[Cells]) -> dict[str, float]:
    """Where the time of cells goes."""
    imports = sum(one.imports for one in cells)
    return {"first cells, which import": imports, "other cells": sum(one.seconds for one in cells) - imports}


def print_parts(measured: Measured, count: int) -> None:
    """A way's time, and where it went; what several workers did at once is summed."""
    done = measured.done
    print(
        f"  {done.seconds:.2f} s ({done.cpu_seconds:.2f} CPU s), {1000 * done.seconds / count:.0f} ms a report; of it:"
    )
    for name, seconds in measured.parts.items():
        print(f"    {name:52} {seconds:8.2f} s   {1000 * seconds / count:7.0f} ms a report")


def executed(folder: Path, one: Wanted) -> Path:
    """Where a baseline leaves the executed notebook; the page stands beside it."""
    return folder / f"{one.name}.ipynb"


def begin(without: Sequence[str]) -> None:
    """A process of the pool: what it imports and makes once."""
    global exporter, begun_seconds
    clock = time.perf_counter()
    for name in without:
        sys.modules[name] = None  # type: ignore[assignment]
    import papermill  # noqa: F401
    from nbconvert import HTMLExporter

    exporter = HTMLExporter()
    begun_seconds = time.perf_counter() - clock


def make(report: dict[str, str], folder: str) -> dict[str, Any]:
    """One report. The notebook is written once, at its end: Papermill would write it anew before each cell."""
    import nbformat
    import papermill
    import yaml

    clock = time.perf_counter()
    case, made = Path(report["case"]), Path(report["made"])
    parameters = yaml.safe_load(case.read_text(encoding="utf-8"))
    if report["language"] != "fa":
        parameters["language"] = report["language"]
    notebook = papermill.execute_notebook(report["source"], None, parameters=parameters, cwd=folder, progress_bar=False)
    after_execute = time.perf_counter()
    page, _ = exporter.from_notebook_node(notebook)
    after_render = time.perf_counter()
    made.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, made)
    made.with_suffix(".html").write_text(page, encoding="utf-8")
    return {
        "execute": after_execute - clock,
        "render": after_render - after_execute,
        "write": time.perf_counter() - after_render,
        "process": multiprocessing.current_process().name,
        "begun": begun_seconds,
    }


def main(job: dict[str, Any]) -> None:
    count = len(job["reports"])
    with ProcessPoolExecutor(
        job["workers"], multiprocessing.get_context("spawn"), initializer=begin, initargs=(job["without"],)
    ) as pool:
        made = list(pool.map(make, job["reports"], [job["folder"]] * count))
    told = {"reports": made, "begun": {one["process"]: one["begun"] for one in made}}
    Path(job["told"]).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(read(Path(sys.argv[1])))
