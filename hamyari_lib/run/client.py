"""Runs the cells of a notebook in turn and keeps the record of it, where Papermill would not tell the truth."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NotebookExecutionManager

from hamyari_lib.records import State
from hamyari_lib.run.attempt import Attempt, first_line

_OUTPUT_SECONDS = 60  # for what a cell printed to arrive after it has ended; nbclient's 4 lose a few megabytes
_LEAST_SECONDS = 0.001
_LOOK_SECONDS = 0.05  # how often it is seen whether the kernel lives


class TrueRecord(NotebookExecutionManager):
    """Papermill's record of a run, in which a cell that never began stays ``pending``."""

    def notebook_complete(self, **_: Any) -> None:
        self.end_time = self.now()
        kept = self.nb.metadata.papermill
        kept["end_time"] = self.end_time.isoformat()
        kept["duration"] = (self.end_time - self.start_time).total_seconds()
        self.complete_pbar()
        self.cleanup_pbar()
        self.save()


class HamyariClient(PapermillNotebookClient):
    """Runs the cells in turn and stops at the first that does not end well, saying how it ended."""

    def __init__(self, nb_man: NotebookExecutionManager, *, attempt: Attempt, **options: Any) -> None:
        super().__init__(nb_man, iopub_timeout=_OUTPUT_SECONDS, **options)
        self._attempt = attempt
        limit = attempt.time_limit_seconds
        self._deadline = deadline = None if limit is None else time.monotonic() + limit
        if deadline is not None:
            # Never 0, which nbclient takes for no limit.
            self.timeout_func = lambda cell: max(_LEAST_SECONDS, deadline - time.monotonic())

    def kill(self) -> None:
        """Kill the kernel at once, from any thread."""
        process = getattr(getattr(self.km, "provisioner", None), "process", None)
        if process is not None:
            with contextlib.suppress(OSError):
                process.kill()

    async def _async_poll_kernel_alive(self) -> None:
        """As nbclient's, which looks once a second only."""
        while await self.kc.is_alive():
            await asyncio.sleep(_LOOK_SECONDS)
        if self.task_poll_for_reply is not None:
            self.task_poll_for_reply.cancel()

    def execute(self, **options: Any) -> NotebookNode:
        self.reset_execution_trackers()
        self._attempt.kill = self.kill
        with self.setup_kernel(**options):
            self.papermill_execute_cells()
        return self.nb

    def papermill_execute_cells(self) -> None:
        for index, cell in enumerate(self.nb.cells):
            if self._attempt.is_cancelled:
                self.nb.metadata.papermill["exception"] = True
                self._attempt.end("cancelled", "stopped before its end")
                return
            if self._is_late and cell.cell_type == "code" and cell.source.strip():
                self.nb.metadata.papermill["exception"] = True
                limit = self._attempt.time_limit_seconds
                message = f"the time limit of {limit:g} seconds was reached before this cell began"
                self._attempt.end("timed_out", message, index)
                return
            self.nb_man.cell_start(cell, index)
            try:
                self.execute_cell(cell, index)
            except CellExecutionError as error:
                self._fail(index, "failed", f"{error.ename}: {first_line(error.evalue)}", shown=True)
                if error.ename == "SystemExit":  # Papermill takes sys.exit(0) for a good end
                    self._show(index, "failed", "sys.exit() was called; a report runs to its last cell")
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
            except BaseException as error:
                is_stopped = self._attempt.is_cancelled or isinstance(error, KeyboardInterrupt)
                said = "stopped" if is_stopped else f"{type(error).__name__}: {first_line(str(error))}"
                self._fail(index, "cancelled" if is_stopped else "failed", f"{said} while this cell was running")
                raise
            finally:
                self.nb_man.cell_complete(self.nb.cells[index], cell_index=index)

    @property
    def _is_late(self) -> bool:
        return self._deadline is not None and time.monotonic() >= self._deadline

    def _time_out_message(self) -> str:
        limit = self._attempt.time_limit_seconds or self.timeout
        if limit is None or (self._deadline is not None and time.monotonic() < self._deadline - 1):
            return f"what this cell printed did not arrive within {_OUTPUT_SECONDS} seconds"
        return f"the time limit of {limit:g} seconds was reached while this cell was running"

    def _fail(self, index: int, state: State, message: str, *, shown: bool = False) -> None:
        if not shown:
            self._show(index, state, message)
        self.nb_man.cell_exception(self.nb.cells[index], cell_index=index)
        self._attempt.end(state, message, index)

    def _show(self, index: int, state: State, message: str) -> None:
        error = new_output("error", ename=state, evalue=message, traceback=[f"{state}: {message}"])
        self.nb.cells[index].outputs.append(error)
