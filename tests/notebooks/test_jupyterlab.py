"""JupyterLab, in a real browser, runs a notebook top to bottom and gives the same records as the runner."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from hamyari_lib import records

ROOT = Path(__file__).parents[2]
TOKEN = "for-this-test-only"

pytestmark = pytest.mark.slow


@pytest.fixture
def lab(tmp_path):
    """A JupyterLab server on a copy of the notebooks; gives its address and the folder."""
    folder = tmp_path / "notebooks"
    shutil.copytree(ROOT / "notebooks", folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    runtime = tmp_path / "runtime"
    environment = os.environ | {
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "workspaces"),
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0"]
    command += [f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={folder}", "--LabApp.news_url=None"]
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    with open(tmp_path / "lab.log", "w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=folder)
        try:
            yield _address(runtime, tmp_path / "lab.log"), folder
        finally:
            server.terminate()
            server.wait(timeout=30)


def _address(runtime, log):
    for _ in range(300):
        for file in runtime.glob("jpserver-*.json"):
            try:
                address = json.loads(file.read_text())["url"]
                urllib.request.urlopen(f"{address}api/status?token={TOKEN}", timeout=2).close()
            except (ValueError, OSError):
                continue
            return address
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text()}")


def test_lab_runs_the_notebook_top_to_bottom_with_the_same_records(lab, browser, sample_run):
    address, folder = lab
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}lab/tree/02_sector_structure.ipynb?token={TOKEN}")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=60_000)
    page.locator("#jupyterlab-splash").wait_for(state="detached", timeout=60_000)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    page.locator(".lm-MenuBar-itemLabel", has_text="Run").click()
    page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
    finished = folder / "02_sector_structure.ipynb"
    last = json.loads(finished.read_text(encoding="utf-8"))["cells"][-1]["id"]
    for _ in range(240):
        page.keyboard.press("Control+S")
        page.wait_for_timeout(500)
        try:
            cells = json.loads(finished.read_text(encoding="utf-8"))["cells"]
        except ValueError:  # it is being saved
            continue
        if cells[-1]["id"] == last and cells[-1]["outputs"]:
            break
    page.wait_for_timeout(1000)  # the last save is over
    notebook = json.loads(finished.read_text(encoding="utf-8"))
    problems = [output for cell in cells for output in cell.get("outputs", ()) if output["output_type"] == "error"]
    assert problems == []
    assert records.results(notebook) == records.results(sample_run.notebook)
    assert records.ledger(notebook) == records.ledger(sample_run.notebook)
