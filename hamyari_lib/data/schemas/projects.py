"""Tables of projects: what they are, what they cost and earn, and what the committee decided."""

from __future__ import annotations

from hamyari_lib.data.schemas.columns import date, money, month, real, table, whole, words

LAND = {"owned": "در مالکیت", "leased": "اجاره‌ای", "none": "ندارد"}
PERMITS = {"all": "کامل", "some": "ناقص", "none": "ندارد"}
REVENUES = {
    "tariff": "تعرفه", "sale": "فروش", "rent": "اجاره", "availability": "پرداخت بابت آمادگی", "saving": "صرفه‌جویی",
}  # fmt: skip
VEHICLES = {
    "municipality": "شهرداری", "hamyari": "همیاری", "company": "شرکت", "licensed_firm": "شرکت دارای مجوز",
}  # fmt: skip
STATUSES = {
    "idea": "ایده", "study": "مطالعه", "ready": "آماده", "tender": "مناقصه", "construction": "در دست ساخت",
    "operation": "بهره‌برداری", "stopped": "متوقف",
}  # fmt: skip
ITEMS = {"capital_cost": "هزینهٔ سرمایه‌ای", "operating_cost": "هزینهٔ بهره‌برداری", "revenue": "درآمد"}
INDEXATIONS = {"fixed": "ثابت", "inflation": "تورم", "dollar": "دلار", "tariff": "تعرفه"}
CURRENCIES = {"rial": "ریال", "toman": "تومان", "new_rial": "ریال جدید", "usd": "دلار", "eur": "یورو"}
RESULTS = {"approved": "تصویب", "rejected": "رد", "postponed": "به تعویق", "to_study": "ارجاع به بررسی"}
TASKS = {"open": "باز", "done": "انجام‌شده", "late": "دیرکرد"}


def project_id(fa: str = "شناسهٔ پروژه", *, unique: bool = False, blank: bool = False):
    """The column by which tables name a project."""
    return words(
        "project", fa, unit="code", unique=unique, blank=blank, aliases=("کد پروژه", "کد طرح", "شناسهٔ طرح"),
        example="P-01",
    )  # fmt: skip


projects = table(
    "projects",
    {
        "project_id": project_id(unique=True),
        "title": words(
            "title", "عنوان پروژه", aliases=("نام پروژه", "پروژه", "عنوان طرح", "نام طرح"),
            example="نیروگاه خورشیدی بام",
        ),
        "idea": words(
            "idea in a sentence; blank = none given", "ایدهٔ پروژه؛ خالی = گفته نشده", blank=True,
            aliases=("شرح پروژه", "شرح طرح", "ایده"), example="برق بام ساختمان‌های اداری",
        ),
        "municipality": words("municipality", "شهرداری", aliases=("نام شهرداری", "شهر"), example="نیشابور"),
        "sector": words("sector in the city's own words", "بخش", aliases=("حوزه", "زمینه"), example="انرژی"),
        "land": words(
            "land; blank = unknown", "وضعیت زمین؛ خالی = نامعلوم", among=LAND, blank=True, aliases=("زمین",),
            example="در مالکیت",
        ),
        "permits": words(
            "permits; blank = unknown", "وضعیت مجوزها؛ خالی = نامعلوم", among=PERMITS, blank=True,
            aliases=("مجوزها", "مجوز"), example="ناقص",
        ),
        "phases": whole(
            "number of phases; blank = unknown", "شمار فازها؛ خالی = نامعلوم", unit="phases", low=1, high=50,
            blank=True, aliases=("تعداد فاز", "فاز"), example="2",
        ),
        "revenue_type": words(
            "what it earns from; blank = unknown", "نوع درآمد؛ خالی = نامعلوم", among=REVENUES, blank=True,
            aliases=("منبع درآمد",), example="فروش",
        ),
        "vehicle": words(
            "who holds it; blank = not decided", "مجری؛ خالی = تعیین نشده", among=VEHICLES, blank=True,
            aliases=("شخصیت مجری", "قالب اجرا", "مالک پروژه"), example="شرکت",
        ),
        "status": words(
            "state of the project", "وضعیت پروژه", among=STATUSES, aliases=("وضعیت", "مرحله"), example="مطالعه",
        ),
        "reserve_price_rial": money(
            "reserve price of its tender; blank = none or unknown", "قیمت پایه؛ خالی = ندارد یا نامعلوم", blank=True,
            seen_by="internal", aliases=("قیمت پایهٔ مناقصه", "برآورد محرمانه"), example="500000000000",
        ),
    },
    key=("project_id",),
    references={"municipality": ("municipalities", "municipality")},
    aliases=("پروژه‌ها", "طرح‌ها", "فهرست پروژه‌ها", "ایده‌های پروژه"),
    en="Projects and ideas of projects",
    fa="پروژه‌ها و ایده‌ها",
)  # fmt: skip

PERIOD = "1[34][0-9][0-9](?:-(?:0[1-9]|1[0-2]))?"

project_cashflow = table(
    "project_cashflow",
    {
        "project_id": project_id(),
        "item": words(
            "capital cost, operating cost or revenue", "سرفصل", among=ITEMS, aliases=("نوع رقم", "نوع"),
            example="هزینهٔ سرمایه‌ای",
        ),
        "line": words("line in words", "شرح سرفصل", aliases=("شرح", "عنوان"), example="خرید پنل"),
        "period": words(
            "Jalali year, or month where known", "دوره؛ سال یا ماه", unit="code", pattern=PERIOD,
            like="a Jalali year such as 1405 or a month such as 1405-03", aliases=("سال", "سال یا ماه"),
            example="1405",
        ),
        "amount": real(
            "amount in the currency of the row, 0 or more", "مبلغ؛ به واحد پول همان سطر، ۰ یا بیشتر",
            unit="units of the row", low=0, aliases=("رقم",), example="120000000000",
        ),
        "currency": words(
            "currency of the amount", "واحد پول", among=CURRENCIES, aliases=("ارز", "واحد"), example="ریال",
        ),
        "price_year": whole(
            "Jalali year of whose prices the amount is; blank = of its own period",
            "سال پایهٔ قیمت؛ خالی = قیمت همان دوره", unit="Jalali year", low=1380, high=1450, blank=True,
            aliases=("سال پایه",), example="1404",
        ),
        "indexation": words(
            "what the amount grows with", "شاخص تعدیل", among=INDEXATIONS, aliases=("تعدیل", "نوع تعدیل"),
            example="تورم",
        ),
    },
    key=("project_id", "item", "line", "period"),
    references={"project_id": ("projects", "project_id")},
    aliases=("جریان نقدی پروژه‌ها", "جریان نقدی", "هزینه و درآمد پروژه‌ها"),
    en="Costs and revenues of projects by period",
    fa="هزینه و درآمد پروژه‌ها به تفکیک دوره",
)  # fmt: skip

tax_rules = table(
    "tax_rules",
    {
        "vehicle": words("who holds the project", "مجری", among=VEHICLES, example="شرکت"),
        "from_month": month("first month in force; blank = unknown", "آغاز اجرا؛ ماه، خالی = نامعلوم", blank=True,
                            example="1380-12"),
        "until_month": month("last month in force; blank = none known", "پایان اجرا؛ ماه، خالی = نامعلوم", blank=True,
                             example="1406-12"),
        "rate": real(
            "tax on profit; blank = unknown", "نرخ مالیات بر سود؛ خالی = نامعلوم", unit="fraction", low=0, high=1,
            blank=True, example="0.25",
        ),
        "exempt_years": whole(
            "years of relief from the start of operation; blank = unknown",
            "سال‌های معافیت از آغاز بهره‌برداری؛ خالی = نامعلوم", unit="years", low=0, high=50, blank=True, example="0",
        ),
        "exempt_share": real("share of the profit that is exempt in them; blank = unknown",
                             "سهم معاف از سود در آن سال‌ها؛ خالی = نامعلوم", unit="fraction", low=0, high=1, blank=True,
                             example="1"),
        "effect_fa": words("what it says, in Persian", "حکم قاعده، فارسی", example="مالیات شرکت‌ها با نرخ ۲۵ درصد است"),
        "effect_en": words("what it says, in English", "حکم قاعده، انگلیسی", example="companies are taxed at 25 %"),
        "source_fa": words("source, in Persian", "منبع، فارسی", example="قانون مالیات‌های مستقیم، مادهٔ ۱۰۵"),
        "source_en": words("source, in English", "منبع، انگلیسی", example="Direct Taxes Act, article 105"),
    },
    key=("vehicle", "from_month"),
    aliases=("قاعده‌های مالیات", "مالیات پروژه‌ها"),
    en="Tax on profit by who holds a project, dated",
    fa="مالیات بر سود به تفکیک مجری، با تاریخ",
)  # fmt: skip

reference_classes = table(
    "reference_classes",
    {
        "class": words("class of projects", "ردهٔ طرح‌ها", unit="code", unique=True, example="road"),
        "label_fa": words("name in Persian", "نام فارسی", unique=True, example="راه"),
        "label_en": words("name in English", "نام انگلیسی", unique=True, example="roads"),
        "mean_overrun": real(
            "mean of actual over estimated capital cost, less 1", "میانگین هزینهٔ واقعی نسبت به برآورد، منهای یک",
            unit="fraction", low=-1, high=10, example="0.2",
        ),
        "sd_overrun": real(
            "its standard deviation; blank = unknown", "انحراف معیار آن؛ خالی = نامعلوم", unit="fraction", low=0,
            high=20, blank=True, example="0.3",
        ),
        "source_fa": words("source, in Persian", "منبع، فارسی", example="فلوبیر و همکاران ۲۰۰۳"),
        "source_en": words("source, in English", "منبع، انگلیسی", example="Flyvbjerg et al. 2003"),
    },
    key=("class",),
    aliases=("رده‌های مرجع",),
    en="Cost overruns of classes of projects",
    fa="افزایش هزینهٔ رده‌های طرح‌ها",
)  # fmt: skip

decisions = table(
    "decisions",
    {
        "decision_id": words(
            "decision", "شناسهٔ مصوبه", unit="code", unique=True, aliases=("شمارهٔ مصوبه",), example="D-001",
        ),
        "meeting_date": date("day of the meeting", "تاریخ جلسه", example="1405/02/20"),
        "project_id": project_id("شناسهٔ پروژه؛ خالی = دربارهٔ پروژه‌ای نیست", blank=True),
        "decision": words(
            "what was decided", "متن مصوبه", aliases=("مصوبه", "شرح مصوبه", "تصمیم"),
            example="مطالعهٔ امکان‌سنجی انجام شود",
        ),
        "result": words("result", "نتیجه", among=RESULTS, aliases=("رأی",), example="تصویب"),
        "owner": words(
            "who does it; blank = nobody named", "مسئول پیگیری؛ خالی = نام برده نشده", blank=True,
            seen_by="committee", aliases=("مسئول", "پیگیری‌کننده"), example="دبیرخانه",
        ),
        "due_date": date(
            "day by which it is to be done; blank = none set", "مهلت؛ خالی = تعیین نشده", blank=True,
            aliases=("مهلت اجرا", "سررسید"), example="1405/04/31",
        ),
        "status": words(
            "state of the task; blank = unknown", "وضعیت اجرا؛ خالی = نامعلوم", among=TASKS, blank=True,
            aliases=("وضعیت",), example="باز",
        ),
    },
    key=("decision_id",),
    references={"project_id": ("projects", "project_id")},
    aliases=("مصوبات", "تصمیم‌ها", "مصوبه‌ها"),
    en="Decisions of the committee",
    fa="مصوبات کمیته",
)  # fmt: skip
