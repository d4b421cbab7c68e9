"""What an audience may not see is not read for it, and nothing that it does see tells of it."""

import hashlib

import pandas as pd
import pytest
from confidential_room import CONTACT, EXPERT, NATIONAL_ID, SECRETS, TABLES, write_room

from hamyari_lib import data
from hamyari_lib.data import LedgerLine
from hamyari_lib.data.audience import AUDIENCES, audience, may_see, use_audience
from hamyari_lib.data.confidential import confidential, withheld
from hamyari_lib.data.schemas import SCHEMAS
from hamyari_lib.data.secrets import open_cells, secrets_of, tables_with_secrets
from hamyari_lib.data.withheld_frame import WithheldError
from hamyari_lib.errors import DataError


@pytest.fixture
def room(tmp_path, monkeypatch):
    write_room(tmp_path / "mashhad")
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path))
    yield tmp_path / "mashhad"
    use_audience("public")


def firms(viewer):
    use_audience(viewer)
    return data.load("kb_firms", room="mashhad")


def test_a_process_that_nobody_told_reads_for_all():
    assert audience() == "public"
    with pytest.raises(ValueError, match="audience is 'everybody'; expected one of public, committee, internal"):
        use_audience("everybody")
    assert audience() == "public"


def test_each_audience_sees_what_the_one_before_sees():
    seen = [[may_see(viewer, seen_by) for seen_by in AUDIENCES] for viewer in AUDIENCES]
    assert seen == [[True, False, False], [True, True, False], [True, True, True]]


def test_what_is_read_of_the_schemas_source_is_what_they_declare():
    declared = {
        name: {column: found.metadata["seen_by"] for column, found in schema.columns.items()}
        for name, schema in SCHEMAS.items()
    }
    of_few = {
        name: {column: who for column, who in found.items() if who != "public"} for name, found in declared.items()
    }
    assert confidential() == {name: found for name, found in of_few.items() if found}
    assert "national_id" in confidential()["kb_firms"]
    assert [list(found) for found in confidential().values()] == [
        [column for column in SCHEMAS[name].columns if column in found] for name, found in confidential().items()
    ]


def test_columns_are_left_out_and_the_others_stay_in_their_order(room):
    internal, public = firms("internal"), firms("public")
    hidden = ["national_id", "revenue_rial", "contact"]
    assert list(public) == [name for name in internal if name not in hidden]
    assert public.attrs["withheld"] == tuple(hidden)
    assert "withheld" not in internal.attrs
    pd.testing.assert_frame_equal(pd.DataFrame(public), internal.drop(columns=hidden), check_flags=False)


def test_a_table_for_all_is_the_same_for_every_audience(room):
    frames = []
    for viewer in AUDIENCES:
        use_audience(viewer)
        frames.append(data.load("provinces", room="mashhad"))
    assert all(type(frame) is pd.DataFrame and frame.equals(frames[0]) and not frame.attrs for frame in frames)


def test_the_ledger_names_what_was_withheld_and_its_hash_tells_nothing_of_it(room):
    before = len(data.ledger())
    firms("public"), firms("internal")
    public, internal = data.ledger()[before:]
    assert (public.withheld, internal.withheld) == (("national_id", "revenue_rial", "contact"), ())
    assert internal.sha256 == hashlib.sha256((room / "kb_firms.csv").read_bytes()).hexdigest() != public.sha256
    assert "withheld: national_id" in str(public)
    assert LedgerLine.from_json(public.to_json()) == public
    write_room(room, TABLES | {"kb_firms": TABLES["kb_firms"].replace(NATIONAL_ID, "10999999999")})
    assert data.line_now(public) == public
    assert data.line_now(internal) != internal
    write_room(room, TABLES | {"kb_firms": TABLES["kb_firms"].replace("چراغ خیابانی", "چراغ راه")})
    assert data.line_now(public) != public


def test_a_ledger_line_of_before_reads_without_and_says_nothing_of_what_was_not_withheld(room):
    use_audience("public")
    data.load("provinces", room="mashhad")
    written = data.ledger()[-1].to_json()
    assert "withheld" not in written
    assert LedgerLine.from_json(written).withheld == ()


@pytest.mark.parametrize(
    "ask",
    [
        lambda frame: frame["national_id"],
        lambda frame: frame[["name", "contact"]],
        lambda frame: frame.set_index("firm_id")["revenue_rial"],
        lambda frame: frame[frame["staff"] > 1]["national_id"],
    ],
)
def test_who_asks_for_a_withheld_column_is_told_why_it_is_not_there(room, ask):
    with pytest.raises(WithheldError) as caught:
        ask(firms("public"))
    (fault,) = caught.value.faults
    assert str(caught.value) == fault
    assert 'is for internal, and this report is for public; run it with audience = "internal", or do without' in fault
    assert isinstance(caught.value, KeyError | DataError)


def test_any_other_missing_column_is_the_error_of_pandas(room):
    frame = firms("public")
    with pytest.raises(KeyError) as caught:
        frame["nmae"]
    assert not isinstance(caught.value, WithheldError)
    assert frame.get("national_id") is None


def test_a_fault_in_a_withheld_column_is_not_told_to_who_may_not_see_it(room):
    write_room(room, TABLES | {"kb_firms": TABLES["kb_firms"].replace(NATIONAL_ID, "108-SECRET")})
    assert len(firms("public")) == 2
    with pytest.raises(DataError, match="108-SECRET"):
        firms("internal")


def test_a_file_that_is_not_the_recorded_one_is_told_without_its_hash(room):
    content = (room / "room.toml").read_text(encoding="utf-8")
    at = 'file = "kb_firms.csv"\n'
    (room / "room.toml").write_text(content.replace(at, f'{at}sha256 = "{"0" * 64}"\n'), encoding="utf-8")
    digest = hashlib.sha256((room / "kb_firms.csv").read_bytes()).hexdigest()
    with pytest.raises(DataError, match="the file changed since its provenance was recorded") as caught:
        firms("public")
    assert digest[:8] not in str(caught.value)
    with pytest.raises(DataError, match=digest):
        firms("internal")


def test_a_key_that_is_withheld_in_part_is_not_required(room, tmp_path):
    name = "attendance"
    assert set(withheld(name, "public")) & set(SCHEMAS[name].metadata["key"])
    rows = "S-01,نخستین شرکت‌کننده,شهرداری,city,\nS-01,دومین شرکت‌کننده,شهرداری,city,\n"
    write_room(room, TABLES | {name: ",".join(SCHEMAS[name].columns) + "\n" + rows})
    use_audience("public")
    assert len(data.load(name, room="mashhad")) == 2


def test_choices_and_names_hand_out_no_withheld_column(room):
    use_audience("public")
    for ask in (
        lambda: data.choices("experts", "name", room="mashhad"),
        lambda: data.choices("experts", "expert_id", room="mashhad", aliases=("contact",)),
        lambda: data.names("experts", "expert_id", "name", room="mashhad"),
    ):
        with pytest.raises(DataError, match="is for internal, and this report is for public"):
            ask()
    assert data.choices("experts", "expert_id", room="mashhad", aliases=None) == {"E-1": "E-1", "e-1": "E-1"}
    use_audience("internal")
    assert data.names("experts", "expert_id", "name", room="mashhad") == {"E-1": EXPERT}


def test_the_secrets_of_a_room_are_the_cells_of_its_withheld_columns(room):
    assert tables_with_secrets("mashhad", "public") == ("kb_firms", "experts")
    assert tables_with_secrets("mashhad", "internal") == ()
    found = [*secrets_of("mashhad", "kb_firms", "public"), *secrets_of("mashhad", "experts", "public")]
    assert {value for one in found for value in one.values} == set(SECRETS)
    assert [one.where for one in found if one.is_money] == ["table kb_firms of room mashhad, column revenue_rial"]
    told = [cell for _, cells in open_cells("mashhad", "public") for cell in cells]
    assert "روشنان" in told
    assert not {CONTACT, EXPERT} & set(told)


def test_secrets_are_told_without_pandas(room):
    import subprocess
    import sys

    asked = "import sys; from hamyari_lib.data.secrets import tables_with_secrets as of; "
    said = "print(of('sample', 'committee'), of('mashhad', 'public'), 'pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked + said], capture_output=True, text=True, check=True)
    ours = "('kb_firms', 'projects', 'experts', 'attendance')"
    assert done.stdout == f"{ours} ('kb_firms', 'experts') False\n"
