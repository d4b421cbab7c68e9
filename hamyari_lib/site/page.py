"""An executed notebook and its manifest as a page: one HTML beside its files, and one that stands alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from hamyari_lib.records import Manifest, Stamp, Table
from hamyari_lib.site.blocks import CodeBlock, RecordBlock, content_of
from hamyari_lib.site.media import FOLDER, media_of
from hamyari_lib.site.shared import LINKED_POLICY, inlined, shared
from hamyari_lib.site.templating import environment
from hamyari_lib.site.view import Link, Links, Stale, View
from hamyari_lib.site.writing import hashed_name, size

PAGE_LIMIT = 60 * 1024
"""Bytes of a page without its figures and shared files."""

_MOST_ROWS, _FEWER_ROWS = 1_000, (300, 100, 50, 25, 12)
"""Rows of a table on the page, fewer until the page keeps to its limit; the downloads hold them all."""


@dataclass(frozen=True)
class Page:
    """A page's HTML, and the files by name that must stand in ``site/media`` before the page is put in place.

    ``standalone`` is the name, among ``files``, of the version that carries everything within it.
    """

    html: str
    files: dict[str, bytes]
    standalone: str


def render_page(
    notebook: Mapping[str, Any],
    manifest: Manifest,
    *,
    parameters: Sequence[tuple[str, str]],
    stale: Stale | None = None,
    links: Links | None = None,
    stamp: Stamp | None = None,
) -> Page:
    """The page of one run, in the language of its manifest.

    Parameters
    ----------
    notebook
        The executed notebook, as its JSON says it.
    parameters
        Label and value of each parameter, in the language of the page.
    stale
        The latest attempt, when the run shown is an older, good one.
    links
        Where the page leads; none in a copy that stands alone.
    stamp
        What the page is made from, for whoever asks later; none in a copy that stands alone.
    """
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
    )
    template = environment().get_template("page.html.j2")

    def lay_out(page: View) -> str:
        return template.render(page=page)

    alone = lay_out(
        replace(view, media=replace(media, inline=True), assets=inlined(), policy=inlined().policy, links=Links())
    ).encode()
    code = _code_script(view)
    stem = f"{manifest.notebook}-{manifest.case}-{manifest.language}"
    names = hashed_name(stem, ".html", alone), hashed_name(f"{stem}-code", ".js", code)
    linked = replace(
        view,
        standalone=Link(f"../{FOLDER}/{quote(names[0])}", size(alone, manifest.language)),
        code_file=f"../{FOLDER}/{quote(names[1])}",
        stamp=stamp,
    )
    records = [block.record for block in content.blocks if isinstance(block, RecordBlock)]
    longest = max((len(one.rows) for one in records if isinstance(one, Table)), default=0)
    for row_limit in (min(longest, _MOST_ROWS), *(limit for limit in _FEWER_ROWS if limit < longest)):
        html = lay_out(replace(linked, row_limit=row_limit))
        if len(html.encode()) <= PAGE_LIMIT:
            break
    files = media.files | dict(zip(names, (alone, code), strict=True))
    return Page(html=html, files=files, standalone=names[0])


def _code_script(view: View) -> bytes:
    """The code of every cell as a script that puts it in its place when the reader asks for it."""
    cells = [view.code(block) for block in view.content.blocks if isinstance(block, CodeBlock)]
    return f"showCode({json.dumps(cells, ensure_ascii=False)});\n".encode()
