"""What the coordinator asks of a worker of a cluster, and what it answers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict
from urllib.parse import urlsplit

from hamyari_lib.run import fingerprint
from hamyari_lib.run.closure import third_party
from hamyari_lib.run.execute import Outcome
from hamyari_lib.run.fingerprint import Fingerprint
from hamyari_lib.run.plan import Report
from hamyari_lib.run.project import Project


class Asked(TypedDict):
    """What a worker must know and agree with. Plain values, so that another version of our code can read them."""

    batch: str
    root: str
    machine: Fingerprint
    notebooks: list[str]
    rooms: list[str]
    files: Fingerprint
    modules: list[str]
    threads: dict[str, int]  # of all workers on a machine, by its address


@dataclass(frozen=True)
class Answer:
    """What a worker made, or why it refuses; neither when the run was stopped before it began."""

    worker: str
    outcome: Outcome | None = None
    faults: tuple[str, ...] = ()


class Asking:
    """What all workers are asked in one run of a plan: versions and code are those of its beginning."""

    def __init__(self, project: Project, reports: Sequence[Report]) -> None:
        self.batch = uuid.uuid4().hex
        self._project = project
        self._modules = list(third_party({project.notebook(report.notebook) for report in reports}))
        self._machine = fingerprint.of_machine()

    def of(self, reports: Sequence[Report], threads: Mapping[str, int]) -> Asked:
        """For these reports, with notebooks and tables as they are now; ``threads`` are those of all workers."""
        on_machines: dict[str, int] = {}
        for worker, count in threads.items():
            on_machines[host_of(worker)] = on_machines.get(host_of(worker), 0) + count
        notebooks = sorted({report.notebook for report in reports})
        rooms = sorted({fingerprint.room_of(report) for report in reports})
        return {
            "batch": self.batch,
            "root": str(self._project.root),
            "machine": self._machine,
            "notebooks": notebooks,
            "rooms": rooms,
            "files": fingerprint.of_files(self._project, notebooks, rooms),
            "modules": self._modules,
            "threads": on_machines,
        }

    def is_edited(self, asked: Asked) -> bool:
        """Whether a notebook or a table has changed here since it was asked."""
        return asked["files"] != fingerprint.of_files(self._project, asked["notebooks"], asked["rooms"])


def host_of(address: str) -> str:
    """The machine in a worker's address.

    >>> host_of("tcp://127.0.0.1:40123")
    '127.0.0.1'
    """
    return urlsplit(address).hostname or address
