"""One report: executed in a kernel of its own, and told as it ended."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import secrets
import sys
import time
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hamyari_lib import params, records
from hamyari_lib.data import LedgerLine, RoomLine
from hamyari_lib.records import Failure, Headline, Manifest, Record, State, Title
from hamyari_lib.run import inputs
from hamyari_lib.run.attempt import Attempt, first_line
from hamyari_lib.run.clean import fresh, scrub, without_paths
from hamyari_lib.run.plan import Report
from hamyari_lib.run.project import Project, code_version, package_sha256, package_versions

if TYPE_CHECKING:
    from nbformat import NotebookNode


@cache
def import_papermill() -> Any:
    """Papermill without ``rfc3987_syntax``: jsonschema would load it if it is there, for 1.2 s and no use to us.

    It turns the executed notebook into text also where it is to write none, which is left out here.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    import papermill
    from papermill import execute

    write = execute.write_ipynb
    execute.write_ipynb = lambda notebook, path: None if path is None else write(notebook, path)
    logging.getLogger("papermill").addFilter(_is_told)
    return papermill


_form: ContextVar[frozenset[str]] = ContextVar("_form", default=frozenset())
"""The parameters of the form whose notebook this thread hands to Papermill."""


def _is_told(said: logging.LogRecord) -> bool:
    """Not what Papermill says of a parameter of the form, whose ``Type | None`` it cannot read."""
    name = said.getMessage().removeprefix("Passed unknown parameter: ")
    return name == said.getMessage() or name not in _form.get()


@dataclass(frozen=True)
class Outcome:
    """What a run left: its manifest and, unless nothing ran, the executed notebook."""

    manifest: Manifest
    notebook: NotebookNode | None


@dataclass(frozen=True)
class Source:
    """The notebook file as it was when the run began."""

    content: bytes
    question: str = ""
    theme: str = ""
    text_sha256: str = ""
    code: inputs.Code = inputs.Code()

    @classmethod
    def read(cls, path: Path, language: str) -> Source:
        """Also of a file that is no notebook: it has no question, and one that cannot be read no content."""
        try:
            content = path.read_bytes()
        except OSError:
            return cls(b"")
        try:
            notebook = json.loads(content)
            asked, theme = question(notebook, language), records.theme_of(notebook)
            return cls(content, asked, theme, inputs.text_sha256(content), inputs.code_of(content))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return cls(content)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest() if self.content else ""


def run_report(project: Project, report: Report, attempt: Attempt) -> Outcome:
    """Execute a report's notebook on its values, and say how it ended. Never raises for a notebook's failure."""
    papermill = import_papermill()
    from papermill.exceptions import PapermillExecutionError

    started, clock = dt.datetime.now(dt.UTC), time.monotonic()
    path = project.notebook(report.notebook)
    attempt.working_folder, attempt.language = str(path.parent), report.language
    source, left = Source.read(path, report.language), Left()
    of_the_form = _form.set(frozenset(report.checked))
    try:
        papermill.execute_notebook(
            fresh(source.content),
            None,
            parameters=dict(report.values),
            engine_name="hamyari",
            progress_bar=False,
            attempt=attempt,
        )
    except PapermillExecutionError:
        pass  # the attempt says it, for every way of failing
    except Exception as error:
        if attempt.is_cancelled:
            attempt.end("cancelled", "stopped before its end")
        elif attempt.failure is None:
            said = f"{type(error).__name__}: {first_line(str(error))}"
            attempt.end("failed", f"the notebook could not be run: {said}")
    finally:
        _form.reset(of_the_form)
    notebook = attempt.notebook
    if notebook is not None:
        scrub(notebook, project, source=project.relative(path), values=report.values)
        try:
            left = Left.of(notebook)
        except Exception as error:  # a notebook may leave anything, and no report may end the batch
            if attempt.failure is None:
                attempt.end("failed", f"what the notebook left cannot be read: {first_line(str(error))}")
    failure = attempt.failure and replace(attempt.failure, message=without_paths(attempt.failure.message, project.root))
    duration = time.monotonic() - clock
    return Outcome(make_manifest(project, report, attempt.state, failure, source, left, started, duration), notebook)


def refuse(project: Project, report: Report) -> Outcome:
    """The outcome of a report whose case is invalid: nothing ran."""
    now = dt.datetime.now(dt.UTC)
    source = Source.read(project.notebook(report.notebook), report.language)
    failure = Failure(without_paths("\n".join(report.faults), project.root))
    return Outcome(make_manifest(project, report, "invalid", failure, source, Left(), now, 0.0), None)


def broken(project: Project, report: Report, error: Exception) -> Outcome:
    """The outcome of a report that the runner itself could not bring to an end."""
    said = without_paths(f"{type(error).__name__}: {first_line(str(error))}", project.root)
    failure = Failure(f"the report could not be run: {said}")
    now = dt.datetime.now(dt.UTC)
    return Outcome(make_manifest(project, report, "failed", failure, Source(b""), Left(), now, 0.0), None)


@dataclass(frozen=True)
class Left:
    """The records, the ledger and the looks at whole rooms that a run left in its notebook."""

    results: tuple[Record, ...] = ()
    ledger: tuple[LedgerLine, ...] = ()
    rooms: tuple[RoomLine, ...] = ()

    @classmethod
    def of(cls, notebook: NotebookNode) -> Left:
        return cls(tuple(records.results(notebook)), tuple(records.ledger(notebook)), tuple(records.rooms(notebook)))


def make_manifest(
    project: Project,
    report: Report,
    state: State,
    failure: Failure | None,
    source: Source,
    left: Left,
    started: dt.datetime,
    duration_seconds: float,
) -> Manifest:
    """The manifest of a run. Its name begins with its start, to the microsecond, so that runs sort in their order."""
    title = next((one.text for one in left.results if isinstance(one, Title)), report.case)
    version, is_dirty = code_version(project.root)
    # What changed while it ran may have been used as it was or as it is: no later run can be sure to do the same.
    code = source.code if inputs.code_at(project.notebook(report.notebook)) == source.code else inputs.Code()
    seed = report.checked.get("seed")
    return Manifest(
        report=report.name,
        notebook=report.notebook,
        case=report.case,
        language=report.language,
        run=name_of_run(started),
        title=title,
        state=state,
        started=started.isoformat(timespec="seconds"),
        duration_seconds=round(duration_seconds, 3),
        parameters=params.to_json(report.checked),
        changes=report.changes,
        audience=report.audience,
        question=source.question,
        theme=source.theme,
        ledger=left.ledger,
        rooms=left.rooms,
        headlines=tuple(one for one in left.results if isinstance(one, Headline)),
        failure=failure,
        code_version=version,
        code_dirty=is_dirty,
        notebook_sha256=source.sha256,
        text_sha256=source.text_sha256,
        code_sha256=code.code_sha256,
        modules=dict(code.modules),
        environment_sha256=code.environment_sha256,
        package_sha256=package_sha256(),
        packages=package_versions(),
        seed=int(seed) if isinstance(seed, int | float) and seed == seed // 1 else None,
    )


def name_of_run(started: dt.datetime) -> str:
    """A name that begins with the start, to the microsecond, so that runs sort in their order."""
    return f"{started:%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(3)}"


def question(notebook: dict[str, Any], language: str) -> str:
    """The notebook's own title in a language: the first heading of the first cell tagged with it."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown" and language in cell.get("metadata", {}).get("tags", ()):
            first = "".join(cell["source"]).strip().partition("\n")[0]
            if first.startswith("# "):
                return first[2:].strip()
    return ""
