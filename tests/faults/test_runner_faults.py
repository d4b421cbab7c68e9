"""The runner itself is killed, meets another, a full disk or damaged files: nothing is lost, half or told wrongly."""

import json
import os
import signal
import subprocess
import sys

import psutil
import pytest
from small_project import SmallProject, code, report_of
from test_end_states import _hamyari
from test_stopping import _assert_whole, _popen, _until

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="POSIX signals and file systems")]

COUNTS = "open('../began', 'a').write(os.path.basename(os.environ.get('JPY_SESSION_NAME', '')) + p.language + '\\n')"
WAITS = f"{COUNTS}\nwhile not os.path.exists('../go'):\n    time.sleep(0.02)"


def _count(project: SmallProject) -> int:
    file = project.root / "began"
    return len(file.read_text().splitlines()) if file.exists() else 0


def _plan_that_waits(tmp_path) -> SmallProject:
    """Two quick reports, then two that wait for a file; each notes that it has begun."""
    project = SmallProject.at(tmp_path)
    for name in ("a", "b"):
        project.add(name, report_of(code(COUNTS)))
    for name in ("c", "d"):
        project.add(name, report_of(code(WAITS)))
    project.add("e", report_of(code(f"{COUNTS}\n1 / 0")))
    project.add_plan("all", ["a", "e", "b", "c", "d"])
    return project


@pytest.mark.parametrize(("name", "force"), [("SIGKILL", []), ("SIGKILL", ["--force"]), ("SIGTERM", [])])
def test_a_runner_that_was_ended_takes_up_where_it_was(tmp_path, name, force):
    project = _plan_that_waits(tmp_path)
    if force:  # all of them once before, so that without a memory of the batch they would all be run again
        (project.root / "go").touch()
        assert _hamyari(project, "run", "all")[0] == 1
        (project.root / "go").unlink()
        (project.root / "began").unlink()
    process = _popen(project, "all", "--workers", "2", *force)
    _until(lambda: _count(project) == 5 and project.page("b/defaults.fa").exists(), "the reports that wait")
    process.send_signal(getattr(signal, name))
    process.communicate(timeout=20)
    _assert_whole(project)
    (project.root / "go").touch()
    process = _popen(project, "all", "--explain", *force)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1, said
    assert said.splitlines()[-1].startswith("4 of 5 reports succeeded"), said
    if name == "SIGKILL":
        assert _count(project) == 7, f"of five reports three had ended, the failed one too:\n{said}"
        assert said.count("finished before the runner was interrupted") == 3
    else:
        assert _count(project) == 8, f"the failed one is run again:\n{said}"
    assert {project.manifest(f"{one}/defaults.fa").state for one in "abcd"} == {"succeeded"}
    assert project.manifest("e/defaults.fa").state == "failed"
    _assert_whole(project)
    if not force:
        began = _count(project)
        status, said = _hamyari(project, "run", "all")
        assert _count(project) == began + 1, "an error is run again the next time, what is good is not"


def test_a_second_runner_waits_and_says_for_whom(tmp_path):
    project = _plan_that_waits(tmp_path)
    project.add_plan("late", ["a", "c"])
    first = _popen(project, "all", "--workers", "2")
    _until(lambda: _count(project) == 5, "the first runner's last reports")
    second = _popen(project, "late")
    line = second.stdout.readline()
    assert line.startswith(f"another run is at work in reports/ (all, process {first.pid}, since "), line
    assert _count(project) == 5
    (project.root / "go").touch()
    assert first.wait(timeout=30) == 1
    said, _ = second.communicate(timeout=30)
    first.stdout.close()
    assert second.returncode == 0, said
    assert said.splitlines()[-1] == "2 of 2 reports succeeded, 2 of them unchanged; open reports/site/index.html"
    assert _count(project) == 5, "what the first had made was not made again"
    _assert_whole(project)


FULL = """
mount -t tmpfs -o size=3m tmpfs "$1/reports" || exit 99
"$2" -m hamyari_lib.cli --project "$1" run quick > "$1/said" 2>&1; echo $? > "$1/first"
"$2" -m hamyari_lib.cli --project "$1" run both >> "$1/said" 2>&1; echo $? > "$1/second"
cp -r "$1/reports" "$1/kept"
"""


def test_a_full_disk_is_told_and_what_stood_stays_whole(tmp_path):
    project = SmallProject.at(tmp_path)
    project.add("quick", report_of())
    project.add("large", report_of(code("for _ in range(5):\n    print('x' * 1_000_000)")))
    project.add_plan("both", ["large", "quick"])
    project.reports.mkdir()
    command = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]), "sh", "-c", FULL, "sh"]
    done = subprocess.run([*command, str(tmp_path), sys.executable], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    said = (tmp_path / "said").read_text()
    assert [(tmp_path / name).read_text().strip() for name in ("first", "second")] == ["0", "1"], said
    assert "large/defaults.fa" in said
    assert "No space left on device" in said
    assert "Traceback" not in said
    kept = SmallProject(tmp_path / "at")
    kept.root.mkdir()
    (tmp_path / "kept").rename(kept.reports)
    _assert_whole(kept)
    assert kept.page("quick/defaults.fa").exists()
    half = [path for path in kept.reports.rglob("*") if path.name.startswith(".") and "lock" not in path.name]
    assert half == []


DAMAGES = {
    "manifest": ("manifest.json", b'{"report": "quick/def'),
    "empty manifest": ("manifest.json", b""),
    "no manifest": ("manifest.json", None),
    "notebook": ("notebook.ipynb", b'{"cells": [{'),
    "no notebook": ("notebook.ipynb", None),
    "other manifest": ("manifest.json", b"[1, 2, 3]"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_of_a_run_costs_that_run_and_no_more(tmp_path, damage):
    project = SmallProject.at(tmp_path)
    project.add("quick", report_of())
    project.add("other", report_of())
    project.add_plan("all", ["quick", "other"])
    assert _hamyari(project, "run", "all")[0] == 0
    name, content = DAMAGES[damage]
    (run,) = project.runs("quick/defaults.fa")
    if content is None:
        (run / name).unlink()
    else:
        (run / name).write_bytes(content)
    status, said = _hamyari(project, "run", "all", "--explain")
    assert status == 0, said
    assert "other/defaults.fa: skip" in said
    assert "quick/defaults.fa: run: " in said
    assert said.splitlines()[-1] == "2 of 2 reports succeeded, 1 of them unchanged; open reports/site/index.html"
    assert project.manifest("quick/defaults.fa").state == "succeeded"
    index = (project.reports / "site" / "index.html").read_text(encoding="utf-8")
    assert "quick/defaults.fa.html" in index
    assert "other/defaults.fa.html" in index


def test_a_damaged_note_of_the_runner_is_passed_over(tmp_path):
    project = SmallProject.at(tmp_path)
    project.add("quick", report_of())
    project.reports.mkdir()
    for content in (b"{ half", b"[]", b'{"what": "quick", "batch": 3}'):
        (project.reports / ".run.json").write_bytes(content)
        status, said = _hamyari(project, "run", "quick")
        assert (status, "Traceback" in said) == (0, False), said
        assert not (project.reports / ".run.json").exists()


def test_a_killed_runner_leaves_no_process(tmp_path):
    project = _plan_that_waits(tmp_path)
    process = _popen(project, "all", "--workers", "2")
    _until(lambda: _count(project) == 5, "the reports that wait")
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 3, "a template and two kernels"
    process.kill()
    process.communicate()
    gone, alive = psutil.wait_procs(family, timeout=8)
    assert not alive
    for file in project.reports.glob("runs/*/*/*/manifest.json"):
        json.loads(file.read_text(encoding="utf-8"))
