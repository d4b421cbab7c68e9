"""Fills one table of a room from its sheets, block by block: large files in processes beside this one."""

from __future__ import annotations

import csv
import datetime as dt
import gc
import io
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.importing import notes as noted
from hamyari_lib.data.importing.cells import reading_of
from hamyari_lib.data.importing.headers import OURS, unit_in
from hamyari_lib.data.importing.lists import Lists
from hamyari_lib.data.importing.merging import Merge
from hamyari_lib.data.importing.numerals import unit_of
from hamyari_lib.data.importing.prepared import Prepared
from hamyari_lib.data.importing.result import ChangeCount, Refused, SheetResult
from hamyari_lib.data.importing.rows import Part, Refusal, Work, harmless, read_block
from hamyari_lib.data.misfits import ONCE
from hamyari_lib.jalali import JalaliDate

LARGE = 12 * 2**20
AHEAD = 2  # blocks a process may be ahead of the writer
MOST_TOLD = 1_000
CHANGES_HEADER = ("ستون", "نوع تغییر", "مقدار پیشین", "مقدار تازه", "شمار سلول‌ها", "نخستین سطر")


def fill(
    sheets: Sequence[Prepared], schema: Any, known: Mapping[str, tuple[Mapping[str, str], str]], merge: Merge,
    lists: Sequence[Lists], *, workers: int,
) -> Iterator[SheetResult]:  # fmt: skip
    """Read the sheets of one table into ``merge``; yields what came of each.

    ``known`` has, for each column that refers to another table, its accepted spellings and that table's name.
    """
    today = JalaliDate.from_gregorian(dt.date.today())  # noqa: DTZ011 - the day where the person sits
    for prepared, told in zip(sheets, lists, strict=True):
        header = prepared.header
        readings = {
            name: reading_of(
                name, column, rials=header.rials.get(name), known=known.get(name, (None, ""))[0],
                known_in=known.get(name, (None, ""))[1],
            )
            for name, column in schema.columns.items()
        }  # fmt: skip
        work = Work(
            schema.name, prepared.sheet.where, header, prepared.cells, readings, schema.metadata["key"],
            prepared.made_key, prepared.marks, prepared.ours, str(today),
        )  # fmt: skip
        result = SheetResult(
            prepared.sheet.where, schema.name, title_of(schema), notes=list(prepared.notes),
            unknown=list(prepared.unknown),
            missing=[name for name in header.missing if name != prepared.made_key],
            headers=_headers(prepared, schema),
        )  # fmt: skip
        with _listing(told.rejected) as rejected, _listing(told.changes) as changes:
            _headed(rejected, [*OURS, *_stating_units(prepared)[prepared.ours :]])
            _headed(changes, CHANGES_HEADER)
            counts: dict[tuple[str, str], ChangeCount] = {}
            unheaded: set[int] = set()
            ended = of_three_digits = with_zero = 0
            for part in _parts(prepared, work, workers):
                _take(part, merge, result, rejected, schema, prepared)
                _count(part, counts, changes)
                unheaded |= part.unheaded
                ended += part.ended
                of_three_digits += part.of_three_digits
                with_zero += part.with_zero
        if unheaded:
            result.notes.append(noted.unheaded(sorted(unheaded)))
        if of_three_digits and not with_zero:
            result.notes.append(noted.without_zeros(of_three_digits))
        if ended:
            result.notes.append(noted.licences_ended(ended, today))
        result.changes = list(counts.values())
        for path, is_used in ((told.rejected, result.refused), (told.changes, result.changes)):
            if not is_used:
                path.unlink()
        result.rejected_file = told.rejected.name if result.refused else None
        result.changes_file = told.changes.name if result.changes else None
        yield result


def _parts(prepared: Prepared, work: Work, workers: int) -> Iterator[Part]:
    if prepared.sheet.size < LARGE or workers < 2:
        yield from map(partial(read_block, work=work), prepared.sheet.blocks)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # without the collector: a block is millions of small objects and no cycle
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=gc.disable) as pool:
        waiting: deque[Any] = deque()
        try:
            for block in prepared.sheet.blocks:
                waiting.append(pool.submit(read_block, block, work))
                if len(waiting) > workers * AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()


def _take(part: Part, merge: Merge, result: SheetResult, rejected: TextIO, schema: Any, prepared: Prepared) -> None:
    result.read += len(part.keys) + len(part.refused)
    result.passed_over += part.passed_over[: MOST_TOLD - len(result.passed_over)]
    result.passed.update(why for _, why in part.passed_over)
    where = prepared.sheet.where
    doubled = merge.add(part, where, _unsaid(result.missing, schema))
    refused = list(part.refused)
    rows = part.rows() if doubled else []
    for place in doubled:
        cells = _as_in_the_file(rows[place], schema, prepared)
        key = ", ".join(schema.metadata["key"])
        found = part.keys[place].replace("\x1f", ", ")
        before = merge.seen[part.keys[place]]
        expected = Bilingual(fa=f"{ONCE.fa}؛ پیش‌تر در {before} آمده است", en=f"{ONCE.en}; it came before in {before}")
        refused.append(Refusal(part.numbers[place], cells, [(key, found, expected)]))
    refused.sort(key=lambda one: one.row)
    result.refused += len(refused)
    writer = csv.writer(rejected, lineterminator="\n")
    for one in refused:
        faults = [Refused(one.row, *fault) for fault in one.faults]
        columns = " | ".join(result.headed(fault.column) for fault in faults)
        found = " | ".join(fault.found_in("fa") for fault in faults)
        expected = " | ".join(fault.expected.fa for fault in faults)
        writer.writerow(map(harmless, [str(one.row), columns, found, expected, *one.cells[prepared.ours :]]))
        if len(result.refusals) < MOST_TOLD:
            result.refusals += faults


def _unsaid(missing: Sequence[str], schema: Any) -> list[str]:
    """The columns a file says nothing of, whose values a row of the room keeps.

    Not those that must fit a column of the file, as a first day fits a last one: what the room has may not.
    """
    fitting = [[name for name in schema.columns if name in str(check.error)] for check in schema.checks]
    bound = {name for names in fitting if not set(names) <= set(missing) for name in names}
    return [name for name in missing if name not in bound]


def _headers(prepared: Prepared, schema: Any) -> dict[str, str]:
    """Each column's header as the file has it, or its Persian name where it has none."""
    places = prepared.header.places
    return {
        name: (name in places and prepared.cells[places[name]]) or column.metadata["name_fa"]
        for name, column in schema.columns.items()
    }


def _stating_units(prepared: Prepared) -> list[str]:
    """The file's headers; behind that of an amount its unit, where only a title or the command said it."""
    cells = [cell.strip() for cell in prepared.header.cells]
    for name, rials in prepared.header.rials.items():
        place = prepared.header.places[name]
        if unit_in(cells[place], name) is None:
            cells[place] += f" ({unit_of(rials)})"
    return cells


def _as_in_the_file(row: list[str], schema: Any, prepared: Prepared) -> list[str]:
    """The cells of a row that was read already, in the columns of its file; amounts with the unit they are in now."""
    cells = [""] * len(prepared.cells)
    for (name, column), value in zip(schema.columns.items(), row, strict=True):
        if name in prepared.header.places:
            is_amount = column.metadata["kind"] == "money" and value
            cells[prepared.header.places[name]] = f"{value} ریال" if is_amount else value
    return cells


def _count(part: Part, counts: dict[tuple[str, str], ChangeCount], changes: TextIO) -> None:
    changes.write(part.changes)
    for (column, what), (cells, before, after) in part.counts.items():
        had = counts.get((column, what)) or ChangeCount(column, what, 0, before, after)
        counts[column, what] = ChangeCount(column, what, had.cells + cells, had.before, had.after)


def _listing(path: Path) -> TextIO:
    path.parent.mkdir(exist_ok=True)
    return path.open("w", encoding="utf-8-sig", newline="")


def _headed(out: TextIO, header: Sequence[str]) -> None:
    csv.writer(out, lineterminator="\n").writerow(header)


def title_of(schema: Any) -> Bilingual:
    """The title of a table."""
    return Bilingual(fa=schema.metadata["fa"], en=schema.metadata["en"])


def header_line(columns: Sequence[str]) -> str:
    """The first line of a table's file."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow(columns)
    return written.getvalue()
