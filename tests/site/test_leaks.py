"""The second line: a page, or a file beside it, that tells a confidential value is not put in place."""

from dataclasses import replace

import pytest
from confidential_room import CONTACT, EXPERT, NATIONAL_ID, REVENUE, SECRETS, TABLES, write_room
from nbformat.v4 import new_markdown_cell
from site_samples import (
    FAILURE,
    REPORT,
    code,
    leave_run,
    line,
    manifest,
    notebook,
    output,
    parameters_of,
    prose,
    table,
)

from hamyari_lib import text
from hamyari_lib.data.secrets import Secret
from hamyari_lib.errors import DataError
from hamyari_lib.records import Column, Figure, Note, Statement, Table
from hamyari_lib.site import Guard, LeakError, build_index, publish, publish_all, relink

pytestmark = pytest.mark.slow

WITHHELD = ("national_id", "revenue_rial", "contact")
READ = replace(line("kb_firms"), room="mashhad", withheld=WITHHELD)


@pytest.fixture(autouse=True)
def room(tmp_path, monkeypatch):
    write_room(tmp_path / "rooms" / "mashhad")
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path / "rooms"))
    return tmp_path / "rooms" / "mashhad"


@pytest.fixture
def reports(tmp_path):
    """A folder of reports with one good run, which tells nothing; a later run is to be left by the test."""
    reports = tmp_path / "reports"
    leave_run(reports, manifest(ledger=(READ,)), notebook())
    publish(reports, REPORT, parameters_of=parameters_of)
    return reports


def later(reports, *cells, **changes):
    """A later run of the same report with ``cells`` at its end, and what publishing it says."""
    made = manifest(run="20261123T105517Z-ab12cd", **({"ledger": (READ,)} | changes))
    content = notebook()
    content.cells += cells
    leave_run(reports, made, content)
    return publish(reports, REPORT, parameters_of=parameters_of)


def one_cell(value):
    column = Column("a", "الف", "text" if isinstance(value, str) else "rial")
    return Table("firms", "شرکت‌ها", (column,), ((value,),), "منبع")


SVG = f'<svg xmlns="http://www.w3.org/2000/svg"><!-- {EXPERT} --><path d="M 0 0"/></svg>'
PICTURE = Figure("who", "عنوان", "شرح", "منبع", "image/svg+xml", 10, 10)
TOLD = {
    "prose": (prose(f"با سپاس از {EXPERT.replace(chr(0x200C), ' ')}.", "fa"), "the page"),
    "bold in part": (prose(f"با سپاس از **{EXPERT.split()[0]}** {' '.join(EXPERT.split()[1:])}.", "fa"), "the page"),
    "a note": (code("x", output(Note("finding", (Statement(f"شناسه {text.digits(NATIONAL_ID, language='fa')}"),)))),
               "the page"),
    "a table": (code("x", output(one_cell(float(REVENUE)))), "a CSV download"),
    "a table's download": (code("x", output(one_cell(CONTACT))), "an XLSX download"),
    "the code": (code(f"firms[firms.national_id == '{NATIONAL_ID}']"), "its code"),
    "a figure": (code("x", output(PICTURE, **{"image/svg+xml": SVG})), "a figure"),
    "an attribute": (code("x", output(replace(PICTURE, alt=f"نمودار {EXPERT}"), **{"image/svg+xml": "<svg/>"})),
                     "the page"),
    "an amount, rounded": (prose("درآمد ۷٬۳۹۱٫۸ میلیارد ریال بود.", "fa"), "the page"),
}  # fmt: skip


@pytest.mark.parametrize("where", TOLD)
def test_a_page_that_tells_a_confidential_value_is_not_put_in_place(reports, where):
    cell, part = TOLD[where]
    site = {path: path.read_bytes() for path in (reports / "site").rglob("*") if path.is_file()}
    with pytest.raises(LeakError) as caught:
        later(reports, cell)
    assert part in str(caught.value)
    assert "holds what is for others than public: a value of table" in str(caught.value)
    assert not [value for value in SECRETS if value in str(caught.value)]
    assert {path: path.read_bytes() for path in (reports / "site").rglob("*") if path.is_file()} == site


def test_the_fault_names_table_room_and_column(reports):
    with pytest.raises(LeakError) as caught:
        later(reports, prose(f"{EXPERT} {NATIONAL_ID}", "fa"))
    assert [fault.partition("a value of ")[2].partition(";")[0] for fault in caught.value.faults] == [
        "table experts of room mashhad, column name",
        "table kb_firms of room mashhad, column national_id",
    ]


def test_the_same_page_is_published_for_those_who_may_see_it(reports):
    published = later(reports, TOLD["prose"][0], audience="internal", ledger=(replace(READ, withheld=()),))
    assert EXPERT.split()[0] in published.page.read_text(encoding="utf-8")


def test_a_page_that_reads_another_room_is_not_searched_for_this_one(reports):
    assert later(reports, TOLD["prose"][0], ledger=(line(),), parameters={}).page.exists()


def test_the_room_of_the_form_counts_where_nothing_was_read_of_it(reports):
    with pytest.raises(LeakError):
        later(reports, TOLD["prose"][0], ledger=(), parameters={"data_room": "mashhad"})


def test_values_of_parameters_are_searched_for(reports):
    guard = Guard(lambda viewer: [Secret("parameter reserve_price of tender", ("512340000000",), True)])
    leave_run(reports, manifest(run="20261124T105517Z-ab12cd", ledger=()),
              notebook() | {"cells": [new_markdown_cell("۵۱۲٫۳۴ میلیارد ریال")]})  # fmt: skip
    with pytest.raises(LeakError, match="a value of parameter reserve_price of tender"):
        publish(reports, REPORT, parameters_of=parameters_of, guard=guard)


def test_a_failed_attempt_that_tells_a_value_is_not_published_beside_the_good_page(reports):
    failure = replace(FAILURE, message=f"ValueError: {EXPERT}")
    with pytest.raises(LeakError):
        later(reports, state="failed", failure=failure)
    assert not list((reports / "site").rglob("*.failed.html"))


def test_the_index_leaves_out_a_report_that_would_tell_and_names_it(reports):
    leave_run(reports, manifest("yazd", title=f"گزارش {EXPERT}", ledger=(READ,)), notebook())
    index = build_index(reports)
    (leak,) = index.leaks
    assert leak.startswith("02_sector_structure/yazd.fa: left out of the index: the page holds what is for others")
    assert index.reports == 1
    html = (reports / "site" / "index.html").read_text(encoding="utf-8")
    assert "razavi_khorasan" in html
    assert EXPERT not in html


def test_the_titles_of_other_reports_are_searched_too(reports):
    """A report whose title tells has a page from before; a page that would link to it is not made."""
    leave_run(reports, manifest("yazd", ledger=(READ,)), notebook())
    publish(reports, "02_sector_structure/yazd.fa", parameters_of=parameters_of)
    leave_run(reports, manifest("yazd", run="20261125T105517Z-ab12cd", title=EXPERT, ledger=(READ,)), notebook())
    with pytest.raises(LeakError):
        relink(reports, [REPORT], parameters_of=parameters_of)
    assert EXPERT not in (reports / "site" / f"{REPORT}.html").read_text(encoding="utf-8")


def test_publishing_all_tells_of_each_leak_and_publishes_the_rest(reports):
    leave_run(reports, manifest("yazd", ledger=(READ,)), notebook() | {"cells": [new_markdown_cell(EXPERT)]})
    told = []
    count = publish_all(reports, parameters_of=parameters_of, on_fault=lambda name, error: told.append((name, error)))
    assert count == 1
    ((name, error),) = told
    assert (name, type(error)) == ("02_sector_structure/yazd.fa", LeakError)
    assert not (reports / "site" / f"{name}.html").exists()


def test_a_confidential_table_that_is_gone_stops_the_pages_of_those_who_read_it(reports, room):
    (room / "kb_firms.csv").unlink()
    with pytest.raises(DataError, match="kb_firms.csv: the file is missing"):
        later(reports)


def test_a_room_that_is_gone_stops_no_page_that_read_nothing_confidential(reports, monkeypatch):
    monkeypatch.delenv("HAMYARI_ROOMS")
    assert later(reports, ledger=(replace(READ, withheld=()),)).page.exists()
    leave_run(reports, manifest(run="20261124T105517Z-ab12cd", ledger=(READ,)), notebook())
    with pytest.raises(DataError, match="room is 'mashhad'"):
        publish(reports, REPORT, parameters_of=parameters_of)


def test_a_room_without_confidential_columns_is_not_read(monkeypatch):
    from hamyari_lib.site import leaks

    def never(*_):
        raise AssertionError("the room was read")

    for name in ("secrets_of", "open_cells", "_of_markup"):
        monkeypatch.setattr(leaks, name, never)
    Guard().require_safe(manifest(audience="internal"), "<p>x</p>", {"a.csv": b"x"})


def test_a_batch_reads_a_room_once(monkeypatch):
    from hamyari_lib.site import leaks

    read = []
    monkeypatch.setattr(leaks, "secrets_of", lambda *asked: read.append(asked) or ())
    guard = Guard()
    for _ in range(3):
        guard.require_safe(manifest(ledger=(READ,)), "<p>x</p>")
    assert sorted(table for _, table, _ in read) == ["experts", "kb_firms"]


def test_the_sample_of_pages_tells_nothing_of_the_room(reports):
    """What the faults above are about is in the cells that the tests add, and not in the rest of the page."""
    assert later(reports, code("x", output(table()))).page.exists()
    assert NATIONAL_ID in TABLES["kb_firms"]
