"""What the tests of faults share."""

import pytest

from hamyari_lib.run import asking, closure


@pytest.fixture(autouse=True, scope="session")
def small_notebooks_need_no_packages():
    """The notebooks of these tests need no pandas: the processes that fork their kernels need not import it."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (asking, closure):
            patch.setattr(module, "third_party", lambda notebooks: ())
        yield
