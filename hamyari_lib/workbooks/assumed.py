"""The assumptions of a project's workbook: every number that is typed and not computed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hamyari_lib.models.cashflow import Financed
from hamyari_lib.text import t

STRUCTURE = (
    "start_year", "start_month", "construction_months", "operation_years", "last_months", "day_before", "base_year",
)  # fmt: skip
"""What the columns of the workbook were laid out by: another value would need other columns."""


@dataclass(frozen=True)
class Assumption:
    """One typed number: ``kind`` is ``money``, ``rate``, ``number``, ``date`` or ``flag``."""

    key: str
    value: float
    kind: str
    label: str
    note: str = ""


def scalars(found: Financed, *, real_rate: float, covenant: float | None) -> list[Assumption]:
    """The single numbers; what is not known is 0 and says so."""
    times, operating, terms, contract = found.lines.timeline, found.operating, found.terms, found.contract
    unknown = t(fa="نامعلوم؛ صفر گرفته شده است", en="not known; taken as 0")
    yes = t(fa="۱ = آری، ۰ = نه", en="1 = yes, 0 = no")
    debt = terms if contract is not None else None

    def given(key: str, value: float | None, kind: str, fa: str, en: str, note: str = "") -> Assumption:
        return Assumption(key, value or 0.0, kind, t(fa=fa, en=en), unknown if value is None else note)

    def flag(key: str, is_so: bool, fa: str, en: str) -> Assumption:
        return Assumption(key, float(is_so), "flag", t(fa=fa, en=en), yes)

    def of_debt(name: str, default: float = 0.0) -> float | None:
        return getattr(debt, name) if debt is not None else default

    none = t(fa="۰ = تعیین نشده", en="0 = none")
    return [
        given("start_year", times.year, "year", "سال آغاز ساخت", "Jalali year of the start"),
        given("start_month", times.month, "year", "ماه آغاز ساخت", "month of the start"),
        given("construction_months", times.construction_months, "year", "ماه‌های ساخت", "months of construction"),
        given("operation_years", times.operation_years, "year", "سال‌های بهره‌برداری", "years of operation"),
        given("last_months", times.last_months, "year", "ماه‌های سال پایانی", "months of the last year"),
        Assumption("day_before", float((times.before - np.datetime64("1899-12-30")).astype(int)), "date",
                   t(fa="روز پیش از آغاز (میلادی)", en="day before the start (Gregorian)")),
        given("base_year", found.lines.prices.base_year, "year", "سال پایهٔ قیمت‌ها", "base year of prices"),
        given("contingency", operating.contingency, "rate", "پیش‌بینی هزینه‌های نادیده", "contingency"),
        given("receivable_days", operating.receivable_days, "year", "مهلت دریافت از مشتریان، روز", "receivable days"),
        given("payable_days", operating.payable_days, "year", "مهلت پرداخت به تأمین‌کنندگان، روز", "payable days"),
        given("life", operating.depreciation_years or times.operation_years, "year", "عمر استهلاک، سال",
              "life for depreciation, years"),
        flag("to_end", operating.depreciation_years is None, "نوسازی تا پایان پروژه مستهلک می‌شود",
             "renewals are depreciated to the project's end"),
        given("residual_share", operating.residual, "rate", "ارزش دارایی‌ها در پایان، سهمی از هزینهٔ ساخت",
              "what the assets fetch at the end, share of the cost of building"),
        given("tax_rate", operating.tax.rate, "rate", "نرخ مالیات", "tax rate"),
        given("exempt_years", operating.tax.exempt_years, "year", "سال‌های معافیت", "years of relief"),
        given("exempt_share", operating.tax.exempt_share, "rate", "سهم معاف", "share exempt"),
        flag("carries_losses", operating.tax.carries_losses, "زیان به سال بعد می‌رود", "losses are carried forward"),
        given("debt_amount", found.amount, "money", "مبلغ بدهی، ریال", "amount of debt, rials"),
        given("debt_rate", of_debt("rate"), "rate", "نرخ سود بدهی، مؤثر سالانه", "profit rate, effective annual"),
        given("upfront_fee", of_debt("upfront_fee"), "rate", "کارمزد اولیه، سهمی از مبلغ", "up-front fee"),
        given("yearly_fee", of_debt("yearly_fee"), "rate", "کارمزد سالانه، سهمی از مانده", "yearly fee"),
        flag("is_at_once", debt is not None and debt.draw == "at_once", "دریافت یک‌جای بدهی", "debt drawn at once"),
        flag("is_capitalised", debt is not None and debt.construction_profit == "capitalised",
             "سود دورهٔ ساخت به بدهی افزوده می‌شود", "profit while it is built is added to the debt"),
        flag("is_bullet", debt is not None and debt.repayment == "bullet", "اصل یک‌جا در سررسید", "bullet"),
        flag("is_sinking", debt is not None and debt.repayment == "sinking_fund", "وجوه استهلاکی", "sinking fund"),
        given("reserve_months", of_debt("reserve_months"), "year", "حساب ذخیره، ماه", "reserve, months of service"),
        given("deposit_rate", of_debt("deposit_rate"), "rate", "بازده حساب ذخیره", "what the reserve earns"),
        Assumption("lockup", (debt.lockup if debt is not None else None) or 0.0, "number",
                   t(fa="نسبت پوششی که زیر آن پرداختی به مالک نیست", en="cover below which nothing is paid out"), none),
        Assumption("cover_asked", (debt.dscr if debt is not None else None) or 0.0, "number",
                   t(fa="نسبت پوشش لازم", en="cover ratio asked for"), none),
        Assumption("covenant", covenant or 0.0, "number", t(fa="نسبت پوشش تعهدشده", en="covenant"), none),
        given("real_rate", real_rate, "rate", "بازده حقیقی مورد انتظار", "required real return"),
    ]  # fmt: skip


def growths(found: Financed) -> pd.DataFrame:
    """Growth of each year's prices by kind, from the year after the base to the project's last."""
    levels = found.lines.prices.levels.loc[: int(found.lines.timeline.shares.columns.max())]
    return (levels / levels.shift() - 1).iloc[1:][["inflation", "dollar", "tariff"]]


def repayment(found: Financed) -> pd.DataFrame:
    """What is owed at the end of each year, and put by in it, as parts of the debt when operation begins."""
    contract, built = found.contract, found.lines.timeline.construction_months
    n = found.lines.timeline.periods
    if contract is None:
        return pd.DataFrame(0.0, range(n), ["owed_share", "deposit_share"])
    owed = contract.closing[built - 1]
    table = pd.DataFrame({"owed_share": contract.closing / owed, "deposit_share": contract.deposit / owed})
    table.iloc[:built] = 0.0
    return table
