"""The price level from yearly inflation, and amounts in the money of one day."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib.errors import DataError, ParameterError
from hamyari_lib.models.inflation import known_until, price_level, price_level_if_known, real_amounts

rates = st.floats(-0.2, 0.8)


def constant(rate, first=2010, last=2024):
    return pd.Series(rate, range(first, last + 1))


@given(rates, st.integers(2011, 2021), st.integers(1, 3))
def test_constant_inflation_grows_by_itself_from_new_year_to_new_year(rate, year, years):
    level = price_level(constant(rate), [f"{year}-01-01", f"{year + years}-01-01"])
    assert level.iloc[1] / level.iloc[0] == pytest.approx((1 + rate) ** years, rel=1e-12)


@given(st.lists(rates, min_size=2, max_size=8))
def test_from_the_middle_of_a_year_to_the_next_it_is_the_rate_of_the_next(path):
    series = pd.Series(path, range(2001, 2001 + len(path)))
    level = price_level(series, [f"{year}-07-02" for year in range(2001, 2001 + len(path))])
    growth = level.to_numpy()[1:] / level.to_numpy()[:-1] - 1
    np.testing.assert_allclose(growth, path[1:], atol=0.005)  # 2 July is half a day off the middle


def test_a_level_between_two_middles_is_drawn_straight_in_logarithms():
    level = price_level(pd.Series([0.44, 0.21], [2018, 2019]), ["2018-01-01", "2019-01-01"])
    assert level.tolist() == pytest.approx([1.2, 1.44 * 1.1])


@given(rates)
def test_an_assumed_rate_carries_on_as_a_known_one_would(rate):
    dates = ["2019-03-01", "2021-10-10", "2024-01-01"]
    known = pd.Series([0.3, 0.4, *[rate] * 6], range(2018, 2026))
    assumed = price_level(known.loc[:2019], dates, beyond=rate)
    np.testing.assert_allclose(assumed, price_level(known, dates))


def test_the_years_that_are_not_known_are_named():
    series = pd.Series([0.2, 0.3], [2018, 2019])
    with pytest.raises(DataError, match=r"middle of 2019; .* 2021-03-01, so the rate of 2020, 2021 is"):
        price_level(series, ["2018-01-01", "2021-03-01"])
    assert len(price_level(series, ["2017-07-03", "2019-07-01"])) == 2  # up to the middles themselves
    with pytest.raises(DataError, match="known from the middle of 2017 on; the dates begin on 2017-01-01"):
        price_level(series, ["2017-01-01"], beyond=0.3)


def test_jalali_dates_and_their_order_are_kept():
    level = price_level(constant(0.25), ["1400/10/11", "1399/10/12"])  # 1 January 2022 and 2021
    assert level.iloc[0] / level.iloc[1] == pytest.approx(1.25)
    assert list(level.index) == [pd.Timestamp("2022-01-01"), pd.Timestamp("2021-01-01")]


@pytest.mark.parametrize(
    ("series", "said"),
    [
        (pd.Series([], dtype=float), "no year"),
        (pd.Series([0.2, 0.3], [2018, 2020]), r"years \[2019\] are missing or repeated"),
        (pd.Series([0.2, 0.3], [2018, 2018]), r"years \[2018\] are missing or repeated"),
        (pd.Series([0.2, np.nan], [2018, 2019]), "inflation of 2019 is nan"),
        (
            pd.Series([18.0, 0.2], [2018, 2019]),
            "inflation of 2018 is 18; expected a fraction a year up to 3; write 0.18",
        ),
        (pd.Series([3.5, 0.2], [2018, 2019]), "inflation of 2018 is 3.5; .* write 0.035 for 3.5 %"),
        (pd.Series(["0.4", 0.2], [2018, 2019]), "inflation of 2018 is '0.4'; expected a number"),
        (pd.Series([0.3, None], [2018, 2019], dtype=object), "inflation of 2019 is None; expected a number"),
        (pd.Series([0.2, 0.3], [1397, 1398]), "holds 1397; .*these look like Jalali years; give Gregorian"),
        (pd.Series([0.2, 0.3]), "its index holds 0; expected Gregorian years such as 2018"),
        (pd.Series([0.2, 0.3], ["2018", "2019"]), "its index holds '2018'"),
        ([0.2, 0.3], "inflation is a list"),
        ({2018: 0.2}, "inflation is a dict"),
    ],
)
def test_inflation_that_cannot_be_used_is_refused(series, said):
    with pytest.raises(DataError, match=said) as caught:
        price_level(series, ["2018-07-03"])
    assert len(caught.value.faults) == 1
    with pytest.raises(DataError, match=said):
        price_level_if_known(series, ["2018-07-03"])


@pytest.mark.parametrize("beyond", [30.0, 3.5, float("nan"), -1.0, "0.4", True])
def test_an_assumed_rate_out_of_bounds_is_refused(beyond):
    with pytest.raises(ParameterError, match="beyond is"):
        price_level(constant(0.2), ["2025-01-01"], beyond=beyond)


def test_real_amounts_need_the_level_of_every_date():
    level = price_level(constant(0.25), ["2020-01-01", "2021-01-01"])
    real = real_amounts([100.0, 100.0], ["2021-01-01", "2020-01-01"], level, "2020-01-01")
    assert real.tolist() == pytest.approx([80.0, 100.0])
    with pytest.raises(DataError, match="no price level above 0 on 2022-01-01, 2023-01-01"):
        real_amounts([1.0, 1.0], ["2022-01-01", "2020-01-01"], level, "2023-01-01")
    with pytest.raises(DataError, match="level is a list"):
        real_amounts([1.0], ["2020-01-01"], [1.0], "2020-01-01")
    with pytest.raises(DataError, match="1 amounts and 2 dates"):
        real_amounts([1.0], ["2020-01-01", "2021-01-01"], level, "2020-01-01")


def test_the_level_is_known_to_the_middle_of_the_last_year():
    rates = pd.Series([0.2, 0.5], [2018, 2019])
    last = known_until(rates)
    assert price_level_if_known(rates, [last]) is not None
    assert price_level_if_known(rates, [last + 1]) is None
    with pytest.raises(DataError):
        price_level(rates, [last + 1])
    assert price_level_if_known(rates, [last + 1], beyond=0.3) is not None


def test_before_the_data_the_level_is_not_known_whatever_is_assumed_after_them():
    rates = pd.Series([0.2, 0.5], [2018, 2019])
    for beyond in (None, 0.3):
        assert price_level_if_known(rates, ["2017-07-02", "2019-01-01"], beyond=beyond) is None
        assert price_level_if_known(rates, ["2017-07-03", "2019-01-01"], beyond=beyond) is not None
