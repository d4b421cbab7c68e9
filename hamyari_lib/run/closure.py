"""What a notebook imports, found by reading: its modules within the package, and the packages of others."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from hamyari_lib import modules
from hamyari_lib.modules import closure
from hamyari_lib.run.preloading import FIRST

__all__ = ["closure", "imports_of_cells", "imports_of_notebook", "shared_by_all", "third_party"]

_OF_IPYTHON = re.compile(r"^([ \t]*)[%!?].*$", re.MULTILINE)


def third_party(notebooks: Iterable[Path]) -> tuple[str, ...]:
    """The modules of other packages that the notebooks import, themselves or by the package, by name.

    ``from a import b`` gives ``a`` and ``a.b``, which need not be a module.
    """
    found: set[str] = set()
    for path in notebooks:
        names = imports_of_notebook(path)
        found |= names | modules.imported_by(closure(names))
    return tuple(sorted(name for name in found if name and not modules.is_ours(name) and not _is_pythons(name)))


def shared_by_all(notebooks: Iterable[Path]) -> tuple[str, ...]:
    """What the template imports first, where a notebook imports one of those packages or our charts; else nothing.

    Tells it in a twentieth of the time of ``third_party``, which reads our own modules too.
    """
    wanted = {name.partition(".")[0] for name in FIRST} | {f"{modules.PACKAGE}.charts"}
    return FIRST if any(wanted & imports_of_notebook(path) for path in notebooks) else ()


def imports_of_notebook(path: Path) -> frozenset[str]:
    """The names that a notebook's code cells import; of a cell that is not Python, or a file that is none, nothing."""
    try:
        return _imports_of_notebook(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return frozenset()


@lru_cache(maxsize=256)
def _imports_of_notebook(content: bytes) -> frozenset[str]:
    cells = json.loads(content)["cells"]
    return imports_of_cells("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def imports_of_cells(sources: Iterable[str]) -> frozenset[str]:
    """The names that the code of cells imports; IPython's own lines (``%…``, ``!…``) are passed over."""
    return frozenset(name for source in sources for name in modules.imports(_OF_IPYTHON.sub(r"\1pass", source)))


def _is_pythons(name: str) -> bool:
    return name.partition(".")[0] in sys.stdlib_module_names
