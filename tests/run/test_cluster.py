"""Reports made on a Dask cluster: a real scheduler and worker processes on this machine."""

import datetime as dt
import logging
import logging.handlers
import os
import pickle
import re
import shutil
import socket
import sys
import time
from concurrent.futures import wait
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest
from small_cluster import small_cluster, until
from small_project import BODY, SmallProject, code, errors, report_of

import hamyari_lib
from hamyari_lib.data import room_path
from hamyari_lib.errors import HamyariError
from hamyari_lib.run import asking
from hamyari_lib.run.closure import third_party
from hamyari_lib.run.cluster import Cluster
from hamyari_lib.run.forking import Template
from hamyari_lib.run.local import LocalWorkers
from hamyari_lib.run.plan import DEFAULTS, make_report
from hamyari_lib.run.project import Project
from hamyari_lib.run.work import Work

SLEEPS = "open(f'../{os.getpid()}.kernel', 'w').close()\nprint('begun', flush=True)\ntime.sleep(60)"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with small_cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture(autouse=True, scope="module")
def small_notebooks_need_no_packages():
    """The notebooks of these tests need no pandas: workers that fork their kernels need not import it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "third_party", lambda notebooks: ())
        yield


@pytest.fixture
def small(tmp_path):
    return SmallProject.at(tmp_path / "project")


@pytest.fixture
def project(small):
    return Project(small.root)


def _reports(project, *names):
    return [make_report(project, name, DEFAULTS) for name in names]


def _outcomes(workers, reports, **limits):
    with closing(workers):
        futures = [workers.submit(Work(report, **limits)) for report in reports]
        return [future.result(60) for future in futures]


def _kernels(small):
    return [int(path.stem) for path in small.root.glob("*.kernel")]


def _records(outcome):
    """All that does not tell one run from another."""
    same = {"run": "", "started": "", "duration_seconds": 0.0}
    cells = [(cell["source"], cell.get("outputs")) for cell in outcome.notebook["cells"]]
    return replace(outcome.manifest, **same), cells


def test_a_cluster_without_dask_says_what_to_install(project, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(HamyariError, match=r"^a cluster needs Dask; install hamyari-workbench\[cluster\]\.$"):
        Cluster("127.0.0.1:8786", project)


@pytest.mark.slow
def test_an_address_without_a_scheduler_is_refused(project):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(HamyariError, match=f"^there is no scheduler at 127.0.0.1:{port} .*start it"):
        Cluster(f"127.0.0.1:{port}", project)


@pytest.mark.slow
@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1", "odd://127.0.0.1:1"])
def test_what_is_no_address_is_refused(project, address):
    with pytest.raises(HamyariError, match=f"^there is no scheduler at {address} "):
        Cluster(address, project)


@pytest.mark.slow
def test_a_scheduler_without_workers_is_refused(project, tmp_path):
    with small_cluster(tmp_path / "cluster", workers=0) as cluster:
        with pytest.raises(HamyariError) as refused:
            Cluster(cluster.address, project, patience_seconds=0.5)
        address = cluster.address
        assert str(refused.value) == f"the scheduler at {address} has no worker; start some: dask worker {address}"


@pytest.mark.slow
def test_reports_come_back_as_if_made_here(small, project, running, monkeypatch):
    monkeypatch.setattr(asking, "third_party", third_party)  # all as in a real run
    small.add("alpha", report_of(code("import math\nprint(math.sqrt(p.amount))")))
    small.add("fails", report_of(code("1 / 0")))
    small.add("dies", report_of(code("os.kill(os.getpid(), signal.SIGKILL)")))
    small.add_case("alpha", "much", "amount: 1000\n")
    reports = [*_reports(project, "alpha", "fails", "dies"), make_report(project, "alpha", "much")]
    there = _outcomes(Cluster(running.address, project, reports), reports)
    here = _outcomes(LocalWorkers(project, 2), reports)
    assert [one.manifest.state for one in there] == ["succeeded", "failed", "kernel_died", "succeeded"]
    assert [_records(one) for one in there] == [_records(one) for one in here]
    assert not project.reports.exists(), "a worker wrote"


@pytest.mark.slow
def test_an_outcome_can_be_sent(small, project):
    small.add("alpha", report_of())
    (outcome,) = _outcomes(LocalWorkers(project, 1), _reports(project, "alpha"))
    sent = pickle.loads(pickle.dumps(outcome))
    assert sent == outcome
    assert type(sent.notebook.cells[0]) is type(outcome.notebook.cells[0])


@pytest.mark.slow
def test_as_many_run_at_once_as_the_workers_have_threads(small, project, running):
    small.add("alpha", report_of(code("time.sleep(1)")))
    with closing(Cluster(running.address, project)) as cluster:
        assert cluster.count == 2


@pytest.mark.slow
def test_the_time_in_the_queue_does_not_count(small, project, running):
    small.add("sleeps", report_of(code("time.sleep(60)")))
    small.add("naps", report_of(code("time.sleep(1)")))
    limit = 6
    reports = _reports(project, "sleeps", *["naps"] * 9)
    outcomes = _outcomes(Cluster(running.address, project, reports), reports, time_limit_seconds=limit)
    assert [one.manifest.state for one in outcomes] == ["timed_out"] + ["succeeded"] * 9
    began = [dt.datetime.fromisoformat(one.manifest.started) for one in outcomes]
    assert (max(began) - min(began)).total_seconds() > limit, "none of them has waited longer than its limit"


@pytest.mark.slow
def test_kernels_are_forked_and_gone_at_the_end(small, project, running):
    small.add("alpha", report_of(code("open(f'../{os.getpid()}.kernel', 'w').write(str(os.getppid()))")))
    reports = _reports(project, *["alpha"] * 4)
    _outcomes(Cluster(running.address, project, reports), reports)
    parents = {int(path.read_text()) for path in small.root.glob("*.kernel")}
    assert len(_kernels(small)) == 4
    assert len(parents) <= 2  # a template each
    until(lambda: not any(map(psutil.pid_exists, [*parents, *_kernels(small)])), "the kernels' end", 5)
    assert all(worker.poll() is None for worker in running.workers)
    assert "a plain kernel is started" not in running.log("worker-0") + running.log("worker-1")


@pytest.mark.slow
def test_a_cancelled_run_keeps_what_it_has_and_begins_no_more(small, project, running):
    small.add("sleeps", report_of(code(SLEEPS)))
    reports = _reports(project, *["sleeps"] * 5)
    with closing(Cluster(running.address, project, reports)) as cluster:
        futures = [cluster.submit(Work(report)) for report in reports]
        until(lambda: len(_kernels(small)) == 2, "two kernels")
        began = time.monotonic()
        cluster.cancel()
        wait(futures, 10)
        assert time.monotonic() - began < 5
        assert all(future.done() for future in futures)
        ended = [future.result() for future in futures if not future.cancelled()]
        assert [one.manifest.state for one in ended] == ["cancelled"] * 2
        assert [one.manifest.failure.cell for one in ended] == [BODY] * 2
        assert errors(ended[0].notebook) == [("cancelled", "stopped while this cell was running")]
        assert cluster.submit(Work(reports[0])).cancelled()
    assert len(_kernels(small)) == 2


@pytest.mark.slow
def test_a_closed_cluster_leaves_nothing_running(small, project, running):
    small.add("sleeps", report_of(code(SLEEPS)))
    reports = _reports(project, "sleeps")
    cluster = Cluster(running.address, project, reports)
    future = cluster.submit(Work(reports[0]))
    until(lambda: _kernels(small), "a kernel")
    cluster.close()
    assert future.cancelled()
    until(lambda: not any(map(psutil.pid_exists, _kernels(small))), "the kernel's end", 5)


def _odd_worker(odd, what, project):
    """The environment of a worker that differs from this machine in one thing, which is in the folder ``odd``."""
    first = {"PYTHONPATH": os.pathsep.join([str(odd), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)}
    if what == "version":
        (odd / "pandas-0.0.1.dist-info").mkdir(parents=True)
        (odd / "pandas-0.0.1.dist-info" / "METADATA").write_text(
            "Metadata-Version: 2.1\nName: pandas\nVersion: 0.0.1\n"
        )
        return first
    if what == "code":
        shutil.copytree(Path(hamyari_lib.__file__).parent, odd / "hamyari_lib")
        with (odd / "hamyari_lib" / "units.py").open("a", encoding="utf-8") as module:
            module.write("# edited\n")
        return first
    if what == "notebook":
        shutil.copytree(project.root, odd)
        SmallProject(odd).add("alpha", report_of(code("'another'")))
        return {"HAMYARI_PROJECT": str(odd)}
    if what == "folder":
        return {"HAMYARI_PROJECT": str(odd)}
    shutil.copytree(os.environ["HAMYARI_ROOMS"], odd)
    with (odd / "ours" / "jobs.csv").open("a", encoding="utf-8") as table:
        table.write("\n")
    return {"HAMYARI_ROOMS": str(odd)}


def _in_own_room(rooms, patch, reports):
    folder = rooms / "ours"
    shutil.copytree(room_path("sample"), folder)
    described = (folder / "room.toml").read_text(encoding="utf-8")
    (folder / "room.toml").write_text(described.replace('name = "sample"', 'name = "ours"'), encoding="utf-8")
    patch.setenv("HAMYARI_ROOMS", str(rooms))
    return [replace(report, checked={**report.checked, "data_room": "ours"}) for report in reports]


# A worker of each kind, and what is told of it.
ODD = {
    "version": r"pandas is 0\.0\.1, here \d\S*; install the same there\.",
    "code": r"the code of hamyari_lib is \w{12}, here \w{12}; install the same code there .*",
    "notebook": r"notebooks/alpha\.ipynb is \w{12}, here \w{12}; copy the same notebook there\.",
    "room": r"room ours: jobs\.csv is \w{12}, here \w{12}; copy the same room there, .*",
    "folder": r"HAMYARI_PROJECT is '.*odd-folder', which holds no notebooks/; correct it\.",
}


@dataclass(frozen=True)
class Met:
    """What is told where odd workers are there to begin with, what where they come later, and what they make then."""

    at_first: tuple[str, ...]
    later: tuple[str, ...]
    states: tuple[str, ...]


@pytest.fixture(scope="module")
def met(tmp_path_factory):
    """A worker as it should be, and then one of each odd kind."""
    folder = tmp_path_factory.mktemp("odd")
    small = SmallProject.at(folder / "project")
    small.add("alpha", report_of(code("time.sleep(0.3)")))
    later = logging.handlers.BufferingHandler(100)
    logger = logging.getLogger("hamyari.cluster")
    with pytest.MonkeyPatch.context() as patch, small_cluster(folder / "cluster", workers=0) as running:
        project = Project(small.root)
        reports = _in_own_room(folder / "rooms", patch, _reports(project, *["alpha"] * 12))
        running.start_workers({})
        good = Cluster(running.address, project, reports)
        running.start_workers(*[_odd_worker(folder / f"odd-{what}", what, small) for what in ODD])
        with pytest.raises(HamyariError) as refused:
            Cluster(running.address, project, reports)
        logger.addHandler(later)
        try:
            outcomes = _outcomes(good, reports)
        finally:
            logger.removeHandler(later)
    said = tuple(one.getMessage() for one in later.buffer)
    return Met(refused.value.faults, said, tuple(one.manifest.state for one in outcomes))


@pytest.mark.slow
@pytest.mark.parametrize("what", ODD)
def test_a_worker_that_differs_is_refused_by_name(met, what):
    told = rf"worker tcp://127\.0\.0\.1:\d+: {ODD[what]}"
    (at_first,) = [one for one in met.at_first if re.fullmatch(told, one)]
    assert f"{at_first} Its reports are made elsewhere." in met.later, "one that comes later makes nothing, and is told"


@pytest.mark.slow
def test_each_worker_that_differs_is_told_once_and_the_others_make_all(met):
    assert len(met.at_first) == len(met.later) == len(ODD)
    assert met.states == ("succeeded",) * 12


@pytest.mark.slow
def test_when_only_refused_workers_are_left_the_run_ends(small, project, tmp_path):
    small.add("alpha", report_of())
    reports = _reports(project, "alpha")
    with (
        small_cluster(tmp_path / "cluster", workers=1) as running,
        closing(Cluster(running.address, project, reports, patience_seconds=3)) as cluster,
    ):
        running.start_worker(**_odd_worker(tmp_path / "odd", "notebook", small))
        running.workers[0].kill()
        with pytest.raises(HamyariError, match=r"notebooks/alpha\.ipynb is"):
            cluster.submit(Work(reports[0])).result(30)
        with pytest.raises(HamyariError, match=r"notebooks/alpha\.ipynb is"):
            cluster.submit(Work(reports[0]))


@pytest.mark.slow
def test_a_notebook_edited_meanwhile_is_run_as_it_is_now(small, project, running):
    small.add("alpha", report_of())
    reports = _reports(project, "alpha")
    with closing(Cluster(running.address, project, reports)) as cluster:
        small.add("alpha", report_of(code("print('edited')")))
        outcome = cluster.submit(Work(reports[0])).result(30)
    assert "edited" in str(outcome.notebook)


@pytest.mark.slow
def test_a_project_elsewhere_on_the_worker_gives_the_same_records(small, project, tmp_path):
    small.add("alpha", report_of(code("print(os.getcwd())\n1 / 0")))
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(small.root, elsewhere)
    with small_cluster(tmp_path / "cluster", workers=1, HAMYARI_PROJECT=str(elsewhere)) as running:
        (there,) = _outcomes(Cluster(running.address, project, _reports(project, "alpha")), _reports(project, "alpha"))
    (here,) = _outcomes(
        LocalWorkers(project, 1, template=Template(third_party([project.notebook("alpha")]))),
        _reports(project, "alpha"),
    )
    assert _records(there) == _records(here)
