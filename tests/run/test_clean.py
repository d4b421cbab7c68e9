"""No trace of the machine in what is kept."""

import json
import tempfile
from pathlib import Path

import nbformat
import pytest
from small_project import code, notebook

from hamyari_lib.run.clean import fresh, scrub, without_paths
from hamyari_lib.run.project import Project

HOME = str(Path("~").expanduser())


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("File /srv/city/notebooks/x.ipynb, line 3", "File notebooks/x.ipynb, line 3"),
        ("in '/srv/city'", "in '.'"),
        ("/srv/city-two/x and /mnt/srv/city/x", "/srv/city-two/x and /mnt/srv/city/x"),
        (f"{HOME}/data/x.csv", "~/data/x.csv"),
        (f"{HOME}less/x", f"{HOME}less/x"),
        (f"{tempfile.gettempdir()}/ipykernel_12/345.py:1: UserWarning", "<cell>:1: UserWarning"),
        ("nothing / to % hide", "nothing / to % hide"),
    ],
)
def test_paths_are_told_from_the_project(written, kept):
    assert without_paths(written, Path("/srv/city")) == kept


@pytest.mark.parametrize("home", ["/", ""])
def test_a_home_that_is_the_whole_machine_hides_nothing(monkeypatch, home):
    monkeypatch.setenv("HOME", home)
    assert without_paths("a / b /usr/x", Path("/srv/city")) == "a / b /usr/x"


def test_long_lines_cost_no_time():
    line = "x" * 2_000_000
    assert without_paths(line, Path("/srv/city")) == line


def test_every_output_is_told_from_the_project(tmp_path):
    here = str(tmp_path / "notebooks")
    record = {"kind": "note", "statements": [{"text": f"in {here}", "certainty": ""}], "rows": [[here, 3, None]]}
    data = {
        "application/vnd.hamyari.result+json": record,
        "text/plain": f"'{here}'",
        "text/html": f"<p>{here}</p>",
        "image/svg+xml": f"<svg><title>{here}</title></svg>",
        "image/png": "aGVyZQ==",
    }
    outputs = [
        {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": data},
        {"output_type": "stream", "name": "stdout", "text": here},
    ]
    found = nbformat.from_dict(notebook(code("os.getcwd()", outputs=outputs)))
    found.metadata.papermill = {}
    scrub(found, Project(tmp_path), source="notebooks/x.ipynb", values={})
    assert str(tmp_path) not in nbformat.writes(found)
    kept = found.cells[0].outputs[0].data
    assert kept["text/plain"] == "'notebooks'"
    assert kept["application/vnd.hamyari.result+json"]["rows"] == [["notebooks", 3, None]]
    assert kept["image/png"] == "aGVyZQ=="


def test_a_notebook_begins_afresh():
    cells = [code("a = 1", "parameters"), code("# Parameters\na = 2", "injected-parameters"), code("a")]
    content = notebook(*cells)
    content["metadata"]["papermill"] = {"parameters": {"a": 2}}
    found = fresh(json.dumps(content).encode())
    assert [cell.source for cell in found.cells] == ["a = 1", "a"]
    assert "papermill" not in found.metadata
