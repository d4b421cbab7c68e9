"""What the entries of a plan name: a product of values, the rows of a table, and limits."""

import pytest
from small_project import SmallProject, report_of

from hamyari_lib.errors import PlanError
from hamyari_lib.run.plan import read_plan
from hamyari_lib.run.project import Project

FORM = """amount: Observations = 10  # مقدار | amount
province: Province = "خراسان رضوی"  # استان | province
language: Language = "fa"  # زبان | language
"""


@pytest.fixture
def plan(tmp_path):
    """Reads a plan on the notebook ``alpha``, which has the case ``north``; its faults without their place."""
    small = SmallProject.at(tmp_path)
    small.add("alpha", report_of(form=FORM))
    small.add_case("alpha", "north", "amount: 20\n")

    def read(entry: str):
        small.add_plan("plan", f"reports:\n  - {{notebook: alpha, {entry}}}\n")
        return read_plan(Project(small.root), "plan")

    def faults(entry: str) -> list[str]:
        with pytest.raises(PlanError) as caught:
            read(entry)
        return [fault.removeprefix("params/plans/plan.yaml: report 1: ") for fault in caught.value.faults]

    read.faults = faults
    return read


def test_a_product_gives_every_combination_of_each_case_and_language(plan):
    reports = plan(
        "cases: [defaults, north], languages: [fa, en], product: {amount: [30, 40], province: [تهران, فارس]}"
    )
    assert len(reports) == len({report.name for report in reports}) == 2 * 2 * 2 * 2
    assert {(report.checked["amount"], report.checked["province"]) for report in reports} == {
        (amount, province) for amount in (30, 40) for province in ("تهران", "فارس")
    }
    assert all(not report.faults for report in reports)
    assert reports[0].case.startswith("defaults~amount=30,province=")
    assert reports[0].changes == ("مقدار: ۳۰", "استان: تهران")


def test_a_table_gives_a_report_for_each_row_that_fits(plan):
    reports = plan(
        "table: provinces, values: {province: province_fa}, where: {province_code: [9, 10]}, languages: [en]"
    )
    assert [(report.name, report.checked["province"]) for report in reports] == [
        ("alpha/خراسان-رضوی.en", "خراسان رضوی"),
        ("alpha/اصفهان.en", "اصفهان"),
    ]
    assert all(report.changes == () for report in reports), "each is a case of its own, and no variant"


def test_all_provinces_of_the_room_are_named_as_the_plan_says(plan):
    reports = plan("table: provinces, values: {province: province_fa}, named: 'p{province_code}'")
    assert len(reports) == 31
    assert "alpha/p9.fa" in [report.name for report in reports]


def test_a_table_and_a_product_are_crossed(plan):
    reports = plan(
        "table: provinces, values: {province: province_fa}, where: {province_code: 9}, named: '{province}',"
        " product: {amount: [30, 40]}, cases: [north]"
    )
    assert [report.name for report in reports] == [
        "alpha/north.Razavi-Khorasan~amount=30.fa",
        "alpha/north.Razavi-Khorasan~amount=40.fa",
    ]


def test_a_value_that_does_not_fit_makes_its_report_invalid_and_says_where_it_stands(plan):
    good, bad = plan("product: {amount: [30, -1]}")
    assert good.faults == ()
    assert len(bad.faults) == 1
    assert bad.faults[0].startswith("params/plans/plan.yaml: amount is -1")


def test_limits_belong_to_the_reports_of_their_entry(plan):
    (report,) = plan("cases: [north], time_limit: 60, cell_time_limit: 2.5, memory_limit: 500, retries: 0")
    assert report.limits == {
        "time_limit_seconds": 60,
        "cell_time_limit_seconds": 2.5,
        "memory_limit_mib": 500,
        "retries": 0,
    }


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("time_limit: 0", "time_limit is 0; expected seconds, 1 or more."),
        ("memory_limit: 2.5", "memory_limit is 2.5; expected a whole number, 1 or more."),
        ("retries: -1", "retries is -1; expected a whole number, 0 or more."),
        ("retries: often", "retries is 'often'; expected a whole number, 0 or more."),
        ("where: {a: 1}", "where goes with table."),
        ("product: {amuont: [1]}", "amuont is not a parameter of alpha; the nearest is amount."),
        ("product: [1]", "product is not a list of values for each parameter; write `parameter: [value, …]`."),
        ("product: {amount: []}", "product is not a list of values for each parameter; write `parameter: [value, …]`."),
        (
            "table: provinces",
            "values is missing; write which column gives each parameter: `values: {parameter: column}`.",
        ),
        (
            "table: provinces, values: {province: province_fa}, where: {province_code: 99}",
            "no row of table provinces fits; correct `where`.",
        ),
        (
            "table: provinces, values: {province: provinc_fa}",
            "column provinc_fa is not known; the nearest is province_fa.",
        ),
    ],
)
def test_what_is_wrong_with_an_entry_is_told(plan, entry, fault):
    found = plan.faults(entry)
    assert fault in found, found


def test_a_table_that_the_room_does_not_have_is_told(plan):
    (fault,) = plan.faults("table: province, values: {province: province_fa}")
    assert "did you mean provinces?" in fault


def test_rows_of_one_name_are_told(plan):
    found = plan.faults("table: provinces, values: {province: province_fa}, named: same")
    assert found[0] == "row 2 of table provinces is called 'same', as is row 1 too; mend `named`."


def test_a_slip_in_a_product_does_not_fill_the_disk(plan):
    many = list(range(30, 230))
    (fault,) = plan.faults(f"product: {{amount: {many}, province: {many}}}")
    assert fault == "names 40000 reports; expected at most 20000; take values out of the product."
