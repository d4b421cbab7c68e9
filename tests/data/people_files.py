"""Files as people send them, and a folder of rooms to bring them into: what the tests of importing share."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import xlsxwriter

from hamyari_lib.data.importing import import_files
from hamyari_lib.data.importing.prepared import About
from hamyari_lib.data.importing.result import ImportResult

PROVINCE = "خراسان رضوی"
NEEDS = ("شناسهٔ نیاز", "شهرداری", "عنوان نیاز", "مقدار سالانه", "بهای واحد (ریال)")
NEED = ("N-1", "مشهد", "چراغ", "10", "1000")
REFUSED_HEADER = 4  # the columns that a list of refused rows has before those of its source


class Desk:
    """A folder for files that came in, and one of rooms; each file lies in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.rooms = folder, folder / "rooms"
        self.rooms.mkdir()
        self._numbers = itertools.count()

    def new_room(self) -> str:
        return f"r{next(self._numbers)}"

    def put(self, content: str | bytes, name: str = "needs.csv") -> Path:
        path = self.folder / str(next(self._numbers)) / name
        path.parent.mkdir()
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def bring(self, *files: Path, room: str = "own", kind: str = "real", **options) -> ImportResult:
        return import_files(files, room_name=room, province=PROVINCE, about=About(kind), workers=1, **options)

    def take(self, content: str | bytes, name: str = "needs.csv", **options) -> ImportResult:
        """Bring a file of this content."""
        return self.bring(self.put(content, name), **options)

    def kept(self, table: str = "needs", room: str = "own") -> list[dict[str, str]]:
        """The rows of a room's table as its file has them."""
        found = list((self.rooms / room).glob(f"{table}.*.csv"))
        if not found:
            return []
        (path,) = found
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def listed(self, kind: str, room: str = "own") -> list[list[str]]:
        """The rows of the only list of refused rows, or of changes, without its header."""
        found = list((self.rooms / room / kind).glob("*.csv"))
        if not found:
            return []
        (path,) = found
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))[1:]

    def state(self, room: str = "own") -> dict[str, str]:
        """Each file of a room with its hash, whatever it is called, but for the lock."""
        folder = self.rooms / room
        return {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            for path in sorted(folder.rglob("*"))
            if path.name != ".lock"
        }


def said(result: ImportResult) -> str:
    """What an import says in the terminal, in English."""
    return "\n".join(map(str, result.lines()))


def need(number: int = 1, **changed: str) -> list[str]:
    """A row of needs, with some cells changed by header."""
    row = dict(zip(NEEDS, (f"N-{number}", *NEED[1:]), strict=True)) | changed
    return [row[name] for name in NEEDS]


def lines(*rows: Sequence[str], header: Sequence[str] = NEEDS, delimiter: str = ",") -> str:
    """A CSV file of needs."""
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator="\n").writerows([header, *rows])
    return written.getvalue()


def workbook(*rows: Sequence[object], header: Sequence[object] = NEEDS, then: Callable | None = None) -> bytes:
    """A workbook of one sheet, as if a spreadsheet had computed it; ``then`` adds to its book and sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Sheet1")
    for number, row in enumerate([header, *rows]):
        sheet.write_row(number, 0, row)
    if then is not None:
        then(book, sheet)
    book.close()
    return altered(out.getvalue(), {"xl/workbook.xml": lambda xml: xml.replace(b' fullCalcOnLoad="1"', b"")})


SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def altered(
    book: bytes,
    change: Mapping[str, Callable[[bytes], bytes]] | None = None,
    *,
    drop: Sequence[str] = (),
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """A workbook with some parts changed, without some, or with more."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in drop:
                new.writestr(name, (change or {}).get(name, bytes)(old.read(name)))
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def with_rows(xml: bytes) -> Callable[[bytes], bytes]:
    """What puts more rows behind those of a sheet."""
    return lambda sheet: sheet.replace(b"</sheetData>", xml + b"</sheetData>")
