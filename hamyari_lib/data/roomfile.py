"""Reads and checks ``room.toml``, and collects every fault in it before it is refused."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from hamyari_lib import text
from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.files import limited, read_bytes
from hamyari_lib.data.rooms import ROOM_FILE, Provenance, Room
from hamyari_lib.errors import DataError, nearest

SCHEMA_VERSION = 2  # 1 named no province
CURRENCY = "rial"  # the tables' columns are in rial by their schemas; another currency needs another schema version
KINDS = ("real", "illustrative")

_ROOM_KEYS = ("schema_version", "name", "province", "title", "currency", "as_of", "tables")
_TABLE_KEYS = ("file", "kind", "source", "licence", "as_of", "caveats", "sha256")


def read_room(folder: Path, name: str) -> Room:
    """The room in ``folder``, which must be called ``name``; ``DataError`` with all faults of its file."""
    missing = "write it; hamyari_lib/data/sample/room.toml is an example"
    return _read_room(read_bytes(folder / ROOM_FILE, f"{name}/{ROOM_FILE}", missing=missing), name)


@lru_cache(maxsize=16)
def _read_room(content: bytes, name: str) -> Room:
    """The room that its file's ``content`` describes: a report asks for it at each of its tables."""
    where = f"{name}/{ROOM_FILE}"
    try:
        values = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(f"{where}: line {line}: is not UTF-8; save the file as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{where}: is not TOML: {error}; correct that place.") from None
    version = values.get("schema_version")
    if version != SCHEMA_VERSION or isinstance(version, bool):
        found = "is missing" if version is None else f"is {version!r}"
        is_old = isinstance(version, int) and not isinstance(version, bool) and 1 <= version < SCHEMA_VERSION
        remedy = f"run `hamyari data migrate {name}`" if is_old else "correct it, or update hamyari"
        raise DataError(f"{where}: schema_version {found}; expected {SCHEMA_VERSION}; {remedy}.")
    form = _Form(where)
    form.only(values, _ROOM_KEYS, "")
    form.choice(values, "name", (name,), "")
    form.choice(values, "currency", (CURRENCY,), "")
    province = text.normalise(form.words(values, "province", ""))
    title, as_of = form.bilingual(values, "title", ""), form.bilingual(values, "as_of", "")
    entries = values.get("tables", {})
    if not isinstance(entries, dict):
        form.fault("tables", entries, "parts [tables.<name>]")
        entries = {}
    read = tuple(_entry(form, name, table, entry) for table, entry in entries.items())
    if form.faults:
        raise DataError(limited(form.faults))
    return Room(name=name, province=province, title=title, currency=CURRENCY, as_of=as_of, tables=read)


def _entry(form: _Form, room: str, table: str, entry: Any) -> Provenance:
    part = f"tables.{table}."
    if not isinstance(entry, dict):
        form.fault(f"tables.{table}", entry, f"a part [tables.{table}]")
        entry = {}
    else:
        form.only(entry, _TABLE_KEYS, part)
    file = form.words(entry, "file", part)
    if file and (set(file) & set("\\/:\0") or file.startswith(".")):
        form.fault(part + "file", file, "the bare name of a file in the room's folder")
    digest = entry.get("sha256")
    if digest is not None and not (isinstance(digest, str) and re.fullmatch("[0-9a-fA-F]{64}", digest)):
        form.fault(part + "sha256", digest, "64 hexadecimal digits")
        digest = None
    return Provenance(
        table=table,
        room=room,
        file=file,
        kind=form.choice(entry, "kind", KINDS, part),  # type: ignore[arg-type]
        source=form.bilingual(entry, "source", part),
        licence=form.one_or_both(entry, "licence", part),
        as_of=form.bilingual(entry, "as_of", part),
        caveats=form.bilingual(entry, "caveats", part),
        sha256=digest.lower() if digest else None,
    )


class _Form:
    """Takes values out of a mapping and notes each that does not fit; what is wrong comes back as an empty text."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.faults: list[str] = []

    def fault(self, key: str, found: object, expected: str, remedy: str = "") -> None:
        state = "is missing" if found is None else f"is {found!r}"
        self.faults.append(f"{self.where}: {key} {state}; expected {expected}; {remedy or 'correct it.'}")

    def only(self, values: dict[str, Any], keys: tuple[str, ...], part: str) -> None:
        for key in values:
            if key not in keys:
                near = nearest(key, keys)
                hint = f"did you mean {near}?" if near else "remove it."
                self.faults.append(f"{self.where}: {part}{key} is not known; expected {', '.join(keys)}; {hint}")

    def words(self, values: dict[str, Any], key: str, part: str) -> str:
        value = values.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self.fault(part + key, value, "a text")
        return ""

    def choice(self, values: dict[str, Any], key: str, allowed: tuple[str, ...], part: str) -> str:
        value = values.get(key)
        if value in allowed:
            return str(value)
        near = nearest(value, allowed) if isinstance(value, str) else None
        self.fault(part + key, value, " or ".join(allowed), f"write {near or allowed[0]}." if near else "")
        return ""

    def one_or_both(self, values: dict[str, Any], key: str, part: str) -> Bilingual:
        """A text in both languages, or a plain one that stands for both, such as the name of a licence."""
        value = values.get(key)
        if isinstance(value, str) and value.strip():
            return Bilingual(fa=value, en=value)
        if isinstance(value, dict):
            return self.bilingual(values, key, part)
        self.fault(part + key, value, 'a text, or one in both languages, { fa = "…", en = "…" }')
        return Bilingual("", "")

    def bilingual(self, values: dict[str, Any], key: str, part: str) -> Bilingual:
        value = values.get(key)
        if not isinstance(value, dict):
            self.fault(part + key, value, 'a text in both languages, { fa = "…", en = "…" }')
            return Bilingual("", "")
        self.only(value, ("fa", "en"), f"{part}{key}.")
        return Bilingual(fa=self.words(value, "fa", f"{part}{key}."), en=self.words(value, "en", f"{part}{key}."))
