"""Reads tables: ``load`` for a notebook, ``choices`` and ``names`` for a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, overload

from hamyari_lib import text
from hamyari_lib.data.audience import audience
from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.confidential import withheld
from hamyari_lib.data.declared import schema, title
from hamyari_lib.data.files import Raw
from hamyari_lib.data.kept import keep, key_of, look_up
from hamyari_lib.data.ledger_line import LedgerLine, record
from hamyari_lib.data.room_line import look, record_room
from hamyari_lib.data.rooms import ROOM_FILE, SAMPLE, Provenance, provenance, room_path, tables
from hamyari_lib.data.rooms import room as about
from hamyari_lib.data.table_file import content_of, raw_of
from hamyari_lib.data.withholding import explained, require_open, sha256, typed_without, without
from hamyari_lib.errors import DataError, nearest
from hamyari_lib.files import State, sha256_of, state

if TYPE_CHECKING:
    import pandas as pd


@overload
def load(table: str, *, room: str = SAMPLE, optional: Literal[False] = False) -> pd.DataFrame: ...
@overload
def load(table: str, *, room: str = SAMPLE, optional: Literal[True]) -> pd.DataFrame | None: ...
def load(table: str, *, room: str = SAMPLE, optional: bool = False) -> pd.DataFrame | None:
    """A table of a room, checked against its schema, with one line in the ledger.

    Whole numbers are ``int64``, or ``Int64`` with ``NA`` where a cell may be unknown; other numbers ``float64`` and
    texts ``str``, both with NaN for unknown. Codes are texts where zeros lead. Persian letters replace Arabic ones.
    The index counts from 0; columns are in the order of the schema.

    Columns that the audience in force may not see are not there: ``attrs["withheld"]`` names them, where there are
    such, and so does the ledger, whose hash is then of the columns that were handed out.

    An ``optional`` table that the room does not list is None. That the room was looked at is recorded, so that the
    report is made again when the table is there.

    Raises
    ------
    DataError
        The room, the table or its file is missing or does not fit; one line a fault, at most 20.

    >>> jobs = load("jobs")
    >>> jobs["isic_division"].iloc[0], int((jobs["year"] == 1399).sum())
    ('01', 1662)
    """
    if optional and table not in tables(room):
        schema(table)  # a misspelt name is a fault all the same
        record_room(look(about(room), ()))
        return None
    entry = _entry(room, table)
    content, digest = content_of(entry)
    key = key_of(digest, table, audience())
    if entry.sha256 in (None, digest) and (found := look_up(room, key)) is not None:
        frame, kept = found
        digest, called, hidden = kept["sha256"], Bilingual(**kept["title"]), tuple(kept["withheld"])
    else:
        hidden, called = withheld(table, audience()), title(table)
        frame, digest = read_table(entry, hidden)
        keep(room, key, frame, {"sha256": digest, "title": called.to_json(), "withheld": list(hidden)})
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
            title=called,
            withheld=hidden,
        )
    )
    return explained(frame, table, hidden) if hidden else frame


def _entry(room: str, table: str) -> Provenance:
    """Where a table of a room comes from; a name that is no table's is told before the room is looked at."""
    try:
        return provenance(room, table)
    except DataError:
        schema(table)
        raise


def line_now(line: LedgerLine) -> LedgerLine:
    """What reading the same table again would write in the ledger; the number of rows is not counted again.

    ``DataError`` when the room no longer has the table, or its file cannot be read or is not the recorded one.
    """
    entry = provenance(line.room, line.table)
    path = room_path(line.room) / entry.file
    try:
        digest = sha256_of(path)
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
def _sha256_without(entry: Provenance, hidden: tuple[str, ...], _state: State) -> str:
    return sha256(without(raw_of(entry)[0], hidden))


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
    raw, _ = raw_of(entry)
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
    raw, _ = raw_of(provenance(room, table))
    require_open(table, (column, name))
    value, called = _place(raw, column), _place(raw, name)
    return {text.normalise(row[value]): text.normalise(row[called]) for row in raw.rows if row[value].strip()}


def _place(raw: Raw, column: str) -> int:
    if column in raw.header:
        return raw.header.index(column)
    near = nearest(column, raw.header)
    hint = f"did you mean {near}?" if near else "add it."
    raise DataError(f"{raw.where}: has no column {column}; found {', '.join(raw.header)}; {hint}")


def read_table(entry: Provenance, hidden: tuple[str, ...] = ()) -> tuple[pd.DataFrame, str]:
    """A table checked against its schema, without its ``hidden`` columns, and the SHA-256 of what was handed out.

    Nothing is written in the ledger. ``DataError`` with the faults of the file, at most 20.
    """
    from hamyari_lib.data.checking import typed

    raw, digest = raw_of(entry)
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
