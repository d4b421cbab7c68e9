"""What a room holds: known cells, withheld ones that are not blank, dates as stated, what missing tables rule out."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib.jalali import JalaliDate
from hamyari_lib.models import coverage

FRAME = pd.DataFrame({"id": [1, 2, 3, 4], "a": [1, None, 3, 4], "b": [None] * 4})
DECLARED = {"t": {"id": False, "a": True, "b": True, "secret": True}}
HIDDEN = {"t": ("secret",)}


def test_shares_by_column_and_by_table():
    cells = coverage.known_cells({"t": FRAME}, DECLARED, HIDDEN)
    assert cells["share"].tolist()[:3] == [1, 0.75, 0]
    table = coverage.known_by_table(cells).loc["t"]
    assert (table["all"], table["required"], table["optional"], table["withheld"]) == (7 / 12, 1, 3 / 8, 1)


def test_a_withheld_column_is_not_a_blank_one():
    cells = coverage.known_cells({"t": FRAME}, DECLARED, HIDDEN).set_index("column")
    assert cells.loc["secret", "is_withheld"]
    assert cells.loc["secret", ["known", "share"]].isna().all()
    assert cells.loc["b", "share"] == 0
    only = coverage.known_by_table(
        coverage.known_cells({"t": FRAME[["id"]]}, {"t": {"id": False, "secret": True}}, HIDDEN)
    )
    assert only["optional"].isna().all()
    assert only.loc["t", "all"] == 1


@given(st.lists(st.lists(st.none() | st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=8))
def test_known_and_blank_cells_are_all_cells(rows):
    frame = pd.DataFrame(rows, columns=list("abc"))
    cells = coverage.known_cells({"t": frame}, {"t": dict.fromkeys("abc", True)}, {})
    assert cells["known"].sum() + frame.isna().to_numpy().sum() == frame.size
    assert coverage.known_by_table(cells).loc["t", "all"] == pytest.approx(frame.notna().to_numpy().mean())


def test_a_room_without_tables_has_no_shares():
    cells = coverage.known_cells({}, DECLARED, {})
    assert cells.empty
    assert coverage.known_by_table(cells).empty


def test_references_that_lead_somewhere():
    frames = {"t": pd.DataFrame({"to": ["x", "y", None]}), "other": pd.DataFrame({"key": ["x"]})}
    references = {"t": {"to": ("other", "key"), "away": ("absent", "key")}}
    found = coverage.resolved_references(frames, references, {})
    assert found["t"] == 0.5
    assert pd.isna(found["other"]), "it refers to nothing"
    assert coverage.resolved_references(frames, references, {"t": ("to",)}).isna().all()


@pytest.mark.parametrize(
    ("as_of", "end"),
    [
        ("1399", "1399/12/30"),
        ("1405-04", "1405/04/31"),
        ("the date of each row, 1397/02/29 to 1400/02/22; one row undated", "1400/02/22"),
        ("1397/04/12 and 1403", "1403/12/30"),
        ("the year of each row, 1397 to 1405", "1405/12/29"),
        ("2023", "1402/10/10"),
        ("2008, NACE Rev.2", "1387/10/11"),
        ("2020", "1399/10/11"),
        ("1404/11/31", "1404/11/30"),  # a day too many is still that month
        ("the dates in its rows", None),
        ("page 13991", None),
    ],
)
def test_the_end_of_what_a_table_states(as_of, end):
    found = coverage.stated_end(as_of)
    assert (None if found is None else str(found)) == end


def test_a_gregorian_year_ends_in_december():
    for year in range(1990, 2100):
        assert coverage.stated_end(str(year)).gregorian.isoformat() == f"{year}-12-31"


@pytest.mark.parametrize(
    ("end", "day", "months"),
    [((1403, 12, 30), (1405, 4, 31), 16), ((1404, 1, 31), (1404, 2, 30), 0), ((1404, 1, 31), (1404, 2, 31), 1),
     ((1404, 6, 31), (1404, 7, 30), 1), ((1405, 12, 29), (1405, 4, 31), 0)],
)  # fmt: skip
def test_age_in_whole_months(end, day, months):
    assert coverage.age_months(JalaliDate(*end), JalaliDate(*day)) == months


def test_without_a_day_there_is_no_age():
    assert coverage.age_months(JalaliDate(1400, 1, 1), None) is None
    assert coverage.graded_age(None, fresh=24) == "unknown"


NEEDED = {"one": ("a", "b"), "two": ("b", "c"), "three": ("c",), "four": ("a",)}


def test_what_to_collect_next():
    found = coverage.next_tables(NEEDED, {"a"})
    assert found.values.tolist() == [["b", ("one",), ("one", "two")], ["c", ("three",), ("two", "three")]]
    assert coverage.reports_now(NEEDED, {"a"})["is_open"].tolist() == [False, False, False, True]
    assert coverage.next_tables(NEEDED, {"a", "b", "c"}).empty


@given(st.sets(st.sampled_from("abc")))
def test_a_table_opens_what_it_says(present):
    for row in coverage.next_tables(NEEDED, present).itertuples():
        before = coverage.reports_now(NEEDED, present)["is_open"]
        after = coverage.reports_now(NEEDED, {*present, row.table})["is_open"]
        assert tuple(after.index[after & ~before]) == row.opens
