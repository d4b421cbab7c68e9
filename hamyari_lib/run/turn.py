"""One runner at a time at work in ``reports/``, and what a runner that was killed had been at."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from hamyari_lib.errors import HamyariError
from hamyari_lib.files import write_atomically
from hamyari_lib.run.keep import require_writable

_LOCK, _STATE = ".run.lock", ".run.json"
_LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class Turn:
    """A runner's turn. ``batch`` names it in the manifests of its runs; one that takes up what a killed runner left
    has that one's name and ``resumes``."""

    batch: str
    resumes: bool


@contextlib.contextmanager
def turn(reports: Path, what: str, *, tell: Callable[[str], None]) -> Iterator[Turn]:
    """Wait until no other runner is at work in ``reports``, and keep others waiting meanwhile.

    ``what`` says what is to be done, by which a killed runner's work is known again. A runner that ends, by itself or
    when asked to, leaves nothing to take up. ``HamyariError`` when the folder cannot be written.
    """
    require_writable(reports / "runs")
    lock = FileLock(reports / _LOCK)
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            tell(
                f"another run is at work in {reports.name}/ ({_who(reports)}); waiting for its end (Ctrl-C to give up)."
            )
            lock.acquire(poll_interval=_LOOK_SECONDS)
    except OSError as error:
        raise HamyariError(
            f"{reports}: cannot be written ({error.strerror}); check the folder's rights and space."
        ) from None
    try:
        left = _read(reports)
        resumes = left.get("what") == what and isinstance(left.get("batch"), str)
        batch = left["batch"] if resumes else secrets.token_hex(6)
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        state = {"what": what, "batch": batch, "process": os.getpid(), "began": now}
        write_atomically(reports / _STATE, json.dumps(state, ensure_ascii=False) + "\n")
        try:
            yield Turn(batch, resumes)
        finally:
            (reports / _STATE).unlink(missing_ok=True)
    finally:
        lock.release()


def _read(reports: Path) -> dict:
    """What the last runner said of itself; empty where it ended in order, or what it left is damaged."""
    try:
        read = json.loads((reports / _STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _who(reports: Path) -> str:
    state = _read(reports)
    return f"{state.get('what', '?')}, process {state.get('process', '?')}, since {state.get('began', '?')}"
