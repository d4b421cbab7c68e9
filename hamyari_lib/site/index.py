"""The index of all reports, in Persian and in English, from their manifests alone; and the tidying of old files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote, unquote

from hamyari_lib import text
from hamyari_lib.alphabet import sort_key
from hamyari_lib.errors import HamyariError
from hamyari_lib.files import write_atomically
from hamyari_lib.records import THEMES
from hamyari_lib.site.beside import CODEBOOK, SAMPLE_PAGE
from hamyari_lib.site.codebook import write_codebook
from hamyari_lib.site.leaks import Guard, LeakError
from hamyari_lib.site.linking import Shelf
from hamyari_lib.site.listing import Entry, Group, Section
from hamyari_lib.site.media import FOLDER
from hamyari_lib.site.publish import ParametersOf, publish, publishing, relink, write_assets
from hamyari_lib.site.runs import Name, Standing, names, page_path, standing
from hamyari_lib.site.sample_page import write_sample_page
from hamyari_lib.site.shared import LINKED_POLICY, shared
from hamyari_lib.site.templating import environment
from hamyari_lib.site.wording import word

FILES: dict[text.Language, str] = {"fa": "index.html", "en": "en.html"}

FOLDED = 6
"""Reports of a question that the index shows before the reader asks for all; the style sheet counts them too."""

_MEDIA = re.compile(rb'(?:src|href|data-code)="\.\./media/([^"#?]+)"')


@dataclass(frozen=True)
class Index:
    """What the building of the index found and did."""

    reports: int
    removed: tuple[Path, ...]
    unreadable: tuple[Path, ...]
    leaks: tuple[str, ...] = ()
    """Why a report is left out: what its entry would have told, in a line each."""


def build_index(reports: Path, *, guard: Guard | None = None) -> Index:
    """Write ``site/index.html`` and ``site/en.html``, and the codebook and the page on the sample room where they are
    not up to date; remove the files of ``site/media`` that no page refers to."""
    with publishing(reports):
        write_assets(reports)
        write_codebook(reports)
        write_sample_page(reports)
        found: list[Entry] = []
        unreadable: list[Path] = []
        leaks: list[str] = []
        guard = guard or Guard()
        for name in names(reports):
            stands = standing(reports, name)
            unreadable.extend(stands.unreadable)
            if (entry := _entry(reports, name, stands)) is not None:
                try:
                    guard.require_safe(entry.manifest, entry.told)
                    found.append(entry)
                except HamyariError as error:
                    leaks += [f"{name}: left out of the index: {fault}" for fault in error.faults]
        for language, file in FILES.items():
            html = (
                environment()
                .get_template("index.html.j2")
                .render(
                    language=language,
                    direction="rtl" if language == "fa" else "ltr",
                    sections=_sections(_groups(found, language), language),
                    folded=FOLDED,
                    number=partial(text.number, language=language),
                    total=len(found),
                    audience=found[0].manifest.audience if found else "public",
                    other=FILES["en" if language == "fa" else "fa"],
                    codebook=CODEBOOK[language],
                    sample=SAMPLE_PAGE[language],
                    chosen=language if any(one.manifest.language == language for one in found) else "",
                    assets=shared(),
                    policy=LINKED_POLICY,
                )
            )
            write_atomically(reports / "site" / file, html)
        removed = tuple(_remove_unreferenced(reports / "site"))
    return Index(reports=len(found), removed=removed, unreadable=tuple(unreadable), leaks=tuple(leaks))


def _entry(reports: Path, name: Name, stands: Standing) -> Entry | None:
    run = stands.shown or stands.latest
    if run is None:
        return None
    exists = stands.shown is not None and page_path(reports, name).exists()
    href = f"{quote(name.notebook)}/{quote(name.file)}.html" if exists else ""
    if not stands.is_stale or stands.latest is None:
        return Entry(run.manifest, href)
    failed = page_path(reports, name, failed=True)
    leads = f"{quote(name.notebook)}/{quote(failed.name)}" if failed.exists() else ""
    return Entry(run.manifest, href, stands.latest.manifest, leads)


def _groups(entries: list[Entry], language: text.Language) -> list[Group]:
    """The entries by notebook, each group titled in the language of the index if a report has it."""
    grouped: dict[str, list[Entry]] = {}
    for entry in entries:
        grouped.setdefault(entry.manifest.notebook, []).append(entry)
    groups = []
    for notebook, members in sorted(grouped.items()):
        members.sort(key=lambda one: (one.manifest.language != language, sort_key(one.manifest.title)))
        titles = [entry.manifest.question for entry in members if entry.manifest.question]
        groups.append(Group(notebook, titles[0] if titles else notebook, tuple(members)))
    return groups


def _sections(groups: list[Group], language: text.Language) -> list[Section]:
    """The groups by theme, in the order of the themes."""
    titles = {theme: getattr(names, language) for theme, names in THEMES.items()}
    by_theme = {theme: tuple(group for group in groups if group.theme == theme) for theme in (*titles, "")}
    other = word("other_theme", language)
    return [Section(theme, titles.get(theme, other), members) for theme, members in by_theme.items() if members]


def _remove_unreferenced(site: Path) -> Iterator[Path]:
    media = site / FOLDER
    if not media.is_dir():
        return
    used = {
        unquote(found.decode("ascii"))
        for page in site.glob("*/*.html")
        if page.parent != media
        for found in _MEDIA.findall(page.read_bytes())
    }
    for file in sorted(media.iterdir()):
        if file.name not in used:
            file.unlink(missing_ok=True)
            yield file


def publish_all(
    reports: Path,
    *,
    parameters_of: ParametersOf,
    on_fault: Callable[[str, Exception], None] | None = None,
    guard: Guard | None = None,
) -> int:
    """Make every page again from the runs that are kept, and the index; remove the pages of reports without runs.

    Returns how many reports were published. ``on_fault`` is told of a report whose page could not be made, which then
    does not stop the others; without it the error is raised.
    """
    with publishing(reports):
        _remove_abandoned(reports)
    done, shelf, guard = [], Shelf(reports), guard or Guard()
    for name in map(str, names(reports)):
        try:
            publish(reports, name, parameters_of=parameters_of, shelf=shelf, guard=guard)
            done.append(name)
        except Exception as error:
            if on_fault is None:
                raise
            on_fault(name, error)
    relink(reports, done, parameters_of=parameters_of, guard=guard)
    leaks = build_index(reports, guard=guard).leaks
    if leaks and on_fault is None:
        raise LeakError(leaks)
    for line in leaks:
        report, _, why = line.partition(": ")
        on_fault(report, LeakError(why))  # type: ignore[misc]
    return len(done)


def _remove_abandoned(reports: Path) -> None:
    """The pages whose folder of runs is gone, and the folders that this leaves empty."""
    site = reports / "site"
    for page in site.glob("*/*.html"):
        try:
            name = Name.parse(f"{page.parent.name}/{page.stem.removesuffix('.failed')}")
        except HamyariError:  # not a page of ours
            continue
        if not (reports / "runs" / name.notebook / name.file).is_dir():
            page.unlink(missing_ok=True)
            if not any(page.parent.iterdir()):
                page.parent.rmdir()
