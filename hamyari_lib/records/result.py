"""The result records: what a notebook publishes, each a small frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hamyari_lib import text
from hamyari_lib.units import Unit, quantity

Bound = Literal["exact", "at least", "at most", "either way", "unknown", "not computed"]
Role = Literal["summary", "finding", "warning", "limits", "plain"]


class _ShownOnce:
    """A record is shown by the call that makes it; as the last value of a cell it is silent."""

    def _ipython_display_(self) -> None:
        """Nothing more to show."""


@dataclass(frozen=True)
class Headline(_ShownOnce):
    """One figure of the first screen, with its interval where it has one.

    ``value`` is ``None`` when it is not known; ``missing`` then names what would be needed, or where ``bound`` is
    ``not computed`` the reason, if it has one. Where ``missing`` names something beside a value, ``bound`` says what
    the value then is: ``at least`` or ``at most`` this, or without it ``either way``.
    ``assumed`` names what it rests on that nobody has published.
    ``low`` and ``high`` bound the interval at ``confidence`` (a fraction).
    """

    key: str
    label: str
    value: float | None
    unit: Unit
    low: float | None = None
    high: float | None = None
    confidence: float | None = None
    missing: tuple[str, ...] = ()
    decimals: int | None = None
    sign: bool = False
    bound: Bound = "at least"
    assumed: tuple[str, ...] = ()
    kind: Literal["headline"] = "headline"

    def value_text(self, language: text.Language | None = None) -> str:
        """The value as a page shows it."""
        if self.value is None and self.bound == "not computed":
            return text.bounded("", self.bound, language=language)
        return quantity(self.value, self.unit, decimals=self.decimals, sign=self.sign, language=language)

    @property
    def is_partial(self) -> bool:
        """Whether it has a value that leaves something out."""
        return bool(self.missing) and self.value is not None

    def interval_text(self, language: text.Language | None = None) -> str | None:
        """The interval as ``a to b``, or ``None`` when there is none."""
        if self.low is None or self.high is None:
            return None
        low, high = (
            quantity(bound, self.unit, decimals=self.decimals, sign=self.sign, language=language)
            for bound in (self.low, self.high)
        )
        return text.interval(low, high, language=language)


@dataclass(frozen=True)
class Column:
    """A column of a table: its label, its unit, and what an empty cell says (``empty``)."""

    key: str
    label: str
    unit: Unit = "text"
    decimals: int | None = None
    sign: bool = False
    empty: str = "—"

    def cell_text(self, value: float | str | None, language: text.Language | None = None) -> str:
        """A cell of the column as a page shows it."""
        if value is None:
            return self.empty
        return quantity(value, self.unit, decimals=self.decimals, sign=self.sign, language=language)


@dataclass(frozen=True)
class Table(_ShownOnce):
    """A table that can be downloaded. ``rows`` holds plain numbers and words, ``None`` for an empty cell."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[float | str | None, ...], ...]
    source: str
    note: str = ""
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Figure(_ShownOnce):
    """A picture. Its title states the finding, ``alt`` tells it in words to who cannot see it.

    The picture itself stands in the same output as ``image/svg+xml`` or ``image/png`` (``image_type``).
    """

    key: str
    title: str
    alt: str
    source: str
    image_type: Literal["image/svg+xml", "image/png"]
    width_px: int
    height_px: int
    note: str = ""
    kind: Literal["figure"] = "figure"


XLSX_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Attachment(_ShownOnce):
    """A workbook to take away, which stands in the same output under :data:`XLSX_MIME`, in base64."""

    key: str
    title: str
    source: str
    note: str = ""
    kind: Literal["attachment"] = "attachment"


@dataclass(frozen=True)
class Statement:
    """One sentence of a note and, where it makes a claim, how sure we are of it."""

    text: str
    certainty: str = ""


@dataclass(frozen=True)
class Note(_ShownOnce):
    """Sentences made from the results. ``role`` says where on the page they belong and how they look: ``plain`` ones
    are facts beside the findings, without a label."""

    role: Role
    statements: tuple[Statement, ...]
    kind: Literal["note"] = "note"


@dataclass(frozen=True)
class Title(_ShownOnce):
    """What this report is called: the page's heading and its name in the index."""

    text: str
    kind: Literal["title"] = "title"


Record = Title | Headline | Table | Figure | Attachment | Note
