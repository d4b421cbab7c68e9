"""A financing form: each wrong value is told in one line, the same by the runner's check and within the kernel."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib import params
from hamyari_lib.errors import ParameterError
from hamyari_lib.jalali import JalaliDate
from hamyari_lib.params.check import describe
from hamyari_lib.units import Money

FORM = """\
instrument: DebtInstrument = "musharaka_municipal"  # ابزار | instrument
precedent: Precedent | None = "mashhad_42"  # نمونهٔ واقعی | precedent
amount: Money = "3000 billion rial"  # مبلغ | amount
money_unit: MoneyUnit = "rial"  # واحد پول | currency
issue: JalaliDate = "1401/08/10"  # انتشار | issue
maturity: LaterJalaliDate | None = "1405/08/10"  # سررسید | maturity
tenor: Months = 48  # مدت | tenor
coupon_interval: PaymentInterval = 3  # فاصلهٔ پرداخت | payments
profit_rate: Yield = 0.18  # نرخ سود | profit rate
inflation: Growth = 0.35  # تورم | inflation
state_share: Share | None = None  # سهم دولت | state's share
guarantee: Fee | None = None  # کارمزد ضامن | guarantor's fee
underwriting: Fee | None = 0.03  # پذیره‌نویسی | underwriter's fee
start: JalaliMonth = "1404-01"  # شروع | start
confirmed: Names = ""  # تأیید | confirmed
"""
FORM_READ = params.parse_form(FORM, where="08_x.ipynb")
TYPES = sorted({parameter.meaning.name for parameter in FORM_READ.parameters})
CELLS = [f"from hamyari_lib import params\nfrom hamyari_lib.params import {', '.join(TYPES)}", FORM]


def run_check(**values):
    return params.check_in_room(FORM_READ, values, where="case.yaml")


def kernel_check(**values):
    """The guard as Papermill leaves the kernel: the values stand in a cell of their own after the form's."""
    injected = "# Parameters\n" + "".join(f"{name} = {value!r}\n" for name, value in values.items())
    namespace = {"In": ["", *CELLS, injected]}
    for cell in namespace["In"]:
        exec(cell, namespace)
    return params.checked(namespace)


def faults(check, **values):
    with pytest.raises(ParameterError) as caught:
        check(**values)
    assert all("\n" not in fault for fault in caught.value.faults)
    return [fault.partition(": ")[2] for fault in caught.value.faults]


BAD = [
    ({"profit_rate": 18}, "profit_rate is 18; expected a fraction a year from 0 to 2; write 0.18 for 18 %."),
    ({"profit_rate": -0.1}, "profit_rate is -0.1; expected a fraction a year from 0 to 2."),
    ({"inflation": 35}, "inflation is 35; expected a fraction a year from -0.9 to 3; write 0.35 for 35 %."),
    ({"inflation": 5}, "expected a fraction a year from -0.9 to 3; write 0.05 for 5 %."),
    ({"inflation": -20}, "expected a fraction a year from -0.9 to 3; write -0.2 for -20 %."),
    ({"state_share": 1.5}, "state_share is 1.5; expected a fraction from 0 to 1."),
    ({"state_share": 50}, "state_share is 50; expected a fraction from 0 to 1; write 0.5 for 50 %."),
    (
        {"guarantee": 0.25},
        "guarantee is 0.25; a fee above 0.1 (10 % of face) is unusual; write 0.025 for 2.5 %, or add guarantee to"
        " `confirmed`.",
    ),
    ({"guarantee": 2.5}, "guarantee is 2.5; expected a fraction of face from 0 to 1; write 0.025 for 2.5 %."),
    ({"guarantee": "2.5%"}, 'guarantee is "2.5%"; expected a fraction of face from 0 to 1; write 0.025 for 2.5 %.'),
    ({"guarantee": 1.5}, "guarantee is 1.5; expected a fraction of face from 0 to 1; write 0.015 for 1.5 %."),
    ({"profit_rate": "0,18"}, "expected a fraction a year from 0 to 2; write 0.18, with a point."),
    ({"profit_rate": "۰,۱۸"}, "expected a fraction a year from 0 to 2; write 0.18, with a point."),
    ({"profit_rate": "0.18"}, "expected a fraction a year from 0 to 2; write 0.18 without quotes."),
    ({"profit_rate": "18"}, "expected a fraction a year from 0 to 2; write 0.18 for 18 %."),
    ({"profit_rate": "18%"}, "expected a fraction a year from 0 to 2; write 0.18 for 18 %."),
    ({"profit_rate": "۱۸٪"}, "expected a fraction a year from 0 to 2; write 0.18 for 18 %."),
    ({"profit_rate": "۱۷٫۵ درصد"}, "expected a fraction a year from 0 to 2; write 0.175 for 17.5 %."),
    ({"profit_rate": "17,5 %"}, "expected a fraction a year from 0 to 2; write 0.175 for 17.5 %."),
    ({"profit_rate": "high"}, 'profit_rate is "high"; expected a fraction a year from 0 to 2.'),
    ({"profit_rate": "300%"}, 'profit_rate is "300%"; expected a fraction a year from 0 to 2.'),
    (
        {"confirmed": "garantee"},
        'confirmed is "garantee"; garantee is not a parameter of this form; the nearest is guarantee.',
    ),
    ({"confirmed": "amount، x"}, "x is not a parameter of this form; expected some of instrument, precedent,"),
    ({"confirmed": ["amount"]}, 'expected names of parameters with commas between, such as "amount, guarantee".'),
    ({"amount": 3000}, 'amount is 3000; expected an amount with its unit; write its unit, in quotes: "3000 billion'),
    ({"amount": "3000 billion"}, "write whether it is rial, toman or new rial."),
    ({"amount": "0 rial"}, "expected an amount above 0 and up to 1000000000 billion rial."),
    ({"amount": "9000000000 billion rial"}, "expected an amount above 0 and up to 1000000000 billion rial."),
    ({"amount": True}, "amount is true; expected an amount with its unit"),
    (
        {"amount": "500 billion toman"},
        'amount is "500 billion toman"; expected an amount in rial, as money_unit says; write "5000 billion rial", or'
        " toman in money_unit.",
    ),
    (
        {"amount": "2 billion rial", "money_unit": "toman"},
        'expected an amount in toman, as money_unit says; write "200 million toman", or rial in money_unit.',
    ),
    ({"money_unit": "tooman"}, "expected one of rial, toman, new_rial; nearest is toman."),
    (
        {"amount": "3000 billion toman"},
        'amount is "3000 billion toman"; this is 10 times the 3000 billion rial published of mashhad_42: toman for'
        ' rial? Write "3000 billion rial", or add amount to `confirmed`.',
    ),
    ({"amount": "302 billion rial"}, "this is a tenth of the 3000 billion rial published of mashhad_42: rial for"),
    (
        {"amount": "۳۰۰ میلیون تومان", "money_unit": "toman"},
        'a thousandth of the 3000 billion rial published of mashhad_42: million for billion? Write "300 billion toman"',
    ),
    ({"amount": "300000 billion rial"}, "this is 100 times the 3000 billion rial published of mashhad_42: two zeros"),
    (
        {"amount": "30 billion rial"},
        'this is a hundredth of the 3000 billion rial published of mashhad_42: two zeros too few? Write "3000 billion',
    ),
    ({"amount": "3 trillion new rial"}, '10 000 times the 3000 billion rial published of mashhad_42: new rial for'),
    ({"amount": "300 million rial"}, "a ten-thousandth of the 3000 billion rial published of mashhad_42: rial for new"),
    (
        {"amount": "20000 billion rial", "precedent": "haram_to_haram_2020", "instrument": "manfaa"},
        "10 times the 2000 billion rial published",
    ),
    ({"precedent": "mashhad_43"}, "there is no such precedent in the data room; the nearest is mashhad_42."),
    ({"instrument": "salam_parallel"}, "expected one of musharaka_municipal, ijara, murabaha, manfaa."),
    ({"instrument": "صکوک استصناع"}, "expected one of musharaka_municipal, ijara, murabaha, manfaa."),
    ({"instrument": "ijarah"}, "there is no such debt instrument in the data room; the nearest is ijara"),
    ({"instrument": "land"}, "debt instrument in the data room; expected one of musharaka_municipal, ijara, murabaha,"),
    ({"instrument": "project_fund"}, "project_fund is equity-like and not computed in this notebook; expected one of"),
    ({"instrument": "صندوق پروژه"}, "project_fund is equity-like and not computed in this notebook; expected one of"),
    ({"instrument": "bank_loan"}, "there is no such debt instrument in the data room; expected one of"),
    ({"issue": "2018-07-03"}, 'issue is "2018-07-03"; expected a Jalali date; write "1397/04/12".'),
    ({"issue": "1401/07/31"}, 'issue is "1401/07/31"; 1401 Mehr has 30 days; write "1401/07/30".'),
    ({"issue": "1398/12/30"}, '1398 is not a leap year: its Esfand has 29 days; write "1398/12/29".'),
    ({"issue": 14010810}, 'issue is 14010810; expected a Jalali date such as "1397/04/12", in quotes.'),
    ({"issue": "last year"}, 'expected a Jalali date such as "1397/04/12", its year first.'),
    ({"maturity": "1400/08/10"}, 'maturity is "1400/08/10"; expected a date after issue, which is 1401/08/10.'),
    ({"maturity": "1401-8-10"}, "expected a date after issue, which is 1401/08/10."),
    ({"tenor": 4.5}, "tenor is 4.5; expected a whole number of months from 1 to 360."),
    ({"tenor": 0}, "tenor is 0; expected a whole number of months from 1 to 360."),
    ({"tenor": "48"}, "expected a whole number of months from 1 to 360; write 48 without quotes."),
    ({"coupon_interval": 5}, "expected months between payments: 1, 2, 3, 4, 6 or 12, or 0 for nothing before"),
    ({"start": "2025-04"}, 'such as "1404-01", in quotes, from 1300 to 1500; a Gregorian year is 621 or 622 more.'),
    ({"start": "1404-13"}, 'expected a Jalali month such as "1404-01", in quotes; a month is from 01 to 12.'),
    ({"start": 1404}, 'start is 1404; expected a Jalali month such as "1404-01", in quotes.'),
]  # fmt: skip


@pytest.mark.parametrize(("values", "said"), BAD, ids=[str(values) for values, _ in BAD])
def test_a_wrong_value_is_told_alike_by_the_runner_and_in_the_kernel(values, said):
    (fault,) = faults(run_check, **values)
    assert said in fault
    assert faults(kernel_check, **values) == [fault]


@pytest.mark.parametrize("check", [run_check, kernel_check])
def test_all_faults_come_at_once_in_the_order_of_the_form(check):
    wrong = {
        "guarantee": 0.25, "amount": "3000 billion toman", "profit_rate": 18, "maturity": "1400/01/01",
        "confirmed": "x", "underwriting": 0.3,
    }  # fmt: skip
    told = [fault.split()[0] for fault in faults(check, **wrong)]
    assert told == ["amount", "maturity", "profit_rate", "guarantee", "underwriting", "confirmed"]


@pytest.mark.parametrize("check", [run_check, kernel_check])
def test_a_date_that_is_wrong_itself_is_told_once(check):
    assert [fault.split()[0] for fault in faults(check, issue="1406/13/01")] == ["issue"]


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"guarantee": 0.25, "confirmed": "guarantee"}, "guarantee"),
        ({"underwriting": 0.11, "guarantee": 0.5, "confirmed": "guarantee، underwriting"}, "underwriting"),
        ({"amount": "30000 billion rial", "confirmed": " amount , guarantee"}, "amount"),
        ({"amount": "30000 billion rial", "precedent": None}, "amount"),
        ({"amount": "30000 billion rial", "precedent": "haram_to_haram_2020", "instrument": "manfaa"}, "amount"),
        ({"amount": "3100 billion toman", "money_unit": "toman"}, "amount"),
        ({"guarantee": 0.1}, "guarantee"),
    ],
)
def test_what_is_confirmed_or_usual_is_accepted(values, name):
    assert run_check(**values) == dict(kernel_check(**values)._values)
    assert run_check(**values)[name] is not None


def test_a_name_that_is_confirmed_says_nothing_of_another():
    (fault,) = faults(run_check, guarantee=0.25, underwriting=0.3, confirmed="guarantee")
    assert fault.startswith("underwriting is 0.3;")


def test_a_form_without_a_place_for_confirmation_does_not_speak_of_one():
    form = params.parse_form("fee: Fee = 0.01  # الف | a\namount: Money = '1 rial'  # ب | b", where="x.ipynb")
    with pytest.raises(ParameterError, match=r"is unusual; write 0\.025 for 2\.5 %\.$"):
        params.check_in_room(form, {"fee": 0.2}, where="case.yaml")


def test_an_amount_is_in_the_unit_that_the_form_states_only_if_it_states_one():
    form = params.parse_form("amount: Money = '1 rial'  # ب | b", where="x.ipynb")
    found = params.check_in_room(form, {"amount": "2 million new rial"}, where="case.yaml")
    assert found["amount"] == Money(2, "million new rial")


@pytest.mark.parametrize("written", ["ijara", "صکوک اجاره", "صكوك اجاره", "Ijara sukuk"])
def test_an_instrument_is_known_by_its_code_and_its_names(written):
    assert run_check(instrument=written, precedent=None)["instrument"] == "ijara"


@pytest.mark.parametrize("written", ["mashhad_42", "اوراق مشاركت شهرداري مشهد، ۱۴۰۱", "Mashhad municipal bond, 1401"])
def test_a_precedent_is_known_by_its_code_and_its_labels(written):
    assert run_check(precedent=written)["precedent"] == "mashhad_42"


def test_a_form_that_needs_no_table_runs_in_a_room_without_it(tmp_path, monkeypatch):
    room = tmp_path / "own"
    room.mkdir()
    (room / "room.toml").write_text(
        'title.fa = "خود"\ntitle.en = "own"\ncurrency = "IRR"\nas_of.fa = "۱۴۰۴"\nas_of.en = "2025"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path))
    form = params.parse_form(
        'precedent: Precedent | None = None  # الف | a\ndata_room: DataRoom = "own"  # ب | b', where="x.ipynb"
    )
    assert params.check_in_room(form, {}, where="case.yaml")["precedent"] is None


def test_values_are_typed():
    found = run_check()
    assert found["amount"] == Money(3000, "billion rial")
    assert found["issue"] == JalaliDate(1401, 8, 10)
    assert type(found["tenor"]) is type(found["coupon_interval"]) is int
    assert found["start"] == "1404-01"
    assert found["guarantee"] is None


@pytest.mark.slow
@given(
    amount=st.integers(1, 10**6).map("{} billion toman".format) | st.just("۲٫۵ همت"),
    issue=st.dates(JalaliDate(1390, 1, 1).gregorian, JalaliDate(1405, 8, 9).gregorian).map(JalaliDate.from_gregorian),
    start=st.sampled_from(["۱۴۰۴/۱", "1399-12"]),
    tenor=st.integers(1, 360),
    guarantee=st.none() | st.floats(0, 1),
)
def test_checked_values_round_trip_through_json(amount, issue, **values):
    given = values | {"amount": amount, "issue": str(issue), "money_unit": "toman", "confirmed": "amount,guarantee"}
    found = run_check(**given)
    assert run_check(**json.loads(json.dumps(params.to_json(found), allow_nan=False))) == found


def test_a_page_shows_a_financing_form_in_words():
    checked = run_check(maturity=None)
    assert dict(describe(FORM_READ, checked, "fa")) == {
        "ابزار": "اوراق مشارکت شهرداری", "نمونهٔ واقعی": "اوراق مشارکت شهرداری مشهد، ۱۴۰۱",
        "مبلغ": "۳٬۰۰۰ میلیارد ریال (۳۰۰ میلیارد تومان)", "واحد پول": "ریال", "انتشار": "۱۰ آبان ۱۴۰۱",
        "سررسید": "نامعلوم", "مدت": "۴۸ ماه", "فاصلهٔ پرداخت": "هر ۳ ماه", "نرخ سود": "۱۸٪ در سال",
        "تورم": "۳۵٪ در سال", "سهم دولت": "نامعلوم", "کارمزد ضامن": "نامعلوم", "پذیره‌نویسی": "۳٪",
        "شروع": "فروردین ۱۴۰۴", "تأیید": "هیچ‌کدام",
    }  # fmt: skip
    assert [shown for _, shown in describe(FORM_READ, checked, "en")] == [
        "municipal participation bond", "Mashhad municipal bond, 1401", "3,000 billion rial (300 billion toman)",
        "rial", "1401/08/10", "unknown", "48 months", "every 3 months", "18% a year", "35% a year", "unknown",
        "unknown", "3%", "Farvardin 1404", "none",
    ]  # fmt: skip


@pytest.mark.parametrize("written", ["1401-08-10", "1401-12-29"])
def test_a_date_without_quotes_is_refused_where_yaml_reads_a_gregorian_one(tmp_path, written):
    path = tmp_path / "x.yaml"
    path.write_text(f"issue: {written}\n", encoding="utf-8")
    with pytest.raises(ParameterError, match=f'line 1: YAML reads {written} as a date; write "{written}" in quotes'):
        params.read_case(path)
    path.write_text("issue: 1401/08/10\nstart: 1404-02\n", encoding="utf-8")
    found = run_check(**params.read_case(path))
    assert (str(found["issue"]), found["start"]) == ("1401/08/10", "1404-02")


@pytest.mark.parametrize("name", sorted(params.TYPES))
def test_every_type_may_be_unknown_and_is_offered_by_the_package(name):
    assert getattr(params, name) | None  # what a kernel before Python 3.14 evaluates
    assert name in params.__all__
