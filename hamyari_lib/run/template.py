"""The template: a process that has imported third-party packages and forks kernels, each to be used once.

It runs as a script, by its path, so that nothing of ``hamyari_lib`` is in the kernels that it forks: our own code is
imported fresh by each, or an edit would not be seen. It computes nothing, starts no thread and opens no socket; orders
come in on one pipe, a JSON line each, and what became of them goes out on another. When the pipe of orders ends, its
owner is gone, however it went: the template then kills every kernel with all that it started, removes the folders of
their sockets, and goes too.

Linux only: a kernel dies with the template (PR_SET_PDEATHSIG), and what a dead kernel leaves behind becomes a child of
the template (PR_SET_CHILD_SUBREAPER), which kills it.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import importlib.util
import json
import os
import select
import shutil
import signal
import sys
import time
from pathlib import Path
from types import FrameType, ModuleType

_SWEEP_SECONDS = 5.0
_LOOK_SECONDS = 1.0  # how often it is seen whether the owner lives, should a copy of its pipe outlive it
_MOST_IN_A_PIPE = 1 << 20


class Forks:
    """The kernels that live, and the pipes to and from their owner."""

    def __init__(self, orders: int, answers: int, owner: int) -> None:
        self.orders, self.answers, self.owner = orders, answers, owner
        self.numbers: dict[int, int] = {}  # process id: the owner's number for it
        self.held: dict[int, int] = {}  # number: the end of a pipe on which a kernel started ahead waits
        self.folders: set[str] = set()  # where kernels listen, told before they are made
        self.read_wake, self.write_wake = os.pipe()
        os.set_blocking(self.write_wake, False)
        os.set_blocking(self.read_wake, False)
        self.earlier, self.pending = dict[int, object](), b""

    def say(self, **answer: object) -> None:
        os.write(self.answers, (json.dumps(answer) + "\n").encode())

    def serve(self) -> dict | None:
        """Carry out orders until the owner is gone. Returns twice: in a forked child, what kernel it is to become."""
        self.earlier = {number: signal.getsignal(number) for number in (signal.SIGCHLD, signal.SIGTERM)}
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, _leave)
        signal.set_wakeup_fd(self.write_wake, warn_on_full_buffer=False)
        while True:
            readable, _, _ = select.select([self.orders, self.read_wake], [], [], _LOOK_SECONDS)
            if os.getppid() != self.owner:
                return None
            if self.read_wake in readable:
                with contextlib.suppress(BlockingIOError):
                    os.read(self.read_wake, 4096)
                self.reap()
            if self.orders in readable:
                chunk = os.read(self.orders, 1 << 16)
                if not chunk:
                    return None
                *lines, self.pending = (self.pending + chunk).split(b"\n")
                for line in lines:
                    order = json.loads(line)
                    if order["order"] == "fork":
                        if (child := self.fork(order)) is not None:
                            return child
                    elif order["order"] == "folder":
                        self.folders.add(order["folder"])
                    elif (pipe := self.held.pop(order["number"], None)) is not None:
                        if order["order"] == "go":
                            write_to_child(pipe, line + b"\n")
                        else:  # not wanted: it ends when its pipe does
                            os.close(pipe)

    def fork(self, order: dict) -> dict | None:
        number, held = order["number"], None
        try:
            held = os.pipe() if order["held"] else None
            child = os.fork()
        except OSError as error:
            for end in held or ():
                os.close(end)
            self.say(number=number, refused=f"the system started no process ({error.strerror})")
            return None
        if child == 0:
            self.become_child()
            if held:
                os.close(held[1])
            return order | {"wait_on": held[0] if held else None}
        if held:
            os.close(held[0])
            self.held[number] = held[1]
        if order["folder"]:
            self.folders.add(order["folder"])
        self.numbers[child] = number
        self.say(number=number, pid=child)
        return None

    def become_child(self) -> None:
        """Let go of all that is the template's."""
        signal.set_wakeup_fd(-1)
        for number, handler in self.earlier.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        for end in (self.orders, self.answers, self.read_wake, self.write_wake, *self.held.values()):
            os.close(end)

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
        while left := [child for child in children() if child not in self.numbers]:
            if time.monotonic() > deadline:
                return
            for child in left:
                with contextlib.suppress(ProcessLookupError, ChildProcessError):
                    os.kill(child, signal.SIGKILL)
                    os.waitpid(child, os.WNOHANG)
            time.sleep(0.001)

    def end(self) -> None:
        """Kill every kernel and what it started, and remove the folders of their sockets."""
        for child in self.numbers:
            os.kill(child, signal.SIGKILL)
        self.numbers.clear()
        self.sweep()
        for folder in (*self.folders, *self.not_begun()):
            shutil.rmtree(folder, ignore_errors=True)

    def not_begun(self) -> list[str]:
        """The folders that were told and not yet read of."""
        os.set_blocking(self.orders, False)
        with contextlib.suppress(BlockingIOError):
            while chunk := os.read(self.orders, 1 << 16):
                self.pending += chunk
        orders = [json.loads(line) for line in self.pending.split(b"\n")[:-1]]
        return [order["folder"] for order in orders if order.get("folder")]


def _leave(*_: int | FrameType | None) -> None:
    sys.exit(0)


def write_to_child(pipe: int, line: bytes) -> None:
    """A child that has died meanwhile is told of by its end. Does not wait for one that is not yet reading."""
    if len(line) > 1 << 16:
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _MOST_IN_A_PIPE)
    with contextlib.suppress(BrokenPipeError), os.fdopen(pipe, "wb") as end:
        end.write(line)


def children() -> list[int]:
    """The processes whose parent this is."""
    me = os.getpid()
    try:
        with open(f"/proc/{me}/task/{me}/children") as listed:
            return [int(child) for child in listed.read().split()]
    except OSError:  # a kernel of Linux built without it
        return [int(name) for name in os.listdir("/proc") if name.isdigit() and _parent(name) == me]


def _parent(pid: str) -> int:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return int(stat.read().rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return 0


def _beside(name: str) -> ModuleType:
    """A module beside this one, by its path, and under no name that a notebook could import."""
    found = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def main() -> None:
    """``template.py ORDERS ANSWERS OWNER MODULES LEFT_OUT``: two pipes, a process, what to import (``null``: what the
    first line of the orders says, and until it comes what almost every report needs), and which of it failed at an
    earlier beginning, with the reasons; the last two as JSON."""
    python = sys.orig_argv[: -len(sys.argv)]
    orders, answers, owner = map(int, sys.argv[1:4])
    left_out = json.loads(sys.argv[5])
    for end in (orders, answers):
        os.set_inheritable(end, False)
    if sys.path and sys.path[0] == os.path.dirname(os.path.abspath(__file__)):  # not where Python was told to be safe
        del sys.path[0]
    as_cold, preloading = _beside("as_cold"), _beside("preloading")
    as_cold.prctl(as_cold.SET_CHILD_SUBREAPER, 1)
    wanted = preloading.Wanted(orders, json.loads(sys.argv[4]))
    try:
        preloaded = preloading.Preloaded(wanted)
    except preloading.Culprit as culprit:
        kept = [name for name in wanted.names() if not f"{name}.".startswith(f"{culprit.module}.")]
        left_out[culprit.module] = culprit.why
        for end in (orders, answers):
            os.set_inheritable(end, True)
        again = [*sys.argv[:4], json.dumps(kept), json.dumps(left_out)]
        os.execv(sys.executable, [*python, *again])
    forks, template = Forks(orders, answers, owner), os.getpid()
    threads = len(os.listdir("/proc/self/task"))
    gc.collect()
    gc.freeze()  # what is shared with the kernels is not written to by their collections
    try:
        known = {"read": sorted(preloaded.read), "set_by_imports": preloaded.environment}
        forks.say(ready=True, threads=threads, left_out=left_out, **known)
        order = forks.serve() if threads == 1 else None
    except (BrokenPipeError, KeyboardInterrupt, SystemExit):
        order = None
    finally:
        if os.getpid() == template:
            forks.end()
    if order is not None:
        as_cold.become_kernel(order, template=template, python=python, preloaded=preloaded)


if __name__ == "__main__":
    main()
