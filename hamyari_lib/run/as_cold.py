"""What a kernel forked from the template sees, made equal to what one started by itself sees.

Loaded by ``template.py`` from its path, so it imports nothing of ``hamyari_lib``. What still differs from a cold
kernel: the seed of hashes is the template's, and so the order of a set of strings is that of its other kernels;
``sys.modules`` holds packages before a cell imports them; the warning filters of packages that concern their own
warnings or name a text, and the variables that packages set in the environment, are there from the first cell;
``gc.get_objects`` leaves out what was there before the fork, and garbage is collected less often; the frames below a
cell and the command line that ``ps`` shows are the template's; a daemon that a notebook left to init is left to the
kernel, and ends with it.
"""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import importlib
import io
import itertools
import json
import os
import signal
import sys
import threading
import time
import types
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_SET_PDEATHSIG, SET_CHILD_SUBREAPER = 1, 36

# In the order of a kernel's own imports, so that the warning filters that they add are in order too.
_KERNEL_MODULES = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.core.pylabtools",
    "IPython.core.debugger",
    "tornado.platform.asyncio",
    "faulthandler",
    "IPython.core.oinspect",
    "sqlite3",
    "IPython.core.completerlib",
    "IPython.extensions.storemagic",
)
_LATE = {
    "matplotlib.pyplot": ("matplotlib.backends", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg"),
    "pandas": ("pandas.core.reshape.reshape", "pandas.io.formats.string"),
    "pandera.pandas": (
        "pandera.accessors.pandas_accessor",
        "pandera.backends.pandas.register",
        "pandera.backends.pandas.builtin_checks",  # with hypothesis, where it is installed
        "pandera.backends.pandas.builtin_hypotheses",
        "pandera.backends.register_checks",
        "pandera.api.geopandas",
    ),
}
"""What a package imports only when it is used; but not the inline backend, which at its import looks for the shell that
it is to serve: it would find none, and every figure would be lost."""


def prctl(option: int, value: int) -> None:
    """A setting of this process; a kernel of Linux that does not know it goes without."""
    ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


class Culprit(Exception):
    """A module whose import a fork cannot give again, and why."""

    def __init__(self, module: str, why: str) -> None:
        super().__init__(module, why)
        self.module, self.why = module, why


class _Stream(io.TextIOBase):
    """Stands for ``sys.stdout`` or ``sys.stderr`` while packages are imported: one that keeps it writes, in a kernel,
    to the kernel's own."""

    encoding, errors = "UTF-8", "strict"  # as the kernel's own names them

    def __init__(self, name: str) -> None:
        self.said: list[str] = []
        self._name = name

    def write(self, text: str) -> int:
        stream = getattr(sys, self._name)
        if stream is self:
            self.said.append(text)
            return len(text)
        return stream.write(text)

    def flush(self) -> None:
        stream = getattr(sys, self._name)
        if stream is not self:
            stream.flush()


class Preloaded:
    """What the imports of the template left that a kernel has to know.

    ``imports`` tells the modules that notebooks import, when the kernel's own are there. Raises ``Culprit`` for the
    first that starts threads, warns, prints or fails at its import, or says by it what is shown of every warning: each
    happens in the cell that imports it, and must.
    """

    def __init__(self, imports: Callable[[], Sequence[str]]) -> None:
        self.read: set[str] = set()
        """Variables of the environment that were read: another value would have given another import."""
        given = dict(os.environ)
        stop_recording = _record_reading(self.read)
        try:
            for name in _KERNEL_MODULES:
                importlib.import_module(name)
            self.thread_names = _names_of_threads_taken()
            self.filters_of_kernel = list(warnings.filters)
            for name in imports():
                for module in (name, *_LATE.get(name, ())):
                    self._import(name, module)
        finally:
            stop_recording()
        _names_of_threads_taken()
        self.filters_of_packages = [one for one in warnings.filters if one not in self.filters_of_kernel]
        self.environment = {name: value for name, value in os.environ.items() if given.get(name) != value}

    def _import(self, name: str, module: str) -> None:
        streams = _Stream("stdout"), _Stream("stderr")
        shell = types.SimpleNamespace(kernel=True)  # pandas looks at its import whether it is in a kernel
        before, warned = [*warnings.filters], []
        show, warnings.showwarning = warnings.showwarning, lambda message, *_, **__: warned.append(str(message))
        sys.stdout, sys.stderr = streams  # type: ignore[assignment]
        builtins.get_ipython = lambda: shell  # type: ignore[attr-defined]
        try:
            importlib.import_module(module)
            if module == "matplotlib.backends":  # it reads those of every installed package, once
                sys.modules[module].backend_registry.list_all()
        except (Exception, SystemExit) as error:
            if not (
                isinstance(error, ModuleNotFoundError) and error.name and f"{module}.".startswith(f"{error.name}.")
            ):
                raise Culprit(name, f"cannot be imported ({type(error).__name__}: {error})") from error
        finally:
            sys.stdout, sys.stderr, warnings.showwarning = sys.__stdout__, sys.__stderr__, show
            del builtins.get_ipython  # type: ignore[attr-defined]
        if threads := len(os.listdir("/proc/self/task")) - 1:
            raise Culprit(name, f"starts threads at its import ({threads})")
        if warned:
            raise Culprit(name, f"warns at its import ({warned[0]})")
        if said := "".join(streams[0].said + streams[1].said).strip():
            raise Culprit(name, f"prints at its import ({said.splitlines()[0]})")
        if any(_is_for_all(one) for one in warnings.filters if one not in before):
            raise Culprit(name, "says at its import which warnings are shown")


def _is_for_all(one: tuple) -> bool:
    """Whether a warning filter holds for more than a package's own warnings."""
    _, message, category, module, _ = one
    return message is None and module is None and category.__module__ == "builtins"


def _names_of_threads_taken() -> int:
    """How many names ("Thread-1") were given to threads that never ran; the next is the first again."""
    if not hasattr(threading, "_counter"):  # as in Python 3.11 to 3.14
        return 0
    taken = threading._counter() - 1
    threading._counter = itertools.count(1).__next__
    return taken


def _record_reading(read: set[str]) -> Callable[[], None]:
    """Note in ``read`` which variables of the environment are read, until what is returned is called."""
    kind = type(os.environ)
    get = kind.__getitem__

    def recorded(self: Any, name: Any) -> Any:
        read.add(os.fsdecode(name))
        return get(self, name)

    def stop() -> None:
        kind.__getitem__ = get  # type: ignore[method-assign]

    kind.__getitem__ = recorded  # type: ignore[method-assign]
    return stop


def become_kernel(order: dict[str, Any], *, template: int, python: Sequence[str], preloaded: Preloaded) -> None:
    """Be the kernel that was ordered, as if started by itself, until it ends.

    ``template`` is the process that it was forked from, ``python`` the command line of that up to the script.
    """
    os.setsid()
    prctl(_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != template:
        os._exit(1)
    prctl(SET_CHILD_SUBREAPER, 1)
    if "numpy" in sys.modules:  # its generator for all was seeded at the import; Python's own is seeded by the fork
        sys.modules["numpy"].random.seed()
    import ipykernel
    from ipykernel.kernelapp import IPKernelApp

    _flush_only_what_was_printed()
    sys.argv = [os.path.join(os.path.dirname(os.path.dirname(ipykernel.__file__)), "ipykernel_launcher.py")]
    sys.argv += order["argv"]
    sys.orig_argv[:] = [*python, "-m", "ipykernel_launcher", *order["argv"]]
    _set_filters(preloaded.filters_of_kernel)
    if order["wait_on"] is None:
        _settle(order, template, preloaded.environment)
    given = dict(os.environ)
    app = IPKernelApp.instance(parent_handle=template)
    app.initialize(order["argv"])
    for _ in range(preloaded.thread_names):
        threading._counter()  # type: ignore[attr-defined]
    _set_filters([*preloaded.filters_of_packages, *warnings.filters])
    if order["wait_on"] is not None:
        by_shell = {name: value for name, value in os.environ.items() if given.get(name) != value}
        with os.fdopen(order["wait_on"], "rb") as pipe:
            line = pipe.readline()
        if not line:
            os._exit(0)
        _settle(json.loads(line), template, preloaded.environment, by_shell)
    if "matplotlib" in sys.modules and os.environ.get("MPLBACKEND"):  # as matplotlib does at its import
        with contextlib.suppress(ValueError):  # no such backend: the cell that draws is told
            sys.modules["matplotlib"].rcParams["backend"] = os.environ["MPLBACKEND"]
    app.start()


def _flush_only_what_was_printed() -> None:
    """A kernel flushes what was printed about six times a cell and waits each time for its other thread; where nothing
    was, there is nothing to wait for. Of another make of kernel the method is left as it is."""
    from ipykernel.iostream import OutStream

    flush = OutStream.flush

    def flush_if_needed(self: Any) -> None:
        if getattr(self, "_flush_pending", True) or not self._is_master_process():
            flush(self)

    OutStream.flush = flush_if_needed


def _set_filters(filters: list) -> None:
    filters = list(filters)
    warnings.resetwarnings()  # so that it is not remembered what was shown under the filters before
    warnings.filters[:] = filters


def _settle(
    order: dict[str, Any], template: int, by_imports: Mapping[str, str], by_shell: Mapping[str, str] | None = None
) -> None:
    """Working folder and environment, with what imports and the shell of a kernel put into it."""
    os.environ.clear()
    os.environ.update(order["env"], JPY_PARENT_PID=str(template))
    for name, value in by_imports.items():
        os.environ.setdefault(name, value)
    for name, value in (by_shell or {}).items():
        if name != "MPLBACKEND" or not os.environ.get(name):  # the one that gives way to what is there
            os.environ[name] = value
    time.tzset()
    os.chdir(order["cwd"])
