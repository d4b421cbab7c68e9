"""Files: written so that a reader sees the old one or the new one, never a half; read again only when changed."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import itertools
import os
import tempfile
import threading
import time
from functools import lru_cache
from pathlib import Path

from hamyari_lib.errors import HamyariError

State = tuple[int, ...]
"""What tells one version of a file from another without reading it."""

_YOUNG_NS = 100_000_000  # a file system's clock may tick this slowly
_once = itertools.count()
_parsing = threading.Lock()


def parsed(source: str | bytes) -> ast.Module:
    """The syntax tree of a Python text; ``SyntaxError`` or ``ValueError`` where it is none.

    One thread at a time: Python 3.11 counts the depth of its trees for all threads together, and raises
    ``SystemError`` now and then where two build one.
    """
    with _parsing:
        return ast.parse(source)


def state_of(seen: os.stat_result, *, now_ns: int | None = None) -> State:
    """The state of a file, to be asked before it is read: what was made of it stands while the state is the same.

    A file that has changed just now could change again within one tick of the file system's clock, with the same
    length: its state is never the same twice. ``now_ns`` is the time, for whoever looks at many files.
    """
    modified = seen.st_mtime_ns
    is_young = -_YOUNG_NS < (now_ns or time.time_ns()) - modified < _YOUNG_NS
    return modified, seen.st_ctime_ns, seen.st_size, seen.st_ino, next(_once) if is_young else -1


def state(path: Path) -> State:
    """The state of the file at ``path``; ``OSError`` where there is none."""
    return state_of(path.stat())


def sha256_of(path: Path, seen: State | None = None) -> str:
    """The SHA-256 of a file of any size, in hexadecimal; it is read again only when it has changed.

    ``seen`` is its state, where the caller has asked for it already. ``OSError`` where it cannot be read.
    """
    return _sha256_of(path, state(path) if seen is None else seen)


@lru_cache(maxsize=8192)
def _sha256_of(path: Path, _seen: State) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_atomically(path: Path, content: bytes | str) -> None:
    """Write ``content`` to a temporary file in the same folder, sync it, and rename it to ``path``.

    Raises ``HamyariError`` when the file is held open by another program (Excel on Windows) or cannot be written.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise HamyariError(
            f"{path}: cannot be written ({error.strerror}); check the folder's rights and space."
        ) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except PermissionError:
        raise HamyariError(f"{path}: is open in another program; close it there and run again.") from None
    except OSError as error:
        raise HamyariError(
            f"{path}: cannot be written ({error.strerror}); check the folder's rights and space."
        ) from None
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
