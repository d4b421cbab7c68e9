"""Reads tables: ``load`` for a notebook, ``choices`` for a form, ``check_room`` for whoever keeps a room."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from hamyari_lib import text
from hamyari_lib.data.audience import audience
from hamyari_lib.data.confidential import withheld
from hamyari_lib.data.declared import schema, title
from hamyari_lib.data.files import Raw, cut, limited, read_bytes
from hamyari_lib.data.ledger_line import LedgerLine, record
from hamyari_lib.data.rooms import ROOM_FILE, SAMPLE, Provenance, provenance, room_path, tables
from hamyari_lib.data.withholding import explained, require_open, sha256, typed_without, without
from hamyari_lib.errors import DataError, nearest
from hamyari_lib.files import State, state

if TYPE_CHECKING:
    import pandas as pd


def load(table: str, *, room: str = SAMPLE) -> pd.DataFrame:
    """A table of a room, checked against its schema, with one line in the ledger.

    Whole numbers are ``int64``, or ``Int64`` with ``NA`` where a cell may be unknown; other numbers ``float64`` and
    texts ``str``, both with NaN for unknown. Codes are texts where zeros lead. Persian letters replace Arabic ones.
    The index counts from 0; columns are in the order of the schema.

    Columns that the audience in force may not see are not there: ``attrs["withheld"]`` names them, where there are
    such, and so does the ledger, whose hash is then of the columns that were handed out.

    Raises
    ------
    DataError
        The room, the table or its file is missing or does not fit; one line a fault, at most 20.

    >>> jobs = load("jobs")
    >>> jobs["isic_division"].iloc[0], int((jobs["year"] == 1399).sum())
    ('01', 1662)
    """
    schema(table)  # an unknown name is told before a room is read
    entry, hidden = provenance(room, table), withheld(table, audience())
    frame, digest = _read(entry, hidden)
    record(
        LedgerLine(
            table=table,
            room=room,
            kind=entry.kind,
            rows=len(frame),
            sha256=digest,
            source=entry.source,
            licence=entry.licence,
            as_of=entry.as_of,
            caveats=entry.caveats,
            title=title(table),
            withheld=hidden,
        )
    )
    return explained(frame, table, hidden) if hidden else frame


def line_now(line: LedgerLine) -> LedgerLine:
    """What reading the same table again would write in the ledger; the number of rows is not counted again.

    ``DataError`` when the room no longer has the table, or its file cannot be read or is not the recorded one.
    """
    entry = provenance(line.room, line.table)
    path = room_path(line.room) / entry.file
    try:
        digest = _sha256(path, state(path))
    except OSError as error:
        raise DataError(f"{line.room}/{entry.file}: the file cannot be read ({error.strerror}).") from None
    if entry.sha256 is not None and entry.sha256 != digest:
        raise DataError(f"{line.room}/{entry.file}: the file changed since its provenance was recorded.")
    if line.withheld:
        digest = _sha256_without(entry, line.withheld, state(path))
    return replace(
        line, kind=entry.kind, sha256=digest, source=entry.source, licence=entry.licence, as_of=entry.as_of,
        caveats=entry.caveats,
    )  # fmt: skip


@lru_cache(maxsize=1024)
def _sha256(path: Path, _state: State) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@lru_cache(maxsize=1024)
def _sha256_without(entry: Provenance, hidden: tuple[str, ...], _state: State) -> str:
    return sha256(without(_raw(entry)[0], hidden))


def choices(
    table: str, column: str, *, room: str = SAMPLE, aliases: Sequence[str] | None = ("province",)
) -> dict[str, str]:
    """Every accepted spelling of a column's values, to the value itself; nothing is written in the ledger.

    Spellings are the value as ``text.normalise`` leaves it, the same with a space for a zero-width non-joiner, and
    what stands in the ``aliases`` columns of the row, as written and in small letters. A spelling that would stand
    for two values is left out. An alias column that the table does not have is passed over.
    The set of ``.values()`` is what a form offers.

    Pandas is not needed and the schema is not checked, so that a form is ready at once. ``DataError`` for a column
    that the audience in force may not see.

    >>> choices("provinces", "province_fa")["razavi khorasan"]
    'خراسان رضوی'
    """
    entry = provenance(room, table)
    require_open(table, (column, *(aliases or ())))
    try:
        seen = state(room_path(room) / entry.file)
    except OSError:  # what is wrong with the file is told by reading it
        return _choices(entry, column, tuple(aliases or ()), None)
    return dict(_choices(entry, column, tuple(aliases or ()), seen))


@lru_cache(maxsize=64)
def _choices(entry: Provenance, column: str, aliases: tuple[str, ...], seen: State | None) -> dict[str, str]:
    """``choices`` of a file as it was ``seen``: a batch asks the same for every report."""
    raw, _ = _raw(entry)
    place = _place(raw, column)
    others = [raw.header.index(alias) for alias in aliases if alias in raw.header and alias != column]
    rows = dict.fromkeys((row[place], *(row[other] for other in others)) for row in raw.rows)  # most are alike
    accepted: dict[str, str] = {}
    meant: dict[str, set[str]] = {}
    for row in rows:
        value, *_ = written = [text.normalise(cell) for cell in row]
        if value:
            accepted[value] = value
        for spelling in written if value else ():
            for variant in (spelling, spelling.lower(), spelling.replace("\u200c", " ")):
                meant.setdefault(variant, set()).add(value)
    for spelling, stands_for in meant.items():
        if spelling and len(stands_for) == 1:
            accepted.setdefault(spelling, next(iter(stands_for)))
    return accepted


def names(table: str, column: str, name: str, *, room: str = SAMPLE) -> dict[str, str]:
    """What each value of a column is called in another column; nothing is written in the ledger.

    >>> names("provinces", "province_fa", "province")["خراسان رضوی"]
    'Razavi Khorasan'
    """
    raw, _ = _raw(provenance(room, table))
    require_open(table, (column, name))
    value, called = _place(raw, column), _place(raw, name)
    return {text.normalise(row[value]): text.normalise(row[called]) for row in raw.rows if row[value].strip()}


def _place(raw: Raw, column: str) -> int:
    if column in raw.header:
        return raw.header.index(column)
    near = nearest(column, raw.header)
    hint = f"did you mean {near}?" if near else "add it."
    raise DataError(f"{raw.where}: has no column {column}; found {', '.join(raw.header)}; {hint}")


def check_room(room: str = SAMPLE) -> dict[str, int]:
    """Read every table of a room and follow the references between them; nothing is written in the ledger.

    A reference to a table that the room does not have is checked against the sample's; a blank one refers to nothing.

    Returns
    -------
    dict
        Rows of each table.

    Raises
    ------
    DataError
        The faults of all files, at most 20 of each.

    >>> check_room("sample")["provinces"]
    31
    """
    frames: dict[str, pd.DataFrame] = {}
    faults: list[str] = []
    for table in tables(room):
        try:
            schema(table)
        except DataError as error:
            faults += [f"{room}/{ROOM_FILE}: {fault}" for fault in error.faults]
            continue
        try:
            frames[table] = _read(provenance(room, table))[0]
        except DataError as error:
            faults += error.faults
    for table in frames:
        faults += limited(_dangling(room, table, frames))
    if faults:
        raise DataError(faults)
    return {table: len(frame) for table, frame in frames.items()}


def _dangling(room: str, table: str, frames: dict[str, pd.DataFrame]) -> list[str]:
    faults: list[str] = []
    for column, (other, key) in schema(table).metadata["references"].items():
        if other in frames:
            known = frames[other][key]
        elif other in tables(room):
            continue  # its own faults are told already
        else:
            known = _read(provenance(SAMPLE, other))[0][key]
        missing = frames[table][column].notna() & ~frames[table][column].isin(known)
        if missing.any():
            raw, _ = _raw(provenance(room, table))
            for line, value in zip(
                [raw.lines[i] for i in missing.to_numpy().nonzero()[0]], frames[table][column][missing], strict=True
            ):
                said = f"found {value!r}; expected a {key} of table {other}"
                faults.append(f"{raw.where}: line {line}, column {column}: {said}; correct the cell or add it there.")
    return faults


def _raw(entry: Provenance) -> tuple[Raw, str]:
    """The rows of a table's file as text, and the file's SHA-256."""
    where = f"{entry.room}/{entry.file}"
    missing = f"put it back, or correct 'file' of [tables.{entry.table}] in {entry.room}/{ROOM_FILE}"
    content = read_bytes(room_path(entry.room) / entry.file, where, missing=missing)
    return cut(content, where), hashlib.sha256(content).hexdigest()


def _read(entry: Provenance, hidden: tuple[str, ...] = ()) -> tuple[pd.DataFrame, str]:
    from hamyari_lib.data.checking import typed

    raw, digest = _raw(entry)
    changed: tuple[str, ...] = ()
    is_changed = entry.sha256 is not None and entry.sha256 != digest
    if hidden:
        return typed_without(raw, schema(entry.table), hidden, is_changed=is_changed)
    if entry.sha256 is not None and is_changed:
        changed = (
            f"{raw.where}: the file changed since its provenance was recorded (SHA-256 begins {digest[:8]}, recorded "
            f"{entry.sha256[:8]}); put the recorded file back, or, if the change is right, review source and as_of and "
            f'write sha256 = "{digest}" in {entry.room}/{ROOM_FILE}.',
        )
    return typed(raw, schema(entry.table), earlier=changed), digest
