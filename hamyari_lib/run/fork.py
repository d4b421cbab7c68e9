"""A forked kernel and the process that forks it, as their owner sees them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass

_SWEEP_SECONDS = 5.0


class Refused(Exception):
    """No kernel can be forked, and why: a plain one must do."""


class Fork:
    """One forked kernel, with what jupyter_client uses of ``subprocess.Popen``."""

    stdin = stdout = stderr = None

    def __init__(self, number: int) -> None:
        self.number = number
        self.pid = 0
        self.returncode: int | None = None
        self._why_not = "the process that forks kernels has gone"
        self._started, self._ended = threading.Event(), threading.Event()

    def begun(self, pid: int) -> None:
        self.pid = pid
        self._started.set()

    def refused(self, why_not: str) -> None:
        self._why_not = why_not
        self.ended(1)

    def ended(self, returncode: int) -> None:
        if self.returncode is None:
            self.returncode = returncode
        self._started.set()
        self._ended.set()

    def wait_for_start(self, timeout: float) -> None:
        if not self._started.wait(timeout):
            raise Refused("the process that forks kernels did not answer")
        if not self.pid:
            raise Refused(self._why_not)

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        if not self._ended.wait(timeout):
            raise subprocess.TimeoutExpired("kernel", timeout or 0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """To the kernel and its process group, of which it is the leader."""
        if self.returncode is not None or not self.pid:
            return
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:  # not yet the leader, or no more
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


@dataclass(frozen=True)
class Process:
    """The process of a template: one after another, if it is killed."""

    process: subprocess.Popen
    marks: tuple[bytes, ...]
    ready: threading.Event
    gone: threading.Event

    def clear(self) -> None:
        """Kill what its kernels started, where it could not, and take note of its end."""
        try:  # its number is not given to another process before the sweep
            end = os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOWAIT)
            in_order = end is not None and (end.si_code, end.si_status) == (os.CLD_EXITED, 0)
        except ChildProcessError:  # ``close`` saw it first
            in_order = self.process.wait() == 0
        if not in_order:
            kill_strays(self.marks)
        self.process.wait()


def kill_strays(marks: tuple[bytes, ...]) -> None:
    """Kill every process whose environment holds one of ``marks``: what kernels started, when the template that would
    have killed it has been killed itself."""
    deadline = time.monotonic() + _SWEEP_SECONDS
    while time.monotonic() < deadline:
        found = [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _is_marked(pid, marks)]
        if not found:
            return
        for pid in found:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)


def _is_marked(pid: int, marks: tuple[bytes, ...]) -> bool:
    try:
        with open(f"/proc/{pid}/environ", "rb") as environment:
            return not set(marks).isdisjoint(environment.read().split(b"\0"))
    except OSError:  # another user's, or ended
        return False
