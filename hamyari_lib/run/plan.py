"""Plans: the list of reports to make. A plan that cannot be read is refused whole, before anything runs."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hamyari_lib import params, text
from hamyari_lib.data.audience import AUDIENCES, Audience
from hamyari_lib.errors import HamyariError, ParameterError, PlanError
from hamyari_lib.run.entries import DEFAULTS, Wanted, read_entry, unknown_key
from hamyari_lib.run.project import Project

_LONGEST_SLUG = 60


@dataclass(frozen=True)
class Report:
    """One report to make: a notebook, a case and a language. ``faults`` says why its case is invalid, if it is.

    ``values`` are what is handed to the notebook; ``checked`` all parameters as the notebook will use them;
    ``changes`` what ``-p`` gave beside the case, as a page shows it; ``limits`` what the plan says of them, by
    the names of :class:`hamyari_lib.run.batch.Limits`. ``withheld`` are values that the case gives and the ``audience``
    may not see: nothing else here depends on them, and they are handed to nobody who makes the report.
    """

    notebook: str
    case: str
    language: text.Language
    values: Mapping[str, Any] = field(default_factory=dict)
    checked: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    limits: Mapping[str, float | int] = field(default_factory=dict)
    audience: Audience = "public"
    withheld: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

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
    faults = [f"{where}: {unknown_key(key, ('reports',))}" for key in content if key != "reports"]
    if not isinstance(entries, list) or not entries:
        raise PlanError([*faults, f"{where}: `reports` is missing or empty; list notebook, cases and languages."])
    wanted: dict[tuple[str, ...], Wanted] = {}
    for index, entry in enumerate(entries, start=1):
        named, wrong = read_entry(project, entry)
        wanted |= {one.key: one for one in named if one.key not in wanted}
        faults += [f"{where}: report {index}: {fault}" for fault in wrong]
    reports = [] if faults else [_report(project, one, where) for one in wanted.values()]
    faults += [f"{where}: {name} is named twice, with other values; give each a name of its own (`named`)."
               for name, count in Counter(report.name for report in reports).items() if count > 1]  # fmt: skip
    if faults:
        raise PlanError(faults)
    return reports


def _report(project: Project, wanted: Wanted, where: str) -> Report:
    made = make_report(
        project, wanted.notebook, wanted.case, language=wanted.language, overrides=wanted.values, origin=where
    )
    if wanted.named:  # a case of its own, which the plan names, and no variant of another
        prefix = "" if wanted.case == DEFAULTS else f"{wanted.case}."
        made = replace(made, case=f"{prefix}{wanted.named}", changes=())
    return replace(made, limits=wanted.limits)


def make_report(
    project: Project,
    notebook: str,
    case: str,
    *,
    language: str | None = None,
    overrides: Mapping[str, Any] | None = None,
    origin: str = "-p",
) -> Report:
    """One report with its values checked. A case with faults gives a report that carries them; ``origin`` says where
    the ``overrides`` stand. What the report's audience may not see is taken out before all else."""
    given, withheld = dict(overrides or {}), dict[str, Any]()
    values: dict[str, Any] = dict(given)
    audience: Audience = "public"
    chosen = language or "fa"

    def made(**more: Any) -> Report:
        name = f"{case}~{_slug(given)}" if given else case
        safe = chosen if chosen in text.LANGUAGES else "fa"
        return Report(notebook, name, safe, values, audience=audience, withheld=withheld, **more)

    try:
        path = project.case(notebook, case)
        if case != DEFAULTS or path.exists():
            values = params.read_values(path, where=project.relative(path)) | values
        audience = next((one for one in AUDIENCES if one == values.get("audience")), "public")
        form = params.read_form(project.notebook(notebook), where=project.relative(project.notebook(notebook)))
        audience = params.audience_of(form, values)
        values, withheld = params.told_and_withheld(form, values)
        given = {name: value for name, value in given.items() if name not in withheld}
        if "language" in form.names:
            if language:
                values["language"] = language
            chosen = values.get("language", form["language"].default)
        origins = dict.fromkeys(given, origin)
        checked = params.check_in_room(form, values, where=project.relative(path), origins=origins)
        changes = params.describe_changes(form, checked, origins, chosen) if origins else ()
    except HamyariError as error:
        return made(faults=error.faults)
    return made(checked=checked, changes=changes)


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
