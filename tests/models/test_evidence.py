"""What a figure rests on."""

import numpy as np
import pandas as pd
import pytest

from hamyari_lib.models import evidence


@pytest.mark.parametrize("nothing", [None, float("nan"), np.float64("nan"), pd.NA, pd.NaT])
def test_what_is_missing_on_either_side_is_told_apart(nothing):
    assert evidence.basis(nothing, 0.18) == "unknown"
    assert evidence.basis(nothing, nothing) == "unknown"
    assert evidence.basis(0.18, nothing) == "assumed"


def test_the_same_figure_written_otherwise_is_published():
    assert evidence.basis(0.1 + 0.2, 0.3) == "published"
    assert evidence.basis(np.int64(3), 3.0) == "published"
    assert evidence.basis(0.0, 0.0) == "published"
    assert evidence.basis(0.175, 0.18) == "differs"


def test_words_are_compared_as_words():
    assert evidence.basis("1397/07/01", "1397") == "differs"
    assert evidence.basis("1397", "1397") == "published"


def test_compared_keeps_the_order_and_the_values():
    found = evidence.compared({"b": 3, "a": None, "c": "x"}, {"a": 1.0, "b": 3, "z": 9})
    assert found["term"].tolist() == ["b", "a", "c"]
    assert found["published"].tolist() == [3, 1.0, None]
    assert found["basis"].tolist() == ["published", "unknown", "assumed"]


def test_a_quote_without_a_date_is_never_near():
    quotes = pd.DataFrame({"date": pd.to_datetime(["2020-01-11", "2019-12-31", None]), "value": [1.0, 2.0, 3.0]})
    found = evidence.quotes_near(quotes, np.datetime64("2020-01-01"), within_days=10)
    assert found["value"].tolist() == [2.0, 1.0]
    assert found["days_after"].tolist() == [-1, 10]
    assert evidence.quotes_near(quotes, np.datetime64("2020-01-01"), within_days=0).empty


def test_published_terms_are_in_the_units_of_a_case():
    row = pd.Series({"instrument": "manfaa", "amount_bn_rial": 2000.0, "coupon_pct": 17.5, "coupon_months": 3,
                     "tenor_years": np.nan, "year_jalali": 1399})  # fmt: skip
    assert evidence.published_terms(row) == {
        "instrument": "manfaa", "amount": 2000.0, "issue_year": 1399, "tenor": None,
        "profit_rate": pytest.approx(0.175), "payment_interval": 3,
    }  # fmt: skip
