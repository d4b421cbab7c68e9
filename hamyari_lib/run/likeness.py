"""Whether a kernel forked from a template would be like one started by itself: environment, folder, settings."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""For every kernel of a batch: two threads of BLAS in each would only get in each other's way, and a process that has
threads cannot be forked."""

# Read when Python starts or by what is not Python, so that setting them in the forked kernel comes too late. What
# packages read at their import is noted by the template.
_SENSITIVE = (
    "PYTHON",
    "LD_",
    "LC_",
    "LANG",
    "OPENBLAS",
    "OMP_",
    "MKL_",
    "BLIS_",
    "GOTO_",
    "VECLIB_",
    "NPY_",
    "NUMEXPR",
    "NUMBA",
    "MPL",
    "IPYTHON",
    "JUPYTER_PLATFORM",
    "MALLOC_",
)

_SET_FOR_EACH = ("MPLBACKEND", "JPY_")  # set in each forked kernel, as it is asked for
_SETTINGS = ("ipython_config", "ipython_kernel_config")


def without_own(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without what is every kernel's own."""
    return {name: value for name, value in environment.items() if not name.startswith(_SET_FOR_EACH)}


def difference(asked: Mapping[str, str], has: Mapping[str, str], *, read: Iterable[str]) -> str:
    """Why a kernel in the environment ``asked`` would not be like one from a template in ``has``; empty where it would.

    ``read`` are the variables that packages read at their import.
    """
    asked, has, of_packages = without_own(asked), without_own(has), frozenset(read)
    for name in sorted({*asked, *has}):
        if (name.startswith(_SENSITIVE) or name in of_packages) and asked.get(name) != has.get(name):
            return f"{name} is {asked.get(name)!r} for the kernel and {has.get(name)!r} where packages were imported"
    return ""


def shadow(folder: str, modules: Iterable[str]) -> str:
    """A file in the kernel's folder that would be imported in the place of a package; empty if there is none."""
    for name in sorted({module.partition(".")[0] for module in modules}):
        for file in (f"{name}.py", os.path.join(name, "__init__.py")):
            if os.path.exists(os.path.join(folder, file)):
                return file
    return ""


def has_settings(folder: str) -> bool:
    """Whether IPython would find settings in a kernel's folder, which it reads when it starts."""
    return any(os.path.exists(os.path.join(folder, f"{name}{end}")) for name in _SETTINGS for end in (".py", ".json"))
