"""The nbconvert exporter of our pages, and the Jinja environment that pages and index share.

Importing this module imports nbconvert; callers do so when they make a page, not before.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment
from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import default

from hamyari_lib.site.templating import environment


class ReportExporter(TemplateExporter):
    """An executed notebook as a page: nbconvert's pipeline with our own template and nothing of its default HTML.

    ``resources["page"]`` is the :class:`hamyari_lib.site.view.View` of the page.
    """

    export_from_notebook = "Hamyari report"
    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_file")
    def _template_file_default(self) -> str:
        return "page.html.j2"

    @default("template_paths")
    def _template_paths(self, prune: bool = True, root_dirs: Any = None) -> list[str]:
        return []

    def _create_environment(self) -> Environment:
        return environment()

    def _init_preprocessors(self) -> None:
        """None: nothing but our template decides what is shown."""
        self._preprocessors: list[Any] = []


@cache
def exporter() -> ReportExporter:
    """One exporter a process; making one costs more than a page."""
    return ReportExporter()
