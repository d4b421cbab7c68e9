"""Checked tables that are kept ready: the same as when read anew, and never an old one."""

import os
import stat
import sys

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from hamyari_lib import data
from hamyari_lib.data import kept
from hamyari_lib.errors import DataError


@pytest.fixture
def reads(monkeypatch):
    """Which tables were read anew, in order."""
    from hamyari_lib.data import reading

    read, real = [], reading.read_table

    def noting(entry, hidden=()):
        read.append(entry.table)
        return real(entry, hidden)

    monkeypatch.setattr(reading, "read_table", noting)
    return read


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache of the user."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.mark.parametrize("table", data.tables("sample"))
def test_a_kept_table_is_the_same_as_one_read_anew(cache, reads, table):
    first, line = data.load(table), data.ledger()[-1]
    assert reads == [table]
    again = data.load(table)
    assert reads == [table], "the second was kept"
    assert_frame_equal(first, again, check_exact=True)
    assert data.ledger()[-1] == line
    again.iloc[:, 0] = again.iloc[0, 0]
    assert_frame_equal(data.load(table), first, check_exact=True)


def test_what_may_be_unknown_stays_unknown(own, reads):
    first = data.load("municipalities", room="own")
    again = data.load("municipalities", room="own")
    assert reads == ["municipalities"]
    assert str(again["population_1395"].dtype) == "Int64"
    assert again["population_1395"].isna().tolist() == first["population_1395"].isna().tolist() == [False, True]


def test_a_changed_file_is_read_anew(own, reads, spoil):
    data.load("jobs", room="own")
    spoil("jobs.csv", "1399,9,A,01,8,800", "1399,9,A,01,8,801")
    assert data.load("jobs", room="own")["jobs"].tolist() == [700, 801, 900]
    assert reads == ["jobs", "jobs"]


def test_a_file_that_is_not_the_recorded_one_is_told_though_it_is_kept(own, spoil):
    data.load("jobs", room="own")
    spoil("room.toml", 'file = "jobs.csv"', f'file = "jobs.csv"\nsha256 = "{"0" * 64}"')
    with pytest.raises(DataError, match="the file changed since its provenance was recorded"):
        data.load("jobs", room="own")


def test_a_table_that_does_not_fit_is_not_kept(own, spoil):
    spoil("jobs.csv", "1399,9,A,01,8,800", "1399,9,A,01,8,-1")
    for _ in range(2):
        with pytest.raises(DataError, match="line 3, column jobs: found '-1'"):
            data.load("jobs", room="own")
    assert not (own / kept.FOLDER).exists()


def test_other_code_reads_anew(own, reads, monkeypatch):
    data.load("jobs", room="own")
    monkeypatch.setattr(kept, "_code", lambda: "other")
    data.load("jobs", room="own")
    assert reads == ["jobs", "jobs"]


def test_an_audience_gets_its_own_columns(own, add, reads, monkeypatch):
    add("experts", "expert_id,name,field,organisation,weight,contact\nE-1,الف,مالی,ب,,پ\n")
    assert list(data.load("experts", room="own")) == ["expert_id", "field", "weight"]
    monkeypatch.setattr("hamyari_lib.data.audience._audience", "internal")
    assert "name" in data.load("experts", room="own")
    monkeypatch.setattr("hamyari_lib.data.audience._audience", "public")
    again = data.load("experts", room="own")
    assert list(again) == ["expert_id", "field", "weight"]
    assert again.attrs["withheld"] == ("name", "organisation", "contact")
    assert data.ledger()[-1].withheld == ("name", "organisation", "contact")
    assert reads == ["experts", "experts"]


@pytest.mark.parametrize("spoilt", [b"", b"x", None, "cut", "bit"])
def test_a_damaged_kept_table_is_read_anew(own, reads, spoilt):
    first = data.load("jobs", room="own")
    (file,) = (own / kept.FOLDER).iterdir()
    content = file.read_bytes()
    if spoilt == "cut":
        file.write_bytes(content[:-3])
    elif spoilt == "bit":
        file.write_bytes(content[:-3] + bytes([content[-3] ^ 1]) + content[-2:])
    elif spoilt is None:
        file.unlink()
    else:
        file.write_bytes(spoilt)
    assert_frame_equal(data.load("jobs", room="own"), first)
    assert reads == ["jobs", "jobs"]
    data.load("jobs", room="own")
    assert reads == ["jobs", "jobs"], "it was kept again"


@pytest.mark.skipif(sys.platform == "win32", reason="rights are POSIX's")
def test_only_their_owner_may_read_kept_tables(own):
    data.load("jobs", room="own")
    (file,) = (own / kept.FOLDER).iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((own / kept.FOLDER).stat().st_mode) == 0o700


def test_where_nothing_can_be_kept_tables_are_read_all_the_same(own, reads):
    (own / kept.FOLDER).write_text("a file in the place of the folder", encoding="utf-8")
    for _ in range(2):
        assert len(data.load("jobs", room="own")) == 3
    assert reads == ["jobs", "jobs"]


def test_not_more_than_so_many_are_kept(own, monkeypatch):
    monkeypatch.setattr(kept, "MOST_FILES", 3)
    frame = pd.DataFrame({"a": [1, 2]})
    for number in range(5):
        key = kept.key_of(str(number), "jobs", "public")
        kept.keep("own", key, frame, {})
        os.utime(own / kept.FOLDER / key[:32], (number, number))
    assert len(list((own / kept.FOLDER).iterdir())) == 3
    assert kept.look_up("own", kept.key_of("4", "jobs", "public")) is not None
    assert kept.look_up("own", kept.key_of("0", "jobs", "public")) is None


def test_texts_that_hold_what_parts_them_are_not_kept(own):
    key = kept.key_of("1", "jobs", "public")
    for odd in ("\x1e", "\x1d"):
        kept.keep("own", key, pd.DataFrame({"a": pd.Series([f"x{odd}y", np.nan], dtype="str")}), {})
        assert kept.look_up("own", key) is None
