"""One execution of a notebook: what the runner and the engine tell each other. Papermill is not imported for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hamyari_lib.records import Failure, State
from hamyari_lib.run.clean import INJECTED_TAG

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from hamyari_lib.run.kernels import Kernels


@dataclass(eq=False)
class Attempt:
    """One execution as the runner sees it: limits and folder go in, the state and the notebook come out.

    ``kernels`` are those of the batch; without them the engine starts a plain one. ``time_limit_seconds`` holds for the
    whole report, ``cell_time_limit_seconds`` for each of its cells, ``memory_limit_mib`` for what the kernel and all
    that it starts take beyond what it has at its start. ``cancel`` may be called from another thread; ``kill`` is what
    the engine hands in for it.
    """

    working_folder: str | None = None
    kernels: Kernels | None = None
    time_limit_seconds: float | None = None
    cell_time_limit_seconds: float | None = None
    memory_limit_mib: int | None = None
    language: str = "fa"
    state: State = "succeeded"
    failure: Failure | None = None
    notebook: NotebookNode | None = None
    _cancelled: threading.Event = field(default_factory=threading.Event, repr=False)
    kill: Callable[[], None] | None = None

    def cancel(self) -> None:
        """Stop the run now; it ends as ``cancelled`` with what it has computed."""
        self._cancelled.set()
        if self.kill is not None:
            self.kill()

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    def end(self, state: State, message: str, index: int | None = None) -> None:
        """Say how it ended; ``index`` is the cell's place in the executed notebook, from 0."""
        self.state, self.failure = state, Failure(message)
        if self.notebook is not None and index is not None:
            # Counted as in the notebook that its author sees, which has no injected cell.
            injected = [INJECTED_TAG in one.metadata.get("tags", []) for one in self.notebook.cells[: index + 1]]
            section = _section(self.notebook, index, self.language)
            self.failure = Failure(message, index + 1 - sum(injected), section)


def first_line(message: str) -> str:
    """The first line of a message that says anything."""
    lines = [line for line in message.splitlines() if line.strip()]
    return lines[0] if lines else ""


def _section(notebook: NotebookNode, index: int, language: str) -> str:
    """The last heading before a cell, in the report's language where it has one."""
    for earlier in reversed(notebook.cells[:index]):
        tags = earlier.get("metadata", {}).get("tags", [])
        is_other = ({"fa", "en"} & set(tags)) and language not in tags
        if earlier.cell_type == "markdown" and earlier.source.startswith("#") and not is_other:
            return earlier.source.splitlines()[0].lstrip("# ").strip()
    return ""
