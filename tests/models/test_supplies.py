"""From needs to who supplies them: what becomes of each need, what is bought together, and how good that is."""

import numpy as np
import pandas as pd
import pytest

from hamyari_lib.jalali import JalaliDate
from hamyari_lib.models import matching, procurement
from hamyari_lib.models.matching import quality
from hamyari_lib.models.matching.supplies import OUTCOMES

DAY = JalaliDate(1404, 6, 1)


def needs(*rows):
    return pd.DataFrame(rows, columns=["need_id", "municipality", "title", "yearly_quantity", "unit", "unit_cost_rial"])


def firms(*rows):
    columns = ["firm_id", "province", "products", "yearly_capacity", "capacity_unit", "licence_until"]
    return pd.DataFrame(rows, columns=columns).assign(licence_from=None)


NEEDS = needs(
    ("lamps", "بم", "چراغ خیابانی", 100.0, "عدد", 10.0), ("pumps", "بم", "پمپ شناور چاه", 10.0, "عدد", 50.0),
    ("trees", "بم", "نهال کاج", 5.0, "اصله", 1.0), ("bins", "بم", "مخزن پسماند فلزی", 8.0, "عدد", np.nan),
    ("maps", "بم", "نقشهٔ هوایی شهر", np.nan, "هکتار", 3.0),
)  # fmt: skip
FIRMS = firms(
    ("near", "کرمان", "چراغ خیابانی", 1000.0, "عدد", "1406/01/01"),
    ("far", "یزد", "پمپ شناور چاه", 4.0, "عدد", "1406/01/01"),
    ("ended", "کرمان", "مخزن پسماند فلزی", 100.0, "عدد", "1404/01/01"),
    ("undated", "کرمان", "نقشهٔ هوایی شهر", None, "هکتار", None),
)  # fmt: skip


def supplied(on=DAY, asked=NEEDS, offered=FIRMS, **options):
    return matching.supply(asked, offered, province="کرمان", on=on, **options)


def test_every_need_has_the_outcome_that_its_firms_allow():
    found = supplied()
    assert found.outcome.to_dict() == {
        "lamps": "home", "pumps": "partly", "trees": "no_firm", "bins": "no_licence", "maps": "no_licence",
    }  # fmt: skip
    assert set(found.outcome) <= set(OUTCOMES)
    assert found.served.tolist() == [True, False, False, False, False]
    assert found.no_match["need_id"].tolist() == ["trees"]
    assert found.allocation.unserved["pumps"] == pytest.approx(0.6)
    assert repr(found).splitlines()[0] == "Supply of 5 needs"


def test_a_firm_elsewhere_and_one_whose_capacity_others_take():
    offered = firms(("far", "یزد", "چراغ خیابانی", 60.0, "عدد", "1406/01/01"))
    asked = NEEDS.head(1).assign(yearly_quantity=60.0)
    assert supplied(asked=asked, offered=offered).outcome.tolist() == ["elsewhere"]
    two = pd.concat([asked, asked.assign(need_id="more", title="چراغ خیابانی شهر")])
    assert sorted(supplied(asked=two, offered=offered).outcome) == ["elsewhere", "no_capacity"]


def test_many_like_firms_serve_many_like_needs():
    """More than a shortlist shows: none is short of a firm that stood just below its end."""
    asked = pd.concat([NEEDS.head(1).assign(need_id=f"n{one}", yearly_quantity=1.0) for one in range(12)])
    offered = pd.concat([FIRMS.head(1).assign(firm_id=f"f{one}", yearly_capacity=1.0) for one in range(20)])
    assert supplied(asked=asked, offered=offered).served.all()


def test_without_a_day_dated_licences_are_not_checked_and_undated_ones_do_not_count():
    found = supplied(on=None)
    assert found.licences.to_dict() == dict.fromkeys(["near", "far", "ended"], "unchecked") | {"undated": "undated"}
    assert found.outcome["bins"] == "home"
    assert found.outcome["maps"] == "no_licence"


def test_a_licence_that_ends_before_delivery_can_still_supply_and_says_so():
    found = supplied(delivery_months=24)
    assert found.licences["near"] == "ends_before_delivery"
    assert found.outcome["lamps"] == "home"


# bought together


LIMITS = pd.DataFrame({"jalali_year": 1404, "size": ["small", "medium", "large"], "up_to_rial": [100, 1000, None]})


def together(asked, **options):
    lots = matching.pooled(asked)
    return matching.bought_together(asked, lots, LIMITS, **{"per_doubling": 0.1, "year": 1404} | options)


TWO = needs(
    ("a", "بم", "چراغ خیابانی", 10.0, "عدد", 60.0), ("b", "یزد", "چراغ خیابانی", 10.0, "عدد", 60.0),
    ("c", "یزد", "نهال کاج", 1.0, "اصله", 1.0),
)  # fmt: skip


def test_a_lot_sums_its_needs_saves_by_its_size_and_grows_before_the_law():
    found = together(TWO)
    lamps = found.loc["a"]
    assert (lamps["needs"], lamps["municipalities"], lamps["quantity"], lamps["cost_rial"]) == (2, 2, 20, 1200)
    assert lamps["saving_rial"] == pytest.approx(120), "each city's order doubles"
    assert (lamps["size_alone"], lamps["size"]) == ("medium", "large")
    assert found.index.tolist() == ["a", "c"], "the dearest first"
    assert found.loc["c", "saving_rial"] == pytest.approx(0, abs=1e-9), "nobody to buy with"


def test_two_needs_of_one_city_are_one_order():
    found = together(TWO.assign(municipality="بم"))
    assert found.loc["a", "municipalities"] == 1
    assert found.loc["a", "saving_rial"] == pytest.approx(0, abs=1e-9)
    assert found.loc["a", "size_alone"] == found.loc["a", "size"] == "large"


def test_what_is_not_known_makes_a_lower_bound_and_is_never_nothing():
    unknown = TWO.assign(unit_cost_rial=[60.0, np.nan, np.nan])
    found = together(unknown)
    assert (found.loc["a", "cost_rial"], found.loc["a", "is_complete"]) == (600, False)
    assert np.isnan(found.loc["c", "cost_rial"])
    assert pd.isna(found.loc["c", "size"])
    assert np.isnan(together(TWO, per_doubling=None)["saving_rial"]).all()
    assert together(TWO, year=None)["size"].isna().all()
    assert together(TWO, year=1390)["size"].isna().all(), "a year without thresholds"


def test_a_buyer_of_unknown_price_enlarges_the_order_of_the_others():
    found = together(TWO.assign(unit_cost_rial=[60.0, np.nan, 1.0]))
    assert found.loc["a", "saving_rial"] == pytest.approx(60), "of 600, by doubling"


def test_a_buyer_of_partly_unknown_quantity_saves_nothing_that_anybody_knows():
    more = TWO.iloc[[0]].assign(need_id="d", yearly_quantity=np.nan)
    found = together(pd.concat([TWO, more]))
    assert found.loc["a", "saving_rial"] == pytest.approx(60), "b's alone"
    alone = together(TWO.assign(yearly_quantity=[10.0, np.nan, 1.0]))
    assert np.isnan(alone.loc["a", "saving_rial"]), "what the other buys is not known, so it is not 0"


def test_a_lower_bound_of_cost_has_no_size_but_the_largest():
    limits = LIMITS.assign(up_to_rial=[1000, 10_000, None])
    unknown = TWO.assign(unit_cost_rial=[60.0, np.nan, 1.0])
    found = matching.bought_together(unknown, matching.pooled(unknown), limits, per_doubling=None, year=1404)
    assert pd.isna(found.loc["a", "size"])
    assert pd.isna(found.loc["a", "size_alone"])
    assert together(TWO.assign(unit_cost_rial=[600.0, np.nan, 1.0])).loc["a", "size"] == "large"


def test_needs_without_a_municipality_or_a_lot_are_refused():
    with pytest.raises(ValueError, match="need b has no municipality"):
        together(TWO.assign(municipality=["بم", None, "یزد"]))
    with pytest.raises(ValueError, match="need c has no lot"):
        matching.bought_together(TWO, pd.Series({"a": "a", "b": "a"}), LIMITS, per_doubling=None, year=None)
    assert together(TWO.head(0)).empty


def test_each_need_is_in_one_lot():
    found = together(TWO)
    assert found["needs"].sum() == len(TWO)


def test_rules_hold_from_their_first_to_their_last_month():
    rules = pd.DataFrame({"from_month": ["1401-11"] * 3, "until_month": [None, "1404-12", "1404-11"]}, ["a", "b", "c"])
    assert procurement.rules_in_force(rules, "1404-12").to_dict() == {"a": "yes", "b": "yes", "c": "no"}
    assert procurement.rules_in_force(rules, "1401-11").eq("yes").all()
    assert procurement.rules_in_force(rules, "1401-10").eq("no").all()
    assert procurement.rules_in_force(rules, None).eq("unchecked").all()


# how good it is


LABELS = pd.DataFrame(
    {
        "need_id": ["lamps", "lamps", "trees", "pumps"],
        "firm_id": ["near", "far", "far", "far"],
        "relevance": [3, 0, 1, 2],
    }
)


def test_decisions_are_right_wrong_rightly_none_or_missed():
    found = matching.match_needs(NEEDS, FIRMS)
    assert quality.decisions(found, LABELS) == quality.Decisions(right=2, wrong=0, rightly_none=1, missed=0)
    other = LABELS.assign(firm_id=["far", "near", "near", "near"])
    assert quality.decisions(found, other) == quality.Decisions(right=0, wrong=2, rightly_none=1, missed=0)
    none = found.assign(firm_id=None)
    assert quality.decisions(none, LABELS) == quality.Decisions(right=0, wrong=0, rightly_none=1, missed=2)
    with pytest.raises(ValueError, match="no row of the labelled need trees"):
        quality.decisions(found[found["need_id"] != "trees"], LABELS)


def test_every_way_orders_every_need_and_ours_is_compared_with_each():
    orders = quality.orders(NEEDS, FIRMS)
    assert set(orders) == {quality.OURS, *quality.OTHERS}
    assert {len(one) for one in orders.values()} == {len(NEEDS) * len(FIRMS)}
    found = quality.compared(orders, LABELS, seed=1)
    assert found.loc[quality.OURS, "ndcg_at_10"] == pytest.approx(1)
    assert np.isnan(found.loc[quality.OURS, "ndcg_at_10_ahead"])
    others = found.loc[list(quality.OTHERS)]
    assert (others["ndcg_at_10_low"] <= others["ndcg_at_10_ahead"]).all()
    assert (others["ndcg_at_10_ahead"] <= others["ndcg_at_10_high"]).all()
    assert np.allclose(others["ndcg_at_10_ahead"], found.loc[quality.OURS, "ndcg_at_10"] - others["ndcg_at_10"])


def test_calibration_counts_each_pair_once():
    order = pd.DataFrame({
        "need_id": "n", "firm_id": list("abcd"), "score": [0.0, 0.1, 0.95, 1.0],
    })  # fmt: skip
    labels = pd.DataFrame({"need_id": "n", "firm_id": ["c", "b"], "relevance": [3, 1]})
    found = quality.calibration(order, labels, edges=[0, 0.1, 0.5, 1])
    assert found["pairs"].tolist() == [1, 1, 2]
    assert found["share"].tolist() == [0, 0, 0.5]
    assert found["score"].tolist() == pytest.approx([0, 0.1, 0.975])
    empty = quality.calibration(order.head(1), labels, edges=[0, 0.5, 1])
    assert empty.loc[1, ["score", "share", "share_low"]].isna().all()
    with pytest.raises(ValueError, match="increasing ones from 0 to 1"):
        quality.calibration(order, labels, edges=[0, 0.5])
