"""What the tests of faults share."""

import pytest

from hamyari_lib.run import closure


@pytest.fixture(autouse=True, scope="session")
def small_notebooks_need_no_packages():
    """The notebooks of these tests need no pandas: the process that forks their kernels need not import it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(closure, "third_party", lambda notebooks: ())
        yield
