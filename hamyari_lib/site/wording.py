"""The words that pages and the index say of their own accord, in both languages, in one place."""

from __future__ import annotations

from hamyari_lib import text
from hamyari_lib.records import State
from hamyari_lib.site.import_wording import IMPORT_WORDS
from hamyari_lib.site.sample_wording import SAMPLE_WORDS

STATE_NAMES: dict[State, dict[text.Language, str]] = {
    "succeeded": {"fa": "کامل اجرا شد", "en": "completed"},
    "failed": {"fa": "محاسبه با خطا متوقف شد", "en": "stopped by an error"},
    "timed_out": {"fa": "مهلت اجرا به پایان رسید", "en": "ran out of time"},
    "kernel_died": {"fa": "محاسبه به‌طور غیرمنتظره قطع شد", "en": "the computing process died"},
    "out_of_memory": {"fa": "حافظهٔ رایانه برای محاسبه کافی نبود", "en": "ran out of memory"},
    "unchanged": {"fa": "بدون تغییر از اجرای پیشین", "en": "unchanged since the last run"},
    "cancelled": {"fa": "اجرا لغو شد", "en": "cancelled"},
    "invalid": {"fa": "ورودی‌ها معتبر نبود و گزارش تهیه نشد", "en": "inputs refused, not run"},
}

_WORDS: dict[str, tuple[str, str]] = {
    "site_name": ("گزارش‌های پژوهشی همیاری", "Hamyari research reports"),
    "all_reports": ("همهٔ گزارش‌ها", "All reports"),
    "site_navigation": ("پیمایش سایت", "Site"),
    "skip": ("رفتن به متن اصلی", "Skip to the content"),
    "as_of": ("تاریخ داده‌ها:", "Data as of:"),
    "other_dates": ("و تاریخ‌های دیگر", "and other dates"),
    "see_sources": ("در بخش منابع آمده است", "see the sources"),
    "made_on": ("تاریخ تهیه:", "Prepared:"),
    "for_committee": ("ویژهٔ اعضای کمیته.", "For the committee."),
    "for_internal": ("داخلی.", "Internal."),
    "for_few": ("این گزارش برای انتشار عمومی نیست.", "This report is not to be published."),
    "for_few_index": ("گزارش‌های این فهرست برای انتشار عمومی نیست.", "The reports listed here are not to be published."),
    "illustrative_all": (
        "همهٔ داده‌های این گزارش ساختگی است و برای تصمیم‌گیری به کار نمی‌آید.",
        "All data in this report are made up. Do not base decisions on it.",
    ),
    "illustrative_some": (
        "بخشی از داده‌های این گزارش ساختگی است؛ نتیجه‌های آن مبنای تصمیم‌گیری نیست.",
        "Part of the data in this report is made up. Do not base decisions on it.",
    ),
    "illustrative_tables": ("جدول‌های ساختگی:", "Made-up tables:"),
    "stale": ("این نسخه به‌روز نیست.", "This version is not up to date."),
    "stale_text": (
        "آخرین تلاش برای به‌روزرسانی ({when}) ناموفق بود: {state}. آنچه می‌بینید آخرین نسخهٔ کامل است، تهیه‌شده در {made}.",
        "The latest attempt ({when}) did not succeed: {state}. This is the last complete version, of {made}.",
    ),
    "stale_link": ("مشاهدهٔ نتایج ناتمام آخرین اجرا", "See what the latest attempt computed"),
    "failed": ("این گزارش کامل نیست.", "This report is incomplete."),
    "failed_text": (
        "تهیهٔ گزارش به پایان نرسید: {state}. آنچه تا آن لحظه محاسبه شده، در ادامه آمده است.",
        "The run did not reach its end: {state}. What had been computed until then is shown below.",
    ),
    "failed_here": (
        "محاسبه در این نقطه متوقف شد؛ بخش‌های بعدی گزارش محاسبه نشده‌اند.",
        "The computation stopped here; the sections that follow were not computed.",
    ),
    "reason": ("علت:", "Reason:"),
    "technical": ("پیام فنی:", "Technical message:"),
    "latest_attempt": ("آخرین اجرا در {when}: {state}.", "Latest run, {when}: {state}."),
    "section": ("بخش:", "Section:"),
    "unreadable": ("یکی از نتایج این بخش قابل نمایش نیست.", "One result of this section could not be read."),
    "summary": ("خلاصه", "Summary"),
    "headlines": ("شاخص‌های اصلی", "Key figures"),
    "interval": ("بازهٔ اطمینان {confidence}:", "{confidence} interval:"),
    "interval_plain": ("بازه:", "Range:"),
    "at_least": ("دست‌کم", "at least"),
    "or_higher": ("یا بالاتر", "or higher"),
    "or_lower": ("یا کمتر", "or lower"),
    "without": ("بدون احتساب {missing}", "without {missing}"),
    "without_either": (
        "بدون احتساب {missing}، که ممکن است رقم را کم یا زیاد کند",
        "without {missing}, which may raise or lower it",
    ),
    "without_unknown": ("بدون ارقام نامعلوم", "without what is unknown"),
    "assuming": ("با فرض {assumed}", "assuming {assumed}"),
    "assumptions": ("با فرض‌های آن مورد", "under its assumptions"),
    "needs": ("برای محاسبه لازم است: {missing}", "needed to compute it: {missing}"),
    "contents": ("فهرست مطالب", "Contents"),
    "finding": ("یافته", "Finding"),
    "warning": ("هشدار", "Caution"),
    "limits": ("محدودیت‌ها", "Limits"),
    "source": ("منبع:", "Source:"),
    "note": ("توضیح:", "Note:"),
    "show_rows": ("نمایش همهٔ {total} ردیف", "Show all {total} rows"),
    "first_rows": (
        "{shown} ردیف نخست از {total} ردیف نمایش داده شده؛ همهٔ ردیف‌ها در فایل‌های زیر آمده است.",
        "The first {shown} of {total} rows are shown; the files below hold all of them.",
    ),
    "table_region": ("جدول: {title}", "Table: {title}"),
    "download": ("دریافت جدول:", "Download the table:"),
    "standalone": ("دریافت گزارش در یک فایل، برای ارسال", "Download the report as one file, to send"),
    "standalone_made": (
        "نسخهٔ تک‌فایل این گزارش؛ نسخهٔ به‌روز در سایت گزارش‌هاست.",
        "Single-file copy of this report; the current version is on the reports site.",
    ),
    "parameters": ("فرض‌ها و ورودی‌ها", "Assumptions and inputs"),
    "unknown_inputs": ("{total} ورودی نامعلوم", "Unknown inputs: {total}"),
    "parameter": ("عنوان", "Item"),
    "value": ("مقدار", "Value"),
    "sources": ("منابع داده و ملاحظات", "Data sources and caveats"),
    "more_sources": ("{total} منبع دیگر", "More sources: {total}"),
    "no_tables": ("این گزارش هیچ جدولی از اتاق داده نخوانده است.", "This report read no table of the data room."),
    "data_kind": ("نوع داده", "Kind of data"),
    "real": ("واقعی", "real"),
    "illustrative": ("ساختگی", "made up"),
    "licence": ("شرایط استفاده", "Terms of use"),
    "caveats": ("ملاحظات", "Caveats"),
    "rows": ("شمار ردیف‌ها", "Rows"),
    "provenance": ("شناسنامهٔ اجرا", "Run record"),
    "provenance_text": (
        "با این مشخصات می‌توان هر عدد گزارش را تا اجرا، داده‌ها و کد آن دنبال کرد.",
        "With these, every number can be traced to its run, data and code.",
    ),
    "run": ("شناسهٔ اجرا", "Run"),
    "state": ("وضعیت", "State"),
    "started": ("زمان شروع", "Started"),
    "duration": ("مدت اجرا", "Duration"),
    "code_version": ("نسخهٔ کد", "Code version"),
    "package_code": ("اثر انگشت کد بسته", "Package code"),
    "code_dirty": ("کد تغییر ثبت‌نشده داشته است", "the code had uncommitted changes"),
    "notebook": ("دفترچه", "Notebook"),
    "tables_read": ("جدول‌های خوانده‌شده", "Tables read"),
    "packages": ("بسته‌های نرم‌افزاری", "Software packages"),
    "seed": ("هستهٔ مولد اعداد تصادفی", "Random seed"),
    "tehran_time": ("به وقت تهران", "Tehran time"),
    "related": ("همین گزارش برای موارد دیگر", "This report for other cases"),
    "same_subject": ("گزارش‌های دیگر دربارهٔ همین استان", "Other reports on this province"),
    "question_reports": ("همهٔ گزارش‌های این پرسش", "All reports on this question"),
    "show_code": ("نمایش کد محاسبات", "Show the code"),
    "code": ("کد", "Code"),
    "output": ("خروجی متنی", "Text output"),
    "cut": ("… (کوتاه شده)", "… (cut short)"),
    "bytes": ("{n} بایت", "{n} bytes"),
    "kilobytes": ("{n} کیلوبایت", "{n} KB"),
    "megabytes": ("{n} مگابایت", "{n} MB"),
    "seconds": ("{n} ثانیه", "{n} s"),
    "minutes": ("{minutes} دقیقه و {seconds} ثانیه", "{minutes} min {seconds} s"),
    "index_intro": (
        "پاسخ به پرسش‌های پژوهشی سازمان برای کمیته‌ها و سرمایه‌گذاران، همراه با منبع داده‌ها و میزان اطمینان هر یافته.",
        "Answers to our research questions, for committees and investors, each with its data and certainty.",
    ),
    "search": ("جست‌وجو در گزارش‌ها", "Search the reports"),
    "search_hint": ("نام استان یا موضوع", "Province, subject or case"),
    "report_language": ("زبان گزارش", "Language of the report"),
    "every_language": ("همه", "All"),
    "questions": ("پرسش‌ها و شمار گزارش‌های هر یک", "Questions and their numbers of reports"),
    "other_theme": ("موضوع‌های دیگر", "Other subjects"),
    "show_reports": ("نمایش همهٔ {total} گزارش", "Show all {total} reports"),
    "fold_reports": ("نمایش کمتر", "Show fewer"),
    "all_count": ("{total} گزارش", "Reports: {total}"),
    "shown_count": ("{shown} گزارش از {total} گزارش پیدا شد", "{shown} of {total} reports found"),
    "language_count": ("{shown} گزارش به این زبان، از {total} گزارش", "In this language: {shown} of {total} reports"),
    "none_found": ("گزارشی با این مشخصات پیدا نشد.", "No report matches."),
    "no_reports": ("هنوز گزارشی منتشر نشده است.", "No report has been published yet."),
    "badge_illustrative": ("دادهٔ ساختگی", "Made-up data"),
    "badge_stale": ("نسخهٔ پیشین", "Not up to date"),
    "badge_partial": ("ناتمام", "Incomplete"),
    "badge_invalid": ("اجرا نشده", "Not run"),
    "codebook": ("راهنمای داده‌ها", "Codebook"),
    "codebook_title": ("راهنمای جدول‌ها و ستون‌های اتاق داده", "Tables and columns of the data room"),
    "codebook_intro": (
        "هر جدول چیست، هر ستون آن چه می‌گوید، با چه واحدی، در چه بازه‌ای، و چه کسی آن را می‌بیند.",
        "What each table is, and what each column says: its unit, its bounds, and who may see it.",
    ),
    "filled_in_tables": ("جدول‌هایی که سازمان پر می‌کند", "Tables that the organisation fills in"),
    "other_tables": ("جدول‌های دیگر", "Other tables"),
    "list_of_tables": ("فهرست {total} جدول", "List of the {total} tables"),
    "table_key": ("شناسهٔ هر ردیف", "Key of a row"),
    "refers_to": ("{column} از جدول {table}", "{column} is one of table {table}"),
    "references": ("پیوند با جدول‌های دیگر", "References"),
    "also_called": ("نام‌های دیگر", "Also called"),
    "required": ("ضروری", "required"),
    "optional": ("اختیاری؛ خالی = {blank}", "optional; blank = {blank}"),
    "seen_by": ("قابل مشاهده برای {who}", "seen by {who}"),
    "seen_only_by": ("فقط برای {who}", "only for {who}"),
    "about_sheet": ("مشخصات", "About"),
    "table_sheet": ("جدول", "Table"),
    "title": ("عنوان", "Title"),
    "report": ("گزارش", "Report"),
    **IMPORT_WORDS,
    **SAMPLE_WORDS,
}


def word(key: str, language: text.Language, **values: str) -> str:
    """A text of the site in the language; ``values`` fill its gaps and are inserted as they are.

    >>> word("contents", "fa")
    'فهرست مطالب'
    """
    persian, english = _WORDS[key]
    chosen = persian if language == "fa" else english
    return chosen.format(**values) if values else chosen


def all_words() -> list[str]:
    """Every text of the site, in both languages."""
    return [text for pair in _WORDS.values() for text in pair]
