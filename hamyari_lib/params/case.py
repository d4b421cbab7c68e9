"""Case files: YAML as Papermill reads it, and a refusal wherever YAML would read something else than was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hamyari_lib.errors import ParameterError

_PLAIN_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9_]*)")
_LOOKS_LIKE_NUMBER = re.compile(r"[-+]?(\d[\d_]*\.?\d*|\.\d+)[eE][-+]?\d+")


_Faults = dict[str, list[tuple[int, str]]]  # by the name whose value is at fault: line and fault


@dataclass(frozen=True)
class Unreadable:
    """What stands for a value that YAML would read as another one: its faults, told with those of the other values."""

    faults: tuple[str, ...]


def read_case(path: Path, *, where: str | None = None) -> dict[str, Any]:
    """The values of a case file.

    Raises ``ParameterError`` with every fault: not UTF-8, empty, not a mapping, a key given twice, or a value that
    YAML reads as another one (``1e-3`` as text, ``no`` as false, ``010`` as 8, a bare date as a date).
    """
    where = where or path.name
    values, faults = _mapping(read_text(path, where=where), where)
    if faults:
        raise ParameterError([fault for _, fault in sorted(sum(faults.values(), []), key=lambda one: one[0])])
    return values


def read_values(path: Path, *, where: str | None = None) -> dict[str, Any]:
    """``read_case`` for what is to be checked further: in the place of a value with a fault stands ``Unreadable``.

    Raises ``ParameterError`` for a file that is no mapping at all.
    """
    where = where or path.name
    values, faults = _mapping(read_text(path, where=where), where)
    return values | {name: Unreadable(tuple(fault for _, fault in found)) for name, found in faults.items()}


def read_text(path: Path, *, where: str) -> str:
    """A file's text; ``ParameterError`` when it is missing or not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ParameterError(f"{where}: there is no such file.") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ParameterError(f"{where}: line {line} is not UTF-8; save the file as UTF-8 and run again.") from None
    except OSError as error:
        raise ParameterError(f"{where}: cannot be read ({error.strerror}).") from None


def read_value(written: str, *, where: str) -> Any:
    """One value as YAML reads it, refused where that is not what was written; for ``-p name=value``."""
    value, faults = _load(written, where)
    if faults:
        raise ParameterError([fault for found in faults.values() for _, fault in found])
    return value


def _mapping(content: str, where: str) -> tuple[dict[str, Any], _Faults]:
    if not content.strip():
        raise ParameterError(f"{where}: is empty; write one parameter a line, such as `province: تهران`.")
    loaded, faults = _load(content, where)
    if faults:
        return (loaded if isinstance(loaded, dict) else {}), faults
    if loaded is None:
        raise ParameterError(f"{where}: holds no parameter; write one a line, such as `province: تهران`.")
    if not isinstance(loaded, dict):
        found = type(loaded).__name__
        raise ParameterError(f"{where}: holds a {found}; expected parameters, one a line, such as `province: تهران`.")
    return loaded, {}


def _load(content: str, where: str) -> tuple[Any, _Faults]:
    """What YAML reads, without the entries of a mapping that have faults, and these."""
    try:
        node = yaml.compose(content, Loader=yaml.SafeLoader)
        faults: _Faults = {}
        for name, line, fault in _named_faults(node) if node else ():
            faults.setdefault(name, []).append((line, f"{where}: line {line}: {fault}"))
        if isinstance(node, yaml.MappingNode):
            node.value = [pair for pair in node.value if _name(pair[0]) not in faults]
            loaded = yaml.SafeLoader("").construct_document(node)
        else:
            loaded = None if faults or node is None else yaml.safe_load(content)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise ParameterError(f"{where}: {place}is not YAML ({problem}).") from None
    except RecursionError:
        raise ParameterError(f"{where}: nests too deeply, or within itself; write one parameter a line.") from None
    except (ValueError, LookupError, TypeError, AttributeError):  # PyYAML's own on values such as `!!int x` or `0x_`
        raise ParameterError(f"{where}: holds a value that YAML cannot read; write it in quotes.") from None
    return loaded, faults


def _name(key: yaml.Node) -> str:
    return key.value if isinstance(key, yaml.ScalarNode) else f"line {key.start_mark.line + 1}"


def _named_faults(node: yaml.Node) -> Iterator[tuple[str, int, str]]:
    """The faults of a whole file, each with the name whose value is at fault; none where it is no mapping."""
    if not isinstance(node, yaml.MappingNode):
        yield from (("", *fault) for fault in _reinterpreted(node))
        return
    seen: set[str] = set()
    for key, value in node.value:
        name = _name(key)
        yield from ((name, *fault) for fault in _pair_faults(key, value, seen))


def _reinterpreted(node: yaml.Node) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            yield from _pair_faults(key, value, seen)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _reinterpreted(value)
    elif isinstance(node, yaml.ScalarNode) and node.style is None:
        fault = _fault(node.tag.rpartition(":")[2], node.value)
        if fault:
            yield node.start_mark.line + 1, fault


def _pair_faults(key: yaml.Node, value: yaml.Node, seen: set[str]) -> Iterator[tuple[int, str]]:
    if isinstance(key, yaml.ScalarNode):
        if key.value in seen:
            yield key.start_mark.line + 1, f"{key.value} is given twice; keep one."
        seen.add(key.value)
        yield from _reinterpreted(key)
    else:
        yield key.start_mark.line + 1, "a name is a list or a mapping; write a plain name."
    yield from _reinterpreted(value)


def _fault(tag: str, written: str) -> str | None:
    quoted = f'write "{written}" in quotes'
    if tag == "bool" and written.lower() not in ("true", "false"):
        return f"YAML reads {written} as {yaml.safe_load(written)!s}; {quoted}, or true or false."
    if tag == "int" and not _PLAIN_INTEGER.fullmatch(written):
        return f"YAML reads {written} as {yaml.safe_load(written)}; {quoted}, or the number without a leading zero."
    if tag == "timestamp":
        return f"YAML reads {written} as a date; {quoted}."
    if tag == "float" and ":" in written:
        return f"YAML reads {written} as {yaml.safe_load(written)}; {quoted}."
    if tag == "float" and written.lstrip("+-").lower() in (".inf", ".nan"):
        return f"{written} is not a value; write a number, or null for not known."
    if tag == "str" and _LOOKS_LIKE_NUMBER.fullmatch(written):
        return f"YAML reads {written} as text; write {float(written.replace('_', '')):.15g}."
    return None
