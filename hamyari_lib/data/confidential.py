"""Which columns are confidential, told without importing the schemas: those would bring pandas into the runner.

It is read from the schemas' own source, so that a column is declared in one place; a test holds the two equal.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from hamyari_lib.data.audience import AUDIENCES, Audience, may_see
from hamyari_lib.files import parsed

_SCHEMAS = Path(__file__).parent / "schemas"


@lru_cache(maxsize=1)
def confidential() -> Mapping[str, Mapping[str, Audience]]:
    """By table, the columns that are not for all and the widest audience that may see each; no other table is named.

    >>> confidential()["experts"]["name"]
    'internal'
    """
    sources = [path.read_text(encoding="utf-8") for path in sorted(_SCHEMAS.glob("*.py"))]
    found = {
        name: columns
        for source in sources
        if "seen_by=" in source
        for name, columns in _tables(parsed(source))
        if columns
    }
    return found


def withheld(table: str, viewer: Audience) -> tuple[str, ...]:
    """The columns of a table that ``viewer`` may not see, in the order of its schema.

    >>> withheld("experts", "public"), withheld("experts", "internal")
    (('name', 'organisation', 'contact'), ())
    """
    columns = confidential().get(table, {})
    return tuple(name for name, seen_by in columns.items() if not may_see(viewer, seen_by))


def _tables(module: ast.Module) -> Iterator[tuple[str, dict[str, Audience]]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "table":
            match node.args:
                case [ast.Constant(value=str(name)), ast.Dict(keys=keys, values=columns)]:
                    yield name, dict(_columns(keys, columns))


def _columns(keys: list[ast.expr | None], columns: list[ast.expr]) -> Iterator[tuple[str, Audience]]:
    for key, column in zip(keys, columns, strict=True):
        for option in column.keywords if isinstance(column, ast.Call) else ():
            if option.arg == "seen_by":
                name, seen_by = ast.literal_eval(key), ast.literal_eval(option.value)  # type: ignore[arg-type]
                if seen_by not in AUDIENCES:
                    raise ValueError(f"{name}: seen_by is {seen_by!r}; expected one of {', '.join(AUDIENCES)}")
                if seen_by != "public":
                    yield name, seen_by
