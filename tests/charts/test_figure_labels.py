"""Words are measured, broken and placed before they are drawn; and the check of clean figures finds a fault."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from hamyari_lib.charts.labels import fit, signed, ticks, width, wrapped, write
from hamyari_lib.charts.page import make_page
from hamyari_lib.charts.style import style
from hamyari_lib.text import percent


@pytest.mark.parametrize(
    "words", ["اوراق مشارکت شهرداری مشهد با ضمانت بانک", "one two three four five six seven", "x" * 90]
)
def test_broken_words_are_no_wider_than_they_may_be_and_none_is_lost(words):
    broken = wrapped(words, 0.8)
    assert "\n" in broken
    assert all(width(line) <= 0.8 for line in broken.split("\n"))
    assert broken.replace("\n", "").replace(" ", "") == words.replace(" ", "")


def test_lines_are_about_alike():
    narrow, wide = sorted(map(width, wrapped("Cost to all payers, at least", 1.2).split("\n")))
    assert narrow > 0.6 * wide
    assert wrapped("short", 1.3) == "short"


@pytest.mark.parametrize(
    ("at", "before", "after"),
    [([0, 10], [0, 0], [0, 1]), ([-5, 3, 4], [0.5, 0, 1], [0, 1, 0.2]), ([7, 7], [0.4, 1], [0.2, 0]), ([0], [0], [0]),
     ([-1e6, 1e6], [1, 0], [0, 1]), ([1e-9, 4], [0.3, 0.3], [0.3, 0.3])],
)  # fmt: skip
def test_limits_hold_every_label_and_no_more_than_they_must(at, before, after):
    low, high = fit(at, before, after, 3)
    inch = (high - low) / 3
    starts, ends = np.array(at) - np.multiply(before, inch), np.array(at) + np.multiply(after, inch)
    assert starts.min() >= low - 1e-9 * inch
    assert ends.max() <= high + 1e-9 * inch
    if len(set(at)) > 1:
        assert starts.min() == pytest.approx(low)
        assert ends.max() == pytest.approx(high)


def test_labels_without_room_are_refused():
    with pytest.raises(ValueError, match="labels need 4.0 of 3.0 inches; write the numbers shorter in `show`"):
        fit([0, 1], [2, 0], [0, 2], 3)


def test_ticks_are_round_apart_and_never_twice_the_same():
    at, words = ticks(-0.031, 0.312, 2, lambda value: percent(value, language="en"), room=(0.1, 0.1))
    assert at == pytest.approx([0, 0.1, 0.2, 0.3])
    assert words == ["0%", "10%", "20%", "30%"]
    assert len(set(ticks(0.1, 0.104, 2, percent, room=(0.1, 0.1))[1])) <= 1
    assert ticks(0, 1, 2, lambda value: "x" * 80, room=(0.1, 0.1)) == ([], [])


def test_a_change_has_its_sign_on_the_left_in_persian_too():
    def show(value):
        return percent(value, 1, language="fa")

    assert signed(show, 0.029) == "\u2066+۲٫۹٪\u2069"
    assert signed(show, -0.029) == "\u2066−۲٫۹٪\u2069"
    assert signed(show, -1e-5) == "۰٫۰٪"


@pytest.mark.parametrize("places", [(0.1, 0.15), (-0.3, 1), (1, 3.8)], ids=["on another", "left", "right"])
def test_the_check_finds_words_that_collide_or_leave(places, assert_clean):
    with style():
        fig, page = make_page(1)
        for place in places:
            write(page, place, 0.5, "some words")
    with pytest.raises(AssertionError, match="some words"):
        assert_clean(fig)
    plt.close(fig)
