"""A case against its form: typed, normalised, or refused with every fault and its remedy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib import params
from hamyari_lib.errors import HamyariError, ParameterError
from hamyari_lib.params.check import describe
from hamyari_lib.params.types import TYPES
from hamyari_lib.units import JalaliSpan


def refused(check, **values):
    with pytest.raises(ParameterError) as caught:
        check(**values)
    (fault,) = caught.value.faults
    assert "\n" not in fault
    return fault


def test_defaults_are_checked_and_typed(check):
    found = check()
    assert found["base_years"] == JalaliSpan(1392, 1394)
    assert found["minimum"] == 10.0
    assert isinstance(found["minimum"], float)
    assert found["design_effect"] is None
    assert params.to_json(found)["base_years"] == "1392-1394"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"provnce": "یزد"}, "provnce is not a parameter of form.ipynb; the nearest is province."),
        ({"zzz": 1}, "zzz is not a parameter of form.ipynb; expected one of province, map_sector,"),
        ({"province": "مشحد"}, 'province is "مشحد"; there is no such province in the data room'),
        ({"province": "خراسان رضوي جنوب"}, "the nearest is خراسان رضوی."),
        ({"province": "Tehren"}, "the nearest is Tehran."),
        ({"province": 9}, 'province is 9; expected a province\'s name; put it in quotes: "9".'),
        ({"province": False}, "YAML reads a bare yes, no, on or off as true or false: put it in quotes."),
        ({"province": ["یزد"]}, 'province is ["یزد"]; expected a province\'s name.'),
        ({"province": ""}, 'province is ""; expected a province\'s name.'),
        ({"province": "\u200f"}, "expected a province's name."),
        ({"province": None}, "province is null; expected a value: this parameter cannot be unknown."),
        ({"map_sector": "Z"}, "there is no such sector in the data room"),
        ({"map_sector": 10}, 'expected an ISIC Rev.4 section such as "J"; put it in quotes: "10".'),
        ({"confidence": 95}, "confidence is 95; expected a fraction from 0.5 to 0.999; write 0.95 for 95 %."),
        ({"confidence": 100}, "confidence is 100; expected a fraction from 0.5 to 0.999."),
        ({"confidence": -0.5}, "confidence is -0.5; expected a fraction from 0.5 to 0.999."),
        (
            {"confidence": "0.9"},
            'confidence is "0.9"; expected a fraction from 0.5 to 0.999; write 0.9 without quotes.',
        ),
        (
            {"confidence": "۰٫۹"},
            'confidence is "۰٫۹"; expected a fraction from 0.5 to 0.999; write 0.9 without quotes.',
        ),
        ({"confidence": "90%"}, 'confidence is "90%"; expected a fraction from 0.5 to 0.999; write 0.9 for 90 %.'),
        ({"confidence": "9%"}, 'confidence is "9%"; expected a fraction from 0.5 to 0.999.'),
        ({"confidence": "nan"}, 'confidence is "nan"; expected a fraction from 0.5 to 0.999.'),
        ({"confidence": True}, "confidence is true; expected a fraction from 0.5 to 0.999."),
        ({"confidence": float("nan")}, "expected a fraction from 0.5 to 0.999."),
        ({"confidence": 10**400}, "expected a fraction from 0.5 to 0.999."),
        ({"design_effect": 0.5}, "design_effect is 0.5; expected a variance ratio from 1 to 20."),
        ({"design_effect": "۲"}, "expected a variance ratio from 1 to 20; write 2 without quotes."),
        ({"minimum": 0}, "minimum is 0; expected a number of observations from 1 to 1000."),
        ({"minimum": "1,000"}, "write 1000 without quotes."),
        ({"base_years": "1394-1392"}, 'the first year comes after the last; write "1392-1394".'),
        ({"base_years": 2015}, "a Gregorian year is 621 or 622 more."),
        ({"base_years": [1392]}, 'expected Jalali years such as "1397-1399" or "1399".'),
        ({"base_years": True}, 'expected Jalali years such as "1397-1399" or "1399".'),
        ({"language": "farsi"}, 'language is "farsi"; expected one of fa, en'),
        ({"language": "EN"}, 'language is "EN"; expected one of fa, en'),
        ({"language": {"a": 1}}, "expected one of fa, en."),
    ],
)
def test_a_wrong_value_says_where_found_expected_and_remedy(check, values, said):
    fault = refused(check, **values)
    assert fault.startswith("case.yaml: ")
    assert said in fault


@pytest.mark.parametrize("written", ["كردستان", "  کردستان ", "Kurdistan", "kurdistan", "ك\u200fردستان", "کـردستان"])
def test_a_province_is_known_in_every_spelling(check, written):
    assert check(province=written)["province"] == "کردستان"


def test_names_with_a_zero_width_non_joiner_or_a_space(check, form):
    spellings = params.room_choices(form, {})["province"]
    assert len(set(spellings.values())) == 31
    for name in set(spellings.values()):
        assert check(province=name.replace("ی", "ي").replace("ک", "ك"))["province"] == name
        assert check(province=name.replace("\u200c", " "))["province"] == name


def test_a_sector_is_known_by_its_code_and_by_its_names(check):
    assert {check(map_sector=written)["map_sector"] for written in ("J", "اطلاعات و ارتباطات")} == {"J"}


def test_unknown_is_a_value_only_where_the_form_says_so(check, form):
    assert check(design_effect=None)["design_effect"] is None
    for parameter in form.parameters:
        if not parameter.takes_unknown:
            assert "cannot be unknown" in refused(check, **{parameter.name: None})


def test_all_faults_come_at_once_each_in_one_line(check):
    with pytest.raises(ParameterError) as caught:
        check(provnce=1, province="x\ny", confidence=95, design_effect="a", language=[], base_years=0)
    assert len(caught.value.faults) == 6
    assert str(caught.value).count("\n") == 5
    assert caught.value._render_traceback_() == [f"ParameterError: {fault}" for fault in caught.value.faults]


def test_a_wrong_default_is_told_with_the_notebook_not_the_case():
    form = params.parse_form("confidence: Confidence = 95  # سطح | level", where="02_x.ipynb")
    with pytest.raises(ParameterError, match=r"^02_x\.ipynb: confidence is 95; .* write 0\.95 for 95 %\.$"):
        params.check_case(form, {}, where="case.yaml")
    assert params.check_case(form, {"confidence": 0.9}, where="case.yaml") == {"confidence": 0.9}


def test_a_long_value_is_cut_in_its_fault(check):
    assert len(refused(check, province="x" * 10_000)) < 300


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
ODD = st.sampled_from([{1: {}}, {(1, 2): 3}, {"a": {None: 1}}, b"x", {1, 2}, 1j, 10**400, -(10**400)])


@given(st.dictionaries(st.sampled_from([*"ab", "province", "language", "confidence", "base_years"]), JSON | ODD))
def test_any_case_is_typed_or_a_parameter_error(check, values):
    try:
        found = check(**values)
    except ParameterError as error:
        faults, found = error.faults, {"confidence": 0.5}
    else:
        faults = ()
    assert all("\n" not in fault for fault in faults)
    assert 0.5 <= found["confidence"] <= 0.999


@given(value=JSON | ODD)
def test_any_value_of_any_type_is_accepted_or_a_value_error(value):
    for name, meaning in TYPES.items():  # a value takes longer to make up than all types take to check it
        try:
            found = meaning.check(value)
        except ValueError:
            continue
        assert meaning.check(found) == found, name
        assert meaning.show(found, "fa"), name
        assert meaning.show(found, "en"), name


def test_a_value_within_itself_is_told(check):
    knot = []
    knot.append(knot)
    assert "expected a province's name" in refused(check, province=knot)


def test_a_room_that_does_not_exist_is_one_line(form):
    with pytest.raises(HamyariError) as caught:
        params.room_choices(form, {"data_room": "sampel"})
    assert len(caught.value.faults) == 1
    assert "sample" in caught.value.faults[0]
    assert params.room_choices(form, {"data_room": 5})  # of the wrong type: the check itself tells it


def test_a_page_shows_parameters_in_its_language(check, form):
    rows = dict(describe(form, check(province="Yazd", design_effect=None, confidence=0.9), "en"))
    assert rows == {
        "province": "Yazd", "industry": "manufacturing", "years": "1392–1394", "level": "90%",
        "design effect": "unknown", "fewest": "10", "room": "sample", "language": "Persian",
    }  # fmt: skip
    rows = dict(describe(form, check(design_effect=2.5), "fa"))
    assert [rows["استان"], rows["سطح"], rows["اثر طرح"]] == ["خراسان رضوی", "۹۵٪", "۲٫۵"]


TWO_SPANS = params.parse_form(
    'base: YearSpan = "1392-1394"  # ا | a\nfinal: LaterYearSpan = "1397-1399"  # ب | b', where="form.ipynb"
)


def check_spans(**values):
    choices = params.room_choices(TWO_SPANS, {})
    return params.check_case(TWO_SPANS, values, choices=choices, where="case.yaml", origins={"final": "-p"})


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"base": "1380"}, 'case.yaml: base is "1380"; expected years that the data room has, 1392 to 1399.'),
        ({"final": "1398-1401"}, '-p: final is "1398-1401"; expected years that the data room has, 1392 to 1399.'),
        ({"final": 1393}, "-p: final is 1393; expected years after those of base, which are 1392-1394."),
        ({"base": "1396-1397"}, 'form.ipynb: final is "1397-1399"; expected years after those of base'),
    ],
)
def test_years_are_those_of_the_room_and_in_order(values, said):
    assert said in refused(check_spans, **values)


def test_spans_in_order_are_accepted():
    assert check_spans(base=1392, final="1393")["final"] == JalaliSpan(1393, 1393)
