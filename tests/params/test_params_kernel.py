"""The guard within the kernel, on a namespace as IPython keeps it; annotations are not looked at."""

import copy

import pytest

from hamyari_lib import params, text
from hamyari_lib.errors import ParameterError
from hamyari_lib.units import JalaliSpan

FORM = (
    'province: Province = "خراسان رضوی"  # استان | province\n'
    'years: YearSpan = "1397-1399"  # سال‌ها | years\n'
    'language: Language = "fa"  # زبان | language\n'
)
IMPORTS = "from hamyari_lib import params\nfrom hamyari_lib.params import Language, Province, YearSpan"
CHECK = "p = params.checked(globals())"


class Kernel:
    """Runs cells as IPython does: ``In`` holds what was typed before it runs; there are no ``__annotations__``."""

    def __init__(self, *cells):
        self.namespace = {"In": [""]}
        for cell in cells:
            self.run(cell)

    def run(self, cell):
        self.namespace["In"].append(cell)
        try:
            exec(compile(cell, "<cell>", "exec"), self.namespace)
        finally:
            self.namespace.pop("__annotations__", None)
            self.namespace.pop("__annotate__", None)
        return self.namespace.get("p")


def test_the_form_alone_gives_its_defaults():
    p = Kernel(IMPORTS, FORM).run(CHECK)
    assert (p.province, p.years, p.language) == ("خراسان رضوی", JalaliSpan(1397, 1399), "fa")


def test_the_form_that_papermill_overrides():
    p = Kernel(IMPORTS, FORM, '# Parameters\nprovince = "Yazd"\nlanguage = "en"\n').run(CHECK)
    assert p.province == "یزد"
    assert text.language() == "en"


def test_an_injected_name_that_the_form_does_not_have_is_refused_with_every_other_fault():
    kernel = Kernel(IMPORTS, FORM, '# Parameters\nprovince = "Yasd"\nyers = "1399"\n')
    with pytest.raises(ParameterError) as caught:
        kernel.run(CHECK)
    assert len(caught.value.faults) == 2
    assert "yers is not a parameter of notebook; the nearest is years." in caught.value.faults[0]
    assert "the nearest is Yazd" in caught.value.faults[1]


def test_other_cells_may_assign_what_they_like():
    assert Kernel(IMPORTS, FORM, "yers = 1", "# Parameter\nprovnce = 2").run(CHECK).province == "خراسان رضوی"


def test_an_edited_form_counts_once_it_is_run_again():
    kernel = Kernel(IMPORTS, FORM, CHECK)
    kernel.run(FORM.replace("خراسان رضوی", "یزد"))
    assert kernel.run(CHECK).province == "یزد"
    kernel.run(FORM)
    assert kernel.run(CHECK).province == "خراسان رضوی"


def test_a_form_that_is_run_again_forgets_what_was_injected_before():
    kernel = Kernel(IMPORTS, FORM, "# Parameters\nyers = 1\n")
    with pytest.raises(ParameterError):
        kernel.run(CHECK)
    kernel.run(FORM)
    assert kernel.run(CHECK).years == JalaliSpan(1397, 1399)


def test_a_parameter_that_left_the_form_is_gone():
    kernel = Kernel(IMPORTS, FORM, CHECK)
    kernel.run(FORM.splitlines()[0])
    assert "years" not in dir(kernel.run(CHECK))


def test_another_annotated_cell_is_not_taken_for_the_form():
    assert Kernel(IMPORTS, FORM, "count: int = 3").run(CHECK).province == "خراسان رضوی"


def test_a_misspelt_type_is_told_though_the_cell_failed():
    kernel = Kernel(IMPORTS)
    with pytest.raises(NameError):
        kernel.run('province: Provnce = "یزد"')
    with pytest.raises(ParameterError, match="type Provnce is not known; .* nearest is Province"):
        kernel.run(CHECK)


def test_cells_that_could_not_be_read_do_no_harm():
    kernel = Kernel(IMPORTS, FORM)
    for typed in ("# Parameters\nx = = 1", "def", "%matplotlib inline", "a\x00"):
        kernel.namespace["In"].append(typed)
    assert kernel.run(CHECK).province == "خراسان رضوی"


@pytest.mark.parametrize("namespace", [{}, {"In": []}, {"In": ["", "x = 1", CHECK]}])
def test_a_form_that_was_not_run_is_told(namespace):
    with pytest.raises(ParameterError, match="no form has been run; run the cell tagged `parameters` first"):
        params.checked(namespace)


def test_a_value_that_was_deleted_is_told():
    kernel = Kernel(IMPORTS, FORM, "del province, years")
    with pytest.raises(ParameterError, match="province, years has no value; run the cell tagged `parameters` again"):
        kernel.run(CHECK)


def test_faults_name_the_notebook_that_jupyterlab_runs(monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "/home/me/notebooks/02_x.ipynb")
    with pytest.raises(ParameterError, match=r"^02_x\.ipynb: language is \"de\""):
        Kernel(IMPORTS, FORM, 'language = "de"').run(CHECK)


def test_help_is_asked_of_the_runner_not_of_who_tries_something_out():
    assert Kernel(IMPORTS, 'province: Province = "یزد"').run(CHECK).province == "یزد"


def test_the_result_is_frozen_and_explains_itself():
    p = Kernel(IMPORTS, FORM).run(CHECK)
    for change in (
        lambda: setattr(p, "province", "یزد"),
        lambda: setattr(p, "other", 1),
        lambda: delattr(p, "province"),
        lambda: delattr(p, "_values"),
    ):
        with pytest.raises(AttributeError, match="parameters are frozen"):
            change()
    with pytest.raises(TypeError):
        p._values["province"] = "یزد"
    with pytest.raises(AttributeError, match="there is no parameter provnce; the nearest is province"):
        _ = p.provnce
    assert dir(p) == ["language", "province", "years"]
    assert repr(p).splitlines() == ["province = خراسان رضوی", "years = 1397-1399", "language = fa"]


def test_a_change_of_the_variable_after_the_check_changes_nothing():
    kernel = Kernel(IMPORTS, FORM, CHECK)
    kernel.run('province = "یزد"')
    assert kernel.namespace["p"].province == "خراسان رضوی"
    assert copy.copy([kernel.namespace["p"]])[0].province == "خراسان رضوی"


@pytest.mark.slow
def test_a_real_ipython_keeps_its_inputs_so():
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    try:
        for cell in (IMPORTS, FORM, '# Parameters\nlanguage = "en"\nyers = 3\n'):
            assert shell.run_cell(cell, store_history=True).success
        with pytest.raises(ParameterError, match="yers is not a parameter"):
            params.checked(shell.user_ns)
    finally:
        shell.history_manager.end_session()
