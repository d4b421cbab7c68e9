"""Where a project lies and which code it is run with."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import hamyari_lib
from hamyari_lib import __version__
from hamyari_lib.errors import PlanError
from hamyari_lib.run.project import Project, code_version, package_sha256, package_versions


def test_a_project_is_found_from_any_folder_inside_it(tmp_path):
    for folder in ("notebooks/deep", "params"):
        (tmp_path / folder).mkdir(parents=True)
    assert Project.find(tmp_path / "notebooks" / "deep").root == tmp_path.resolve()


def test_outside_a_project_it_says_where_to_go(tmp_path):
    with pytest.raises(PlanError, match=r"^no folder here or above holds notebooks/ and params/; run hamyari inside"):
        Project.find(tmp_path)


def test_without_git_the_code_is_the_package(tmp_path):
    assert code_version(tmp_path) == (__version__, None)


def test_a_machine_without_the_program_git_does_as_well(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert code_version(tmp_path / "other") == (__version__, None)


def test_in_a_checkout_it_is_the_commit_and_whether_files_differ(tmp_path):
    def git(*words):
        names = ["-c", "user.name=a", "-c", "user.email=a@b"]
        return subprocess.run(["git", "-C", tmp_path, *names, *words], check=True, capture_output=True, text=True)

    git("init", "--quiet")
    assert code_version(tmp_path) == (__version__, None), "nothing is committed"
    git("commit", "--quiet", "--allow-empty", "-m", "first")
    code_version.cache_clear()
    commit = git("rev-parse", "HEAD").stdout.strip()
    assert code_version(tmp_path) == (commit, False)
    (tmp_path / "new.py").touch()
    code_version.cache_clear()
    assert code_version(tmp_path) == (commit, True)


def test_somebody_elses_checkout_says_nothing_of_the_code(tmp_path):
    inner = tmp_path / "پروژه"
    inner.mkdir()
    names = ["-c", "user.name=a", "-c", "user.email=a@b"]
    for words in (["init", "--quiet"], ["commit", "--quiet", "--allow-empty", "-m", "first"]):
        subprocess.run(["git", "-C", tmp_path, *names, *words], check=True)
    assert code_version(inner) == (__version__, None)
    assert code_version(tmp_path)[0] != __version__


def test_the_package_is_known_by_its_bytes(tmp_path, monkeypatch):
    first = package_sha256()
    assert re.fullmatch("[0-9a-f]{64}", first)
    for folder in ("one", "two"):
        shutil.copytree(Path(hamyari_lib.__file__).parent, tmp_path / folder, ignore=shutil.ignore_patterns("*.pyc"))
    (tmp_path / "two" / "units.py").write_bytes(b"# changed")
    found = []
    for folder in ("one", "two"):
        monkeypatch.setattr(hamyari_lib, "__file__", str(tmp_path / folder / "__init__.py"))
        package_sha256.cache_clear()
        found.append(package_sha256())
    package_sha256.cache_clear()
    assert found[0] == first != found[1]


def test_versions_name_python_and_what_the_workbench_needs():
    versions = package_versions()
    assert {"python", "hamyari-workbench", "papermill", "pandas", "matplotlib"} <= versions.keys()
    assert not {"pytest", "playwright"} & versions.keys()
