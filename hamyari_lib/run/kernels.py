"""Kernels: forked from a template where that can be, plain ones elsewhere; each listens on sockets of its own.

``ForkedProvisioner`` is what jupyter_client asks for a kernel of the kernelspec ``hamyari`` (JupyterLab, nbval,
Papermill). The runner's ``Kernels`` gives a manager for each report, with the next kernels started ahead.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from jupyter_core.utils import ensure_event_loop

from hamyari_lib.run.ahead import LONGEST_SOCKET_FOLDER, SOCKETS, Ahead, Held
from hamyari_lib.run.fork import Fork, Refused
from hamyari_lib.run.forking import Template
from hamyari_lib.run.likeness import shadow
from hamyari_lib.run.quick import POLL_SECONDS, QuickManager

logger = logging.getLogger("hamyari.kernels")

PRELOADED = (
    "numpy",
    "pandas",
    "matplotlib.pyplot",
    "scipy.optimize",
    "scipy.stats",
    "statsmodels.api",
    "pandera.pandas",
)
"""What a kernel of the kernelspec ``hamyari`` finds imported; the runner names what its notebooks import."""

_LAUNCHER = ["-m", "ipykernel_launcher"]


@contextlib.contextmanager
def own_loop() -> Iterator[None]:
    """An event loop for this thread, closed after the run: each run would leave one and its sockets open.

    What still waits on it, as nbclient does for the outputs of a cell that timed out, is cancelled. On Windows it is
    the kind that kernels' channels need. Within a running loop (Jupyter) nbclient brings its own.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        with contextlib.closing(ensure_event_loop(prefer_selector_loop=True)) as loop:
            try:
                yield
            finally:
                waiting = asyncio.all_tasks(loop)
                for task in waiting:
                    task.cancel()
                loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))
    else:
        yield


@contextlib.contextmanager
def sockets() -> Iterator[dict[str, str]]:
    """Where a kernel listens: sockets in a folder of its own, so that parallel kernels cannot take each other's port
    and no other user of the machine can connect. TCP where there are no such sockets (Windows) or the path is too long.
    """
    with tempfile.TemporaryDirectory(prefix=SOCKETS, ignore_cleanup_errors=True) as folder:
        has_sockets = os.name == "posix" and len(folder) < LONGEST_SOCKET_FOLDER
        yield {"transport": "ipc", "connection_file": f"{folder}/kernel.json"} if has_sockets else {}


def flags_of(spec: KernelSpec) -> tuple[str, ...] | None:
    """The options of Python in a kernelspec that starts ipykernel in this environment; ``None`` for any other."""
    argv = list(spec.argv)
    names = {"python", f"python{sys.version_info[0]}", f"python{sys.version_info[0]}.{sys.version_info[1]}"}
    if not argv or not (argv[0] in names or _is_this_python(argv[0])):
        return None
    at = next((place for place in range(len(argv)) if argv[place : place + 2] == _LAUNCHER), None)
    return None if at is None else tuple(argv[1:at])


def _is_this_python(path: str) -> bool:
    """The Pythons of two environments may be links to the same file: the folder tells them apart."""
    folders = os.path.dirname(path), os.path.dirname(sys.executable)
    is_same_file = os.path.realpath(path) == os.path.realpath(sys.executable)
    return is_same_file and os.path.realpath(folders[0]) == os.path.realpath(folders[1])


class ForkedProvisioner(LocalProvisioner):
    """A kernel forked from the template of this process; a plain one, with one line that says why, where it cannot be.

    ``template`` and ``held`` (a kernel started ahead on the manager's connection file) are set by the runner; without
    them the template is one for the whole process.
    """

    template: Template | None = None
    held: Held | None = None
    is_held_unwanted = False

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        held, self.held = self.held, None
        try:
            self.process = await asyncio.to_thread(self._forked, cmd, held, **kwargs)
        except Refused as refused:
            tell = self.template.tell_once if self.template is not None else _tell_once
            tell(f"a plain kernel is started, not a forked one: {refused}")
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd") or os.getcwd()
        return self.connection_info

    def _forked(
        self, cmd: list[str], held: Held | None, *, env: Mapping[str, str], cwd: str | None = None, **_: Any
    ) -> Fork:
        folder, is_released = os.fspath(cwd) if cwd else os.getcwd(), False
        try:
            template = self._suitable_template(env, folder)
            argv = cmd[cmd.index(_LAUNCHER[1]) + 1 :]
            is_ready = held is not None and held.fork.poll() is None
            if is_ready and held.argv == argv and template.surroundings.is_same(env):
                template.release(held.fork, env=env, cwd=folder)
                is_released = True
                return held.fork
        finally:
            if held is not None and not is_released:  # it listens where the other kernel will
                self.is_held_unwanted = held.fork.poll() is None
                self.template.drop(held.fork)
        sockets_in = os.path.dirname(argv[argv.index("-f") + 1]) if "-f" in argv else ""
        is_ours = os.path.basename(sockets_in).startswith(SOCKETS)
        return template.fork(argv, env=env, cwd=folder, folder=sockets_in if is_ours else "")

    def _suitable_template(self, env: Mapping[str, str], folder: str) -> Template:
        """A template, ready, from which a kernel in this environment and folder can be forked, or ``Refused``."""
        flags = flags_of(self.kernel_spec)
        if flags is None:
            raise Refused(f"the kernelspec {self.kernel_spec.display_name!r} starts another program or environment")
        self.template = self.template or _template(flags, os.getpid())
        if flags != self.template.flags:
            raise Refused("the kernelspec gives Python other options")
        self.template.wait_until_ready()
        if reason := self.template.why_not(env):
            raise Refused(reason)
        if not os.path.isdir(folder):
            raise FileNotFoundError(f"the kernel's folder {folder} is not there")
        if file := shadow(folder, self.template.modules):
            raise Refused(f"{file} in the kernel's folder has the name of a package")
        return self.template

    async def wait(self) -> int | None:
        while await self.poll() is None:
            await asyncio.sleep(POLL_SECONDS)
        return await super().wait()


@functools.cache
def _template(flags: tuple[str, ...], _process: int) -> Template:
    """The template of this process for kernels with these options of Python."""
    return Template(PRELOADED, flags=flags)


@functools.cache
def _tell_once(line: str) -> None:
    logger.warning("%s", line)


class Kernels:
    """The kernels of a batch: forked from one template, ``ahead`` (``most`` in all) before they are asked for.

    Parameters
    ----------
    template
        Of the third-party modules that the batch's notebooks import; it is closed with the kernels.
    """

    def __init__(self, template: Template | Sequence[str], *, ahead: int, most: int | None = None) -> None:
        self._template = template if isinstance(template, Template) else Template(template)
        self._ahead = Ahead(self._template, ahead, most)

    def __enter__(self) -> Kernels:
        self._ahead.fill()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the template and with it every kernel."""
        self._template.close()
        self._ahead.close()

    @contextlib.contextmanager
    def manager(self, kernel_name: str) -> Iterator[AsyncKernelManager]:
        """A manager that has not started its kernel. A kernelspec of another environment gets a plain kernel."""
        manager = QuickManager(kernel_name=kernel_name)
        if flags_of(manager.kernel_spec) != self._template.flags:
            self._template.tell_once(
                f"plain kernels are started, not forked ones, for the kernelspec {kernel_name!r}: "
                "it starts another program, environment or Python with options"
            )
            with plain_manager(kernel_name) as manager:
                yield manager
            return
        held = self._ahead.take()
        with contextlib.ExitStack() as stack:
            if held is not None:
                stack.callback(held.remove)
                manager.transport, manager.connection_file = "ipc", held.connection_file
                manager.load_connection_file()
                manager._connection_file_written = True
            else:
                for name, value in stack.enter_context(sockets()).items():
                    setattr(manager, name, value)
            provisioner = ForkedProvisioner(kernel_id="", kernel_spec=manager.kernel_spec, parent=manager)
            provisioner.template, provisioner.held, manager.provisioner = self._template, held, provisioner
            try:
                yield manager
            finally:
                if provisioner.process is not None and provisioner.process.poll() is None:  # nobody ended it
                    provisioner.process.kill()
                if provisioner.held is not None:  # nobody started it
                    self._template.drop(provisioner.held.fork)
                if provisioner.is_held_unwanted:  # nor would the next be wanted
                    self._ahead.stop()


@contextlib.contextmanager
def plain_manager(kernel_name: str) -> Iterator[AsyncKernelManager]:
    """A manager of a kernel as its kernelspec says, on sockets of its own."""
    with sockets() as transport:
        yield QuickManager(kernel_name=kernel_name, **transport)
