"""Plans: the list of reports to make. A plan that cannot be read is refused whole, before anything runs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hamyari_lib import params, text
from hamyari_lib.errors import HamyariError, ParameterError, PlanError, nearest
from hamyari_lib.run.project import Project, unknown_name

DEFAULTS = "defaults"
"""The name of the case that gives no value: the notebook on its own defaults."""

_LONGEST_SLUG = 60


@dataclass(frozen=True)
class Report:
    """One report to make: a notebook, a case and a language. ``faults`` says why its case is invalid, if it is.

    ``values`` are what is handed to the notebook; ``checked`` all parameters as the notebook will use them;
    ``changes`` what ``-p`` gave beside the case, as a page shows it.
    """

    notebook: str
    case: str
    language: text.Language
    values: Mapping[str, Any] = field(default_factory=dict)
    checked: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.notebook}/{self.case}.{self.language}"


def read_plan(project: Project, name: str) -> list[Report]:
    """The reports of ``params/plans/<name>.yaml``.

    Raises ``PlanError`` with every fault of the plan itself. A fault of a case is kept with its report.
    """
    path = project.plan(name)
    where = project.relative(path)
    try:
        content = params.read_case(path, where=where)
    except ParameterError as error:
        raise PlanError(error.faults) from None
    entries = content.get("reports")
    faults = [f"{where}: {_unknown_key(key, ('reports',))}" for key in content if key != "reports"]
    if not isinstance(entries, list) or not entries:
        raise PlanError([*faults, f"{where}: `reports` is missing or empty; list notebook, cases and languages."])
    wanted: dict[tuple[str, str, str], None] = {}
    for index, entry in enumerate(entries, start=1):
        named, wrong = _entry(project, entry)
        wanted |= dict.fromkeys(named)
        faults += [f"{where}: report {index}: {fault}" for fault in wrong]
    if faults:
        raise PlanError(faults)
    return [make_report(project, notebook, case, language=language) for notebook, case, language in wanted]


def _entry(project: Project, entry: Any) -> tuple[list[tuple[str, str, str]], list[str]]:
    """The reports that one entry of a plan names, as (notebook, case, language), and all its faults."""
    if not isinstance(entry, dict):
        return [], [f"is {entry!r}; expected notebook, cases and languages."]
    keys = ("notebook", "cases", "languages")
    faults = [_unknown_key(key, keys) for key in entry if key not in keys]
    languages = entry.get("languages", ["fa"])
    if not isinstance(languages, list) or not languages or not all(one in text.LANGUAGES for one in languages):
        faults.append(f"languages is {languages!r}; expected a list of {', '.join(text.LANGUAGES)}.")
    notebook = entry.get("notebook")
    if notebook is None:
        return [], [*faults, f"notebook is missing; there are: {', '.join(project.notebooks())}."]
    notebook = str(notebook)
    if notebook not in project.notebooks():
        return [], [*faults, unknown_name(notebook, "notebook", project.notebooks())]
    known = project.cases(notebook)
    cases = entry.get("cases", "all")
    if cases == "all":
        cases = known
    if not isinstance(cases, list) or not cases:
        return [], [*faults, "cases is not a list of case names; write `all` or a list, and have at least one case."]
    cases = [str(case) for case in cases]  # YAML reads the case 1399 as a number
    faults += [unknown_name(case, f"case of {notebook}", known) for case in cases if case not in [*known, DEFAULTS]]
    return ([], faults) if faults else ([(notebook, case, one) for case in cases for one in languages], [])


def _unknown_key(key: Any, known: tuple[str, ...]) -> str:
    near = nearest(str(key), known)
    remedy = f"the nearest is {near}" if near else f"expected {', '.join(known)}"
    return f"{key} is not known; {remedy}."


def make_report(
    project: Project,
    notebook: str,
    case: str,
    *,
    language: str | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> Report:
    """One report with its values checked. A case with faults gives a report that carries them."""
    values: dict[str, Any] = {}
    chosen = language or "fa"
    name = case if not overrides else f"{case}~{_slug(overrides)}"
    try:
        path = project.case(notebook, case)
        if case != DEFAULTS or path.exists():
            values |= params.read_values(path, where=project.relative(path))
        values |= overrides or {}
        form = params.read_form(project.notebook(notebook), where=project.relative(project.notebook(notebook)))
        if "language" in form.names:
            if language:
                values["language"] = language
            chosen = values.get("language", form["language"].default)
        origins = dict.fromkeys(overrides or (), "-p")
        checked = params.check_in_room(form, values, where=project.relative(path), origins=origins)
        changes = params.describe_changes(form, checked, origins, chosen) if origins else ()
    except HamyariError as error:
        safe = chosen if chosen in text.LANGUAGES else "fa"
        return Report(notebook, name, safe, values, {}, error.faults)
    return Report(notebook, name, chosen, values, checked, changes=changes)


def _slug(overrides: Mapping[str, Any]) -> str:
    """A file name's part that tells one set of overrides from another: as many of them as fit, and a hash of all."""
    items = [f"{name}={value}" for name, value in sorted(overrides.items())]
    plain = [re.sub(r"[^\w.=-]+", "-", item) for item in items]
    shown = ""
    for item in plain:
        if len(f"{shown},{item}") > _LONGEST_SLUG:
            break
        shown = f"{shown},{item}".lstrip(",")
    return f"{shown or plain[0][:_LONGEST_SLUG]}-{hashlib.sha256(','.join(items).encode()).hexdigest()[:6]}"


def parse_overrides(pairs: Sequence[str]) -> dict[str, Any]:
    """``-p name=value`` as values, read as YAML reads them.

    A value that cannot be read so, or a pair that is none, stands as ``params.Unreadable``: the check of the case tells
    it, with the faults of the other values.
    """
    values: dict[str, Any] = {}
    for pair in pairs:
        name, equals, written = (part.strip() for part in pair.partition("="))
        if not equals or not name:
            values[pair] = params.Unreadable((f"-p {pair}: expected name=value.",))
            continue
        try:
            values[name] = params.read_value(written, where=f"-p {name}")
        except ParameterError as error:
            values[name] = params.Unreadable(error.faults)
    return values
