"""Kernels started ahead: each waits, ready but for its folder and environment, until a report asks for it."""

from __future__ import annotations

import math
import os
import secrets
import shutil
import tempfile
import threading
import uuid
from collections import deque
from dataclasses import dataclass

from hamyari_lib.run.fork import Fork, Refused
from hamyari_lib.run.forking import Template

_NO_HISTORY = "--HistoryManager.hist_file=:memory:"  # as nbclient asks of every kernel

SOCKETS = "hamyari-"
"""How the names of folders for sockets begin."""

LONGEST_SOCKET_FOLDER = 80  # a socket's path holds about 100 bytes


@dataclass(frozen=True)
class Held:
    """A kernel that waits, the file that says where it listens, and the command line that it was given."""

    fork: Fork
    folder: str
    connection_file: str

    @property
    def argv(self) -> list[str]:
        return ["-f", self.connection_file, _NO_HISTORY]

    def remove(self) -> None:
        """Remove its folder; the kernel must have ended or be about to."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Ahead:
    """Keeps ``count`` kernels waiting, and starts ``most`` in all. Safe to use from several threads."""

    def __init__(self, template: Template, count: int, most: int | None = None) -> None:
        self._template, self._count = template, count
        self._left = math.inf if most is None else most
        self._waiting: deque[Held] = deque()
        self._lock = threading.Lock()

    def fill(self) -> None:
        """Start as many as are missing; none where kernels cannot be forked."""
        with self._lock:
            try:
                while len(self._waiting) < self._count and self._left > 0:
                    self._waiting.append(self._hold())
                    self._left -= 1
            except (Refused, OSError):  # the report that asks for a kernel is told why
                pass

    def take(self) -> Held | None:
        """One that waits, if there is one; the next is started in its place."""
        held = None
        with self._lock:
            while self._waiting and held is None:
                held = self._waiting.popleft()
                if held.fork.returncode is not None:  # it was killed meanwhile
                    held.remove()
                    held = None
        self.fill()
        return held

    def stop(self) -> None:
        """Start no more, and end those that wait: they are not wanted as they are."""
        with self._lock:
            self._count = 0
            waiting = list(self._waiting)
            self._waiting.clear()
        for held in waiting:
            self._template.drop(held.fork)
            held.remove()

    def close(self) -> None:
        """Remove what belongs to those that were not asked for; their template must be closed."""
        with self._lock:
            self._count = 0
            while self._waiting:
                self._waiting.popleft().remove()

    def _hold(self) -> Held:
        from jupyter_client.connect import write_connection_file

        folder = os.path.join(os.path.realpath(tempfile.gettempdir()), f"{SOCKETS}{secrets.token_hex(4)}")
        file = os.path.join(folder, "kernel.json")
        if len(file) > LONGEST_SOCKET_FOLDER:
            raise Refused("the folder for temporary files has too long a path for sockets")
        self._template.announce(folder)
        os.mkdir(folder, 0o700)
        try:
            ports = {
                f"{name}_port": number for number, name in enumerate(("shell", "iopub", "stdin", "hb", "control"), 1)
            }
            write_connection_file(file, ip=f"{folder}/kernel", transport="ipc", key=uuid.uuid4().hex.encode(), **ports)
            fork = self._template.hold(["-f", file, _NO_HISTORY])
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return Held(fork, folder, file)
