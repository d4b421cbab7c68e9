"""The three things a run leaves: result records, the ledger of tables read, and the manifest.

Running and publishing meet here and nowhere else: ``report`` and ``data`` write records into the executed
notebook, ``run`` writes the manifest beside it, and ``site``, the index and the tests read both.
"""

from __future__ import annotations

from hamyari_lib.data import LEDGER_MIME
from hamyari_lib.records.manifest import Failure, Manifest, State
from hamyari_lib.records.reading import RESULT_MIME, ledger, record_from_json, record_to_json, results, rooms
from hamyari_lib.records.result import (
    XLSX_MIME,
    Attachment,
    Bound,
    Column,
    Figure,
    Headline,
    Note,
    Record,
    Role,
    Statement,
    Table,
    Title,
)
from hamyari_lib.records.stamp import Stamp, home_of, page_of
from hamyari_lib.records.themes import THEMES, theme_of
from hamyari_lib.units import Unit

__all__ = [
    "Attachment",
    "Bound",
    "Column",
    "Failure",
    "Figure",
    "Headline",
    "LEDGER_MIME",
    "Manifest",
    "Note",
    "RESULT_MIME",
    "Record",
    "Role",
    "Stamp",
    "State",
    "Statement",
    "THEMES",
    "Table",
    "Title",
    "Unit",
    "XLSX_MIME",
    "home_of",
    "ledger",
    "page_of",
    "record_from_json",
    "record_to_json",
    "results",
    "rooms",
    "theme_of",
]
