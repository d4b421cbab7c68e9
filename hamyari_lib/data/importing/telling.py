"""Says in lines for the terminal what an import did, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hamyari_lib import text
from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.declared import schema
from hamyari_lib.data.importing.notes import CHANGES
from hamyari_lib.data.importing.result import REJECTED, ROW, ImportResult, SheetResult, TableResult

SHOWN = 5
LONGEST = 120

COUNTS = {
    "added": Bilingual(fa="سطر افزوده شد", en="added"),
    "changed": Bilingual(fa="سطر تغییر کرد", en="changed"),
    "unchanged": Bilingual(fa="سطر تغییری نداشت", en="unchanged"),
    "kept": Bilingual(fa="سطر که در این فایل‌ها نیست نگه داشته شد", en="kept that these files do not have"),
    "removed": Bilingual(fa="سطر حذف شد", en="removed"),
}
"""What becomes of a table's rows, by the names of the counts."""


def lines(result: ImportResult, language: text.Language) -> Iterator[str]:
    """The summary, sheet by sheet and then table by table.

    In English columns have the names that commands and the codebook know them by, in Persian those of the file.
    """
    for sheet in result.sheets:
        yield from _of_sheet(sheet, language)
    yield from (f"{where}: {why.within(language)}" for where, why in result.unrecognised)
    for table in result.tables:
        yield from _of_table(result.room, table, language)


def name_of(table: str, columns: str, language: text.Language) -> str:
    """The names of columns, joined by commas; in English as commands know them."""
    if language == "en":
        return columns
    declared = schema(table).columns
    return "، ".join(declared[one].metadata["name_fa"] if one in declared else one for one in columns.split(", "))


def short(said: str) -> str:
    """A cell, cut where it is too long to be told."""
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}…"


def _of_sheet(sheet: SheetResult, language: text.Language) -> Iterator[str]:
    is_fa = language == "fa"

    def n(count: int) -> str:
        return text.number(count, language=language)

    def say(*, fa: str, en: str) -> str:
        return text.t(fa=fa, en=en, language=language)

    def column(names: str) -> str:
        return sheet.headed(names) if is_fa else names

    yield say(
        fa=f"{sheet.source}، جدول «{sheet.title.fa}»: {n(sheet.read)} سطر خوانده شد، {n(sheet.refused)} سطر رد شد",
        en=f"{sheet.source} -> {sheet.table}: {n(sheet.read)} rows read, {n(sheet.refused)} refused",
    )
    yield from (f"  {say(fa='توضیح', en='note')}: {one.within(language)}" for one in sheet.notes)
    if sheet.missing:
        names = name_of(sheet.table, ", ".join(sheet.missing), language)
        yield say(
            fa=f"  در فایل نیست؛ آنچه اتاق داده دارد می‌ماند و بقیه نامعلوم است: {names}",
            en=f"  not in the file, so unknown where the room has none: {names}",
        )
    for written, near in sheet.unknown:
        yield say(
            fa=f"  ستون «{written}» خوانده نمی‌شود" + (f"؛ شاید منظور «{near}» است" if near else ""),
            en=f"  column {written!r} is not read" + (f"; is {near!r} meant?" if near else ""),
        )
    for why, count in sheet.passed.items():
        rows = _numbers([number for number, said in sheet.passed_over if said == why], count, language)
        yield say(
            fa=f"  کنار گذاشته شد ({why.fa}): {rows}",
            en=f"  passed over, {why.en}: row{'s' if count > 1 else ''} {rows}",
        )
    for change in sheet.changes:
        before, after, kind = short(change.before), short(change.after), CHANGES[change.what]
        cells = f"{n(change.cells)} cell{'s' if change.cells > 1 else ''}"
        yield say(
            fa=f"  تغییر در «{column(change.column)}» ({kind.fa}): {n(change.cells)} سلول، "
            f"مانند «{before}» به «{after}»",
            en=f"  changed {change.column} ({kind.en}): {cells}, such as {before!r} to {after!r}",
        )
    for one in sheet.refusals[:SHOWN]:
        found, is_cell = short(one.found_in(language)), isinstance(one.found, str) and one.found
        row = text.digits(one.row, language=language)
        place = "" if one.column in ROW else say(fa=f"، ستون «{column(one.column)}»", en=f", column {one.column}")
        yield say(
            fa=f"  رد شد: سطر {row}{place}: مقدار یافت‌شده: {found}؛ مقدار مورد انتظار: {one.expected.fa}",
            en=f"  refused row {row}{place}: found {repr(found) if is_cell else found}; expected {one.expected.en}",
        )
    if sheet.rejected_file:
        yield say(
            fa=f"  همهٔ سطرهای ردشده: {REJECTED}/{sheet.rejected_file} (در همان فایل اصلاح و دوباره وارد کنید)",
            en=f"  all refused rows: {REJECTED}/{sheet.rejected_file} (correct them there and import that file)",
        )


def _of_table(room: str, table: TableResult, language: text.Language) -> Iterator[str]:
    where = text.t(fa=f"{room}، جدول «{table.title.fa}»", en=f"{room}/{table.table}", language=language)
    comma = text.t(fa="، ", en=", ", language=language)
    if table.is_unchanged:
        rows = text.number(table.unchanged + table.kept, language=language)
        yield text.t(
            fa=f"{where}: تغییری نکرد ({rows} سطر)", en=f"{where}: nothing changed ({rows} rows)", language=language
        )
        return
    counts = {what: count for what in COUNTS if (count := getattr(table, what))}
    yield f"{where}: " + comma.join(
        f"{text.number(count, language=language)} {COUNTS[what].within(language)}" for what, count in counts.items()
    )
    for one in table.differences[:SHOWN]:
        name, before, after = name_of(table.table, one.column, language), short(one.before), short(one.after)
        yield text.t(
            fa=f"  {one.key}، «{name}»: «{before or text.UNKNOWN['fa']}» شد «{after or text.UNKNOWN['fa']}»",
            en=f"  {one.key}, {name}: {before!r} to {after!r}",
            language=language,
        )


def _numbers(rows: Sequence[int], count: int, language: text.Language) -> str:
    comma = "، " if language == "fa" else ", "
    shown = comma.join(text.number(row, language=language) for row in rows[:SHOWN])
    if count <= SHOWN:
        return f"سطر {shown}" if language == "fa" else shown
    more = text.number(count - SHOWN, language=language)
    return text.t(fa=f"سطرهای {shown} و {more} سطر دیگر", en=f"{shown} and {more} more", language=language)
