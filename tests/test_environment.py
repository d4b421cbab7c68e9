"""environment.yml, pyproject.toml and requirements.lock name the same packages; what is not Python is packed too."""

import glob
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
BY_PIP = next(one["pip"] for one in CONDA["dependencies"] if isinstance(one, dict))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
NOT_LOCKED = "market"  # it brings a package under the GPL, so nobody gets it who does not ask for it


def test_the_extra_that_is_not_locked_stays_out_of_the_lock():
    for written in PYPROJECT["project"]["optional-dependencies"][NOT_LOCKED]:
        assert canonicalize_name(Requirement(written).name) not in locked()
    assert not {"mibian", "fima"} & set(locked())


def declared() -> dict[str, SpecifierSet]:
    project = PYPROJECT["project"]
    extras = {name: written for name, written in project["optional-dependencies"].items() if name != NOT_LOCKED}
    written = project["dependencies"] + sum(extras.values(), [])
    requirements = [Requirement(one) for one in written]
    return {canonicalize_name(one.name): one.specifier for one in requirements}


def for_conda() -> dict[str, SpecifierSet]:
    written = [one for one in CONDA["dependencies"] if isinstance(one, str)] + BY_PIP[1:]
    requirements = [Requirement(one) for one in written]
    return {canonicalize_name(one.name): one.specifier for one in requirements}


def locked() -> dict[str, list[Version]]:
    versions: dict[str, list[Version]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", LOCK, flags=re.MULTILINE):
        versions.setdefault(canonicalize_name(name), []).append(Version(version))
    return versions


def test_conda_users_get_the_same_packages_and_the_same_lowest_versions():
    conda = for_conda()
    assert conda.pop("python") == SpecifierSet(PYPROJECT["project"]["requires-python"])
    assert conda.pop("pip") == SpecifierSet()
    assert conda == declared()
    assert BY_PIP[0] == "-e ."  # after it, what conda names otherwise


@pytest.mark.parametrize("name", sorted(declared()))
def test_every_dependency_has_a_lowest_version_that_the_lock_satisfies(name):
    specifier = declared()[name]
    assert [one.operator for one in specifier] == [">="]
    assert locked().get(name), f"{name} is not in requirements.lock; call `make lock`"
    for version in locked()[name]:
        assert version in specifier, f"{name} is locked at {version}; call `make lock`"


def test_the_build_needs_nothing_that_is_not_locked():
    for written in PYPROJECT["build-system"]["requires"]:
        requirement = Requirement(written)
        assert all(version in requirement.specifier for version in locked()[canonicalize_name(requirement.name)])


def test_every_line_of_the_lock_is_exact_and_hashed():
    entries = LOCK.replace("\\\n", " ").splitlines()
    form = re.compile(r"[A-Za-z0-9._-]+==\S+( *; [^#]+?)?( +--hash=sha256:[0-9a-f]{64})+")
    assert [entry[:80] for entry in entries if not form.fullmatch(entry.rstrip())] == []
    assert len(entries) > 100


@pytest.mark.parametrize("word", ["://", "--index", "--extra-index", "--find-links", "--trusted-host", "file:", "@ "])
def test_the_lock_names_no_address(word):
    assert word not in LOCK


def test_one_entry_a_package_or_a_marker_for_each():
    repeated = {name for name, versions in locked().items() if len(versions) > 1}
    for name in repeated:
        entries = re.findall(rf"^{re.escape(name)}==\S+(.*)$", LOCK, flags=re.MULTILINE | re.IGNORECASE)
        assert all(";" in entry for entry in entries), name


def test_every_file_beside_the_code_is_packed():
    package = ROOT / "hamyari_lib"
    globs = PYPROJECT["tool"]["setuptools"]["package-data"]["hamyari_lib"]
    packed = {Path(path) for one in globs for path in glob.glob(one, root_dir=package, recursive=True)}
    beside = {
        path.relative_to(package)
        for path in package.rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc") and path.parent.name != "__pycache__"
    }
    assert sorted(beside - packed) == []
    assert {path.suffix for path in beside} >= {".csv", ".toml", ".ttf", ".woff2", ".j2", ".css", ".js"}
