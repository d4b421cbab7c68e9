"""Papermill's engine ``hamyari``: it says how a run ended as it was.

Papermill's own engine marks every cell completed when the kernel is killed, does not start, or a cell times out.
Here the cell that was running gets an error output and the status ``failed``, and the cells after it stay ``pending``.

Papermill loads this module while it is itself being loaded, so nothing of Papermill may be imported at its top.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hamyari_lib.run.attempt import Attempt

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from hamyari_lib.run.client import TrueRecord


class HamyariEngine:
    """Also for ``papermill --engine hamyari``, where there is no ``attempt``."""

    @classmethod
    def execute_notebook(
        cls,
        nb: NotebookNode,
        kernel_name: str,
        output_path: str | None = None,
        progress_bar: bool = True,
        log_output: bool = False,
        autosave_cell_every: int = 30,
        **options: Any,
    ) -> NotebookNode:
        from hamyari_lib.run.client import TrueRecord

        record = TrueRecord(
            nb,
            output_path=output_path,
            progress_bar=progress_bar,
            log_output=log_output,
            autosave_cell_every=autosave_cell_every,
        )
        record.notebook_start()
        try:
            cls.execute_managed_notebook(record, kernel_name, log_output=log_output, **options)
        except BaseException:
            record.nb.metadata.papermill["exception"] = True
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
        attempt: Attempt | None = None,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        log_output: bool = False,
        stdout_file: Any = None,
        stderr_file: Any = None,
        **_: Any,
    ) -> None:
        from hamyari_lib.run.client import HamyariClient
        from hamyari_lib.run.kernels import own_loop, plain_manager

        attempt = attempt or Attempt()
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
