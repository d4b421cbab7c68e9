"""The same reports by two local workers and by two single-thread workers of a Dask cluster on this machine."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import growth
from bench import PLAN, Failed, hamyari

_ADDRESS = "127.0.0.1"
_SECONDS = 60


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A scheduler with two workers; gives its address. What they say goes to files."""
    started: list[subprocess.Popen] = []
    file = folder / "scheduler.json"

    def start(name: str, *arguments: str) -> None:
        with open(folder / f"{name}.log", "w") as log:
            command = [sys.executable, "-m", "dask", *arguments, "--host", _ADDRESS, "--no-dashboard"]
            started.append(subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=folder))

    try:
        start("scheduler", "scheduler", "--port", "0", "--scheduler-file", str(file))
        deadline = time.monotonic() + _SECONDS
        while not file.exists():
            if time.monotonic() > deadline or started[0].poll() is not None:
                raise Failed((folder / "scheduler.log").read_text())
            time.sleep(0.1)
        for number in (1, 2):
            start(f"worker{number}", "worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny")
        yield json.loads(file.read_text())["address"]
    finally:
        for process in reversed(started):  # the workers first: of both at once Dask loses one now and then
            process.terminate()
            try:
                process.wait(_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def print_cluster(folder: Path, count: int, rounds: int) -> None:
    """In turn, so that both meet the same machine; the first round, with the workers' start, is not counted."""
    project = growth.make_trivial(folder / "project", count)
    ratios = []
    with cluster(folder) as address:
        for turn in range(rounds + 1):
            there = hamyari(project, "run", PLAN, "--force", "--cluster", address).seconds
            here = hamyari(project, "run", PLAN, "--force", "--workers", "2").seconds
            if turn:
                ratios.append(here / there)
                print(f"  {count} trivial reports: cluster {there:.2f} s, local {here:.2f} s", flush=True)
    print(f"  speed of the cluster over the local one: {sorted(ratios)[len(ratios) // 2]:.2f} (median of {rounds})")
