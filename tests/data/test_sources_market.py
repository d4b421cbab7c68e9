"""The tables ``quotes`` and ``market`` through fima.

fima itself is not run here: its sources are not to be reached from a test. A stand-in on the child's path
(``stand_in_for_fima.py``) returns what fima 0.13 documents, from a server on this machine; the process, its limits and
all that becomes of an answer are the real ones.
"""

import datetime as dt
import json
import shutil
from pathlib import Path

import psutil
import pytest
from local_service import reply, serving, silent

from hamyari_lib.data.sources import asking_fima
from hamyari_lib.data.sources.asking_fima import Call, Fima, FimaMissing
from hamyari_lib.data.sources.market import INFLATION, market
from hamyari_lib.data.sources.patience import Limits
from hamyari_lib.errors import DataError
from hamyari_lib.glossary.forbidden import forbidden_in

pytestmark = pytest.mark.slow

TODAY = dt.date(2026, 11, 13)  # 1405/08/22
QUICK = Limits(total_seconds=30, tries=3, first_wait_seconds=0.01)

# a bill of 1,000,000 rial due in a year is worth 750,000 at 33.33 % a year
BILLS = [
    ["اخزا104", 750_000, "1405-08-20", "1406-08-20", 33.3333, 30.0],
    ["سخاب1", 900_000, "1405-08-21", "1405-08-25", 1200.5, 30.0],  # within a week of maturity
    ["گام0512", 980_000, "1405-08-19", None, None, None],
    ["اخزا001", 990_000, "1400-01-15", "1400-02-01", None, None],  # matured
    ["اخزا999", None, None, "1407-01-01", None, None],  # never traded
]
BONDS = [["مشهد42", 985_000.5, "1405-08-10", "1405-08-30", 34.25]]
POLICY = [["1405-08-06", 23.9, 23.0, 24.0, None], ["1405-08-13", 23.8, 23.0, 24.0, 17.0]]
INFLATION_RATES = [["1405-06", 41.2], ["1405-07", 42.0]]
DOLLAR = [
    *([f"1405-05-{day:02}", 100_000 + day] for day in range(1, 22)),
    *([f"1405-06-{day:02}", 110_000] for day in range(1, 9)),  # too few for a mean
    *([f"1405-07-{day:02}", 120_000] for day in range(1, 12)),
    ["1405-08-01", 130_000],
]
INDEX = [["1405-06-31", 3_000_000.5], ["1405-07-29", 3_100_000.25], ["1405-07-05", 9.0], ["1405-08-20", 3_200_000]]

GOOD = {
    "/bills": BILLS, "/bonds": BONDS, "/policy": POLICY, "/inflation": INFLATION_RATES,
    "/dollar": {"unit": "تومان", "rows": DOLLAR}, "/index": INDEX,
}  # fmt: skip


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """The server, and the stand-in where a child of this process looks for fima."""
    with pytest.MonkeyPatch.context() as patch, serving() as service:
        patch.setenv("FAKE_FIMA_SERVICE", service.base)
        patch.setenv("NO_PROXY", "127.0.0.1")
        folder = tmp_path_factory.mktemp("fima")
        shutil.copy(Path(__file__).with_name("stand_in_for_fima.py"), folder / "fima.py")
        patch.setenv("PYTHONPATH", str(folder))
        yield service


@pytest.fixture
def service(running):
    """The server with good answers of every source."""
    for part, rows in GOOD.items():
        running.answers(part, reply(json.dumps(rows)))
    running.asked.clear()
    return running


@pytest.fixture(autouse=True)
def started():
    """How many processes this test has started that are still there; a worker of pytest may have older ones."""
    before = set(psutil.Process().children(recursive=True))

    def count():
        return len(set(psutil.Process().children(recursive=True)) - before)

    yield count
    assert count() == 0


def rows_of(found, table):
    """The rows of a table as plain values, from all its series; blank is ``None``."""
    frames = [one.frame for one in found.tables if one.origin.table == table]
    return [
        {name: None if value != value else value for name, value in row.items()}
        for frame in frames
        for row in frame.to_dict("records")
    ]


@pytest.fixture(scope="module")
def found(running):
    for part, rows in GOOD.items():
        running.answers(part, reply(json.dumps(rows)))
    return market(today=TODAY, limits=QUICK)


def test_all_series_become_rows_of_the_tables(found):
    assert found.faults == ()
    quotes = {(row["symbol"], row["date"]): row for row in rows_of(found, "quotes")}
    bill = quotes["اخزا104", "1405/08/20"]
    assert (bill["kind"], bill["price_rial"], bill["yield_pct"]) == ("treasury_bill", 750_000, 33.3333)
    assert bill["maturity_date"] == "1406/08/20"
    assert "فرابورس" in bill["source"]
    near = quotes["سخاب1", "1405/08/21"]
    assert (near["price_rial"], near["yield_pct"]) == (900_000, None)  # 1200 % a year says nothing
    assert quotes["گام0512", "1405/08/19"]["kind"] == "bond"
    assert quotes["مشهد42", "1405/08/10"] | {"source": ""} == {
        "symbol": "مشهد42", "date": "1405/08/10", "kind": "bond", "price_rial": 985_000.5, "yield_pct": 34.25,
        "maturity_date": "1405/08/30", "source": "",
    }  # fmt: skip
    assert not {"اخزا001", "اخزا999"} & {symbol for symbol, _ in quotes}
    rates = {key: row["yield_pct"] for key, row in quotes.items() if row["kind"] == "policy"}
    assert rates["cbi_interbank", "1405/08/13"] == 23.8
    assert len(rates) == 7, "the deposit rate of the first day is not known"
    inflation = {day: row for (symbol, day), row in quotes.items() if symbol == INFLATION}
    assert [inflation[day]["yield_pct"] for day in ("1405/06/31", "1405/07/30")] == [41.2, 42.0]
    assert {row["kind"] for row in inflation.values()} == {"other"}

    months = {}
    for row in rows_of(found, "market"):
        months[row["jalali_month"]] = months.get(row["jalali_month"], {}) | {k: v for k, v in row.items() if v}
    assert months == {
        "1405-05": {"jalali_month": "1405-05", "usd_irr_free_mean": 1_000_110.0},  # the mean, from toman
        "1405-06": {"jalali_month": "1405-06", "tedpix_month_end": 3_000_000.5},
        "1405-07": {"jalali_month": "1405-07", "usd_irr_free_mean": 1_200_000.0, "tedpix_month_end": 3_100_000.2},
    }


def test_source_and_dates_are_said_in_both_languages(found):
    (quotes,) = {one.origin for one in found.tables if one.origin.table == "quotes"}
    papers = found.tables[0]
    assert quotes.as_of(papers.frame).en == "papers to 1405/08/21; retrieved 2026-11-13 (1405/08/22)"
    assert quotes.as_of(papers.frame).fa == "اوراق تا ۱۴۰۵/۰۸/۲۱؛ دریافت: ۲۲ آبان ۱۴۰۵"
    (market_origin,) = {one.origin for one in found.tables if one.origin.table == "market"}
    assert market_origin.as_of(found.tables[-1].frame).en == "index to 1405-07; retrieved 2026-11-13 (1405/08/22)"
    for origin in (quotes, market_origin):
        for text in (origin.source, origin.licence, origin.caveats):
            assert text.fa != text.en
            assert forbidden_in(text.fa) == []


CHANGED = "fima or its source may have changed: update fima, or bring the table in with `hamyari data import`."


def test_a_series_that_fails_leaves_the_others(service):
    service.answers("/policy", reply('"rejected"'))
    service.answers("/bonds", reply("", status=503), reply("", status=503), reply(json.dumps(BONDS)))
    service.answers("/dollar", reply("", status=429), reply(json.dumps(GOOD["/dollar"])))
    service.answers("/index", reply("", status=404))
    found = market(today=TODAY, limits=QUICK)
    assert [fault.partition(": ")[::2] for fault in found.faults] == [
        (
            "fima, get_all_bonds_with_coupons",
            "returned NoneType (Failed to access page. Status code: 503); expected a table with the columns Ticker, "
            f"LastPrice, LastTradeJalaliDate, MaturityJalaliDate, YTM; {CHANGED}",
        ),
        (
            "fima, get_cbi_policy_rates",
            "RuntimeError: Unable to retrieve CBI policy: CBI rejected ordinary programmatic access from this "
            "environment (Request Rejected page); expected a table with the columns JalaliDate, InterbankRate, "
            f"RepoCutoffRate, StandingLendingRate, StandingDepositRate; {CHANGED}",
        ),
        (
            "fima, get_index_historical_data",
            f"HTTPError: 404 Client Error: Not Found for url: {service.base}/index; expected a table with the columns "
            f"JalaliDate, IndexValue; {CHANGED}",
        ),
    ]
    assert {row["symbol"] for row in rows_of(found, "quotes")} == {"اخزا104", "سخاب1", "گام0512", INFLATION}
    assert len(rows_of(found, "market")) == 2
    times = [path for path, _ in service.asked]
    assert (times.count("/dollar"), times.count("/index"), times.count("/policy")) == (2, 1, 1)


FRAME = """
import os, urllib.request
class Frame:
    def __init__(self, columns, rows):
        self.columns, self.rows, self.attrs = columns, rows, {}
        self.index = type("Index", (), {"names": [None]})
    def itertuples(self, **_):
        return iter(self.rows)
"""
"""As much of a data frame as the child looks at: pandas would take most of these tests' time."""


def test_a_call_that_hangs_is_ended_and_the_next_one_is_answered(tmp_path, monkeypatch, started):
    with silent() as base:
        hang = f"def hang(): return urllib.request.urlopen({base!r}).read()\n"
        write_fima(tmp_path, monkeypatch, FRAME + hang + "def well(): return Frame(['a'], [[1]])\n")
        with Fima(limits=Limits(total_seconds=0.5, tries=3, first_wait_seconds=0.01)) as fima:
            with pytest.raises(
                DataError, match="fima, hang: no answer within 0.5 s, and was ended; expected an answer"
            ):
                fima.ask(Call("hang", ("a",)))
            assert started() == 0
            assert fima.ask(Call("well", ("a",))).rows == ({"a": 1},)


def test_a_process_is_ended_where_the_caller_is_stopped(tmp_path, monkeypatch, started):
    def interrupt(**_):
        raise KeyboardInterrupt

    def stopped():
        with Fima(limits=QUICK) as fima:
            fima.ask(Call("well", ("a",)))
            assert started() == 1
            monkeypatch.setattr(fima._lines, "get", interrupt)
            fima.ask(Call("well", ("a",)))

    write_fima(tmp_path, monkeypatch, FRAME + "def well(): return Frame(['a'], [[1]])\n")
    with pytest.raises(KeyboardInterrupt):
        stopped()


def write_fima(folder: Path, monkeypatch, source: str) -> None:
    (folder / "fima.py").write_text(source, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))


BROKEN = {
    "raise ModuleNotFoundError('no', name='fima')": (
        "fima is not installed; expected the extra `market`; install it with "
        "`pip install 'hamyari-workbench[market]'`. fima itself is MIT, but it brings mibian, which is under the GPL: "
    ),
    "import mibian_not_there": "fima: cannot be imported: its package mibian_not_there is not installed; ",
    "1 / 0": "fima: cannot be imported: ZeroDivisionError: division by zero; ",
    "import os, sys; sys.stderr.write('x\\nout of memory\\n'); sys.stderr.flush(); os._exit(7)": (
        "fima: ended with exit status 7 and no answer (out of memory); "
    ),
}


@pytest.mark.parametrize("source", BROKEN)
def test_a_fima_that_cannot_be_imported_is_told(tmp_path, monkeypatch, source):
    write_fima(tmp_path, monkeypatch, source)
    with Fima(limits=QUICK) as fima, pytest.raises(DataError) as refused:
        fima.ask(Call("get", ("a",)))
    (fault,) = refused.value.faults
    assert fault.startswith(BROKEN[source])
    assert isinstance(refused.value, FimaMissing) == fault.startswith("fima is not installed")


OTHER_FORMS = {
    "renamed": "the column Ticker is missing; found Symbol, LastPrice; expected a table with the columns Ticker, Last",
    "empty": "returned a table without rows; expected at least one; ",
    "noise": "returned str (printed by fima); expected a table with the columns Ticker, LastPrice; ",
    "gone": "it has no function gone; expected a table",
    "wrong": "TypeError: ",
    "died": "ended with exit status 9 and no answer; expected a table; ",
    "large": "its answer is larger than 20 MiB; expected a table",
}


def test_answers_of_another_form_are_told_in_a_line_each(tmp_path, monkeypatch):
    functions = """
def renamed(): return Frame(["Symbol", "LastPrice"], [["a", 1]])
def empty(): return Frame(["Ticker", "LastPrice"], [])
def noise(): print("printed by fima"); return "text"
def wrong(): return None + 1
def died(): os._exit(9)
def large(): return Frame(["Ticker", "LastPrice"], [["x" * 21 * 2**20, 1]])
"""
    write_fima(tmp_path, monkeypatch, FRAME + functions)
    with Fima(limits=QUICK) as fima:
        for function, expected in OTHER_FORMS.items():
            with pytest.raises(DataError) as refused:
                fima.ask(Call(function, ("Ticker", "LastPrice")))
            (fault,) = refused.value.faults
            assert fault.startswith(f"fima, {function}: {expected}")
            assert "\n" not in fault
    assert asking_fima.START_SECONDS >= 60, "its import takes seconds even on a quick machine"
