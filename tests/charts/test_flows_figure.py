"""Flows: bands as wide as what they carry, bars that sum them, and labels that stand at their bars."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch, Rectangle

from hamyari_lib import charts
from hamyari_lib.charts.style import BELOW
from hamyari_lib.errors import HamyariError
from hamyari_lib.text import number, t


def many(sources=9, targets=8, *, long=True):
    said = (
        t(fa="سخت‌افزارهای برق، الکترونیک، لیزر و فوتونیک", en="electric, laser and photonic hardware") if long else "x"
    )
    rng = np.random.default_rng(1)
    rows = [
        (f"{said} {row}", f"{said} {column}!", rng.integers(0, 40))
        for row in range(sources)
        for column in range(targets)
    ]
    return pd.DataFrame(rows, columns=["source", "target", "value"])


def draw(frame, **options):
    settings = {"show": number, "headings": (t(fa="نیازها، شمار", en="needs, number"), t(fa="شرکت‌ها", en="firms"))}
    return charts.flows(frame, **settings | options)


def small(*values):
    return pd.DataFrame({"source": ["a", "a", "b"], "target": ["x", "y", "y"], "value": list(values)})


def bars(fig):
    return [one for one in fig.axes[1].patches if isinstance(one, Rectangle)]


def bands(fig):
    return [one for one in fig.axes[1].patches if isinstance(one, PathPatch)]


def heights(band):
    """Of a band at either end."""
    corners = band.get_path().vertices
    return corners[7][1] - corners[0][1], corners[4][1] - corners[3][1]


@pytest.mark.slow
@pytest.mark.usefixtures("language")
@pytest.mark.parametrize(
    "frame",
    [lambda: many(), lambda: many(12, 12), lambda: many(1, 1), lambda: many(1, 12), lambda: many(3, 2, long=False)],
    ids=["usual", "most", "one", "to many", "short"],
)
def test_no_word_leaves_the_figure_or_stands_on_another(frame, assert_clean):
    assert_clean(draw(frame()))


@pytest.mark.usefixtures("language")
def test_bands_and_bars_are_as_high_as_their_values():
    fig = draw(small(3.0, 1.0, 4.0))
    found = [heights(one) for one in bands(fig)]
    unit = found[1][0]
    assert np.allclose(found, np.array([[3, 3], [1, 1], [4, 4]]) * unit)
    assert np.allclose([one.get_height() for one in bars(fig)], np.array([4, 4, 3, 5]) * unit)


@pytest.mark.usefixtures("language")
def test_bands_of_a_bar_fill_it_and_do_not_overlap():
    fig = draw(many())
    begins = sorted((one.get_path().vertices[0][1], one.get_path().vertices[7][1]) for one in bands(fig))
    assert all(end <= start + 1e-9 for (_, end), (start, _) in zip(begins, begins[1:], strict=False))
    sources = sorted((one.get_y(), one.get_height()) for one in bars(fig)[:9])
    assert np.isclose(sum(end - start for start, end in begins), sum(high for _, high in sources))


def test_reading_begins_at_the_sources(language):
    fig = draw(small(1.0, 1.0, 1.0))
    source, target = bars(fig)[0].get_x(), bars(fig)[-1].get_x()
    assert (source > target) == (language == "fa")


@pytest.mark.usefixtures("language")
def test_a_label_has_its_sum_and_what_leads_to_a_marked_target_its_colour(words_of):
    fig = draw(small(3.0, 1.0, 4.0), marked=["y"])
    assert {f"a ({number(4)})", f"b ({number(4)})", f"x ({number(3)})", f"y ({number(5)})"} <= set(words_of(fig))
    assert [to_hex(one.get_facecolor()) == BELOW for one in bands(fig)] == [False, True, True]
    assert [to_hex(one.get_facecolor()) == BELOW for one in bars(fig)] == [False, False, False, True]


def test_what_carries_nothing_is_not_drawn_and_pairs_are_added(words_of):
    frame = pd.concat([small(1.0, 0.0, 2.0), small(0.0, 0.0, 3.0)])
    fig = draw(frame)
    assert len(bands(fig)) == 2
    assert f"y ({number(5)})" in words_of(fig)
    assert len(bars(draw(small(0.0, 0.0, 2.0)))) == 2
    plt.close("all")


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (small(1.0, 2.0, 3.0).drop(columns="value"), "column 'value' is missing"),
        (small(1.0, -2.0, 3.0), "'value' in row 1 is -2.0"),
        (small(1.0, np.nan, 3.0), "'value' in row 1 is nan"),
        (small(0.0, 0.0, 0.0), "every value is 0"),
        (small(1.0, 1.0, 1.0).head(0), "the frame has no rows"),
        (many(13, 1), "13 sources and 1 targets; at most 12"),
    ],
)
def test_bad_frames_are_refused(frame, said):
    with pytest.raises(HamyariError, match=said):
        draw(frame)
