"""Looks through a workbook before a reader gets it: a zip of XML, which may unfold to any size or be no workbook.

The reader (calamine) lays a sheet out from its first to its last cell, copies a text into each cell that has it, takes
a formula's last value, gives an error as a blank, and does not say which cells are shown as per cent. A small file can
also unfold to any size. So each part is unfolded once here, and what the reader would not tell is noted.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.importing import notes as noted
from hamyari_lib.data.importing.cell_marks import Part, Styles, look, mark_circles, percent_styles
from hamyari_lib.errors import DataError

LEAST_UNFOLDED, TIMES_UNFOLDED, MOST_UNFOLDED = 64 * 2**20, 20, 2 * 2**30
LEAST_TEXT = 128 * 2**20
MOST_PARTS = 5_000
MOST_XML = 32 * 2**20
SPARE_CELLS, TIMES_CELLS = 2_000_000, 4
REMEDY = "open it in Excel, save it as a new .xlsx and send that"
_BLOCK = 2**20
_LONGEST_CELL = 4 * 2**20
_TEXT = re.compile(rb"<(?:\w+:)?si(?=[\s/>])")
_INDEX = re.compile(rb"""\bt=["']s["'][^>]*>\s*<(?:\w+:)?v>\s*(\d+)\s*<""")


@dataclass
class Looked:
    """What was seen of a workbook: ``parts`` by the name of the sheet, the names of the sheets that are ``hidden``, and
    ``notes`` for whoever brings the file.
    """

    parts: dict[str, Part] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    notes: list[Bilingual] = field(default_factory=list)


def look_through(path: Path) -> Looked:
    """Unfold each part of a workbook once.

    Raises
    ------
    DataError
        It is damaged, protected by a password, no workbook, or unfolds to more than its size warrants.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _Looking(path, archive).through()
    except (zipfile.BadZipFile, zlib.error, EOFError, ElementTree.ParseError, NotImplementedError, OSError) as error:
        raise damaged(path.name, error) from None
    except (KeyError, ValueError, IndexError) as error:  # what a part names is not there
        raise damaged(path.name, error) from None
    except RuntimeError:  # an encrypted part of a zip
        raise DataError(f"{path.name}: is protected by a password; save a copy without one.") from None


def damaged(where: str, error: BaseException) -> DataError:
    """What to say of a workbook that cannot be read."""
    if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
        raise error
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    return DataError(f"{where}: is no sound workbook ({said}); {REMEDY}.")


class _Looking:
    """One look through one workbook."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.where, self.archive = path.name, archive
        self.size = path.stat().st_size
        self.left = min(MOST_UNFOLDED, max(LEAST_UNFOLDED, TIMES_UNFOLDED * self.size))
        self.names = archive.namelist()

    def through(self) -> Looked:
        looked = Looked()
        if len(self.names) > MOST_PARTS:
            raise DataError(f"{self.where}: has {len(self.names):,} parts; expected at most {MOST_PARTS:,}; {REMEDY}.")
        if "EncryptedPackage" in self.names:
            raise DataError(f"{self.where}: is protected by a password; save a copy without one.")
        if "xl/workbook.xml" not in self.names:
            raise DataError(f"{self.where}: is a zip, but no Excel workbook (.xlsx); {REMEDY}.")
        if len(set(map(str.lower, self.names))) < len(self.names):
            raise DataError(f"{self.where}: has two parts of the same name; {REMEDY}.")
        if any(name.endswith("vbaProject.bin") for name in self.names):
            looked.notes.append(noted.HAS_MACROS)
        if any("externalLinks/" in name for name in self.names):
            looked.notes.append(noted.HAS_LINKS)
        files, is_stale, is_iterated, hidden = self.sheets()
        looked.hidden = frozenset(hidden)
        styles = percent_styles(self.xml("xl/styles.xml")) if "xl/styles.xml" in self.names else Styles()
        parts = {file: Part(is_stale=is_stale) for file in files.values() if file in self.names}
        longest = 0
        for name in self.names:
            for content in self.unfolded(name, is_looked_at=name in parts or name == "xl/sharedStrings.xml"):
                if name in parts:
                    look(content, parts[name], styles)
                else:
                    longest = max(longest, *map(len, _TEXT.split(content)))
            if name in parts:
                self.check(parts[name])
                parts[name].circular = 0 if is_iterated else mark_circles(parts[name])
        self.check_texts(list(parts), sum(part.texts for part in parts.values()) * longest)
        looked.parts = {sheet: parts[file] for sheet, file in files.items() if file in parts}
        return looked

    def sheets(self) -> tuple[dict[str, str], bool, bool, list[str]]:
        """The part of each sheet, whether formulas wait for being computed or may go in circles, and hidden sheets."""
        relations = ElementTree.fromstring(self.xml("xl/_rels/workbook.xml.rels"))
        targets = {
            one.get("Id"): posixpath.normpath(posixpath.join("/xl", one.attrib["Target"]))[1:]
            for one in relations
            if one.get("TargetMode") != "External"
        }
        names = set(map(str.lower, self.names))
        if missing := [one for one in targets.values() if one.lower() not in names]:
            raise DataError(f"{self.where}: its part {missing[0]} is missing; {REMEDY}.")
        files, hidden, is_stale, is_iterated = {}, [], False, False
        for one in ElementTree.fromstring(self.xml("xl/workbook.xml")).iter():
            if one.tag.endswith("}sheet"):
                name = one.get("name") or ""
                reference = next((value for key, value in one.attrib.items() if key.endswith("}id")), None)
                files[name] = targets.get(reference, "")
                if one.get("state", "visible") != "visible":
                    hidden.append(name)
            elif one.tag.endswith("}calcPr"):  # as programs write that compute nothing, Excel does not
                is_stale = one.get("fullCalcOnLoad") in ("1", "true")
                is_iterated = one.get("iterate") in ("1", "true")
        return files, is_stale, is_iterated, hidden

    def xml(self, name: str) -> bytes:
        """A small part as a whole."""
        if self.archive.getinfo(name).file_size > MOST_XML:
            raise DataError(f"{self.where}: {name} unfolds to far more than its kind warrants; {REMEDY}.")
        return b"".join(self.unfolded(name, is_counted=False))

    def unfolded(self, name: str, *, is_counted: bool = True, is_looked_at: bool = True) -> Iterator[bytes]:
        """A part's content in pieces that cut no cell, and no text, in two; nothing where it is not looked at."""
        held = before = b""
        is_xml = name.lower().endswith((".xml", ".rels"))
        with self.archive.open(name) as file:
            while content := file.read(_BLOCK):
                self.left -= len(content) if is_counted else 0
                if self.left < 0:
                    raise DataError(
                        f"{self.where}: unfolds to far more than its size warrants (a zip bomb?); {REMEDY}."
                    )
                if not is_xml:
                    continue
                if not before and content.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
                    raise DataError(f"{self.where}: {name} is in UTF-16, which Excel does not write; {REMEDY}.")
                if b"<!DOCTYPE" in before + content:
                    raise DataError(f"{self.where}: {name} defines a document type, which Excel does not; {REMEDY}.")
                before = content[-16:]
                if is_looked_at:
                    held += content
                    end = _end(held)
                    yield held[:end]
                    held = held[end:]
        yield held

    def check(self, part: Part) -> None:
        """That a sheet is no larger than its cells, and that each cell that matters says where it stands."""
        if part.rows * part.columns > SPARE_CELLS + TIMES_CELLS * part.cells:
            raise DataError(
                f"{self.where}: a sheet reaches to row {part.rows:,} and column {part.columns:,} with only "
                f"{part.cells:,} cells; delete the empty rows and columns behind the data and save it."
            )
        if part.is_unplaced:
            raise DataError(f"{self.where}: does not say of each cell in which column it stands; {REMEDY}.")

    def check_texts(self, sheets: list[str], most: int) -> None:
        """That a few long texts are not meant in millions of cells: the reader copies them into each."""
        allowed = max(LEAST_TEXT, TIMES_UNFOLDED * self.size)
        if most <= allowed:
            return
        content = b"".join(self.unfolded("xl/sharedStrings.xml", is_counted=False))
        lengths = [len(one) for one in _TEXT.split(content)[1:]]
        total = 0
        for name in sheets:
            for content in self.unfolded(name, is_counted=False):
                total += sum(lengths[place] for place in map(int, _INDEX.findall(content)) if place < len(lengths))
                if total > allowed:
                    raise DataError(f"{self.where}: unfolds to far more text than its size warrants; {REMEDY}.")


def _end(held: bytes) -> int:
    """Where the last cell or text begins; where there is none for long, the last tag, or the end."""
    found = max(held.rfind(b"<c "), held.rfind(b"<si>"), held.rfind(b"<si "))
    if (prefixed := held.rfind(b":c ")) > found:
        found = held.rfind(b"<", 0, prefixed)
    if found <= 0 and len(held) > _LONGEST_CELL:
        found = max(held.rfind(b"<"), 0) or len(held)
    return max(found, 0)
