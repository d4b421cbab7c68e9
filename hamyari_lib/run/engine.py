"""Papermill's engine ``hamyari``: it says how a run ended as it was.

Papermill's own engine marks every cell completed when the kernel is killed or a cell times out. Here the cell that
was running gets an error output and the status ``failed``, and the cells after it stay ``pending``.
"""

from __future__ import annotations

import contextlib
import math
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager

from hamyari_lib.records import Failure, State

_LONGEST_SOCKET_FOLDER = 80  # a socket's path holds about 100 bytes


@dataclass
class Attempt:
    """One execution as the runner sees it: limits and folder go in, the state and the notebook come out.

    ``time_limit_seconds`` holds for the whole report. ``cancel`` may be called from another thread.
    """

    working_folder: str | None = None
    time_limit_seconds: float | None = None
    language: str = "fa"
    state: State = "succeeded"
    failure: Failure | None = None
    notebook: NotebookNode | None = None
    _cancelled: threading.Event = field(default_factory=threading.Event)
    _client: HamyariClient | None = None

    def cancel(self) -> None:
        """Stop the run now; it ends as ``cancelled`` with what it has computed."""
        self._cancelled.set()
        if self._client is not None:
            self._client.kill()

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    def end(self, state: State, message: str, cell: int | None = None) -> None:
        section = _section(self.notebook, cell, self.language) if self.notebook and cell else ""
        self.state, self.failure = state, Failure(message, cell, section)


class HamyariEngine(Engine):
    """Also for ``papermill --engine hamyari``, where there is no ``attempt``."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        attempt: Attempt | None = None,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        log_output: bool = False,
        stdout_file: Any = None,
        stderr_file: Any = None,
        **_: Any,
    ) -> None:
        attempt = attempt or Attempt()
        attempt.notebook = nb_man.nb
        folder = {"metadata": {"path": attempt.working_folder}} if attempt.working_folder else {}
        with _sockets() as transport:
            client = HamyariClient(
                nb_man,
                attempt=attempt,
                km=AsyncKernelManager(kernel_name=kernel_name, **transport),
                kernel_name=kernel_name,
                resources=folder,
                timeout=execution_timeout,
                startup_timeout=start_timeout,
                shutdown_kernel="immediate",
                log_output=log_output,
                stdout_file=stdout_file,
                stderr_file=stderr_file,
            )
            client.execute(cleanup_kc=True)


@contextlib.contextmanager
def _sockets() -> Iterator[dict[str, str]]:
    """Where a kernel listens: sockets in a folder of its own, so that parallel kernels cannot take each other's port
    and no other user of the machine can connect. TCP where there are no such sockets (Windows) or the path is too long.
    """
    with tempfile.TemporaryDirectory(prefix="hamyari-", ignore_cleanup_errors=True) as folder:
        has_sockets = os.name == "posix" and len(folder) < _LONGEST_SOCKET_FOLDER
        yield {"transport": "ipc", "connection_file": f"{folder}/kernel.json"} if has_sockets else {}


class HamyariClient(PapermillNotebookClient):
    """Runs the cells in turn and stops at the first that does not end well, saying how it ended."""

    def __init__(self, nb_man: NotebookExecutionManager, *, attempt: Attempt, **options: Any) -> None:
        super().__init__(nb_man, **options)
        self._attempt = attempt
        limit = attempt.time_limit_seconds
        if limit is not None:
            deadline = time.monotonic() + limit
            self.timeout_func = lambda cell: max(1, math.ceil(deadline - time.monotonic()))

    def kill(self) -> None:
        """Kill the kernel at once, from any thread."""
        process = getattr(getattr(self.km, "provisioner", None), "process", None)
        if process is not None:
            with contextlib.suppress(OSError):
                process.kill()

    def execute(self, **options: Any) -> NotebookNode:
        self.reset_execution_trackers()
        with self.setup_kernel(**options):
            self._attempt._client = self
            self.papermill_execute_cells()
        return self.nb

    def papermill_execute_cells(self) -> None:
        for index, cell in enumerate(self.nb.cells):
            if self._attempt.is_cancelled:
                self._attempt.end("cancelled", "stopped before its end")
                return
            self.nb_man.cell_start(cell, index)
            try:
                self.execute_cell(cell, index)
            except CellExecutionError as error:
                self._fail(index, "failed", f"{error.ename}: {_first_line(error.evalue)}", shown=True)
                return
            except CellTimeoutError:
                self._fail(index, "timed_out", self._time_out_message())
                return
            except DeadKernelError:
                if self._attempt.is_cancelled:
                    self._fail(index, "cancelled", "stopped while this cell was running")
                else:
                    self._fail(
                        index, "kernel_died", "the kernel died while this cell was running (killed or out of memory?)"
                    )
                return
            finally:
                self.nb_man.cell_complete(self.nb.cells[index], cell_index=index)

    def _time_out_message(self) -> str:
        limit = self._attempt.time_limit_seconds or self.timeout
        return f"the time limit of {limit:g} seconds was reached while this cell was running"

    def _fail(self, index: int, state: State, message: str, *, shown: bool = False) -> None:
        cell = self.nb.cells[index]
        if not shown:
            cell.outputs.append(new_output("error", ename=state, evalue=message, traceback=[f"{state}: {message}"]))
        self.nb_man.cell_exception(cell, cell_index=index)
        self._attempt.end(state, message, index + 1)


def _first_line(message: str) -> str:
    lines = [line for line in message.splitlines() if line.strip()]
    return lines[0] if lines else ""


def _section(notebook: NotebookNode, cell: int, language: str) -> str:
    """The last heading before a cell, in the report's language where it has one."""
    for earlier in reversed(notebook.cells[:cell]):
        tags = earlier.get("metadata", {}).get("tags", [])
        is_other = ({"fa", "en"} & set(tags)) and language not in tags
        if earlier.cell_type == "markdown" and earlier.source.startswith("#") and not is_other:
            return earlier.source.splitlines()[0].lstrip("# ").strip()
    return ""
