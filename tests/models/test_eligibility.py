"""Which doors are open: every rule answers yes, no or unknown, and a door says what stands against it."""

import pandas as pd
import pytest

from hamyari_lib import data
from hamyari_lib.data.schemas.quotes import REQUIREMENTS
from hamyari_lib.errors import DataError, ParameterError
from hamyari_lib.models.instruments import Asked, doors, screen

RULES = data.load("instrument_rules", room="sample")
DAY = "1405/09/07"
BILLION = 1e9


def rule(requirement, status="published", **more):
    blank = {"amount_rial": None, "share": None, "months": None, "issuers": None, "since": None}
    return blank | {"instrument": "x", "requirement": requirement, "status": status} | more


def answer(row, **known):
    frame = pd.DataFrame([row]).astype({"amount_rial": float, "share": float, "months": float})
    return screen(frame, Asked(**({"amount_rial": 100.0} | known)), on=DAY)["answer"].tolist()


@pytest.mark.parametrize(
    ("row", "met", "broken"),
    [
        (rule("issuer", issuers="municipality;company"), {"issuer": "company"}, {"issuer": "hamyari"}),
        (rule("guarantee"), {"has_guarantee": True}, {"has_guarantee": False}),
        (rule("allotment"), {"allotment_rial": 100.0}, {"allotment_rial": 99.0}),
        (rule("asset"), {"asset_rial": 150.0}, {"asset_rial": 0.0}),
        (rule("purchase"), {"purchase_rial": 100.0}, {"purchase_rial": 50.0}),
        (rule("construction"), {"builds": True}, {"builds": False}),
        (rule("commodity"), {"has_commodity": True}, {"has_commodity": False}),
        (rule("project"), {"is_project": True}, {"is_project": False}),
        (rule("land"), {"has_land": True}, {"has_land": False}),
        (rule("let_property"), {"has_let_property": True}, {"has_let_property": False}),
        (rule("knowledge_based"), {"is_knowledge_based": True}, {"is_knowledge_based": False}),
        (rule("own_share", share=0.1), {"own_share": 0.1}, {"own_share": 0.05}),
        (rule("most_tenor", months=12.0), {"tenor_months": 12}, {"tenor_months": 13}),
        (rule("time_to_cash", months=6.0), {"months_to_cash": 8}, {"months_to_cash": 5}),
    ],
    ids=lambda one: one.get("requirement", "") if isinstance(one, dict) else None,
)
def test_each_requirement_says_yes_no_or_unknown(row, met, broken):
    assert answer(row, **met) == ["yes"]
    assert answer(row, **broken) == ["no"]
    assert answer(row) == ["unknown"]


def test_amounts_are_always_known():
    assert answer(rule("least_amount", amount_rial=100.0)) == ["yes"]
    assert answer(rule("least_amount", amount_rial=101.0)) == ["no"]
    assert answer(rule("most_amount", amount_rial=100.0)) == ["yes"]
    assert answer(rule("most_amount", amount_rial=99.0)) == ["no"]
    assert answer(rule("most_amount")) == ["unknown"]


def test_every_requirement_of_the_schema_has_an_answer():
    for requirement in REQUIREMENTS:
        assert answer(rule(requirement, issuers="municipality"))[0] in ("yes", "no", "unknown")


def test_a_rule_whose_terms_were_not_found_is_never_met():
    assert answer(rule("construction", status="not found"), builds=True) == ["unknown"]
    assert answer(rule("construction", status="not found"), builds=False) == ["no"]


def test_a_rule_that_begins_later_is_left_out():
    assert answer(rule("guarantee", since="1406"), has_guarantee=False) == []
    assert answer(rule("guarantee", since="1405/09/07"), has_guarantee=False) == ["no"]
    assert answer(rule("guarantee", since="1405/09/08"), has_guarantee=False) == []


def test_doors_of_the_sample_for_a_municipality():
    known = Asked(
        3000 * BILLION, issuer="municipality", tenor_months=48, allotment_rial=3000 * BILLION, has_guarantee=True,
        asset_rial=500 * BILLION, purchase_rial=None, own_share=0.3, is_knowledge_based=False, has_land=False,
    )  # fmt: skip
    found = doors(screen(RULES, known, on=DAY)).set_index("instrument")
    assert found.at["musharaka_municipal", "door"] == "unknown"
    assert found.at["musharaka_municipal", "wanting"] == ("time_to_cash",)
    assert (found.at["ijara", "door"], found.at["ijara", "against"]) == ("closed", ("asset",))
    assert found.at["murabaha", "wanting"] == ("purchase", "time_to_cash")
    assert (found.at["treasury_bill", "door"], found.at["treasury_bill", "against"]) == ("closed", ("issuer",))
    assert found.at["venture_fund", "against"] == ("knowledge_based",)
    # over the limit of 1397, which may have changed: not open, and not closed for good
    assert (found.at["crowdfunding", "door"], found.at["crowdfunding", "against"]) == (
        "unknown", ("most_amount", "most_tenor"),
    )  # fmt: skip
    assert set(found.index) == set(RULES["instrument"])


def test_a_door_is_open_where_every_rule_is_sure_and_met():
    rows = pd.DataFrame([rule("guarantee"), rule("project")]).astype({"amount_rial": float})
    known = Asked(1.0, has_guarantee=True, is_project=True)
    assert doors(screen(rows, known, on=DAY))["door"].tolist() == ["open"]


def test_what_cannot_be_is_refused():
    with pytest.raises(DataError, match="rules have no column since"):
        screen(RULES.drop(columns="since"), Asked(1.0), on=DAY)
    with pytest.raises(ParameterError) as caught:
        Asked(0.0, tenor_months=-1, own_share=30)
    assert [line.split(" is ")[0] for line in caught.value.faults] == ["tenor_months", "amount_rial", "own_share"]
