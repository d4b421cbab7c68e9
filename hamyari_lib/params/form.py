"""The form: the cell tagged ``parameters``, read with ``ast`` and never executed."""

from __future__ import annotations

import ast
import io
import json
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from hamyari_lib import text
from hamyari_lib.errors import ParameterError, nearest
from hamyari_lib.files import State, parsed, state
from hamyari_lib.params.meaning import Meaning
from hamyari_lib.params.types import TYPES


@dataclass(frozen=True)
class Parameter:
    """One line of a form: its name, meaning, default, and help in both languages.

    ``only_with`` names the parameter without which this one means nothing: that of the line ``# … | with name`` that
    stands above it in the form; empty where there is none.
    """

    name: str
    meaning: Meaning
    default: Any
    takes_unknown: bool
    help: dict[text.Language, str]
    only_with: str = ""


@dataclass(frozen=True)
class Form:
    """The parameters of one notebook, in their order. ``where`` is the file that it was read from."""

    where: str
    parameters: tuple[Parameter, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(parameter.name for parameter in self.parameters)

    def __getitem__(self, name: str) -> Parameter:
        return next(parameter for parameter in self.parameters if parameter.name == name)


def read_form(notebook: Path | Mapping[str, Any], *, where: str | None = None) -> Form:
    """The form of a notebook (a file, or its content as a mapping).

    Raises ``ParameterError`` with every fault: no cell or several cells tagged ``parameters``, a parameter without
    annotation, with an unknown type, without a help text, or whose default is not a plain value; or one that is not for
    all and whose default, which all can read here, is a value.
    """
    if isinstance(notebook, Path):
        try:
            seen = state(notebook)
        except OSError:  # what is wrong with it is told by reading it
            return _form(read_notebook(notebook), where or notebook.name)
        return _form_at(notebook, where or notebook.name, seen)
    return _form(notebook, where or "notebook")


@lru_cache(maxsize=64)
def _form_at(path: Path, where: str, _state: State) -> Form:
    """The form of a file in one state of it: the reports on a question have it in common."""
    return _form(read_notebook(path), where)


def _form(notebook: Mapping[str, Any], where: str) -> Form:
    cells = [
        cell
        for cell in notebook["cells"]
        if cell.get("cell_type") == "code" and "parameters" in ((cell.get("metadata") or {}).get("tags") or ())
    ]
    if len(cells) != 1:
        found = "no cell is" if not cells else f"{len(cells)} cells are"
        raise ParameterError(f"{where}: {found} tagged `parameters`; expected one; tag the cell that holds the form.")
    return parse_form("".join(cells[0].get("source", "")), where=where)


def read_notebook(path: Path) -> dict[str, Any]:
    """A notebook file as a mapping; ``ParameterError`` when it is missing or is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ParameterError(f"{path.name}: there is no such notebook.") from None
    except OSError as error:
        raise ParameterError(f"{path.name}: cannot be read ({error.strerror}).") from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ParameterError(
            f"{path.name}: is not a notebook ({error}); open it in JupyterLab and save it again."
        ) from None
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise ParameterError(f"{path.name}: is not a notebook of format 4; open it in JupyterLab and save it again.")
    return content


def parse_form(source: str, *, where: str, needs_help: bool = True) -> Form:
    """The form that a cell's source declares; see ``read_form``."""
    try:
        tree = parsed(source)
    except SyntaxError as error:
        raise ParameterError(
            f"{where}: the parameters cell is not Python (line {error.lineno}: {error.msg})."
        ) from None
    except (ValueError, RecursionError) as error:  # a null byte; brackets without end
        raise ParameterError(f"{where}: the parameters cell is not Python ({error}).") from None
    helps = _comments(source)
    own_lines = {place for place, line in enumerate(source.splitlines(), 1) if line.lstrip().startswith("#")}
    groups = {at: helps[at].rpartition("| with ")[2].strip() for at in own_lines if "| with " in helps.get(at, "")}
    faults: list[str] = []
    found: list[Parameter] = []
    for statement in tree.body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        try:
            with_name = next((groups[line] for line in sorted(groups, reverse=True) if line < statement.lineno), "")
            found.append(replace(_parameter(statement, helps, needs_help=needs_help), only_with=with_name))
        except ValueError as error:
            faults.append(f"{where}: parameters cell, line {statement.lineno}: {error}")
    names = {parameter.name for parameter in found}
    faults += [
        f"{where}: parameters cell, line {line}: {name} is no parameter; name the one that the lines below go with."
        for line, name in groups.items()
        if name not in names and name != "all"
    ]
    repeated = {parameter.name for parameter in found if [other.name for other in found].count(parameter.name) > 1}
    faults += [f"{where}: parameter {name} is declared twice; keep one." for name in sorted(repeated)]
    if faults:
        raise ParameterError(faults)
    return Form(where, tuple(replace(one, only_with="") if one.only_with == "all" else one for one in found))


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string.lstrip("# ").strip() for token in tokens if token.type == tokenize.COMMENT}


def _parameter(statement: ast.stmt, helps: Mapping[int, str], *, needs_help: bool) -> Parameter:
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        name = statement.targets[0].id
        raise ValueError(f"{name} has no type; write `{name}: Type = …` with a type of hamyari_lib.params.")
    if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
        raise ValueError("expected only lines such as `name: Type = default  # راهنما | help`.")
    name = statement.target.id
    if statement.value is None:
        raise ValueError(f"{name} has no default; write one, or `None` for not known.")
    try:
        default = ast.literal_eval(statement.value)
    except (ValueError, TypeError):
        raise ValueError(f"{name}: its default is not a plain value; write a number, a text or None.") from None
    meaning, takes_unknown = _meaning(statement.annotation, name)
    persian, _, english = (part.strip() for part in helps.get(statement.end_lineno or 0, "").partition("|"))
    if needs_help and not (persian and english):
        raise ValueError(f"{name} has no help in both languages; end the line with `# راهنما | help`.")
    # In a kernel the cell is its user's own, who may be trying a value there.
    if needs_help and meaning.is_confidential and (default is not None or not takes_unknown):
        written = f"{name}: {meaning.name} | None = None"
        raise ValueError(f"{name} is confidential, and all can read a default; write `{written}`, the value in a case.")
    return Parameter(name, meaning, default, takes_unknown, {"fa": persian or name, "en": english or name})


def _meaning(annotation: ast.expr, name: str) -> tuple[Meaning, bool]:
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        if isinstance(annotation.right, ast.Constant) and annotation.right.value is None:
            return _meaning(annotation.left, name)[0], True
    elif isinstance(annotation, ast.Name | ast.Attribute):
        written = annotation.id if isinstance(annotation, ast.Name) else annotation.attr
        if written in TYPES:
            return TYPES[written], False
        near = nearest(written, TYPES)
        raise ValueError(
            f"{name}: type {written} is not known; expected one of {', '.join(sorted(TYPES))}"
            + (f"; nearest is {near}." if near else ".")
        )
    raise ValueError(f"{name}: expected a type of hamyari_lib.params, alone or with `| None`.")
