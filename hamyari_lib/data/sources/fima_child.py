"""Runs functions of ``fima`` in a process of its own and writes what they return as JSON.

``python -m hamyari_lib.data.sources.fima_child`` writes a line when it has imported fima; then it reads lines of
``{"function", "arguments", "limit"}`` from its standard input, and writes a line for each.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import math
import os
import sys
import threading
from typing import Any

PACKAGE = "fima"
LARGEST = 20 * 2**20
_ABOUT = ("CurrencyName", "Currency", "InstrumentName", "Symbol")  # of what a frame says of itself


def imported() -> dict[str, Any]:
    """Import fima; says that it is ready, or why not."""
    try:
        importlib.import_module(PACKAGE)
    except ModuleNotFoundError as error:
        return {"missing": error.name}
    except Exception as error:  # whatever it is, it is told in the parent's words
        return {"broken": f"{type(error).__name__}: {error}"}
    return {"ready": True}


def answer(function: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """What the function gave: a table, or how it failed, in plain JSON values."""
    package = sys.modules[PACKAGE]
    if not hasattr(package, function):
        return {"broken": f"it has no function {function}"}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            given = getattr(package, function)(**arguments)
        except Exception as error:
            return _failure(error)
    if not hasattr(given, "columns"):
        return {"nothing": type(given).__name__, "printed": printed.getvalue()[-300:]}
    return _table(given)


def _table(frame: Any) -> dict[str, Any]:
    if any(frame.index.names):
        frame = frame.reset_index()
    columns = [str(name) for name in frame.columns]
    rows = [[_plain(cell) for cell in row] for row in frame.itertuples(index=False, name=None)]
    about = {name: str(frame.attrs[name]) for name in _ABOUT if frame.attrs.get(name) is not None}
    return {"columns": columns, "rows": rows, "about": about}


def _plain(cell: Any) -> Any:
    """A cell in JSON's values; pandas' several marks for unknown are ``None``, and a date is its text."""
    if type(cell).__name__ in ("NAType", "NaTType"):
        return None
    cell = cell.item() if hasattr(cell, "item") else cell
    if isinstance(cell, float) and math.isnan(cell):
        return None
    return cell if cell is None or isinstance(cell, bool | int | float | str) else str(cell)


def _failure(error: BaseException) -> dict[str, Any]:
    """The error and its causes, innermost last, with the HTTP status where one has it."""
    chain: list[dict[str, str]] = []
    status = asked = None
    one: BaseException | None = error
    while one is not None and len(chain) < 8:
        kinds = " ".join(base.__name__ for base in type(one).__mro__)
        chain.append({"type": type(one).__name__, "kinds": kinds, "text": str(one)[:500]})
        response = getattr(one, "response", None)
        if getattr(response, "status_code", None):
            status, asked = response.status_code, response.headers.get("Retry-After")
        one = one.__cause__ or one.__context__
    return {"failure": chain, "status": status, "retry_after": asked}


def main() -> None:
    """Say that fima is there, and answer line by line until the parent closes the pipe."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)  # what is printed past us does not mix with the answers
        out.write(json.dumps(imported()) + "\n")
        out.flush()
        for line in sys.stdin.buffer:
            asked = json.loads(line)
            # a parent that was killed cannot end a call that hangs: it ends itself a little after its limit
            last = threading.Timer(asked["limit"] + 5, os._exit, args=(3,))
            last.daemon = True
            last.start()
            written = json.dumps(answer(asked["function"], asked["arguments"]), ensure_ascii=False)
            if len(written) > LARGEST:
                written = json.dumps({"broken": f"its answer is larger than {LARGEST // 2**20} MiB"})
            last.cancel()
            out.write(written + "\n")
            out.flush()


if __name__ == "__main__":
    main()
