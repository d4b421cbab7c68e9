"""Many reports: workers that each drive a kernel, and one coordinator, the only one to write under ``reports/``."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path

from hamyari_lib.errors import HamyariError
from hamyari_lib.files import write_atomically
from hamyari_lib.records import Failure, Manifest
from hamyari_lib.run.attempt import Attempt
from hamyari_lib.run.closure import third_party
from hamyari_lib.run.execute import Outcome, broken, refuse, run_report
from hamyari_lib.run.forking import ONE_THREAD
from hamyari_lib.run.kernels import Kernels
from hamyari_lib.run.plan import Report
from hamyari_lib.run.project import Project, code_version
from hamyari_lib.run.stopping import stop_asked

KEPT_RUNS = 5
"""How many runs of a report stay on disk; the last good one stays besides."""

_LOOK_SECONDS = 0.2  # how often the coordinator looks whether it was asked to stop
_ABANDONED_SECONDS = 3600

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

    A case with faults is kept as ``invalid`` and does not stop the others. When the process is asked to stop
    (Ctrl-C, SIGTERM), what is running ends as ``cancelled``, what has not begun is not run, and
    ``KeyboardInterrupt`` is raised after all that ended has been told of. Raises ``HamyariError``, before anything
    runs where that can be known, when ``reports/`` cannot be written.
    """
    manifests: list[Manifest] = []

    def keep(outcome: Outcome) -> None:
        kept = keep_run(project.reports, outcome)
        manifests.append(kept)
        on_end(kept)

    code_version.cache_clear()
    code_version(project.root)  # of the code as it is when the batch begins
    _require_writable(project.reports / "runs")
    os.environ.update({name: one for name, one in ONE_THREAD.items() if name not in os.environ})
    running: dict[Future[Outcome], Attempt] = {}
    waiting = [report for report in reversed(reports) if not report.faults]
    modules = third_party({project.notebook(report.notebook) for report in reports})
    with Kernels(modules, ahead=workers) as kernels, stop_asked() as stop, ThreadPoolExecutor(workers) as pool:
        try:
            for report in reports:
                if report.faults:
                    keep(refuse(project, report))
            while (waiting or running) and not stop.is_set():
                while waiting and len(running) < workers:
                    attempt = Attempt(kernels=kernels, time_limit_seconds=time_limit_seconds)
                    running[pool.submit(_outcome, project, waiting.pop(), attempt)] = attempt
                # A wait without an end would not see a signal on Windows.
                done, _ = wait(running, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
                for future in done:
                    running.pop(future)
                    keep(future.result())
            if stop.is_set():
                _cancel(running.values())
                for future in running:
                    keep(future.result())
        except BaseException:
            _cancel(running.values())
            raise
    if stop.is_set():
        raise KeyboardInterrupt
    return manifests


def _outcome(project: Project, report: Report, attempt: Attempt) -> Outcome:
    try:
        return run_report(project, report, attempt)
    except Exception as error:  # one report must not take the others with it
        return broken(project, report, error)


def _cancel(attempts: Iterable[Attempt]) -> None:
    for attempt in attempts:
        attempt.cancel()


def _require_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise HamyariError(
            f"{folder}: reports cannot be kept there ({error.strerror}); check the folder's rights and space."
        ) from None


def keep_run(reports: Path, outcome: Outcome) -> Manifest:
    """Write a run's notebook and manifest under ``reports/runs``, both or neither, and drop the oldest runs.

    Returns the manifest as it was kept: one that cannot be written as JSON is told as ``failed``, with what can be.
    Raises ``HamyariError`` when the files cannot be written.
    """
    import nbformat

    manifest = outcome.manifest
    try:
        written = manifest.to_json()
        written.encode("utf-8")
        Manifest.from_json(written)  # what cannot be read again would be lost to the site
    except (ValueError, TypeError, RecursionError) as error:
        manifest = _plain(manifest, error)
        written = manifest.to_json()
    folder = reports / "runs" / manifest.notebook / f"{manifest.case}.{manifest.language}"
    unfinished, kept = folder / f".{manifest.run}", folder / manifest.run
    try:
        if outcome.notebook is not None:
            # Half a character, which UTF-8 has no bytes for, stays as JSON's own escape.
            content = (nbformat.writes(outcome.notebook) + "\n").encode("utf-8", "backslashreplace")
            write_atomically(unfinished / "notebook.ipynb", content)
        write_atomically(unfinished / "manifest.json", written)
        unfinished.rename(kept)
    except OSError as error:
        raise HamyariError(
            f"{kept}: the run cannot be kept ({error.strerror}); check the folder's rights and space."
        ) from None
    _drop_old_runs(folder)
    return manifest


def _plain(manifest: Manifest, error: Exception) -> Manifest:
    """The manifest without what came from the case and the notebook, one of which no JSON can hold."""
    message = f"what is known of this run cannot be written ({type(error).__name__}: {error})"
    if manifest.failure is not None:
        message = f"{manifest.failure.message}; {message}"
    plain = message.encode("utf-8", "backslashreplace").decode("utf-8")
    failure = Failure(plain, manifest.failure and manifest.failure.cell)
    state = "failed" if manifest.state == "succeeded" else manifest.state
    return replace(
        manifest, state=state, title=manifest.case, question="", parameters={}, seed=None, failure=failure,
        headlines=(), ledger=(), changes=(),
    )  # fmt: skip


def _drop_old_runs(folder: Path) -> None:
    """All but the newest; also what a killed process left half written (a young one may still be at it)."""
    runs = sorted((path for path in folder.iterdir() if not path.name.startswith(".")), reverse=True)
    recent, old = runs[:KEPT_RUNS], runs[KEPT_RUNS:]
    if not any(_succeeded(run) for run in recent):
        last_good = next((run for run in old if _succeeded(run)), None)
        old = [run for run in old if run != last_good]
    abandoned = [path for path in folder.glob(".*") if _age_seconds(path) > _ABANDONED_SECONDS]
    for run in old + abandoned:
        shutil.rmtree(run, ignore_errors=True)


def _age_seconds(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:  # another process has just finished it
        return 0.0


def _succeeded(run: Path) -> bool:
    try:
        return Manifest.read(run / "manifest.json").state == "succeeded"
    except (OSError, ValueError):
        return False
