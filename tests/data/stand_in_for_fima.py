"""Stands in for fima 0.13 in tests: the same functions, columns, exceptions and prints, from a server on this machine.

What each function returns is in the form that fima's docstrings and README promise; the way there is not fima's.
"""

import os

import pandas as pd
import requests

URL = os.environ.get("FAKE_FIMA_SERVICE")  # a module of tests is imported to look for doctests


def _rows(what):
    response = requests.get(f"{URL}/{what}")  # as in fima, nothing limits the whole of it
    response.raise_for_status()
    return response.json()


def _bonds(what, columns):
    response = requests.get(f"{URL}/{what}")
    if response.status_code != 200:
        print(f"Failed to access page. Status code: {response.status_code}")
        return None
    frame = pd.DataFrame(response.json(), columns=columns)
    for name in ("LastTradeJalaliDate", "MaturityJalaliDate"):
        frame[name] = frame[name].map(lambda day: pd.NA if day is None else day)
    return frame


def get_all_bonds_without_coupons(deprecated=True):
    columns = ["Ticker", "LastPrice", "LastTradeJalaliDate", "MaturityJalaliDate", "YTM", "SimpleReturn"]
    return _bonds("bills", columns)


def get_all_bonds_with_coupons(deprecated=True):
    return _bonds("bonds", ["Ticker", "LastPrice", "LastTradeJalaliDate", "MaturityJalaliDate", "YTM"])


def _of_the_central_bank(what):
    try:
        rows = _rows(what)
        if rows == "rejected":
            raise ValueError("CBI rejected ordinary programmatic access from this environment (Request Rejected page)")
    except (requests.RequestException, ValueError) as error:
        raise RuntimeError(f"Unable to retrieve CBI {what}: {error}") from error
    return rows


def get_cbi_policy_rates():
    columns = ["JalaliDate", "InterbankRate", "RepoCutoffRate", "StandingLendingRate", "StandingDepositRate"]
    frame = pd.DataFrame(_of_the_central_bank("policy"), columns=columns)
    frame["JalaliDate"] = frame["JalaliDate"].astype("string")
    frame.insert(1, "GregorianDate", pd.Timestamp("2026-10-01"))
    return frame


def get_cbi_inflation_rates(frequency="monthly"):
    frame = pd.DataFrame(_of_the_central_bank("inflation"), columns=["JalaliMonth", "InflationRate"])
    frame["JalaliMonth"] = frame["JalaliMonth"].astype("string")
    return frame


def get_tgju_history(instrument, category=None, *, start_date=None, end_date=None, jalali=False):
    assert (instrument, category, start_date, end_date) == ("دلار", "ارز", "2021-10-23", "2026-11-13")
    given = _rows("dollar")
    frame = pd.DataFrame(given["rows"], columns=["JalaliDate", "ClosingPrice"])
    frame["GregorianDate"] = pd.Timestamp("2026-10-01")
    frame.attrs.update(Symbol="price_dollar_rl", InstrumentName="دلار", Currency=None, CurrencyName=given["unit"])
    return frame


def get_index_historical_data(index):
    assert index == "شاخص کل"
    frame = pd.DataFrame(_rows("index"), columns=["JalaliDate", "IndexValue"])
    return frame.set_index("JalaliDate")
