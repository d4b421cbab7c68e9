"""What a report is made from besides its parameters and tables, as it is now: the cells, the code, the environment."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import stat
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from hamyari_lib import modules, params, records
from hamyari_lib.files import State, state_of
from hamyari_lib.run.clean import INJECTED_TAG
from hamyari_lib.run.closure import imports_of_cells
from hamyari_lib.run.plan import Report
from hamyari_lib.run.project import Project

CodeCell = tuple[str, tuple[str, ...]]
"""Source and tags."""


@dataclass(frozen=True)
class Code:
    """What decides what a notebook computes from given parameters and tables; all empty for a file that is none."""

    code_sha256: str = ""
    modules: Mapping[str, str] = field(default_factory=dict)
    environment_sha256: str = ""


@dataclass(frozen=True)
class Inputs:
    """Everything that a report is made from, but for the tables: those its last run names."""

    parameters: Mapping[str, Any]
    language: str
    text_sha256: str
    code: Code


def now(project: Project, report: Report) -> Inputs:
    """What a report would be made from now."""
    content = _content(project.notebook(report.notebook))
    return Inputs(params.to_json(report.checked), report.language, text_sha256(content), code_of(content))


def code_at(path: Path) -> Code:
    """The code of the notebook's file at ``path``, as it is now."""
    return code_of(_content(path))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def code_of(content: bytes) -> Code:
    """The code of a notebook's file as it was read, with the package and the environment as they are now."""
    held = _held.get()
    if held is None:
        return _code_of(content)
    if content not in held:
        held[content] = _code_of(content)
    return held[content]


_held: ContextVar[dict[bytes, Code] | None] = ContextVar("_held", default=None)


@contextlib.contextmanager
def one_look() -> Iterator[None]:
    """Look at the package and the environment once for all reports that are judged within, in this thread: hundreds
    of files would be asked for each. What is run meanwhile, in threads of its own, looks for itself."""
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def _code_of(content: bytes) -> Code:
    read = _read(content)
    if read is None:
        return Code()
    return Code(read.code_sha256, modules.hashes(read.imports), environment_sha256())


def text_sha256(content: bytes) -> str:
    """A hash of the text cells of a notebook's file, their places among the code cells, and its theme."""
    read = _read(content)
    return read.text_sha256 if read else ""


def code_cells(notebook: Mapping[str, Any]) -> list[tuple[int, CodeCell]]:
    """The code cells of a notebook but those that Papermill put in, each with its place as its author counts."""
    own = [cell for cell in notebook["cells"] if INJECTED_TAG not in _tags(cell)]
    return [
        (place, (_source(cell), _tags(cell))) for place, cell in enumerate(own, start=1) if cell["cell_type"] == "code"
    ]


def kernel_of(notebook: Mapping[str, Any]) -> str:
    """The name of the kernel that a notebook asks for; empty where it asks for none."""
    return str(notebook.get("metadata", {}).get("kernelspec", {}).get("name", ""))


def code_sha256(notebook: Mapping[str, Any]) -> str:
    """A hash of a notebook's code cells, with their tags in order, and its kernel's name; the same once it has run."""
    return _sha256([kernel_of(notebook), [cell for _, cell in code_cells(notebook)]])


def environment_sha256() -> str:
    """A hash of Python, the platform and every installed package with its version."""
    return _environment(tuple(_folders()))


@dataclass(frozen=True)
class _Read:
    code_sha256: str
    text_sha256: str
    imports: frozenset[str]


@lru_cache(maxsize=128)
def _read(content: bytes) -> _Read | None:
    try:
        notebook = json.loads(content)
        sources = [source for _, (source, _) in code_cells(notebook)]
        return _Read(code_sha256(notebook), _sha256(_texts(notebook)), imports_of_cells(sources))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _texts(notebook: Mapping[str, Any]) -> list[Any]:
    cells = [cell for cell in notebook["cells"] if INJECTED_TAG not in _tags(cell)]
    texts = [
        None if cell["cell_type"] == "code"
        else [cell["cell_type"], _source(cell), _tags(cell), cell.get("attachments") or {}]
        for cell in cells
    ]  # fmt: skip
    return [records.theme_of(notebook), texts]


def _source(cell: Mapping[str, Any]) -> str:
    return "".join(cell["source"])


def _tags(cell: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(cell.get("metadata", {}).get("tags") or ())


def _sha256(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _folders() -> Iterator[tuple[str, State]]:
    for folder in dict.fromkeys(sys.path):
        if os.path.isabs(folder):  # "" is where the command was given
            with contextlib.suppress(OSError):
                seen = os.stat(folder)
                if stat.S_ISDIR(seen.st_mode):
                    yield folder, state_of(seen)


@lru_cache(maxsize=8)
def _environment(folders: tuple[tuple[str, State], ...]) -> str:
    installed = {name for folder, _ in folders for name in os.listdir(folder) if name.endswith(".dist-info")}
    python = [platform.python_implementation(), platform.python_version(), sysconfig.get_platform()]
    return _sha256([python, sorted(installed)])
