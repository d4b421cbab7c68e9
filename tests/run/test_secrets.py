"""What plans, names and manifests make of a value that the report's audience may not see; no kernel is started."""

import json
from dataclasses import asdict

import pytest
from confidential_room import RESERVE_PRICE, project_at, write_room

from hamyari_lib.errors import PlanError
from hamyari_lib.run.execute import refuse
from hamyari_lib.run.keep import keep_run
from hamyari_lib.run.plan import make_report, read_plan
from hamyari_lib.run.project import Project
from hamyari_lib.run.secrets import of_parameters

RIAL = "512340000000"


@pytest.fixture
def small(tmp_path, monkeypatch):
    write_room(tmp_path / "rooms" / "mashhad")
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path / "rooms"))
    return project_at(tmp_path / "project")


@pytest.fixture
def project(small):
    return Project(small.root)


@pytest.mark.parametrize("given", [RESERVE_PRICE, "1 rial", "not money at all", 7, None])
def test_a_public_report_is_the_same_whatever_is_withheld(project, given):
    report = make_report(project, "tender", "defaults", overrides={"reserve_price": given})
    assert report == make_report(project, "tender", "defaults")
    assert (report.name, report.changes, report.faults) == ("tender/defaults.fa", (), ())
    assert dict(report.withheld) == {"reserve_price": given}
    assert "512.34" not in repr(report)


def test_a_report_that_may_see_it_is_given_it_and_named_by_it(project):
    report = make_report(
        project, "tender", "defaults", overrides={"reserve_price": RESERVE_PRICE, "audience": "internal"}
    )
    assert report.values["reserve_price"] == RESERVE_PRICE
    assert "reserve_price" in report.name
    assert (report.audience, dict(report.withheld)) == ("internal", {})


def test_nothing_that_is_kept_of_a_refused_public_report_repeats_the_value(project):
    given = {"reserve_price": RESERVE_PRICE, "language": "de"}
    report = make_report(project, "tender", "defaults", overrides=given)
    assert report.faults
    manifest = keep_run(project.home(report.audience), refuse(project, report))
    assert "512.34" not in json.dumps(asdict(manifest), ensure_ascii=False)
    assert "reserve" not in manifest.report


@pytest.mark.parametrize("audience", ["public", "committee", "internal"])
def test_a_run_is_kept_with_those_of_its_audience(project, small, audience):
    report = make_report(project, "tender", f"for_{audience}")
    manifest = keep_run(project.home(report.audience), refuse(project, report))
    home = small.reports if audience == "public" else small.reports / audience
    assert (manifest.audience, project.home(audience)) == (audience, home)
    assert [path.parent.name for path in small.reports.rglob("manifest.json")] == [manifest.run]
    assert (home / "runs" / "tender" / f"for_{audience}.fa" / manifest.run).is_dir()


def test_a_case_for_the_staff_whose_form_cannot_be_read_is_kept_with_theirs(project, small):
    small.add("tender", {"cells": []})
    report = make_report(project, "tender", "for_internal")
    assert report.faults
    assert report.audience == "internal"


@pytest.mark.parametrize(
    "entry",
    [
        "product: {reserve_price: [512.34 billion rial, 600 billion rial]}",
        "table: provinces, room: mashhad, values: {reserve_price: province}",
    ],
)
def test_a_plan_does_not_name_reports_by_a_confidential_value(project, small, entry):
    small.add_plan("tried", f"reports: [{{notebook: tender, {entry}}}]\n")
    with pytest.raises(
        PlanError, match="reserve_price is confidential, and a report's name would tell its value"
    ) as told:
        read_plan(project, "tried")
    assert "512.34" not in str(told.value)


def test_a_plan_reads_its_tables_for_all(project, small):
    small.add_plan("tried", "reports: [{notebook: tender, table: experts, room: mashhad, values: {language: name}}]\n")
    with pytest.raises(PlanError, match="column name is not known"):
        read_plan(project, "tried")


def test_the_secrets_of_parameters_are_those_of_all_cases_and_of_what_was_given_beside_them(project):
    given = make_report(project, "tender", "defaults", overrides={"reserve_price": "777.1 میلیارد ریال"})
    (secret,) = of_parameters(project, [given])("public")
    assert (secret.where, secret.is_money) == ("parameter reserve_price of tender", True)
    assert set(secret.values) == {RIAL, "777100000000"}
    assert of_parameters(project)("committee")[0].values == (RIAL,)
    assert of_parameters(project, [given])("internal") == ()


def test_what_cannot_be_read_as_money_is_searched_for_as_it_is_written(project, small):
    small.add_case("tender", "slip", "reserve_price: پانصد و دوازده میلیارد\n")
    assert {one.values: one.is_money for one in of_parameters(project)("public")} == {
        (RIAL,): True,
        ("پانصد و دوازده میلیارد",): False,
    }
