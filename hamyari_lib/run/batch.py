"""Many reports: workers that each drive a kernel, and one coordinator, the only one to write under ``reports/``."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

from hamyari_lib.files import write_atomically
from hamyari_lib.records import Failure, Manifest
from hamyari_lib.run.engine import Attempt
from hamyari_lib.run.execute import Outcome, make_manifest, run_report
from hamyari_lib.run.plan import Report
from hamyari_lib.run.project import Project

KEPT_RUNS = 5
"""How many runs of a report stay on disk; the last good one stays besides."""

Told = Callable[[Manifest], None]


def run_reports(
    project: Project,
    reports: Sequence[Report],
    *,
    workers: int,
    on_end: Told,
    time_limit_seconds: float | None = None,
) -> list[Manifest]:
    """Run the reports, keep what each left, and tell of each as it ends (``on_end``, in this thread).

    A case with faults is kept as ``invalid`` and does not stop the others. On ``KeyboardInterrupt`` what is
    running ends as ``cancelled``, what has not begun is not run, and what had ended has been told of.
    """
    manifests: list[Manifest] = []

    def keep(outcome: Outcome) -> None:
        keep_run(project.reports, outcome)
        manifests.append(outcome.manifest)
        on_end(outcome.manifest)

    for report in reports:
        if report.faults:
            failure = Failure("\n".join(report.faults))
            now = dt.datetime.now(dt.UTC)
            keep(Outcome(make_manifest(project, report, "invalid", failure, None, now, 0.0), None))
    valid = [report for report in reports if not report.faults]
    # Two threads of BLAS in each kernel would only get in each other's way.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    running: dict[Future[Outcome], Attempt] = {}
    waiting = list(reversed(valid))
    with ThreadPoolExecutor(max_workers=workers) as pool:
        try:
            while waiting or running:
                while waiting and len(running) < workers:
                    attempt = Attempt(time_limit_seconds=time_limit_seconds)
                    running[pool.submit(run_report, project, waiting.pop(), attempt)] = attempt
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    running.pop(future)
                    keep(future.result())
        except KeyboardInterrupt:
            for attempt in running.values():
                attempt.cancel()
            for future in running:
                keep(future.result())
            raise
    return manifests


def keep_run(reports: Path, outcome: Outcome) -> Path:
    """Write a run's notebook and manifest under ``reports/runs``, both or neither, and drop the oldest runs."""
    import nbformat

    manifest = outcome.manifest
    folder = reports / "runs" / manifest.notebook / f"{manifest.case}.{manifest.language}"
    unfinished = folder / f".{manifest.run}"
    if outcome.notebook is not None:
        write_atomically(unfinished / "notebook.ipynb", nbformat.writes(outcome.notebook) + "\n")
    write_atomically(unfinished / "manifest.json", manifest.to_json())
    kept = folder / manifest.run
    unfinished.rename(kept)
    _drop_old_runs(folder)
    return kept


def _drop_old_runs(folder: Path) -> None:
    runs = sorted((path for path in folder.iterdir() if not path.name.startswith(".")), reverse=True)
    recent, old = runs[:KEPT_RUNS], runs[KEPT_RUNS:]
    if not any(_succeeded(run) for run in recent):
        last_good = next((run for run in old if _succeeded(run)), None)
        old = [run for run in old if run != last_good]
    for run in old:
        shutil.rmtree(run, ignore_errors=True)


def _succeeded(run: Path) -> bool:
    try:
        return Manifest.read(run / "manifest.json").state == "succeeded"
    except (OSError, ValueError, KeyError, TypeError):
        return False
