"""Where a page leads, and whether one that stands leads there: reading its HTML is cheap, making it is not."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from urllib.parse import quote

from markupsafe import escape

from hamyari_lib.records import Manifest
from hamyari_lib.site.runs import Name, names, page_path, standing
from hamyari_lib.site.templating import environment
from hamyari_lib.site.view import Link, Links
from hamyari_lib.site.wording import word
from hamyari_lib.text import Language

RELATING = ("province",)
"""Parameters whose value says what a report is about, whichever its question."""

_MOST = 8  # links of a kind: a page stays light among a thousand

_SECTION = re.compile('<section class="end related.*?</section>', re.DOTALL)
_LINK = re.compile('<li><a href="([^"]*)">(.*?)</a></li>')
_OTHER_LANGUAGE = re.compile('<a href="([^"]*)" lang="[a-z]{2}" hreflang=')


@dataclass(frozen=True)
class Shelf:
    """The reports as they stand at one moment, to be asked for many pages' links."""

    reports: Path

    def links(self, name: Name) -> Links:
        """Where the page of ``name`` leads."""
        sibling = sibling_of(name)
        index = "../index.html" if name.language == "fa" else "../en.html"
        has_sibling = standing(self.reports, sibling).shown is not None
        return Links(
            index=index,
            other_language=quote(f"{sibling.file}.html") if has_sibling else "",
            question=f"{index}#{quote(f'q-{name.notebook}')}",
            same_subject=self._same_subject(name),
            related=self._same_question(name),
        )

    def about_the_same(self, name: Name) -> list[tuple[Name, Manifest]]:
        """The reports on other questions, in the same language, that share a value of a parameter of ``RELATING``.

        Cases with values of their own (``-p``) are left out: they bear the title of the case that they came from.
        """
        found = standing(self.reports, name)
        run = found.shown or found.latest
        sharing = [one for key in subjects(run.manifest) for one in self._by_subject.get(key, ())] if run else []
        return [one for one in dict(sharing).items() if one[0].notebook != name.notebook]

    @cached_property
    def _by_subject(self) -> dict[tuple[str, str, str], list[tuple[Name, Manifest]]]:
        by_subject = defaultdict(list)
        for name in names(self.reports):
            if "~" not in name.case and (shown := standing(self.reports, name).shown) is not None:
                for key in subjects(shown.manifest):
                    by_subject[key].append((name, shown.manifest))
        return by_subject

    def _same_subject(self, name: Name) -> tuple[Link, ...]:
        """A few of them, as many of each question as there is room for, in the order of the questions."""
        by_question = defaultdict(list)
        for one in self.about_the_same(name):
            if page_path(self.reports, one[0]).exists():
                by_question[one[0].notebook].append(one)
        in_turn = [one for turn in zip_longest(*by_question.values()) for one in turn if one is not None]
        chosen = sorted(in_turn[:_MOST], key=lambda one: one[0].notebook)
        return tuple(
            Link(f"../{quote(other.notebook)}/{quote(other.file)}.html", manifest.title, manifest.question)
            for other, manifest in chosen
        )

    def _same_question(self, name: Name) -> tuple[Link, ...]:
        """The next few published cases of the same question, by name."""
        cases = [other for other in names(self.reports, notebook=name.notebook) if other.language == name.language]
        place = cases.index(name) if name in cases else 0
        links: list[Link] = []
        for other in cases[place + 1 :] + cases[:place]:
            if len(links) == _MOST:
                break
            if page_path(self.reports, other).exists() and (shown := standing(self.reports, other).shown) is not None:
                links.append(Link(quote(f"{other.file}.html"), shown.manifest.title))
        return tuple(links)


def subjects(manifest: Manifest) -> list[tuple[str, str, str]]:
    """What a report is about: language, parameter and value."""
    given = ((parameter, manifest.parameters.get(parameter)) for parameter in RELATING)
    return [(manifest.language, parameter, value) for parameter, value in given if value and isinstance(value, str)]


def sibling_of(name: Name) -> Name:
    """The same report in the other language."""
    return Name(name.notebook, name.case, "en" if name.language == "fa" else "fa")


def leads_to(html: str, links: Links) -> bool:
    """Whether the page's links to its other language and to the reports it relates to are these and no others."""
    other = _OTHER_LANGUAGE.search(html)
    if (other[1] if other else "") != str(escape(links.other_language)):
        return False
    found = [link for section in _SECTION.findall(html) for link in _LINK.findall(section)]
    related = [(str(escape(link.href)), str(link.shown)) for link in (*links.same_subject, *links.related)]
    return found[:-1] == related  # the last leads to the question itself


@dataclass(frozen=True)
class _Leading:
    """What the templates ask of a page for its links alone."""

    links: Links
    language: Language

    def word(self, key: str) -> str:
        return word(key, self.language)


def led_to(html: str, links: Links, language: Language) -> str | None:
    """The page with these links in place of its own; ``None`` where it does not say where its links stand.

    A page made early in a batch could not know of those made after it, and to make it anew takes a hundred times as
    long.
    """
    parts, page = environment().get_template("parts.html.j2").module, _Leading(links, language)
    for place, made in (("other", parts.other_language(page)), ("leads", parts.leads(page))):
        before, mark, rest = html.partition(f"<!--{place}-->")
        _, end, after = rest.partition(f"<!--/{place}-->")
        if not mark or not end:
            return None
        html = f"{before}{mark}{made}{end}{after}"
    return html
