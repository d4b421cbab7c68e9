"""``papermill --engine hamyari`` without our runner tells the truth too: by its exit status and in the notebook."""

import json
import subprocess
import sys

import pytest
from small_project import BODY, code, errors, report_of, statuses

pytestmark = pytest.mark.slow

# Body of the notebook, further options, and how its cell is told.
FAULTS = {
    "raises": ("1 / 0", [], "division by zero"),
    "killed": ("os.kill(os.getpid(), 9)", [], "the kernel died while this cell was running"),
    "sleeps": ("time.sleep(60)", ["--execution-timeout", "2"], "the time limit of 2 seconds was reached"),
    "left": ("sys.exit(0)", [], "sys.exit() was called"),
}


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Exit status and executed notebook of each, two at a time."""
    folder = tmp_path_factory.mktemp("plain")
    found, waiting = {}, [*FAULTS, "good", "no_kernel"]

    def start(name):
        body, options, _ = FAULTS.get(name, ("1", [], ""))
        content = report_of(code(body), kernel="no-such-kernel" if name == "no_kernel" else "python3")
        (folder / f"{name}.ipynb").write_text(json.dumps(content), encoding="utf-8")
        command = [sys.executable, "-m", "papermill", "--engine", "hamyari", "--no-progress-bar", f"{name}.ipynb"]
        pipe = subprocess.PIPE
        options = [*options, "-p", "amount", "30"]
        return subprocess.Popen([*command, f"{name}.out.ipynb", *options], cwd=folder, stdout=pipe, stderr=pipe)

    while waiting:
        pair, waiting = waiting[:2], waiting[2:]
        for name, process in [(name, start(name)) for name in pair]:
            process.communicate(timeout=60)
            output = folder / f"{name}.out.ipynb"
            found[name] = process.returncode, json.loads(output.read_text(encoding="utf-8"))
    return found


def _own(executed):
    """The notebook without the two cells that Papermill adds to show where an error is."""
    cells = [cell for cell in executed["cells"] if "papermill-error-cell-tag" not in cell["metadata"].get("tags", ())]
    return executed | {"cells": cells}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told(ran, name):
    status, executed = ran[name]
    assert status == 1
    executed = _own(executed)
    assert statuses(executed) == ["completed"] * (BODY - 1) + ["failed", "pending"]
    assert any(FAULTS[name][2] in value for _, value in errors(executed))
    assert executed["metadata"]["papermill"]["exception"] is True


def test_a_good_run_ends_well(ran):
    status, executed = ran["good"]
    assert status == 0
    assert set(statuses(executed)) == {"completed"}
    assert executed["metadata"]["papermill"]["exception"] is None


def test_a_kernel_that_cannot_start_completes_nothing(ran):
    status, executed = ran["no_kernel"]
    assert status == 1
    assert set(statuses(executed)) == {"pending"}
