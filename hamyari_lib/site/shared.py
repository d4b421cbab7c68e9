"""The files that all pages share, under names that change with their content, and the pages' security policy."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hamyari_lib.site.writing import hashed_name

ASSETS = Path(__file__).parent / "assets"
_FONTS = ("Vazirmatn-Regular.woff2", "Vazirmatn-Bold.woff2")

LINKED_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'"
)
"""For pages beside their files, over http and from a folder (``'self'`` covers ``file:`` in Chromium)."""


@dataclass(frozen=True)
class Shared:
    """Stylesheet and script by name, and every file to be written to ``site/assets``."""

    css: str
    js: str
    files: dict[str, bytes]


@dataclass(frozen=True)
class Inlined:
    """Stylesheet and script as text to stand in a page, with the policy that allows exactly these two."""

    css: str
    js: str
    policy: str


@cache
def shared() -> Shared:
    """The shared files; the stylesheet names its fonts by their hashed names."""
    css = (ASSETS / "site.css").read_text(encoding="utf-8")
    files: dict[str, bytes] = {}
    for font in _FONTS:
        content = (ASSETS / "fonts" / font).read_bytes()
        name = hashed_name(font.removesuffix(".woff2"), ".woff2", content)
        css = css.replace(f"fonts/{font}", name)
        files[name] = content
    licence = (ASSETS / "fonts" / "OFL.txt").read_bytes()
    script = (ASSETS / "site.js").read_bytes()
    names = hashed_name("site", ".css", css.encode()), hashed_name("site", ".js", script)
    files |= {names[0]: css.encode(), names[1]: script, "Vazirmatn-OFL.txt": licence}
    return Shared(css=names[0], js=names[1], files=files)


@cache
def inlined() -> Inlined:
    """The shared files for a page that must stand alone."""
    css = (ASSETS / "site.css").read_text(encoding="utf-8")
    for font in _FONTS:
        css = css.replace(f"fonts/{font}", data_uri((ASSETS / "fonts" / font).read_bytes(), "font/woff2"))
    js = (ASSETS / "site.js").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; style-src '{_digest(css)}'; script-src '{_digest(js)}'; font-src data:; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return Inlined(css=css, js=js, policy=policy)


def data_uri(content: bytes, mime: str) -> str:
    """``content`` as an address that carries it."""
    return f"data:{mime};base64,{base64.b64encode(content).decode('ascii')}"


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode("ascii")
