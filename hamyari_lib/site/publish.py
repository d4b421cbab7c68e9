"""Puts the page of a report in place, as its folder of runs says, so that a reader never meets a half."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from filelock import FileLock

from hamyari_lib.errors import HamyariError
from hamyari_lib.files import write_atomically
from hamyari_lib.records import Stamp
from hamyari_lib.site.leaks import Guard
from hamyari_lib.site.linking import Shelf, leads_to, led_to, sibling_of
from hamyari_lib.site.media import FOLDER
from hamyari_lib.site.page import Page, render_page
from hamyari_lib.site.runs import Name, Run, Standing, page_path, standing
from hamyari_lib.site.shared import shared
from hamyari_lib.site.view import Links, Stale
from hamyari_lib.text import Language

ParametersOf = Callable[[Any, Language], Sequence[tuple[str, str]]]


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


def publish(
    reports: Path,
    report: str,
    *,
    parameters_of: ParametersOf,
    shelf: Shelf | None = None,
    guard: Guard | None = None,
) -> Published:
    """Make the page of ``report`` (``<notebook>/<case>.<language>``) what its folder of runs says.

    The newest good run is shown; when a later one did not succeed, the page says so and links to what that one
    computed. Where no run is good, the latest one's partial page stands. Repeating it changes nothing. Call
    :func:`hamyari_lib.site.build_index` afterwards, once a batch.

    Parameters
    ----------
    parameters_of
        Label and value of each parameter of an executed notebook, in a language.

    shelf
        The reports that the page may lead to, where several are published; it is told of this one.
    guard
        What searches the page for what its audience may not see; one that knows no parameters if none is given.

    Raises
    ------
    HamyariError
        When ``report`` has another form or a file cannot be written; ``LeakError`` when the page would tell too much.
        The page that stands then stays.
    """
    name = Name.parse(report)
    press = _Press(reports, parameters_of, shelf or Shelf(reports), guard or Guard())
    with publishing(reports):
        write_assets(reports)
        is_new = not page_path(reports, name).exists()
        published = press.print(name)
        press.shelf.note(name)
        sibling = sibling_of(name)
        # A page links to its other language only if that exists; the first page of a pair could not know.
        if is_new and published.page is not None and page_path(reports, sibling).exists():
            press.lead(sibling)
    return published


def relink(
    reports: Path,
    published: Iterable[str],
    *,
    parameters_of: ParametersOf,
    guard: Guard | None = None,
) -> list[str]:
    """Make again those pages that do not lead to all that they could: of the ``published`` reports, and of the reports
    on other questions that are about the same.

    A page made early in a batch could not know of those made after it. Returns the reports whose page was made again.
    An older page that cannot be made again stays as it is.
    """
    press = _Press(reports, parameters_of, Shelf(reports), guard or Guard())
    own = list(dict.fromkeys(map(Name.parse, published)))
    again = []
    with publishing(reports):
        others = dict.fromkeys(other for name in own for other in press.shelf.about_the_same(name))
        for name in dict.fromkeys((*own, *others)):
            page = page_path(reports, name)
            if not page.exists() or leads_to(page.read_text(encoding="utf-8"), press.shelf.links(name)):
                continue
            try:
                press.lead(name)
            except Exception:  # what an earlier batch left is no fault of this one
                if name in own:
                    raise
                continue
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
    shelf: Shelf
    guard: Guard

    def lead(self, name: Name) -> None:
        """Put the links that a page now has in place of those that it had."""
        page = page_path(self.reports, name)
        led = led_to(page.read_text(encoding="utf-8"), self.shelf.links(name), name.language)
        shown = standing(self.reports, name).shown
        if led is None or shown is None:
            self.print(name)
        else:
            self.guard.require_safe(shown.manifest, led)
            write_atomically(page, led)

    def print(self, name: Name) -> Published:
        found = standing(self.reports, name)
        page, failed_page = page_path(self.reports, name), page_path(self.reports, name, failed=True)
        links = self.shelf.links(name)
        stale = _stale(found, failed_page)
        if stale is not None and stale.page and found.latest is not None:
            attempted = self._render(found.latest, None, links, Stamp.of(found.latest.manifest))
            self._write(failed_page, found.latest, attempted)
        if found.shown is not None:
            stamp = Stamp.of(found.shown.manifest, found.latest.manifest if found.is_stale and found.latest else None)
            self._write(page, found.shown, self._render(found.shown, stale, links, stamp))
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

    def _render(self, run: Run, stale: Stale | None, links: Links, stamp: Stamp) -> Page:
        assert run.notebook is not None
        notebook = json.loads(run.notebook.read_bytes())
        return render_page(
            notebook,
            run.manifest,
            parameters=self.parameters_of(notebook, run.manifest.language),
            stale=stale,
            links=links,
            stamp=stamp,
        )

    def _write(self, path: Path, run: Run, page: Page) -> None:
        self.guard.require_safe(run.manifest, page.html, page.files)
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
