"""The made-up province: the same bytes again, within its schemas, plausible, marked as such, and of any size."""

import io

import numpy as np
import openpyxl
import pandas as pd
import pytest
from test_filled_in_template import complaints, say_where_from

from hamyari_lib import data
from hamyari_lib.data import illustrate
from hamyari_lib.data import template_marks as marks
from hamyari_lib.data.illustrate.__main__ import main
from hamyari_lib.data.illustrate.projects import declared
from hamyari_lib.data.illustrate.writing import as_csv
from hamyari_lib.data.importing import import_files
from hamyari_lib.data.importing.prepared import About
from hamyari_lib.data.in_words import labels_of
from hamyari_lib.data.schemas import SCHEMAS
from hamyari_lib.data.template import FILLED_IN, template

RANDOM_INDEX = 1.24  # Saaty's, for six criteria


@pytest.fixture(scope="module")
def made():
    return illustrate.province()


@pytest.fixture
def seen(monkeypatch):
    monkeypatch.setattr("hamyari_lib.data.audience._audience", "internal")


def test_the_sample_is_what_a_run_writes(made):
    for table, rows in made.items():
        assert (data.room_path("sample") / f"{table}.csv").read_text(encoding="utf-8") == as_csv(table, rows), table


def test_what_it_makes_is_marked_and_nothing_else_is(made):
    kinds = {table: data.provenance("sample", table).kind for table in data.tables("sample")}
    assert {table for table, kind in kinds.items() if kind == "illustrative"} == {*made, "match_labels"}


def test_another_seed_makes_another_province(made):
    other = illustrate.province(seed=7)
    assert other["needs"] != made["needs"]
    assert other["projects"] == made["projects"], "what is declared does not hang on the dice"


def test_no_firm_supplier_or_person_can_be_taken_for_a_real_one(made):
    assert all(str(row["name"]).endswith("(ساختگی)") for row in made["kb_firms"])
    assert all(str(row["national_id"]).startswith("99") for row in made["kb_firms"])
    for table, column in (("needs", "current_supplier"), ("experts", "name"), ("attendance", "participant"),
                          ("decisions", "owner"), ("quotes", "symbol"), ("quotes", "source")):  # fmt: skip
        assert all("ساختگی" in str(row[column]) for row in made[table] if row[column]), (table, column)
    contacts = [row["contact"] for table in ("kb_firms", "experts", "attendance") for row in made[table]]
    assert all(str(contact).endswith(".invalid") for contact in contacts if contact)


def test_the_readme_tells_what_there_is(made):
    readme = (data.room_path("sample") / "README.md").read_text(encoding="utf-8")
    cities = len({row["municipality"] for row in made["needs"]})
    came, decided = len(made["attendance"]), len(made["decisions"])
    for said in (
        f"{len(made['needs'])} needs of {cities} municipalities", f"{len(made['kb_firms'])} knowledge-based firms",
        f"{len(made['projects'])} projects", f"{len(made['judgements'])} judgements", f"{len(made['scores'])} scores",
        f"{came} who came, {decided} decisions", f"{len(data.load('match_labels'))} pairs",
    ):  # fmt: skip
        assert said in readme, said


def test_larger_cities_and_firms_have_more(seen):
    people = data.load("municipalities").set_index("municipality")["population_1395"].dropna().astype(float)
    budget = data.load("municipal_budget").query("jalali_year == 1404").set_index("municipality")
    revenue = budget.loc[people.index, "own_revenue_rial"].astype(float)
    assert people.corr(revenue, method="spearman") > 0.9
    firms = data.load("kb_firms").dropna(subset=["staff", "revenue_rial"])
    assert firms["staff"].astype(float).corr(firms["revenue_rial"].astype(float), method="spearman") > 0.6
    bins = data.load("needs").query("unit == 'عدد' and budget_line == 'مدیریت پسماند'").dropna(subset="yearly_quantity")
    size = bins["municipality"].map(people).fillna(5_000).astype(float)
    assert size.corr(bins["yearly_quantity"], method="spearman") > 0.7


def test_budgets_lie_by_those_that_were_published():
    budget = data.load("municipal_budget").set_index(["municipality", "jalali_year"])["total_budget_rial"]
    assert budget["سبزوار", 1402] == pytest.approx(9.5e12, rel=0.35)  # the bill
    nishapur = 1_956_438_350_000  # of 1399; prices rose 2.9 times to 1402 by the World Bank's inflation
    assert 2.9 * nishapur < budget["نیشابور", 1402] < 6 * nishapur


def test_a_project_costs_and_earns_what_its_lines_say():
    flows = data.load("project_cashflow")
    for name, one in declared().items():
        for item, lines, shares in (
            ("capital_cost", one["capital"], sum(one["spent"])),
            ("operating_cost", one["operating"], one["years"]),
            ("revenue", one["earned"], sum(one["ramp"]) + one["years"] - len(one["ramp"])),
        ):
            mine = flows[(flows["project_id"] == name) & (flows["item"] == item)]
            for line in lines:
                whole = line["quantity"] * line.get("dollars", line.get("price", 0) * 1e6) * shares
                assert mine.loc[mine["line"] == line["line"], "amount"].sum() == pytest.approx(whole, rel=1e-9)
            assert set(mine["line"]) == {line["line"] for line in lines}
        assert sum(one["spent"]) == pytest.approx(1)


def test_three_experts_contradict_themselves_and_one_left_pairs_out():
    judged = data.load("judgements")
    ratios = {expert: consistency(rows) for expert, rows in judged.groupby("expert_id") if len(rows) == 15}
    assert sorted(expert for expert, ratio in ratios.items() if ratio > 0.1) == ["E-4", "E-6", "E-9"]
    assert len(ratios) == 8


def consistency(rows):
    names = sorted({*rows["left"], *rows["right"]})
    matrix = pd.DataFrame(np.eye(len(names)), index=names, columns=names)
    for row in rows.itertuples():
        matrix.loc[row.left, row.right], matrix.loc[row.right, row.left] = row.value, 1 / row.value
    largest = max(np.linalg.eigvals(matrix.to_numpy()).real)
    return (largest - len(names)) / (len(names) - 1) / RANDOM_INDEX


def test_a_bill_costs_what_its_yield_says():
    bills = data.load("quotes").query("kind == 'treasury_bill'").dropna(subset="yield_pct")
    days = [(gregorian(row.maturity_date) - gregorian(row.date)).days for row in bills.itertuples()]
    price = 1e6 / (1 + bills["yield_pct"] / 100) ** (np.array(days) / 365)
    assert len(bills) > 80
    assert np.allclose(bills["price_rial"], price, rtol=2e-4)  # the yield is rounded to a hundredth of a per cent


def gregorian(written):
    from hamyari_lib.jalali import JalaliDate

    return JalaliDate(*map(int, written.split("/"))).gregorian


# a room of one's own


@pytest.fixture
def rooms(tmp_path, monkeypatch):
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path / "rooms"))
    (tmp_path / "rooms").mkdir()
    return tmp_path / "rooms"


@pytest.mark.slow
def test_a_province_of_any_size_goes_into_a_room_of_its_own(rooms, capsys):
    assert main(["--room", "large", "--needs", "20000", "--firms", "10000", "--seed", "3"]) == 0
    assert "17 made-up tables" in capsys.readouterr().out
    counts = data.check_room("large")
    assert (counts["needs"], counts["kb_firms"], counts["jobs"]) == (20_000, 10_000, 13_385)
    assert data.provenance("large", "needs").kind == "illustrative"
    assert data.load("kb_firms", room="large")["name"].is_unique


def test_a_room_that_is_there_is_left_alone(rooms, capsys):
    assert main(["--room", "small", "--needs", "5", "--firms", "5"]) == 0
    before = {path.name: path.read_bytes() for path in (rooms / "small").iterdir()}
    assert main(["--room", "small", "--needs", "9", "--firms", "9"]) == 2
    assert "room small is there already" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in (rooms / "small").iterdir()} == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--needs", "500"], "the sample has one size and one seed"),
        (["--room", "x", "--needs", "0"], "0: expected a whole number, 1 or more"),
        (["--room", "x", "--firms", "many"], "many: expected a whole number, 1 or more"),
    ],
)
def test_a_slip_writes_nothing(rooms, capsys, arguments, said):
    before = (data.room_path("sample") / "room.toml").read_bytes()
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert said in capsys.readouterr().err
    assert not list(rooms.iterdir())
    assert (data.room_path("sample") / "room.toml").read_bytes() == before


@pytest.mark.slow
def test_the_template_filled_from_it_goes_in_without_a_complaint(made, rooms, tmp_path):
    tables = [table for table in FILLED_IN if table in made]
    assert len(tables) == len(made)
    book = openpyxl.load_workbook(io.BytesIO(template(tables)))
    for table in tables:
        labels = {name: labels_of(column) for name, column in SCHEMAS[table].columns.items()}
        rows = [{name: labels[name].get(value, value) for name, value in row.items()} for row in made[table]]
        fill_all(book, table, rows)
    say_where_from(book, tables, kind="ساختگی")
    book.save(tmp_path / "filled.xlsx")
    result = import_files([tmp_path / "filled.xlsx"], room_name="own", province="خراسان رضوی")
    assert complaints(result) == []
    assert {one.table: one.added for one in result.tables} == {table: len(rows) for table, rows in made.items()}
    for table in tables:
        assert data.load(table, room="own").equals(data.load(table)), table


def fill_all(book, table, rows):
    """A row of the sheet for each row, blank where it is."""
    sheet = book[marks.sheet_name(SCHEMAS[table])]
    headers = {cell.value: cell.column for cell in sheet[3]}
    for place, row in enumerate(rows, start=4):
        for name, column in SCHEMAS[table].columns.items():
            sheet.cell(place, headers[marks.header(column)]).value = row[name] if row[name] != "" else None


def test_nobody_elses_rows_are_held_against_what_was_made_up(rooms, tmp_path):
    """The sample's cities are published and stand in for those of a room that has none; its projects do not."""
    columns = list(SCHEMAS["project_cashflow"].columns)
    file = tmp_path / "project_cashflow.csv"
    file.write_text(f"{','.join(columns)}\nX-9,capital_cost,ساخت,1405,10,rial,1404,fixed\n", encoding="utf-8")
    result = import_files([file], room_name="own", province="خراسان رضوی", about=About("real", source="دفتر فنی"))
    assert complaints(result) == []
    assert data.check_room("own") == {"project_cashflow": 1}
    book = openpyxl.load_workbook(io.BytesIO(template(["project_cashflow", "needs"])))
    offered = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "P-24" not in offered
    assert "کاشمر" in offered
