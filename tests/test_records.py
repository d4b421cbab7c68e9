"""Records and manifests survive their journey through JSON."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib import records
from hamyari_lib.records import Column, Failure, Figure, Headline, Manifest, Note, Statement, Table, Title
from hamyari_lib.units import Unit

FINITE = st.none() | st.floats(-1e300, 1e300) | st.integers(-(10**12), 10**12)
CELLS = FINITE | st.text(max_size=5)
UNITS = st.sampled_from(Unit.__args__)
DECIMALS = st.none() | st.integers(0, 4)
TEXT = st.text(max_size=10)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)

COLUMNS = st.builds(Column, TEXT, TEXT, UNITS, DECIMALS, st.booleans(), TEXT)
HEADLINES = st.builds(Headline, TEXT, TEXT, FINITE, UNITS, FINITE, FINITE, FINITE, TEXTS, DECIMALS, st.booleans())
TABLES = st.integers(0, 3).flatmap(
    lambda width: st.builds(
        Table,
        TEXT,
        TEXT,
        st.tuples(*[COLUMNS] * width),
        st.lists(st.tuples(*[CELLS] * width), max_size=3).map(tuple),
        TEXT,
        TEXT,
    )
)
FIGURES = st.builds(
    Figure,
    TEXT,
    TEXT,
    TEXT,
    TEXT,
    st.sampled_from(["image/svg+xml", "image/png"]),
    st.integers(1),
    st.integers(1),
    TEXT,
)
NOTES = st.builds(
    Note, st.sampled_from(["summary", "finding", "warning", "limits"]),
    st.lists(st.builds(Statement, TEXT, TEXT), max_size=3).map(tuple),
)  # fmt: skip
RECORDS = st.one_of(st.builds(Title, TEXT), HEADLINES, TABLES, FIGURES, NOTES)
LINE = {
    "table": "jobs", "room": "own", "kind": "real", "rows": 3, "sha256": "0" * 64, "licence": "none",
    "source": {"fa": "م", "en": "s"}, "as_of": {"fa": "۱", "en": "1"}, "caveats": {"fa": "", "en": ""},
}  # fmt: skip


def output(mime, payload):
    return {"output_type": "display_data", "data": {mime: payload, "text/plain": "…"}, "metadata": {}}


def notebook(*outputs):
    return {"cells": [{"cell_type": "markdown"}, *({"cell_type": "code", "outputs": [one]} for one in outputs)]}


@given(RECORDS)
def test_a_record_round_trips_through_json(record):
    payload = json.loads(json.dumps(records.record_to_json(record), allow_nan=False))
    assert records.record_from_json(payload) == record


HEADLINE = {"kind": "headline", "key": "k", "label": "l", "value": 1.5, "unit": "ratio"}
TABLE = {
    "kind": "table", "key": "k", "title": "t", "source": "s",
    "columns": [{"key": "a", "label": "A"}], "rows": [["x"]],
}  # fmt: skip
TITLE = {"kind": "title", "text": "a"}
ODD = [
    None, 7, "title", ["title"], {"kind": []}, {"kind": {}},
    HEADLINE | {"unit": "furlong"}, HEADLINE | {"unit": ["ratio"]}, HEADLINE | {"unit": None},
    HEADLINE | {"value": float("nan")}, HEADLINE | {"low": float("inf")}, HEADLINE | {"value": "1.5"},
    HEADLINE | {"value": True}, HEADLINE | {"value": 10**400}, HEADLINE | {"missing": "fee"},
    HEADLINE | {"missing": [1]}, HEADLINE | {"decimals": 1.5}, HEADLINE | {"decimals": -1}, HEADLINE | {"sign": 1},
    HEADLINE | {"key": 3}, HEADLINE | {"label": None}, HEADLINE | {"label": "\ud800"},
    TABLE | {"rows": [["x", "y"]]}, TABLE | {"rows": ["x"]}, TABLE | {"rows": 3}, TABLE | {"rows": [[float("nan")]]},
    TABLE | {"rows": [[{}]]}, TABLE | {"columns": ["a"]},
    TABLE | {"columns": [{"key": "a", "label": "A", "unit": "m"}]},
    {"kind": "note", "role": "aside", "statements": []}, {"kind": "note", "role": "summary", "statements": ["a"]},
    {"kind": "note", "role": "summary"}, TITLE | {"text": 3}, TITLE | {"text": None},
    {"kind": "figure", "key": "k", "title": "t", "alt": "a", "source": "s", "image_type": "text/html",
     "width_px": 1, "height_px": 1},
]  # fmt: skip


@pytest.mark.parametrize("payload", ODD)
def test_a_record_of_another_shape_is_a_value_error(payload):
    with pytest.raises(ValueError, match="record") as caught:
        records.record_from_json(payload)
    assert len(str(caught.value)) < 300


def test_what_is_told_of_an_odd_record_names_the_field():
    with pytest.raises(
        ValueError, match=r"columns\[0\]\.unit is 'm'; expected one of ratio, fraction, .*run the report"
    ):
        records.record_from_json(TABLE | {"columns": [{"key": "a", "label": "A", "unit": "m"}]})


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_record_never_holds_nan(value):
    with pytest.raises(ValueError, match="JSON compliant"):
        records.record_to_json(Headline("k", "l", value, "ratio"))


def test_records_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Title("a").text = "b"


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ({}, "kind None is not known"),
        ({"kind": "map"}, "kind 'map' is not known; expected title, headline, table, figure or note"),
        ({"kind": "headline", "key": "k"}, "a headline record cannot be read: .*; run the report again"),
        ({"kind": "table", "key": "k"}, "a table record cannot be read: 'title' is missing"),
        ({"kind": "title", "text": "a", "colour": "red"}, "a title record cannot be read: .*colour"),
    ],
)
def test_what_is_no_record_of_ours_is_told(payload, said):
    with pytest.raises(ValueError, match=said):
        records.record_from_json(payload)


def test_results_are_read_in_the_notebooks_order():
    written = [Title("a"), Note("summary", (Statement("b", "c"),)), Title("d")]
    outputs = [output(records.RESULT_MIME, records.record_to_json(one)) for one in written]
    found = records.results(notebook(outputs[0], output("text/html", "<p>"), *outputs[1:], {"output_type": "stream"}))
    assert found == written


def test_the_ledger_names_each_table_once_at_its_last_reading():
    lines = [LINE, LINE | {"table": "macro"}, LINE | {"rows": 4}]
    found = records.ledger(notebook(*(output(records.LEDGER_MIME, line) for line in lines)))
    assert [(line.table, line.rows) for line in found] == [("jobs", 4), ("macro", 3)]


@pytest.mark.parametrize("changes", [{"kind": "guessed"}, {"rows": "3"}, {"as_of": "1399"}, {"table": ["jobs"]}])
def test_a_ledger_line_of_another_shape_is_a_value_error(changes):
    with pytest.raises(ValueError, match="expected"):
        records.ledger(notebook(output(records.LEDGER_MIME, LINE | changes)))


@given(FINITE, FINITE, FINITE, UNITS.filter(lambda unit: unit != "year"), DECIMALS)
def test_an_interval_is_written_when_both_bounds_are_known(value, low, high, unit, decimals):
    shown = Headline("k", "l", value, unit, low, high, 0.9, decimals=decimals)
    assert (shown.interval_text("en") is None) == (low is None or high is None)
    assert shown.value_text("fa")


def test_an_empty_cell_says_what_its_column_says():
    column = Column("a", "A", "ratio", empty="too few")
    assert column.cell_text(None) == "too few"
    assert column.cell_text(1.5, "en") == "1.50"
    assert column.cell_text("word", "en") == "word"


@given(
    st.lists(HEADLINES, max_size=2).map(tuple), st.none() | st.builds(Failure, TEXT, st.none() | st.integers(1), TEXT)
)
def test_a_manifest_round_trips(tmp_path_factory, headlines, failure):
    line = records.ledger(notebook(output(records.LEDGER_MIME, LINE)))[0]
    manifest = Manifest(
        report="n/c.fa", notebook="n", case="c", language="fa", run="1", title="عنوان", state="failed",
        started="2026-01-01T00:00:00Z", duration_seconds=1.5, parameters={"province": "یزد", "fee": None},
        ledger=(line,), headlines=headlines, failure=failure, code_dirty=None, packages={"pandas": "3"},
    )  # fmt: skip
    path = tmp_path_factory.getbasetemp() / "manifest.json"
    path.write_text(manifest.to_json(), encoding="utf-8")
    assert Manifest.read(path) == manifest
    assert not manifest.is_illustrative
    made_up = dataclasses.replace(line, kind="illustrative")
    assert dataclasses.replace(manifest, ledger=(line, made_up)).is_illustrative


PLAIN = Manifest(
    report="n/c.fa", notebook="n", case="c", language="fa", run="1", title="عنوان", state="failed",
    started="2026-01-01T00:00:00+00:00", duration_seconds=1.5, parameters={}, package_sha256="0" * 64,
    theme="financing",
)  # fmt: skip


def test_a_manifest_of_before_a_field_was_kept_is_read():
    payload = json.loads(PLAIN.to_json())
    for name in ("package_sha256", "seed", "packages", "theme"):
        del payload[name]
    assert Manifest.from_json(json.dumps(payload)) == dataclasses.replace(PLAIN, package_sha256="", theme="")


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "lost"}, {"language": "de"}, {"title": None}, {"started": "yesterday"},
        {"headlines": [HEADLINE | {"unit": "m"}]}, {"headlines": {}}, {"headlines": [TITLE]}, {"ledger": [3]},
        {"failure": "x"}, {"duration_seconds": float("nan")},
        {"packages": [1]}, {"seed": "x"}, {"colour": "red"}, {"theme": None}, {"theme": 3},
    ],
)  # fmt: skip
def test_a_manifest_of_another_shape_is_a_value_error(changes):
    payload = json.loads(PLAIN.to_json()) | changes
    with pytest.raises(ValueError, match=r".+"):
        Manifest.from_json(json.dumps(payload))


def test_a_manifest_that_is_no_mapping_is_a_value_error():
    with pytest.raises(ValueError, match="manifest is 3; expected a mapping"):
        Manifest.from_json("3")


@pytest.mark.parametrize(
    ("case", "shown"),
    [("north", ""), ("north~amount=7-ab12cd", "amount=7"), ("defaults~a=1,b=x-y-012345", "a=1,b=x-y")],
)
def test_a_manifest_tells_what_was_overridden(case, shown):
    assert dataclasses.replace(PLAIN, case=case).overridden == shown


@pytest.mark.parametrize(
    ("notebook", "theme"),
    [
        ({"metadata": {"hamyari": {"theme": "financing"}}}, "financing"),
        ({"metadata": {"hamyari": {"theme": "a later one"}}}, "a later one"),
        ({"metadata": {"hamyari": {"theme": ["financing"]}}}, ""),
        ({"metadata": {"hamyari": "financing"}}, ""), ({"metadata": []}, ""), ({"metadata": {}}, ""), ({}, ""),
    ],
)  # fmt: skip
def test_a_notebook_of_any_shape_says_its_theme_or_none(notebook, theme):
    assert records.theme_of(notebook) == theme


def test_a_theme_that_is_no_longer_known_does_not_hide_its_reports():
    renamed = dataclasses.replace(PLAIN, theme="a theme of long ago")
    assert Manifest.from_json(renamed.to_json()) == renamed
