"""The owner's side of forked kernels: a plain kernel where none can be forked, and no owner that waits for the dead."""

import os
import signal
import subprocess
import sys
import threading
import time
import types

import pytest
from kernel_cells import IS_FORKED, alive_after, lives, run_cells, said, wait_for

from hamyari_lib.run import forking
from hamyari_lib.run.fork import Refused
from hamyari_lib.run.forking import Template
from hamyari_lib.run.kernels import Kernels
from hamyari_lib.run.likeness import ONE_THREAD

PLAIN = "a plain kernel is started, not a forked one: "
COMPUTED = "import math, os; print(math.factorial(20), os.getcwd())"

slow = pytest.mark.slow


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    """As the runner asks of all its kernels."""
    for name, one in ONE_THREAD.items():
        monkeypatch.setenv(name, one)


def _lines(caplog):
    return [record.getMessage() for record in caplog.records]


def test_off_linux_no_process_is_started(monkeypatch):
    monkeypatch.setattr(forking, "sys", types.SimpleNamespace(platform="darwin", executable=sys.executable))
    template = Template([])
    with pytest.raises(Refused, match="kernels are forked on Linux only, and this is darwin"):
        template.wait_until_ready()
    with pytest.raises(Refused):
        template.hold(["-f", "nowhere"])
    assert template.process is None
    assert template._forks == {}
    template.close()


@slow
def test_off_linux_reports_get_plain_kernels_and_one_line_says_so(monkeypatch, caplog, tmp_path):
    monkeypatch.setattr(forking, "sys", types.SimpleNamespace(platform="win32", executable=sys.executable))
    with Kernels([], ahead=2) as kernels:
        for _ in range(2):
            found = run_cells(kernels.manager, IS_FORKED, COMPUTED, folder=tmp_path)
            assert list(map(said, found)) == ["False", f"2432902008176640000 {tmp_path}\n"]
    assert _lines(caplog) == [f"{PLAIN}kernels are forked on Linux only, and this is win32"]


@slow
def test_a_python_that_cannot_be_started_is_told(monkeypatch, caplog):
    monkeypatch.setattr(forking, "sys", types.SimpleNamespace(platform="linux", executable="/no/such/python"))
    with Kernels([], ahead=1) as kernels:
        assert said(run_cells(kernels.manager, IS_FORKED)[0]) == "False"
    (line,) = _lines(caplog)
    assert line.startswith(f"{PLAIN}the process that forks kernels could not be started (")


DIFFERENT = {"PYTHONHASHSEED": "5", "OPENBLAS_NUM_THREADS": "4", "LANG": "C", "MPLCONFIGDIR": "/tmp/odd"}


@slow
@pytest.mark.parametrize("name", DIFFERENT)
def test_another_environment_gets_a_plain_kernel_and_those_that_wait_end(name, monkeypatch, caplog, tmp_path):
    with Kernels([], ahead=2) as kernels:
        kernels._template.wait_until_ready()
        waiting = [held.fork for held in kernels._ahead._waiting]
        had = os.environ.get(name)
        monkeypatch.setenv(name, DIFFERENT[name])
        for _ in range(2):
            cells = IS_FORKED, f"import os; print(os.environ[{name!r}])", COMPUTED
            found = run_cells(kernels.manager, *cells, folder=tmp_path)
            assert list(map(said, found)) == ["False", f"{DIFFERENT[name]}\n", f"2432902008176640000 {tmp_path}\n"]
        assert [fork.poll() is None for fork in waiting] == [False, False]
        assert kernels._template._forks == {}
        monkeypatch.undo()
    reason = f"{name} is {DIFFERENT[name]!r} for the kernel and {had!r} where packages were imported"
    assert _lines(caplog) == [PLAIN + reason]


@slow
def test_a_folder_with_a_module_of_a_packages_name_gets_a_plain_kernel(caplog, tmp_path):
    (tmp_path / "yaml.py").write_text("VALUE = 'of the folder'")
    with Kernels(["yaml"], ahead=1) as kernels:
        found = run_cells(kernels.manager, IS_FORKED, "import yaml; yaml.VALUE", folder=tmp_path)
    assert list(map(said, found)) == ["False", "'of the folder'"]
    assert _lines(caplog) == [f"{PLAIN}yaml.py in the kernel's folder has the name of a package"]


@slow
def test_where_the_system_forks_no_more_a_plain_kernel_is_started(monkeypatch, caplog, tmp_path):
    (tmp_path / "no_more.py").write_text(
        "import os\ndef fork():\n    raise BlockingIOError(11, os.strerror(11))\nos.fork = fork\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Kernels(["no_more"], ahead=1) as kernels:
        for _ in range(2):
            assert said(run_cells(kernels.manager, IS_FORKED)[0]) == "False"
    assert _lines(caplog) == [f"{PLAIN}the system started no process (Resource temporarily unavailable)"]


@slow
def test_a_large_environment_reaches_a_kernel_that_waits(monkeypatch):
    for number in range(4):
        monkeypatch.setenv(f"LARGE_{number}", "x" * 100_000)
    with Kernels([], ahead=1) as kernels:
        cell = f"import os; {IS_FORKED}, sum(len(os.environ[f'LARGE_{{n}}']) for n in range(4))"
        assert said(run_cells(kernels.manager, cell)[0]) == "(True, 400000)"


@slow
def test_a_kernel_that_died_while_it_waited_is_passed_over(caplog):
    with Kernels([], ahead=2) as kernels:
        kernels._template.wait_until_ready()
        first = kernels._ahead._waiting[0]
        first.fork.wait_for_start(10)
        os.kill(first.fork.pid, signal.SIGKILL)
        first.fork.wait(10)
        assert said(run_cells(kernels.manager, IS_FORKED)[0]) == "True"
        assert not os.path.exists(first.folder)
    assert _lines(caplog) == []


@slow
def test_a_killed_template_takes_its_kernels_and_what_they_started_with_it_and_another_is_started(caplog):
    import asyncio

    from hamyari_lib.run.kernels import own_loop

    with Kernels([], ahead=1) as kernels:
        with own_loop(), kernels.manager("python3") as manager:
            loop = asyncio.get_event_loop()
            loop.run_until_complete(manager.start_kernel())
            client = manager.client()
            client.start_channels()
            loop.run_until_complete(client.wait_for_ready(timeout=30))
            cell = (
                "import subprocess, os\n"
                "one = subprocess.Popen(['sleep', '600'], start_new_session=True).pid\n"
                "if not (two := os.fork()):\n    os.setsid()\n    import time\n    time.sleep(600)\n"
                "get_ipython().user_ns['pids'] = (one, two)"
            )
            expressions = {"pids": "(one, two)"}
            reply = loop.run_until_complete(
                client.execute_interactive(cell, user_expressions=expressions, timeout=30, output_hook=lambda _: None)
            )
            strays = eval(reply["content"]["user_expressions"]["pids"]["data"]["text/plain"])
            pids = [manager.provisioner.pid, *strays]
            assert all(map(lives, pids))
            os.kill(kernels._template.process.pid, signal.SIGKILL)
            assert alive_after(5, pids) == []
            wait_for(lambda: not loop.run_until_complete(manager.is_alive()))
            client.stop_channels()
            loop.run_until_complete(manager.shutdown_kernel(now=True))
        for _ in range(2):
            assert said(run_cells(kernels.manager, IS_FORKED)[0]) == "True"
    assert _lines(caplog) == ["the process that forks kernels was killed, and its kernels with it; another is started"]


@slow
def test_a_template_that_is_killed_again_and_again_is_given_up(caplog):
    template = Template([])
    for _ in range(4):
        template.wait_until_ready()
        process = template.process
        process.kill()
        wait_for(template._gone.is_set)
    with pytest.raises(Refused, match="killed again and again"):
        template.wait_until_ready()
    template.close()
    assert len(_lines(caplog)) == 4


@slow
def test_after_the_end_nothing_is_ordered_and_nothing_stays():
    template = Template([])
    template.wait_until_ready()
    fork = template.hold(["-f", "nowhere.json"])
    threads = [threading.Thread(target=template.close) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    template.close()
    for order in (lambda: template.hold(["-f", "x"]), lambda: template.fork(["-f", "x"], env={}, cwd=".")):
        with pytest.raises(Refused, match="was closed"):
            order()
    assert fork.poll() is not None
    assert template._forks == {}
    assert not template._listener.is_alive()


@slow
def test_an_end_while_packages_are_imported_does_not_wait_for_them(monkeypatch, tmp_path):
    (tmp_path / "sleeper.py").write_text("import time\ntime.sleep(600)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Kernels(["sleeper"], ahead=2) as kernels:
        folders = [held.folder for held in kernels._ahead._waiting]
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert not any(map(os.path.exists, folders))


@slow
@pytest.mark.parametrize("last", ["", "import sys; sys.exit(3)", "raise ValueError", "import os; os._exit(0)"])
def test_an_owner_that_closes_nothing_leaves_nothing(last, tmp_path):
    program = f"""
from hamyari_lib.run.kernels import Kernels
kernels = Kernels([], ahead=2).__enter__()
kernels._template.wait_until_ready()
pids = [held.fork for held in kernels._ahead._waiting]
[fork.wait_for_start(10) for fork in pids]
print(*[held.folder for held in kernels._ahead._waiting])
print(kernels._template.process.pid, *[fork.pid for fork in pids], flush=True)
{last}
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    folders, pids = (line.split() for line in done.stdout.splitlines())
    assert alive_after(5, map(int, pids)) == []
    assert not any(map(os.path.exists, folders))
    assert "Error" not in done.stderr.replace("ValueError", "")
