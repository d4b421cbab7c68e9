"""What is known of a report before its notebook runs, and without it."""

import json

import pytest
from small_project import SmallProject, report_of

from hamyari_lib.run.attempt import Attempt
from hamyari_lib.run.engine import HamyariEngine
from hamyari_lib.run.execute import Source, import_papermill, refuse, run_report
from hamyari_lib.run.plan import DEFAULTS, Report, make_report
from hamyari_lib.run.project import Project


def test_a_report_that_was_not_run_has_its_question_and_theme(tmp_path):
    SmallProject.at(tmp_path).add("alpha", report_of() | {"metadata": {"hamyari": {"theme": "financing"}}})
    project = Project(tmp_path)
    manifest = refuse(project, make_report(project, "alpha", DEFAULTS)).manifest
    assert (manifest.question, manifest.theme) == ("پرسش کوچک", "financing")


@pytest.mark.parametrize("content", ["{", "[]", "3", json.dumps({"cells": 3}), json.dumps({"cells": [{}]})])
def test_a_file_that_is_no_notebook_has_neither_and_a_hash(tmp_path, content):
    path = tmp_path / "a.ipynb"
    path.write_text(content, encoding="utf-8")
    source = Source.read(path, "fa")
    assert (source.question, source.theme) == ("", "")
    assert len(source.sha256) == 64


def test_a_file_that_is_not_there_has_no_hash(tmp_path):
    assert Source.read(tmp_path / "a.ipynb", "fa") == Source(b"")
    assert Source(b"").sha256 == ""


def test_papermill_says_nothing_of_a_parameter_that_may_be_unknown(tmp_path, monkeypatch, caplog):
    small = SmallProject.at(tmp_path)
    small.add("alpha", report_of(form="fee: Fee | None = None  # کارمزد | fee\namount: Observations = 3  # ب | b\n"))
    project = Project(tmp_path)

    def executed(nb, *_, attempt=None, **__):  # no kernel is needed for what Papermill says before
        attempt.notebook = nb
        return nb

    import_papermill()
    monkeypatch.setattr(HamyariEngine, "execute_notebook", executed)
    report = make_report(project, "alpha", DEFAULTS, overrides={"fee": 0.02, "amount": 4})
    assert run_report(project, report, Attempt()).manifest.state == "succeeded"
    assert caplog.messages == []
    run_report(project, Report("alpha", "x", "fa", {"fee": 0.02, "amuont": 4}, {"fee": 0.02}), Attempt())
    assert caplog.messages == ["Passed unknown parameter: amuont"]
