"""Words that a Persian page may not use, and how they are found in whatever spelling."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


class Forbidden(NamedTuple):
    """A word that a Persian page may not use (or spellings of it, between bars), what to write instead, and why.

    ``endings`` is a regular expression of what may be joined to it; ``unless_after`` holds texts right before it, and
    ``unless_before`` a regular expression of what follows it, that make it another word.
    """

    word: str
    instead: str
    why: str
    endings: str = ""
    unless_after: tuple[str, ...] = ()
    unless_before: str = ""


class Finding(NamedTuple):
    """A forbidden word as it stands in a text, from character ``start`` on."""

    found: str
    start: int
    instead: str
    why: str

    def __str__(self) -> str:
        return f"«{self.found}»: write {self.instead} ({self.why})"


_PLURAL = "ها|های|هایی|ی|ای"
# بهره as use or benefit: productivity, exploitation, and the verbs to use and to enjoy
_USE = (
    r"(?:ور(?:ی|ان|تر|ترین)?|مند(?:ی|ان|تر|ترین)?|کشی|دهی|بردار\w*|جویی)(?!\w)"
    r"|(?:خواه\w+\s+)?[بن]?(?:می[\s\u200c]*)?(?:گیر|گرفت|جست|جوی|بر(?:د|ده|دن|دند|ند|یم|م|ی|ید)(?!\w))"
)
_BORROWED = "a borrowed word where Persian has its own"

FORBIDDEN = (
    Forbidden(
        "بهره", "سود", "Iranian contracts pay profit; interest is another thing in law", "ها|های|ای|ی",
        ("بی\u200c", "بی ", "بی\u00a0"), _USE,
    ),
    Forbidden("اصل و فرع", "اصل و سود", "فرع is an old word for interest"),
    Forbidden("نزول", "سود, for a decline کاهش", "a word for usury"),
    Forbidden(
        "ربا", "سود", "a verdict of religious law, not the name of a cost", "ی|یی|خوار|خواری",
        ("\u200c", "بدون ", "آهن "),  # the act on usury-free banking has it in its title
    ),
    Forbidden("قرضه", "اوراق مشارکت, صکوک or اوراق بدهی", "a loan at interest, which Iran's market does not issue"),
    Forbidden("کوپن", "سود دوره‌ای", "a bond of this market pays profit; کوپن is a ration card", _PLURAL),
    Forbidden("یلد", "بازده", _BORROWED),
    Forbidden("ریت", "نرخ, for a REIT صندوق املاک و مستغلات", _BORROWED, "س|ها|های"),
    Forbidden("دیسکانت", "کسر", _BORROWED, "ی"),
    Forbidden("فاند", "تأمین مالی, for a fund صندوق", _BORROWED, f"ینگ|{_PLURAL}"),
    Forbidden("کرادفاند|کراودفاند", "تأمین مالی جمعی", _BORROWED, "ینگ"),
    Forbidden("هج", "پوشش ریسک", _BORROWED, "ینگ|فاند"),
    Forbidden("آپشن", "اختیار معامله", _BORROWED, _PLURAL),
    Forbidden("مارکت میکر|مارکتمیکر", "بازارگردان", _BORROWED, f"ز|{_PLURAL}"),
    Forbidden("دیتا", "داده", _BORROWED, "ها|های|ی"),
    Forbidden("دیتابیس", "پایگاه داده", _BORROWED, _PLURAL),
    Forbidden("دیتاست", "مجموعه‌داده", _BORROWED, _PLURAL),
    Forbidden("تومن", "تومان", "spoken, not written"),
)  # fmt: skip

_SAME = {"ی": "یيى", "ک": "کك", "ه": "هةۀە", "ا": "اأإآ", "آ": "آا"}  # the spellings that keyboards and old files leave
_MARKS = "[\u0640\u064b-\u065f\u0670]*+"  # tatweel, vowel signs and the hamza of an ezafe
_GAP = "[\\s\u200c]*+"
_PERSIAN = (
    "[\u0621-\u0625\u0627-\u063a\u0641\u0642\u0644-\u0648\u067e-\u06cc]"  # not ي ى ئ ك: a list of them is no word
)
_LETTER = "[\u0621-\u063a\u0641-\u064a\u067e-\u06cc]"


def _spelled(word: str) -> str:
    """``word`` as a regular expression that takes every spelling of its letters."""
    return "".join(
        "[\\s\u200c]+" if sign == " " else f"[{_SAME.get(sign, sign)}]{_MARKS}" if sign.isalpha() else sign
        for sign in word
    )


def _pattern(rule: Forbidden) -> re.Pattern[str]:
    before = "".join(f"(?<!{re.escape(text)})" for text in rule.unless_after)
    endings = f"(?:{rule.endings})?" if rule.endings else ""
    after = f"(?!{_GAP}(?:{rule.unless_before}))" if rule.unless_before else ""
    return re.compile(rf"(?<!\w){before}(?:{_spelled(rule.word)}){endings}(?!\w){after}")


@lru_cache(maxsize=1)  # compiled on first use: every command imports this module for its terms
def _rules() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    return (
        *((_pattern(rule), rule.instead, rule.why) for rule in FORBIDDEN),
        (re.compile(f"(?<={_PERSIAN})[يىك]|[يىك](?={_PERSIAN})"), "ی or ک", "an Arabic letter in a Persian word"),
        (re.compile(f"(?<![\\w\u200c])ن?می[ \u00a0]+(?={_LETTER})"), "می with a half-space", "the verb is one word"),
        (re.compile(f"(?<={_LETTER})[ \u00a0]ها(?:ی|یی)?(?!\\w)"), "ها with a half-space", "the plural is one word"),
    )


def forbidden_in(text: str) -> list[Finding]:
    """The forbidden words and spellings in ``text``, in its order; words of other sense (بهره‌وری) are none.

    >>> [str(finding.found) for finding in forbidden_in("نرخ بهرهٔ وام و بهره‌وری شهر")]
    ['بهرهٔ']
    """
    found = [
        Finding(match.group(), match.start(), instead, why)
        for pattern, instead, why in _rules()
        for match in pattern.finditer(text)
    ]
    return sorted(found, key=lambda finding: finding.start)
