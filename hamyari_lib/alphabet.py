"""The order of the Persian alphabet."""

from __future__ import annotations

from hamyari_lib.text import normalise

_ALPHABET = " آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"


def sort_key(value: str) -> tuple[int, ...]:
    """A key that orders names by the Persian alphabet (code points put پ، چ، ژ، ک، گ and ی last).

    >>> sorted(["یزد", "البرز", "گیلان", "آذربایجان", "فارس"], key=sort_key)
    ['آذربایجان', 'البرز', 'فارس', 'گیلان', 'یزد']
    """
    plain = normalise(value).replace("\u200c", "").lower()
    return tuple(_ALPHABET.find(letter) if letter in _ALPHABET else 100 + ord(letter) for letter in plain)
