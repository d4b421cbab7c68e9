"""A room in one file and back: whole, or not at all."""

import json
import os
import shutil
import stat
import zipfile

import pytest

from hamyari_lib import data
from hamyari_lib.data.backup import LIST, back_up, restore
from hamyari_lib.errors import DataError


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


@pytest.fixture
def backup(own, tmp_path_factory):
    """A backup of the room ``own``, which has a list of refused rows too."""
    (own / "rejected").mkdir()
    (own / "rejected" / "needs.csv").write_text("سطر\n۱\n", encoding="utf-8")
    file = tmp_path_factory.mktemp("elsewhere") / "own.zip"
    assert back_up("own", file) == 5
    return file


def rewritten(file, change):
    """The backup with its parts changed by ``change(parts)``."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_a_room_comes_back_byte_by_byte(own, backup):
    before = contents(own)
    shutil.rmtree(own)
    assert restore(backup) == ("own", 5)
    assert contents(own) == before
    assert data.check_room("own") == {"provinces": 2, "jobs": 3, "municipalities": 2}


def test_a_room_comes_back_under_another_name(own, backup):
    assert restore(backup, name="second") == ("second", 5)
    assert data.room("second").title == data.room("own").title
    assert len(data.load("jobs", room="second")) == 3


def test_only_the_owner_may_read_a_backup_and_a_restored_room(own, backup):
    restore(backup, name="second")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert stat.S_IMODE((own.parent / "second").stat().st_mode) == 0o700


def test_nothing_is_overwritten(own, backup):
    with pytest.raises(DataError, match="room own is there already; give --room with another name"):
        restore(backup)
    with pytest.raises(DataError, match="is there already; name a new file"):
        back_up("own", backup)


def test_a_room_whose_file_is_not_the_recorded_one_is_not_backed_up(own, spoil, tmp_path):
    spoil("room.toml", 'file = "jobs.csv"', f'file = "jobs.csv"\nsha256 = "{"0" * 64}"')
    with pytest.raises(DataError, match=r"own/jobs\.csv: is not the recorded file; run `hamyari data check own`"):
        back_up("own", tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


@pytest.mark.parametrize("length", [0, 1, 100, 400, -1])
def test_a_backup_that_was_cut_off(own, backup, length):
    backup.write_bytes(backup.read_bytes()[:length])
    with pytest.raises(DataError, match="is no backup of a room, or was cut off"):
        restore(backup, name="second")
    assert data.rooms() == ("sample", "own")
    assert sorted(os.listdir(own.parent)) == ["own"]


def test_a_backup_with_a_changed_table(own, backup):
    rewritten(backup, lambda parts: parts.update({"jobs.csv": parts["jobs.csv"].replace(b"700", b"701")}))
    with pytest.raises(DataError, match=r"jobs\.csv is not as it was when it was backed up"):
        restore(backup, name="second")


@pytest.mark.parametrize("inside", ["../out.csv", "/tmp/out.csv", "a/b/c.csv", "a\\b.csv", "C:b.csv"])
def test_a_backup_that_leads_out_of_the_room(own, backup, inside):
    def change(parts):
        listed = json.loads(parts[LIST])
        listed["files"][inside] = listed["files"]["jobs.csv"]
        parts[LIST] = json.dumps(listed).encode()
        parts[inside] = parts["jobs.csv"]

    rewritten(backup, change)
    with pytest.raises(DataError, match="which leads out of a room|is no backup"):
        restore(backup, name="second")
    assert not (own.parent / "second").exists()


def test_a_zip_that_is_no_backup(own, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", "1")
    with pytest.raises(DataError, match="is no backup of a room"):
        restore(tmp_path / "a.zip")


def test_the_sample_is_not_backed_up(tmp_path):
    with pytest.raises(DataError, match="comes with the package"):
        back_up("sample", tmp_path / "s.zip")
