"""How a run ended is told as it was: in the manifest, in the executed notebook, on the page and on the command line."""

import contextlib
import io
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from small_project import BODY, SmallProject, code, errors, markdown, notebook, report_of, statuses

from hamyari_lib import cli

pytestmark = pytest.mark.slow

NOTEBOOKS = {
    "raises": report_of(code("1 / 0")),
    "reads_path": report_of(code("open(os.path.abspath('missing.csv'))")),
    "killed": report_of(code("os.kill(os.getpid(), 9)")),
    "system_exit": report_of(code("sys.exit(0)")),
    "process_exit": report_of(code("os._exit(3)")),
    "asked_exit": report_of(code("exit()"), code("time.sleep(0.5)"), code("time.sleep(0.5)")),
    "no_kernel": report_of(code("1"), kernel="no-such-kernel"),
    "megabytes": report_of(code("for _ in range(40):\n    print('x' * 100_000)\nprint('last line')")),
    "expected": report_of(code("1 / 0", "raises-exception")),
    "bad_record": report_of(
        code("from IPython.display import display"),
        code("display({'application/vnd.hamyari.result+json': {'kind': 'graph'}, 'text/plain': 'x'}, raw=True)"),
    ),
    "odd_record": report_of(
        code("from IPython.display import display"),
        code("display({'application/vnd.hamyari.result+json': ['title'], 'text/plain': 'x'}, raw=True)"),
    ),
    "odd_unit": report_of(
        code("from IPython.display import display"),
        code(
            "record = {'kind': 'headline', 'key': 'k', 'label': 'l', 'value': 1.5, 'unit': 'furlong'}\n"
            "display({'application/vnd.hamyari.result+json': record, 'text/plain': 'x'}, raw=True)"
        ),
    ),
    "tells_folder": report_of(
        code("report.note(os.getcwd())"),
        code("import pandas as pd\nframe = pd.DataFrame({'place': [os.getcwd()]})"),
        code("report.table(frame, key='places', title=os.getcwd(), columns={'place': 'x'}, source=os.getcwd())"),
        code("os.getcwd()"),
    ),
    "flaky": report_of(code("assert not os.path.exists('../fail.flag'), 'the flag is up'")),
    "injected_before": report_of() | {},
    "no_form": notebook(markdown("# x", "fa"), code("1")),
    "with_cases": report_of(),
}


@dataclass(frozen=True)
class Ran:
    project: SmallProject
    status: int
    said: str
    good_page: str


def _hamyari(project: SmallProject, *arguments: str) -> tuple[int, str]:
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        status = cli.main(["--project", str(project.root), *arguments])
    return status, said.getvalue()


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> Ran:
    """All the faults in one batch, after a good run of the flaky notebook."""
    project = SmallProject.at(tmp_path_factory.mktemp("faults"))
    for name, content in NOTEBOOKS.items():
        project.add(name, content)
    _leave_traces(project)
    project.add("damaged", {})
    (project.root / "notebooks" / "damaged.ipynb").write_text("{ half", encoding="utf-8")
    project.add_case("with_cases", "good", "amount: 20\n")
    project.add_case("with_cases", "bad", "amuont: 20\nlanguage: de\n")
    names = [name for name in NOTEBOOKS if name != "with_cases"]
    cases = "  - {notebook: with_cases}\n"
    status, said = _hamyari(project, "run", "flaky")
    assert (status, said.count("\n")) == (0, 1), said
    good_page = project.page("flaky/defaults.fa").read_text(encoding="utf-8")
    (project.root / "fail.flag").touch()
    entries = "".join(f"  - {{notebook: {name}, cases: [defaults]}}\n" for name in [*names, "damaged"])
    project.add_plan("all", f"reports:\n{entries}{cases}")
    status, said = _hamyari(project, "run", "all", "--workers", "3", "--retries", "0", "--force")
    return Ran(project, status, said, good_page)


def _leave_traces(project: SmallProject) -> None:
    """As if somebody had saved an executed notebook over the one to run."""
    content = NOTEBOOKS["injected_before"]
    at = next(place for place, cell in enumerate(content["cells"]) if "parameters" in cell["metadata"]["tags"])
    injected = code("# Parameters\namount = 999", "injected-parameters") | {"id": "earlier"}
    cells = [*content["cells"][: at + 1], injected, *content["cells"][at + 1 :]]
    traces = {"parameters": {"amount": 999}, "input_path": str(project.root), "environment_variables": {"A": "b"}}
    project.add("injected_before", content | {"cells": cells, "metadata": content["metadata"] | {"papermill": traces}})


def _line(said: str, report: str) -> str:
    found = [line for line in said.splitlines() if line.startswith(f"{report}:")]
    assert len(found) == 1, said
    return found[0]


FAILED = {
    "raises": ("failed", "ZeroDivisionError: division by zero"),
    "reads_path": ("failed", "FileNotFoundError: [Errno 2] No such file or directory: 'notebooks/missing.csv'"),
    "killed": ("kernel_died", "the kernel died while this cell was running (killed or out of memory?)"),
    "process_exit": ("kernel_died", "the kernel died while this cell was running (killed or out of memory?)"),
    "system_exit": ("failed", "SystemExit: 0"),
}


@pytest.mark.parametrize("name", FAILED)
def test_a_fault_is_told_with_its_cell_and_section(ran, name):
    state, message = FAILED[name]
    manifest = ran.project.manifest(f"{name}/defaults.fa")
    assert manifest.state == state
    assert manifest.failure.message == message
    assert (manifest.failure.cell, manifest.failure.section) == (BODY, "بخش خطا")
    assert _line(ran.said, f"{name}/defaults.fa") == (f"{name}/defaults.fa: {state}, cell {BODY} (بخش خطا): {message}")


@pytest.mark.parametrize("name", FAILED)
def test_the_cell_at_fault_is_failed_and_those_after_it_never_began(ran, name):
    executed = ran.project.executed(f"{name}/defaults.fa")
    assert statuses(executed) == ["completed"] * (BODY - 1) + ["failed"] + ["pending"]
    assert executed["metadata"]["papermill"]["exception"] is True
    assert errors(executed), "the reader of the notebook sees no error"
    state, message = FAILED[name]
    assert any(message.endswith(value) for _, value in errors(executed))


@pytest.mark.parametrize("name", FAILED)
def test_what_was_computed_is_shown_where_no_good_page_stands(ran, name):
    manifest = ran.project.manifest(f"{name}/defaults.fa")
    assert [headline.key for headline in manifest.headlines] == ["amount"]
    assert manifest.title == "عنوان"
    page = ran.project.page(f"{name}/defaults.fa").read_text(encoding="utf-8")
    assert "computed before the fault" in page
    assert "the last cell has run" not in page


def test_a_kernel_that_was_asked_to_exit_is_missed_at_the_next_cell(ran):
    manifest = ran.project.manifest("asked_exit/defaults.fa")
    assert manifest.state == "kernel_died"
    found = statuses(ran.project.executed("asked_exit/defaults.fa"))
    failed = manifest.failure.cell - 1
    assert failed >= BODY
    assert found == ["completed"] * failed + ["failed"] + ["pending"] * (len(found) - failed - 1)


def test_a_kernel_that_cannot_start_leaves_every_cell_pending(ran):
    manifest = ran.project.manifest("no_kernel/defaults.fa")
    assert manifest.state == "failed"
    assert "no-such-kernel" in manifest.failure.message
    assert manifest.failure.cell is None
    executed = ran.project.executed("no_kernel/defaults.fa")
    assert set(statuses(executed)) == {"pending"}
    assert executed["metadata"]["papermill"]["exception"] is True


def test_megabytes_of_output_arrive_whole(ran):
    assert ran.project.manifest("megabytes/defaults.fa").state == "succeeded"
    outputs = ran.project.executed("megabytes/defaults.fa")["cells"][BODY]["outputs"]  # after the injected cell
    text = "".join("".join(output["text"]) for output in outputs)
    assert len(text) == 40 * 100_001 + 10
    assert text.endswith("last line\n")
    assert ran.project.page("megabytes/defaults.fa").stat().st_size < 60_000


def test_an_expected_exception_is_no_failure(ran):
    manifest = ran.project.manifest("expected/defaults.fa")
    assert (manifest.state, manifest.failure) == ("succeeded", None)
    assert set(statuses(ran.project.executed("expected/defaults.fa"))) == {"completed"}
    assert "the last cell has run" in ran.project.page("expected/defaults.fa").read_text(encoding="utf-8")


def test_a_record_that_nobody_can_read_fails_its_report_alone(ran):
    manifest = ran.project.manifest("bad_record/defaults.fa")
    assert manifest.state == "failed"
    assert manifest.failure.message.startswith("what the notebook left cannot be read: a record of kind 'graph'")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("odd_record", "a record is ['title']; expected a mapping with a kind"),
        ("odd_unit", "a headline record cannot be read: unit is 'furlong'; expected one of ratio"),
    ],
)
def test_an_odd_record_fails_its_report_and_is_told_on_its_page(ran, name, said):
    manifest = ran.project.manifest(f"{name}/defaults.fa")
    assert manifest.state == "failed"
    assert manifest.failure.message.startswith(f"what the notebook left cannot be read: {said}")
    page = ran.project.page(f"{name}/defaults.fa").read_text(encoding="utf-8")
    assert "یکی از نتایج این بخش قابل نمایش نیست." in page


def test_a_failed_run_leaves_the_good_page_and_marks_it_stale(ran):
    report = "flaky/defaults.fa"
    assert [run.joinpath("manifest.json").exists() for run in ran.project.runs(report)] == [True, True]
    manifest = ran.project.manifest(report)
    assert manifest.state == "failed"
    assert manifest.failure.message == "AssertionError: the flag is up"
    page = ran.project.page(report).read_text(encoding="utf-8")
    assert "the last cell has run" in page
    assert "the flag is up" in page
    assert "the flag is up" not in ran.good_page
    failed = ran.project.page(f"{report}.failed").read_text(encoding="utf-8")
    assert "the last cell has run" not in failed
    index = (ran.project.reports / "site" / "index.html").read_text(encoding="utf-8")
    assert "flaky/defaults.fa.html" in index


def test_an_invalid_case_is_kept_as_invalid_and_the_rest_run(ran):
    invalid = ran.project.manifest("with_cases/bad.fa")
    assert invalid.state == "invalid"
    assert [line.partition(": ")[2] for line in invalid.failure.message.splitlines()] == [
        "amuont is not a parameter of notebooks/with_cases.ipynb; the nearest is amount."
    ]
    assert not (ran.project.runs("with_cases/bad.fa")[-1] / "notebook.ipynb").exists()
    good = ran.project.manifest("with_cases/good.fa")
    assert (good.state, good.parameters) == ("succeeded", {"amount": 20.0, "language": "fa", "audience": "public"})


@pytest.mark.parametrize("name", ["no_form", "damaged"])
def test_a_notebook_without_a_form_is_invalid(ran, name):
    manifest = ran.project.manifest(f"{name}/defaults.fa")
    assert manifest.state == "invalid"
    assert f"{name}.ipynb: " in manifest.failure.message


def test_parameters_of_an_earlier_run_do_not_survive(ran):
    manifest = ran.project.manifest("injected_before/defaults.fa")
    assert manifest.state == "succeeded"
    assert [headline.value for headline in manifest.headlines] == [10.0]
    executed = ran.project.executed("injected_before/defaults.fa")
    assert executed["metadata"]["papermill"]["parameters"] == {"language": "fa"}
    assert "environment_variables" not in executed["metadata"]["papermill"]
    injected = [cell for cell in executed["cells"] if "injected-parameters" in cell["metadata"]["tags"]]
    assert len(injected) == 1
    assert "999" not in "".join(injected[0]["source"])


def _words(file: Path) -> str:
    """All that a file says, also one that is packed."""
    if file.suffix != ".xlsx":
        return file.read_text(encoding="utf-8")
    with zipfile.ZipFile(file) as packed:
        return "".join(packed.read(name).decode("utf-8") for name in packed.namelist())


def test_a_cell_that_tells_its_folder_is_told_from_the_project(ran):
    assert ran.project.manifest("tells_folder/defaults.fa").state == "succeeded"
    outputs = ran.project.executed("tells_folder/defaults.fa")["cells"][-2]["outputs"]
    assert "".join(outputs[0]["data"]["text/plain"]) == "'notebooks'"


def test_no_manifest_and_no_notebook_tells_a_path_of_the_machine(ran):
    site = ran.project.reports / "site"
    files = [*ran.project.reports.glob("runs/*/*/*/*"), *site.glob("*/*.html"), *site.glob("media/*")]
    assert len(files) > 2 * len(NOTEBOOKS)
    assert {".csv", ".xlsx", ".html", ".js"} <= {file.suffix for file in files}
    for file in files:
        content = _words(file)
        for place in (str(ran.project.root), f"{Path.home()}/", "/tmp/ipykernel_"):
            assert place not in content, (file, place)


def test_every_report_has_one_manifest_and_the_whole_fails(ran):
    assert ran.status == cli.EXIT_FAILED
    assert "Traceback" not in ran.said
    assert ran.said.splitlines()[-1] == "5 of 19 reports succeeded; open reports/site/index.html"
    for folder in ran.project.reports.glob("runs/*/*"):
        for run in folder.iterdir():
            manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
            assert manifest["report"] == f"{folder.parent.name}/{folder.name}"
            assert manifest["run"] == run.name
            assert manifest["duration_seconds"] >= 0
            assert manifest["code_dirty"] is None, "outside a checkout nothing is known of the code"
            assert re.fullmatch(r"\d+\.\d+\S*", manifest["code_version"])
            assert manifest["packages"]["papermill"]
            assert len(manifest["notebook_sha256"]) == 64, manifest["failure"]


def test_a_time_limit_ends_the_sleeping_cell(tmp_path):
    project = SmallProject.at(tmp_path)
    project.add("sleeps", report_of(code("print('begun', flush=True)\ntime.sleep(60)")))
    status, said = _hamyari(project, "run", "sleeps", "--time-limit", "10")
    assert status == cli.EXIT_FAILED
    message = "the time limit of 10 seconds was reached while this cell was running"
    assert _line(said, "sleeps/defaults.fa") == f"sleeps/defaults.fa: timed_out, cell {BODY} (بخش خطا): {message}"
    manifest, executed = project.manifest("sleeps/defaults.fa"), project.executed("sleeps/defaults.fa")
    assert (manifest.state, manifest.failure.message) == ("timed_out", message)
    assert manifest.duration_seconds < 13
    assert statuses(executed) == ["completed"] * (BODY - 1) + ["failed", "pending"]
    assert errors(executed) == [("timed_out", message)]
    assert "begun" in json.dumps(executed["cells"][BODY - 1 : BODY + 1])


def test_a_time_limit_holds_for_all_cells_together(tmp_path):
    project = SmallProject.at(tmp_path)
    project.add("dawdles", report_of(*[code("time.sleep(1)")] * 24))
    status, said = _hamyari(project, "run", "dawdles", "--time-limit", "10")
    assert status == cli.EXIT_FAILED
    manifest, executed = project.manifest("dawdles/defaults.fa"), project.executed("dawdles/defaults.fa")
    assert manifest.state == "timed_out"
    assert "the time limit of 10 seconds was reached" in _line(said, "dawdles/defaults.fa")
    assert manifest.duration_seconds < 13
    assert statuses(executed).count("pending") >= 12
    assert manifest.failure.section == "بخش خطا"
