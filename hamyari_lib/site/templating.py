"""The Jinja environment: everything escaped, a missing name is an error, and the few filters of our templates."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hamyari_lib.site import writing
from hamyari_lib.site.wording import word

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """The one environment of pages and index."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "bidi": writing.bidi,
        "plain": writing.plain,
        "latin_code": writing.latin_code,
    }
    made.globals["word"] = word
    return made
