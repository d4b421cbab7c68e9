"""The waterfall and the pairs: what they draw, what they say of what is not known, and that no words collide."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from hamyari_lib import charts, text
from hamyari_lib.errors import HamyariError
from hamyari_lib.text import percent, t

pytestmark = pytest.mark.slow

COST = {"axis_label": "effective annual cost", "show": lambda value: percent(value, 1)}
LONG = "Knowledge-intensive high-technology services and Donaudampfschifffahrtsgesellschaftskapitänswitwenrente"


def steps(*values, label="step"):
    return pd.DataFrame({"label": [label] * len(values), "step": values})


def draw_waterfall(*values, label="step", **options):
    settings = COST | {"total_label": t(fa="هزینهٔ همه، دست‌کم", en="Cost to all, at least")} | options
    return charts.waterfall(steps(*values, label=label), **settings)


def bars(fig):
    """(left, right) of each bar from the top."""
    shown = sorted(fig.axes[1].patches, key=lambda bar: bar.get_y())
    return [(round(bar.get_x(), 9), round(bar.get_x() + bar.get_width(), 9)) for bar in shown]


def pair(first, second, **columns):
    return pd.DataFrame({"label": "row", "first": first, "second": second} | columns)


def draw_pairs(frame, **options):
    names = (t(fa="هزینهٔ ناشر", en="Issuer's own"), t(fa="همهٔ پرداخت‌کنندگان", en="All payers"))
    return charts.pairs(frame, **COST | {"names": names} | options)


# waterfall


@pytest.mark.usefixtures("language")
def test_bars_float_from_the_sum_before_to_the_sum_after(words_of, assert_clean):
    fig = draw_waterfall(0.192, 0.029, 0.013, np.nan, -0.1)
    assert bars(fig) == [(0, 0.192), (0.192, 0.221), (0.221, 0.234), (0.234, 0.134), (0, 0.134)]
    shown = words_of(fig)
    for value, sign in ((0.192, False), (0.029, True), (0.013, True), (-0.1, True), (0.134, False)):
        assert shown.count(percent(value, 1, sign=sign)) == 1
    assert shown.count(text.UNKNOWN[text.language()]) == 1
    assert_clean(fig)


@pytest.mark.usefixtures("language")
def test_a_step_that_is_not_known_has_words_and_no_bar(words_of, assert_clean):
    label = t(fa="برآورد نشده", en="not estimated")
    fig = draw_waterfall(np.nan, 0.2, np.nan, unknown_label=label)
    assert bars(fig) == [(0, 0.2), (0, 0.2)]
    assert words_of(fig).count(label) == 2
    assert_clean(fig)


@pytest.mark.usefixtures("language")
def test_several_unknown_steps_may_be_one_row(words_of, assert_clean):
    frame = steps(0.2, 0.016, np.nan)
    frame["label"] = [
        t(fa="سود", en="profit"),
        t(fa="کسر", en="discount"),
        t(fa="۹ رقم نامعلوم", en="9 unknown figures"),
    ]
    fig = charts.waterfall(frame, **COST, total_label=t(fa="جمع اجزای معلوم", en="sum of what is known"))
    assert bars(fig) == [(0, 0.2), (0.2, 0.216), (0, 0.216)]
    assert frame["label"][2] in words_of(fig)
    assert words_of(fig).count(text.UNKNOWN[text.language()]) == 1
    assert_clean(fig)


@pytest.mark.usefixtures("language")
def test_where_no_step_is_known_the_total_is_not_either(words_of, assert_clean):
    fig = draw_waterfall(np.nan, np.nan)
    assert bars(fig) == []
    assert words_of(fig).count(text.UNKNOWN[text.language()]) == 3
    assert len(fig.axes[1].get_xticks()) == 0
    assert_clean(fig)


def test_a_long_waterfall_with_long_labels_is_clean(assert_clean):
    assert_clean(draw_waterfall(*[0.1] * 14, label=LONG, total_label=LONG, axis_label=3 * LONG))


def test_crowded_pairs_are_clean(assert_clean):
    frame = pair([0.2, 0.21, 0.22] * 4, [0.3, 0.2, 0.23] * 4, first_is_bound=True, second_is_bound=True, note="a note")
    assert_clean(draw_pairs(frame, reference=0.15, reference_label=LONG), bars=False)


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize(
    "values",
    [[0.2], [0.0], [0, 0, 0], [-0.2, -0.1], [0.1, -0.3], [0.1, 4.0, -3.9], [-1e-6, 0.5], [1e6, -1e6], [0.1] * 14],
    ids=str,
)
@pytest.mark.parametrize("label", ["step", LONG], ids=["short", "long"])
def test_the_waterfall_is_clean(values, label, assert_clean):
    assert_clean(draw_waterfall(*values, label=label, total_label=label, axis_label=3 * label))


def test_what_rounds_to_zero_has_no_sign(words_of):
    text.use_language("en")
    assert words_of(draw_waterfall(0.2, 0.0001, -0.0001)).count("0.0%") == 3  # two steps and the tick
    text.use_language("fa")
    plt.close("all")


@pytest.mark.parametrize(
    ("frame", "fault"),
    [
        (steps(), "waterfall: the frame has no rows"),
        (steps(0.1).drop(columns="step"), "waterfall: column 'step' is missing; the frame has label"),
        (steps(0.1, np.inf), "waterfall: 'step' in row 1 is inf; expected a number, or NaN"),
    ],
)
def test_a_wrong_frame_is_refused_in_a_line(frame, fault):
    with pytest.raises(HamyariError, match=fault):
        charts.waterfall(frame, **COST, total_label="all")
    assert not plt.get_fignums()


# pairs


@pytest.mark.usefixtures("language")
def test_a_row_has_both_values_in_order_of_size(words_of, assert_clean):
    fig = draw_pairs(pair([0.105], [0.234]), reference=0.2, reference_label="deposit")
    shown = words_of(fig)
    assert {percent(0.105, 1), percent(0.234, 1), "deposit"} <= set(shown)
    low, high = (one for one in fig.axes[1].texts)
    assert (low.get_ha(), high.get_ha()) == ("right", "left")
    assert_clean(fig)


@pytest.mark.usefixtures("language")
def test_what_is_not_known_is_said_and_the_other_value_stands(words_of, assert_clean):
    label = t(fa="نامعلوم", en="not known")
    frame = pair([0.1, np.nan, np.nan], [np.nan, 0.2, np.nan], note=["at least", "", np.nan])
    fig = draw_pairs(frame, unknown_label=label)
    shown = words_of(fig)
    assert shown.count(label) == 1
    assert sum(one.endswith(f": {label}") for one in shown) == 2
    assert sum(one.startswith("at least") for one in shown) == 1
    assert len([line for line in fig.axes[1].lines if line.get_marker() in "oD"]) == 2
    assert_clean(fig)


@pytest.mark.usefixtures("language")
def test_a_lower_bound_is_hollow_and_has_an_arrow():
    fig = draw_pairs(pair([0.1, 0.1], [0.3, 0.3], first_is_bound=[True, False], second_is_bound=[True, False]))
    arrows = [one for one in fig.axes[1].texts if getattr(one, "arrow_patch", None)]
    assert len(arrows) == 2
    assert all(one.xy[1] == one.xyann[1] and one.xyann[0] < one.xy[0] for one in arrows)
    faces = [line.get_markerfacecolor() for line in fig.axes[1].lines if line.get_marker() in ("o", "D")]
    assert [face == "white" for face in faces] == [True, True, False, False]


@pytest.mark.usefixtures("language")
def test_a_value_that_leaves_something_out_either_way_is_hollow_without_an_arrow(assert_clean):
    fig = draw_pairs(pair([0.1, 0.1], [0.3, 0.3], first_is_partial=[True, False], second_is_partial=[False, True]))
    assert not [one for one in fig.axes[1].texts if getattr(one, "arrow_patch", None)]
    faces = [line.get_markerfacecolor() for line in fig.axes[1].lines if line.get_marker() in ("o", "D")]
    assert [face == "white" for face in faces] == [True, False, False, True]
    assert_clean(fig)


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("bound", [False, True])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([0.216, -0.124], [-0.032, -0.304]),
        pytest.param([0.01], [0.3], marks=pytest.mark.slow),
        pytest.param([-0.01], [-0.3], marks=pytest.mark.slow),
        pytest.param([-0.01], [np.nan], marks=pytest.mark.slow),
        ([-1e-4], [1e-4]),
        pytest.param([0.0], [0.0], marks=pytest.mark.slow),
        ([-0.05, 0.05, 0.3], [0.02, -0.02, -0.02]),
    ],
)
def test_no_words_hide_the_reference_line(first, second, bound, assert_clean):
    fig = draw_pairs(pair(first, second, first_is_bound=bound), reference=0)
    assert_clean(fig, bars=False)
    page, panel = fig.axes
    fig.draw_without_rendering()
    across = panel.transData.transform((0, 0))[0]
    boxes = [(one.get_text(), one.get_window_extent()) for one in panel.texts if one.get_text()]
    assert boxes
    for words, box in boxes:
        assert not box.x0 - 0.5 < across < box.x1 + 0.5, words


@pytest.mark.usefixtures("language")
def test_equal_values_are_both_seen(assert_clean):
    fig = draw_pairs(pair([0.2, 0.1], [0.2, 0.5]))
    places = [tuple(line.get_ydata()) for line in fig.axes[1].lines if line.get_marker() in ("o", "D")]
    assert places[0] != places[1]
    assert places[2] == places[3]
    assert_clean(fig)


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("bound", [False, True])
@pytest.mark.parametrize(
    ("first", "second"),
    [([0.1], [4.0]), ([0.0], [0.0]), ([-0.3, 0.2], [-0.31, 0.2]), ([np.nan] * 2, [np.nan] * 2), ([1e6], [-1e6]),
     ([0.2, 0.21, 0.22] * 4, [0.3, 0.2, 0.23] * 4)],
)  # fmt: skip
@pytest.mark.parametrize("reference", [None, 0.15])
def test_pairs_are_clean(first, second, bound, reference, assert_clean):
    frame = pair(first, second, first_is_bound=bound, second_is_bound=bound, note="without guarantee")
    frame.loc[0, "label"] = LONG
    assert_clean(draw_pairs(frame, reference=reference, reference_label=LONG), bars=False)


def test_rows_begin_where_reading_begins(language):
    for fig in (draw_waterfall(0.1, 0.2), draw_pairs(pair([0.1], [0.2]))):
        page, panel = fig.axes
        label = next(one for one in page.texts if one.get_text() in ("step", "row"))
        fig.draw_without_rendering()
        box = label.get_window_extent()
        assert box.x0 > panel.bbox.x1 if language == "fa" else box.x1 < panel.bbox.x0
