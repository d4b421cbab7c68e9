"""The themes that questions belong to: one closed list, in the order in which the index shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hamyari_lib.data import Bilingual

THEMES: dict[str, Bilingual] = {
    "opportunities": Bilingual(fa="فرصت‌های دانش‌بنیان", en="Knowledge-based opportunities"),
    "financing": Bilingual(fa="تأمین مالی", en="Financing"),
    "projects": Bilingual(fa="طرح‌ها و پروژه‌ها", en="Projects"),
    "decisions": Bilingual(fa="نشست‌ها و تصمیم‌ها", en="Meetings and decisions"),
    "seminars": Bilingual(fa="سمینارها", en="Seminars"),
    "data": Bilingual(fa="داده‌ها", en="Data"),
}


def theme_of(notebook: Mapping[str, Any]) -> str:
    """The theme that a notebook declares in its metadata, known or not; empty where it declares none.

    >>> theme_of({"metadata": {"hamyari": {"theme": "financing"}}})
    'financing'
    >>> theme_of({"metadata": {}})
    ''
    """
    metadata = notebook.get("metadata")
    ours = metadata.get("hamyari") if isinstance(metadata, Mapping) else None
    theme = ours.get("theme") if isinstance(ours, Mapping) else None
    return theme if isinstance(theme, str) else ""
