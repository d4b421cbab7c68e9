"""The floors of the house: what a module may import, what models may do, and how tests lie beside the package."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "hamyari_lib"

FLOORS = {
    "errors": 0, "glossary": 0, "text": 0, "alphabet": 0, "jalali": 0, "units": 0, "display": 0, "files": 0,
    "modules": 0,
    "data": 1,
    "params": 2, "models": 2,
    "records": 3, "charts": 3, "workbooks": 3,
    "report": 4, "run": 4, "site": 4,
    "cli": 5,
}  # fmt: skip
GROUND = [room for room, floor in FLOORS.items() if floor == 0]  # on the ground floor, each may use those before it
LONGEST = 250
MODULES = sorted(path.relative_to(PACKAGE).with_suffix("").as_posix() for path in PACKAGE.rglob("*.py"))
WHOLE = {"layers", "environment", "readme"}  # tests of the project, not of one module
TOPICS = {"published", "notebooks", "faults"}

# What would let a model read a file, the clock or the dice of the whole process, or draw.
BARRED_IMPORTS = {
    "datetime", "glob", "io", "IPython", "logging", "matplotlib", "os", "pathlib", "pickle", "random", "requests",
    "shutil", "socket", "sqlite3", "subprocess", "sys", "tempfile", "time", "urllib",
}  # fmt: skip
BARRED_CALLS = {"open", "print", "input", "now", "today", "utcnow", "seed", "savefig", "exec", "eval"}


def room_of(module: str) -> str:
    return module.partition("/")[0]


def tree_of(module: str) -> ast.Module:
    return ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every import with its line, also those within functions and for type checkers only, as dotted names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: write the whole name, hamyari_lib.…"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def faults_of(module: str, tree: ast.Module) -> list[str]:
    room, faults = room_of(module), []
    for line, name in imports(tree):
        parts = name.split(".")
        if parts[0] != "hamyari_lib" or parts[1:] in ([], ["__version__"]):
            continue
        used = parts[1]
        below = FLOORS[used] < FLOORS[room] and (room, used) != ("models", "data")
        if room == used:
            below = True
        elif room in GROUND and used in GROUND:
            below = GROUND.index(used) < GROUND.index(room)
        if not below:
            faults.append(f"{module}.py:{line}: {room} (floor {FLOORS[room]}) imports {used} (floor {FLOORS[used]})")
    return faults


def calls(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield node.lineno, node.func.id if isinstance(node.func, ast.Name) else node.func.attr


def model_faults(module: str, tree: ast.Module) -> list[str]:
    faults = [
        f"{module}.py:{line}: a model imports {name}"
        for line, name in imports(tree)
        if name.split(".")[0] in BARRED_IMPORTS
    ]
    return faults + [
        f"{module}.py:{line}: a model calls {name}()"
        for line, name in calls(tree)
        if name in BARRED_CALLS or name.startswith(("read_", "to_csv", "to_excel", "to_parquet", "write_"))
    ]


def test_every_room_has_a_floor():
    assert {room_of(module) for module in MODULES} - {"__init__"} <= set(FLOORS)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_floors_below(module):
    assert module == "__init__" or faults_of(module, tree_of(module)) == []


@pytest.mark.parametrize("module", [module for module in MODULES if room_of(module) == "models"])
def test_models_know_no_files_no_clock_and_no_plots(module):
    assert model_faults(module, tree_of(module)) == []


@pytest.mark.parametrize(
    ("module", "source", "fault"),
    [
        ("data/rooms", "from hamyari_lib import params", "data (floor 1) imports params (floor 2)"),
        ("run/batch", "import hamyari_lib.site.page", "run (floor 4) imports site (floor 4)"),
        ("site/page", "def f():\n    from hamyari_lib.run import plan", "page.py:2: site (floor 4) imports run"),
        ("models/survey", "from hamyari_lib.data import load", "models (floor 2) imports data (floor 1)"),
        (
            "text",
            "if TYPE_CHECKING:\n    from hamyari_lib.units import Unit",
            "text.py:2: text (floor 0) imports units",
        ),
    ],
)
def test_an_import_from_above_is_found(module, source, fault):
    (found,) = faults_of(module, ast.parse(source))
    assert fault in found


@pytest.mark.parametrize(
    "source", ["import matplotlib.pyplot as plt", "from pathlib import Path", "open('x')", "pd.read_csv(x)",
               "np.random.seed(1)", "f.to_csv(x)", "dt.now()"],
)  # fmt: skip
def test_a_model_that_looks_outside_is_found(source):
    assert model_faults("models/x", ast.parse(source))


def test_no_module_is_too_long():
    lines = {path: len((PACKAGE / f"{path}.py").read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: count for path, count in lines.items() if count > LONGEST} == {}


# tests


TESTS = sorted((ROOT / "tests").rglob("test_*.py"))


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_tests_lie_as_what_they_test(path):
    folder, name = path.relative_to(ROOT / "tests").parent, path.stem.removeprefix("test_")
    if folder == Path():
        assert name in WHOLE or (PACKAGE / f"{name}.py").exists() or (PACKAGE / name).is_dir()
    else:
        assert folder.parts[0] in TOPICS or (PACKAGE / folder).is_dir()


def test_names_of_tests_are_unique_and_folders_are_no_packages():
    repeated = [name for name, count in Counter(path.name for path in TESTS).items() if count > 1]
    assert repeated == []
    assert list((ROOT / "tests").rglob("__init__.py")) == []
