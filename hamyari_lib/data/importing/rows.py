"""Reads one block of a sheet: rows to keep, rows that are refused and why, and every change that was made to a cell."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, repeat
from operator import ne
from typing import TextIO

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.importing import notes as noted
from hamyari_lib.data.importing.cells import Reading, change_of, what_changed
from hamyari_lib.data.importing.columns import Column, read_column
from hamyari_lib.data.importing.headers import Header
from hamyari_lib.data.importing.sifting import FORMULA, Misfit, Refusal, data_rows, harmless
from hamyari_lib.data.importing.sources import Block
from hamyari_lib.data.importing.texts import Row

JOINT = "\x1f"
LICENCE_UNTIL = "licence_until"
ISIC = "isic"


@dataclass(frozen=True)
class Work:
    """How the blocks of one sheet are read.

    ``readings`` is in the order of the schema's columns. ``made_key`` names the key column that the file does not have
    and that is made from the row's own words; ``marks`` is the place of the template's column of marks. The first
    ``ours`` columns are those that a file of refused rows has before its source's. ``day`` is the import's, as a table
    writes days.
    """

    table: str
    where: str
    header: Header
    cells: tuple[str, ...]
    readings: Mapping[str, Reading]
    key: tuple[str, ...]
    made_key: str | None = None
    marks: int | None = None
    ours: int = 0
    day: str = ""


@dataclass
class Part:
    """What came of a block: lines of CSV to keep with the rows' keys and numbers, and all that is to be told.

    ``counts`` has, by column and by what was done, how many cells were changed so, and one before and after.
    ``unheaded`` are places that have cells and no header. ``ended`` counts the licences that have run out,
    ``of_three_digits`` the ISIC codes that may have lost a zero in front, and ``with_zero`` those that have one.
    """

    text: str = ""
    keys: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    changes: str = ""
    counts: dict[tuple[str, str], tuple[int, str, str]] = field(default_factory=dict)
    passed_over: list[tuple[int, Bilingual]] = field(default_factory=list)
    unheaded: set[int] = field(default_factory=set)
    ended: int = 0
    of_three_digits: int = 0
    with_zero: int = 0

    def rows(self) -> list[list[str]]:
        """The rows to keep."""
        return list(csv.reader(io.StringIO(self.text, newline="")))


def read_block(block: Block, work: Work) -> Part:
    """Read one block; nothing of it is lost: each row is kept, refused, or passed over with a reason."""
    part = Part()
    rows = data_rows(block, work, refused=part.refused, passed_over=part.passed_over)
    if not rows:
        return part
    columns: list[list[str]] = []
    faults: dict[int, list[Misfit]] = {}
    changes = io.StringIO()
    by_place = list(zip(*(cells for _, cells in rows), strict=True))
    for name, reading in work.readings.items():
        place = work.header.places.get(name)
        if place is None:
            columns.append([""] * len(rows))
            continue
        cells = list(by_place[place])
        read = read_column(cells, reading)
        columns.append(read.values)
        for cell, (number, _) in zip(cells, rows, strict=True) if read.unread else ():
            if cell in read.unread:
                faults.setdefault(number, []).append((name, cell.strip(), read.unread[cell]))
        _note_changes(reading, work.cells[place], cells, read, rows, part, changes)
    part.changes = changes.getvalue()
    named = set(work.header.places.values())
    part.unheaded = {
        place
        for place, cell in enumerate(work.header.cells)
        if not cell.strip() and place not in named and any(map(str.strip, by_place[place]))
    }
    if work.made_key is not None:
        _make_keys(columns, work)
    _check(columns, rows, work, faults)
    numbers = [number for number, _ in rows]
    kept: list[tuple[str, ...]] = list(zip(*columns, strict=True))
    if faults:
        part.refused += [Refusal(number, cells, faults[number]) for number, cells in rows if number in faults]
        is_kept = [number not in faults for number in numbers]
        kept, numbers = list(compress(kept, is_kept)), list(compress(numbers, is_kept))
    part.numbers = numbers
    names = list(work.readings)
    if len(work.key) == 1:
        place = names.index(work.key[0])
        part.keys = [values[place] for values in kept]
    else:
        places = [names.index(name) for name in work.key]
        part.keys = [JOINT.join([values[place] for place in places]) for values in kept]
    if LICENCE_UNTIL in names:
        place = names.index(LICENCE_UNTIL)
        part.ended = sum("" < values[place] < work.day for values in kept)  # of fixed width: texts in order are days
    if ISIC in names:
        place = names.index(ISIC)
        codes = Counter([values[place] for values in kept])
        part.of_three_digits = sum(times for code, times in codes.items() if len(code) == 3 and code[0] not in "04")
        part.with_zero = sum(times for code, times in codes.items() if code.startswith("0"))
    part.text = as_csv(kept)
    return part


def _note_changes(
    reading: Reading, headed: str, cells: list[str], read: Column, rows: list[Row], part: Part, out: TextIO
) -> None:
    """List what was changed in a column, each spelling once with how many cells it was changed in."""
    if read.values == cells:
        return
    places = list(compress(range(len(cells)), map(ne, cells, read.values)))
    if read.unread:
        places = [place for place in places if cells[place] not in read.unread]
    spelled: Iterable[str] = [cells[place] for place in places]
    counts: Iterable[int] = repeat(1, len(places))
    if len(set(spelled)) < len(places):
        times = Counter(spelled)
        at = {cells[place]: place for place in reversed(places)}  # the first row of each spelling
        spelled, counts, places = list(times), times.values(), [at[cell] for cell in times]
    bare, after = list(map(str.strip, spelled)), [read.values[place] for place in places]
    changed = compress(
        zip(bare, after, counts, [rows[place][0] for place in places], strict=True), map(ne, bare, after)
    )
    always = change_of(reading)
    listed: dict[str, list[tuple[str, str, int, int]]] = {}
    if always and all(after):
        listed[always] = list(changed)
    else:
        for one in changed:
            what = always if always and one[1] else what_changed(one[0], one[1], reading)
            listed.setdefault(what, []).append(one)
    for what, found in listed.items():
        if not found:
            continue
        said, texts, values, counts, numbers = noted.CHANGES[what].fa, *zip(*found, strict=True)
        if not FORMULA.isdisjoint({one[:1] for one in texts}):
            texts = tuple(map(harmless, texts))
        out.write(as_csv(zip(repeat(headed), repeat(said), texts, values, map(str, counts), map(str, numbers))))
        part.counts[reading.name, what] = (sum(counts), texts[0], values[0])


def _make_keys(columns: list[list[str]], work: Work) -> None:
    """Keys for a file that has none: the same words give the same key, whatever row they stand on."""
    place = list(work.readings).index(work.made_key or "")
    columns[place] = [
        f"{work.table[0].upper()}-{hashlib.sha256(JOINT.join(values).encode()).hexdigest()[:10]}"
        for values in zip(*columns, strict=True)
    ]


def _check(columns: list[list[str]], rows: list[Row], work: Work, faults: dict[int, list[Misfit]]) -> None:
    """Check the rows against the schema; a cell that could not be read has its fault already."""
    from hamyari_lib.data.checking import checked
    from hamyari_lib.data.declared import schema
    from hamyari_lib.data.files import Raw

    names = tuple(work.readings)
    numbers = [number for number, _ in rows]
    raw = Raw(work.where, names, [], numbers, is_mended=True, columns=columns)
    told = {(number, column) for number, found in faults.items() for column, _, _ in found}
    cells = dict(rows)
    for fault in checked(raw, schema(work.table))[1]:
        if (fault.line, fault.where) in told:
            continue
        place = work.header.places.get(fault.where)
        found = cells[fault.line][place].strip() if place is not None and fault.line in cells else fault.found
        faults.setdefault(fault.line, []).append((fault.where, found, fault.expected))


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Rows as lines of a CSV file; the rows are as wide as each other."""
    rows = list(rows)
    if not rows:
        return ""
    plain = "\n".join(map(",".join, rows))
    between, ends = len(rows) * (len(rows[0]) - 1), len(rows) - 1
    if between and plain.count(",") == between and plain.count("\n") == ends and '"' not in plain and "\r" not in plain:
        return f"{plain}\n"  # nothing is to be quoted
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()
