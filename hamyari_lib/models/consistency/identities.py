"""What must hold within and between tables: parts and wholes, sums, references."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from hamyari_lib.models.consistency.rules import Frames, Reference, Rule, Settings, compared, made, row_keys

_SUM_OF_WEIGHTS = 0.005  # what weights that were rounded may lack of 1
_COUNTRY = 0.05  # what two sources on one population may differ by
_PRODUCT = 1e-3
_CENSUS = {1390: 2011, 1395: 2016}  # Jalali years of the censuses, and the Gregorian year in which each was taken
_SIZES = ("small", "medium", "large")
_COMMITTED = ("ready", "tender", "construction", "operation")


def budget_parts(frames: Frames, _: Settings) -> pd.DataFrame:
    """Own revenue and debt service beside the whole budget that they are part of."""
    parts = []
    for column in ("own_revenue_rial", "debt_service_rial"):
        known = frames["municipal_budget"].dropna(subset=[column, "total_budget_rial"])
        named, part, whole = row_keys(known, ("municipality", "jalali_year")), known[column], known["total_budget_rial"]
        parts.append(compared("municipal_budget", named, column, part, "at most", whole, part > whole))
    return pd.concat(parts, ignore_index=True)


def cities_of_province(frames: Frames, settings: Settings) -> pd.DataFrame:
    """The cities' inhabitants together beside the province's."""
    provinces = frames["provinces"].set_index("province_fa")["population_1395"]
    if settings.province not in provinces.index:
        return made([])
    cities, whole = int(frames["municipalities"]["population_1395"].sum()), int(provinces[settings.province])
    row = ("municipalities", settings.province, "population_1395", cities, "at most", whole, cities > whole)
    return made([row] if cities else [])


def population_of_country(frames: Frames, _: Settings) -> pd.DataFrame:
    """The provinces' inhabitants together beside the country's in the year of the census."""
    country = frames["macro"].dropna(subset=["population"]).set_index("year")["population"]
    rows = []
    for jalali, year in _CENSUS.items():
        if year in country.index:
            total, other = int(frames["provinces"][f"population_{jalali}"].sum()), int(country[year])
            is_far = abs(total / other - 1) > _COUNTRY if other else True
            rows.append(("provinces", str(jalali), f"population_{jalali}", total, "about", other, is_far))
    return made(rows)


def section_of_division(frames: Frames, _: Settings) -> pd.DataFrame:
    """The section that each division of the jobs is put in beside that of the classification."""
    sections = frames["isic_titles"].set_index("code")["section"]
    pairs = frames["jobs"][["isic_division", "isic_section"]].drop_duplicates()
    right = pairs["isic_division"].map(sections)
    pairs, right = pairs[right.notna()], right.dropna()
    named, found = pairs["isic_division"], pairs["isic_section"]
    return compared("jobs", named, "isic_section", found, "equals", right, found != right)


def weights_of_experts(frames: Frames, _: Settings) -> pd.DataFrame:
    """The experts' weights together, where each has one."""
    weights = frames["experts"]["weight"]
    if weights.isna().any():
        return made([])
    total = round(float(weights.sum()), 6)
    return made([("experts", "", "sum_of_weights", total, "equals", 1, abs(total - 1) > _SUM_OF_WEIGHTS)])


def judgements_of_a_pair(frames: Frames, _: Settings) -> pd.DataFrame:
    """A judgement that was given both ways, or of a thing beside itself: the product of both is 1."""
    given = frames["judgements"]
    sides = ["expert_id", "group", "left", "right"]
    turned = given.rename(columns={"left": "right", "right": "left", "value": "other"})[[*sides, "other"]]
    both = given.merge(turned, on=sides)
    both = both[both["left"] <= both["right"]]
    expected = (1 / both["other"]).round(4)
    is_off = (both["value"] * both["other"] - 1).abs() > _PRODUCT
    return compared("judgements", row_keys(both, sides), "value", both["value"], "equals", expected, is_off)


def thresholds_rise(frames: Frames, _: Settings) -> pd.DataFrame:
    """The limit of a larger size of deals beside that of the smaller one."""
    rows = []
    for year, group in frames["tender_thresholds"].groupby("jalali_year"):
        limits = group.dropna(subset=["up_to_rial"]).set_index("size")["up_to_rial"]
        sizes = [one for one in _SIZES if one in limits.index]
        for small, large in zip(sizes, sizes[1:], strict=False):
            low, high = int(limits[small]), int(limits[large])
            rows.append(("tender_thresholds", f"{year} / {large}", "up_to_rial", high, "at least", low, high < low))
    return made(rows)


def profit_and_payments(frames: Frames, _: Settings) -> pd.DataFrame:
    """A bond that pays profit has an interval between payments, and one that pays none has none."""
    bonds = frames["bond_terms"]
    is_paying, has_interval = bonds["coupon_pct"] > 0, bonds["coupon_interval_months"] > 0
    smallest = ["at least" if one else "equals" for one in is_paying]
    rows = zip(bonds["symbol"], bonds["coupon_interval_months"], smallest, is_paying, has_interval, strict=True)
    return made(
        ("bond_terms", symbol, "coupon_interval_months", int(interval), relation, int(pays), bool(pays != has))
        for symbol, interval, relation, pays, has in rows
    )


def units_of_scores(frames: Frames, _: Settings) -> pd.DataFrame:
    """The unit of each score beside the commonest of its criterion."""
    scores = frames["scores"].dropna(subset=["unit"])
    usual = scores.groupby("criterion", sort=False)["unit"].transform(lambda one: one.mode().iloc[0])
    named = row_keys(scores, ("project_id", "criterion", "expert_id"))
    return compared("scores", named, "unit", scores["unit"], "equals", usual, scores["unit"] != usual)


def budgets_of_needs(frames: Frames, _: Settings) -> pd.DataFrame:
    """Every municipality that has a need has a budget too."""
    cities = frames["needs"]["municipality"].drop_duplicates()
    absent = ~cities.isin(frames["municipal_budget"]["municipality"])
    return compared("needs", cities, "municipality", cities, "listed", ["municipal_budget"] * len(cities), absent)


def costs_of_projects(frames: Frames, _: Settings) -> pd.DataFrame:
    """Every project beyond a study has a capital cost."""
    flows, projects = frames["project_cashflow"], frames["projects"]
    later = projects[projects["status"].isin(_COMMITTED)]
    absent = ~later["project_id"].isin(flows.loc[flows["item"] == "capital_cost", "project_id"])
    return compared("projects", later["project_id"], "project_id", later["title"], "listed",
                    ["project_cashflow"] * len(later), absent)  # fmt: skip


def reference_rules(
    references: Mapping[str, Mapping[str, tuple[str, str]]], keys: Mapping[str, tuple[str, ...]]
) -> tuple[Rule, ...]:
    """A rule for each column that refers to another table: ``references`` by table and column, ``keys`` by table."""
    return tuple(
        Rule(
            f"reference_{table}_{column}", "", "", "error", {table: (column,), other: (key,)},
            Reference(table, column, other, key, keys[table]).check,
        )
        for table, columns in references.items()
        for column, (other, key) in columns.items()
    )  # fmt: skip


IDENTITY_RULES: tuple[Rule, ...] = (
    Rule("budget_parts", "درآمد پایدار و بازپرداخت بدهی از کل بودجه بیشتر نیست",
         "own revenue and debt service are no more than the whole budget", "error",
         {"municipal_budget": ("municipality", "jalali_year", "own_revenue_rial", "debt_service_rial",
                               "total_budget_rial")}, budget_parts),
    Rule("cities_of_province", "جمع جمعیت شهرها از جمعیت استان بیشتر نیست",
         "the cities have no more inhabitants than their province", "error",
         {"municipalities": ("population_1395",), "provinces": ("province_fa", "population_1395")}, cities_of_province),
    Rule("population_of_country", "جمع جمعیت استان‌ها با جمعیت کشور در همان سال می‌خواند (تا ۵ درصد)",
         "the provinces' inhabitants add up to the country's of that year (within 5 per cent)", "doubt",
         {"provinces": ("population_1390", "population_1395"), "macro": ("year", "population")}, population_of_country),
    Rule("section_of_division", "هر کد دورقمی شغل‌ها در همان بخشی آمده است که ISIC می‌گوید",
         "each division of the jobs is in the section that ISIC puts it in", "error",
         {"jobs": ("isic_division", "isic_section"), "isic_titles": ("code", "section")}, section_of_division),
    Rule("profit_and_payments", "هر ورقهٔ سوددار فاصلهٔ پرداخت دارد و ورقهٔ بی‌سود ندارد",
         "a bond with profit has an interval of payments, one without has none", "error",
         {"bond_terms": ("symbol", "coupon_pct", "coupon_interval_months")}, profit_and_payments),
    Rule("weights_of_experts", "جمع وزن خبرگان ۱ است", "the experts' weights add up to 1", "error",
         {"experts": ("weight",)}, weights_of_experts),
    Rule("judgements_of_a_pair", "داوری‌های دوسویهٔ هر خبره دربارهٔ یک جفت وارون یکدیگر است",
         "an expert's judgements of a pair both ways are each other's inverse", "error",
         {"judgements": ("expert_id", "group", "left", "right", "value")}, judgements_of_a_pair),
    Rule("thresholds_rise", "نصاب معاملهٔ بزرگ‌تر در هر سال از نصاب کوچک‌تر کمتر نیست",
         "in each year the threshold of a larger size of deals is not below that of a smaller", "error",
         {"tender_thresholds": ("jalali_year", "size", "up_to_rial")}, thresholds_rise),
    Rule("units_of_scores", "امتیازهای هر معیار به یک واحد است", "the scores of a criterion are in one unit", "error",
         {"scores": ("project_id", "criterion", "expert_id", "unit")}, units_of_scores),
    Rule("budgets_of_needs", "هر شهرداری که نیازی دارد در جدول بودجه هم هست",
         "every municipality with a need is in the table of budgets too", "doubt",
         {"needs": ("municipality",), "municipal_budget": ("municipality",)}, budgets_of_needs),
    Rule("costs_of_projects", "هر پروژه‌ای که از مطالعه گذشته است هزینهٔ سرمایه‌ای دارد",
         "every project beyond its study has a capital cost", "doubt",
         {"projects": ("project_id", "title", "status"), "project_cashflow": ("project_id", "item")},
         costs_of_projects),
)  # fmt: skip
