"""What the template imports so that its kernels need not, and what a kernel has to know of it.

Loaded by ``template.py`` from its path, so it imports nothing of ``hamyari_lib``. A module that cannot be imported once
for all is left out, and said so: the template begins again without it.
"""

from __future__ import annotations

import builtins
import importlib
import io
import itertools
import json
import os
import select
import sys
import threading
import types
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

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
FIRST = ("numpy", "pandas", "matplotlib.pyplot")
"""What almost every report needs: imported in this order, and while it is still being read what theirs do."""

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


class Wanted:
    """The modules to be imported: ``modules``, or where that is ``None`` those that the first of the orders names."""

    def __init__(self, orders: int, modules: Sequence[str] | None) -> None:
        self._orders, self._modules = orders, modules

    def names(self) -> Sequence[str]:
        """All of them; waits until they are known."""
        if self._modules is None:
            self._modules = json.loads(_first_line(self._orders))
        return self._modules

    def in_turn(self) -> Iterator[str]:
        """Those of ``FIRST`` as long as it is not known what is wanted, then what is."""
        for name in FIRST:
            if (self._modules is None and not select.select([self._orders], [], [], 0)[0]) or name in self.names():
                yield name
        yield from self.names()


class Preloaded:
    """What the imports of the template left that a kernel has to know.

    Raises ``Culprit`` for the first that starts threads, warns, prints or fails at its import, or says by it what is
    shown of every warning: each happens in the cell that imports it, and must.
    """

    def __init__(self, wanted: Wanted) -> None:
        self.read: set[str] = set()
        """Variables of the environment that were read: another value would have given another import."""
        given = dict(os.environ)
        stop_recording = _record_reading(self.read)
        try:
            for name in _KERNEL_MODULES:
                importlib.import_module(name)
            self.thread_names = _names_of_threads_taken()
            self.filters_of_kernel = list(warnings.filters)
            for name in wanted.in_turn():
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


def _first_line(pipe: int) -> bytes:
    """Up to its end and no further, for what follows is for others to read."""
    line = b""
    while not line.endswith(b"\n"):
        if not (one := os.read(pipe, 1)):  # the owner is gone, or needs no kernels
            sys.exit(0)
        line += one
    return line
