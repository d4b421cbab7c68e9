"""A forked kernel gives what one started by itself gives: all that a cell can ask of a kernel.

Whole reports are compared in ``test_same_records``, where they are made anyway.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from kernel_cells import run_notebook, told_of

from hamyari_lib.run.closure import third_party
from hamyari_lib.run.execute import import_papermill
from hamyari_lib.run.kernels import Kernels, plain_manager
from hamyari_lib.run.likeness import ONE_THREAD
from hamyari_lib.run.project import Project

ROOT = Path(__file__).parents[2]
PROJECT = Project(ROOT)
MORE_MODULES = ("statsmodels.api", "scipy.stats")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")]

# What a cell can see of its kernel and of packages; what cannot be equal is told in ``hamyari_lib/run/as_cold.py``.
PROBES = {
    "modules that every cell may use": """
        import asyncio, concurrent.futures, decimal, faulthandler, gc, json, locale, logging, multiprocessing, os
        import random, resource, signal, subprocess, sys, tempfile, threading, time, tracemalloc, warnings
        from IPython.display import HTML, display""",
    "python": """
        print(sys.flags, sys.warnoptions, sys.argv, sys.orig_argv, sys.path, sys.executable, sys.getrecursionlimit())
        print(sys.gettrace(), sys.getprofile(), sys.excepthook, sys.unraisablehook, sys.displayhook, sys.meta_path)
        print(sys.getdefaultencoding(), sys.getfilesystemencoding(), sys.getswitchinterval(), sys.pycache_prefix)
        print(sorted(name for name in globals() if not name.startswith("_i")), __name__, sorted(vars(__builtins__)))""",
    "signals": """
        print([(number, signal.getsignal(number)) for number in sorted(signal.valid_signals())])
        print(signal.set_wakeup_fd(-1), signal.pthread_sigmask(signal.SIG_BLOCK, []))
        kept = "SigPnd", "SigBlk", "SigIgn", "SigCgt", "Shd", "NoNew", "Umask"  # SigQ counts those of all processes
        print([line for line in open("/proc/self/status") if line.startswith(kept)])""",
    "limits": """
        print([(name, resource.getrlimit(getattr(resource, name))) for name in dir(resource) if "RLIMIT_" in name])
        print(os.umask(0o22), os.nice(0), os.sched_getaffinity(0), os.getcwd(), os.getpid() == os.getsid(0))""",
    "threads": """
        print(sorted(thread.name for thread in threading.enumerate()), threading.current_thread(), threading.excepthook)
        print(threading.Thread().name, threading.stack_size(), asyncio.get_event_loop_policy())""",
    "logging": """
        print(logging.root.handlers, logging.root.level, logging.lastResort, logging.getLogger("tornado").handlers)
        logging.warning("a warning"); logging.getLogger("any").info("not shown")""",
    "memory": "print(gc.isenabled(), gc.get_debug(), len(gc.callbacks), tracemalloc.is_tracing())",
    "place": """
        print(locale.setlocale(locale.LC_ALL), locale.getpreferredencoding(), decimal.getcontext(), time.tzname)
        print(faulthandler.is_enabled(), tempfile.gettempdir(), random.getstate()[0])""",
    "environment": """
        import sklearn, statsmodels.api  # they set variables, the second by joblib, as pandera does
        from pandera import pandas as pandera
        print(sorted((name, value) for name, value in os.environ.items() if name != "JPY_PARENT_PID"))""",
    "input and output": """
        print(sys.stdin, sys.__stdin__, sys.stdout.encoding, sys.stdout.isatty(), os.fstat(0).st_mode)
        print("to error", file=sys.stderr); print("after"); sys.stdout.write("written\\n")
        display(1, HTML("<b>bold</b>")); print("between"); "a value" """,
    "input is refused": "input('name?')",
    "shell": """
        shell = get_ipython()
        print(type(shell), shell.ast_node_interactivity, shell.colors, shell.autoawait, shell.history_manager.hist_file)
        print({name: len(called) for name, called in shell.events.callbacks.items()}, shell.config.keys())""",
    "magics": "%pwd\n%lsmagic\n%timeit -n1 -r1 -q pass",
    "help": "len?",
    "shell command": "!echo of the shell; echo $MPLBACKEND",
    "bash": "%%bash\nulimit -c; umask",
    "await": "await asyncio.sleep(0); print(type(asyncio.get_running_loop()), len(asyncio.all_tasks()) > 0)",
    "error": "def divide():\n    return 1 / 0\ndivide()",
    "error of a library": "json.loads('{')",
    "interrupted": "raise KeyboardInterrupt",
    "leaving": "raise SystemExit(3)",
    "processes": """
        print(multiprocessing.get_start_method(), multiprocessing.current_process(), multiprocessing.parent_process())
        print(multiprocessing.active_children())
        with multiprocessing.Pool(2) as pool: print(pool.map(abs, [-1, 2]))
        for method in ("fork", "spawn", "forkserver"):
            context = multiprocessing.get_context(method)
            with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as pool:
                print(list(pool.map(abs, [-1, 2])))
        print(subprocess.run("echo hello; exit 3", shell=True, capture_output=True), os.popen("echo said").read())""",
    "warned twice": "for _ in range(2):\n    warnings.warn('twice from one line')",
    "warned again": "for _ in range(2):\n    warnings.warn('twice from one line')",
    "categories": """
        for kind in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning, FutureWarning,
                     BytesWarning, UnicodeWarning, RuntimeWarning, SyntaxWarning, EncodingWarning):
            warnings.warn("of " + kind.__name__, kind)""",
    "deprecated in a library": """
        space = {"__name__": "library"}
        source = "import warnings\\ndef use(): warnings.warn('old', DeprecationWarning); warnings.warn('mind')"
        exec(compile(source, "library.py", "exec"), space); space["use"](); space["use"]()""",
    "odd syntax": "print('\\d', 1 is 1)",
    "numpy": """
        import numpy as np
        print(np.geterr(), np.geterrcall(), np.get_printoptions(), np.random.get_state()[0])
        print(np.array([1.0]) / 0, np.log(-1), np.float64(1e308) * 10)
        values = np.random.default_rng(0).normal(size=(200, 200))
        print((values @ values).sum().hex(), np.linalg.svd(values)[1].sum().hex())""",
    "options of pandas": """
        import pandas as pd
        print(sorted((name, repr(pd.get_option(name))) for name in pd._config.config._registered_options))""",
    "wide frame": "wide = pd.DataFrame(np.arange(3000).reshape(100, 30) / 7); wide",
    "wide frame printed": "print(wide); print(pd.DataFrame({'نام': ['الف', 'ب'], 'v': [1.5, None]}))",
    "warnings of pandas": """
        print(pd.to_datetime(["1/2/2020", "2020-13-02"], errors="coerce"))
        frame = pd.DataFrame({"a": [1, 2]}); frame["a"][0] = 3; print(frame)
        print(pd.concat([frame, pd.DataFrame({"a": [None]})]), pd.Series([1.0]).fillna("x"))""",
    "error of pandas": "wide.loc['nowhere']",
    "settings of matplotlib": """
        import matplotlib
        print(matplotlib.get_backend(auto_select=False))
        print(sorted((name, str(value)) for name, value in matplotlib.rcParams.items()))""",
    "pyplot": """
        import matplotlib.pyplot as plt
        print(matplotlib.get_backend(), plt.isinteractive())
        print(sorted((name, str(value)) for name, value in matplotlib.rcParams.items()))""",
    "figure": "plt.plot([1, 2], [3, 4]); plt.title('شکل'); plt.ylabel('$x^2$')",
    "figure as a value": "figure, axes = plt.subplots(); axes.imshow(np.arange(9).reshape(3, 3)); figure",
    "figure in two forms": """
        %matplotlib inline
        %config InlineBackend.figure_formats = ["svg", "png"]
        matplotlib.rcParams["svg.hashsalt"] = "x"
        plt.plot([1, 2]); print(shell.events.callbacks["post_execute"])""",
    "figures that stay": "print(plt.get_fignums())\nfor _ in range(25):\n    plt.figure()\nplt.close('all')",
    "scipy": """
        import scipy.optimize, scipy.stats
        print(scipy.optimize.brentq(lambda x: x * x - 2, 0, 2).hex())
        print(scipy.stats.shapiro([1.0] * 6), scipy.optimize.fsolve(lambda x: x * x + 1, 1.0))""",
    "statsmodels": """
        import statsmodels.api as sm
        print(sm.Logit([0, 0, 1, 1], sm.add_constant([1.0, 2, 3, 4])).fit(method="newton", maxiter=2).params)""",
    "error of statsmodels": "sm.OLS([1, 2], [[np.nan], [1]], missing='raise')",
    "error of pandera": """
        pandera.DataFrameSchema({"a": pandera.Column(int)}).validate(pd.DataFrame({"a": ["x"]}))""",
    "our package": "from hamyari_lib import charts, data, models, params, report, text; data.load('jobs')",
    "filters of warnings in the end": "print(*warnings.filters, sep='\\n')",
}


def _cell(source):
    lines = source.strip("\n").split("\n")
    indent = len(lines[0]) - len(lines[0].lstrip())
    return nbformat.v4.new_code_cell("\n".join(line[indent:] if not line[:indent].strip() else line for line in lines))


def _probed(manager_of):
    notebook = nbformat.v4.new_notebook(cells=[_cell(source) for source in PROBES.values()])
    executed = run_notebook(manager_of, notebook, folder=ROOT / "notebooks")
    return {name: told_of(cell.outputs) for name, cell in zip(PROBES, executed.cells, strict=True)}


@pytest.fixture(scope="module")
def both():
    """The probes, in forked kernels and in plain ones."""
    import_papermill()
    modules = third_party([PROJECT.notebook(name) for name in PROJECT.notebooks()])

    with pytest.MonkeyPatch.context() as patch:
        for name, one in ONE_THREAD.items():
            patch.setenv(name, one)
        with Kernels([*modules, *MORE_MODULES], ahead=1) as kernels, ThreadPoolExecutor(2) as pool:
            cold = pool.submit(_probed, plain_manager)
            warm = pool.submit(_probed, kernels.manager)
            assert kernels._template.left_out == {}
            yield warm.result(), cold.result()


@pytest.mark.parametrize("probe", PROBES)
def test_a_cell_sees_the_same(both, probe):
    warm, cold = both
    assert _by_stream(warm[probe]) == _by_stream(cold[probe])


def _by_stream(told):
    """What a cell printed on each stream, and its other outputs: which stream is sent first is not the cell's doing."""
    outputs = json.loads(told)
    printed = {}
    for one in outputs:
        if one["output_type"] == "stream":
            printed[one["name"]] = printed.get(one["name"], "") + one["text"]
    return printed, [one for one in outputs if one["output_type"] != "stream"]


def test_the_probes_find_something(both):
    warm, _ = both
    assert warm["figure"].count('"image/png": ') == 1
    assert '"image/svg+xml": ' in warm["figure in two forms"]
    assert "twice from one line" in warm["warned twice"]
    assert "RuntimeWarning" in warm["numpy"]
    assert "StdinNotImplementedError" in warm["input is refused"]
    assert os.path.basename(sys.executable) in warm["python"]
