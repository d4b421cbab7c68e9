"""What the tests of running share."""

import asyncio

import pytest


@pytest.fixture(autouse=True, scope="module")
def no_loop_of_the_browsers():
    """The driver of a browser that tests before used leaves its event loop running in this thread, where
    jupyter_client's synchronous calls cannot then be made."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)
