"""What Papermill's record writes while a notebook runs: seldom, whole, and three times the file at most."""

import datetime as dt
import json
import os

import nbformat
import pytest
from small_project import code, notebook

from hamyari_lib.run.execute import import_papermill

import_papermill()
from papermill.iorw import papermill_io, write_ipynb  # noqa: E402

from hamyari_lib.run import record as module  # noqa: E402
from hamyari_lib.run.record import TrueRecord  # noqa: E402

pytestmark = pytest.mark.slow


@pytest.fixture
def recorded(tmp_path, monkeypatch):
    """Runs a record through cells that each leave 20 kB, with a clock of its own; gives what was written each time."""
    written: list[int] = []
    whole = module.write_atomically

    def write_atomically(path, content):
        written.append(len(content))
        whole(path, content)

    monkeypatch.setattr(module, "write_atomically", write_atomically)
    monkeypatch.setattr(papermill_io, "_handlers", list(papermill_io._handlers))

    def run(cells: int, seconds_a_cell: float, *, fails: bool = False):
        clock = [dt.datetime(2026, 1, 1, tzinfo=dt.UTC)]
        monkeypatch.setattr(TrueRecord, "now", lambda self: clock[0])
        content = nbformat.from_dict(notebook(*(code("x") for _ in range(cells))))
        content.metadata.papermill = {}
        path = str(tmp_path / "out.ipynb")
        found = TrueRecord(content, output_path=path, progress_bar=False)
        found.notebook_start()
        for place, cell in enumerate(found.nb.cells):
            found.cell_start(cell, place)
            cell.outputs = [nbformat.v4.new_output("stream", text="x" * 20_000)]
            clock[0] += dt.timedelta(seconds=seconds_a_cell)
            found.autosave_cell()
            found.cell_complete(cell, cell_index=place)
        found.notebook_complete()
        write_ipynb(found.nb, path)  # Papermill, once, at the end or when a cell has failed
        return written, os.path.getsize(path)

    return run


@pytest.mark.parametrize("seconds", [0.1, 1, 10, 1000])
@pytest.mark.parametrize("cells", [1, 5, 60])
def test_what_is_written_is_at_most_three_times_the_file(recorded, cells, seconds):
    written, size = recorded(cells, seconds)
    assert sum(written) <= 3 * size
    assert len(written) >= 2


def test_a_long_run_is_saved_on_its_way(recorded):
    written, size = recorded(60, 10)
    assert any(size * 0.05 < one < size * 0.9 for one in written)


def test_the_file_is_whole_at_any_time(recorded, tmp_path, monkeypatch):
    recorded(3, 10)
    assert json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8"))["nbformat"] == 4
    assert [path.name for path in tmp_path.iterdir()] == ["out.ipynb"]


def test_a_folder_that_is_not_there_is_told_as_papermill_does(tmp_path, monkeypatch):
    monkeypatch.setattr(papermill_io, "_handlers", list(papermill_io._handlers))
    path = str(tmp_path / "missing" / "out.ipynb")
    module.write_whole(path)
    with pytest.raises(FileNotFoundError, match="missing doesn't exist"):
        papermill_io.write("{}", path)


def test_another_address_is_left_to_papermill(monkeypatch):
    handlers = list(papermill_io._handlers)
    monkeypatch.setattr(papermill_io, "_handlers", list(handlers))
    module.write_whole("-")
    assert papermill_io._handlers == handlers
