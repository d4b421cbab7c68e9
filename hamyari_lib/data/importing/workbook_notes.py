"""What an import says of a workbook, in both languages: what its sheets hide, and which of their cells are merged."""

from __future__ import annotations

from collections.abc import Sequence

from hamyari_lib import text
from hamyari_lib.data.bilingual import Bilingual

SHOWN = 5


def hidden_sheets(names: Sequence[str]) -> Bilingual:
    """Sheets that are hidden are not read."""
    return Bilingual(
        fa=f"این کاربرگ‌ها پنهان است و خوانده نشد: {'، '.join(names)}",
        en=f"hidden and so not read: {', '.join(names)}",
    )


def hidden_cells(rows: int, columns: int) -> Bilingual:
    """Rows and columns that are hidden are read like the others."""
    fa = [f"{text.number(n, language='fa')} {what}" for n, what in ((rows, "سطر"), (columns, "ستون")) if n]
    en = [f"{n:,} {what}{'s' if n > 1 else ''}" for n, what in ((rows, "row"), (columns, "column")) if n]
    return Bilingual(
        fa=f"{' و '.join(fa)} در اکسل پنهان است و مانند بقیه خوانده شد",
        en=f"{' and '.join(en)} hidden in Excel: read like the others",
    )


def circular(count: int) -> Bilingual:
    """Formulas that need themselves have no value."""
    return Bilingual(
        fa=f"{text.number(count, language='fa')} فرمول به خود برمی‌گردد یا به چنین فرمولی نیاز دارد و مقداری ندارد",
        en=f"{count:,} formula{'s' if count > 1 else ''} in a circle, or in need of one that is: no value",
    )


def merged(ranges: Sequence[str]) -> Bilingual:
    """Cells are merged over several rows: a word stands for each of them, a number for none but the first."""
    shown, more = list(ranges[:SHOWN]), len(ranges) - SHOWN
    fa = [*shown, f"{text.number(more, language='fa')} مورد دیگر"] if more > 0 else shown
    en = [*shown, f"{more:,} more"] if more > 0 else shown
    return Bilingual(
        fa=f"سلول‌های ادغام‌شده ({'، '.join(fa)}): متن برای همهٔ سطرهای آن خوانده شد، عدد تنها برای سطر نخست",
        en=f"merged cells ({', '.join(en)}): a text was read for each of their rows, a number for the first alone",
    )
