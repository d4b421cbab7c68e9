"""The stamp of a page: what it was made from, written in its head, so that one look tells whether it is up to date."""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass
from functools import lru_cache
from pathlib import Path

from hamyari_lib import modules
from hamyari_lib.data.audience import Audience
from hamyari_lib.records.manifest import Manifest

_HEAD_BYTES = 2_048
_STAMP = re.compile(rb'<meta name="hamyari-page" content="([^"]*)">')
_MAKES_PAGES = ("hamyari_lib.site", "hamyari_lib.params")  # how a page shows the parameters is handed to the site
_NONE = "-"


@dataclass(frozen=True)
class Stamp:
    """The run that a page shows, the text that it was made with, the later attempt that it tells of, and the code."""

    run: str
    text: str
    attempt: str
    code: str

    @classmethod
    def of(cls, shown: Manifest, attempt: Manifest | None = None) -> Stamp:
        """The stamp of a page that is made now; ``attempt`` is a later run that did not succeed."""
        written = shown.text_sha256[: modules.DIGITS] or _NONE
        return cls(shown.run, written, attempt.run if attempt else _NONE, site_version())

    @classmethod
    def read(cls, page: Path) -> Stamp | None:
        """The stamp of the page at ``page``; ``None`` for one of before pages had one. ``OSError`` without a page."""
        with page.open("rb") as file:
            found = _STAMP.search(file.read(_HEAD_BYTES))
        parts = found[1].decode("utf-8", "replace").split() if found else []
        return cls(*parts) if len(parts) == 4 else None

    def __str__(self) -> str:
        return " ".join(astuple(self))


def page_of(reports: Path, report: str) -> Path:
    """Where the page of a report stands, whose name is ``<notebook>/<case>.<language>``."""
    return reports / "site" / f"{report}.html"


def home_of(reports: Path, audience: Audience) -> Path:
    """The folder in which the reports for an audience have their ``runs/`` and ``site/``.

    Those for all are in ``reports`` itself, others in a folder of their audience's name: what is published as a whole
    cannot hold them, and neither can the runs beside it.
    """
    return reports if audience == "public" else reports / audience


@lru_cache(maxsize=1)
def site_version() -> str:
    """The first digits of a hash of all code and templates that pages are made with, when this process first asked.

    What a process has imported stays as it was then.
    """
    return modules.sha256(_MAKES_PAGES)[: modules.DIGITS]
