"""The owner's side of the template: starts it, asks it for kernels, and knows when they have ended."""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from hamyari_lib.run.fork import Fork, Process, Refused
from hamyari_lib.run.likeness import ONE_THREAD, Surroundings, without_own

logger = logging.getLogger("hamyari.kernels")

_SCRIPT = Path(__file__).with_name("template.py")
_READY_SECONDS, _ANSWER_SECONDS, _CLOSE_SECONDS = 120, 30, 10
_STARTED_AGAIN = 3  # times at most, if it is killed
_ENDED_UNSEEN = -int(signal.SIGKILL) if os.name == "posix" else 1  # the template went, and its kernels with it

# Of the template alone: no thread of Arrow's allocator, no word of the debugger's on being imported.
_QUIET = {"JE_ARROW_MALLOC_CONF": "background_thread:false", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
_MARK = "HAMYARI_TEMPLATE"  # in the environment that the template is started with, and so of all that is forked


class Template:
    """A template process and the kernels forked from it. It is started with the first kernel or ``start``, and again
    if it is killed.

    Parameters
    ----------
    modules
        Third-party modules that kernels find imported; one that is not to be had is passed over. ``None``: they must
        be given to ``name_modules`` before the first kernel is asked for.
    flags
        Options of the Python that kernels run in, before ``-m``.
    """

    def __init__(self, modules: Sequence[str] | None, *, flags: Sequence[str] = ()) -> None:
        self.modules, self.flags, self.is_named = tuple(modules or ()), tuple(flags), modules is not None
        self.process: subprocess.Popen | None = None
        self.surroundings = Surroundings({})
        self.threads, self.left_out = 0, dict[str, str]()
        self._lock, self._ready, self._gone = threading.Lock(), threading.Event(), threading.Event()
        self._forks: dict[int, Fork] = {}
        self._count, self._starts, self._orders, self._owner = 0, 0, -1, os.getpid()
        self._why_not, self._told = "", set[str]()
        self._listener: threading.Thread | None = None

    def name_modules(self, modules: Sequence[str]) -> None:
        """Say what kernels are to find imported, which was not known when the template was made."""
        with self._lock:
            self.modules, self.is_named = tuple(modules), True
        with contextlib.suppress(Refused):  # it has not begun, or was killed: it begins with them
            self._send(self.modules)

    def start(self) -> None:
        """Start the process, if it does not run; its imports go on meanwhile. Where there can be none,
        ``wait_until_ready`` says why."""
        with self._lock:
            if self._why_not or (self.process is not None and not self._gone.is_set()):
                return
            if sys.platform != "linux":
                self._why_not = f"kernels are forked on Linux only, and this is {sys.platform}"
            elif self._starts > _STARTED_AGAIN:
                self._why_not = "the process that forks kernels was killed again and again"
            else:
                self._start()

    def _start(self) -> None:
        to_read, orders = os.pipe()
        from_answers, to_answer = os.pipe()
        self.surroundings = Surroundings({**os.environ, **ONE_THREAD})
        mark = uuid.uuid4().hex
        command = [sys.executable, *self.flags, str(_SCRIPT), str(to_read), str(to_answer), str(os.getpid())]
        try:
            self.process = subprocess.Popen(
                [*command, json.dumps(self.modules if self.is_named else None), "{}"],
                pass_fds=(to_read, to_answer),
                stdin=subprocess.PIPE,  # and closed, as jupyter_client does
                env=without_own(self.surroundings.environment) | _QUIET | {_MARK: mark},
                start_new_session=True,  # Ctrl-C in a terminal is for the owner
            )
        except OSError as error:
            self._why_not = f"the process that forks kernels could not be started ({error})"
            os.close(orders)
            os.close(from_answers)
            return
        finally:
            os.close(to_read)
            os.close(to_answer)
        self.process.stdin.close()  # type: ignore[union-attr]
        self._orders, self._gone, self._ready = orders, threading.Event(), threading.Event()
        if self._starts == 0:
            atexit.register(self.close)
        self._starts += 1
        marks = (f"{_MARK}={mark}".encode(), f"JPY_PARENT_PID={self.process.pid}".encode())
        one = Process(self.process, marks, self._ready, self._gone)
        self._listener = threading.Thread(target=self._listen, args=(one, from_answers), name="forks", daemon=True)
        self._listener.start()

    def fork(self, argv: Sequence[str], *, env: Mapping[str, str], cwd: str, folder: str = "") -> Fork:
        """A kernel with the command line ``argv`` (from ``-f`` on). ``Refused``, with the reason, where there can be
        none. ``folder`` is removed should the owner be killed."""
        self.wait_until_ready()
        fork = self._order(argv, folder, held=False, env=dict(env), cwd=cwd)
        fork.wait_for_start(_ANSWER_SECONDS)
        return fork

    def announce(self, folder: str) -> None:
        """Have a folder removed should the owner be killed; to be told before it is made."""
        self.start()
        self._send({"order": "folder", "folder": folder})

    def hold(self, argv: Sequence[str]) -> Fork:
        """A kernel started ahead, which begins when it is released; does not wait for it, nor for the template."""
        self.start()
        return self._order(argv, "", held=True)

    def release(self, fork: Fork, *, env: Mapping[str, str], cwd: str) -> None:
        """Let a held kernel begin, in this environment and folder."""
        fork.wait_for_start(_ANSWER_SECONDS)
        self._send({"order": "go", "number": fork.number, "env": dict(env), "cwd": cwd})

    def drop(self, fork: Fork) -> None:
        """End a held kernel, which is not wanted."""
        with contextlib.suppress(Refused, subprocess.TimeoutExpired):
            self._send({"order": "drop", "number": fork.number})
            fork.wait_for_start(_ANSWER_SECONDS)
            fork.kill()  # it may not yet be at its pipe
            fork.wait(_CLOSE_SECONDS)

    def wait_until_ready(self) -> None:
        """Until the packages are imported; ``Refused`` where no kernel can be forked."""
        self.start()
        if self._orders < 0 and not self._why_not:  # it was killed, and what it left is being cleared
            self._gone.wait(_CLOSE_SECONDS)
            self.start()
        if not self._why_not and not self._ready.wait(_READY_SECONDS):
            self._why_not = f"the packages were not imported in {_READY_SECONDS} seconds"
        if self._why_not:
            raise Refused(self._why_not)

    def why_not(self, env: Mapping[str, str]) -> str:
        """Why a kernel in this environment cannot be forked; empty where it can. The template must be ready."""
        return self._why_not or self.surroundings.difference(env)

    def tell_once(self, line: str) -> None:
        """A line for who runs this, which is not said again for every kernel."""
        with self._lock:
            if line in self._told:
                return
            self._told.add(line)
        logger.warning("%s", line)

    def close(self) -> None:
        """End the template and with it every kernel."""
        if os.getpid() != self._owner:  # a fork of the owner: the template is not its own
            return
        with self._lock:
            orders, self._orders = self._orders, -1
            self._why_not = self._why_not or "the process that forks kernels was closed"
        atexit.unregister(self.close)
        if orders >= 0:
            os.close(orders)
        if self.process is None:
            return
        if not self._ready.is_set():
            self.process.kill()  # it has forked nothing yet
        try:
            self.process.wait(_CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self._listener is not None and self._listener is not threading.current_thread():
            self._listener.join(_CLOSE_SECONDS)

    def _order(self, argv: Sequence[str], folder: str, **more: object) -> Fork:
        with self._lock:
            self._count += 1
            number = self._count
            fork = self._forks[number] = Fork(number)
        try:
            self._send({"order": "fork", "number": number, "argv": list(argv), "folder": folder} | more)
        except Refused:
            self._forks.pop(number, None)
            raise
        return fork

    def _send(self, order: dict | Sequence[str]) -> None:
        line = (json.dumps(order) + "\n").encode()
        with self._lock:
            if self._orders < 0:
                raise Refused(self._why_not or "the process that forks kernels has gone")
            try:
                while line:
                    line = line[os.write(self._orders, line) :]
            except OSError as error:
                raise Refused(f"the process that forks kernels has gone ({error.strerror})") from None

    def _listen(self, one: Process, answers: int) -> None:
        with os.fdopen(answers, encoding="utf-8") as lines:
            for line in lines:
                answer = json.loads(line)
                if "ready" in answer:
                    self._on_ready(answer)
                    one.ready.set()
                elif "pid" in answer:
                    self._forks[answer["number"]].begun(answer["pid"])
                elif "refused" in answer:
                    self._forks.pop(answer["number"]).refused(answer["refused"])
                else:
                    self._forks.pop(answer["number"]).ended(answer["ended"])
        self._on_gone(one)

    def _on_ready(self, answer: dict) -> None:
        self.threads, self.left_out = answer["threads"], answer["left_out"]
        read, were_set = frozenset(answer["read"]), answer["set_by_imports"]
        self.surroundings = replace(self.surroundings, read=read, set_by_imports=were_set)
        for name, why in self.left_out.items():
            self.tell_once(f"kernels start without {name}, which its cell imports: it {why}")
        if answer["threads"] != 1:
            self._why_not = f"the kernel's own packages started {answer['threads'] - 1} threads"

    def _on_gone(self, one: Process) -> None:
        """The template has gone: by our wish, or killed; its kernels died with it, what they started may not have."""
        with self._lock:
            orders, self._orders = self._orders, -1
            if not one.ready.is_set():
                self._why_not = self._why_not or "the process that forks kernels died while packages were imported"
            left = list(self._forks.values())
            self._forks.clear()
        if orders >= 0:
            os.close(orders)
        if not self._why_not:
            logger.warning("the process that forks kernels was killed, and its kernels with it; another is started")
        one.clear()
        one.gone.set()
        one.ready.set()
        for fork in left:
            fork.ended(_ENDED_UNSEEN)
