"""How long a service is waited for, and how often and when it is asked again."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TypeVar

import tenacity

from hamyari_lib.errors import DataError

MEBIBYTE = 2**20
PASSING_STATUSES = frozenset({408, 425, 429, *range(500, 600)}) - {501, 505}
"""What a service answers that may answer well later; 501 and 505 say that it never will."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class Limits:
    """How long and how much: seconds, tries and bytes.

    ``connect_seconds`` is for a connection, ``read_seconds`` for each silence of the service, and ``total_seconds`` for
    all that one :class:`Patience` asks, with its tries and the waits between them.
    """

    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    total_seconds: float = 180.0
    tries: int = 4
    first_wait_seconds: float = 1.0
    longest_wait_seconds: float = 30.0
    largest_bytes: int = 20 * MEBIBYTE


class Passing(Exception):
    """A fault that may pass: what was found, and the seconds that the service asks to be left alone, if it does."""

    def __init__(self, found: str, *, asked_seconds: float | None = None) -> None:
        super().__init__(found)
        self.found = found
        self.asked_seconds = asked_seconds


@dataclass
class Patience:
    """The time and the tries that are left for one service."""

    limits: Limits
    _ends: float = field(init=False)

    def __post_init__(self) -> None:
        self._ends = time.monotonic() + self.limits.total_seconds

    @property
    def left(self) -> float:
        """Seconds until the total limit, 0 or more."""
        return max(0.0, self._ends - time.monotonic())

    def ask(self, where: str, once: Callable[[], Result]) -> Result:
        """What ``once`` returns, called again after a :class:`Passing` fault while tries and time are left.

        The wait doubles from try to try with a random part on top, so that many who were turned away do not come back
        at the same moment; where the service says how long to wait, that is the least.

        Raises
        ------
        DataError
            The last fault, with the number of tries.
        """
        if self.left <= 0:
            limit = f"{self.limits.total_seconds:g} s"
            raise DataError(f"{where}: not asked: the limit of {limit} for the whole service is used up; {_LATER}")
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(Passing),
            wait=self._wait,
            stop=tenacity.stop_after_attempt(self.limits.tries) | tenacity.stop_before_delay(self.left),
            reraise=True,
        )
        try:
            return retrying(once)
        except Passing as fault:
            tries = retrying.statistics["attempt_number"]
            times = f" (tried {tries} times)" if tries > 1 else ""
            raise DataError(f"{where}: {fault.found}{times}; expected an answer; {_LATER}") from None

    def _wait(self, state: tenacity.RetryCallState) -> float:
        first, longest = self.limits.first_wait_seconds, self.limits.longest_wait_seconds
        grown = tenacity.wait_exponential(multiplier=first, max=longest)(state)
        fault = state.outcome.exception() if state.outcome else None
        asked = fault.asked_seconds if isinstance(fault, Passing) else None
        return max(grown, asked or 0.0) + tenacity.wait_random(0, first)(state)


_LATER = "check the connection to the internet and run the command again later."


def status_fault(status: int, reason: str, retry_after: str | None) -> Passing:
    """The fault of an answer whose status says that it may pass."""
    asked = seconds_asked(retry_after)
    wish = "" if asked is None else f" and asks to be left alone for {asked:.0f} s"
    return Passing(f"answered {status} {reason}".rstrip() + wish, asked_seconds=asked)


def seconds_asked(retry_after: str | None) -> float | None:
    """What a header ``Retry-After`` asks for, in seconds from now; ``None`` where it cannot be read.

    >>> seconds_asked("120"), seconds_asked("soon"), seconds_asked(None)
    (120.0, None, None)
    """
    if retry_after is None:
        return None
    written = retry_after.strip()
    if written.isascii() and written.isdigit():
        return float(min(int(written[:9]), 10**8))
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds())
