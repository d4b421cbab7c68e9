"""What tests of several rooms share: one browser, and one run of the sample notebook."""

import gc
import shutil
import sys
from pathlib import Path

import pytest
from _pytest.doctest import DoctestModule
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]

# Of the thousands of tests that each process holds none is garbage: to look at them all time and again takes a while.
gc.set_threshold(50_000, 20, 50)

# nbformat's slow optional dependency stays out of the tests' process, as the command line keeps it out of its own.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

# The same examples on every run, so that a failure is a change's own; a slow machine is not a fault.
# `--hypothesis-profile=explore` looks for new ones.
settings.register_profile(
    "steady", max_examples=30, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("quick", settings.get_profile("steady"), max_examples=10)
settings.register_profile("explore", deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


@pytest.hookimpl(wrapper=True)
def pytest_collect_file():
    """Examples are looked for in the package only: each test module would be read twice."""
    found = yield
    return [one for one in found if not isinstance(one, DoctestModule)]


def pytest_collection_modifyitems(items):
    """Files that hold slow tests come first: workers take whole files, and the last ones should be short."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def browser():
    """A Chromium that reaches nothing but this machine; a missing one fails the test that asks for it."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    assert path, "no Chromium found; `make test` installs Debian's chromium"
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=[*quiet, "--disable-sync", "--no-first-run"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def sample_run():
    """One run of the sample notebook on its defaults, as our runner leaves it: the manifest and the notebook."""
    from hamyari_lib.run.execute import import_papermill, run_report
    from hamyari_lib.run.plan import DEFAULTS, make_report
    from hamyari_lib.run.project import Project

    import_papermill()
    from hamyari_lib.run.engine import Attempt

    project = Project(ROOT)
    outcome = run_report(project, make_report(project, "02_sector_structure", DEFAULTS), Attempt())
    assert outcome.manifest.state == "succeeded", outcome.manifest.failure
    return outcome
