"""A value that a report's audience may not see leaves no trace in what the audience gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_params_kernel import CHECK, Kernel

from hamyari_lib import params
from hamyari_lib.data import audience
from hamyari_lib.errors import ParameterError
from hamyari_lib.units import Money

FORM = """\
money_unit: MoneyUnit = "rial"  # واحد پول | unit of money
reserve_price: ReservePrice | None = None  # قیمت پایه | reserve price
audience: Audience = "public"  # مخاطب | audience
"""
IMPORTS = "from hamyari_lib import params\nfrom hamyari_lib.params import Audience, MoneyUnit, ReservePrice"
PRICE = "512.34 billion rial"


@pytest.fixture(autouse=True)
def for_all_afterwards():
    yield
    audience.use_audience("public")


@pytest.fixture
def form():
    return params.parse_form(FORM, where="form.ipynb")


def test_a_case_is_for_all_unless_it_names_another_audience(form):
    named = [params.audience_of(form, values) for values in ({}, {"audience": "committee"}, {"audience": "intrenal"})]
    assert named == ["public", "committee", "public"]
    without = params.parse_form("x: Money | None = None  # x | x", where="x")
    assert params.audience_of(without, {"audience": "internal"}) == "public"
    impostor = params.parse_form('audience: Names = "internal"  # x | x', where="x")
    assert params.audience_of(impostor, {}) == "public"


@pytest.mark.parametrize(("viewer", "told"), [("public", False), ("committee", False), ("internal", True)])
def test_the_given_values_are_parted_by_who_may_see_them(form, viewer, told):
    values = {"audience": viewer, "reserve_price": PRICE}
    open_values, withheld = params.told_and_withheld(form, values)
    assert open_values | withheld == values
    assert ("reserve_price" in open_values) == told


@pytest.mark.parametrize(
    "line",
    ['reserve_price: ReservePrice | None = "512 billion rial"  # x | x', "reserve_price: ReservePrice = None  # x | x"],
)
def test_a_confidential_default_is_refused_without_being_repeated(line):
    with pytest.raises(ParameterError) as caught:
        params.parse_form(line, where="form.ipynb")
    assert "write `reserve_price: ReservePrice | None = None`" in str(caught.value)
    assert "512" not in str(caught.value)


@pytest.mark.parametrize("wrong", ["51234", 51234, "51234 toman", "51234 dollars", ["51234"], {"a": "51234"}])
def test_a_fault_of_a_confidential_value_does_not_repeat_it(form, wrong):
    with pytest.raises(ParameterError) as caught:
        params.check_case(form, {"audience": "internal", "reserve_price": wrong}, where="case.yaml")
    (fault,) = caught.value.faults
    assert fault.startswith("case.yaml: reserve_price is confidential and not repeated here; expected an amount with")
    assert "51234" not in fault


def test_a_value_that_yaml_would_read_as_another_is_not_repeated_either(form, tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text("audience: internal\nreserve_price: 051234\n", encoding="utf-8")
    with pytest.raises(ParameterError) as caught:
        params.check_case(form, params.read_values(path), where="case.yaml")
    assert "51234" not in str(caught.value)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_page_says_that_a_value_is_withheld_whether_or_not_there_is_one(form, language):
    from hamyari_lib.params.check import describe

    for values in ({}, {"audience": "committee"}):
        rows = dict(describe(form, params.check_case(form, values, where="x"), language))
        assert params.WITHHELD[language] in rows.values()
    given = params.check_case(form, {"audience": "internal", "reserve_price": PRICE}, where="x")
    assert params.WITHHELD[language] not in dict(describe(form, given, language)).values()


def test_in_a_kernel_for_all_the_value_is_gone_from_the_parameters_and_the_names():
    kernel = Kernel(IMPORTS, FORM, f'# Parameters\nreserve_price = "{PRICE}"\n')
    p = kernel.run(CHECK)
    assert (p.reserve_price, p.audience) == (None, "public")
    assert kernel.namespace["reserve_price"] is None


def test_a_kernel_for_the_staff_has_the_value_and_reads_data_for_them():
    p = Kernel(IMPORTS, FORM, f'# Parameters\nreserve_price = "{PRICE}"\naudience = "internal"\n').run(CHECK)
    assert p.reserve_price == Money.parse(PRICE)
    assert audience.audience() == "internal"


def test_a_value_that_is_tried_in_the_cell_itself_is_used_where_it_may_be_seen():
    tried = FORM.replace("ReservePrice | None = None", f'ReservePrice | None = "{PRICE}"')
    assert Kernel(IMPORTS, tried).run(CHECK).reserve_price is None
    p = Kernel(IMPORTS, tried.replace('Audience = "public"', 'Audience = "internal"')).run(CHECK)
    assert p.reserve_price == Money.parse(PRICE)


def test_a_form_that_is_checked_again_for_all_reads_for_all_and_so_does_one_that_was_refused():
    kernel = Kernel(IMPORTS, FORM, 'audience = "internal"')
    kernel.run(CHECK)
    kernel.run('audience = "public"')
    kernel.run(CHECK)
    assert audience.audience() == "public"
    kernel.run('audience = "internal"')
    kernel.run(CHECK)
    kernel.run('money_unit = "dollar"')
    with pytest.raises(ParameterError):
        kernel.run(CHECK)
    assert audience.audience() == "public"


@given(st.one_of(st.text(max_size=12), st.integers(), st.none(), st.lists(st.integers(), max_size=2)))
def test_whatever_a_withheld_value_is_the_public_values_are_the_same(value):
    form = params.parse_form(FORM, where="form.ipynb")
    told, _ = params.told_and_withheld(form, {"money_unit": "toman", "reserve_price": value})
    assert told == {"money_unit": "toman"}
