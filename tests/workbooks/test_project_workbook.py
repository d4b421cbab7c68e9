"""A project's workbook: the model's figures to the last rial, computed anew, and what a banker expects."""

from __future__ import annotations

import io
import re

import numpy as np
import openpyxl
import pandas as pd
import pytest

from hamyari_lib.models.cashflow import DebtTerms, Operating, Tax, financed, lines_of, prices, worth
from hamyari_lib.models.debt import REPAYMENTS
from hamyari_lib.text import use_language
from hamyari_lib.workbooks import workbook
from hamyari_lib.workbooks.project import lay_out

SHEETS = {"assumptions": "A", "prices": "P"}
OPERATING = Operating(
    Tax(0.25, exempt_years=2, exempt_share=0.5), contingency=0.1, receivable_days=40, payable_days=25,
    depreciation_years=4, residual=0.1,
)  # fmt: skip
TERMS = DebtTerms(
    0.3, dscr=1.3, gearing=0.7, tenor_months=84, upfront_fee=0.02, yearly_fee=0.01, reserve_months=6, deposit_rate=0.12,
    lockup=1.25,
)  # fmt: skip


def lines(inflation=0.3, *, start="1405-04"):
    year = int(start[:4])
    rows = [
        ("capital_cost", "works", start, 4e11, "inflation"),
        ("capital_cost", "plant", str(year + 1), 3e11, "dollar"),
    ]
    rows += [("capital_cost", "renewal", str(year + 5), 5e10, "dollar")]
    for after in map(str, range(year + 2, year + 10)):
        rows += [("revenue", "tariff", after, 2.6e11, "tariff"), ("revenue", "rent", after, 4e10, "fixed")]
        rows += [("operating_cost", "staff", after, 6e10, "inflation")]
    table = pd.DataFrame(rows, columns=["item", "line", "period", "amount", "indexation"])
    table = table.assign(currency="rial", price_year=1404)
    return lines_of(table, prices(1404, 1420, inflation=inflation, dollar=0.27, tariff=[0.25] * 8 + [0.2] * 8))


def project(terms=TERMS, operating=OPERATING, **options):
    return financed(lines(**options), operating, terms)


def written(found, language="en", **options):
    use_language(language)
    try:
        options = {"title": "a project", "source": "a test", "real_rate": 0.06, "covenant": 1.1} | options
        return workbook(found, **options)
    finally:
        use_language("fa")


@pytest.mark.parametrize("profit", ["paid", "capitalised"])
@pytest.mark.parametrize("draw", ["pro_rata", "at_once"])
@pytest.mark.parametrize("repayment", REPAYMENTS)
def test_its_cells_are_the_models_to_the_last_rial(repayment, draw, profit):
    terms = DebtTerms(**{name: getattr(TERMS, name) for name in TERMS.__dataclass_fields__ if name != "missing"}
                      | {"repayment": repayment, "draw": draw, "construction_profit": profit})  # fmt: skip
    found = project(terms)
    flows, cells = found.flows, lay_out(found, SHEETS, real_rate=0.06, covenant=None).grid.values
    expected = {
        "cfads": flows.cfads, "debt": flows.debt.closing, "debt_service": flows.debt.service, "tax": flows.tax,
        "cash": flows.cash, "reserve": flows.reserve, "support": flows.support, "paid_in": flows.paid_in,
        "distribution": flows.distribution, "project": flows.project, "equity": flows.equity, "assets": flows.assets,
        "net_income": flows.net_income, "receivables": flows.receivables, "fund": flows.debt.fund,
        "days": flows.timeline.days[None], "level_inflation": flows.plan.level,
    }  # fmt: skip
    for key, values in expected.items():
        assert cells[key] == pytest.approx(values[0], rel=1e-9, abs=0.5), key
    assert np.abs(cells["check"]).max() < 0.5
    if repayment == "sculpted":
        built = flows.timeline.construction_months
        allowed = cells["allowed"][built] * found.amount / flows.debt.closing[0, built - 1]
        assert allowed == pytest.approx(found.limits["dscr"], rel=1e-9)


def test_without_debt_or_construction_there_is_a_workbook_too():
    for terms in (None, DebtTerms(0.3, tenor_months=1)):
        found = project(terms)
        assert found.amount == 0
        values = lay_out(found, SHEETS, real_rate=0.06, covenant=None).grid.values
        assert values["equity"] == pytest.approx(found.flows.equity[0], abs=0.5)
        assert openpyxl.load_workbook(io.BytesIO(written(found))).sheetnames[0] == "Summary"


def test_the_same_project_gives_the_same_bytes():
    found = project()
    assert written(found) == written(found)


# what a banker expects


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(io.BytesIO(written(project())))


def test_every_typed_number_is_a_blue_assumption(book):
    typed = {}
    for sheet in book:
        for cell in (one for row in sheet.iter_rows() for one in row):
            if isinstance(cell.value, int | float) or getattr(cell, "is_date", False):
                typed.setdefault(sheet.title, []).append(cell)
    assert set(typed) == {"Assumptions"}
    assert {cell.font.color.rgb for cell in typed["Assumptions"]} == {"FF0000FF"}


def test_no_formula_holds_a_number_but_those_of_the_calendar(book):
    allowed = {"0", "1", "11", "12", "13", "25", "29", "30", "31", "33", "365", "6", "7", "8"}
    for name in ("Prices", "Model", "Summary"):
        for cell in (one for row in book[name].iter_rows() for one in row):
            if isinstance(cell.value, str) and cell.value.startswith("="):
                bare = re.sub(r"'[^']*'!|\$?[A-Z]{1,3}\$?\d+", "", cell.value)
                assert set(re.findall(r"\d+\.?\d*", bare)) <= allowed, cell.value


def test_nothing_is_hidden_and_it_reads_in_the_direction_of_its_language(book):
    assert book.sheetnames == ["Summary", "Assumptions", "Prices", "Model"]
    persian = openpyxl.load_workbook(io.BytesIO(written(project(), "fa")))
    for one, is_rtl in ((book, False), (persian, True)):
        for sheet in one:
            assert sheet.sheet_state == "visible"
            assert bool(sheet.sheet_view.rightToLeft) == is_rtl
            assert not any(row.hidden for row in sheet.row_dimensions.values())
            assert not any(column.hidden for column in sheet.column_dimensions.values())


def test_what_is_not_known_says_so():
    found = project(DebtTerms(0.3, dscr=1.3), Operating(Tax(None)))
    sheet = openpyxl.load_workbook(io.BytesIO(written(found)))["Assumptions"]
    notes = {row[0].value: row[2].value for row in sheet.iter_rows() if row[2].value}
    assert notes["tax rate"] == notes["up-front fee"] == "not known; taken as 0"


# a spreadsheet computes it


def read(file):
    return {sheet.title: {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row}
            for sheet in openpyxl.load_workbook(file, data_only=True)}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fa", "en"])
def test_recomputed_it_has_the_values_that_it_held(language, recomputed, tmp_path):
    file = tmp_path / "project.xlsx"
    file.write_bytes(written(project(), language))
    held, found = read(file), read(recomputed(file))
    compared = 0
    for sheet, cells in held.items():
        for place, value in cells.items():
            again = found[sheet].get(place)
            if isinstance(value, int | float):
                assert again == pytest.approx(value, rel=1e-9, abs=0.5), (sheet, place)
                compared += 1
            elif value not in (None, ""):
                assert str(again) == str(value), (sheet, place)
    assert compared > 2000


@pytest.mark.slow
def test_changed_assumptions_give_what_the_model_gives(recomputed, tmp_path):
    terms = DebtTerms(0.3, "annuity", dscr=None, allotment=1e11, tenor_months=84, reserve_months=6, deposit_rate=0.12)
    before, after = project(terms), project(terms, Operating(Tax(0.1), contingency=0.2), inflation=0.4)
    book = openpyxl.load_workbook(io.BytesIO(written(before)))  # openpyxl drops the values that it held
    new = openpyxl.load_workbook(io.BytesIO(written(after)))
    changed = 0
    for row in new["Assumptions"].iter_rows():
        for cell in row:
            if isinstance(cell.value, int | float) and book["Assumptions"][cell.coordinate].value != cell.value:
                book["Assumptions"][cell.coordinate] = cell.value
                changed += 1
    assert changed >= 10
    file = tmp_path / "changed.xlsx"
    book.save(file)
    summary = {row[0]: row[1] for row in openpyxl.load_workbook(recomputed(file), data_only=True)["Summary"].values}
    flows = after.flows
    for name, of in (("project", flows.project[0]), ("owner", flows.equity[0])):
        expected = worth(of, flows.plan.level[0], flows.timeline.years, real_rate=0.06)
        said = {"project": ("net present value of the project without debt", "real return of the project"),
                "owner": ("net present value to the owner", "real return of the owner")}[name]  # fmt: skip
        assert summary[said[0]] == pytest.approx(expected.npv, abs=0.5)
        assert summary[said[1]] == pytest.approx(expected.real_rates[0], abs=1e-8)
    assert summary["sources less uses"] == summary["debt at the end"] == 0
    assert summary["least cover ratio"] == pytest.approx(np.nanmin(flows.dscr), rel=1e-9)


def test_the_timeline_refuses_other_numbers_and_the_rest_what_cannot_be(book):
    sheet = book["Assumptions"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    labels = {row[0].value: row[1] for row in sheet.iter_rows() if isinstance(row[0].value, str)}
    for name in ("months of construction", "years of operation", "Jalali year of the start", "base year of prices"):
        cell = labels[name]
        rule = rules[cell.coordinate]
        assert (rule.operator, float(rule.formula1)) == ("equal", cell.value)
        assert "make a new workbook" in rule.error
        assert cell.fill.fgColor.rgb.endswith("E7E6E6")
    assert rules[labels["tax rate"].coordinate].operator in (None, "between")
    assert labels["amount of debt, rials"].number_format == "#,##0"


@pytest.mark.slow
def test_a_project_of_part_of_a_year_with_renewals_recomputes_too(recomputed, tmp_path):
    rows = [
        ("capital_cost", "کار", "1405-03", 5e11), ("capital_cost", "نوسازی", "1407", 6e10),
        ("revenue", "فروش", "1405-09", 6e10), ("revenue", "فروش", "1406", 3e11), ("revenue", "فروش", "1407", 3e11),
        ("revenue", "فروش", "1408", 3.2e11),
        ("operating_cost", "هزینه", "1406", 5e10), ("operating_cost", "هزینه", "1407", 5e10),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["item", "line", "period", "amount"]).assign(
        currency="rial", price_year=1404, indexation="inflation"
    )
    lines = lines_of(frame, prices(1404, 1408, inflation=0.3, dollar=0.3, tariff=0.3))
    assert lines.timeline.last_months == 4
    found = financed(lines, Operating(Tax(0.25), receivable_days=30), DebtTerms(0.25, dscr=1.2, lockup=1.2))
    file = tmp_path / "project.xlsx"
    file.write_bytes(written(found))
    held, again = read(file), read(recomputed(file))
    for name, cells in held.items():
        for place, value in cells.items():
            if isinstance(value, float | int):
                assert again[name][place] == pytest.approx(value, rel=1e-9, abs=0.5), (name, place)
