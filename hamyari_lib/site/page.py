"""An executed notebook and its manifest as a page: one HTML beside its files, and one that stands alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from hamyari_lib import text
from hamyari_lib.errors import DataError
from hamyari_lib.records import Manifest
from hamyari_lib.site.blocks import content_of
from hamyari_lib.site.media import FOLDER, media_of
from hamyari_lib.site.shared import LINKED_POLICY, inlined, shared
from hamyari_lib.site.view import Detail, Link, Links, Stale, TableTitle, View
from hamyari_lib.site.writing import hashed_name, size

PAGE_LIMIT = 60_000
"""Bytes of a page without its figures and shared files."""

# What a page gives up, in turn, to stay within its limit: colours of the code, the length of what code printed, and
# only then rows of its tables, all of which the downloads hold.
_DETAIL = (
    Detail(highlight=True, printed=2_000, rows=100),
    Detail(highlight=False, printed=1_000, rows=100),
    Detail(highlight=False, printed=300, rows=100),
    Detail(highlight=False, printed=100, rows=50),
    Detail(highlight=False, printed=100, rows=25),
    Detail(highlight=False, printed=100, rows=12),
)


@dataclass(frozen=True)
class Page:
    """A page's HTML, and the files by name that must stand in ``site/media`` before the page is put in place.

    ``standalone`` is the name, among ``files``, of the version that carries everything within it.
    """

    html: str
    files: dict[str, bytes]
    standalone: str


def title_of_table(table: str, language: text.Language) -> str:
    """A data-room table's title; its name where no schema declares it."""
    from hamyari_lib import data

    try:
        return getattr(data.title(table), language)
    except DataError:
        return table


def render_page(
    notebook: Mapping[str, Any],
    manifest: Manifest,
    *,
    parameters: Sequence[tuple[str, str]],
    stale: Stale | None = None,
    links: Links | None = None,
    table_title: TableTitle = title_of_table,
) -> Page:
    """The page of one run, in the language of its manifest.

    Parameters
    ----------
    notebook
        The executed notebook, as nbformat reads it.
    parameters
        Label and value of each parameter, in the language of the page.
    stale
        The latest attempt, when the run shown is an older, good one.
    links
        Where the page leads; none in a copy that stands alone.
    table_title
        The title of a data-room table in a language.
    """
    import nbformat

    from hamyari_lib.site.exporter import exporter

    content = content_of(notebook, language=manifest.language, complete=manifest.state == "succeeded")
    media = media_of(content, manifest, parameters)
    view = View(
        manifest=manifest,
        content=content,
        parameters=parameters,
        stale=stale,
        links=links or Links(),
        media=media,
        assets=shared(),
        policy=LINKED_POLICY,
        table_title=table_title,
        standalone=None,
        detail=_DETAIL[0],
    )
    node = nbformat.from_dict(notebook)

    def lay_out(page: View) -> str:
        return exporter().from_notebook_node(node, resources={"page": page})[0]

    alone = lay_out(
        replace(view, media=replace(media, inline=True), assets=inlined(), policy=inlined().policy, links=Links())
    ).encode()
    name = hashed_name(f"{manifest.notebook}-{manifest.case}-{manifest.language}", ".html", alone)
    standalone = Link(f"../{FOLDER}/{quote(name)}", size(alone, manifest.language))
    for detail in _DETAIL:
        html = lay_out(replace(view, standalone=standalone, detail=detail))
        if len(html.encode()) <= PAGE_LIMIT:
            break
    return Page(html=html, files=media.files | {name: alone}, standalone=name)
