"""How a page writes what it is given: direction of numbers, times, durations, sizes and file names."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

from markupsafe import Markup, escape

from hamyari_lib import text
from hamyari_lib.records import Manifest
from hamyari_lib.site.wording import word

_ISOLATED = re.compile("\u2066([^\u2066-\u2069]*)\u2069")
_PERSIAN_PERCENT = re.compile("(?<![\u2066\u2212+۰-۹٫٬])([۰-۹][۰-۹٫٬]*٪)")
_YEARS = re.compile("([0-9۰-۹]{4}–[0-9۰-۹]{4})")
_STRONG = re.compile("[A-Za-zء-ی]")
# Within an English text: what stands in quotation marks with Persian letters in it, or a run of Persian words.
_PERSIAN_NAME = re.compile("(?<=“)[^“”]*[ء-ی][^“”]*(?=”)|[ء-ی](?:[^A-Za-z,;:.“”<>&]*[ء-ی۰-۹)])?")
_DIGIT = re.compile("[0-9۰-۹]")
_NEXT_VALUE = re.compile(r",(?=[A-Za-z_]\w*=)")
_NAME_LENGTH = 60  # characters of what -p gave that the name of a run's folder holds
_STRAY_MARKS = re.compile("[\u2066-\u2069\u202a-\u202e]")
_LATIN_CODE = Markup('<bdi dir="ltr"><code>{}</code></bdi>')

# Iran keeps UTC+03:30 all year since 1401 (2022); a fixed offset needs no zone table on Windows.
TEHRAN = dt.timezone(dt.timedelta(hours=3, minutes=30))


def bidi(value: object) -> Markup:
    """``value`` escaped, with each isolated number in a ``<bdi dir="ltr">`` so that its sign stays on its left.

    A Persian percentage without sign is set the same way: else its ``٪`` stands right of the digits in a cell of
    its own and left of them in a sentence. In a text that begins in Latin letters each Persian name is set apart in a
    ``<bdi>``: else two of them, with a comma or an "and" between, change places.

    >>> bidi("a < \\u2066−2\\u2069")
    Markup('a &lt; <bdi dir="ltr">−2</bdi>')
    >>> bidi("cities: مشهد and تربت حیدریه")
    Markup('cities: <bdi>مشهد</bdi> and <bdi>تربت حیدریه</bdi>')
    """
    marked = str(escape(value))
    if (first := _STRONG.search(str(value))) and first[0].isascii():
        marked = _PERSIAN_NAME.sub(r"<bdi>\g<0></bdi>", marked)
    marked = _PERSIAN_PERCENT.sub("\u2066\\1\u2069", marked)
    marked = _ISOLATED.sub(r'<bdi dir="ltr">\1</bdi>', marked)
    marked = _YEARS.sub(r'<span class="years">\1</span>', marked)
    return Markup(_STRAY_MARKS.sub("", marked))


def plain(value: object) -> str:
    """``value`` for an attribute or a file: without the marks that steer its direction."""
    return _STRAY_MARKS.sub("", str(value))


def latin_code(value: object) -> Markup:
    """A hash, version or identifier: Latin, left to right, in the code face."""
    return _LATIN_CODE.format(plain(value))


def variant(run: Manifest) -> Markup:
    """What a run was given instead of its case's own values. A run of before these were kept in words has them in its
    name, which is cut short: then as many as are whole, each left to right."""
    if run.changes or not run.overridden:
        return bidi(run.overridden)
    given = _NEXT_VALUE.split(plain(run.overridden))
    is_cut = len(run.overridden) >= _NAME_LENGTH
    shown = [Markup('<bdi dir="ltr">{}</bdi>').format(one) for one in (given[:-1] if is_cut else given)]
    return Markup("، " if run.language == "fa" else ", ").join([*shown, *(["…"] if is_cut else [])])


def names_a_date(as_of: str) -> bool:
    """Whether an ``as_of`` tells a date: it may only say that each row has its own."""
    return bool(_DIGIT.search(as_of))


def moment_of(iso: str) -> dt.datetime:
    """An ISO 8601 time as a moment in Tehran; a time without zone is taken as UTC."""
    moment = dt.datetime.fromisoformat(iso)
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(TEHRAN)


def day(iso: str, language: text.Language) -> str:
    """The day of an ISO 8601 time, in Tehran.

    >>> day("2026-11-22T21:00:00+00:00", "fa")
    '۲ آذر ۱۴۰۵'
    """
    return text.date(moment_of(iso), language=language)


def clock(iso: str, language: text.Language) -> str:
    """Day and time in Tehran.

    >>> clock("2026-11-22T10:55:17+00:00", "en")
    '2026-11-22, 14:25 (Tehran time)'
    """
    moment = moment_of(iso)
    time = text.digits(f"{moment:%H:%M}", language=language)
    between = "، ساعت " if language == "fa" else ", "
    return f"{day(iso, language)}{between}{time} ({word('tehran_time', language)})"


def duration(seconds: float, language: text.Language) -> str:
    """How long something took.

    >>> duration(2.345, "fa")
    '۲٫۳ ثانیه'
    """
    if round(seconds, 1) < 60:
        return word("seconds", language, n=text.number(seconds, 1 if seconds < 10 else 0, language=language))
    minutes, rest = divmod(round(seconds), 60)
    parts = {"minutes": text.number(minutes, language=language), "seconds": text.number(rest, language=language)}
    return word("minutes", language, **parts)


def size(content: bytes | int, language: text.Language) -> str:
    """The size of a download.

    >>> size(12_400, "en")
    '12 KB'
    """
    count = content if isinstance(content, int) else len(content)
    if count < 1024:
        return word("bytes", language, n=text.number(count, language=language))
    if count < 1024 * 1024:
        return word("kilobytes", language, n=text.number(round(count / 1024), language=language))
    return word("megabytes", language, n=text.number(count / 1024 / 1024, 1, language=language))


def hashed_name(stem: str, suffix: str, content: bytes) -> str:
    """A readable file name that changes with its content, so that a page and its files never mix versions.

    >>> hashed_name("razavi khorasan-jobs", ".csv", b"")
    'razavi_khorasan-jobs-e3b0c442.csv'
    """
    safe = re.sub(r"[^\w-]+", "_", plain(stem)).strip("_") or "file"
    return f"{safe[:80]}-{hashlib.sha256(content).hexdigest()[:8]}{suffix}"
