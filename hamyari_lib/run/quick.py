"""Managers and clients of kernels that lose no time where jupyter_client waits for silence or looks seldom."""

from __future__ import annotations

import contextlib
import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager

POLL_SECONDS = 0.005


class QuickClient(AsyncKernelClient):
    """Ready when the kernel's answer and its idle have both come, without jupyter_client's wait for silence."""

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        deadline = time.monotonic() + (timeout or float("inf"))
        while True:
            request, is_answered = self.kernel_info(), False
            with contextlib.suppress(Empty):
                while not is_answered:
                    reply = await self.get_shell_msg(timeout=1)
                    is_answered = reply["parent_header"].get("msg_id") == request
                self._handle_kernel_info_reply(reply)
                while True:  # the subscription may have come too late for this one: then it is asked again
                    said = await self.get_iopub_msg(timeout=0.2)
                    if said["parent_header"].get("msg_id") == request and (
                        said["content"].get("execution_state") == "idle"
                    ):
                        return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > deadline:
                raise RuntimeError(f"Kernel didn't respond in {timeout:g} seconds")

    wait_for_ready = _async_wait_for_ready


class QuickManager(AsyncKernelManager):
    """Sees at once that a kernel has ended, and makes quick clients."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.client_factory = QuickClient

    async def _async_wait(self, pollinterval: float = POLL_SECONDS) -> None:
        await super()._async_wait(pollinterval=POLL_SECONDS)
