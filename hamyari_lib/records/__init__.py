"""The three things a run leaves: result records, the ledger of tables read, and the manifest.

Running and publishing meet here and nowhere else: ``report`` and ``data`` write records into the executed
notebook, ``run`` writes the manifest beside it, and ``site``, the index and the tests read both.
"""

from __future__ import annotations

from hamyari_lib.data import LEDGER_MIME
from hamyari_lib.records.manifest import Failure, Manifest, State
from hamyari_lib.records.reading import RESULT_MIME, ledger, record_from_json, record_to_json, results, rooms
from hamyari_lib.records.result import Bound, Column, Figure, Headline, Note, Record, Role, Statement, Table, Title
from hamyari_lib.records.stamp import Stamp, home_of, page_of
from hamyari_lib.records.themes import THEMES, theme_of
from hamyari_lib.units import Unit

__all__ = [
    "LEDGER_MIME",
    "RESULT_MIME",
    "THEMES",
    "Bound",
    "Column",
    "Failure",
    "Figure",
    "Headline",
    "Manifest",
    "Note",
    "Record",
    "Role",
    "Stamp",
    "State",
    "Statement",
    "Table",
    "Title",
    "Unit",
    "home_of",
    "ledger",
    "page_of",
    "record_from_json",
    "record_to_json",
    "results",
    "rooms",
    "theme_of",
]
