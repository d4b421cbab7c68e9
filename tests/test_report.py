"""What a notebook publishes: plain records, escaped text, small and repeatable pictures."""

import base64
import decimal
import json
import sys

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from hamyari_lib import display, records, report, text

PICTURE = {"key": "k", "title": "t", "alt": "in words", "source": "s"}


@pytest.fixture(autouse=True)
def persian_afterwards():
    yield
    text.use_language("fa")
    plt.close("all")


@pytest.fixture
def shown(monkeypatch):
    """The MIME bundles that the calls publish."""
    bundles = []
    monkeypatch.setattr(report, "display", bundles.append)
    return bundles


def a_figure(*, points=5, layout="constrained"):
    fig, ax = plt.subplots(figsize=(3, 2), layout=layout)
    ax.plot(range(points), np.random.default_rng(0).random(points), "o")
    ax.set_xlabel("a label")
    return fig


def publish_all():
    report.title("خراسان رضوی")
    report.headline("k", 0.5, unit="ratio", label="l")
    report.table(pd.DataFrame({"a": [1]}), key="k", title="t", columns={"a": "A"}, source="s")
    report.figure(a_figure(), **PICTURE)
    report.note("one", report.Statement("two", "surely"), role="summary")


def test_every_call_leaves_its_record_and_a_plain_text(shown):
    publish_all()
    kinds = [bundle[records.RESULT_MIME]["kind"] for bundle in shown]
    assert kinds == ["title", "headline", "table", "figure", "note"]
    assert all(bundle["text/plain"] for bundle in shown)
    json.dumps(shown, allow_nan=False)
    assert [records.record_from_json(bundle[records.RESULT_MIME]).kind for bundle in shown] == kinds


def test_outside_ipython_every_call_is_silent(capsys, monkeypatch):
    publish_all()
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    display.display({"text/plain": "nobody is looking"})
    assert capsys.readouterr() == ("", "")


# headlines


@pytest.mark.parametrize("value", [np.float64(0.5), np.float32(0.5), np.array(0.5), decimal.Decimal("0.5")])
def test_numbers_of_numpy_become_plain(shown, value):
    assert type(report.headline("k", value, unit="ratio", label="l").value) is float
    assert shown[0][records.RESULT_MIME]["value"] == 0.5


def test_whole_numbers_stay_whole(shown):
    assert type(report.headline("k", np.int64(3), unit="count", label="l").value) is int
    assert shown[0]["text/plain"] == "l: ۳"


@pytest.mark.parametrize("value", [float("nan"), np.nan, np.float32("nan"), pd.NA, pd.NaT])
@pytest.mark.parametrize("place", ["value", "low", "high"])
def test_a_headline_refuses_nan_wherever_it_stands(shown, value, place):
    given = {"value": 1.0, "low": 0.0, "high": 2.0} | {place: value}
    with pytest.raises(ValueError, match="headline k: found .*; give None for what is not known"):
        report.headline("k", unit="ratio", label="l", confidence=0.9, missing=("a price",), **given)
    assert not shown


@pytest.mark.parametrize("value", [float("inf"), -np.inf, 10**400])
def test_a_headline_refuses_infinity(shown, value):
    with pytest.raises(ValueError, match="infinite"):
        report.headline("k", value, unit="ratio", label="l")


def test_a_value_that_is_not_known_names_what_it_needs(shown):
    with pytest.raises(ValueError, match="headline k: its value is not known; name in `missing`"):
        report.headline("k", None, unit="ratio", label="l")
    record = report.headline("k", None, unit="ratio", label="l", missing=("the guarantor's fee",))
    assert record.missing == ("the guarantor's fee",)
    assert shown[0]["text/plain"] == "l: نامعلوم"


def test_a_value_that_was_not_computed_may_say_why(shown):
    assert report.headline("k", None, unit="ratio", label="l", bound="not computed").missing == ()
    report.headline("k", None, unit="ratio", label="l", bound="not computed", missing=("several rates",))
    assert [bundle["text/plain"] for bundle in shown] == ["l: محاسبه نشد"] * 2
    with pytest.raises(ValueError, match="headline k: its value is 0.5 and its bound 'not computed'"):
        report.headline("k", 0.5, unit="ratio", label="l", bound="not computed")


def test_a_lower_bound_below_zero_is_no_at_least(shown):
    text.use_language("en")
    report.headline("k", -0.15, unit="fraction", label="l", missing=("a fee",))
    assert shown[0]["text/plain"] == "l: \u2066−15.0%\u2069 or higher (without a fee)"


def test_what_a_headline_assumes_is_kept(shown):
    record = report.headline("k", 1, unit="count", label="l", assumed=["the day of issue"])
    assert records.record_from_json(shown[0][records.RESULT_MIME]) == record
    assert record.assumed == ("the day of issue",)


def test_plain_facts_are_a_role_of_their_own(shown):
    record = report.note("a fact", role="plain")
    assert records.record_from_json(shown[0][records.RESULT_MIME]) == record


@pytest.mark.parametrize("bounds", [{"low": 1.0}, {"high": 1.0, "confidence": 0.9}, {"low": 1.0, "high": 2.0}])
def test_an_interval_is_whole_and_says_its_level(shown, bounds):
    with pytest.raises(ValueError, match="headline k: an interval needs low, high and confidence"):
        report.headline("k", 1.5, unit="ratio", label="l", **bounds)


def test_a_headline_shows_its_interval(shown):
    text.use_language("en")
    report.headline("k", 1.5, unit="ratio", label="l", low=1.0, high=2.0, confidence=0.9)
    assert shown[0]["text/plain"] == "l: 1.50 (1.00 to 2.00)"


# tables


def test_every_kind_of_missing_value_is_an_empty_cell(shown):
    frame = pd.DataFrame({"a": [None, np.nan, pd.NA, pd.NaT, "word", np.int64(3), np.bool_(True)]}, dtype=object)
    frame["b"] = pd.array([1, None, 2, 3, 4, 5, 6], dtype="Int64")
    frame["c"] = pd.Series(["x", None, "y", "z", "", "u", "v"], dtype="str")
    record = report.table(frame, key="k", title="t", columns={"c": "C", "a": "A", "b": "B"}, source="s")
    assert [row[1] for row in record.rows] == [None, None, None, None, "word", 3, True]
    assert [row[2] for row in record.rows] == [1, None, 2, 3, 4, 5, 6]
    assert record.rows[1] == (None, None, None)
    assert [one.key for one in record.columns] == ["c", "a", "b"]
    json.dumps(shown, allow_nan=False)


@pytest.mark.parametrize("value", [np.inf, [1, 2], np.array([1, 2]), pd.Timestamp("2024-01-01"), {"a": 1}])
def test_a_cell_that_is_no_number_and_no_word_is_refused(shown, value):
    with pytest.raises((ValueError, TypeError)):
        report.table(pd.DataFrame({"a": [value]}), key="k", title="t", columns={"a": "A"}, source="s")
    assert not shown


def test_a_column_that_is_missing_is_told_with_those_that_are_there(shown):
    frame = pd.DataFrame({"a": [1], 2: [3]})
    with pytest.raises(ValueError, match="table k: the frame has no column b, c; it has a, 2"):
        report.table(frame, key="k", title="t", columns={"b": "B", "a": "A", "c": "C"}, source="s")


def test_an_empty_table_is_a_table(shown):
    record = report.table(pd.DataFrame({"a": []}), key="k", title="t", columns={"a": "A"}, source="s")
    assert record.rows == ()


def test_columns_keep_their_unit_and_what_they_say_when_empty(shown):
    text.use_language("en")
    report.table(
        pd.DataFrame({"a": [0.5, None]}), key="k", title="t", source="s",
        columns={"a": report.column("A", "fraction", decimals=0, sign=True, empty="too few")},
    )  # fmt: skip
    assert "<td>\u2066+50%\u2069</td>" in shown[0]["text/html"]
    assert "<td>too few</td>" in shown[0]["text/html"]


@pytest.mark.parametrize("language", text.LANGUAGES)
def test_what_jupyterlab_shows_is_escaped_and_runs_its_way(shown, language):
    text.use_language(language)
    evil = "<script>alert('x')</script>&"
    report.title(evil)
    report.table(
        pd.DataFrame({"a": [evil, None]}), key="k", title=evil, source=evil,
        columns={"a": report.column(evil, empty=evil)},
    )  # fmt: skip
    report.note(evil, report.Statement("a", evil))
    for bundle in shown:
        assert "<script" not in bundle["text/html"]
        assert "&lt;script&gt;" in bundle["text/html"]
        assert f'dir="{"rtl" if language == "fa" else "ltr"}"' in bundle["text/html"]
    assert shown[1]["text/html"].count("&lt;script&gt;") == 4


# figures


@pytest.mark.parametrize(("points", "kind"), [(5, "image/svg+xml"), (20_000, "image/png")])
def test_a_figure_leaves_the_smaller_picture_and_is_closed(shown, points, kind):
    record = report.figure(a_figure(points=points), **PICTURE)
    assert record.image_type == kind
    assert [key for key in shown[0] if key.startswith("image/")] == [kind]
    assert (record.width_px, record.height_px) == (288, 192)
    picture = shown[0][kind]
    if kind == "image/png":
        assert base64.b64decode(picture).startswith(b"\x89PNG")
    else:
        assert picture.lstrip().startswith("<?xml")
        assert "<svg" in picture
    assert not plt.get_fignums()


@pytest.mark.parametrize("points", [5, pytest.param(20_000, marks=pytest.mark.slow)])
def test_the_same_figure_gives_the_same_bytes_and_no_date(shown, points):
    for _ in range(2):
        report.figure(a_figure(points=points), **PICTURE)
    assert shown[0] == shown[1]
    assert "dc:date" not in shown[0].get("image/svg+xml", "")
    assert "Matplotlib v" not in shown[0].get("image/svg+xml", "")


def test_the_layout_is_that_of_the_figure(shown):
    """Labels do not leave the picture, though the layout is made once for both formats."""
    fig = a_figure()
    report.figure(fig, **PICTURE)
    for dpi in (72, 192):
        fig.set_dpi(dpi)
        fig.draw_without_rendering()
        label = fig.axes[0].xaxis.label.get_window_extent()
        assert fig.bbox.y0 <= label.y0 < fig.axes[0].bbox.y0


@pytest.mark.parametrize("layout", [None, "tight", "compressed"])
def test_any_layout_is_kept(shown, layout):
    assert report.figure(a_figure(layout=layout), **PICTURE).width_px == 288


def test_a_figure_without_alt_text_is_refused(shown):
    with pytest.raises(ValueError, match="figure k: has no alt text; say in words what the picture shows"):
        report.figure(a_figure(), **PICTURE | {"alt": " "})
    assert not shown


def test_a_figure_that_cannot_be_drawn_is_closed(shown):
    fig = a_figure()
    fig.axes[0].set_xlabel(r"$\nosuchsymbol$")
    with pytest.raises(ValueError, match="nosuchsymbol"):
        report.figure(fig, **PICTURE)
    assert not plt.get_fignums()


# notes


def test_a_note_needs_a_sentence(shown):
    with pytest.raises(ValueError, match="at least one sentence"):
        report.note()


def test_a_note_says_how_sure_it_is(shown):
    record = report.note("a", report.Statement("b", "95 %"), role="limits")
    assert record.statements == (report.Statement("a"), report.Statement("b", "95 %"))
    assert shown[0]["text/plain"] == "a\nb (95 %)"


@pytest.mark.parametrize("unit", ["percent", "Ratio", ""])
def test_an_unknown_unit_is_refused(unit):
    with pytest.raises(ValueError, match="expected one of ratio, fraction"):
        report.headline("key", 1.0, unit=unit, label="label")
    with pytest.raises(ValueError, match="expected one of ratio, fraction"):
        report.column("label", unit)


def test_a_figure_that_leaves_something_out_says_in_the_notebook_what_it_is(shown):
    text.use_language("en")
    report.headline("a", 0.2, unit="fraction/year", label="cost", missing=["the trustee"])
    report.headline("b", 0.2, unit="fraction/year", label="cost", missing=["the deposit"], bound="either way")
    assert [bundle["text/plain"] for bundle in shown] == [
        "cost: at least 20.0% (without the trustee)",
        "cost: 20.0% (without the deposit)",
    ]
