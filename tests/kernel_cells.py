"""Cells run in kernels, for tests: what they left, and which processes live."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from hamyari_lib.run.kernels import own_loop

IS_FORKED = "'template.py' in open('/proc/self/cmdline').read()"
"""A cell that is true in a kernel forked from a template."""


def run_cells(
    manager_of: Callable[[str], Any], *cells: str, folder: Path | str = ".", kernel: str = "python3"
) -> list[list[dict]]:
    """The outputs of each cell, errors among them, in one kernel of ``manager_of``."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    return [cell.outputs for cell in run_notebook(manager_of, notebook, folder=folder, kernel=kernel).cells]


def run_notebook(
    manager_of: Callable[[str], Any], notebook: Any, *, folder: Path | str, kernel: str = "python3"
) -> Any:
    """The notebook, executed to its end as the runner does it: Jupyter's own client, shut down at once."""
    with own_loop(), manager_of(kernel) as manager:
        NotebookClient(
            notebook,
            km=manager,
            kernel_name=kernel,
            allow_errors=True,
            timeout=120,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(folder)}},
        ).execute(cleanup_kc=True)
    return notebook


def said(outputs: Iterable[dict]) -> str:
    """What a cell printed, its value, and the name and value of its error."""
    found = []
    for one in outputs:
        if one["output_type"] == "stream":
            found.append(one["text"])
        elif one["output_type"] == "error":
            found.append(f"{one['ename']}: {one['evalue']}")
        else:
            found.append(one["data"]["text/plain"])
    return "".join(found)


def lives(pid: int) -> bool:
    """Whether a process runs; one that has ended and is not yet taken note of does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def alive_after(seconds: float, pids: Iterable[int]) -> list[int]:
    """Those of the processes that still live after so many seconds at most."""
    pids, deadline = list(pids), time.monotonic() + seconds
    while (alive := [pid for pid in pids if lives(pid)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    return alive


def wait_for(condition: Callable[[], object], seconds: float = 30) -> Any:
    """What ``condition`` gives once it is true of."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)
    return found


def family(pid: int) -> list[int]:
    """A process and all below it."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        try:
            for thread in os.listdir(f"/proc/{one}/task"):
                waiting += map(int, Path(f"/proc/{one}/task/{thread}/children").read_text().split())
        except OSError:
            continue
    return found


def told_of(outputs: Iterable[Any]) -> str:
    """Outputs as text, their streams whole; without addresses, process ids and the like."""
    whole = []
    for output in outputs:
        kind = output.get("name", output["output_type"])
        if whole and kind in ("stdout", "stderr") and whole[-1][0] == kind:
            whole[-1][1]["text"] += output["text"]
        else:
            whole.append((kind, dict(output)))
    told = json.dumps([output for _, output in whole], ensure_ascii=False, indent=1, sort_keys=True)
    for found, instead in (
        (r"ipykernel_\d+", "ipykernel_N"),
        (r"0x[0-9a-f]{6,}", "0xN"),
        (r"hamyari-[a-z0-9_]{8}", "hamyari-X"),
        (r"StreamHandler \d+", "StreamHandler N"),
        (r"started \d+", "started N"),
        (r"<dc:date>[^<]+<", "<dc:date><"),
    ):
        told = re.sub(found, instead, told)
    return told
