"""Types of a project's form: paths of growth, reaches, ways of repaying."""

import pytest

from hamyari_lib import params
from hamyari_lib.params.check import describe

FORM = params.parse_form(
    """\
project: Project = "P-04"  # پروژه | project
inflation: GrowthPath = 0.3  # تورم | inflation
cost: Reach = [0.9, 1.0, 1.5]  # هزینه | cost
delay: DelayReach = [0, 6, 24]  # تأخیر | delay
cover: CoverRatio = 1.3  # پوشش | cover
repayment: Repayment = "sculpted"  # بازپرداخت | repayment
drawdown: Drawdown = "pro_rata"  # دریافت | drawdown
building: ConstructionProfit = "paid"  # سود ساخت | profit while built
days: Days = 30  # مهلت | days
years: SomeYears = 0  # سال‌ها | years
months: SomeMonths = 6  # ماه‌ها | months
dollar: Rials | None = None  # دلار | dollar
worth: Factor = 1.0  # ارزش | worth
output: Output | None = None  # محصول | output
draws: ManyDraws = 10000  # شبیه‌سازی | draws
""",
    where="07_x.ipynb",
)


def checked(**values):
    return params.check_in_room(FORM, values, where="case.yaml")


def test_a_path_is_one_growth_or_one_for_each_year():
    assert checked(inflation=0.25)["inflation"] == 0.25
    assert checked(inflation=[0.4, 0.35])["inflation"] == (0.4, 0.35)
    assert checked()["cost"] == (0.9, 1.0, 1.5)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"inflation": [0.4, 35]}, "write 0.35 for 35 %"),
        ({"inflation": 30}, "write 0.3 for 30 %"),
        ({"inflation": []}, "a growth for each year"),
        ({"inflation": "0.3"}, "0.3"),
        ({"cost": [1.5, 1.0, 0.9]}, "the lowest, the likeliest, the highest"),
        ({"cost": 1.2}, "three fractions from -1 to 10"),
        ({"cost": [0.9, "x", 1.5]}, "three fractions"),
        ({"delay": [0, 6]}, "three months from 0 to 240"),
        ({"cover": 0.9}, "a cover ratio from 1 to 10"),
        ({"repayment": "anuity"}, "nearest is annuity"),
        ({"drawdown": "now"}, "expected one of pro_rata, at_once"),
        ({"building": "free"}, "expected one of paid, capitalised"),
        ({"days": 400}, "a whole number of days from 0 to 365"),
        ({"draws": 10}, "a whole number of draws from 1000 to 100000"),
        ({"dollar": 0}, "a number of rials from 1"),
        ({"project": "P-99"}, "P-99"),
        ({"output": 0}, "units a year"),
    ],
)
def test_wrong_values_are_told(value, said):
    with pytest.raises(params_error(), match=r"case\.yaml: ") as told:
        checked(**value)
    assert said in str(told.value)


def params_error():
    from hamyari_lib.errors import ParameterError

    return ParameterError


def test_a_page_says_them_in_words():
    values = checked(inflation=[0.4, 0.35], cost=[-0.1, 0, 0.5], dollar=1_000_000, repayment="sinking_fund", days=1)
    said = dict(describe(FORM, values, "en"))
    assert said["inflation"] == "40%, then 35% a year"
    assert said["delay"] == "0 to 24 months, likeliest 6"
    assert said["repayment"] == "principal at maturity from a sinking fund"
    assert said["dollar"] == "1,000,000 rials"
    assert said["days"] == "1 day"
    assert said["drawdown"] == "as costs are paid"
    assert said["profit while built"] == "paid while it is built"
    persian = dict(describe(FORM, values, "fa"))
    assert persian["تأخیر"] == "۰ تا ۲۴ ماه، محتمل‌ترین ۶"
    assert "ساختگی" in persian["پروژه"]
