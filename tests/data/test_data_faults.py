"""Bad tables: each fault is one line that says where, what was found, what was expected and what to do."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamyari_lib import data
from hamyari_lib.data.checking import typed
from hamyari_lib.data.files import cut
from hamyari_lib.errors import DataError


def faults(table: str = "jobs") -> tuple[str, ...]:
    with pytest.raises(DataError) as caught:
        data.load(table, room="own")
    assert all("\n" not in fault for fault in caught.value.faults)
    return caught.value.faults


JOBS = "a whole number of jobs, 0 or more; correct the cell."


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("8,800", "8,abc", f"own/jobs.csv: line 3, column jobs: found 'abc'; expected {JOBS}"),
        ("8,800", "8,-1", f"own/jobs.csv: line 3, column jobs: found '-1'; expected {JOBS}"),
        ("8,800", "8,8.5", f"own/jobs.csv: line 3, column jobs: found '8.5'; expected {JOBS}"),
        ("8,800", "8,1_000", f"own/jobs.csv: line 3, column jobs: found '1_000'; expected {JOBS}"),
        ("8,800", "8," + "9" * 30, f"own/jobs.csv: line 3, column jobs: found '{'9' * 30}'; expected {JOBS}"),
        ("8,800", '8,"1,000"', f"own/jobs.csv: line 3, column jobs: found '1,000'; expected {JOBS}"),
        ("8,800", "8,nan", f"own/jobs.csv: line 3, column jobs: found 'nan'; expected {JOBS}"),
        (
            "8,800", "8, ",
            "own/jobs.csv: line 3, column jobs: found nothing; "
            "expected a whole number of jobs, 0 or more; fill the cell.",
        ),
        (
            "A,01,7", "A,1,7",
            "own/jobs.csv: line 2, column isic_division: found '1'; "
            "expected a division of two digits such as 01; correct the cell.",
        ),
        (
            "A,01,7", "A,۰۱,7",
            "own/jobs.csv: line 2, column isic_division: found '۰۱'; "
            "expected a division of two digits such as 01; correct the cell.",
        ),
        (
            "1398,", "2019,",
            "own/jobs.csv: line 2, column year: found '2019'; "
            "expected a whole number (Jalali year), 1300 to 1499; correct the cell.",
        ),
        (
            "1398,", "1399,",
            "own/jobs.csv: line 3, columns year, province_code, isic_division: found 1399, 9, 01, as on line 2; "
            "expected each only once; remove or correct one.",
        ),
        ("8,800", "8", "own/jobs.csv: line 3: found 5 values; expected 6, one for each column; complete the row."),
        (
            "8,800", "8,1,000",
            "own/jobs.csv: line 3: found 7 values; expected 6, one for each column; "
            "put a value that has a comma in it between double quotes.",
        ),
        (
            "sample_n", "sampl_n",
            "own/jobs.csv: line 1: column sample_n is missing; "
            "found year, province_code, isic_section, isic_division, sampl_n, jobs; rename 'sampl_n' to it.",
        ),
        (
            "sample_n", "year",
            "own/jobs.csv: line 1: column year is there 2 times; expected once; remove the others.",
        ),
        ("sample_n", "", "own/jobs.csv: line 1: column 5 has no name; expected a name in each; name or remove it."),
        (
            "8,800", '8,"800',
            "own/jobs.csv: line 3: is not regular CSV (unexpected end of data); "
            "expected values between commas, with every double quote closed; correct the row.",
        ),
    ],
)  # fmt: skip
def test_a_fault_is_one_exact_line(spoil, old, new, expected):
    spoil("jobs.csv", old, new)
    assert expected in faults()


def test_all_faults_are_told_in_the_order_of_the_file(spoil):
    spoil("jobs.csv", "1398,9,A,01,7,700", "98,x,A,01,0,x")
    spoil("jobs.csv", "9,900", "9")
    spoil("jobs.csv", "8,800", "-8,800")
    told = [fault.split(":")[1].strip() for fault in faults()]
    line_2 = ["province_code", "jobs", "year", "sample_n"]
    assert sorted(told[:4]) == sorted(f"line 2, column {column}" for column in line_2)
    assert told[4:] == ["line 3, column sample_n", "line 4"]


def test_a_quoted_line_break_does_not_shift_the_line_numbers(spoil):
    spoil("municipalities.csv", "مشهد,مشهد,3,12", '"مش\nهد",مشهد,3,12')
    spoil("municipalities.csv", "نیشابور,,", "نیشابور,,13")
    assert [fault.split(":")[1] for fault in faults("municipalities")] == [" line 4, column municipality_grade"]


def test_an_unexpected_column_is_named(spoil):
    spoil("municipalities.csv", "municipality_grade", "municipality_grade,note")
    assert any("column 'note' is not expected" in fault for fault in faults("municipalities"))


def test_twenty_faults_are_shown_and_the_rest_counted(own):
    rows = "".join(f"1399,{n},A,01,1,x\n" for n in range(30))
    (own / "jobs.csv").write_text("year,province_code,isic_section,isic_division,sample_n,jobs\n" + rows)
    told = faults()
    assert len(told) == 21
    assert told[-1] == "and 10 more faults."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\n\n", "the file is empty"),
        (b"year,province_code,isic_section,isic_division,sample_n,jobs\n", "has a header but no rows"),
        (b"year;jobs\n1399;5\n", "separated by ';'; expected commas"),
        (b"PK\x03\x04rest", "is an Excel workbook"),
        ("year,jobs\n".encode("utf-16"), "is in UTF-16"),
        (b"year,jobs\n1399,\x00\n", "line 2: has a zero byte"),
        ("year,jobs\n1399,مشهد و یزد\n".encode("cp1256", "replace"), "looks like Windows Arabic (CP1256)"),
        (b"year,jobs\n1399,\xd7\n", "line 2: byte 16 (0xD7) is not UTF-8; save it as"),
    ],
)
def test_a_file_that_is_no_table_says_what_it_is(own, content, words):
    (own / "jobs.csv").write_bytes(content)
    (fault,) = faults()
    assert fault.startswith("own/jobs.csv: ")
    assert words in fault


def test_a_missing_file(own):
    (own / "jobs.csv").unlink()
    assert faults() == (
        "own/jobs.csv: the file is missing; put it back, or correct 'file' of [tables.jobs] in own/room.toml.",
    )


def test_a_folder_in_the_place_of_the_file(own):
    (own / "jobs.csv").unlink()
    (own / "jobs.csv").mkdir()
    assert faults()[0].startswith("own/jobs.csv: the file")


def test_a_locked_file(own, monkeypatch):
    real = Path.read_bytes

    def locked(path: Path) -> bytes:
        if path.name == "jobs.csv":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", locked)
    (fault,) = faults()
    assert "close it in Excel" in fault


def test_a_changed_file_is_told_with_its_other_faults(own, spoil):
    digest = hashlib.sha256((own / "jobs.csv").read_bytes()).hexdigest()
    spoil("room.toml", 'file = "jobs.csv"', f'file = "jobs.csv"\nsha256 = "{digest}"')
    assert len(data.load("jobs", room="own")) == 3
    spoil("jobs.csv", "8,800", "8,x")
    changed, other = faults()
    assert "changed since its provenance was recorded" in changed
    assert "column jobs: found 'x'" in other


def test_a_row_that_contradicts_itself():
    header = (
        "symbol,ifb_page_id,name_fa,category_fa,par_rial,issue_jdate,maturity_jdate,coupon_pct,coupon_interval_months"
    )
    row = "a,1,b,c,1000000,1400/01/01,1399/12/29,18,3"
    with pytest.raises(DataError) as caught:
        typed(cut(f"{header}\n{row}\n".encode(), "own/bond_terms.csv"), data.schema("bond_terms"))
    (fault,) = caught.value.faults
    assert fault == (
        "own/bond_terms.csv: line 2, the row: found issue_jdate '1400/01/01', maturity_jdate '1399/12/29'; "
        "expected a maturity_jdate after issue_jdate; correct the row."
    )


def test_a_dangling_reference_is_found_by_check_room(spoil):
    spoil("jobs.csv", "1398,9,A,01", "1398,77,A,04")
    with pytest.raises(DataError) as caught:
        data.check_room("own")
    assert caught.value.faults == (
        "own/jobs.csv: line 2, column province_code: found 77; expected a province_code of table provinces; "
        "correct the cell or add it there.",
        "own/jobs.csv: line 2, column isic_division: found '04'; expected a code of table isic_titles; "
        "correct the cell or add it there.",
    )


SHARES = (
    "share_id,purpose,precedent,valid_from,profit_share,principal_share,guarantee_share,law_fa,law_en,source,source_fa,"
    "status\n"
)


@pytest.fixture
def own_shares(add):
    """``own_shares(row)`` puts a table of the state's shares with this one row into the room ``own``."""
    return lambda row: add("state_shares", SHARES + row + "\n")


def test_a_blank_reference_refers_to_nothing(own_shares):
    own_shares("a,rail,,1403,0.5,,,ق,law,s,م,published")
    assert data.check_room("own")["state_shares"] == 1


def test_a_reference_that_is_not_blank_must_be_there(own_shares):
    own_shares("a,rail,mashhad_1397,1403,0.5,,,ق,law,s,م,published")
    with pytest.raises(DataError) as caught:
        data.check_room("own")
    assert caught.value.faults == (
        "own/state_shares.csv: line 2, column precedent: found 'mashhad_1397'; expected a precedent of table "
        "instrument_precedents; correct the cell or add it there.",
    )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            "a,rail,,1403/13/01,0.5,,,ق,law,s,م,published",
            "column valid_from: found '1403/13/01'; expected a Jalali date such as 1399/01/31, or a Jalali year such "
            "as 1399; correct the cell.",
        ),
        (
            "a,rail,,2018,0.5,,,ق,law,s,م,published",
            "column valid_from: found '2018'; expected a Jalali date such as 1399/01/31, or a Jalali year such as "
            "1399; correct the cell.",
        ),
        (
            "a,rail,,1403,50,,,ق,law,s,م,published",
            "column profit_share: found '50'; expected a number (fraction), 0 to 1; correct the cell.",
        ),
        (
            "a,metro,,1403,0.5,,,ق,law,s,م,published",
            "column purpose: found 'metro'; expected a text, one of: rail, bus, transport, other; correct the cell.",
        ),
        (
            "a,rail,,1403,0.5,,,ق,law,s,م,law",
            "column status: found 'law'; expected a text, one of: published, bill stage, not found; correct the cell.",
        ),
    ],
)
def test_a_share_that_does_not_fit_is_one_exact_line(own_shares, row, expected):
    own_shares(row)
    assert faults("state_shares") == (f"own/state_shares.csv: line 2, {expected}",)


def test_check_room_counts_rows_and_writes_no_ledger(own):
    before = data.ledger()
    assert data.check_room("own") == {"provinces": 2, "jobs": 3, "municipalities": 2}
    assert data.ledger() == before


JOBS_FILE = b"year,province_code,isic_section,isic_division,sample_n,jobs\n1398,9,A,01,7,700\n1399,9,A,01,8,800\n"


@settings(max_examples=150)
@given(place=st.integers(0, len(JOBS_FILE)), length=st.integers(0, 12), put=st.one_of(st.binary(max_size=8), st.text()))
def test_whatever_the_bytes_a_table_is_read_or_refused(place, length, put):
    inserted = put if isinstance(put, bytes) else put.encode("utf-8", "surrogatepass")
    content = JOBS_FILE[:place] + inserted + JOBS_FILE[place + length :]
    frame, told = None, ()
    try:
        frame = typed(cut(content, "own/jobs.csv"), data.schema("jobs"))
    except DataError as error:
        told = error.faults
    assert (frame is None) == bool(told)
    assert all(fault.startswith(("own/jobs.csv: ", "and ")) for fault in told)
    assert frame is None or ((frame["jobs"] >= 0).all() and frame.notna().all().all())
