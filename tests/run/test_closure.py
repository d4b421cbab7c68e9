"""What a notebook imports."""

import json

import pytest
from small_project import code, markdown, notebook

from hamyari_lib.run.closure import closure, imports_of_cells, imports_of_notebook, shared_by_all, third_party


def _saved(tmp_path, *cells):
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(notebook(*cells)), encoding="utf-8")
    return path


def test_the_code_cells_alone_import(tmp_path):
    path = _saved(tmp_path, code("import numpy as np"), markdown("import pandas"), code("from a.b import c, d"))
    assert imports_of_notebook(path) == {"numpy", "a.b", "a.b.c", "a.b.d"}


@pytest.mark.parametrize("line", ["%matplotlib inline", "!ls", "?x", "%%time", "%time y = f()"])
def test_a_line_of_ipython_hides_no_import(line):
    assert imports_of_cells([f"{line}\nif True:\n    {line}\n    import numpy"]) == {"numpy"}


def test_an_import_anywhere_in_the_code_counts():
    assert imports_of_cells(["def f():\n    try:\n        import late\n    except ImportError:\n        pass"]) == {
        "late"
    }


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": 3}', '{"cells": [{}]}'])
def test_a_file_that_is_no_notebook_imports_nothing(tmp_path, content):
    path = tmp_path / "a.ipynb"
    path.write_text(content, encoding="utf-8")
    assert imports_of_notebook(path) == frozenset()
    assert imports_of_notebook(tmp_path / "missing.ipynb") == frozenset()


def test_a_saved_notebook_is_read_again(tmp_path):
    assert imports_of_notebook(_saved(tmp_path, code("import aaa"))) == {"aaa"}
    assert imports_of_notebook(_saved(tmp_path, code("import bbb"))) == {"bbb"}


def test_packages_of_others_come_with_our_own_modules_that_need_them(tmp_path):
    found = third_party([_saved(tmp_path, code("import os, numpy.linalg\nfrom hamyari_lib import charts"))])
    assert {"numpy.linalg", "matplotlib.figure"} <= set(found)
    assert not {"os", "hamyari_lib.charts"} & set(found)


@pytest.mark.parametrize(
    ("cell", "is_shared"),
    [
        ("import pandas as pd", True),
        ("from hamyari_lib import charts", True),
        ("from matplotlib import pyplot", True),
        ("from hamyari_lib import params, report", False),
        ("import yaml", False),
    ],
)
def test_a_notebook_without_tables_and_figures_shares_nothing(tmp_path, cell, is_shared):
    assert bool(shared_by_all([_saved(tmp_path, code(cell))])) is is_shared
    assert not set(shared_by_all([])), "nor does none"


def test_the_closure_of_what_a_notebook_imports(tmp_path):
    found = closure(imports_of_notebook(_saved(tmp_path, code("from hamyari_lib import charts, text"))))
    assert {"hamyari_lib", "hamyari_lib.charts", "hamyari_lib.charts.style", "hamyari_lib.text"} <= set(found)
    assert "hamyari_lib.run" not in found
