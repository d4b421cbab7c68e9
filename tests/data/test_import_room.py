"""A room whatever happens to an import: it has the old tables or the new ones, and every fault leaves it as it was."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest
from people_files import NEED, PROVINCE, lines, need

from hamyari_lib import data
from hamyari_lib.data import keeping
from hamyari_lib.data.importing import import_files
from hamyari_lib.data.importing.prepared import About
from hamyari_lib.errors import DataError, HamyariError

pytestmark = pytest.mark.slow

FORKING = """
import json, os, sys
import numpy, pandas, tomlkit, filelock
import hamyari_lib.data.schemas, hamyari_lib.data.checking, hamyari_lib.data.reading
import hamyari_lib.data.keeping as keeping
from hamyari_lib.data.importing import import_files
from hamyari_lib.data.importing.prepared import About
from hamyari_lib.errors import HamyariError

print("ready", flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    if "wait" in asked:
        print(os.waitstatus_to_exitcode(os.waitpid(asked["wait"], 0)[1]), flush=True)
    elif pid := os.fork():
        print(pid, flush=True)
    else:
        os.environ["HAMYARI_ROOMS"] = asked["rooms"]
        exec(asked["first"])
        try:
            result = import_files([asked["file"]], room_name="own", about=About("real"), workers=1)
            said = list(map(str, result.lines()))
        except HamyariError as error:
            said = error.faults
        os.write(os.open(asked["said"], os.O_CREAT | os.O_WRONLY), "\\n".join(said)[:900].encode())
        os._exit(0)
"""


class Children:
    """Processes that import a file each into a desk's room ``own``, forked from one that has loaded all it takes."""

    def __init__(self, process, desk):
        self.process, self.desk = process, desk
        self.said = {}

    def _ask(self, **asked):
        self.process.stdin.write(f"{json.dumps(asked)}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def start(self, file, *, first=""):
        """Begin to import a file, with some lines of Python before; returns the child's number."""
        said = self.desk.folder / f"said.{len(self.said)}"
        pid = self._ask(file=str(file), first=first, rooms=str(self.desk.rooms), said=str(said))
        self.said[pid] = said
        return pid

    def end(self, pid):
        """Wait for a child's end; its exit code, and what it said."""
        code, said = self._ask(wait=pid), self.said[pid]
        return code, said.read_text(encoding="utf-8", errors="ignore") if said.exists() else ""


@pytest.fixture(scope="module")
def forking():
    with subprocess.Popen(
        [sys.executable, "-c", FORKING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    ) as process:  # fmt: skip
        assert process.stdout.readline() == "ready\n"
        yield process


@pytest.fixture
def children(forking, desk):
    return Children(forking, desk)


def needs(count, **changed):
    return lines(*(need(number, **changed) for number in range(count)))


def tables(desk):
    """What the room has to say: the content of each table that it names, and of the room's own file."""
    return {name: content for name, content in desk.state().items() if name == "room.toml" or name.endswith(".csv")}


def leftovers(desk):
    return [path.name for path in (desk.rooms / "own").iterdir() if path.name.startswith((".new-", ".room.toml."))]


# killed at any moment


def test_killed_at_any_moment_the_room_has_the_old_or_the_new_tables(desk, children):
    """Some moments fall before anything is written, some behind the end; most while tables are written."""
    old = desk.put(needs(300))
    new = desk.put(needs(600, **{"مقدار سالانه": "99"}) + "N-x,مشهد,چراغ,ده,1\n")
    desk.bring(old)
    dice, ended, lasts = random.Random(5), set(), None
    for _ in range(8):
        begun = time.monotonic()
        pid = children.start(new)
        if lasts is not None:  # the first is let live, to know how long one takes
            time.sleep(dice.uniform(0, lasts * 1.1))
            os.kill(pid, signal.SIGKILL)  # no one else's: who forked it has not waited for it yet
        code, _ = children.end(pid)
        lasts = lasts or time.monotonic() - begun
        rows = data.load("needs", room="own")  # the hash that room.toml records is that of the file
        ended.add((len(rows), int(rows["yearly_quantity"].iloc[0]), code))
        desk.bring(old, is_whole=True)
        assert leftovers(desk) == []
        assert len(desk.kept()) == 300
    killed = {(rows, quantity) for rows, quantity, code in ended if code}
    assert killed <= {(300, 10), (600, 99)}
    assert (300, 10) in killed, "some were killed before the end"
    assert (600, 99, 0) in ended


WRITING = ["sha256_of", "write_atomically", "os.replace", "os.fsync"]


@pytest.mark.parametrize("step", WRITING)
def test_killed_at_each_step_of_putting_the_tables_in_place_the_room_can_be_read(desk, children, step):
    """The child kills itself there, so that no step is missed by chance."""
    desk.take(needs(3))
    before = tables(desk)
    path = desk.put(needs(5))
    killing = f"import signal\nkeeping.{step} = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)"
    code, _ = children.end(children.start(path, first=killing))
    assert code == -signal.SIGKILL
    assert len(data.load("needs", room="own")) == 3
    assert {name: tables(desk)[name] for name in before} == before
    desk.bring(path)
    assert len(data.load("needs", room="own")) == 5
    assert leftovers(desk) == []
    assert len(list((desk.rooms / "own").glob("*.csv"))) == 1


# two at once


def test_two_imports_at_once_both_come_in(desk, children):
    desk.take(needs(1))
    files = [desk.put(lines(*[(f"{mark}-{i}", *NEED[1:]) for i in range(200)])) for mark in "AB"]
    for pid in [children.start(path) for path in files]:
        code, said = children.end(pid)
        assert code == 0
        assert "200 added" in said
    assert {row["need_id"][0] for row in desk.kept()} == {"A", "B", "N"}
    assert len(desk.kept()) == 401
    assert data.check_room("own") == {"needs": 401}


def test_who_waits_too_long_for_a_room_is_told(desk, children):
    desk.take(needs(1))
    with keeping.holding(desk.rooms / "own"):
        code, said = children.end(children.start(desk.put(needs(2)), first="keeping.WAIT_SECONDS = 0.05"))
    assert "another program is writing this room; wait for its end" in said
    assert len(desk.kept()) == 1


# a disk that is full, a room that may not be written


LIMITING = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
"""


@pytest.mark.parametrize(("limit", "quantity"), [(1_000, "10"), (20_000, "10"), (60_000, "ده")])
def test_a_full_disk_is_named_and_leaves_the_room_as_it_was(desk, children, limit, quantity):
    """A limit on the length of a file is met where a full disk would be: in a table, or in the list of refused rows."""
    desk.take(needs(100))
    before = desk.state()
    path = desk.put(needs(1_000, **{"مقدار سالانه": quantity}))
    code, said = children.end(children.start(path, first=LIMITING.format(limit=limit)))
    assert code == 0
    assert "cannot be written (File too large)" in said
    assert desk.state() == before
    assert leftovers(desk) == []


@pytest.mark.parametrize(
    "place", ["hamyari_lib.data.keeping.os.replace", "hamyari_lib.data.keeping.os.fsync", "hamyari_lib.files.os.fsync"]
)
def test_a_fault_of_the_disk_while_tables_are_put_in_place_leaves_the_old_ones(desk, monkeypatch, place):
    desk.take(needs(3))
    before = tables(desk)

    def failing(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(place, failing)
        with pytest.raises(HamyariError, match="No space left on device"):
            desk.take(needs(5))
    assert {name: one for name, one in tables(desk).items() if "/" not in name} == before
    assert leftovers(desk) == []
    assert data.check_room("own") == {"needs": 3}


@pytest.mark.parametrize(
    "error", [PermissionError(13, "Permission denied"), OSError(30, "Read-only file system")], ids=["rights", "medium"]
)
def test_a_room_that_may_not_be_written_is_named(desk, monkeypatch, error):
    desk.take(needs(3))
    before = desk.state()

    def refused(*_, **__):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("filelock.FileLock.acquire", refused)
        with pytest.raises(DataError, match="the room cannot be written .*; check the folder's rights"):
            desk.take(needs(5))
    assert desk.state() == before


# every fault leaves the room byte for byte as it was


FAULTS = {
    "nothing was said of what they are": (
        needs(5),
        {"kind": None, "room": "new"},
        "nothing says whether its figures are real",
    ),
    "made-up rows beside real ones": (needs(5), {"kind": "illustrative"}, "real and illustrative rows would be mixed"),
    "no unit": (needs(5).replace(" (ریال)", ""), {}, "does not say its unit"),
    "a column is missing": (needs(5).replace("عنوان نیاز", "رنگ"), {}, "has no column title"),
    "no table": ("a,b\n1,2\n", {}, "holds no table that is known"),
    "a table that is not known": (needs(5), {"table": "nedes"}, "did you mean needs"),
    "a line of 20 MB": (needs(5) + '"' + "x" * 20_000_000, {}, "is longer than 16,777,216 bytes"),
    "two encodings": (needs(5).encode() + "مشهد\n".encode("cp1256"), {}, "mixes UTF-8"),
    "no such province": (needs(5), {"room": "new", "province": "ناکجا"}, "province"),
    "no name of a room": (needs(5), {"room": "../own"}, "bare name"),
    "the sample": (needs(5), {"room": "sample"}, "comes with the package and is not written"),
}


@pytest.mark.parametrize(("content", "options", "fault"), FAULTS.values(), ids=FAULTS)
def test_a_fault_leaves_the_rooms_as_they_were(desk, content, options, fault):
    desk.take(needs(3) + "N-9,مشهد,چراغ,ده,1\n")
    before = desk.state()
    options = {"room": "own", "kind": "real", "province": PROVINCE} | options
    with pytest.raises(DataError, match=fault):
        import_files(
            [desk.put(content)], room_name=options["room"], province=options["province"], about=About(options["kind"]),
            table=options.get("table"), workers=1,
        )  # fmt: skip
    assert desk.state() == before
    assert sorted(path.name for path in desk.rooms.iterdir()) == ["own"]


def test_a_file_that_breaks_off_when_half_of_it_was_read_leaves_the_room_as_it_was(desk, monkeypatch):
    desk.take(needs(3))
    before = desk.state()
    from hamyari_lib.data.importing import rows

    def broken(*_, **__):
        raise DataError("a.csv: cannot be read any further.")

    monkeypatch.setattr("hamyari_lib.data.importing.filling.read_block", broken)
    assert rows.read_block is not broken
    with pytest.raises(DataError, match="any further"):
        desk.take(needs(5))
    assert desk.state() == before


def test_every_row_refused_makes_no_table_and_lists_them(desk):
    result = desk.take(needs(4, **{"مقدار سالانه": "ده"}))
    assert result.refused == 4
    assert data.tables("own") == ()
    assert len(desk.listed("rejected")) == 4


def test_a_list_goes_when_nothing_of_its_file_is_refused_any_more(desk):
    path = desk.put(needs(2, **{"مقدار سالانه": "ده"}))
    desk.bring(path)
    assert len(desk.listed("rejected")) == 2
    path.write_text(needs(2), encoding="utf-8")
    desk.bring(path)
    assert desk.listed("rejected") == []


def test_files_of_one_name_from_two_cities_keep_their_own_lists(desk):
    first, second = (desk.put(lines(need(number, **{"مقدار سالانه": "ده"}))) for number in (1, 2))
    lists = desk.rooms / "own" / "rejected"
    desk.bring(first)
    desk.bring(second)
    names = ["needs.needs.2.csv", "needs.needs.csv"]
    assert sorted(path.name for path in lists.iterdir()) == names
    assert "N-1" in (lists / names[1]).read_text(encoding="utf-8-sig")
    before = desk.state()
    desk.bring(second)
    desk.bring(first)
    assert desk.state() == before
    second.write_text(needs(2), encoding="utf-8")
    desk.bring(second)
    assert [path.name for path in lists.iterdir()] == names[1:]


def test_the_list_of_a_file_that_is_gone_or_has_moved_is_replaced(desk):
    content = lines(need(1, **{"مقدار سالانه": "ده"}))
    first = desk.put(content)
    desk.bring(first)
    before = desk.state()
    desk.take(content)
    assert desk.state() == before, "the same file in another place"
    first.unlink()
    desk.take(lines(need(1, **{"مقدار سالانه": "نه"})))
    (row,) = desk.listed("rejected")
    assert "نه" in row


def test_a_damaged_note_of_which_list_is_whose_stops_nothing(desk):
    desk.take(lines(need(1, **{"مقدار سالانه": "ده"})))
    for written in ("{", "[]", '{"needs.needs.csv": 1}'):
        (desk.rooms / "own" / ".lists.json").write_text(written, encoding="utf-8")
        desk.take(lines(need(1, **{"مقدار سالانه": "نه"})))
        assert len(desk.listed("rejected")) == 1


def test_a_file_of_which_no_row_was_taken_is_not_a_source(desk):
    desk.take(needs(2), "good.csv")
    desk.take(lines(need(3, **{"مقدار سالانه": "ده"})), "bad.csv")
    assert "bad" not in data.provenance("own", "needs").source.en
    desk.bring(desk.put(needs(1), "good.csv"), desk.put(lines(need(9, **{"مقدار سالانه": "ده"})), "bad.csv"))
    assert "bad" not in data.provenance("own", "needs").source.en


def test_a_whole_table_of_which_every_row_is_refused_removes_nothing(desk):
    desk.take(needs(2))
    (table,) = desk.take(lines(need(3, **{"مقدار سالانه": "ده"})), is_whole=True).tables
    assert (table.kept, table.removed, len(desk.kept())) == (2, 0, 2)


def test_a_province_is_known_by_its_english_name_and_by_the_spelling_of_the_census(desk):
    written = ["کهکیلویه و بویر احمد", "کهگیلویه و بویراحمد", "Kohgiluyeh and Boyer-Ahmad", "razavi khorasan"]
    rows = [(f"F-{number}", "شرکت", name, "پمپ") for number, name in enumerate(written)]
    desk.take(lines(*rows, header=("شناسهٔ شرکت", "نام شرکت", "استان", "محصولات")), "kb_firms.csv")
    assert [row["province"] for row in desk.kept("kb_firms")] == ["کهگیلویه و بویراحمد"] * 3 + [PROVINCE]


def test_what_an_import_left_that_was_killed_is_removed_by_the_next(desk):
    desk.take(needs(2))
    room = desk.rooms / "own"
    (room / ".new-rejected").mkdir()
    for name in (".new-needs.csv", ".new-rejected/a.csv", ".room.toml.abc", "needs.01234567.csv"):
        (room / name).write_text("half", encoding="utf-8")
    (room / "notes.csv").write_text("my own", encoding="utf-8")
    desk.take(needs(3))
    assert leftovers(desk) == []
    assert not (room / "needs.01234567.csv").exists()
    assert (room / "notes.csv").read_text(encoding="utf-8") == "my own"
