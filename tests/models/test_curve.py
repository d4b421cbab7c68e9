"""Yield curves: what they recover, where they end, what they say of few quotes and of odd ones."""

import numpy as np
import pandas as pd
import pytest

from hamyari_lib.errors import DataError
from hamyari_lib.models import calendars
from hamyari_lib.models.bonds import Bond
from hamyari_lib.models.curve import VERDICTS, fit_bonds, fit_curve, fit_quotes, screened

YEARS = np.array([0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0])


def loading(x):
    return -np.expm1(-x) / x


def rates(years, level=0.28, slope=0.06, bend=0.05, tau=1.2):
    years = np.asarray(years, dtype=float)
    return np.expm1(level + slope * loading(years / tau) + bend * (loading(years / tau) - np.exp(-years / tau)))


def test_the_published_forward():
    curve = fit_curve([1, 2], [0.2257, 0.2263])
    assert round(float(curve.forward(1, 2)), 4) == 0.2269


def test_parameters_are_recovered_and_forwards_chain():
    curve = fit_curve(YEARS, rates(YEARS))
    assert curve.model == "nelson-siegel"
    assert curve.parameters == pytest.approx({"b0": 0.28, "b1": 0.06, "b2": 0.05, "tau1": 1.2}, abs=1e-5)
    assert np.abs(curve.residuals).max() < 1e-8
    assert curve.rms < 1e-8
    between = np.linspace(0.1, 5, 33)
    assert np.allclose(curve.zero(between), rates(between), atol=1e-7)
    assert curve.zero(between.reshape(3, 11)).shape == (3, 11)
    parts = (1 + curve.forward(0, 1.3)) ** 1.3 * (1 + curve.forward(1.3, 4)) ** 2.7
    assert parts == pytest.approx((1 + curve.zero(4)) ** 4)
    assert curve.discount([0, 4]).tolist() == pytest.approx([1, (1 + curve.zero(4)) ** -4])
    assert curve.price([1, 2], [10, 110]) == pytest.approx(float(curve.discount([1, 2]) @ [10, 110]))


@pytest.mark.parametrize("asked", ["interpolated", "nelson-siegel", "svensson"])
@pytest.mark.parametrize("few", range(1, 10))
def test_a_curve_uses_no_more_parameters_than_quotes(few, asked):
    rng = np.random.default_rng(few)
    years = rng.choice(np.arange(20, 1800, 20), few, replace=False) / 365
    yields = 0.3 + rng.normal(0, 0.01, few)
    curve = fit_curve(years, yields, model=asked)
    order = ["interpolated", "nelson-siegel", "svensson"]
    allowed = "interpolated" if few < 4 else "nelson-siegel" if few < 6 else "svensson"
    assert curve.model == order[min(order.index(asked), order.index(allowed))]
    assert curve.asked == asked
    if curve.model == "interpolated":
        assert np.allclose(curve.zero(years), yields)
    with pytest.raises(DataError, match="Beyond it nothing is quoted"):
        curve.zero(years.max() + 0.1)
    assert np.isfinite(curve.zero(years.max() + 0.1, beyond=True))


def test_the_order_of_quotes_and_doubles_change_nothing():
    mixed = np.random.default_rng(1).permutation(len(YEARS))
    there = np.linspace(0.2, 4.8, 9)
    assert np.allclose(
        fit_curve(YEARS[mixed], rates(YEARS[mixed])).zero(there), fit_curve(YEARS, rates(YEARS)).zero(there)
    )
    assert fit_curve([1, 1, 2], [0.30, 0.32, 0.3]).zero(1) == pytest.approx(np.sqrt(1.30 * 1.32) - 1)
    assert fit_curve([1, 1, 1, 2], [0.3, 0.3, 0.3, 0.31]).model == "interpolated"  # two tenors are two quotes


def test_negative_yields_and_a_flat_curve():
    assert np.allclose(fit_curve(YEARS, np.full(len(YEARS), 0.2)).zero(YEARS), 0.2)
    below = rates(YEARS, level=-0.02, slope=0.01, bend=-0.01)
    assert np.allclose(fit_curve(YEARS, below).zero(YEARS), below, atol=1e-6)


def test_before_the_first_quote_an_interpolated_curve_is_flat():
    curve = fit_curve([0.5, 1.0], [0.3, 0.34])
    assert curve.zero(0.1) == pytest.approx(0.3)
    assert (curve.first, curve.last) == (0.5, 1.0)


@pytest.mark.parametrize(
    ("tenors", "yields", "said"),
    [
        ([], [], "there is no quote"),
        ([1, 2], [0.3], "2 tenors and 1 yields"),
        ([0, 1], [0.3, 0.3], "quote 1: tenor is 0 years; expected more than 0"),
        ([1, -2], [0.3, 0.3], "quote 2: tenor is -2 years"),
        ([1, 2], [0.3, 30.0], "quote 2: yield is 30; expected a fraction above -1 and up to 3; write 0.25 for 25 %"),
        ([1, 2], [0.3, np.nan], "quote 2: yield is nan"),
        ([1, np.inf], [0.3, 0.3], "quote 2: tenor is inf"),
    ],
)
def test_quotes_that_cannot_be_are_refused(tenors, yields, said):
    with pytest.raises(DataError, match=said):
        fit_curve(tenors, yields)


def test_questions_that_cannot_be_are_refused():
    curve = fit_curve([1, 2], [0.3, 0.3])
    for ask in (lambda: curve.zero(0), lambda: curve.zero([1, -1]), lambda: curve.discount(-1)):
        with pytest.raises(DataError, match="expected more than 0"):
            ask()
    with pytest.raises(DataError, match="a period ends before it begins"):
        curve.forward(2, 1)
    with pytest.raises(DataError, match="model is 'spline'; expected one of: interpolated, nelson-siegel, svensson"):
        fit_curve([1, 2], [0.3, 0.3], model="spline")


def test_an_outlier_is_left_out_only_if_asked_and_is_named():
    yields = rates(YEARS) + np.random.default_rng(3).normal(0, 0.001, len(YEARS))
    odd = yields.copy()
    odd[6] += 0.08
    clean = fit_curve(YEARS, yields)
    kept, left = fit_curve(YEARS, odd), fit_curve(YEARS, odd, outliers=True)
    assert kept.used.all()
    assert left.used.tolist() == [place != 6 for place in range(len(YEARS))]
    assert left.residuals[6] == pytest.approx(-0.08, abs=0.005)
    assert np.abs(left.zero(YEARS) - clean.zero(YEARS)).max() < 0.003
    assert np.abs(kept.zero(YEARS) - clean.zero(YEARS)).max() > 0.01
    assert fit_curve(YEARS, yields, outliers=True).used.all()
    many = odd.copy()
    many[[2, 4]] -= 0.1
    assert (~fit_curve(YEARS, many, outliers=True).used).sum() <= 2  # one in five


def test_bonds_price_back_and_agree_with_bills():
    flows = [([one], [100.0]) for one in (0.3, 0.7, 1.2, 2.5)]
    flows += [(np.arange(1, 2 * years + 1) / 2, [9.0] * (2 * years - 1) + [109.0]) for years in (2, 3, 4)]
    curve = fit_curve(YEARS, rates(YEARS))
    prices = [curve.price(*one) for one in flows]
    found = fit_bonds(flows, prices)
    assert [found.price(*one) for one in flows] == pytest.approx(prices, rel=1e-7)
    assert found.last == 4
    assert found.tenors[-1] < 4  # the duration
    few = fit_bonds(flows[-2:], prices[-2:])
    assert few.model == "interpolated"
    assert few.last == pytest.approx(few.tenors.max())


@pytest.mark.parametrize(
    ("flows", "prices", "said"),
    [
        ([], [], "there is no quote"),
        ([([1], [100])], [70, 80], "1 papers and 2 prices"),
        ([([1, 0], [10, 110])], [80], "paper 1: a time is not above 0 years; leave out what has been paid"),
        ([([1], [100]), ([1], [-100])], [80, 80], "paper 2: an amount is negative"),
        ([([1], [100])], [0], "paper 1: price is 0"),
        ([([1], [1_000_000])], [89_000], "yield is 10.236"),
    ],
)
def test_papers_that_cannot_be_are_refused(flows, prices, said):
    with pytest.raises(DataError, match=said):
        fit_bonds(flows, prices)


# quotes


def quote(symbol="B1", date="1404/12/25", kind="treasury_bill", price=np.nan, pct=np.nan, until="1405/12/25"):
    return {"symbol": symbol, "date": date, "kind": kind, "price_rial": price, "yield_pct": pct, "maturity_date": until}


def verdicts(*rows, **more):
    given = {"day": "1404/12/29", "face_rial": 1e6, "within_days": 14} | more
    return screened(pd.DataFrame(list(rows)), **given)


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (quote(price=740_000), "used"),
        (quote(pct=35.0), "used"),
        (quote(price=740_000, date="1405/01/01"), "later"),
        (quote(price=740_000, date="1404/11/01"), "old"),
        (quote(price=740_000, until=None), "no_maturity"),
        (quote(price=990_000, until="1404/12/20"), "matured"),
        (quote(), "nothing_quoted"),
        (quote(price=74_000, pct=35.1), "other_unit"),  # toman
        (quote(price=89_000), "other_unit"),  # 890 000 of the face of a million
        (quote(price=74, pct=35.1), "other_unit"),  # new rials
        (quote(price=12_000), "unlikely"),
        (quote(kind="bond", pct=34.0), "needs_terms"),
        (quote(kind="deposit", pct=22.5, until=None), "no_paper"),
        (quote(kind="policy", pct=23.0), "no_paper"),
    ],
)
def test_what_is_said_of_a_quote(row, verdict):
    found = verdicts(row)
    assert found["verdict"].tolist() == [verdict]
    assert verdict in VERDICTS


def test_of_two_quotes_of_a_paper_the_later_stands_and_the_price_leads():
    found = verdicts(
        quote(price=700_000, date="1404/12/18"), quote(price=740_000, pct=40.0), quote("B2", price=740_000, pct=35.2)
    )
    assert found["verdict"].tolist() == ["earlier_quote", "used", "used"]
    assert found["age_days"].tolist() == [11, 4, 4]
    assert found["rate"].iloc[1] == pytest.approx((1e6 / 740_000) ** (365 / 365) - 1)
    assert found["differs"].tolist() == [False, True, False]


def test_a_bond_with_known_coupons_and_a_price_is_used():
    terms = pd.DataFrame({"symbol": ["K1"]})
    found = verdicts(
        quote("K1", kind="bond", price=900_000), quote("K2", kind="bond", price=900_000),
        quote("K1", "1404/12/20", "bond"),
        coupons=terms,
    )  # fmt: skip
    assert found["verdict"].tolist() == ["used", "nothing_quoted", "earlier_quote"]


def test_questions_to_quotes_that_cannot_be_are_refused():
    with pytest.raises(DataError, match="quotes have no column price_rial"):
        screened(pd.DataFrame([quote()]).drop(columns="price_rial"), day="1404/12/29", face_rial=1e6, within_days=3)
    with pytest.raises(DataError, match="expected a face above 0"):
        verdicts(quote(), within_days=-1)


# bills and coupon bonds together

ISSUED = pd.DataFrame(
    {"symbol": ["K1", "K2"], "par_rial": [1_000_000, 1_000_000], "issue_jdate": ["1402/05/10", "1403/12/25"],
     "maturity_jdate": ["1406/05/10", "1407/12/25"], "coupon_pct": [18.0, 23.0], "coupon_interval_months": [3, 6]}
)  # fmt: skip
DAY = "1404/12/25"


def priced_on(curve):
    """Two coupon bonds without their accrued profit, and bills, as a curve prices them."""
    rows = []
    for terms in ISSUED.itertuples():
        bond = Bond(terms.issue_jdate, terms.maturity_jdate, terms.coupon_pct / 100, face=1e6,
                    interval_months=terms.coupon_interval_months, calendar="jalali")  # fmt: skip
        flows = bond.cash_flows()
        years = (flows["date"].to_numpy().astype("datetime64[D]") - calendars.day(DAY)).astype(int) / 365
        worth = curve.price(years[years > 0], flows["payment"][years > 0], beyond=True)
        rows.append(quote(terms.symbol, kind="bond", price=worth - bond.accrued(DAY) * 1e4, until=terms.maturity_jdate))
    for place, until in enumerate(("1405/03/25", "1405/06/25", "1405/12/25", "1406/06/25", "1407/01/20")):
        years = (calendars.day(until) - calendars.day(DAY)).astype(int) / 365
        rows.append(quote(f"A{place}", price=1e6 * float(curve.discount(years, beyond=True)), until=until))
    return rows


def screened_at(rows):
    return screened(pd.DataFrame(rows), day=DAY, face_rial=1e6, within_days=10, coupons=ISSUED)


def test_coupon_bonds_and_bills_give_back_the_curve_that_priced_them():
    truth = fit_curve([0.2, 0.5, 1, 2, 3.2], [0.30, 0.31, 0.33, 0.345, 0.35])
    curve, found = fit_quotes(screened_at(priced_on(truth)), coupons=ISSUED)
    tenors = np.array([0.3, 0.8, 1.5, 2.5])
    assert curve.zero(tenors) == pytest.approx(truth.zero(tenors), abs=2e-4)
    assert found["residual"].abs().max() < 2e-4
    assert (found["verdict"] == "used").all()
    assert found["duration"].iloc[1] < found["tenor_years"].iloc[1]
    _, dirty = fit_quotes(screened_at(priced_on(truth)), coupons=ISSUED, clean=False)
    assert dirty["verdict"].tolist() == ["outlier", *["used"] * 6]  # 45 days of profit were owed on it, none on K2
    assert dirty["residual"].iloc[0] < -0.01


def test_a_coupon_bond_in_another_unit_and_an_outlier_are_left_out_by_name():
    truth = fit_curve([0.2, 0.5, 1, 2, 3.2], [0.30, 0.31, 0.33, 0.345, 0.35])
    rows = priced_on(truth)
    rows[0]["price_rial"] /= 10
    curve, found = fit_quotes(screened_at(rows), coupons=ISSUED)
    assert found["verdict"].tolist() == ["other_unit", *["used"] * 6]
    assert float(curve.zero(1.0)) == pytest.approx(float(truth.zero(1.0)), abs=2e-4)
    rows = priced_on(truth)
    rows[4]["price_rial"] *= 0.9
    curve, found = fit_quotes(screened_at(rows), coupons=ISSUED)
    assert found["verdict"].tolist() == [*["used"] * 4, "outlier", *["used"] * 2]
    assert found["residual"].iloc[4] < -0.05


def test_without_quotes_there_is_no_curve():
    curve, found = fit_quotes(verdicts(quote(), quote("B2", kind="deposit", pct=20.0, until=None)))
    assert curve is None
    assert found[["yield_now", "residual"]].isna().all(axis=None)
    lone, found = fit_quotes(verdicts(quote(pct=35.0)))
    assert (lone.model, found["yield_now"].tolist()) == ("interpolated", [0.35])


def test_svenssons_further_hump_is_taken_only_where_the_quotes_ask_for_it():
    days = np.arange(60, 1200, 60)
    until = [calendars.written(calendars.day(DAY) + np.timedelta64(int(one), "D"), "jalali") for one in days]
    years = days / 365
    plain = 0.34 - 0.05 * (1 - np.exp(-years / 1.2)) / (years / 1.2)
    humped = plain + 0.08 * (years / 0.25) * np.exp(1 - years / 0.25)
    rng = np.random.default_rng(5)
    for rates, noise, expected in ((plain, 0.003, "nelson-siegel"), (humped, 0.0005, "svensson")):
        noisy = rates + rng.normal(0, noise, len(days))
        rows = [quote(f"A{place}", price=1e6 / (1 + rate) ** year, until=end)
                for place, (rate, year, end) in enumerate(zip(noisy, years, until, strict=True))]  # fmt: skip
        curve, found = fit_quotes(screened_at(rows), model="best")
        assert curve.model == expected
        other, _ = fit_quotes(screened_at(rows), model=expected)
        assert curve.parameters == other.parameters
        assert len(found) == len(rows)
    few, _ = fit_quotes(screened_at(rows[:5]), model="best")
    assert few.model == "nelson-siegel"
    fewer, _ = fit_quotes(screened_at(rows[:3]), model="best")
    assert fewer.model == "interpolated"
