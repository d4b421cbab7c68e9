"""Tables of what municipalities want to buy, and of the knowledge-based firms that could supply it."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from hamyari_lib.data.schemas.columns import date, money, real, table, whole, words

ISIC = "[A-U]|[0-9]{2,4}"
ISIC_LIKE = "an ISIC Rev.4 section, A to U, or a code of two to four digits such as 28 or 2813"
URGENCIES = {"high": "زیاد", "medium": "متوسط", "low": "کم"}


def isic(en: str, fa: str, *, example: str) -> pa.Column:
    """A column of ISIC codes, blank where unknown."""
    return words(
        en, fa, unit="code", pattern=ISIC, like=ISIC_LIKE, blank=True, aliases=("آیسیک", "ISIC", "کد آیسیک", "کد ISIC"),
        example=example,
    )  # fmt: skip


needs = table(
    "needs",
    {
        "need_id": words(
            "need", "شناسهٔ نیاز", unit="code", unique=True, aliases=("کد نیاز", "شناسه", "کد", "ردیف نیاز"),
            example="N-001",
        ),
        "municipality": words("municipality", "شهرداری", aliases=("نام شهرداری", "شهر"), example="نیشابور"),
        "title": words(
            "what is needed", "عنوان نیاز", aliases=("نیاز", "عنوان", "کالا یا خدمت", "نام کالا", "شرح کالا"),
            example="چراغ خیابانی LED",
        ),
        "description": words(
            "description; blank = none given", "شرح نیاز؛ خالی = گفته نشده", blank=True,
            aliases=("شرح", "توضیحات", "مشخصات فنی", "مشخصات"), example="۹۰ وات، IP66، رنگ ۴۰۰۰ کلوین",
        ),
        "category": words(
            "category in the municipality's own words; blank = none given",
            "دستهٔ نیاز؛ به بیان شهرداری، خالی = گفته نشده", blank=True, aliases=("دسته", "گروه کالا", "گروه", "طبقه"),
            example="روشنایی",
        ),
        "isic": isic(
            "ISIC code of what is needed; blank = unknown", "کد ISIC نیاز؛ خالی = نامعلوم", example="27"
        ),
        "yearly_quantity": real(
            "quantity a year, in the unit of the row; blank = unknown",
            "مقدار سالانه؛ به واحد همان سطر، خالی = نامعلوم", unit="units of the row", low=0, blank=True,
            aliases=("تعداد در سال", "مقدار", "تعداد", "مصرف سالانه"), example="1200",
        ),
        "unit": words(
            "unit of counting; blank = unknown", "واحد شمارش؛ خالی = نامعلوم", blank=True,
            aliases=("واحد", "واحد اندازه‌گیری"), example="دستگاه",
        ),
        "unit_cost_rial": money(
            "cost of a unit; blank = unknown", "بهای واحد؛ خالی = نامعلوم", blank=True,
            aliases=("قیمت واحد", "مبلغ واحد", "فی", "برآورد بهای واحد"), example="65000000",
        ),
        "urgency": words(
            "urgency; blank = not stated", "فوریت؛ خالی = گفته نشده", among=URGENCIES, blank=True,
            aliases=("اولویت",), example="زیاد",
        ),
        "budget_line": words(
            "line of the municipality's budget; blank = unknown", "ردیف بودجه؛ خالی = نامعلوم", blank=True,
            aliases=("کد بودجه", "ردیف اعتبار", "محل اعتبار"), example="۱۵۰۲۰۳",
        ),
        "current_supplier": words(
            "who supplies it today; blank = nobody or unknown", "تأمین‌کنندهٔ کنونی؛ خالی = ندارد یا نامعلوم",
            blank=True, seen_by="committee", aliases=("تأمین‌کننده", "فروشندهٔ فعلی", "پیمانکار فعلی"),
            example="شرکت نمونه",
        ),
        "current_cost_rial": money(
            "what it costs a year today; blank = unknown", "هزینهٔ سالانهٔ کنونی؛ خالی = نامعلوم", blank=True,
            seen_by="committee", aliases=("هزینهٔ فعلی", "هزینهٔ سالانه", "هزینهٔ سالانهٔ فعلی"), example="80000000000",
        ),
    },
    key=("need_id",),
    references={"municipality": ("municipalities", "municipality")},
    aliases=("نیازها", "نیاز شهرداری‌ها", "نیازهای شهرداری‌ها", "فهرست نیازها", "نیازسنجی"),
    en="What municipalities want to buy",
    fa="نیازهای شهرداری‌ها",
)  # fmt: skip


def _ends_after_it_begins(frame: pd.DataFrame) -> pd.Series:
    known = frame["licence_from"].notna() & frame["licence_until"].notna()
    return ~known | (frame["licence_until"] > frame["licence_from"])  # fixed width sorts as text


kb_firms = table(
    "kb_firms",
    {
        "firm_id": words(
            "firm", "شناسهٔ شرکت", unit="code", unique=True, aliases=("کد شرکت", "شناسه"), example="F-001",
        ),
        "name": words(
            "name of the firm", "نام شرکت", aliases=("شرکت", "نام", "نام شرکت دانش‌بنیان"), example="شرکت نمونه",
        ),
        "national_id": words(
            "national identifier of 11 digits; blank = unknown", "شناسهٔ ملی؛ ۱۱ رقم، خالی = نامعلوم", unit="code",
            pattern="[0-9]{11}", like="a national identifier of 11 digits", blank=True, seen_by="internal",
            aliases=("شناسه ملی شرکت",), example="10380000001",
        ),
        "province": words("province", "استان", aliases=("استان محل فعالیت",), example="خراسان رضوی"),
        "licence_class": words(
            "class of its knowledge-based licence, as the licence says; blank = unknown",
            "نوع مجوز دانش‌بنیان؛ به بیان خود مجوز، خالی = نامعلوم", blank=True,
            aliases=("نوع شرکت", "نوع دانش‌بنیان", "سطح دانش‌بنیان", "نوع مجوز"), example="فناور",
        ),
        "licence_from": date(
            "first day of the licence; blank = unknown", "آغاز مجوز؛ خالی = نامعلوم", blank=True,
            aliases=("تاریخ تأیید", "تاریخ مجوز", "تاریخ شروع مجوز"), example="1403/02/01",
        ),
        "licence_until": date(
            "last day of the licence; blank = unknown", "پایان مجوز؛ خالی = نامعلوم", blank=True,
            aliases=("تاریخ انقضا", "اعتبار مجوز", "اعتبار تا", "تاریخ اعتبار"), example="1406/02/01",
        ),
        "technology_field": words(
            "field of technology; blank = unknown", "حوزهٔ فناوری؛ خالی = نامعلوم", blank=True,
            aliases=("حوزه فعالیت", "زمینهٔ فعالیت", "دستهٔ فناوری"), example="برق و الکترونیک",
        ),
        "isic": isic("ISIC code of the firm; blank = unknown", "کد ISIC شرکت؛ خالی = نامعلوم", example="2740"),
        "products": words(
            "what it makes, in its own words", "محصولات", aliases=("محصول", "محصولات و خدمات", "شرح محصولات"),
            example="چراغ خیابانی LED، سامانهٔ کنترل روشنایی",
        ),
        "yearly_capacity": real(
            "what it can make a year, in the unit of the row; blank = unknown",
            "ظرفیت سالانه؛ به واحد همان سطر، خالی = نامعلوم", unit="units of the row", low=0, blank=True,
            aliases=("ظرفیت", "ظرفیت تولید"), example="20000",
        ),
        "capacity_unit": words(
            "unit of the capacity; blank = unknown", "واحد ظرفیت؛ خالی = نامعلوم", blank=True, example="دستگاه",
        ),
        "revenue_rial": money(
            "revenue of the last year known; blank = unknown", "درآمد سالانه؛ آخرین سال معلوم، خالی = نامعلوم",
            blank=True, seen_by="internal", aliases=("درآمد", "فروش سالانه", "گردش مالی"), example="900000000000",
        ),
        "staff": whole(
            "staff; blank = unknown", "شمار کارکنان؛ خالی = نامعلوم", unit="persons", low=0, blank=True,
            aliases=("تعداد کارکنان", "کارکنان", "تعداد پرسنل"), example="45",
        ),
        "contact": words(
            "whom to ask; blank = unknown", "راه تماس؛ خالی = نامعلوم", blank=True, seen_by="internal",
            aliases=("تلفن", "شمارهٔ تماس", "ایمیل", "رابط"), example="051-00000000",
        ),
    },
    key=("firm_id",),
    references={"province": ("provinces", "province_fa")},
    checks=[
        pa.Check(
            _ends_after_it_begins, name="licence_until", error="a licence_until after licence_from",
            description="پایان اعتبار پس از آغاز آن",
        ),
    ],
    aliases=("شرکت‌های دانش‌بنیان", "دانش‌بنیان‌ها", "فهرست شرکت‌ها", "شرکت‌ها", "firms"),
    en="Knowledge-based firms",
    fa="شرکت‌های دانش‌بنیان",
)  # fmt: skip

HALVES = {"development": "برای ساخت", "final": "تنها برای سنجش پایانی"}

match_labels = table(
    "match_labels",
    {
        "need_id": words("need", "شناسهٔ نیاز", unit="code", example="N-001"),
        "firm_id": words("firm", "شناسهٔ شرکت", unit="code", example="F-001"),
        "relevance": whole(
            "how well the firm serves the need: 0 = not at all, 1 = a part or help, 2 = the main part or nearly, "
            "3 = the very thing",
            "ربط شرکت به نیاز: ۰ = هیچ، ۱ = جزئی یا کمکی، ۲ = بخش اصلی یا نزدیک، ۳ = همان", unit="grade", low=0, high=3,
            example="2",
        ),
        "reason": words("why, in a line", "دلیل در یک سطر", example="چراغ خیابانی می‌سازد"),
        "half": words(
            "half of the needs that the label belongs to", "نیمه‌ای که برچسب از آن است", among=HALVES,
            example="برای ساخت",
        ),
    },
    key=("need_id", "firm_id"),
    references={"need_id": ("needs", "need_id"), "firm_id": ("kb_firms", "firm_id")},
    en="Needs and firms judged by readers, to measure the matching by",
    fa="برچسب‌های خوانندگان برای سنجش تطبیق نیاز و شرکت",
)  # fmt: skip

synonyms = table(
    "synonyms",
    {
        "word": words("another word for a thing", "واژه", unique=True, aliases=("واژهٔ دیگر",), example="لامپ"),
        "means": words("the word that stands for it", "هم‌معنی آن", aliases=("هم‌معنی", "معادل"), example="چراغ"),
    },
    key=("word",),
    aliases=("هم‌معنی‌ها", "واژه‌های هم‌معنی", "مترادف‌ها"),
    en="Other words for a thing, to match needs and products by",
    fa="واژه‌های هم‌معنی برای تطبیق نیاز و محصول",
)  # fmt: skip
