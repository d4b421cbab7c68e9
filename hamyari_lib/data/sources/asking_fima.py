"""Asks ``fima`` for a table: each call in a process that is ended at its time limit, its failures as lines."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hamyari_lib.data.sources.patience import PASSING_STATUSES, Limits, Passing, Patience, status_fault
from hamyari_lib.errors import DataError

INSTALL = "pip install 'hamyari-workbench[market]'"
START_SECONDS = 60.0  # for the import of fima
_CHILD = "hamyari_lib.data.sources.fima_child"
_CHANGED = "fima or its source may have changed: update fima, or bring the table in with `hamyari data import`."
_PASSING_KINDS = {"Timeout", "ConnectionError", "ChunkedEncodingError", "ContentDecodingError", "TimeoutError"}


@dataclass(frozen=True)
class Call:
    """A function of fima, its arguments, and the columns that its documentation promises."""

    function: str
    columns: tuple[str, ...]
    arguments: Mapping[str, Any] = field(default_factory=dict)

    @property
    def where(self) -> str:
        return f"fima, {self.function}"


@dataclass(frozen=True)
class Answer:
    """The table that fima returned, as plain values; ``about`` is what it says of the unit and the instrument."""

    where: str
    rows: tuple[Mapping[str, Any], ...]
    about: Mapping[str, str]


class FimaMissing(DataError):
    """fima is not installed, so that no call can succeed."""

    def __init__(self) -> None:
        super().__init__(
            f"fima is not installed; expected the extra `market`; install it with `{INSTALL}`. fima itself is MIT, but "
            "it brings mibian, which is under the GPL: who installs it decides on that. Or fill in a sheet of quotes "
            "by hand and bring it in with `hamyari data import`."
        )


class Fima:
    """A process that has imported fima and answers one call after the other; one that hangs is ended.

    fima has no limit in total for a call, some of its functions print, and its import takes seconds: all of that stays
    in the process. The limits hold for each call.
    """

    def __init__(self, *, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: queue.Queue[bytes] = queue.Queue()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)

    def __enter__(self) -> Fima:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        self._errors.close()

    def ask(self, call: Call) -> Answer:
        """The answer to a call, all its tries within ``limits.total_seconds``.

        Raises
        ------
        FimaMissing
            The extra is not installed.
        DataError
            One line: which function, what was found, what was expected and what to do.
        """
        self._running()  # the import of fima does not count: on a slow machine it takes long
        patience = Patience(self._limits)
        return patience.ask(call.where, lambda: _read(call, self._once(call, patience.left)))

    def _once(self, call: Call, seconds: float) -> dict[str, Any]:
        asked = {"function": call.function, "arguments": dict(call.arguments), "limit": seconds}
        process = self._running()
        assert process.stdin is not None
        with contextlib.suppress(OSError):  # it has died: the reader says so
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.flush()
        answer = self._next(seconds, call.where)
        if answer is None:
            raise Passing(f"no answer within {self._limits.total_seconds:g} s, and was ended")
        return answer

    def _next(self, seconds: float, where: str) -> dict[str, Any] | None:
        """The process's next line; ``None``, and the process ended, where it does not come in time."""
        process = self._process
        assert process is not None
        try:
            written = self._lines.get(timeout=seconds)
        except queue.Empty:
            self._end()
            return None
        try:
            answer: dict[str, Any] = json.loads(written)
        except ValueError:
            with contextlib.suppress(subprocess.TimeoutExpired):  # it has closed its pipe, and is about to end
                process.wait(1.0)
            self._end()
            self._errors.seek(max(0, self._errors.seek(0, os.SEEK_END) - 2000))
            said = _line(self._errors.read().decode("utf-8", "replace").strip().rpartition("\n")[2])
            told = f" ({said})" if said else ""
            ended = f"ended with exit status {process.returncode} and no answer{told}"
            raise DataError(f"{where}: {ended}; expected a table; {_CHANGED}") from None
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", _CHILD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                start_new_session=os.name == "posix",  # Ctrl-C ends it through us, with a word
            )
            self._lines = queue.Queue()
            threading.Thread(target=_read_lines, args=(self._process.stdout, self._lines), daemon=True).start()
            ready = self._next(START_SECONDS, "fima")
            if ready is None:
                raise DataError(
                    f"fima: not imported within {START_SECONDS:g} s; expected it sooner; run `{INSTALL}` again."
                )
            if "ready" not in ready:
                self._end()
                _raise_not_ready(ready)
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.kill()
        with contextlib.suppress(OSError), process:  # closes its pipes, also one that nobody reads any more, and waits
            pass


def _read_lines(stdout: Any, lines: queue.Queue[bytes]) -> None:
    """Put each line that a process writes into ``lines``, and an empty one at its end."""
    with contextlib.suppress(ValueError, OSError):  # closed here, after the process was ended
        for line in stdout:
            lines.put(line)
    lines.put(b"")


def _raise_not_ready(said: dict[str, Any]) -> None:
    if said.get("missing") == "fima":
        raise FimaMissing
    why = f"its package {said['missing']} is not installed" if "missing" in said else _line(said["broken"])
    raise DataError(f"fima: cannot be imported: {why}; expected it to be whole; run `{INSTALL}` again.")


def _read(call: Call, answer: dict[str, Any]) -> Answer:
    """The table in a process's answer, with every promised column; each kind of failure in words."""
    where, expected = call.where, f"a table with the columns {', '.join(call.columns)}"
    if "broken" in answer:
        raise DataError(f"{where}: {_line(answer['broken'])}; expected {expected}; {_CHANGED}")
    if "failure" in answer:
        _raise_failure(where, expected, answer)
    if "nothing" in answer:  # some functions print why, and return None
        said = _line(answer["printed"])
        raise DataError(
            f"{where}: returned {answer['nothing']}{said and f' ({said})'}; expected {expected}; {_CHANGED}"
        )
    found = answer["columns"]
    if absent := [name for name in call.columns if name not in found]:
        shown = ", ".join(found) or "none"
        raise DataError(
            f"{where}: the column{'s' if len(absent) > 1 else ''} {', '.join(absent)} "
            f"{'are' if len(absent) > 1 else 'is'} missing; found {_line(shown)}; expected {expected}; {_CHANGED}"
        )
    if not answer["rows"]:
        raise DataError(f"{where}: returned a table without rows; expected at least one; run the command again later.")
    rows = tuple(dict(zip(found, row, strict=True)) for row in answer["rows"])
    return Answer(where, rows, answer["about"])


def _raise_failure(where: str, expected: str, answer: dict[str, Any]) -> None:
    chain, status = answer["failure"], answer["status"]
    if status in PASSING_STATUSES:
        raise status_fault(status, "", answer["retry_after"])
    kinds = {kind for one in chain for kind in one["kinds"].split()}
    said = _line(chain[0]["text"]) or chain[0]["type"]
    if status is None and kinds & _PASSING_KINDS and "SSLError" not in kinds:
        host = re.search("host='([^']+)'", chain[0]["text"])
        why = _line(chain[-1]["text"]) or chain[-1]["type"]
        raise Passing(f"{host[1] if host else 'its source'} cannot be reached or does not answer ({why})")
    raise DataError(f"{where}: {chain[0]['type']}: {said}; expected {expected}; {_CHANGED}")


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 240 else line[:239] + "…"
