"""The site: an executed notebook and its manifest become a page, and all pages an index.

Importing this package is quick; the templates come with the first page.
"""

from __future__ import annotations

from hamyari_lib.site.ahead import Ahead
from hamyari_lib.site.index import build_index, publish_all
from hamyari_lib.site.leaks import Guard, LeakError
from hamyari_lib.site.linking import Shelf
from hamyari_lib.site.page import render_page
from hamyari_lib.site.publish import publish, relink

__all__ = ["Ahead", "Guard", "LeakError", "Shelf", "build_index", "publish", "publish_all", "relink", "render_page"]
