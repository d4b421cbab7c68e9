"""Tables of instruments and their prices, of price indices, holidays and the thresholds of tenders."""

from __future__ import annotations

from hamyari_lib.data.schemas.columns import date, money, month, real, table, whole, words

INSTRUMENT_STATES = {"planned": "در برنامه", "offered": "در حال عرضه", "outstanding": "در گردش", "matured": "سررسیدشده"}
QUOTE_KINDS = {
    "treasury_bill": "اسناد خزانه", "bond": "اوراق بدهی", "deposit": "سپرده", "policy": "نرخ سیاستی", "other": "دیگر",
}  # fmt: skip
DIRECTIONS = {"need": "نیاز", "receipt": "دریافت"}
HOLIDAYS = {"solar": "شمسی", "lunar": "قمری", "other": "دیگر"}
HOLDS = {"yes": "بله", "no": "خیر"}
SIZES = {"small": "کوچک", "medium": "متوسط", "large": "بزرگ"}


def source(blank: bool = False):
    """The column that says where a row comes from."""
    fa = "منبع؛ خالی = نامعلوم" if blank else "منبع"
    return words(
        "source; blank = unknown" if blank else "source", fa, blank=blank, aliases=("مأخذ",), example="روزنامهٔ رسمی"
    )


instruments = table(
    "instruments",
    {
        "instrument_id": words(
            "instrument", "شناسهٔ ابزار", unit="code", unique=True, aliases=("نماد", "کد اوراق", "شمارهٔ قرارداد"),
            example="مشهد42",
        ),
        "instrument": words(
            "type of instrument", "نوع ابزار", unit="code", aliases=("نوع اوراق", "نوع"),
            example="musharaka_municipal",
        ),
        "issuer": words("issuer or borrower", "بانی", aliases=("ناشر", "وام‌گیرنده"), example="شهرداری نمونه"),
        "face_rial": money(
            "face or principal; blank = unknown", "مبلغ اسمی؛ خالی = نامعلوم", blank=True,
            aliases=("اصل", "حجم انتشار", "مبلغ"), example="30000000000000",
        ),
        "issue_date": date(
            "day of issue; blank = unknown", "تاریخ انتشار؛ خالی = نامعلوم", blank=True, aliases=("تاریخ قرارداد",),
            example="1401/08/10",
        ),
        "maturity_date": date(
            "day of maturity; blank = unknown", "تاریخ سررسید؛ خالی = نامعلوم", blank=True, aliases=("سررسید",),
            example="1405/08/10",
        ),
        "profit_pct": real(
            "contracted profit; 0 = none, blank = unknown", "نرخ سود؛ درصد در سال، ۰ = ندارد، خالی = نامعلوم",
            unit="per cent a year", low=0, high=200, blank=True, aliases=("سود اسمی", "نرخ"), example="18",
        ),
        "interval_months": whole(
            "months between payments; blank = unknown", "فاصلهٔ پرداخت سود؛ ماه، خالی = نامعلوم", unit="months",
            low=0, high=12, blank=True, aliases=("دورهٔ پرداخت",), example="3",
        ),
        "guarantor": words(
            "guarantor; blank = none or unknown", "ضامن؛ خالی = ندارد یا نامعلوم", blank=True, example="بانک شهر",
        ),
        "status": words("state", "وضعیت", among=INSTRUMENT_STATES, example="در گردش"),
    },
    key=("instrument_id",),
    references={"instrument": ("instrument_types", "code")},
    aliases=("ابزارهای مالی", "اوراق", "تسهیلات و اوراق"),
    en="Instruments of the municipalities and their companies",
    fa="اوراق و تسهیلات شهرداری‌ها و شرکت‌هایشان",
)  # fmt: skip

quotes = table(
    "quotes",
    {
        "symbol": words("symbol", "نماد", unit="code", aliases=("نام نماد",), example="اخزا104"),
        "date": date("day of the quote", "تاریخ", aliases=("روز", "تاریخ معامله"), example="1405/06/15"),
        "kind": words("what is quoted", "نوع", among=QUOTE_KINDS, aliases=("نوع ورقه",), example="اسناد خزانه"),
        "price_rial": real(
            "closing price of one paper; blank = none", "قیمت پایانی هر ورقه؛ خالی = ندارد", unit="rial", low=0,
            blank=True, aliases=("قیمت", "قیمت پایانی"), example="812500",
        ),
        "yield_pct": real(
            "yield to maturity, or rate; blank = none", "بازده تا سررسید؛ درصد در سال، خالی = ندارد",
            unit="per cent a year", low=-50, high=300, blank=True, aliases=("بازده", "نرخ بازده", "YTM", "نرخ"),
            example="34.2",
        ),
        "maturity_date": date(
            "day of maturity; blank = none or unknown", "تاریخ سررسید؛ خالی = ندارد یا نامعلوم", blank=True,
            aliases=("سررسید",), example="1406/05/20",
        ),
        "source": source(),
    },
    key=("symbol", "date"),
    aliases=("مظنه‌ها", "قیمت‌ها", "نرخ‌های بازار", "قیمت و بازده"),
    en="Dated market prices and yields",
    fa="قیمت و بازده تاریخ‌دار بازار",
)  # fmt: skip

price_index = table(
    "price_index",
    {
        "series": words("series", "سری شاخص", unit="code", aliases=("شاخص", "نام شاخص"), example="cpi"),
        "jalali_month": month("month", "ماه", aliases=("دوره", "سال و ماه"), example="1404-06"),
        "index": real(
            "index, in the base of the row", "عدد شاخص؛ به پایهٔ همان سطر", unit="index points", low=0,
            aliases=("مقدار شاخص", "عدد"), example="312.4",
        ),
        "base": words("base", "سال پایه", aliases=("پایه",), example="1400=100"),
        "source": source(),
    },
    key=("series", "jalali_month"),
    aliases=("شاخص قیمت", "شاخص بها", "تورم ماهانه"),
    en="Price indices by Jalali month",
    fa="شاخص‌های قیمت به تفکیک ماه",
)  # fmt: skip

share_prices = table(
    "share_prices",
    {
        "symbol": words("symbol", "نماد", unit="code", aliases=("نام نماد",), example="شرکت نمونه"),
        "jalali_month": month("month", "ماه", aliases=("دوره", "سال و ماه"), example="1404-06"),
        "price_rial": real(
            "closing price at the month's end, adjusted for dividends and increases of capital",
            "قیمت پایانی آخر ماه، تعدیل‌شده برای سود و افزایش سرمایه", unit="rial", low=0,
            aliases=("قیمت تعدیل‌شده", "قیمت"), example="4820",
        ),
        "source": source(),
    },
    key=("symbol", "jalali_month"),
    aliases=("قیمت سهام", "قیمت تعدیل‌شدهٔ سهام"),
    en="Adjusted prices of shares by month",
    fa="قیمت تعدیل‌شدهٔ سهام به تفکیک ماه",
)  # fmt: skip

cash_plan = table(
    "cash_plan",
    {
        "item": words("item", "شناسهٔ ردیف", unit="code", unique=True, aliases=("کد ردیف",), example="N-07"),
        "date": date("day it falls due", "تاریخ", aliases=("سررسید", "روز"), example="1405/04/31"),
        "direction": words(
            "paid or received", "نیاز یا دریافت", among=DIRECTIONS, aliases=("نوع",), example="نیاز",
        ),
        "amount_rial": money("amount", "مبلغ", aliases=("رقم",), example="150000000000"),
        "what": words("what for, or from whom", "بابت", aliases=("شرح",), example="صورت‌وضعیت پیمانکار آسفالت"),
        "source": source(),
    },
    key=("item",),
    aliases=("برنامهٔ نقدینگی", "پیش‌بینی دریافت و پرداخت"),
    en="Dated needs and receipts of the organisation's own cash",
    fa="نیازها و دریافت‌های تاریخ‌دار سازمان",
)  # fmt: skip

holidays = table(
    "holidays",
    {
        "date": date("day", "تاریخ", aliases=("روز",), example="1405/01/13"),
        "name": words("occasion", "مناسبت", aliases=("عنوان", "نام"), example="روز طبیعت"),
        "kind": words("calendar it follows", "نوع تعطیلی", among=HOLIDAYS, aliases=("نوع", "تقویم"), example="شمسی"),
        "source": source(),
    },
    key=("date", "name"),
    aliases=("تعطیلات", "تعطیلات رسمی"),
    en="Public holidays, announced each year",
    fa="تعطیلات رسمی، به اعلام هر سال",
)  # fmt: skip

tender_thresholds = table(
    "tender_thresholds",
    {
        "jalali_year": whole("Jalali year", "سال", unit="Jalali year", low=1380, high=1450, example="1404"),
        "size": words(
            "size of the deal", "اندازهٔ معامله", among=SIZES, aliases=("نوع معامله", "حد معامله"), example="کوچک",
        ),
        "up_to_rial": money(
            "largest amount of that size; blank = no limit", "سقف مبلغ؛ خالی = بدون سقف", blank=True,
            aliases=("سقف", "مبلغ", "نصاب"), example="1000000000",
        ),
        "source": source(),
    },
    key=("jalali_year", "size"),
    aliases=("نصاب معاملات", "حد نصاب معاملات", "آستانهٔ مناقصه"),
    en="Thresholds of tenders by year",
    fa="نصاب معاملات به تفکیک سال",
)  # fmt: skip

purchase_rules = table(
    "purchase_rules",
    {
        "rule": words("rule", "شناسهٔ قاعده", unit="code", unique=True, example="tenders_law_29_y"),
        "label_fa": words(
            "name in Persian", "نام فارسی", unique=True, aliases=("نام قاعده",), example="بند «ی» مادهٔ ۲۹",
        ),
        "label_en": words("name in English", "نام انگلیسی", unique=True, example="clause y of article 29"),
        "from_month": month("first month in force", "آغاز اجرا؛ ماه", example="1401-11"),
        "until_month": month(
            "last month in force; blank = none known", "پایان اجرا؛ ماه، خالی = نامعلوم", blank=True, example="1406-12"
        ),
        "for_municipalities": words(
            "whether it holds for municipalities; blank = unknown", "شامل شهرداری‌ها؟ خالی = نامعلوم", among=HOLDS,
            blank=True, example="بله",
        ),
        "up_to_rial": money(
            "largest amount of a deal; blank = none or unknown", "سقف مبلغ معامله؛ خالی = ندارد یا نامعلوم", blank=True,
            example="20000000000",
        ),
        "effect_fa": words("what it says, in Persian", "حکم قاعده، فارسی", example="خرید بی‌مناقصه با شرط‌های زیر"),
        "effect_en": words("what it says, in English", "حکم قاعده، انگلیسی", example="buying without a tender if"),
        "source_fa": words("source, in Persian", "منبع، فارسی", example="روزنامهٔ رسمی"),
        "source_en": words("source, in English", "منبع، انگلیسی", example="the official gazette"),
    },
    key=("rule",),
    aliases=("قاعده‌های خرید", "مقررات خرید دانش‌بنیان"),
    en="Rules of purchases from knowledge-based firms, dated",
    fa="قاعده‌های خرید از شرکت‌های دانش‌بنیان، با تاریخ",
)  # fmt: skip
