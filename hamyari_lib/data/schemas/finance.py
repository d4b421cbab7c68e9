"""Tables of the economy, the market and the instruments."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from hamyari_lib.data.schemas.columns import date, month, real, table, whole, words

macro = table(
    "macro",
    {
        "year": whole("Gregorian year", "سال میلادی", unit="Gregorian year", low=1900, high=2100),
        "inflation_pct": real(
            "consumer-price inflation", "تورم قیمت مصرف‌کننده", unit="per cent a year", low=-50, high=1000, blank=True
        ),
        "gdp_musd": real("GDP at current prices", "تولید ناخالص داخلی جاری", unit="million US$", low=0, blank=True),
        "gdp_musd_2015prices": real(
            "GDP at prices of 2015", "تولید ناخالص داخلی به قیمت ۲۰۱۵", unit="million US$ of 2015", low=0, blank=True
        ),
        "population": whole("population at mid-year", "جمعیت میانهٔ سال", unit="persons", low=0, blank=True),
    },
    key=("year",),
    en="Iran: inflation, GDP and population",
    fa="ایران: تورم، تولید و جمعیت",
)

market = table(
    "market",
    {
        "jalali_month": month("month", "ماه"),
        "tedpix_month_end": real(
            "overall index of the Tehran exchange, month end", "شاخص کل بورس تهران، پایان ماه", unit="index points",
            low=0, blank=True,
        ),
        "usd_irr_free_mean": real(
            "free-market US dollar, mean of the month", "دلار بازار آزاد، میانگین ماه", unit="rial per US$", low=0,
            blank=True,
        ),
        "risk_free_annual_mean": real(
            "risk-free rate, mean of the month", "نرخ بدون ریسک، میانگین ماه", unit="fraction a year", low=0, high=2,
            blank=True,
        ),
    },
    key=("jalali_month",),
    en="Exchange index, dollar and risk-free rate by month",
    fa="شاخص بورس، دلار و نرخ بدون ریسک به تفکیک ماه",
)  # fmt: skip


def _after_issue(frame: pd.DataFrame) -> pd.Series:
    return frame["maturity_jdate"] > frame["issue_jdate"]  # year/month/day in fixed width sorts as text


bond_terms = table(
    "bond_terms",
    {
        "symbol": words("trading symbol", "نماد", unique=True),
        "ifb_page_id": words(
            "number of its page at Iran Fara Bourse", "شمارهٔ صفحه در فرابورس ایران", unit="code", pattern="[0-9]+",
            like="a page number of digits only",
        ),
        "name_fa": words("name", "نام"),
        "category_fa": words("category as Iran Fara Bourse names it", "نوع اوراق به نام‌گذاری فرابورس"),
        "par_rial": whole("par value of one paper", "ارزش اسمی هر ورقه", unit="rial", low=1),
        "issue_jdate": date("date of issue", "تاریخ انتشار"),
        "maturity_jdate": date("date of maturity", "تاریخ سررسید"),
        "coupon_pct": real(
            "on-account profit as contracted; 0 = none", "نرخ سود علی‌الحساب قرارداد؛ ۰ = بدون سود دوره‌ای",
            unit="per cent a year", low=0, high=100,
        ),
        "coupon_interval_months": whole(
            "months between payments of profit; 0 = none", "فاصلهٔ پرداخت‌های سود؛ ۰ = بدون پرداخت دوره‌ای", unit="months",
            among=(0, 1, 2, 3, 4, 6, 12),
        ),
    },
    key=("symbol",),
    checks=[
        pa.Check(
            _after_issue, name="maturity_jdate", error="a maturity_jdate after issue_jdate",
            description="تاریخ سررسید پس از تاریخ انتشار",
        )
    ],
    en="Contract terms of debt instruments, without prices",
    fa="شرایط قراردادی اوراق بدهی، بدون قیمت",
)  # fmt: skip

FAMILIES = ("debt-like", "commodity-linked", "benchmark", "equity-like", "revenue")
STATUSES = ("published", "dated", "not found")

instrument_types = table(
    "instrument_types",
    {
        "code": words("instrument", "کد ابزار", unit="code", pattern="[a-z][a-z0-9_]*", like="a name such as ijara"),
        "name_fa": words("name in Persian", "نام فارسی"),
        "name_en": words("name in English", "نام انگلیسی"),
        "family": words("family", "خانوادهٔ ابزار", among=FAMILIES),
        "municipal_use": words("how a municipality can use it", "کاربرد برای شهرداری"),
        "cash_flow_shape": words("shape of its payments", "شکل جریان نقدی"),
        "parties_needed": words("parties needed; blank = not found", "ارکان لازم؛ خالی = نامعلوم", blank=True),
        "term_or_limit": words("a term or limit as published", "یک شرط یا سقف منتشرشده", blank=True),
        "source": words("source; blank = not found", "منبع؛ خالی = نامعلوم", blank=True),
        "status": words("state of the evidence", "وضعیت سند: منتشرشده، قدیمی، یافت‌نشده", among=STATUSES),
        "municipal_use_fa": words("municipal_use in Persian, translated here", "ترجمهٔ کارگاه از municipal_use"),
        "cash_flow_shape_fa": words("cash_flow_shape in Persian, translated here", "ترجمهٔ کارگاه از cash_flow_shape"),
        "parties_needed_fa": words(
            "parties_needed in Persian, translated here; blank where that is",
            "ترجمهٔ کارگاه از parties_needed؛ خالی هرجا که آن خالی است", blank=True,
        ),
        "term_or_limit_fa": words(
            "term_or_limit in Persian, translated here; blank where that is",
            "ترجمهٔ کارگاه از term_or_limit؛ خالی هرجا که آن خالی است", blank=True,
        ),
        "source_fa": words(
            "source in Persian, translated here; blank where that is",
            "ترجمهٔ کارگاه از source؛ خالی هرجا که آن خالی است", blank=True,
        ),
    },
    key=("code",),
    en="Financing instruments open to municipalities and their companies",
    fa="ابزارهای تأمین مالی در دسترس شهرداری‌ها و شرکت‌هایشان",
)  # fmt: skip

instrument_precedents = table(
    "instrument_precedents",
    {
        "precedent": words("real issue", "نمونهٔ واقعی انتشار", unit="code"),
        "instrument": words("instrument", "ابزار", unit="code"),
        "issuer": words("issuer", "بانی یا ناشر"),
        "amount_bn_rial": real(
            "amount; blank = not found", "مبلغ؛ خالی = نامعلوم", unit="billion rial", low=0,
            blank=True,
        ),
        "coupon_pct": real(
            "on-account profit; blank = none or not found", "سود علی‌الحساب؛ خالی = ندارد یا نامعلوم",
            unit="per cent a year", low=0, high=100, blank=True,
        ),
        "coupon_months": whole(
            "months between payments; blank = not found", "فاصلهٔ پرداخت‌ها؛ خالی = نامعلوم", unit="months", low=1,
            high=12, blank=True,
        ),
        "tenor_years": real(
            "tenor; blank = not found", "مدت؛ خالی = نامعلوم", unit="years", low=0, high=50, blank=True
        ),
        "year_jalali": whole(
            "Jalali year of issue; blank = not found", "سال انتشار؛ خالی = نامعلوم", unit="Jalali year", low=1300,
            high=1499, blank=True,
        ),
        "credit_support": words("guarantor and other support", "ضامن و پشتوانه‌های دیگر", blank=True),
        "source": words("source", "منبع"),
        "label_fa": words("short name in Persian, the workbench's own", "نام کوتاه فارسی، از کارگاه", unique=True),
        "label_en": words("short name in English, the workbench's own", "نام کوتاه انگلیسی، از کارگاه", unique=True),
        "issuer_fa": words("issuer in Persian, translated here", "ترجمهٔ کارگاه از issuer"),
        "credit_support_fa": words(
            "credit_support in Persian, translated here; blank where that is",
            "ترجمهٔ کارگاه از credit_support؛ خالی هرجا که آن خالی است", blank=True,
        ),
        "source_fa": words("source in Persian, translated here", "ترجمهٔ کارگاه از source"),
    },
    key=("precedent",),
    references={"instrument": ("instrument_types", "code")},
    en="Real issues of such instruments",
    fa="نمونه‌های واقعی انتشار این ابزارها",
)  # fmt: skip
