"""A real Dask scheduler and its workers for tests, as processes of this machine that listen on 127.0.0.1 only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_HERE = ["--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
_WORKER = ["--nthreads", "1", "--no-nanny", "--memory-limit", "0"]


def until(is_so: Callable[[], object], what: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"{what} did not come about in {seconds} seconds"
        time.sleep(0.05)


@dataclass
class SmallCluster:
    """A scheduler, and the workers that were started; what they log lies in ``folder``."""

    folder: Path
    scheduler: subprocess.Popen | None = None
    workers: list[subprocess.Popen] = field(default_factory=list)
    address: str = ""

    def start_scheduler(self, **environment: str) -> None:
        file = self.folder / "scheduler.json"
        words = ["scheduler", *_HERE, "--port", "0", "--scheduler-file", str(file)]
        self.scheduler = self._start("scheduler", words, environment)
        until(lambda: file.exists() and file.read_text(encoding="utf-8").rstrip().endswith("}"), "the scheduler")
        self.address = json.loads(file.read_text(encoding="utf-8"))["address"]

    def start_worker(self, **environment: str) -> None:
        """A worker of one thread, once the scheduler knows it."""
        self.start_workers(environment)

    def start_workers(self, *environments: dict[str, str]) -> None:
        """A worker in each environment, started side by side, once the scheduler knows them all."""
        names = [f"worker-{len(self.workers) + place}" for place in range(len(environments))]
        for name, environment in zip(names, environments, strict=True):
            words = ["worker", self.address, *_HERE, *_WORKER, "--local-directory", str(self.folder), "--name", name]
            self.workers.append(self._start(name, words, environment))
        for name in names:
            until(lambda name=name: "Starting established connection" in self.log(name), name, 20 + 5 * len(names))

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def _start(self, name: str, words: list[str], environment: dict[str, str]) -> subprocess.Popen:
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ | {"PYTHONUNBUFFERED": "1"} | environment,
                cwd=self.folder,
            )

    def close(self) -> None:
        processes = [*self.workers, *([self.scheduler] if self.scheduler else [])]
        for process in processes:
            process.kill()
        for process in processes:
            process.wait()


@contextmanager
def small_cluster(folder: Path, *, workers: int = 2, **environment: str) -> Iterator[SmallCluster]:
    """With ``workers`` workers; the environment is the scheduler's and theirs."""
    folder.mkdir(parents=True, exist_ok=True)
    cluster = SmallCluster(folder)
    try:
        cluster.start_scheduler(**environment)
        cluster.start_workers(*[environment] * workers)
        yield cluster
    finally:
        cluster.close()
