"""Lines: each is named at its end, crossings are told at their place, and no words collide."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from hamyari_lib import charts
from hamyari_lib.charts.labels import spread
from hamyari_lib.errors import HamyariError
from hamyari_lib.text import percent, t

X = np.linspace(0.14, 0.32, 19)
LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlung of a municipality"


def frame(count=5):
    slopes = [0.6, 1, 1, 0.3, 0, -1][:count]
    names = t(fa="اوراق مشارکت شهرداری|صکوک اجاره|صکوک مرابحه|صکوک منفعت|وام بانکی|سپرده",
              en="Municipal musharaka|Ijara sukuk|Murabaha sukuk|Manfaa sukuk|Bank loan|Deposit")  # fmt: skip
    return pd.DataFrame(
        {name: 0.25 + slope * (X - 0.23) for name, slope in zip(names.split("|"), slopes, strict=False)}, index=X
    )


def draw(table, **options):
    settings = {"show": percent, "show_x": percent, "x_label": "market yield", "axis_label": "cost, per cent a year"}
    return charts.lines(table, **settings | options)


def test_five_lines_with_five_marks_are_clean(assert_clean):
    assert_clean(draw(frame(5), marks=[(place, "cheaper from here") for place in (0.16, 0.18, 0.2, 0.22, 0.24)]))


@pytest.mark.slow  # a sweep over odd inputs; the quick part has one hard case of each below
@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("count", [1, 2, 5, 6])
@pytest.mark.parametrize(
    "places", [[], [0.226], [0.14, 0.32], [0.19, 0.2, 0.226], [0.2] * 4, [0.2, 0.22, 0.24, 0.26, 0.28]]
)
def test_lines_are_clean(count, places, words_of, assert_clean):
    said = t(fa="وام بانکی از اینجا ارزان‌تر از اجاره", en="bank loan cheaper than ijara from here")
    fig = draw(frame(count), marks=[(place, said) for place in places])
    assert words_of(fig).count(said) == len(places)
    assert all(words_of(fig).count(name) == 1 for name in frame(count))
    assert_clean(fig)


@pytest.mark.slow  # a sweep over odd inputs; the quick part has one hard case of each below
@pytest.mark.usefixtures("language")
@pytest.mark.parametrize(
    "table",
    [
        frame().iloc[:1],
        frame() * 0,
        frame() * 0 + 0.2,
        -frame(),
        frame() * [1, 1, 1, 1, 40],
        frame().where(np.broadcast_to(X[:, None] < 0.25, frame().shape)),
        frame(2).rename(columns=dict(zip(frame(2).columns, [LONG, LONG + " two"], strict=True))),
    ],
    ids=["one place", "zeros", "equal", "negative", "wide", "ends early", "long"],
)
def test_odd_lines_are_clean(table, assert_clean):
    assert_clean(draw(table, x_label=LONG, axis_label=2 * LONG, marks=[(0.2, LONG)]))


@pytest.mark.usefixtures("language")
def test_names_keep_the_order_of_the_ends(words_of):
    table = frame()
    table.iloc[:, 1] = 0.25 + 0.8 * (X - 0.23)  # no two end at one value
    fig = draw(table)
    heights = {one.get_text().replace("\n", " "): one.get_position()[1] for one in fig.axes[0].texts}
    ends = table.iloc[-1].sort_values(ascending=False)
    assert ends.is_unique
    assert sorted(ends.index, key=heights.get) == list(ends.index)
    assert heights[ends.index[-1]] == max(heights[name] for name in ends.index)


@pytest.mark.usefixtures("language")
def test_a_mark_is_a_line_at_its_place_that_strikes_no_words():
    fig = draw(frame(), marks=[(0.19, "the first crossing of two"), (0.226, "the second crossing of two")])
    fig.draw_without_rendering()
    page, panel = fig.axes
    poles = [line for line in page.lines if line.get_xdata()[0] == line.get_xdata()[1]]
    across = [panel.transData.transform((place, 0))[0] for place in (0.19, 0.226)]
    assert [page.transData.transform((line.get_xdata()[0], 0))[0] for line in poles] == pytest.approx(across)
    boxes = [one.get_window_extent() for one in page.texts if "crossing" in one.get_text()]
    for line in poles:
        pole = line.get_window_extent()
        assert not any(box.x0 < pole.x0 < box.x1 and box.y0 < pole.y1 - 1 for box in boxes)


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        (frame().iloc[:0], "lines: the frame has no rows"),
        (frame()[[]], "lines: 0 lines; expected 1 to 6"),
        (frame().iloc[::-1], "lines: the index does not increase"),
        (frame(2) * [1, np.nan], "lines: no value of .* is known; expected at least one; leave it out"),
        (frame(2) / 0, "is inf; expected a number, or NaN"),
    ],
)
def test_wrong_lines_are_refused_in_a_line(table, fault):
    with pytest.raises(HamyariError, match=fault):
        draw(table)
    assert not plt.get_fignums()


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([0.5, 1.5], [0.5, 1.5]),
        ([1.0, 1.0, 1.0], [0.8, 1.0, 1.2]),
        ([0.0, 0.05, 2.0], [0.1, 0.3, 1.9]),
        ([2.0, 0.0], [1.9, 0.1]),
    ],
)
def test_labels_are_spread_no_more_than_they_must(wanted, expected):
    assert spread(wanted, [0.2] * len(wanted), 0, 2) == pytest.approx(expected)


@pytest.mark.usefixtures("language")
def test_bands_and_points_are_seen_whole_and_clean(assert_clean):
    past, ahead = frame(1).iloc[:12], X[11:]
    middle = np.linspace(float(past.iloc[-1, 0]), 0.3, len(ahead))
    names = t(fa="گذشته", en="past"), t(fa="پیش‌بینی", en="forecast")
    table = pd.DataFrame({names[0]: past.iloc[:, 0], names[1]: pd.Series(middle, ahead)})
    bands = [pd.DataFrame({"low": middle - wide, "high": middle + wide * 2}, index=ahead) for wide in (0.2, 0.1)]
    points = [pd.Series([0.1, 0.9], [0.13, 0.2]), pd.Series([0.4], [0.36])]
    fig = draw(table, bands=bands, points=points)
    (low, high), (left, right) = fig.axes[1].get_ylim(), fig.axes[1].get_xlim()
    assert low <= 0.3 - 0.2
    assert high >= 0.9
    assert left <= 0.13
    assert right >= 0.36
    assert_clean(fig)


def test_bands_and_points_that_are_no_numbers_are_refused():
    with pytest.raises(HamyariError, match="a band or a point is no number"):
        draw(frame(1), bands=[pd.DataFrame({"low": [np.nan], "high": [1.0]}, index=[0.2])])
    with pytest.raises(HamyariError, match="a band or a point is no number"):
        draw(frame(1), points=[pd.Series([0.1], [np.inf])])
    with pytest.raises(HamyariError, match="3 series of points; expected at most 2"):
        draw(frame(1), points=[pd.Series([0.1], [0.2])] * 3)
