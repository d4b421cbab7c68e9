"""Workers, scheduler or coordinator of a cluster are killed: nothing is lost or made twice, nobody waits for ever."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import as_completed
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from small_cluster import small_cluster, until
from small_project import SmallProject, code, report_of

from hamyari_lib.errors import HamyariError
from hamyari_lib.run.cluster import Cluster
from hamyari_lib.run.plan import DEFAULTS, make_report
from hamyari_lib.run.project import Project
from hamyari_lib.run.work import Work

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="kills processes by signals")]

KERNEL = "open(f'../{os.getpid()}.kernel', 'w').close()\n"
SLEEPS = KERNEL + "time.sleep(60)"
# The kernel's parent is the template, and the template's is the worker.
KILLS_ITS_WORKER = """template = os.getppid()
worker = int(open(f"/proc/{template}/stat").read().rpartition(")")[2].split()[1])
os.kill(worker, signal.SIGKILL)
time.sleep(60)"""


@pytest.fixture(scope="module")
def lasting(tmp_path_factory):
    """For tests that leave its processes alone."""
    with small_cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture
def small(tmp_path):
    return SmallProject.at(tmp_path / "project")


@pytest.fixture
def project(small):
    return Project(small.root)


def _kernels(small):
    return [int(path.stem) for path in small.root.glob("*.kernel")]


def _have_ended(small):
    return not any(map(psutil.pid_exists, _kernels(small)))


def test_of_a_killed_worker_nothing_is_lost_and_nothing_comes_twice(small, project, tmp_path):
    small.add("naps", report_of(code(KERNEL + "time.sleep(0.5)\nprint(p.amount)")))
    for number in range(12):
        small.add_case("naps", f"case{number}", f"amount: {number + 1}\n")
    reports = [make_report(project, "naps", f"case{number}") for number in range(12)]
    given = []
    with small_cluster(tmp_path / "cluster") as running, closing(Cluster(running.address, project, reports)) as cluster:
        futures = [cluster.submit(Work(report)) for report in reports]
        for number, future in enumerate(as_completed(futures, 60)):
            given.append(future.result().manifest)
            if number == 2:
                running.workers[0].kill()
        until(lambda: cluster.count == 1, "the loss of a worker seen")
        until(lambda: _have_ended(small), "the killed worker's kernels' end", 5)
    assert sorted(one.case for one in given) == sorted(report.case for report in reports)
    assert {one.state for one in given} == {"succeeded"}
    assert all(one.headlines[0].value == reports[int(one.case[4:])].values["amount"] for one in given)


def test_a_report_that_kills_every_worker_is_told_as_it_was(small, project, tmp_path):
    small.add("kills", report_of(code(KILLS_ITS_WORKER)))
    small.add("alpha", report_of())
    reports = [make_report(project, name, DEFAULTS) for name in ("kills", "alpha")]
    never_again = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
    with (
        small_cluster(tmp_path / "cluster", workers=3, **never_again) as running,
        closing(Cluster(running.address, project, reports)) as cluster,
    ):
        outcome = cluster.submit(Work(reports[0])).result(60)
        assert outcome.manifest.state == "kernel_died"
        assert outcome.manifest.failure.message == (
            "one worker after another died while it made this report (killed or out of memory?)"
        )
        assert outcome.manifest.question == "پرسش کوچک"
        assert cluster.submit(Work(reports[1])).result(60).manifest.state == "succeeded"


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM"])
def test_when_the_scheduler_goes_it_is_said_and_nobody_waits(small, project, tmp_path, name):
    small.add("sleeps", report_of(code(SLEEPS)))
    reports = [make_report(project, "sleeps", DEFAULTS)] * 4
    with small_cluster(tmp_path / "cluster") as running, closing(Cluster(running.address, project, reports)) as cluster:
        futures = [cluster.submit(Work(report)) for report in reports]
        until(lambda: len(_kernels(small)) == 2, "two kernels")
        running.scheduler.send_signal(getattr(signal, name))
        said = f"the scheduler at {running.address} has gone; start it again and run the plan again."
        for future in futures:
            assert str(future.exception(15)) == said
        with pytest.raises(HamyariError, match="has gone"):
            cluster.submit(Work(reports[0]))
        until(lambda: _have_ended(small), "the end of what no one waits for", 10)
        began = time.monotonic()
    assert time.monotonic() - began < 5, "closing waited for the scheduler"


def test_when_all_workers_go_it_is_said_and_new_ones_are_waited_for(small, project, tmp_path):
    small.add("naps", report_of(code("time.sleep(1)")))
    reports = [make_report(project, "naps", DEFAULTS)] * 2
    with (
        small_cluster(tmp_path / "cluster", workers=1) as running,
        closing(Cluster(running.address, project, reports, patience_seconds=10)) as cluster,
    ):
        futures = [cluster.submit(Work(report)) for report in reports]
        running.workers[0].kill()
        running.start_worker()
        assert [future.result(60).manifest.state for future in futures] == ["succeeded"] * 2
        future = cluster.submit(Work(reports[0]))
        running.workers[1].kill()
        assert f"the scheduler at {running.address} has no worker; start some" in str(future.exception(40))


COORDINATOR = """
import sys
from pathlib import Path
from hamyari_lib.run import asking
from hamyari_lib.run.cluster import Cluster
from hamyari_lib.run.plan import DEFAULTS, make_report
from hamyari_lib.run.project import Project
from hamyari_lib.run.work import Work

asking.third_party = lambda notebooks: ()
address, root, name, wanted = sys.argv[1:]
project = Project(Path(root))
reports = [make_report(project, name, DEFAULTS)] * 2
cluster = Cluster(address, project, reports)
futures = [cluster.submit(Work(report)) for report in reports]
print("submitted", flush=True)
for future in futures:
    try:
        print(future.result().manifest.state)
    except Exception as error:
        print(error)
if wanted == "close":
    cluster.close()
"""


@pytest.fixture
def coordinator(small):
    """Starts one for a notebook; what a failed test leaves must not hold the workers of the next."""
    started = []

    def start(running, name, wanted="close"):
        words = [sys.executable, "-c", textwrap.dedent(COORDINATOR), running.address, str(small.root), name, wanted]
        started.append(subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
            process.communicate()


def test_of_a_killed_coordinator_no_report_runs_on(small, lasting, coordinator):
    small.add("sleeps", report_of(code(SLEEPS)))
    process = coordinator(lasting, "sleeps")
    until(lambda: len(_kernels(small)) == 2, "two kernels")
    process.kill()
    process.communicate()
    until(lambda: _have_ended(small), "the kernels' end", 10)
    assert all(worker.poll() is None for worker in lasting.workers)
    small.add("alpha", report_of())  # and the workers are free for the next
    said, complaints = coordinator(lasting, "alpha").communicate(timeout=60)
    assert (said.split(), complaints) == (["submitted", "succeeded", "succeeded"], "")


@pytest.mark.parametrize("wanted", ["close", "leave"])
def test_what_dask_logs_at_the_end_does_not_reach_the_terminal(small, lasting, coordinator, wanted):
    small.add("alpha", report_of())
    said, complaints = coordinator(lasting, "alpha", wanted).communicate(timeout=60)
    assert (said.split(), complaints) == (["submitted", "succeeded", "succeeded"], "")


def test_what_dask_logs_of_a_lost_scheduler_does_not_reach_the_terminal(small, tmp_path, coordinator):
    small.add("sleeps", report_of(code(SLEEPS)))
    with small_cluster(tmp_path / "cluster", workers=1) as running:
        process = coordinator(running, "sleeps")
        until(lambda: _kernels(small), "a kernel")
        running.scheduler.kill()
        said, complaints = process.communicate(timeout=60)
    assert complaints == ""
    assert said.count(f"the scheduler at {running.address} has gone") == 2


def test_a_stopped_worker_leaves_no_kernel_and_no_folder(small, project, tmp_path, monkeypatch):
    (tmp_path / "tmp").mkdir()
    small.add("sleeps", report_of(code(SLEEPS)))
    reports = [make_report(project, "sleeps", DEFAULTS)]
    with (
        small_cluster(tmp_path / "cluster", workers=1, TMPDIR=str(tmp_path / "tmp")) as running,
        closing(Cluster(running.address, project, reports)) as cluster,
    ):
        future = cluster.submit(Work(reports[0]))
        until(lambda: _kernels(small), "a kernel")
        cluster.cancel()
        assert future.result(10).manifest.state == "cancelled"
        running.workers[0].terminate()
        running.workers[0].wait(20)
        until(lambda: _have_ended(small), "the kernel's end", 5)
        assert [path.name for path in Path(tmp_path / "tmp").glob("hamyari-*")] == []
