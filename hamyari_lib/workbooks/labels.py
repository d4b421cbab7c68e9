"""What each row of a project's model is called."""

from __future__ import annotations

from hamyari_lib.text import t

SECTIONS = {
    "index": ("زمان", "Time"), "level_inflation": ("سطح قیمت‌ها", "Price levels"),
    "line_0": ("سرفصل‌ها به پول همان دوره", "Lines in the money of the period"),
    "revenue": ("درآمد و هزینه", "Revenue and cost"), "spent_share": ("بدهی", "Debt"),
    "reserve_due": ("سرمایه در گردش و نقد پیش از مالیات", "Working capital and cash before tax"),
    "waiting_income": ("دورهٔ ساخت", "While it is built"),
    "depreciation": ("دارایی و استهلاک", "Assets and depreciation"),
    "project_depreciation": ("دارایی پروژه، بی‌بدهی", "Assets of the project without debt"),
    "reserve_income": ("دورهٔ بهره‌برداری", "While it runs"), "net_income": ("نتیجه", "Result"),
    "able": ("توان بازپرداخت به نسبت پوشش", "What the cover ratio allows"),
}  # fmt: skip
"""By the first row of each section."""

LABELS = {
    "index": ("شمارهٔ دوره", "period"), "is_built": ("در ساخت", "is built"), "months": ("ماه‌های دوره", "months"),
    "first_month": ("نخستین ماه (۱۲ × سال + ماه − ۱)", "first month (12 x year + month - 1)"),
    "year": ("سال", "Jalali year"), "month": ("ماه", "month"), "is_leap": ("سال کبیسه", "leap year"),
    "days_before": ("روزهای سال پیش از دوره", "days of the year before it"),
    "month_after": ("ماه پس از دوره", "month after it"), "days": ("روزهای دوره", "days"),
    "passed": ("روزهای گذشته", "days passed"),
    "day": ("روز پایان (میلادی)", "last day (Gregorian)"), "years": ("سال از آغاز", "years from the start"),
    "runs": ("در بهره‌برداری", "runs"), "is_last": ("دورهٔ پایانی", "last period"),
    "op_year": ("سال بهره‌برداری", "year of operation"), "level_inflation": ("تورم", "inflation"),
    "level_dollar": ("دلار", "dollar"), "level_tariff": ("تعرفه", "tariff"), "revenue": ("درآمد", "revenue"),
    "operating_cost": ("هزینهٔ بهره‌برداری", "operating cost"),
    "capital_cost": ("هزینهٔ سرمایه‌ای با پیش‌بینی‌نشده", "capital cost with contingency"),
    "building": ("هزینهٔ ساخت", "cost of building"),
    "real_building": ("هزینهٔ ساخت به قیمت پایه", "cost of building in base prices"),
    "built_cost": ("جمع هزینهٔ ساخت", "cost of building in all"),
    "real_built_cost": ("جمع هزینهٔ ساخت به قیمت پایه", "the same in base prices"),
    "owed_share": ("مانده، سهمی از بدهی آغاز بهره‌برداری", "balance, share of the debt when operation begins"),
    "deposit_share": ("واریز به وجوه استهلاکی، همان سهم", "put into the sinking fund, the same share"),
    "spent_share": ("سهم دوره از هزینهٔ ساخت", "share of the cost of building"), "drawn": ("دریافت بدهی", "debt drawn"),
    "released": ("مصرف بدهی", "debt spent"), "fees": ("کارمزد اولیه", "up-front fees"),
    "rate": ("سود و کارمزد دوره", "profit and fee of the period"),
    "earned": ("بازده سپردهٔ دوره", "deposit rate of the period"), "interest": ("سود و کارمزد بدهی", "profit and fees"),
    "added": ("سود افزوده به بدهی", "profit added to the debt"),
    "debt_at_start": ("بدهی در آغاز بهره‌برداری", "debt when operation begins"), "debt": ("ماندهٔ بدهی", "debt"),
    "principal": ("اصل", "principal"), "deposit": ("واریز به وجوه استهلاکی", "put into the sinking fund"),
    "paid_by_fund": ("پرداخت از وجوه استهلاکی", "paid by the sinking fund"), "fund": ("وجوه استهلاکی", "sinking fund"),
    "debt_service": ("پرداخت بدهی", "debt service"), "waiting": ("وجوه در انتظار مصرف", "waiting proceeds"),
    "covered": ("پرداختی که ذخیره می‌پوشاند", "service that the reserve covers"),
    "reserve_due": ("ذخیرهٔ لازم", "reserve due"), "receivables": ("طلب از مشتریان", "receivables"),
    "payables": ("بدهی به تأمین‌کنندگان", "payables"),
    "working_capital": ("رشد سرمایه در گردش", "growth of working capital"),
    "earnings": ("درآمد منهای هزینه (EBITDA)", "earnings (EBITDA)"), "renewal": ("نوسازی", "renewal"),
    "residual": ("فروش دارایی‌ها", "what the assets fetch"), "before_tax": ("نقد پیش از مالیات", "cash before tax"),
    "waiting_income": ("بازده وجوه در انتظار", "earnings of waiting proceeds"),
    "due": ("پرداختنی پس از بدهی", "due after debt"), "paid_in": ("آوردهٔ مالک", "the owner's money"),
    "left": ("نقد مانده", "cash left"), "first_cost": ("بهای دارایی‌ها", "cost of the assets"),
    "depreciation": ("استهلاک", "depreciation"), "assets_before": ("دارایی پیش از واگذاری", "assets before disposal"),
    "assets": ("دارایی ثابت", "fixed assets"), "disposal": ("زیان واگذاری", "loss on disposal"),
    "project_depreciation": ("استهلاک", "depreciation"),
    "project_assets_before": ("دارایی پیش از واگذاری", "assets before disposal"),
    "project_assets": ("دارایی ثابت", "fixed assets"), "project_disposal": ("زیان واگذاری", "loss on disposal"),
    "reserve_income": ("بازده ذخیره", "earnings of the reserve"),
    "fund_income": ("بازده وجوه استهلاکی", "earnings of the sinking fund"),
    "profit": ("سود پیش از مالیات", "profit before tax"), "tax": ("مالیات", "tax"),
    "losses": ("زیان انباشته", "losses carried forward"),
    "cfads": ("نقد در دسترس برای پرداخت بدهی (CFADS)", "cash flow available for debt service (CFADS)"),
    "rest": ("پس از پرداخت بدهی", "after debt service"), "from_reserve": ("برداشت از ذخیره", "taken from the reserve"),
    "support": ("کمک مالک", "the owner's support"), "free": ("نقد آزاد", "free cash"),
    "held": ("ذخیرهٔ مانده", "reserve left"),
    "moved": ("واریز به ذخیره", "put into the reserve"), "reserve": ("حساب ذخیره", "reserve"),
    "can_pay": ("پرداخت به مالک مجاز است", "may be paid out"), "distribution": ("دریافت مالک", "paid to the owner"),
    "cash": ("نقد", "cash"), "net_income": ("سود خالص", "net income"), "equity": ("جریان مالک", "owner's flow"),
    "owners": ("حقوق مالک", "owner's equity"), "check": ("تراز (باید صفر باشد)", "balance (must be 0)"),
    "dscr": ("نسبت پوشش بدهی (DSCR)", "cover ratio (DSCR)"),
    "project_profit": ("سود پروژه، بی‌بدهی", "profit without debt"),
    "project_tax": ("مالیات پروژه، بی‌بدهی", "tax without debt"),
    "project_losses": ("زیان انباشته، بی‌بدهی", "losses without debt"),
    "project": ("جریان پروژه، بی‌بدهی", "project's flow without debt"),
    "project_real": ("همان به قیمت پایه", "the same in base prices"),
    "equity_real": ("جریان مالک به قیمت پایه", "owner's flow in base prices"),
    "discount": ("ضریب تنزیل حقیقی", "real discount factor"),
    "able": ("نقد بخش بر نسبت پوشش", "cash over the cover ratio"),
    "allowed": ("ماندهٔ مجاز در آغاز دوره", "balance allowed at the start"),
}  # fmt: skip

ITEMS = {
    "revenue": ("درآمد", "revenue"), "operating_cost": ("هزینهٔ بهره‌برداری", "operating cost"),
    "capital_cost": ("هزینهٔ سرمایه‌ای", "capital cost"),
}  # fmt: skip
KINDS = {
    "fixed": ("ثابت", "fixed"), "inflation": ("تورم", "inflation"), "dollar": ("دلار", "dollar"),
    "tariff": ("تعرفه", "tariff"),
}  # fmt: skip


def said(pair: tuple[str, str]) -> str:
    return t(fa=pair[0], en=pair[1])
