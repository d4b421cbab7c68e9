"""A project small enough to compute often, and a spreadsheet program that recomputes a workbook."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""


@pytest.fixture(scope="session")
def recomputed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """``recomputed(file)``: the same workbook with every formula computed by LibreOffice, not as it was kept."""
    program = shutil.which("soffice")
    assert program, "no LibreOffice found; `make test` installs Debian's"
    profile = tmp_path_factory.mktemp("profile")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS, encoding="utf-8")

    def recompute(file: Path) -> Path:
        out = tmp_path_factory.mktemp("recomputed")
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
        done = subprocess.run(
            [*command, "--outdir", str(out), str(file)], capture_output=True, text=True, check=False, timeout=180
        )
        assert (out / file.name).exists(), done.stderr
        return out / file.name

    return recompute
