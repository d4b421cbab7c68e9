"""The event loop of a run."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from hamyari_lib.run.kernels import own_loop


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
