"""What a process and those below it hold, and the limit on it."""

import os
import subprocess
import sys
import threading

import pytest

from hamyari_lib.run import local, memory

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads Linux's /proc")

HOLDS = "block = bytearray(b'x') * {mib} * 1048576; print('held', flush=True); input()"


@pytest.fixture
def holding():
    """Starts a process that holds so many MiB until it is killed; gives its id."""
    started = []

    def start(code: str) -> int:
        pipe = subprocess.PIPE
        process = subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe, text=True)
        started.append(process)
        assert process.stdout.readline() == "held\n"
        return process.pid

    start.started = started
    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_the_memory_of_a_process_is_told(holding):
    pid = holding(HOLDS.format(mib=100))
    assert 100 <= memory.resident_mib(pid) < 160
    assert 100 <= memory.proportional_mib(pid) < 160
    assert memory.data_mib(pid) >= 100


def test_what_it_started_counts(holding):
    inner = HOLDS.format(mib=60).replace("input()", "__import__('time').sleep(60)")
    pid = holding(
        f"import subprocess, sys\nchild = subprocess.Popen([sys.executable, '-c', {inner!r}], stdout=subprocess.PIPE)\n"
        "child.stdout.readline(); print('held', flush=True); input(); child.kill()"
    )
    assert memory.resident_mib(pid) >= 60
    assert memory.proportional_mib(pid) >= 60


def test_a_process_that_has_ended_holds_nothing():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert memory.resident_mib(process.pid) == memory.data_mib(process.pid) == 0


def test_more_than_the_limit_is_not_given(holding):
    pid = holding("import time\nprint('held', flush=True)\ninput()\nblock = bytearray(300_000_000)")
    memory.limit_data(pid, 100)
    import resource

    soft, hard = resource.prlimit(pid, resource.RLIMIT_DATA)
    assert soft == hard
    assert 100 <= soft // 1048576 - memory.data_mib(pid) + 1 <= 102


GROWS = "print('held', flush=True)\ninput()\nblock = bytearray(b'x') * 120 * 1048576\ninput()"


def test_the_watch_ends_what_takes_too_much_and_nothing_else(holding, monkeypatch):
    monkeypatch.setattr(memory, "limit_data", lambda pid, mib: None)  # so that the watch is what sees it
    killed = threading.Event()
    with (
        memory.Watch(holding(GROWS), 50, lambda: pytest.fail("it took nothing")) as quiet,
        memory.Watch(holding(GROWS), 50, killed.set) as watch,
    ):
        assert not killed.wait(0.5)
        holding.started[-1].stdin.write("\n")
        holding.started[-1].stdin.flush()
        assert killed.wait(10)
    assert watch.was_exceeded
    assert not quiet.was_exceeded


def test_the_machine_says_what_it_has():
    available = memory.available_mib()
    assert available is not None
    assert 50 < available <= os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1048576


@pytest.mark.parametrize(
    ("available", "cores", "count"),
    [(None, 8, 8), (100_000, 8, 8), (4_000, 8, 4), (800, 8, 1), (100, 8, 1), (100_000, 1, 1)],
)
def test_fewer_reports_are_made_at_a_time_where_memory_is_short(monkeypatch, available, cores, count):
    monkeypatch.setattr(local, "available_mib", lambda: available)
    assert local.count_for(cores) == count
    assert local.share_mib(4) == (None if available is None else max(1, int(available * 0.8 / 4)))
