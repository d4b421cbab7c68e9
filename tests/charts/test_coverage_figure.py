"""What a room covers, in cells that are read on their ground, and of when its tables are."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from hamyari_lib import charts, text
from hamyari_lib.charts.coverage import FILLS
from hamyari_lib.charts.style import luminance
from hamyari_lib.errors import HamyariError
from hamyari_lib.jalali import JalaliDate
from hamyari_lib.text import t

pytestmark = pytest.mark.slow

GRADES = list(FILLS)
LEGEND = {grade: grade for grade in GRADES}


def grid(rows=5, columns=5):
    grades = [[GRADES[(row + column) % len(GRADES)] for column in range(columns)] for row in range(rows)]
    words = [[f"{row * 10_000 + column:,}" for column in range(columns)] for row in range(rows)]
    return pd.DataFrame(grades), pd.DataFrame(words)


def draw(rows=5, columns=5, *, label="", legend=LEGEND):
    label = label or t(fa="بودجه، بازپرداخت بدهی و تضمین‌های شهرداری‌ها", en="Budgets, debt service and guarantees")
    heading = t(fa="خانهٔ معلوم", en="known cells")
    return charts.coverage(*grid(rows, columns), labels=[label] * rows, headings=[heading] * columns, legend=legend)


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("size", [(1, 1), (1, 6), (14, 5), (30, 6)])
def test_a_coverage_is_clean(size, assert_clean):
    assert_clean(draw(*size), bars=False)


@pytest.mark.usefixtures("language")
def test_long_words_are_broken(assert_clean):
    assert_clean(draw(3, label="Donaudampfschifffahrtsgesellschaftskapitän " * 4), bars=False)


def test_each_word_is_read_on_its_ground():
    fig = draw()
    panel = fig.axes[1]
    grounds = {(round(one.get_x(), 3), round(one.get_y(), 3)): one for one in panel.patches}
    assert len(grounds) == len(panel.texts) == 25
    for words in panel.texts:
        x, y = words.get_position()
        ground = next(one for one in panel.patches if one.get_bbox().contains(x, y))
        lights = sorted((luminance(ground.get_facecolor()[:3]), luminance(to_rgb(words.get_color()))))
        assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5
    plt.close(fig)


@pytest.mark.parametrize(("chosen", "is_left"), [("fa", False), ("en", True)])
def test_the_first_column_stands_where_reading_begins(chosen, is_left):
    text.use_language(chosen)
    try:
        fig = draw(1, 3)
        places = {one.get_text(): one.get_position()[0] for one in fig.axes[1].texts}
        assert (places["0"] < places["2"]) == is_left
        plt.close(fig)
    finally:
        text.use_language("fa")


def test_a_grade_that_does_not_occur_is_not_explained(words_of):
    fig = draw(1, 2)
    assert [one for one in words_of(fig) if one in GRADES] == ["good", "fair"]
    plt.close(fig)


def test_wrong_grids_are_refused():
    grades, words = grid()
    given = {"labels": ["x"] * 5, "headings": ["y"] * 5, "legend": LEGEND}
    with pytest.raises(HamyariError, match="no rows"):
        charts.coverage(grades.iloc[:0], words.iloc[:0], **given)
    with pytest.raises(HamyariError, match="at most 6 columns"):
        draw(2, 7)
    with pytest.raises(HamyariError, match="5 x 5 grades, 4 x 5 words"):
        charts.coverage(grades, words.iloc[:4], **given)
    with pytest.raises(HamyariError, match="grade is 'bad'; expected one of good, fair"):
        charts.coverage(grades.replace("good", "bad"), words, **given)


def dated(*days, said="۱٫۳ سال"):
    label = t(fa="شاخص بورس، دلار و نرخ بدون ریسک", en="Exchange index, dollar and risk-free rate")
    rows = [(label, None if day is None else JalaliDate(*day), "" if day is None else said) for day in days]
    return pd.DataFrame(rows, columns=["label", "date", "said"])


def draw_dates(frame, **options):
    return charts.dates(
        frame, axis_label=t(fa="سال شمسی", en="Jalali year"), day_label=t(fa="روز سنجش", en="day of measuring"),
        mark_label=t(fa="پایان دوره", en="end of the period"), **options,
    )  # fmt: skip


DAYS = [(1385, 12, 29), (1399, 12, 30), (1403, 12, 30), (1405, 4, 31), None]


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("days", [DAYS, DAYS[:1], DAYS[3:], [(1405, 12, 29), (1404, 1, 1)]])
@pytest.mark.parametrize("day", [None, JalaliDate(1405, 4, 31)])
def test_dates_are_clean(days, day, assert_clean):
    assert_clean(draw_dates(dated(*days), day=day), bars=False)


@pytest.mark.usefixtures("language")
def test_a_table_without_a_date_says_so(words_of):
    fig = draw_dates(dated(*DAYS))
    assert text.UNKNOWN[text.language()] in words_of(fig)
    assert sum(line.get_marker() == "o" for line in fig.axes[1].lines) == 4
    assert t(fa="روز سنجش", en="day of measuring") not in words_of(fig), "no day, no line"


def test_dates_of_which_none_is_known_are_refused():
    with pytest.raises(HamyariError, match="no row has a date"):
        draw_dates(dated(None))
    with pytest.raises(HamyariError, match="no rows"):
        draw_dates(dated())
