"""Papermill's record of a run, kept true, and written seldom and whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbformat
from papermill.engines import NotebookExecutionManager
from papermill.iorw import LocalHandler, papermill_io

from hamyari_lib.files import write_atomically

_SAVE_SECONDS = 5.0


class TrueRecord(NotebookExecutionManager):
    """A cell that never began stays ``pending``. What is written while it runs is at most twice the file's size.

    Papermill itself writes the file once more at the end, or when a cell has failed; so all that is written is at most
    three times the final file, where Papermill's own record writes all of it at every cell.
    """

    def __init__(self, nb: nbformat.NotebookNode, output_path: str | None = None, **options: Any) -> None:
        super().__init__(nb, output_path=output_path, **options)
        self._written = 0
        if output_path is not None:
            write_whole(output_path)

    def save(self, **_: Any) -> None:
        """Write the notebook if it is time to; called at every change of a cell."""
        seconds = (self.now() - self.last_save_time).total_seconds()
        if self.output_path is not None and (seconds >= _SAVE_SECONDS or not self._written):
            content = nbformat.writes(self.nb)
            self.last_save_time = self.now()
            if self._written <= len(content):
                self._write(content)

    autosave_cell = save

    def save_now(self) -> None:
        """Write the notebook as it is, where nobody else will: the run is being torn down."""
        if self.output_path is not None:
            self._write(nbformat.writes(self.nb))

    def _write(self, content: str) -> None:
        papermill_io.write(content, self.output_path)
        self._written += len(content)

    def notebook_complete(self, **_: Any) -> None:
        self.end_time = self.now()
        kept = self.nb.metadata.papermill
        kept["end_time"] = self.end_time.isoformat()
        kept["duration"] = (self.end_time - self.start_time).total_seconds()
        self.complete_pbar()
        self.cleanup_pbar()


class _Whole(LocalHandler):
    """Writes a local file so that a reader sees the old one or the new one, never a half."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder

    def write(self, buf: str, path: str) -> None:
        whole = Path(self._folder, path)
        if not whole.parent.is_dir():
            raise FileNotFoundError(f"output folder {whole.parent} doesn't exist.")
        write_atomically(whole, buf)


def write_whole(path: str) -> None:
    """From now on Papermill writes the local file ``path`` whole; another kind of address is left to its handler."""
    handler = papermill_io.get_handler(path)
    if type(handler) is LocalHandler:
        folder = handler.cwd(None)  # Papermill's own, which outlasts the change into the notebook's folder
        handler.cwd(folder)
        papermill_io.register(path, _Whole(folder or os.getcwd()))
