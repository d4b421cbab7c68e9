"""Plans and reports: what they mean, and every fault at once."""

import pytest
from small_project import FORM, SmallProject, report_of

from hamyari_lib.errors import ParameterError, PlanError
from hamyari_lib.run.plan import DEFAULTS, make_report, parse_overrides, read_plan
from hamyari_lib.run.project import Project


@pytest.fixture
def small(tmp_path):
    """A project with the notebooks ``alpha`` and ``beta``; ``alpha`` has two cases."""
    project = SmallProject.at(tmp_path)
    project.add("alpha", report_of())
    project.add("beta", report_of(form=FORM.replace('"fa"', '"en"')))
    project.add_case("alpha", "north", "amount: 20\n")
    project.add_case("alpha", "south", "amount: 30\nlanguage: en\n")
    return project


def _names(small: SmallProject, content: str) -> list[str]:
    small.add_plan("plan", content)
    return [report.name for report in read_plan(Project(small.root), "plan")]


def _faults(small: SmallProject, content: str | bytes) -> list[str]:
    path = small.root / "params" / "plans" / "plan.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(PlanError) as caught:
        read_plan(Project(small.root), "plan")
    return list(caught.value.faults)


def test_all_cases_in_persian_unless_it_says_otherwise(small):
    assert _names(small, "reports: [{notebook: alpha}]") == ["alpha/north.fa", "alpha/south.fa"]


def test_cases_and_languages_are_crossed_and_each_report_is_made_once(small):
    content = """reports:
  - {notebook: alpha, cases: [south, north], languages: [en, fa]}
  - {notebook: alpha, cases: all}
  - {notebook: beta, cases: [defaults]}
"""
    assert _names(small, content) == [
        "alpha/south.en",
        "alpha/south.fa",
        "alpha/north.en",
        "alpha/north.fa",
        "beta/defaults.fa",
    ]


def test_a_case_may_be_named_by_a_number(small):
    small.add_case("alpha", "1399", "amount: 40\n")
    assert _names(small, "reports: [{notebook: alpha, cases: [1399]}]") == ["alpha/1399.fa"]


def test_every_fault_of_a_plan_is_told_at_once_with_the_nearest_name(small):
    content = """report: 1
reports:
  - {notebook: alpa, cases: all}
  - {notebook: alpha, cases: [nort, quite_else], languages: [de], case: x}
  - {cases: [north]}
  - alpha
  - {notebook: beta, cases: all}
  - {notebook: alpha, cases: north, languages: fa}
  - {notebook: alpha, languages: [[fa]]}
"""
    where = "params/plans/plan.yaml: "
    assert _faults(small, content) == [
        f"{where}report is not known; the nearest is reports.",
        f"{where}report 1: there is no notebook alpa; the nearest is alpha.",
        f"{where}report 2: case is not known; the nearest is cases.",
        f"{where}report 2: languages is ['de']; expected a list of fa, en.",
        f"{where}report 2: there is no case of alpha nort; the nearest is north.",
        f"{where}report 2: there is no case of alpha quite_else; there are: north, south.",
        f"{where}report 3: notebook is missing; there are: alpha, beta.",
        f"{where}report 4: is 'alpha'; expected notebook, cases and languages.",
        f"{where}report 5: cases is not a list of case names; write `all` or a list, and have at least one case.",
        f"{where}report 6: languages is 'fa'; expected a list of fa, en.",
        f"{where}report 6: cases is not a list of case names; write `all` or a list, and have at least one case.",
        f"{where}report 7: languages is [['fa']]; expected a list of fa, en.",
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "is empty"),
        ("# only a comment\n", "holds no parameter"),
        ("- alpha\n", "holds a list"),
        ("reports: [", "is not YAML"),
        ("reports: []", "`reports` is missing or empty"),
        ("reports: alpha", "`reports` is missing or empty"),
        ("plan: [{notebook: alpha}]", "`reports` is missing or empty"),
        ("reports: [{notebook: alpha}]\nreports: [{notebook: beta}]", "reports is given twice"),
        ("reports: [{notebook: alpha}] # ک".encode("cp1256"), "is not UTF-8"),
    ],
)
def test_a_plan_that_cannot_be_read_is_refused(small, content, told):
    faults = _faults(small, content)
    assert all(fault.startswith("params/plans/plan.yaml: ") and "\n" not in fault for fault in faults)
    assert told in " ".join(faults)


def test_a_fault_of_a_case_stays_with_its_report(small):
    small.add_case("alpha", "wrong", "amount: many\namuont: 2\n")
    small.add_plan("plan", "reports: [{notebook: alpha}]")
    reports = {report.name: report for report in read_plan(Project(small.root), "plan")}
    assert reports["alpha/north.fa"].faults == ()
    assert reports["alpha/wrong.fa"].faults == (
        "params/alpha/wrong.yaml: amuont is not a parameter of notebooks/alpha.ipynb; the nearest is amount.",
        'params/alpha/wrong.yaml: amount is "many"; expected a number of observations from 1 to 1000.',
    )


def test_a_fault_names_the_place_that_gave_the_value(small):
    small.add_case("alpha", "wrong", "amount: many\n")
    project = Project(small.root)
    assert make_report(project, "alpha", "wrong", overrides={"langauge": "en"}).faults == (
        "-p: langauge is not a parameter of notebooks/alpha.ipynb; the nearest is language.",
        'params/alpha/wrong.yaml: amount is "many"; expected a number of observations from 1 to 1000.',
    )
    for case in ("wrong", "north", DEFAULTS):
        (fault,) = make_report(project, "alpha", case, overrides={"amount": 0}).faults
        assert fault == "-p: amount is 0; expected a number of observations from 1 to 1000."


def test_the_language_comes_from_the_caller_then_the_case_then_the_form(small):
    project = Project(small.root)
    assert make_report(project, "alpha", "south").name == "alpha/south.en"
    assert make_report(project, "alpha", "south", language="fa").name == "alpha/south.fa"
    assert make_report(project, "alpha", "north").name == "alpha/north.fa"
    assert make_report(project, "beta", DEFAULTS).name == "beta/defaults.en"
    assert make_report(project, "alpha", "north", overrides={"language": "en"}).language == "en"


def test_a_report_hands_on_what_the_case_gives_and_knows_every_value(small):
    report = make_report(Project(small.root), "alpha", "north", language="en")
    assert report.values == {"amount": 20, "language": "en"}
    assert report.checked == {"amount": 20.0, "language": "en"}


def test_overrides_have_a_name_of_their_own(small):
    project = Project(small.root)
    names = {
        make_report(project, "alpha", "north", overrides=overrides).case
        for overrides in ({"amount": 21}, {"amount": 22}, {"amount": 21.5}, {"language": "fa", "amount": 21}, {})
    }
    assert len(names) == 5
    assert "north" in names
    assert all(name.startswith("north~") for name in names - {"north"})
    again = make_report(project, "alpha", "north", overrides={"amount": 21, "language": "fa"}).case
    assert again in names, "the order of overrides makes no other report"


@pytest.mark.parametrize("value", ["../../etc", "a/b\\c", "x" * 300, "خراسان رضوی " * 20, ". .", "a:b*c?"])
def test_a_name_of_overrides_is_safe_as_a_file(small, value):
    case = make_report(Project(small.root), "alpha", DEFAULTS, overrides={"data_room": value}).case
    assert not set(case) & set('/\\:*?"<>| ')
    assert len(f".{case}.fa.failed.html.abcdefgh".encode()) <= 255


def test_overrides_are_read_as_yaml(small):
    assert parse_overrides(["amount=5", "share = 0.5", "name=مشهد", "fee=null", "on=[1, 2]"]) == {
        "amount": 5,
        "share": 0.5,
        "name": "مشهد",
        "fee": None,
        "on": [1, 2],
    }


def test_all_faults_of_overrides_are_told(small):
    with pytest.raises(ParameterError) as caught:
        parse_overrides(["amount", "=5", "rate=1e-3", "ok=1", "when=2024-01-01"])
    assert [fault.partition(":")[0] for fault in caught.value.faults] == ["-p amount", "-p =5", "-p rate", "-p when"]
    assert all("\n" not in fault for fault in caught.value.faults)
