"""Why a report is not complete, in plain words: what a reader can make of it, before what a programmer needs."""

from __future__ import annotations

from hamyari_lib import text
from hamyari_lib.records import Failure, State

_BY_STATE: dict[State, tuple[str, str]] = {
    "timed_out": ("محاسبه در مهلت تعیین‌شده به پایان نرسید.", "The computation did not end within its time limit."),
    "kernel_died": ("فرایند محاسبه ناگهان از کار افتاد.", "The computing process stopped unexpectedly."),
    "out_of_memory": (
        "محاسبه به حافظه‌ای بیش از حد مجاز نیاز داشت.",
        "The computation needed more memory than it may take.",
    ),
    "cancelled": ("اجرا پیش از پایان متوقف شد.", "The run was stopped before its end."),
    "invalid": ("یک یا چند ورودی پذیرفتنی نبود.", "One or more inputs were refused."),
}

_BY_ERROR: dict[tuple[str, ...], tuple[str, str]] = {
    ("AssertionError",): (
        "یکی از کنترل‌های درستی محاسبه برقرار نبود.",
        "A check of the computation did not hold.",
    ),
    ("ZeroDivisionError", "FloatingPointError", "OverflowError"): (
        "محاسبه به عددی نشدنی، مانند تقسیم بر صفر، رسید.",
        "The computation came to an impossible number, such as a division by zero.",
    ),
    ("KeyError", "IndexError"): (
        "داده‌ای که محاسبه به آن نیاز دارد پیدا نشد.",
        "A figure that the computation needs was not found.",
    ),
    ("FileNotFoundError", "PermissionError", "OSError"): (
        "پرونده‌ای که محاسبه به آن نیاز دارد خوانده نشد.",
        "A file that the computation needs could not be read.",
    ),
    ("DataError", "SchemaError", "SchemaErrors"): (
        "داده‌ها ناقص‌اند یا با آنچه باید باشند سازگار نیستند.",
        "The data are incomplete or not as they must be.",
    ),
    ("WithheldError",): (
        "محاسبه به ستونی نیاز دارد که مخاطب این گزارش مجاز به دیدن آن نیست.",
        "The computation needs a column that this report's audience may not see.",
    ),
    ("ParameterError",): ("یک یا چند ورودی پذیرفتنی نبود.", "One or more inputs were refused."),
    ("ValueError", "TypeError"): (
        "محاسبه به مقداری رسید که پذیرفتنی نیست.",
        "The computation met a value that cannot be right.",
    ),
    ("ImportError", "ModuleNotFoundError"): (
        "بسته‌ای نرم‌افزاری که محاسبه به آن نیاز دارد نصب نیست.",
        "A software package that the computation needs is not installed.",
    ),
    ("NameError", "AttributeError", "SyntaxError", "IndentationError"): (
        "در کد دفترچه اشتباهی هست.",
        "There is a mistake in the notebook's code.",
    ),
}

_OTHERWISE = ("محاسبه با خطایی پیش‌بینی‌نشده متوقف شد.", "The computation was stopped by an unforeseen error.")


def in_plain_words(state: State, failure: Failure | None, language: text.Language) -> str:
    """One sentence for a reader who does not program.

    >>> in_plain_words("failed", Failure("ZeroDivisionError: division by zero"), "en")
    'The computation came to an impossible number, such as a division by zero.'
    """
    persian, english = _BY_STATE.get(state) or _of_error(failure)
    return persian if language == "fa" else english


def _of_error(failure: Failure | None) -> tuple[str, str]:
    name = failure.message.partition(":")[0].strip() if failure else ""
    return next((words for names, words in _BY_ERROR.items() if name in names), _OTHERWISE)
