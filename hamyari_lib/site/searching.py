"""Searches text for many values at once, in the forms in which a page may write them.

A text is found whatever its digits, its Arabic or Persian letters, its non-joiners, its separators. A number is found
by its digits, so that rial and toman, million and billion, with and without separators, are one. An amount of money is
found rounded, too, where its scale stands behind it: 512.3 billion.

What many a page writes by chance is not searched for, or no page could be published: texts of fewer than four letters,
what also stands in a cell that the reader may see, and numbers that are not distinctive. A number is *distinctive* if,
of all numbers of as many digits (without the zeros at its ends), at most one in 100 000 is among those searched for;
so it has five digits at least, and a round number never is. Of amounts that are rounded, or written in full, at most
one in a hundred of as many digits may meet one: three digits where there is one amount, five where there are a hundred.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate

from hamyari_lib.data.secrets import Secret

BREAK = "\x1f"
"""Stands between pieces of text that are not read as one."""

_SHORTEST_TEXT, _SHORTEST_CODE, _SHORTEST_NUMBER = 4, 7, 5
_CHANCE_OF_NUMBER, _CHANCE_OF_AMOUNT = 1e-5, 1e-2
_MOST_REMEMBERED = 200_000
_LEAST_AMOUNT, _SHORTEST_AMOUNT = 1e7, 8  # rial, and the characters of as much written in full
_CURRENCIES = (1, 10, 10_000)  # rial, toman, new rial
_PLACES = frozenset({"شهرداری", "شهر", "استانداری", "فرمانداری", "استان", "municipality", "city", "of", "the"})

_FOLDS = str.maketrans(
    {"ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و"}
    | {"٬": ",", "٫": ".", "\u00a0": " ", "\u202f": " ", "\u2009": " "}
    | dict(zip("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789", strict=True))
    | dict.fromkeys("ـ\u00ad\u0670\ufeff", "")
    | dict.fromkeys(map(chr, [*range(0x64B, 0x656), *range(0x200B, 0x2010), *range(0x202A, 0x202F),
                              *range(0x2060, 0x206A)]), "")
)  # fmt: skip
_TOKEN = re.compile(f"[^\\W_]+|{BREAK}")
_SCALES = {
    "هزار میلیارد": 1e12, "تریلیون": 1e12, "trillion": 1e12, "thousand billion": 1e12, "همت": 1e13,
    "میلیارد": 1e9, "billion": 1e9, "bn": 1e9, "میلیون": 1e6, "million": 1e6, "mn": 1e6,
}  # fmt: skip
_NUMBER = re.compile(
    rf"(?<![\w.,])(\d{{1,3}}(?:[, ]\d{{3}})+|\d+)(?:\.(\d+))?(?:e[+-]?\d+)?(?:\s*({'|'.join(_SCALES)})(?!\w)|(?!\w))"
)


def folded(words: str) -> str:
    """``words`` with what may be written in several ways written in one.

    >>> folded("علی\u200cرضا كاظمي، ۱٬۲۳۴")
    'علیرضا کاظمی، 1,234'
    """
    return words.translate(_FOLDS).lower()


class Search:
    """Finds the values of ``secrets`` in texts, but for those that ``open_texts`` or ``open_amounts`` (rial) hold."""

    def __init__(
        self, secrets: Iterable[Secret], *, open_texts: Iterable[str] = (), open_amounts: Iterable[float] = ()
    ) -> None:
        self._texts: dict[str, set[str]] = defaultdict(set)
        self._numbers: dict[str, set[str]] = defaultdict(set)
        amounts: dict[float, set[str]] = defaultdict(set)
        for secret in secrets:
            for value in secret.values:
                self._put(secret, folded(value), amounts)
        for amount in set(open_amounts) & set(amounts):
            del amounts[amount]
        self._amounts = sorted((amount, frozenset(places)) for amount, places in amounts.items())
        self._sizes = [amount for amount, _ in self._amounts]
        self._prefixes: dict[str, set[int]] = {}
        self._clean: set[int] = set()  # pieces in which nothing was found: reports have most of theirs in common
        self._index()
        self._leave_out(folded(BREAK.join(open_texts)))
        self._keep_distinctive()
        self._index()

    def _put(self, secret: Secret, value: str, amounts: dict[float, set[str]]) -> None:
        number = _NUMBER.fullmatch(value)
        if secret.is_money and number:
            amounts[float(re.sub("[, ]", "", value))].add(secret.where)
        if number and (secret.is_money or "." in value or len(value) < _SHORTEST_CODE):
            self._numbers[_significand(number)].add(secret.where)
            return
        tokens = _TOKEN.findall(value)
        key = "".join(tokens)
        if len(key) >= (_SHORTEST_CODE if key.isdigit() else _SHORTEST_TEXT):
            self._texts[key].add(secret.where)

    def _index(self) -> None:
        self._prefixes = defaultdict(set)
        for key in self._texts:
            self._prefixes[key[:_SHORTEST_TEXT]].add(len(key))

    def _leave_out(self, words: str) -> None:
        """What stands within an open cell, and the word for a place before or after the name of one."""
        for key in set(self._runs(words)):
            del self._texts[key]
        names = {"".join(_TOKEN.findall(cell)) for cell in words.split(BREAK)}
        self._texts = defaultdict(set, {key: at for key, at in self._texts.items() if not _names_a_place(key, names)})
        for number in _NUMBER.finditer(words):
            self._numbers.pop(_significand(number), None)

    def _keep_distinctive(self) -> None:
        codes = Counter(len(key) for key in self._texts if key.isdigit())
        digits = Counter(map(len, self._numbers))
        for key in [one for one in self._texts if one.isdigit() and not _is_distinctive(len(one), codes)]:
            del self._texts[key]
        for key in [one for one in self._numbers if not _is_distinctive(len(one), digits)]:
            del self._numbers[key]

    def __bool__(self) -> bool:
        return bool(self._texts or self._numbers or self._amounts)

    def found_in(self, words: str) -> set[str]:
        """Where the values stand that are in ``words``; pieces that are not read as one have a ``BREAK`` between."""
        fresh = {hash(piece): piece for piece in words.split(BREAK)}
        for seen in self._clean & fresh.keys():
            del fresh[seen]
        found = self._found_in(folded(BREAK.join(fresh.values())))
        if not found:
            self._clean |= fresh.keys() if len(self._clean) < _MOST_REMEMBERED else set()
        return found

    def _found_in(self, words: str) -> set[str]:
        found = set[str]()
        for key in self._runs(words):
            found |= self._texts[key]
        if self._numbers or self._amounts:
            for number in _NUMBER.finditer(words):
                found |= self._numbers.get(_significand(number), set())
                found.update(*self._amounts_like(number))
        return found

    def _runs(self, words: str) -> Iterator[str]:
        """The texts that a run of whole words spells, whatever stands between the words."""
        tokens = _TOKEN.findall(words)
        joined, ends = "".join(tokens), [0, *accumulate(map(len, tokens))]
        prefixes, is_end = self._prefixes, set(ends)
        for start in [one for one in ends if joined[one : one + _SHORTEST_TEXT] in prefixes]:
            for length in prefixes[joined[start : start + _SHORTEST_TEXT]]:
                if start + length in is_end and (run := joined[start : start + length]) in self._texts:
                    yield run

    def _amounts_like(self, number: re.Match[str]) -> Iterator[frozenset[str]]:
        """The amounts that a number may be, rounded as it is written."""
        whole, part, scale = number.groups()
        unit = _SCALES.get(scale, 1.0)
        if not self._sizes or (scale is None and len(whole) < _SHORTEST_AMOUNT):
            return
        value = float(whole.replace(",", "").replace(" ", "") + f".{part or 0}") * unit
        if value < _LEAST_AMOUNT:
            return
        if len(self._sizes) * 10.0 ** (1 - len(_significand(number))) > _CHANCE_OF_AMOUNT:
            return
        half = unit * 10.0 ** -len(part or "") / 2
        for worth in _CURRENCIES:
            first = bisect_left(self._sizes, (value - half) * worth)
            for _, places in self._amounts[first : bisect_right(self._sizes, (value + half) * worth)]:
                yield places


def _significand(number: re.Match[str]) -> str:
    """The digits of a number without the zeros at its ends and whatever stands between."""
    return (number[1] + (number[2] or "")).replace(",", "").replace(" ", "").strip("0")


def _is_distinctive(digits: int, counts: Counter[int]) -> bool:
    return digits >= _SHORTEST_NUMBER and counts[digits] <= _CHANCE_OF_NUMBER * 9 * 10.0 ** (digits - 1)


def _names_a_place(key: str, names: set[str]) -> bool:
    """Whether the text is a word such as *municipality* and a name that all may see.

    >>> _names_a_place("شهرداریمشهد", {"مشهد"})
    True
    """
    return any(
        (key.startswith(word) and key.removeprefix(word) in names)
        or (key.endswith(word) and key.removesuffix(word) in names)
        for word in _PLACES
    )
