"""Lots and shortlists: what is bought together, and who is asked first."""

import numpy as np
import pandas as pd
import pytest

from hamyari_lib import data
from hamyari_lib.data.illustrate.buying import PARTS
from hamyari_lib.data.illustrate.dice import assumptions
from hamyari_lib.models.matching import match_needs, pooled, shortlists


def asked(*titles, unit="عدد"):
    return pd.DataFrame({"need_id": [f"n{row}" for row in range(len(titles))], "title": list(titles), "unit": unit})


def test_one_thing_in_one_unit_is_one_lot_and_in_two_units_two():
    needs = asked("چراغ معابر", "چراغ خیابانی", "چراغ خيابان", unit=["عدد", "عدد", "شاخه"])
    assert pooled(needs).tolist() == ["n0", "n0", "n2"]


def test_what_says_nothing_of_itself_stays_alone():
    assert pooled(asked("", "", "")).tolist() == ["n0", "n1", "n2"]
    assert pooled(asked("چراغ معابر", "چراغ معابر", unit=None)).tolist() == ["n0", "n1"]
    assert pooled(asked()).empty


def test_a_lot_is_named_by_its_first_need_and_no_chain_joins_what_is_unlike():
    needs = asked("پمپ چاه", "پمپ چاه آب پارک", "آب پارک بازی")
    found = pooled(needs, alike=0.5)
    assert found.tolist() == ["n0", "n0", "n2"], "the third is like the second only, and that one leads no lot"
    assert pooled(needs, alike=1.0).nunique() == 3


@pytest.mark.slow
def test_lots_of_the_sample_are_the_kinds_that_were_made_up():
    kind = {title: name for part in PARTS for name, one in assumptions(part).items() for title in one["titles"]}
    needs = data.load("needs")
    needs = needs.assign(cost=needs["unit_cost_rial"].astype(float) * needs["yearly_quantity"]).sort_values(
        "cost", ascending=False
    )
    lots, kinds = pooled(needs).to_numpy(), needs["title"].map(kind).to_numpy()
    pairs = np.triu_indices(len(needs), 1)
    joined, same = (one[:, None] == one[None] for one in (lots, kinds))
    both = (joined & same)[pairs].sum()
    assert both / joined[pairs].sum() > 0.98
    assert both / same[pairs].sum() > 0.72


@pytest.mark.parametrize(
    ("needs", "options", "said"),
    [
        (asked("x").drop(columns="unit"), {}, "needs has no column unit"),
        (asked("x", "y").assign(need_id="n"), {}, "need_id n more than once"),
        (asked("x"), {"alike": 0}, "alike is 0"),
    ],
)
def test_bad_needs_are_refused(needs, options, said):
    with pytest.raises(ValueError, match=said):
        pooled(needs, **options)


# shortlists


FIRMS = pd.DataFrame({
    "firm_id": ["near", "far", "ended", "full"], "products": "چراغ معابر", "province": ["فارس", "یزد", "فارس", "فارس"],
    "yearly_capacity": [np.nan, 5.0, 5.0, 0.0],
})  # fmt: skip
LICENCES = pd.Series(["valid", "ends_before_delivery", "expired", "valid"], FIRMS["firm_id"])


def listed(scores, **options):
    matches = pd.DataFrame({"need_id": "n", "firm_id": FIRMS["firm_id"], "score": scores, "reasons": "…"})
    return shortlists(matches, FIRMS, LICENCES, **{"province": "فارس"} | options)


def test_who_can_supply_comes_first_whatever_the_score():
    found = listed([0.5, 0.6, 0.99, 0.98])
    assert found["firm_id"].tolist() == ["far", "near", "ended", "full"]
    assert found["is_usable"].tolist() == [True, True, False, False]
    assert found["place"].tolist() == [1, 2, 3, 4]


def test_a_preference_moves_the_order_and_no_score():
    found = listed([0.56, 0.6, 0.1, 0.1], preference=0.1)
    assert found["firm_id"].tolist()[:2] == ["near", "far"]
    assert found["score"].tolist()[:2] == [0.56, 0.6]
    assert listed([0.5, 0.6, 0.1, 0.1], preference=0.1)["firm_id"].iloc[0] == "far"


def test_needs_keep_their_order_and_those_without_a_firm_have_no_row():
    matches = match_needs(asked("چراغ معابر", "کشتی", "چراغ معابر شهر"), FIRMS)
    found = shortlists(matches, FIRMS, LICENCES, province="فارس")
    assert found["need_id"].drop_duplicates().tolist() == ["n0", "n2"]


@pytest.mark.parametrize(
    ("firms", "options", "said"),
    [
        (FIRMS.drop(columns="province"), {}, "firms has no column province"),
        (FIRMS.head(2), {}, "firm_id ended, which is in no table"),
        (FIRMS, {"preference": -0.1}, "preference is -0.1"),
    ],
)
def test_bad_shortlists_are_refused(firms, options, said):
    matches = pd.DataFrame({"need_id": "n", "firm_id": FIRMS["firm_id"], "score": 0.5, "reasons": ""})
    with pytest.raises(ValueError, match=said):
        shortlists(matches, firms, LICENCES, province="فارس", **options)
