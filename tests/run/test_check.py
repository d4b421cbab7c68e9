"""``hamyari check``: what a notebook may not do, found without running it."""

import pytest
from small_project import CHECK, FORM, IMPORTS, SmallProject, code, markdown, notebook, report_of

from hamyari_lib.errors import PlanError
from hamyari_lib.run.check import check_project
from hamyari_lib.run.project import Project


@pytest.fixture
def small(tmp_path):
    return SmallProject.at(tmp_path)


def _check(small, *names):
    return check_project(Project(small.root), names)


def test_a_plain_notebook_is_in_order(small):
    small.add("alpha", report_of(code("from hamyari_lib import data\nframe = data.load('jobs')")))
    small.add_case("alpha", "north", "amount: 20\n")
    small.add_plan("all", ["alpha"])
    assert _check(small) == ([], [])


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("frame = pd.read_csv('x.csv')", "reads data with read_csv(); read a table with data.load()"),
        ("frame = pandas.read_excel('x.xlsx')", "reads data with read_excel()"),
        ("from pandas import read_parquet\nread_parquet('x')", "reads data with read_parquet()"),
        ("text = open('x').read()", "reads data with open()"),
        ("Path('x').read_text()", "reads data with read_text()"),
        ("np.loadtxt('x')", "reads data with loadtxt()"),
        ("urllib.request.urlopen('http://x')", "reads data with urlopen()"),
        ("import hamyari_lib.run.batch", "imports hamyari_lib.run; a notebook imports only charts, data, models"),
        ("from hamyari_lib import cli, data", "imports hamyari_lib.cli"),
        ("from hamyari_lib.site import publish", "imports hamyari_lib.site"),
        ("def f(:", "is not Python (line 1"),
    ],
)
def test_a_fault_is_told_with_its_cell(small, source, fault):
    small.add("alpha", report_of(code(source)))
    faults, _ = _check(small)
    assert len(faults) == 1, faults
    assert faults[0].startswith(f"notebooks/alpha.ipynb: cell 9: {fault}")


@pytest.mark.parametrize(
    ("metadata", "fault"),
    [
        ({}, "declares no theme; write \"hamyari\": {\"theme\": \"…\"} in the notebook's metadata, with one of "
             "opportunities, financing, projects, decisions, seminars, data."),
        ({"hamyari": {"theme": "financng"}}, "theme is 'financng'; the nearest is financing."),
        ({"hamyari": {"theme": "تأمین"}}, "theme is 'تأمین'; expected one of opportunities, financing, projects"),
    ],
)  # fmt: skip
def test_a_notebook_declares_a_known_theme(small, metadata, fault):
    content = report_of()
    del content["metadata"]["hamyari"]
    content["metadata"] |= metadata
    small.add("alpha", content)
    (found,) = _check(small)[0]
    assert found.startswith(f"notebooks/alpha.ipynb: {fault}")


def test_the_form_must_be_checked_in_the_next_code_cell(small):
    small.add("alpha", notebook(code(IMPORTS), code(FORM, "parameters"), markdown("x"), code("amount")))
    small.add("beta", notebook(code(IMPORTS), code(FORM, "parameters")))
    small.add("gamma", notebook(code(IMPORTS), code(FORM, "parameters"), markdown("x"), code(CHECK)))
    assert _check(small)[0] == [
        "notebooks/alpha.ipynb: cell 4: follows the form and does not check it; write `p = params.checked(globals())`.",
        "notebooks/beta.ipynb: no cell follows the form; add one with `p = params.checked(globals())`.",
    ]


def test_a_stored_output_needs_its_tag(small):
    outputs = [{"output_type": "stream", "name": "stdout", "text": "4\n"}]
    small.add("alpha", report_of(code("print(4)", outputs=outputs)))
    small.add("beta", report_of(code("print(4)", "keep_output", "nbval-check-output", outputs=outputs)))
    assert _check(small)[0] == [
        "notebooks/alpha.ipynb: cell 9: stores an output; clear it, or tag the cell keep_output and nbval-check-output."
    ]


def test_an_injected_cell_is_not_for_keeping(small):
    injected = code("# Parameters\namount = 3", "injected-parameters")
    small.add("alpha", notebook(code(IMPORTS), code(FORM, "parameters"), injected, code(CHECK)))
    assert _check(small)[0] == [
        "notebooks/alpha.ipynb: cell 3: was injected by a run of Papermill; delete it, the form holds the defaults."
    ]


def test_methods_long_cells_and_unpaired_texts_are_warnings(small):
    long = "\n".join(f"a{line} = {line}" for line in range(30))
    small.add(
        "alpha",
        report_of(code("def method(x):\n    return x"), code(long), code("class A: ..."), markdown("# و", "fa")),
    )
    faults, warnings = _check(small)
    assert faults == []
    assert [warning.partition(": ")[2] for warning in warnings] == [
        "cell 9: defines a method; a published notebook calls hamyari_lib.models.",
        "cell 10: has 30 lines; a cell has about 12: does the computation belong in the package?",
        "cell 11: defines a method; a published notebook calls hamyari_lib.models.",
        "has 3 Persian and 2 English text cells; pair them.",
    ]


def test_a_form_is_as_long_as_its_parameters(small):
    form = "\n".join([FORM, *(f"a{line}: Confidence = 0.9  # الف | a" for line in range(30))])
    small.add("alpha", notebook(code(IMPORTS), code(form, "parameters"), code(CHECK)))
    assert [warning for warning in _check(small)[1] if "lines" in warning] == []


def test_cases_and_plans_are_checked_too(small):
    small.add("alpha", report_of())
    small.add("beta", notebook(code("1")))
    small.add_case("alpha", "wrong", "amuont: 20\n")
    small.add_plan("all", ["alpah"])
    assert _check(small)[0] == [
        "params/alpha/wrong.yaml: amuont is not a parameter of notebooks/alpha.ipynb; the nearest is amount.",
        "notebooks/beta.ipynb: no cell is tagged `parameters`; expected one; tag the cell that holds the form.",
        "params/plans/all.yaml: report 1: there is no notebook alpah; the nearest is alpha.",
    ]


def test_a_file_that_nobody_reads_is_told(small):
    small.add("alpha", report_of())
    small.add("beta", report_of())
    for place in ("alpha", "beta", "plans"):
        folder = small.root / "params" / place
        folder.mkdir(exist_ok=True)
        (folder / "north.yml").write_text("amount: 20\n", encoding="utf-8")
    assert _check(small)[0] == [
        f"params/{place}/north.yml: is not read; name it north.yaml." for place in ("alpha", "beta", "plans")
    ]
    assert _check(small, "beta")[0] == ["params/beta/north.yml: is not read; name it north.yaml."]


def test_one_notebook_can_be_checked_alone(small):
    small.add("alpha", report_of())
    small.add("beta", notebook(code("1")))
    assert _check(small, "alpha") == ([], [])
    with pytest.raises(PlanError, match=r"^there is no notebook alhpa; the nearest is alpha\.$"):
        _check(small, "alhpa")


def test_a_form_that_asks_for_no_audience_is_a_warning(small):
    form = FORM.replace('audience: Audience = "public"  # مخاطب | audience\n', "")
    small.add("alpha", report_of(form=form))
    faults, (warning,) = _check(small)
    assert faults == []
    assert warning.startswith(
        "notebooks/alpha.ipynb: asks for no audience, so all its reports are public; add `audience"
    )


def test_a_confidential_value_is_checked_in_the_cases_of_public_reports_too_and_not_repeated(small):
    form = FORM + "reserve_price: ReservePrice | None = None  # قیمت پایه | reserve price\n"
    small.add("alpha", report_of(form=form))
    small.add_case("alpha", "north", "reserve_price: 51234 bilion rial\n")
    (fault,), _ = _check(small)
    assert fault.startswith("params/alpha/north.yaml: reserve_price is confidential and not repeated here; expected an")
    assert "51234" not in fault


def test_a_confidential_default_is_a_fault(small):
    small.add("alpha", report_of(form=FORM + 'price: ReservePrice | None = "51234 rial"  # قیمت | price\n'))
    (fault,), _ = _check(small)
    assert "price is confidential, and all can read a default; write `price: ReservePrice | None = None`" in fault
