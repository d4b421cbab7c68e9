"""The heat map: numbers that are read on their ground, the framed cell, and the line where an order changes."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from hamyari_lib import charts
from hamyari_lib.charts.style import BELOW, INK, inked, luminance
from hamyari_lib.errors import HamyariError
from hamyari_lib.text import percent, t

pytestmark = pytest.mark.slow

LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlung of a municipality, in the first year " * 2


def grid(rows=7, columns=7, scale=1.0):
    x, y = 0.18 + 0.02 * np.arange(columns), 0.01 * np.arange(rows)
    return pd.DataFrame(scale * (0.011 + x + 0.38 * y[:, None]), index=y, columns=x)


def draw(frame, **options):
    settings = {"show": lambda value: percent(value, 1), "show_x": percent, "show_y": percent}
    return charts.heat_map(frame, **settings | {"x_label": "market yield", "y_label": "fees"} | options)


def cells(fig):
    """(x, y) of each cell with its colour."""
    return {(int(one.get_x()), int(one.get_y())): one.get_facecolor()[:3] for one in fig.axes[1].patches if one.fill}


def border(fig):
    """The sides that the bold line runs along, as ((x, y), (x, y))."""
    lines = [one for one in fig.axes[1].lines if one.get_color() == INK]
    return {tuple((int(x), int(y)) for x, y in zip(*one.get_data(), strict=True)) for one in lines}


def test_the_largest_heat_map_is_clean(assert_clean):
    frame = grid(9, 9)
    above = frame > frame.to_numpy().mean()
    assert_clean(draw(frame, mark=(0.0, 0.18), mark_label="this case", boundary=above, boundary_label="dearer"),
                 bars=False)  # fmt: skip


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("size", [(1, 1), (1, 7), (7, 1), (3, 5), (7, 7), (9, 9)])
@pytest.mark.parametrize("scale", [1, -20, 0])
def test_a_heat_map_is_clean(size, scale, assert_clean):
    frame = grid(*size, scale=scale)
    above = frame > frame.to_numpy().mean()
    assert_clean(draw(frame, mark=(0.0, 0.18), mark_label="this case", boundary=above, boundary_label="dearer"),
                 bars=False)  # fmt: skip


@pytest.mark.usefixtures("language")
def test_long_words_are_broken(assert_clean):
    frame = grid()
    words = dict.fromkeys(("x_label", "y_label", "mark_label", "boundary_label"), LONG)
    assert_clean(draw(frame, mark=(0.02, 0.22), boundary=frame > 0.25, **words), bars=False)
    assert_clean(draw(frame, mark=(0.02, 0.22), boundary=frame.T.reset_index(drop=True).T > 9, **words), bars=False)


def test_each_number_is_read_on_its_ground():
    fig = draw(grid())
    grounds = cells(fig)
    for one in fig.axes[1].texts:
        x, y = one.get_position()
        lights = sorted((luminance(grounds[int(x), int(y)]), luminance(to_rgb(one.get_color()))))
        assert (lights[1] + 0.05) / (lights[0] + 0.05) > 3.8
    plt.close(fig)


def test_a_greater_value_is_darker_and_the_first_row_lowest():
    grounds = cells(fig := draw(grid(3, 3)))
    assert luminance(grounds[0, 0]) == max(map(luminance, grounds.values()))
    assert luminance(grounds[2, 2]) == min(map(luminance, grounds.values()))
    plt.close(fig)


@pytest.mark.usefixtures("language")
def test_a_cell_that_is_not_known_is_white(words_of, assert_clean):
    frame = grid(2, 3)
    frame.iloc[1, 2] = np.nan
    fig = draw(frame)
    assert cells(fig)[2, 1] == (1, 1, 1)
    assert words_of(fig).count("—") == 1
    assert_clean(fig, bars=False)


@pytest.mark.usefixtures("language")
def test_a_grid_of_which_nothing_is_known_says_so_in_every_cell(words_of, assert_clean):
    label = t(fa="نامعلوم", en="unknown")
    fig = draw(grid(2, 3) * np.nan, unknown_label=label, mark=(0.0, 0.18), mark_label="this case")
    assert words_of(fig).count(label) == 6
    assert set(cells(fig).values()) == {(1, 1, 1)}
    assert_clean(fig, bars=False)


def test_the_mark_frames_its_cell(words_of):
    fig = draw(grid(), mark=(0.02, 0.22), mark_label="this case")
    frames = [one for one in fig.axes[1].patches if not one.fill and one.get_edgecolor()[:3] == to_rgb(BELOW)]
    assert [(int(one.get_x()), int(one.get_y())) for one in frames] == [(2, 2)]
    assert words_of(fig).count("this case") == 1
    plt.close(fig)


def test_the_line_runs_where_the_order_changes(words_of):
    frame = pd.DataFrame([[0.1, 0.2], [0.3, 0.4]], index=[0, 1], columns=[0, 1])
    fig = draw(frame, boundary=frame > 0.15, boundary_label="dearer")
    assert border(fig) == {((1, 0), (1, 1)), ((0, 1), (1, 1))}
    assert words_of(fig).count("dearer") == 1
    whole = draw(frame, boundary=frame > 0, boundary_label="dearer")
    assert border(whole) == set()
    assert "dearer" not in words_of(whole)
    plt.close("all")


@pytest.mark.usefixtures("language")
def test_a_line_is_named_at_its_end_or_in_the_key(assert_clean):
    frame = grid(5, 5)
    across = draw(frame, boundary=frame > 0.23, boundary_label="the loan is cheaper")
    inner = frame > 9
    inner.iloc[2, 2] = True
    within = draw(frame, boundary=inner, boundary_label="the loan is cheaper")
    for fig in (across, within):
        assert_clean(fig, bars=False)
    stems = [
        [line for line in fig.axes[0].lines if line.get_xdata()[0] == line.get_xdata()[1]] for fig in (across, within)
    ]
    assert [len(one) for one in stems] == [1, 0]
    assert len(border(within)) == 4


@pytest.mark.parametrize(
    ("frame", "options", "fault"),
    [
        (grid(0, 3), {}, "heat_map: the frame has no rows"),
        (grid(3, 0), {}, "heat_map: the grid has 3 x 0 cells; expected 1 x 1 to 9 x 9"),
        (grid(3, 10), {}, "heat_map: the grid has 3 x 10 cells"),
        (grid(2, 2) / 0, {}, "in row 0 is inf"),
        (grid(2, 2), {"mark": (0.5, 0.18)}, r"mark is \(0.5, 0.18\); expected a \(y, x\) among rows \[0.0, 0.01\]"),
        (grid(2, 2), {"boundary": grid(2, 3) > 0}, r"boundary is \(2, 3\); expected \(2, 2\)"),
    ],
)
def test_a_wrong_grid_is_refused_in_a_line(frame, options, fault):
    with pytest.raises(HamyariError, match=fault):
        draw(frame, **options)
    assert not plt.get_fignums()


def test_words_in_a_pale_colour_are_darkened():
    assert inked(INK) == to_rgb(INK)
    assert 1.05 / (luminance(inked("#7fb2dc")) + 0.05) >= 4.5
