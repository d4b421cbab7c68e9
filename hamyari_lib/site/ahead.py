"""What pages need that does not hang on what a run leaves, made while the first kernels start."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from hamyari_lib.text import Language

if TYPE_CHECKING:
    from hamyari_lib.data.audience import Audience
    from hamyari_lib.site.leaks import Guard


def get_ready(notebooks: Iterable[tuple[Path, Language]]) -> None:
    """Load the templates and colour the code of notebooks, each with a language of its pages."""
    import xlsxwriter  # noqa: F401  (of the downloads)

    from hamyari_lib.records.stamp import site_version
    from hamyari_lib.site.blocks import CodeBlock, content_of
    from hamyari_lib.site.code import highlighted
    from hamyari_lib.site.shared import inlined, shared
    from hamyari_lib.site.templating import environment

    for template in ("page.html.j2", "parts.html.j2", "index.html.j2"):
        environment().get_template(template)
    site_version(), shared(), inlined()
    for path, language in notebooks:
        content = content_of(json.loads(path.read_bytes()), language=language, complete=True)
        for block in content.blocks:
            if isinstance(block, CodeBlock):
                highlighted(block.source)


class Ahead:
    """``get_ready`` and the looks of a guard, in a thread of their own. ``wait`` returns when it is done.

    What fails here is passed over: the page that needs it meets the same, and says so.
    """

    def __init__(
        self,
        notebooks: Iterable[tuple[Path, Language]],
        looks: Iterable[tuple[str, Audience]],
        guard: Callable[[], Guard],
    ) -> None:
        self._notebooks, self._looks, self._guard = list(notebooks), list(looks), guard
        self._thread = threading.Thread(target=self._run, name="pages", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            get_ready(self._notebooks)
            for room, audience in self._looks:
                self._guard().look_at(room, audience)
        except Exception:
            return

    def wait(self) -> None:
        self._thread.join()
