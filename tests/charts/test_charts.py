"""Figures draw in both languages without a warning, show no suppressed number, and lose no text at their edge."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from hamyari_lib import charts, data, text
from hamyari_lib.charts.style import WIDTH_INCHES
from hamyari_lib.charts.tile_map import GRID
from hamyari_lib.text import number, t

pytestmark = pytest.mark.slow

CODES = sorted(code for row in GRID for code in row if code is not None)
VERDICTS = ["above", "uncertain", "below", "suppressed"]


def headings():
    return {
        "above": t(fa="بیش از سهم کشور", en="Above the nation's share"),
        "uncertain": t(fa="بدون تفاوت روشن با کشور", en="No clear difference"),
        "below": t(fa="کمتر از سهم کشور", en="Below the nation's share"),
        "suppressed": t(fa="نمونه برای نمایش کافی نیست", en="Too few observations to show"),
    }


def rows(labels, *, suppressed_values=np.nan):
    """A row a label, the verdicts in turn; 0.77 stands only in suppressed rows."""
    frame = pd.DataFrame({"label": list(labels)})
    frame["verdict"] = [VERDICTS[place % 4] for place in range(len(frame))]
    for column, factor in {"estimate": 1, "low": 0.8, "high": 1.2}.items():
        frame[column] = frame["verdict"].map({"above": 2, "uncertain": 1, "below": 0.5}) * factor
        frame.loc[frame["verdict"] == "suppressed", column] = suppressed_values
    return frame


def draw_intervals(frame, **options):
    settings = {"reference": 1, "axis_label": t(fa="ضریب مکانی (کشور = ۱)", en="location quotient (nation = 1)")}
    settings |= {"show": lambda value: number(value, 2), "groups": headings(), "log_scale": True}
    return charts.intervals(frame, **settings | {"suppressed_label": text.term("suppressed")} | options)


def draw_map(frame, **options):
    settings = {"show": lambda value: number(value, 2), "legend": headings(), "suppressed_label": "—", "marked": 9}
    return charts.tile_map(frame, **settings | options)


def provinces(**options):
    table = data.load("provinces").set_index("province_code")
    return rows(table[t(fa="province_fa", en="province")], **options).set_index(table.index)


def sector_labels():
    return data.load("sector_labels")[f"label_{text.language()}"]


def texts(fig):
    """Every text that is drawn; ticks beyond the axis are not."""
    fig.draw_without_rendering()
    low, high = fig.axes[0].get_xlim()
    beyond = {tick.label1 for tick in fig.axes[0].xaxis.get_major_ticks() if not low <= tick.get_loc() <= high}
    return [one for one in fig.findobj(plt.Text) if one.get_visible() and one.get_text() and one not in beyond]


def labels_of(fig):
    """The labels of the rows, which stand beside the panel."""
    panel = fig.axes[0]
    return [one for one in panel.texts if one.get_position()[0] not in (0, 1) and one.get_position()[1] >= 0]


def words(fig):
    return [one.get_text() for one in texts(fig)]


@pytest.fixture
def assert_fits(drawn, assert_inside):
    """No text leaves the figure in either format; hinting makes its width differ with the resolution."""

    def check(fig):
        shown = texts(fig)
        fig.set_layout_engine(None)
        for _, renderer in drawn(fig):
            for one in shown:
                assert_inside(fig, one.get_text(), one.get_window_extent(renderer))

    return check


@pytest.mark.usefixtures("language")
def test_intervals_of_all_sectors_fit_a_phone(assert_fits):
    fig = draw_intervals(rows(sector_labels()))
    assert fig.get_figwidth() == WIDTH_INCHES
    assert_fits(fig)
    assert not any("$" in word for word in words(fig))


@pytest.mark.usefixtures("language")
def test_long_labels_are_broken_and_no_two_overlap(assert_fits):
    long = t(fa="خدمات دانش‌بر با فناوری پیشرفته و پژوهش و توسعه", en="Knowledge-intensive high-technology services")
    fig = draw_intervals(rows([long, "b", long, "d", "e", long]))
    assert_fits(fig)
    labels = labels_of(fig)
    assert len(labels) == 6
    assert sum("\n" in one.get_text() for one in labels) == 3
    boxes = sorted((one.get_window_extent() for one in labels), key=lambda box: box.y0)
    assert all(below.y1 <= above.y0 + 2 for below, above in zip(boxes, boxes[1:], strict=False))
    assert fig.axes[0].get_position().width > 0.4


@pytest.mark.usefixtures("language")
def test_a_suppressed_row_shows_no_number_and_nothing_but_its_words():
    frame = rows(["a", "b", "c", "d"], suppressed_values=0.77)
    fig = draw_intervals(frame, show=lambda value: f"{value:.2f}", reference=1)
    drawn = np.concatenate([line.get_xdata() for line in fig.axes[0].lines]).astype(float)
    assert not np.isclose(drawn, 0.77).any()
    assert words(fig).count(text.term("suppressed")) == 1
    assert not any("0.77" in word for word in words(fig))
    low, high = fig.axes[0].get_xlim()
    without = draw_intervals(frame[frame["verdict"] != "suppressed"])
    assert (low, high) == without.axes[0].get_xlim()


def test_intervals_rank_nothing_within_a_group():
    frame = pd.DataFrame({
        "label": list("abcd"), "verdict": ["uncertain", "above", "uncertain", "above"],
        "estimate": [1.0, 2, 1.1, 3], "low": [0.9, 1.5, 0.9, 2], "high": [1.2, 3, 1.3, 4],
    })  # fmt: skip
    fig = draw_intervals(frame)
    assert [one.get_text() for one in labels_of(fig)] == ["b", "d", "a", "c"]
    assert headings()["below"] not in words(fig)
    assert headings()["suppressed"] not in words(fig)
    plt.close(fig)


@pytest.mark.usefixtures("language")
def test_labels_stand_on_their_line():
    fig = draw_intervals(rows(sector_labels()))
    fig.draw_without_rendering()
    ax = fig.axes[0]
    assert len(labels_of(fig)) == len(sector_labels())
    for label in labels_of(fig):
        box = label.get_window_extent()
        line = ax.transData.transform((1, label.get_position()[1]))[1]
        assert abs((box.y0 + box.y1) / 2 - line) < 2


def test_labels_stand_where_reading_begins(language):
    fig = draw_intervals(rows("abcd"))
    fig.draw_without_rendering()
    axes, label = fig.axes[0].bbox, labels_of(fig)[0].get_window_extent()
    assert label.x0 > axes.x1 if language == "fa" else label.x1 < axes.x0


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("log_scale", [True, False])
@pytest.mark.parametrize(
    "frame",
    [
        rows("abcd").iloc[[3]],
        rows("abcd").iloc[:0],
        rows("abcd").assign(estimate=0.0, low=0.0, high=0.0),
        rows("abcd").assign(low=1e-9, high=1e9),
        rows("abcd").assign(estimate=1.0, low=1.0, high=1.0),
    ],
    ids=["only suppressed", "empty", "zeros", "very wide", "no width"],
)
def test_edges_draw_without_a_warning(frame, log_scale):
    fig = draw_intervals(frame, log_scale=log_scale)
    fig.draw_without_rendering()
    low, high = fig.axes[0].get_xlim()
    assert low < 1 < high


@pytest.mark.usefixtures("language")
def test_effects_below_zero_have_their_sign(assert_fits):
    frame = rows("abcd").assign(estimate=[-40, 0, 30, np.nan], low=[-60, -5, 10, np.nan], high=[-20, 5, 50, np.nan])
    fig = draw_intervals(frame, reference=0, log_scale=False, show=lambda value: number(value, sign=True))
    ticks = " ".join(text.latin_digits(one.get_text()) for one in fig.axes[0].get_xticklabels())
    assert "−50" in ticks
    assert "+50" in ticks
    assert_fits(fig)


# the map


def test_the_map_has_every_province_once():
    assert sorted(data.load("provinces")["province_code"]) == CODES
    assert len(CODES) == len(set(CODES)) == 31
    assert len({len(row) for row in GRID}) == 1


@pytest.mark.usefixtures("language")
def test_the_map_shows_every_province_with_its_value_within_its_tile(assert_fits):
    frame = provinces()
    fig = draw_map(frame)
    assert fig.get_figwidth() == WIDTH_INCHES
    assert_fits(fig)
    shown = [word.replace("\n", " ") for word in words(fig)]
    assert all(shown.count(label) == 1 for label in frame["label"])
    assert shown.count("—") == (frame["verdict"] == "suppressed").sum()
    assert shown.count(number(2, 2)) == (frame["verdict"] == "above").sum()
    assert {shown.count(word) for word in headings().values()} == {1}
    side = fig.bbox.width / len(GRID[0])
    within = [one for one in texts(fig) if one.get_text() not in headings().values()]
    for one in within:
        box = one.get_window_extent()
        assert box.x0 // side == (box.x1 - 1) // side, one.get_text()
    for one, other in zip(within[::2], within[1::2], strict=True):
        assert other.get_window_extent().y1 <= one.get_window_extent().y0 + 3, one.get_text()


@pytest.mark.usefixtures("language")
def test_a_suppressed_tile_shows_only_the_given_words(assert_fits):
    label = text.term("suppressed")
    fig = draw_map(provinces(suppressed_values=0.77), suppressed_label=label, show=lambda value: f"{value:.2f}")
    shown = [word.replace("\n", " ") for word in words(fig)]
    assert shown.count(label) == 7
    assert not any("0.77" in word for word in shown)
    assert_fits(fig)


@pytest.mark.usefixtures("language")
def test_the_marked_province_has_a_frame():
    fig = draw_map(provinces(), marked=9)
    framed = [patch for patch in fig.axes[0].patches if patch.get_linewidth() > 1]
    assert [(int(patch.get_x()), int(patch.get_y())) for patch in framed] == [(6, 1)]
    assert not [patch for patch in draw_map(provinces(), marked=99).axes[0].patches if patch.get_linewidth() > 1]


def test_a_missing_province_is_refused_by_its_code():
    with pytest.raises(ValueError, match=r"missing survey codes \[9, 21\]; give each a row"):
        draw_map(provinces().drop([9, 21]))
    assert not plt.get_fignums()


@pytest.mark.usefixtures("language")
def test_a_legend_may_be_shorter(assert_fits):
    fig = draw_map(provinces(), legend={"above": headings()["above"]})
    assert_fits(fig)
    assert headings()["below"] not in words(fig)


def test_the_look_of_our_figures_stays_with_them():
    before = dict(plt.rcParams)
    plt.close(draw_map(provinces()))
    plt.close(draw_intervals(rows("abcd")))
    assert dict(plt.rcParams) == before
