"""The rules of consistency: each finds its error and nothing else, what cannot be checked says why, numbers by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib import text
from hamyari_lib.models import consistency
from hamyari_lib.models.consistency import Settings, check_frames, far_from_others, modified_z, plain_name
from hamyari_lib.models.consistency.outliers import is_tenfold, jumps

pytestmark = pytest.mark.slow

BY_KEY = {rule.key: rule for rule in consistency.RULES}


def broken(key, frames, **settings):
    """The rows that break a rule, with what was found and expected."""
    checked = check_frames(frames, [BY_KEY[key]], Settings(**settings))
    assert checked.outcomes["state"].tolist() != ["not checked"]
    return [(one.row, one.found, one.expected) for one in checked.findings.itertuples()]


# the robust score, by hand: the median is 2.45 and the median absolute deviation 0.15
TEN = [2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3]


def test_modified_z_by_hand():
    expected = [0.6745 * (one - 2.45) / 0.15 for one in TEN]
    assert modified_z(TEN) == pytest.approx(expected)
    assert np.flatnonzero(np.abs(modified_z(TEN)) > 3.5).tolist() == [8, 9], "neither hides the other"


def test_where_more_than_half_are_equal_the_mean_deviation_stands_in():
    """Deviations 0, 0, 0, 0 and 10 have a mean of 2: 10 / (1.253314 x 2) = 3.989."""
    assert modified_z([5, 5, 5, 5, 15])[-1] == pytest.approx(3.98942, abs=1e-5)
    assert modified_z([5, 5, 5]).tolist() == [0, 0, 0]
    assert modified_z([]).size == 0


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_value_that_is_missing_has_no_score(bad):
    with pytest.raises(ValueError, match="missing or infinite"):
        modified_z([1.0, bad])


amounts = st.lists(st.floats(1e-3, 1e12), min_size=5, max_size=30)


@given(amounts, st.floats(1e-3, 1e6))
def test_the_unit_of_money_changes_no_outlier(values, factor):
    far = far_from_others(pd.Series(values), pd.Series("all", index=range(len(values))))
    scaled = far_from_others(pd.Series(values) * factor, pd.Series("all", index=range(len(values))))
    logs = modified_z(np.log(values))
    clear = np.abs(np.abs(logs) - 3.5) > 1e-6  # but for one that stands on the threshold
    assert (far["is_far"] == scaled["is_far"])[clear].all()
    assert scaled["high"].to_numpy() == pytest.approx(far["high"].to_numpy() * factor, rel=1e-6)


@given(amounts)
def test_outliers_are_those_beyond_the_range_that_is_told(values):
    far = far_from_others(pd.Series(values), pd.Series("all", index=range(len(values))))
    outside = (far["value"] < far["low"] * (1 - 1e-9)) | (far["value"] > far["high"] * (1 + 1e-9))
    inside = (far["value"] > far["low"] * (1 + 1e-9)) & (far["value"] < far["high"] * (1 - 1e-9))
    assert far.loc[outside, "is_far"].all()
    assert not far.loc[inside, "is_far"].any()
    assert far["is_far"].mean() <= 0.5, "never the greater part"


def test_few_values_and_those_that_are_not_positive_have_no_outlier():
    values = pd.Series([1.0, 1, 1, 1000, 0, -5, math.nan])
    assert far_from_others(values, pd.Series("all", index=values.index)).empty
    groups = pd.Series(["a"] * 5 + ["b"] * 2)
    assert far_from_others(pd.Series([10.0, 11, 12, 11, 900, 1, 99]), groups)["is_far"].tolist() == [False] * 4 + [True]


# ten times


@pytest.mark.parametrize("ratio", [10, 0.1, 8, 12.5, 1000, 1e-4])
def test_what_is_about_ten_times(ratio):
    assert is_tenfold([ratio]).all()


@pytest.mark.parametrize("ratio", [1, 2, 5, 6.5, 20, 100, 0, math.nan, math.inf])
def test_what_is_not(ratio):
    assert not is_tenfold([ratio]).any()


def told(values):
    found = jumps(pd.DataFrame({"year": range(len(values)), "value": values}), "value", "year")
    return found.loc[found["is_jump"], "year"].tolist()


def test_a_value_in_toman_among_rials_is_told_once():
    assert told([100, 110, 12, 130, 140]) == [2]
    assert told([100, 110, 1200, 1300]) == [2], "and a series that stays there too"
    assert told([100, 200, 400, 800]) == []
    assert told([100, math.nan, 1100]) == [2]


def test_rows_are_taken_in_the_order_of_time():
    frame = pd.DataFrame({"year": [3, 1, 2], "value": [100.0, 100, 10]})
    found = jumps(frame, "value", "year")
    assert found.loc[found["is_jump"], "year"].tolist() == [2]


# names


@pytest.mark.parametrize(
    ("one", "other"),
    [("شركت روشن آب (سهامی خاص)", "روشن‌آب"), ("فن آوران توس، با مسئولیت محدود", "فن‌آوران  توس"), ("Tous Co.", "tous")],
)
def test_one_firm_under_two_spellings(one, other):
    assert plain_name(one, is_firm=True) == plain_name(other, is_firm=True)


def test_firms_of_different_names_stay_apart():
    assert plain_name("روشن آب", is_firm=True) != plain_name("روشن آبان", is_firm=True)
    assert plain_name("شرکت") == plain_name("شرکت", is_firm=True) != "", "a name of nothing else stays"


@given(st.text(alphabet="آابپتی‌ ك۱2-", min_size=1))
def test_a_plain_name_stays_as_it_is(name):
    assert plain_name(plain_name(name)) == plain_name(name)


# each rule, with a row that keeps it and one that breaks it

BUDGET = {"municipality": ["الف", "ب"], "jalali_year": [1404, 1404], "own_revenue_rial": [5, 11],
          "debt_service_rial": [10, None], "total_budget_rial": [10, 10]}  # fmt: skip
CASES = {
    "budget_parts": ({"municipal_budget": BUDGET}, [("ب / 1404", 11, 10)]),
    "cities_of_province": (
        {"municipalities": {"population_1395": [60, None, 50]},
         "provinces": {"province_fa": ["قم"], "population_1395": [100]}}, [("قم", 110, 100)],
    ),
    "population_of_country": (
        {"provinces": {"population_1390": [40, 60], "population_1395": [40, 60]},
         "macro": {"year": [2011, 2016], "population": [104, 200]}}, [("1395", 100, 200)],
    ),
    "section_of_division": (
        {"jobs": {"isic_division": ["01", "62", "99"], "isic_section": ["A", "C", "U"]},
         "isic_titles": {"code": ["01", "62"], "section": ["A", "J"]}}, [("62", "C", "J")],
    ),
    "profit_and_payments": (
        {"bond_terms": {"symbol": ["a", "b", "c"], "coupon_pct": [18.0, 0, 18], "coupon_interval_months": [3, 0, 0]}},
        [("c", 0, 1)],
    ),
    "weights_of_experts": ({"experts": {"weight": [0.5, 0.25]}}, [("", 0.75, 1)]),
    "judgements_of_a_pair": (
        {"judgements": {"expert_id": ["e"] * 5, "group": ["g"] * 5, "left": ["a", "b", "a", "c", "c"],
                        "right": ["b", "a", "c", "a", "c"], "value": [3, 1 / 3, 5, 5, 2.0]}},
        [("e / g / a / c", 5.0, 0.2), ("e / g / c / c", 2.0, 0.5)],
    ),
    "thresholds_rise": (
        {"tender_thresholds": {"jalali_year": [1404] * 3, "size": ["large", "small", "medium"],
                               "up_to_rial": [None, 100, 90]}}, [("1404 / medium", 90, 100)],
    ),
    "units_of_scores": (
        {"scores": {"project_id": ["P", "Q", "R"], "criterion": ["npv"] * 3, "expert_id": [None] * 3,
                    "unit": ["٪", "٪", "ریال"]}}, [("R / npv", "ریال", "٪")],
    ),
    "budgets_of_needs": (
        {"needs": {"municipality": ["الف", "ج", "ج"]}, "municipal_budget": BUDGET}, [("ج", "ج", "municipal_budget")],
    ),
    "costs_of_projects": (
        {"projects": {"project_id": ["P", "Q", "R"], "title": ["پ", "ق", "ر"], "status": ["ready", "ready", "idea"]},
         "project_cashflow": {"project_id": ["P", "Q"], "item": ["capital_cost", "revenue"]}},
        [("Q", "ق", "project_cashflow")],
    ),
    "licence_dates": (
        {"kb_firms": {"firm_id": ["F", "G", "H"], "licence_from": ["1403/01/01", "1403/01/01", None],
                      "licence_until": ["1404/01/01", "1402/12/29", "1400/01/01"]}},
        [("G", "1402/12/29", "1403/01/01")],
    ),
    "licence_in_force": (
        {"kb_firms": {"firm_id": ["F", "G", "H"], "licence_until": ["1405/04/31", "1405/04/30", None]}},
        [("G", "1405/04/30", "1405/04/31")],
    ),
    "quote_dates": (
        {"quotes": {"symbol": ["a", "b"], "date": ["1404/01/01"] * 2, "maturity_date": ["1404/01/01", "1403/01/01"]}},
        [("b / 1404/01/01", "1403/01/01", "1404/01/01")],
    ),
    "decision_dates": (
        {"decisions": {"decision_id": ["D"], "meeting_date": ["1405/02/20"], "due_date": ["1405/02/01"]}},
        [("D", "1405/02/01", "1405/02/20")],
    ),
    "instrument_dates": (
        {"instruments": {"instrument_id": ["I"], "issue_date": ["1401/08/10"], "maturity_date": ["1401/08/10"]}},
        [("I", "1401/08/10", "1401/08/10")],
    ),
    "bond_dates": (
        {"bond_terms": {"symbol": ["a"], "issue_jdate": ["1401/08/10"], "maturity_jdate": ["1400/08/10"]}},
        [("a", "1400/08/10", "1401/08/10")],
    ),
    "years_of_jobs": ({"jobs": {"year": [1392, 1393, 1393, 1395]}}, [("1395", 1395, 1394)]),
    "years_of_macro": ({"macro": {"year": [2020, 2023]}}, [("2023", 2023, 2021)]),
    "months_of_market": (
        {"market": {"jalali_month": ["1399-11", "1399-12", "1400-01", "1400-03"]}}, [("1400-03", "1400-03", "1400-02")],
    ),
    "months_of_index": (
        {"price_index": {"series": ["cpi", "cpi", "ppi"], "jalali_month": ["1399-12", "1400-02", "1399-01"]}},
        [("cpi / 1400-02", "1400-02", "1400-01")],
    ),
    "years_of_budget": (
        {"municipal_budget": {"municipality": ["الف", "الف", "ب"], "jalali_year": [1402, 1404, 1400]}},
        [("الف / 1404", 1404, 1403)],
    ),
    "population_halved": (
        {"provinces": {"province_fa": ["قم", "یزد"], "population_1390": [100, 100], "population_1395": [49, 50]}},
        [("قم", 49.0, (50.0, 200.0))],
    ),
    "need_cost": (
        {"needs": {"need_id": ["N", "M", "O"], "yearly_quantity": [10.0, 10, 10], "unit_cost_rial": [5, 5, 5],
                   "current_cost_rial": [75, 76, 33]}}, [("M", 50.0, 76.0), ("O", 50.0, 33.0)],
    ),
    "tenfold_market": (
        {"market": {"jalali_month": ["1399-01", "1399-02"], "tedpix_month_end": [5e5, 5.5e5],
                    "usd_irr_free_mean": [250_000, 25_500]}}, [("1399-02", 25500.0, 250000.0)],
    ),
    "tenfold_macro": (
        {"macro": {"year": [2020, 2021], "gdp_musd": [1.0, 2.0], "gdp_musd_2015prices": [None, None],
                   "population": [84_000_000, 8_500_000]}}, [("2021", 8.5e6, 8.4e7)],
    ),
    "tenfold_index": (
        {"price_index": {"series": ["cpi"] * 3, "base": ["1390=100", "1400=100", "1400=100"],
                         "index": [900.0, 100, 1100], "jalali_month": ["1399-12", "1400-01", "1400-02"]}},
        [("cpi / 1400-02", 1100.0, 100.0)],
    ),
    "tenfold_quotes": (
        {"quotes": {"symbol": ["a", "a", "b"], "date": ["1404/01/01", "1404/01/02", "1404/01/01"],
                    "price_rial": [900_000, 90_500, 95_000]}}, [("a / 1404/01/02", 90500.0, 900000.0)],
    ),
    "tenfold_budget": (
        {"municipal_budget": {"municipality": ["الف"] * 2, "jalali_year": [1403, 1404], "own_revenue_rial": [None, 5],
                              "total_budget_rial": [10, 110]}}, [("الف / 1404", 110.0, 10.0)],
    ),
    "firm_twice": ({"kb_firms": {"firm_id": ["F", "G", "H"], "name": ["روشنان", "آبان", "شرکت روشنان"]}},
                   [("H", "شرکت روشنان", "F")]),
    "national_id_twice": (
        {"kb_firms": {"firm_id": ["F", "G", "H"], "national_id": [None, "10862947351", "10862947351"]}},
        [("H", "10862947351", "G")],
    ),
    "need_twice": (
        {"needs": {"need_id": ["N", "M", "O"], "municipality": ["الف"] * 3, "title": ["چراغ LED", "چراغ led", "چراغ"],
                   "description": [None] * 3, "unit": ["عدد"] * 3}}, [("M", "چراغ led", "N")],
    ),
    "project_twice": (
        {"projects": {"project_id": ["P", "Q"], "municipality": ["الف", "ب"], "title": ["یک", "یک"]}}, [],
    ),
    "spelling_municipalities": (
        {"municipalities": {"county": ["مه‌ولات", "مه ولات", "مه‌ولات"], "municipality": ["الف", "ب", "ج"]}},
        [("مه ولات", "مه ولات", "مه‌ولات")],
    ),
    "spelling_needs": (
        {"needs": {"category": ["آب", None], "unit": ["متر مربع", "مترمربع"]}}, [("مترمربع", "مترمربع", "متر مربع")],
    ),
    "spelling_projects": ({"projects": {"sector": ["انرژی", "انرژي"]}}, [("انرژي", "انرژي", "انرژی")]),
    "spelling_kb_firms": (
        {"kb_firms": {"technology_field": ["برق", "آب"], "capacity_unit": ["تن", None]}}, [],
    ),
}  # fmt: skip
OUTLIERS = {"outlier_budget", "outlier_unit_cost", "outlier_weights", "outlier_revenue"}


def frames_of(tables):
    return {name: pd.DataFrame(columns) for name, columns in tables.items()}


@pytest.mark.parametrize("key", CASES)
def test_a_rule_finds_its_error_and_nothing_else(key):
    tables, expected = CASES[key]
    assert broken(key, frames_of(tables), province="قم", day="1405/04/31") == expected


def test_every_rule_has_a_case():
    assert set(CASES) | OUTLIERS == set(BY_KEY)
    assert len(BY_KEY) == len(consistency.RULES), "no two have the same key"


@pytest.mark.parametrize("key", CASES)
def test_what_a_rule_says_that_it_reads_is_all_that_it_reads(key):
    """A column that is withheld can then not tell anything through it."""
    tables, expected = CASES[key]
    frames = {
        name: frame[[column for column in frame if column in BY_KEY[key].reads[name]]]
        for name, frame in frames_of(tables).items()
    }
    assert broken(key, frames, province="قم", day="1405/04/31") == expected


def test_outliers_among_municipalities_goods_provinces_and_firms():
    cities = list("ابپتث")
    budgets = {"municipality": cities, "jalali_year": [1404] * 5, "total_budget_rial": [100, 110, 90, 105, 9000]}
    people = {"municipality": cities, "population_1395": [10] * 5}
    (found,) = broken("outlier_budget", frames_of({"municipal_budget": budgets, "municipalities": people}))
    assert found[:2] == ("ث / 1404", 900.0)
    assert found[2][0] < 9 < 11 < found[2][1] < 900
    needs = {"need_id": list("abcdef"), "title": ["چراغ"] * 5 + ["پمپ"], "unit": ["عدد"] * 6,
             "unit_cost_rial": [50, 52, 49, 51, 520, 9000]}  # fmt: skip
    assert [one[0] for one in broken("outlier_unit_cost", frames_of({"needs": needs}))] == ["e"]
    jobs = {"year": [1399] * 6, "province_code": [1, 1, 2, 3, 4, 5], "jobs": [500, 500, 990, 1010, 1005, 90_000],
            "sample_n": [5, 5, 10, 10, 10, 10]}  # fmt: skip
    assert [one[0] for one in broken("outlier_weights", frames_of({"jobs": jobs}))] == ["5 / 1399"]
    firms = {"firm_id": list("abcdef"), "revenue_rial": [100, 110, 95, 105, 5000, None], "staff": [1, 1, 1, 1, 1, 0]}
    assert [one[0] for one in broken("outlier_revenue", frames_of({"kb_firms": firms}))] == ["e"]


# what cannot be checked


def outcome(key, frames, **options):
    return check_frames(frames, [BY_KEY[key]], **options).outcomes.iloc[0]


def test_a_rule_without_its_table_says_so():
    found = outcome("budgets_of_needs", frames_of({"needs": {"municipality": ["الف"]}}))
    assert (found["state"], found["why"], found["lacks"]) == ("not checked", "table", ("municipal_budget",))


def test_a_rule_on_a_withheld_column_finds_nothing_and_counts_nothing():
    frames = frames_of(CASES["need_cost"][0])
    checked = check_frames(frames, [BY_KEY["need_cost"]], withheld={"needs": ("current_cost_rial",)})
    found = checked.outcomes.iloc[0]
    assert (found["state"], found["why"], found["lacks"]) == ("not checked", "withheld", ("needs.current_cost_rial",))
    assert (found["compared"], found["broken"], len(checked.findings)) == (0, 0, 0)


def test_no_day_is_taken_from_the_clock():
    found = outcome("licence_in_force", frames_of(CASES["licence_in_force"][0]))
    assert (found["state"], found["why"]) == ("not checked", "day")


def test_a_rule_with_nothing_to_compare_does_not_claim_to_hold():
    assert (
        outcome("weights_of_experts", {"experts": pd.DataFrame({"weight": [0.5, None]})})["state"]
        == "nothing to compare"
    )
    assert (
        outcome("need_cost", {"needs": pd.DataFrame(columns=list(BY_KEY["need_cost"].reads["needs"]))})["broken"] == 0
    )


def test_references_are_followed_where_both_tables_are_there():
    rules = consistency.reference_rules({"needs": {"municipality": ("municipalities", "municipality")}},
                                        {"needs": ("need_id",)})  # fmt: skip
    frames = {"needs": pd.DataFrame({"need_id": ["N", "M", "O"], "municipality": ["الف", "ب", None]}),
              "municipalities": pd.DataFrame({"municipality": ["الف"]})}  # fmt: skip
    (row,) = check_frames(frames, rules).findings.itertuples()
    assert (row.rule, row.row, row.found, row.expected) == ("reference_needs_municipality", "M", "ب", "municipalities")
    assert check_frames({"needs": frames["needs"]}, rules).outcomes["state"].tolist() == ["not checked"]


# in words


class Both:
    def __init__(self, fa, en):
        self.fa, self.en = fa, en


TITLES = {name: Both(f"جدول {name}", f"table {name}") for rule in consistency.RULES for name in rule.reads}
NAMES = {(name, column): Both(column, column) for rule in consistency.RULES for name in rule.reads
         for column in rule.reads[name]}  # fmt: skip


@pytest.fixture(params=text.LANGUAGES)
def language(request):
    text.use_language(request.param)
    yield request.param
    text.use_language("fa")


def test_every_finding_and_every_outcome_is_said_in_both_languages(language):
    for key, (tables, expected) in CASES.items():
        checked = check_frames(frames_of(tables), [BY_KEY[key]], Settings(province="قم", day="1405/04/31"))
        said = consistency.findings_in_words(checked.findings, [BY_KEY[key]], TITLES, NAMES)
        assert len(said) == len(expected)
        assert said.astype(bool).all(axis=None)
        outcomes = consistency.outcomes_in_words(checked.outcomes, [BY_KEY[key]], TITLES, NAMES)
        assert outcomes[["statement", "result"]].astype(bool).all(axis=None)
    reasons = consistency.outcomes_in_words(
        check_frames({}, consistency.RULES).outcomes, consistency.RULES, TITLES, NAMES
    )
    assert reasons["because"].str.len().gt(0).all()
    assert language == text.language()


def test_what_was_expected_is_said_as_a_reader_says_it():
    text.use_language("en")
    try:
        checked = check_frames(frames_of(CASES["budget_parts"][0]), [BY_KEY["budget_parts"]])
        (row,) = consistency.findings_in_words(checked.findings, [BY_KEY["budget_parts"]], TITLES, NAMES).itertuples()
        assert (row.row, row.found, row.expected, row.severity) == ("ب / 1404", "11", "at most 10", "error")
    finally:
        text.use_language("fa")
