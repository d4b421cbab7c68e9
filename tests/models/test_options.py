"""Ways to pay for one project: each in the project's own plan, side by side, and what changes their order."""

from dataclasses import replace

import pytest

from hamyari_lib import data
from hamyari_lib.errors import ParameterError
from hamyari_lib.models import cashflow, instruments, options
from hamyari_lib.models.returns import internal_rate

REAL = 0.06
ROWS = data.load("project_cashflow")
GROWTH = {"inflation": 0.25, "dollar": 0.22, "tariff": 0.24}
SOLD = (
    instruments.offer("ijara", 500, "1405/01/01", 36, 0.25, market_yield=0.3),
    instruments.Fees(underwriting=0.01, arrangement=0.005),
)


@pytest.fixture(scope="module")
def paying():
    lines, absent = options.prepared(ROWS[ROWS["project_id"] == "P-16"], **GROWTH, dollar_rate=1e6)
    assert absent == ()
    operating = cashflow.Operating(cashflow.Tax(0.0), contingency=0.1, residual=0.1)
    limits = cashflow.DebtTerms(0.0, dscr=1.2, gearing=0.6, deposit_rate=0.2)
    return options.Paying(
        lines, operating, limits, 60, REAL, tenors={"crowdfunding": 12}, most={"murabaha": 10e9},
        equity_fees=instruments.EquityFees(manager=0.01), rates={"bank_loan": 0.3},
    )  # fmt: skip


def test_what_a_project_lacks_is_named_instead_of_its_lines():
    rows = ROWS[ROWS["project_id"] == "P-01"]
    assert options.prepared(rows, **GROWTH, dollar_rate=None) == (None, ("usd",))
    short = options.prepared(rows, inflation=[0.3], dollar=[0.3], tariff=[0.3], dollar_rate=1e6)
    assert short == (None, ("prices",))


def test_a_debt_brings_money_within_its_limits_and_the_owner_the_rest(paying):
    way = paying.way("bank_loan", 0.3)
    assert 0 < way.raised < way.wanted
    times = paying.lines.timeline
    assert way.months == times.construction_months + 12 * ((60 - times.construction_months) // 12)
    assert paying.alone().months is None
    assert way.short == pytest.approx(way.wanted - way.raised)
    assert way.cover == pytest.approx(1.2)
    assert (way.binding, way.given_up, way.why) == ("dscr", 0.0, "")
    assert paying.way("murabaha", 0.3).raised == pytest.approx(10e9), "no more than the rules allow"
    assert paying.way("ijara", 0.3, allotment=7e9).raised == pytest.approx(7e9)
    assert paying.alone().raised == 0


def test_dearer_money_is_worth_less_to_the_owner(paying):
    worths = [paying.way("bank_loan", rate).npv for rate in (0.2, 0.3, 0.4, 0.5)]
    assert worths == sorted(worths, reverse=True)
    own = paying.alone().npv
    assert worths[0] > own > worths[-1], "cheaper than the return asked it helps, dearer it costs"


def test_an_instrument_that_falls_due_before_the_project_earns_brings_nothing(paying):
    way = paying.way("crowdfunding", 0.3)
    assert (way.raised, way.why) == (0.0, "tenor")
    assert way.npv == pytest.approx(paying.alone().npv)


@pytest.mark.parametrize("asked", [0.2, 0.26, 0.3])
def test_investors_get_what_they_ask_of_a_share(paying, asked):
    way = replace(paying, equity_fees=instruments.EquityFees.none()).way("project_fund", asked)
    flows, times = way.found.flows, paying.lines.timeline
    assert way.raised == pytest.approx(way.wanted)
    assert way.short == 0
    got = way.given_up * flows.distribution[0]
    got[0] -= way.raised
    assert internal_rate(times.years, got) == pytest.approx(asked)
    assert way.rate == pytest.approx(asked), "without fees the money costs what its investors earn"
    assert 0 < way.given_up < 1


def test_fees_of_a_fund_come_on_top_of_what_investors_ask(paying):
    free = replace(paying, equity_fees=instruments.EquityFees.none()).way("project_fund", 0.26)
    dear = paying.way("project_fund", 0.26)
    assert dear.given_up > free.given_up
    assert dear.rate > 0.26
    assert dear.npv < free.npv
    sold = replace(paying, equity_fees=instruments.EquityFees(underwriting=0.05)).way("project_fund", 0.26)
    assert sold.raised == pytest.approx(free.raised), "all that building takes reaches the project"
    assert sold.given_up == pytest.approx(free.given_up / 0.95), "and the underwriter's fee is raised on top of it"


def test_investors_who_ask_more_than_all_of_it_earns_bring_nothing(paying):
    way = paying.way("project_fund", 0.6)
    assert (way.raised, way.binding) == (0.0, "investors")
    assert "investors ask 60.0% a year" in way.why


def test_a_share_beside_a_debt_pays_for_all(paying):
    loan, both = paying.way("bank_loan", 0.3), paying.way("bank_loan+project_fund", 0.26)
    assert (both.raised, both.short) == (both.wanted, 0)
    assert loan.raised < both.raised < loan.wanted, "what waits in the account earns a part of it"
    late = replace(paying, limits=replace(paying.limits, deposit_rate=0.0)).way("bank_loan+project_fund", 0.26)
    assert late.raised == pytest.approx(loan.wanted), "where it earns nothing, all of it is raised"
    assert late.given_up > both.given_up
    assert both.cover == pytest.approx(loan.cover)
    assert 0.26 < both.rate < 0.3, "between the two moneys"
    assert 0 < both.given_up < 1


def test_the_order_changes_where_both_are_worth_the_same(paying):
    first, second = paying.way("bank_loan", 0.22), paying.way("bank_loan", 0.31)
    found = paying.rate_to_equal(first, second, asked=0.22)
    assert found == pytest.approx(0.31, abs=1e-4)
    fund = paying.way("project_fund", 0.2)
    limit = paying.rate_to_equal(fund, replace(second, npv=-1e15), asked=0.2, most=0.6)
    assert paying.way("project_fund", limit - 1e-3).raised > 0
    assert paying.way("project_fund", limit + 1e-3).raised == 0, "nobody pays any more"
    with pytest.raises(ParameterError, match="exchange them"):
        paying.rate_to_equal(second, first, asked=0.31)
    both = paying.way("bank_loan+project_fund", 0.2)
    better, worse = sorted((fund, both), key=lambda one: -one.npv)
    shared = paying.rate_to_equal(better, worse, asked=0.2, most=0.3)
    assert shared is None or (
        abs(paying.way(better.name, shared).npv - paying.way(worse.name, shared).npv) < 0.02 * abs(better.npv)
        or bool(paying.way(better.name, shared + 1e-3).why)
    ), "the same investors ask more of both"


def test_waiting_costs_what_the_owner_asks(paying):
    way = paying.alone()
    first, second = replace(way, npv=200.0), replace(way, npv=100.0)
    months = options.months_to_equal(first, second, real_rate=REAL)
    assert 200.0 * (1 + REAL) ** (-months / 12) == pytest.approx(100.0)
    assert options.months_to_equal(first, replace(way, npv=-1.0), real_rate=REAL) is None
    with pytest.raises(ParameterError, match="exchange them"):
        options.months_to_equal(second, first, real_rate=REAL)


def test_a_yield_and_a_fee_raise_an_offer_to_a_cost():
    now = instruments.cost(*SOLD, "all").value
    asked, fee = options.yield_to_cost(SOLD, now + 0.02, high=1.0), options.fee_to_cost(SOLD, now + 0.02, high=0.3)
    terms, fees = SOLD
    assert instruments.cost(replace(terms, market_yield=asked), fees, "all").value == pytest.approx(
        now + 0.02, abs=1e-4
    )
    more = replace(fees, arrangement=0.005 + fee)
    assert instruments.cost(terms, more, "all").value == pytest.approx(now + 0.02, abs=1e-4)
    assert options.fee_to_cost(SOLD, now - 0.01, high=0.3) is None
    assert options.yield_to_cost(SOLD, 9.0, high=0.5) is None


def test_each_strain_makes_it_worse_by_itself(paying):
    cost = options.rate_of(SOLD)
    paying = replace(paying, net={"ijara": options.net_of(SOLD)})
    way = paying.way("ijara", cost)
    found = paying.strained(way, SOLD, asked=cost, unsold=0.4, discount=0.03, rise=0.05, fewer=0.2, late_months=12)
    assert list(found.index) == ["planned", "unsold", "discount", "rise", "revenue", "late"]
    assert found.loc["planned", "npv"] == pytest.approx(way.npv)
    less = options.net_of(instruments.sold_in_part(*SOLD, 0.6)) / options.net_of(SOLD)
    assert less < 1
    assert found.loc["unsold", "raised"] == pytest.approx(0.6 * less * way.raised), "fees once are those of the whole"
    assert (found["npv"].iloc[2:] < way.npv).all()
    assert (found.loc[["revenue", "late"], "cover"] < way.cover).all()
    loan = paying.way("bank_loan", 0.3)
    without = paying.strained(loan, None, asked=0.3, unsold=0.4, discount=0.03, rise=0.05, fewer=0.2, late_months=12)
    assert list(without.index) == ["planned", "rise", "revenue", "late"]
    none = dict.fromkeys(("unsold", "discount", "rise", "fewer", "late_months"))
    assert list(paying.strained(way, SOLD, asked=cost, **none).index) == ["planned"]
    nothing = paying.strained(way, SOLD, asked=cost, **none | {"unsold": 1.0}).loc["unsold"]
    assert (nothing["raised"], nothing["npv"]) == pytest.approx((0.0, paying.alone().npv))
    limited = replace(paying, limits=replace(paying.limits, allotment=5e9))
    taken = limited.strained(limited.way("ijara", cost), SOLD, asked=cost, **none | {"discount": 0.03}).loc["discount"]
    off = (instruments.at_discount(SOLD[0], 0.03), SOLD[1])
    assert taken["raised"] == pytest.approx(5e9 * options.net_of(off)), "of the same face"


@pytest.mark.parametrize("name", ["project_fund", "bank_loan+project_fund"])
def test_units_that_nobody_buys_are_the_owners(paying, name):
    way, base = paying.way(name, 0.24), paying.way("bank_loan", 0.3) if "+" in name else paying.alone()
    given = {"asked": 0.24, "discount": 0.0, "rise": 0.0, "fewer": 0.0, "late_months": 0}
    none, half, all_left = (paying.strained(way, None, unsold=one, **given).loc["unsold"] for one in (0.0, 0.5, 1.0))
    assert none["npv"] == pytest.approx(way.npv)
    assert (all_left["npv"], all_left["raised"]) == pytest.approx((base.npv, base.raised))
    assert half["npv"] == pytest.approx((way.npv + base.npv) / 2)
    assert half["short"] == pytest.approx(way.wanted - half["raised"])


def test_all_money_of_two_ways_together_gets_dearer(paying):
    way = paying.way("bank_loan+project_fund", 0.24)
    none = dict.fromkeys(("unsold", "discount", "fewer", "late_months"))
    found = paying.strained(way, None, asked=0.24, rise=0.04, **none)
    dear = replace(paying, rates={"bank_loan": 0.34}).way("bank_loan+project_fund", 0.28)
    assert found.loc["rise", "npv"] == pytest.approx(dear.npv)


@pytest.mark.parametrize("name", ["project_fund", "bank_loan+project_fund"])
def test_a_way_that_investors_refuse_brings_nothing(paying, name):
    refused, alone = paying.way(name, 0.9), paying.alone()
    assert (refused.raised, refused.rate, refused.binding) == (0.0, None, "investors")
    assert (refused.npv, refused.short) == (alone.npv, alone.short)
    assert paying.faces(refused) == {}


def test_investors_are_not_asked_where_a_debt_pays_for_all(paying):
    free = replace(paying, limits=cashflow.DebtTerms(0.0, dscr=None, gearing=1), rates={"istisna": 0.01})
    way = free.way("istisna+project_fund", 0.24)
    assert (way.raised, way.why) == (0.0, "debt_pays")


def test_a_door_is_judged_on_what_a_way_issues(paying):
    rules, on = data.load("instrument_rules"), "1405/01/15"
    asked = instruments.Asked(100e9, "hamyari", 36, purchase_rial=8e9, has_guarantee=True)
    most = instruments.most_allowed(rules, asked, on=on)
    assert most == {"murabaha": 8e9, "crowdfunding": 20e9}, "what nothing known bounds is left out"
    paying = replace(paying, most=most, net={"murabaha": 0.9})
    ways = [paying.way("murabaha", 0.3), paying.way("bank_loan+venture_fund", 0.24), paying.way("crowdfunding", 0.3)]
    assert paying.faces(ways[0])["murabaha"] == pytest.approx(8e9)
    found = options.doors_of(paying, ways, rules, asked, on=on).set_index(["way", "part"])
    assert found.loc[("murabaha", "murabaha"), "against"] == (), "the purchase is worth what is issued"
    whole = instruments.doors(instruments.screen(rules, asked, on=on)).set_index("instrument")
    assert whole.loc["murabaha", "door"] == "closed"
    share = paying.faces(ways[1])["venture_fund"]
    expected = ("least_amount",) if share < 100e9 else ()
    assert found.loc[("bank_loan+venture_fund", "venture_fund"), "against"] == expected
    assert "most_amount" in found.loc[("crowdfunding", "crowdfunding"), "against"], "it brings nothing: as asked"
    assert "most_tenor" not in found.loc[("crowdfunding", "crowdfunding"), "against"], "it runs for its own time"


def test_a_name_that_is_no_debt_has_no_terms():
    with pytest.raises(ParameterError, match="reit is no debt"):
        options.terms_for("reit", cashflow.DebtTerms(0.3), 0.3, tenor_months=12)


@pytest.mark.parametrize(
    ("name", "asked"), [("bank_loan", 0.3), ("project_fund", 0.24), ("bank_loan+project_fund", 0.24)]
)
def test_without_a_strain_all_stays_as_planned(paying, name, asked):
    way = paying.way(name, asked)
    found = paying.strained(way, None, asked=asked, unsold=0.0, discount=0.0, rise=0.0, fewer=0.0, late_months=0)
    for case in found.index:
        assert found.loc[case, "npv"] == pytest.approx(way.npv, rel=1e-9), case
        assert found.loc[case, "raised"] == pytest.approx(way.raised), case
    worse = paying.strained(way, None, asked=asked, unsold=0.0, discount=0.0, rise=0.0, fewer=0.1, late_months=6)
    assert (worse.loc[["revenue", "late"], "npv"] < way.npv).all()


def test_limits_of_the_face_allow_less_money_than_that(paying):
    limited = replace(paying, net={"ijara": 0.9}, limits=replace(paying.limits, allotment=10e9))
    assert limited.way("ijara", 0.3).raised == pytest.approx(9e9)
    assert limited.way("manfaa", 0.3).raised == pytest.approx(10e9), "nothing is known to be kept from it"
    assert options.net_of(SOLD) == pytest.approx(SOLD[0].issue_price() - 0.015)
