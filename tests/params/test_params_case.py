"""Case files: what YAML would read as something else is refused with its remedy."""

import contextlib
import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hamyari_lib import params
from hamyari_lib.errors import ParameterError


@pytest.fixture
def read(tmp_path):
    def run(content):
        path = tmp_path / "mashhad.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return params.read_case(path)

    return run


def faults(read, content):
    with pytest.raises(ParameterError) as caught:
        read(content)
    for fault in caught.value.faults:
        assert fault.startswith("mashhad.yaml: ")
        assert "\n" not in fault
    return caught.value.faults


def test_a_case_is_a_mapping_of_plain_values(read):
    found = read(
        'province: تهران\nconfidence: 0.9\nyears: 1397-1399\ncode: "010"\nfee: null\nflag: true\nlist: [1, a]\n'
    )
    assert found == {
        "province": "تهران", "confidence": 0.9, "years": "1397-1399", "code": "010", "fee": None, "flag": True,
        "list": [1, "a"],
    }  # fmt: skip


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(read):
    assert read("\ufeffprovince: تهران\r\nlanguage: fa\r\n".encode()) == {"province": "تهران", "language": "fa"}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1e-3", "YAML reads 1e-3 as text; write 0.001."),
        ("-2E5", "YAML reads -2E5 as text; write -200000."),
        ("no", 'YAML reads no as False; write "no" in quotes, or true or false.'),
        ("yes", 'YAML reads yes as True; write "yes" in quotes, or true or false.'),
        ("On", 'YAML reads On as True; write "On" in quotes, or true or false.'),
        ("off", 'YAML reads off as False; write "off" in quotes, or true or false.'),
        ("010", 'YAML reads 010 as 8; write "010" in quotes, or the number without a leading zero.'),
        ("0x1F", "YAML reads 0x1F as 31"),
        ("0b11", "YAML reads 0b11 as 3"),
        ("12:30:45", "YAML reads 12:30:45 as 45045"),
        ("12:30.5", "YAML reads 12:30.5 as 750.5"),
        ("2024-01-01", 'YAML reads 2024-01-01 as a date; write "2024-01-01" in quotes.'),
        ("2024-01-01 10:00:00", "as a date"),
        (".nan", ".nan is not a value; write a number, or null for not known."),
        ("-.inf", "-.inf is not a value"),
    ],
)
@pytest.mark.parametrize("place", ["a: {}", "language: fa\na: {}", "a: [1, {}]", "a:\n  b: {}"])
def test_a_value_that_yaml_reads_as_another_is_refused_with_its_remedy(read, written, said, place):
    line = place.count("\n") + 1
    (fault,) = faults(read, place.format(written))
    assert fault.startswith(f"mashhad.yaml: line {line}: ")
    assert said in fault
    assert read(place.format(f'"{written}"'))


@pytest.mark.parametrize("written", ["0", "-12", "1_000", "0.25", "-1.5", "true", "False", "~", "null", "J", "1.0e-3"])
def test_plain_values_are_accepted(read, written):
    assert "a" in read(f"a: {written}")


def test_names_are_held_to_the_same_rule(read):
    assert "YAML reads no as False" in faults(read, "no: 1")[0]
    assert "as a date" in faults(read, "2024-01-01: 1")[0]
    assert "write a plain name" in faults(read, "? [a]\n: 1")[0]


def test_a_name_given_twice_is_refused(read):
    assert faults(read, 'a: 1\nb: 2\n"a": 3\n') == ("mashhad.yaml: line 3: a is given twice; keep one.",)


def test_all_faults_come_at_once(read):
    lines = [fault.split(": ")[1] for fault in faults(read, "a: no\nb: 1\nc: 010\nd: 1e5\nb: .nan\n")]
    assert lines == ["line 1", "line 3", "line 4", "line 5", "line 5"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty; write one parameter a line"),
        (" \n\n", "is empty"),
        ("\ufeff", "is empty"),
        ("# only\n# comments\n", "holds no parameter"),
        ("---\n", "holds no parameter"),
        ("- a\n- b\n", "holds a list; expected parameters"),
        ("تهران", "holds a str; expected parameters"),
        ("5", "holds a int; expected parameters"),
        ("province: [a", "line 1: is not YAML"),
        ("a: 1\n b: 2\n", "line 2: is not YAML"),
        ("a: 1\n---\nb: 2\n", "is not YAML"),
        ("a: *b\n", "is not YAML"),
        ("a: !!python/object:os.system x\n", "is not YAML"),
        ("a: \x00", "is not YAML"),
        ("province: تهران\nname: كرج".encode("cp1256", "replace"), "line 1 is not UTF-8; save the file as UTF-8"),
        ("a: 1\nb: é".encode("latin-1"), "line 2 is not UTF-8"),
        ("a: 1".encode("utf-16"), "line 1 is not UTF-8"),
        ("a: !!int 'x'\n", "holds a value that YAML cannot read"),
        ("a: !!timestamp 'x'\n", "holds a value that YAML cannot read"),
        ("a: !!bool 'maybe'\n", "holds a value that YAML cannot read"),
        ("a: 0x_\n", "holds a value that YAML cannot read"),
        ("a: &a [*a]\n", "nests too deeply, or within itself"),
        ("a: " + "[" * 500, "nests too deeply, or within itself"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_case_says_why_in_one_line(read, content, said):
    (fault,) = faults(read, content)
    assert said in fault


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    with pytest.raises(ParameterError, match=r"^none\.yaml: there is no such file\.$"):
        params.read_case(tmp_path / "none.yaml")
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(ParameterError, match=r"^params/x/folder\.yaml: cannot be read"):
        params.read_case(tmp_path / "folder.yaml", where="params/x/folder.yaml")


YAML_LIKE = st.text(alphabet="ab01.:-_eE[]{}!&*#|>%@`\"' \n,?~=<xnoyNOY۱ي", max_size=40)
TAGGED = st.builds(
    "a: !!{} {}".format,
    st.sampled_from(["int", "float", "bool", "timestamp", "binary", "set", "omap", "pairs", "null", "merge", "value"]),
    st.sampled_from(["x", "'x'", "[a]", "{a: 1}", "", "2024-99-99", "0b_", "[[a, b]]"]),
)


@given(st.one_of(st.text(), YAML_LIKE, TAGGED))
@example("=")
@example("a: 2024-13-45")
@example("a: 99999-01-01")
@example("<<: 1")
@example("a: 1e999")
def test_any_text_is_a_mapping_or_a_parameter_error(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(content, encoding="utf-8", errors="replace", newline="")
    try:
        found = params.read_case(path)
    except ParameterError as error:
        faults, found = error.faults, {}
    else:
        faults = ()
    assert all(fault.startswith("any.yaml: ") for fault in faults)
    assert isinstance(found, dict)
    assert not any(isinstance(value, dt.date) for value in found.values())


@given(st.binary(max_size=40))
def test_any_bytes_are_a_mapping_or_a_parameter_error(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "bytes.yaml"
    path.write_bytes(content)
    with contextlib.suppress(ParameterError):
        assert isinstance(params.read_case(path), dict)


def test_one_value_of_the_command_line():
    assert params.read_value("0.5", where="-p confidence") == 0.5
    assert params.read_value("تهران", where="-p province") == "تهران"
    with pytest.raises(ParameterError, match=r"^-p sector: line 1: YAML reads no as False"):
        params.read_value("no", where="-p sector")
