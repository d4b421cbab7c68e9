"""``hamyari data refresh`` as a person calls it, and that nothing else reaches for the network."""

import ast
import functools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from local_service import SERIES, reply, serve_figures, serving, silent

from hamyari_lib import cli, data
from hamyari_lib.data.keeping import make_room
from hamyari_lib.data.sources import world_bank
from hamyari_lib.data.sources.patience import Limits

pytestmark = pytest.mark.slow

QUICK = Limits(connect_seconds=1, read_seconds=1, total_seconds=5, tries=2, first_wait_seconds=0.01)
PACKAGE = Path(cli.__file__).parents[1]


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("HAMYARI_ROOMS", str(tmp_path))
    return make_room("own", province="خراسان رضوی")


@pytest.fixture
def service(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving() as running:
        serve_figures(running)
        near = functools.partial(world_bank.macro, base=f"{running.base}/v2", limits=QUICK)
        monkeypatch.setattr(world_bank, "macro", near)
        yield running


@pytest.fixture
def refresh(capsys):
    def run(what="macro", room="own"):
        status = cli.main(["data", "refresh", what, "--room", room])
        said = capsys.readouterr()
        return status, said.out.splitlines(), said.err.splitlines()

    return run


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in (".lock", ".kept")}


def test_a_refresh_says_what_it_did_and_the_next_one_changes_nothing(own, service, refresh):
    status, out, err = refresh()
    assert (status, err) == (0, [])
    assert len(out) == 1
    assert out[0].startswith(
        "own: macro: 3 rows added, 0 changed, 0 unchanged; as of data to 2024; World Bank's update"
    )
    before = contents(own)
    status, out, err = refresh()
    assert (status, err) == (0, [])
    assert out[0].startswith("own: macro: 0 rows added, 0 changed, 3 unchanged; nothing is new; it stays as of data to")
    assert contents(own) == before


def test_what_changed_is_listed_with_the_old_and_the_new_value(own, service, refresh):
    refresh()
    serve_figures(service, {"FP.CPI.TOTL.ZG": {2023: 44.9, 2024: 32.1}})
    status, out, err = refresh()
    assert (status, err) == (0, [])
    assert out[:2] == [
        "macro, year 2023, inflation_pct: 44.5792 -> 44.9",
        "macro, year 2024, inflation_pct: blank -> 32.1",
    ]
    assert out[2].startswith("own: macro: 0 rows added, 2 changed, 1 unchanged; as of ")


FAULTS = {
    "always 500": reply("", status=500),
    "error page": reply("<title>Error</title>", kind="text/html"),
    "changed schema": reply("[{}, [{}]]"),
    "out of bounds": None,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_refresh_that_fails_changes_nothing_and_says_as_of_when_the_table_is_that_stays(own, service, refresh, fault):
    refresh()
    before = contents(own)
    if FAULTS[fault]:
        service.answers("SP.POP.TOTL", FAULTS[fault])  # the last to be asked for
    else:
        serve_figures(service, {"FP.CPI.TOTL.ZG": {2023: 99_999}})
    status, out, err = refresh()
    assert (status, out) == (1, [])
    assert len(err) == 3
    assert err[0].startswith("World Bank (127.0.0.1)")
    assert err[1] == "own: nothing was changed."
    assert err[2].startswith("own: macro stays as of data to 2024; World Bank's update of 2026-07-01; retrieved ")
    assert contents(own) == before


def test_a_first_refresh_that_fails_leaves_the_room_without_the_table(own, service, refresh):
    service.answers("FP.CPI.TOTL.ZG", reply("", status=404))
    status, _, err = refresh()
    assert status == 1
    assert err[1:] == ["own: nothing was changed.", "own: has no macro yet."]
    assert data.tables("own") == ()


def test_a_room_that_cannot_be_written_or_read_is_told_before_anything_is_fetched(own, service, refresh):
    assert refresh(room="sample")[0] == 2
    assert refresh(room="owm")[2][0].startswith("room is 'owm'; expected one of: sample, own")
    (own / "room.toml").write_text("schema_version = 1\n", encoding="utf-8")
    status, _, err = refresh()
    assert (status, "run `hamyari data migrate own`" in err[0]) == (2, True)
    assert service.asked == []


def test_the_market_fails_series_by_series(own, refresh, monkeypatch):
    """What came is in the room, what did not is told; fima is not run here."""
    from hamyari_lib.data.sources import market as module

    row = {"symbol": "a", "date": "1405/08/20", "kind": "bond", "yield_pct": "30", "source": "x"}
    today = world_bank.dt.date(2026, 11, 13)
    came = module.Fetched(module._quotes_origin(today), module.checked("quotes", [row], where="fima"))
    monkeypatch.setattr(
        module, "market", lambda **_: module.MarketFetched((came,), ("fima, f: no; expected a table.",))
    )
    status, out, err = refresh("market")
    assert status == 1
    assert out[0].startswith("price_index: not fetched: ")
    assert out[-1] == (
        "own: quotes: 1 row added, 0 changed, 0 unchanged; as of papers to 1405/08/20; retrieved 2026-11-13 "
        "(1405/08/22)."
    )
    assert err == [
        "fima, f: no; expected a table.",
        "own: what quotes has of the series that failed stays as it was.",
        "own: has no market yet.",
    ]


def test_ctrl_c_while_a_service_does_not_answer_leaves_the_room_whole(own, service, refresh):
    refresh()
    before = contents(own)
    with silent() as base:
        program = (
            "import functools, sys; from hamyari_lib import cli; from hamyari_lib.data.sources import world_bank\n"
            f"world_bank.macro = functools.partial(world_bank.macro, base={base!r})\n"
            "print('asking', flush=True); sys.exit(cli.main(['data', 'refresh', 'macro', '--room', 'own']))"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
        )
        with process:
            assert process.stdout.readline() == "asking\n"
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
            assert process.stderr.read() == "stopped.\n"
    assert process.returncode == 1
    assert contents(own) == before


# nothing else reaches for the network

NETWORK = ("hamyari_lib.data.sources", "requests", "urllib.request", "urllib3", "http.client", "httpx", "fima")
MAY = ("data/sources/", "cli/refresh.py")


def reaches(source: str) -> list[str]:
    """What a module imports of the network, anywhere in it, also by a name in a text."""
    found: list[str] = []
    if not any(one.rpartition(".")[2] in source for one in NETWORK):
        return found  # nothing to parse it for
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
            "import_module", "__import__",
        ):  # fmt: skip
            names = [one.value for one in node.args if isinstance(one, ast.Constant)]
        found += [name for name in names if any(f"{name}.".startswith(f"{one}.") for one in NETWORK)]
    return found


def test_nothing_but_the_command_imports_the_sources_or_a_client():
    modules = {path.relative_to(PACKAGE).as_posix(): path for path in PACKAGE.rglob("*.py")}
    users = {name for name, path in modules.items() if reaches(path.read_text(encoding="utf-8"))}
    assert {name for name in users if not name.startswith(MAY)} == set()
    assert "cli/refresh.py" in users
    assert "data/sources/fetching.py" in users


@pytest.mark.parametrize(
    "source",
    [
        "from hamyari_lib.data import sources", "def f():\n    from hamyari_lib.data.sources.market import market",
        "import requests.adapters", "import urllib.request", "__import__('requests')",
    ],
)  # fmt: skip
def test_a_module_that_reaches_for_the_network_is_found(source):
    assert reaches(source)


def test_the_series_are_those_of_the_schema():
    assert tuple(world_bank.INDICATORS) == tuple(data.schema("macro").columns)[1:]
    assert [one.code for one in world_bank.INDICATORS.values()] == list(SERIES)
