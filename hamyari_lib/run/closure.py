"""What a notebook imports, found by reading: its modules within the package, and the packages of others."""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import hamyari_lib

PACKAGE = "hamyari_lib"
_ROOT = Path(hamyari_lib.__file__).parent


@dataclass(frozen=True)
class Module:
    """A module of the package: the hash of its file, and the names that it imports, wherever in it."""

    sha256: str
    imports: frozenset[str]


def third_party(notebooks: Iterable[Path]) -> tuple[str, ...]:
    """The modules of other packages that the notebooks import, themselves or by the package, by name.

    ``from a import b`` gives ``a`` and ``a.b``, which need not be a module.
    """
    found: set[str] = set()
    for path in notebooks:
        names = imports_of_notebook(path)
        found |= names.union(*(_module(module).imports for module in closure(names)))
    return tuple(sorted(name for name in found if name and not _is_ours(name) and not _is_pythons(name)))


def closure(names: Iterable[str]) -> tuple[str, ...]:
    """Every module of the package that importing ``names`` could load, by name.

    An import of a package's name (``from hamyari_lib.models import bonds``) is that of the module or package of this
    name if there is one. The packages above a module are loaded with it.
    """
    found: set[str] = set()
    waiting = [name for name in names if _is_ours(name)]
    while waiting:
        name = waiting.pop()
        while name and _file(name) is None:
            name = name.rpartition(".")[0]  # a name within a module
        parts = name.split(".")
        for module in (".".join(parts[:count]) for count in range(1, len(parts) + 1)):
            if module not in found:
                found.add(module)
                waiting += [one for one in _module(module).imports if _is_ours(one)]
    return tuple(sorted(found))


def sha256_of(module: str) -> str:
    """The hash of a module's file as it is now."""
    return _module(module).sha256


def imports_of_notebook(path: Path) -> frozenset[str]:
    """The names that a notebook's code cells import; of a cell that is not Python, or a file that is none, nothing."""
    try:
        seen = path.stat()
        return _imports_of_notebook(path, seen.st_mtime_ns, seen.st_size)
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


@lru_cache(maxsize=256)
def _imports_of_notebook(path: Path, *_seen: int) -> frozenset[str]:
    cells = json.loads(path.read_bytes())["cells"]
    return frozenset(
        name for cell in cells if cell["cell_type"] == "code" for name in _imports("".join(cell["source"]), "")
    )


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] == PACKAGE


def _is_pythons(name: str) -> bool:
    return name.partition(".")[0] in sys.stdlib_module_names


def _file(name: str) -> Path | None:
    path = _ROOT.joinpath(*name.split(".")[1:])
    for file in (path / "__init__.py", path.with_suffix(".py")):
        if file.is_file():
            return file
    return None


def _module(name: str) -> Module:
    file = _file(name)
    assert file is not None, name
    seen = file.stat()
    return _read(name, file, seen.st_mtime_ns, seen.st_size, seen.st_ino)


@lru_cache(maxsize=4096)
def _read(name: str, file: Path, *_seen: int) -> Module:
    content = file.read_bytes()
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    return Module(hashlib.sha256(content).hexdigest(), frozenset(_imports(content.decode("utf-8"), package)))


def _imports(source: str, package: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names if alias.name != "*")
