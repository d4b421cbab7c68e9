"""Pages that stand beside the index and tell of the data: the codebook, and the page on the sample room.

What they are made of takes more than a second to import, which a run that made reports need not spend: a page carries
in its head what it was made from, and is made again only where that has changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from hamyari_lib import text
from hamyari_lib.files import write_atomically
from hamyari_lib.site.shared import LINKED_POLICY, shared
from hamyari_lib.site.templating import environment

CODEBOOK: dict[text.Language, str] = {"fa": "codebook.html", "en": "codebook.en.html"}
SAMPLE_PAGE: dict[text.Language, str] = {"fa": "sample.html", "en": "sample.en.html"}

_HEAD_BYTES = 2_048
_STAMP = re.compile(rb'<meta name="hamyari-codebook" content="([^"]*)">')


def write_stale(
    reports: Path, files: Mapping[text.Language, str], stamp: str, render: Callable[[text.Language], str]
) -> bool:
    """Put a page in place in both languages where it is not, or has another ``stamp``; whether it was made."""
    paths = {language: reports / "site" / file for language, file in files.items()}
    stale = {language: path for language, path in paths.items() if _stamp_of(path) != stamp}
    for language, path in stale.items():
        write_atomically(path, render(language))
    return bool(stale)


def render_beside(
    template: str,
    language: text.Language,
    *,
    files: Mapping[text.Language, str],
    stamp: str,
    title: str,
    groups: Mapping[str, Sequence[object]],
    **shown: object,
) -> str:
    """A page in one language; ``groups`` are its tables by heading, ``shown`` is what only its own template knows."""
    second: text.Language = "en" if language == "fa" else "fa"
    return (
        environment()
        .get_template(template)
        .render(
            language=language,
            direction="rtl" if language == "fa" else "ltr",
            second=second,
            other=files[second],
            index="index.html" if language == "fa" else "en.html",
            codebook=CODEBOOK[language],
            sample=SAMPLE_PAGE[language],
            title=title,
            groups=groups,
            total=text.number(sum(map(len, groups.values())), language=language),
            stamp=stamp,
            assets=shared(),
            policy=LINKED_POLICY,
            **shown,
        )
    )


def _stamp_of(page: Path) -> str | None:
    try:
        with page.open("rb") as file:
            found = _STAMP.search(file.read(_HEAD_BYTES))
    except OSError:
        return None
    return found[1].decode("utf-8", "replace") if found else None
