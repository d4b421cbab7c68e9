"""The package's own files as they are now: what a module imports, and the hashes of all that it could load.

Everything is told by reading, nothing is imported; a file is read again when it has changed.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import hamyari_lib
from hamyari_lib.files import State, parsed, sha256_of, state_of

PACKAGE = "hamyari_lib"
ROOT = Path(hamyari_lib.__file__).parent

DIGITS = 16
"""Hexadecimal digits of a hash that are kept where many stand together."""

_APART = frozenset({"data/sample"})  # its tables are compared one by one, as a run's ledger names them


@dataclass(frozen=True)
class Module:
    """A module of the package: the hash of its file, and the names that it imports, wherever in it."""

    sha256: str
    imports: frozenset[str]


@dataclass(frozen=True)
class Tree:
    """The package's files at one moment: the state of each, by its path within the package."""

    root: Path
    files: tuple[tuple[str, State], ...]

    @classmethod
    def now(cls) -> Tree:
        return cls(ROOT, tuple(_files(str(ROOT))))


def closure(names: Iterable[str]) -> tuple[str, ...]:
    """Every module of the package that importing ``names`` could load, by name.

    An import of a package's name (``from hamyari_lib.models import bonds``) is that of the module or package of this
    name if there is one. The packages above a module are loaded with it.
    """
    return _closure(frozenset(name for name in names if is_ours(name)), Tree.now())


def imported_by(modules: Iterable[str]) -> frozenset[str]:
    """The names that modules of the package import, of any package."""
    tree = Tree.now()
    files, states = _modules(tree), dict(tree.files)
    return frozenset[str]().union(*(_read(tree.root / files[one], one, states[files[one]]).imports for one in modules))


def hashes(names: Iterable[str]) -> dict[str, str]:
    """What importing ``names`` could load of the package: the first digits of each file's SHA-256, by its path.

    With the modules of the closure stand the files that are no modules and lie with them, such as fonts.
    """
    return dict(_hashes(frozenset(name for name in names if is_ours(name)), Tree.now()))


def sha256(names: Iterable[str]) -> str:
    """One hash of all that importing ``names`` could load of the package."""
    written = "".join(f"{file} {found}\n" for file, found in sorted(hashes(names).items()))
    return hashlib.sha256(written.encode()).hexdigest()


def is_ours(name: str) -> bool:
    """Whether a module's name is the package's or one within it."""
    return name.partition(".")[0] == PACKAGE


def imports(source: str, package: str = "") -> Iterator[str]:
    """The names that Python source imports, in a module of ``package``; none of what is not Python.

    ``from a import b`` gives ``a`` and ``a.b``, which need not be a module.
    """
    try:
        tree = parsed(source)
    except (SyntaxError, ValueError, RecursionError):
        return
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names if alias.name != "*")
        else:  # only statements hold statements
            for part in ("body", "orelse", "finalbody", "handlers", "cases"):
                held = getattr(node, part, ())
                waiting += held if isinstance(held, list) else ()


def _files(root: str) -> list[tuple[str, State]]:
    found, waiting, now = [], [(root, "")], time.time_ns()
    while waiting:
        folder, below = waiting.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                name = below + entry.name
                if entry.is_dir():
                    if entry.name != "__pycache__" and name not in _APART:
                        waiting.append((entry.path, f"{name}/"))
                elif entry.name[0] != ".":
                    with contextlib.suppress(FileNotFoundError):  # an editor has just put another in its place
                        found.append((name, state_of(entry.stat(), now_ns=now)))
    found.sort()
    return found


@lru_cache(maxsize=8)
def _modules(tree: Tree) -> dict[str, str]:
    """The file of each module, by the module's name."""
    found = {}
    for file, _ in tree.files:
        if file.endswith(".py"):
            name = file.removesuffix("__init__.py").removesuffix(".py").strip("/").replace("/", ".")
            found[f"{PACKAGE}.{name}".rstrip(".")] = file
    return found


@lru_cache(maxsize=256)
def _closure(names: frozenset[str], tree: Tree) -> tuple[str, ...]:
    files, states = _modules(tree), dict(tree.files)
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        while name and name not in files:
            name = name.rpartition(".")[0]  # a name within a module
        parts = name.split(".")
        for module in (".".join(parts[:count]) for count in range(1, len(parts) + 1)):
            if module in files and module not in found:
                found.add(module)
                waiting += filter(is_ours, _read(tree.root / files[module], module, states[files[module]]).imports)
    return tuple(sorted(found))


@lru_cache(maxsize=256)
def _hashes(names: frozenset[str], tree: Tree) -> dict[str, str]:
    files, states = _modules(tree), dict(tree.files)
    loaded = [files[module] for module in _closure(names, tree)]
    folders = {file.rpartition("/")[0] for file in loaded}
    packages = {file.rpartition("/")[0] for file in states if file.rpartition("/")[2] == "__init__.py"}
    beside = [file for file in states if not file.endswith(".py") and _package_of(file, packages) in folders]
    return {file: sha256_of(tree.root / file, states[file])[:DIGITS] for file in sorted([*loaded, *beside])}


def _package_of(file: str, packages: set[str]) -> str:
    folder = file.rpartition("/")[0]
    while folder and folder not in packages:
        folder = folder.rpartition("/")[0]
    return folder


@lru_cache(maxsize=4096)
def _read(path: Path, name: str, _state: State) -> Module:
    content = path.read_bytes()
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    return Module(hashlib.sha256(content).hexdigest(), frozenset(imports(content.decode("utf-8", "replace"), package)))
