"""The form: read without being executed, and every fault told at once."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyari_lib import params
from hamyari_lib.errors import ParameterError
from hamyari_lib.params.types import TYPES

ROOT = Path(__file__).parents[2]
GOOD = 'province: Province = "یزد"  # استان | province'


def notebook(*sources, tags=("parameters",), cell_type="code"):
    cells = [
        {"cell_type": cell_type, "metadata": {"tags": list(tags)}, "source": source.splitlines(keepends=True)}
        for source in sources
    ]
    return {"nbformat": 4, "cells": [{"cell_type": "markdown", "metadata": {}, "source": []}, *cells]}


def faults(content):
    with pytest.raises(ParameterError) as caught:
        params.read_form(content, where="n.ipynb")
    assert all("\n" not in fault for fault in caught.value.faults)
    return caught.value.faults


def test_a_form_holds_name_type_default_and_help_in_order(form):
    assert form.names[:3] == ("province", "map_sector", "base_years")
    assert form["province"].meaning is TYPES["Province"]
    assert form["province"].default == "خراسان رضوی"
    assert form["province"].help == {"fa": "استان", "en": "province"}
    assert [one.name for one in form.parameters if one.takes_unknown] == ["design_effect"]


def test_a_form_reads_attributes_texts_and_lines_that_go_on():
    source = '"""The form."""\nwhere: params.Province = (\n    "یزد"\n)  # استان # ۲ | province | or so\n# a remark\n'
    form = params.read_form(notebook(source))
    assert form["where"].help == {"fa": "استان # ۲", "en": "province | or so"}


def test_reading_a_form_executes_nothing(tmp_path):
    faults(notebook(f"import os\nos.mkdir({str(tmp_path / 'made')!r})\n{GOOD}"))
    assert not (tmp_path / "made").exists()


def test_the_committed_notebooks_have_a_form():
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        form = params.read_form(path)
        assert form.where == path.name
        assert {"language", "data_room"} <= set(form.names)
        params.check_case(form, {}, choices=params.room_choices(form, {}), where=path.name)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (notebook(), "no cell is tagged `parameters`; expected one"),
        (notebook(GOOD, tags=["other"]), "no cell is tagged `parameters`"),
        (notebook(GOOD, cell_type="markdown"), "no cell is tagged `parameters`"),
        (notebook(GOOD, GOOD), "2 cells are tagged `parameters`; expected one"),
        (notebook('province = "یزد"'), "line 1: province has no type; write `province: Type = …`"),
        (notebook('province: Provinse = "یزد"  # ا | p'), "type Provinse is not known; expected one of"),
        (notebook('province: Provinse = "یزد"  # ا | p'), "nearest is Province."),
        (notebook("x: int = 3  # ا | p"), "type int is not known"),
        (notebook('x: "Province" = "یزد"  # ا | p'), "expected a type of hamyari_lib.params, alone or with `| None`"),
        (notebook('x: Province | Sector = "یزد"  # ا | p'), "alone or with `| None`"),
        (notebook('province: Province = "یزد"'), "has no help in both languages; end the line with `# راهنما | help`"),
        (notebook('province: Province = "یزد"  # استان'), "has no help in both languages"),
        (notebook('province: Province = "یزد"  # | province'), "has no help in both languages"),
        (notebook("province: Province  # ا | p"), "province has no default; write one, or `None`"),
        (notebook("province: Province = name()  # ا | p"), "its default is not a plain value"),
        (notebook("province: Province = {[1]: 2}  # ا | p"), "its default is not a plain value"),
        (notebook(f"{GOOD}\n{GOOD}"), "parameter province is declared twice; keep one"),
        (notebook("import os"), "expected only lines such as `name: Type = default"),
        (notebook("a.b: Province = 1  # ا | p"), "expected only lines such as"),
        (notebook("province: = 3"), "the parameters cell is not Python (line 1"),
        (notebook("a\x00b"), "the parameters cell is not Python"),
    ],
)
def test_a_notebook_whose_form_is_wrong_says_why(content, said):
    (fault,) = faults(content)
    assert fault.startswith("n.ipynb: ")
    assert said in fault


def test_all_faults_of_a_form_come_at_once():
    found = faults(notebook(f"a = 1\nb: Sektor = 2  # ا | b\n{GOOD}\nc: Sector = 3\n{GOOD}\nimport os\n"))
    assert [fault.split("cell, ")[1].split(":")[0] for fault in found[:-1]] == ["line 1", "line 2", "line 4", "line 6"]
    assert "province is declared twice" in found[-1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not a notebook"),
        (b"{", "is not a notebook"),
        ("{}".encode("utf-16"), "is not a notebook"),
        (b"[]", "is not a notebook of format 4"),
        (b'{"worksheets": []}', "is not a notebook of format 4"),
        (b'{"cells": [1]}', "is not a notebook of format 4"),
        (b"[" * 100_000, "is not a notebook"),
        (b'{"cells": []}', "no cell is tagged `parameters`"),
        (b'{"cells": [{"cell_type": "code", "metadata": null}]}', "no cell is tagged `parameters`"),
    ],
)
def test_a_file_that_is_no_notebook_says_why_in_one_line(tmp_path, content, said):
    path = tmp_path / "02_x.ipynb"
    path.write_bytes(content)
    with pytest.raises(ParameterError) as caught:
        params.read_form(path)
    (fault,) = caught.value.faults
    assert fault.startswith("02_x.ipynb: ")
    assert said in fault
    assert "\n" not in fault


def test_a_missing_notebook_and_a_folder_are_told(tmp_path):
    with pytest.raises(ParameterError, match=r"^none\.ipynb: there is no such notebook\.$"):
        params.read_notebook(tmp_path / "none.ipynb")
    with pytest.raises(ParameterError, match="cannot be read"):
        params.read_notebook(tmp_path)


@given(st.text(alphabet="ab:=|#\"'()[]{}\n 1,Province.None", max_size=60))
def test_any_cell_is_a_form_or_a_parameter_error(source):
    content = json.loads(json.dumps(notebook(source)))
    with contextlib.suppress(ParameterError):
        form = params.read_form(content)
        assert len(set(form.names)) == len(form.parameters)


def test_a_form_is_read_again_when_its_notebook_has_changed(tmp_path):
    path = tmp_path / "a.ipynb"
    for value in (1, 2, 3):
        path.write_text(json.dumps(notebook(f"amount: Observations = {value}  # مقدار | amount")), encoding="utf-8")
        assert params.read_form(path)["amount"].default == value
        assert params.read_form(path, where="x").where == "x"
        assert params.read_form(path).where == "a.ipynb"
    path.unlink()
    with pytest.raises(ParameterError, match="there is no such notebook"):
        params.read_form(path)


GROUPED = """amount: Observations = 10  # مقدار | amount with all taxes
# برای یک پروژه | with project
project: Project | None = None  # پروژه | project
share: Share | None = None  # سهم | share
# برای همه | with all
language: Language = "fa"  # زبان | language
"""


def test_parameters_that_go_with_another_know_which():
    found = params.parse_form(GROUPED, where="n.ipynb")
    assert [one.only_with for one in found.parameters] == ["", "project", "project", ""]
    with pytest.raises(ParameterError, match="line 2: projcet is no parameter; name the one that the lines below"):
        params.parse_form(GROUPED.replace("with project", "with projcet"), where="n.ipynb")


@pytest.mark.parametrize(("given", "shown"), [({}, 2), ({"share": 0.1}, 3), ({"project": "P-04"}, 4)])
def test_what_means_nothing_is_not_listed(given, shown):
    executed = notebook(GROUPED) | {"metadata": {"papermill": {"parameters": given}}}
    assert len(params.describe_run(executed, "en")) == shown
