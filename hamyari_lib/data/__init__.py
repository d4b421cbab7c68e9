"""The data room: tables that say what their columns mean, where they come from, and who read them.

A notebook needs one name, :func:`load`. Importing this package is quick: pandas and pandera come with the first use.
"""

from __future__ import annotations

from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.declared import CodebookRow, codebook, schema, title
from hamyari_lib.data.ledger_line import LEDGER_MIME, LedgerLine, ledger
from hamyari_lib.data.reading import choices, line_now, load, names
from hamyari_lib.data.room_check import check_room
from hamyari_lib.data.room_line import ROOM_MIME, RoomLine, room_line_now
from hamyari_lib.data.rooms import Provenance, Room, provenance, room, room_path, rooms, tables

__all__ = [
    "LEDGER_MIME",
    "ROOM_MIME",
    "Bilingual",
    "CodebookRow",
    "LedgerLine",
    "Provenance",
    "Room",
    "RoomLine",
    "check_room",
    "choices",
    "codebook",
    "ledger",
    "line_now",
    "load",
    "names",
    "provenance",
    "room",
    "room_line_now",
    "room_path",
    "rooms",
    "schema",
    "tables",
    "title",
]
