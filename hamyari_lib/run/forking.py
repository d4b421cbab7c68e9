"""The owner's side of the template: starts it, asks it for kernels, and knows when they have ended."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_SCRIPT = Path(__file__).with_name("template.py")
_KERNEL_MODULES = ("ipykernel.ipkernel", "ipykernel.kernelapp", "ipykernel.debugger", "IPython.core.pylabtools",
                   "IPython.core.completer", "IPython.core.magics", "IPython.core.oinspect", "sqlite3")  # fmt: skip
_LATE = {
    "matplotlib.pyplot": ("matplotlib_inline.backend_inline", "matplotlib.backends.backend_svg", "PIL.PngImagePlugin"),
    "pandas": ("pandas.io.formats.string", "pandas.core.reshape.reshape"),
    "pandera.pandas": (
        "pandera.backends.pandas.register",
        "pandera.backends.pandas.builtin_checks",
        "pandera.backends.pandas.builtin_hypotheses",
        "pandera.backends.pandas.container",
        "pandera.backends.pandas.components",
        "pandera.accessors.pandas_accessor",
    ),
}
"""What a package imports only when it is used."""

_READY_SECONDS, _ANSWER_SECONDS = 120, 30
_ENDED_UNSEEN = -int(signal.SIGKILL) if os.name == "posix" else 1  # the template went, and its kernels with it

ONE_THREAD = {name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")}
"""For every kernel of a batch: two threads of BLAS in each would only get in each other's way, and a process that has
threads cannot be forked."""

# Of the template alone: no thread of Arrow's allocator, no word of the debugger's on being imported.
_QUIET = {"JE_ARROW_MALLOC_CONF": "background_thread:false", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}

# Read when Python starts or a package is imported, so that setting them in the forked kernel comes too late.
_SENSITIVE = (
    "PYTHON",
    "LD_",
    "LC_",
    "LANG",
    "OPENBLAS",
    "OMP_",
    "MKL_",
    "NUMEXPR",
    "MPL",
    "IPYTHON",
    "JUPYTER_PLATFORM",
)


class Refused(Exception):
    """No kernel can be forked, and why: a plain one must do."""


class Fork:
    """One forked kernel, with what jupyter_client uses of ``subprocess.Popen``."""

    stdin = stdout = stderr = None

    def __init__(self, number: int) -> None:
        self.number = number
        self.pid = 0
        self.returncode: int | None = None
        self._started, self._ended = threading.Event(), threading.Event()

    def begun(self, pid: int) -> None:
        self.pid = pid
        self._started.set()

    def ended(self, returncode: int) -> None:
        if self.returncode is None:
            self.returncode = returncode
        self._started.set()
        self._ended.set()

    def wait_for_start(self, timeout: float) -> None:
        if not self._started.wait(timeout) or self.returncode is not None:
            raise Refused("the process that forks kernels did not answer")

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        if not self._ended.wait(timeout):
            raise subprocess.TimeoutExpired("kernel", timeout or 0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """To the kernel and its process group, of which it is the leader."""
        if self.returncode is None and self.pid:
            os.killpg(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class Template:
    """A template process and the kernels forked from it. It is started with the first kernel or ``start``.

    Parameters
    ----------
    modules
        Third-party modules that kernels find imported; one that is not to be had is passed over.
    flags
        Options of the Python that kernels run in, before ``-m``.
    """

    def __init__(self, modules: Sequence[str], *, flags: Sequence[str] = ()) -> None:
        self.modules, self.flags = tuple(modules), tuple(flags)
        self.process: subprocess.Popen | None = None
        self.environment: dict[str, str] = {}
        self.threads = 0
        self.failed: dict[str, str] = {}
        self._lock = threading.Lock()
        self._ready = threading.Event()
        self._forks: dict[int, Fork] = {}
        self._count = 0
        self._orders = -1
        self._why_not = ""

    def start(self) -> None:
        """Start the process; its imports go on meanwhile. ``Refused`` where forking is not to be had."""
        with self._lock:
            if self.process is not None or self._why_not:
                return
            if sys.platform != "linux":
                self._why_not = f"kernels are forked on Linux only, and this is {sys.platform}"
                return
            to_read, self._orders = os.pipe()
            from_answers, to_answer = os.pipe()
            self.environment = {**os.environ, **ONE_THREAD}  # threads of BLAS cannot be forked
            late = [name for module in self.modules for name in _LATE.get(module, ())]
            command = [sys.executable, *self.flags, str(_SCRIPT), str(to_read), str(to_answer)]
            try:
                self.process = subprocess.Popen(
                    [*command, json.dumps([*_KERNEL_MODULES, *self.modules, *late])],
                    pass_fds=(to_read, to_answer),
                    stdin=subprocess.DEVNULL,
                    env=self.environment | _QUIET,
                    start_new_session=True,  # Ctrl-C in a terminal is for the owner
                )
            except OSError as error:
                self._why_not = f"the process that forks kernels could not be started ({error})"
                os.close(self._orders)
                os.close(from_answers)
                return
            finally:
                os.close(to_read)
                os.close(to_answer)
        threading.Thread(target=self._listen, args=(from_answers,), name="kernel-forks", daemon=True).start()
        atexit.register(self.close)

    def fork(self, argv: Sequence[str], *, env: Mapping[str, str], cwd: str) -> Fork:
        """A kernel with the command line ``argv`` (from ``-f`` on). ``Refused``, with the reason, where there can be
        none."""
        self.wait_until_ready()
        fork = self._order(argv, held=False, env=dict(env), cwd=cwd)
        fork.wait_for_start(_ANSWER_SECONDS)
        return fork

    def hold(self, argv: Sequence[str]) -> Fork:
        """A kernel started ahead, which begins when it is released; does not wait for it, nor for the template."""
        self.start()
        return self._order(argv, held=True)

    def release(self, fork: Fork, *, env: Mapping[str, str], cwd: str) -> None:
        """Let a held kernel begin, in this environment and folder."""
        self.wait_until_ready()
        fork.wait_for_start(_ANSWER_SECONDS)
        self._send({"order": "go", "number": fork.number, "env": dict(env), "cwd": cwd})

    def wait_until_ready(self) -> None:
        """Until the packages are imported; ``Refused`` where no kernel can be forked."""
        self.start()
        if not self._why_not and not self._ready.wait(_READY_SECONDS):
            self._why_not = f"the packages were not imported in {_READY_SECONDS} seconds"
        if self._why_not:
            raise Refused(self._why_not)

    def _order(self, argv: Sequence[str], **more: object) -> Fork:
        with self._lock:
            self._count += 1
            fork = self._forks[self._count] = Fork(self._count)
        self._send({"order": "fork", "number": fork.number, "argv": list(argv)} | more)
        return fork

    def why_not(self, env: Mapping[str, str]) -> str:
        """Why a kernel in this environment cannot be forked; empty where it can."""
        self.start()
        if self._why_not:
            return self._why_not
        for name in sorted({*env, *self.environment}):
            given, has = env.get(name), self.environment.get(name)
            if name.startswith(_SENSITIVE) and name != "MPLBACKEND" and given != has:
                return f"{name} is {given!r} for the kernel and {has!r} where the packages were imported"
        return ""

    @property
    def has_ended(self) -> bool:
        """Whether it was there and has gone: another may be started in its place."""
        return self.process is not None and self.process.poll() is not None

    def close(self) -> None:
        """End the template and with it every kernel."""
        with self._lock:
            orders, self._orders = self._orders, -1
            self._why_not = self._why_not or "the process that forks kernels was closed"
        if orders >= 0:
            os.close(orders)
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        atexit.unregister(self.close)

    def _send(self, order: dict) -> None:
        line = (json.dumps(order) + "\n").encode()
        with self._lock:
            if self._orders < 0:
                raise Refused(self._why_not or "the process that forks kernels has gone")
            try:
                while line:
                    line = line[os.write(self._orders, line) :]
            except OSError as error:
                raise Refused(f"the process that forks kernels has gone ({error.strerror})") from None

    def _listen(self, answers: int) -> None:
        handle: dict[str, Callable[[dict], None]] = {
            "ready": self._on_ready,
            "pid": self._on_begin,
            "ended": self._on_end,
        }
        with os.fdopen(answers, encoding="utf-8") as lines:
            for line in lines:
                answer = json.loads(line)
                next(handle[key] for key in handle if key in answer)(answer)
        self._on_gone()

    def _on_ready(self, answer: dict) -> None:
        self.threads, self.failed = answer["threads"], answer["failed"]
        if answer["threads"] != 1:
            self._why_not = f"a package started {answer['threads'] - 1} threads at its import, which cannot be forked"
        elif answer["warned"]:
            self._why_not = f"a package warned at its import, which only its own cell may show: {answer['warned'][0]}"
        self._ready.set()

    def _on_begin(self, answer: dict) -> None:
        self._forks[answer["number"]].begun(answer["pid"])

    def _on_end(self, answer: dict) -> None:
        self._forks.pop(answer["number"]).ended(answer["ended"])

    def _on_gone(self) -> None:
        """The template has gone: by our wish, or killed; its kernels died with it, what they started may not have."""
        with self._lock:
            self._why_not = self._why_not or "the process that forks kernels has died"
            left = list(self._forks.values())
            self._forks.clear()
        self._ready.set()
        for fork in left:
            if fork.pid:
                with contextlib.suppress(OSError):
                    os.killpg(fork.pid, signal.SIGKILL)
            fork.ended(_ENDED_UNSEEN)
