"""Reading back what was written as JSON: a value of the declared shape, or ``ValueError`` that says what is wrong.

A record may come from any notebook and a manifest from any earlier version, so nothing is taken on trust: units,
finite numbers, the lengths of rows.
"""

from __future__ import annotations

import json
import math
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from hamyari_lib.data import LEDGER_MIME, ROOM_MIME, LedgerLine, RoomLine
from hamyari_lib.records.result import Attachment, Figure, Headline, Note, Record, Table, Title

RESULT_MIME = "application/vnd.hamyari.result+json"

_KINDS = {
    "title": Title,
    "headline": Headline,
    "table": Table,
    "figure": Figure,
    "attachment": Attachment,
    "note": Note,
}
_MOST_DECIMALS = 20

Made = TypeVar("Made")


def record_to_json(record: Record) -> dict[str, Any]:
    """A record as plain JSON values (tuples become lists)."""
    return json.loads(json.dumps(asdict(record), ensure_ascii=False, allow_nan=False))


def record_from_json(payload: Any) -> Record:
    """The record that ``record_to_json`` wrote; ``ValueError`` when it is none of ours."""
    if not isinstance(payload, Mapping):
        raise ValueError(f"a record is {_shown(payload)}; expected a mapping with a kind")
    kind = payload.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise ValueError(f"a record of kind {kind!r} is not known; expected title, headline, table, figure or note")
    try:
        return read_as(_KINDS[kind], payload)
    except ValueError as error:
        raise ValueError(f"a {kind} record cannot be read: {error}; run the report again") from None


def results(notebook: Mapping[str, Any]) -> list[Record]:
    """The result records of an executed notebook, in its order."""
    return [record_from_json(payload) for payload in _outputs(notebook, RESULT_MIME)]


def ledger(notebook: Mapping[str, Any]) -> list[LedgerLine]:
    """The tables that an executed notebook read, each once, in the order of reading."""
    lines = [read_as(LedgerLine, payload) for payload in _outputs(notebook, LEDGER_MIME)]
    return list({(line.room, line.table): line for line in lines}.values())


def rooms(notebook: Mapping[str, Any]) -> list[RoomLine]:
    """The rooms that an executed notebook looked at as a whole, each once."""
    lines = [read_as(RoomLine, payload) for payload in _outputs(notebook, ROOM_MIME)]
    return list({line.room: line for line in lines}.values())


def _outputs(notebook: Mapping[str, Any], mime: str) -> Iterator[Any]:
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            if mime in output.get("data", {}):
                yield output["data"][mime]


def read_as(made: type[Made], payload: Any, place: str = "") -> Made:
    """``payload`` as a dataclass whose annotations say its shape.

    >>> read_as(Headline, {"key": "a", "label": "A", "value": 1, "unit": "metre"})
    Traceback (most recent call last):
    ...
    ValueError: unit is 'metre'; expected one of ratio, fraction, fraction/year, jobs, thousand jobs, count, rial, …
    """
    if not isinstance(payload, Mapping):
        raise ValueError(f"{place or made.__name__.lower()} is {_shown(payload)}; expected a mapping")
    below = f"{place}." if place else ""
    hints = _hints(made)
    unknown = [str(key) for key in payload if key not in hints]
    if unknown:
        raise ValueError(f"{below}{unknown[0]} is not known")
    for one in fields(made):  # type: ignore[arg-type]
        if one.name not in payload and one.default is MISSING and one.default_factory is MISSING:
            raise ValueError(f"{below}{one.name!r} is missing")
    values = {name: _fit(value, hints[name], f"{below}{name}") for name, value in payload.items()}
    decimals = values.get("decimals")
    if decimals is not None and not 0 <= decimals <= _MOST_DECIMALS:
        raise ValueError(f"{below}decimals is {decimals}; expected 0 to {_MOST_DECIMALS}")
    read = made(**values)
    if isinstance(read, Table) and any(len(row) != len(read.columns) for row in read.rows):
        raise ValueError(f"a row of {below}rows has not {len(read.columns)} cells, one for each column")
    return read


@cache
def _hints(made: type) -> dict[str, Any]:
    return get_type_hints(made)


@cache
def _parts(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    return get_origin(hint), get_args(hint)


def _fit(value: Any, hint: Any, place: str) -> Any:
    """``value`` if it is of the type that ``hint`` says; lists become tuples, mappings dataclasses."""
    if hint is Any or (hint is str and type(value) is str and value.isascii()):
        return value
    origin, inner = _parts(hint)
    if origin in (types.UnionType, Union):
        if value is None and type(None) in inner:
            return None
        kinds = [one for one in inner if one is not type(None)]
        return _fit(value, str if str in kinds and isinstance(value, str) else kinds[0], place)
    if origin is Literal:
        if not isinstance(value, str) or value not in inner:
            known = ", ".join(inner[:7]) + (", …" if len(inner) > 7 else "")
            raise ValueError(f"{place} is {_shown(value)}; expected one of {known}")
        return value
    if origin is tuple and isinstance(value, list | tuple):
        return tuple(_fit(one, inner[0], f"{place}[{index}]") for index, one in enumerate(value))
    if hint == dict[str, str] and _is_plain(value):
        return dict(value)
    if origin is dict and isinstance(value, Mapping):
        return {_fit(key, inner[0], place): _fit(one, inner[1], f"{place}.{key}") for key, one in value.items()}
    if is_dataclass(hint):
        return read_as(hint, value, place)
    return _plain(value, hint, place)


def _is_plain(value: Any) -> bool:
    """Whether a mapping holds nothing but ASCII texts, as the many hashes of a manifest do: one look tells it."""
    try:
        return type(value) is dict and "".join((*value, *value.values())).isascii()
    except TypeError:
        return False


def _plain(value: Any, kind: Any, place: str) -> Any:
    if kind is str and isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError(f"{place} holds half a character, which no file can keep") from None
        return value
    if kind is bool and isinstance(value, bool):
        return value
    if kind in (float, int) and isinstance(value, int | float) and not isinstance(value, bool):
        if not -math.inf < value < math.inf or abs(value) > _LARGEST:
            raise ValueError(f"{place} is {_shown(value)}; expected a finite number")
        if kind is float:
            return value
        if value == int(value):
            return int(value)
    named = {str: "a text", bool: "true or false", float: "a number", int: "a whole number"}
    raise ValueError(f"{place} is {_shown(value)}; expected {named.get(kind, 'a list')}")


_LARGEST = 10**308  # a whole number beyond it is no float


def _shown(value: Any) -> str:
    found = repr(value) if not isinstance(value, int) or abs(value) <= _LARGEST else "a giant number"
    return found if len(found) <= 60 else found[:59] + "…"
