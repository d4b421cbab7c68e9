"""What two machines must have in common, and how a difference is told."""

import shutil

import pytest
from small_project import SmallProject, report_of

from hamyari_lib.data import room_path
from hamyari_lib.run.fingerprint import CODE, differences, of_files, of_machine, room_of
from hamyari_lib.run.plan import DEFAULTS, Report, make_report
from hamyari_lib.run.project import Project, package_sha256

WORKER = "tcp://10.0.0.7:4000"


@pytest.fixture
def project(tmp_path):
    small = SmallProject.at(tmp_path)
    small.add("alpha", report_of())
    return Project(small.root)


def test_a_machine_is_told_by_versions_and_code():
    found = of_machine()
    assert found[CODE] == package_sha256()
    assert {"python", "pandas", "distributed", "hamyari-workbench"} <= set(found)
    assert differences(WORKER, found, of_machine()) == []


def test_another_version_is_told_with_both():
    assert differences(WORKER, {"pandas": "3.0.1"}, {"pandas": "3.1.1"}) == [
        "worker tcp://10.0.0.7:4000: pandas is 3.0.1, here 3.1.1; install the same there."
    ]
    assert differences(WORKER, {}, {"pandas": "3.1.1"}) == [
        "worker tcp://10.0.0.7:4000: pandas is not there, here 3.1.1; install the same there."
    ]


def test_other_code_is_told():
    (told,) = differences(WORKER, {CODE: "a" * 64}, {CODE: "b" * 64})
    assert told.endswith("is aaaaaaaaaaaa, here bbbbbbbbbbbb; install the same code there and start the worker again.")


def test_an_edited_notebook_is_told(project):
    before = of_files(project, ["alpha"], [])
    path = project.notebook("alpha")
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    (told,) = differences(WORKER, before, of_files(project, ["alpha"], []))
    assert told.startswith(f"worker {WORKER}: notebooks/alpha.ipynb is ")
    assert told.endswith("; copy the same notebook there.")


def test_a_notebook_that_is_not_there_is_told(project):
    here = of_files(project, ["alpha"], [])
    project.notebook("alpha").unlink()
    (told,) = differences(WORKER, of_files(project, ["alpha"], []), here)
    assert "notebooks/alpha.ipynb is not there, here" in told


@pytest.fixture
def room(project, monkeypatch):
    folder = project.root / "rooms" / "ours"
    shutil.copytree(room_path("sample"), folder)
    described = (folder / "room.toml").read_text(encoding="utf-8")
    (folder / "room.toml").write_text(described.replace('name = "sample"', 'name = "ours"'), encoding="utf-8")
    monkeypatch.setenv("HAMYARI_ROOMS", str(folder.parent))
    return folder


def test_a_room_is_told_by_its_tables(project, room):
    before = of_files(project, [], ["ours"])
    assert {"room ours: room.toml", "room ours: jobs.csv"} < set(before)
    with (room / "jobs.csv").open("a", encoding="utf-8") as table:
        table.write("\n")
    (told,) = differences(WORKER, before, of_files(project, [], ["ours"]))
    assert told.startswith(f"worker {WORKER}: room ours: jobs.csv is ")


def test_of_a_room_that_is_not_there_one_line_is_told(project, room, monkeypatch):
    here = of_files(project, [], ["ours", "sample"])
    monkeypatch.delenv("HAMYARI_ROOMS")
    (told,) = differences(WORKER, of_files(project, [], ["ours", "sample"]), here)
    assert told.startswith(f"worker {WORKER}: room ours: room.toml is not there, here ")
    assert told.endswith("name the folder above it in the worker's HAMYARI_ROOMS.")


def test_a_report_reads_the_room_of_its_parameter_or_the_sample(project):
    assert room_of(make_report(project, "alpha", DEFAULTS)) == "sample"
    assert room_of(Report("alpha", "x", "fa", checked={"data_room": "ours"})) == "ours"
