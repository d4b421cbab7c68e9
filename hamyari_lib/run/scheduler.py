"""A connection to a Dask scheduler: what the coordinator asks of it, quietly and never without an end."""

from __future__ import annotations

import contextlib
import logging
import time
import warnings
from collections.abc import Callable, Collection
from concurrent.futures import Future
from typing import Any

from hamyari_lib.errors import HamyariError

_CONNECT_SECONDS = 5
_ANSWER_SECONDS = 30
_LOOK_SECONDS = 0.1


class Scheduler:
    """Connected until it is closed; ``HamyariError`` where there is no scheduler at ``address``."""

    def __init__(self, address: str) -> None:
        self._client = _connect(address)
        self._executor = self._client.get_executor(pure=False)
        self.address: str = self._client.scheduler.address

    def gone(self) -> HamyariError:
        return HamyariError(f"the scheduler at {self.address} has gone; start it again and run the plan again.")

    def no_worker(self) -> HamyariError:
        return HamyariError(f"the scheduler at {self.address} has no worker; start some: dask worker {self.address}")

    @property
    def has_gone(self) -> bool:
        return self._client.status != "running"

    def threads(self) -> dict[str, int] | None:
        """The workers that are there now, each with its threads; ``None`` when the scheduler does not say."""
        try:
            return dict(self._client.sync(self._client.scheduler.ncores, callback_timeout=_CONNECT_SECONDS))
        except Exception:
            return None

    def wait_for_workers(self, seconds: float) -> dict[str, int]:
        """The first workers, each with its threads; ``HamyariError`` when none has come by then."""
        deadline = time.monotonic() + seconds
        while not (found := self.threads()):
            if time.monotonic() > deadline:
                raise self.no_worker()
            time.sleep(_LOOK_SECONDS)
        return found

    def submit(self, function: Callable, *arguments: Any, only: Collection[str] = ()) -> Future:
        """Have it done on one worker, of ``only`` these if there are any."""
        where = {"workers": sorted(only)} if only else {}
        try:
            return self._executor.submit(function, *arguments, **where)
        except Exception:  # the client has closed itself
            raise self.gone() from None

    def on_all(self, function: Callable, *arguments: Any, seconds: float = _ANSWER_SECONDS) -> dict[str, Any]:
        """What it gives on each worker, or the error that it raised there; of one that has gone, nothing."""
        run = self._client._run  # as `run`, which knows no end to waiting
        try:
            said = self._client.sync(run, function, *arguments, on_error="return", callback_timeout=seconds)
        except (OSError, RuntimeError) as error:
            cause = type(error).__name__
            raise HamyariError(f"the workers of {self.address} do not answer ({cause}); see their logs.") from None
        return {worker: found for worker, found in said.items() if not isinstance(found, OSError)}

    def close(self) -> None:
        with contextlib.suppress(Exception):
            if not self.has_gone:
                self._executor.shutdown(wait=False)
        with contextlib.suppress(Exception):
            self._client.close(timeout=_CONNECT_SECONDS)


def is_worker_death(error: Exception) -> bool:
    """Whether Dask has given a task up since one worker after another died of it."""
    from distributed import KilledWorker

    return isinstance(error, KilledWorker)


def _connect(address: str) -> Any:
    try:
        import distributed
        from distributed.comm import get_address_host_port
        from distributed.versions import VersionMismatchWarning
    except ImportError:
        raise HamyariError("a cluster needs Dask; install hamyari-workbench[cluster].") from None
    _be_quiet()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VersionMismatchWarning)  # more is compared, and refused
        try:
            get_address_host_port(address)  # a client that fails at this is never closed, which may block later ones
            return distributed.Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            cause = str(error).partition("\n")[0] or type(error).__name__
            raise HamyariError(
                f"there is no scheduler at {address} ({cause}); start it (dask scheduler) or correct the address."
            ) from None


def _be_quiet() -> None:
    """What Dask logs when a connection ends is not for our users: they are told what it means."""
    names = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]
    for name in {"distributed", "tornado.application", *names}:
        logging.getLogger(name).setLevel(logging.CRITICAL)
