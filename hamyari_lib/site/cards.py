"""A headline figure in words, for its card on the page and in the index."""

from __future__ import annotations

from dataclasses import dataclass

from hamyari_lib import text
from hamyari_lib.records import Headline
from hamyari_lib.site.wording import word
from hamyari_lib.units import suffix

_NAMED = 2  # of what a headline leaves out or assumes; the rest is counted, and told below


@dataclass(frozen=True)
class Card:
    """A headline figure in words. ``missing`` and ``assumed`` name things; ``aside`` says in short that there are
    such, where names have no room. ``is_or_higher`` tells a suffix that says more than the unit."""

    label: str
    prefix: str
    value: str
    suffix: str
    is_or_higher: bool
    interval_label: str
    interval: str
    missing: str
    assumed: str
    aside: str


def card(headline: Headline, language: text.Language) -> Card:
    """The words of one headline figure, with what it leaves out and what it rests on."""
    assumed = text.listing(list(headline.assumed), is_quoted=False, most=_NAMED, language=language)
    interval = headline.interval_text(language) or ""
    label = word("interval_plain", language)
    if headline.confidence is not None:
        label = word("interval", language, confidence=text.percent(headline.confidence, language=language))
    value = headline.value_text(language)
    is_least = headline.is_partial and headline.bound == "at least"
    is_or_higher = is_least and text.is_below_zero(value)  # "at least" would be misread
    beyond = "or_higher" if is_or_higher else "or_lower" if headline.is_partial and headline.bound == "at most" else ""
    return Card(
        label=headline.label,
        prefix=word("at_least", language) if is_least and not is_or_higher else "",
        value=value,
        suffix=_suffix(headline, language, beyond),
        is_or_higher=bool(beyond),
        interval_label=label if interval else "",
        interval=interval,
        missing=_missing(headline, language),
        assumed=assumed and word("assuming", language, assumed=assumed),
        aside=_aside(headline, language),
    )


def _suffix(headline: Headline, language: text.Language, beyond: str) -> str:
    """What stands behind the figure: ``−15.0% or higher a year``, but ``−1.3 points or higher``."""
    if headline.value is None:
        return ""
    parts = [suffix(headline.unit, language)]
    if beyond:
        parts.insert(0 if headline.unit.endswith("/year") and headline.unit != "point/year" else 1,
                     word(beyond, language))  # fmt: skip
    return " ".join(part for part in parts if part)


def _missing(headline: Headline, language: text.Language) -> str:
    """What the figure leaves out, what it would need, or why it was not computed."""
    missing = text.listing(list(headline.missing), is_quoted=False, most=_NAMED, language=language)
    if not missing:
        return ""
    if headline.value is not None:
        return word("without_either" if headline.bound == "either way" else "without", language, missing=missing)
    if headline.bound == "not computed":
        return f"{word('reason', language)} {missing}"
    return word("needs", language, missing=missing)


def _aside(headline: Headline, language: text.Language) -> str:
    goes_either_way = headline.is_partial and headline.bound == "either way"
    parts = [
        word("without_unknown", language) if goes_either_way else "",
        word("assumptions", language) if headline.assumed else "",
    ]
    between = "، " if language == "fa" else ", "
    return between.join(part for part in parts if part)
