"""The second line against telling too much: what is about to be published is searched for all that is confidential.

The first line is that a report's kernel never holds it. What is searched: a page's text and attributes, its one-file
copy, its code, the texts of its figures and its downloads, for the values of the confidential columns of every table in
the rooms that the report reads, and of confidential parameters.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from hamyari_lib.data.audience import Audience
from hamyari_lib.data.rooms import room_path
from hamyari_lib.data.secrets import Secret, cells_state, open_cells, rial_in, secrets_of, tables_with_secrets
from hamyari_lib.errors import DataError, HamyariError
from hamyari_lib.glossary import GLOSSARY
from hamyari_lib.records import Manifest
from hamyari_lib.site.searching import BREAK, Search
from hamyari_lib.site.wording import all_words

ParametersWithheld = Callable[[Audience], Sequence[Secret]]
"""The values of confidential parameters that an audience may not see."""

_DATA = re.compile(r"data:[\w/.+-]+;base64,[A-Za-z0-9+/=]*")
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_INLINE = re.compile(r"</?(?:a|b|bdi|code|em|i|small|span|strong|sub|sup|time)(?: [^<>]*)?>")
_TAG = re.compile(r"<[^<>]*>")
_ATTRIBUTE = re.compile(r'="([^"<>]*)"')
_WHAT = {".html": "its one-file copy", ".js": "its code", ".csv": "a CSV download", ".xlsx": "an XLSX download",
         ".svg": "a figure"}  # fmt: skip


class LeakError(HamyariError):
    """Something holds what its audience may not see; one line for each place that the value stands in."""


class Guard:
    """Keeps from being published what a report's audience may not see. One serves for all reports of a batch: what it
    searches for is read once."""

    def __init__(self, parameters: ParametersWithheld | None = None) -> None:
        self._parameters = parameters or (lambda _: ())
        self._rooms: dict[Audience, set[str]] = {}
        self._secrets: dict[tuple[str, str, Audience], tuple[Secret, ...]] = {}
        self._searches: dict[tuple[Audience, frozenset[str]], Search | None] = {}

    def require_safe(self, manifest: Manifest, html: str, files: Mapping[str, bytes] | None = None) -> None:
        """``LeakError`` where a page, or one of the ``files`` beside it, holds what the report's audience may not see;
        ``DataError`` where a confidential table that the report read cannot be read any more."""
        search = self._search_for(manifest)
        if search is None:
            return
        parts = {"the page": _of_markup(html)} | {
            _WHAT.get(f".{name.rpartition('.')[2]}", name): f"{name}{BREAK}{_of_file(name, content)}"
            for name, content in (files or {}).items()
        }
        found: dict[str, list[str]] = {}
        for part, words in parts.items():
            for where in search.found_in(words):
                found.setdefault(where, []).append(part)
        if found:
            raise LeakError(
                f"{' and '.join(found[where])} holds what is for others than {manifest.audience}: a value of {where}; "
                "take it out of the notebook and what it computes, or make the report for those who may see it."
                for where in sorted(found)
            )

    def look_at(self, room: str, viewer: Audience) -> None:
        """Read now what a report on a room will be searched for."""
        self._search_in({room: set()}, viewer)

    def _search_for(self, manifest: Manifest) -> Search | None:
        """What to search for; ``None`` where nothing is confidential, as soon as that is known."""
        read = {line.room: {one.table for one in manifest.ledger if one.room == line.room and one.withheld}
                for line in manifest.ledger}  # fmt: skip
        if isinstance(room := manifest.parameters.get("data_room"), str):
            read.setdefault(room, set())
        return self._search_in(read, manifest.audience)

    def _search_in(self, read: Mapping[str, set[str]], viewer: Audience) -> Search | None:
        rooms = self._rooms.setdefault(viewer, set())  # a page bears the titles of other reports too
        rooms |= {room for room, tables in read.items() if self._has_secrets(room, viewer, tables)}
        key = viewer, frozenset(rooms)
        if key not in self._searches:
            secrets = [one for (room, _, seen), found in self._secrets.items() if seen == viewer and room in rooms
                       for one in found]  # fmt: skip
            secrets += self._parameters(viewer)
            self._searches[key] = _search(secrets, rooms, viewer) if secrets else None
        return self._searches[key]

    def _has_secrets(self, room: str, viewer: Audience, needed: Iterable[str]) -> bool:
        """Whether a room has what ``viewer`` may not see, which is read here; ``DataError`` where a ``needed`` table
        cannot be."""
        try:
            tables = set(tables_with_secrets(room, viewer))
        except DataError:
            if needed:
                raise
            return False
        for table in {*tables, *needed}:
            if (room, table, viewer) not in self._secrets:
                try:
                    self._secrets[room, table, viewer] = secrets_of(room, table, viewer)
                except DataError:  # a table that this report did not read
                    if table in needed:
                        raise
        return bool(tables)


def _search(secrets: list[Secret], rooms: Iterable[str], viewer: Audience) -> Search | None:
    """What to search for; that of the same rooms and secrets is made once in a process."""
    rooms = tuple(sorted(rooms))
    seen = tuple((room_path(room), cells_state(room)) for room in rooms)
    make = _make_search.__wrapped__ if any(states is None for _, states in seen) else _make_search
    return make(tuple(secrets), rooms, viewer, seen)


@lru_cache(maxsize=8)
def _make_search(
    secrets: tuple[Secret, ...], rooms: tuple[str, ...], viewer: Audience, _seen: tuple[object, ...]
) -> Search | None:
    texts = [named[language] for named in GLOSSARY.values() for language in ("fa", "en")] + all_words()
    amounts: list[float] = []
    for room in rooms:
        for column, cells in open_cells(room, viewer):
            texts += cells
            if rial := rial_in(column):
                amounts += [float(cell) * rial for cell in cells if re.fullmatch(r"[0-9.]+", cell)]
    return Search(secrets, open_texts=texts, open_amounts=amounts) or None


def _of_file(name: str, content: bytes) -> str:
    """The texts of a file that stands beside a page; none of a picture made of dots."""
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            parts = [book.read(one).decode("utf-8") for one in book.namelist() if one.endswith(".xml")]
        return unescape(_TAG.sub(BREAK, BREAK.join(parts)))
    if not name.endswith((".html", ".js", ".csv", ".svg")):
        return ""
    written = content.decode("utf-8-sig")
    if name.endswith(".csv"):
        return BREAK.join(cell for row in csv.reader(io.StringIO(written, newline="")) for cell in row)
    if name.endswith(".svg"):  # the numbers of its paths are no text; what its letters spell stands in comments
        return unescape(_TAG.sub(BREAK, _COMMENT.sub(rf"{BREAK}\1{BREAK}", written)))
    if name.endswith(".js"):
        cells = json.loads(written[written.index("[") : written.rindex("]") + 1])
        return _of_markup(BREAK.join(cells))
    return _of_markup(written)


def _of_markup(html: str) -> str:
    """What HTML shows and what stands in its attributes, each text by itself; not the files that it carries, which are
    searched as files."""
    html = _STYLE.sub("", _DATA.sub("", html))
    shown = _TAG.sub(BREAK, _INLINE.sub("", html))
    attributes = BREAK.join(_ATTRIBUTE.findall(html))
    return unescape(f"{shown}{BREAK}{unquote(attributes) if '%' in attributes else attributes}")
