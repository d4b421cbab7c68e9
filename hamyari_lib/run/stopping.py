"""Stopping in order: a signal asks, and the coordinator ends what runs before it goes."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hamyari_lib.run.attempt import Attempt

# What a terminal, a service manager or a closing window sends; Windows has SIGBREAK and no SIGHUP.
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


@contextlib.contextmanager
def stop_asked() -> Iterator[threading.Event]:
    """An event that is set when the process is asked to stop, so that nothing is torn in the middle of a write.

    A signal that the caller ignores (``nohup``) stays ignored. Outside the main thread no signal can be taken, and
    the event is never set by one.
    """
    asked = threading.Event()
    with _on_signals(asked.set):
        yield asked


@contextlib.contextmanager
def cancelled_by_signals(attempt: Attempt) -> Iterator[None]:
    """A single run outside of a batch ends as ``cancelled`` when the process is asked to stop."""
    with _on_signals(attempt.cancel):
        yield


@contextlib.contextmanager
def _on_signals(act: Callable[[], None]) -> Iterator[None]:
    earlier = {}
    if threading.current_thread() is threading.main_thread():
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                earlier[number] = signal.signal(number, lambda *_: act())
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
