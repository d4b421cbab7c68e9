"""What makes a report stale, one test for each way, and what does not; no kernel is started here."""

import datetime as dt
import json
import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from small_project import FORM, IMPORTS, SmallProject, code, markdown, report_of

from hamyari_lib import data, modules, params, site
from hamyari_lib.data import LEDGER_MIME, room_line
from hamyari_lib.errors import HamyariError
from hamyari_lib.records import Failure, Manifest, page_of, stamp
from hamyari_lib.run import cache, inputs, reasons
from hamyari_lib.run.attempt import Attempt
from hamyari_lib.run.execute import Left, Outcome, Source, import_papermill, make_manifest, run_report
from hamyari_lib.run.keep import keep_run
from hamyari_lib.run.plan import make_report
from hamyari_lib.run.project import Project

pytestmark = pytest.mark.slow

PACKAGE = Path(modules.ROOT)
NOTEBOOK = report_of(code("from hamyari_lib import charts"), code("x = 1"))
TABLE = "province_code,province,province_fa,hasc,population_1395\n01,Tehran,تهران,IR.TH,13267637\n"
ROOM = """schema_version = 2
name = "{name}"
province = "تهران"
currency = "rial"
title = {{ fa = "الف", en = "a" }}
as_of = {{ fa = "۱۳۹۵", en = "1395" }}

[tables.provinces]
file = "provinces.csv"
kind = "illustrative"
source = {{ fa = "ب", en = "{source}" }}
licence = {{ fa = "پ", en = "c" }}
as_of = {{ fa = "۱۳۹۵", en = "1395" }}
caveats = {{ fa = "ت", en = "d" }}
"""


@pytest.fixture
def small(tmp_path):
    small = SmallProject.at(tmp_path / "project")
    small.add("alpha", NOTEBOOK)
    small.add_case("alpha", "one", "amount: 3\n")
    return small


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A copy of the package, to be edited."""
    copy = tmp_path / "hamyari_lib"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(modules, "ROOT", copy)
    return copy


@pytest.fixture
def own_room(tmp_path, monkeypatch):
    folder = tmp_path / "rooms" / "own"
    folder.mkdir(parents=True)
    _write_room(folder)
    monkeypatch.setenv("HAMYARI_ROOMS", str(folder.parent))
    return folder


def _write_room(folder, *, source="b", table=TABLE):
    (folder / "room.toml").write_text(ROOM.format(name=folder.name, source=source), encoding="utf-8")
    (folder / "provinces.csv").write_text(table, encoding="utf-8")


def executed(source, values=None):
    """A notebook as our engine would leave it, with the values put in and an output in each code cell."""
    notebook = nbformat.from_dict(json.loads(json.dumps(source)))
    notebook.metadata["papermill"] = {"parameters": dict(values or {})}
    for count, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), start=1):
        cell.execution_count = count
        cell.metadata["papermill"] = {"status": "completed"}
        cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=f"output {count}")]
    form = next(place for place, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.tags)
    injected = nbformat.v4.new_code_cell("# Parameters\namount = 3\n", metadata={"tags": ["injected-parameters"]})
    injected["id"] = "injected-parameters"
    notebook.cells.insert(form + 1, injected)
    return notebook


BEGAN = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


def run(small, state="succeeded", *, after=0, tables=(), rooms=(), publishes=True, source=None):
    """A run of case ``one`` as it would be kept, and its page."""
    project, report = Project(small.root), _report(small)
    failure = None if state == "succeeded" else Failure("x")
    source = source or Source.read(project.notebook("alpha"), "fa")
    left, began = Left(ledger=tuple(tables), rooms=tuple(rooms)), BEGAN + dt.timedelta(seconds=after)
    made = make_manifest(project, report, state, failure, source, left, began, 1.0)
    content = json.loads(project.notebook("alpha").read_bytes())
    manifest = keep_run(project.reports, Outcome(made, executed(content, report.values)))
    if publishes:
        publish(small)
    return manifest


def publish(small):
    return site.publish(small.reports, "alpha/one.fa", parameters_of=params.describe_run)


def _report(small):
    report = make_report(Project(small.root), "alpha", "one")
    assert report.faults == ()
    return report


def found(small):
    """The state of the verdict, and its reasons."""
    verdict = cache.verdict(Project(small.root), _report(small))
    return verdict.state, verdict.reasons


def edit(small, place=None, **changes):
    """Change the cell at ``place``, or the notebook's metadata."""
    content = json.loads((small.root / "notebooks" / "alpha.ipynb").read_bytes())
    part = content["metadata"] if place is None else content["cells"][place]
    part |= changes
    small.add("alpha", content)


FORM_CELL, CHECK_CELL, TITLE_CELL, COMPUTED_CELL = 3, 4, 0, 9


def test_a_report_that_was_never_made_is_executed(small):
    assert found(small) == ("execute", ("never made",))


def test_a_report_is_unchanged_after_its_run(small):
    made = run(small)
    verdict = cache.verdict(Project(small.root), _report(small))
    assert (verdict.state, verdict.reasons, verdict.manifest) == ("unchanged", (), made)
    assert verdict.run == small.runs("alpha/one.fa")[-1]


def test_other_cases_and_languages_have_runs_of_their_own(small):
    small.add_case("alpha", "two", "amount: 3\n")
    run(small)
    other = make_report(Project(small.root), "alpha", "two")
    assert cache.verdict(Project(small.root), other).reasons == ("never made",)
    english = make_report(Project(small.root), "alpha", "one", language="en")
    assert cache.verdict(Project(small.root), english).reasons == ("never made",)


# the notebook


def test_an_edited_code_cell_is_named(small):
    run(small)
    edit(small, COMPUTED_CELL, source="x = 2")
    assert found(small) == ("execute", ("cell 10 changed",))


def test_a_blank_or_a_remark_in_a_code_cell_is_an_edit(small):
    run(small)
    edit(small, COMPUTED_CELL, source="x = 1 ")
    assert found(small)[0] == "execute"


def test_a_tag_of_a_code_cell(small):
    run(small)
    edit(small, COMPUTED_CELL, metadata={"tags": ["keep_output"]})
    assert found(small) == ("execute", ("cell 10: tags changed",))


def test_the_kernel(small):
    run(small)
    edit(small, kernelspec={"display_name": "h", "language": "python", "name": "hamyari"})
    assert found(small) == ("execute", ("kernel: python3 -> hamyari",))


def test_code_cells_added_removed_and_in_another_order(small):
    run(small)
    small.add("alpha", report_of(code("from hamyari_lib import charts")))
    assert found(small) == ("execute", ("code cells were added or removed",))
    small.add("alpha", report_of(code("from hamyari_lib import charts"), code("x = 1"), code("y = 1")))
    assert found(small) == ("execute", ("code cells were added or removed",))
    small.add("alpha", report_of(code("x = 1"), code("from hamyari_lib import charts")))
    assert found(small) == ("execute", ("cell 9 changed", "cell 10 changed"))


def test_what_jupyterlab_stores_beside_the_code_changes_nothing(small):
    run(small)
    shown = [{"output_type": "stream", "name": "stdout", "text": "1"}]
    edit(small, COMPUTED_CELL, outputs=shown, execution_count=7, source=["x = ", "1"], id="other")
    edit(small, language_info={"name": "python", "version": "9"}, widgets={})
    assert found(small) == ("unchanged", ())


def test_a_notebook_that_cannot_be_read_any_more(small):
    run(small)
    report = _report(small)
    small.root.joinpath("notebooks/alpha.ipynb").write_text("{", encoding="utf-8")
    assert cache.verdict(Project(small.root), report).state == "execute"
    small.root.joinpath("notebooks/alpha.ipynb").unlink()
    assert cache.verdict(Project(small.root), report).state == "execute"


# parameters


def test_a_parameter_of_the_case(small):
    run(small)
    small.add_case("alpha", "one", "amount: 4\n")
    assert found(small) == ("execute", ("parameter amount: 3 -> 4",))


def test_a_case_with_faults_never_stands(small):
    run(small)
    small.add_case("alpha", "one", "amount: 0\n")
    report = make_report(Project(small.root), "alpha", "one")
    path = small.runs("alpha/one.fa")[-1] / "manifest.json"
    path.write_text(replace(Manifest.read(path), parameters={}).to_json(), encoding="utf-8")
    verdict = cache.verdict(Project(small.root), report)
    assert (verdict.state, verdict.reasons) == ("execute", report.faults)


def test_another_spelling_of_the_same_value_changes_nothing(small):
    run(small)
    small.add_case("alpha", "one", "# a remark\namount:   3\n")
    assert found(small) == ("unchanged", ())


def test_a_default_of_the_form(small):
    small.add("alpha", report_of(form=FORM + "least: Observations = 5  # کمینه | least\n"))
    run(small)
    small.add("alpha", report_of(form=FORM + "least: Observations = 6  # کمینه | least\n"))
    assert found(small) == ("execute", ("parameter least: 5 -> 6", "cell 4 changed"))
    small.add("alpha", report_of(form=FORM))
    assert found(small)[1][0] == "parameter least is gone"


def test_a_parameter_that_is_new(small):
    run(small)
    edit(small, FORM_CELL, source=FORM + "least: Observations = 6  # کمینه | least\n")
    assert found(small) == ("execute", ("parameter least is new", "cell 4 changed"))


def test_values_of_another_kind_are_other_values():
    assert reasons._plain(1) != reasons._plain(True) != reasons._plain(1.0)


# tables


def _line():
    return data.LedgerLine(table="provinces", room="own", rows=1, **_described())


def _described():
    entry = data.provenance("own", "provinces")
    return {name: getattr(entry, name) for name in ("kind", "source", "licence", "as_of", "caveats")} | {
        "sha256": inputs.hashlib.sha256((data.room_path("own") / entry.file).read_bytes()).hexdigest()
    }


def test_a_tables_content(small, own_room):
    run(small, tables=[_line()])
    assert found(small) == ("unchanged", ())
    _write_room(own_room, table=TABLE.replace("13267637", "13267638"))  # as long as before
    assert found(small) == ("execute", ("table provinces of room own changed",))
    _write_room(own_room)
    assert found(small) == ("unchanged", ())


def test_a_tables_provenance(small, own_room):
    run(small, tables=[_line()])
    _write_room(own_room, source="another")
    assert found(small) == ("execute", ("table provinces of room own: its source changed",))


def test_a_table_that_is_gone(small, own_room):
    run(small, tables=[_line()])
    (own_room / "provinces.csv").unlink()
    state, (reason,) = found(small)
    assert (state, reason[:30]) == ("execute", "table provinces of room own: o")
    shutil.rmtree(own_room)
    assert found(small)[0] == "execute"


def test_a_table_that_is_not_the_recorded_one(small, own_room):
    run(small, tables=[_line()])
    with (own_room / "room.toml").open("a", encoding="utf-8") as file:
        file.write(f'sha256 = "{"0" * 64}"\n')
    assert found(small)[0] == "execute"


def test_the_same_tables_in_another_room_are_not_the_same(small, own_room):
    small.add("alpha", report_of(form=FORM + 'data_room: DataRoom = "own"  # اتاق | room\n'))
    run(small, tables=[_line()])
    assert found(small) == ("unchanged", ())
    shutil.copytree(own_room, own_room.parent / "second")
    _write_room(own_room.parent / "second")
    small.add_case("alpha", "one", "amount: 3\ndata_room: second\n")
    assert found(small) == ("execute", ('parameter data_room: "own" -> "second"',))


def test_a_room_that_has_moved_is_the_same(small, own_room, monkeypatch, tmp_path):
    run(small, tables=[_line()])
    shutil.move(own_room.parent, tmp_path / "elsewhere")
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path / "elsewhere"))
    assert found(small) == ("unchanged", ())


def test_a_report_on_a_whole_room_is_another_when_a_table_is_added(small, own_room):
    run(small, rooms=[room_line.look(data.room("own"), ())])
    _write_room(own_room, table=TABLE + "02,Qom,قم,IR.QM,1292283\n")
    assert found(small) == ("unchanged", ()), "the tables that it read are the ledger's"
    entry = (own_room / "room.toml").read_text(encoding="utf-8").partition("[tables.provinces]")
    (own_room / "room.toml").write_text("".join((*entry, "\n[tables.macro]", entry[2])), encoding="utf-8")
    assert found(small) == ("execute", ("room own: its tables, or what it says of itself, changed",))
    shutil.rmtree(own_room)
    assert found(small)[0] == "execute"


def test_a_table_that_the_run_did_not_read_changes_nothing(small, own_room):
    run(small)
    _write_room(own_room, table=TABLE + "02,Qom,قم,IR.QM,1292283\n")
    assert found(small) == ("unchanged", ())


# the package


def test_a_notebook_that_was_really_run_is_unchanged(small):
    project = Project(small.root)
    import_papermill()
    outcome = run_report(project, _report(small), Attempt())
    assert outcome.manifest.state == "succeeded", outcome.manifest.failure
    kept = keep_run(project.reports, outcome)
    publish(small)
    assert found(small) == ("unchanged", ())
    path = small.runs("alpha/one.fa")[-1] / "manifest.json"
    path.write_text(replace(kept, executed_sha256="").to_json(), encoding="utf-8")  # told by its code alone
    assert found(small) == ("unchanged", ())
    edit(small, TITLE_CELL, source="# پرسشی دیگر")
    _merge(small)
    publish(small)
    assert found(small) == ("unchanged", ())


def test_a_module_that_the_notebook_imports(small, package):
    run(small)
    assert found(small) == ("unchanged", ())
    with (package / "report.py").open("a") as file:
        file.write("\n")
    assert found(small) == ("execute", ("hamyari_lib/report.py changed",))


def test_a_module_that_is_imported_by_one_that_is_imported(small, package):
    (package / "charts" / "deep.py").touch()
    with (package / "charts" / "style.py").open("a") as file:
        file.write("\n\ndef late():\n    from hamyari_lib.charts import deep\n    return deep\n")
    run(small)
    (package / "charts" / "deep.py").write_text("x = 1\n")
    assert found(small) == ("execute", ("hamyari_lib/charts/deep.py changed",))


def test_a_module_outside_of_what_is_imported_changes_nothing(small, package):
    run(small)
    with (package / "models" / "survey.py").open("a") as file:
        file.write("\n")
    (package / "charts" / "not_imported.py").write_text("x = 1\n")
    assert found(small) == ("unchanged", ())


def test_a_new_import_and_one_that_is_gone(small, package):
    (package / "charts" / "deep.py").touch()
    before = (package / "charts" / "style.py").read_bytes()
    run(small)
    with (package / "charts" / "style.py").open("a") as file:
        file.write("import hamyari_lib.charts.deep\n")
    new = ("hamyari_lib/charts/deep.py is new in what the notebook imports", "hamyari_lib/charts/style.py changed")
    assert found(small) == ("execute", new)
    run(small, after=1)
    (package / "charts" / "style.py").write_bytes(before)
    assert found(small)[1][0] == "hamyari_lib/charts/deep.py is no longer imported"


def test_a_font(small, package):
    run(small)
    (package / "charts" / "fonts" / "Vazirmatn-Bold.ttf").write_bytes(b"another")
    assert found(small) == ("execute", ("hamyari_lib/charts/fonts/Vazirmatn-Bold.ttf changed",))


def test_many_changed_modules_are_counted(small, package):
    run(small)
    for path in (package / "charts").glob("*.py"):
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    named = found(small)[1]
    assert len(named) == 9
    assert named[-1].endswith(" more files of hamyari_lib changed")


def test_what_changes_while_the_report_runs_is_run_again(small, package):
    project = Project(small.root)
    source = Source.read(project.notebook("alpha"), "fa")
    module = package / "report.py"
    before = module.read_bytes()
    module.write_bytes(before + b"\n")
    run(small, source=source)
    module.write_bytes(before)  # which of the two it used, nobody knows
    state, (reason,) = found(small)
    assert state == "execute"
    assert reason.endswith("that changed while it ran")


# the environment


def test_another_version_of_a_package(small, monkeypatch):
    run(small)
    versions = reasons.package_versions() | {"pandas": "99.1"}
    monkeypatch.setattr(reasons, "package_versions", lambda: versions)
    monkeypatch.setattr(inputs, "environment_sha256", lambda: "another")
    was = small.manifest("alpha/one.fa").packages["pandas"]
    assert found(small) == ("execute", (f"package pandas {was} -> 99.1",))


def test_another_version_of_python(small, monkeypatch):
    run(small)
    monkeypatch.setattr(inputs.platform, "python_version", lambda: "9.9.9")
    inputs._environment.cache_clear()
    versions = reasons.package_versions() | {"python": "9.9.9"}
    monkeypatch.setattr(reasons, "package_versions", lambda: versions)
    was = small.manifest("alpha/one.fa").packages["python"]
    try:
        assert found(small) == ("execute", (f"Python {was} -> 9.9.9",))
    finally:
        inputs._environment.cache_clear()


def test_a_package_that_is_none_of_our_own_dependencies(small, monkeypatch, tmp_path):
    folder = tmp_path / "site-packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    run(small)
    (folder / "deep_thing-1.0.dist-info").mkdir()
    assert found(small) == ("execute", ("installed packages or the platform changed",))
    (folder / "deep_thing-1.0.dist-info").rmdir()
    assert found(small) == ("unchanged", ())


def test_the_folder_that_the_command_is_given_in_is_no_part_of_it(small, monkeypatch, tmp_path):
    run(small)
    monkeypatch.setattr(inputs.sys, "path", ["", *inputs.sys.path, str(tmp_path / "missing")])
    monkeypatch.chdir(tmp_path)
    (tmp_path / "odd-1.0.dist-info").mkdir()
    assert found(small) == ("unchanged", ())


# how the last run ended, and what it left


@pytest.mark.parametrize("state", ["failed", "timed_out", "kernel_died", "out_of_memory", "cancelled", "invalid"])
def test_a_run_that_did_not_succeed_is_made_again(small, state):
    run(small)
    run(small, state, after=1)
    assert found(small) == ("execute", (cache._ENDED[state],))
    run(small, after=2)
    assert found(small) == ("unchanged", ())


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"report": 3}', "\udcff"])
def test_a_damaged_manifest(small, content):
    run(small)
    path = small.runs("alpha/one.fa")[-1] / "manifest.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert found(small) == ("execute", ("the last run's manifest cannot be read",))


def test_a_manifest_that_is_not_there(small):
    run(small)
    (small.runs("alpha/one.fa")[-1] / "manifest.json").unlink()
    assert found(small) == ("execute", ("the last run has no manifest",))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"cells": []}', b"\xff\xfe", b'{"cells": [{}]}'])
def test_a_damaged_notebook(small, content):
    run(small)
    (small.runs("alpha/one.fa")[-1] / "notebook.ipynb").write_bytes(content)
    assert found(small) == ("execute", ("the last run's notebook is damaged",))


def test_a_notebook_that_was_cut_short(small):
    run(small)
    path = small.runs("alpha/one.fa")[-1] / "notebook.ipynb"
    path.write_bytes(path.read_bytes()[:-9])
    assert found(small) == ("execute", ("the last run's notebook is damaged",))


def test_a_notebook_that_is_not_there(small):
    run(small)
    (small.runs("alpha/one.fa")[-1] / "notebook.ipynb").unlink()
    assert found(small) == ("execute", ("the last run has no notebook",))


def test_a_manifest_of_before_these_were_kept_is_never_unchanged(small):
    run(small)
    path = small.runs("alpha/one.fa")[-1] / "manifest.json"
    kept = json.loads(path.read_bytes())
    for name in ("text_sha256", "code_sha256", "modules", "environment_sha256", "executed_sha256"):
        kept.pop(name, None)
    path.write_text(json.dumps(kept), encoding="utf-8")
    assert found(small)[0] == "execute"


def test_a_manifest_of_another_report(small):
    run(small)
    path = small.runs("alpha/one.fa")[-1] / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace("alpha/one.fa", "alpha/two.fa"), encoding="utf-8")
    assert found(small) == ("execute", ("the last run's manifest is of alpha/two.fa",))


def test_half_a_run_is_not_looked_at(small):
    run(small)
    (small.reports / "runs/alpha/one.fa/.20990101T000000.000000Z-abcdef").mkdir()
    assert found(small) == ("unchanged", ())


def test_the_latest_run_is_the_one_that_was_made_last_though_the_clock_was_set_back(small):
    run(small)
    small.add_case("alpha", "one", "amount: 4\n")
    run(small, after=-3600)
    assert found(small) == ("unchanged", ())
    small.add_case("alpha", "one", "amount: 3\n")
    assert found(small) == ("execute", ("parameter amount: 4 -> 3",))
    run(small, "failed", after=-7200)
    assert found(small) == ("execute", ("the last run failed",))


def test_a_clock_that_was_far_ahead_once_does_no_harm(small):
    run(small, after=10 * 365 * 86_400)
    small.add_case("alpha", "one", "amount: 4\n")
    assert found(small)[0] == "execute"
    run(small)
    run(small, after=1)
    assert found(small) == ("unchanged", ())


def test_what_ended_in_a_batch_is_known_again(small):
    run(small)
    project = Project(small.root)

    def ended(batch, verdict):
        return cache.ended_in(project, _report(small), batch, verdict)

    verdict = cache.verdict(project, _report(small))
    of_batch = replace(verdict, manifest=replace(verdict.manifest, batch="b"))
    assert ended("b", of_batch)
    assert not ended("c", of_batch)
    assert not ended("", verdict)
    assert not ended("b", cache.Verdict("execute"))
    assert ended("b", replace(of_batch, manifest=replace(of_batch.manifest, state="failed")))
    assert not ended("b", replace(of_batch, manifest=replace(of_batch.manifest, state="cancelled")))
    small.add_case("alpha", "one", "amount: 4\n")
    assert not ended("b", of_batch), "what was mended after the runner was killed is made"


def test_one_look_sees_what_was_there_when_it_began(small, package):
    run(small)
    with cache.one_look():
        assert found(small) == ("unchanged", ())
        (package / "report.py").write_text("")
        assert found(small) == ("unchanged", ())
    assert found(small)[0] == "execute"


# the page


def test_a_page_that_is_missing(small):
    run(small)
    page_of(small.reports, "alpha/one.fa").unlink()
    assert found(small) == ("render", ("the page is missing",))
    publish(small)
    assert found(small) == ("unchanged", ())


def test_other_code_of_the_pages(small, monkeypatch):
    run(small)
    monkeypatch.setattr(stamp, "site_version", lambda: "another")
    assert found(small) == ("render", ("the pages' code changed",))
    publish(small)
    assert found(small) == ("unchanged", ())


def test_a_page_of_before_pages_had_a_stamp(small):
    run(small)
    page_of(small.reports, "alpha/one.fa").write_text("<html>")
    assert found(small) == ("render", ("the pages' code changed",))


def test_a_page_that_shows_another_run(small):
    run(small)
    run(small, after=1, publishes=False)
    assert found(small) == ("render", ("the page shows another run",))


def test_a_page_that_tells_of_a_failure_that_is_gone(small):
    run(small)
    failed = run(small, "failed", after=1)
    shutil.rmtree(small.reports / "runs" / "alpha" / "one.fa" / failed.run)
    assert found(small) == ("render", ("the page tells of a run that is gone",))
    publish(small)
    assert found(small) == ("unchanged", ())


# text


def _merge(small):
    return cache.merge_text(Project(small.root), _report(small))


def test_edited_text_is_rendered_and_not_executed(small):
    run(small)
    before = small.executed("alpha/one.fa")
    edit(small, TITLE_CELL, source="# پرسشی دیگر")
    assert found(small)[:1] == ("render",)
    assert found(small)[1][0] == "text cells changed"
    merged = _merge(small)
    assert merged == small.manifest("alpha/one.fa")
    assert merged.question == "پرسشی دیگر"
    publish(small)
    assert found(small) == ("unchanged", ())
    assert "پرسشی دیگر" in page_of(small.reports, "alpha/one.fa").read_text(encoding="utf-8")
    assert len(small.runs("alpha/one.fa")) == 1
    after = small.executed("alpha/one.fa")
    assert _code(after) == _code(before)
    assert after["metadata"] == before["metadata"]


def _code(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def test_text_may_be_added_moved_and_removed(small):
    run(small)
    before = _code(small.executed("alpha/one.fa"))
    content = json.loads(json.dumps(NOTEBOOK))
    cells = content["cells"]
    cells[6:8] = []
    cells.append(markdown("the end", "en") | {"id": "end"})
    cells.insert(4, markdown("after the form") | {"id": "middle"})
    cells.insert(0, {"cell_type": "raw", "metadata": {}, "source": "raw", "id": "raw"})
    small.add("alpha", content)
    _merge(small)
    publish(small)
    assert found(small) == ("unchanged", ())
    after = small.executed("alpha/one.fa")
    assert _code(after) == before
    own = [cell for cell in after["cells"] if cell["id"] != "injected-parameters"]
    assert [cell["id"] for cell in own] == [cell["id"] for cell in cells]
    nbformat.validate(nbformat.from_dict(after))


def test_text_of_a_notebook_whose_cells_have_no_names(small):
    run(small)
    content = json.loads(json.dumps(NOTEBOOK)) | {"nbformat_minor": 4}
    for cell in content["cells"]:
        del cell["id"]
    content["cells"][0]["source"] = "# بی‌نام"
    small.add("alpha", content)
    _merge(small)
    nbformat.validate(nbformat.from_dict(small.executed("alpha/one.fa")))
    publish(small)
    assert found(small) == ("unchanged", ())


def test_the_theme_and_the_tags_of_text_are_text(small):
    run(small)
    edit(small, hamyari={"theme": "financing"})
    assert found(small)[0] == "render"
    assert _merge(small).theme == "financing"
    edit(small, TITLE_CELL, metadata={"tags": []})
    assert found(small)[0] == "render"


def test_nothing_is_written_where_the_text_is_the_same(small):
    made = run(small)
    folder = small.runs("alpha/one.fa")[-1]
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    if made.executed_sha256:
        assert _merge(small) == made
        assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_text_is_not_put_into_a_run_of_other_code(small):
    made = run(small)
    edit(small, TITLE_CELL, source="# دیگر")
    edit(small, COMPUTED_CELL, source="x = 2")
    assert _merge(small) == made
    assert found(small) == ("execute", ("cell 10 changed",))


def test_text_is_not_put_into_a_run_that_failed(small):
    made = run(small, "failed")
    edit(small, TITLE_CELL, source="# دیگر")
    assert _merge(small) == made


def test_there_is_no_run_to_put_text_into(small):
    with pytest.raises(HamyariError, match=r"^alpha/one\.fa: there is no run"):
        _merge(small)


@pytest.mark.parametrize("turns_back", [False, True])
def test_a_runner_that_was_killed_between_the_two_files_is_mended(small, monkeypatch, turns_back):
    run(small)
    edit(small, TITLE_CELL, source="# یک")
    _merge(small)
    publish(small)
    edit(small, TITLE_CELL, source="# دو")
    write = cache.write_atomically

    def killed(path, content):
        if path.name == "manifest.json":
            raise KeyboardInterrupt
        write(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(cache, "write_atomically", killed)
        with pytest.raises(KeyboardInterrupt):
            _merge(small)
    if turns_back:
        edit(small, TITLE_CELL, source="# یک")
    assert found(small)[0] == "render"
    assert _merge(small).question == ("یک" if turns_back else "دو")
    publish(small)
    assert found(small) == ("unchanged", ())
    assert small.executed("alpha/one.fa")["cells"][0]["source"] == ("# یک" if turns_back else "# دو")


def test_the_manifest_keeps_what_the_run_was_made_from(small):
    made = run(small)
    assert Manifest.from_json(made.to_json()) == made
    assert {"report.py", "params/check.py", "charts/fonts/Vazirmatn-Bold.ttf"} <= made.modules.keys()
    assert not any(file.startswith(("data/sample/", "run/", "site/", "cli/")) for file in made.modules)
    assert {len(made.text_sha256), len(made.code_sha256), len(made.environment_sha256)} == {64}
    assert {len(found) for found in made.modules.values()} == {16}


def test_the_small_notebook_is_what_these_tests_take_it_for():
    assert "hamyari_lib" in IMPORTS
    assert LEDGER_MIME not in json.dumps(NOTEBOOK)
    assert NOTEBOOK["cells"][COMPUTED_CELL]["source"] == "x = 1"
