"""The product space: its nodes, ties and words, that none stands on another, and that a picture can be had again."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgb

from hamyari_lib import charts, text
from hamyari_lib.errors import HamyariError
from hamyari_lib.text import number, t

pytestmark = pytest.mark.slow


def legend():
    return {
        "present": t(fa="استان در آن تخصص دارد", en="the province is specialised in it"),
        "short": t(fa="در فهرست کوتاه", en="shortlisted"),
        "other": t(fa="دیگر رشته‌ها", en="other"),
    }


def near(sectors=86, seed=1):
    """Proximities of made-up regions' specialities; neighbours in the index go together."""
    rng = np.random.default_rng(seed)
    middle, at = rng.uniform(0, sectors, 31), np.arange(sectors)
    present = (rng.random((31, sectors)) < 0.1 + 0.6 * np.exp(-np.abs(at - middle[:, None]) / 8)).astype(float)
    present[0] = 1
    together = present.T @ present
    held = np.diag(together)
    names = [f"{place:02}" for place in at]
    return pd.DataFrame(together / np.maximum(held[:, None], held), names, names)


def sectors_of(proximity, named=10):
    rng = np.random.default_rng(5)
    rows = len(proximity)
    words = t(fa="تعمیر رایانه و کالاهای شخصی و خانگی", en="Repair of computers and personal goods")
    return pd.DataFrame(
        {
            "label": [f"{words} {text.digits(place)}" for place in range(rows)],
            "size": np.exp(rng.normal(8, 2, rows)),
            "group": [list(legend())[place % 3] for place in range(rows)],
            "is_named": rng.permutation(rows) < named,
        },
        index=proximity.index,
    )


def draw(proximity, nodes=None, **options):
    settings = {
        "legend": legend(), "size_label": t(fa="مساحت: شاغلان", en="area: jobs"), "show": number,
        "tie_label": lambda value: t(fa=f"پیوند {number(value, 2)} یا بیشتر", en=f"ties of {number(value, 2)} or more"),
        "alone_label": t(fa="رشته‌های بی‌پیوند", en="without a tie"),
    }  # fmt: skip
    return charts.product_space(proximity, sectors_of(proximity) if nodes is None else nodes, **settings | options)


def circles(fig):
    """x, y and radius in inches of the page of every node, group by group; those of the key stand before."""
    found = [one for one in fig.axes[0].collections if isinstance(one, PathCollection)]
    return [
        np.column_stack([one.get_offsets(), np.resize(np.sqrt(one.get_sizes()) / 144, len(one.get_offsets()))])
        for one in found
    ]


def nodes_of(fig):
    return np.vstack(circles(fig)[-3:])


def spots(fig):
    found = nodes_of(fig)
    return np.column_stack([found[:, 0], fig.get_figheight() - found[:, 1], found[:, 2]])


def ties(fig):
    (found,) = (one for one in fig.axes[0].collections if isinstance(one, LineCollection))
    return found.get_segments()


def without_ties(proximity, *places):
    changed = proximity.copy()
    for place in places:
        changed.iloc[place, :] = changed.iloc[:, place] = 0.0
        changed.iloc[place, place] = 1.0
    return changed


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize(
    "proximity",
    [near(), near(88, 2), near(3), near(2), without_ties(near(), 3, 40, 41), without_ties(near(30), *range(4, 30)),
     near(20) * 0 + 1],
    ids=["86 sectors", "88 sectors", "3 sectors", "2 sectors", "3 without a tie", "26 without a tie", "all alike"],
)  # fmt: skip
def test_a_product_space_is_clean(proximity, assert_clean, assert_off):
    fig = draw(proximity)
    assert_clean(fig)
    assert_off(fig, spots(fig))
    assert len(nodes_of(fig)) == len(proximity)


@pytest.mark.usefixtures("language")
def test_named_nodes_side_by_side_all_have_their_label(words_of, assert_clean, assert_off):
    proximity = near()
    nodes = sectors_of(proximity).assign(is_named=np.arange(86) < 12)
    fig = draw(proximity, nodes)
    assert set(nodes["label"][:12]) <= set(words_of(fig))
    assert not set(nodes["label"][12:]) & set(words_of(fig))
    assert_clean(fig)
    assert_off(fig, spots(fig))


@pytest.mark.usefixtures("language")
def test_long_words_are_broken(assert_clean):
    long = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlung of a municipality " * 2
    proximity = without_ties(near(20), 4)
    nodes = sectors_of(proximity, 4).assign(label=long[:100])
    texts = {"legend": dict.fromkeys(legend(), long), "size_label": long, "alone_label": long}
    assert_clean(draw(proximity, nodes, tie_label=lambda value: long, **texts))


def test_circles_stand_within_the_page_and_apart():
    fig = draw(near())
    x, y, radius = nodes_of(fig).T
    assert (x - radius).min() >= 0
    assert (x + radius).max() <= fig.get_figwidth()
    assert (y + radius).max() <= fig.get_figheight()
    gaps = np.hypot(x[:, None] - x, y[:, None] - y) - radius[:, None] - radius
    assert gaps[~np.eye(len(x), dtype=bool)].min() > -0.005
    plt.close("all")


def test_areas_are_as_sizes_are():
    proximity = near(4)
    nodes = sectors_of(proximity).assign(size=[100.0, 25.0, 0.0, 100.0], group="other")
    radius = np.sort(circles(draw(proximity, nodes))[-1][:, 2])
    assert radius[3] == pytest.approx(radius[2])
    assert radius[1] == pytest.approx(radius[3] / 2)
    assert 0 < radius[0] < radius[1], "nothing is still seen"
    plt.close("all")


def test_ties_are_few_enough_to_be_read_and_run_from_node_to_node():
    fig = draw(near())
    drawn = ties(fig)
    assert 85 <= len(drawn) <= 2.5 * 86
    places = {tuple(at) for at in nodes_of(fig)[:, :2].round(6)}
    assert {tuple(end) for one in drawn for end in one.round(6)} <= places
    assert len(ties(draw(near(), least_proximity=1.1))) == 85, "the tree alone"
    assert len(ties(draw(near(10), least_proximity=0.0))) == (near(10).to_numpy() > 0).sum() // 2 - 5
    plt.close("all")


def test_the_key_says_from_which_proximity_on_all_ties_are_drawn(words_of):
    asked = []
    fig = draw(near(30), tie_label=lambda value: asked.append(value) or "ties")
    assert len(asked) == 1
    assert "ties" in words_of(fig)
    assert asked[0] in near(30).to_numpy()
    draw(near(30), tie_label=lambda value: asked.append(value) or "ties", least_proximity=0.7)
    assert asked[1] == 0.7
    plt.close("all")


@pytest.mark.usefixtures("language")
def test_groups_stand_in_the_key_and_differ_without_their_colour(words_of):
    fig = draw(near(30))
    for words in legend().values():
        assert words_of(fig).count(words) == 1
    looks = [one for one in fig.axes[0].collections if isinstance(one, PathCollection)][-3:]
    present, short, other = (
        (tuple(one.get_facecolor()[0][:3]), tuple(one.get_edgecolor()[0][:3]), one.get_linewidth()[0]) for one in looks
    )
    white = to_rgb("white")
    assert (present[1], short[0]) == (white, white)
    assert short[2] > 2 * max(present[2], other[2])
    assert sum(other[0]) > sum(present[0]) + 0.8, "paler"
    few = draw(near(30), sectors_of(near(30)).assign(group="short"))
    assert [one for one in words_of(few) if one in legend().values()] == [legend()["short"]]


def test_sectors_without_a_tie_stand_below_a_line_from_where_reading_begins(language, words_of):
    proximity = without_ties(near(30), 3, 20)
    nodes = sectors_of(proximity).assign(group=np.where(np.arange(30) == 3, "present", "other"))
    fig = draw(proximity, nodes)
    words = t(fa="رشته‌های بی‌پیوند", en="without a tie")
    assert words_of(fig).count(words) == 1
    (line,) = (one for one in fig.axes[0].lines if len(one.get_xdata()) == 2 and np.ptp(one.get_xdata()) > 3.7)
    below = nodes_of(fig)[nodes_of(fig)[:, 1] > line.get_ydata()[0]]
    assert len(below) == 2
    first, second = below[:, 0]
    assert first > second if language == "fa" else first < second
    assert words not in words_of(draw(near(30)))


def test_the_same_input_gives_the_same_bytes_in_any_order_of_its_rows(drawn_bytes):
    proximity = without_ties(near(30), 3)
    nodes = sectors_of(proximity)
    once = drawn_bytes(draw(proximity, nodes))
    assert drawn_bytes(draw(proximity, nodes)) == once
    turned = proximity.iloc[::-1, ::-1]
    assert drawn_bytes(draw(turned, nodes.sample(frac=1, random_state=2))) == once
    plt.close("all")


def test_another_region_has_its_sectors_in_the_same_places():
    nodes = sectors_of(near()).assign(size=1.0, is_named=False)
    once, other = (
        nodes_of(draw(near(), nodes.assign(group=group, is_named=np.arange(86) == named)))
        for group, named in (("present", 3), ("other", 70))
    )
    once, other = (np.sort(one[:, 0]) for one in (once, other))
    np.testing.assert_allclose(once, other)
    plt.close("all")


def test_words_are_drawn_as_they_were_given(language, words_of):
    nodes = sectors_of(near(30))
    fig = draw(near(30), nodes)
    assert set(nodes["label"][nodes["is_named"]]) <= set(words_of(fig)), "neither turned round nor reshaped"
    key = next(one for one in fig.axes[0].texts if one.get_text() == legend()["present"])
    assert key.get_ha() == ("right" if language == "fa" else "left")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"drop": "size"}, "product_space: column 'size' is missing"),
        ({"size": -1.0}, "product_space: 'size' in row 0 is -1.0; expected a number, 0 or more"),
        ({"size": np.nan}, "product_space: 'size' in row 0 is nan"),
        ({"group": "new"}, "product_space: 'group' is 'new'; expected one of 'present', 'short', 'other'"),
        ({"is_named": 1}, "product_space: 'is_named' in row 0 is 1; expected True or False"),
        ({"is_named": True}, "product_space: 'is_named' holds in 20 rows; expected at most 12"),
    ],
)
def test_wrong_nodes_are_refused_by_the_name_of_their_column(change, fault):
    nodes = sectors_of(near(20))
    nodes = nodes.drop(columns=change["drop"]) if "drop" in change else nodes.assign(**change)
    for kind in (ValueError, HamyariError):
        with pytest.raises(kind, match=fault):
            draw(near(20), nodes)
    assert not plt.get_fignums()


def test_wrong_proximities_are_refused():
    good = near(5)
    nodes = sectors_of(good)
    skew = good.copy()
    skew.iloc[1, 2] += 0.1
    for proximity, fault in (
        (good * 1.5, "'00' in row 0 is 1.5; expected a number, from 0 to 1"),
        (good.mask(np.eye(5) > 0), "'00' in row 0 is nan"),
        (skew, "of '01' to column '02' is .* the other way; expected a symmetric frame"),
        (good.iloc[:, :4], "has 5 rows and 4 columns"),
        (good.iloc[:, ::-1], "not the same sectors in the same order"),
        (good.iloc[:0, :0], "the frame has no rows"),
        (without_ties(good, *range(5)), "has no tie"),
        (near(6), "the index of nodes and proximity differ in '05'"),
    ):
        with pytest.raises(ValueError, match=f"product_space: .*{fault}"):
            draw(proximity, nodes)
    with pytest.raises(ValueError, match="differ in '00'"):
        draw(good, pd.concat([nodes, nodes.iloc[:1]]))
    with pytest.raises(ValueError, match="'group' has 4 names; expected at most 3"):
        draw(good, nodes, legend=legend() | {"fourth": "x"})
    assert not plt.get_fignums()
