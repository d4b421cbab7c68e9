"""The report on a data room: of the sample, whose state is known, and of a room with planted errors."""

import json
import os
from pathlib import Path

import nbformat
import pytest
import room_with_errors as planted
from test_same_records import ACCEPT, GOLDEN, _bare_papermill, _golden_of, _left, _moved

from hamyari_lib import data, records
from hamyari_lib.records import Headline, Note, Table
from hamyari_lib.run.attempt import Attempt
from hamyari_lib.run.closure import third_party
from hamyari_lib.run.execute import import_papermill, run_report
from hamyari_lib.run.kernels import Kernels
from hamyari_lib.run.likeness import ONE_THREAD
from hamyari_lib.run.plan import DEFAULTS, make_report
from hamyari_lib.run.project import Project

PROJECT = Project(Path(__file__).parents[2])
NAME = "01_data_room"
KERNELS: list[Kernels] = []

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def _kernels():
    """Forked ones, for all runs of this module."""
    with Kernels(third_party([PROJECT.notebook(NAME)]), ahead=1) as ready, pytest.MonkeyPatch.context() as patch:
        for name, one in ONE_THREAD.items():
            patch.setenv(name, one)
        KERNELS.append(ready)
        yield
        KERNELS.clear()


def made(case, language="fa", **overrides):
    import_papermill()
    report = make_report(PROJECT, NAME, case, language=language, overrides=overrides)
    assert report.faults == ()
    done = run_report(PROJECT, report, Attempt(kernels=KERNELS[0]))
    assert done.manifest.state == "succeeded", done.manifest.failure
    return done


def results(done, kind):
    return {one.key: one for one in records.results(done.notebook) if isinstance(one, kind)}


def said_in(done):
    return [said.text for one in records.results(done.notebook) if isinstance(one, Note) for said in one.statements]


@pytest.fixture(scope="module")
def sample():
    return {language: made("sample", language) for language in ("fa", "en")}


def test_the_figures_of_the_sample_are_the_golden_ones(sample):
    found = _golden_of(sample["fa"].notebook)
    stored = GOLDEN / f"{NAME}.sample.fa.json"
    if os.environ.get(ACCEPT):
        stored.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    moved = list(_moved(json.loads(stored.read_text(encoding="utf-8")), found))
    assert not moved, f"figures moved: {moved}; if that is right, run this file with {ACCEPT}=1."


def test_the_sample_is_told_as_it_is(sample):
    headlines = results(sample["fa"], Headline)
    assert {key: one.value for key, one in headlines.items()} == {
        "tables": 39, "complete_tables": 33, "errors": 0, "reports": 13,
    }  # fmt: skip
    assert headlines["errors"].missing, "rules that were not checked are no rules that hold"
    tables = results(sample["en"], Table)
    *ended, first, second = [row[:2] for row in tables["findings"].rows]
    assert {column for column, _ in ended} == {"Knowledge-based firms: last day of the licence"}
    assert first == ("Municipalities of the province: county", "مه ولات")
    assert second == ("Municipalities of the province: county", "خلیل آباد")
    assert "next" not in tables, "the sample lacks no table"
    (made_up,) = [said for said in said_in(sample["en"]) if "made up" in said and "replace" in said]
    assert "What municipalities want to buy" in made_up
    assert "Industries" not in made_up


def test_the_languages_tell_the_same(sample):
    def numbers(done):
        tables = {
            key: [[value for value in row if not isinstance(value, str)] for row in one.rows]
            for key, one in results(done, Table).items()
        }
        return tables, {key: one.value for key, one in results(done, Headline).items()}

    assert numbers(sample["fa"]) == numbers(sample["en"])


def test_papermill_and_the_runner_leave_the_same(sample, tmp_path):
    bare, output = _bare_papermill(tmp_path, NAME, "-f", f"params/{NAME}/sample.yaml")
    assert bare.returncode == 0, bare.stderr
    results_and_ledger = _left(nbformat.read(output, 4))
    assert len(results_and_ledger[1]) == len(data.tables("sample"))
    assert _left(sample["fa"].notebook) == results_and_ledger


@pytest.fixture
def rooms(tmp_path, monkeypatch):
    planted.write_room(tmp_path / "errors")
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("audience", "expected"), [("public", planted.OPEN_TO_ALL), ("internal", planted.FOR_INTERNAL_USE)]
)
def test_planted_errors_stand_in_the_report_and_secrets_do_not(rooms, audience, expected):
    done = made(DEFAULTS, "en", data_room="errors", as_of=planted.DAY, audience=audience)
    tables = results(done, Table)
    assert sorted(row[1] for row in tables["findings"].rows) == sorted(row for _, row in expected)
    assert [row[0] for row in tables["faults"].rows] == ["Experts"]
    rows = {row[0]: row[1:3] for row in tables["next"].rows}
    assert rows["Public holidays, announced each year"] == (0, "14")
    notes = " ".join(said_in(done))
    assert "made up" in notes
    left = json.dumps(done.notebook, ensure_ascii=False)
    if audience == "public":
        assert "Withheld" in notes
        assert not [secret for secret in planted.SECRETS if secret in left]
    else:
        assert planted.NATIONAL_ID in left


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_room_of_which_no_table_can_be_read_is_told(tmp_path, monkeypatch, language):
    planted.write_room(tmp_path / "bare", {"experts": planted.TABLES["experts"]})
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path))
    done = made(DEFAULTS, language, data_room="bare")
    assert {key: one.value for key, one in results(done, Headline).items()} == {
        "tables": 0, "complete_tables": 0, "errors": None, "reports": 0,
    }  # fmt: skip
