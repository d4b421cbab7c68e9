"""The package's own files, in a small package that stands in for it."""

import os

import pytest

from hamyari_lib import modules
from hamyari_lib.modules import closure, hashes, sha256

FILES = {
    "__init__.py": "",
    "text.py": "import os",
    "charts/__init__.py": "from hamyari_lib.charts.bars import bar",
    "charts/bars.py": "import matplotlib\nfrom hamyari_lib.text import digits",
    "charts/lines.py": "",
    "charts/fonts/a.ttf": "font",
    "models/__init__.py": "",
    "models/bonds.py": "def f():\n    from hamyari_lib.models import rates",
    "models/rates.py": "from hamyari_lib import text, charts",
    "models/relative.py": "from . import rates\nfrom .bonds import f",
    "models/notes.md": "notes",
    "models/deep/__init__.py": "",
    "models/deep/table.csv": "1",
    "data/__init__.py": "",
    "data/sample/jobs.csv": "1",
    "broken.py": "def (",
}


@pytest.fixture
def package(tmp_path, monkeypatch):
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    monkeypatch.setattr(modules, "ROOT", tmp_path)
    return tmp_path


def _named(*names):
    return {".".join(("hamyari_lib", *name.split("."))) if name else "hamyari_lib" for name in names}


@pytest.mark.parametrize(
    ("imported", "found"),
    [
        ("hamyari_lib.text", ["", "text"]),
        ("hamyari_lib.text.digits", ["", "text"]),
        ("hamyari_lib.charts", ["", "charts", "charts.bars", "text"]),
        ("hamyari_lib.models", ["", "models"]),
        ("hamyari_lib.models.rates", ["", "models", "models.rates", "charts", "charts.bars", "text"]),
        ("hamyari_lib.models.bonds", ["", "models", "models.bonds", "models.rates", "charts", "charts.bars", "text"]),
        ("hamyari_lib.nothing", [""]),
        ("hamyari_lib.broken", ["", "broken"]),
        ("numpy", []),
        ("hamyari_library", []),
    ],
)
def test_the_closure_follows_every_import_of_the_package(package, imported, found):
    assert set(closure([imported])) == _named(*found)


def test_relative_imports_are_followed(package):
    assert {"hamyari_lib.models.rates", "hamyari_lib.models.bonds"} <= set(closure(["hamyari_lib.models.relative"]))


def test_files_that_lie_with_the_modules_are_hashed_and_no_others(package):
    assert set(hashes(["hamyari_lib.charts"])) == {
        "__init__.py", "text.py", "charts/__init__.py", "charts/bars.py", "charts/fonts/a.ttf",
    }  # fmt: skip
    assert {file for file in hashes(["hamyari_lib.models"]) if "." in file} == {
        "__init__.py", "models/__init__.py", "models/notes.md",
    }  # fmt: skip
    assert "models/deep/table.csv" in hashes(["hamyari_lib.models.deep"])
    assert set(hashes(["hamyari_lib.data"])) == {"__init__.py", "data/__init__.py"}


def test_what_python_and_editors_leave_is_not_looked_at(package):
    before = hashes(["hamyari_lib.charts"])
    (package / "charts" / "__pycache__").mkdir()
    (package / "charts" / "__pycache__" / "bars.pyc").touch()
    (package / "charts" / ".bars.py.swp").touch()
    assert hashes(["hamyari_lib.charts"]) == before


@pytest.mark.parametrize("content", ["font, another", "tnof"])
def test_an_edit_changes_the_hash_and_taking_it_back_restores_it(package, content):
    font, names = package / "charts" / "fonts" / "a.ttf", ["hamyari_lib.charts"]
    before = sha256(names)
    font.write_text(content)
    assert sha256(names) != before
    font.write_text("font")
    assert sha256(names) == before


def test_an_edit_that_keeps_length_and_time_of_change_is_seen(package):
    path, names = package / "text.py", ["hamyari_lib.text"]
    os.utime(path, ns=(10**18, 10**18))
    before = sha256(names)
    path.write_text("import re")
    os.utime(path, ns=(10**18, 10**18))
    assert sha256(names) != before


def test_a_new_file_and_one_that_is_gone(package):
    before = sha256(["hamyari_lib.charts"])
    (package / "charts" / "fonts" / "b.ttf").touch()
    assert sha256(["hamyari_lib.charts"]) != before
    (package / "charts" / "fonts" / "b.ttf").unlink()
    assert sha256(["hamyari_lib.charts"]) == before


def test_the_package_itself():
    found = hashes(["hamyari_lib.site"])
    assert {"site/templates/page.html.j2", "site/assets/site.css", "text.py"} <= found.keys()
    assert "run/plan.py" not in found
    assert {len(one) for one in found.values()} == {modules.DIGITS}
