"""Cells that take too much, end oddly or leave things behind: the state is right, and the next report is untouched."""

import json
import os
from dataclasses import dataclass

import psutil
import pytest
from small_project import BODY, SmallProject, code, errors, report_of, statuses
from test_end_states import _hamyari

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="looks at POSIX processes")]

START_CHILDREN = """import subprocess, threading
for session in (False, True):
    child = subprocess.Popen(["sleep", "300"], start_new_session=session)
    print(child.pid, file=open("../children", "a"))
subprocess.run(["sh", "-c", "sleep 300 & echo $! >> ../children"])
threading.Thread(target=time.sleep, args=(300,), daemon=False).start()"""

BODIES = {
    "segfault": "import ctypes\nctypes.string_at(0)",
    "hog": "block = bytearray(3_000_000_000)",
    "slow_hog": "held = []\nwhile True:\n    held.append(bytearray(20_000_000))",
    "family_hog": (
        "import subprocess\n"
        "code = 'import time; block = bytearray(b\"x\") * 300_000_000; time.sleep(60)'\n"
        "children = [subprocess.Popen([sys.executable, '-c', code]) for _ in range(4)]\n"
        "time.sleep(60)"
    ),
    "numpy_hog": "import numpy as np\nnp.ones(400_000_000)",
    "loop": "while True:\n    pass",
    "sleeps": "time.sleep(60)",
    "interrupted": "raise KeyboardInterrupt",
    "flood": "for _ in range(100):\n    print('x' * 1_000_000)",
    "quiet_after_flood": "print('y')",
    "large_figure": (
        "from IPython.display import display\ndisplay({'image/png': 'A' * 70_000_000, 'text/plain': 'large'}, raw=True)"
    ),
    "not_utf8": "os.write(1, b'\\xff\\xfe\\x80 bytes')\ntime.sleep(0.3)",
    "changes_all": "os.environ['LEFT'] = 'behind'\nos.chdir('/')\nsys.path.insert(0, '/nowhere')",
    "sees_nothing": "assert 'LEFT' not in os.environ and os.path.basename(os.getcwd()) == 'notebooks'",
    "leaves_children": START_CHILDREN,
}


@dataclass(frozen=True)
class Ran:
    project: SmallProject
    status: int
    said: str


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> Ran:
    project = SmallProject.at(tmp_path_factory.mktemp("greedy"))
    for name, body in BODIES.items():
        project.add(name, report_of(code(body)))
    limits = {"loop": "time_limit: 3", "sleeps": "cell_time_limit: 2"} | {
        name: "memory_limit: 500" for name in BODIES if name.endswith("hog")
    }
    entries = (f"{{notebook: {name}, cases: [defaults], {limits.get(name, 'time_limit: 60')}}}" for name in BODIES)
    project.add_plan("all", "reports:\n" + "".join(f"  - {entry}\n" for entry in entries))
    phase = os.environ.pop("PYTEST_CURRENT_TEST")  # with it ipykernel leaves what is written to file descriptors alone
    try:
        return Ran(project, *_hamyari(project, "run", "all", "--workers", "2"))
    finally:
        os.environ["PYTEST_CURRENT_TEST"] = phase


ENDS = {
    "segfault": ("kernel_died", "the kernel died while this cell was running (killed or out of memory?)"),
    "hog": ("out_of_memory", "not enough memory for this cell (MemoryError: )"),
    "slow_hog": ("out_of_memory", "not enough memory for this cell (MemoryError: )"),
    "family_hog": ("out_of_memory", "the report took more than its 500 MiB of memory while this cell was running"),
    "numpy_hog": ("out_of_memory", "not enough memory for this cell (MemoryError: Unable to allocate 2.98 GiB"),
    "loop": ("timed_out", "the time limit of 3 seconds was reached while this cell was running"),
    "sleeps": ("timed_out", "the time limit of 2 seconds for a cell was reached"),
    "interrupted": ("failed", "KeyboardInterrupt: "),
    "large_figure": ("failed", "an output of this cell has 67 MiB; a report holds at most 20 MiB in one"),
}


@pytest.mark.parametrize("name", ENDS)
def test_a_cell_that_does_not_end_well_is_told_as_it_ended(ran, name):
    state, message = ENDS[name]
    manifest = ran.project.manifest(f"{name}/defaults.fa")
    assert manifest.state == state, manifest.failure
    assert manifest.failure.message.startswith(message)
    assert manifest.failure.cell == BODY
    executed = ran.project.executed(f"{name}/defaults.fa")
    assert statuses(executed)[BODY - 1 :] == ["failed", "pending"]
    assert errors(executed)
    assert "computed before the fault" in ran.project.page(f"{name}/defaults.fa").read_text(encoding="utf-8")
    told = [line for line in ran.said.splitlines() if line.startswith(f"{name}/defaults.fa: {state}, cell {BODY}")]
    assert len(told) == 1 + len(manifest.earlier)


GOOD = [name for name in BODIES if name not in ENDS]


@pytest.mark.parametrize("name", GOOD)
def test_what_another_report_does_or_prints_spoils_none(ran, name):
    manifest = ran.project.manifest(f"{name}/defaults.fa")
    assert (manifest.state, manifest.failure) == ("succeeded", None)
    assert "the last cell has run" in ran.project.page(f"{name}/defaults.fa").read_text(encoding="utf-8")


def test_what_died_was_tried_again_and_what_failed_was_not(ran):
    tried = {name: len(ran.project.manifest(f"{name}/defaults.fa").earlier) for name in BODIES}
    assert {name for name, count in tried.items() if count} == {"segfault"}
    assert tried["segfault"] == 1
    assert "segfault/defaults.fa: kernel_died, cell 9 (بخش خطا): the kernel died" in ran.said
    assert len(ran.project.runs("segfault/defaults.fa")) == 1, "the first try is told of in the run of the second"


def test_a_flood_is_cut_and_says_so(ran):
    executed = ran.project.executed("flood/defaults.fa")
    printed = "".join("".join(one.get("text", "")) for cell in executed["cells"] for one in cell.get("outputs", ()))
    assert 10 * 1024 * 1024 < len(printed) < 10 * 1024 * 1024 + 200
    assert printed.rstrip().endswith("[what this cell printed beyond 10 MiB is left out]")


def test_bytes_that_are_no_utf8_are_kept_readable(ran):
    assert "bytes" in json.dumps(ran.project.executed("not_utf8/defaults.fa"))


def test_a_notebook_leaves_no_process_behind(ran):
    children = [int(line) for line in (ran.project.root / "children").read_text().split()]
    assert len(children) == 3
    assert not [child for child in children if psutil.pid_exists(child)]


def test_the_runner_ends_with_all_told(ran):
    assert ran.status == 1
    assert ran.said.splitlines()[-1] == (
        f"{len(GOOD)} of {len(BODIES)} reports succeeded; open reports/site/index.html"
    )
    assert not [one for one in psutil.Process().children(recursive=True) if "template.py" in " ".join(one.cmdline())]
