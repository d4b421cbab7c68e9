"""What becomes of fima's rows: their units, dates and months are stated, and checked before anything is taken over."""

import datetime as dt

import pytest

from hamyari_lib.data.sources.asking_fima import Answer
from hamyari_lib.data.sources.fetched import checked
from hamyari_lib.data.sources.quoting import bonds, dollar_by_month, index_by_month, rates
from hamyari_lib.errors import DataError

TODAY = dt.date(2026, 11, 13)  # 1405/08/22


def answer(*rows, **about):
    return Answer("fima, f", rows, about)


def bill(**changes):
    """A bill of 1,000,000 rial due in a year, at 33.33 % a year."""
    row = {
        "Ticker": "اخزا104", "LastPrice": 750_000, "LastTradeJalaliDate": "1405-08-20",
        "MaturityJalaliDate": "1406-08-20", "YTM": 33.3333,
    }  # fmt: skip
    return row | changes


def bonds_of(*rows):
    return bonds(answer(*rows), today=TODAY, source="منبع")


def test_a_row_that_is_there_twice_is_one_quote():
    assert len(bonds_of(bill(), bill())) == 1


def test_two_prices_of_one_paper_and_day_are_refused_by_the_schema():
    with pytest.raises(DataError, match="symbol اخزا104, date 1405/08/20"):
        checked("quotes", bonds_of(bill(), bill(LastPrice=760_000)), where="fima")


LONG = {"LastPrice": 420_000, "MaturityJalaliDate": "1408-08-20"}  # due in three years


@pytest.mark.parametrize(
    ("changes", "comes_to"),
    [
        pytest.param({"LastPrice": 75_000}, "100,000", id="toman for rial"),
        pytest.param({"LastPrice": 7_500_000}, "9,999,998", id="a tenth of a rial"),
        pytest.param(LONG | {"YTM": 0.333333}, "424,2", id="a fraction for per cent"),
    ],
)
def test_a_unit_that_has_changed_is_seen_on_the_par_of_treasury_bills(changes, comes_to):
    with pytest.raises(DataError, match=f"treasury bills come to {comes_to}.*expected about 1,000,000 rial"):
        bonds_of(bill(**changes))


def test_a_yield_out_of_bounds_is_refused_unless_the_paper_is_about_to_mature():
    near = bonds_of(bill(YTM=900.0, MaturityJalaliDate="1405-08-27"))
    assert (near[0]["yield_pct"], near[0]["price_rial"]) == ("", "750000.0")
    later = bonds_of(bill(Ticker="مشهد42", YTM=900.0, MaturityJalaliDate="1405-08-28"))
    with pytest.raises(
        DataError, match=r"column yield_pct: found '900.0'; expected a number .*, -50 to 300; none of it"
    ):
        checked("quotes", later, where="fima")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"LastTradeJalaliDate": "2026-11-13"}, 'LastTradeJalaliDate is .*; write "1405/08/22"; update fima'),
        ({"LastTradeJalaliDate": "1405-08-23"}, "found the date 1405/08/23; expected none after today, 1405/08/22; "),
        ({"MaturityJalaliDate": "1406-12-30"}, "MaturityJalaliDate is '1406-12-30'; "),
        ({"LastPrice": "750,000"}, "LastPrice is '750,000'; expected a number or nothing; "),
        ({"YTM": float("inf")}, "YTM is inf; expected a number or nothing; "),
        ({"YTM": True}, "YTM is True; expected a number or nothing; "),
    ],
)
def test_a_cell_of_another_form_is_refused(change, found):
    with pytest.raises(DataError, match=f"^fima, f: {found}"):
        bonds_of(bill(**change))


def rates_of(*rows, column="Rate"):
    return rates(answer(*rows), {column: "cbi_rate"}, kind="policy", source="منبع", today=TODAY)


def test_rates_are_per_cent_a_year_and_an_unknown_one_is_no_row():
    found = rates_of({"JalaliDate": "1405-08-20", "Rate": 24.0}, {"JalaliDate": "1405-08-13", "Rate": None})
    assert found == [
        {"symbol": "cbi_rate", "date": "1405/08/20", "kind": "policy", "yield_pct": "24.0", "source": "منبع"}
    ]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"JalaliDate": "1405-08-20", "Rate": 0.24}, "the largest rate is 0.24; expected per cent a year such as 24.0"),
        ({"JalaliDate": None, "Rate": 24.0}, "found a row without a date; expected a Jalali date"),
        ({"JalaliDate": "1405-08-30", "Rate": 24.0}, "found the date 1405/08/30; expected none after today"),
        ({"JalaliMonth": "1405-13", "Rate": 41.0}, "JalaliMonth is '1405-13'; expected a month such as 1405-06"),
        ({"JalaliMonth": "1405-09", "Rate": 41.0}, "found the date 1405/09/30; expected none after today"),
    ],
)
def test_rates_of_another_form_are_refused(row, found):
    with pytest.raises(DataError, match=found):
        rates_of(row)


def test_a_month_rate_stands_at_the_last_day_of_the_month_also_in_a_leap_year():
    assert [row["date"] for row in rates_of({"JalaliMonth": "1403-12", "Rate": 33.0})] == ["1403/12/30"]


def days(year_month, count, value, *, column="ClosingPrice"):
    return [{"JalaliDate": f"{year_month}-{day:02}", column: value} for day in range(1, count + 1)]


def test_a_month_has_a_mean_when_it_has_ended_and_has_enough_days():
    rows = [*days("1405-06", 9, 1), *days("1405-07", 10, 1_200_000), *days("1405-08", 20, 1_300_000)]
    found = dollar_by_month(answer(*rows, CurrencyName="ریال"), today=TODAY)
    assert found == [{"jalali_month": "1405-07", "usd_irr_free_mean": "1200000.0"}]


def test_a_toman_is_ten_rials():
    rows = [*days("1405-07", 10, 120_000), *days("1405-08", 1, 1)]
    (found,) = dollar_by_month(answer(*rows, CurrencyName="تومان"), today=TODAY)
    assert found["usd_irr_free_mean"] == "1200000.0"


@pytest.mark.parametrize("about", [{}, {"CurrencyName": "درهم"}])
def test_a_price_of_an_unknown_unit_is_refused(about):
    shown = about.get("CurrencyName", "not said")
    with pytest.raises(DataError, match=f"the unit of the prices is {shown}; expected ریال, IRR, تومان; "):
        dollar_by_month(answer(*days("1405-07", 10, 1), **about), today=TODAY)


def test_the_index_of_a_month_is_that_of_its_last_day_in_whatever_order_they_come():
    rows = [
        {"JalaliDate": "1405-07-29", "IndexValue": 3.25}, {"JalaliDate": "1405-08-01", "IndexValue": 9.0},
        {"JalaliDate": "1405-07-05", "IndexValue": 7.0}, {"JalaliDate": "1405-07-30", "IndexValue": None},
    ]  # fmt: skip
    assert index_by_month(answer(*rows), today=TODAY) == [{"jalali_month": "1405-07", "tedpix_month_end": "3.2"}]


def test_two_values_of_a_day_are_refused():
    with pytest.raises(DataError, match="found 1 and 2 for 1405/07/01; expected one value a day"):
        index_by_month(
            answer(*days("1405-07", 1, 1, column="IndexValue"), *days("1405-07", 1, 2, column="IndexValue")),
            today=TODAY,
        )


def test_a_series_within_one_month_gives_nothing_yet():
    with pytest.raises(DataError, match="found no month that has ended; expected at least one"):
        index_by_month(answer(*days("1405-08", 5, 1, column="IndexValue")), today=TODAY)
