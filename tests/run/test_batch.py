"""What is kept of the runs, and how the coordinator stops; no kernel is started here."""

import datetime as dt
import os
import signal
import threading
import time
from dataclasses import replace

import nbformat
import pytest
from small_project import SmallProject, code, report_of

from hamyari_lib.errors import HamyariError
from hamyari_lib.records import Failure, Manifest
from hamyari_lib.run import local
from hamyari_lib.run.batch import Limits, run_reports
from hamyari_lib.run.execute import Left, Outcome, Source, make_manifest
from hamyari_lib.run.keep import KEPT_RUNS, keep_run
from hamyari_lib.run.plan import DEFAULTS, Report, make_report
from hamyari_lib.run.project import Project

NOTEBOOK = nbformat.from_dict(report_of())
BEGAN = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


@pytest.fixture
def project(tmp_path):
    small = SmallProject.at(tmp_path)
    small.add("alpha", report_of())
    return Project(small.root)


class _NoKernels:
    """Stands in for the forked kernels: no test here runs one."""

    def __init__(self, *_, **__): ...

    def __enter__(self):
        return self

    def close(self): ...


@pytest.fixture(autouse=True)
def no_kernels(monkeypatch):
    monkeypatch.setattr(local, "Kernels", _NoKernels)


def threads(project, count):
    """What starts local workers."""
    return lambda: local.LocalWorkers(project, count)


def _outcome(project, state="succeeded", *, after=0.0, report=None):
    report = report or make_report(project, "alpha", DEFAULTS)
    failure = None if state == "succeeded" else Failure("x")
    began = BEGAN + dt.timedelta(seconds=after)
    source = Source.read(project.notebook("alpha"), "fa")
    return Outcome(make_manifest(project, report, state, failure, source, Left(), began, 1.0), NOTEBOOK)


def _kept(project):
    folder = project.reports / "runs" / "alpha" / "defaults.fa"
    return [Manifest.read(run / "manifest.json") for run in sorted(folder.iterdir())]


def test_a_run_is_kept_as_it_was(project):
    outcome = _outcome(project)
    kept = keep_run(project.reports, outcome)
    assert replace(kept, executed_sha256="") == outcome.manifest
    folder = project.reports / "runs" / "alpha" / "defaults.fa" / outcome.manifest.run
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", "notebook.ipynb"]
    assert Manifest.read(folder / "manifest.json") == kept
    assert nbformat.read(folder / "notebook.ipynb", 4) == NOTEBOOK


@pytest.mark.parametrize(
    "odd",
    [
        {"parameters": {"a": float("nan")}},
        {"parameters": {"a": {1}}},
        {"title": "\ud800"},
        {"seed": float("inf")},
        {"seed": "x"},
    ],
)
def test_a_manifest_that_json_cannot_hold_is_kept_as_failed(project, odd):
    outcome = _outcome(project)
    kept = keep_run(project.reports, replace(outcome, manifest=replace(outcome.manifest, **odd)))
    assert kept == _kept(project)[0]
    assert kept.state == "failed"
    assert kept.failure.message.startswith("what is known of this run cannot be written (")


def test_half_a_character_in_an_output_does_not_keep_a_run_from_being_written(project):
    outcome = _outcome(project)
    odd = nbformat.from_dict(
        report_of(code("x", outputs=[{"output_type": "stream", "name": "stdout", "text": "\ud800"}]))
    )
    keep_run(project.reports, replace(outcome, notebook=odd))
    (path,) = project.reports.glob("runs/alpha/defaults.fa/*/notebook.ipynb")
    assert nbformat.read(path, 4) == odd


def test_a_report_that_the_runner_cannot_bring_to_an_end_fails_alone(project, monkeypatch):
    def run_report(_, report, attempt):
        if report.case == "case1":
            raise AttributeError(f"odd, in {project.root}/notebooks")
        return _outcome(project, report=report)

    monkeypatch.setattr(local, "run_report", run_report)
    found = []
    run_reports(project, _reports(3), workers=threads(project, 2), on_end=found.append)
    assert {one.case: one.state for one in found} == {"case0": "succeeded", "case1": "failed", "case2": "succeeded"}
    failure = next(one.failure for one in found if one.case == "case1")
    assert failure.message == "the report could not be run: AttributeError: odd, in notebooks"


def test_runs_sort_in_the_order_in_which_they_began(project):
    begun = [_outcome(project, after=after).manifest.run for after in (0, 0.000_001, 0.1, 1, 60)]
    assert begun == sorted(begun)


def test_the_newest_runs_stay_and_the_last_good_one(project):
    keep_run(project.reports, _outcome(project))
    keep_run(project.reports, _outcome(project, after=1))
    for after in range(2, 2 + KEPT_RUNS + 2):
        keep_run(project.reports, _outcome(project, "failed", after=after))
    kept = _kept(project)
    assert [manifest.state for manifest in kept] == ["succeeded"] + ["failed"] * KEPT_RUNS
    assert kept[0].started == (BEGAN + dt.timedelta(seconds=1)).isoformat()
    keep_run(project.reports, _outcome(project, after=100))
    assert [manifest.state for manifest in _kept(project)] == ["failed"] * (KEPT_RUNS - 1) + ["succeeded"]


def test_what_a_killed_process_left_is_removed_when_it_is_old(project):
    folder = project.reports / "runs" / "alpha" / "defaults.fa"
    for name, age in ((".old", 7200), (".young", 10)):
        (folder / name).mkdir(parents=True)
        (folder / name / ".notebook.ipynb.xyz").touch()
        os.utime(folder / name, (time.time() - age,) * 2)
    keep_run(project.reports, _outcome(project))
    assert [path.name for path in folder.glob(".*")] == [".young"]


def test_a_run_that_cannot_be_kept_says_so_in_one_line(project):
    (project.reports / "runs").mkdir(parents=True)
    (project.reports / "runs" / "alpha").touch()
    with pytest.raises(HamyariError, match=r"^\S*runs/alpha\S*: .*cannot be"):
        keep_run(project.reports, _outcome(project))


@pytest.mark.parametrize("taken", ["reports", "reports/runs"])
def test_reports_that_cannot_be_written_are_told_before_anything_runs(project, taken):
    path = project.root / taken
    path.parent.mkdir(exist_ok=True)
    path.touch()
    with pytest.raises(HamyariError, match="reports cannot be kept there"):
        run_reports(project, [make_report(project, "alpha", DEFAULTS)], workers=threads(project, 1), on_end=pytest.fail)


def _stand_in(monkeypatch, project, seconds):
    """Reports that wait instead of running a kernel; gives the most that ran at once."""
    lock, now, most = threading.Lock(), [0], [0]

    def run_report(_, report, attempt):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not attempt.is_cancelled:
            time.sleep(0.005)
        with lock:
            now[0] -= 1
        return _outcome(project, "cancelled" if attempt.is_cancelled else "succeeded", report=report)

    monkeypatch.setattr(local, "run_report", run_report)
    return most


def _reports(count):
    return [Report("alpha", f"case{number}", "fa") for number in range(count)]


def test_no_more_run_at_once_than_there_are_workers(project, monkeypatch):
    most = _stand_in(monkeypatch, project, 0.05)
    found = []
    run_reports(project, _reports(7), workers=threads(project, 3), on_end=found.append)
    assert most == [3]
    assert sorted(manifest.case for manifest in found) == [f"case{number}" for number in range(7)]


def test_an_invalid_report_does_not_stop_the_others(project, monkeypatch):
    _stand_in(monkeypatch, project, 0.01)
    wrong = Report("alpha", "wrong", "fa", faults=("one fault", "another"))
    found = []
    run_reports(project, [*_reports(1), wrong], workers=threads(project, 2), on_end=found.append)
    assert {manifest.case: manifest.state for manifest in found} == {"case0": "succeeded", "wrong": "invalid"}
    failure = next(manifest.failure for manifest in found if manifest.case == "wrong")
    assert failure == Failure("one fault\nanother")


@pytest.mark.skipif(os.name != "posix", reason="sends itself a POSIX signal")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_cancels_what_runs_and_keeps_it(project, monkeypatch, name):
    _stand_in(monkeypatch, project, 30)
    number = getattr(signal, name)
    before = signal.getsignal(number)
    told = []
    timer = threading.Timer(0.1, os.kill, (os.getpid(), number))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        run_reports(project, _reports(3), workers=threads(project, 2), on_end=told.append)
    timer.join()
    assert [(manifest.case, manifest.state) for manifest in sorted(told, key=lambda one: one.case)] == [
        ("case0", "cancelled"),
        ("case1", "cancelled"),
    ]
    assert signal.getsignal(number) is before


def test_an_error_of_the_caller_cancels_what_runs(project, monkeypatch):
    _stand_in(monkeypatch, project, 30)
    wrong = Report("alpha", "wrong", "fa", faults=("a fault",))

    def on_end(manifest):
        raise ZeroDivisionError

    began = time.monotonic()
    with pytest.raises(ZeroDivisionError):
        run_reports(project, [*_reports(2), wrong], workers=threads(project, 2), on_end=on_end)
    assert time.monotonic() - began < 5


def _endings(monkeypatch, states):
    """Reports that end one after the other as told, by case; gives what was handed to each try."""
    works, left = [], {case: list(found) for case, found in states.items()}

    def run_report(project, report, attempt):
        works.append((report.case, attempt.memory_limit_mib))
        return _outcome(Project(project.root), left[report.case].pop(0), report=report)

    monkeypatch.setattr(local, "run_report", run_report)
    monkeypatch.setattr(local, "share_mib", lambda count: 8000 // count)
    return works


def _run(project, reports, **options):
    found, retried = [], []
    run_reports(project, reports, workers=threads(project, 2), on_end=found.append, on_retry=retried.append, **options)
    return {one.case: (one.state, [failure.message for failure in one.earlier]) for one in found}, retried


def test_what_can_pass_is_tried_again_alone_when_the_others_are_done(project, monkeypatch):
    states = {"case0": ["kernel_died", "succeeded"], "case1": ["succeeded"], "case2": ["out_of_memory", "succeeded"]}
    works = _endings(monkeypatch, states)
    found, retried = _run(project, _reports(3))
    assert found == {"case0": ("succeeded", ["x"]), "case1": ("succeeded", []), "case2": ("succeeded", ["x"])}
    assert sorted(one.case for one in retried) == ["case0", "case2"]
    assert sorted(works[:3]) == [("case0", 4000), ("case1", 4000), ("case2", 4000)]
    assert sorted(works[3:]) == [("case0", 8000), ("case2", 8000)], "by itself, with all the memory"


@pytest.mark.parametrize("state", ["failed", "timed_out", "cancelled"])
def test_what_cannot_pass_is_not_tried_again(project, monkeypatch, state):
    works = _endings(monkeypatch, {"case0": [state]})
    found, retried = _run(project, _reports(1))
    assert (found, retried, len(works)) == ({"case0": (state, [])}, [], 1)


def test_a_cause_that_does_not_pass_is_told_with_its_tries(project, monkeypatch):
    works = _endings(monkeypatch, {"case0": ["kernel_died"] * 3})
    found, _ = _run(project, _reports(1), limits=Limits(retries=2))
    assert found == {"case0": ("kernel_died", ["x", "x"])}
    assert len(works) == 3


def test_a_limit_that_was_given_is_a_limit(project, monkeypatch):
    works = _endings(monkeypatch, {"case0": ["out_of_memory"]})
    found, _ = _run(project, _reports(1), limits=Limits(memory_limit_mib=500))
    assert (found, works) == ({"case0": ("out_of_memory", [])}, [("case0", 500)])


def test_what_the_plan_says_of_a_report_goes_before_what_is_said_of_all(project, monkeypatch):
    works = _endings(monkeypatch, {"case0": ["kernel_died"], "case1": ["succeeded"]})
    reports = [replace(_reports(1)[0], limits={"memory_limit_mib": 100, "retries": 0}), _reports(2)[1]]
    found, _ = _run(project, reports, limits=Limits(memory_limit_mib=700))
    assert found == {"case0": ("kernel_died", []), "case1": ("succeeded", [])}
    assert sorted(works) == [("case0", 100), ("case1", 700)]


def test_a_run_knows_its_batch(project, monkeypatch):
    _stand_in(monkeypatch, project, 0.0)
    found = []
    run_reports(project, _reports(1), workers=threads(project, 1), on_end=found.append, batch="abc")
    assert [one.batch for one in found] == ["abc"]


def test_a_clock_that_was_set_back_does_not_make_a_new_run_an_old_one(project):
    later = keep_run(project.reports, _outcome(project, after=3600))
    earlier = keep_run(project.reports, _outcome(project, "failed"))
    assert [manifest.state for manifest in _kept(project)] == ["succeeded", "failed"]
    assert earlier.run > later.run
    assert earlier.started < later.started, "what it says of its time is what the clock said"


def test_what_was_to_be_tried_again_is_not_lost_when_the_runner_is_stopped(project, monkeypatch):
    works = _endings(monkeypatch, {"case0": ["kernel_died"]})
    told = []

    def on_retry(manifest):
        os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(KeyboardInterrupt):
        run_reports(project, _reports(1), workers=threads(project, 1), on_end=told.append, on_retry=on_retry)
    assert [(one.state, one.earlier, len(works)) for one in told] == [("kernel_died", (), 1)]


def test_a_disk_that_is_full_ends_the_batch_and_says_how_many_were_not_made(project, monkeypatch):
    _endings(monkeypatch, {f"case{number}": ["succeeded"] for number in range(3)})

    def keep_run(reports, outcome):
        raise HamyariError("no space")

    monkeypatch.setattr("hamyari_lib.run.batch.keep_run", keep_run)
    with pytest.raises(HamyariError) as caught:
        run_reports(project, _reports(3), workers=threads(project, 1), on_end=pytest.fail)
    assert caught.value.faults[1] == "no space"
    assert caught.value.faults[0] == "3 reports were not made:"
