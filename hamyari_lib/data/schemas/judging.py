"""Tables of the experts, what they judged in pairs, and how they scored."""

from __future__ import annotations

from hamyari_lib.data.schemas.columns import date, real, table, words

experts = table(
    "experts",
    {
        "expert_id": words(
            "expert", "شناسهٔ خبره", unit="code", unique=True, aliases=("کد خبره", "کد کارشناس", "شناسه"),
            example="E-1",
        ),
        "name": words(
            "name", "نام خبره", seen_by="internal", aliases=("نام", "نام و نام خانوادگی", "نام کارشناس"),
            example="خبرهٔ نمونه",
        ),
        "field": words(
            "field; blank = unknown", "تخصص؛ خالی = نامعلوم", blank=True, aliases=("رشته", "زمینهٔ تخصصی"),
            example="مالی",
        ),
        "organisation": words(
            "organisation; blank = unknown", "سازمان؛ خالی = نامعلوم", blank=True, seen_by="internal",
            aliases=("محل خدمت", "دستگاه"), example="شهرداری نمونه",
        ),
        "weight": real(
            "weight among the experts; blank = as all others", "وزن خبره؛ خالی = برابر با دیگران", unit="fraction",
            low=0, high=1, blank=True, aliases=("وزن",), example="0.1",
        ),
        "contact": words(
            "how to reach; blank = unknown", "راه تماس؛ خالی = نامعلوم", blank=True, seen_by="internal",
            aliases=("تلفن", "ایمیل"), example="expert@example.ir",
        ),
    },
    key=("expert_id",),
    aliases=("خبرگان", "کارشناسان", "اعضای کمیته"),
    en="Experts",
    fa="خبرگان",
)  # fmt: skip


def expert_id():
    """The column by which tables name an expert."""
    return words("expert", "شناسهٔ خبره", unit="code", aliases=("کد خبره", "کد کارشناس"), example="E-1")


judgements = table(
    "judgements",
    {
        "expert_id": expert_id(),
        "group": words("what is compared within", "گروه مقایسه", aliases=("سطح", "ماتریس"), example="معیارها"),
        "left": words("first of the pair", "گزینهٔ اول", aliases=("اول", "معیار اول"), example="بازده"),
        "right": words("second of the pair", "گزینهٔ دوم", aliases=("دوم", "معیار دوم"), example="ریسک"),
        "value": real(
            "how many times the first outweighs the second, 1/9 to 9", "نسبت اهمیت؛ اول به دوم، ۱/۹ تا ۹",
            unit="ratio", low=1 / 9 - 1e-9, high=9, aliases=("مقدار", "اهمیت", "ارجحیت"), example="3",
        ),
        "judged_on": date(
            "day of the judgement; blank = unknown", "تاریخ داوری؛ خالی = نامعلوم", blank=True, aliases=("تاریخ",),
            example="1405/03/10",
        ),
    },
    key=("expert_id", "group", "left", "right"),
    references={"expert_id": ("experts", "expert_id")},
    aliases=("مقایسه‌های زوجی", "داوری‌ها", "قضاوت خبرگان"),
    en="Judgements of experts in pairs",
    fa="داوری‌های زوجی خبرگان",
)  # fmt: skip

scores = table(
    "scores",
    {
        "project_id": words("project", "شناسهٔ پروژه", unit="code", aliases=("کد پروژه", "گزینه"), example="P-01"),
        "criterion": words("criterion", "معیار", example="بازده"),
        "expert_id": words(
            "expert; blank = measured, not scored by a person", "شناسهٔ خبره؛ خالی = رقم اندازه‌گیری‌شده",
            unit="code", blank=True, aliases=("کد خبره",), example="E-1",
        ),
        "score": real(
            "score or measurement, in the unit of the row", "امتیاز؛ به واحد همان سطر", unit="units of the row",
            aliases=("نمره", "مقدار"), example="7",
        ),
        "unit": words(
            "unit or scale; blank = unknown", "واحد یا مقیاس؛ خالی = نامعلوم", blank=True, aliases=("مقیاس", "واحد"),
            example="۱ تا ۱۰",
        ),
    },
    key=("project_id", "criterion", "expert_id"),
    references={"project_id": ("projects", "project_id"), "expert_id": ("experts", "expert_id")},
    aliases=("امتیازها", "ارزیابی پروژه‌ها", "نمره‌ها"),
    en="Scores of projects by criterion",
    fa="امتیاز پروژه‌ها به تفکیک معیار",
)  # fmt: skip
