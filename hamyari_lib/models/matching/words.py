"""What the texts of needs and products have in common: letters and endings evened, and other words for one thing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from hamyari_lib import text

SYNONYMS: Mapping[str, str] = {
    "ال ای دی": "led", "روشنایی": "چراغ", "لامپ": "چراغ", "معابر": "خیابان", "معبر": "خیابان", "راه": "خیابان",
    "جاده": "خیابان", "زباله": "پسماند", "تفکیک": "جداسازی", "سورتینگ": "جداسازی", "جداساز": "جداسازی",
    "سطل": "مخزن", "اسکادا": "scada", "rtu": "scada", "پایانه راه دور": "scada", "دیسپاچینگ": "scada",
    "تله متری": "راه دور", "تصفیه خانه": "تصفیه", "فاضلاب": "پساب", "شناور": "مستغرق", "الکتروپمپ": "پمپ",
    "پهپاد": "هوایی", "بدون سرنشین": "هوایی", "جی پی اس": "gps", "فتوولتائیک": "خورشیدی", "یوپی اس": "بدون وقفه",
    "برق اضطراری": "بدون وقفه", "ups": "بدون وقفه", "پارک حاشیه ای": "پارک حاشیه", "پارکومتر": "پارک حاشیه پرداخت",
    "کیوآر": "qr", "بلیت": "ولیدیتور", "کارت خوان": "ولیدیتور", "سرپناه": "ایستگاه", "آفت": "آفات", "سم": "آفت",
    "نرم افزار": "سامانه", "پلتفرم": "سامانه", "اپلیکیشن": "برنامه همراه", "امنیت شبکه": "soc", "افتا": "soc",
    "دانش آموز": "آموزش", "lms": "آموزش مجازی", "برخط": "مجازی", "gis": "اطلاعات جغرافیایی",
    "اطلاعات مکانی": "اطلاعات جغرافیایی", "کفپوش": "کاشی", "epdm": "گرانولی", "منهول": "دریچه", "یخ زدا": "نمک",
    "خط کشی": "رنگ راه", "ترافیکی": "راه", "هوش تجاری": "داشبورد", "تماس": "پاسخگو", "بام": "سقف",
}  # fmt: skip
"""Other words for a thing that cities buy, each with the word that stands for it; a caller of
:func:`hamyari_lib.models.matching.match_needs` can give others. They were written by those who had written the made-up
texts too, so what they add there may be more than elsewhere: the measures are told with them and without."""

_MARKS = re.compile(r"[^\w]+")
_ENDINGS = ("هایی", "های", "ها", "ی")
_OFTEN = (
    "و از به در با برای یا بر هر تا که را آن این است شد شود یک دو سه نو نوع انواع تهیه خرید تأمین تامین ساخت تولید "
    "اجرا طراحی خدمات انجام دستگاه سیستم مدل ای"
)
_STOP = frozenset(_OFTEN.split())


def words(written: str, synonyms: Mapping[str, str] = SYNONYMS) -> list[str]:
    """The words of a text in their plain form: no joiner, no plural, other words for a thing replaced.

    >>> words("چراغ‌های خياباني LED")
    ['چراغ', 'خیابان', 'led']
    """
    return [word for word in _replaced(plain(written), synonyms).split() if word not in _STOP]


@lru_cache(maxsize=65_536)
def plain(written: str) -> str:
    """A text in Persian letters and Latin digits, small, without joiners, marks and endings of the plural.

    >>> plain("سامانهٔ پایشِ چاه‌ها (SCADA)")
    'سامانه پایش چاه scada'
    """
    even = text.latin_digits(text.normalise(written)).lower().replace("\u200c", " ").replace("أ", "ا").replace("ٔ", "")
    even = re.sub("[\u064b-\u0652]", "", even)
    return " ".join(filter(None, map(_stem, _MARKS.sub(" ", even).split())))


def _stem(word: str) -> str:
    """A word without the ending of a plural; one that is nothing else is none."""
    if word in _ENDINGS[:3]:
        return ""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


def _replaced(even: str, synonyms: Mapping[str, str]) -> str:
    pattern, meant = _pattern(tuple(synonyms.items()))
    return pattern.sub(lambda found: meant[found[0]], even) if meant else even


@lru_cache(maxsize=16)
def _pattern(synonyms: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """What to look for, and what each becomes in the end: what stands for a word may have another in its place."""
    direct = {plain(written): plain(word) for written, word in synonyms if plain(written) not in ("", plain(word))}
    longest_first = sorted(direct, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
    if not direct:
        return pattern, direct
    meant, again = {}, direct
    while again != meant:
        meant = again
        for written, word in meant.items():
            if written in pattern.findall(word):
                raise ValueError(
                    f"synonyms go round: {written} comes to mean {word}, where {written} is said again; "
                    f"take out the line of {written}, or of a word between"
                )
        again = {one: pattern.sub(lambda found: direct[found[0]], word) for one, word in meant.items()}
    return pattern, meant
