"""Kernels: the event loop of a run, and the kernelspec ``hamyari`` as Jupyter's own programs use it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from jupyter_client.ioloop.restarter import AsyncIOLoopKernelRestarter
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager, KernelManager
from jupyter_client.multikernelmanager import AsyncMultiKernelManager
from kernel_cells import IS_FORKED, alive_after, lives, run_cells, said

from hamyari_lib.run import kernels as module
from hamyari_lib.run.kernels import ForkedProvisioner, Kernels, flags_of, own_loop, plain_manager
from hamyari_lib.run.likeness import ONE_THREAD

slow = pytest.mark.slow
forks = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


@pytest.fixture(autouse=True)
def small_template(monkeypatch):
    """No packages are imported ahead, and the template of the kernelspec ends with the test."""
    monkeypatch.setattr(module, "PRELOADED", ())
    for name, one in ONE_THREAD.items():
        monkeypatch.setenv(name, one)
    module._template.cache_clear()
    module._tell_once.cache_clear()
    yield
    if module._template.cache_info().currsize:
        module._template((), os.getpid()).close()
    module._template.cache_clear()


def _leave_something_waiting():
    async def wait():
        await asyncio.Event().wait()

    with own_loop():
        loop = asyncio.get_event_loop()
        task = loop.create_task(wait())
        loop.run_until_complete(asyncio.sleep(0))
    return task.cancelled(), loop.is_closed()


def test_what_still_waits_is_cancelled_and_the_loop_closed():
    with ThreadPoolExecutor(max_workers=1) as pool:  # each run has a thread of its own, and so no other loop in it
        assert pool.submit(_leave_something_waiting).result() == (True, True)


LAUNCHER = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]


def test_only_ipykernel_in_this_environment_is_forked(tmp_path):
    other = tmp_path / "bin" / "python"
    other.parent.mkdir()
    other.symlink_to(os.path.realpath(sys.executable))  # as in another virtual environment of the same Python
    flags = {
        "python": (),
        "python3": (),
        sys.executable: (),
        str(Path(sys.executable).with_name("python")): (),
        str(other): None,
        "/usr/bin/env": None,
        "R": None,
    }
    for program, expected in flags.items():
        assert flags_of(KernelSpec(argv=[program, *LAUNCHER])) == expected, program
    assert flags_of(KernelSpec(argv=["python", "-Xfrozen_modules=off", *LAUNCHER])) == ("-Xfrozen_modules=off",)
    assert flags_of(KernelSpec(argv=["python", "-m", "xeus", "-f", "{connection_file}"])) is None
    assert flags_of(KernelSpec(argv=[])) is None


def test_the_kernelspec_is_installed_beside_ipythons():
    installed = KernelSpecManager().get_kernel_spec("hamyari")
    packed = json.loads(Path(module.__file__).with_name("kernelspec").joinpath("kernel.json").read_text())
    assert installed.argv == packed["argv"]
    assert installed.metadata["kernel_provisioner"]["provisioner_name"] == "hamyari-forked"
    assert installed.env == ONE_THREAD, "the packages of a template that has threads cannot be forked"
    ipythons = KernelSpecManager().get_kernel_spec("python3")
    assert (installed.language, installed.interrupt_mode) == (ipythons.language, ipythons.interrupt_mode)
    assert ipythons.metadata.items() <= installed.metadata.items()


@slow
@forks
def test_a_kernelspec_of_another_environment_gets_a_plain_kernel_and_one_line(tmp_path, monkeypatch, caplog):
    other = tmp_path / "kernels" / "other"
    other.mkdir(parents=True)
    spec = {"argv": [sys.executable, "-m", "ipykernel_launcher", "--debug", "-f", "{connection_file}"]}
    spec["argv"][1:1] = ["-Xutf8"]
    (other / "kernel.json").write_text(json.dumps(spec | {"display_name": "Other", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    with Kernels([], ahead=1) as kernels:
        for _ in range(2):
            found = run_cells(kernels.manager, f"import sys; {IS_FORKED}, sys.flags.utf8_mode", kernel="other")
            assert said(found[0]) == "(False, 1)"
        assert said(run_cells(kernels.manager, IS_FORKED)[0]) == "True"
    assert [record.getMessage() for record in caplog.records] == [
        "plain kernels are started, not forked ones, for the kernelspec 'other': "
        "it starts another program, environment or Python with options"
    ]


@slow
@forks
def test_a_program_that_is_no_ipykernel_is_started_by_the_provisioner_all_the_same(caplog):
    manager = AsyncKernelManager(kernel_name="hamyari")
    manager.kernel_spec.argv[1:3] = ["-c", "import time; time.sleep(600)"]
    with own_loop():
        run = asyncio.get_event_loop().run_until_complete
        run(manager.start_kernel())
        assert not isinstance(manager.provisioner.process, module.Fork)
        assert run(manager.is_alive())
        run(manager.shutdown_kernel(now=True))
    (line,) = (record.getMessage() for record in caplog.records if record.name == "hamyari.kernels")
    assert line == (
        "a plain kernel is started, not a forked one: "
        "the kernelspec 'Hamyari (ready at once)' starts another program or environment"
    )


class Driven:
    """A kernel and its client, from a test without a loop of its own."""

    def __init__(self, manager):
        self.manager = manager
        self.run = asyncio.get_event_loop().run_until_complete
        self.run(manager.start_kernel())
        self.client = manager.client()
        self.client.start_channels()
        self.run(self.client.wait_for_ready(timeout=60))

    @property
    def pid(self):
        return self.manager.provisioner.pid

    def execute(self, cell, timeout=60):
        """What a cell printed, or its error's name."""
        printed = []

        def keep(message):
            content = message["content"]
            printed.append(content.get("text") or content.get("ename") or "")

        self.run(self.client.execute_interactive(cell, output_hook=keep, timeout=timeout))
        return "".join(printed)

    def close(self):
        self.client.stop_channels()
        self.run(self.manager.shutdown_kernel(now=True))


@pytest.fixture
def driven():
    with own_loop():
        found = Driven(AsyncKernelManager(kernel_name="hamyari"))
        assert isinstance(found.manager.provisioner, ForkedProvisioner)
        assert found.execute(f"print({IS_FORKED})") == "True\n"
        yield found
        found.close()
        assert not lives(found.pid)


@slow
@forks
def test_an_interrupt_ends_the_cell_and_not_the_kernel(driven):
    async def interrupted():
        asyncio.get_running_loop().call_later(0.5, lambda: asyncio.ensure_future(driven.manager.interrupt_kernel()))
        return await driven.client.execute_interactive(
            "import time; time.sleep(60)", output_hook=lambda _: None, timeout=30
        )

    reply = driven.run(interrupted())
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    assert driven.execute("print('still here')") == "still here\n"


@slow
@forks
def test_a_restart_gives_a_new_kernel_where_clients_find_it(driven):
    driven.execute("kept = 1")
    first, file = driven.pid, Path(driven.manager.connection_file).read_text()
    driven.run(driven.manager.restart_kernel())
    assert Path(driven.manager.connection_file).read_text() == file
    driven.run(driven.client.wait_for_ready(timeout=60))
    assert driven.pid != first
    assert not lives(first)
    assert driven.execute("print('kept' in globals())") == "False\n"
    driven.run(driven.manager.restart_kernel(now=True))
    driven.run(driven.client.wait_for_ready(timeout=60))
    assert driven.execute(f"print({IS_FORKED})") == "True\n"


@slow
@forks
def test_a_kernel_that_is_asked_to_end_does_what_its_notebook_left_for_the_end(driven, tmp_path):
    driven.execute(f"import atexit, pathlib\natexit.register(pathlib.Path({str(tmp_path / 'done')!r}).touch)")
    driven.run(driven.manager.shutdown_kernel())
    assert (tmp_path / "done").exists()
    assert not lives(driven.pid)


@slow
@forks
def test_a_dead_kernel_is_seen_and_jupyters_restarter_starts_another(driven):
    restarter = AsyncIOLoopKernelRestarter(kernel_manager=driven.manager, parent=driven.manager)
    died = []
    restarter.add_callback(lambda: died.append("restart"))
    first = driven.pid
    os.kill(first, signal.SIGKILL)
    assert alive_after(5, [first]) == []

    async def poll():
        while not died:
            await restarter.poll()
            await asyncio.sleep(0.05)

    driven.run(asyncio.wait_for(poll(), 20))
    driven.run(driven.client.wait_for_ready(timeout=60))
    assert driven.pid != first
    assert driven.execute(f"print({IS_FORKED})") == "True\n"


@slow
@forks
def test_the_debugger_of_jupyterlab_answers(driven):
    message = driven.client.session.msg(
        "debug_request", {"type": "request", "seq": 1, "command": "debugInfo", "arguments": {}}
    )
    driven.client.control_channel.send(message)
    reply = driven.run(driven.client.get_control_msg(timeout=30))
    assert reply["content"]["success"]


@slow
@forks
def test_many_kernels_as_a_jupyter_server_holds_them(tmp_path):
    async def cycle():
        many = AsyncMultiKernelManager(default_kernel_name="hamyari")
        names = await asyncio.gather(*(many.start_kernel(cwd=str(tmp_path)) for _ in range(3)))
        pids = [many.get_kernel(name).provisioner.pid for name in names]
        assert all(map(lives, pids))
        await many.restart_kernel(names[0])
        await many.interrupt_kernel(names[1])
        assert await many.is_alive(names[1])
        pids.append(many.get_kernel(names[0]).provisioner.pid)
        await many.shutdown_all(now=True)
        return pids

    with own_loop():
        assert alive_after(5, asyncio.get_event_loop().run_until_complete(cycle())) == []


@slow
@forks
def test_a_manager_without_a_loop_starts_forked_kernels_too(tmp_path):
    manager = KernelManager(kernel_name="hamyari")
    manager.start_kernel(cwd=str(tmp_path))
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    reply = client.execute_interactive("1", user_expressions={"is": IS_FORKED}, timeout=60)
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    manager.context.destroy()
    assert reply["content"]["user_expressions"]["is"]["data"]["text/plain"] == "True"


@slow
@forks
def test_a_kernel_whose_folder_is_not_there_is_not_started(tmp_path):
    with Kernels([], ahead=1) as kernels:
        with own_loop(), kernels.manager("python3") as manager:
            run = asyncio.get_event_loop().run_until_complete
            with pytest.raises(FileNotFoundError, match="the kernel's folder .*missing is not there"):
                run(manager.start_kernel(cwd=str(tmp_path / "missing")))
        assert said(run_cells(kernels.manager, IS_FORKED, folder=tmp_path)[0]) == "True"


@slow
@forks
def test_a_kernel_that_nobody_ended_or_started_ends_with_its_report():
    with Kernels([], ahead=1) as kernels:
        with kernels.manager("python3") as manager:
            waited = manager.provisioner.held.fork
            waited.wait_for_start(30)
        assert alive_after(5, [waited.pid]) == []
        with own_loop(), kernels.manager("python3") as manager:
            asyncio.get_event_loop().run_until_complete(manager.start_kernel())
            pid = manager.provisioner.pid
            manager._close_control_socket()
        manager.context.destroy()
        assert alive_after(5, [pid]) == []


@pytest.fixture
def notebook(tmp_path):
    """A notebook of one cell that tells whether its kernel was forked, with the outcome that nbval is to find."""
    cell = nbformat.v4.new_code_cell(f"print({IS_FORKED})", execution_count=1)
    cell.outputs = [nbformat.v4.new_output("stream", text="True\n")]
    path = tmp_path / "asks.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


@slow
@forks
def test_papermill_and_nbval_use_the_kernelspec(notebook, tmp_path):
    programs = {
        "papermill": ["papermill", "-k", "hamyari", "--no-progress-bar", notebook, tmp_path / "out.ipynb"],
        "engine": [
            "papermill", "-k", "hamyari", "--engine", "hamyari", "--no-progress-bar", notebook, tmp_path / "ours.ipynb"
        ],
        "nbval": [
            "pytest", "--nbval", "--nbval-kernel-name", "hamyari", "-p", "no:cacheprovider", "-o", "addopts=", "-q",
            f"--rootdir={tmp_path}", notebook,
        ],
    }  # fmt: skip
    started = {
        name: subprocess.Popen(
            [sys.executable, "-m", *map(str, command)],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for name, command in programs.items()
    }
    for name, process in started.items():
        output = process.communicate(timeout=120)[0]
        assert process.returncode == 0, f"{name}: {output}"
        assert "a plain kernel is started" not in output
    for name in ("out", "ours"):
        (cell,) = nbformat.read(tmp_path / f"{name}.ipynb", 4).cells
        assert said(cell.outputs) == "True\n"


@slow
def test_a_plain_manager_starts_what_the_kernelspec_says():
    assert said(run_cells(plain_manager, IS_FORKED)[0]) == "False"
