"""What must come in order: dates after one another, licences still in force, series without holes."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from hamyari_lib.models.consistency.rules import Frames, Relation, Rule, Settings, compared, row_keys


def _order_rule(key: str, table: str, row: Sequence[str], earlier: str, later: str, relation: Relation,
                fa: str, en: str) -> Rule:  # fmt: skip
    """That a Jalali date comes ``after`` another, or ``not before`` it; year/month/day in fixed width sorts as text."""

    def check(frames: Frames, _: Settings) -> pd.DataFrame:
        known = frames[table].dropna(subset=[earlier, later])
        begins, ends = known[earlier], known[later]
        is_wrong = ends <= begins if relation == "after" else ends < begins
        return compared(table, row_keys(known, row), later, ends, relation, begins, is_wrong)

    return Rule(key, fa, en, "error", {table: (*row, earlier, later)}, check)


def licence_in_force(frames: Frames, settings: Settings) -> pd.DataFrame:
    """The last day of each licence beside the day of the report."""
    known = frames["kb_firms"].dropna(subset=["licence_until"])
    until = known["licence_until"]
    return compared("kb_firms", known["firm_id"], "licence_until", until, "not before", [settings.day] * len(known),
                    until < settings.day)  # fmt: skip


def _month_number(months: pd.Series) -> pd.Series:
    """Jalali months such as 1399-01, counted on."""
    return months.str[:4].astype(int) * 12 + months.str[5:7].astype(int) - 1


def _gap_rule(key: str, table: str, along: str, within: Sequence[str], fa: str, en: str) -> Rule:
    """That no period is missing between the first and the last of a series; months as text, years as numbers."""

    def check(frames: Frames, _: Settings) -> pd.DataFrame:
        periods = frames[table][[*within, along]].drop_duplicates()
        is_month = along.endswith("month")
        numbers = _month_number(periods[along]) if is_month else periods[along].astype(int)
        periods = periods.assign(number=numbers).sort_values([*within, "number"], kind="stable")
        before = periods.groupby(list(within), sort=False)["number"].shift() if within else periods["number"].shift()
        known = periods[before.notna()]
        due = (before.dropna() + 1).astype(int)
        expected = [f"{one // 12}-{one % 12 + 1:02}" for one in due] if is_month else due
        named = row_keys(known, (*within, along))
        return compared(table, named, along, known[along], "equals", expected, known["number"] != due)

    return Rule(key, fa, en, "doubt", {table: (*within, along)}, check)


ORDER_RULES: tuple[Rule, ...] = (
    _order_rule("licence_dates", "kb_firms", ("firm_id",), "licence_from", "licence_until", "after",
                "هیچ مجوزی پیش از آغاز خود پایان نیافته است", "no licence ended before it began"),
    Rule("licence_in_force", "مجوز هیچ شرکتی در روز گزارش پایان نیافته است",
         "no firm's licence had ended by the day of the report", "doubt",
         {"kb_firms": ("firm_id", "licence_until")}, licence_in_force, needs_day=True),
    _order_rule("bond_dates", "bond_terms", ("symbol",), "issue_jdate", "maturity_jdate", "after",
                "سررسید هر ورقه پس از انتشار آن است", "every bond matures after its issue"),
    _order_rule("instrument_dates", "instruments", ("instrument_id",), "issue_date", "maturity_date", "after",
                "سررسید هر ابزار شهرداری‌ها پس از انتشار آن است",
                "every instrument of the municipalities matures after its issue"),
    _order_rule("quote_dates", "quotes", ("symbol", "date"), "date", "maturity_date", "not before",
                "هیچ مظنه‌ای پس از سررسید نیست", "no quote is later than the maturity"),
    _order_rule("decision_dates", "decisions", ("decision_id",), "meeting_date", "due_date", "not before",
                "مهلت هیچ مصوبه‌ای پیش از جلسهٔ آن نیست", "no decision is due before its meeting"),
    _gap_rule("years_of_jobs", "jobs", "year", (), "هیچ سالی میان سال‌های آمار شغل جا نیفتاده است",
              "no year of the jobs is missing between the first and the last"),
    _gap_rule("years_of_macro", "macro", "year", (), "هیچ سالی میان سال‌های آمار کلان جا نیفتاده است",
              "no year of the economy is missing between the first and the last"),
    _gap_rule("months_of_market", "market", "jalali_month", (), "هیچ ماهی میان ماه‌های بازار جا نیفتاده است",
              "no month of the market is missing between the first and the last"),
    _gap_rule("months_of_index", "price_index", "jalali_month", ("series",), "هیچ ماهی از شاخص‌های قیمت جا نیفتاده است",
              "no month of a price index is missing between its first and last"),
    _gap_rule("years_of_budget", "municipal_budget", "jalali_year", ("municipality",),
              "هیچ سالی میان سال‌های بودجهٔ هر شهرداری جا نیفتاده است",
              "no year of a municipality's budgets is missing between the first and the last"),
)  # fmt: skip
