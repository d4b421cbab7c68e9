"""Tables of a room as Parquet and as a workbook: the same frame as from CSV."""

from __future__ import annotations

import duckdb
import pytest
import xlsxwriter
from pandas.testing import assert_frame_equal

from hamyari_lib import data
from hamyari_lib.errors import DataError


def as_parquet(own, table):
    source, target = own / f"{table}.csv", own / f"{table}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT * FROM read_csv('{source}', header=true)) TO '{target}' (FORMAT parquet)")
    return target


def as_workbook(own, table, *, sheets=("a",)):
    rows = [line.split(",") for line in (own / f"{table}.csv").read_text(encoding="utf-8").splitlines()]
    with xlsxwriter.Workbook(own / f"{table}.xlsx") as book:
        for name in sheets:
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, [int(cell) if cell.isdigit() and cell[0] != "0" else cell for cell in row])


@pytest.mark.parametrize(("write", "suffix"), [(as_parquet, "parquet"), (as_workbook, "xlsx")])
@pytest.mark.parametrize("table", ["jobs", "municipalities", "provinces"])
def test_a_table_is_the_same_in_every_form(own, spoil, write, suffix, table):
    before = data.load(table, room="own")
    write(own, table)
    spoil("room.toml", f'file = "{table}.csv"', f'file = "{table}.{suffix}"')
    assert_frame_equal(data.load(table, room="own"), before)
    assert data.ledger()[-1].rows == len(before)


def test_a_fault_in_a_workbook_is_told_by_its_row(own, spoil):
    spoil("jobs.csv", "1399,9,A,01,8,800", "1399,9,A,01,8,-1")
    as_workbook(own, "jobs")
    spoil("room.toml", 'file = "jobs.csv"', 'file = "jobs.xlsx"')
    with pytest.raises(DataError, match=r"own/jobs\.xlsx: line 3, column jobs: found '-1'"):
        data.load("jobs", room="own")


def test_a_workbook_of_two_sheets_is_refused(own, spoil):
    as_workbook(own, "jobs", sheets=("a", "b"))
    spoil("room.toml", 'file = "jobs.csv"', 'file = "jobs.xlsx"')
    with pytest.raises(DataError, match=r"own/jobs\.xlsx: has the sheets a, b; expected one"):
        data.load("jobs", room="own")


@pytest.mark.parametrize("suffix", ["parquet", "xlsx"])
def test_a_file_that_was_cut_off(own, spoil, suffix):
    written = as_parquet(own, "jobs") if suffix == "parquet" else None
    if written is None:
        as_workbook(own, "jobs")
        written = own / "jobs.xlsx"
    written.write_bytes(written.read_bytes()[:-20])
    spoil("room.toml", 'file = "jobs.csv"', f'file = "jobs.{suffix}"')
    with pytest.raises(DataError, match=rf"jobs\.{suffix}: "):
        data.load("jobs", room="own")
