"""What a kernel needs around it: sockets of its own to listen on, and an event loop to talk to it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from collections.abc import Iterator

from jupyter_core.utils import ensure_event_loop

_LONGEST_SOCKET_FOLDER = 80  # a socket's path holds about 100 bytes


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
    with tempfile.TemporaryDirectory(prefix="hamyari-", ignore_cleanup_errors=True) as folder:
        has_sockets = os.name == "posix" and len(folder) < _LONGEST_SOCKET_FOLDER
        yield {"transport": "ipc", "connection_file": f"{folder}/kernel.json"} if has_sockets else {}
