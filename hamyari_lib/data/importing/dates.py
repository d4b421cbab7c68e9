"""Jalali dates and months as people write them, and Gregorian ones that a spreadsheet made; never a guess."""

from __future__ import annotations

import datetime as dt
import re

from hamyari_lib import text
from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.importing.numerals import Unreadable
from hamyari_lib.jalali import FIRST_YEAR, LAST_YEAR, JalaliDate

_MONTHS = {name: number for number, name in enumerate(text.JALALI_MONTHS["fa"], start=1)} | {
    name.lower(): number for number, name in enumerate(text.JALALI_MONTHS["en"], start=1)
}
_WEEKDAY = re.compile(r"^(?:یک|دو|سه|چهار|پنج)?\s*شنبه\s*[،,]?\s*|^جمعه\s*[،,]?\s*")
_THREE = re.compile(r"(\d{1,4})\s*([-/.\\])\s*(\d{1,2})\s*\2\s*(\d{1,4})(?:[T ]00:00(?::00(?:\.0+)?)?)?\Z")
_WORDS = re.compile(r"(\d{1,2})\s*(?:ام|م)?\s+(\D+?)(?:\s*ماه)?\s*[،,]?\s*(?:سال\s*)?(\d{2,4})\Z")
_EXPECTED = Bilingual(fa="تاریخ شمسی مانند 1403/01/25", en="a Jalali date such as 1403/01/25")
_FOUR_DIGITS = {"fa": f"{_EXPECTED.fa}، با سال چهاررقمی", "en": f"{_EXPECTED.en}, its year of four digits"}
_MONTH_EXPECTED = {"fa": "ماه شمسی مانند 1403-01", "en": "a Jalali month such as 1403-01"}


def jalali_date(cell: str) -> str:
    """The date of a cell as ``1403/01/05``.

    Understood are year first or last with ``/``, ``-`` or ``.`` between, eight digits, the day and the month's name,
    years of two digits from 32 to 99 that stand first, a weekday before, and Gregorian dates with their year first.

    >>> [jalali_date(one) for one in ("۱۴۰۳/۱/۵", "1403-01-05", "5.1.1403", "14030105", "۵ فروردین ۱۴۰۳", "2024-03-24")]
    ['1403/01/05', '1403/01/05', '1403/01/05', '1403/01/05', '1403/01/05', '1403/01/05']

    Raises
    ------
    Unreadable
        It is no date, not a day of the calendar, or one that can be read in two ways.
    """
    latin = _cleaned(cell)
    if found := _THREE.match(latin):
        first, last = int(found[1]), int(found[4])
        if len(found[1]) == 4:
            return _day(first, int(found[3]), last)
        if len(found[4]) == 4:
            if last > LAST_YEAR:
                raise Unreadable(
                    fa=f"{_EXPECTED.fa}؛ روشن نیست از {found[1]} و {found[3]} کدام ماه است",
                    en=f"{_EXPECTED.en}: which of {found[1]} and {found[3]} is the month is not sure",
                )
            return _day(last, int(found[3]), first)
        if len(found[1]) == 2 and first >= 32:
            return _day(1300 + first, int(found[3]), last)
        raise Unreadable(**_FOUR_DIGITS)
    if re.fullmatch(r"\d{8}", latin):
        return _day(int(latin[:4]), int(latin[4:6]), int(latin[6:]))
    if (found := _WORDS.match(latin)) and (month := _month_named(found[2])):
        if len(found[3]) == 3:
            raise Unreadable(**_FOUR_DIGITS)
        year = int(found[3]) if len(found[3]) == 4 else int(found[3]) + (1300 if int(found[3]) >= 32 else 1400)
        return _day(year, month, int(found[1]))
    raise Unreadable(fa=_EXPECTED.fa, en=_EXPECTED.en)


def jalali_month(cell: str) -> str:
    """The month of a cell as ``1403-01``.

    >>> [jalali_month(one) for one in ("۱۴۰۳/۱", "1403-01", "140301", "فروردین ۱۴۰۳", "فروردین‌ماه ۱۴۰۳")]
    ['1403-01', '1403-01', '1403-01', '1403-01', '1403-01']
    """
    latin = _cleaned(cell)
    if found := re.fullmatch(r"(\d{4})\s*[-/.]?\s*(\d{1,2})", latin):
        return _month(int(found[1]), int(found[2]))
    if (found := re.fullmatch(r"(\D+?)(?:\s*ماه)?\s*[،,]?\s*(?:سال\s*)?(\d{4})", latin)) and (
        month := _month_named(found[1])
    ):
        return _month(int(found[2]), month)
    raise Unreadable(**_MONTH_EXPECTED)


def _cleaned(cell: str) -> str:
    latin = text.latin_digits(text.normalise(cell)).replace("\u200c", " ").strip()
    return _WEEKDAY.sub("", latin)


def _month_named(words: str) -> int | None:
    name = re.sub(r"\s+", " ", words.strip().lower()).removesuffix(" ماه")
    return _MONTHS.get(name) or {"امرداد": 5}.get(name)


def _day(year: int, month: int, day: int) -> str:
    try:
        if 1900 <= year <= 2100:
            return str(JalaliDate.from_gregorian(dt.date(year, month, day)))
        return str(JalaliDate(year, month, day))
    except ValueError as error:
        raise Unreadable(
            fa=f"روزی که در تقویم باشد؛ {year}/{month:02}/{day:02} در تقویم نیست", en=f"a day of the calendar ({error})"
        ) from None


def _month(year: int, month: int) -> str:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        raise Unreadable(**_MONTH_EXPECTED)
    return f"{year}-{month:02}"
