"""The values of confidential parameters, for whoever searches what is published for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from hamyari_lib import params
from hamyari_lib.data.audience import Audience, may_see
from hamyari_lib.data.secrets import Secret
from hamyari_lib.errors import HamyariError
from hamyari_lib.params.form import Parameter
from hamyari_lib.run.plan import Report
from hamyari_lib.run.project import Project
from hamyari_lib.units import Money


def of_parameters(project: Project, reports: Iterable[Report] = ()) -> Callable[[Audience], tuple[Secret, ...]]:
    """What a project's cases give parameters that an audience may not see, and what the ``reports`` withheld of their
    own. Forms and cases are read when it is asked for; what cannot be read is told where a report is made of it."""
    withheld = [(report.notebook, name, value) for report in reports for name, value in report.withheld.items()]

    def secrets(viewer: Audience) -> tuple[Secret, ...]:
        found: dict[tuple[str, bool], set[str]] = {}
        for notebook in project.notebooks():
            hidden = {one.name: one for one in _hidden(project, notebook, viewer)}
            own = [(name, value) for of, name, value in withheld if of == notebook]
            for name, value in (*_of_cases(project, notebook), *own) if hidden else ():
                if name in hidden and value is not None and not isinstance(value, params.Unreadable):
                    money, written = _written(hidden[name], value)
                    found.setdefault((f"parameter {name} of {notebook}", money), set()).add(written)
        return tuple(Secret(where, tuple(sorted(values)), money) for (where, money), values in found.items())

    return secrets


def _hidden(project: Project, notebook: str, viewer: Audience) -> list[Parameter]:
    if not params.confidential_names(path := project.notebook(notebook)):
        return []
    return [one for one in params.read_form(path).parameters if not may_see(viewer, one.meaning.seen_by)]


def _of_cases(project: Project, notebook: str) -> Iterator[tuple[str, Any]]:
    for case in project.cases(notebook):
        try:
            yield from params.read_values(project.case(notebook, case)).items()
        except HamyariError:
            continue


def _written(parameter: Parameter, value: Any) -> tuple[bool, str]:
    """The value as a text, in whole rials where it is money."""
    try:
        checked = parameter.meaning.check(value)
    except ValueError:
        return False, str(value)
    return (True, str(round(checked.rial))) if isinstance(checked, Money) else (False, str(checked))
