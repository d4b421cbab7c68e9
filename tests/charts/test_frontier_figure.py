"""The frontier: which points are drawn and named, and that no label stands on a point, a label or the edge."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from hamyari_lib import charts, text
from hamyari_lib.errors import HamyariError
from hamyari_lib.text import number, t

pytestmark = pytest.mark.slow

MARKERS = ("o", "D", "^", "s")


def groups():
    return {
        "short": t(fa="در فهرست کوتاه", en="shortlisted"),
        "simple": t(fa="نزدیک ولی ساده", en="near but simple"),
        "far": t(fa="پیچیده ولی دور", en="complex but far"),
        "unsure": t(fa="بدون اطمینان", en="not shown as sure"),
    }


def corners():
    return {
        "upper right": t(fa="نزدیک و پیچیده", en="near and complex"),
        "lower left": t(fa="دور و ساده", en="far and simple"),
    }


def label():
    return t(fa="تولید فراورده‌های لاستیکی و پلاستیکی", en="Manufacture of rubber, plastics products")


def sectors(rows=74, marked=8, *, wide=1.0, seed=1):
    """Made-up sectors; the first ones are marked. ``wide`` intervals overlap as those of a survey do."""
    rng = np.random.default_rng(seed)
    near, pci = np.clip(rng.normal(0.4, 0.05, rows), 0.2, 0.6), rng.normal(0, 2, rows)
    return pd.DataFrame({
        "label": [f"{label()} {text.digits(place)}" for place in range(rows)],
        "density": near, "density_low": near - 0.1 * wide, "density_high": near + 0.1 * wide,
        "pci": pci, "pci_low": pci - 2 * wide, "pci_high": pci + 2 * wide,
        "group": [list(groups())[place % 4] for place in range(rows)],
        "is_marked": np.arange(rows) < marked,
    })  # fmt: skip


def draw(frame, **options):
    settings = {
        "x_label": t(fa="نزدیکی به آنچه استان می‌کند", en="relatedness to what the province does"),
        "y_label": t(fa="پیچیدگی رشته", en="complexity of the industry"), "groups": groups(), "corners": corners(),
        "show_x": lambda value: number(value, 2), "show_y": number,
        "median_label": t(fa="میانه", en="median"), "interval_label": t(fa="بازهٔ ۹۵٪", en="95% interval"),
    }  # fmt: skip
    return charts.frontier(frame, **settings | options)


def points(fig):
    """x, y, marker, size of every point on the panel."""
    found = [line for line in fig.axes[1].lines if line.get_linestyle() == "None"]
    return [
        (x, y, one.get_marker(), one.get_markersize()) for one in found for x, y in zip(*one.get_data(), strict=True)
    ]


def spots(fig):
    """x, y and radius of every point, in inches from the lower left corner."""
    across = [(*fig.axes[1].transData.transform((x, y)) / fig.dpi, size / 144) for x, y, _, size in points(fig)]
    return np.array(across).reshape(-1, 3)


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize(
    "frame",
    [lambda: sectors(), lambda: sectors(wide=0), lambda: sectors(88, 8, seed=2), lambda: sectors(3, 1),
     lambda: sectors(1, 1), lambda: sectors(5, 0)],
    ids=["survey", "no intervals", "88 sectors", "3 sectors", "one", "none marked"],
)  # fmt: skip
def test_a_frontier_is_clean(frame, assert_clean, assert_off):
    fig = draw(frame())
    assert_clean(fig)
    assert_off(fig, spots(fig))
    assert fig.get_figheight() < 6.5


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("apart", [0.004, 0.0], ids=["near each other", "on one place"])
def test_marks_crowded_in_a_corner_are_all_named(apart, assert_clean, assert_off, words_of):
    frame = sectors()
    rng = np.random.default_rng(4)
    for column, middle, scale in (("density", 0.59, 1), ("pci", 6.0, 30)):
        value = middle + scale * apart * rng.standard_normal(8)
        frame.loc[:7, [column, f"{column}_low", f"{column}_high"]] = np.column_stack([value] * 3)
    fig = draw(frame)
    assert_clean(fig)
    assert_off(fig, spots(fig))
    assert set(frame["label"][:8]) <= set(words_of(fig))


@pytest.mark.usefixtures("language")
def test_long_words_are_broken(assert_clean):
    long = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlung of a municipality " * 2
    frame = sectors(20, 4).assign(label=long[:100])
    places = dict.fromkeys(("upper left", "upper right", "lower left", "lower right"), long)
    fig = draw(
        frame, x_label=long, y_label=long, median_label=long, groups=dict.fromkeys(groups(), long), corners=places
    )
    assert_clean(fig)


@pytest.mark.usefixtures("language")
def test_only_marked_sectors_have_a_label_and_a_cross(words_of):
    frame = sectors(30, 5)
    fig = draw(frame)
    shown = words_of(fig)
    assert [one for one in frame["label"] if one in shown] == list(frame["label"][:5])
    crosses = [one.get_segments() for one in fig.axes[1].collections]
    assert sum(map(len, crosses)) == 2 * 5
    ends = {tuple(np.ravel(one).round(6)) for segments in crosses for one in segments}
    first = frame.loc[0].drop(["label", "group", "is_marked"]).astype(float).round(6)
    assert tuple(first[["density_low", "pci", "density_high", "pci"]]) in ends
    assert tuple(first[["density", "pci_low", "density", "pci_high"]]) in ends
    sizes = {place: size for x, _, _, size in points(fig) for place in np.flatnonzero(frame["density"] == x)}
    assert min(sizes[place] for place in range(5)) > max(sizes[place] for place in range(5, 30))


@pytest.mark.usefixtures("language")
def test_a_group_has_its_shape_and_stands_in_the_key_where_it_has_a_point(words_of):
    frame = sectors(20, 2)
    fig = draw(frame)
    for name, marker in zip(groups(), MARKERS, strict=True):
        assert {one for x, _, one, _ in points(fig) if (frame["density"][frame["group"] == name] == x).any()} == {
            marker
        }
        assert words_of(fig).count(groups()[name]) == 1
    few = draw(frame[frame["group"] == "far"].assign(is_marked=False))
    assert [one for one in words_of(few) if one in groups().values()] == [groups()["far"]]
    assert {one for _, _, one, _ in points(few)} == {"^"}, "the shape of a group does not hang on the others"
    assert t(fa="بازهٔ ۹۵٪", en="95% interval") not in words_of(few), "no cross, no word of it"


def test_a_row_that_is_not_known_is_left_out_and_counted_in_nothing(drawn_bytes):
    frame = sectors(30, 5)
    gone = frame.iloc[:6].copy()
    for place, column in enumerate(("density", "density_low", "density_high", "pci", "pci_low", "pci_high")):
        gone.loc[place, column] = np.nan
    fig = draw(pd.concat([gone, frame]))
    assert len(points(fig)) == 30
    assert drawn_bytes(fig) == drawn_bytes(draw(frame))
    plt.close("all")


def test_the_plane_is_divided_at_the_medians():
    frame = sectors(31, 3)
    fig = draw(frame)
    page, panel = fig.axes
    fig.draw_without_rendering()
    lines = [
        page.transData.transform(np.column_stack(one.get_data())) for one in page.lines if len(one.get_xdata()) == 2
    ]
    at = panel.transData.transform((frame["density"].median(), frame["pci"].median()))
    assert any(np.allclose(one[:, 0], at[0], atol=0.1) for one in lines)
    assert any(np.allclose(one[:, 1], at[1], atol=0.1) for one in lines)
    plt.close("all")


@pytest.mark.usefixtures("language")
def test_words_in_a_corner_stand_there(words_of):
    for corner in ("upper left", "upper right", "lower left", "lower right"):
        fig = draw(sectors(), corners={corner: "here"})
        (words,) = (one for one in fig.axes[0].texts if one.get_text() == "here")
        fig.draw_without_rendering()
        box, panel = words.get_window_extent(), fig.axes[1].bbox
        x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        assert (x > panel.x0 + panel.width / 2) == corner.endswith("right")
        assert (y > panel.y0 + panel.height / 2) == corner.startswith("upper")


def test_the_picture_grows_to_the_right_in_both_languages_and_reads_from_its_side(language):
    fig = draw(sectors())
    page, panel = fig.axes
    low, high = panel.get_xlim()
    assert low < high
    fig.draw_without_rendering()
    tick = next(one for one in panel.get_yticklabels() if one.get_text()).get_window_extent()
    assert tick.x0 > panel.bbox.x1 if language == "fa" else tick.x1 < panel.bbox.x0
    title = next(one for one in page.texts if one.get_text() == t(fa="پیچیدگی رشته", en="complexity of the industry"))
    assert title.get_ha() == ("right" if language == "fa" else "left")


def test_the_same_frame_gives_the_same_bytes(drawn_bytes):
    assert drawn_bytes(draw(sectors())) == drawn_bytes(draw(sectors()))
    plt.close("all")


def test_the_frame_is_left_as_it_was():
    frame = sectors()
    before = frame.copy()
    draw(frame)
    pd.testing.assert_frame_equal(frame, before)
    plt.close("all")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"drop": "pci_low"}, "frontier: column 'pci_low' is missing"),
        ({"density_high": 40.0}, "frontier: 'density_high' in row 0 is 40.0; expected .* from 0 to 1"),
        ({"pci": np.inf}, "frontier: 'pci' in row 0 is inf"),
        ({"pci_low": 9.0}, "frontier: 'pci_low', 'pci', 'pci_high' in row 0 are 9.0, .* expected them in this order"),
        ({"group": "new"}, "frontier: 'group' is 'new'; expected one of 'short', 'simple'"),
        ({"is_marked": "yes"}, "frontier: 'is_marked' in row 0 is 'yes'; expected True or False"),
        ({"is_marked": True}, "frontier: 'is_marked' holds in 20 rows; expected at most 8"),
        ({"pci": np.nan}, "frontier: no row has density, .* say so in words instead"),
    ],
)
def test_a_wrong_frame_is_refused_by_the_name_of_its_column(change, fault):
    frame = sectors(20, 2)
    frame = frame.drop(columns=change["drop"]) if "drop" in change else frame.assign(**change)
    for kind in (ValueError, HamyariError):
        with pytest.raises(kind, match=fault):
            draw(frame)
    assert not plt.get_fignums()


def test_wrong_options_are_refused():
    with pytest.raises(ValueError, match="frontier: the frame has no rows"):
        draw(sectors().iloc[:0])
    with pytest.raises(ValueError, match="frontier: 'group' has 5 names; expected at most 4"):
        draw(sectors(), groups=groups() | {"fifth": "x"})
    with pytest.raises(ValueError, match=r"frontier: corners has \['top'\]; expected some of upper left"):
        draw(sectors(), corners={"top": "x"})
    assert not plt.get_fignums()
