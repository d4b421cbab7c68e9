"""The page that tells a person what became of their files: each sheet's rows, what was refused and changed, and why.

It stands in the room's own folder, beside the lists that it leads to, and never under ``reports/``: it may show
confidential values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from hamyari_lib import text
from hamyari_lib.data import Bilingual
from hamyari_lib.files import write_atomically
from hamyari_lib.site.shared import inlined
from hamyari_lib.site.templating import environment
from hamyari_lib.site.wording import word
from hamyari_lib.site.writing import clock

if TYPE_CHECKING:
    from hamyari_lib.data.importing.result import ImportResult

FILES: dict[text.Language, str] = {"fa": "import.html", "en": "import.en.html"}
MOST_NAMED = 5


def write_imported(folder: Path, result: ImportResult, *, title: Bilingual, when: str | None = None) -> Path:
    """Put the page of an import into the room's folder, in both languages; returns where the Persian one is.

    ``title`` is the room's; ``when`` is an ISO 8601 time, now unless it is given.
    """
    when = when or dt.datetime.now(dt.UTC).isoformat()
    for language, file in FILES.items():
        write_atomically(folder / file, render_imported(result, language, title=title, when=when))
    return folder / FILES["fa"]


def render_imported(result: ImportResult, language: text.Language, *, title: Bilingual, when: str) -> str:
    """The page in one language."""
    from hamyari_lib.site.import_sections import file_name, sheet_section, table_section

    second: text.Language = "en" if language == "fa" else "fa"
    assets = inlined()
    return (
        environment()
        .get_template("imported.html.j2")
        .render(
            language=language,
            direction="rtl" if language == "fa" else "ltr",
            second=second,
            other=FILES[second],
            room=title.within(language),
            when=clock(when, language),
            summary=list(_summary(result, language)),
            sheets=[sheet_section(one, f"sheet-{place}", language) for place, one in enumerate(result.sheets, start=1)],
            tables=[table_section(one, language) for one in result.tables],
            unrecognised=[(file_name(where), why.within(language)) for where, why in result.unrecognised],
            numbers=lambda count: text.number(count, language=language),
            css=assets.css,
            policy=assets.policy,
        )
    )


def _summary(result: ImportResult, language: text.Language) -> Iterator[str]:
    read, kept, refused = (sum(getattr(one, what) for one in result.sheets) for what in ("read", "kept", "refused"))
    counts = {"read": read, "kept": kept} | ({"refused": refused} if refused else {})
    yield word(
        "import_some_refused" if refused else "import_accepted",
        language,
        **{name: text.number(count, language=language) for name, count in counts.items()},
    )
    changed = [one.title.within(language) for one in result.tables if not one.is_unchanged]
    if changed:
        names = text.listing(changed, is_quoted=True, most=MOST_NAMED, language=language)
        yield word("import_changed", language, tables=names)
    else:
        yield word("import_changed_nothing", language)
    if refused:
        yield word("import_remedy", language)
