"""Rooms: their names, their ``room.toml`` and what they say of their tables."""

from __future__ import annotations

import pytest

from hamyari_lib import data
from hamyari_lib.errors import DataError


@pytest.mark.parametrize("name", ["..", ".", "", "../own", "a/b", "a\\b", "C:own", "/etc", "own/"])
def test_a_name_with_a_path_is_refused(own, name):
    with pytest.raises(DataError, match="without a path"):
        data.room_path(name)


def test_an_unknown_room_names_the_known_and_the_nearest(own):
    with pytest.raises(DataError) as caught:
        data.room_path("oown")
    (fault,) = caught.value.faults
    assert fault.startswith(f"room is 'oown'; expected one of: sample, own (your own are looked for in {own.parent})")
    assert fault.endswith("; did you mean own?")


def test_without_the_variable_or_a_project_it_is_said(monkeypatch, tmp_path):
    monkeypatch.delenv("HAMYARI_ROOMS", raising=False)
    monkeypatch.chdir(tmp_path)
    assert data.rooms() == ("sample",)
    with pytest.raises(DataError, match="HAMYARI_ROOMS names no folder of your own"):
        data.room_path("mashhad")


def test_a_folder_of_rooms_that_is_not_there(monkeypatch, tmp_path):
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path / "none"))
    with pytest.raises(DataError, match="there is no such folder; make it, correct it or unset it"):
        data.room_path("own")
    assert data.room_path("sample").is_dir()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("schema_version = 2", "schema_version = 1", "schema_version is 1; expected 2; run `hamyari data migrate own`"),
        ("schema_version = 2", "schema_version = 9", "schema_version is 9; expected 2; correct it, or update hamyari."),
        ("schema_version = 2", "", "schema_version is missing; expected 2"),
        ('province = "خراسان رضوی"', "province = 9", "province is 9; expected a text"),
        ('name = "own"', 'name = "other"', "name is 'other'; expected own"),
        ('"rial"', '"toman"', "currency is 'toman'; expected rial"),
        ('title = { fa = "خودی", en = "own" }', 'title = "own"', "title is 'own'; expected a text in both languages"),
        ('title = { fa = "خودی", en = "own" }', 'title = { fa = "خودی" }', "title.en is missing; expected a text"),
        ('file = "jobs.csv"', 'file = "../jobs.csv"', "tables.jobs.file is '../jobs.csv'; expected the bare name"),
        ('file = "jobs.csv"', 'fil = "jobs.csv"', "tables.jobs.fil is not known"),
        ('file = "jobs.csv"', 'file = "jobs.csv"\nsha256 = "1"', "tables.jobs.sha256 is '1'; expected 64 hexadecimal"),
        ("[tables.jobs]", "[tables.jobs", "is not TOML: "),
    ],
)
def test_a_damaged_room_file(spoil, old, new, expected):
    spoil("room.toml", old, new)
    with pytest.raises(DataError) as caught:
        data.tables("own")
    assert all(fault.startswith("own/room.toml: ") for fault in caught.value.faults)
    assert any(expected in fault for fault in caught.value.faults)


def test_a_kind_that_is_neither_is_refused(own):
    path = own / "room.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"illustrative"', '"ilustrative"'), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        data.tables("own")
    assert len(caught.value.faults) == 3
    assert caught.value.faults[0].endswith("'ilustrative'; expected real or illustrative; write illustrative.")


def test_a_missing_room_file(own):
    (own / "room.toml").unlink()
    with pytest.raises(DataError, match="own/room.toml: the file is missing; write it"):
        data.load("jobs", room="own")


def test_a_room_file_that_is_not_utf8(own):
    (own / "room.toml").write_bytes(b"schema_version = 1\nname = '\xff'")
    with pytest.raises(DataError, match=r"own/room\.toml: line 2: is not UTF-8"):
        data.tables("own")


def test_a_room_without_tables(own):
    path = own / "room.toml"
    path.write_text(path.read_text(encoding="utf-8").split("[tables")[0], encoding="utf-8")
    assert data.tables("own") == ()
    with pytest.raises(
        DataError, match=r"own/room\.toml: has no table 'jobs'; it has no table; take the published one"
    ):
        data.load("jobs", room="own")


def test_a_table_that_the_room_does_not_have(own):
    with pytest.raises(
        DataError, match=r"own/room\.toml: has no table 'macro'; it has provinces, jobs, municipalities"
    ):
        data.load("macro", room="own")


def test_a_missing_table_names_the_reports_that_it_rules_out(own):
    with pytest.raises(DataError, match=r"`hamyari data import`.*; without it there is no 04_supply_matching\.$"):
        data.load("needs", room="own")
    with pytest.raises(DataError, match=r"without it there is no 06_market_conditions, 07_project_finance"):
        data.load("market", room="own")


def test_an_unknown_table_names_the_nearest():
    with pytest.raises(DataError, match=r"table is 'job'; .* did you mean jobs\?"):
        data.load("job")


def test_a_table_without_a_schema_is_told_by_check_room(own):
    path = own / "room.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("[tables.jobs]", "[tables.jops]"), encoding="utf-8")
    with pytest.raises(DataError, match=r"own/room\.toml: table is 'jops'"):
        data.check_room("own")


def test_provenance_of_an_own_table(own):
    entry = data.provenance("own", "jobs")
    assert (entry.kind, entry.file, entry.sha256, entry.as_of.en) == ("illustrative", "jobs.csv", None, "1404")
