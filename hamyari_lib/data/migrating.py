"""Brings a room of an older schema version up to date, a version at a time; what is not known is asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

from hamyari_lib.data.keeping import holding, own_room
from hamyari_lib.data.provinces import province_named
from hamyari_lib.data.roomfile import SCHEMA_VERSION, read_room
from hamyari_lib.data.rooms import ROOM_FILE
from hamyari_lib.errors import DataError
from hamyari_lib.files import write_atomically


def migrate(name: str, *, province: str | None = None) -> tuple[int, int]:
    """Bring a room's ``room.toml`` to the present schema version; returns the version before and after.

    The file as it was is kept beside it as ``room.v1.toml`` (and so on). Comments and order stay. Nothing is changed
    where the room is up to date already.

    Raises
    ------
    DataError
        The file is damaged, of a newer version, or lacks what the next version needs and the caller did not say.
    """
    import tomlkit

    folder = own_room(name)
    where = f"{name}/{ROOM_FILE}"
    with holding(folder):
        try:
            written = (folder / ROOM_FILE).read_text(encoding="utf-8-sig")
            version = tomllib.loads(written).get("schema_version")
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise DataError(f"{where}: cannot be read ({error}); mend that first.") from None
        if version == SCHEMA_VERSION:
            read_room(folder, name)
            return version, version
        if not isinstance(version, int) or not 1 <= version < SCHEMA_VERSION:
            raise DataError(f"{where}: schema_version is {version!r}; expected 1 to {SCHEMA_VERSION}; update hamyari.")
        document = tomlkit.parse(written)
        for step in range(version, SCHEMA_VERSION):
            STEPS[step](document, where, {"province": province})
            document["schema_version"] = step + 1
        write_atomically(folder / f"room.v{version}.toml", written)
        write_atomically(folder / ROOM_FILE, tomlkit.dumps(document))
    read_room(folder, name)
    return version, SCHEMA_VERSION


def _name_the_province(document: Any, where: str, said: dict[str, str | None]) -> None:
    """Version 2 names the province, which decides whose municipalities the sample may stand in for."""
    if said["province"] is None:
        raise DataError(f"{where}: version 2 names the room's province; give --province with its Persian name.")
    document["province"] = province_named(said["province"])


STEPS: dict[int, Callable[[Any, str, dict[str, str | None]], None]] = {1: _name_the_province}
