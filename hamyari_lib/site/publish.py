"""Puts the page of a report in place, as its folder of runs says, so that a reader never meets a half."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from filelock import FileLock

from hamyari_lib.errors import HamyariError
from hamyari_lib.files import write_atomically
from hamyari_lib.site.linking import leads_to
from hamyari_lib.site.media import FOLDER
from hamyari_lib.site.page import Page, render_page, title_of_table
from hamyari_lib.site.runs import Name, Run, Standing, names, standing
from hamyari_lib.site.shared import shared
from hamyari_lib.site.view import Link, Links, Stale, TableTitle
from hamyari_lib.text import Language

ParametersOf = Callable[[Any, Language], Sequence[tuple[str, str]]]

_RELATED = 8


@dataclass(frozen=True)
class Published:
    """What publishing left in place: the page (``None`` when there is nothing to show), the page of a failed attempt
    beside a good one, and whether the page is stale. ``unreadable`` lists damaged manifests that were passed over."""

    page: Path | None
    failed_page: Path | None
    is_stale: bool
    unreadable: tuple[Path, ...] = ()


@contextlib.contextmanager
def publishing(reports: Path) -> Iterator[None]:
    """Hold the one lock under which anything in ``reports/site`` changes; ``HamyariError`` where it cannot be had."""
    lock = FileLock(reports / ".publish.lock")
    try:
        reports.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except OSError as error:
        raise HamyariError(
            f"{reports}: cannot be written ({error.strerror}); check the folder's rights and space."
        ) from None
    try:
        yield
    finally:
        lock.release()


def page_path(reports: Path, name: Name, *, failed: bool = False) -> Path:
    """Where a report's page stands, or the page of its failed latest attempt."""
    return reports / "site" / name.notebook / f"{name.file}{'.failed' if failed else ''}.html"


def publish(
    reports: Path, report: str, *, parameters_of: ParametersOf, table_title: TableTitle = title_of_table
) -> Published:
    """Make the page of ``report`` (``<notebook>/<case>.<language>``) what its folder of runs says.

    The newest good run is shown; when a later one did not succeed, the page says so and links to what that one
    computed. Where no run is good, the latest one's partial page stands. Repeating it changes nothing. Call
    :func:`hamyari_lib.site.build_index` afterwards, once a batch.

    Parameters
    ----------
    parameters_of
        Label and value of each parameter of an executed notebook, in a language.
    table_title
        The title of a data-room table in a language.

    Raises
    ------
    HamyariError
        When ``report`` has another form or a file cannot be written.
    """
    name = Name.parse(report)
    press = _Press(reports, parameters_of, table_title)
    with publishing(reports):
        write_assets(reports)
        is_new = not page_path(reports, name).exists()
        published = press.print(name)
        sibling = _sibling(name)
        # A page links to its other language only if that exists; the first page of a pair could not know.
        if is_new and published.page is not None and page_path(reports, sibling).exists():
            press.print(sibling)
    return published


def relink(
    reports: Path,
    published: Iterable[str],
    *,
    parameters_of: ParametersOf,
    table_title: TableTitle = title_of_table,
) -> list[str]:
    """Make again those pages of the ``published`` reports that do not lead to all that they could.

    A page made early in a batch could not know of those made after it. Returns the reports whose page was made again.
    """
    press = _Press(reports, parameters_of, table_title)
    again = []
    with publishing(reports):
        for name in map(Name.parse, published):
            page = page_path(reports, name)
            if page.exists() and not leads_to(page.read_text(encoding="utf-8"), _links(reports, name)):
                press.print(name)
                again.append(str(name))
    return again


def write_assets(reports: Path) -> None:
    """Copy the shared files to ``site/assets``; those in place are left alone, their names tell their content."""
    folder = reports / "site" / "assets"
    for file, content in shared().files.items():
        if not (folder / file).exists():
            write_atomically(folder / file, content)


@dataclass(frozen=True)
class _Press:
    """Renders and writes the pages of reports in one folder."""

    reports: Path
    parameters_of: ParametersOf
    table_title: TableTitle

    def print(self, name: Name) -> Published:
        found = standing(self.reports, name)
        page, failed_page = page_path(self.reports, name), page_path(self.reports, name, failed=True)
        links = _links(self.reports, name)
        stale = _stale(found, failed_page)
        if stale is not None and stale.page and found.latest is not None:
            self._write(failed_page, self._render(found.latest, None, links))
        if found.shown is not None:
            self._write(page, self._render(found.shown, stale, links))
        else:
            page.unlink(missing_ok=True)
        if stale is None or not stale.page:
            failed_page.unlink(missing_ok=True)
        return Published(
            page=page if found.shown else None,
            failed_page=failed_page if stale is not None and stale.page else None,
            is_stale=stale is not None,
            unreadable=found.unreadable,
        )

    def _render(self, run: Run, stale: Stale | None, links: Links) -> Page:
        import nbformat

        assert run.notebook is not None
        notebook = nbformat.v4.reads(run.notebook.read_text(encoding="utf-8"))
        return render_page(
            notebook,
            run.manifest,
            parameters=self.parameters_of(notebook, run.manifest.language),
            stale=stale,
            links=links,
            table_title=self.table_title,
        )

    def _write(self, path: Path, page: Page) -> None:
        media = self.reports / "site" / FOLDER
        for file, content in page.files.items():
            if not (media / file).exists():
                write_atomically(media / file, content)
        write_atomically(path, page.html)


def _stale(found: Standing, failed_page: Path) -> Stale | None:
    if not found.is_stale or found.latest is None:
        return None
    attempt = found.latest.manifest
    return Stale(
        attempted=attempt.started,
        state=attempt.state,
        failure=attempt.failure,
        page=quote(failed_page.name) if found.latest.notebook is not None else "",
    )


def _sibling(name: Name) -> Name:
    return Name(name.notebook, name.case, "en" if name.language == "fa" else "fa")


def _links(reports: Path, name: Name) -> Links:
    sibling = _sibling(name)
    index = "../index.html" if name.language == "fa" else "../en.html"
    has_sibling = standing(reports, sibling).shown is not None
    return Links(
        index=index,
        other_language=quote(f"{sibling.file}.html") if has_sibling else "",
        question=f"{index}#{quote(f'q-{name.notebook}')}",
        related=_related(reports, name),
    )


def _related(reports: Path, name: Name) -> tuple[Link, ...]:
    """The next few published cases of the same question, by name: a page stays light among a thousand."""
    cases = [other for other in names(reports, notebook=name.notebook) if other.language == name.language]
    place = cases.index(name) if name in cases else 0
    links = []
    for other in cases[place + 1 :] + cases[:place]:
        if len(links) == _RELATED:
            break
        if page_path(reports, other).exists() and (shown := standing(reports, other).shown) is not None:
            links.append(Link(quote(f"{other.file}.html"), shown.manifest.title))
    return tuple(links)
