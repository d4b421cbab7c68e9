"""Papermill's engine ``hamyari``: it says how a run ended as it was.

Papermill's own engine marks every cell completed when the kernel is killed, does not start, or a cell times out.
Here the cell that was running gets an error output and the status ``failed``, and the cells after it stay ``pending``.

Papermill loads this module while it is itself being loaded, so nothing of Papermill may be imported at its top.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from hamyari_lib.run.attempt import Attempt
from hamyari_lib.run.stopping import cancelled_by_signals

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from hamyari_lib.run.record import TrueRecord


class HamyariEngine:
    """Also for ``papermill --engine hamyari``, where there is no ``attempt``: limits are then options of the engine
    (``papermill.execute_notebook(…, engine_name="hamyari", memory_limit_mib=2000)``)."""

    @classmethod
    def execute_notebook(
        cls,
        nb: NotebookNode,
        kernel_name: str,
        output_path: str | None = None,
        progress_bar: bool = True,
        log_output: bool = False,
        attempt: Attempt | None = None,
        time_limit_seconds: float | None = None,
        cell_time_limit_seconds: float | None = None,
        memory_limit_mib: int | None = None,
        **options: Any,
    ) -> NotebookNode:
        from hamyari_lib.run.record import TrueRecord

        record = TrueRecord(nb, output_path=output_path, progress_bar=progress_bar, log_output=log_output)
        record.notebook_start()
        limits = {"time_limit_seconds": time_limit_seconds, "memory_limit_mib": memory_limit_mib}
        alone = Attempt(cell_time_limit_seconds=cell_time_limit_seconds, **limits)
        try:
            with contextlib.nullcontext() if attempt else cancelled_by_signals(alone):
                cls.execute_managed_notebook(
                    record, kernel_name, attempt=attempt or alone, log_output=log_output, **options
                )
        except BaseException:
            record.nb.metadata.papermill["exception"] = True
            record.save_now()
            raise
        finally:
            record.notebook_complete()
        return record.nb

    @classmethod
    def execute_managed_notebook(
        cls,
        record: TrueRecord,
        kernel_name: str,
        *,
        attempt: Attempt,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        log_output: bool = False,
        stdout_file: Any = None,
        stderr_file: Any = None,
        **_: Any,
    ) -> None:
        from hamyari_lib.run.client import HamyariClient
        from hamyari_lib.run.kernels import own_loop, plain_manager

        attempt.notebook = record.nb
        folder = {"metadata": {"path": attempt.working_folder}} if attempt.working_folder else {}
        manager_of = plain_manager if attempt.kernels is None else attempt.kernels.manager
        with own_loop(), manager_of(kernel_name) as manager:
            client = HamyariClient(
                record,
                attempt=attempt,
                km=manager,
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

    @classmethod
    def nb_kernel_name(cls, nb: NotebookNode, name: str | None = None) -> str:
        from papermill.utils import nb_kernel_name

        return nb_kernel_name(nb, name)

    @classmethod
    def nb_language(cls, nb: NotebookNode, language: str | None = None) -> str:
        from papermill.utils import nb_language

        return nb_language(nb, language)
