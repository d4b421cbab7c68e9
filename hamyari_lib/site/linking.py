"""Where a page leads, and whether one that stands leads there: reading its HTML is cheap, making it is not."""

from __future__ import annotations

import re
from bisect import bisect, insort
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


Subject = tuple[str, str, str]
"""Language, parameter and value."""


@dataclass(frozen=True)
class _Told:
    """What other pages say of a report, and whether they can lead to it."""

    title: str
    question: str
    subjects: tuple[Subject, ...]
    has_page: bool


class Shelf:
    """The reports as they stood when it was first asked, and as those that were noted have come to stand since.

    A batch has one for all its pages: looking through all reports for each would take longer than making them.
    """

    def __init__(self, reports: Path) -> None:
        self._reports = reports
        self._by_subject: dict[Subject, set[Name]] = defaultdict(set)
        self._with_page: dict[tuple[str, Language], list[str]] = defaultdict(list)

    @cached_property
    def _told(self) -> dict[Name, _Told]:
        found = {name: told for name in names(self._reports) if (told := self._look(name)) is not None}
        for name, told in found.items():
            self._put(name, told)
        return found

    def note(self, name: Name) -> None:
        """Look again at a report that was published."""
        before, now = self._told.pop(name, None), self._look(name)
        if before is not None:
            for subject in before.subjects:
                self._by_subject[subject].discard(name)
            if before.has_page:
                self._with_page[name.notebook, name.language].remove(name.file)
        if now is not None:
            self._told[name] = now
            self._put(name, now)

    def _look(self, name: Name) -> _Told | None:
        shown = standing(self._reports, name).shown
        if shown is None:
            return None
        one, is_variant = shown.manifest, "~" in name.case  # which bears the title of the case that it came from
        has_page = page_path(self._reports, name).exists()
        return _Told(one.title, one.question, () if is_variant else tuple(subjects(one)), has_page)

    def _put(self, name: Name, told: _Told) -> None:
        for subject in told.subjects:
            self._by_subject[subject].add(name)
        if told.has_page:
            insort(self._with_page[name.notebook, name.language], name.file)

    def links(self, name: Name) -> Links:
        """Where the page of ``name`` leads."""
        sibling = sibling_of(name)
        index = "../index.html" if name.language == "fa" else "../en.html"
        return Links(
            index=index,
            other_language=quote(f"{sibling.file}.html") if sibling in self._told else "",
            question=f"{index}#{quote(f'q-{name.notebook}')}",
            same_subject=self._same_subject(name),
            related=self._same_question(name),
        )

    def about_the_same(self, name: Name) -> list[Name]:
        """The reports on other questions, in the same language, that share a value of a parameter of ``RELATING``.

        Cases with values of their own (``-p``) are left out.
        """
        found, told = standing(self._reports, name), self._told
        run = found.shown or found.latest
        sharing = {one for key in subjects(run.manifest) for one in self._by_subject.get(key, ())} if run else set()
        return sorted((one for one in sharing if one.notebook != name.notebook and one in told), key=str)

    def _same_subject(self, name: Name) -> tuple[Link, ...]:
        """A few of them, as many of each question as there is room for, in the order of the questions."""
        by_question = defaultdict(list)
        for one in self.about_the_same(name):
            if self._told[one].has_page:
                by_question[one.notebook].append(one)
        in_turn = [one for turn in zip_longest(*by_question.values()) for one in turn if one is not None]
        return tuple(
            Link(f"../{quote(one.notebook)}/{quote(one.file)}.html", self._told[one].title, self._told[one].question)
            for one in sorted(in_turn[:_MOST], key=lambda one: one.notebook)
        )

    def _same_question(self, name: Name) -> tuple[Link, ...]:
        """The next few published cases of the same question, by name."""
        told, files = self._told, self._with_page[name.notebook, name.language]
        place = bisect(files, name.file)
        following = [*files[place : place + _MOST + 1], *files[: min(place, _MOST + 1)]]
        others = [file for file in dict.fromkeys(following) if file != name.file][:_MOST]
        return tuple(Link(quote(f"{file}.html"), told[Name.parse(f"{name.notebook}/{file}")].title) for file in others)


def subjects(manifest: Manifest) -> list[Subject]:
    """What a report is about."""
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
