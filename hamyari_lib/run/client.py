"""Runs the cells of a notebook in turn, where Papermill would not tell the truth of how a run ended."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import time
from collections.abc import Iterator
from typing import Any

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient

from hamyari_lib.records import State
from hamyari_lib.run.attempt import Attempt, first_line
from hamyari_lib.run.memory import Watch
from hamyari_lib.run.record import TrueRecord

PRINTED_MIB = 10
"""What a cell prints is kept up to this; the rest is left out, and a line says so."""

OUTPUT_MIB = 20
"""A figure or value larger than this ends the report as failed: no reader could load it."""

_OUTPUT_SECONDS = 60  # for what a cell printed to arrive after it has ended; nbclient's 4 lose a few megabytes
_LEAST_SECONDS = 0.001
_LOOK_SECONDS = 0.05  # how often it is seen whether the kernel lives
_MIB = 1024 * 1024
_OUT_OF_MEMORY = ("MemoryError", "_ArrayMemoryError", "ArrayMemoryError")
_NOT_STARTED = "Kernel died before replying", "Kernel didn't respond"


class HamyariClient(PapermillNotebookClient):
    """Runs the cells in turn and stops at the first that does not end well, saying how it ended."""

    def __init__(self, nb_man: TrueRecord, *, attempt: Attempt, **options: Any) -> None:
        super().__init__(nb_man, iopub_timeout=_OUTPUT_SECONDS, **options)
        self._attempt = attempt
        self._watch: Watch | None = None
        self._printed = 0
        self._too_large = 0.0
        limit = attempt.time_limit_seconds
        self._deadline = None if limit is None else time.monotonic() + limit
        if limit is not None or attempt.cell_time_limit_seconds is not None:
            self.timeout_func = self._seconds_left

    def _seconds_left(self, _: NotebookNode) -> float:
        limits = [] if self._deadline is None else [self._deadline - time.monotonic()]
        limits += [limit for limit in (self._attempt.cell_time_limit_seconds, self.timeout) if limit]
        return max(_LEAST_SECONDS, min(limits))  # never 0, which nbclient takes for no limit

    def kill(self) -> None:
        """Kill the kernel and its process group at once, from any thread."""
        process = getattr(getattr(self.km, "provisioner", None), "process", None)
        if process is not None:
            with contextlib.suppress(OSError):
                if os.name == "posix":
                    os.killpg(process.pid, signal.SIGKILL)
                else:
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
        try:
            with self.setup_kernel(**options), self._in_memory():
                self.papermill_execute_cells()
        except RuntimeError as error:
            if not str(error).startswith(_NOT_STARTED):
                raise
            self.nb.metadata.papermill["exception"] = True
            self._attempt.end("kernel_died", f"the kernel did not start: {first_line(str(error))}")
        return self.nb

    @contextlib.contextmanager
    def _in_memory(self) -> Iterator[None]:
        limit, pid = self._attempt.memory_limit_mib, getattr(self.km.provisioner, "pid", None)
        if limit is None or pid is None:
            yield
            return
        with Watch(pid, limit, self.kill) as self._watch:
            yield

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
            self._printed, self._too_large = 0, 0.0
            try:
                self.execute_cell(cell, index)
                if self._too_large:
                    raise CellExecutionError("", "OutputTooLarge", self._too_large_message())
            except CellExecutionError as error:
                self._on_error(error, index)
                return
            except CellTimeoutError:
                self._fail(index, "timed_out", self._time_out_message())
                return
            except DeadKernelError:
                self._fail(index, *self._why_dead())
                return
            except BaseException as error:
                is_stopped = self._attempt.is_cancelled or isinstance(error, KeyboardInterrupt)
                said = "stopped" if is_stopped else f"{type(error).__name__}: {first_line(str(error))}"
                self._fail(index, "cancelled" if is_stopped else "failed", f"{said} while this cell was running")
                raise
            finally:
                self.nb_man.cell_complete(self.nb.cells[index], cell_index=index)

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """Takes an output in, within the limits of what a notebook may hold."""
        kind = msg["msg_type"]
        if kind == "stream":
            printed, room = msg["content"]["text"], PRINTED_MIB * _MIB - self._printed
            self._printed += len(printed)
            if room < 0:
                return None
            if len(printed) > room:
                notice = f"\n[what this cell printed beyond {PRINTED_MIB} MiB is left out]\n"
                msg["content"]["text"] = printed[:room] + notice
        elif kind in ("display_data", "execute_result", "update_display_data"):
            size = sum(_size(value) for value in msg["content"]["data"].values())
            if size > OUTPUT_MIB * _MIB:
                self._too_large = max(self._too_large, size / _MIB)
                return None
        return super().process_message(msg, cell, cell_index)

    def _too_large_message(self) -> str:
        return f"an output of this cell has {self._too_large:.0f} MiB; a report holds at most {OUTPUT_MIB} MiB in one"

    @property
    def _is_late(self) -> bool:
        return self._deadline is not None and time.monotonic() >= self._deadline

    def _time_out_message(self) -> str:
        limit, of_cell = self._attempt.time_limit_seconds or self.timeout, self._attempt.cell_time_limit_seconds
        is_over = self._deadline is None or time.monotonic() >= self._deadline - 1
        if of_cell is not None and not (self._deadline is not None and is_over):
            return f"the time limit of {of_cell:g} seconds for a cell was reached"
        if limit is None or not is_over:
            return f"what this cell printed did not arrive within {_OUTPUT_SECONDS} seconds"
        return f"the time limit of {limit:g} seconds was reached while this cell was running"

    def _why_dead(self) -> tuple[State, str]:
        if self._attempt.is_cancelled:
            return "cancelled", "stopped while this cell was running"
        if self._watch is not None and self._watch.was_exceeded:
            limit = self._attempt.memory_limit_mib
            return "out_of_memory", f"the report took more than its {limit} MiB of memory while this cell was running"
        return "kernel_died", "the kernel died while this cell was running (killed or out of memory?)"

    def _on_error(self, error: CellExecutionError, index: int) -> None:
        said = f"{error.ename}: {first_line(error.evalue)}"
        if error.ename in _OUT_OF_MEMORY:
            # A kernel without memory may not have had enough to send the error itself.
            is_shown = any(output.output_type == "error" for output in self.nb.cells[index].outputs)
            self._fail(index, "out_of_memory", f"not enough memory for this cell ({said})", shown=is_shown)
        elif error.ename == "OutputTooLarge":
            self._fail(index, "failed", error.evalue)
        else:
            self._fail(index, "failed", said, shown=True)
        if error.ename == "SystemExit":  # Papermill takes sys.exit(0) for a good end
            self._show(index, "failed", "sys.exit() was called; a report runs to its last cell")

    def _fail(self, index: int, state: State, message: str, *, shown: bool = False) -> None:
        if not shown:
            self._show(index, state, message)
        self.nb_man.cell_exception(self.nb.cells[index], cell_index=index)
        self._attempt.end(state, message, index)

    def _show(self, index: int, state: State, message: str) -> None:
        error = new_output("error", ename=state, evalue=message, traceback=[f"{state}: {message}"])
        self.nb.cells[index].outputs.append(error)


def _size(value: Any) -> int:
    return len(value) if isinstance(value, str) else len(json.dumps(value, ensure_ascii=False, default=str))
