"""One report: executed in a kernel of its own, and told as it ended."""

from __future__ import annotations

import datetime as dt
import secrets
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hamyari_lib import params, records
from hamyari_lib.records import Failure, Headline, Manifest, State, Title
from hamyari_lib.run.plan import Report
from hamyari_lib.run.project import Project, code_version, package_versions, sha256

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from hamyari_lib.run.engine import Attempt

INJECTED_CELL_ID = "injected-parameters"


def import_papermill() -> Any:
    """Papermill without ``rfc3987_syntax``: jsonschema would load it if it is there, for 1.2 s and no use to us."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    import papermill

    return papermill


@dataclass(frozen=True)
class Outcome:
    """What a run left: its manifest and, unless nothing ran, the executed notebook."""

    manifest: Manifest
    notebook: NotebookNode | None


def run_report(project: Project, report: Report, attempt: Attempt) -> Outcome:
    """Execute a report's notebook on its values, and say how it ended. Never raises for a notebook's failure."""
    papermill = import_papermill()
    from papermill.exceptions import PapermillExecutionError

    started, clock = dt.datetime.now(dt.UTC), time.monotonic()
    source = project.notebook(report.notebook)
    attempt.working_folder, attempt.language = str(source.parent), report.language
    try:
        papermill.execute_notebook(
            str(source),
            None,
            parameters=dict(report.values),
            engine_name="hamyari",
            progress_bar=False,
            attempt=attempt,
        )
    except PapermillExecutionError:
        pass  # the attempt says it, for every way of failing
    except Exception as error:
        attempt.end("failed", f"the notebook could not be run: {type(error).__name__}: {error}")
    notebook = attempt.notebook
    if notebook is not None:
        _scrub(notebook, project.relative(source), report.values)
    duration = time.monotonic() - clock
    return Outcome(
        make_manifest(project, report, attempt.state, attempt.failure, notebook, started, duration), notebook
    )


def make_manifest(
    project: Project,
    report: Report,
    state: State,
    failure: Failure | None,
    notebook: NotebookNode | None,
    started: dt.datetime,
    duration_seconds: float,
) -> Manifest:
    """The manifest of a run; for an invalid case ``notebook`` is ``None``."""
    left = records.results(notebook) if notebook is not None else []
    title = next((one.text for one in left if isinstance(one, Title)), report.case)
    version, is_dirty = code_version(project.root)
    return Manifest(
        report=report.name,
        notebook=report.notebook,
        case=report.case,
        language=report.language,
        run=f"{started:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}",
        title=title,
        state=state,
        started=started.isoformat(timespec="seconds"),
        duration_seconds=round(duration_seconds, 3),
        parameters=params.to_json(report.checked),
        question=question(params.read_notebook(project.notebook(report.notebook)), report.language),
        ledger=tuple(records.ledger(notebook)) if notebook is not None else (),
        headlines=tuple(one for one in left if isinstance(one, Headline)),
        failure=failure,
        code_version=version,
        code_dirty=is_dirty,
        notebook_sha256=sha256(project.notebook(report.notebook)),
        packages=package_versions(),
        seed=report.checked.get("seed"),
    )


def question(notebook: dict[str, Any], language: str) -> str:
    """The notebook's own title in a language: the first heading of the first cell tagged with it."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown" and language in cell.get("metadata", {}).get("tags", ()):
            first = "".join(cell["source"]).strip().partition("\n")[0]
            if first.startswith("# "):
                return first[2:].strip()
    return ""


def _scrub(notebook: NotebookNode, source: str, values: Any) -> None:
    """Take out what would tell the machine's paths or differ between two equal runs."""
    from papermill.execute import remove_error_markers

    remove_error_markers(notebook)
    notebook.metadata.papermill.update(input_path=source, output_path=None, parameters=dict(values))
    notebook.metadata.papermill.pop("environment_variables", None)
    for cell in notebook.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = INJECTED_CELL_ID
