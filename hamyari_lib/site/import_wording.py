"""The words of the page that tells what an import did; :mod:`hamyari_lib.site.wording` gives them out with others."""

from __future__ import annotations

IMPORT_WORDS: dict[str, tuple[str, str]] = {
    "import_title": ("نتیجهٔ ورود داده‌ها", "What was imported"),
    "import_confidential": (
        "این صفحه ممکن است مقدارهای محرمانه داشته باشد و برای انتشار نیست.",
        "This page may show confidential values. It is not to be published.",
    ),
    "import_room": ("اتاق داده:", "Data room:"),
    "import_when": ("زمان ورود:", "Imported:"),
    "import_accepted": (
        "از {read} سطری که خوانده شد، {kept} سطر پذیرفته شد و هیچ سطری رد نشد.",
        "Of {read} rows read, {kept} were accepted and none was refused.",
    ),
    "import_some_refused": (
        "از {read} سطری که خوانده شد، {kept} سطر پذیرفته و {refused} سطر رد شد.",
        "Of {read} rows read, {kept} were accepted and {refused} refused.",
    ),
    "import_remedy": (
        "سطرهای ردشده وارد اتاق داده نشده است. آنها را در فایل سطرهای ردشده اصلاح و همان فایل را وارد کنید.",
        "The refused rows are not in the room. Correct them in the file of refused rows and import that file.",
    ),
    "import_changed_nothing": (
        "جدول‌های اتاق داده تغییری نکرد.",
        "No table of the room was changed.",
    ),
    "import_changed": ("جدول‌هایی که تغییر کرد: {tables}.", "Tables that were changed: {tables}."),
    "import_sheet": ("«{source}» به جدول «{table}»", "{source} to table “{table}”"),
    "import_read": ("سطر خوانده‌شده", "rows read"),
    "import_kept": ("سطر پذیرفته‌شده", "rows accepted"),
    "import_refused": ("سطر ردشده", "rows refused"),
    "import_passed": ("سطر کنارگذاشته‌شده", "rows passed over"),
    "import_notes": ("توضیح‌ها", "Notes"),
    "import_refused_rows": ("سطرهای ردشده", "Refused rows"),
    "import_all_refused": (
        "فهرست کامل، برای اصلاح و ورود دوباره:",
        "The whole list, to be corrected and imported again:",
    ),
    "import_first_faults": ("{shown} مورد نخست نمایش داده شده است.", "The first {shown} are shown."),
    "import_row": ("سطر", "Row"),
    "import_column": ("ستون", "Column"),
    "import_found": ("مقدار یافت‌شده", "Found"),
    "import_expected": ("مقدار مورد انتظار", "Expected"),
    "import_changes": (
        "تغییر سلول‌ها هنگام ورود، هر کدام با یک نمونه",
        "What was changed in cells, each with an example",
    ),
    "import_all_changes": ("فهرست کامل:", "The whole list:"),
    "import_kind": ("نوع تغییر", "Kind of change"),
    "import_cells": ("شمار سلول‌ها", "Cells"),
    "import_before": ("پیش از تغییر", "Before"),
    "import_after": ("پس از تغییر", "After"),
    "import_passed_over": ("سطرهایی که داده به شمار نیامد", "Rows that are no data"),
    "import_reason": ("علت", "Reason"),
    "import_rows": ("شمار سطرها", "Rows"),
    "import_first_rows": ("نخستین سطرها", "First rows"),
    "import_unknown": ("ستون‌هایی که خوانده نشد", "Columns that were not read"),
    "import_is_meant": (
        "شاید منظور «{near}» است؛ در این صورت نام ستون را اصلاح کنید.",
        "If “{near}” is meant, rename it.",
    ),
    "import_missing": (
        "ستون‌هایی که در فایل نیست؛ آنچه اتاق داده دارد می‌ماند و بقیه نامعلوم است",
        "Columns that the file does not have, unknown where the room has none",
    ),
    "import_unrecognised": ("آنچه وارد نشد", "What was not imported"),
    "import_tables": ("جدول‌های اتاق داده پس از ورود", "The room's tables after the import"),
    "import_added": ("سطر افزوده", "rows added"),
    "import_altered": ("سطر تغییرکرده", "rows changed"),
    "import_unchanged": ("سطر بدون تغییر", "rows unchanged"),
    "import_held": ("سطر حفظ‌شده که در فایل‌ها نیست", "rows kept that the files do not have"),
    "import_removed": ("سطر حذف‌شده", "rows removed"),
    "import_differences": ("تفاوت با آنچه اتاق داده داشت", "Differences from what the room had"),
    "import_key": ("شناسهٔ سطر", "Key of the row"),
    "import_old": ("مقدار پیشین", "Old value"),
    "import_new": ("مقدار تازه", "New value"),
    "import_first_differences": (
        "{shown} تفاوت نخست نمایش داده شده است.",
        "The first {shown} differences are shown.",
    ),
    "import_show_all": ("نمایش همهٔ {total} مورد", "Show all {total}"),
}
