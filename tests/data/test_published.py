"""The sample's published tables in a room of one's own: with their sources, over nothing, never in part."""

import pytest

from hamyari_lib import cli, data
from hamyari_lib.data import keeping
from hamyari_lib.data.bilingual import Bilingual
from hamyari_lib.data.published import take_published
from hamyari_lib.errors import DataError

PUBLISHED = {table for table in data.tables("sample") if data.provenance("sample", table).kind == "real"}
OWN = Bilingual(fa="خودمان", en="our own")


@pytest.fixture
def rooms(tmp_path, monkeypatch):
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path))
    keeping.make_room("own", province="خراسان رضوی")
    keeping.make_room("other", province="یزد")
    return tmp_path


def put_own(table, room):
    """A table of one's own under the name of a published one."""
    folder = data.room_path(room)
    file = folder / f".new-{table}.csv"
    file.write_bytes((data.room_path("sample") / f"{table}.csv").read_bytes())
    with keeping.holding(folder):
        keeping.put_tables(room, [keeping.NewTable(table, file, "real", OWN, OWN, OWN, OWN)])


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name != ".lock"}


def test_a_room_gets_what_it_lacks_with_its_sources(rooms):
    put_own("macro", "own")
    taken = take_published("own")
    assert set(taken) == PUBLISHED - {"macro"}
    assert data.provenance("own", "macro").source == OWN, "what the room has stays"
    entry, sample = data.provenance("own", "jobs"), data.provenance("sample", "jobs")
    for said in ("kind", "source", "licence", "as_of", "caveats", "sha256"):
        assert getattr(entry, said) == getattr(sample, said)
    assert data.check_room("own").items() <= data.check_room("sample").items()
    assert data.load("jobs", room="own").equals(data.load("jobs"))


def test_a_second_time_changes_nothing(rooms):
    take_published("own")
    before = contents(rooms / "own")
    assert take_published("own") == []
    assert contents(rooms / "own") == before


def test_a_table_that_is_named_is_taken_anew(rooms):
    put_own("macro", "own")
    assert take_published("own", ["macro", "macro"]) == ["macro"]
    assert data.provenance("own", "macro").source == data.provenance("sample", "macro").source
    assert data.tables("own") == ("macro",)


def test_another_province_gets_no_city_of_ours(rooms):
    assert PUBLISHED - set(take_published("other")) == {"municipalities"}
    with pytest.raises(DataError, match="'municipalities'; the sample has no such published table for this room"):
        take_published("other", ["municipalities"])


def test_a_slip_takes_nothing(rooms):
    with pytest.raises(DataError, match="'job'; .* did you mean jobs?"):
        take_published("own", ["macro", "job"])
    assert data.tables("own") == ()
    with pytest.raises(DataError, match="room sample comes with the package"):
        take_published("sample")


def test_a_table_that_cannot_be_copied_leaves_the_room_as_it_was(rooms, monkeypatch):
    before = contents(rooms / "own")
    monkeypatch.setattr("hamyari_lib.data.published.sha256_of", lambda path: "another")
    with pytest.raises(DataError, match=r"sample/\w+\.csv: is not the published file any more"):
        take_published("own")
    assert contents(rooms / "own") == before


def test_the_error_of_a_table_that_is_not_there_names_the_command(rooms, capsys):
    with pytest.raises(DataError, match="take the published one with `hamyari data adopt own`; without it there is no"):
        data.load("jobs", room="own")
    with pytest.raises(DataError, match="bring it in with `hamyari data import`"):
        data.load("needs", room="own")
    assert cli.main(["data", "adopt", "own", "--tables", "jobs, macro"]) == 0
    assert capsys.readouterr().out == "own: took jobs, macro from the sample.\n"
    assert cli.main(["data", "adopt", "own"]) == 0
    assert cli.main(["data", "adopt", "own"]) == 0
    assert capsys.readouterr().out.endswith("own: has all of them already.\n")
