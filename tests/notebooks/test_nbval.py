"""The outputs that committed notebooks keep are few, and they really are compared."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
STRIP = ["-m", "nbstripout", "--keep-count", "--keep-id"]


def _read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def _code_cells(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _keeps(cell):
    return "keep_output" in cell["metadata"].get("tags", ())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_keeps_the_outputs_of_its_tagged_cells_only(path):
    kept = [cell for cell in _code_cells(_read(path)) if _keeps(cell)]
    assert kept, "no cell is tagged keep_output: nothing of this notebook is compared"
    for cell in kept:
        assert "nbval-check-output" in cell["metadata"]["tags"], "without this tag nbval --nbval-lax compares nothing"
        assert cell["execution_count"], "nbval takes a cell without a count for one that was never run"
        assert [set(output["data"]) for output in cell["outputs"]] == [{"text/plain"}]
    for cell in _code_cells(_read(path)):
        assert _keeps(cell) or (cell["outputs"], cell["execution_count"]) == ([], None)


@pytest.mark.slow
def test_committed_notebooks_are_as_nbstripout_leaves_them():
    done = subprocess.run([sys.executable, *STRIP, "--verify", *NOTEBOOKS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_nbstripout_takes_every_other_output(tmp_path):
    notebook = _read(NOTEBOOKS[0])
    for cell in _code_cells(notebook):
        if not _keeps(cell):
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["printed\n"]}]
    path = tmp_path / NOTEBOOKS[0].name
    path.write_text(json.dumps(notebook), encoding="utf-8")
    subprocess.run([sys.executable, *STRIP, path], check=True, capture_output=True)
    assert [cell["outputs"] for cell in _code_cells(_read(path))] == [
        cell["outputs"] for cell in _code_cells(_read(NOTEBOOKS[0]))
    ]


def _nbval(path, *options):
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "-q", "--color=no", str(path)]
    command += [
        "-p",
        "no:cacheprovider",
        "-o",
        "addopts=",
        "-o",
        "filterwarnings=",
        *options,
    ]  # those of pyproject.toml are ours
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=path.parent)


@pytest.mark.slow
def test_nbval_passes_and_sees_an_altered_value(tmp_path):
    """One notebook, and the same with another value; ``test_same_records`` compares what the others keep."""
    notebook = _read(NOTEBOOKS[0])
    place, cell = next((place, cell) for place, cell in enumerate(_code_cells(notebook)) if _keeps(cell))
    cell["outputs"][0]["data"]["text/plain"] = ["'another value'"]
    altered = tmp_path / NOTEBOOKS[0].name
    altered.write_text(json.dumps(notebook), encoding="utf-8")
    processes = _nbval(NOTEBOOKS[0], "--nbval-kernel-name", "hamyari"), _nbval(altered)
    of_committed, of_altered = (process.communicate(timeout=300)[0] for process in processes)
    assert processes[0].returncode == 0, of_committed
    assert processes[1].returncode == 1, of_altered
    assert re.findall(r"^FAILED (.+?) - ", of_altered, flags=re.MULTILINE) == [f"{NOTEBOOKS[0].name}::Cell {place}"]
    assert "another value" in of_altered
