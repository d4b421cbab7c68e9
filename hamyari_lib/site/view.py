"""All that the page's template shows, worked out beforehand: the template only lays it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from hamyari_lib import text
from hamyari_lib.data import LedgerLine
from hamyari_lib.records import Failure, Manifest, Note, Stamp, State
from hamyari_lib.site import writing
from hamyari_lib.site.blocks import CodeBlock, Content, RecordBlock
from hamyari_lib.site.cards import Card, card
from hamyari_lib.site.code import escaped, highlighted
from hamyari_lib.site.media import Media
from hamyari_lib.site.reasons import in_plain_words
from hamyari_lib.site.shared import Inlined, Shared
from hamyari_lib.site.tables import TableView, table_view
from hamyari_lib.site.wording import STATE_NAMES, word

_PRINTED_CHARACTERS = 2_000  # of one output, in the code view
_CONTENTS_FROM = 3  # headings: a shorter page needs no table of contents
_SOURCES_SHOWN = 3  # of the tables read; where there are two more, they are folded


@dataclass(frozen=True)
class Link:
    """An address relative to the page, with its text, and the question where that is another one."""

    href: str
    text: str
    question: str = ""

    @property
    def shown(self) -> Markup:
        question = Markup('<span class="of">{}</span>').format(writing.bidi(self.question)) if self.question else ""
        return writing.bidi(self.text) + question


@dataclass(frozen=True)
class Links:
    """Where a page leads: the index, the same report in the other language, other questions about the same
    (``same_subject``), the same question elsewhere (``related``)."""

    index: str = ""
    other_language: str = ""
    question: str = ""
    same_subject: tuple[Link, ...] = ()
    related: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Stale:
    """The latest attempt of a report whose good page stays up: when (ISO 8601), how it ended, and its own page."""

    attempted: str
    state: State
    failure: Failure | None = None
    page: str = ""


@dataclass(frozen=True)
class View:
    """One page to be laid out: the run, its content, and the form of the page (linked or standing alone)."""

    manifest: Manifest
    content: Content
    parameters: Sequence[tuple[str, str]]
    stale: Stale | None
    links: Links
    media: Media
    assets: Shared | Inlined
    policy: str
    standalone: Link | None = None
    code_file: str = ""
    """The address of the page's code, which a page beside its files leaves to a script of its own."""
    row_limit: int = 100
    stamp: Stamp | None = None

    @property
    def language(self) -> text.Language:
        return self.manifest.language

    @property
    def direction(self) -> str:
        return "rtl" if self.language == "fa" else "ltr"

    @property
    def alone(self) -> bool:
        """Whether the page carries its style and files within it."""
        return isinstance(self.assets, Inlined)

    def word(self, key: str, **values: str) -> str:
        return word(key, self.language, **values)

    def say(self, key: str, **values: object) -> Markup:
        """A sentence of the site with data in its gaps, which is escaped."""
        return Markup(escape(self.word(key))).format(**{name: writing.bidi(value) for name, value in values.items()})

    @property
    def comma(self) -> str:
        return "، " if self.language == "fa" else ", "

    @property
    def illustrative_name(self) -> str:
        name = text.term("illustrative", language=self.language)
        return f"{name}." if self.language == "fa" else f"{name[:1].upper()}{name[1:]}."

    @property
    def state(self) -> str:
        return STATE_NAMES[self.manifest.state][self.language]

    def state_name(self, state: State) -> str:
        return STATE_NAMES[state][self.language]

    def reason(self, state: State, failure: Failure) -> str:
        """Why a run did not succeed, in plain words."""
        return in_plain_words(state, failure, self.language)

    @property
    def cards(self) -> list[Card]:
        return [card(headline, self.language) for headline in self.content.headlines]

    def as_of(self, limit: int = 3) -> str:
        """What date the figures are of: the dates of the tables read, real ones before made-up ones."""
        lines = sorted(self.manifest.ledger, key=lambda line: line.kind != "real")
        dates = list(dict.fromkeys(self.both(line.as_of) for line in lines))
        if dates and not writing.names_a_date(dates[0]):
            return self.word("see_sources")
        if len(dates) > limit:
            return f"{text.listing(dates[:1], language=self.language)} {self.word('other_dates')}"
        return text.listing(dates, language=self.language)

    @property
    def sources(self) -> tuple[Sequence[LedgerLine], Sequence[LedgerLine]]:
        """The tables read, those that are shown and those that are folded."""
        count = _SOURCES_SHOWN if len(self.manifest.ledger) > _SOURCES_SHOWN + 1 else len(self.manifest.ledger)
        return self.manifest.ledger[:count], self.manifest.ledger[count:]

    @property
    def given(self) -> list[tuple[str, str]]:
        """The inputs that have a value."""
        return [(label, value) for label, value in self.parameters if value != text.UNKNOWN[self.language]]

    @property
    def not_given(self) -> list[str]:
        """The names of the inputs that are not known."""
        return [label for label, value in self.parameters if value == text.UNKNOWN[self.language]]

    @property
    def variant(self) -> Markup:
        """What ``-p`` gave instead of the case's own values."""
        return writing.variant(self.manifest)

    def role(self, block: RecordBlock) -> str:
        """The label of a note; empty for plain facts, and where the heading that it stands under says the same."""
        assert isinstance(block.record, Note)
        label = "" if block.record.role == "plain" else self.word(block.record.role)
        return "" if Markup(block.heading).striptags().strip() == label else label

    @property
    def illustrative_tables(self) -> list[str]:
        tables = {line.table: line.title for line in self.manifest.ledger if line.kind == "illustrative"}
        return [self.both(title) for title in tables.values()]

    @property
    def all_illustrative(self) -> bool:
        return all(line.kind == "illustrative" for line in self.manifest.ledger)

    def both(self, bilingual: Any) -> str:
        """A bilingual text in the page's language."""
        chosen = bilingual.get(self.language) if isinstance(bilingual, Mapping) else getattr(bilingual, self.language)
        return str(chosen)

    def table(self, block: RecordBlock) -> TableView:
        return table_view(block.record, block.anchor, self.language, row_limit=self.row_limit)  # type: ignore[arg-type]

    def code(self, block: CodeBlock) -> Markup:
        """A cell's source and what it printed, cut where that is very long."""
        source = Markup('<pre tabindex="0"><code>{}</code></pre>').format(highlighted(block.source))
        shown = Markup('<pre class="printed" tabindex="0" aria-label="{}">{}</pre>')
        printed = Markup("").join(shown.format(self.word("output"), self._cut(one)) for one in block.outputs)
        place = Markup('<div dir="ltr" lang="en" role="group" aria-label="{}">{}</div>')
        return place.format(self.word("code"), source + printed)

    def _cut(self, output: str) -> Markup:
        if len(output) <= _PRINTED_CHARACTERS:
            return escaped(output)
        return escaped(f"{output[:_PRINTED_CHARACTERS]}\n{self.word('cut')}")

    @property
    def contents(self) -> list[Any]:
        headings = [heading for heading in self.content.prose.headings if heading.level == 2]
        return headings if len(headings) >= _CONTENTS_FROM else []

    def day(self, iso: str) -> str:
        return writing.day(iso, self.language)

    def clock(self, iso: str) -> str:
        return writing.clock(iso, self.language)

    @property
    def duration(self) -> str:
        return writing.duration(self.manifest.duration_seconds, self.language)

    def number(self, value: int) -> str:
        return text.digits(value, language=self.language)
