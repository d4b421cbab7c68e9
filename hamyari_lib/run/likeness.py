"""Whether a kernel forked from a template would be like one started by itself: environment and folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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


def without_own(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without what is every kernel's own."""
    return {name: value for name, value in environment.items() if not name.startswith(_SET_FOR_EACH)}


@dataclass(frozen=True)
class Surroundings:
    """The environment in which a template imported packages, which variables they read of it, and which they set."""

    environment: Mapping[str, str]
    read: frozenset[str] = frozenset()
    set_by_imports: Mapping[str, str] = field(default_factory=dict)

    def difference(self, asked: Mapping[str, str]) -> str:
        """Why a kernel in the environment ``asked`` would not be like a forked one; empty where it would."""
        for name in self._different(asked):
            if name.startswith(_SENSITIVE) or name in self.read:
                has = self.environment.get(name)
                return f"{name} is {asked.get(name)!r} for the kernel and {has!r} where packages were imported"
        return ""

    def is_same(self, asked: Mapping[str, str]) -> bool:
        """Whether a kernel that was started in this environment would have started so in that one too."""
        return not self._different(asked)

    def _different(self, asked: Mapping[str, str]) -> list[str]:
        """The owner may have imported the same packages, which then have set the same in its own environment."""
        asked, has = without_own(asked), without_own(self.environment)
        differing = (name for name in {*asked, *has} if asked.get(name) != has.get(name))
        return sorted(name for name in differing if name not in asked or asked[name] != self.set_by_imports.get(name))


def shadow(folder: str, modules: Iterable[str]) -> str:
    """A file in the kernel's folder that would be imported in the place of a package; empty if there is none."""
    for name in sorted({module.partition(".")[0] for module in modules}):
        for file in (f"{name}.py", os.path.join(name, "__init__.py")):
            if os.path.exists(os.path.join(folder, file)):
                return file
    return ""
