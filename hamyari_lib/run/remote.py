"""The worker's side of a cluster: what it is asked to make, it makes if it is as the coordinator's machine, and sends
it back; it writes nothing.

All that a worker holds for one run of a plan is on a bench of its own: kernels, and the attempts under way.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import pickle
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hamyari_lib.errors import HamyariError
from hamyari_lib.run import fingerprint
from hamyari_lib.run.asking import Answer, Asked, host_of
from hamyari_lib.run.attempt import Attempt
from hamyari_lib.run.execute import broken, import_papermill, run_report
from hamyari_lib.run.forking import ONE_THREAD
from hamyari_lib.run.kernels import Kernels
from hamyari_lib.run.local import attempt_at, share_mib
from hamyari_lib.run.project import Project, package_sha256, package_versions
from hamyari_lib.run.work import Work

PROJECT_VARIABLE = "HAMYARI_PROJECT"
"""Names the project's folder on a worker where it is not the coordinator's."""

_LOADED = package_sha256()  # of the code that this process runs; what lies on the disk may be edited later
_LOOK_SECONDS = 0.5  # how often a worker looks whether its report is still wanted


class Bench:
    """Kernels and attempts of one run of a plan on this worker."""

    def __init__(self, asked: Asked, worker: Any) -> None:
        os.environ.update({name: one for name, one in ONE_THREAD.items() if name not in os.environ})
        threads = worker.state.nthreads
        self.batch = asked["batch"]
        self.attempts: list[Attempt] = []
        self.share = share_mib(asked["threads"].get(host_of(worker.address), threads))
        self.alone = share_mib(1)
        self.kernels = Kernels(asked["modules"], ahead=threads)
        self.kernels.__enter__()

    @contextlib.contextmanager
    def making(self, attempt: Attempt) -> Iterator[None]:
        with _lock:
            self.attempts.append(attempt)
            if self.batch in _stopped:
                attempt.cancel()
        try:
            yield
        finally:
            with _lock:
                self.attempts = [one for one in self.attempts if one is not attempt]


_benches: dict[str, Bench] = {}
_stopped: set[str] = set()
_lock = threading.RLock()


async def check(asked: Asked, dask_worker: Any) -> list[str]:
    """The differences of this worker; without any it makes itself ready. For ``Client.run``."""

    def ready() -> list[str]:
        try:
            _bench_and_project(asked, dask_worker)
        except HamyariError as refused:
            return list(refused.faults)
        threading.Thread(target=import_papermill, name="papermill", daemon=True).start()
        return []

    return await asyncio.to_thread(ready)


def make(asked: Asked, pickled: bytes) -> Answer:
    """Make a report: a task of the cluster. ``pickled`` is the ``Work``, read once the code is known to be the same."""
    from distributed import get_worker

    worker = get_worker()
    if asked["batch"] in _stopped:
        return Answer(worker.address)
    try:
        bench, project = _bench_and_project(asked, worker)
    except HamyariError as refused:
        return Answer(worker.address, faults=refused.faults)
    work: Work = pickle.loads(pickled)
    attempt = attempt_at(work, bench.kernels, bench.alone if work.is_alone else bench.share)
    with bench.making(attempt), _while_wanted(worker, attempt):
        try:
            outcome = run_report(project, work.report, attempt)
        except Exception as error:  # one report must not take the others with it
            outcome = broken(project, work.report, error)
    return Answer(worker.address, outcome)


def stop(batch: str) -> None:
    """End what is being made for a run as ``cancelled``, and begin nothing more of it. For ``Client.run``."""
    with _lock:
        _stopped.add(batch)
        attempts = _benches[batch].attempts if batch in _benches else []
    for attempt in attempts:
        attempt.cancel()


async def release(batch: str) -> None:
    """The run is over: leave nothing of it. For ``Client.run``."""
    stop(batch)
    with _lock:
        bench = _benches.pop(batch, None)
    if bench is not None:
        await asyncio.to_thread(bench.kernels.close)


def _bench_and_project(asked: Asked, worker: Any) -> tuple[Bench, Project]:
    """``HamyariError`` with every difference from the coordinator's machine."""
    with _lock:
        bench = _benches.get(asked["batch"]) or _new_bench(asked, worker)
    project = _project(asked["root"], worker.address)
    here = fingerprint.of_files(project, asked["notebooks"], asked["rooms"])
    if faults := fingerprint.differences(worker.address, here, asked["files"]):
        raise HamyariError(faults)
    return bench, project


def _new_bench(asked: Asked, worker: Any) -> Bench:
    package_sha256.cache_clear()
    package_versions.cache_clear()
    here = fingerprint.of_machine()
    faults = fingerprint.differences(worker.address, here | {fingerprint.CODE: _LOADED}, asked["machine"])
    if not faults and here[fingerprint.CODE] != _LOADED:
        faults = [f"worker {worker.address}: its code has changed since it was started; start it again."]
    if faults:
        raise HamyariError(faults)
    idle = [batch for batch, bench in _benches.items() if not bench.attempts]  # their coordinator may have died
    for batch in idle:
        threading.Thread(target=_benches.pop(batch).kernels.close, daemon=True).start()
    bench = _benches[asked["batch"]] = Bench(asked, worker)
    return bench


def _project(root: str, address: str) -> Project:
    named = os.environ.get(PROJECT_VARIABLE)
    folder = Path(named or root)
    if not (folder / "notebooks").is_dir():
        remedy = "correct it" if named else f"name the project's folder there in the worker's {PROJECT_VARIABLE}"
        what = f"{PROJECT_VARIABLE} is {named!r}" if named else f"the project's folder {root}"
        raise HamyariError(f"worker {address}: {what}, which holds no notebooks/; {remedy}.")
    return Project(folder.resolve())


@contextlib.contextmanager
def _while_wanted(worker: Any, attempt: Attempt) -> Iterator[None]:
    """Cancels the attempt when the coordinator or the scheduler has gone, which would otherwise run to its end."""
    key, is_over = worker.get_current_task(), threading.Event()

    def look() -> None:
        while not is_over.wait(_LOOK_SECONDS):
            task = worker.state.tasks.get(key)
            if task is None or task.state != "executing" or worker.status.name in ("closing", "closed"):
                attempt.cancel()
                return

    watch = threading.Thread(target=look, name="wanted", daemon=True)
    watch.start()
    try:
        yield
    finally:
        is_over.set()
        watch.join()


@atexit.register
def _close() -> None:
    for bench in _benches.values():
        bench.kernels.close()
