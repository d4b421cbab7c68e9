"""No process and no folder outlives a kernel, nor the process that owns kernels, however that ends."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from kernel_cells import alive_after, family, lives, run_cells, wait_for

from hamyari_lib.run.kernels import Kernels
from hamyari_lib.run.likeness import ONE_THREAD

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")]

# One of each kind, the daemon as of old: its parent ends, it leads a session of its own and knows no variable of ours.
STRAYS = """import json, multiprocessing, os, subprocess, threading, time
threading.Thread(target=time.sleep, args=(600,)).start()
deaf = "trap '' TERM INT HUP; sleep 600 & sleep 600"
forked = multiprocessing.get_context("fork").Process(target=time.sleep, args=(600,))
forked.start()
pids = [
    os.getpid(),
    forked.pid,
    subprocess.Popen(["sleep", "600"]).pid,
    subprocess.Popen(["sh", "-c", deaf], start_new_session=True).pid,
]
reading, writing = os.pipe()
if not os.fork():
    os.setsid()
    daemon = os.fork()
    if daemon:
        os.write(writing, str(daemon).encode())
        os._exit(0)
    os.execve("/bin/sleep", ["sleep", "600"], {})
pids.append(int(os.read(reading, 20)))
with open("pids.part", "w") as file:
    json.dump(pids, file)
os.rename("pids.part", "pids.json")"""

ENDS = {
    "its notebook's end": "1",
    "SIGKILL": "os.kill(os.getpid(), 9)",
    "a crash": "import ctypes; ctypes.string_at(0)",
    "leaving": "os._exit(3)",
}


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    """As the runner asks of all its kernels."""
    for name, one in ONE_THREAD.items():
        monkeypatch.setenv(name, one)


@pytest.fixture
def short_folder(monkeypatch):
    """A folder for temporary files whose path is short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="h-", dir="/tmp") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


def test_no_folder_outlives_an_owner_that_is_killed_while_it_makes_one(short_folder):
    killed = """
import os
from jupyter_client import connect
from hamyari_lib.run.kernels import Kernels
connect.write_connection_file = lambda *_, **__: os.kill(os.getpid(), 9)
Kernels([], ahead=1).__enter__()
"""
    environment = os.environ | {"TMPDIR": str(short_folder)}
    done = subprocess.run([sys.executable, "-c", killed], env=environment, timeout=60, check=False)
    assert done.returncode == -9
    wait_for(lambda: not list(short_folder.iterdir()))


def _strays(folder):
    pids = json.loads((folder / "pids.json").read_text())
    assert len(pids) == 5
    return pids


@pytest.mark.parametrize("end", ENDS)
def test_what_a_notebook_started_is_gone_with_its_kernel(end, tmp_path, short_folder):
    with Kernels([], ahead=1) as kernels:
        with contextlib.suppress(Exception):  # nbclient raises for a kernel that dies
            run_cells(kernels.manager, STRAYS, ENDS[end], folder=tmp_path)
        assert alive_after(5, _strays(tmp_path)) == []
        assert len(list(short_folder.iterdir())) == 1  # of the kernel that waits for the next report
    assert list(short_folder.iterdir()) == []


def test_a_kernel_leaves_what_another_started(tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    (tmp_path / "long").mkdir()
    (tmp_path / "short").mkdir()
    wait = "import os, time\nwhile not os.path.exists('go'):\n    time.sleep(0.01)"
    with Kernels([], ahead=1) as kernels, ThreadPoolExecutor(1) as pool:
        running = pool.submit(run_cells, kernels.manager, STRAYS, wait, folder=tmp_path / "long")
        wait_for((tmp_path / "long" / "pids.json").exists)
        run_cells(kernels.manager, STRAYS, folder=tmp_path / "short")
        assert alive_after(5, _strays(tmp_path / "short")) == []
        assert all(map(lives, _strays(tmp_path / "long")))
        (tmp_path / "long" / "go").touch()
        running.result()
        assert alive_after(5, _strays(tmp_path / "long")) == []


OWNER = f"""import sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from kernel_cells import run_cells
from hamyari_lib.run.kernels import Kernels
with Kernels([], ahead=2) as kernels:
    print(kernels._template.process.pid, flush=True)
    run_cells(kernels.manager, sys.argv[1], "time.sleep(600)", folder=sys.argv[2])
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_nothing_outlives_the_owner(number, tmp_path, short_folder):
    command = [sys.executable, "-c", OWNER, STRAYS, tmp_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as owner:
        template = int(owner.stdout.readline())
        wait_for((tmp_path / "pids.json").exists)
        everyone = {*family(template), *_strays(tmp_path)}
        assert len(everyone) >= 8  # the template, the kernel, those that wait, and the strays
        assert len(list(short_folder.iterdir())) == 3
        owner.send_signal(number)
        owner.wait(20)
    assert alive_after(10, everyone) == []
    wait_for(lambda: list(short_folder.iterdir()) == [], 5)


def test_an_owner_that_is_killed_while_packages_are_imported_leaves_nothing(short_folder, monkeypatch):
    (short_folder / "packages").mkdir()
    (short_folder / "packages" / "slow_one.py").write_text("import time\ntime.sleep(1)\n")
    monkeypatch.setenv("PYTHONPATH", str(short_folder / "packages"))
    program = (
        "from hamyari_lib.run.kernels import Kernels\n"
        "kernels = Kernels(['slow_one'], ahead=2).__enter__()\n"
        "print(kernels._template.process.pid, flush=True)\n"
        "kernels._template.process.wait()"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as owner:
        template = int(owner.stdout.readline())
        assert len(list(short_folder.iterdir())) == 3
        owner.kill()
    assert alive_after(10, [template]) == []
    assert [path.name for path in short_folder.iterdir()] == ["packages"]


def test_a_copy_of_the_owner_does_not_keep_the_template(tmp_path):
    """As a pool of forked processes may outlive the owner, with all its pipes."""
    program = OWNER.replace(
        "    run_cells", "    import os, time\n    if not os.fork():\n        time.sleep(8)\n    run_cells"
    )
    command = [sys.executable, "-c", program, STRAYS, tmp_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as owner:
        template = int(owner.stdout.readline())
        wait_for((tmp_path / "pids.json").exists)
        everyone = {*family(template), *_strays(tmp_path)}
        os.kill(owner.pid, signal.SIGKILL)
        owner.wait(10)
        copies = [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _is_copy(pid, tmp_path)]
        try:
            assert copies, "the copy has ended too early for this test"
            assert alive_after(5, everyone) == []
        finally:
            for pid in copies:
                os.kill(pid, signal.SIGKILL)


def _is_copy(pid, folder):
    try:
        return str(folder).encode() in Path(f"/proc/{pid}/cmdline").read_bytes() and lives(pid)
    except OSError:
        return False
