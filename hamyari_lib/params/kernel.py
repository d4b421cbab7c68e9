"""The guard inside the kernel: the same check of the same form, in JupyterLab and under bare Papermill."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hamyari_lib import text
from hamyari_lib.data import audience
from hamyari_lib.errors import ParameterError, nearest
from hamyari_lib.files import parsed
from hamyari_lib.params.check import check_in_room
from hamyari_lib.params.form import Form, parse_form
from hamyari_lib.params.types import TYPES
from hamyari_lib.params.withholding import audience_of, withheld_names


class Checked:
    """A notebook's parameters, checked: read as ``p.province``; they cannot be changed."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_values", MappingProxyType(dict(values)))

    def __getattr__(self, name: str) -> Any:
        values = object.__getattribute__(self, "_values")
        if name in values:
            return values[name]
        near = nearest(name, values)
        raise AttributeError(f"there is no parameter {name}" + (f"; the nearest is {near}" if near else ""))

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("parameters are frozen; change the form or the case, not p")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("parameters are frozen; change the form or the case, not p")

    def __dir__(self) -> Iterable[str]:
        return self._values.keys()

    def __repr__(self) -> str:
        return "\n".join(f"{name} = {value}" for name, value in self._values.items())


def checked(namespace: Mapping[str, Any]) -> Checked:
    """Check the form inside the kernel: ``p = params.checked(globals())`` in the cell after the form.

    Guards JupyterLab and bare Papermill as the runner guards its own runs, and sets the language of all text and the
    audience of all data that follow. A parameter that the audience may not see is None from here on, in ``p`` and in
    ``namespace``. The form is found in the inputs that the kernel has run, not in ``__annotations__``: from
    Python 3.14 annotations are lazy, and IPython keeps only those of the last statement.

    Raises ``ParameterError`` with all faults, also for a parameter that was injected but is not in the form.
    """
    where = Path(os.environ.get("JPY_SESSION_NAME") or "notebook").name
    form, injected = _form_of_kernel(namespace, where)
    lost = [name for name in form.names if name not in namespace]
    if lost:
        raise ParameterError(f"{where}: {', '.join(lost)} has no value; run the cell tagged `parameters` again.")
    values = {name: namespace[name] for name in form.names} | injected
    hidden = withheld_names(form, audience_of(form, values))
    audience.use_audience("public")  # until the case is known to be in order
    result = check_in_room(form, values | dict.fromkeys(hidden), where=where)
    audience.use_audience(audience_of(form, result))
    for name in hidden if isinstance(namespace, dict) else ():
        namespace[name] = None
    if "language" in result:
        text.use_language(result["language"])
    return Checked(result)


def _form_of_kernel(namespace: Mapping[str, Any], where: str) -> tuple[Form, dict[str, Any]]:
    inputs = [source for source in namespace.get("In", ()) if source] or _inputs
    forms = [source for source in reversed(inputs) if _annotations(source)]
    if not forms:
        raise ParameterError(f"{where}: no form has been run; run the cell tagged `parameters` first.")
    # Another cell with annotations, such as `x: int = 3`, is the form only where no cell uses our types.
    declared = next((source for source in forms if not TYPES.keys().isdisjoint(_annotations(source))), forms[0])
    unknown = {}
    form = parse_form(declared, where=where, needs_help=False)
    after = inputs[len(inputs) - 1 - inputs[::-1].index(declared) :]
    for source in after:
        if source.startswith("# Parameters\n"):
            unknown |= {name: namespace.get(name) for name in _assigned(source) if name not in form.names}
    return form, unknown


_inputs: list[str] = []


def _note_inputs() -> None:
    """Note every cell's input from here on: nbval runs cells without history, so that ``In`` stays empty."""
    if "IPython" not in sys.modules:
        return
    from IPython.core.getipython import get_ipython

    if (shell := get_ipython()) is not None:
        shell.events.register("pre_run_cell", lambda cell: _inputs.append(cell.raw_cell))


_note_inputs()


def _statements(source: str) -> list[ast.stmt]:
    try:
        return parsed(source).body
    except (SyntaxError, ValueError):  # the kernel keeps what was typed, also where it could not be run
        return []


def _annotations(source: str) -> set[str]:
    """The names within the annotations of a cell that only declares; empty for every other cell."""
    statements = _statements(source)
    if not all(isinstance(one, ast.AnnAssign | ast.Assign | ast.Expr) for one in statements):
        return set()
    annotated = [one.annotation for one in statements if isinstance(one, ast.AnnAssign)]
    return {
        node.id if isinstance(node, ast.Name) else node.attr
        for annotation in annotated
        for node in ast.walk(annotation)
        if isinstance(node, ast.Name | ast.Attribute)
    }


def _assigned(source: str) -> list[str]:
    return [
        target.id
        for statement in _statements(source)
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    ]
