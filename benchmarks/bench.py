"""What the benchmarks of running share: the reports, a project of their own, commands with their times, what runs left.

Only the standard library is imported here, so that this script's own start costs nobody anything.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent  # not resolved: the commands stand beside the environment's Python
ENVIRONMENT = {
    **os.environ,
    "PATH": os.pathsep.join((str(BIN), os.environ.get("PATH", ""))),
    "OPENBLAS_NUM_THREADS": "1",  # as the runner asks for its kernels: outputs are compared to the last digit
}
PLAN = "bench"
RFC = "rfc3987_syntax"
VERSIONS = ("hamyari-workbench", "papermill", "nbconvert", "nbclient", "ipykernel", "jupyter-client", "pandas")


class Failed(Exception):
    """A command that did not end well, with all that it said."""


@dataclass(frozen=True)
class Wanted:
    """A report to make, of a notebook of the project."""

    notebook: str
    case: str
    language: str

    @property
    def name(self) -> str:
        return f"{self.notebook}/{self.case}.{self.language}"


@dataclass(frozen=True)
class Done:
    """A command that has ended well. ``cpu_seconds`` are of it and of all processes that it waited for."""

    seconds: float
    cpu_seconds: float
    ended: float
    output: str


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    words: Sequence[str | Path],
    *,
    folder: Path,
    environment: dict[str, str] | None = None,
    watch: Callable[[subprocess.Popen], None] | None = None,
) -> Done:
    """Run a command of the environment to its end; one that fails raises ``Failed``, with its output."""
    before, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with (folder / "output.txt").open("w+", encoding="utf-8", errors="replace") as output:
        process = subprocess.Popen(
            [str(word) for word in words],
            cwd=folder,
            env=environment or ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            if watch is not None:
                watch(process)
            status = process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        seconds, ended = time.perf_counter() - clock, time.time()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        output.seek(0)
        said = output.read()
    if status != 0:
        raise Failed(f"{' '.join(map(str, words))}\nended with {status} and said:\n{said}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Done(seconds, cpu, ended, said)


def choose(count: int) -> list[Wanted]:
    """The reports: a quarter at most of the financing cases in both languages, the rest sectors of provinces."""
    financing = [
        Wanted("08_financing_options", path.stem, language)
        for path in sorted((ROOT / "params" / "08_financing_options").glob("*.yaml"))
        for language in ("fa", "en")
    ][: max(1, count // 4)]
    sectors = [
        Wanted("02_sector_structure", path.stem, "fa")
        for path in sorted((ROOT / "params" / "02_sector_structure").glob("*.yaml"))
    ]
    return sectors[: count - len(financing)] + financing


def make_project(folder: Path, wanted: Sequence[Wanted]) -> Path:
    """A fresh copy of the project's notebooks and cases, without reports, with a plan of the wanted ones alone."""
    for name in ("notebooks", "params"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*", "plans"))
    write_plan(folder, PLAN, wanted)
    return folder


def write_plan(project: Path, name: str, wanted: Sequence[Wanted]) -> None:
    cases: dict[tuple[str, str], list[str]] = {}
    for one in wanted:
        cases.setdefault((one.notebook, one.language), []).append(json.dumps(one.case))
    lines = [
        f"  - {{notebook: {notebook}, cases: [{', '.join(names)}], languages: [{language}]}}\n"
        for (notebook, language), names in cases.items()
    ]
    plan = project / "params" / "plans" / f"{name}.yaml"
    plan.parent.mkdir(exist_ok=True)
    plan.write_text("reports:\n" + "".join(lines), encoding="utf-8")


def hamyari(project: Path, *words: str, watch: Callable[[subprocess.Popen], None] | None = None) -> Done:
    """Our own command on a project."""
    return run([BIN / "hamyari", "--project", project, *words], folder=project, watch=watch)


def latest(project: Path, one: Wanted) -> Path:
    """The folder of a report's last run."""
    return max((project / "reports" / "runs" / one.name).glob("[!.]*"))


def span(folder: Path) -> tuple[float, float]:
    """When a report began and ended: a run's name says its start to the microsecond, its manifest how long it took."""
    begun = dt.datetime.strptime(folder.name.partition("Z")[0], "%Y%m%dT%H%M%S.%f").replace(tzinfo=dt.UTC).timestamp()
    return begun, begun + read(folder / "manifest.json")["duration_seconds"]


def count_runs(project: Path) -> int:
    """The runs that are kept: a report that was not executed again adds none."""
    return sum(1 for _ in (project / "reports" / "runs").glob("*/*/*/manifest.json"))


def pages(project: Path) -> dict[Path, tuple[int, bytes]]:
    """Every page of the reports, with the time of its writing and its content."""
    found = (project / "reports" / "site").glob("*/*.html")
    return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in found}


@dataclass(frozen=True)
class Cells:
    """The times that Papermill keeps of the code cells of an executed notebook."""

    seconds: float
    imports: float  # of the first code cell, which imports
    first: float  # when it began

    @classmethod
    def of(cls, path: Path) -> Cells:
        cells = [one["metadata"]["papermill"] for one in read(path)["cells"] if one["cell_type"] == "code"]
        starts = [dt.datetime.fromisoformat(one["start_time"]).timestamp() for one in cells if one["start_time"]]
        durations = [one["duration"] or 0.0 for one in cells]
        return cls(sum(durations), durations[0], min(starts))


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def overhead_ms(cells: Sequence[Cells], ended: float, workers: int) -> tuple[float, float]:
    """Milliseconds a report beyond its cells, and the seconds of the cells of a report.

    Counted from the first cell of all to the command's end, which leaves out the command's start, its imports and the
    template's, and counts publishing, links and index.
    """
    mean = sum(one.seconds for one in cells) / len(cells)
    wall = ended - min(one.first for one in cells)
    return 1000 * (wall * workers / len(cells) - mean), mean


def has_rfc() -> bool:
    """Whether jsonschema finds the module that takes it a second to import."""
    try:
        metadata.version(RFC)
    except metadata.PackageNotFoundError:
        return False
    return True


def print_machine(wanted: Sequence[Wanted]) -> None:
    """All that the times depend on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    threads = {name: one for name, one in sorted(ENVIRONMENT.items()) if name.endswith("_NUM_THREADS")}
    print(f"{cores()} cores ({models[0] if models else platform.machine()}), {platform.system()} {platform.release()}")
    print(f"Python {platform.python_version()}, {', '.join(f'{name} {metadata.version(name)}' for name in VERSIONS)}")
    print(f"BLAS, for every way: {', '.join(f'{name}={one}' for name, one in threads.items())}; no other is set")
    print(f"{len(wanted)} reports: {', '.join(one.name for one in wanted)}")
