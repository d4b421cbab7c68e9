"""``hamyari run`` is stopped, killed, or run twice at once: nothing is torn and nothing stays behind."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from small_project import BODY, SmallProject, code, errors, report_of, statuses

from hamyari_lib.records import Manifest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="sends POSIX signals")]

SLEEPS = "open(f'../{os.getpid()}.kernel', 'w').close()\nprint('begun', flush=True)\ntime.sleep(120)"


# The command as it is, and without the import of packages that the notebooks here do not need.
AS_IT_IS = ["-m", "hamyari_lib.cli"]
LIGHT = [
    "-c",
    "import sys\n"
    "from hamyari_lib import cli\n"
    "from hamyari_lib.run import closure\n"
    "closure.third_party = lambda notebooks: ()\n"
    "sys.exit(cli.main())",
]


def _popen(project: SmallProject, *arguments: str, command: Sequence[str] = LIGHT) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, *command, "--project", str(project.root), "run", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # Whoever starts the tests in the background of a shell hands down an ignored SIGINT.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def _until(is_so, what: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"{what} did not come about in {seconds} seconds"
        time.sleep(0.05)


def _kernels(project: SmallProject) -> list[int]:
    return [int(path.stem) for path in project.root.glob("*.kernel")]


@contextmanager
def _running(tmp_path: Path):
    """A run in which ``quick`` has been published, two reports sleep in their kernels, and one has not begun."""
    project = SmallProject.at(tmp_path)
    project.add("quick", report_of())
    for name in ("sleeps_a", "sleeps_b", "sleeps_c"):
        project.add(name, report_of(code(SLEEPS)))
    project.add_plan("all", ["quick", "sleeps_a", "sleeps_b", "sleeps_c"])
    process = _popen(project, "all", "--workers", "2")
    try:
        _until(lambda: len(_kernels(project)) == 2 and project.page("quick/defaults.fa").exists(), "two kernels")
        yield project, process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_stopped_run_keeps_what_it_has(tmp_path, name):
    with _running(tmp_path) as (project, process):
        kernels = _kernels(project)
        process.send_signal(getattr(signal, name))
        process.send_signal(getattr(signal, name))  # who presses twice must not tear a page
        said, _ = process.communicate(timeout=15)
        assert process.returncode == 1, said
        assert "Traceback" not in said
        assert said.splitlines()[-2:] == ["1 of 4 reports succeeded; open reports/site/index.html", "stopped."]
        assert not [kernel for kernel in kernels if psutil.pid_exists(kernel)]
        assert project.manifest("quick/defaults.fa").state == "succeeded"
        assert "quick/defaults.fa.html" in (project.reports / "site" / "index.html").read_text(encoding="utf-8")
        for report in ("sleeps_a/defaults.fa", "sleeps_b/defaults.fa"):
            manifest, executed = project.manifest(report), project.executed(report)
            assert (manifest.state, manifest.failure.cell) == ("cancelled", BODY)
            assert statuses(executed)[BODY - 1 :] == ["failed", "pending"]
            assert errors(executed) == [("cancelled", "stopped while this cell was running")]
            assert "begun" in json.dumps(executed), "what the cell had printed is lost"
        assert not project.runs("sleeps_c/defaults.fa")


def test_a_killed_run_leaves_nothing_half_and_the_next_one_works(tmp_path):
    with _running(tmp_path) as (project, process):
        kernels = _kernels(project)
        process.kill()
        process.communicate()
        _until(lambda: not any(psutil.pid_exists(kernel) for kernel in kernels), "the kernels' end", seconds=8)
        _assert_whole(project)
        project.add("sleeps_a", report_of(code("1")))
        project.add_plan("all", ["quick", "sleeps_a"])
        process = _popen(project, "all")
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 0, said
        assert project.manifest("sleeps_a/defaults.fa").state == "succeeded"
        _assert_whole(project)


def _assert_whole(project: SmallProject) -> None:
    for run in project.reports.glob("runs/*/*/[0-9]*"):
        assert Manifest.read(run / "manifest.json").run == run.name
        json.loads((run / "notebook.ipynb").read_text(encoding="utf-8"))
    for page in project.reports.glob("site/**/*.html"):
        assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")


def test_two_runs_at_once_both_succeed(tmp_path):
    project = SmallProject.at(tmp_path)
    for name in ("one", "two", "three"):
        project.add(name, report_of())
    project.add_plan("early", ["one", "two"])
    project.add_plan("late", ["two", "three"])
    processes = [_popen(project, plan, command=AS_IT_IS) for plan in ("early", "late")]
    for process in processes:
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 0, said
    index = (project.reports / "site" / "index.html").read_text(encoding="utf-8")
    for name in ("one", "two", "three"):
        assert f"{name}/defaults.fa.html" in index
        assert project.page(f"{name}/defaults.fa").exists()
    assert len(project.runs("two/defaults.fa")) == 1, "who came second found it made"
    _assert_whole(project)


def _without_rights() -> list[str]:
    """What to put before a command so that the rights of folders hold for it: root is not stopped by them."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("the tests run as root and there is no setpriv")
    return ["setpriv", "--inh-caps=-all", "--bounding-set=-all"]


@pytest.fixture
def locked():
    """Takes the right to write in folders, and gives it back at the end so that they can be removed."""
    folders = []

    def lock(folder: Path) -> None:
        folder.chmod(0o555)
        folders.append(folder)

    yield lock
    for folder in folders:
        folder.chmod(0o755)


def _run_without_rights(project: SmallProject, *arguments: str) -> tuple[int, list[str]]:
    command = [*_without_rights(), sys.executable, *LIGHT, "--project", str(project.root)]
    done = subprocess.run([*command, "run", *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr.splitlines()


def test_a_reports_folder_that_cannot_be_written_is_told_before_anything_runs(tmp_path, locked):
    project = SmallProject.at(tmp_path)
    project.add("quick", report_of())
    project.reports.mkdir()
    locked(project.reports)
    status, lines = _run_without_rights(project, "quick")
    assert status == 2
    assert len(lines) == 1
    assert "reports/runs: reports cannot be kept there (Permission denied); check the folder's rights" in lines[0]
    assert list(project.reports.iterdir()) == []


def test_a_page_that_cannot_be_replaced_is_told_and_stays(tmp_path, locked):
    project = SmallProject.at(tmp_path)
    project.add("quick", report_of())
    project.add("other", report_of())
    project.add_plan("all", ["quick", "other"])
    (project.reports / "site" / "quick").mkdir(parents=True)
    page = project.page("quick/defaults.fa")
    page.write_text("the old page", encoding="utf-8")
    locked(page.parent)
    status, lines = _run_without_rights(project, "all")
    assert status == 1
    assert len(lines) == 2, lines
    assert re.match(r"quick/defaults.fa: its page could not be made: .*cannot be written", lines[0])
    assert lines[1] == "2 of 2 reports succeeded; open reports/site/index.html"
    assert page.read_text(encoding="utf-8") == "the old page"
    assert project.page("other/defaults.fa").exists()
    assert project.manifest("quick/defaults.fa").state == "succeeded"
