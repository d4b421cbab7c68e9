"""Memory: how much the machine has to give, how much a kernel takes with all that it started, and its limit."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

_MIB = 1024 * 1024
_LOOK_SECONDS = 0.05
_CGROUPS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def available_mib() -> int | None:
    """What new processes could take, within the limit of a container; ``None`` where the system does not say."""
    found = []
    with contextlib.suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        found.append(next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")) // 1024)
    for path in _CGROUPS:
        with contextlib.suppress(OSError, ValueError):  # "max": no limit
            found.append(int(Path(path).read_text(encoding="ascii")) // _MIB)
    return min(found) if found else None


def data_mib(pid: int) -> int:
    """The private memory that a process has asked for; 0 where it cannot be told."""
    return _status(pid, "VmData") // 1024


def resident_mib(pid: int) -> int:
    """The memory that a process and all below it hold, pages of several counted with each; a quick upper bound."""
    return sum(_status(one, "VmRSS") for one in _family(pid)) // 1024


def proportional_mib(pid: int) -> int:
    """The same with shared pages divided among those that share them; slower to tell."""
    return sum(_proportional(one) for one in _family(pid)) // 1024


def limit_data(pid: int, mib: int) -> None:
    """Let a process ask for so much more than it has now; beyond it gets ``MemoryError``. Nothing off Linux."""
    try:
        import resource

        limit = (data_mib(pid) + mib) * _MIB
        resource.prlimit(pid, resource.RLIMIT_DATA, (limit, limit))
    except (ImportError, AttributeError, OSError, ValueError):
        pass  # the watch sees it, a little later


class Watch:
    """Kills a kernel (``kill``) that takes more than ``limit_mib`` beyond what it had at the start, with all that it
    has started; ``was_exceeded`` then. As a context, while the kernel runs."""

    def __init__(self, pid: int, limit_mib: int, kill: Callable[[], None]) -> None:
        self.was_exceeded = False
        self._pid, self._limit, self._kill = pid, limit_mib, kill
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name=f"memory-of-{pid}", daemon=True)

    def __enter__(self) -> Watch:
        limit_data(self._pid, self._limit)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        base = resident_mib(self._pid)
        if base == 0:  # not Linux, or it has ended
            return
        proportional_base = proportional_mib(self._pid)
        while not self._over.wait(_LOOK_SECONDS):
            # Forked processes share most of what they hold: only the slower figure tells whether it is too much.
            if resident_mib(self._pid) - base > self._limit and (
                proportional_mib(self._pid) - proportional_base > self._limit
            ):
                self.was_exceeded = True
                self._kill()
                return


def _family(pid: int) -> list[int]:
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        with contextlib.suppress(OSError, ValueError):
            for thread in os.listdir(f"/proc/{one}/task"):
                with open(f"/proc/{one}/task/{thread}/children", encoding="ascii") as listed:
                    waiting += map(int, listed.read().split())
    return found


def _status(pid: int, key: str) -> int:
    return _kilobytes(f"/proc/{pid}/status", f"{key}:")


def _proportional(pid: int) -> int:
    return _kilobytes(f"/proc/{pid}/smaps_rollup", "Pss:")


def _kilobytes(path: str, key: str) -> int:
    with contextlib.suppress(OSError, ValueError), open(path, encoding="ascii", errors="replace") as lines:
        for line in lines:
            if line.startswith(key):
                return int(line.split()[1])
    return 0
