"""Which tables each report needs, so that what is missing can be told by the reports that it rules out.

The reports are the numbered notebooks, those that stand and those that are planned. A test holds what is said here of
one that stands against its source: the tables that it loads and those that its form offers choices from.
"""

from __future__ import annotations

from dataclasses import dataclass

from hamyari_lib.data.bilingual import Bilingual

LASTING = frozenset({"isic_titles", "sector_labels", "division_labels", "sector_groups", "synonyms"})
"""Classifications: they hold until a new edition, and are none the worse for their age."""

MEASURING = frozenset({"match_labels"})
"""Tables by which the workbench measures itself: no room lacks them, and no report needs them."""


@dataclass(frozen=True)
class Needed:
    """A report by the name of its notebook, what it is called, and the tables that it cannot do without."""

    notebook: str
    title: Bilingual
    tables: tuple[str, ...]

    @property
    def number(self) -> int:
        """Its number in reading order.

        >>> NEEDED["13_seminars"].number
        13
        """
        return int(self.notebook.partition("_")[0])

    def __str__(self) -> str:
        return f"{self.notebook} ({self.title})"


def _needed(notebook: str, fa: str, en: str, *tables: str) -> Needed:
    return Needed(notebook, Bilingual(fa=fa, en=en), tables)


NEEDED: dict[str, Needed] = {
    one.notebook: one
    for one in (
        # it tells of whatever tables there are
        _needed("01_data_room", "اتاق داده: چه داریم و چه نداریم", "The data room: what there is and what is missing"),
        _needed("02_sector_structure", "ساختار رشته‌فعالیت‌های استان", "Industries of a province",
                "jobs", "provinces", "sector_labels", "sector_groups"),
        _needed("03_sector_opportunities", "رشته‌های نزدیک به توان استان", "Industries near to what the province can do",
                "jobs", "provinces", "division_labels", "sector_groups"),
        _needed("04_supply_matching", "نیاز شهرها و شرکت‌های دانش‌بنیان", "Needs of cities and knowledge-based firms",
                "needs", "kb_firms", "synonyms", "tender_thresholds", "purchase_rules", "isic_titles",
                "jobs", "provinces", "division_labels"),
        _needed("05_committee_ranking", "رتبه‌بندی پروژه‌ها در کمیته", "The committee's ranking of projects",
                "projects", "experts", "judgements", "scores"),
        _needed("06_market_conditions", "شرایط بازار سرمایه", "Conditions of the capital market",
                "quotes", "bond_terms", "instruments", "market", "price_index", "macro", "share_prices"),
        _needed("07_project_finance", "ارزیابی مالی پروژه", "Finance of a project",
                "projects", "project_cashflow", "tax_rules", "reference_classes", "macro", "market"),
        _needed("08_financing_options", "هزینهٔ تمام‌شدهٔ تأمین مالی", "The all-in cost of financing",
                "instrument_types", "instrument_precedents", "state_shares", "published_yields", "market",
                "bond_ceilings", "macro", "provinces", "instrument_rules", "projects", "project_cashflow", "tax_rules",
                "quotes", "bond_terms", "instruments"),
        _needed("09_portfolio_plan", "برنامهٔ سبد پروژه‌ها", "Plan of the portfolio of projects",
                "projects", "project_cashflow", "scores", "municipal_budget", "macro"),
        _needed("10_municipal_exposure", "تعهدات و توان بازپرداخت شهرداری‌ها", "What municipalities owe and can repay",
                "municipal_budget", "municipalities", "instruments", "instrument_types"),
        _needed("11_investment_package", "بستهٔ معرفی پروژه به سرمایه‌گذار", "A project's package for investors",
                "projects", "project_cashflow", "municipalities", "macro", "instrument_types"),
        _needed("12_committee_meeting", "دستور جلسه و پیگیری مصوبات کمیته", "The committee's agenda and its decisions",
                "decisions", "projects", "experts", "scores"),
        _needed("13_seminars", "سمینارها و حاضران", "Seminars and who came", "events", "attendance"),
        _needed("14_treasury", "پول نقد سازمان", "The organisation's cash",
                "quotes", "bond_terms", "instruments", "cash_plan", "holidays", "macro"),
    )
}  # fmt: skip


def reports_without(table: str) -> tuple[Needed, ...]:
    """The reports that cannot be made without a table, in reading order.

    >>> [one.notebook for one in reports_without("events")]
    ['13_seminars']
    """
    return tuple(one for one in NEEDED.values() if table in one.tables)


def tables_of_reports() -> dict[str, tuple[str, ...]]:
    """The tables that each report needs; the report on the room itself needs none and is not there.

    >>> tables_of_reports()["13_seminars"]
    ('events', 'attendance')
    """
    return {name: one.tables for name, one in NEEDED.items() if one.tables}
