"""Labels find room beside marks, a network finds its places, and neither leaves anything to chance."""

import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components

from hamyari_lib.charts.geometry import covered, cross, passes
from hamyari_lib.charts.labels import size
from hamyari_lib.charts.network import parted, places, strongest_ties
from hamyari_lib.charts.placing import APART, place

PAGE = (0.0, 0.0, 3.6, 3.2)
NO_LINES = np.empty((0, 4))
WORDS = "Manufacture of rubber and plastics products"


def scattered(marks, seed=1, radius=0.04):
    at = np.random.default_rng(seed).uniform((0.1, 0.1), (3.5, 3.1), size=(marks, 2))
    return np.column_stack([at, np.full(marks, radius)])


def placed(discs, labels, *, lines=NO_LINES, strict=False, bounds=PAGE):
    return place(discs, labels, [bounds] * len(labels), lines, hiding=0.5, strict=strict)


def distance(box, disc):
    return np.hypot(*(np.clip(disc[:2], box[:2], box[2:]) - disc[:2])) - disc[2]


@pytest.mark.parametrize("seed", range(4))
def test_labels_keep_off_marks_off_each_other_and_off_the_edge(seed):
    discs = scattered(40, seed)
    found = placed(discs, [WORDS] * 8)
    boxes = np.array([box for _, box in found])
    assert (boxes[:, :2] >= np.array(PAGE[:2]) - 1e-6).all()
    assert (boxes[:, 2:] <= np.array(PAGE[2:]) + 1e-6).all()
    assert min(distance(box, disc) for box in boxes for disc in discs) >= APART - 1e-6
    for place_, one in enumerate(boxes):
        for other in boxes[:place_]:
            assert (np.maximum(one[:2], other[:2]) - np.minimum(one[2:], other[2:])).max() >= APART - 1e-6


def test_each_label_has_all_its_words_in_a_box_of_their_size():
    for words, (left, upper, right, lower) in placed(scattered(40), [WORDS] * 8):
        assert words.replace("\n", " ") == WORDS
        assert (right - left, lower - upper) == pytest.approx(size(words))


def test_a_mark_alone_has_its_label_beside_it():
    ((_, box),) = placed(np.array([[1.8, 1.6, 0.04]]), ["a label"])
    assert distance(box, [1.8, 1.6, 0.04]) == pytest.approx(APART, abs=1e-3)


def test_a_label_hides_no_line_where_it_need_not():
    line = np.array([[0, 1.6, 3.6, 1.6]])
    ((_, box),) = placed(np.array([[1.8, 1.6, 0.04]]), ["a label"], lines=line)
    assert not box[1] < 1.6 < box[3]


def test_no_room_is_said_and_not_made():
    discs = np.array([[x, y, 0.05] for x in np.arange(0.1, 3.6, 0.25) for y in np.arange(0.1, 3.2, 0.25)])
    assert placed(discs, [WORDS]) is None
    assert placed(scattered(8), [WORDS] * 8, bounds=(0, 0, 1.3, 0.9)) is None


def test_far_from_its_mark_is_no_place_where_one_is_strict():
    near = [[x, y, 0.05] for x in np.arange(0.1, 2.6, 0.25) for y in np.arange(0.1, 3.2, 0.25)]
    discs = np.array([[0.225, 1.6, 0.01], *near])
    assert placed(discs, ["a label"]) is not None
    assert placed(discs, ["a label"], strict=True) is None


def test_nothing_to_label_is_no_fault():
    assert placed(scattered(5), []) == []


def test_ties_hold_the_network_together_and_are_no_more_than_asked_for():
    rng = np.random.default_rng(3)
    proximity = rng.uniform(0.01, 0.8, size=(40, 40))
    proximity = (proximity + proximity.T) / 2
    is_tied, least = strongest_ties(proximity, least=None, most=2)
    assert (is_tied == is_tied.T).all()
    assert not is_tied.diagonal().any()
    assert 2 * 39 <= is_tied.sum() <= 2 * 2 * 40
    above = proximity >= least
    np.fill_diagonal(above, val=False)
    assert is_tied[above].all()
    assert connected_components(is_tied)[0] == 1
    assert strongest_ties(proximity, least=0.0, most=2)[0].sum() == 40 * 39
    tree, _ = strongest_ties(proximity, least=1.0, most=2)
    assert tree.sum() == 2 * 39


def test_the_tree_is_of_the_strongest_ties():
    proximity = np.array([[0, 0.9, 0.2], [0.9, 0, 0.5], [0.2, 0.5, 0]])
    tree, _ = strongest_ties(proximity, least=1.0, most=2)
    assert tree.tolist() == [[False, True, False], [True, False, True], [False, True, False]]


def test_a_chain_is_laid_out_in_its_order_and_two_parts_apart():
    chain = np.eye(7, k=1, dtype=bool) | np.eye(7, k=-1, dtype=bool)
    along = places(chain)[:, 0]
    assert (np.diff(along) > 0).all() or (np.diff(along) < 0).all()
    parts = np.kron(np.eye(2, dtype=bool), ~np.eye(4, dtype=bool))
    at = places(parts)
    first, second = at[:4], at[4:]
    spread = max(np.ptp(first, axis=0).max(), np.ptp(second, axis=0).max())
    assert np.hypot(*(first.mean(axis=0) - second.mean(axis=0))) > spread / 2
    assert len(np.unique(at.round(3), axis=0)) == 8, "nodes with the same ties stand apart"


def test_circles_are_moved_until_none_touches_another():
    radius = np.full(30, 0.1)
    low, high = np.zeros(2), np.array([3.0, 3.0])
    at = parted(np.random.default_rng(2).normal(1.5, 0.2, size=(30, 2)), radius, low, high)
    gaps = np.hypot(*(at[:, None] - at).transpose(2, 0, 1)) + np.eye(30)
    assert gaps.min() > 0.2 - 0.005
    assert ((at >= 0.1) & (at <= 2.9)).all()


def test_a_line_passes_through_a_box_where_a_part_of_it_lies_within():
    rng = np.random.default_rng(3)
    lines, boxes = rng.integers(0, 6, (200, 4)).astype(float), rng.integers(0, 6, (40, 4)).astype(float)
    boxes = np.hstack([np.minimum(boxes[:, :2], boxes[:, 2:]), np.maximum(boxes[:, :2], boxes[:, 2:]) + 0.5])
    within = covered(lines, boxes) > 0
    assert 0.1 < within.mean() < 0.9
    for box, expected in zip(boxes, within, strict=True):
        assert passes(lines.T, box.tolist()).tolist() == expected.tolist()
    for line, expected in zip(lines, within.T, strict=True):
        assert passes(line.tolist(), boxes.T).tolist() == expected.tolist()


@pytest.mark.parametrize(
    ("line", "is_crossed"),
    [((0, 0, 2, 2), True), ((0, 0, 0.9, 0.9), False), ((0, 2, 2, 0), False), ((0, 3, 1, 2), False)],
)
def test_two_lines_cross_within_both(line, is_crossed):
    assert cross(np.array([line], dtype=float).T, (0.0, 2.0, 2.0, 0.0)).tolist() == [is_crossed]
