"""Cuts CSV files into records and into blocks of whole records; a double quote that is out of place loses no row."""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from hamyari_lib.data.importing.encodings import BLOCK_BYTES
from hamyari_lib.errors import DataError

LONGEST_RECORD = 16 * 2**20

Row = tuple[int, list[str]]


class Irregular(list[str]):
    """The cells of a line whose double quotes are out of place, cut at each delimiter: no one knows what they are."""


@dataclass(frozen=True)
class Text:
    """Bytes of a CSV file from the beginning of one record to the end of another; they begin on ``line``.

    ``width`` is how many cells most of the file's first records have.
    """

    line: int
    content: bytes
    encoding: str
    delimiter: str
    width: int = 0

    def rows(self) -> Iterator[Row]:
        """Each record with its line; the cells of one that is no regular CSV are :class:`Irregular`."""
        text = self.content.decode(self.encoding)
        lines = list(io.StringIO(text, newline=""))
        try:
            records = list(csv.reader(lines, delimiter=self.delimiter, strict=True))
        except csv.Error:
            records = []
        if len(records) == len(lines):  # each line is a record, so no double quote is out of place
            yield from enumerate(records, start=self.line)
            return
        for begins, cells, _ in _records(text, self.delimiter, self.width):
            yield self.line + begins, cells


def _records(text: str, delimiter: str, width: int) -> Iterator[tuple[int, list[str], bool]]:
    """Each record with the number of lines before it, and whether it is one that does not end within the text.

    Where a record is not regular, its first line is given as it stands and reading goes on with the next line. Of the
    lines that it had swallowed, those whose own quotes do not match belong to nothing either. Not regular is also a
    record of several lines that each have cells enough for a row: a quote was opened in one and closed in another.
    """
    lines = list(io.StringIO(text, newline=""))
    place, suspect = 0, 0
    while place < len(lines):
        reader = csv.reader(_from(lines, place), delimiter=delimiter, strict=True)
        begins = place
        try:
            for cells in reader:
                ends = place + reader.line_num
                is_alone = begins >= suspect or not lines[begins].count('"') % 2
                if ends - begins > 1 and all(line.count(delimiter) + 1 >= width > 1 for line in lines[begins:ends]):
                    is_alone, suspect = False, max(suspect, ends)
                yield begins, cells if is_alone else _as_it_stands(lines[begins], delimiter), False
                if not is_alone:
                    place = begins + 1
                    break
                begins = ends
            else:
                return
        except csv.Error:
            swallowed = place + reader.line_num
            yield begins, _as_it_stands(lines[begins], delimiter), swallowed == len(lines)
            place, suspect = begins + 1, max(suspect, swallowed)


def _from(lines: list[str], place: int) -> Iterator[str]:
    for number in range(place, len(lines)):  # without passing over those before, which there may be many times
        yield lines[number]


def _as_it_stands(line: str, delimiter: str) -> Irregular:
    return Irregular(line.rstrip("\r\n").split(delimiter))


def blocks(opened: Callable[[], BinaryIO], where: str, encoding: str, delimiter: str, width: int) -> Iterator[Text]:
    """A file's content in blocks of whole records; it is opened when the first is asked for."""
    line, held = 1, b""
    with opened() as content:
        while read := content.read(BLOCK_BYTES):
            held += read
            end = _end_of_record(held)
            if not end and len(held) <= LONGEST_RECORD:
                continue
            if not end or not is_regular(held[:end], encoding, delimiter):
                end = _end_by_reading(held, encoding, delimiter, width)
                if not end:
                    raise DataError(f"{where}: line {line} is longer than {LONGEST_RECORD:,} bytes; is it a CSV file?")
            yield Text(line, held[:end], encoding, delimiter, width)
            line += held.count(b"\n", 0, end)
            held = held[end:]
    if held:
        yield Text(line, held, encoding, delimiter, width)


def _end_of_record(content: bytes) -> int:
    """Where the last whole record ends: behind a line end that is not within double quotes; 0 where there is none."""
    end = content.rfind(b"\n") + 1
    quotes = content.count(b'"', 0, end)
    while end and quotes % 2:
        before = content.rfind(b"\n", 0, end - 1) + 1
        quotes -= content.count(b'"', before, end)
        end = before
    return end


def is_regular(content: bytes, encoding: str, delimiter: str) -> bool:
    """Whether counting quotes has told the truth: a quote within a bare cell, as in ``2" pipe``, turns it round."""
    parts = content.split(b'"')  # a quote that opens follows a delimiter or a line end, one that closes precedes them
    mark = delimiter.encode()
    first, bare, last = parts[0], parts[2:-1:2], parts[-1]
    if (
        len(parts) % 2
        and {b"", mark, b"\n"} >= {first[-1:], *(part[-1:] for part in bare)}
        and {b"", mark, b"\n", b"\r"} >= {last[:1], *(part[:1] for part in bare)}
    ):
        return True
    reader = csv.reader(io.StringIO(content.decode(encoding), newline=""), delimiter=delimiter, strict=True)
    try:
        deque(reader, maxlen=0)
    except csv.Error:
        return False
    return True


def _end_by_reading(content: bytes, encoding: str, delimiter: str, width: int) -> int:
    """Where the last record ends that is whole, found by reading; what begins and never ends is left behind."""
    content = content[: content.rfind(b"\n") + 1]
    lines = list(io.StringIO(content.decode(encoding), newline=""))
    for begins, _, is_cut in _records("".join(lines), delimiter, width):
        if is_cut and begins:
            return len("".join(lines[:begins]).encode(encoding))
    return len(content)


def delimiter_of(start: str, *, lines: int) -> str:
    """What separates the columns: the mark that cuts most of the first lines into the same number of parts.

    >>> delimiter_of("نام;بها\\nچراغ;۱,۵\\nلوله;۲,۵\\n", lines=40)
    ';'
    """
    first = [line for line in start.splitlines()[:lines] if line.strip()]

    def evenness(mark: str) -> tuple[int, int]:
        parts = [_parts(line, mark) for line in first]
        usual = max(set(parts), key=lambda count: (count > 1, parts.count(count)), default=1)
        return (parts.count(usual) if usual > 1 else 0), usual

    return max(",;\t|", key=evenness)


def usual_width(rows: Iterable[Row]) -> int:
    """How many cells most rows have; the more, where two numbers are as frequent.

    >>> usual_width([(1, ["title"]), (2, ["a", "b"]), (3, ["1", "2"])])
    2
    """
    widths = Counter(len(cells) for _, cells in rows if cells)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _parts(line: str, mark: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=mark), []))
    except csv.Error:  # a cell of more than 131,072 characters
        return line.count(mark) + 1
