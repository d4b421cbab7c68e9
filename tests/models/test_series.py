"""A monthly series: gaps, changes of base, splices and other units are told, and no growth is made up."""

import numpy as np
import pandas as pd
import pytest

from hamyari_lib import data
from hamyari_lib.errors import DataError
from hamyari_lib.models.macro import month_of, monthly, number_of


def rows(values, first="1400-01", base=None):
    months = [month_of(number_of(first) + place) for place in range(len(values))]
    frame = pd.DataFrame({"jalali_month": months, "index": values})
    return frame if base is None else frame.assign(base=base)


def steady(n, growth=0.02):
    return 100 * np.exp(growth * np.arange(n))


def test_months_count_on_over_the_year():
    assert month_of(number_of("1403-12") + 1) == "1404-01"
    assert [month_of(number_of(one)) for one in ("1399-01", "1399-12")] == ["1399-01", "1399-12"]


def test_a_whole_series_keeps_its_levels_and_growth_in_any_order_of_rows():
    frame = rows(steady(30))
    found = monthly(frame.sample(frac=1, random_state=1), "index")
    assert found.level.tolist() == pytest.approx(frame["index"].tolist())
    assert np.isnan(found.growth.iloc[0])
    assert found.growth.iloc[1:].tolist() == pytest.approx([0.02] * 29)
    assert (found.missing, found.rebased, found.jumps) == ((), (), ())
    assert found.over_year().dropna().tolist() == pytest.approx([np.expm1(0.24)] * 18)
    assert found.since_break.iloc[-1] == 100
    assert found.since_break.iloc[0] == pytest.approx(100 * np.exp(-0.02 * 29))
    assert (found.last, found.age_months("1403-01")) == ("1402-06", 7)


def test_a_missing_month_leaves_two_growths_unknown_and_the_year_known():
    frame = rows(steady(30)).drop(index=[14]).reset_index(drop=True)
    frame.loc[20, "index"] = np.nan
    found = monthly(frame, "index")
    assert found.missing == ("1401-03", "1401-10")
    assert found.growth.isna().to_numpy().nonzero()[0].tolist() == [0, 14, 15, 21, 22]
    yearly = found.over_year()
    assert yearly.loc["1402-02"] == pytest.approx(np.expm1(0.24))
    assert np.isnan(yearly.loc["1402-03"])  # a year after the month that is missing
    assert found.since_break.isna().sum() == 2


def test_a_change_of_base_is_no_growth():
    values = steady(30)
    values[16:] /= 4.3
    base = ["1395=100"] * 16 + ["1400=100"] * 14
    found = monthly(rows(values, base=base), "index", base="base")
    assert (found.rebased, found.jumps) == (("1401-05",), ())
    assert found.growth.isna().to_numpy().nonzero()[0].tolist() == [0, 16]
    assert np.isnan(found.over_year().loc["1401-05":"1402-04"]).all()
    assert found.over_year().loc["1402-05"] == pytest.approx(np.expm1(0.24))
    assert found.since_break.first_valid_index() == "1401-05"
    assert found.since_break.iloc[16] == pytest.approx(100 * np.exp(-0.02 * 13))


@pytest.mark.parametrize("factor", [10, 0.1, 4.3, 10_000])
def test_a_splice_or_another_unit_that_nobody_named_is_seen(factor):
    values = steady(30) * np.exp(np.random.default_rng(1).normal(0, 0.01, 30))
    values[16:] *= factor
    found = monthly(rows(values), "index")
    assert found.jumps == ("1401-05",)
    assert np.isnan(found.growth.loc["1401-05"])
    assert np.isnan(found.over_year().loc["1401-05":"1402-04"]).all()
    without = monthly(rows(values).drop(index=[15]), "index")
    assert without.jumps == ("1401-05",)  # also where the month before it is missing


def test_real_turmoil_is_no_splice():
    dollars = data.load("market", room="sample")
    for column in ("usd_irr_free_mean", "tedpix_month_end"):
        found = monthly(dollars, column)
        assert found.jumps == ()
        assert found.missing == ()


def test_inflation_above_100_per_cent_is_no_splice():
    found = monthly(rows(steady(40, growth=np.log(4) / 12)), "index")
    assert found.jumps == ()
    assert found.over_year().dropna().tolist() == pytest.approx([3.0] * 28)


def test_what_cannot_be_read_is_refused():
    with pytest.raises(DataError, match="no column price; the table has jalali_month, index"):
        monthly(rows(steady(5)), "price")
    with pytest.raises(DataError, match="no value of index is known"):
        monthly(rows([np.nan, np.nan]), "index")
    with pytest.raises(DataError, match="index of 1400-02 is given twice"):
        monthly(pd.concat([rows(steady(5)), rows([3.0], first="1400-02")]), "index")
    with pytest.raises(DataError, match="index of 1400-02 is 0; expected more than 0"):
        monthly(rows([5.0, 0.0, 5.0]), "index")
