"""What need not be made again: whether a report would come out as its last run left it, and if not, why."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hamyari_lib.errors import HamyariError
from hamyari_lib.files import State, sha256_of, state, write_atomically
from hamyari_lib.records import Manifest
from hamyari_lib.run import inputs, reasons
from hamyari_lib.run.clean import INJECTED_TAG, written
from hamyari_lib.run.execute import Source
from hamyari_lib.run.inputs import one_look
from hamyari_lib.run.plan import Report
from hamyari_lib.run.project import Project

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Verdict", "ended_in", "latest_run", "merge_text", "one_look", "verdict"]

MANIFEST, NOTEBOOK = "manifest.json", "notebook.ipynb"

_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)
_ENDED = {
    "failed": "the last run failed",
    "timed_out": "the last run took too long",
    "kernel_died": "the last run's kernel died",
    "out_of_memory": "the last run had too little memory",
    "cancelled": "the last run was cancelled",
    "invalid": "the last run's values were refused",
}


@dataclass(frozen=True)
class Verdict:
    """What is to be done for a report, and one line for each reason.

    ``unchanged``: nothing. ``render``: its text is to be put in (:func:`merge_text`) and its
    page made. ``execute``: it is to be run. ``manifest`` is the last run's, ``None`` where there is none that can be
    read; ``run`` its folder.
    """

    state: Literal["unchanged", "render", "execute"]
    reasons: tuple[str, ...] = ()
    manifest: Manifest | None = None
    run: Path | None = None


def verdict(project: Project, report: Report) -> Verdict:
    """Whether the report's last run stands. Never raises for what was left damaged or half."""
    run = latest_run(project.home(report.audience), report.name)
    if run is None:
        return Verdict("execute", ("never made",))
    try:
        manifest = Manifest.kept(run / MANIFEST)
    except FileNotFoundError:
        return Verdict("execute", ("the last run has no manifest",), run=run)
    except _UNREADABLE:
        return Verdict("execute", ("the last run's manifest cannot be read",), run=run)
    if manifest.report != report.name:
        return Verdict("execute", (f"the last run's manifest is of {manifest.report}",), run=run)
    if report.faults:
        return Verdict("execute", report.faults, manifest, run)
    if manifest.state != "succeeded":
        return Verdict("execute", (_ENDED.get(manifest.state, "the last run did not succeed"),), manifest, run)
    if not manifest.code_sha256:
        unknown = "the last run does not say what code it was made with, or that changed while it ran"
        return Verdict("execute", (unknown,), manifest, run)
    if damage := _damage(run / NOTEBOOK, manifest):
        return Verdict("execute", (damage,), manifest, run)
    now = inputs.now(project, report)
    if why := tuple(reasons.to_execute(project, report, manifest, now, run / NOTEBOOK)):
        return Verdict("execute", why, manifest, run)
    is_half = bool(manifest.executed_sha256) and sha256_of(run / NOTEBOOK) != manifest.executed_sha256
    half = ("the runner stopped while it put the text in",) if is_half else ()
    if why := (*half, *reasons.to_render(project, report, manifest, now)):
        return Verdict("render", why, manifest, run)
    return Verdict("unchanged", (), manifest, run)


def ended_in(project: Project, report: Report, batch: str, verdict: Verdict) -> bool:
    """Whether the report's last run belongs to a batch, came to its end in it, well or not, and would be made from the
    same now."""
    manifest = verdict.manifest
    if not batch or manifest is None or verdict.run is None or manifest.batch != batch:
        return False
    if manifest.state == "cancelled" or not manifest.code_sha256:
        return False
    now = inputs.now(project, report)
    return not any(reasons.to_execute(project, report, manifest, now, verdict.run / NOTEBOOK))


def latest_run(reports: Path, report: str) -> Path | None:
    """The folder of a report's last run: its name begins with its start."""
    folder = reports / "runs" / report
    try:
        with os.scandir(folder) as entries:
            runs = [entry.name for entry in entries if not entry.name.startswith(".") and entry.is_dir()]
    except OSError:
        return None
    return folder / max(runs) if runs else None


def merge_text(project: Project, report: Report) -> Manifest:
    """Put the notebook's present text into what its last run left, where the code is the same; returns the manifest.

    Notebook and manifest are replaced one after the other. Where the second is not reached, the report's verdict says
    so, and the next call writes both.
    """
    from nbformat import v4

    run = latest_run(project.home(report.audience), report.name)
    if run is None:
        raise HamyariError(f"{report.name}: there is no run to put the text into; run the report.")
    manifest = Manifest.kept(run / MANIFEST)
    source = Source.read(project.notebook(report.notebook), report.language)
    is_same = manifest.text_sha256 == source.text_sha256 and manifest.executed_sha256 == sha256_of(run / NOTEBOOK)
    if is_same or manifest.state != "succeeded" or manifest.code_sha256 != source.code.code_sha256:
        return manifest
    executed = v4.reads((run / NOTEBOOK).read_text(encoding="utf-8"))
    content = written(_with_text(executed, v4.reads(source.content.decode("utf-8"))))
    write_atomically(run / NOTEBOOK, content)
    manifest = replace(
        manifest,
        question=source.question,
        theme=source.theme,
        notebook_sha256=source.sha256,
        text_sha256=source.text_sha256,
        executed_sha256=hashlib.sha256(content).hexdigest(),
    )
    write_atomically(run / MANIFEST, manifest.to_json())
    return manifest


def _with_text(executed: NotebookNode, source: NotebookNode) -> NotebookNode:
    """The executed code cells, with those that Papermill put in, among the text cells of the source."""
    ran = iter(executed.cells)
    cells = []
    for cell in source.cells:
        if INJECTED_TAG in cell.metadata.get("tags", []):
            continue
        if cell.cell_type != "code":
            cells.append(cell)
            continue
        for one in ran:
            if one.cell_type == "code":
                cells.append(one)
                if INJECTED_TAG not in one.metadata.get("tags", []):
                    break
    cells += [one for one in ran if one.cell_type == "code"]
    has_ids = (executed.nbformat, executed.nbformat_minor) >= (4, 5)
    for place, cell in enumerate(cells):
        if not has_ids:
            cell.pop("id", None)
        elif "id" not in cell:
            cell.id = f"text-{place}"
    executed.cells = cells
    executed.metadata["hamyari"] = source.metadata.get("hamyari", {})
    return executed


def _damage(path: Path, manifest: Manifest) -> str:
    """What is wrong with an executed notebook; empty where it is whole."""
    try:
        found = sha256_of(path)
    except FileNotFoundError:
        return "the last run has no notebook"
    except OSError:
        return "the last run's notebook cannot be read"
    # One whose text was being put in when the runner was killed has another hash, and the same code.
    if found != manifest.executed_sha256 and _code_of_executed(path, state(path)) != manifest.code_sha256:
        return "the last run's notebook is damaged"
    return ""


@lru_cache(maxsize=4096)
def _code_of_executed(path: Path, _state: State) -> str:
    try:
        return inputs.code_sha256(json.loads(path.read_bytes()))
    except _UNREADABLE:
        return "damaged"
