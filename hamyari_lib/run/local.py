"""The workers of this machine: threads that each drive a kernel."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor

from hamyari_lib.run.attempt import Attempt
from hamyari_lib.run.execute import Outcome, broken, run_report
from hamyari_lib.run.forking import Template
from hamyari_lib.run.kernels import Kernels
from hamyari_lib.run.memory import available_mib
from hamyari_lib.run.project import Project
from hamyari_lib.run.work import Work

LEAST_MIB = 700
"""What a report should have at least: with less memory to share, fewer are made at a time."""

_SWITCH_SECONDS = 0.0005  # a worker has little to do between two cells, and must not wait for a page to be made

_SHARED = 0.8  # of the memory that is to be had; the rest is for the runner and the rest of the machine


class LocalWorkers:
    """Makes ``count`` reports at a time, each in a kernel of its own.

    Parameters
    ----------
    template
        What kernels are forked from, which may have been started; it is closed with the workers.
    reports
        How many reports there are to make at most: for no more than those are workers and kernels made ready.
    """

    def __init__(
        self, project: Project, count: int, *, template: Template | None = None, reports: int | None = None
    ) -> None:
        self.count = count = count if reports is None else min(count, reports)
        self._project = project
        self._share = share_mib(count)
        self._alone = share_mib(1)
        self._attempts: set[Attempt] = set()
        self._is_cancelled = False
        self._lock = threading.Lock()
        self._kernels = Kernels(template or Template(()), ahead=count, most=reports)
        self._kernels.__enter__()
        self._switched = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="report")

    def submit(self, work: Work) -> Future[Outcome]:
        return self._pool.submit(self._make, work)

    def _make(self, work: Work) -> Outcome:
        attempt = attempt_at(work, self._kernels, self._alone if work.is_alone else self._share)
        with self._lock:
            self._attempts.add(attempt)
            if self._is_cancelled:
                attempt.cancel()
        try:
            return run_report(self._project, work.report, attempt)
        except Exception as error:  # one report must not take the others with it
            return broken(self._project, work.report, error)
        finally:
            with self._lock:
                self._attempts.discard(attempt)

    def cancel(self) -> None:
        with self._lock:
            self._is_cancelled = True
            attempts = list(self._attempts)
        self._pool.shutdown(wait=False, cancel_futures=True)
        for attempt in attempts:
            attempt.cancel()

    def close(self) -> None:
        self.cancel()
        self._pool.shutdown(wait=True)
        self._kernels.close()
        sys.setswitchinterval(self._switched)


def attempt_at(work: Work, kernels: Kernels | None, share: int | None) -> Attempt:
    """An attempt within the limits of ``work``; ``share`` is the memory of a report that has no limit of its own."""
    return Attempt(
        kernels=kernels,
        time_limit_seconds=work.time_limit_seconds,
        cell_time_limit_seconds=work.cell_time_limit_seconds,
        memory_limit_mib=share if work.memory_limit_mib is None else work.memory_limit_mib,
    )


def share_mib(count: int) -> int | None:
    """The memory of each of ``count`` reports at a time; ``None`` where the system does not say what there is."""
    available = available_mib()
    return None if available is None else max(1, int(available * _SHARED / count))


def count_for(cores: int) -> int:
    """How many reports to make at a time: one a core, fewer where memory is short."""
    share = share_mib(1)
    return cores if share is None else max(1, min(cores, share // LEAST_MIB))
