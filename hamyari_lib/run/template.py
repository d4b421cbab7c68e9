"""The template: a process that has imported third-party packages and forks kernels, each to be used once.

It runs as a script, by its path, so that nothing of ``hamyari_lib`` is in the kernels that it forks: our own code is
imported fresh by each, or an edit would not be seen. It computes nothing, starts no thread and opens no socket; orders
come in on one pipe, a JSON line each, and what became of them goes out on another. When the pipe of orders ends, its
owner is gone, however it went: the template then kills every kernel with all that it started, and goes too.

Linux only: a kernel dies with the template (PR_SET_PDEATHSIG), and what a dead kernel leaves behind becomes a child of
the template (PR_SET_CHILD_SUBREAPER), which kills it.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import select
import signal
import sys
import time
import types
import warnings

_SET_PDEATHSIG, _SET_CHILD_SUBREAPER = 1, 36
_SWEEP_SECONDS = 5.0


def _prctl(option: int, value: int) -> None:
    """A setting of this process; a kernel of Linux that does not know it goes without."""
    ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def preload(modules: list[str]) -> tuple[dict[str, str], list[str]]:
    """Import the modules as a notebook's kernel would; gives those that could not be, and warnings that were shown."""
    failed, warned = {}, []
    shell = types.SimpleNamespace(kernel=True)  # pandas looks at its import whether it is in a kernel
    __builtins__.get_ipython = lambda: shell
    show, warnings.showwarning = warnings.showwarning, lambda message, *_, **__: warned.append(str(message))
    try:
        for name in modules:
            try:
                importlib.import_module(name)
            except Exception as error:
                failed[name] = f"{type(error).__name__}: {error}"
    finally:
        warnings.showwarning = show
        del __builtins__.get_ipython
    return failed, warned


class Forks:
    """The kernels that live, and the pipes to and from their owner."""

    def __init__(self, orders: int, answers: int) -> None:
        self.orders, self.answers = orders, answers
        self.numbers: dict[int, int] = {}  # process id: the owner's number for it
        self.held: dict[int, int] = {}  # number: the end of a pipe on which a kernel started ahead waits
        self.read_wake, self.write_wake = os.pipe()
        os.set_blocking(self.write_wake, False)
        os.set_blocking(self.read_wake, False)

    def say(self, **answer: object) -> None:
        os.write(self.answers, (json.dumps(answer) + "\n").encode())

    def serve(self) -> dict | None:
        """Carry out orders until the owner is gone. Returns twice: in a forked child, what kernel it is to become."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.write_wake, warn_on_full_buffer=False)
        pending = b""
        while True:
            readable, _, _ = select.select([self.orders, self.read_wake], [], [])
            if self.read_wake in readable:
                try:
                    os.read(self.read_wake, 4096)
                except BlockingIOError:
                    pass
                self.reap()
            if self.orders in readable:
                chunk = os.read(self.orders, 1 << 16)
                if not chunk:
                    return None
                *lines, pending = (pending + chunk).split(b"\n")
                for line in lines:
                    order = json.loads(line)
                    if order["order"] == "fork":
                        if (child := self.fork(order)) is not None:
                            return child
                    elif order["order"] == "go" and (pipe := self.held.pop(order["number"], None)) is not None:
                        self.write_to_child(pipe, line + b"\n")

    @staticmethod
    def write_to_child(pipe: int, line: bytes) -> None:
        """A child that has died meanwhile is told of by its end."""
        try:
            with os.fdopen(pipe, "wb") as end:
                end.write(line)
        except BrokenPipeError:
            pass

    def fork(self, order: dict) -> dict | None:
        held = os.pipe() if order["held"] else None
        child = os.fork()
        if child == 0:
            for end in (self.orders, self.answers, self.read_wake, self.write_wake, *self.held.values()):
                os.close(end)
            if held:
                os.close(held[1])
            return order | {"wait_on": held[0] if held else None}
        if held:
            os.close(held[0])
            self.held[order["number"]] = held[1]
        self.numbers[child] = order["number"]
        self.say(number=order["number"], pid=child)
        return None

    def reap(self) -> None:
        """Take note of children that have ended; of a kernel only after all that it left behind is dead."""
        while True:
            try:
                child, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if child == 0:
                return
            number = self.numbers.pop(child, None)
            if number is not None:
                if (pipe := self.held.pop(number, None)) is not None:
                    os.close(pipe)
                self.sweep()
                self.say(number=number, ended=os.waitstatus_to_exitcode(status))

    def sweep(self) -> None:
        """Kill what dead kernels left behind. What a living one started has that kernel above it, and stays."""
        deadline = time.monotonic() + _SWEEP_SECONDS
        while left := [child for child in self.children() if child not in self.numbers]:
            if time.monotonic() > deadline:
                return
            for child in left:
                try:
                    os.kill(child, signal.SIGKILL)
                    os.waitpid(child, os.WNOHANG)
                except (ProcessLookupError, ChildProcessError):
                    pass
            time.sleep(0.001)

    @staticmethod
    def children() -> list[int]:
        me = os.getpid()
        try:
            with open(f"/proc/{me}/task/{me}/children") as listed:
                return [int(child) for child in listed.read().split()]
        except OSError:  # a kernel of Linux built without it
            return [int(name) for name in os.listdir("/proc") if name.isdigit() and _parent(name) == me]

    def end(self) -> None:
        """Kill every kernel and what it started."""
        for child in self.numbers:
            os.kill(child, signal.SIGKILL)
        self.numbers.clear()
        self.sweep()


def _parent(pid: str) -> int:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return int(stat.read().rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return 0


def become_kernel(order: dict, template: int, before: list, after: list) -> None:
    """Be the kernel that was ordered, as if started by itself, until it ends."""
    os.setsid()
    _prctl(_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != template:
        os._exit(1)
    _prctl(_SET_CHILD_SUBREAPER, 1)
    for number in (signal.SIGINT, signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    if order["wait_on"] is None:
        _settle(order, template, {})
    if "numpy" in sys.modules:  # its generator for all was seeded at the import; Python's own is seeded by the fork
        sys.modules["numpy"].random.seed()
    import ipykernel
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = [os.path.join(os.path.dirname(os.path.dirname(ipykernel.__file__)), "ipykernel_launcher.py")]
    sys.argv += order["argv"]
    # A cold kernel has its own filters first, and those of the packages that its cells import before them.
    warnings.filters[:] = before
    given = dict(os.environ)
    app = IPKernelApp.instance(parent_handle=template)
    app.initialize(order["argv"])
    set_by_shell = {name: value for name, value in os.environ.items() if given.get(name) != value}
    warnings.filters[:] = after + warnings.filters
    warnings._filters_mutated()
    if "matplotlib_inline.backend_inline" in sys.modules:  # it looks at its import for a shell to serve
        sys.modules["matplotlib_inline.backend_inline"]._enable_matplotlib_integration()
    if order["wait_on"] is not None:
        with os.fdopen(order["wait_on"], "rb") as pipe:
            line = pipe.readline()
        if not line:
            os._exit(0)
        _settle(json.loads(line), template, set_by_shell)
    app.start()


def _settle(order: dict, template: int, set_by_shell: dict) -> None:
    """Working folder and environment, with what the shell of a kernel sets at its start."""
    os.environ.clear()
    os.environ.update(order["env"], JPY_PARENT_PID=str(template))
    for name, value in set_by_shell.items():
        if name != "MPLBACKEND" or not os.environ.get(name):  # the one that gives way to what is there
            os.environ[name] = value
    time.tzset()
    os.chdir(order["cwd"])


def main() -> None:
    """``template.py ORDERS ANSWERS MODULES``: the two pipes, and what to import, a JSON list."""
    orders, answers = int(sys.argv[1]), int(sys.argv[2])
    for end in (orders, answers):
        os.set_inheritable(end, False)
    del sys.path[0]  # this script's folder
    _prctl(_SET_CHILD_SUBREAPER, 1)
    before = list(warnings.filters)
    failed, warned = preload(json.loads(sys.argv[3]))
    after = [one for one in warnings.filters if one not in before]
    forks, template = Forks(orders, answers), os.getpid()
    gc.collect()
    gc.freeze()  # what is shared with the kernels is not written to by their collections
    forks.say(ready=True, failed=failed, warned=warned, threads=len(os.listdir("/proc/self/task")))
    order = forks.serve()
    if order is None:
        forks.end()
    else:
        become_kernel(order, template, before, after)


if __name__ == "__main__":
    main()
