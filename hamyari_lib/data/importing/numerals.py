"""Numbers as people write them: Persian digits, separators of thousands, and units of money; never a guess."""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation

from hamyari_lib import text
from hamyari_lib.data.bilingual import Bilingual

_MINUS = str.maketrans({"−": "-", "–": "-", "﹣": "-", "－": "-"})
_DECIMAL = str.maketrans({"٫": "."})
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([,٬،' ’.])\d{3})(?:\1\d{3})*(?:\.\d+)?\Z", re.ASCII)
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)\Z", re.ASCII)
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d+\Z", re.ASCII)
_DIGITS = re.compile(r"[+-]?\d{1,15}\Z")
_TWO_WAYS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d\d0\Z", re.ASCII)
_MOST_EXACT = Decimal(2) ** 53

# rials of one unit of money, by how a header or a cell names it
_SPOKEN = "تومان".replace("ا", "")
_CURRENCIES = {"ریال": 1, "rial": 1, "rials": 1, "irr": 1, "تومان": 10, _SPOKEN: 10, "toman": 10, "tomans": 10}
_NEW_RIAL = {"ریال جدید": 10_000, "new rial": 10_000, "new_rial": 10_000}
_SCALES = {
    "هزار": 10**3, "thousand": 10**3, "میلیون": 10**6, "million": 10**6, "میلیارد": 10**9, "billion": 10**9,
    "bn": 10**9, "همت": 10**12,
}  # fmt: skip
UNIT_WORDS = tuple(sorted({*_CURRENCIES, *_NEW_RIAL, *_SCALES}, key=len, reverse=True))


class Unreadable(ValueError):
    """A cell that means no one thing; ``expected`` says what was expected and what to write, its text says so in
    English."""

    def __init__(self, *, fa: str, en: str) -> None:
        super().__init__(en)
        self.expected = Bilingual(fa=fa, en=en)


def rials_of(unit: str) -> int | None:
    """How many rials one of ``unit`` is; ``None`` where the words name no unit of money.

    >>> rials_of("میلیون تومان"), rials_of("ریال"), rials_of("new rial"), rials_of("دستگاه")
    (10000000, 1, 10000, None)
    """
    words = text.normalise(unit).replace("\u200c", " ").lower().strip("() ")
    if words == "همت":  # a thousand billion toman
        return 10 * _SCALES[words]
    for names in (_NEW_RIAL, _CURRENCIES):
        for name, rials in names.items():
            if words == name:
                return rials
            if words.endswith(f" {name}"):
                factor = 1
                for scale in words.removesuffix(f" {name}").split():
                    if scale not in _SCALES or scale == "همت":
                        return None
                    factor *= _SCALES[scale]
                return factor * rials
    return None


def unit_of(rials: int) -> str:
    """How a person writes a unit of so many rials.

    >>> unit_of(10), unit_of(10_000_000)
    ('تومان', 'میلیون تومان')
    """
    names = {f"{scale} {name}".strip() for scale in ("", "هزار", "میلیون", "میلیارد") for name in ("ریال", "تومان")}
    found = {rials_of(name): name for name in sorted(names, key=len, reverse=True)}
    return found.get(rials) or f"{rials} ریال"


def plain_number(cell: str) -> str:
    """The number of a cell, with Latin digits, a point, and no separators.

    >>> plain_number("۱۲٬۵۰۰٫۷۵"), plain_number("1,250,000"), plain_number("− ۳")
    ('12500.75', '1250000', '-3')

    Raises
    ------
    Unreadable
        It is no number, or one that can be read in two ways.
    """
    if _DIGITS.match(cell) and cell.isascii():
        return cell.removeprefix("+")
    latin = text.latin_digits(cell).translate(_MINUS).translate(_DECIMAL).replace("\u200c", "").strip()
    latin = re.sub(r"^([+-])\s+", r"\1", latin)
    if grouped := _GROUPED.match(latin):
        mark = grouped[1]
        if mark == "." and latin.count(".") == 1:  # a decimal point, which is what one point most often is
            return latin.removeprefix("+")
        return latin.replace(mark, "").removeprefix("+")
    if _PLAIN.match(latin):
        return latin.removeprefix("+").removesuffix(".")
    if _SCIENTIFIC.match(latin):
        raise Unreadable(
            fa="عدد با همهٔ رقم‌هایش؛ اکسل رقم‌های این عدد را کوتاه کرده است، قالب ستون را «عدد» کنید",
            en="a number with all its digits: a spreadsheet cut this one; format the column as a number",
        )
    if re.fullmatch(r"[+-]?\d+/\d+", latin):
        meant = latin.replace("/", ".")
        raise Unreadable(
            fa=f"عدد با ممیز نقطه؛ اگر منظور عدد اعشاری است، {meant} بنویسید",
            en=f"a decimal point: write {meant} if that is meant",
        )
    if re.fullmatch(r"[+-]?\d+,\d+", latin):
        meant = latin.replace(",", ".")
        raise Unreadable(
            fa=f"عدد با ممیز نقطه یا با رقم‌های سه‌تاسه‌تا؛ {meant} بنویسید، یا بدون ویرگول",
            en=f"a decimal point or groups of three digits: write {meant} or without a comma",
        )
    raise Unreadable(fa="عدد", en="a number")


def whole_number(cell: str, *, times: int = 1) -> str:
    """The whole number of a cell, multiplied by ``times``; ``Unreadable`` where the product is not whole or too large.

    >>> whole_number("۱۲٫۵", times=10), whole_number("1200.0")
    ('125', '1200')
    """
    _one_way(cell)
    value = times * _decimal(cell)
    if value != value.to_integral_value():
        raise Unreadable(fa="عدد صحیح", en="a whole number")
    if abs(value) > _MOST_EXACT:
        raise Unreadable(
            fa="عددی که اکسل دقیق نگه می‌دارد، کمتر از ۹٬۰۰۷٬۱۹۹٬۲۵۴٬۷۴۰٬۹۹۲",
            en="a number that a spreadsheet keeps exactly, below 9,007,199,254,740,992",
        )
    return str(int(value))


def _one_way(cell: str) -> None:
    """``Unreadable`` for 12.000: who groups digits with points means twelve thousand."""
    if _TWO_WAYS.match(latin := text.latin_digits(cell).strip()):
        plain = latin.rstrip("0").rstrip(".")
        raise Unreadable(
            fa=f"عددی که دو معنا ندارد؛ {plain} یا {latin.replace('.', '')} بنویسید",
            en=f"a number that can be read in one way; write {plain} or {latin.replace('.', '')}",
        )


def amount_of_rials(cell: str, unit_rials: int | None) -> str:
    """The amount of a cell in whole rials; a unit that the cell itself names comes before the column's.

    >>> amount_of_rials("۲۵ میلیون تومان", 1), amount_of_rials("1,000", 10)
    ('250000000', '10000')

    Raises
    ------
    Unreadable
        It is no whole amount, or neither the cell nor the column says its unit.
    """
    own = re.match(r"(.*?[\d۰-۹٠-٩.,٬،٫\s'’]+?)\s*([^\d۰-۹٠-٩.,٬،٫\s'’].*)\Z", cell.strip())
    if own and (rials := rials_of(own[2])) is not None:
        return whole_number(own[1].strip(), times=rials)
    if unit_rials is None:
        raise Unreadable(
            fa="مبلغ با واحد آن؛ در عنوان ستون، پس از نام آن، (ریال) یا (تومان) بنویسید",
            en="an amount with its unit; write (ریال) or (تومان) behind the column's name",
        )
    return whole_number(cell, times=unit_rials)


def real_number(cell: str, *, unit: str) -> str:
    """The number of a cell; a per-cent sign is understood where the column's ``unit`` says what to make of it.

    >>> real_number("۱۸٪", unit="per cent a year"), real_number("18 %", unit="fraction"), real_number("۰٫۵", unit="")
    ('18', '0.18', '0.5')
    """
    if unit == "units of the row":
        _one_way(cell)
    bare = cell.strip().rstrip("%٪").strip() if cell.strip().endswith(("%", "٪")) else None
    if bare is not None and unit.startswith("fraction"):
        number = format((_decimal(bare) / 100).normalize(), "f")
    else:
        number = plain_number(bare if bare is not None and unit.startswith("per cent") else cell)
    if not math.isfinite(float(number)):
        raise Unreadable(fa="عدد", en="a number")
    return number


def _decimal(cell: str) -> Decimal:
    try:
        return Decimal(plain_number(cell))
    except InvalidOperation:  # pragma: no cover - plain_number leaves only numbers
        raise Unreadable(fa="عدد", en="a number") from None
