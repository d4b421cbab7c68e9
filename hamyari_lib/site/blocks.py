"""What a page shows, in the order of its notebook: prose, records and code, each as a small value.

Only our own records count as content. Whatever else a cell printed stands, escaped, in the code view.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from hamyari_lib import text
from hamyari_lib.data import LEDGER_MIME, ROOM_MIME
from hamyari_lib.records import (
    RESULT_MIME,
    XLSX_MIME,
    Attachment,
    Figure,
    Headline,
    Note,
    Record,
    Table,
    Title,
    record_from_json,
)
from hamyari_lib.site.prose import Prose

HIDDEN_TAGS = frozenset({"injected-parameters", "papermill-error-cell-tag"})
_ANSI = re.compile("\x1b\\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True)
class ProseBlock:
    """Rendered markdown."""

    html: Markup
    kind: str = "prose"


@dataclass(frozen=True)
class CodeBlock:
    """A code cell and what it printed, for the reader who asks for the code."""

    source: str
    outputs: tuple[str, ...]
    kind: str = "code"


@dataclass(frozen=True)
class RecordBlock:
    """One of our records in its place, with an id of its own on the page.

    ``image`` is the picture of a figure, as SVG text or base64 of a PNG, or an attachment in base64. ``heading`` is the
    one that a note stands under, as HTML.
    """

    record: Table | Figure | Attachment | Note
    anchor: str
    image: str | None = None
    heading: Markup = Markup()

    @property
    def kind(self) -> str:
        return self.record.kind


@dataclass(frozen=True)
class MarkBlock:
    """A place that needs a word from the page itself: ``stopped`` (the run ended here) or ``unreadable``."""

    kind: str


Block = ProseBlock | CodeBlock | RecordBlock | MarkBlock


@dataclass
class Content:
    """A notebook as a page needs it: the first screen's summary and headlines, the rest, and the headings."""

    summaries: list[Note] = field(default_factory=list)
    headlines: list[Headline] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    prose: Prose = field(default_factory=Prose)


def content_of(notebook: Mapping[str, Any], *, language: text.Language, complete: bool) -> Content:
    """The content of an executed notebook in one language.

    When the run is not ``complete``, the content ends after the cell where it stopped: text about results that do
    not exist is not shown. Nor is that of a section all of whose cells had nothing to say.
    """
    content = Content()
    cells = list(notebook["cells"])
    silent = _silent(cells) if complete else set()
    end = len(cells) if complete else _stop(cells)
    for place, cell in enumerate(cells[: end + 1]):
        tags = set(cell.get("metadata", {}).get("tags", ()))
        if tags & HIDDEN_TAGS or place in silent:
            continue
        if cell["cell_type"] == "markdown":
            if language in tags or not tags & set(text.LANGUAGES):
                content.blocks.append(ProseBlock(content.prose.render(_joined(cell["source"]))))
        elif cell["cell_type"] == "code":
            _add_code(content, cell)
        if not complete and place == end:
            content.blocks.append(MarkBlock("stopped"))
    return content


def _silent(cells: list[Mapping[str, Any]]) -> set[int]:
    """The places of text (in each language the last) that is followed by code alone, up to the next text, of which no
    cell left an output, but for those kept to be compared."""
    found: set[int] = set()
    texts: dict[frozenset, int] = {}
    has_code = has_output = False
    for place, cell in enumerate([*cells, {"cell_type": "markdown"}]):
        tags = frozenset(cell.get("metadata", {}).get("tags", ()))
        if cell["cell_type"] == "code":
            has_code = True
            has_output = has_output or (bool(cell.get("outputs")) and "keep_output" not in tags)
            continue
        if has_code:
            found |= set() if has_output else set(texts.values())
            texts, has_code, has_output = {}, False, False
        texts[tags] = place
    return found


def _stop(cells: list[Mapping[str, Any]]) -> int:
    """The place of the cell where a run stopped; -1 if none ran.

    It is the cell that the engine marked as failed (another may hold an error that it was allowed to raise), else the
    first with an error, else the last that ran.
    """
    code = [(place, cell) for place, cell in enumerate(cells) if cell["cell_type"] == "code"]
    for place, cell in code:
        if cell.get("metadata", {}).get("papermill", {}).get("status") == "failed":
            return place
    for place, cell in code:
        if any(output["output_type"] == "error" for output in cell.get("outputs", ())):
            return place
    ran = [place for place, cell in code if cell.get("execution_count") or cell.get("outputs")]
    return ran[-1] if ran else -1


def _add_code(content: Content, cell: Mapping[str, Any]) -> None:
    printed: list[str] = []
    shown: list[Block] = []
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        if RESULT_MIME in data:
            try:
                _place(content, shown, record_from_json(data[RESULT_MIME]), data)
                continue
            except (ValueError, AttributeError):
                shown.append(MarkBlock("unreadable"))
        if not {LEDGER_MIME, ROOM_MIME} & set(data) and (words := _printed(output)):
            printed.append(words)
    content.blocks.append(CodeBlock(source=_joined(cell["source"]), outputs=tuple(printed)))
    content.blocks.extend(shown)


def _place(content: Content, shown: list[Block], record: Record, data: Mapping[str, Any]) -> None:
    anchor = f"{record.kind}-{len(content.blocks) + len(shown)}"
    match record:
        case Title():
            pass
        case Headline():
            content.headlines.append(record)
        case Note(role="summary"):
            content.summaries.append(record)
        case Note():
            headings = content.prose.headings
            shown.append(RecordBlock(record, anchor, heading=headings[-1].html if headings else Markup()))
        case Figure():
            image = data.get(record.image_type)
            shown.append(RecordBlock(record, anchor, None if image is None else _joined(image)))
        case Attachment():
            content_of_it = data.get(XLSX_MIME)
            shown.append(RecordBlock(record, anchor, None if content_of_it is None else _joined(content_of_it)))
        case _:
            shown.append(RecordBlock(record, anchor))


def _printed(output: Mapping[str, Any]) -> str:
    if output["output_type"] == "stream":
        words = _joined(output.get("text", ""))
    elif output["output_type"] == "error":
        trace = "\n".join(output.get("traceback", ()))
        words = trace or f"{output.get('ename', '')}: {output.get('evalue', '')}"
    else:
        words = _joined(output.get("data", {}).get("text/plain", ""))
    return _ANSI.sub("", words).strip("\n")


def _joined(value: str | list[str]) -> str:
    """Multi-line text as nbformat stores it (a list of lines) or as it hands it out (one string)."""
    return value if isinstance(value, str) else "".join(value)
