"""The time limit is one for the whole report; no kernel is started here."""

import time

import nbformat
import pytest
from small_project import code, markdown, notebook

from hamyari_lib.run.execute import import_papermill

import_papermill()
from hamyari_lib.run.attempt import Attempt  # noqa: E402
from hamyari_lib.run.client import HamyariClient, TrueRecord  # noqa: E402


@pytest.fixture
def run(monkeypatch):
    """Run cells that each take 0.1 s under a time limit; gives the attempt, the statuses and the time each had."""
    given = []

    def run(cells, limit):
        content = nbformat.from_dict(notebook(*cells))
        for part in (content, *content.cells):
            part.metadata.papermill = nbformat.from_dict({})
        record = TrueRecord(content, progress_bar=False)
        record.notebook_start()
        attempt = Attempt(time_limit_seconds=limit, language="en", notebook=record.nb)
        client = HamyariClient(record, attempt=attempt)

        def execute_cell(cell, index):
            if cell.cell_type == "code":
                given.append(client.timeout_func(cell))
                time.sleep(0.1)

        monkeypatch.setattr(client, "execute_cell", execute_cell)
        client.papermill_execute_cells()
        return attempt, [cell.metadata.papermill.status for cell in record.nb.cells], given

    return run


def test_a_cell_does_not_begin_when_the_time_is_over(run):
    attempt, statuses, given = run([markdown("## Slow", "en"), *[code("time.sleep(0.1)")] * 12], 0.35)
    assert attempt.state == "timed_out"
    assert attempt.failure.message == "the time limit of 0.35 seconds was reached before this cell began"
    began = len(given)
    assert began <= 4
    assert (attempt.failure.cell, attempt.failure.section) == (began + 2, "Slow")
    assert statuses == ["completed"] * (began + 1) + ["pending"] * (12 - began)
    assert all(0 < seconds <= 0.35 for seconds in given), "each cell has what is left, and not a second more"
    assert given == sorted(given, reverse=True)


def test_text_and_empty_cells_need_no_time(run):
    attempt, statuses, _ = run([code("time.sleep(0.1)"), markdown("end"), code(" ")], 0.05)
    assert (attempt.state, attempt.failure) == ("succeeded", None)
    assert set(statuses) == {"completed"}
