"""The command ``hamyari``: what it says to its user's mistakes, and that it answers at once."""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from small_project import COMPUTED, FORM, SmallProject, code, notebook, report_of

from hamyari_lib import cli

ROOT = Path(__file__).parents[1]


@pytest.fixture
def small(tmp_path):
    """A project with one notebook, two cases, a plan, and a plan of a name that does not exist."""
    project = SmallProject.at(tmp_path)
    project.add("alpha", report_of())
    project.add_case("alpha", "north", "amount: 20\n")
    project.add_case("alpha", "south", "amount: 30\n")
    project.add_plan("all", "reports: [{notebook: alpha}]\n")
    project.add_plan("wrong", "reports: [{notebook: alhpa}]\n")
    return project


@pytest.fixture
def hamyari(small, capsys):
    """Run a command line in the small project: exit status, and the lines it said on both streams."""

    def run(*arguments: str) -> tuple[int, list[str]]:
        try:
            status = cli.main(["--project", str(small.root), *arguments])
        except SystemExit as left:  # argparse
            status = left.code
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return status, (said.out + said.err).splitlines()

    return run


REFUSED = {
    ("run", "alhpa"): "there is no plan or notebook alhpa; the nearest is alpha.",
    ("run", "wrong"): "params/plans/wrong.yaml: report 1: there is no notebook alhpa; the nearest is alpha.",
    ("run", "all", "--case", "north"): "all is a plan; --case, -p and --language go with a notebook.",
    ("run", "all", "--language", "en"): "all is a plan; --case, -p and --language go with a notebook.",
    ("run", "all", "-p", "amount=3"): "all is a plan; --case, -p and --language go with a notebook.",
    ("run", "alpha", "--case", "nroth"): "there is no case of alpha nroth; the nearest is north.",
    ("run", "alpha", "--case", "x", "--case", "y"): "there is no case of alpha x; there are: north, south.",
    ("run", "alpha", "-p", "amount"): "-p amount: expected name=value.",
    ("run", "alpha", "-p", "amount=1e-3"): "-p amount: line 1: YAML reads 1e-3 as text; write 0.001.",
    ("run", "alpha", "--case", "north", "-p", "amuont=3"): "amuont is not a parameter",
    (
        "run",
        "alpha",
        "--case",
        "north",
        "-p",
        "amount=0",
    ): "-p: amount is 0; expected a number of observations from 1 to 1000.",
    ("run", "alpha", "--workers", "0"): "--workers is 0; expected 1 or more.",
    ("run", "alpha", "--time-limit", "0"): "--time-limit is 0; expected seconds, more than 0.",
    ("run", "alpha", "--time-limit", "inf"): "--time-limit is inf; expected seconds, more than 0.",
    ("run", "alpha", "--time-limit", "nan"): "--time-limit is nan; expected seconds, more than 0.",
    ("check", "alhpa"): "there is no notebook alhpa; the nearest is alpha.",
}


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_a_mistake_is_told_and_nothing_runs(small, hamyari, arguments):
    status, lines = hamyari(*arguments)
    assert status == cli.EXIT_REFUSED
    assert REFUSED[arguments] in lines[0]
    assert not small.reports.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run"], "the following arguments are required: PLAN|NOTEBOOK"),
        (["run", "alpha", "--language", "de"], "invalid choice: 'de'"),
        (["run", "alpha", "--workers", "two"], "invalid int value: 'two'"),
        (["run", "alpha", "--time-limit", "long"], "invalid float value: 'long'"),
        (["rnu"], "invalid choice: 'rnu'"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_the_parser_refuses_with_the_usage(hamyari, arguments, told):
    status, lines = hamyari(*arguments)
    assert status == cli.EXIT_REFUSED
    assert lines[0].startswith("usage: hamyari")
    assert told in lines[-1]


def test_all_slips_of_one_command_line_are_told_at_once(hamyari):
    status, lines = hamyari("run", "alpha", "--case", "north", "--case", "south", "-p", "amuont=3", "-p", "amount=x")
    assert status == cli.EXIT_REFUSED
    assert lines == [
        "-p: amuont is not a parameter of notebooks/alpha.ipynb; the nearest is amount.",
        '-p: amount is "x"; expected a number of observations from 1 to 1000.',
    ]


def test_outside_a_project_nothing_is_run(tmp_path, capsys):
    assert cli.main(["--project", str(tmp_path), "run", "sample"]) == cli.EXIT_REFUSED
    assert capsys.readouterr().err == (
        "no folder here or above holds notebooks/ and params/; run hamyari inside the project.\n"
    )


@pytest.mark.parametrize("written", ["alpha", "alpha.ipynb", "notebooks/alpha.ipynb", r"notebooks\alpha.ipynb"])
def test_a_notebook_may_be_named_by_its_file(hamyari, written):
    assert hamyari("check", written) == (0, ["notebooks, cases and plans are in order."])


def test_check_tells_faults_and_warnings(small, hamyari):
    body = code("import pandas as pd\ndef f(): ...\npd.read_csv('x')")
    small.add("alpha", report_of(body))
    status, lines = hamyari("check")
    assert status == cli.EXIT_FAILED
    assert lines == [
        "warning: notebooks/alpha.ipynb: cell 9: defines a method; a published notebook calls hamyari_lib.models.",
        "notebooks/alpha.ipynb: cell 9: reads data with read_csv(); "
        "read a table with data.load(), so that the ledger holds it.",
        "params/plans/wrong.yaml: report 1: there is no notebook alhpa; the nearest is alpha.",
    ]


def test_the_committed_notebooks_cases_and_plans_are_in_order(capsys):
    assert cli.main(["--project", str(ROOT), "check"]) == 0, capsys.readouterr().err
    assert "warning" not in capsys.readouterr().err


def _python(*arguments, **options):
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, encoding="utf-8", **options
    )


def test_help_answers_at_once_and_loads_nothing_heavy():
    resource = pytest.importorskip("resource", reason="measures CPU as POSIX counts it")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = _python("-X", "importtime", "-m", "hamyari_lib.cli", "--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0
    assert "make, check and publish" in done.stdout.lower()
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.5
    imported = set(re.findall(r"\| +([\w.]+)$", done.stderr, flags=re.MULTILINE))
    assert "hamyari_lib.errors" in imported
    heavy = {"pandas", "numpy", "papermill", "matplotlib", "nbformat", "nbconvert", "yaml", "rich", "jinja2", "zmq"}
    assert not heavy & imported


@pytest.mark.parametrize("module", ["hamyari_lib.run.batch", "hamyari_lib.run.check", "hamyari_lib.site"])
def test_the_runner_can_be_imported_by_itself_without_papermill(module):
    done = _python("-c", f"import sys, {module}; print('papermill' in sys.modules, 'pandas' in sys.modules)")
    assert done.stdout == "False False\n", done.stderr


def test_a_console_without_persian_letters_does_not_end_a_command():
    done = _python("-m", "hamyari_lib.cli", "codebook", env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("jobs.year\t")
    assert "سال" in done.stdout, "a file or a pipe is UTF-8, whatever the console is"


def test_a_reader_who_has_seen_enough_is_no_error():
    command = [sys.executable, "-m", "hamyari_lib.cli", "codebook"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    process.stdout.close()
    assert (process.stderr.read(), process.wait()) == ("", 0)
    process.stderr.close()


def _documented(parser: argparse.ArgumentParser, path: str = "hamyari"):
    """Every command line that the parser takes: (command, option)."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, sub in action.choices.items():
                yield f"{path} {name}", None
                yield from _documented(sub, f"{path} {name}")
        elif action.option_strings and action.dest != "help":
            for option in action.option_strings:
                yield path, option


@pytest.mark.parametrize(("command", "option"), list(_documented(cli.build_parser())))
def test_the_readme_tells_of_every_command_and_option(command, option):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    wanted = command if option is None else option
    assert re.search(rf"(?<![\w-]){re.escape(wanted)}(?![\w-])", readme), (
        f"README.md: {command} {option or ''} is missing"
    )


def test_every_option_has_a_help_text():
    def actions(parser):
        for action in parser._actions:
            yield action
            if isinstance(action, argparse._SubParsersAction):
                for sub in action.choices.values():
                    yield from actions(sub)

    assert all(action.help for action in actions(cli.build_parser()) if action.dest != "command")


@pytest.mark.slow
def test_cases_parameters_and_language_together(small, hamyari):
    """An override makes a report of its own beside the case's; the second run finds the first in place."""
    assert hamyari("run", "alpha", "--case", "north")[0] == 0
    page = small.page("alpha/north.fa")
    before = page.read_bytes()
    status, lines = hamyari(
        "run", "notebooks/alpha.ipynb", "--case", "north", "--case", "south", "--case", "north",
        "-p", "amount=7", "--language", "en", "--workers", "2", "--time-limit", "60",
    )  # fmt: skip
    assert (status, lines) == (0, ["2 of 2 reports succeeded; open reports/site/index.html"])
    made = sorted(path.name for path in (small.reports / "runs" / "alpha").iterdir())
    assert len(made) == 3
    assert made[0] == "north.fa"
    assert re.fullmatch(r"north~amount=7-[0-9a-f]{6}\.en", made[1])
    assert re.fullmatch(r"south~amount=7-[0-9a-f]{6}\.en", made[2])
    assert small.manifest(f"alpha/{made[1]}").parameters == {"amount": 7.0, "language": "en", "audience": "public"}
    assert small.manifest("alpha/north.fa").parameters == {"amount": 20.0, "language": "fa", "audience": "public"}
    assert page.read_bytes() == before
    for one, other in ((made[1], made[2]), (made[2], made[1])):  # whichever of the two ended first
        html = small.page(f"alpha/{one}").read_text(encoding="utf-8")
        assert f'<a href="{quote(other)}.html">' in html


@pytest.mark.slow
def test_site_makes_the_pages_again_from_the_runs(small, hamyari):
    assert hamyari("run", "alpha", "--case", "north")[0] == 0
    page = small.page("alpha/north.fa")
    before = page.read_bytes()
    page.unlink()
    (small.reports / "site" / "index.html").unlink()
    assert hamyari("site") == (0, ["1 reports published; open reports/site/index.html"])
    assert page.read_bytes() == before
    assert "alpha/north.fa.html" in (small.reports / "site" / "index.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_kernel_refuses_what_slipped_past_the_runner(small, hamyari):
    """A form that is changed after the runner has read it is still checked where it runs."""
    late = "amount = 5000\np = params.checked(globals())"
    small.add("alpha", notebook(code("from hamyari_lib import params, report\nfrom hamyari_lib.params import *"),
                                code(FORM, "parameters"), code(late), code(COMPUTED)))  # fmt: skip
    status, lines = hamyari("run", "alpha")
    assert status == cli.EXIT_FAILED
    assert lines[0] == (
        "alpha/defaults.fa: failed, cell 3: ParameterError: "
        "notebook: amount is 5000; expected a number of observations from 1 to 1000."
    )
