"""Tables of what was published around bonds: yields, ceilings of the budget, and the state's share of the payments."""

from __future__ import annotations

import pandera.pandas as pa

from hamyari_lib.data.schemas.columns import JALALI_DATE, date, real, table, whole, words

REQUIREMENTS = (
    "issuer", "guarantee", "allotment", "asset", "purchase", "construction", "commodity", "project", "land",
    "let_property", "knowledge_based", "least_amount", "most_amount", "own_share", "most_tenor", "time_to_cash",
)  # fmt: skip
EVIDENCE = ("published", "dated", "not found")
STAGES = ("published", "bill stage", "not found")
PURPOSES = ("rail", "bus", "transport", "other")
QUANTITIES = ("effective_annual_yield", "zero_yield", "forward_1y1y", "government_yield_level")
CODE = "[a-z][a-z0-9_]*"

published_yields = table(
    "published_yields",
    {
        "case": words("published case", "نمونهٔ منتشرشده", unit="code", pattern=CODE, like="a name such as akhza_1y"),
        "quantity": words("what was published", "آنچه منتشر شده است", among=QUANTITIES),
        "yield_pct": real("yield as published", "بازده منتشرشده", unit="per cent a year", low=-50, high=200),
        "unit": words("unit in the words of the source's record", "یکا به بیان ثبت منبع"),
        "given_fa": words("what it rests on, in Persian", "آنچه بر پایهٔ آن است"),
        "given_en": words("what it rests on, in English", "آنچه بر پایهٔ آن است، به انگلیسی"),
        "as_of": date("date of the source; blank = undated", "تاریخ منبع؛ خالی = بدون تاریخ", blank=True),
        "source": words("source", "منبع"),
        "source_fa": words("source in Persian, translated here", "ترجمهٔ کارگاه از source"),
    },
    key=("case",),
    en="Yields as published",
    fa="بازده‌های منتشرشده",
)

bond_ceilings = table(
    "bond_ceilings",
    {
        "jalali_year": whole("year of the budget", "سال بودجه", unit="Jalali year", low=1300, high=1499),
        "ceiling_bn_rial": real("ceiling of the whole country", "سقف کل کشور", unit="billion rial", low=0),
        "what_fa": words("what it is the ceiling of, in Persian", "سقف چیست"),
        "what_en": words("what it is the ceiling of, in English", "سقف چیست، به انگلیسی"),
        "status": words(
            "stage of the evidence: published = by the source, which may itself rest on a bill",
            "وضعیت سند: منتشرشده (شاید بر پایهٔ لایحه)، مرحلهٔ لایحه", among=STAGES,
        ),
        "source": words("source", "منبع"),
        "source_fa": words("source in Persian, translated here", "ترجمهٔ کارگاه از source"),
    },
    key=("jalali_year", "what_en"),
    en="National ceilings for municipal bonds",
    fa="سقف‌های کشوری اوراق شهرداری‌ها",
)  # fmt: skip


def _share(en: str, fa: str) -> pa.Column:
    return real(f"{en}; blank = not found", f"{fa}؛ خالی = نامعلوم", unit="fraction", low=0, high=1, blank=True)


state_shares = table(
    "state_shares",
    {
        "share_id": words("share", "کد سهم", unit="code", pattern=CODE, like="a name such as mashhad_1397_metro3"),
        "purpose": words("what the bonds pay for", "مصرف وجوه اوراق", among=PURPOSES),
        "precedent": words(
            "issue that it was set for; blank = a general rule", "انتشاری که برای آن مقرر شده؛ خالی = قاعدهٔ عمومی",
            unit="code", blank=True,
        ),
        "valid_from": words(
            "date, or year where only that is known, from which it holds", "تاریخ آغاز، یا سال اگر تنها سال معلوم است",
            unit="Jalali date", pattern=f"{JALALI_DATE}|1[34][0-9][0-9]",
            like="a Jalali date such as 1399/01/31, or a Jalali year such as 1399",
        ),
        "profit_share": _share("the state's share of the profit", "سهم دولت از سود"),
        "principal_share": _share("the state's share of the principal", "سهم دولت از اصل"),
        "guarantee_share": _share("the state's share of the guarantee", "سهم دولت از ضمانت"),
        "law_fa": words("law or act, in Persian", "قانون یا مصوبه"),
        "law_en": words("law or act, in English", "قانون یا مصوبه، به انگلیسی"),
        "source": words("source", "منبع"),
        "source_fa": words("source in Persian, translated here", "ترجمهٔ کارگاه از source"),
        "status": words("stage of the evidence", "وضعیت سند: منتشرشده، مرحلهٔ لایحه، یافت‌نشده", among=STAGES),
    },
    key=("share_id",),
    references={"precedent": ("instrument_precedents", "precedent")},
    en="The state's share of the payments of municipal bonds, by purpose",
    fa="سهم دولت از پرداخت‌های اوراق شهرداری‌ها به تفکیک مصرف",
)  # fmt: skip

instrument_rules = table(
    "instrument_rules",
    {
        "rule_id": words("rule", "کد شرط", unit="code", pattern=CODE, like="a name such as ijara_asset", unique=True,
                         example="ijara_asset"),
        "instrument": words("instrument", "ابزار", unit="code", example="ijara"),
        "requirement": words("what is required", "آنچه لازم است", among=REQUIREMENTS, example="asset"),
        "amount_rial": real(
            "limit of the amount; blank = none", "حد مبلغ؛ خالی = ندارد", unit="rial", low=0, blank=True,
            example="20000000000",
        ),
        "share": real(
            "least share that the applicant brings; blank = none", "کمترین سهم آوردهٔ متقاضی؛ خالی = ندارد",
            unit="fraction", low=0, high=1, blank=True, example="0.1",
        ),
        "months": real(
            "longest tenor, or time to cash; blank = none or not found",
            "بیشترین مدت، یا زمان تا دریافت پول؛ خالی = ندارد یا نامعلوم", unit="months", low=0, high=600, blank=True,
            example="12",
        ),
        "issuers": words(
            "who may issue, codes parted by ;, of the requirement issuer; blank of others",
            "چه کسی می‌تواند منتشر کند؛ کدها با ; جدا می‌شود", unit="code", blank=True, example="municipality;company",
        ),
        "since": words(
            "Jalali year or date from which it holds; blank = not found", "سال یا تاریخ آغاز؛ خالی = نامعلوم",
            unit="Jalali date", pattern=f"{JALALI_DATE}|1[34][0-9][0-9]", blank=True,
            like="a Jalali date such as 1399/01/31, or a Jalali year such as 1399", example="1397",
        ),
        "what_fa": words("what it says, in Persian", "حکم شرط، فارسی", example="حداکثر ۲۰ میلیارد ریال برای هر طرح"),
        "what_en": words("what it says, in English", "حکم شرط، انگلیسی", example="at most 20 billion rial a project"),
        "source_fa": words("source in Persian; blank = not found", "منبع، فارسی؛ خالی = نامعلوم", blank=True,
                           example="feas.org"),
        "source": words("source; blank = not found", "منبع؛ خالی = نامعلوم", blank=True, example="feas.org"),
        "status": words("state of the evidence: published, dated (may have changed), not found",
                        "وضعیت سند: منتشرشده، قدیمی، یافت‌نشده", among=EVIDENCE, example="dated"),
    },
    key=("rule_id",),
    references={"instrument": ("instrument_types", "code")},
    aliases=("شرط‌های ابزارها",),
    en="What each instrument requires, dated",
    fa="شرط‌های هر ابزار، با تاریخ",
)  # fmt: skip
