"""``hamyari check``: what can be said of notebooks, cases and plans without running them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any

from hamyari_lib import params, text
from hamyari_lib.errors import HamyariError, PlanError, nearest
from hamyari_lib.files import parsed
from hamyari_lib.records import THEMES, theme_of
from hamyari_lib.run.clean import INJECTED_TAG
from hamyari_lib.run.plan import DEFAULTS, make_report, read_plan
from hamyari_lib.run.project import Project, unknown_name

LONGEST_CELL = 18  # lines; a cell has about 12
NOTEBOOK_IMPORTS = frozenset({"params", "data", "models", "charts", "report", "text"})
_AUDIENCE = 'audience: Audience = "public"  # مخاطب گزارش | audience of the report'
READS_AROUND_THE_ROOM = frozenset(
    {"open", "read_csv", "read_excel", "read_parquet", "read_json", "read_html", "read_sql", "read_table", "read_fwf"}
    | {"read_pickle", "read_feather", "read_stata", "read_spss", "read_xml", "read_text", "read_bytes"}
    | {"loadtxt", "genfromtxt", "fromfile", "urlopen", "urlretrieve"}
)


def check_project(project: Project, notebooks: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """Faults and warnings of the named notebooks, or of all, with their cases; of the plans too when all are checked.

    Raises ``PlanError`` when a named notebook does not exist.
    """
    known = project.notebooks()
    unknown = [name for name in notebooks if name not in known]
    if unknown:
        raise PlanError([unknown_name(name, "notebook", known) for name in unknown])
    faults: list[str] = []
    warnings: list[str] = []
    for name in notebooks or known:
        path = project.notebook(name)
        where = project.relative(path)
        try:
            form = params.read_form(path, where=where)
            notebook = params.read_notebook(path)
        except HamyariError as error:
            faults += error.faults
            continue
        faults += _faults(notebook, where)
        warnings += _warnings(notebook, where)
        if "audience" not in form.names:
            warnings.append(f"{where}: asks for no audience, so all its reports are public; add `{_AUDIENCE}`.")
        for case in [DEFAULTS, *project.cases(name)]:
            faults += make_report(project, name, case).faults
            if params.confidential_names(path):  # a report for all does not look at them
                faults += make_report(project, name, case, overrides={"audience": "internal"}).faults
    for name in () if notebooks else project.plans():
        try:
            read_plan(project, name)
        except HamyariError as error:
            faults += error.faults
    folder = project.root / "params"
    for path in sorted(folder.rglob("*.yml")):
        if not notebooks or path.parent.name in notebooks:
            faults.append(f"{project.relative(path)}: is not read; name it {path.stem}.yaml.")
    return list(dict.fromkeys(faults)), warnings


def _code_cells(notebook: dict[str, Any], where: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    for index, cell in enumerate(notebook["cells"], start=1):
        if cell["cell_type"] == "code":
            yield f"{where}: cell {index}", cell, "".join(cell["source"])


def _faults(notebook: dict[str, Any], where: str) -> Iterator[str]:
    yield from _theme_faults(notebook, where)
    is_after_form = False
    for place, cell, source in _code_cells(notebook, where):
        tags = cell.get("metadata", {}).get("tags", [])
        if INJECTED_TAG in tags:
            yield f"{place}: was injected by a run of Papermill; delete it, the form holds the defaults."
            continue
        if is_after_form and "params.checked(globals())" not in source:
            yield f"{place}: follows the form and does not check it; write `p = params.checked(globals())`."
        is_after_form = "parameters" in tags
        if cell.get("outputs") and "keep_output" not in tags:
            yield f"{place}: stores an output; clear it, or tag the cell keep_output and nbval-check-output."
        try:
            tree = parsed(source)
        except SyntaxError as error:
            yield f"{place}: is not Python (line {error.lineno}: {error.msg})."
            continue
        for node in ast.walk(tree):
            yield from (f"{place}: {fault}" for fault in _node_faults(node))
    if is_after_form:
        yield f"{where}: no cell follows the form; add one with `p = params.checked(globals())`."


def _theme_faults(notebook: dict[str, Any], where: str) -> Iterator[str]:
    theme, known = theme_of(notebook), ", ".join(THEMES)
    if not theme:
        written = '"hamyari": {"theme": "…"}'
        yield f"{where}: declares no theme; write {written} in the notebook's metadata, with one of {known}."
    elif theme not in THEMES:
        near = nearest(theme, list(THEMES))
        remedy = f"the nearest is {near}" if near else f"expected one of {known}"
        yield f"{where}: theme is {theme!r}; {remedy}."


def _node_faults(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in READS_AROUND_THE_ROOM:
            yield f"reads data with {called}(); read a table with data.load(), so that the ledger holds it."
    imported = []
    if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "hamyari_lib":
        parts = (node.module or "").split(".")
        imported = [parts[1]] if len(parts) > 1 else [alias.name for alias in node.names]
    elif isinstance(node, ast.Import):
        imported = [alias.name.split(".")[1] for alias in node.names if alias.name.startswith("hamyari_lib.")]
    for name in imported:
        if name not in NOTEBOOK_IMPORTS:
            yield f"imports hamyari_lib.{name}; a notebook imports only {', '.join(sorted(NOTEBOOK_IMPORTS))}."


def _warnings(notebook: dict[str, Any], where: str) -> Iterator[str]:
    for place, cell, source in _code_cells(notebook, where):
        lines = source.count("\n") + 1
        is_form = "parameters" in cell.get("metadata", {}).get("tags", [])  # a declaration has the length it needs
        if lines > LONGEST_CELL and not is_form:
            yield f"{place}: has {lines} lines; a cell has about 12: does the computation belong in the package?"
        try:
            tree = parsed(source)
        except SyntaxError:
            continue
        if any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in ast.walk(tree)):
            yield f"{place}: defines a method; a published notebook calls hamyari_lib.models."
    languages = [
        language
        for cell in notebook["cells"]
        if cell["cell_type"] == "markdown"
        for language in text.LANGUAGES
        if language in cell.get("metadata", {}).get("tags", [])
    ]
    if languages.count("fa") != languages.count("en"):
        yield f"{where}: has {languages.count('fa')} Persian and {languages.count('en')} English text cells; pair them."
