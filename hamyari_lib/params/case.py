"""Case files: YAML as Papermill reads it, and a refusal wherever YAML would read something else than was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from hamyari_lib.errors import ParameterError

_PLAIN_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9_]*)")
_LOOKS_LIKE_NUMBER = re.compile(r"[-+]?(\d[\d_]*\.?\d*|\.\d+)[eE][-+]?\d+")


def read_case(path: Path, *, where: str | None = None) -> dict[str, Any]:
    """The values of a case file.

    Raises ``ParameterError`` with every fault: not UTF-8, empty, not a mapping, a key given twice, or a value that
    YAML reads as another one (``1e-3`` as text, ``no`` as false, ``010`` as 8, a bare date as a date).
    """
    return _mapping(read_text(path, where=where or path.name), where or path.name)


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
    return _load(written, where)


def _mapping(content: str, where: str) -> dict[str, Any]:
    if not content.strip():
        raise ParameterError(f"{where}: is empty; write one parameter a line, such as `province: تهران`.")
    loaded = _load(content, where)
    if loaded is None:
        raise ParameterError(f"{where}: holds no parameter; write one a line, such as `province: تهران`.")
    if not isinstance(loaded, dict):
        found = type(loaded).__name__
        raise ParameterError(f"{where}: holds a {found}; expected parameters, one a line, such as `province: تهران`.")
    return loaded


def _load(content: str, where: str) -> Any:
    try:
        node = yaml.compose(content, Loader=yaml.SafeLoader)
        faults = [f"{where}: line {line}: {fault}" for line, fault in _reinterpreted(node)] if node else []
        loaded = None if faults else yaml.safe_load(content)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise ParameterError(f"{where}: {place}is not YAML ({problem}).") from None
    except RecursionError:
        raise ParameterError(f"{where}: nests too deeply, or within itself; write one parameter a line.") from None
    except (ValueError, LookupError, TypeError, AttributeError):  # PyYAML's own on values such as `!!int x` or `0x_`
        raise ParameterError(f"{where}: holds a value that YAML cannot read; write it in quotes.") from None
    if faults:
        raise ParameterError(faults)
    return loaded


def _reinterpreted(node: yaml.Node) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    yield key.start_mark.line + 1, f"{key.value} is given twice; keep one."
                seen.add(key.value)
                yield from _reinterpreted(key)
            else:
                yield key.start_mark.line + 1, "a name is a list or a mapping; write a plain name."
            yield from _reinterpreted(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _reinterpreted(value)
    elif isinstance(node, yaml.ScalarNode) and node.style is None:
        fault = _fault(node.tag.rpartition(":")[2], node.value)
        if fault:
            yield node.start_mark.line + 1, fault


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
