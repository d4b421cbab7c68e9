"""Workers of a Dask cluster: reports are made on other machines and come back; only this one writes them.

Dask executes a task again when its worker dies: a report may be executed twice, its future is resolved once. Whoever
reaches the scheduler can run code on its workers: a cluster belongs in a trusted network.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import pickle
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, InvalidStateError
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from hamyari_lib.errors import HamyariError
from hamyari_lib.records import Failure, Manifest
from hamyari_lib.run import remote
from hamyari_lib.run.asking import Answer, Asked, Asking
from hamyari_lib.run.execute import Left, Outcome, Source, make_manifest
from hamyari_lib.run.inputs import environment_sha256
from hamyari_lib.run.plan import Report
from hamyari_lib.run.project import Project, code_version
from hamyari_lib.run.scheduler import Scheduler, is_worker_death
from hamyari_lib.run.work import Work

logger = logging.getLogger("hamyari.cluster")

_LOOK_SECONDS, _TELL_SECONDS = 0.5, 5  # the second for every worker to hear that the run is stopped or over
_CANCEL_SECONDS = 20  # for what runs to come back as cancelled


@dataclass(eq=False)
class _Task:
    """A report that is out, and the future that the caller holds for it."""

    work: Work
    future: Future[Outcome]
    asked: Asked | None = None
    inner: Future[Answer] | None = None  # none: no worker may make it at the moment
    only: frozenset[str] = frozenset()  # workers that may make it; empty: any


class Cluster:
    """The workers of the scheduler at ``address``, which must be as this machine is.

    Parameters
    ----------
    reports
        What will be submitted: their notebooks and rooms are compared before anything runs, and kernels find
        imported what they import.
    patience_seconds
        How long to wait for a worker, at first and when there is none any more.

    Raises
    ------
    HamyariError
        ``distributed`` is not installed; there is no scheduler or no worker; or workers have other versions, code,
        notebooks or tables: every difference.
    """

    def __init__(
        self, address: str, project: Project, reports: Sequence[Report] = (), *, patience_seconds: float = 20
    ) -> None:
        self._project, self._patience = project, patience_seconds
        self._asking, self._code_version = Asking(project, reports), code_version(project.root)
        self._tasks: set[_Task] = set()
        self._threads: dict[str, int] = {}  # of each worker, by its address
        self._refused: dict[str, tuple[str, ...]] = {}
        self._over: HamyariError | None = None
        self._cancelled_at: float | None = None
        self._is_closing = threading.Event()
        # Taken in the client's own thread too: nothing that waits for that thread may be called with it.
        self._lock = threading.RLock()
        self._scheduler = Scheduler(address)
        self.address = self._scheduler.address
        self._watch = threading.Thread(target=self._look, name="cluster", daemon=True)
        try:
            self._threads = self._scheduler.wait_for_workers(self._patience)
            self._check(reports)
        except BaseException:
            self.close()
            raise
        self._watch.start()

    @property
    def count(self) -> int:
        """How many reports are made at a time: the threads of all workers that are there now."""
        threads = self._threads
        return max(1, sum(threads[worker] for worker in set(threads) - set(self._refused)))

    def submit(self, work: Work) -> Future[Outcome]:
        """Have a report made. The future gives its outcome, or ``HamyariError`` when the scheduler or all workers have
        gone: then no other report is made either."""
        task = _Task(work, Future())
        with self._lock:
            if self._over is not None:
                raise self._over
            if self._cancelled_at is not None or self._is_closing.is_set():
                _drop(task)
            else:
                self._tasks.add(task)
                self._send(task)
        return task.future

    def cancel(self) -> None:
        """End what runs as ``cancelled``, soon; the futures of what had not begun are cancelled."""
        self._cancelled_at = time.monotonic()
        self._tell(remote.stop)

    def close(self) -> None:
        """Leave nothing running on any worker. What is still out is cancelled."""
        if not self._is_closing.is_set():
            self._is_closing.set()
            self._drop_all()
            self._tell(remote.release)
            self._scheduler.close()
            if self._watch.is_alive():
                self._watch.join()

    def _check(self, reports: Sequence[Report]) -> None:
        faults: list[str] = []
        asked = self._asking.of(reports, self._threads)
        for worker, found in sorted(self._scheduler.on_all(remote.check, asked).items()):
            if isinstance(found, Exception):
                cause = f"{type(found).__name__}: {found}"
                found = [f"worker {worker}: cannot answer ({cause}); install there what is installed here."]
            faults += found
        if faults:
            raise HamyariError(faults)

    def _send(self, task: _Task) -> None:
        task.asked, task.inner, task.only = self._asking.of([task.work.report], self._threads), None, frozenset()
        if self._refused:
            task.only = frozenset(self._threads) - frozenset(self._refused)
            if not task.only:
                return None  # the watch sends it when another worker has come
        try:
            task.inner = self._scheduler.submit(remote.make, task.asked, pickle.dumps(task.work), only=task.only)
        except HamyariError as gone:
            return self._end(gone)
        task.inner.add_done_callback(partial(self._back, task))

    def _back(self, task: _Task, inner: Future[Answer]) -> None:
        """In the thread of the client, which must not wait for it."""
        with self._lock:
            if inner is not task.inner or task not in self._tasks:
                return
            try:
                answer = inner.result()
            except CancelledError:
                self._end(self._scheduler.gone())
            except Exception as error:
                self._on_error(task, error)
            else:
                self._on_answer(task, answer)

    def _on_answer(self, task: _Task, answer: Answer) -> None:
        if answer.outcome is not None:
            self._give(task, replace(answer.outcome, manifest=self._as_here(answer.outcome.manifest)))
        elif not answer.faults:
            self._tasks.discard(task)
            _drop(task)
        else:
            is_edited = task.asked is not None and self._asking.is_edited(task.asked)
            if not is_edited and answer.worker not in self._refused:
                self._refused[answer.worker] = answer.faults
                for fault in answer.faults:
                    logger.warning("%s Its reports are made elsewhere.", fault)
            self._send(task)

    def _as_here(self, manifest: Manifest) -> Manifest:
        """A worker may be no checkout and have packages besides those compared: here that would look like a change."""
        version, is_dirty = self._code_version
        here = environment_sha256() if manifest.environment_sha256 else ""
        return replace(manifest, code_version=version, code_dirty=is_dirty, environment_sha256=here)

    def _on_error(self, task: _Task, error: Exception) -> None:
        report = task.work.report
        if not is_worker_death(error):
            cause = f"{self.address}: no worker can make {report.name} ({type(error).__name__}: {error})"
            return self._end(HamyariError(f"{cause}; see the workers' logs."))
        failure = Failure("one worker after another died while it made this report (killed or out of memory?)")
        source = Source.read(self._project.notebook(report.notebook), report.language)
        now = dt.datetime.now(dt.UTC)
        manifest = make_manifest(self._project, report, "kernel_died", failure, source, Left(), now, 0.0)
        return self._give(task, Outcome(manifest, None))

    def _give(self, task: _Task, outcome: Outcome) -> None:
        self._tasks.discard(task)
        with contextlib.suppress(InvalidStateError):  # cancelled by the caller
            task.future.set_result(outcome)

    def _end(self, why: HamyariError) -> None:
        """Nothing more can be made: every report that is out is told so, and every one that would follow."""
        with self._lock:
            self._over = self._over or why
            while self._tasks:
                with contextlib.suppress(InvalidStateError):
                    self._tasks.pop().future.set_exception(self._over)

    def _drop_all(self) -> None:
        with self._lock:
            while self._tasks:
                _drop(self._tasks.pop())

    def _tell(self, what: Callable[[str], Any]) -> None:
        if not self._scheduler.has_gone:
            with contextlib.suppress(HamyariError):
                self._scheduler.on_all(what, self._asking.batch, seconds=_TELL_SECONDS)

    def _look(self) -> None:
        """Sees workers come and go, and that the scheduler has gone, whatever Dask tells of it."""
        seen_at = time.monotonic()
        while not self._is_closing.wait(_LOOK_SECONDS):
            if self._scheduler.has_gone:
                return self._end(self._scheduler.gone())
            threads = self._scheduler.threads()
            self._threads = self._threads if threads is None else threads
            if self._cancelled_at is not None and time.monotonic() - self._cancelled_at > _CANCEL_SECONDS:
                self._drop_all()
            if threads is not None and set(threads) - set(self._refused):
                seen_at = time.monotonic()
                self._send_again()
            elif time.monotonic() - seen_at > self._patience:
                refusals = tuple(fault for faults in self._refused.values() for fault in faults)
                why = HamyariError(refusals) if refusals else self._scheduler.no_worker()
                self._end(self._scheduler.gone() if threads is None else why)

    def _send_again(self) -> None:
        """What none of the workers that were to make it can make any more."""
        with self._lock:
            there = frozenset(self._threads)
            lost = [one for one in self._tasks if one.inner is None or (one.only and not one.only & there)]
            inners = [task.inner for task in lost if task.inner is not None]
            for task in lost:
                self._send(task)
        for inner in inners:
            inner.cancel()


def _drop(task: _Task) -> None:
    """As ``Executor.shutdown(cancel_futures=True)`` does: who waits for it wakes up."""
    if task.future.cancel():
        task.future.set_running_or_notify_cancel()
