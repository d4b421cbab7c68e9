"""The table ``macro`` from answers in the form of the World Bank's API, good ones and those of another form."""

import datetime as dt
import json

import pytest
from local_service import SERIES, figures, reply, serve_figures, serving

from hamyari_lib.data.sources.patience import Limits
from hamyari_lib.data.sources.world_bank import macro
from hamyari_lib.errors import DataError
from hamyari_lib.glossary.forbidden import forbidden_in

TODAY = dt.date(2026, 11, 13)
QUICK = Limits(connect_seconds=1, read_seconds=1, total_seconds=5, tries=2, first_wait_seconds=0.01)
CPI = "FP.CPI.TOTL.ZG"


@pytest.fixture
def service(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving() as running:
        serve_figures(running)
        yield running


def fetch(service):
    return macro(today=TODAY, base=f"{service.base}/v2", limits=QUICK)


def fault_of(service, answer) -> str:
    service.answers(CPI, reply(json.dumps(answer)))
    with pytest.raises(DataError) as refused:
        fetch(service)
    (fault,) = refused.value.faults
    assert fault.startswith("World Bank (127.0.0.1)")
    assert "\n" not in fault
    return fault


def test_figures_are_rounded_as_in_the_sample_and_null_is_blank(service):
    frame = fetch(service).frame
    assert frame["year"].tolist() == [2022, 2023, 2024]  # 2025 has no figure at all
    assert frame["inflation_pct"].tolist()[:2] == [43.4885, 44.5792]
    assert frame["gdp_musd"].tolist() == [422662.3, 457510.5, 475252.1]
    assert frame["gdp_musd_2015prices"].tolist()[:2] == [489278.2, 515368.2]
    assert frame["population"].tolist() == [89524246, 90608707, 91567738]
    assert frame.iloc[2][["inflation_pct", "gdp_musd_2015prices"]].isna().all()


def test_each_indicator_is_asked_for_once_and_for_iran(service):
    fetch(service)
    paths = [path.partition("?")[0] for path, _ in service.asked]
    assert paths == [f"/v2/country/IRN/indicator/{code}" for code in SERIES]
    assert all("format=json" in path for path, _ in service.asked)


def test_source_licence_and_dates_are_said_in_both_languages(service):
    fetched = fetch(service)
    origin, as_of = fetched.origin, fetched.origin.as_of(fetched.frame)
    assert origin.licence.en == "CC BY 4.0"
    assert as_of.en == "data to 2024; World Bank's update of 2026-07-01; retrieved 2026-11-13"
    assert as_of.fa == "داده تا سال ۲۰۲۴ میلادی؛ به‌روزرسانی بانک جهانی: ۱۰ تیر ۱۴۰۵؛ دریافت: ۲۲ آبان ۱۴۰۵"
    for text in (origin.source, origin.caveats, as_of):
        assert text.fa != text.en
        assert forbidden_in(text.fa) == []


def test_all_pages_are_read(service):
    first, second = (dict(list(SERIES[CPI].items())[part]) for part in (slice(0, 2), slice(2, 3)))
    service.answers("page=2", reply(json.dumps(figures(CPI, second, page=2, pages=2, total=3))))
    service.replies = {"page=2": service.replies["page=2"], **service.replies}
    service.answers(CPI, reply(json.dumps(figures(CPI, first, pages=2, total=3))))
    assert fetch(service).frame["inflation_pct"].tolist()[:2] == [43.4885, 44.5792]


VALUES = {2023: 44.6, 2022: 43.5}
GOOD = figures(CPI, VALUES)


def changed_row(**changes):
    head, rows = figures(CPI, VALUES)
    return [head, [rows[0], rows[1] | changes]]


def without(field):
    head, rows = figures(CPI, VALUES)
    return [head, [{name: value for name, value in rows[0].items() if name != field}, rows[1]]]


REFUSED = {
    "refusal": (
        [{"message": [{"id": "120", "key": "Invalid value", "value": "The provided parameter value is not valid"}]}],
        "the API refuses: 120 Invalid value The provided parameter value is not valid; expected figures of IRN",
    ),
    "object": ({"data": []}, "found an object with data; expected a list of a head and rows"),
    "null rows": ([GOOD[0], None], "found a list of 2 with null second; expected"),
    "no rows": ([GOOD[0], []], "found a list of 2 with a list of 0 second; expected"),
    "text": ("sorry", "found 'sorry'; expected"),
    "other indicator": (figures("SP.POP.TOTL", VALUES), "found the indicator 'SP.POP.TOTL'; expected FP.CPI.TOTL.ZG"),
    "other country": (changed_row(countryiso3code="IRQ"), "found the country 'IRQ'; expected IRN"),
    "no value": (without("value"), "a row has no value; found indicator, country, countryiso3code, date, unit"),
    "no date": (without("date"), "a row has no date; found"),
    "quarters": (changed_row(date="2022Q1"), "found the date '2022Q1'; expected a year of four digits"),
    "figure as text": (changed_row(value="43.5"), "2022: found '43.5'; expected a number or null"),
    "figure as truth": (changed_row(value=True), "2022: found True; expected a number or null"),
    "twice": (changed_row(date="2023"), "found the year 2023 twice; expected it once"),
    "fewer rows": (figures(CPI, VALUES, total=3), "found 2 rows; expected 3, as the answer itself says"),
    "another page": (figures(CPI, VALUES, page=2), "found page 2 of 1; expected page 1 of at most 20"),
    "many pages": (figures(CPI, VALUES, pages=10**6), "found page 1 of 1000000; expected page 1 of at most 20"),
    "pages as text": ([GOOD[0] | {"pages": "1"}, GOOD[1]], "found pages '1'; expected a whole number"),
    "no update": ([{"page": 1, "pages": 1, "total": 2}, GOOD[1]], "found no lastupdated in the head; expected a date"),
    "no figure": (figures(CPI, dict.fromkeys(VALUES)), "found no figure for IRN in 2 rows; expected at least one"),
    "row of another shape": ([GOOD[0] | {"total": 1}, [[2023, 44.6]]], "found the row a list of 2"),
    "out of bounds": (
        figures(CPI, VALUES | {2022: 43500.0}),
        "year 2022, column inflation_pct: found '43500.0000'; expected a number (per cent a year), -50 to 1000; none "
        "of it is taken over",
    ),
    "figure of no country": (changed_row(value=10**40), "2022: found 1000000000"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_answer_of_another_form_is_refused_in_one_line(service, case):
    answer, found = REFUSED[case]
    fault = fault_of(service, answer)
    assert found in fault
    assert fault.endswith(".")
    assert sum(CPI in path for path, _ in service.asked) == 1, "it is not asked again: it would not change"
