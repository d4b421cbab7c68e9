"""Markdown of a notebook as HTML of a page: raw HTML is escaped, nothing is fetched, headings are numbered."""

from __future__ import annotations

from dataclasses import dataclass

import mistune
from markupsafe import Markup, escape

from hamyari_lib.site.writing import bidi


@dataclass(frozen=True)
class Heading:
    """An entry of the table of contents: ``level`` 2 or 3, the id to link to, and its text as HTML."""

    level: int
    anchor: str
    html: Markup


class Prose:
    """The prose of one page: renders its cells in turn and collects their headings.

    The first heading of level 1 is left out, since the page has its title from the manifest; others count as
    level 2. Pictures become their alternative text and addresses outside the page plain text: a report that is
    read offline, printed or sent on loses nothing, and nothing is fetched.
    """

    def __init__(self) -> None:
        self.headings: list[Heading] = []
        self._title_seen = False
        self._markdown = mistune.create_markdown(renderer=_Renderer(self), plugins=["table", "strikethrough"])

    def render(self, source: str) -> Markup:
        return Markup(self._markdown(source))

    def heading(self, html: str, level: int) -> str:
        """One heading as HTML, noted for the table of contents."""
        if level == 1 and not self._title_seen:
            self._title_seen = True
            return ""
        level = min(max(level, 2), 4)
        anchor = f"section-{len(self.headings) + 1}"
        self.headings.append(Heading(level=level, anchor=anchor, html=Markup(html)))
        return f'<h{level} id="{anchor}">{html}</h{level}>\n'


class _Renderer(mistune.HTMLRenderer):
    def __init__(self, prose: Prose) -> None:
        super().__init__(escape=True)
        self._prose = prose

    def text(self, text: str) -> str:
        return str(bidi(text))

    def codespan(self, text: str) -> str:
        return f'<code dir="ltr">{escape(text)}</code>'

    def block_code(self, code: str, info: str | None = None) -> str:
        return f'<pre dir="ltr"><code>{escape(code)}</code></pre>\n'

    def heading(self, text: str, level: int, **attrs: object) -> str:
        return self._prose.heading(text, level)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return str(escape(text))

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if url.startswith("#"):
            return f'<a href="{escape(url)}">{text}</a>'
        address = escape(url)
        if text == str(address):
            return f'<bdi dir="ltr">{address}</bdi>'
        return f'{text} (<bdi dir="ltr">{address}</bdi>)'

    def table(self, text: str) -> str:
        return f'<div class="scroll" tabindex="0"><table>{text}</table></div>\n'

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        return f'<th scope="col">{text}</th>' if head else f"<td>{text}</td>"
