"""A text that exists in Persian and in English."""

from __future__ import annotations

from dataclasses import dataclass

from hamyari_lib import text


@dataclass(frozen=True)
class Bilingual:
    """The same text in both languages; ``str()`` gives that of the language in force.

    >>> Bilingual(fa="استان", en="province").en
    'province'
    """

    fa: str
    en: str

    def __str__(self) -> str:
        return text.t(fa=self.fa, en=self.en)

    def within(self, language: text.Language) -> str:
        """The text in one language."""
        return text.t(fa=self.fa, en=self.en, language=language)

    def to_json(self) -> dict[str, str]:
        """Both texts as a plain mapping."""
        return {"fa": self.fa, "en": self.en}
