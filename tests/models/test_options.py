"""Ways to pay for one project: each in the project's own plan, side by side, and what changes their order."""

from dataclasses import replace

import numpy as np
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


@pytest.mark.parametrize("name", [name for name in options.DEBT_LIKE if name != "crowdfunding"])
def test_no_debt_is_left_to_be_lent_again(paying, name):
    way = paying.way(name, 0.3)
    assert way.raised > 0
    assert way.cover >= 1.2 - 1e-9
    assert (way.support, way.found.refinancing_gap) == pytest.approx((0.0, 0.0), abs=1.0), "rial"


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
    paying = replace(paying, rates={"bank_loan": 0.22, "istisna": 0.31})
    first, second = paying.way("bank_loan", 0.22), paying.way("istisna", 0.31)
    found = options.Order(paying, first, second).by_rate()
    assert found is not None
    before, after = (paying.way("bank_loan", found + one).npv - second.npv for one in (-1e-4, 1e-4))
    assert before > 0 > after
    with pytest.raises(ParameterError, match="exchange"):
        options.Order(paying, second, first).by_rate()
    assert options.Order(paying, first, second).by_return() is None, "no investor pays for it"
    assert options.Order(paying, first, second).by_yield() is None, "and no buyer"


def test_the_same_investors_ask_more_of_both(paying):
    fund, both = paying.way("project_fund", 0.2), paying.way("bank_loan+project_fund", 0.2)
    better, worse = sorted((fund, both), key=lambda one: -one.npv)
    found = options.Order(paying, better, worse, asked=0.2).by_return()
    assert found is not None
    before, after = (
        paying.way(better.name, found + one).npv - paying.way(worse.name, found + one).npv for one in (-2e-4, 2e-4)
    )
    assert before > 0 > after, "a change is found, though neither is bought far above it"


def test_a_way_that_takes_more_than_the_owner_has_is_none(paying):
    fund, loan = paying.way("project_fund", 0.2), paying.way("bank_loan", 0.3)
    found = options.Order(paying, fund, loan, asked=0.2).by_return()
    assert found is not None
    assert paying.way("project_fund", found).npv == pytest.approx(loan.npv, rel=1e-3)
    assert loan.short > 1e9
    alone = options.Order(paying, fund, loan, asked=0.2, most_own=1e9)
    assert alone.by_return() is None, "the loan does not finish the project, whatever investors ask"


@pytest.mark.slow
def test_all_that_is_sold_is_sold_at_one_yield(paying):
    terms, fees = SOLD
    cheap = (replace(terms, market_yield=0.15), fees)
    offers = {"ijara": cheap, "istisna": cheap}
    for name in offers:
        paying = paying.offered(name, cheap)
    ijara, istisna, loan = (paying.made(name, 0.0) for name in ("ijara", "istisna", "bank_loan"))
    assert ijara.npv > istisna.npv > loan.npv

    def at(asked, *names):
        moved = paying
        for name in names:
            moved = moved.offered(name, (replace(terms, market_yield=asked), fees))
        return moved

    both = options.Order(paying, ijara, istisna, offers=offers).by_yield()
    assert 0.15 < both < 0.2
    moved = at(both, "ijara", "istisna")
    assert moved.made("ijara", 0.0).npv == pytest.approx(moved.made("istisna", 0.0).npv, rel=1e-4)
    alone = options.Order(paying, ijara, loan, offers=offers).by_yield()
    assert 0.2 < alone < 0.3
    assert at(alone, "ijara").made("ijara", 0.0).npv == pytest.approx(loan.npv, rel=1e-4)
    assert options.Order(paying, ijara, loan, offers=offers).by_rate() is None, "its cost follows from the yield"


@pytest.mark.slow
@pytest.mark.parametrize("limits", [{}, {"allotment": 10e9}])
def test_a_fee_makes_the_first_way_dearer_alone(paying, limits):
    terms, fees = SOLD
    cheap = (replace(terms, market_yield=0.15), fees)
    paying = replace(paying, limits=replace(paying.limits, **limits)).offered("ijara", cheap)
    paying = replace(paying, rates={**paying.rates, "bank_loan": 0.25 if limits else 0.2})
    ijara, loan = paying.made("ijara", 0.0), paying.made("bank_loan", 0.0)
    found = options.Order(paying, ijara, loan, offers={"ijara": cheap}).by_fee()
    assert 0 < found < 0.3
    dearer = paying.offered("ijara", (cheap[0], replace(fees, arrangement=0.005 + found)))
    assert dearer.made("ijara", 0.0).npv == pytest.approx(loan.npv, rel=1e-4), "with what then reaches the project"
    assert dearer.net["ijara"] == pytest.approx(paying.net["ijara"] - found)


def test_waiting_costs_what_the_owner_asks(paying):
    way = paying.alone()
    first, second = replace(way, npv=200.0), replace(way, npv=100.0)
    months = options.Order(paying, first, second).by_delay()
    assert 200.0 * (1 + REAL) ** (-months / 12) == pytest.approx(100.0)
    assert options.Order(paying, first, replace(way, npv=-1.0)).by_delay() is None
    with pytest.raises(ParameterError, match="exchange them"):
        options.Order(paying, second, first).by_delay()


def test_a_change_is_found_between_two_places_where_there_is_no_answer():
    def state(place):
        return 1 if place < 0.31 else -1 if place < 0.318 else 0

    assert options.first_change(state, 0.0, 0.5) == pytest.approx(0.31, abs=1e-5)
    assert options.first_change(lambda place: 1 if place < 0.2 else 0, 0.0, 0.5) is None
    assert options.first_change(lambda place: 1, 0.0, 0.5) is None


def test_money_that_is_too_dear_is_not_raised(paying):
    assert (paying.way("bank_loan", 3.5).raised, paying.way("bank_loan", 3.5).why) == (0.0, "too_dear")
    all_gone = paying.offered("ijara", (SOLD[0], instruments.Fees(underwriting=1.0)))
    assert all_gone.made("ijara", 0.0).why == "too_dear"


def test_a_cost_below_zero_counts_as_none(paying):
    way = paying.way("musharaka_municipal", -0.028)
    assert way.rate == -0.028
    assert way.npv == pytest.approx(paying.way("musharaka_municipal", 0.0).npv)


def test_each_strain_makes_it_worse_by_itself(paying):
    cost = options.rate_of(SOLD)
    paying = replace(paying, net={"ijara": options.net_of(SOLD)})
    way = paying.way("ijara", cost)
    found = options.strained(
        paying, way, {"ijara": SOLD}, asked=cost, unsold=0.4, discount=0.03, rise=0.05, fewer=0.2, late_months=12
    )
    assert list(found.index) == ["planned", "unsold", "discount", "rise", "revenue", "late"]
    assert found.loc["planned", "npv"] == pytest.approx(way.npv)
    less = options.net_of(instruments.sold_in_part(*SOLD, 0.6)) / options.net_of(SOLD)
    assert less < 1
    assert found.loc["unsold", "raised"] == pytest.approx(0.6 * less * way.raised), "fees once are those of the whole"
    assert (found["npv"].iloc[2:] < way.npv).all()
    assert (found.loc[["revenue", "late"], "cover"] < way.cover).all()
    loan = paying.way("bank_loan", 0.3)
    without = options.strained(
        paying, loan, {}, asked=0.3, unsold=0.4, discount=0.03, rise=0.05, fewer=0.2, late_months=12
    )
    assert list(without.index) == ["planned", "rise", "revenue", "late"]
    none = dict.fromkeys(("unsold", "discount", "rise", "fewer", "late_months"))
    assert list(options.strained(paying, way, {"ijara": SOLD}, asked=cost, **none).index) == ["planned"]
    nothing = options.strained(paying, way, {"ijara": SOLD}, asked=cost, **none | {"unsold": 1.0}).loc["unsold"]
    assert (nothing["raised"], nothing["npv"]) == pytest.approx((0.0, paying.alone().npv))
    limited = replace(paying, limits=replace(paying.limits, allotment=5e9))
    taken = options.strained(
        limited, limited.way("ijara", cost), {"ijara": SOLD}, asked=cost, **none | {"discount": 0.03}
    ).loc["discount"]
    off = (instruments.at_discount(SOLD[0], 0.03), SOLD[1])
    assert taken["raised"] == pytest.approx(5e9 * options.net_of(off)), "of the same face"


@pytest.mark.parametrize("name", ["project_fund", "bank_loan+project_fund"])
def test_units_that_nobody_buys_are_the_owners(paying, name):
    way, base = paying.way(name, 0.24), paying.way("bank_loan", 0.3) if "+" in name else paying.alone()
    given = {"asked": 0.24, "discount": 0.0, "rise": 0.0, "fewer": 0.0, "late_months": 0}
    none, half, all_left = (
        options.strained(paying, way, {}, unsold=one, **given).loc["unsold"] for one in (0.0, 0.5, 1.0)
    )
    assert none["npv"] == pytest.approx(way.npv)
    assert (all_left["npv"], all_left["raised"]) == pytest.approx((base.npv, base.raised))
    assert half["npv"] == pytest.approx((way.npv + base.npv) / 2)
    assert half["short"] == pytest.approx(0.5 * base.short), "the owner pays as it is spent"
    assert all_left["short"] == pytest.approx(base.short)
    assert (none["rate"], np.isnan(all_left["rate"])) == (pytest.approx(way.rate), "+" not in name)


def test_all_money_of_two_ways_together_gets_dearer(paying):
    way = paying.way("bank_loan+project_fund", 0.24)
    none = dict.fromkeys(("unsold", "discount", "fewer", "late_months"))
    found = options.strained(paying, way, {}, asked=0.24, rise=0.04, **none)
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
    assert paying.faces(ways[1])["venture_fund"] > 100e9
    against = found.loc[("bank_loan+venture_fund", "venture_fund"), "against"]
    assert against == ("most_tenor",), "the project outlives the fund"
    ours = paying.way("project_company_ipo", 0.2)
    own = options.doors_of(paying, [ours, replace(ours, given_up=0.9)], rules, asked, on=on)
    assert own["against"].tolist() == [(), ("own_share",)], "what the investors leave is the founders' share"
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
    found = options.strained(paying, way, {}, asked=asked, unsold=0.0, discount=0.0, rise=0.0, fewer=0.0, late_months=0)
    for case in found.index:
        assert found.loc[case, "npv"] == pytest.approx(way.npv, rel=1e-9), case
        assert found.loc[case, "raised"] == pytest.approx(way.raised), case
    worse = options.strained(paying, way, {}, asked=asked, unsold=0.0, discount=0.0, rise=0.0, fewer=0.1, late_months=6)
    assert (worse.loc[["revenue", "late"], "npv"] < way.npv).all()


def test_limits_of_the_face_allow_less_money_than_that(paying):
    limited = replace(paying, net={"ijara": 0.9}, limits=replace(paying.limits, allotment=10e9))
    assert limited.way("ijara", 0.3).raised == pytest.approx(9e9)
    assert limited.way("manfaa", 0.3).raised == pytest.approx(10e9), "nothing is known to be kept from it"
    assert options.net_of(SOLD) == pytest.approx(SOLD[0].issue_price() - 0.015)
