"""Sifts the rows of a block: which hold data, which are passed over and why, and which no one can read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from hamyari_lib import text
from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.importing import notes as noted
from hamyari_lib.data.importing.cells import SEPARATOR, fold
from hamyari_lib.data.importing.sources import Block
from hamyari_lib.data.importing.texts import Irregular, Row
from hamyari_lib.data.parquet import LONGEST_TEXT
from hamyari_lib.data.template_marks import is_no_data

if TYPE_CHECKING:
    from hamyari_lib.data.importing.rows import Work

TOTALS = frozenset(
    map(fold, ("جمع", "جمع کل", "مجموع", "مجموع کل", "جمع‌کل", "کل", "سرجمع", "total", "sum", "grand total"))
)
_LONGEST_TOTAL = 16
_ENDS = "علLlMm"  # of the words for a total
_TAILS = frozenset(f"{_ENDS} :：")
FORMULA = frozenset("=+-@\t\r")

Misfit = tuple[str, str | Bilingual, Bilingual]
"""A column (none for the whole row), what was found there (its cell, where it is one; none, where that is blank), and
what was expected."""

_IRREGULAR: Misfit = (
    "",
    Bilingual(fa="سطری که گیومهٔ آن باز مانده یا جابه‌جاست", en="a line whose double quotes are out of place"),
    Bilingual(fa="گیومهٔ بسته در دو سر خانه", en="a double quote at both ends of a cell, or none"),
)


@dataclass(frozen=True)
class Refusal:
    """A row that is not kept: its number, its cells as the file has them, and each fault.

    Tuples and shared texts, because there can be hundreds of thousands of them, which go between processes.
    """

    row: int
    cells: list[str]
    faults: list[Misfit]


def data_rows(
    block: Block, work: Work, *, refused: list[Refusal], passed_over: list[tuple[int, Bilingual]]
) -> list[Row]:
    """The rows below the header that hold data, each as wide as the header."""
    width, ours = len(work.cells), work.ours
    places = work.header.places.values()
    below = [one for one in (_unharmed(block.rows()) if ours else block.rows()) if one[0] > work.header.rows]
    if _are_data(below, work):
        return below
    found: list[Row] = []
    for number, row in below:
        if not (any(row) and any(map(str.strip, row))):
            continue
        if len(row) > width and not any(map(str.strip, row[width:])):
            row = row[:width]
        if work.marks is not None and is_no_data(row[work.marks] if work.marks < len(row) else None):
            passed_over.append((number, noted.OF_THE_TEMPLATE))
        elif _is_header_again(row, work.cells):
            passed_over.append((number, noted.HEADER_AGAIN))
        elif _is_total(row[ours : ours + 3]):
            passed_over.append((number, noted.A_TOTAL))
        elif isinstance(row, Irregular):
            refused.append(Refusal(number, row, [_IRREGULAR]))
        elif len(row) > width:
            refused.append(Refusal(number, row, [_too_wide(len(row), width)]))
        elif any(place < len(row) and row[place].strip() for place in places):
            found.append((number, row + [""] * (width - len(row))))
        else:
            passed_over.append((number, noted.NOTHING_READ))
    if max(map(len, chain.from_iterable(row for _, row in found)), default=0) <= LONGEST_TEXT:
        return found
    longest = {number: max(map(len, row)) for number, row in found}
    fits = [one for one in found if longest[one[0]] <= LONGEST_TEXT]
    refused += [Refusal(*one, [_too_long(longest[one[0]])]) for one in found if longest[one[0]] > LONGEST_TEXT]
    return fits


def _are_data(rows: list[Row], work: Work) -> bool:
    """Whether all rows of a block are plainly data, as they mostly are: told column by column, many times faster."""
    width, ours = len(work.cells), work.ours
    first = min(work.header.places.values())
    cells = [row for _, row in rows]
    return (
        work.marks is None
        and width > ours + 2
        and set(map(len, cells)) <= {width}
        and set(map(type, cells)) <= {list}
        and not any(not start or start.isspace() for start in {row[first][:1] for row in cells})
        and work.cells[0] not in set(map(str.strip, [row[0] for row in cells]))
        and not any(_ends_in(_TAILS, [row[place] for row in cells]) for place in range(ours, ours + 3))
        and max(map(len, map("".join, cells)), default=0) <= LONGEST_TEXT
    )


def _ends_in(tails: frozenset[str], cells: list[str]) -> bool:
    """Whether a cell may end in one of these characters."""
    joined = SEPARATOR.join([*cells, ""])
    return any(f"{tail}{SEPARATOR}" in joined for tail in tails)


def _too_long(letters: int) -> Misfit:
    found = Bilingual(fa=text.digits(f"متنی با {letters} نویسه", language="fa"), en=f"a text of {letters:,} characters")
    fa = text.digits(f"حداکثر {LONGEST_TEXT} نویسه در هر سلول", language="fa")
    return "", found, Bilingual(fa=fa, en=f"at most {LONGEST_TEXT:,} in a cell")


def _too_wide(cells: int, width: int) -> Misfit:
    found = Bilingual(fa=text.digits(f"{cells} سلول", language="fa"), en=f"{cells} cells")
    fa = text.digits(f"{width} سلول، یکی برای هر ستون", language="fa")
    return "", found, Bilingual(fa=fa, en=f"{width}, one for each column")


def _is_header_again(row: list[str], header: tuple[str, ...]) -> bool:
    return row[0].strip() == header[0] and tuple(cell.strip() for cell in row) == header


def _is_total(row: list[str]) -> bool:
    """Whether these first words of a row say that it sums the others: «جمع کل», perhaps behind the row's number."""
    words = [cell for cell in row if cell][:2]
    return any(
        len(word) < _LONGEST_TOTAL and word.rstrip(" :：")[-1:] in _ENDS and fold(word) in TOTALS for word in words
    ) and (fold(words[0]) in TOTALS or words[0].strip().isdigit())


def harmless(cell: str) -> str:
    """A cell that a spreadsheet will not take for a formula: an apostrophe is put before what could be one.

    >>> harmless("=1+1"), harmless("-5"), harmless("+98 51")
    ("'=1+1", '-5', "'+98 51")
    """
    if cell[:1] not in FORMULA or (cell.startswith("-") and cell[1:].replace(".", "", 1).isdigit()):
        return cell
    return f"'{cell}"


def _unharmed(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows of a file that an import wrote, without the apostrophes of :func:`harmless`."""
    for number, row in rows:
        yield number, [cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell for cell in row]
