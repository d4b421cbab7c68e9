"""What is kept of a run under ``reports/runs``: both its files or neither, and of each report only the newest runs."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from hamyari_lib.errors import HamyariError
from hamyari_lib.files import write_atomically
from hamyari_lib.records import Failure, Manifest
from hamyari_lib.run.clean import written
from hamyari_lib.run.execute import Outcome, name_of_run

KEPT_RUNS = 5
"""How many runs of a report stay on disk; the last good one stays besides."""

_ABANDONED_SECONDS = 3600


def require_writable(folder: Path) -> None:
    """``HamyariError`` where no file can be made in ``folder``, which is made if it is not there."""
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
    manifest = outcome.manifest
    folder = reports / "runs" / manifest.notebook / f"{manifest.case}.{manifest.language}"
    manifest = replace(manifest, run=_after_all(folder, manifest.run))
    content = b""
    if outcome.notebook is not None:
        content = written(outcome.notebook)
        manifest = replace(manifest, executed_sha256=hashlib.sha256(content).hexdigest())
    try:
        told = manifest.to_json()
        told.encode("utf-8")
        Manifest.from_json(told)  # what cannot be read again would be lost to the site
    except (ValueError, TypeError, RecursionError) as error:
        manifest = _plain(manifest, error)
        told = manifest.to_json()
    unfinished, kept = folder / f".{manifest.run}", folder / manifest.run
    try:
        if outcome.notebook is not None:
            write_atomically(unfinished / "notebook.ipynb", content)
        write_atomically(unfinished / "manifest.json", told)
        unfinished.rename(kept)
    except OSError as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise HamyariError(
            f"{kept}: the run cannot be kept ({error.strerror}); check the folder's rights and space."
        ) from None
    except HamyariError:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    _drop_old_runs(folder)
    return manifest


def _after_all(folder: Path, run: str) -> str:
    """The run's name, or the next moment's after the newest run that is kept: the clock may have been set back, and
    the newest by name is taken for the latest."""
    newest = max((path.name for path in folder.glob("[0-9]*") if path.is_dir()), default="")
    if run > newest:
        return run
    try:
        moment = dt.datetime.strptime(newest.partition("-")[0], "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=dt.UTC)
        return name_of_run(moment + dt.timedelta(microseconds=1))
    except (ValueError, OverflowError):
        return run


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
        headlines=(), ledger=(), changes=(), earlier=(),
    )  # fmt: skip


def _drop_old_runs(folder: Path) -> None:
    """All but the newest; also what a killed process left half written (a young one may still be at it)."""
    runs = sorted((path for path in folder.iterdir() if not path.name.startswith(".") and path.is_dir()), reverse=True)
    recent, old = runs[:KEPT_RUNS], runs[KEPT_RUNS:]
    if not any(_succeeded(run) for run in recent):
        last_good = next((run for run in old if _succeeded(run)), None)
        old = [run for run in old if run != last_good]
    abandoned = [path for path in folder.glob(".*") if path.is_dir() and _age_seconds(path) > _ABANDONED_SECONDS]
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
