"""Many reports: workers that make them, and one coordinator, the only one to write under ``reports/``."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass, replace
from typing import Literal

from hamyari_lib.errors import HamyariError
from hamyari_lib.records import Failure, Manifest
from hamyari_lib.run.execute import Outcome, refuse
from hamyari_lib.run.forking import ONE_THREAD
from hamyari_lib.run.keep import keep_run, require_writable
from hamyari_lib.run.plan import Report
from hamyari_lib.run.project import Project, code_version
from hamyari_lib.run.stopping import stop_asked
from hamyari_lib.run.work import Work, Workers

_LOOK_SECONDS = 0.2  # how often the coordinator looks whether it was asked to stop

Made = Literal["executed", "rendered", "nothing"]
"""What was done for a report: its notebook run, only its text put in, or nothing since nothing had changed."""

Told = Callable[[Manifest], None]


@dataclass(frozen=True)
class Limits:
    """What a report may take where its plan does not say: time, memory (``None``: its share of the machine's), and how
    often one that ended for a cause that can pass is tried again."""

    time_limit_seconds: float | None = None
    cell_time_limit_seconds: float | None = None
    memory_limit_mib: int | None = None
    retries: int = 1

    def of(self, report: Report) -> Limits:
        """These, or what the report's plan says."""
        return replace(self, **report.limits)


def run_reports(
    project: Project,
    reports: Sequence[Report],
    *,
    workers: Callable[[], Workers],
    on_end: Told,
    limits: Limits | None = None,
    batch: str = "",
    on_retry: Told = lambda _: None,
) -> None:
    """Run the reports, keep what each left, and tell of each as it ends (``on_end``, in this thread).

    A case with faults is kept as ``invalid`` and does not stop the others. What ended because its kernel died, or for
    want of memory where it has no limit of its own, is tried again when all others are done, by itself. When the
    process is asked to stop (Ctrl-C, SIGTERM), what is running ends as ``cancelled``, what has not begun is not run,
    and ``KeyboardInterrupt`` is raised after all that ended has been told of. Raises ``HamyariError``, before anything
    runs where that can be known, when ``reports/`` cannot be written.
    """
    code_version.cache_clear()
    code_version(project.root)  # of the code as it is when the batch begins
    require_writable(project.reports / "runs")
    os.environ.update({name: one for name, one in ONE_THREAD.items() if name not in os.environ})

    def keep(outcome: Outcome, earlier: tuple[Failure, ...] = ()) -> None:
        manifest = replace(outcome.manifest, batch=batch, earlier=earlier)
        on_end(keep_run(project.home(manifest.audience), replace(outcome, manifest=manifest)))

    with stop_asked() as stop:
        for report in reports:
            if report.faults:
                keep(refuse(project, report))
        coordinator = _Coordinator(limits or Limits(), keep, on_retry, stop.is_set)
        coordinator.run([report for report in reports if not report.faults], workers)
        if stop.is_set():
            raise KeyboardInterrupt


@dataclass(frozen=True)
class _Task:
    """A report to make. One that is to be tried again has the outcome of its last try, and how all of them ended."""

    work: Work
    earlier: tuple[Failure, ...] = ()
    last: Outcome | None = None


class _Coordinator:
    """Hands out work and takes in what comes of it."""

    def __init__(
        self,
        limits: Limits,
        keep: Callable[[Outcome, tuple[Failure, ...]], None],
        on_retry: Told,
        is_stopped: Callable[[], bool],
    ) -> None:
        self._limits, self._keep, self._on_retry, self._is_stopped = limits, keep, on_retry, is_stopped
        self._again: list[_Task] = []
        self._made, self._count = 0, 0
        self._closing: threading.Thread | None = None

    def run(self, reports: Iterable[Report], start: Callable[[], Workers]) -> None:
        tasks = [_Task(self._work(report)) for report in reports]
        if not tasks:
            return
        workers, self._count = start(), len(tasks)
        self._closing = threading.Thread(target=workers.close, name="closing")
        try:
            self._run(tasks, workers)
            while self._again and not self._is_stopped():
                again, self._again = self._again, []
                self._run(again, workers, at_once=1)
        except HamyariError as error:
            count = len(tasks) - self._made
            raise HamyariError([f"{count} reports were not made:", *error.faults]) from None
        finally:
            if self._closing.ident is not None:
                self._closing.join()
            workers.close()

    def _work(self, report: Report) -> Work:
        limits, report = self._limits.of(report), replace(report, withheld={})  # a worker has no use for them
        return Work(report, limits.time_limit_seconds, limits.cell_time_limit_seconds, limits.memory_limit_mib)

    def _run(self, tasks: Sequence[_Task], workers: Workers, *, at_once: int | None = None) -> None:
        waiting, running = deque(tasks), dict[Future[Outcome], _Task]()
        try:
            while (waiting or running) and not self._is_stopped():
                # One more than there are workers, so that none waits while a page is made.
                while waiting and len(running) < (at_once or workers.count + 1):
                    task = waiting.popleft()
                    running[workers.submit(task.work)] = task
                # A wait without an end would not see a signal on Windows.
                done, _ = wait(running, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
                for future in done:
                    self._take(future, running.pop(future))
            if self._is_stopped():
                workers.cancel()
                for future, task in running.items():
                    self._take(future, task, is_last=True)
                for task in (*waiting, *self._again):
                    self._give_up(task)
        except BaseException:
            workers.cancel()
            raise

    def _take(self, future: Future[Outcome], task: _Task, *, is_last: bool = False) -> None:
        try:
            outcome = future.result()
        except CancelledError:  # it had not begun
            return self._give_up(task)
        failure = outcome.manifest.failure
        if failure is not None and not is_last and self._can_pass(outcome.manifest, task):
            again = replace(task.work, is_alone=True)
            self._again.append(_Task(again, (*task.earlier, failure), outcome))
            return self._on_retry(outcome.manifest)
        if self._made + 1 == self._count and self._closing is not None:
            self._closing.start()  # nothing more is asked of the workers: they go while the last page is made
        self._keep(outcome, task.earlier)
        self._made += 1

    def _give_up(self, task: _Task) -> None:
        """It will not be made; what came of its last try is kept, if it had one."""
        if task.last is not None:
            self._keep(task.last, task.earlier[:-1])
            self._made += 1

    def _can_pass(self, manifest: Manifest, task: _Task) -> bool:
        """Whether the same report may end well when tried again: never after an error in the notebook."""
        if len(task.earlier) >= self._limits.of(task.work.report).retries:
            return False
        has_own_limit = task.work.memory_limit_mib is not None
        return manifest.state == "kernel_died" or (manifest.state == "out_of_memory" and not has_own_limit)
