"""What a cell of the template takes: its format, its drop-down or rule, and the Persian words that go with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hamyari_lib import text
from hamyari_lib.data import in_words
from hamyari_lib.data.template_marks import shortened

if TYPE_CHECKING:
    import pandera.pandas as pa

MESSAGE_LIMIT, TITLE_LIMIT = 255, 32  # Excel's, of the messages of a rule
LARGEST = 2**53  # what a room takes, too
COUNTED_ROWS = 10_000  # of a column that a rule or another sheet's drop-down looks through

MONEY_FORMAT = "#,##0"
# Beyond 11 digits Excel's General turns to 1.2E+11, and #,##0.## leaves a lone point behind whole numbers.
NUMBER_FORMAT = "[>=1000]#,##0;General"
YEAR_FORMAT = "0"
TEXT_FORMAT = "@"

_ASK = "اگر از درستی آن مطمئن هستید ادامه دهید."


def number_format(column: pa.Column) -> str:
    """The format of a column's cells: text for all words, so that a spreadsheet leaves 00123 and 1405/03/01 alone.

    >>> from hamyari_lib.data import schema
    >>> [number_format(schema("needs").columns[name]) for name in ("need_id", "unit_cost_rial")]
    ['@', '#,##0']
    """
    about = column.metadata
    if about["kind"] not in ("whole", "money", "real"):
        return TEXT_FORMAT
    if about["unit"].endswith("year") or about["unit"] == "code":
        return YEAR_FORMAT
    return MONEY_FORMAT if about["unit"] == "rial" or about["kind"] == "whole" else NUMBER_FORMAT


def guidance(column: pa.Column, *, is_listed: bool = False) -> str:
    """What stands above a column: whether it must be filled in, what its cells hold, and in which unit.

    ``is_listed`` says that its cells have a drop-down, which a column with labels of its own always has.

    >>> from hamyari_lib.data import schema
    >>> print(guidance(schema("needs").columns["unit_cost_rial"]))
    اختیاری؛ خالی = نامعلوم
    مبلغ به ریال، بدون اعشار، ۰ یا بیشتر
    """
    blank = in_words.blank_of(column)
    first = "ضروری" if blank is None else f"اختیاری؛ خالی = {blank.fa}"
    unique = ["هر مورد شناسهٔ خودش را دارد"] if column.unique and column.metadata["unit"] == "code" else []
    return "\n".join([first, *unique, holds(column, is_listed=is_listed)])


def holds(column: pa.Column, *, is_listed: bool = False) -> str:
    """What the cells of a column hold: type, form, unit, bounds and meaning, nothing said twice."""
    kind = "از فهرست انتخاب کنید" if is_listed or column.metadata["among"] else in_words.type_of(column).fa
    parts = [kind, in_words.meaning_of(column).fa, *in_words.details_of(column, "fa")]
    return _without_marks("، ".join(part for part in parts if part))


def _without_marks(said: str) -> str:
    """Without the marks of direction, which a spreadsheet may show as boxes."""
    return said.replace("\u2066", "").replace("\u2069", "")


def rule(column: pa.Column, *, cell: str, source: str = "", is_reference: bool = False) -> dict[str, Any]:
    """The rule of a column's cells, in the words of XlsxWriter's ``data_validation``.

    A number or date that does not fit is asked about and not refused: Excel takes Persian digits, ``۲۵ میلیون تومان``
    and other spellings for text, all of which the importer reads. Only a value beside a closed list is refused.

    Parameters
    ----------
    cell
        The first cell of the column that a person fills in, such as ``C4``.
    source
        The name of the range whose values the drop-down offers; none where it is empty.
    is_reference
        Whether the list is another table's, which may lack what the person adds to it.
    """
    about = column.metadata
    said = {
        "input_title": shortened(about["name_fa"], TITLE_LIMIT),
        "input_message": shortened(guidance(column, is_listed=bool(source)), MESSAGE_LIMIT),
        "error_title": "این مقدار را بررسی کنید",
        "error_type": "warning",
    }
    if source:
        closed = {"error_type": "stop", "error_message": "تنها گزینه‌های فهرست پذیرفته است؛ یکی را انتخاب کنید."}
        opened = {"error_message": f"این مقدار در فهرست نیست. آن را به جدول خودش هم بیفزایید. {_ASK}"}
        return said | (opened if is_reference else closed) | {"validate": "list", "source": f"={source}"}
    if about["kind"] in ("whole", "money", "real"):
        low, high = in_words.bounds_of(column)
        limits = _without_marks(in_words.range_of(column).fa)
        expected = f"{in_words.type_of(column).fa}{f'، {limits}' if limits else ''}"
        return said | {
            "validate": "decimal" if about["kind"] == "real" else "integer",
            "criteria": "between",
            "minimum": -LARGEST if low is None else low,
            "maximum": LARGEST if high is None else high,
            "error_message": f"در این خانه {expected} نوشته می‌شود. {_ASK}",
        }
    if about["kind"] in ("date", "month"):
        marks, example = (2, "1405/03/01") if about["kind"] == "date" else (1, "1405-03")
        bare = f'SUBSTITUTE(SUBSTITUTE({cell},"/",""),"-","")'
        least, most = 2 * marks + 4, 3 * marks + 4  # 1405/3/1 is as good as 1405/03/01
        return said | {
            "validate": "custom",
            "value": f"=AND(LEN({cell})-LEN({bare})={marks},LEN({cell})>={least},LEN({cell})<={most})",
            "error_message": f"{in_words.type_of(column).fa} را به شکل {example} بنویسید. {_ASK}",
        }
    if column.unique:
        letters = cell.rstrip("0123456789")
        every = f"${letters}${cell.removeprefix(letters)}:${letters}${COUNTED_ROWS}"
        return said | {
            "validate": "custom",
            "value": f"=COUNTIF({every},{cell})=1",
            "error_message": f"این مقدار در ردیف دیگری هم آمده است؛ هر ردیف باید شناسهٔ خودش را داشته باشد. {_ASK}",
        }
    return {"validate": "any", **{key: said[key] for key in ("input_title", "input_message")}}


def width(column: pa.Column, header: str, shown: Sequence[str]) -> float:
    """The width of a column in characters: enough for its header in two lines and for what is shown in it."""
    longest = max((len(one) for one in shown), default=0)
    least = 20 if column.metadata["kind"] == "money" else 15
    return float(min(max(least, longest + 3, len(header) // 2 + 4), 34))


def as_cell(column: pa.Column, written: str) -> str | float | int:
    """An example as a spreadsheet keeps it: a number for a column of numbers, else the text itself."""
    kind = column.metadata["kind"]
    if kind not in ("whole", "money", "real") or not written:
        return written
    value = float(text.latin_digits(written))
    return value if kind == "real" and not value.is_integer() else int(value)
