"""A notebook and a case give the same records and outputs whoever runs them, on the real data room."""

import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import nbformat
import pytest
from kernel_cells import told_of

from hamyari_lib import data, params, records, text
from hamyari_lib.models import regions, survey
from hamyari_lib.records import Headline, Note, Table
from hamyari_lib.run.attempt import Attempt
from hamyari_lib.run.closure import third_party
from hamyari_lib.run.execute import import_papermill, run_report
from hamyari_lib.run.kernels import Kernels
from hamyari_lib.run.likeness import ONE_THREAD
from hamyari_lib.run.plan import DEFAULTS, make_report
from hamyari_lib.run.project import Project

ROOT = Path(__file__).parents[2]
PROJECT = Project(ROOT)
NAME, CASE = "02_sector_structure", "razavi_khorasan"
FINANCING, BOND = "08_financing_options", "mashhad_42"
MATCHING = "04_supply_matching"
CASES = {NAME: CASE, FINANCING: BOND}
STORED = [  # whose figures are golden
    (NAME, CASE),
    ("03_sector_opportunities", CASE),
    (MATCHING, "sample"),
    ("06_market_conditions", "sample"),
    ("14_treasury", "sample"),
    *((name, case) for name in (FINANCING, "07_project_finance") for case in PROJECT.cases(name)),
]
ONE_YEAR = {"final_years": "1399"}

pytestmark = pytest.mark.slow


def _bare_papermill(folder: Path, name: str, *options: str) -> tuple[subprocess.CompletedProcess, Path]:
    output = folder / f"{name}-{options[0]}.ipynb"
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", f"notebooks/{name}.ipynb", str(output)]
    return _run([*command, *options], ROOT), output


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess:
    """As a user would: without what the runner sets for its own kernels."""
    environment = {name: value for name, value in os.environ.items() if name not in ONE_THREAD}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def _as_jupyterlab(folder: Path, name: str) -> Path:
    """Top to bottom in a kernel that starts in the notebook's folder, on the form's own defaults."""
    output = folder / f"{name}-lab.ipynb"
    program = (
        "import nbformat, nbclient, sys\n"
        "notebook = nbformat.read(sys.argv[1], 4)\n"
        "nbclient.NotebookClient(notebook, resources={'metadata': {'path': '.'}}).execute()\n"
        "nbformat.write(notebook, sys.argv[2])\n"
    )
    _run([sys.executable, "-c", program, f"{name}.ipynb", str(output)], ROOT / "notebooks").check_returncode()
    return output


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """All runs of this module, two at a time; ours in forked kernels, as ``hamyari run`` makes them."""
    folder = tmp_path_factory.mktemp("runs")
    import_papermill()

    def ours(notebook, case, *, is_cold=False, **options):
        report = make_report(PROJECT, notebook, case, **options)
        assert report.faults == ()
        return run_report(PROJECT, report, Attempt() if is_cold else Attempt(kernels=kernels))

    modules = third_party(map(PROJECT.notebook, PROJECT.notebooks()))
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for name, one in ONE_THREAD.items():
            patch.setenv(name, one)
        kernels, pool = (stack.enter_context(one) for one in (Kernels(modules, ahead=2), ThreadPoolExecutor(2)))
        waiting = {
            "misspelt": pool.submit(_bare_papermill, folder, NAME, "-p", "provnce", "تهران"),
            "one year": pool.submit(ours, NAME, CASE, overrides=ONE_YEAR),
        }
        for name, case in CASES.items():
            waiting |= {
                f"bare {name}": pool.submit(_bare_papermill, folder, name, "-f", f"params/{name}/{case}.yaml"),
                f"lab {name}": pool.submit(_as_jupyterlab, folder, name),
            }
        for name, case in STORED:
            waiting[f"ours {name} {case}"] = pool.submit(ours, name, case)
            if case == BOND:
                waiting[f"ours {name} {case} en"] = pool.submit(ours, name, case, language="en")
        for name, overrides in HARD.items():
            waiting[name] = pool.submit(ours, FINANCING, DEFAULTS, overrides=overrides | {"sukuk_rate": 0.2})
        for name, overrides in BARE.items():
            waiting[name] = pool.submit(ours, MATCHING, DEFAULTS, overrides=overrides)
        for notebook in PROJECT.notebooks():
            same = next((case for name, case in STORED if name == notebook and _is_plain(name, case)), "")
            plain = waiting[f"ours {notebook} {same}"] if same else pool.submit(ours, notebook, DEFAULTS, language="fa")
            waiting[f"{notebook}.fa"] = plain
            waiting[f"{notebook}.en"] = pool.submit(ours, notebook, DEFAULTS, language="en")
            waiting[f"{notebook} cold"] = pool.submit(ours, notebook, same or DEFAULTS, language="fa", is_cold=True)
        return {name: future.result() for name, future in waiting.items()}


def _is_plain(notebook, case) -> bool:
    """Whether a case gives a notebook's own defaults, so that one run serves for both."""
    defaults = {one.name: one.default for one in params.read_form(PROJECT.notebook(notebook)).parameters}
    return params.read_case(PROJECT.case(notebook, case)).items() <= defaults.items()


def _left(notebook):
    return records.results(notebook), records.ledger(notebook)


@pytest.mark.parametrize(
    ("name", "tables"), [(NAME, ["jobs", "provinces"]), (FINANCING, ["instrument_types", "instrument_precedents"])]
)
def test_papermill_jupyterlab_and_the_runner_leave_the_same(runs, name, tables):
    bare, output = runs[f"bare {name}"]
    assert bare.returncode == 0, bare.stderr
    results, ledger = _left(nbformat.read(output, 4))
    assert len(results) > 10
    assert [line.table for line in ledger][:2] == tables
    assert _left(runs[f"ours {name} {CASES[name]}"].notebook) == (results, ledger)
    assert _left(nbformat.read(runs[f"lab {name}"], 4)) == _left(runs[f"{name}.fa"].notebook)


@pytest.mark.parametrize("name", CASES)
def test_the_runner_leaves_the_figures_that_jupyterlab_shows(runs, name):
    def pictures(notebook):
        kinds = ("image/svg+xml", "image/png")
        outputs = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", ())]
        return ["".join(bundle[kind]) for bundle in outputs for kind in kinds if kind in bundle]

    shown = pictures(nbformat.read(runs[f"lab {name}"], 4))
    assert len(shown) >= 3
    assert pictures(runs[f"{name}.fa"].notebook) == shown


def test_a_misspelt_parameter_fails_under_bare_papermill(runs):
    """Papermill alone logs a warning and gives the default's result."""
    done, output = runs["misspelt"]
    assert done.returncode == 1
    message = "notebook: provnce is not a parameter of notebook; the nearest is province."
    assert done.stderr.rstrip().splitlines()[-1] == f"ParameterError: {message}"
    executed = nbformat.read(output, 4)
    assert records.results(executed) == []
    found = [output for cell in executed.cells for output in cell.get("outputs", ()) if output.output_type == "error"]
    assert [(error.ename, error.evalue) for error in found] == [("ParameterError", message)]
    assert found[0].traceback == [f"ParameterError: {message}"]


@pytest.mark.parametrize("language", text.LANGUAGES)
@pytest.mark.parametrize("notebook", PROJECT.notebooks())
def test_a_notebook_runs_on_its_defaults(runs, notebook, language):
    """Its identities are asserted in its cells, so a broken one ends the run."""
    manifest = runs[f"{notebook}.{language}"].manifest
    assert manifest.state == "succeeded", manifest.failure
    assert manifest.language == language
    assert manifest.title != manifest.case
    assert manifest.question
    assert manifest.headlines
    assert manifest.ledger
    source = json.loads(PROJECT.notebook(notebook).read_text(encoding="utf-8"))
    assert any("assert " in "".join(cell["source"]) for cell in source["cells"] if cell["cell_type"] == "code")


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
@pytest.mark.parametrize("notebook", PROJECT.notebooks())
def test_a_forked_kernel_gives_what_one_started_by_itself_gives(runs, notebook):
    warm, cold = (
        [told_of(cell.get("outputs", ())) for cell in runs[name].notebook.cells]
        for name in (f"{notebook}.fa", f"{notebook} cold")
    )
    assert sum(outputs != "[]" for outputs in warm) > 10
    assert warm == cold


@pytest.mark.parametrize("notebook", PROJECT.notebooks())
def test_the_outputs_that_a_notebook_keeps_are_those_of_a_run(runs, notebook):
    """What nbval compares, which ``test_nbval`` has compare one of them."""
    committed = nbformat.read(PROJECT.notebook(notebook), 4)
    kept = {cell.id: cell.outputs for cell in committed.cells if "keep_output" in cell.metadata.get("tags", ())}
    made = {cell.id: cell.outputs for cell in runs[f"{notebook}.fa"].notebook.cells if cell.id in kept}
    assert made.keys() == kept.keys()
    for one, outputs in kept.items():
        assert [output.data["text/plain"] for output in made[one]] == [output.data["text/plain"] for output in outputs]


PAIRS = [(f"{name}.fa", f"{name}.en") for name in PROJECT.notebooks()]
PAIRS += [(f"ours {FINANCING} {BOND}", f"ours {FINANCING} {BOND} en")]


@pytest.mark.parametrize(("persian", "english"), PAIRS)
def test_the_languages_differ_in_words_and_not_in_figures(runs, persian, english):
    def figures(run):
        found = records.results(runs[run].notebook)
        headlines = [(one.key, one.value, one.low, one.high, one.bound) for one in found if isinstance(one, Headline)]
        tables = [
            (one.key, [[value for value in row if not isinstance(value, str)] for row in one.rows])
            for one in found
            if isinstance(one, Table)
        ]
        return headlines, tables

    assert figures(persian) == figures(english)


def test_a_report_is_named_in_its_language(runs):
    assert runs[f"{NAME}.en"].manifest.title == "Razavi Khorasan"
    assert runs[f"ours {FINANCING} {BOND} en"].manifest.title == "Mashhad municipal bond, 1401"


GOLDEN = Path(__file__).parent / "golden"
MANY = 60  # rows
ACCEPT = "HAMYARI_ACCEPT_GOLDEN"


def _quotient_table(notebook) -> Table:
    return next(one for one in records.results(notebook) if isinstance(one, Table) and one.key == "location_quotients")


def _golden_of(notebook) -> dict:
    """Every number that the report shows: headlines, the cells of all tables, and the sentences made from results.

    Of a table of many rows the first ones, and a hash of all.
    """
    left = records.results(notebook)
    return {
        "headlines": {
            one.key: {"value": one.value, "low": one.low, "high": one.high} for one in left if isinstance(one, Headline)
        },
        "tables": {
            one.key: {
                f"{place} {row[0]}": dict(zip([column.key for column in one.columns[1:]], row[1:], strict=True))
                for place, row in enumerate(one.rows[:MANY], start=1)
            }
            | ({"all": _hash(one.rows)} if len(one.rows) > MANY else {})
            for one in left
            if isinstance(one, Table)
        },
        "sentences": _sentences(notebook),
    }


def _sentences(notebook) -> list[list[str]]:
    notes = (one for one in records.results(notebook) if isinstance(one, Note))
    return [[statement.text, statement.certainty] for one in notes for statement in one.statements]


def _hash(rows) -> str:
    plain = [[f"{value:.9g}" if isinstance(value, float) else value for value in row] for row in rows]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()


@pytest.mark.parametrize(("name", "case"), STORED)
def test_the_figures_are_the_golden_ones(runs, name, case):
    manifest = runs[f"ours {name} {case}"].manifest
    assert manifest.state == "succeeded", manifest.failure
    _hold(_golden_of(runs[f"ours {name} {case}"].notebook), f"{name}.{case}.fa.json")


@pytest.mark.parametrize("name", PROJECT.notebooks())
def test_the_english_sentences_are_the_golden_ones(runs, name):
    _hold(_sentences(runs[f"{name}.en"].notebook), f"{name}.defaults.en.json")


def _hold(found, name: str) -> None:
    stored = GOLDEN / name
    if os.environ.get(ACCEPT):
        stored.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    golden = json.loads(stored.read_text(encoding="utf-8"))
    moved = list(_moved(golden, found))
    assert not moved, (
        "figures moved:\n  " + "\n  ".join(moved) + f"\nIf that is right, run `{ACCEPT}=1 python -m pytest "
        f"{Path(__file__).relative_to(ROOT)}`, and say in CHANGELOG.md which results move."
    )


def _moved(golden, found, place=""):
    """What differs by more than 1e-9 of the figure, one line each."""
    if isinstance(golden, dict) and isinstance(found, dict):
        for key in dict.fromkeys([*golden, *found]):
            yield from _moved(golden.get(key, "absent"), found.get(key, "absent"), f"{place}/{key}")
    elif isinstance(golden, float | int) and isinstance(found, float | int):
        if found != pytest.approx(golden, rel=1e-9, abs=1e-12):
            yield f"{place}: {golden} is now {found}"
    elif golden != found:
        yield f"{place}: {golden} is now {found}"


def test_the_golden_comparison_sees_a_small_move():
    golden = {"a": {"x": 1.0, "y": None}, "b": 2}
    assert list(_moved(golden, {"a": {"x": 1.0 + 1e-12, "y": None}, "b": 2})) == []
    assert list(_moved(golden, {"a": {"x": 1.0 + 1e-8, "y": 3.0}})) == [
        "/a/x: 1.0 is now 1.00000001",
        "/a/y: None is now 3.0",
        "/b: 2 is now absent",
    ]


# Razavi Khorasan in 1399 by section, as the issue gives them.
QUOTIENTS = {"A": 1.09, "I": 1.31, "J": 0.59}


def test_quotients_of_1399_are_the_published_ones():
    jobs = data.load("jobs")
    pooled = survey.pool_years(jobs, (1399,), region="province_code", sector="isic_section")
    found = regions.location_quotients(pooled.jobs, pooled.sample_n)
    assert {section: round(found.estimate.loc[9, section], 2) for section in QUOTIENTS} == QUOTIENTS
    assert pooled.sample_n.loc[9, "J"] == 6
    assert found.suppressed.loc[9, "J"]


def test_a_quotient_that_rests_on_six_survey_jobs_is_not_shown(runs):
    """1.31 of accommodation and food rests on 17 survey jobs, with a design effect of 2 also too few to be shown."""
    labels = data.load("sector_labels").set_index("section")["label_fa"]
    rows = {row[0]: row[1:] for row in _quotient_table(runs["one year"].notebook).rows}
    estimate, *_ = rows[labels["A"]]
    assert round(estimate, 2) == QUOTIENTS["A"]
    assert rows[labels["J"]] == (None, None, None, 3)
    assert rows[labels["I"]] == (None, None, None, 8.5)
    column = _quotient_table(runs["one year"].notebook).columns[1]
    assert (column.key, column.empty) == ("estimate", text.term("suppressed", language="fa"))


# One part of a financing report that cannot be computed leaves the others (the list of bad input).
HARD = {
    "the state pays all": {"state_profit": 1.0, "state_principal": 1.0, "state_guarantee": 1.0},
    "fees take all": {"underwriting": 1.0, "confirmed": "underwriting", "market_yield": 0.25},
    "sold far above par": {"sale_price": 2.0},
    "no inflation that early": {"issue_date": "1330/05/01"},
    "a zero coupon of ten years": {"profit_rate": 0.0, "payment_interval": 0, "tenor": 120, "market_yield": 0.25},
    "a loan that is all deposit": {"loan_rate": 0.18, "loan_deposit": 1.0, "loan_deposit_return": 0.0},
}


@pytest.mark.parametrize("name", HARD)
def test_a_financing_report_is_made_where_a_part_cannot_be_computed(runs, name):
    done = runs[name]
    assert done.manifest.state == "succeeded", done.manifest.failure
    table = next(one for one in records.results(done.notebook) if isinstance(one, Table) and one.key == "instruments")
    assert len(table.rows) >= 4
    assert any(isinstance(row[1], float) for row in table.rows), "the others are computed"


BARE = {
    "no firm matches": {"least": 1.0, "as_of": "1404/12/25", "alike": 1.0, "discount": 0.0},
    "no licence holds": {"as_of": "1450/01/01", "delivery": 360},
}


@pytest.mark.parametrize("name", BARE)
def test_a_matching_report_is_made_where_nobody_can_supply(runs, name):
    done = runs[name]
    assert done.manifest.state == "succeeded", done.manifest.failure
    headlines = {one.key: one.value for one in records.results(done.notebook) if isinstance(one, Headline)}
    assert headlines["served"] == 0
    first, _ = _sentences(done.notebook)[0]
    assert first.startswith("برای هیچ‌یک از ۳۰۰ نیاز")
    tables = {one.key for one in records.results(done.notebook) if isinstance(one, Table)}
    assert "firms" not in tables, "nothing falls to a firm"
    assert {"path", "rules", "quality", "sensitivity"} <= tables
