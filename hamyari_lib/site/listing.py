"""What the index lists: reports by question, questions by theme."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import escape

from hamyari_lib import text
from hamyari_lib.records import THEMES, Manifest
from hamyari_lib.site.cards import Card, card
from hamyari_lib.site.linking import subjects
from hamyari_lib.site.reasons import in_plain_words
from hamyari_lib.site.wording import STATE_NAMES, word
from hamyari_lib.site.writing import day, names_a_date, variant

_FIGURES = 3


@dataclass(frozen=True)
class Entry:
    """One report in the index: its run, where its page is, and how it stands. Texts are in the report's language.

    ``attempt`` is the latest run where it did not succeed and an earlier, good one is shown; ``attempt_href`` leads to
    what it did compute.
    """

    manifest: Manifest
    href: str
    attempt: Manifest | None = None
    attempt_href: str = ""

    @property
    def reason(self) -> str:
        """Why the run that is shown is not complete, in plain words."""
        return in_plain_words(self.manifest.state, self.manifest.failure, self.manifest.language)

    @property
    def attempted(self) -> str:
        """When the latest run was, and how it ended."""
        assert self.attempt is not None
        language = self.manifest.language
        state = STATE_NAMES[self.attempt.state][language]
        return word("latest_attempt", language, when=day(self.attempt.started, language), state=state)

    @property
    def attempt_reason(self) -> str:
        assert self.attempt is not None
        return in_plain_words(self.attempt.state, self.attempt.failure, self.manifest.language)

    @property
    def cards(self) -> list[Card]:
        return [card(headline, self.manifest.language) for headline in self.manifest.headlines[:_FIGURES]]

    @property
    def state(self) -> str:
        return STATE_NAMES[self.manifest.state][self.manifest.language]

    @property
    def as_of(self) -> str:
        lines = sorted(self.manifest.ledger, key=lambda line: line.kind != "real")
        dates = dict.fromkeys(getattr(line.as_of, self.manifest.language) for line in lines)
        return text.listing(
            [one for one in dates if names_a_date(one)][:2], is_quoted=False, language=self.manifest.language
        )

    @property
    def variant(self) -> str:
        """What ``-p`` gave instead of the case's own values."""
        return variant(self.manifest)

    @property
    def about(self) -> str:
        """What the report is about, to be found by the search where its title does not say it."""
        return " ".join(value for _, _, value in subjects(self.manifest) if value not in self.manifest.title)

    @property
    def told(self) -> str:
        """All that the index may say of the report, as HTML to be searched."""
        runs = [self.manifest, *([self.attempt] if self.attempt else [])]
        failures = [one.failure.message for one in runs if one.failure]
        cards = [str(value) for card in self.cards for value in vars(card).values()]
        told = [self.manifest.title, self.manifest.question, self.about, self.variant, self.href, *failures, *cards]
        return "<br>".join(str(escape(one)) for one in told)

    @property
    def made(self) -> str:
        return day(self.manifest.started, self.manifest.language)


@dataclass(frozen=True)
class Group:
    """The reports on one question."""

    notebook: str
    title: str
    entries: tuple[Entry, ...]

    @property
    def theme(self) -> str:
        """The theme of its latest run that says one; empty where none is known."""
        runs = [entry.manifest for entry in self.entries if entry.manifest.theme in THEMES]
        return max(runs, key=lambda run: run.started).theme if runs else ""


@dataclass(frozen=True)
class Section:
    """The questions of one theme; ``theme`` is empty for those of none, which stand last."""

    theme: str
    title: str
    groups: tuple[Group, ...]
