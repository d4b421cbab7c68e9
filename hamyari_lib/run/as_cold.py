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

import contextlib
import ctypes
import gc
import json
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

_SET_PDEATHSIG, SET_CHILD_SUBREAPER = 1, 36
_COLLECT_AFTER = 10_000, 10, 10  # objects of its own; with Python's 700 a fifteenth of its time goes into collecting


def prctl(option: int, value: int) -> None:
    """A setting of this process; a kernel of Linux that does not know it goes without."""
    ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def become_kernel(order: dict[str, Any], *, template: int, python: Sequence[str], preloaded: Any) -> None:
    """Be the kernel that was ordered, as if started by itself, until it ends.

    ``template`` is the process that it was forked from, ``python`` the command line of that up to the script.
    """
    os.setsid()
    prctl(_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != template:
        os._exit(1)
    prctl(SET_CHILD_SUBREAPER, 1)
    gc.set_threshold(*_COLLECT_AFTER)
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
