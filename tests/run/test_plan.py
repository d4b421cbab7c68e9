"""Plans and reports: what they mean, and every fault at once."""

import pytest
from small_project import FORM, SmallProject, report_of

from hamyari_lib import site
from hamyari_lib.errors import PlanError
from hamyari_lib.run.execute import refuse
from hamyari_lib.run.keep import keep_run
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
    assert report.checked == {"amount": 20.0, "language": "en", "audience": "public"}


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


def test_what_cannot_be_read_of_a_case_and_of_overrides_is_told_with_the_faults_of_other_values(small):
    form = (
        FORM + "share: Share = 0.5  # سهم | share\ncount: Observations = 5  # شمار | count\nmost: Share = 1  # ب | m\n"
    )
    small.add("alpha", report_of(form=form))
    small.add_case("alpha", "wrong", "no: 1\nshare: .nan\namuont: 3\ncount: many\nmost: 5\nmost: 7\n")
    overrides = parse_overrides(["amount", "=5", "rate=1e-3", "language=en", "when=2024-01-01", "data=5"])
    where = "params/alpha/wrong.yaml"
    assert make_report(Project(small.root), "alpha", "wrong", overrides=overrides).faults == (
        f"{where}: amuont is not a parameter of notebooks/alpha.ipynb; the nearest is amount.",
        f'{where}: line 1: YAML reads no as False; write "no" in quotes, or true or false.',
        "-p =5: expected name=value.",
        "-p rate: line 1: YAML reads 1e-3 as text; write 0.001.",
        '-p when: line 1: YAML reads 2024-01-01 as a date; write "2024-01-01" in quotes.',
        "-p: data is not a parameter of notebooks/alpha.ipynb; "
        "expected one of amount, language, audience, share, count, most.",
        "-p amount: expected name=value.",
        f"{where}: line 2: .nan is not a value; write a number, or null for not known.",
        f'{where}: count is "many"; expected a number of observations from 1 to 1000.',
        f"{where}: line 6: most is given twice; keep one.",
    )


def test_a_refused_value_is_not_taken_for_the_default_beside_others(small):
    """Nothing is said of the order of two dates of which one could not be read."""
    form = 'first: JalaliDate = "1404/01/01"  # ا | first\nlast: LaterJalaliDate = "1405/01/01"  # ب | last\n'
    small.add("alpha", report_of(form=form))
    small.add_case("alpha", "wrong", 'first: 1390-05-01\nlast: "1391/01/01"\n')
    (fault,) = make_report(Project(small.root), "alpha", "wrong").faults
    assert "line 1: YAML reads 1390-05-01 as a date" in fault


@pytest.mark.parametrize(
    ("language", "said"),
    [("fa", "مقدار: ۲۱؛ زبان: فارسی"), ("en", "amount: 21; language: English")],
)
def test_a_run_with_values_of_its_own_says_which(small, language, said):
    project = Project(small.root)
    report = make_report(project, "alpha", "north", language=language, overrides={"language": language, "amount": 21})
    assert refuse(project, report).manifest.overridden == said
    assert make_report(project, "alpha", "north", language=language).changes == ()


def test_only_some_changes_are_shown_each_whole_and_the_rest_is_counted(small):
    names = [f"p{number}" for number in range(7)]
    form = FORM + "".join(
        f"{name}: Share | None = None  # سهم {name}؛ از مبلغ | share {name}, of face\n" for name in names
    )
    small.add("alpha", report_of(form=form))
    project = Project(small.root)
    given = dict.fromkeys(reversed(names), 0.125)

    def shown(count, language):
        overrides = {name: given[name] for name in names[:count]}
        report = make_report(project, "alpha", "north", language=language, overrides=overrides)
        return refuse(project, report).manifest.overridden

    four = "share p0: 12.5%; share p1: 12.5%; share p2: 12.5%; share p3: 12.5%"
    assert shown(4, "en") == four
    assert shown(7, "en") == four.rpartition("; ")[0] + "; … and 4 more"
    assert shown(7, "fa").endswith("؛ و ۴ مورد دیگر")


def test_a_page_shows_the_changes_in_the_words_of_the_form(small):
    project = Project(small.root)
    report = make_report(project, "alpha", "north", overrides={"amount": 21})
    keep_run(project.reports, refuse(project, report))
    site.build_index(project.reports)
    index = (project.reports / "site" / "index.html").read_text(encoding="utf-8")
    assert index.count('<p class="variant">مقدار: ۲۱</p>') == index.count('class="variant"') == 1


def test_a_name_of_overrides_is_cut_between_them(small):
    overrides = {f"parameter_{letter}": 0.123456 for letter in "abcdef"}
    name = make_report(Project(small.root), "alpha", DEFAULTS, overrides=overrides).case
    assert name.rpartition("-")[0] == "defaults~parameter_a=0.123456,parameter_b=0.123456"
