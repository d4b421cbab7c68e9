"""Why a report is to be made again: what its last run recorded, compared with what it would be made from now."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from hamyari_lib import data, params
from hamyari_lib.errors import DataError
from hamyari_lib.modules import PACKAGE
from hamyari_lib.records import Manifest, Stamp, page_of
from hamyari_lib.run import inputs
from hamyari_lib.run.inputs import Inputs
from hamyari_lib.run.plan import Report
from hamyari_lib.run.project import Project, package_versions

_TOLD = 8  # changed files that are named; the rest is counted


def to_execute(project: Project, report: Report, manifest: Manifest, now: Inputs, executed: Path) -> Iterator[str]:
    """Why a report would not come out as the run of ``manifest`` left it in the notebook ``executed``."""
    yield from _of_parameters(manifest, now, params.confidential_names(project.notebook(report.notebook)))
    yield from _of_cells(project, report, manifest, now, executed)
    for line in manifest.ledger:
        if change := _of_table(line):
            yield change
    for look in manifest.rooms:
        if change := _of_room(look):
            yield change
    yield from _of_modules(manifest.modules, now.code.modules)
    if manifest.environment_sha256 != now.code.environment_sha256:
        yield from _of_environment(manifest.packages)


def to_render(project: Project, report: Report, manifest: Manifest, now: Inputs) -> Iterator[str]:
    """Why the page of a report is not what its last run, a good one, and the notebook's text would make it."""
    if manifest.text_sha256 != now.text_sha256:
        yield "text cells changed"
    try:
        found = Stamp.read(page_of(project.home(report.audience), report.name))
    except OSError:
        yield "the page is missing"
        return
    due = Stamp.of(manifest)
    if found is None or found.code != due.code:
        yield "the pages' code changed"
    if found is None:
        return
    if found.run != due.run:
        yield "the page shows another run"
    elif found.text != due.text:
        yield "the page was made before its text changed"
    if found.attempt != due.attempt:
        yield "the page tells of a run that is gone"


def _of_parameters(manifest: Manifest, now: Inputs, confidential: Collection[str]) -> Iterator[str]:
    before, after = manifest.parameters, now.parameters
    for name in dict.fromkeys((*before, *after)):
        if name not in after:
            yield f"parameter {name} is gone"
        elif name not in before:
            yield f"parameter {name} is new"
        elif _plain(before[name]) != _plain(after[name]) and name in confidential:
            yield f"parameter {name} changed"
        elif _plain(before[name]) != _plain(after[name]):
            yield f"parameter {name}: {_shown(before[name])} -> {_shown(after[name])}"
    if manifest.language != now.language:
        yield f"language: {manifest.language} -> {now.language}"


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _shown(value: Any) -> str:
    return f"{value:.15g}" if isinstance(value, float) else _plain(value)


def _of_cells(project: Project, report: Report, manifest: Manifest, now: Inputs, path: Path) -> Iterator[str]:
    if manifest.code_sha256 == now.code.code_sha256:
        return
    try:
        source = json.loads(project.notebook(report.notebook).read_bytes())
        executed = json.loads(path.read_bytes())
        before, after = inputs.code_cells(executed), inputs.code_cells(source)
        kernels = inputs.kernel_of(executed), inputs.kernel_of(source)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        yield "the notebook cannot be read"
        return
    if kernels[0] != kernels[1]:
        yield f"kernel: {kernels[0] or 'none'} -> {kernels[1] or 'none'}"
    if len(before) != len(after):
        yield "code cells were added or removed"
        return
    for (_, (source_before, tags_before)), (place, (source_after, tags_after)) in zip(before, after, strict=True):
        if source_before != source_after:
            yield f"cell {place} changed"
        elif tags_before != tags_after:
            yield f"cell {place}: tags changed"


def _of_table(line: data.LedgerLine) -> str:
    table = f"table {line.table} of room {line.room}"
    try:
        now = data.line_now(line)
    except DataError as error:
        return f"{table}: {error.faults[0]}"
    if now.sha256 != line.sha256:
        return f"{table} changed"
    changed = [name for name in ("kind", "source", "licence", "as_of", "caveats")
               if getattr(now, name) != getattr(line, name)]  # fmt: skip
    return f"{table}: its {', '.join(changed)} changed" if changed else ""


def _of_room(line: data.RoomLine) -> str:
    try:
        now = data.room_line_now(line)
    except DataError as error:
        return f"room {line.room}: {error.faults[0]}"
    return "" if now == line else f"room {line.room}: its tables, or what it says of itself, changed"


def _of_modules(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    files = [file for file in sorted({*before, *after}) if before.get(file) != after.get(file)]
    for file in files[:_TOLD]:
        found = "changed" if file in before and file in after else (
            "is no longer imported" if file in before else "is new in what the notebook imports")  # fmt: skip
        yield f"{PACKAGE}/{file} {found}"
    if len(files) > _TOLD:
        yield f"{len(files) - _TOLD} more files of {PACKAGE} changed"


def _of_environment(before: Mapping[str, str]) -> Iterator[str]:
    now = package_versions()
    changed = [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]
    for name in changed:
        what = "Python" if name == "python" else f"package {name}"
        yield f"{what} {before.get(name, 'none')} -> {now.get(name, 'none')}"
    if not changed:
        yield "installed packages or the platform changed"
