"""Values that are right alone and wrong beside the others: above an earlier one, beyond our calendar, out of scale."""

from pathlib import Path

import pytest

from hamyari_lib import params
from hamyari_lib.errors import ParameterError
from hamyari_lib.params.other_names import _NAMES, known_as

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "08_financing_options.ipynb"

FORM = """\
instrument: DebtInstrument = "musharaka_municipal"  # ابزار | instrument
precedent: Precedent | None = "mashhad_42"  # نمونه | precedent
amount: Money = "3000 billion rial"  # مبلغ | amount
issue_date: JalaliDate | None = "1401/08/10"  # انتشار | issue
called: LaterJalaliDate | None = None  # بازخرید | called
tenor: Months = 48  # مدت | tenor
loan_rate: Yield | None = None  # تسهیلات | loan
lowest_yield: Yield | None = 0.18  # کمترین | lowest
highest_yield: HigherYield = 0.38  # بیشترین | highest
reserve: Money = "1 billion rial"  # ذخیره | reserve
confirmed: Names = ""  # تأیید | confirmed
"""
READ = params.parse_form(FORM, where="08_x.ipynb")


def check(form=READ, **values):
    return params.check_in_room(form, values, where="case.yaml")


def told(form=READ, **values):
    with pytest.raises(ParameterError) as caught:
        check(form, **values)
    return [fault.partition(": ")[2] for fault in caught.value.faults]


@pytest.mark.parametrize("highest", [0.18, 0.1])
def test_a_higher_yield_is_above_the_yield_before_it(highest):
    said = f"highest_yield is {highest}; expected more than lowest_yield, which is 0.18."
    assert told(highest_yield=highest) == [said]


def test_a_higher_yield_is_held_to_no_other_yield():
    assert check(lowest_yield=None, loan_rate=0.5)["highest_yield"] == 0.38
    assert [one.split()[0] for one in told(lowest_yield=18, loan_rate=0.5)] == ["lowest_yield"]
    assert check(lowest_yield=0.1, highest_yield=0.11, loan_rate=0.5)["loan_rate"] == 0.5
    assert "write 0.3 for 30 %" in told(highest_yield=30)[0]


@pytest.mark.parametrize(
    ("issue", "tenor", "said"),
    [
        (
            "1489/10/01",
            240,
            "from 1489/10/01 it matures in 1509; expected a tenor that ends by 1500; write 134 or less.",
        ),
        ("1500/11/01", 2, "from 1500/11/01 it matures in 1501; expected a tenor that ends by 1500; write 1 or less."),
        ("1500/12/01", 1, "it matures in 1501; expected a tenor that ends by 1500; write an earlier issue_date."),
    ],
)
def test_a_tenor_ends_within_the_calendar(issue, tenor, said):
    (fault,) = told(issue_date=issue, tenor=tenor)
    assert fault.startswith(f"tenor is {tenor}; ")
    assert fault.endswith(said)


def test_a_tenor_that_just_ends_within_the_calendar_is_taken_and_any_without_a_date():
    assert check(issue_date="1489/10/01", tenor=134)["tenor"] == 134
    assert check(issue_date="1500/11/01", tenor=1)["tenor"] == 1
    assert check(issue_date=None, called="1490/01/01", tenor=360)["tenor"] == 360
    assert [one.split()[0] for one in told(issue_date="1489/13/01", tenor=360)] == ["issue_date"]
    form = params.parse_form("tenor: Months = 360  # مدت | tenor", where="x.ipynb")
    assert check(form)["tenor"] == 360


@pytest.mark.parametrize("amount", ["300 million rial", "99 million toman", "0.09 million new rial"])
def test_a_tiny_bond_is_refused_where_no_precedent_tells_its_scale(amount):
    (fault,) = told(amount=amount, precedent=None)
    assert "this is less than 1 billion rial; a bond of that size is unusual: is its scale (million, billion)" in fault
    assert fault.endswith(" right? Write the scale that is meant, or add amount to `confirmed`.")
    assert check(amount=amount, precedent=None, confirmed="amount")["amount"].rial < 1e9
    assert check(amount="1 billion rial", precedent=None)["amount"].billion_rial == 1


def test_only_the_face_of_a_bond_is_held_to_the_size_of_a_bond():
    assert check(reserve="1 rial")["reserve"].rial == 1
    form = params.parse_form("amount: Money = '1 rial'  # مبلغ | amount", where="x.ipynb")
    assert check(form)["amount"].rial == 1
    assert "less than 1 billion rial" in told(amount="3 million rial")[0], "also with a precedent of another size"


def test_a_precedent_of_another_instrument_is_refused_unless_it_is_meant():
    said = (
        'precedent is "mashhad_42"; mashhad_42 is of the instrument musharaka_municipal and this case of manfaa; write'
        " `precedent: null` in the case, or add precedent to `confirmed`."
    )
    assert told(instrument="manfaa") == told(instrument="صکوک منفعت", precedent="mashhad_42") == [said]
    assert check(instrument="manfaa", precedent=None)["precedent"] is None
    assert check(instrument="manfaa", confirmed="precedent")["precedent"] == "mashhad_42"
    assert check(instrument="manfaa", precedent="haram_to_haram_2020", amount="2000 billion rial")
    assert [one.split()[0] for one in told(instrument="project_fund")] == ["instrument"]
    alone = params.parse_form('precedent: Precedent = "mashhad_42"  # نمونه | precedent', where="x.ipynb")
    assert check(alone)["precedent"] == "mashhad_42"


@pytest.mark.parametrize("written", ["bank_loan", "loan"])
def test_a_loan_is_compared_and_is_no_instrument_of_a_case(written):
    (fault,) = told(instrument=written)
    assert "the loan is compared through loan_rate; expected one of musharaka_municipal, ijara," in fault


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("maturity", "tenor (months) sets it."),
        ("Maturity_Date", "tenor (months) sets it."),
        ("face", "amount sets it."),
        ("bank_loan", "the loan is compared through loan_rate."),
        ("amuont", "the nearest is amount."),
        ("coupon", "expected one of instrument, precedent, amount,"),  # this form has no profit_rate
    ],
)
def test_another_name_of_a_parameter_leads_to_its_own(name, said):
    (fault,) = told(**{name: 1})
    assert fault.startswith(f"{name} is not a parameter of 08_x.ipynb; {said}")


def test_other_names_lead_to_parameters_of_the_financing_notebook():
    form = params.read_form(params.read_notebook(NOTEBOOK))
    assert {name for name in _NAMES if not known_as(name, form.names)} == set()
    assert set(form.names).isdisjoint(_NAMES)
