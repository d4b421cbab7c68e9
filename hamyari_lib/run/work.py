"""What is handed to a worker, and what a worker is: threads of this machine or a cluster."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hamyari_lib.run.plan import Report

if TYPE_CHECKING:
    from hamyari_lib.run.execute import Outcome


@dataclass(frozen=True)
class Work:
    """A report to make, with what it may take at most. It can be sent to another machine.

    A report without a limit of memory may take its share of the machine's: all of it where it ``is_alone``.
    """

    report: Report
    time_limit_seconds: float | None = None
    cell_time_limit_seconds: float | None = None
    memory_limit_mib: int | None = None
    is_alone: bool = False


class Workers(Protocol):
    """Who makes reports: ``count`` of them at a time."""

    count: int

    def submit(self, work: Work) -> Future[Outcome]:
        """Have a report made. The future gives its outcome, however it ended."""

    def cancel(self) -> None:
        """End what runs as ``cancelled``, soon, and do not begin what waits."""

    def close(self) -> None:
        """Leave nothing running."""
