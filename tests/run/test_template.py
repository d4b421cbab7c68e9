"""The template: what it imports, what it leaves to the cells, and what it never does."""

import os
import textwrap
import time

import psutil
import pytest
from kernel_cells import IS_FORKED, run_cells, said

from hamyari_lib.run.forking import Template
from hamyari_lib.run.kernels import Kernels
from hamyari_lib.run.likeness import ONE_THREAD

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    """As the runner asks of all its kernels."""
    for name, one in ONE_THREAD.items():
        monkeypatch.setenv(name, one)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Writes a module that kernels can import, in a folder of its own."""

    def write(name: str, source: str) -> str:
        (tmp_path / "packages").mkdir(exist_ok=True)
        (tmp_path / "packages" / f"{name}.py").write_text(textwrap.dedent(source))
        return name

    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "packages"))
    return write


LEFT_OUT = {
    "threads": (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(600,), daemon=True).start()",
        "it starts threads at its import (1)",
        "",
    ),
    "warning": ("import warnings\nwarnings.warn('mind this')", "it warns at its import (mind this)", "mind this"),
    "printing": ("print('hello of old')", "it prints at its import (hello of old)", "hello of old"),
    "filters": (
        "import warnings\nwarnings.simplefilter('ignore')",
        "it says at its import which warnings are shown",
        "",
    ),
    "failing": ("1 / 0", "it cannot be imported (ZeroDivisionError: division by zero)", "ZeroDivisionError"),
    "leaving": ("raise SystemExit(3)", "it cannot be imported (SystemExit: 3)", "SystemExit: 3"),
}


@pytest.mark.parametrize("kind", LEFT_OUT)
def test_what_cannot_be_imported_once_for_all_is_left_to_its_cell(kind, package, caplog):
    source, why, seen = LEFT_OUT[kind]
    name = package(f"odd_{kind}", source)
    other = package("even", "VALUE = 4")
    package("user_of_odd", f"import {name}")
    with Kernels([other, name, "user_of_odd"], ahead=1) as kernels:
        for _ in range(2):
            found = run_cells(kernels.manager, f"import sys; {IS_FORKED}, '{other}' in sys.modules", f"import {name}")
            assert said(found[0]) == "(True, True)"
            assert seen in said(found[1])
    lines = [record.getMessage() for record in caplog.records]
    assert lines[0] == f"kernels start without {name}, which its cell imports: {why}"
    assert [line.split()[3] for line in lines] in ([f"{name},"], [f"{name},", "user_of_odd,"])


def test_names_within_modules_and_packages_that_are_not_there_are_passed_over(package, caplog):
    package("even", "VALUE = 4")
    with Kernels(["even", "even.VALUE", "not_there", "not_there.either"], ahead=0) as kernels:
        (found,) = run_cells(kernels.manager, f"import sys; {IS_FORKED}, 'even' in sys.modules")
    assert said(found) == "(True, True)"
    assert caplog.records == []


def test_a_package_that_keeps_the_streams_of_its_import_prints_into_the_notebook(package):
    package("keeper", "import sys\nout, err = sys.stdout, sys.stderr\ndef tell(to=sys.stdout): print('told', file=to)")
    with Kernels(["keeper"], ahead=1) as kernels:
        cells = "import keeper; keeper.tell()", "print('of error', file=keeper.err)"
        found = run_cells(kernels.manager, *cells)
    assert [(one["name"], one["text"]) for outputs in found for one in outputs] == [
        ("stdout", "told\n"),
        ("stderr", "of error\n"),
    ]


def test_what_packages_set_in_the_environment_is_there_unless_it_was_given(package, monkeypatch):
    package("setter", "import os\nos.environ['SET_BY_PACKAGE'] = '1'\nos.environ.setdefault('ASKED_FOR', 'package')")
    with Kernels(["setter"], ahead=1) as kernels:
        cell = f"import os; {IS_FORKED}, os.environ['SET_BY_PACKAGE'], os.environ['ASKED_FOR']"
        assert said(run_cells(kernels.manager, cell)[0]) == "(True, '1', 'package')"
        monkeypatch.setenv("SET_BY_PACKAGE", "1")  # the owner has imported it too
        assert said(run_cells(kernels.manager, cell)[0]) == "(True, '1', 'package')"


def test_a_variable_that_a_package_read_must_be_the_same(package, monkeypatch, caplog):
    package("reader", "import os\nMODE = os.environ.get('READER_MODE', 'plain')")
    with Kernels(["reader"], ahead=1) as kernels:
        cell = f"import reader; {IS_FORKED}, reader.MODE"
        monkeypatch.setenv("OF_NO_ONE", "1")
        assert said(run_cells(kernels.manager, cell)[0]) == "(True, 'plain')"
        monkeypatch.setenv("READER_MODE", "odd")
        for _ in range(2):
            assert said(run_cells(kernels.manager, cell)[0]) == "(False, 'odd')"
    assert [record.getMessage() for record in caplog.records] == [
        "a plain kernel is started, not a forked one: "
        "READER_MODE is 'odd' for the kernel and None where packages were imported"
    ]


def test_the_template_has_one_thread_and_no_socket_and_never_computes(package):
    modules = ["numpy", "pandas", "matplotlib.pyplot", "scipy.optimize"]
    with Kernels(modules, ahead=1) as kernels:
        template = kernels._template
        template.wait_until_ready()
        run_cells(kernels.manager, "import numpy; numpy.linalg.inv(numpy.eye(300)).sum()")
        pid = template.process.pid
        assert os.listdir(f"/proc/{pid}/task") == [str(pid)]
        files = [os.readlink(f"/proc/{pid}/fd/{number}") for number in os.listdir(f"/proc/{pid}/fd")]
        assert [file for file in files if file.startswith(("socket:", "anon_inode:"))] == []
        assert template.threads == 1

        def spent() -> float:
            return float(sum(psutil.Process(pid).cpu_times()[:2]))

        before = spent()
        cell = "import numpy; a = numpy.ones((800, 800)); sum(float((a @ a).sum()) for _ in range(10))"
        run_cells(kernels.manager, cell)
        assert spent() - before < 0.5


DICE = """import random, uuid, tempfile, secrets, numpy, scipy.stats
print([random.random(), numpy.random.random(), str(uuid.uuid4()), str(uuid.uuid1()), tempfile.mktemp(),
       secrets.token_hex(), float(numpy.random.default_rng().random()), float(scipy.stats.norm.rvs())])"""


def test_each_kernel_throws_its_own_dice():
    with Kernels(["numpy", "scipy.stats"], ahead=2) as kernels:
        first, second, third = (eval(said(run_cells(kernels.manager, DICE)[0])) for _ in range(3))
    for values in zip(first, second, third, strict=True):
        assert len(set(values)) == 3


OPEN = """import os
def links():
    for number in os.listdir("/proc/self/fd"):
        if int(number) > 2 and os.path.islink(f"/proc/self/fd/{number}"):
            yield os.readlink(f"/proc/self/fd/{number}")
[link for link in links() if link.startswith("pipe:")]"""


def test_a_kernel_keeps_nothing_of_the_template_open():
    with Kernels([], ahead=3) as kernels:
        found = [eval(said(run_cells(kernels.manager, OPEN)[0])) for _ in range(5)]
        template = kernels._template.process.pid
        own = {os.readlink(f"/proc/{template}/fd/{number}") for number in os.listdir(f"/proc/{template}/fd")}
    assert len({len(pipes) for pipes in found}) == 1, "pipes of other kernels are open in later ones"
    standard = {f"pipe:[{os.fstat(number).st_ino}]" for number in (0, 1, 2)}
    for pipes in found:
        assert own.isdisjoint(set(pipes) - standard)


def test_what_is_to_be_imported_may_be_named_after_the_start():
    template = Template(None)
    template.start()
    assert template.process is not None
    time.sleep(0.3)  # it waits, whether the names come before it has imported its own or after
    assert not template._ready.is_set()
    template.name_modules(["even", "yaml"])
    with Kernels(template, ahead=1) as kernels:
        (found,) = run_cells(kernels.manager, f"import sys; {IS_FORKED}, 'yaml' in sys.modules")
    assert said(found) == "(True, True)"


def test_what_nobody_named_is_not_imported():
    template = Template(None)
    template.start()
    template.name_modules(["yaml"])  # long before the kernel's own packages are there
    with Kernels(template, ahead=1) as kernels:
        cell = f"import sys; {IS_FORKED}, [name for name in ('yaml', 'numpy', 'pandas') if name in sys.modules]"
        (found,) = run_cells(kernels.manager, cell)
    assert said(found) == "(True, ['yaml'])"


def test_a_template_that_is_not_told_what_to_import_ends_with_its_owner():
    template = Template(None)
    template.start()
    process = template.process
    template.close()
    assert process.poll() is not None


def test_a_template_killed_before_it_was_told_leaves_plain_kernels():
    template = Template(None)
    template.start()
    template.process.kill()
    assert template._gone.wait(10)
    template.name_modules(["yaml"])
    with Kernels(template, ahead=0) as kernels:
        (found,) = run_cells(kernels.manager, IS_FORKED)
    assert said(found) == "False"
