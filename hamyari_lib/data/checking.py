"""From rows of text to a typed frame that fits its schema, or to the list of what does not fit, by line and column."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import pandas as pd
import pandera.errors
import pandera.pandas as pa

from hamyari_lib import text
from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.files import Raw, limited
from hamyari_lib.data.misfits import NOTHING, ONCE, Fault, expected_of, row_expected, row_found
from hamyari_lib.errors import DataError, nearest

LARGEST = 2**53  # whole numbers beyond it are not exact in a spreadsheet, nor in float64


def header_faults(raw: Raw, schema: pa.DataFrameSchema) -> list[str]:
    """Columns that are missing, unknown, unnamed or there twice."""
    expected = list(schema.columns)
    unknown = [name for name in raw.header if name and name not in expected]
    faults = []
    for name in expected:
        if name not in raw.header:
            near = nearest(name, unknown)
            remedy = f"rename {near!r} to it." if near else "add it."
            faults.append(f"{raw.where}: line 1: column {name} is missing; found {', '.join(raw.header)}; {remedy}")
    for name in unknown:
        near = nearest(name, [other for other in expected if other not in raw.header])
        remedy = f"rename it to {near}." if near else "remove it."
        faults.append(f"{raw.where}: line 1: column {name!r} is not expected; expected {', '.join(expected)}; {remedy}")
    if "" in raw.header:
        place = raw.header.index("") + 1
        faults.append(f"{raw.where}: line 1: column {place} has no name; expected a name in each; name or remove it.")
    for name, times in Counter(raw.header).items():
        if name and times > 1:
            faults.append(
                f"{raw.where}: line 1: column {name} is there {times} times; expected once; remove the others."
            )
    return faults


def typed(raw: Raw, schema: pa.DataFrameSchema, *, earlier: tuple[str, ...] = ()) -> pd.DataFrame:
    """The rows as a frame with the columns, order and types of ``schema``, indexed from 0.

    Text is normalised (Persian letters for Arabic ones). Blank cells become ``NA`` or NaN where the schema allows them.

    Parameters
    ----------
    earlier
        Faults that were found before; they are refused together with those found here.

    Raises
    ------
    DataError
        One line a fault, at most 20, in the order of the file.
    """
    if wrong_header := header_faults(raw, schema):
        raise DataError(limited([*earlier, *wrong_header, *_lines_of(raw, [])]))
    frame, found = checked(raw, schema)
    faults = [*earlier, *_lines_of(raw, found)]
    if not faults and frame.empty:
        faults = [f"{raw.where}: has a header but no rows; expected at least one; put the rows back."]
    if faults:
        raise DataError(limited(faults))
    return frame.reset_index(drop=True)


def checked(raw: Raw, schema: pa.DataFrameSchema) -> tuple[pd.DataFrame, list[Fault]]:
    """The rows whose cells have the right type, indexed by line, and all that does not fit; the header must fit."""
    frame, faults = _converted(raw, schema)
    return frame, faults + _misfits(frame, raw, schema)


def _lines_of(raw: Raw, found: list[Fault]) -> list[str]:
    ordered = sorted([*((line, f": {said}") for line, said in raw.faults), *((one.line, f", {one}") for one in found)])
    return [f"{raw.where}: line {line}{said}" for line, said in ordered]


def _converted(raw: Raw, schema: pa.DataFrameSchema) -> tuple[pd.DataFrame, list[Fault]]:
    """The frame, indexed by line, without the rows that have a cell of a wrong type; and the faults of their cells."""
    faults: list[Fault] = []
    series: dict[str, pd.Series] = {}
    bad: dict[str, set[int]] = {}
    lines = pd.Index(raw.lines, dtype="int64")
    for name, column in schema.columns.items():
        place = raw.header.index(name)
        values: list[Any] = raw.column(place)
        if raw.is_mended:
            wrong = {""} if not column.nullable and "" in values else set()
            read = _mended(values, column)
        else:
            convert = _CONVERT[column.metadata["kind"]]
            known = {cell: _or_fault(convert, cell) for cell in set(values)}
            wrong = {
                cell for cell, value in known.items() if value is _WRONG or (value is None and not column.nullable)
            }
            read = [None if cell in wrong else known[cell] for cell in values]
        found = [(line, cell) for line, cell in zip(raw.lines, values, strict=True) if cell in wrong] if wrong else []
        bad[name] = {line for line, _ in found}
        faults += [_misfit(line, name, cell, column) for line, cell in found]
        series[name] = _series(read, lines, column)
    frame = pd.DataFrame(series)
    if faults:
        spoilt = sorted(set().union(*bad.values()))
        for name, column in schema.columns.items():  # the other cells of those rows still have their own faults
            rest = _exact(frame.loc[[line for line in spoilt if line not in bad[name]], [name]], schema)
            faults += _misfits(rest, raw, pa.DataFrameSchema({name: column}))
        frame = frame.drop(index=spoilt)
    return _exact(frame, schema), faults


def _mended(values: list[str], column: pa.Column) -> list[Any]:
    if (convert := {"whole": int, "money": int, "real": float}.get(column.metadata["kind"])) is None:
        return [value or None for value in values] if "" in values else values
    return [convert(value) if value else None for value in values]


def _series(values: list[Any], lines: pd.Index, column: pa.Column) -> pd.Series:
    loose = _LOOSE.get(column.metadata["kind"], "str")
    is_exact = str(column.dtype) == "int64" and None not in values
    return pd.Series(values, index=lines, dtype="int64" if is_exact else loose)


def _exact(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> pd.DataFrame:
    strict = {name: "int64" for name in frame if str(schema.columns[name].dtype) == "int64"}
    return frame.astype(strict)


def _misfits(frame: pd.DataFrame, raw: Raw, schema: pa.DataFrameSchema) -> list[Fault]:
    """What pandera finds in the typed frame: values out of bounds, and keys that occur twice."""
    if frame.empty:
        return []
    try:
        schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return []
    cells = raw.by_line({int(line) for line in cases["index"] if not pd.isna(line)})
    faults: dict[Fault, None] = {}
    doubled: set[tuple[str, ...]] = set()
    for case in cases.to_dict("records"):
        name, check, line = case["column"], str(case["check"]), case["index"]
        if "uniqueness" in check:
            doubled.add(tuple(schema.unique) if "multiple" in check else (name,))
        elif case["schema_context"] == "Column" and name in schema.columns and not pd.isna(line):
            column = schema.columns[name]
            faults[_misfit(int(line), name, cells[int(line)][raw.header.index(name)], column)] = None
        elif not pd.isna(line):  # a check of the row, which says itself what it expects
            values = dict(zip(raw.header, cells[int(line)], strict=True))
            found = row_found({key: values[key] for key in schema.columns if key in check}, schema)
            faults[Fault(int(line), "the row", found, row_expected(check, schema), "correct the row")] = None
        else:
            found = Bilingual(fa="پذیرفته نشد", en="that it does not")
            expected = Bilingual(fa=f"آنچه وارسی {check} می‌پذیرد", en=f"it to pass {check}")
            faults[Fault(1, "the table", found, expected, "correct it")] = None
    return [*faults, *(fault for key in sorted(doubled) for fault in _doubles(frame, key))]


def _doubles(frame: pd.DataFrame, key: tuple[str, ...]) -> list[Fault]:
    groups = frame[frame.duplicated(list(key), keep=False)].groupby(list(key), sort=False)
    faults = []
    for values, group in groups:
        first, *others = group.index
        shown = ", ".join(str(value) for value in (values if isinstance(values, tuple) else (values,)))
        found = Bilingual(fa=f"{shown}، مانند سطر {first}", en=f"{shown}, as on line {first}")
        faults += [Fault(int(line), ", ".join(key), found, ONCE, "remove or correct one") for line in others]
    return faults


def _misfit(line: int, name: str, cell: str, column: pa.Column) -> Fault:
    blank = not cell.strip()
    remedy = "fill the cell" if blank else "correct the cell"
    found = NOTHING if blank else Bilingual(fa=cell, en=repr(cell))
    return Fault(line, name, found, expected_of(column), remedy)


_WRONG = object()


def _or_fault(convert: Callable[[str], object], cell: str) -> object:
    stripped = cell.strip()
    if not stripped:
        return None
    try:
        return convert(stripped)
    except ValueError:
        return _WRONG


def _whole(cell: str) -> int:
    value = int(cell if cell.isascii() and cell.isdigit() else _plain(cell))
    if abs(value) > LARGEST:
        raise ValueError(cell)
    return value


def _real(cell: str) -> float:
    value = float(_plain(cell))
    if not math.isfinite(value):
        raise ValueError(cell)
    return value


def _plain(cell: str) -> str:
    """Latin digits; a separator within digits is a fault, because it can be read in two ways."""
    if "_" in cell:
        raise ValueError(cell)
    return text.latin_digits(cell)


def _words(cell: str) -> str | None:
    return text.normalise(cell) or None


_LOOSE = {"whole": "Int64", "money": "Int64", "real": "float64"}
_CONVERT: dict[str, Callable[[str], object]] = {
    "whole": _whole, "money": _whole, "real": _real, "words": _words, "date": _words, "month": _words,
}  # fmt: skip
