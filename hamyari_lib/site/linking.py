"""Whether a page that stands leads where it should, told from its HTML alone: reading it is cheap, making it is not."""

from __future__ import annotations

import re

from markupsafe import escape

from hamyari_lib.site.view import Links
from hamyari_lib.site.writing import bidi

_RELATED = re.compile('<section class="end related".*?</section>', re.DOTALL)
_LINK = re.compile('<li><a href="([^"]*)">(.*?)</a></li>')
_OTHER_LANGUAGE = re.compile('<a href="([^"]*)" lang="[a-z]{2}" hreflang=')


def leads_to(html: str, links: Links) -> bool:
    """Whether the page's links to its other language and to the same question elsewhere are these and no others."""
    other = _OTHER_LANGUAGE.search(html)
    if (other[1] if other else "") != str(escape(links.other_language)):
        return False
    section = _RELATED.search(html)
    found = _LINK.findall(section[0]) if section else []
    related = [(str(escape(link.href)), str(bidi(link.text))) for link in links.related]
    return found[:-1] == related  # the last leads to the question itself
