"""A whole room at once: every table in the ledger, a damaged one told and passed over, nothing that is withheld."""

import pytest
import room_with_errors as planted

from hamyari_lib import data
from hamyari_lib.data import audience, needed, room_line, whole
from hamyari_lib.errors import DataError
from hamyari_lib.models import consistency


@pytest.fixture
def room(tmp_path, monkeypatch):
    planted.write_room(tmp_path / "errors")
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path))
    yield "errors"
    audience.use_audience("public")


def found(name):
    loaded = whole.load_room(name)
    rules = [*consistency.RULES, *consistency.reference_rules(whole.references(), whole.keys())]
    settings = consistency.Settings(province=loaded.province, day=planted.DAY)
    return consistency.check_frames(loaded.frames, rules, settings, withheld=loaded.withheld)


def test_a_table_that_does_not_fit_is_told_and_the_others_are_read(room):
    before = len(data.ledger())
    loaded = whole.load_room(room)
    assert set(loaded.frames) == set(planted.TABLES) - {"experts"}
    assert list(loaded.faults) == ["experts"]
    assert "weight" in loaded.faults["experts"][0]
    assert [line.table for line in data.ledger()[before:]] == list(loaded.frames)
    assert set(loaded.absent) == set(whole.table_names()) - set(planted.TABLES) - needed.MEASURING
    assert "national_id" in loaded.withheld["kb_firms"]
    assert "national_id" not in loaded.frames["kb_firms"]


@pytest.mark.parametrize(
    ("viewer", "expected"),
    [("public", planted.OPEN_TO_ALL), ("committee", planted.FOR_THE_COMMITTEE), ("internal", planted.FOR_INTERNAL_USE)],
)
def test_each_planted_error_is_found_and_nothing_else(room, viewer, expected):
    audience.use_audience(viewer)
    findings = found(room).findings
    assert {(one.rule, one.row) for one in findings.itertuples()} == expected
    assert len(findings) == len(expected)


def test_a_withheld_column_tells_nothing(room):
    checked = found(room)
    shown = checked.findings.to_json(force_ascii=False) + checked.outcomes.to_json(force_ascii=False)
    assert not [secret for secret in planted.SECRETS if secret in shown]
    outcomes = checked.outcomes.set_index("rule")
    for rule in ("need_cost", "national_id_twice", "outlier_revenue"):
        assert tuple(outcomes.loc[rule, ["state", "why", "compared"]]) == ("not checked", "withheld", 0)


def test_a_table_that_no_schema_knows_is_told(tmp_path, monkeypatch):
    planted.write_room(tmp_path / "odd", {"nonsense": "a\n1\n"})
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path))
    loaded = whole.load_room("odd")
    assert loaded.frames == {}
    assert "nonsense" in loaded.faults["nonsense"][0]


def test_a_table_that_is_added_or_mended_makes_it_another_room(tmp_path, monkeypatch):
    planted.write_room(tmp_path / "seen")
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path))
    damaged = tmp_path / "seen" / "experts.csv"

    def look():
        return room_line.look(data.room("seen"), tuple(whole.load_room("seen").faults))

    before = look()
    assert before.unread == ("experts",)
    assert data.room_line_now(before) == before
    damaged.write_bytes(damaged.read_bytes() + b"\n")
    assert data.room_line_now(before) != before
    damaged.unlink()
    assert data.room_line_now(before) != before
    before = look()
    planted.write_room(tmp_path / "seen", planted.TABLES | {"holidays": "date,name,name_fa\n"})
    assert data.room_line_now(before) != before


def test_a_room_that_is_not_there_is_an_error():
    with pytest.raises(DataError, match="room is 'nowhere'"):
        whole.load_room("nowhere")
