"""Rooms of an older schema version, brought up to date."""

import pytest

from hamyari_lib import data
from hamyari_lib.data.migrating import migrate
from hamyari_lib.data.roomfile import SCHEMA_VERSION
from hamyari_lib.errors import DataError


@pytest.fixture
def old(own):
    """A room of version 1, with a comment of its owner."""
    file = own / "room.toml"
    written = file.read_text(encoding="utf-8").replace("schema_version = 2", "schema_version = 1  # ours")
    file.write_text(written.replace('province = "خراسان رضوی"\n', ""), encoding="utf-8")
    return own


def test_an_old_room_is_refused_and_the_command_named(old):
    with pytest.raises(DataError, match="schema_version is 1; expected 2; run `hamyari data migrate own`"):
        data.load("jobs", room="own")


@pytest.mark.parametrize("province", ["خراسان رضوی", "خراسان رضوي", "Razavi Khorasan", "razavi khorasan"])
def test_a_room_is_brought_up_to_date(old, province):
    before = (old / "room.toml").read_bytes()
    assert migrate("own", province=province) == (1, SCHEMA_VERSION)
    assert data.room("own").province == "خراسان رضوی"
    assert len(data.load("jobs", room="own")) == 3
    assert (old / "room.v1.toml").read_bytes() == before
    assert "# ours" in (old / "room.toml").read_text(encoding="utf-8")


def test_what_is_not_known_is_asked_for_and_nothing_is_changed(old):
    before = (old / "room.toml").read_bytes()
    with pytest.raises(DataError, match="version 2 names the room's province; give --province"):
        migrate("own")
    with pytest.raises(DataError, match="--province is 'Khorasan'; there is no such province; did you mean"):
        migrate("own", province="Khorasan")
    assert (old / "room.toml").read_bytes() == before
    assert not (old / "room.v1.toml").exists()


def test_a_room_that_is_up_to_date_is_left_alone(own):
    before = (own / "room.toml").read_bytes()
    assert migrate("own") == (SCHEMA_VERSION, SCHEMA_VERSION)
    assert (own / "room.toml").read_bytes() == before


def test_a_room_of_a_newer_version_is_left_alone(own, spoil):
    spoil("room.toml", "schema_version = 2", "schema_version = 3")
    with pytest.raises(DataError, match="schema_version is 3; expected 1 to 2; update hamyari"):
        migrate("own")
