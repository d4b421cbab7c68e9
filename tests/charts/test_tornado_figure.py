"""The tornado: bars from the middle to each end, in the order given, and no words that collide."""

import numpy as np
import pandas as pd
import pytest

from hamyari_lib import charts
from hamyari_lib.errors import HamyariError
from hamyari_lib.text import number, t

pytestmark = pytest.mark.slow

THINGS = pd.DataFrame(
    {
        "label": ["capital cost", "revenue", "delay"], "low": ["95%", "70%", "0 months"],
        "high": ["160%", "115%", "24 months"], "result_low": [300.0, -500, 120], "result_high": [-900.0, 400, 100],
    }
)  # fmt: skip


def draw(frame=THINGS, **options):
    settings = {
        "middle": 110.0, "show": number, "axis_label": "owner's net present value, billion rial",
        "low_label": "low value", "high_label": "high value", "zero_label": "break-even",
    }  # fmt: skip
    return charts.tornado(frame, **settings | options)


def test_bars_reach_from_the_middle_to_each_end():
    (axes,) = [ax for ax in draw().axes if len(ax.patches) == 6]
    ends = sorted((round(bar.get_y()), bar.get_x() + bar.get_width()) for bar in axes.patches)
    assert {end for _, end in ends} == set(THINGS["result_low"]) | set(THINGS["result_high"])
    assert {bar.get_x() for bar in axes.patches} == {110.0}


@pytest.mark.parametrize("label", ["capital cost", "هزینهٔ سرمایه‌ای پروژه با پیش‌بینی هزینه‌های نادیده", "x"])
def test_it_is_clean(label, assert_clean):
    assert_clean(draw(THINGS.assign(label=label)))
    assert_clean(draw(THINGS.assign(label=label, result_low=0.0, result_high=0.0), middle=0.0))
    assert_clean(
        draw(THINGS.head(1), axis_label=4 * "a long label of an axis ", zero_label=t(fa="سر به سر", en="even"))
    )


def test_what_is_no_number_is_refused():
    with pytest.raises(HamyariError, match="result_low"):
        draw(THINGS.assign(result_low=np.nan))
    with pytest.raises(HamyariError, match="has no rows"):
        draw(THINGS.head(0))
